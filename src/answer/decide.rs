//! The verdict, decided outside any generator: from the sufficiency score and from the marks of the question.

use super::types::{Reason, Verdict};
use super::{Sufficiency, Verified};
use crate::search::{Found, Intent, Question, Snapshot};
use crate::strings::{fill, s};
use crate::text;

/// A verdict with its explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, unless answered.
    pub reason: Option<Reason>,
    /// Whom to ask instead.
    pub ask_whom: Option<String>,
}

impl Decision {
    fn not(verdict: Verdict, kind: &str, whom: Option<&str>) -> Self {
        let text = s(&format!("reason.{kind}")).to_owned();
        let reason = Some(Reason { kind: kind.to_owned(), text });
        Self { verdict, reason, ask_whom: whom.map(|w| s(&format!("ask_whom.{w}")).to_owned()) }
    }
}

/// Decides. `confidence` is the calibrated probability that the question is answered.
pub(super) fn decide(
    (snapshot, question): (&Snapshot, &Question),
    found: &Found,
    verified: &Verified,
    (model, confidence): (&Sufficiency, f64),
) -> Decision {
    match question.intent {
        Some(Intent::Injection) => return Decision::not(Verdict::Declined, "injection", None),
        Some(Intent::Personal) => return Decision::not(Verdict::Declined, "personal", Some("team")),
        Some(Intent::Local) => return Decision::not(Verdict::NotCovered, "local", Some("ambito")),
        Some(Intent::OutOfDomain) => return Decision::not(Verdict::OutOfScope, "out_of_domain", None),
        None => {}
    }
    let words = &found.terms.words;
    if words.is_empty() {
        return Decision::not(Verdict::OutOfScope, "no_words", None);
    }
    let strange = words.iter().filter(|w| !w.known && w.corrected.is_none()).count();
    let foreign = strange * 3 >= words.len() * 2 && question.references.is_empty();
    if foreign && confidence < model.answer_at {
        return Decision::not(Verdict::OutOfScope, "out_of_domain", None);
    }
    if question.future && !says_the_year(question, verified) {
        return Decision::not(Verdict::NotCovered, "future", Some("ministry"));
    }
    if verified.sentences.is_empty() || confidence < model.partial_at {
        let mut decision = Decision::not(Verdict::NotCovered, "not_covered", Some("coordinator"));
        if let (Some(word), Some(reason)) = (rarest_missing(snapshot, found), decision.reason.as_mut()) {
            reason.text.push_str(&fill("reason.word_not_found", &[("word", &word)]));
        }
        return decision;
    }
    if confidence < model.answer_at {
        return Decision::not(Verdict::Partial, "partial", Some("coordinator"));
    }
    Decision { verdict: Verdict::Answered, reason: None, ask_whom: None }
}

/// A question about the future is answered only by material that speaks of that year.
fn says_the_year(question: &Question, verified: &Verified) -> bool {
    let year = question.as_of.day().year().to_string();
    verified.sentences.iter().any(|s| text::words(&s.text).iter().any(|w| w.term == year))
}

/// The rarest word of the question that the material never uses, as typed.
fn rarest_missing(snapshot: &Snapshot, found: &Found) -> Option<String> {
    let _ = snapshot;
    let missing = found.terms.words.iter().filter(|w| !w.known && w.corrected.is_none());
    missing
        .filter(|w| w.surface.chars().count() > 3)
        .max_by_key(|w| w.surface.chars().count())
        .map(|w| w.surface.clone())
}
