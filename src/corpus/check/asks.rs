//! Questions against questions: said twice, said almost alike, taken from the evaluation set.

use super::{Found, Problem};
use crate::corpus::alike::{alike, stems};
use crate::corpus::{Passage, Version};
use crate::strings::fill;
use crate::text;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Fewer stems than this are too little to say that two different questions are alike.
const STEMS_TO_COMPARE: usize = 4;
const ALIKE_PERCENT: usize = 85;
const LEAK_PERCENT: usize = 90;

/// A question of an evaluation set; what else a line of the file holds does not matter here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TestItem {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub question: String,
}

/// A question with the place where it stands.
struct Asked<'a> {
    version: &'a Version,
    passage: &'a Passage,
    ask: &'a str,
}

impl Asked<'_> {
    fn place(&self) -> String {
        format!("{} {}", self.version.origin, self.passage.locator)
    }
}

/// Every question that is not empty.
fn asked(versions: &[Version]) -> Vec<Asked<'_>> {
    let mut all = Vec::new();
    for version in versions {
        for passage in &version.passages {
            let written = passage.asks.iter().filter(|ask| !ask.trim().is_empty());
            all.extend(written.map(|ask| Asked { version, passage, ask }));
        }
    }
    all
}

/// The same question in two passages that hold on a common day: either both answer it or one is wrong.
pub(super) fn said_twice(versions: &[Version], found: &mut Found) {
    let mut seen: HashMap<String, Vec<Asked<'_>>> = HashMap::new();
    for here in asked(versions) {
        let others = seen.entry(text::fold(here.ask)).or_default();
        let holds = |other: &&Asked<'_>| other.version.validity.overlaps(&here.version.validity);
        if let Some(other) = others.iter().find(holds) {
            let place = other.place();
            found.error(
                &here.version.origin,
                fill(
                    "check.ask_twice",
                    &[("anchor", &here.passage.locator), ("ask", &here.ask), ("other", &place)],
                ),
            );
        }
        others.push(here);
    }
}

/// Almost the same question in two passages that hold on a common day.
pub(super) fn said_alike(versions: &[Version], found: &mut Found) {
    let asked = asked(versions);
    let sets: Vec<BTreeSet<String>> = asked.iter().map(|here| stems(here.ask)).collect();
    let wanted = |a: usize, b: usize| {
        let enough = sets[a].len().min(sets[b].len()) >= STEMS_TO_COMPARE;
        let (a, b) = (&asked[a], &asked[b]);
        enough && a.passage.id != b.passage.id && a.version.validity.overlaps(&b.version.validity)
    };
    for (other, here) in alike(&sets, ALIKE_PERCENT, wanted) {
        let (other, here) = (&asked[other], &asked[here]);
        if text::fold(other.ask) != text::fold(here.ask) {
            let place = other.place();
            found.warn(
                &here.version.origin,
                fill(
                    "check.ask_alike",
                    &[
                        ("anchor", &here.passage.locator),
                        ("ask", &here.ask),
                        ("twin", &other.ask),
                        ("other", &place),
                    ],
                ),
            );
        }
    }
}

/// The questions of a corpus that stand in an evaluation set, word for word or almost: with them it measures nothing.
/// Questions of less than four content stems count only if they have the same stems.
pub fn leaks(versions: &[Version], items: &[TestItem]) -> Vec<Problem> {
    let asked = asked(versions);
    let texts = items.iter().map(|item| item.question.as_str()).chain(asked.iter().map(|here| here.ask));
    let sets: Vec<BTreeSet<String>> = texts.map(stems).collect();
    let mut found = Found(Vec::new());
    for (item, ask) in alike(&sets, LEAK_PERCENT, |a, b| a < items.len() && b >= items.len()) {
        let (item, here) = (&items[item], &asked[ask - items.len()]);
        found.error(
            &here.version.origin,
            fill(
                "check.ask_leak",
                &[("anchor", &here.passage.locator), ("ask", &here.ask), ("id", &item.id)],
            ),
        );
    }
    found.sorted()
}
