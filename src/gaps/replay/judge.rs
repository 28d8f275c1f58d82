//! When a question counts as answered, and what becomes of a gap: plain rules, the same for a replay and for the preview of one.

use crate::answer::{Answer, Verdict};
use crate::corpus::Tier;
use crate::gaps::State;
use serde::{Deserialize, Serialize};

/// Share of its questions, in per cent, from which a gap counts as answered. Of fewer than five all must be; of more, one in
/// five may fail: among many wordings put together by likeness some ask for something else.
const ENOUGH: usize = 80;

/// A passage that an answer quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// It.
    pub passage_id: String,
    /// Its work.
    pub work_id: String,
    /// Title of the work.
    pub title: String,
    /// Authority.
    pub tier: Tier,
    /// Official reference.
    pub reference: String,
    /// The words quoted.
    pub quote: String,
}

/// What a question got when it was asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What became of it.
    pub verdict: Verdict,
    /// The answer.
    pub text: String,
    /// What it quotes.
    pub cited: Vec<Quoted>,
}

impl Reply {
    /// What is kept of an answer.
    pub fn of(answer: &Answer) -> Self {
        let quoted = |c: &crate::answer::Citation| Quoted {
            passage_id: c.passage_id.clone(),
            work_id: c.work_id.clone(),
            title: c.title.clone(),
            tier: c.tier,
            reference: c.reference.clone(),
            quote: c.quote.clone(),
        };
        let (verdict, text) = (answer.verdict, answer.text.clone());
        Self { verdict, text, cited: answer.citations.iter().map(quoted).collect() }
    }
}

/// The quotation by which a question counts as answered: wholly, from the tier assigned or one above it (who has it from a
/// higher source lacks nothing), and not what was of no use before. None = it does not count.
pub fn judge(reply: &Reply, tier: Option<Tier>, useless: &[String]) -> Option<usize> {
    let high = |quoted: &Quoted| tier.is_none_or(|tier| quoted.tier.rank() <= tier.rank());
    let counts = |quoted: &Quoted| high(quoted) && !useless.contains(&quoted.quote);
    reply.cited.iter().position(counts).filter(|_| reply.verdict == Verdict::Answered)
}

/// Are so many of so many enough?
fn enough(passed: usize, of: usize) -> bool {
    of > 0 && passed * 100 >= of * ENOUGH
}

/// The state to which a gap goes when `passed` of its `of` questions are answered; none = it stays. `remains`: is the material
/// that answered before still there? What a person dismissed stays so.
pub fn fate(state: State, (passed, of): (usize, usize), remains: bool) -> Option<State> {
    match (state, enough(passed, of)) {
        (State::Dismissed, _) | (State::VerifiedClosed, true) => None,
        (State::VerifiedClosed, false) if remains => Some(State::Published),
        (State::VerifiedClosed, false) => Some(State::Confirmed),
        (_, true) => Some(State::VerifiedClosed),
        (_, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(verdict: Verdict, cited: &[(Tier, &str)]) -> Reply {
        let quoted = |(tier, quote): &(Tier, &str)| Quoted {
            passage_id: "w~2024-01-01~a".to_owned(),
            work_id: "w".to_owned(),
            title: "W".to_owned(),
            tier: *tier,
            reference: String::new(),
            quote: (*quote).to_owned(),
        };
        Reply { verdict, text: String::new(), cited: cited.iter().map(quoted).collect() }
    }

    #[test]
    fn what_counts_as_answered() {
        let check = |verdict, cited: &[(Tier, &str)], tier, useless: &[&str], expected| {
            let useless: Vec<String> = useless.iter().map(|u| (*u).to_owned()).collect();
            assert_eq!(
                judge(&reply(verdict, cited), tier, &useless),
                expected,
                "{verdict:?} {cited:?} {tier:?}"
            );
        };
        let (law, guide, faq) = ((Tier::Legislation, "l"), (Tier::Guideline, "g"), (Tier::Faq, "f"));
        check(Verdict::Answered, &[faq], None, &[], Some(0));
        check(Verdict::Answered, &[faq, guide], Some(Tier::Guideline), &[], Some(1));
        check(Verdict::Answered, &[law], Some(Tier::Training), &[], Some(0));
        check(Verdict::Answered, &[faq], Some(Tier::Training), &[], None);
        check(Verdict::Answered, &[], None, &[], None);
        check(Verdict::Partial, &[law], None, &[], None);
        check(Verdict::NotCovered, &[], None, &[], None);
        check(Verdict::Answered, &[law], None, &["l"], None);
        check(Verdict::Answered, &[law, faq], None, &["l"], Some(1));
        check(Verdict::Answered, &[law, faq], Some(Tier::Legislation), &["l"], None);
    }

    #[test]
    fn what_becomes_of_a_gap() {
        use State::{Assigned, Confirmed, Dismissed, New, Published, VerifiedClosed};
        let check = |state, counts, remains, expected| {
            assert_eq!(fate(state, counts, remains), expected, "{state:?} {counts:?}");
        };
        for state in [New, Confirmed, Assigned, State::InPreparation, Published] {
            check(state, (4, 5), true, Some(VerifiedClosed));
            check(state, (3, 4), true, None);
            check(state, (1, 1), false, Some(VerifiedClosed));
            check(state, (0, 0), true, None);
        }
        check(VerifiedClosed, (40, 50), true, None);
        check(VerifiedClosed, (39, 50), true, Some(Published));
        check(VerifiedClosed, (0, 1), false, Some(Confirmed));
        check(Dismissed, (5, 5), true, None);
    }
}
