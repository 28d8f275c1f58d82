//! Gaps of which the right verdict is known because they were planted: what answers a question is removed, buried, aged,
//! contradicted or halved in a variant of the material, or nothing ever answered it. Several gaps are planted in one variant, in
//! passages that have nothing to do with each other.

mod alter;

pub use alter::Bury;

use super::set::{Read, Said, states};
use super::{Item, Planted};
use crate::corpus::{Passage, PassageId, Version};
use crate::gaps::Need;
use crate::ingest::sha256_hex;
use crate::search::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// A planted gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Of the need and of what was done to it.
    pub id: String,
    /// The right verdict.
    pub need: Need,
    /// Its wordings, as they are asked.
    pub questions: Vec<String>,
    /// How what answers is buried.
    pub bury: Option<Bury>,
    /// Facts of what answers, or answered before it was removed.
    facts: Vec<String>,
    /// What readers say of its passages.
    read: Vec<Read>,
    /// Figures and words that what answers must say.
    nuggets: Vec<String>,
}

/// The material in which some gaps are planted.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    /// What is published.
    pub(super) versions: Vec<Version>,
    /// The gaps.
    pub(super) cases: Vec<Case>,
}

/// Gaps planted in one variant, at most: more would change the material as a whole.
const TOGETHER: usize = 10;
/// Longest question, in words, that is put together with another.
const SHORT: usize = 25;

/// What the questions of a set that rest on the same facts are planted as: each in two of the five ways, in turn.
const WAYS: [Need; 5] = [Need::Missing, Need::NotRetrieved, Need::Outdated, Need::Conflicting, Need::Partial];

/// Questions that the same facts answer.
struct Unit<'a> {
    id: &'a str,
    items: Vec<&'a Item>,
}

/// The gaps that a split gives: planted ones of the answerable questions, and those that are gaps as they stand.
pub fn cases(items: &[Item], wordings: &[Planted]) -> Vec<Case> {
    let units = units(items);
    let mut cases: Vec<Case> = Vec::new();
    for (n, unit) in units.iter().enumerate() {
        for need in [WAYS[n % WAYS.len()], WAYS[(n + 2) % WAYS.len()]] {
            cases.extend(match need {
                Need::Partial => {
                    let mut others =
                        (0..units.len()).map(|k| &units[(n + units.len() / 2 + k) % units.len()]);
                    others.find_map(|other| halved(unit, other))
                }
                need => Some(planted(unit, need, n)),
            });
        }
    }
    cases.extend(items.iter().filter_map(natural));
    let mut uncovered: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for wording in wordings.iter().filter(|w| !w.covered) {
        let of_need = uncovered.entry(&wording.need).or_default();
        // What a passage answers after all is no gap.
        if wording.read.answers.is_empty() {
            of_need.push(wording.question.clone());
        }
    }
    uncovered.retain(|_, questions| !questions.is_empty());
    cases.extend(uncovered.into_iter().map(|(need, questions)| Case::bare(need, Need::Missing, questions)));
    cases
}

fn units(items: &[Item]) -> Vec<Unit<'_>> {
    let mut units: BTreeMap<Vec<&str>, Unit<'_>> = BTreeMap::new();
    let plain = |item: &&Item| {
        item.answerable
            && item.as_of.is_none()
            && !item.facts.is_empty()
            && !matches!(item.kind.as_str(), "temporal" | "false_premise")
    };
    for item in items.iter().filter(plain) {
        let mut facts: Vec<&str> = item.facts.iter().map(String::as_str).collect();
        facts.sort_unstable();
        units.entry(facts).or_insert(Unit { id: &item.id, items: Vec::new() }).items.push(item);
    }
    let mut units: Vec<Unit<'_>> = units.into_values().collect();
    // In an order that has nothing to do with what they are about.
    units.sort_by_key(|unit| sha256_hex(unit.id.as_bytes()));
    units
}

fn planted(unit: &Unit<'_>, need: Need, n: usize) -> Case {
    let bury = (need == Need::NotRetrieved).then(|| Bury::ALL[n / WAYS.len() % Bury::ALL.len()]);
    let questions = unit.items.iter().map(|item| item.question.clone());
    let questions = match bury {
        Some(Bury::Story) => questions.map(|question| alter::in_a_story(&question, n)).collect(),
        _ => questions.collect(),
    };
    Case {
        id: format!("{}-{}", unit.id, need.as_str()),
        need,
        questions,
        bury,
        facts: unit.items[0].facts.clone(),
        read: read(unit),
        nuggets: nuggets(unit),
    }
}

fn read(unit: &Unit<'_>) -> Vec<Read> {
    unit.items.iter().map(|item| item.read.clone()).collect()
}

/// The passages that readers say answer.
fn passages(unit: &Unit<'_>) -> BTreeSet<PassageId> {
    let read = unit.items.iter().map(|item| &item.read);
    read.flat_map(|read| read.answers.iter().chain(&read.partial)).cloned().collect()
}

