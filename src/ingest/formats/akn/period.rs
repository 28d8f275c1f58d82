//! When the parts of an act hold: `period` names a `temporalGroup`, whose intervals name the events of the act's life, and
//! `status` says that a part was removed. What holds on no day of this version is no law in it.

use super::inline::is_gone;
use crate::corpus::{UNSAID, Validity};
use crate::ingest::formats::law::signs;
use crate::ingest::formats::tree::{Id, ROOT, Tree};
use crate::strings::{fill, s};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// `status` of texts that hold: what it says of them is not when.
const STANDING: [&str; 4] = ["editorial", "edited", "verbatim", "translated"];
/// Parts named in a warning.
const NAMED: usize = 20;

/// Does a part hold in this version?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    /// As long as what it stands in.
    Whole,
    /// In these days of it.
    Within(Validity),
    /// On none.
    Never,
}

/// The intervals that a file names, and what could not be read of them.
#[derive(Debug, Default)]
pub(super) struct Periods {
    groups: BTreeMap<String, Vec<Validity>>,
    /// The first day of this version, if it is told.
    from: Option<Date>,
    /// Parts that hold no more or not yet, as one would cite them.
    left_out: Vec<String>,
    /// Parts that end or begin while this version holds.
    bounded: Vec<String>,
    unread: Vec<String>,
}

impl Periods {
    pub(super) fn read(tree: &Tree, from: Option<Date>) -> Self {
        let mut periods = Self { from, ..Self::default() };
        let named = |name: &'static str| tree.descendants(ROOT).filter(move |id| tree.name(*id) == name);
        let mut events: BTreeMap<&str, Date> = BTreeMap::new();
        for event in named("eventRef") {
            let day = tree.attribute(event, "date").and_then(|day| day.get(..10)?.parse().ok());
            events.extend(day.into_iter().flat_map(|day| names(tree, event).map(move |name| (name, day))));
        }
        for group in named("temporalGroup") {
            let mut intervals = Vec::new();
            for id in tree.children(group).filter(|id| tree.name(*id) == "timeInterval") {
                match interval(tree, id, &events) {
                    Some(interval) => intervals.push(interval),
                    None => periods.not_read(names(tree, group).next().unwrap_or_default()),
                }
            }
            for name in names(tree, group) {
                periods.groups.insert(name.to_owned(), intervals.clone());
            }
        }
        periods
    }

    /// What an element says of itself.
    pub(super) fn of(&mut self, tree: &Tree, id: Id) -> Force {
        // All that is left of an abrogated provision says so: it is asked for, and answers.
        let told = || {
            tree.children(id)
                .filter(|id| tree.name(*id) != "num")
                .any(|id| signs::is_abrogated(tree.words(id).trim_matches(['(', ')', ' '])))
        };
        if is_gone(tree, id) && told() {
            return Force::Whole;
        }
        if is_gone(tree, id) {
            self.note(tree, id, true);
            return Force::Never;
        }
        if let Some(status) = tree.attribute(id, "status").filter(|status| !STANDING.contains(status)) {
            self.not_read(status);
        }
        let Some(period) = tree.attribute(id, "period") else { return Force::Whole };
        let name = period.trim_start_matches('#');
        let Some(intervals) = self.groups.get(name).filter(|intervals| !intervals.is_empty()) else {
            self.not_read(name);
            return Force::Whole;
        };
        // Of several, the one in which this version is read, or the next.
        let reaches = |v: &&Validity| self.from.is_none_or(|from| v.to().is_none_or(|to| from < to));
        let found = intervals.iter().filter(reaches).min_by_key(|v| v.from()).copied();
        let several = intervals.iter().filter(reaches).count() > 1;
        if several {
            self.not_read(name);
        }
        let Some(holds) = found else {
            self.note(tree, id, true);
            return Force::Never;
        };
        if holds.to().is_none() && self.from.is_some_and(|from| holds.from() <= from) {
            return Force::Whole;
        }
        self.note(tree, id, false);
        Force::Within(holds)
    }

    /// Words within a sentence may have days of their own too: these are not told apart.
    pub(super) fn within(&mut self, tree: &Tree, id: Id) {
        let named = tree.descendants(id).filter_map(|id| tree.attribute(id, "period"));
        named.for_each(|period| self.not_read(period.trim_start_matches('#')));
    }

    /// What was left out, bounded or not understood, once for all.
    pub(super) fn warnings(&self) -> Vec<String> {
        let told = |key: &'static str, named: &[String]| {
            let mut shown = named[..named.len().min(NAMED)].join("; ");
            shown.push_str(if named.len() > NAMED { "; …" } else { "" });
            (!named.is_empty()).then(|| fill(key, &[("units", &shown)]))
        };
        let left_out = told("ingest.not_in_force", &self.left_out);
        let bounded = told("ingest.bounded", &self.bounded);
        let unread = told("ingest.period_unread", &self.unread);
        left_out.into_iter().chain(bounded).chain(unread).collect()
    }

    fn not_read(&mut self, name: &str) {
        if !self.unread.iter().any(|known| known == name) {
            self.unread.push(name.to_owned());
        }
    }

    fn note(&mut self, tree: &Tree, id: Id, never: bool) {
        let list = if never { &mut self.left_out } else { &mut self.bounded };
        list.push(cited(tree, id));
    }
}

/// The names by which an element is referred to.
fn names(tree: &Tree, id: Id) -> impl Iterator<Item = &str> {
    ["eId", "wId", "id"].into_iter().filter_map(move |name| tree.attribute(id, name))
}

/// `start` and `end` name events; a date in their place is taken as well.
fn interval(tree: &Tree, id: Id, events: &BTreeMap<&str, Date>) -> Option<Validity> {
    let day = |name: &str| match tree.attribute(id, name).map(|value| value.trim_start_matches('#')) {
        None | Some("") => Some(None),
        Some(value) => events.get(value).copied().or_else(|| value.parse().ok()).map(Some),
    };
    let (start, end) = (day("start")?, day("end")?);
    // How long, without until when, is not worked out.
    if end.is_none() && tree.attribute(id, "duration").is_some() {
        return None;
    }
    Validity::new(start.unwrap_or(UNSAID), end).ok()
}

/// «art. 2, comma 7, lettera b)», from the numbers printed above it.
fn cited(tree: &Tree, id: Id) -> String {
    let mut named: Vec<String> = Vec::new();
    for id in std::iter::once(id).chain(tree.ancestors(id)) {
        let Some(printed) = tree.child(id, "num").map(|num| tree.words(num)) else { continue };
        let number = signs::label(&printed).unwrap_or_else(|| printed.trim().to_owned());
        match tree.name(id) {
            "article" => named.insert(0, fill("ingest.cited_article", &[("number", &number)])),
            "paragraph" => named.insert(0, fill("ingest.cited_comma", &[("number", &number)])),
            "point" => {
                let is_number = number.starts_with(|c: char| c.is_ascii_digit());
                let key = if is_number { "ingest.cited_number" } else { "ingest.cited_letter" };
                named.insert(0, fill(key, &[("number", &printed.trim())]));
            }
            _ if named.is_empty() => named.push(printed),
            _ => {}
        }
    }
    let unnamed =
        || tree.attribute(id, "eId").map_or_else(|| s("ingest.cited_part").to_owned(), str::to_owned);
    if named.is_empty() { unnamed() } else { named.join(", ") }
}
