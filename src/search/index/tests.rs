//! The local index against a naive twin that holds the same points as plain structs.

use super::build::{PointText, build, idf};
use super::local::{LocalIndex, dot};
use super::*;
use crate::corpus::{Tier, Validity};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
struct Doc {
    from: i32,
    length: Option<i32>,
    tier: usize,
    measures: u64,
    latest: bool,
    texts: Vec<Vec<u8>>,
}

fn day(n: i32) -> Date {
    Date::constant(2024, 1, 1).saturating_add(jiff::Span::new().days(n))
}

fn doc() -> impl Strategy<Value = Doc> {
    (
        0..30i32,
        prop::option::of(1..30i32),
        0..4usize,
        0..4u64,
        any::<bool>(),
        prop::collection::vec(prop::collection::vec(0..12u8, 1..8), 1..4),
    )
        .prop_map(|(from, length, tier, measures, latest, texts)| Doc {
            from,
            length,
            tier,
            measures,
            latest,
            texts,
        })
}

fn points(docs: &[Doc]) -> Vec<PointText> {
    let mut points = Vec::new();
    for (passage, doc) in docs.iter().enumerate() {
        for (n, text) in doc.texts.iter().enumerate() {
            points.push(PointText {
                passage: passage as u32,
                ask: n.checked_sub(1).map(|a| a as u16),
                validity: Validity::new(day(doc.from), doc.length.map(|l| day(doc.from + l)))
                    .expect("not empty"),
                tier: Tier::ALL[doc.tier],
                measures: doc.measures,
                latest: doc.latest,
                terms: text.iter().map(|t| format!("t{t}")).collect(),
            });
        }
    }
    points
}

fn passes(doc: &Doc, filter: &Filter) -> bool {
    let in_force =
        filter.as_of.is_none_or(|d| d >= day(doc.from) && doc.length.is_none_or(|l| d < day(doc.from + l)));
    let over = filter.as_of.is_some_and(|d| doc.length.is_some_and(|l| d >= day(doc.from + l)));
    (in_force || (over && doc.latest && doc.measures & filter.ended != 0))
        && (filter.tiers == 0 || filter.tiers & (1 << doc.tier) != 0)
        && (filter.measures == 0 || doc.measures == 0 || doc.measures & filter.measures != 0)
}

/// Our own files never wait.
fn now(search: impl Future<Output = Result<Vec<PointHit>, IndexError>>) -> Vec<PointHit> {
    let mut search = std::pin::pin!(search);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match search.as_mut().poll(&mut context) {
        std::task::Poll::Ready(hits) => hits.expect("found"),
        std::task::Poll::Pending => panic!("the local index waited"),
    }
}

/// BM25 by its formula, point by point.
fn naive_sparse(docs: &[Doc], query: &[(u8, f32)], filter: &Filter) -> Vec<(u32, f32)> {
    let all = points(docs);
    let mean = |asks: bool| {
        let lengths: Vec<f32> =
            all.iter().filter(|p| p.ask.is_some() == asks).map(|p| p.terms.len() as f32).collect();
        lengths.iter().sum::<f32>() / (lengths.len().max(1) as f32)
    };
    let mut best: BTreeMap<u32, f32> = BTreeMap::new();
    for point in &all {
        if !passes(&docs[point.passage as usize], filter) {
            continue;
        }
        let relative = point.terms.len() as f32 / mean(point.ask.is_some()).max(1.0);
        let mut score = 0.0;
        for (term, weight) in query {
            let tf = point.terms.iter().filter(|t| **t == format!("t{term}")).count() as f32;
            if tf > 0.0 {
                score += weight * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * relative));
            }
        }
        if score > 0.0 {
            let held = best.entry(point.passage).or_insert(0.0);
            *held = held.max(score);
        }
    }
    best.into_iter().collect()
}

/// Weight share of the query's terms that any point of a passage holds, among the terms that the vocabulary knows.
fn naive_covered(doc: &Doc, known: &[(u8, f32)]) -> f32 {
    let held = |term: u8| doc.texts.iter().any(|text| text.contains(&term));
    let total: f32 = known.iter().map(|(_, w)| w).sum();
    known.iter().filter(|(t, _)| held(*t)).map(|(_, w)| w).sum::<f32>() / total
}

