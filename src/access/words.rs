//! The words of a text as names need them: with their case, with what stands between them, and with how the whole is written.

use crate::text::fold;
use regex::Regex;
use std::ops::Deref;
use std::sync::LazyLock;

static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[DO]['’]\p{Lu}\p{L}*|\p{L}+").expect("a constant under test"));

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Capital,
    Upper,
    /// GePI, RdC.
    Mixed,
}

/// A word and where it stands, in bytes.
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) folded: String,
    pub(super) case: Case,
}

/// All the words of a text.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    list: Vec<Word>,
    /// Is it all in capitals?
    pub(super) shouted: bool,
    /// Does Nearly Every Word Begin With One?
    pub(super) titles: bool,
}

impl Deref for Words<'_> {
    type Target = [Word];

    fn deref(&self) -> &[Word] {
        &self.list
    }
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let word = |m: regex::Match<'_>| Word {
            start: m.start(),
            end: m.end(),
            // The lists write «D'Amico» as one word.
            folded: fold(m.as_str()).replace('\'', ""),
            case: case(m.as_str()),
        };
        let list: Vec<Word> = WORD.find_iter(text).map(word).collect();
        let long: Vec<&Word> = list.iter().filter(|w| w.folded.len() > 3).collect();
        let share = |case: Case| {
            let written = long.iter().filter(|w| w.case == case).count();
            long.len() > 3 && written * 3 > long.len() * 2
        };
        let (shouted, titles) = (share(Case::Upper), share(Case::Capital));
        Self { text, list, shouted, titles }
    }

    /// The first word after a place, if nothing but a blank or a colon is between them.
    pub(super) fn after(&self, at: usize) -> Option<usize> {
        let n = self.list.partition_point(|w| w.start < at);
        let between = &self.text[at..self.list.get(n)?.start];
        let mark = |c: char| c.is_whitespace() || ".:,(«\"“-–*".contains(c);
        (!between.is_empty() && between.len() < 5 && between.chars().all(mark)).then_some(n)
    }

    /// Does the next word follow after a blank, or after an initial's point?
    pub(super) fn close(&self, n: usize) -> bool {
        let (Some(word), Some(next)) = (self.list.get(n), self.list.get(n + 1)) else { return false };
        matches!(&self.text[word.end..next.start], " " | "-" | "  ") || self.initial(n)
    }

    /// «M. Rossi».
    pub(super) fn initial(&self, n: usize) -> bool {
        let (Some(word), Some(next)) = (self.list.get(n), self.list.get(n + 1)) else { return false };
        word.case == Case::Upper
            && word.end - word.start == 1
            && matches!(&self.text[word.end..next.start], "." | ". ")
            && next.case != Case::Lower
    }

    pub(super) fn opens_sentence(&self, n: usize) -> bool {
        let start = n.checked_sub(1).map_or(0, |before| self.list[before].end);
        n == 0 || self.text[start..self.list[n].start].contains(['.', '!', '?', ':', '\n'])
    }
}

fn case(word: &str) -> Case {
    let (upper, lower) = word.chars().fold((0, 0), |(upper, lower), c| {
        (upper + usize::from(c.is_uppercase()), lower + usize::from(c.is_lowercase()))
    });
    let first = word.chars().next().is_some_and(char::is_uppercase);
    let prefixed = word.contains(['\'', '’']);
    match (upper, lower) {
        (0, _) => Case::Lower,
        (_, 0) => Case::Upper,
        (1, _) if first => Case::Capital,
        (2, _) if first && prefixed => Case::Capital,
        _ => Case::Mixed,
    }
}