fn nuggets(unit: &Unit<'_>) -> Vec<String> {
    let vital = unit.items.iter().flat_map(|item| item.nuggets.iter().filter(|n| n.vital));
    vital.flat_map(|nugget| nugget.any.iter().cloned()).collect()
}

/// A question of two halves, of which the second is removed.
fn halved(kept: &Unit<'_>, gone: &Unit<'_>) -> Option<Case> {
    let short = |unit: &Unit<'_>| {
        let question = unit.items.iter().map(|item| item.question.trim());
        question
            .clone()
            .find(|q| q.split_whitespace().count() <= SHORT && q.ends_with('?'))
            .map(str::to_owned)
    };
    let (first, second) = (short(kept)?, short(gone)?);
    let apart = gone.items[0].facts.iter().all(|fact| !kept.items[0].facts.contains(fact))
        && passages(gone).is_disjoint(&passages(kept));
    (apart && kept.id != gone.id).then(|| Case {
        id: format!("{}-{}-partial", kept.id, gone.id),
        need: Need::Partial,
        questions: vec![format!("{first} {second}")],
        bury: None,
        facts: gone.items[0].facts.clone(),
        read: read(gone),
        nuggets: Vec::new(),
    })
}

/// A question that is a gap as the material stands.
fn natural(item: &Item) -> Option<Case> {
    let need = match item.kind.as_str() {
        "uncovered" if item.read.answers.is_empty() => Need::Missing,
        "local" => Need::Local,
        "out_of_domain" => Need::OutOfScope,
        _ => return None,
    };
    Some(Case::bare(&item.id, need, vec![item.question.clone()]))
}

impl Case {
    fn bare(id: &str, need: Need, questions: Vec<String>) -> Self {
        let id = format!("{id}-{}", need.as_str());
        let (facts, read, nuggets) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, need, questions, bury: None, facts, read, nuggets }
    }

    /// Is the material to be altered for it?
    fn alters(&self) -> bool {
        !self.facts.is_empty()
    }

    /// Does a passage answer one of its questions, wholly or in part, on whatever day it holds? By its facts where nobody read it.
    fn is_answered_by(&self, passage: &Passage) -> bool {
        let mut said = self.read.iter().filter_map(|read| read.says(&passage.id)).peekable();
        match said.peek() {
            Some(_) => said.any(|said| said != Said::Nothing) || self.answers_today(passage),
            None => states(&passage.facts, &self.facts),
        }
    }

    /// Does a passage of the same work and name answer? Of two versions readers take the one in force.
    fn answers_today(&self, passage: &Passage) -> bool {
        let name = |id: &PassageId| {
            let mut parts = id.as_str().split('~');
            (parts.next().map(str::to_owned), parts.nth(1).map(str::to_owned))
        };
        let answers = |id: &PassageId| name(id) == name(&passage.id);
        self.read.iter().flat_map(|read| read.answers.iter().chain(&read.partial)).any(answers)
    }

    /// The passages of a variant that state what answers it.
    pub(super) fn answered_in<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a str> {
        let passages = snapshot.versions.iter().flat_map(|v| &v.passages);
        passages.filter(|p| self.is_answered_by(p)).map(|p| p.id.as_str()).collect()
    }

    /// The passages that answer it.
    fn places(&self, versions: &[Version]) -> BTreeSet<String> {
        let passages = versions.iter().flat_map(|v| &v.passages);
        passages.filter(|p| self.is_answered_by(p)).map(|p| p.id.to_string()).collect()
    }
}

/// The variants in which the gaps stand, each verdict in variants of its own; a gap that cannot be planted (nothing states its
/// facts, nothing in it can be contradicted) is left out.
pub(super) fn variants(cases: Vec<Case>, base: &[Version]) -> Vec<Variant> {
    let (altering, bare): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(Case::alters);
    let mut open: Vec<(Variant, BTreeSet<String>)> = Vec::new();
    for case in altering {
        let places = case.places(base);
        if places.is_empty() {
            continue;
        }
        let fits = |(variant, taken): &&mut (Variant, BTreeSet<String>)| {
            variant.cases.len() < TOGETHER
                && variant.cases.iter().all(|other| other.need == case.need)
                && taken.is_disjoint(&places)
        };
        let found = open.iter_mut().find(fits);
        let fresh = || (Variant { versions: base.to_vec(), cases: Vec::new() }, BTreeSet::new());
        match found {
            Some((variant, taken)) => {
                if alter::alter(&mut variant.versions, &case) {
                    variant.cases.push(case);
                    taken.extend(places);
                }
            }
            None => {
                let (mut variant, mut taken) = fresh();
                if alter::alter(&mut variant.versions, &case) {
                    variant.cases.push(case);
                    taken.extend(places);
                    open.push((variant, taken));
                }
            }
        }
    }
    let mut variants: Vec<Variant> = open.into_iter().map(|(variant, _)| variant).collect();
    variants.push(Variant { versions: base.to_vec(), cases: bare });
    variants
}