proptest! {
    #[test]
    fn equals_the_naive_twin(
        docs in prop::collection::vec(doc(), 1..12),
        query in prop::collection::btree_map(0..14u8, 0.1f32..3.0, 1..5),
        as_of in prop::option::of(-2..70i32),
        (tiers, measures, ended) in (0..16u8, 0..4u64, 0..4u64),
        seed in any::<u64>(),
    ) {
        let filter = Filter { as_of: as_of.map(day), tiers, measures, ended, hide: None };
        let points = points(&docs);
        let mut state = seed | 1;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % 2000) as f32 / 1000.0 - 1.0
        };
        let dense: Vec<Vec<f32>> = points.iter().map(|_| (0..11).map(|_| random()).collect()).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let built = build(folder.path(), &points, &dense).expect("written");
        let index = Index::Local(LocalIndex::open(folder.path(), 11).expect("opens"));

        let known: Vec<(u8, f32)> = query.into_iter().collect();
        let numbered = SparseVector(known.iter().filter_map(|(t, w)| {
            built.terms.binary_search(&format!("t{t}")).ok().map(|n| (n as u32, *w))
        }).collect());
        let hits = now(index.sparse(&numbered, &filter, 100));
        let known: Vec<(u8, f32)> =
            known.into_iter().filter(|(t, _)| built.terms.binary_search(&format!("t{t}")).is_ok()).collect();
        let mut expected = naive_sparse(&docs, &known, &filter);
        expected.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        prop_assert_eq!(hits.len(), expected.len());
        for hit in &hits {
            let twin = expected.iter().find(|(p, _)| *p == hit.passage).expect("same passages");
            prop_assert!((twin.1 - hit.score).abs() < 1e-4);
            prop_assert!((naive_covered(&docs[hit.passage as usize], &known) - hit.covered).abs() < 1e-4);
        }
        prop_assert!(hits.windows(2).all(|w| w[0].score > w[1].score
            || (w[0].score.total_cmp(&w[1].score).is_eq() && w[0].passage < w[1].passage)));

        let vector: Vec<f32> = (0..11).map(|_| random()).collect();
        let hits = now(index.dense(&vector, &filter, 3));
        let mut best: BTreeMap<u32, f32> = BTreeMap::new();
        for (point, v) in points.iter().zip(&dense) {
            if passes(&docs[point.passage as usize], &filter) {
                let score = dot(&vector, v);
                let held = best.entry(point.passage).or_insert(f32::MIN);
                *held = held.max(score);
            }
        }
        let mut expected: Vec<(u32, f32)> = best.into_iter().collect();
        expected.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        expected.truncate(3);
        prop_assert_eq!(hits.iter().map(|h| (h.passage, h.score)).collect::<Vec<_>>(), expected);
        for (point, v) in points.iter().zip(&dense).filter(|(p, _)| p.ask.is_none()) {
            prop_assert_eq!(index.arrays().text_vector(point.passage), Some(v.as_slice()));
        }
        prop_assert_eq!(index.arrays().text_vector(docs.len() as u32), None);
        for hit in &hits {
            let own = points.iter().zip(&dense).filter(|(p, _)| p.passage == hit.passage);
            let mut scores: Vec<f32> = own.map(|(_, v)| dot(&vector, v)).collect();
            scores.sort_by(|a, b| b.total_cmp(a));
            scores.truncate(SUPPORT);
            let mean = scores.iter().sum::<f32>() / scores.len() as f32;
            prop_assert!((mean - hit.support).abs() < 1e-5);
        }
    }
}

#[test]
fn a_rare_term_weighs_more() {
    assert!(idf(100, 1) > idf(100, 50) && idf(100, 100) > 0.0);
}

#[test]
fn damaged_arrays_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let docs = [Doc { from: 0, length: None, tier: 0, measures: 0, latest: true, texts: vec![vec![1, 2]] }];
    build(folder.path(), &points(&docs), &[vec![0.5; 11]]).expect("written");
    for (file, bytes) in
        [("postings.bin", vec![0xff; 16]), ("offsets.bin", vec![1; 24]), ("dense.bin", vec![0; 12])]
    {
        let path = folder.path().join(file);
        let good = std::fs::read(&path).expect("there");
        std::fs::write(&path, bytes).expect("written");
        let error = LocalIndex::open(folder.path(), 11).expect_err(file);
        assert!(error.contains(".bin"), "{error}");
        std::fs::write(&path, good).expect("restored");
    }
    assert!(LocalIndex::open(folder.path(), 11).is_ok());
}
