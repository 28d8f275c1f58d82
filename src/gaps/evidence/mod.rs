//! Why a gap is one: each of its wordings is asked again, then looked for deeper and wider than anybody is answered by, and what
//! was tried, what came near and what follows from it is kept. A gap that is a miss must not be sent to be written, nor one that
//! is missing to be found.

mod conflict;
mod kept;
mod probe;
mod restate;
mod told;
mod weigh;

pub use kept::{Wordings, evidence, keep, stale, wordings};
pub use weigh::{Bars, Seen, look, weigh};

use super::Need;
use super::need::{counted, of_gap};
use crate::corpus::Tier;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Different wordings of a gap that are weighed, at most.
const MOST: usize = 50;

/// A way of looking.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// As anybody is answered.
    AsAsked,
    /// Whatever measure the material is about, among the first 200.
    Wider,
    /// Whatever day it holds on.
    AnyDate,
    /// In each tier by itself.
    AnyTier,
    /// In other words: with the glossary's, without the story, key words alone, as other members of the gap put it.
    Rewritten,
    /// By the sentences of the first 200 passages.
    Sentences,
}

impl Way {
    /// All, from the nearest to the farthest.
    pub const ALL: [Way; 6] =
        [Way::AsAsked, Way::Wider, Way::AnyDate, Way::AnyTier, Way::Rewritten, Way::Sentences];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::AsAsked => "as_asked",
            Way::Wider => "wider",
            Way::AnyDate => "any_date",
            Way::AnyTier => "any_tier",
            Way::Rewritten => "rewritten",
            Way::Sentences => "sentences",
        }
    }
}

/// What one way of looking brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tried {
    /// `as_asked`, `wider`, `any_date`, `any_tier`, `rewritten`, `sentences`.
    pub step: Way,
    /// In Italian.
    pub text: String,
    /// Did a passage that answers come of it?
    pub found: bool,
}

/// A passage near a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Near {
    /// The passage.
    pub passage_id: String,
    /// Its work.
    pub work_id: String,
    /// First day of validity of its version.
    pub version: String,
    /// Title of the work and heading.
    pub title: String,
    /// Authority.
    #[schema(value_type = String)]
    pub tier: Tier,
    /// Official reference.
    pub reference: String,
    /// Fused score.
    pub score: f32,
    /// Calibrated probability that it answers.
    pub confidence: f64,
    /// First day in which it holds.
    pub valid_from: String,
    /// First day in which it holds no more.
    pub valid_to: Option<String>,
    /// Its sentence that answers, if one does.
    pub quote: Option<String>,
}

/// One wording weighed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Weighed {
    /// The question, redacted.
    pub question: String,
    /// The verdict on it.
    pub need: Need,
    /// Why, in one Italian sentence.
    pub why: String,
    /// What was tried, in order.
    pub tried: Vec<Tried>,
    /// The passages that came nearest, best first.
    pub near: Vec<Near>,
}

/// What a gap rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Evidence {
    /// The verdict.
    pub need: Need,
    /// Why, in one Italian sentence.
    pub why: String,
    /// When it was weighed.
    pub at: String,
    /// On which generation.
    pub generation: String,
    /// Wordings weighed.
    pub weighed: usize,
    /// How many of them got each verdict.
    pub counts: BTreeMap<String, usize>,
    /// The wordings.
    pub wordings: Vec<Weighed>,
}

impl Evidence {
    /// The verdict on a gap from those on its wordings; none without any.
    pub fn of(wordings: Vec<Weighed>, (generation, at): (&str, String)) -> Option<Self> {
        let needs: Vec<Need> = wordings.iter().map(|w| w.need).collect();
        let need = of_gap(&needs)?;
        let counts = counted(&needs);
        let why = match wordings.iter().find(|w| w.need == need) {
            Some(one) if counts.len() == 1 && wordings.len() == 1 => one.why.clone(),
            _ => told::of_gap((need, counts[&need]), wordings.len()),
        };
        let counts = counts.into_iter().map(|(need, n)| (need.as_str().to_owned(), n)).collect();
        let (generation, weighed) = (generation.to_owned(), wordings.len());
        Some(Self { need, why, at, generation, weighed, counts, wordings })
    }
}
