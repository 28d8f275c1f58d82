//! What is said of a verdict and of each way of looking, in Italian.

use super::conflict::Conflict;
use super::probe::{Candidate, quote};
use super::{Near, Tried, Way};
use crate::gaps::Need;
use crate::search::{Question, Snapshot};
use crate::strings::{fill, s};

/// Passages shown of one wording.
const SHOWN: usize = 5;

/// The verdict in words.
pub(super) fn name(need: Need) -> &'static str {
    s(&format!("need.{}", need.as_str()))
}

/// Why a gap of several wordings has its verdict.
pub(super) fn of_gap((need, n): (Need, usize), of: usize) -> String {
    fill("evidence.why_gap", &[("n", &n), ("of", &of), ("need", &name(need))])
}

/// A passage as people call it.
pub(super) fn title(snapshot: &Snapshot, number: u32) -> String {
    let (version, passage) = snapshot.passage(number);
    format!("{} › {}", version.title, passage.heading)
}

/// Why two passages contradict each other.
pub(super) fn of_conflict(snapshot: &Snapshot, conflict: &Conflict) -> String {
    let [one, other] = conflict.passages.map(|number| title(snapshot, number));
    let said = &conflict.said;
    fill(
        "evidence.why_conflicting",
        &[("one", &one), ("says", &said.one), ("other", &other), ("denies", &said.other)],
    )
}

/// What each way brought: whether one of the passages that answer came by it.
pub(super) fn tried(asked: bool, answering: &[&Candidate]) -> Vec<Tried> {
    let by = |way: Way| answering.iter().any(|candidate| candidate.way == way);
    Way::ALL
        .into_iter()
        .map(|step| Tried {
            step,
            text: s(&format!("evidence.tried_{}", step.as_str())).to_owned(),
            found: if step == Way::AsAsked { asked } else { by(step) },
        })
        .collect()
}

/// The passages that came nearest, each once, those that contradict each other first; a sentence is quoted of these and of
/// those that answer.
pub(super) fn near(
    snapshot: &Snapshot,
    question: &Question,
    (candidates, answering): (&[Candidate], &[&Candidate]),
    conflict: Option<&Conflict>,
) -> Vec<Near> {
    let side = |number: u32| {
        conflict.and_then(|c| c.passages.iter().position(|p| *p == number).map(|n| &c.sentences[n]))
    };
    let mut shown: Vec<Near> = Vec::new();
    let (first, rest): (Vec<&Candidate>, Vec<&Candidate>) =
        candidates.iter().partition(|c| side(c.judged.passage).is_some());
    for candidate in first.into_iter().chain(rest) {
        let number = candidate.judged.passage;
        let (version, passage) = snapshot.passage(number);
        if shown.len() >= SHOWN || shown.iter().any(|near| near.passage_id == passage.id.as_str()) {
            continue;
        }
        let answers = answering.iter().any(|a| a.judged.passage == number);
        let own = || if answers { quote(&candidate.judged, question) } else { None };
        shown.push(Near {
            passage_id: passage.id.to_string(),
            work_id: version.work.to_string(),
            version: version.name(),
            title: title(snapshot, number),
            tier: version.tier,
            reference: passage.reference.clone().unwrap_or_else(|| version.reference.clone()),
            score: (candidate.judged.score * 1000.0).round() / 1000.0,
            confidence: (candidate.confidence() * 1000.0).round() / 1000.0,
            valid_from: version.validity.from().to_string(),
            valid_to: version.validity.to().map(|day| day.to_string()),
            quote: side(number).cloned().or_else(own),
        });
    }
    shown
}
