//! From a question to hits. [`Question`] understands what was asked; [`generation`] builds and opens the immutable files;
//! [`Index`] is the seam to an engine (our own files, or a Qdrant server); [`find`] runs BM25 and dense retrieval, fuses them in our own
//! code and explains every score. Knows nothing of how answers are written.

mod acronyms;
mod acts;
mod claim;
mod explain;
mod find;
mod fuse;
pub mod generation;
mod granted;
mod index;
mod intent;
mod lexicon;
mod links;
mod official;
mod parts;
mod question;
mod rerank;
mod snapshot;
mod spelling;
mod when;
mod wide;

pub(crate) use claim::claimed;
pub use explain::Explanation;
pub use find::{Engine, Found, Hit, Mode, SearchError, find};
pub use fuse::Weights;
pub use generation::{BuildError, Generations, Manifest, Progress, Source, VectorCache};
pub use granted::Granted;
pub(crate) use granted::{told, told_as_certain};
pub use index::{Filter, Hide, Home, Index, IndexError, LocalIndex, PointHit, SparseVector};
#[cfg(feature = "qdrant")]
pub use index::{QdrantIndex, Server};
pub use intent::{Intent, Intents, Neighbour};
pub use lexicon::{Lexicon, QueryTerms, QueryWord};
pub use links::{Official, Withdrawn};
pub use question::{AsOf, Dated, Question};
pub use rerank::{read, read_first};
pub use snapshot::{PassageAt, Snapshot};
pub use when::{Period, period_in};
pub use wide::Wide;
