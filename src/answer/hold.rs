//! Topics on hold, for instance after a court ruling: what is published on them may be read, and is cited to nobody until someone
//! releases them. A sentence that rests on such a passage falls; the asker is told why and since when.

use super::decide::{self, Decision};
use super::types::{Citation, Reason, Verdict, Warning, WarningKind};
use super::warn::long_date;
use super::{Sentence, Verified};
use crate::search::Snapshot;
use crate::strings::{fill, s};
use jiff::civil::Date;

/// Stable name of the reason of an answer that a hold keeps back.
pub(super) const HOLD: &str = "hold";

/// A topic on hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Id of the topic.
    pub topic: String,
    /// As people are told it.
    pub reason: String,
    /// First day.
    pub since: Date,
}

/// The topics on hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holds(pub Vec<Hold>);

impl Holds {
    /// Those that a passage is under: one of its topics is enough.
    fn over(&self, snapshot: &Snapshot, passage: u32) -> Vec<&Hold> {
        let about = |hold: &&Hold| snapshot.topics_of(passage).any(|topic| topic == hold.topic);
        self.0.iter().filter(about).collect()
    }

    fn of(&self, snapshot: &Snapshot, passage: &str) -> Vec<&Hold> {
        snapshot.number_of(passage).map_or_else(Vec::new, |number| self.over(snapshot, number))
    }

    /// Is this passage under one?
    pub(super) fn hold(&self, snapshot: &Snapshot, passage: u32) -> bool {
        !self.over(snapshot, passage).is_empty()
    }

    /// What to know beside an answer given before, if it quotes what is on hold now.
    pub fn warnings<'a>(
        &self,
        snapshot: &Snapshot,
        citations: impl IntoIterator<Item = &'a Citation>,
    ) -> Vec<Warning> {
        let mut found: Vec<&Hold> = Vec::new();
        for citation in citations {
            add(&mut found, self.of(snapshot, &citation.passage_id));
        }
        found.into_iter().map(|hold| warning(snapshot, hold)).collect()
    }
}

fn add<'a>(found: &mut Vec<&'a Hold>, more: Vec<&'a Hold>) {
    let new: Vec<&Hold> = more.into_iter().filter(|hold| !found.contains(hold)).collect();
    found.extend(new);
}

/// What may be said while topics are on hold.
pub(super) struct Withheld {
    pub(super) verified: Verified,
    pub(super) decision: Decision,
    pub(super) warnings: Vec<Warning>,
    /// Is nothing left of what would have been said?
    pub(super) wholly: bool,
}

/// Takes away what rests on a topic on hold. What is not sure enough to be answered, and whose best passage `first` is on hold,
/// is told so too: the material is not what is wanting.
pub(super) fn withhold(
    (snapshot, holds): (&Snapshot, &Holds),
    first: Option<u32>,
    (verified, decision): (Verified, Decision),
) -> Withheld {
    let mut found: Vec<&Hold> = Vec::new();
    let kind = decision.reason.as_ref().map(|reason| reason.kind.as_str());
    let said = matches!(decision.verdict, Verdict::Answered | Verdict::Partial);
    if said {
        for citation in &verified.citations {
            add(&mut found, holds.of(snapshot, &citation.passage_id));
        }
    } else if let (Some(decide::UNCERTAIN | decide::NOT_COVERED), Some(first)) = (kind, first) {
        found = holds.over(snapshot, first);
    }
    if found.is_empty() {
        return Withheld { verified, decision, warnings: Vec::new(), wholly: false };
    }
    let warnings = found.iter().map(|hold| warning(snapshot, hold)).collect();
    let left = if said {
        without(verified, |c| !holds.of(snapshot, &c.passage_id).is_empty())
    } else {
        Verified::default()
    };
    let wholly = left.sentences.is_empty();
    Withheld { decision: decided(snapshot, &found, (wholly, decision)), verified: left, warnings, wholly }
}

