//! The corpus as plain data: works, their versions over time, the passages that we index and cite, and the registries
//! (topics, acts, facts, glossary) that sheets are checked against. Knows neither files nor databases nor models.

mod act;
mod check;
mod error;
mod fact;
mod glossary;
mod ids;
mod tier;
mod topic;
mod validity;
mod version;

pub use act::{Act, Acts};
pub use check::{Problem, Registries, Severity, Stats, check, stats};
pub use error::CorpusError;
pub use fact::{Fact, Facts};
pub use glossary::{Glossary, GlossaryTerm};
pub use ids::{PassageId, WorkId};
pub use tier::{Confidence, Status, Tier};
pub use topic::{Measure, Topic, Topics};
pub use validity::Validity;
pub use version::{Passage, Version};

pub(crate) use act::line_of;
