//! Retrieval on a BEIR folder, by mode, with a TREC run.

use super::EvalError;
use super::beir::{Qrels, Query};
use super::metrics::{ndcg, recall, reciprocal_rank};
use crate::search::{Engine, Intents, Mode, Question, find};
use jiff::civil::Date;
use serde::Serialize;
use std::io::Write;

/// The figures of the contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RetrievalReport {
    /// Queries with judgements.
    pub n: usize,
    /// nDCG at 10.
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// Recall at 1.
    #[serde(rename = "recall@1")]
    pub recall_1: f64,
    /// Recall at 5.
    #[serde(rename = "recall@5")]
    pub recall_5: f64,
    /// Recall at 10.
    #[serde(rename = "recall@10")]
    pub recall_10: f64,
    /// Recall at 100.
    #[serde(rename = "recall@100")]
    pub recall_100: f64,
    /// Mean reciprocal rank at 10.
    #[serde(rename = "mrr@10")]
    pub mrr_10: f64,
}

/// Depth of the ranking.
const DEPTH: usize = 100;

/// Runs every judged query; writes the run if asked; `progress` is told how many are done.
pub async fn retrieval(
    engine: Engine<'_>,
    (queries, qrels): (&[Query], &Qrels),
    (mode, today): (Mode, Date),
    (mut run, progress): (Option<&mut dyn Write>, &(dyn Fn(usize) + Sync)),
) -> Result<RetrievalReport, EvalError> {
    let intents = Intents::default();
    let mut sums = [0f64; 6];
    let mut n = 0;
    for query in queries {
        let Some(grades) = qrels.get(&query.id) else { continue };
        let known = (&engine.snapshot.lexicon, &intents);
        let question = Question::new(&query.text, None, today, known);
        let found = find(engine, &question, mode, DEPTH).await?;
        let ranked: Vec<&str> =
            found.hits.iter().map(|h| engine.snapshot.passage(h.passage).1.locator.as_str()).collect();
        if let Some(out) = run.as_mut() {
            for (hit, id) in found.hits.iter().zip(&ranked) {
                let line = format!("{} Q0 {id} {} {:.6} copilot\n", query.id, hit.rank, hit.score);
                out.write_all(line.as_bytes()).map_err(|why| EvalError::Write { path: "run".into(), why })?;
            }
        }
        for (sum, value) in sums.iter_mut().zip([
            ndcg(&ranked, grades, 10),
            recall(&ranked, grades, 1),
            recall(&ranked, grades, 5),
            recall(&ranked, grades, 10),
            recall(&ranked, grades, 100),
            reciprocal_rank(&ranked, grades, 10),
        ]) {
            *sum += value;
        }
        n += 1;
        progress(n);
    }
    let mean = |sum: f64| (sum / n.max(1) as f64 * 10_000.0).round() / 10_000.0;
    let [ndcg_10, recall_1, recall_5, recall_10, recall_100, mrr_10] = sums.map(mean);
    Ok(RetrievalReport { n, ndcg_10, recall_1, recall_5, recall_10, recall_100, mrr_10 })
}
