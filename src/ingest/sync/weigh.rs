//! Is what came the same text, another, or something to show to a person first? Texts are compared as they are read, without
//! blanks, signs of typography and stamps of the day: a banner or a clock that changes is no change.

use super::fresh::{Fresh, rename};
use crate::corpus::{Validity, Version};
use crate::ingest::sha256_hex;
use crate::strings::{fill, s};
use crate::text;
use jiff::civil::Date;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Share of the text held, in percent, below which what came waits for a person.
const SHRUNK_PERCENT: usize = 60;
/// Words below which a first text is too short to be one: a page of error, a page that wants JavaScript.
const WORDS_AT_LEAST: usize = 25;
/// Articles named in a reason.
const NAMED: usize = 10;

/// What is to be done with a text that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weighed {
    /// The text held.
    Unchanged,
    /// There was none.
    Added,
    /// Another one.
    Changed,
    /// It waits for a person; why, in Italian.
    Waiting(Vec<String>),
}

/// Weighs what came against the text held, the latest one. `urn` is the catalogue's.
pub fn weigh(held: Option<&Version>, fresh: &Fresh, urn: Option<&str>) -> Weighed {
    let mut doubts = Vec::new();
    let new = &fresh.version;
    let expected = held.and_then(|v| v.urn.as_deref()).or(urn);
    if let (Some(expected), Some(found)) = (expected, new.urn.as_deref())
        && expected != found
    {
        doubts.push(fill("weigh.urn", &[("before", &expected), ("after", &found)]));
    }
    let Some(held) = held else {
        let n = text::words(&plain(new)).len();
        if n < WORDS_AT_LEAST {
            doubts.push(fill("weigh.short", &[("n", &n)]));
        }
        return if doubts.is_empty() { Weighed::Added } else { Weighed::Waiting(doubts) };
    };
    if text::fold(&held.title) != text::fold(&new.title) {
        doubts.push(fill("weigh.title", &[("before", &held.title), ("after", &new.title)]));
    }
    let same = fingerprint(held) == fingerprint(new);
    if !same {
        doubts.extend(losses(held, fresh));
    }
    match (doubts.is_empty(), same) {
        (false, _) => Weighed::Waiting(doubts),
        (true, true) => Weighed::Unchanged,
        (true, false) => Weighed::Changed,
    }
}

/// What another text seems to have lost.
fn losses(held: &Version, fresh: &Fresh) -> Vec<String> {
    let mut doubts = Vec::new();
    let new = &fresh.version;
    let (before, after) = (plain(held).chars().count(), plain(new).chars().count());
    if after * 100 < before * SHRUNK_PERCENT {
        doubts.push(fill("weigh.shrunk", &[("before", &before), ("after", &after)]));
    }
    let found = articles(new);
    let lost: Vec<String> = articles(held).into_iter().filter(|a| !found.contains(a)).collect();
    if !lost.is_empty() {
        let named = lost.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        doubts.push(fill("weigh.lost", &[("n", &lost.len()), ("articles", &named)]));
    }
    if fresh.dated && new.validity.from() < held.validity.from() {
        let (before, after) = (held.validity.from(), new.validity.from());
        doubts.push(fill("weigh.older", &[("before", &before), ("after", &after)]));
    }
    doubts
}

/// The articles that a version has: `art6` of `art6-com4`.
fn articles(version: &Version) -> BTreeSet<String> {
    let article = |locator: &str| -> Option<String> {
        let first = locator.split('-').next().unwrap_or(locator);
        let number = first.strip_prefix("art")?;
        number.starts_with(|c: char| c.is_ascii_digit()).then(|| first.to_owned())
    };
    version.passages.iter().filter_map(|p| article(&p.locator)).collect()
}

/// Days and hours that pages put on themselves.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    let said = "(data )?(di )?(ultimo aggiornamento|ultima modifica|ultima revisione)|pagina aggiornata|\
                data di stampa|stampato|vigente|documento generato|pagina generata";
    let day = r"\d{1,2}([/.-]\d{1,2}[/.-]|°?\s+\p{L}+\s+)\d{2,4}|\d{4}-\d{2}-\d{2}";
    let hour = r"([,\s]*(alle|ore|alle ore)?\s*\d{1,2}[:.]\d{2}([:.]\d{2})?)?";
    Regex::new(&format!(r"(?i)\b({said})\s*:?\s*(al|il|del|in data)?\s*:?\s*({day}){hour}"))
        .expect("a fixed pattern")
});

/// What a version says, ready to be compared.
fn plain(version: &Version) -> String {
    let mut said = String::new();
    for passage in &version.passages {
        said.push_str(&passage.heading);
        said.push('\n');
        said.push_str(version.text_of(passage));
        said.push('\n');
    }
    let said = STAMP.replace_all(&said, " ");
    let said = said
        .replace(['’', '‘', '`', '´'], "'")
        .replace(['“', '”', '«', '»'], "\"")
        .replace(['–', '—', '‑'], "-");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The hash by which texts are compared.
pub(super) fn fingerprint(version: &Version) -> String {
    sha256_hex(plain(version).as_bytes())
}

/// The versions to write so that `fresh` follows those `held` of its work: the one before it is closed the day it begins. A
/// text that does not date itself holds from the day it was seen changed, `today`.
pub fn succession(held: &[Version], fresh: &Fresh, today: Date) -> Result<Vec<Version>, String> {
    let mut new = fresh.version.clone();
    let told = |e: crate::corpus::CorpusError| e.to_string();
    let ended = new.validity.to().is_some_and(|to| to <= today);
    if let Some(last) = held.last().filter(|_| !fresh.dated) {
        // A correction of a text that has ended, or was read today, stands in its place.
        let from = if ended { last.validity.from() } else { today.max(last.validity.from()) };
        let validity = Validity::new(from, new.validity.to()).map_err(told)?;
        let work = new.work.clone();
        rename(&mut new, work, validity).map_err(told)?;
    }
    let from = new.validity.from();
    let next = held.iter().map(|v| v.validity.from()).filter(|day| *day > from).min();
    let to = next.into_iter().chain(new.validity.to()).min();
    new.validity = Validity::new(from, to).map_err(told)?;
    let mut versions = Vec::new();
    for before in held.iter().filter(|v| v.validity.from() < from) {
        if before.validity.to().is_none_or(|to| to > from) {
            let validity = Validity::new(before.validity.from(), Some(from)).map_err(told)?;
            versions.push(Version { validity, ..before.clone() });
        }
    }
    versions.push(new);
    Ok(versions)
}

impl Weighed {
    /// The same, with one more reason to wait.
    pub fn but(self, why: String) -> Self {
        let mut doubts = if let Weighed::Waiting(doubts) = self { doubts } else { Vec::new() };
        doubts.push(why);
        Weighed::Waiting(doubts)
    }

    /// Why it waits, in one line; empty if it does not.
    pub fn doubts(&self) -> String {
        match self {
            Weighed::Waiting(doubts) => doubts.join(s("weigh.and")),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
