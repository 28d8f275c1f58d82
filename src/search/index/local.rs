//! Exact search over memory-mapped arrays, one file each, written once: `points`, `offsets` + `postings` (BM25 by term),
//! `dense`. At the sizes of this corpus an exact scan takes a millisecond and has no parameters to get wrong.

use super::group::{Scored, grouped};
use super::{Filter, Hide, PointHit, SparseVector};
use crate::store::Mapped;
use jiff::civil::Date;
use std::path::Path;

/// One point: a passage, or one of the questions that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct PointRow {
    /// Measures of the version, as bits.
    pub(super) measures: u64,
    /// Passage number.
    pub(super) passage: u32,
    /// Number of the question within the passage plus one; 0 = the passage itself.
    pub(super) ask: u32,
    /// First day in which it holds, in days since 1970.
    pub(super) from: i32,
    /// First day in which it holds no more; `i32::MAX` = in force.
    pub(super) to: i32,
    /// Bit of its tier.
    pub(super) tier: u32,
    /// 1 in the latest version of its work.
    pub(super) latest: u32,
}

/// A point with its vectors.
#[cfg(feature = "qdrant")]
pub(super) struct WholePoint<'a> {
    pub(super) number: u32,
    pub(super) row: &'a PointRow,
    pub(super) words: Vec<(u32, f32)>,
    pub(super) meaning: Option<&'a [f32]>,
}

/// One entry of a term's list.
#[derive(Debug, Clone, Copy, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Posting {
    pub(super) point: u32,
    pub(super) weight: f32,
}

pub(super) const POINTS: &str = "points.bin";
pub(super) const OFFSETS: &str = "offsets.bin";
pub(super) const POSTINGS: &str = "postings.bin";
pub(super) const DENSE: &str = "dense.bin";

/// The arrays of a generation.
#[derive(Debug, Clone)]
pub struct LocalIndex {
    points: Mapped,
    offsets: Mapped,
    postings: Mapped,
    dense: Option<Mapped>,
    dimensions: usize,
    passages: usize,
}

impl LocalIndex {
    /// Opens the arrays in `folder`; `dimensions` 0 = without dense vectors. Errors name the file that does not fit.
    pub(in crate::search) fn open(folder: &Path, dimensions: usize) -> Result<Self, String> {
        let map = |name: &str| Mapped::open(&folder.join(name)).map_err(|e| format!("{name}: {e}"));
        let (points, offsets, postings) = (map(POINTS)?, map(OFFSETS)?, map(POSTINGS)?);
        let dense = if dimensions > 0 { Some(map(DENSE)?) } else { None };
        let rows: &[PointRow] = bytemuck::try_cast_slice(&points).map_err(|e| format!("{POINTS}: {e}"))?;
        let ends: &[u64] = bytemuck::try_cast_slice(&offsets).map_err(|e| format!("{OFFSETS}: {e}"))?;
        let lists: &[Posting] =
            bytemuck::try_cast_slice(&postings).map_err(|e| format!("{POSTINGS}: {e}"))?;
        let passages = rows.iter().map(|r| r.passage as usize + 1).max().unwrap_or(0);
        if ends.last().is_none_or(|last| *last != lists.len() as u64) || !ends.is_sorted() {
            return Err(format!("{OFFSETS}: lists out of range"));
        }
        if lists.iter().any(|p| p.point as usize >= rows.len()) {
            return Err(format!("{POSTINGS}: point out of range"));
        }
        if dense.as_ref().is_some_and(|d| d.len() != rows.len() * dimensions * 4) {
            return Err(format!("{DENSE}: wrong size"));
        }
        Ok(Self { points, offsets, postings, dense, dimensions, passages })
    }

    fn rows(&self) -> &[PointRow] {
        bytemuck::cast_slice(&self.points)
    }

    /// How many points.
    #[cfg(feature = "qdrant")]
    pub(super) fn len(&self) -> usize {
        self.rows().len()
    }

