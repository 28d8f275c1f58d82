//! Our own questions, from `evals/*.jsonl`: what a good answer must contain, and what must not be answered.

use super::{EvalError, beir};
use crate::answer::Verdict;
use crate::corpus::{Passage, PassageId};
use crate::search::Snapshot;
use crate::strings::fill;
use crate::text;
use jiff::civil::Date;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// A fact that a good answer must (vital) or may contain.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nugget {
    /// Its id within the item.
    pub id: String,
    /// Must it be there?
    pub vital: bool,
    /// Strings of which one must stand in the answer.
    pub any: Vec<String>,
}

/// A test question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// `dev` or `test`.
    pub split: String,
    /// Register or reason.
    pub kind: String,
    /// What is asked.
    pub question: String,
    /// A day given beside it.
    pub as_of: Option<Date>,
    /// Does the material answer it?
    pub answerable: bool,
    /// The verdict expected.
    pub verdict: Verdict,
    /// Dossier ids of the facts that answer.
    pub facts: Vec<String>,
    /// What the answer should contain.
    pub nuggets: Vec<Nugget>,
    /// Items that reword one need share it.
    #[serde(default)]
    pub pair: Option<String>,
    /// What a false premise asserts, as it stands in the question.
    #[serde(default)]
    pub wrong: Option<String>,
    /// The true value, in short.
    #[serde(default)]
    pub right: Option<String>,
    /// What readers of the passages say, from the file beside the set.
    #[serde(skip)]
    pub read: Read,
}

/// What readers say of the passages pooled for one question: facts alone leave out passages that say the same in other words, and
/// name some that state the fact without what is asked.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// Of the question, or of the wording of a planted need.
    pub id: String,
    /// Passages that answer it whole, each by itself.
    pub answers: Vec<PassageId>,
    /// Passages that answer a part.
    pub partial: Vec<PassageId>,
    /// Passages that do not answer.
    pub neither: Vec<PassageId>,
}

/// A question of which it is known which passages answer it, by whom the sufficiency model is fitted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    /// Its id.
    pub id: String,
    /// Register or reason, as in [`Item`].
    pub kind: String,
    /// What is asked.
    pub question: String,
    /// Passages that answer it whole, each by itself; none when the material does not.
    pub answers: Vec<PassageId>,
    /// Passages that answer a part.
    pub partial: Vec<PassageId>,
}

/// A question of which the passages that came first were judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// Its id.
    pub id: String,
    /// Register, as in [`Item`].
    pub kind: String,
    /// What is asked.
    pub question: String,
    /// Passages that answer it whole.
    pub answers: Vec<PassageId>,
    /// Passages that answer a part.
    pub partial: Vec<PassageId>,
    /// Passages that do not answer.
    pub neither: Vec<PassageId>,
}

impl Judged {
    /// Does a passage answer it? None if it was not judged, or answers a part.
    pub fn answered_by(&self, passage: &PassageId) -> Option<bool> {
        let found = |list: &[PassageId], answers| list.contains(passage).then_some(answers);
        found(&self.answers, true).or_else(|| found(&self.neither, false))
    }

    /// Kept from the training of the scorer: one in four, by the first byte of its question's sha256. `models/training/judged.py`
    /// has the same rule.
    pub fn held_out(&self) -> bool {
        Sha256::digest(self.question.as_bytes())[0] % 4 == 0
    }
}

/// The judged questions; refuses one that names a passage that is not there, or that is itself a known question.
pub fn read_judged(path: &Path, snapshot: &Snapshot) -> Result<Vec<Judged>, EvalError> {
    let items: Vec<Judged> = beir::lines(path)?;
    let all = items.iter().flat_map(|item| [&item.answers[..], &item.partial, &item.neither]);
    all_there(path, all, snapshot)?;
    none_known(items.iter().map(|item| item.question.as_str()), snapshot)?;
    Ok(items)
}

/// Questions that look as if a passage answered them, and it does not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearMisses {
    /// The passage.
    pub passage: PassageId,
    /// What is asked.
    pub near: Vec<String>,
}

/// The near misses; refuses one of a passage that is not there, or that is itself a known question.
pub fn read_near_misses(path: &Path, snapshot: &Snapshot) -> Result<Vec<NearMisses>, EvalError> {
    let items: Vec<NearMisses> = beir::lines(path)?;
    all_there(path, items.iter().map(|item| std::slice::from_ref(&item.passage)), snapshot)?;
    none_known(items.iter().flat_map(|item| &item.near).map(String::as_str), snapshot)?;
    Ok(items)
}

/// The labelled questions; refuses one that names a passage that is not there, or that is itself a known question.
pub fn read_labelled(path: &Path, snapshot: &Snapshot) -> Result<Vec<Labelled>, EvalError> {
    let items: Vec<Labelled> = beir::lines(path)?;
    all_there(path, items.iter().map(|item| item.answers.as_slice()), snapshot)?;
    all_there(path, items.iter().map(|item| item.partial.as_slice()), snapshot)?;
    none_known(items.iter().map(|item| item.question.as_str()), snapshot)?;
    Ok(items)
}

