//! An encoder computed by one engine and by another: how near the vectors are, how fast each is on this machine, what each finds.

use super::beir::{Qrels, Query};
use super::{EvalError, retrieval};
use crate::models::{Embedder, Evidence, ModelError, Role};
use crate::search::{Engine, Mode};
use jiff::civil::Date;
use serde::Serialize;
use std::time::Instant;

/// Questions timed, one at a time.
const QUESTIONS: usize = 40;
/// Passages timed, all at once.
const PASSAGES: usize = 24;
/// About 200 tokens of Italian.
const PASSAGE_WORDS: usize = 126;
/// Characters of what the scorer is shown of a passage.
const SHOWN: usize = 420;
/// Texts computed before the watch starts.
const WARM_UP: usize = 3;

/// How fast an engine is here and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speed {
    /// A question alone, median.
    pub question_ms: f64,
    /// Passages of about 200 tokens, sent together.
    pub passages_per_s: f64,
    /// A reading by the scorer, if there is one, median.
    pub reading_ms: Option<f64>,
}

/// Cosines between the vectors of two engines for the same texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Texts.
    pub n: usize,
    /// The least.
    pub min: f64,
    /// Their mean.
    pub mean: f64,
}

/// What an engine finds, by meaning alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recall {
    /// Questions.
    pub n: usize,
    /// Recall at 1.
    #[serde(rename = "recall@1")]
    pub at_1: f64,
    /// Recall at 5.
    #[serde(rename = "recall@5")]
    pub at_5: f64,
}

/// Times the embedder on these texts; there must be some.
pub async fn speed(embedder: &Embedder, questions: &[String], prose: &str) -> Result<Speed, ModelError> {
    let mut times = Vec::with_capacity(QUESTIONS);
    for (n, question) in questions.iter().cycle().take(WARM_UP + QUESTIONS).enumerate() {
        let start = Instant::now();
        embedder.embed(Role::Query, vec![question.clone()]).await?;
        if n >= WARM_UP {
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let reading_ms = if embedder.scores() { Some(reading(embedder, questions, prose).await?) } else { None };
    let words: Vec<&str> = prose.split_whitespace().collect();
    let passages: Vec<String> = words.chunks(PASSAGE_WORDS).take(PASSAGES).map(|w| w.join(" ")).collect();
    let n = passages.len();
    let start = Instant::now();
    embedder.embed(Role::Passage, passages).await?;
    let passages_per_s = n as f64 / start.elapsed().as_secs_f64();
    Ok(Speed { question_ms: median(times), passages_per_s, reading_ms })
}

/// Milliseconds that the scorer takes for a question and a passage of the usual length, median.
async fn reading(embedder: &Embedder, questions: &[String], prose: &str) -> Result<f64, ModelError> {
    let letters: Vec<char> = prose.chars().collect();
    let texts: Vec<String> = letters.chunks(SHOWN).map(|text| text.iter().collect()).collect();
    let mut times = Vec::with_capacity(QUESTIONS);
    let pairs = questions.iter().cycle().zip(texts.iter().cycle());
    for (n, (question, text)) in pairs.take(WARM_UP + QUESTIONS).enumerate() {
        let shown = [Evidence { known: question.clone(), text: text.clone() }];
        let start = Instant::now();
        embedder.score(question, &shown).await?;
        if n >= WARM_UP {
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(median(times))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Compares two engines on these texts.
pub async fn agreement(one: &Embedder, other: &Embedder, texts: &[String]) -> Result<Agreement, ModelError> {
    let a = one.embed(Role::Passage, texts.to_vec()).await?;
    let b = other.embed(Role::Passage, texts.to_vec()).await?;
    let cosines = a.iter().zip(&b).map(|(a, b)| cosine(a, b));
    let (mut min, mut sum) = (f64::INFINITY, 0.0);
    for cosine in cosines {
        min = min.min(cosine);
        sum += cosine;
    }
    Ok(Agreement { n: texts.len(), min, mean: sum / texts.len().max(1) as f64 })
}

/// In 64 bits, of what may not be quite of length 1: the sixth digit is told.
fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let product =
        |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// Recall of the dense search on a BEIR folder.
pub async fn beir_recall(
    engine: Engine<'_>,
    judged: (&[Query], &Qrels),
    today: Date,
) -> Result<Recall, EvalError> {
    let report = retrieval(engine, judged, (Mode::Dense, today), (None, &|_| {})).await?;
    Ok(Recall { n: report.n, at_1: report.recall_1, at_5: report.recall_5 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn twins_agree_and_take_time() {
        let (one, other) = (Embedder::hashing(64), Embedder::hashing(64));
        let texts = ["la domanda", "il nucleo familiare"].map(str::to_owned);
        let found = agreement(&one, &other, &texts).await.expect("computed");
        assert_eq!((found.n, (found.min * 1e6).round()), (2, 1e6));
        let speed = speed(&one, &texts, &"parola ".repeat(1_000)).await.expect("computed");
        assert!(speed.question_ms > 0.0 && speed.passages_per_s.is_finite() && speed.reading_ms.is_none());
        let reading = Embedder::hashing_and_reading(64);
        let speed = super::speed(&reading, &texts, &"parola ".repeat(1_000)).await.expect("computed");
        assert!(speed.reading_ms.is_some_and(|ms| ms > 0.0));
    }
}
