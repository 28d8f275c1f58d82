//! Several things asked at once: what answers one part joins the answer, and a part that nothing answers makes it partial and
//! is named. A part that is answered by a passage already quoted needs nothing more.

use super::decide::Decision;
use super::types::{Citation, Reason, Verdict};
use super::{Sentence, Verified};
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
}

/// Joins the parts to the whole's own answer. A whole that is not answered may still be, in part or by its parts together.
pub(super) fn compose(whole: Verified, decision: Decision, parts: Vec<Part>) -> (Verified, Decision) {
    let answered = decision.verdict == Verdict::Answered;
    if parts.is_empty() || (!answered && !parts.iter().any(|p| p.answered)) {
        return (whole, decision);
    }
    let mut said = if answered { whole } else { Verified::default() };
    let mut missing: Vec<String> = Vec::new();
    for part in parts {
        let quoted = |id: &String| said.citations.iter().any(|c| c.passage_id == *id);
        if part.first.as_ref().is_some_and(quoted) {
            continue;
        }
        if part.answered {
            join(&mut said, part.verified);
        } else {
            missing.push(part.text);
        }
    }
    let decision = if missing.is_empty() {
        Decision { verdict: Verdict::Answered, reason: None, ask_whom: None }
    } else {
        let missing: Vec<String> = missing.iter().map(|part| format!("«{part}»")).collect();
        let text = fill("reason.part_missing", &[("parts", &missing.join(", "))]);
        let reason = Some(Reason { kind: "partial".to_owned(), text });
        Decision { verdict: Verdict::Partial, reason, ask_whom: decision.ask_whom }
    };
    (said, decision)
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
        }
    }

    fn verdict(verdict: Verdict) -> Decision {
        Decision { verdict, reason: None, ask_whom: None }
    }

    #[test]
    fn parts_join_are_covered_or_are_missing() {
        let check = |answered: bool, parts: Vec<Part>, expected: Verdict, said: &[&str], missing: &str| {
            let decision = verdict(if answered { Verdict::Answered } else { Verdict::NotCovered });
            let (got, decision) = compose(verified("a", "Frase a."), decision, parts);
            assert_eq!(decision.verdict, expected);
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
    }
}
