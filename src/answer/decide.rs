//! The verdict, decided outside any generator: from the sufficiency score and from the marks of the question.

use super::types::{Reason, Verdict};
use super::{Verified, provision};
use crate::search::{Found, Intent, Neighbour, Question};
use crate::strings::{fill, s};
use crate::text;
use regex::Regex;
use std::sync::LazyLock;

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
    pub(super) fn not(verdict: Verdict, kind: &str, whom: Option<&str>) -> Self {
        let text = s(&format!("reason.{kind}")).to_owned();
        let reason = Some(Reason { kind: kind.to_owned(), text });
        Self { verdict, reason, ask_whom: whom.map(|w| s(&format!("ask_whom.{w}")).to_owned()) }
    }

    /// The rule about what the question takes for granted is known; `whole` when nothing else was asked.
    pub(super) fn granted(told: &str, whole: bool) -> Self {
        if whole {
            return Self { verdict: Verdict::Answered, reason: None, ask_whom: None };
        }
        let text = fill("reason.granted", &[("told", &told)]);
        let ask_whom = Some(s("ask_whom.coordinator").to_owned());
        Self {
            verdict: Verdict::Partial,
            reason: Some(Reason { kind: "partial".to_owned(), text }),
            ask_whom,
        }
    }
}

/// Kind of the reason when what was found may answer and is not sure enough to be cited.
pub(super) const UNCERTAIN: &str = "uncertain";
/// Kind of the reason when nothing found answers.
pub(super) const NOT_COVERED: &str = "not_covered";
/// Probability from which it is not said that the material does not answer, only that no answer is sure enough: what was found
/// may well be it, and is shown to be read. On the dev questions the gaps told apart so are right most often (F1).
const PERHAPS: f64 = 0.3;

/// Decides. `confidence` is the calibrated probability that the question is answered, `answer_at` that from which it is.
pub(super) fn decide(
    question: &Question,
    found: &Found,
    verified: &Verified,
    (answer_at, confidence): (f64, f64),
) -> Decision {
    match question.intent {
        Some(Intent::Injection) => return Decision::not(Verdict::Declined, "injection", None),
        Some(Intent::Personal) => return Decision::not(Verdict::Declined, "personal", Some("team")),
        Some(Intent::Local) => return Decision::not(Verdict::NotCovered, "local", Some("ambito")),
        Some(Intent::Future) => return Decision::not(Verdict::NotCovered, "future", Some("ministry")),
        Some(Intent::OutOfDomain) => return Decision::not(Verdict::OutOfScope, "out_of_domain", None),
        None => {}
    }
    let words = &found.terms.words;
    if words.is_empty() && question.references.is_empty() {
        return Decision::not(Verdict::OutOfScope, "no_words", None);
    }
    if question.future && !says_the_year(question, verified) {
        return Decision::not(Verdict::NotCovered, "future", Some("ministry"));
    }
    let strange = words.iter().filter(|w| !w.known && w.corrected.is_none()).count();
    let foreign = strange * 3 >= words.len() * 2 && question.references.is_empty();
    if foreign && confidence < answer_at {
        return Decision::not(Verdict::OutOfScope, "out_of_domain", None);
    }
    if let Some(name) = neighbour_not_said(question, verified) {
        let mut decision = Decision::not(Verdict::NotCovered, NOT_COVERED, Some("coordinator"));
        if let Some(reason) = decision.reason.as_mut() {
            reason.text.push_str(&fill("reason.neighbour", &[("name", &name)]));
        }
        return decision;
    }
    if question.place.as_ref().is_some_and(|name| !says(verified, name)) {
        return Decision::not(Verdict::NotCovered, "local", Some("ambito"));
    }
    if about_another_measure(question, found, verified) {
        return Decision::not(Verdict::NotCovered, NOT_COVERED, Some("coordinator"));
    }
    if wants_a_figure(question) && !gives_one(verified) {
        return Decision::not(Verdict::NotCovered, NOT_COVERED, Some("coordinator"));
    }
    let asked_for = provision::looks_up(question) && provision::cites_it(found);
    if !verified.sentences.is_empty() && (PERHAPS..answer_at).contains(&confidence) && !asked_for {
        return Decision::not(Verdict::NotCovered, UNCERTAIN, Some("coordinator"));
    }
    if verified.sentences.is_empty() || (confidence < answer_at && !asked_for) {
        let mut decision = Decision::not(Verdict::NotCovered, NOT_COVERED, Some("coordinator"));
        if let (Some(word), Some(reason)) = (longest_missing(found), decision.reason.as_mut()) {
            reason.text.push_str(&fill("reason.word_not_found", &[("word", &word)]));
        }
        return decision;
    }
    Decision { verdict: Verdict::Answered, reason: None, ask_whom: None }
}

