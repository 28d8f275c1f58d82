//! Retrieval on our own questions: where the first passage that answers stands. The questions are those of the test sets, whose
//! facts say what answers, or the labelled ones, which name the passages.

use super::metrics::{Interval, bootstrap};
use super::{EvalError, Item, Labelled, beir, read_labelled, read_set};
use crate::search::{Engine, Intents, Mode, Question, Snapshot, find};
use jiff::civil::Date;
use serde::Serialize;
use std::path::Path;

/// A question with what tells whether a passage answers it.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A test question: a passage that states one of its facts.
    Item(Box<Item>),
    /// A labelled question: a passage that it names.
    Labelled(Labelled),
}

/// The figures; «recall» is the share of questions with an answering passage among the first so many.
#[derive(Debug, Clone, Serialize)]
pub struct OwnReport {
    /// Questions that the material answers.
    pub n: usize,
    /// First.
    #[serde(rename = "recall@1")]
    pub recall_1: Interval,
    /// Among five.
    #[serde(rename = "recall@5")]
    pub recall_5: Interval,
    /// Among ten.
    #[serde(rename = "recall@10")]
    pub recall_10: Interval,
    /// Mean reciprocal rank at 10.
    #[serde(rename = "mrr@10")]
    pub mrr_10: Interval,
    /// What was found, ten passages a question, as lines of a TREC run.
    #[serde(skip)]
    pub run: Vec<String>,
}

/// Depth of the ranking.
const DEPTH: usize = 10;

/// Reads a set of either kind and keeps the answerable questions of a split; labelled questions have no split.
pub fn wanted(path: &Path, split: &str, snapshot: &Snapshot) -> Result<Vec<Wanted>, EvalError> {
    let kinds: Vec<serde_json::Value> = beir::lines(path)?;
    if kinds.first().is_some_and(|first| first.get("answers").is_some()) {
        let items = read_labelled(path, snapshot)?.into_iter();
        return Ok(items.filter(|item| !item.answers.is_empty()).map(Wanted::Labelled).collect());
    }
    let items = read_set(path, split, snapshot)?.into_iter();
    Ok(items.filter(|item| item.answerable).map(|item| Wanted::Item(Box::new(item))).collect())
}

/// Runs every question; `progress` is told how many are done.
pub async fn own_retrieval(
    engine: Engine<'_>,
    questions: &[Wanted],
    (mode, intents, today): (Mode, &Intents, Date),
    progress: &(dyn Fn(usize) + Sync),
) -> Result<OwnReport, EvalError> {
    let (mut places, mut run): (Vec<Option<usize>>, Vec<String>) =
        (Vec::with_capacity(questions.len()), Vec::new());
    for wanted in questions {
        let (id, text, as_of) = match wanted {
            Wanted::Item(item) => (&item.id, &item.question, item.as_of),
            Wanted::Labelled(item) => (&item.id, &item.question, None),
        };
        let text = crate::access::redact(text).text;
        let question = Question::new(&text, as_of, today, (&engine.snapshot.lexicon, intents));
        let found = find(engine, &question, mode, DEPTH).await?;
        let answers = |number: u32| {
            let passage = engine.snapshot.passage(number).1;
            match wanted {
                Wanted::Item(item) => item.answered_by(passage),
                Wanted::Labelled(item) => item.answers.contains(&passage.id),
            }
        };
        run.extend(found.hits.iter().map(|hit| {
            let passage = &engine.snapshot.passage(hit.passage).1.id;
            format!("{id} Q0 {passage} {} {:.6} copilot", hit.rank, hit.score)
        }));
        places.push(found.hits.iter().position(|hit| answers(hit.passage)));
        progress(places.len());
    }
    let mean = |value: &dyn Fn(usize) -> f64| {
        bootstrap(&places.iter().map(|place| place.map_or(0.0, value)).collect::<Vec<_>>())
    };
    let within = |k: usize| mean(&|place| f64::from(u8::from(place < k)));
    Ok(OwnReport {
        n: places.len(),
        recall_1: within(1),
        recall_5: within(5),
        recall_10: within(10),
        mrr_10: mean(&|place| 1.0 / (place + 1) as f64),
        run,
    })
}
