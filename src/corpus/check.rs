//! What a program can verify of a corpus: dates, intervals, topics, references, questions, and that each fact claimed by
//! a passage stands in it with its numbers, dates and acts.

mod asks;

pub use asks::{TestItem, leaks};

use super::{Acts, Confidence, Fact, Facts, Graph, Passage, Target, Topics, Version};
use crate::strings::{fill, s};
use crate::text::{self, DateValue};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The corpus must not be published with it.
    Error,
    /// Worth a look.
    Warning,
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// The file, relative to the corpus folder.
    pub file: String,
    /// Where in it and what to do, in Italian.
    pub text: String,
}

/// What a corpus is checked against.
#[derive(Debug, Clone, Default)]
pub struct Registries {
    /// Known topics and measures.
    pub topics: Topics,
    /// Known acts.
    pub acts: Acts,
    /// Known facts.
    pub facts: Facts,
}

const ASKS_AT_LEAST: usize = 4;
const ASKS_WANTED: usize = 8;
const PASSAGE_CHARS: std::ops::RangeInclusive<usize> = 60..=1600;

/// All problems, errors first, then by file.
pub fn check(versions: &[Version], registries: &Registries, today: Date) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    intervals(versions, &mut found);
    asks::said_twice(versions, &mut found);
    asks::said_alike(versions, &mut found);
    for version in versions {
        header(version, registries, today, &mut found);
        for passage in &version.passages {
            content(version, passage, registries, &mut found);
        }
    }
    dangling(versions, &mut found);
    for fact in registries.facts.iter() {
        if !versions.iter().flat_map(|v| &v.passages).any(|p| p.facts.contains(&fact.id)) {
            let line = fact.line;
            found.warn("facts.tsv", fill("check.fact_unused", &[("line", &line), ("id", &fact.id)]));
        }
    }
    found.sorted()
}

struct Found(Vec<Problem>);

impl Found {
    fn error(&mut self, file: &str, text: String) {
        self.0.push(Problem { severity: Severity::Error, file: file.to_owned(), text });
    }
    fn warn(&mut self, file: &str, text: String) {
        self.0.push(Problem { severity: Severity::Warning, file: file.to_owned(), text });
    }
    fn sorted(mut self) -> Vec<Problem> {
        self.0.sort_by(|a, b| (a.severity, &a.file).cmp(&(b.severity, &b.file)));
        self.0
    }
}

fn intervals(versions: &[Version], found: &mut Found) {
    let mut by_work: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
    for version in versions {
        by_work.entry(version.work.as_str()).or_default().push(version);
    }
    for versions in by_work.values_mut() {
        versions.sort_by_key(|v| v.validity.from());
        for pair in versions.windows(2) {
            if pair[0].validity.overlaps(&pair[1].validity) {
                found.error(
                    &pair[1].origin,
                    fill("check.overlap", &[("other", &pair[0].origin), ("work", &pair[1].work)]),
                );
            }
        }
    }
}

fn header(version: &Version, registries: &Registries, today: Date, found: &mut Found) {
    let file = version.origin.as_str();
    for topic in &version.topics {
        if !registries.topics.contains(topic) {
            found.error(file, fill("check.topic", &[("topic", topic)]));
        }
    }
    if version.topics.is_empty() {
        found.error(file, s("check.no_topic").to_owned());
    }
    for measure in &version.measures {
        if !registries.topics.has_measure(measure) {
            found.error(file, fill("check.measure", &[("measure", measure)]));
        }
    }
    if version.url.as_deref().is_some_and(|u| !u.starts_with("http")) {
        found.error(file, fill("check.url", &[("url", &version.url.as_deref().unwrap_or_default())]));
    }
    for (name, date) in [("verified_on", version.verified_on), ("published", version.published)] {
        if let Some(date) = date.filter(|d| *d > today) {
            found.error(file, fill("check.future", &[("field", &name), ("date", &date)]));
        }
    }
    if version.reference.trim().is_empty() {
        found.error(file, s("check.no_reference").to_owned());
    }
    unknown_acts(file, "reference", &version.reference, registries, found);
    let one_source = version
        .passages
        .iter()
        .flat_map(|p| &p.facts)
        .any(|id| registries.facts.get(id).is_some_and(|f| f.grade == "una fonte"));
    if one_source && version.confidence == Some(Confidence::Confirmed) {
        found.error(file, s("check.confidence").to_owned());
    }
}

/// References to a provision that the official text, which is there, does not have.
fn dangling(versions: &[Version], found: &mut Found) {
    for link in Graph::of(versions).links().iter().filter(|link| link.to == Target::Missing) {
        let version = &versions[link.from.version];
        found.warn(
            &version.origin,
            fill(
                "check.dangling",
                &[
                    ("anchor", &version.passages[link.from.passage].locator),
                    ("said", &link.span.slice(&version.source).unwrap_or_default()),
                    ("provision", &link.provision.printed()),
                ],
            ),
        );
    }
}

