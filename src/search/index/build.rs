//! Turns the texts of points into the arrays of a generation: a vocabulary and BM25 vectors (Lucene's form: k1 1.2, b .75),
//! dense vectors as given. Document frequencies count passages, with their questions; lengths are normalised among
//! passages and among questions apart, or every short question would outweigh every passage.

use super::local::{DENSE, OFFSETS, POINTS, POSTINGS, PointRow, Posting, days};
use crate::corpus::{Tier, Validity};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A point before indexing.
pub(in crate::search) struct PointText {
    pub(in crate::search) passage: u32,
    pub(in crate::search) ask: Option<u16>,
    pub(in crate::search) validity: Validity,
    pub(in crate::search) tier: Tier,
    pub(in crate::search) measures: u64,
    pub(in crate::search) latest: bool,
    pub(in crate::search) terms: Vec<String>,
}

/// What the vocabulary must remember of a term: BM25's IDF and the largest weight a point gives it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::search) struct Built {
    pub(in crate::search) terms: Vec<String>,
    pub(in crate::search) idf: Vec<f32>,
    pub(in crate::search) ceiling: Vec<f32>,
    pub(in crate::search) passages: usize,
    /// The words that the texts use, folded, with how often; set by the caller, who has the texts.
    pub(in crate::search) words: Vec<(String, u32)>,
}

/// Writes the arrays into `folder` and returns the vocabulary. `dense` holds one vector per point, in order, or nothing.
pub(in crate::search) fn build(
    folder: &Path,
    points: &[PointText],
    dense: &[Vec<f32>],
) -> std::io::Result<Built> {
    let passages = points.iter().map(|p| p.passage as usize + 1).max().unwrap_or(0);
    let rows: Vec<PointRow> = points.iter().map(row).collect();
    let mut frequency: BTreeMap<&str, HashSet<u32>> = BTreeMap::new();
    for point in points {
        for term in &point.terms {
            frequency.entry(term).or_default().insert(point.passage);
        }
    }
    let terms: Vec<String> = frequency.keys().map(|t| (*t).to_owned()).collect();
    let number: BTreeMap<&str, usize> = frequency.keys().enumerate().map(|(i, t)| (*t, i)).collect();
    let idf: Vec<f32> = frequency.values().map(|at| idf(passages, at.len())).collect();
    let average = [average(points, false), average(points, true)];
    let mut lists: Vec<Vec<Posting>> = vec![Vec::new(); terms.len()];
    for (at, point) in points.iter().enumerate() {
        let mut counts: BTreeMap<usize, f32> = BTreeMap::new();
        for term in &point.terms {
            *counts.entry(number[term.as_str()]).or_default() += 1.0;
        }
        let relative = point.terms.len() as f32 / average[usize::from(point.ask.is_some())].max(1.0);
        for (term, tf) in counts {
            let weight = tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * relative));
            lists[term].push(Posting { point: at as u32, weight });
        }
    }
    let ceiling: Vec<f32> =
        lists.iter().map(|list| list.iter().map(|p| p.weight).fold(0.0, f32::max)).collect();
    let mut offsets: Vec<u64> = vec![0];
    let mut postings: Vec<Posting> = Vec::new();
    for list in lists {
        postings.extend(list);
        offsets.push(postings.len() as u64);
    }
    std::fs::write(folder.join(POINTS), bytemuck::cast_slice(&rows))?;
    std::fs::write(folder.join(OFFSETS), bytemuck::cast_slice(&offsets))?;
    std::fs::write(folder.join(POSTINGS), bytemuck::cast_slice(&postings))?;
    if !dense.is_empty() {
        let flat: Vec<f32> = dense.concat();
        std::fs::write(folder.join(DENSE), bytemuck::cast_slice(&flat))?;
    }
    Ok(Built { terms, idf, ceiling, passages, words: Vec::new() })
}

/// Lucene's BM25 IDF, never negative.
pub(in crate::search) fn idf(passages: usize, containing: usize) -> f32 {
    let (n, df) = (passages as f32, containing as f32);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln()
}

fn average(points: &[PointText], asks: bool) -> f32 {
    let lengths: Vec<usize> =
        points.iter().filter(|p| p.ask.is_some() == asks).map(|p| p.terms.len()).collect();
    lengths.iter().sum::<usize>() as f32 / lengths.len().max(1) as f32
}

fn row(point: &PointText) -> PointRow {
    PointRow {
        measures: point.measures,
        passage: point.passage,
        ask: point.ask.map_or(0, |a| u32::from(a) + 1),
        from: days(point.validity.from()),
        to: point.validity.to().map_or(i32::MAX, days),
        tier: 1 << point.tier.rank(),
        latest: u32::from(point.latest),
    }
}
