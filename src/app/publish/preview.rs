//! What publishing a draft would change, as against the generation that answers: works, passages, the checks, the answers to
//! the questions asked last, the gaps that would close or open again. Plain data: computed once, kept with the draft, shown by every door.

use super::GapImpact;
use crate::answer::Verdict;
use crate::corpus::{Passage, Tier, Version};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What publishing a draft would change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Preview {
    /// The draft.
    pub generation: String,
    /// The generation that it is compared with.
    pub against: String,
    /// Works added, changed, withdrawn, by id.
    pub works: Vec<WorkChange>,
    /// Passages, in numbers.
    pub passages: PassageChange,
    /// The checks, all of them.
    pub checks: Vec<Check>,
    /// How many past questions were asked again.
    pub asked: usize,
    /// Those whose answer would be another.
    pub answers: Vec<AnswerChange>,
    /// The gaps that would close or open again; none if that was not looked at.
    #[serde(default)]
    pub gaps: Option<GapImpact>,
}

impl Preview {
    /// Before anything was compared.
    pub(super) fn empty(generation: &str, against: &str) -> Self {
        Self {
            generation: generation.to_owned(),
            against: against.to_owned(),
            works: Vec::new(),
            passages: PassageChange::default(),
            checks: Vec::new(),
            asked: 0,
            answers: Vec::new(),
            gaps: None,
        }
    }

    /// Were checks made, and do all of them pass?
    pub fn passed(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.passed)
    }

    /// The checks that do not pass.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.passed)
    }
}

/// What becomes of a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkFate {
    /// It was not there.
    Added,
    /// One of its versions is new, gone or other than it was.
    Changed,
    /// None of its versions is there any more.
    Withdrawn,
}

/// A work, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WorkChange {
    /// Its id.
    pub work_id: String,
    /// Its title, in the latest version.
    pub title: String,
    /// Authority.
    #[schema(value_type = String)]
    pub tier: Tier,
    /// What becomes of it.
    pub fate: WorkFate,
    /// Its passages, in numbers.
    pub passages: PassageChange,
}

/// Passages, in numbers. A passage is the same if its id is; it is changed if its text is another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PassageChange {
    /// In the generation that answers.
    pub before: usize,
    /// In the draft.
    pub after: usize,
    /// Only in the draft.
    pub added: usize,
    /// In both, with another text.
    pub changed: usize,
    /// Only in the generation that answers.
    pub removed: usize,
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// Every passage is a stretch of its source, and no two have one id.
    Passages,
    /// No tier and no measure loses too many.
    Counts,
    /// What sheets are about is still there.
    References,
    /// The probe questions get the answer that they want.
    Probes,
    /// What was answered is still answered.
    Answers,
}

impl CheckName {
    /// In the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            CheckName::Passages => "passages",
            CheckName::Counts => "counts",
            CheckName::References => "references",
            CheckName::Probes => "probes",
            CheckName::Answers => "answers",
        }
    }
}

/// A check, and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Check {
    /// What it is about.
    pub name: CheckName,
    /// Did it pass?
    pub passed: bool,
    /// How it went, in Italian.
    pub text: String,
    /// One by one, what does not go well, in Italian. A check may pass although there is something to tell.
    pub details: Vec<String>,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerFate {
    /// Answered before, not any more.
    Lost,
    /// Answered before, only in part now.
    Weaker,
    /// Answered now, or more than before.
    Won,
    /// As much as before, in other words, from other passages or by another verdict.
    Changed,
}

/// A past question whose answer would be another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AnswerChange {
    /// What becomes of it.
    pub fate: AnswerFate,
    /// The question, with personal data masked.
    pub question: String,
    /// The day it is about.
    pub as_of: String,
    /// From the generation that answers.
    pub before: Verdict,
    /// From the draft.
    pub after: Verdict,
    /// Works quoted before.
    pub cited_before: Vec<String>,
    /// Works that the draft quotes.
    pub cited_after: Vec<String>,
    /// Works quoted before that the draft has no more.
    pub withdrawn: Vec<String>,
    /// Something that it quoted was taken away by name: whoever did so knows.
    pub accepted: bool,
}

/// How the versions of a draft differ from those that answer.
pub(super) fn difference(before: &[Version], after: &[Version]) -> (Vec<WorkChange>, PassageChange) {
    let (old, new) = (by_work(before), by_work(after));
    let works: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let mut changes = Vec::new();
    for work in works {
        let (was, is) = (old.get(work), new.get(work));
        let fate = match (was, is) {
            (None, _) => WorkFate::Added,
            (_, None) => WorkFate::Withdrawn,
            (Some(was), Some(is)) if was != is => WorkFate::Changed,
            _ => continue,
        };
        let (was, is) = (was.map_or(&[][..], Vec::as_slice), is.map_or(&[][..], Vec::as_slice));
        let Some(last) = is.iter().chain(was).max_by_key(|v| v.validity.from()) else { continue };
        changes.push(WorkChange {
            work_id: work.to_owned(),
            title: last.title.clone(),
            tier: last.tier,
            fate,
            passages: passages(was, is),
        });
    }
    let (before, after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
    (changes, passages(&before, &after))
}

fn by_work(versions: &[Version]) -> BTreeMap<&str, Vec<&Version>> {
    let mut works: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
    for version in versions {
        works.entry(version.work.as_str()).or_default().push(version);
    }
    for versions in works.values_mut() {
        versions.sort_by_key(|v| v.validity.from());
    }
    works
}

fn passages(before: &[&Version], after: &[&Version]) -> PassageChange {
    let (old, new) = (texts(before), texts(after));
    let added = new.keys().filter(|id| !old.contains_key(*id)).count();
    let changed = new.iter().filter(|(id, text)| old.get(*id).is_some_and(|was| was != *text)).count();
    let removed = old.keys().filter(|id| !new.contains_key(*id)).count();
    PassageChange { before: old.len(), after: new.len(), added, changed, removed }
}

fn texts<'a>(versions: &[&'a Version]) -> BTreeMap<&'a str, &'a str> {
    let text = |v: &'a Version, p: &'a Passage| (p.id.as_str(), p.span.slice(&v.source).unwrap_or_default());
    versions.iter().flat_map(|v| v.passages.iter().map(move |p| text(v, p))).collect()
}
