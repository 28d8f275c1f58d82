//! Searching a collection so that the hits are those of our own files. A server ranks points; we need passages, the best
//! three points of each, and which of the question's words a passage holds. So the first request finds the passages, with as
//! many points as that takes, and the second asks for what the first left out of them.

use super::super::group::{Scored, grouped};
use super::super::{Filter, IndexError, LocalIndex, PointHit, SUPPORT, SparseVector};
use super::filter::{among, conditions};
use super::{MEANING, Server, WORDS};
use qdrant_client::qdrant;
use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{
    Query, QueryBatchPointsBuilder, QueryPoints, QueryPointsBuilder, ScoredPoint, SearchParamsBuilder,
    VectorInput,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Points asked for at first, for each passage wanted; four times as many when that was not enough.
const AT_FIRST: usize = 8;
/// By which share the server's sum may differ from ours, which adds in another order.
const ROUNDING: f32 = 1e-5;

/// A generation's collection.
#[derive(Debug, Clone)]
pub struct QdrantIndex {
    server: Server,
    collection: String,
    /// Number of each passage's first point, and the number of all points.
    starts: Arc<[u32]>,
    /// Those of the folder: a search does not touch them.
    arrays: LocalIndex,
}

/// Point numbers with scores.
type Scores = BTreeMap<u32, f32>;

impl Server {
    /// The index of a generation whose passages have this many points each.
    pub(in super::super) fn index(
        &self,
        (id, arrays): (&str, LocalIndex),
        points: impl Iterator<Item = usize>,
    ) -> QdrantIndex {
        let mut starts = vec![0];
        let mut all = 0;
        for count in points {
            all += count as u32;
            starts.push(all);
        }
        let collection = self.collection(id);
        QdrantIndex { server: self.clone(), collection, starts: starts.into(), arrays }
    }
}

impl QdrantIndex {
    pub(in super::super) fn arrays(&self) -> &LocalIndex {
        &self.arrays
    }

    pub(in super::super) async fn check(&self) -> Result<(), IndexError> {
        let server = &self.server;
        let there =
            server.once(server.limit, Box::pin(server.client.collection_exists(&self.collection))).await?;
        if there { Ok(()) } else { Err(IndexError::Missing { collection: self.collection.clone() }) }
    }

    pub(in super::super) async fn sparse(
        &self,
        query: &SparseVector,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<PointHit>, IndexError> {
        let conditions = conditions(filter);
        let mut weights: BTreeMap<u32, f32> = BTreeMap::new();
        for (term, weight) in &query.0 {
            *weights.entry(*term).or_default() += weight;
        }
        if weights.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let (terms, values): (Vec<u32>, Vec<f32>) = weights.into_iter().unzip();
        let whole = self.request(WORDS, VectorInput::new_sparse(terms, values), &conditions);
        let (passages, _) = self.leading(whole, limit, ROUNDING).await?;
        if passages.is_empty() {
            return Ok(Vec::new());
        }
        // Each word by itself says exactly what it weighs in each point: summed in our order the score is ours to the bit.
        let narrower = among(&conditions, passages.iter().copied());
        let most = self.points_of(&passages);
        let word = |(term, _): &(u32, f32)| {
            let one = VectorInput::new_sparse(vec![*term], vec![1.0]);
            QueryPoints { limit: Some(most), ..self.request(WORDS, one, &narrower) }
        };
        let lists = self.ask(query.0.iter().map(word).collect()).await?;
        let total: f32 = query.0.iter().map(|(_, weight)| weight).sum();
        let mut scores = Scores::new();
        let mut covered: BTreeMap<u32, f32> = BTreeMap::new();
        for ((_, weight), list) in query.0.iter().zip(&lists) {
            let mut holders = BTreeSet::new();
            for (point, value) in self.known(list) {
                *scores.entry(point).or_default() += weight * value;
                holders.insert(self.place(point).0);
            }
            for passage in holders {
                *covered.entry(passage).or_default() += weight / total.max(f32::MIN_POSITIVE);
            }
        }
        scores.retain(|_, score| *score > 0.0);
        let mut hits = self.hits(&scores, limit);
        for hit in &mut hits {
            hit.covered = covered.get(&hit.passage).copied().unwrap_or_default();
        }
        Ok(hits)
    }

    pub(in super::super) async fn dense(
        &self,
        query: &[f32],
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<PointHit>, IndexError> {
        let dimensions = self.arrays.dimensions();
        if dimensions == 0 || query.len() != dimensions || limit == 0 {
            return Ok(Vec::new());
        }
        let conditions = conditions(filter);
        let whole = self.request(MEANING, VectorInput::new_dense(query), &conditions);
        let (passages, mut scores) = self.leading(whole.clone(), limit, 0.0).await?;
        let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
        for point in scores.keys() {
            *seen.entry(self.place(*point).0).or_default() += 1;
        }
        // Points come best first, so of a passage the three that came are its best three.
        let more = |passage: &u32| {
            let had = seen.get(passage).copied().unwrap_or_default();
            had < SUPPORT && had < self.count_of(*passage)
        };
        let unknown: BTreeSet<u32> = passages.iter().copied().filter(more).collect();
        if !unknown.is_empty() {
            let filter = Some(among(&conditions, unknown.iter().copied()));
            let rest = QueryPoints { filter, limit: Some(self.points_of(&unknown)), ..whole };
            let lists = self.ask(vec![rest]).await?;
            scores.extend(lists.iter().flat_map(|list| self.known(list)));
        }
        scores.retain(|point, _| passages.contains(&self.place(*point).0));
        Ok(self.hits(&scores, limit))
    }

    /// The passages that may be among the best `limit`, those that tie for the last place too, with the points that came.
    async fn leading(
        &self,
        whole: QueryPoints,
        limit: usize,
        rounding: f32,
    ) -> Result<(BTreeSet<u32>, Scores), IndexError> {
        let all = self.starts.last().map_or(0, |n| *n as usize);
        let mut depth = limit.saturating_mul(AT_FIRST).min(all);
        loop {
            let request = QueryPoints { limit: Some(depth as u64), ..whole.clone() };
            let scores: Scores =
                self.ask(vec![request]).await?.iter().flat_map(|list| self.known(list)).collect();
            let mut best: BTreeMap<u32, f32> = BTreeMap::new();
            for (point, score) in &scores {
                let held = best.entry(self.place(*point).0).or_insert(f32::NEG_INFINITY);
                *held = held.max(*score);
            }
            let mut order: Vec<f32> = best.values().copied().collect();
            order.sort_by(|a, b| b.total_cmp(a));
            let last_place = order.get(limit - 1).map(|score| score - rounding * score.abs());
            let cut = last_place.unwrap_or(f32::NEG_INFINITY);
            let lowest = scores.values().copied().reduce(f32::min).unwrap_or(f32::NEG_INFINITY);
            if scores.len() < depth || depth >= all || lowest < cut {
                best.retain(|_, score| *score >= cut);
                return Ok((best.into_keys().collect(), scores));
            }
            depth = depth.saturating_mul(4).min(all);
        }
    }

    fn request(&self, vector: &str, query: VectorInput, conditions: &qdrant::Filter) -> QueryPoints {
        QueryPointsBuilder::new(&self.collection)
            .query(Query::new_nearest(query))
            .using(vector)
            .filter(conditions.clone())
            .params(SearchParamsBuilder::default().exact(true))
            .with_payload(false)
            .with_vectors(false)
            .build()
    }

    /// One list of points for each request, all in one call.
    async fn ask(&self, requests: Vec<QueryPoints>) -> Result<Vec<Vec<ScoredPoint>>, IndexError> {
        let server = &self.server;
        let batch = QueryBatchPointsBuilder::new(&self.collection, requests).timeout(server.limit.as_secs());
        match server.once(server.limit, Box::pin(server.client.query_batch(batch))).await {
            Ok(answered) => Ok(answered.result.into_iter().map(|list| list.result).collect()),
            Err(fault) if fault.missing => Err(IndexError::Missing { collection: self.collection.clone() }),
            Err(fault) => Err(fault.told),
        }
    }

    /// Numbers and scores of the points that are ours.
    fn known(&self, list: &[ScoredPoint]) -> impl Iterator<Item = (u32, f32)> {
        let all = self.starts.last().copied().unwrap_or(0);
        list.iter().filter_map(move |point| match point.id.as_ref()?.point_id_options.as_ref()? {
            PointIdOptions::Num(n) => u32::try_from(*n).ok().filter(|n| *n < all).map(|n| (n, point.score)),
            PointIdOptions::Uuid(_) => None,
        })
    }

    /// The passage of a point, and which of its questions it is.
    fn place(&self, point: u32) -> (u32, Option<u16>) {
        let passage = self.starts.partition_point(|start| *start <= point) - 1;
        let ask = (point - self.starts[passage]).checked_sub(1).map(|ask| ask as u16);
        (passage as u32, ask)
    }

    fn count_of(&self, passage: u32) -> usize {
        let passage = passage as usize;
        (self.starts[passage + 1] - self.starts[passage]) as usize
    }

    fn points_of(&self, passages: &BTreeSet<u32>) -> u64 {
        passages.iter().map(|passage| self.count_of(*passage) as u64).sum()
    }

    fn hits(&self, scores: &Scores, limit: usize) -> Vec<PointHit> {
        let scored = scores.iter().map(|(point, score)| {
            let (passage, ask) = self.place(*point);
            Scored { passage, point: *point, ask, score: *score }
        });
        grouped(self.starts.len() - 1, scored, limit)
    }
}