fn decided(snapshot: &Snapshot, found: &[&Hold], (wholly, before): (bool, Decision)) -> Decision {
    let told: Vec<String> = found.iter().map(|hold| told(snapshot, hold)).collect();
    let told = told.join(" ");
    let ask_whom = before.ask_whom.or_else(|| Some(s("ask_whom.coordinator").to_owned()));
    if wholly {
        let text = fill("hold.reason", &[("holds", &told)]);
        let reason = Some(Reason { kind: HOLD.to_owned(), text });
        return Decision { verdict: Verdict::NotCovered, reason, ask_whom };
    }
    let some = fill("hold.reason_some", &[("holds", &told)]);
    // A part that nothing answers is wanting, whatever is on hold.
    let reason = match before.reason {
        Some(reason) => Reason { text: format!("{} {some}", reason.text), ..reason },
        None => Reason { kind: HOLD.to_owned(), text: some },
    };
    Decision { verdict: Verdict::Partial, reason: Some(reason), ask_whom }
}

/// The sentences that rest on nothing of this kind, with their citations numbered anew.
fn without(verified: Verified, held: impl Fn(&Citation) -> bool) -> Verified {
    let mut left =
        Verified { refused: verified.refused, conflicts: verified.conflicts, ..Verified::default() };
    for sentence in verified.sentences {
        let cited = |n: &usize| verified.citations.iter().find(|c| c.n == *n);
        if sentence.citations.iter().filter_map(cited).any(&held) {
            continue;
        }
        let numbers = sentence.citations.iter().filter_map(cited).map(|c| number(&mut left.citations, c));
        let citations = numbers.collect();
        left.sentences.push(Sentence { citations, ..sentence });
    }
    left
}

fn number(citations: &mut Vec<Citation>, citation: &Citation) -> usize {
    let same = |c: &&Citation| c.passage_id == citation.passage_id && c.quote_span == citation.quote_span;
    if let Some(known) = citations.iter().find(same) {
        return known.n;
    }
    let n = citations.len() + 1;
    citations.push(Citation { n, ..citation.clone() });
    n
}

fn told(snapshot: &Snapshot, hold: &Hold) -> String {
    let title = snapshot.topics.title(&hold.topic);
    let reason = hold.reason.trim();
    let end = if reason.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    let reason = format!("{reason}{end}");
    fill("hold.told", &[("title", &title), ("since", &long_date(hold.since)), ("reason", &reason)])
}

fn warning(snapshot: &Snapshot, hold: &Hold) -> Warning {
    Warning { kind: WarningKind::Hold, text: told(snapshot, hold) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Support;
    use crate::corpus::{Status, Tier};

    fn citation(n: usize, passage: &str) -> Citation {
        Citation {
            n,
            passage_id: passage.to_owned(),
            work_id: passage.to_owned(),
            version: "2024-01-01".to_owned(),
            title: passage.to_owned(),
            tier: Tier::Faq,
            status: Status::Editorial,
            reference: String::new(),
            badge: None,
            url: None,
            urn: None,
            quote: passage.to_owned(),
            quote_span: [0, 1],
            verified_on: None,
            valid_from: "2024-01-01".to_owned(),
            valid_to: None,
        }
    }

    #[test]
    fn sentences_on_hold_fall_and_the_others_are_numbered_anew() {
        let check = |sentences: &[&[usize]], expected: &[(&str, &[usize])]| {
            let sentence = |citations: &&[usize]| Sentence {
                text: format!("{citations:?}"),
                citations: citations.to_vec(),
                support: Support::Full,
            };
            let verified = Verified {
                sentences: sentences.iter().map(sentence).collect(),
                citations: vec![citation(1, "fermo"), citation(2, "a"), citation(3, "b")],
                refused: Vec::new(),
                conflicts: Vec::new(),
            };
            let left = without(verified, |c| c.passage_id == "fermo");
            let said: Vec<(&str, &[usize])> =
                left.sentences.iter().map(|s| (s.text.as_str(), s.citations.as_slice())).collect();
            assert_eq!(said, expected, "{sentences:?}");
            assert!(left.citations.iter().enumerate().all(|(at, c)| c.n == at + 1 && c.work_id != "fermo"));
        };
        check(&[&[1]], &[]);
        check(&[&[1], &[3], &[2]], &[("[3]", &[1]), ("[2]", &[2])]);
        check(&[&[2], &[2, 1], &[2, 3]], &[("[2]", &[1]), ("[2, 3]", &[1, 2])]);
    }
}
