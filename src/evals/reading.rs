//! Reading on a BEIR folder whose `answers.jsonl` says what is answered where: does the sentence chosen in the right passage hold the
//! answer, and does the confidence tell questions whose passage is there from those whose passage is hidden?

use super::beir::{self, Query};
use super::metrics::{Interval, auroc, bootstrap};
use super::{EvalError, Seen, normalise};
use crate::answer::{FEATURES, Parts, ask, ranked_sentences};
use crate::search::{Hide, Intents, Question};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What a passage answers to a query.
#[derive(Debug, Clone, Deserialize)]
pub struct Told {
    /// The query.
    #[serde(rename = "_id")]
    pub id: String,
    /// The document that answers it.
    pub passage: String,
    /// Its words, any of which is right.
    pub answers: Vec<String>,
}

/// The figures.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingReport {
    /// Questions whose answer stands whole in one of several sentences of its passage.
    pub sentence_n: usize,
    /// Share whose first sentence holds it.
    #[serde(rename = "sentence@1")]
    pub sentence_1: Interval,
    /// Share whose first two sentences hold it.
    #[serde(rename = "sentence@2")]
    pub sentence_2: Interval,
    /// Questions asked with a half of the right passages hidden.
    pub half_n: usize,
    /// AUROC of the confidence: passage there or hidden?
    pub half_auroc: f64,
    /// AUROC of each feature alone.
    pub half_auroc_by_feature: BTreeMap<&'static str, f64>,
    /// Each question with its passage there (right) or hidden, by its id.
    #[serde(skip)]
    pub examples: Vec<(String, Seen)>,
}

/// Reads `answers.jsonl` of a folder, keeping the passages of a split (`all`: every one).
pub fn read_told(folder: &Path, split: &str) -> Result<Vec<Told>, EvalError> {
    let mut told: Vec<Told> = beir::lines(&folder.join("answers.jsonl"))?;
    told.retain(|told| split == "all" || split_of(&told.passage) == split);
    if told.is_empty() { Err(EvalError::Empty { split: split.to_owned() }) } else { Ok(told) }
}

/// Which half a passage is of, by the first byte of its id's sha256: the sufficiency model may be fitted on `dev`.
fn split_of(passage: &str) -> &'static str {
    if Sha256::digest(passage.as_bytes())[0] < 128 { "dev" } else { "test" }
}

/// Is the passage of this query hidden? A half, by the first byte of the id's sha256.
fn is_hidden(id: &str) -> bool {
    Sha256::digest(id.as_bytes())[0] < 128
}

/// Runs every query of which the folder tells the answer; `progress` is told how many are done.
pub async fn reading(
    parts: Parts<'_>,
    (queries, told): (&[Query], &[Told]),
    today: Date,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<ReadingReport, EvalError> {
    let intents = Intents::default();
    let told: HashMap<&str, &Told> = told.iter().map(|t| (t.id.as_str(), t)).collect();
    let number: HashMap<&str, u32> =
        (0..parts.snapshot.len() as u32).map(|n| (parts.snapshot.passage(n).1.locator.as_str(), n)).collect();
    let (mut first, mut two): (Vec<f64>, Vec<f64>) = Default::default();
    let mut half: Vec<(f64, bool)> = Vec::new();
    let mut examples: Vec<(String, Seen)> = Vec::new();
    for (n, query) in queries.iter().enumerate() {
        progress(n + 1);
        let Some(told) = told.get(query.id.as_str()) else { continue };
        let Some(gold) = number.get(told.passage.as_str()).copied() else { continue };
        let question = Question::new(&query.text, None, today, (&parts.snapshot.lexicon, &intents));
        let hidden = is_hidden(&query.id);
        let hide = hidden.then_some(Hide::Passage(gold));
        let asked = ask(Parts { hidden: hide, ..parts }, &question, &|_| {}).await?;
        half.push((asked.answer.confidence, !hidden));
        examples.push((query.id.clone(), Seen::new(&asked, !hidden)));
        let holds: Vec<bool> = ranked_sentences(parts.snapshot, &question, (&asked.found, gold))
            .iter()
            .map(|sentence| holds(sentence, &told.answers))
            .collect();
        if holds.len() > 1 && holds.contains(&true) {
            first.push(f64::from(u8::from(holds[0])));
            two.push(f64::from(u8::from(holds[..2].contains(&true))));
        }
    }
    let alone = |j: usize| -> f64 {
        rounded(auroc(&examples.iter().map(|(_, seen)| (seen.features[j], seen.right)).collect::<Vec<_>>()))
    };
    Ok(ReadingReport {
        sentence_n: first.len(),
        sentence_1: bootstrap(&first),
        sentence_2: bootstrap(&two),
        half_n: half.len(),
        half_auroc: rounded(auroc(&half)),
        half_auroc_by_feature: FEATURES.iter().enumerate().map(|(j, name)| (*name, alone(j))).collect(),
        examples,
    })
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Does a sentence say one of the answers?
fn holds(sentence: &str, answers: &[String]) -> bool {
    let sentence = normalise(sentence);
    answers
        .iter()
        .map(|answer| normalise(answer))
        .any(|answer| !answer.is_empty() && sentence.contains(&answer))
}