    /// Floats per vector; 0 = without.
    #[cfg(feature = "qdrant")]
    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Every point with all that is known of it, for an engine that keeps copies.
    #[cfg(feature = "qdrant")]
    pub(super) fn whole(&self) -> Vec<WholePoint<'_>> {
        let offsets: &[u64] = bytemuck::cast_slice(&self.offsets);
        let postings: &[Posting] = bytemuck::cast_slice(&self.postings);
        let dense: Option<&[f32]> = self.dense.as_ref().map(|d| bytemuck::cast_slice(d));
        let meaning = |n: usize| dense.map(|d| &d[n * self.dimensions..(n + 1) * self.dimensions]);
        let start = |(n, row)| WholePoint { number: n as u32, row, words: Vec::new(), meaning: meaning(n) };
        let mut all: Vec<WholePoint<'_>> = self.rows().iter().enumerate().map(start).collect();
        for (term, range) in offsets.windows(2).enumerate() {
            for posting in &postings[range[0] as usize..range[1] as usize] {
                all[posting.point as usize].words.push((term as u32, posting.weight));
            }
        }
        all
    }

    /// The dense vectors of known questions, or of all points when they are fewer than the passages; none without any.
    pub(in crate::search) fn known_vectors(&self) -> Vec<&[f32]> {
        let Some(dense) = &self.dense else { return Vec::new() };
        let vectors: &[f32] = bytemuck::cast_slice(dense);
        let all = self.rows().iter().zip(vectors.chunks_exact(self.dimensions));
        let asked: Vec<&[f32]> = all.clone().filter(|(row, _)| row.ask > 0).map(|(_, v)| v).collect();
        if asked.len() >= self.passages { asked } else { all.map(|(_, v)| v).collect() }
    }

    /// The dense vector of a passage's own text.
    pub(in crate::search) fn text_vector(&self, passage: u32) -> Option<&[f32]> {
        let rows = self.rows();
        // A passage's text comes before its questions.
        let point = rows.partition_point(|row| row.passage < passage);
        rows.get(point).filter(|row| row.passage == passage && row.ask == 0)?;
        let vectors: &[f32] = bytemuck::cast_slice(self.dense.as_ref()?);
        vectors.get(point * self.dimensions..(point + 1) * self.dimensions)
    }

    pub(super) fn sparse(&self, query: &SparseVector, filter: &Filter, limit: usize) -> Vec<PointHit> {
        let offsets: &[u64] = bytemuck::cast_slice(&self.offsets);
        let postings: &[Posting] = bytemuck::cast_slice(&self.postings);
        let passes = Compiled::of(filter);
        let rows = self.rows();
        let mut scores = vec![0f32; rows.len()];
        let mut covered = vec![0f32; self.passages];
        let mut last = vec![0usize; self.passages];
        let total: f32 = query.0.iter().map(|(_, weight)| weight).sum();
        for (n, (term, weight)) in query.0.iter().enumerate() {
            let range = offsets.get(*term as usize).zip(offsets.get(*term as usize + 1));
            let Some((start, end)) = range else { continue };
            for posting in &postings[*start as usize..*end as usize] {
                scores[posting.point as usize] += weight * posting.weight;
                let row = &rows[posting.point as usize];
                let passage = row.passage as usize;
                if last[passage] <= n && passes.row(row) {
                    last[passage] = n + 1;
                    covered[passage] += weight / total.max(f32::MIN_POSITIVE);
                }
            }
        }
        let mut hits = self.best(filter, limit, |point| Some(scores[point]).filter(|s| *s > 0.0));
        for hit in &mut hits {
            hit.covered = covered[hit.passage as usize];
        }
        hits
    }

    pub(super) fn dense(&self, query: &[f32], filter: &Filter, limit: usize) -> Vec<PointHit> {
        let Some(dense) = self.dense.as_ref().filter(|_| query.len() == self.dimensions) else {
            return Vec::new();
        };
        let vectors: &[f32] = bytemuck::cast_slice(dense);
        self.best(filter, limit, |point| {
            Some(dot(query, &vectors[point * self.dimensions..(point + 1) * self.dimensions]))
        })
    }

    /// The best passages among the points that pass, by a score of points.
    fn best(&self, filter: &Filter, limit: usize, score: impl Fn(usize) -> Option<f32>) -> Vec<PointHit> {
        let passes = Compiled::of(filter);
        let points = self.rows().iter().enumerate().filter(|(_, row)| passes.row(row));
        let scored = points.filter_map(|(point, row)| {
            let ask = row.ask.checked_sub(1).map(|a| a as u16);
            Some(Scored { passage: row.passage, point: point as u32, ask, score: score(point)? })
        });
        grouped(self.passages, scored, limit)
    }
}

/// A filter in the units of the rows.
struct Compiled {
    day: Option<i32>,
    tiers: u32,
    measures: u64,
    ended: u64,
    hide: Option<Hide>,
}

impl Compiled {
    fn of(filter: &Filter) -> Self {
        Self {
            day: filter.as_of.map(days),
            tiers: u32::from(filter.tiers),
            measures: filter.measures,
            ended: filter.ended,
            hide: filter.hide,
        }
    }

    fn row(&self, row: &PointRow) -> bool {
        let in_force = self.day.is_none_or(|day| row.from <= day && day < row.to);
        let ended =
            row.latest == 1 && row.measures & self.ended != 0 && self.day.is_some_and(|day| row.to <= day);
        let hidden = match self.hide {
            None => false,
            Some(Hide::Passage(passage)) => row.passage == passage,
            Some(Hide::Ask(passage, ask)) => row.passage == passage && row.ask == u32::from(ask) + 1,
            Some(Hide::Asks) => row.ask > 0,
            Some(Hide::AsksOf(passage, without)) => {
                row.passage == passage && row.ask > 0 || without == Some(row.passage)
            }
        };
        (in_force || ended)
            && !hidden
            && (self.tiers == 0 || row.tier & self.tiers != 0)
            && (self.measures == 0 || row.measures == 0 || row.measures & self.measures != 0)
    }
}

/// Days since 1970-01-01.
pub(super) fn days(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    (date - epoch).get_days()
}

/// Inner product; eight running sums so that the compiler can use vector registers.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}
