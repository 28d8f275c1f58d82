//! Several things asked at once: what answers one part joins the answer, and a part that nothing answers makes it partial and
//! is named. A part that is answered by a passage already quoted needs nothing more; one that may be answered is told apart, and
//! what may answer it is shown to be read.

use super::decide::Decision;
use super::types::{Citation, Reason, Verdict};
use super::{Sentence, Verified};
use crate::search::{Found, Question};
use crate::strings::fill;

/// A part of the question, looked for by itself.
pub(super) struct Part {
    /// As asked.
    pub(super) text: String,
    /// Would it be answered?
    pub(super) answered: bool,
    /// How sure.
    pub(super) confidence: f64,
    /// What it would be answered with.
    pub(super) verified: Verified,
    /// The passage found first.
    pub(super) first: Option<String>,
    /// As it was looked for and what was found, when that may answer and is not quoted: not sure enough, or out of its context.
    pub(super) to_read: Option<(Question, Found)>,
}

/// What is said to all parts together.
pub(super) struct Composed {
    pub(super) verified: Verified,
    pub(super) decision: Decision,
    /// For each part of which nobody can say that it is answered or not, what was found.
    pub(super) to_read: Vec<(Question, Found)>,
}

/// Joins the parts to the whole's own answer. A whole that is not answered may still be, in part or by its parts together.
pub(super) fn compose(whole: Verified, decision: Decision, parts: Vec<Part>) -> Composed {
    let answered = decision.verdict == Verdict::Answered;
    if parts.is_empty() || (!answered && !parts.iter().any(|p| p.answered)) {
        return Composed { verified: whole, decision, to_read: Vec::new() };
    }
    let mut said = if answered { whole } else { Verified::default() };
    let (mut missing, mut unsure): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut to_read = Vec::new();
    for part in parts {
        let quoted = |id: &String| said.citations.iter().any(|c| c.passage_id == *id);
        if part.first.as_ref().is_some_and(quoted) {
            continue;
        }
        if part.answered {
            join(&mut said, part.verified);
        } else if let Some(found) = part.to_read {
            unsure.push(format!("«{}»", part.text));
            to_read.push(found);
        } else {
            missing.push(format!("«{}»", part.text));
        }
    }
    let told = |key: &str, parts: &[String]| {
        (!parts.is_empty()).then(|| fill(&format!("reason.{key}"), &[("parts", &parts.join(", "))]))
    };
    let left: Vec<String> =
        [told("part_missing", &missing), told("part_unsure", &unsure)].into_iter().flatten().collect();
    let decision = if left.is_empty() {
        Decision { verdict: Verdict::Answered, reason: None, ask_whom: None }
    } else {
        let reason = Some(Reason { kind: "partial".to_owned(), text: left.join(" ") });
        Decision { verdict: Verdict::Partial, reason, ask_whom: decision.ask_whom }
    };
    Composed { verified: said, decision, to_read }
}

/// Adds sentences that are not there yet, with their quotations renumbered.
fn join(said: &mut Verified, more: Verified) {
    for conflict in &more.conflicts {
        if !said.conflicts.contains(conflict) {
            said.conflicts.push(conflict.clone());
        }
    }
    for sentence in more.sentences {
        if said.sentences.iter().any(|s| s.text == sentence.text) {
            continue;
        }
        let wanted = |n: &usize| more.citations.iter().find(|c| c.n == *n);
        let citations = sentence.citations.iter().filter_map(wanted).map(|c| cite(said, c)).collect();
        said.sentences.push(Sentence { citations, ..sentence });
    }
}

fn cite(said: &mut Verified, citation: &Citation) -> usize {
    let same = |c: &&Citation| c.passage_id == citation.passage_id && c.quote_span == citation.quote_span;
    if let Some(known) = said.citations.iter().find(same) {
        return known.n;
    }
    let n = said.citations.len() + 1;
    said.citations.push(Citation { n, ..citation.clone() });
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Support;
    use crate::search::{Intents, Lexicon};

    fn verified(passage: &str, text: &str) -> Verified {
        let citation = serde_json::from_value(serde_json::json!({
            "n": 1, "passage_id": passage, "work_id": "w", "version": "2024-01-01", "title": "T", "tier": "faq",
            "status": "editorial", "reference": "r", "url": null, "urn": null, "quote": text,
            "quote_span": [0, text.len()], "verified_on": null, "valid_from": "2024-01-01", "valid_to": null
        }));
        Verified {
            sentences: vec![Sentence { text: text.to_owned(), citations: vec![1], support: Support::Full }],
            citations: vec![citation.expect("a citation")],
            ..Verified::default()
        }
    }

    fn part(passage: &str, answered: bool) -> Part {
        Part {
            text: format!("parte {passage}?"),
            answered,
            confidence: 0.9,
            verified: verified(passage, &format!("Frase {passage}.")),
            first: Some(passage.to_owned()),
            to_read: None,
        }
    }

    fn perhaps(passage: &str) -> Part {
        let known = (&Lexicon::default(), &Intents::default());
        let asked = Question::new("Chi firma?", None, jiff::civil::date(2026, 11, 21), known);
        Part { to_read: Some((asked, Found::default())), ..part(passage, false) }
    }

    fn verdict(verdict: Verdict) -> Decision {
        Decision { verdict, reason: None, ask_whom: None }
    }

    #[test]
    fn parts_join_are_covered_or_are_missing() {
        let check = |answered: bool, parts: Vec<Part>, expected: Verdict, said: &[&str], missing: &str| {
            let decision = verdict(if answered { Verdict::Answered } else { Verdict::NotCovered });
            let quoted = Some("a".to_owned());
            let unsure = parts.iter().filter(|part| part.to_read.is_some() && part.first != quoted).count();
            let Composed { verified: got, decision, to_read } =
                compose(verified("a", "Frase a."), decision, parts);
            assert_eq!(decision.verdict, expected);
            assert_eq!(to_read.len(), if expected == Verdict::Partial { unsure } else { 0 });
            let reason = decision.reason.map(|r| r.text).unwrap_or_default();
            assert!(missing.is_empty() == reason.is_empty() && reason.contains(missing), "{reason}");
            if expected != Verdict::NotCovered {
                assert_eq!(got.sentences.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), said);
                let numbers: Vec<usize> = got.citations.iter().map(|c| c.n).collect();
                assert_eq!(numbers, (1..=said.len()).collect::<Vec<_>>());
            }
        };
        check(true, vec![], Verdict::Answered, &["Frase a."], "");
        check(true, vec![part("a", true), part("b", true)], Verdict::Answered, &["Frase a.", "Frase b."], "");
        check(true, vec![part("a", false), part("b", false)], Verdict::Partial, &["Frase a."], "«parte b?»");
        check(
            false,
            vec![part("a", true), part("b", true)],
            Verdict::Answered,
            &["Frase a.", "Frase b."],
            "",
        );
        check(false, vec![part("a", true), part("b", false)], Verdict::Partial, &["Frase a."], "«parte b?»");
        check(false, vec![part("a", false), part("b", false)], Verdict::NotCovered, &[], "");
        check(
            true,
            vec![perhaps("a"), perhaps("b")],
            Verdict::Partial,
            &["Frase a."],
            "Su «parte b?» il materiale forse dice altro",
        );
    }
}
