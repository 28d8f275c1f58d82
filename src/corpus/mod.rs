//! The corpus as plain data: works, their versions over time, the passages that we index and cite, and the registries
//! (topics, acts, facts, glossary) that sheets are checked against. Knows neither files nor databases nor models.

mod act;
mod alike;
mod amendment;
mod badge;
mod check;
mod coverage;
mod diff;
mod error;
mod fact;
mod fault;
mod glossary;
mod graph;
mod ids;
mod provision;
mod register;
mod review;
mod stats;
mod tier;
mod topic;
mod twins;
mod validity;
mod version;

pub use act::{Act, Acts};
pub use amendment::{Amendment, amendments};
pub use check::{Problem, Registries, Severity, TestItem, check, leaks};
pub use coverage::{AreaCoverage, Coverage, FactCoverage, GradeCoverage, Place, coverage};
pub use diff::{Change, ChangeKind, Diff, Piece, PieceKind, Stand, diff, two_versions};
pub use error::CorpusError;
pub use fact::{Fact, Facts};
pub(crate) use fault::toml_fault;
pub use glossary::{Glossary, GlossaryTerm};
pub use graph::{Graph, Link, Place as PassagePlace, Stated, Target, day_within};
pub use ids::{PassageId, WorkId};
pub use provision::Provision;
pub use register::Register;
pub use review::superseded_sheets;
pub use stats::{Stats, stats};
pub use tier::{Confidence, Status, Tier};
pub use topic::{Measure, Topic, Topics};
pub use twins::{Twin, twins};
pub use validity::{NEVER, UNSAID, Validity};
pub use version::{Passage, Version};

pub(crate) use act::line_of;

#[cfg(test)]
mod tests;