fn unknown_acts(file: &str, place: &str, text: &str, registries: &Registries, found: &mut Found) {
    for reference in text::references(text) {
        let Some(act) = reference.act else { continue };
        if registries.acts.get(&act).is_none() {
            found.error(file, fill("check.act", &[("place", &place), ("act", &act)]));
        }
    }
}

fn content(version: &Version, passage: &Passage, registries: &Registries, found: &mut Found) {
    let file = version.origin.as_str();
    let anchor = passage.locator.as_str();
    let body = version.text_of(passage);
    let length = body.chars().count();
    if !PASSAGE_CHARS.contains(&length) {
        found.warn(file, fill("check.length", &[("anchor", &anchor), ("n", &length)]));
    }
    if passage.asks.len() < ASKS_AT_LEAST {
        let n = passage.asks.len();
        found.error(file, fill("check.asks", &[("anchor", &anchor), ("n", &n), ("least", &ASKS_AT_LEAST)]));
    } else if passage.asks.len() < ASKS_WANTED {
        let n = passage.asks.len();
        found.warn(file, fill("check.asks_few", &[("anchor", &anchor), ("n", &n), ("wanted", &ASKS_WANTED)]));
    }
    let written: Vec<&String> = passage.asks.iter().filter(|ask| !ask.trim().is_empty()).collect();
    if written.len() < passage.asks.len() {
        found.error(file, fill("check.ask_empty", &[("anchor", &anchor)]));
    }
    let distinct: HashSet<String> = written.iter().map(|a| text::fold(a)).collect();
    if distinct.len() < written.len() {
        found.error(file, fill("check.ask_repeated", &[("anchor", &anchor)]));
    }
    unknown_acts(file, anchor, body, registries, found);
    unknown_acts(file, anchor, passage.reference.as_deref().unwrap_or_default(), registries, found);
    if passage.facts.is_empty() {
        found.warn(file, fill("check.no_facts", &[("anchor", &anchor)]));
    }
    let said = Said::of(version, passage);
    for id in &passage.facts {
        match registries.facts.get(id) {
            None => found.error(file, fill("check.fact_unknown", &[("anchor", &anchor), ("id", id)])),
            Some(fact) => {
                let missing = said.missing(fact);
                if !missing.is_empty() {
                    let what = missing.join(", ");
                    found.error(
                        file,
                        fill("check.fact_missing", &[("anchor", &anchor), ("id", id), ("what", &what)]),
                    );
                }
            }
        }
    }
}

/// The numbers, dates and acts that a passage says, its heading, title and references included.
struct Said {
    numbers: BTreeSet<String>,
    dates: BTreeSet<String>,
    acts: Vec<String>,
}

impl Said {
    fn of(version: &Version, passage: &Passage) -> Said {
        let reference = passage.reference.as_deref().unwrap_or_default();
        let text = format!("{}\n\n{}\n\n{}", version.title, passage.heading, version.text_of(passage));
        let numbers = text::numbers(&text).into_iter().map(|n| n.value).collect();
        let mut dates = BTreeSet::new();
        for mention in text::dates(&text) {
            match mention.value {
                DateValue::Day(day) => {
                    dates.insert(day.to_string());
                    dates.insert(format!("{:04}-{:02}", day.year(), day.month()));
                    dates.insert(day.year().to_string());
                }
                DateValue::Month { year, month } => {
                    dates.insert(format!("{year:04}-{month:02}"));
                    dates.insert(year.to_string());
                }
                DateValue::Year(year) => {
                    dates.insert(year.to_string());
                }
            }
        }
        let cited = format!("{text}\n\n{}\n\n{reference}", version.reference);
        let acts = text::references(&cited).iter().map(text::LegalRef::canonical).collect();
        Said { numbers, dates, acts }
    }

    fn missing(&self, fact: &Fact) -> Vec<String> {
        let mut missing = Vec::new();
        missing.extend(fact.numbers.iter().filter(|n| !self.numbers.contains(*n)).cloned());
        missing.extend(fact.dates.iter().filter(|d| !self.dates.contains(*d)).cloned());
        missing.extend(fact.acts.iter().filter(|act| !self.cites(act)).cloned());
        missing
    }

    /// An act is cited when the reference is to it or to a part of it.
    fn cites(&self, act: &str) -> bool {
        self.acts.iter().any(|said| {
            said == act
                || said.strip_prefix(act).is_some_and(|rest| rest.starts_with('#') || rest.starts_with('-'))
        })
    }
}
