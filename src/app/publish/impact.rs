//! Which gaps publishing a draft would close, and which closed ones it would open again: their questions are asked of the draft
//! by the rules of a replay, and nothing is kept.

use super::super::{App, AppError};
use crate::corpus::Tier;
use crate::gaps::replay::{self, Planned, Reply};
use crate::gaps::{Past, State};
use crate::models::Embedder;
use crate::search::Snapshot;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Questions of gaps that a preview asks, at most: who orders a change waits for it.
const MOST: usize = 500;

/// What publishing would do to the gaps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GapImpact {
    /// Gaps whose questions were asked.
    pub gaps: usize,
    /// Gaps that are not dismissed, in all.
    pub of: usize,
    /// Questions asked.
    pub asked: usize,
    /// Wordings of these gaps, in all: when more than were asked, what follows rests on a sample.
    pub wordings: usize,
    /// Gaps that would close.
    pub closes: Vec<GapChange>,
    /// Closed gaps that would open again.
    pub reopens: Vec<GapChange>,
}

/// A gap that publishing would close or open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GapChange {
    /// Its id.
    pub gap_id: String,
    /// Its title.
    pub title: String,
    /// Where the work on it stands now.
    pub state: State,
    /// Questions that the draft answers.
    pub answered: usize,
    /// Of how many asked.
    pub of: usize,
    /// Works that answer.
    pub works: Vec<String>,
}

impl App {
    /// What a draft would do to the gaps; none while its vectors are missing, as nobody would be answered so.
    pub(super) async fn impact(
        &self,
        draft: &Snapshot,
        told: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Option<GapImpact>, AppError> {
        if !self.is_replayable(draft) {
            return Ok(None);
        }
        let encoder = self.encoder();
        let embedder = encoder.as_deref().filter(|_| draft.has_dense());
        let planned = replay::plan(&self.store, &[], replay::WORDINGS).await?;
        let wordings = planned.iter().map(|gap| gap.of).sum();
        let mut impact = GapImpact { of: planned.len(), wordings, ..GapImpact::default() };
        let chosen = within(planned, MOST);
        let total = chosen.iter().map(|gap| gap.wordings.len()).sum();
        for gap in chosen {
            told(impact.asked, total);
            impact.gaps += 1;
            impact.asked += gap.wordings.len();
            let (change, to) = self.would_become((draft, embedder), gap).await?;
            match to {
                Some(State::VerifiedClosed) => impact.closes.push(change),
                Some(_) => impact.reopens.push(change),
                None => {}
            }
        }
        Ok(Some(impact))
    }

    async fn would_become(
        &self,
        means: (&Snapshot, Option<&Embedder>),
        gap: Planned,
    ) -> Result<(GapChange, Option<State>), AppError> {
        let (tier, of) = (Tier::parse(&gap.tier), gap.wordings.len());
        let (mut answered, mut works) = (0, BTreeSet::new());
        for wording in gap.wordings {
            let past = Past { question: wording.question, as_of: wording.as_of };
            let reply = Reply::of(&self.ask_again(means, &past).await?);
            if let Some(counts) = replay::judge(&reply, tier, &wording.useless) {
                answered += 1;
                works.insert(reply.cited[counts].work_id.clone());
            }
            // Whoever waits for an answer goes first.
            tokio::task::yield_now().await;
        }
        let to = replay::fate(gap.state, (answered, of), true);
        let (works, state) = (works.into_iter().collect(), gap.state);
        Ok((GapChange { gap_id: gap.gap, title: gap.title, state, answered, of, works }, to))
    }
}

/// At most `most` wordings: of each gap as many as fit when all have the same share, one at least; of more gaps than that,
/// those most asked.
fn within(mut planned: Vec<Planned>, most: usize) -> Vec<Planned> {
    let asked = |share: usize| planned.iter().map(|gap| gap.wordings.len().min(share)).sum::<usize>();
    let share = (1..=replay::WORDINGS).rev().find(|share| asked(*share) <= most).unwrap_or(1);
    planned.truncate(most);
    planned.iter_mut().for_each(|gap| gap.wordings.truncate(share));
    planned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::replay::Wording;

    #[test]
    fn a_preview_asks_so_many_questions_and_no_more() {
        let gap = |n: usize| Planned {
            gap: String::new(),
            title: String::new(),
            state: State::New,
            tier: String::new(),
            of: n,
            wordings: (0..n)
                .map(|n| Wording {
                    hash: n.to_string(),
                    question: String::new(),
                    as_of: None,
                    useless: Vec::new(),
                })
                .collect(),
        };
        let check = |sizes: &[usize], most: usize, expected: &[usize]| {
            let chosen = within(sizes.iter().map(|n| gap(*n)).collect(), most);
            let kept: Vec<usize> = chosen.iter().map(|gap| gap.wordings.len()).collect();
            assert_eq!(kept, expected, "{sizes:?}");
        };
        check(&[], 10, &[]);
        check(&[3, 50], 60, &[3, 50]);
        check(&[3, 50, 50], 60, &[3, 28, 28]);
        check(&[9, 9, 9, 9], 3, &[1, 1, 1]);
    }
}