/// What a reader says of one passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Whole,
    Part,
    Nothing,
}

impl Read {
    /// What was said of a passage; none if it was not read.
    pub(super) fn says(&self, passage: &PassageId) -> Option<Said> {
        [(&self.answers, Said::Whole), (&self.partial, Said::Part), (&self.neither, Said::Nothing)]
            .into_iter()
            .find_map(|(list, said)| list.contains(passage).then_some(said))
    }
}

impl Item {
    /// Does a passage answer the item? As a reader said; where none read it, or found none that answers by itself, by its facts.
    pub fn answered_by(&self, passage: &Passage) -> bool {
        match self.read.says(&passage.id) {
            Some(said) if !self.read.answers.is_empty() => said == Said::Whole,
            _ => states(&passage.facts, &self.facts),
        }
    }

    /// Share of the vital nuggets that a text contains; 1 when there are none.
    pub fn vital_recall(&self, text: &str) -> f64 {
        let text = normalise(text);
        let vital: Vec<&Nugget> = self.nuggets.iter().filter(|n| n.vital).collect();
        let held =
            vital.iter().filter(|n| n.any.iter().any(|any| text.contains(normalise(any).as_str()))).count();
        if vital.is_empty() { 1.0 } else { held as f64 / vital.len() as f64 }
    }
}

/// Is one of the facts wanted among these, whole or in one of its parts?
pub(super) fn states(facts: &[String], wanted: &[String]) -> bool {
    let base = |id: &str| id.split('/').next().unwrap_or_default().to_owned();
    facts.iter().any(|fact| wanted.iter().any(|wanted| *fact == *wanted || base(fact) == *wanted))
}

/// Folded text in which a nugget is looked for.
pub fn normalise(text: &str) -> String {
    text::fold(text)
}

/// The items of a split (`all` = every one); refuses a set that shares questions with those indexed.
pub fn read_set(path: &Path, split: &str, snapshot: &Snapshot) -> Result<Vec<Item>, EvalError> {
    let mut items: Vec<Item> = beir::lines(path)?;
    none_known(items.iter().map(|item| item.question.as_str()), snapshot)?;
    items.retain(|item| split == "all" || item.split == split);
    let mut read = read_passages(path, snapshot)?;
    items.iter_mut().for_each(|item| item.read = read.remove(&item.id).unwrap_or_default());
    if items.is_empty() { Err(EvalError::Empty { split: split.to_owned() }) } else { Ok(items) }
}

/// File beside a set in which readers say which passages answer its questions.
const PASSAGES: &str = "passages.jsonl";

/// What readers say, by question; nothing where the set has no such file beside it. Refuses a passage that is not there.
pub(super) fn read_passages(set: &Path, snapshot: &Snapshot) -> Result<BTreeMap<String, Read>, EvalError> {
    let path = set.with_file_name(PASSAGES);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let read: Vec<Read> = beir::lines(&path)?;
    all_there(&path, read.iter().map(|read| read.answers.as_slice()), snapshot)?;
    all_there(&path, read.iter().map(|read| read.partial.as_slice()), snapshot)?;
    all_there(&path, read.iter().map(|read| read.neither.as_slice()), snapshot)?;
    Ok(read.into_iter().map(|read| (read.id.clone(), read)).collect())
}

/// Line by line, are the passages named in the material?
fn all_there<'a>(
    path: &Path,
    named: impl Iterator<Item = &'a [PassageId]>,
    snapshot: &Snapshot,
) -> Result<(), EvalError> {
    for (n, ids) in named.enumerate() {
        if let Some(id) = ids.iter().find(|id| snapshot.number_of(id.as_str()).is_none()) {
            let why = fill("eval.no_passage", &[("id", id)]);
            return Err(EvalError::Line { path: path.to_path_buf(), line: n + 1, why });
        }
    }
    Ok(())
}

/// A question that is indexed measures nothing.
pub(super) fn none_known<'a>(
    questions: impl Iterator<Item = &'a str>,
    snapshot: &Snapshot,
) -> Result<(), EvalError> {
    let asks: HashSet<String> = snapshot
        .versions
        .iter()
        .flat_map(|v| &v.passages)
        .flat_map(|p| &p.asks)
        .map(|ask| key(ask))
        .collect();
    let shared: Vec<&str> = questions.filter(|question| asks.contains(&key(question))).collect();
    match shared.first() {
        Some(first) => Err(EvalError::Overlap { n: shared.len(), first: (*first).to_owned() }),
        None => Ok(()),
    }
}

/// Two questions with the same stems in the same order are the same question.
fn key(question: &str) -> String {
    text::terms(question).into_iter().map(|t| t.term).collect::<Vec<_>>().join(" ")
}
