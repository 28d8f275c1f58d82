//! The seam to a vector engine. Whatever the engine, it is given the same points with the same dense and sparse vectors and
//! the same filter, so it returns the same scores: IDF is folded into the query by us, hits are grouped by passage with
//! the best point winning, ties fall by passage and point number.

mod build;
mod local;
#[cfg(test)]
mod tests;

pub(super) use build::{Built, PointText, build, idf};
pub use local::LocalIndex;

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

/// The engines that can hold a generation.
#[derive(Debug, Clone)]
pub enum Index {
    /// Exact search over our own memory-mapped files.
    Local(LocalIndex),
}

impl Index {
    /// The best passages by BM25, best first, at most `limit`.
    pub fn sparse(&self, query: &SparseVector, filter: &Filter, limit: usize) -> Vec<PointHit> {
        match self {
            Index::Local(local) => local.sparse(query, filter, limit),
        }
    }

    /// The best passages by cosine, best first, at most `limit`; none when the generation has no dense vectors.
    pub fn dense(&self, query: &[f32], filter: &Filter, limit: usize) -> Vec<PointHit> {
        match self {
            Index::Local(local) => local.dense(query, filter, limit),
        }
    }
}
