//! The seam to a vector engine. Whatever the engine, it is given the same points with the same dense and sparse vectors and
//! the same filter, so it returns the same scores: IDF is folded into the query by us, hits are grouped by passage with
//! the best point winning, ties fall by passage and point number.

mod build;
mod group;
mod home;
mod local;
#[cfg(feature = "qdrant")]
mod qdrant;
#[cfg(test)]
mod tests;

pub(super) use build::{Built, PointText, build, idf};
pub use home::Home;
pub(super) use home::Placed;
pub use local::LocalIndex;
#[cfg(feature = "qdrant")]
pub use qdrant::{QdrantIndex, Server};

use crate::strings::{fill, s};
use jiff::civil::Date;

/// Which points may be found; applied inside the search, before ranking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// The day on which a version must hold; none = any.
    pub as_of: Option<Date>,
    /// Tiers, as a bit set by [`crate::corpus::Tier::rank`]; 0 = any.
    pub tiers: u8,
    /// Measures, as a bit set by the generation's table; 0 = any. A version about no measure always passes.
    pub measures: u64,
    /// Measures whose ended works pass although they no longer hold on `as_of` («quanto durava il REI?»).
    pub ended: u64,
    /// What an evaluation hides.
    pub hide: Option<Hide>,
}

/// A passage, or one point of a passage, that an evaluation hides from the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hide {
    /// The passage with all its questions.
    Passage(u32),
    /// One question of a passage.
    Ask(u32, u16),
    /// Every question of every passage, as if the material had none.
    Asks,
    /// Every question of one passage, as if it had just been published; perhaps another passage wholly.
    AsksOf(u32, Option<u32>),
}

impl Hide {
    /// Is all of the passage hidden?
    pub fn whole(self, passage: u32) -> bool {
        matches!(self, Self::Passage(hidden) | Self::AsksOf(_, Some(hidden)) if hidden == passage)
    }
}

/// A query: term numbers of the generation's vocabulary, with weights that already hold the IDF.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseVector(pub Vec<(u32, f32)>);

/// The best point of one passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointHit {
    /// Passage number in the generation.
    pub passage: u32,
    /// Point number in the generation.
    pub point: u32,
    /// Which of the passage's questions it was; none = the passage itself.
    pub ask: Option<u16>,
    /// Inner product.
    pub score: f32,
    /// Mean inner product of the best three points of the passage, of all when it has fewer: one lucky point is not enough.
    pub support: f32,
    /// Of a search by words: share of the question's weight that the passage's points hold together, from 0 to 1.
    pub covered: f32,
}

/// Points of a passage that speak for it.
pub(super) const SUPPORT: usize = 3;

/// The engine cannot be asked, or does not hold what it should. Never with our own files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Nobody answers at that address.
    #[error("{}", fill("server.unreachable", &[("url", url)]))]
    Unreachable {
        /// Of the server.
        url: String,
    },
    /// No answer in time.
    #[error("{}", fill("server.slow", &[("url", url), ("seconds", seconds)]))]
    Slow {
        /// Of the server.
        url: String,
        /// How long it had.
        seconds: u64,
    },
    /// The key is missing or wrong.
    #[error("{}", fill("server.denied", &[("url", url)]))]
    Denied {
        /// Of the server.
        url: String,
    },
    /// The generation's collection is not there.
    #[error("{}", fill("server.missing", &[("collection", collection)]))]
    Missing {
        /// Its name.
        collection: String,
    },
    /// The generation's collection is not whole.
    #[error("{}", fill("server.incomplete", &[("collection", collection), ("held", held), ("wanted", wanted)]))]
    Incomplete {
        /// Its name.
        collection: String,
        /// Points in it.
        held: u64,
        /// Points of the generation.
        wanted: u64,
    },
    /// Anything else that the server says no to.
    #[error("{}", fill("server.refused", &[("url", url), ("why", why)]))]
    Refused {
        /// Of the server.
        url: String,
        /// In its own words.
        why: String,
    },
    /// What should be sent cannot be read.
    #[error("{}", fill("server.files", &[("why", why)]))]
    Files {
        /// Which file, and what is wrong with it.
        why: String,
    },
    /// The program was built without that engine.
    #[error("{}", s("config.why_no_qdrant"))]
    NotBuilt,
}

/// The engines that can hold a generation.
#[derive(Debug, Clone)]
pub enum Index {
    /// Exact search over our own memory-mapped files.
    Local(LocalIndex),
    /// Exact search on a server that holds the same points.
    #[cfg(feature = "qdrant")]
    Qdrant(Box<QdrantIndex>),
}

impl Index {
    /// The best passages by BM25, best first, at most `limit`.
    pub async fn sparse(
        &self,
        query: &SparseVector,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<PointHit>, IndexError> {
        match self {
            Index::Local(local) => Ok(local.sparse(query, filter, limit)),
            #[cfg(feature = "qdrant")]
            Index::Qdrant(remote) => Box::pin(remote.sparse(query, filter, limit)).await,
        }
    }

    /// The best passages by cosine, best first, at most `limit`; none when the generation has no dense vectors.
    pub async fn dense(
        &self,
        query: &[f32],
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<PointHit>, IndexError> {
        match self {
            Index::Local(local) => Ok(local.dense(query, filter, limit)),
            #[cfg(feature = "qdrant")]
            Index::Qdrant(remote) => Box::pin(remote.dense(query, filter, limit)).await,
        }
    }

    /// Could it be asked now? Our own files always can.
    pub async fn check(&self) -> Result<(), IndexError> {
        match self {
            Index::Local(_) => Ok(()),
            #[cfg(feature = "qdrant")]
            Index::Qdrant(remote) => remote.check().await,
        }
    }

    /// The arrays of the generation's folder, which are there whoever searches.
    pub(super) fn arrays(&self) -> &LocalIndex {
        match self {
            Index::Local(local) => local,
            #[cfg(feature = "qdrant")]
            Index::Qdrant(remote) => remote.arrays(),
        }
    }
}
