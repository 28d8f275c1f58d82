//! What "good" is measured by: retrieval on BEIR folders, answers on our own questions, clusters against planted needs, verdicts on planted gaps, the fit
//! of the sufficiency model, and one engine of the encoder against another. Every figure comes with its n; nothing is tuned on a test split. Knows nothing of HTTP.

mod answers;
pub mod beir;
mod calibrate;
mod engines;
mod gaps;
mod logistic;
mod metrics;
mod own;
mod plant;
mod reading;
mod retrieval;
mod set;
mod verdicts;

pub use answers::{AnswersReport, Detail, answers};
pub use calibrate::{Calibration, Curve, Material, Seen, Way, calibrate};
pub use engines::{Agreement, Recall, Speed, agreement, beir_recall, speed};
pub use gaps::{GapsReport, Match, Planted, gaps, matched, read_planted};
pub use metrics::{Interval, auroc, bootstrap, expected_calibration_error};
pub use own::{OwnReport, Wanted, own_retrieval, wanted};
pub use plant::{Bury, Case, cases};
pub use reading::{ReadingReport, Told, read_told, reading};
pub use retrieval::{RetrievalReport, retrieval};
pub use set::{
    Item, Judged, Labelled, NearMisses, Nugget, Read, normalise, read_judged, read_labelled,
    read_near_misses, read_set,
};
pub use verdicts::{Bench, NeedFigures, VerdictReport, verdicts};

use crate::models::ModelError;
use crate::search::{BuildError, SearchError};
use crate::strings::fill;
use std::path::PathBuf;

/// An evaluation cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file is missing or unreadable.
    #[error("{}", fill("eval.read", &[("path", &path.display()), ("why", why)]))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{}", fill("eval.line", &[("path", &path.display()), ("line", line), ("why", why)]))]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// Questions of the set are among those indexed with the passages.
    #[error("{}", fill("eval.overlap", &[("n", n), ("first", first)]))]
    Overlap {
        /// How many.
        n: usize,
        /// One of them.
        first: String,
    },
    /// No question of this split.
    #[error("{}", fill("eval.empty", &[("split", split)]))]
    Empty {
        /// The split asked for.
        split: String,
    },
    /// The encoder is needed and is not there.
    #[error("{}", crate::strings::s("eval.no_encoder"))]
    NoEncoder,
    /// The encoder failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The search failed.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A variant of the material cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A result cannot be written.
    #[error("{}", fill("cli.write", &[("path", &path.display()), ("why", why)]))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
}