/// The best passage is about other measures than the question names, and what would be quoted names none of those.
fn about_another_measure(question: &Question, found: &Found, verified: &Verified) -> bool {
    let other = found.hits.first().is_some_and(|h| h.explanation.other_measure < 0.0);
    let named = |measure: &String| {
        let measure = text::fold(measure);
        let words = |s: &str| text::words(s).iter().any(|w| w.term == measure);
        verified.sentences.iter().any(|s| words(&s.text))
    };
    other && !question.measures.iter().any(named)
}

fn says(verified: &Verified, name: &str) -> bool {
    let name = text::fold(name);
    verified.sentences.iter().any(|s| text::fold(&s.text).contains(&name))
}

/// «ogni quante settimane», «a quanto ammonta»: of 220 known questions that ask so, five have a passage without a figure, and
/// in four of them it is one of several questions in a long story.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(ogni quant[oaie]|quant[ie] (giorni|mesi|anni|settimane|ore|minuti|euro|volte|soldi|persone|operatori|assistenti|incontri|colloqui|nuclei|famiglie|punti|rate|mensilita)|quanto (costa|dura|spetta|vale|prende|si prende|tempo|ammonta)|a quanto ammonta|entro quant[oi]|entro quando|importo mensile|che importo|quale importo|che percentuale)\b",
    )
    .expect("a fixed pattern")
});

/// Figures in words that `text::numbers` does not read as quantities.
static VAGUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(meta|doppio|mensil\w*|settimanal\w*|annual\w*|trimestral\w*|ogni (mese|anno|settimana|giorno|trimestre)|subito|illimitat\w*|gratuit\w*|un (solo|mese|anno)|una sola)\b")
        .expect("a fixed pattern")
});

fn wants_a_figure(question: &Question) -> bool {
    question.context.is_empty() && FIGURE.is_match(&text::fold(&question.focus))
}

fn gives_one(verified: &Verified) -> bool {
    verified
        .sentences
        .iter()
        .any(|s| !text::numbers(&s.text).is_empty() || VAGUE.is_match(&text::fold(&s.text)))
}

/// A benefit that is not the material's subject, named by the question and by nothing that would be quoted.
fn neighbour_not_said<'a>(question: &'a Question, verified: &Verified) -> Option<&'a str> {
    let said = |n: &Neighbour| {
        verified.sentences.iter().any(|s| n.is_in(&s.text))
            || verified.citations.iter().any(|c| n.is_in(&c.title))
    };
    question.neighbours.iter().find(|n| !said(n)).map(|n| n.name.as_str())
}

/// A question about the future is answered only by material that speaks of that year.
fn says_the_year(question: &Question, verified: &Verified) -> bool {
    let year = question.as_of.day().year().to_string();
    verified.sentences.iter().any(|s| text::words(&s.text).iter().any(|w| w.term == year))
}

/// The longest word of the question that the material never uses, as typed.
fn longest_missing(found: &Found) -> Option<String> {
    let missing = found.terms.words.iter().filter(|w| !w.known && w.corrected.is_none());
    missing
        .map(|w| &w.surface)
        .filter(|surface| surface.chars().count() > 3)
        .max_by_key(|surface| surface.chars().count())
        .cloned()
}
