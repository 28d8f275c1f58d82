//! The numbers and bullets that Word computes while showing a list: they are in no text, only in the rules of
//! `numbering.xml`.

use crate::ingest::formats::package::Node;
use std::collections::{HashMap, HashSet};

/// Levels that a list may have.
const LEVELS: usize = 9;

struct Level {
    format: String,
    /// «%1.%2»
    text: String,
    start: u32,
    style: Option<String>,
}

#[derive(Default)]
pub(super) struct Numbering {
    /// Levels of each kind of list.
    kinds: HashMap<String, Vec<Level>>,
    /// The kind of each list, and the levels that it starts elsewhere.
    lists: HashMap<String, (String, HashMap<usize, u32>)>,
    /// By kind of list: lists of one kind go on counting together.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    started: HashSet<String>,
}

/// The mark of an item: `-`, `1.`, `a)`.
pub(super) struct Item {
    pub(super) mark: String,
    pub(super) level: usize,
}

impl Numbering {
    pub(super) fn new(root: Option<Node>) -> Self {
        let mut all = Self::default();
        let Some(root) = root else { return all };
        for node in root.all("abstractNum") {
            let id = node.attr("abstractNumId").unwrap_or_default().to_owned();
            all.kinds.insert(id, node.all("lvl").take(LEVELS).map(level).collect());
        }
        for node in root.all("num") {
            let (Some(id), Some(kind)) = (node.attr("numId"), node.val("abstractNumId")) else { continue };
            let start =
                |o: &Node| Some((o.attr("ilvl")?.parse().ok()?, o.val("startOverride")?.parse().ok()?));
            let starts = node.all("lvlOverride").filter_map(start).collect();
            all.lists.insert(id.to_owned(), (kind.to_owned(), starts));
        }
        all
    }

    /// Counts one more item; none when the list is not known or shows no mark.
    pub(super) fn next(&mut self, id: &str, level: Option<usize>, style: &str) -> Option<Item> {
        let (kind, starts) = self.lists.get(id)?;
        let levels = self.kinds.get(kind)?;
        let of_style = || levels.iter().position(|l| l.style.as_deref() == Some(style));
        let level = level.or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let rule = levels.get(level)?;
        let counters = self.counters.entry(kind.clone()).or_default();
        if self.started.insert(id.to_owned()) {
            for (level, start) in starts.iter().filter(|(l, _)| **l < LEVELS) {
                counters[*level] = start.checked_sub(1);
            }
        }
        let before = counters[level];
        counters[level] = Some(before.map_or(rule.start, |n| n.saturating_add(1)));
        counters[level + 1..].fill(None);
        let mark = mark(rule, levels, counters);
        (!mark.is_empty()).then_some(Item { mark, level })
    }
}

fn level(node: &Node) -> Level {
    Level {
        format: node.val("numFmt").unwrap_or("decimal").to_owned(),
        text: node.val("lvlText").unwrap_or_default().to_owned(),
        start: node.val("start").and_then(|s| s.parse().ok()).unwrap_or(1),
        style: node.val("pStyle").map(str::to_owned),
    }
}

fn mark(rule: &Level, levels: &[Level], counters: &[Option<u32>; LEVELS]) -> String {
    match rule.format.as_str() {
        "bullet" => return "-".to_owned(),
        "none" => return String::new(),
        _ => {}
    }
    let mut mark = rule.text.clone();
    for (index, level) in levels.iter().enumerate() {
        let place = format!("%{}", index + 1);
        if mark.contains(&place) {
            let n = counters.get(index).copied().flatten().unwrap_or(level.start);
            mark = mark.replace(&place, &number(n, &level.format));
        }
    }
    mark.trim().to_owned()
}

fn number(n: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(n),
        "upperLetter" => letters(n).to_uppercase(),
        "lowerRoman" => roman(n),
        "upperRoman" => roman(n).to_uppercase(),
        "decimalZero" => format!("{n:02}"),
        "none" => String::new(),
        _ => n.to_string(),
    }
}

/// a … z, aa, bb: Word repeats the letter.
fn letters(n: u32) -> String {
    let Some(zero_based) = n.checked_sub(1) else { return "0".to_owned() };
    let letter = char::from(b'a' + u8::try_from(zero_based % 26).unwrap_or(0));
    let times = usize::try_from(zero_based / 26).unwrap_or(0).min(10) + 1;
    letter.to_string().repeat(times)
}

fn roman(mut n: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if n > 3999 {
        return n.to_string();
    }
    let mut text = String::new();
    for (value, sign) in STEPS {
        while n >= value {
            text.push_str(sign);
            n -= value;
        }
    }
    text
}
