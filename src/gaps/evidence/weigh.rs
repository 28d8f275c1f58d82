//! One wording weighed: what the ordinary line says to it, what deeper and wider searches bring, and the verdict that follows.

use super::conflict::conflict;
use super::probe::{Candidate, When, probe};
use super::{Way, Weighed, told};
use crate::answer::{Answer, Parts, Verdict, ask};
use crate::gaps::Need;
use crate::search::{Question, SearchError};
use crate::strings::{fill, s};

/// From which probability a passage counts as answering, by how it was found. Chosen on the dev half of the planted gaps
/// (`copilot eval gaps`): nobody is answered by these passages, a person looks at them, so they may be less sure than an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bars {
    /// Looked for with the question's own words.
    pub own: f64,
    /// Looked for with other words.
    pub other: f64,
    /// Holding no more.
    pub past: f64,
    /// Of two passages that contradict each other.
    pub conflict: f64,
}

impl Default for Bars {
    fn default() -> Self {
        Self { own: 0.6, other: 0.7, past: 0.6, conflict: 0.3 }
    }
}

/// Weighs a wording; `others` are wordings of the same gap.
pub async fn weigh(
    parts: Parts<'_>,
    (question, others): (&Question, &[Question]),
    bars: Bars,
) -> Result<Weighed, SearchError> {
    let asked = ask(parts, question, &|_| {}).await?;
    let answer = &asked.answer;
    if let Some((need, why)) = elsewhere(question, answer) {
        let (question, tried) =
            (question.text.clone(), told::tried(false, &[]).into_iter().take(1).collect());
        return Ok(Weighed { question, need, why, tried, near: Vec::new() });
    }
    let candidates = probe(parts, question, others).await?;
    let answering: Vec<&Candidate> = candidates.iter().filter(|c| bars.passes(c)).collect();
    let answered = answer.verdict == Verdict::Answered;
    let snapshot = parts.snapshot;
    let vector = asked.found.vector.as_deref();
    let opposed = conflict(snapshot, vector, (&candidates, bars.conflict));
    let (need, why) = if let Some(found) = &opposed {
        (Need::Conflicting, told::of_conflict(snapshot, found))
    } else if answered {
        (Need::NotRetrieved, s("evidence.why_answered").to_owned())
    } else {
        match halves(parts, question, bars).await? {
            Some((covered, missing)) => {
                let why = fill("evidence.why_partial", &[("covered", &covered), ("missing", &missing)]);
                (Need::Partial, why)
            }
            None if answer.verdict == Verdict::Partial => {
                let reason = answer.reason.as_ref().map(|r| r.text.clone());
                (Need::Partial, reason.unwrap_or_else(|| s("need.partial").to_owned()))
            }
            None => match whole(parts, question, (&candidates, &answering)) {
                (Need::Missing, _) if answer.verdict == Verdict::OutOfScope => {
                    let reason = answer.reason.as_ref().map(|r| r.text.clone());
                    (Need::OutOfScope, reason.unwrap_or_default())
                }
                found => found,
            },
        }
    };
    Ok(Weighed {
        question: question.text.clone(),
        need,
        why,
        tried: told::tried(answered, &answering),
        near: told::near(snapshot, question, (&candidates, &answering), opposed.as_ref()),
    })
}

impl Bars {
    fn passes(&self, candidate: &Candidate) -> bool {
        let bar = match (candidate.when, candidate.way) {
            (When::Before, _) => self.past,
            (_, Way::Rewritten) => self.other,
            _ => self.own,
        };
        candidate.judged.open && candidate.confidence() >= bar
    }
}

/// What published material is not to answer, whatever it says. A question that only sounds foreign is looked for all the same.
fn elsewhere(question: &Question, answer: &Answer) -> Option<(Need, String)> {
    let reason = answer.reason.as_ref();
    let why = || reason.map(|r| r.text.clone()).unwrap_or_default();
    match (answer.verdict, reason.map(|r| r.kind.as_str())) {
        (Verdict::OutOfScope, _) if question.intent.is_none() => None,
        (Verdict::OutOfScope | Verdict::Declined, _) => Some((Need::OutOfScope, why())),
        (_, Some("local")) => Some((Need::Local, why())),
        _ => None,
    }
}

/// The verdict on a question that asks one thing.
fn whole(
    parts: Parts<'_>,
    question: &Question,
    (candidates, answering): (&[Candidate], &[&Candidate]),
) -> (Need, String) {
    let title = |c: &Candidate| told::title(parts.snapshot, c.judged.passage);
    let first = |when: When| answering.iter().find(|c| c.when == when);
    if let Some(found) = first(When::Then) {
        return (Need::NotRetrieved, fill("evidence.why_not_retrieved", &[("title", &title(found))]));
    }
    if let Some(found) = first(When::Before) {
        let validity = parts.snapshot.passage(found.judged.passage).0.validity;
        let to = validity.to().map(|day| day.to_string()).unwrap_or_default();
        return (Need::Outdated, fill("evidence.why_outdated", &[("title", &title(found)), ("to", &to)]));
    }
    if let Some(found) = first(When::After) {
        let from = parts.snapshot.passage(found.judged.passage).0.validity.from();
        let (title, day) = (title(found), question.as_of.day());
        let why = fill("evidence.why_later", &[("title", &title), ("from", &from), ("day", &day)]);
        return (Need::NotRetrieved, why);
    }
    let why = match candidates.first() {
        Some(near) => fill("evidence.why_missing", &[("title", &title(near))]),
        None => s("evidence.why_nothing").to_owned(),
    };
    (Need::Missing, why)
}

/// What of a question that asks several things is answered and what is not, if both there are.
async fn halves(
    parts: Parts<'_>,
    question: &Question,
    bars: Bars,
) -> Result<Option<(String, String)>, SearchError> {
    let (mut covered, mut missing): (Vec<String>, Vec<String>) = Default::default();
    for part in question.parts(&parts.snapshot.lexicon) {
        let answered = ask(parts, &part, &|_| {}).await?.answer.verdict == Verdict::Answered;
        let found = answered
            || probe(parts, &part, &[]).await?.iter().any(|c| c.when == When::Then && bars.passes(c));
        let side = if found { &mut covered } else { &mut missing };
        side.push(format!("«{}»", part.text));
    }
    let both = !covered.is_empty() && !missing.is_empty();
    Ok(both.then(|| (covered.join(", "), missing.join(", "))))
}
