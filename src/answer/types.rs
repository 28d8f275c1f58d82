//! The answer as everyone receives it: CLI, batch and HTTP. Field names are the contract: they may grow, never change.

use crate::corpus::{Status, Tier};
use serde::{Deserialize, Serialize};

/// What became of a question.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The material in force answers it.
    Answered,
    /// It answers part of it.
    Partial,
    /// It does not say.
    NotCovered,
    /// The question is about something else.
    OutOfScope,
    /// Not a question for an assistant: an attempt to steer it, a decision about a person.
    Declined,
}

impl Verdict {
    /// The name used in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Answered => "answered",
            Verdict::Partial => "partial",
            Verdict::NotCovered => "not_covered",
            Verdict::OutOfScope => "out_of_scope",
            Verdict::Declined => "declined",
        }
    }
}

/// How far a sentence is backed by what it cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// Wholly.
    Full,
    /// In part.
    Partial,
}

/// One sentence and the citations that back it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Sentence {
    /// The sentence, or a list with its introduction.
    pub text: String,
    /// Numbers in [`Answer::citations`].
    pub citations: Vec<usize>,
    /// How far they back it.
    pub support: Support,
}

/// A quotation that stands, byte for byte, in a stored source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Citation {
    /// From 1, in order of first use.
    pub n: usize,
    /// The passage quoted.
    pub passage_id: String,
    /// Its work.
    pub work_id: String,
    /// The version of the work: its first day of validity.
    pub version: String,
    /// Title of the work.
    pub title: String,
    /// Authority.
    #[schema(value_type = String)]
    pub tier: Tier,
    /// Official text or our summary.
    #[schema(value_type = String)]
    pub status: Status,
    /// Official reference.
    pub reference: String,
    /// What a summary is shown as: «sintesi di: D.L. 48/2023»; none for an official text.
    #[serde(default)]
    pub badge: Option<String>,
    /// Address of the official text.
    pub url: Option<String>,
    /// URN:NIR of the act.
    pub urn: Option<String>,
    /// The words quoted.
    pub quote: String,
    /// Where they stand: UTF-8 bytes, half-open, in the version's stored source text.
    pub quote_span: [usize; 2],
    /// When the text was last checked against its source.
    pub verified_on: Option<String>,
    /// First day in which it holds.
    pub valid_from: String,
    /// First day in which it holds no more.
    pub valid_to: Option<String>,
}

/// A passage near the question, which is not an answer to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Nearest {
    /// The passage.
    pub passage_id: String,
    /// Work and heading.
    pub title: String,
    /// Fused score.
    pub score: f32,
    /// Is its topic on hold?
    #[serde(default)]
    pub held: bool,
    /// Where the rule stands.
    #[serde(default)]
    pub reference: String,
    /// The words of the passage nearest to the question, when it may well answer: to be read, not an answer.
    #[serde(default)]
    pub quote: Option<String>,
}

/// A passage that what is quoted refers to, to be read beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeeAlso {
    /// The citation whose words refer to it.
    pub citation: usize,
    /// The words that refer to it.
    pub said: String,
    /// The passage.
    pub passage_id: String,
    /// Its work.
    pub work_id: String,
    /// Work and heading.
    pub title: String,
    /// Official reference.
    pub reference: String,
}

/// Kinds of warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The question asserts something that the source contradicts.
    FalsePremise,
    /// The rule quoted no longer holds today, or did not hold then.
    Superseded,
    /// Tiers or versions disagree.
    Conflict,
    /// The Ambito's own practice.
    Local,
    /// The source is our summary, not the official text.
    Editorial,
    /// A topic is on hold, and what is published on it is not cited.
    Hold,
    /// Part of the machinery is missing.
    Degraded,
}

/// Something to know beside the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Warning {
    /// Its kind.
    pub kind: WarningKind,
    /// In Italian.
    pub text: String,
}

/// Why the verdict is not `answered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// Stable name.
    pub kind: String,
    /// In Italian.
    pub text: String,
}

/// Milliseconds per stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Timings {
    /// Masking personal data.
    pub redact: f64,
    /// Understanding and searching.
    pub find: f64,
    /// Choosing sentences.
    pub draft: f64,
    /// Checking quotations and deciding.
    pub verify: f64,
    /// All.
    pub total: f64,
}

/// A word of the question that was read as another: mistyped, or an acronym that the material writes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReadAs {
    /// As typed.
    pub typed: String,
    /// As read.
    pub read: String,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// The question, redacted.
    pub question: String,
    /// Its words that were read as others, in order, each once.
    #[serde(default)]
    pub read_as: Vec<ReadAs>,
    /// The day it is about.
    pub as_of: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Calibrated probability that the material in force answers the question, whatever the verdict.
    pub confidence: f64,
    /// The sentences with their citation numbers.
    pub text: String,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// The quotations.
    pub citations: Vec<Citation>,
    /// Nearest passages.
    pub nearest: Vec<Nearest>,
    /// Official passages that the quotations refer to («di cui all'articolo 6, comma 4»): not part of the answer.
    #[serde(default)]
    pub see_also: Vec<SeeAlso>,
    /// What to know beside it.
    pub warnings: Vec<Warning>,
    /// Why it is not answered.
    pub reason: Option<Reason>,
    /// The thread it belongs to.
    pub thread_id: Option<String>,
    /// Whom to ask instead.
    pub ask_whom: Option<String>,
    /// The gap it was counted under.
    pub gap_id: Option<String>,
    /// The generation that answered.
    pub generation: String,
    /// The reader that wrote it.
    pub reader: String,
    /// How long each stage took.
    pub timings_ms: Timings,
}

impl Answer {
    /// Every passage that the answer shows, by id.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        let cited = self.citations.iter().map(|c| c.passage_id.as_str());
        let near = self.nearest.iter().map(|n| n.passage_id.as_str());
        cited.chain(near).chain(self.see_also.iter().map(|s| s.passage_id.as_str()))
    }
}
