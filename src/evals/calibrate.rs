//! Fits the sufficiency model. Positives: known questions whose passage comes first although their own point is hidden, and
//! dev and labelled questions answered by the passage that comes first. Negatives: those for which another passage comes
//! first, each known question with its whole passage hidden, near misses whose passage comes first, and the questions that
//! nothing answers. The test split is
//! never seen.

mod beside;

use super::logistic::{Example, fit};
use super::metrics::auroc;
use super::{EvalError, Item, Labelled, NearMisses};
use crate::answer::{Asked, FEATURES, Fit, Parts, ask};
use crate::search::{Hide, Hit, Intents, Question};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A fitted model and what it was fitted on.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// The model, thresholds included.
    pub model: Fit,
    /// Dev and labelled questions.
    pub items: usize,
    /// Known questions hidden from themselves.
    pub positives: usize,
    /// Known questions with their passage hidden, and near misses.
    pub negatives: usize,
    /// On the dev and labelled questions, which were fitted on: optimistic.
    pub auroc_dev: f64,
    /// On the hidden known questions, which were fitted on: optimistic.
    pub auroc_asks: f64,
    /// Threshold, share answered, share wrong among answered, on dev and labelled questions. What is not answered however sure
    /// the match (a figure asked for and not found, another measure) counts as not answered here too.
    pub curve: Vec<(f64, f64, f64)>,
    /// What it was fitted on: source, features, label.
    pub examples: Vec<(&'static str, Vec<f64>, bool)>,
}

/// What the model is fitted on, beside the corpus itself.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// Evaluation questions, of which only dev is used.
    pub items: &'a [Item],
    /// Questions with the passages that answer them.
    pub labelled: &'a [Labelled],
    /// Questions that a passage does not answer.
    pub near: &'a [NearMisses],
    /// Features of questions on material of another field, and whether its passage was there; weighs as much as all of ours.
    pub foreign: &'a [(Vec<f64>, bool)],
}

/// The way of searching that a model is fitted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With the material as it is.
    AsItIs,
    /// As if no passage had known questions.
    Plain,
    /// As if the passage that comes first had none.
    Beside,
}

/// Weight of all dev and labelled questions together, against all known questions together.
const DEV_SHARE: f64 = 2.0;
/// Ridge penalty.
const RIDGE: f64 = 0.003;
/// Share of answers whose first passage does not answer, on dev and labelled questions, that is too large: four in a hundred are
/// borne. Answers are then wrong less often than that: the reader quotes more than the first passage, and the labelled questions
/// are hard on purpose.
const RISK: f64 = 0.045;

/// Fits on the dev items, the labelled questions and the corpus.
pub async fn calibrate(
    parts: Parts<'_>,
    (way, material): (Way, Material<'_>),
    (intents, today): (&Intents, Date),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Calibration, EvalError> {
    let parts = if way == Way::Plain { Parts { hidden: Some(Hide::Asks), ..parts } } else { parts };
    let as_found = way != Way::Beside;
    let tried = if as_found {
        questions(parts, material, (intents, today)).await?
    } else {
        beside::questions(parts, material, (intents, today)).await?
    };
    let dev: Vec<(Vec<f64>, bool)> = tried.iter().map(|t| (t.features.clone(), t.right)).collect();
    let mut known = match way {
        Way::Plain => unasked(parts, today, progress).await?,
        Way::AsItIs => hidden(parts, today, progress).await?,
        Way::Beside => beside::known(parts, material.near, today, progress).await?,
    };
    if as_found {
        known.extend(missed(parts, material.near, (intents, today)).await?);
    }
    let dev_weight = DEV_SHARE * known.len().max(1) as f64 / dev.len().max(1) as f64;
    let mut examples: Vec<Example> = dev.iter().map(|(x, y)| (x.clone(), *y, dev_weight)).collect();
    examples.extend(known.iter().map(|(x, y)| (x.clone(), *y, 1.0)));
    let mut scale: Vec<Example> =
        tried.iter().filter(|t| t.dev).map(|t| (t.features.clone(), t.right, 1.0)).collect();
    for examples in [&mut examples, &mut scale] {
        let ours: f64 = examples.iter().map(|(_, _, weight)| weight).sum();
        let weight = ours / material.foreign.len().max(1) as f64;
        examples.extend(material.foreign.iter().map(|(x, y)| (x.clone(), *y, weight)));
    }
    let (intercept, coefficients) = rescaled(&scale, signed(&examples));
    let table: BTreeMap<String, f64> = FEATURES
        .iter()
        .zip(&coefficients)
        .map(|(name, value)| ((*name).to_owned(), (value * 1e4).round() / 1e4))
        .collect();
    let told = |source: &'static str, set: &[(Vec<f64>, bool)]| -> Vec<(&'static str, Vec<f64>, bool)> {
        set.iter().map(|(x, y)| (source, x.clone(), *y)).collect()
    };
    let examples = [told("dev", &dev), told("ask", &known)].concat();
    let positives = known.iter().filter(|k| k.1).count();
    let negatives = known.len() - positives;
    let mut model = Fit {
        fitted_on: format!(
            "{} dev and labelled questions, {positives} + {negatives} known questions hidden, {} of another field",
            dev.len(),
            material.foreign.len()
        ),
        intercept: (intercept * 1e4).round() / 1e4,
        answer_at: 0.5,
        coefficients: table,
    };
    let scored = |set: &[(Vec<f64>, bool)]| -> Vec<(f64, bool)> {
        let probability = |x: &[f64]| model.probability(&std::array::from_fn(|j| x[j]));
        set.iter().map(|(x, y)| (probability(x), *y)).collect()
    };
    let (dev_scores, known_scores) = (scored(&dev), scored(&known));
    let shown: Vec<(f64, bool)> = dev_scores
        .iter()
        .zip(&tried)
        .map(|((p, right), tried)| (if tried.open { *p } else { 0.0 }, *right))
        .collect();
    let curve = curve(&shown);
    let safe = curve.iter().filter(|(_, _, wrong)| *wrong < RISK).map(|(t, _, _)| *t);
    model.answer_at = safe.fold(f64::INFINITY, f64::min).clamp(0.4, 0.95);
    Ok(Calibration {
        items: dev.len(),
        positives,
        negatives,
        auroc_dev: auroc(&dev_scores),
        auroc_asks: auroc(&known_scores),
        curve,
        examples,
        model,
    })
}

/// A dev or labelled question with what the program makes of it.
struct Tried {
    features: Vec<f64>,
    /// Does the first passage answer?
    right: bool,
    open: bool,
    /// Of the dev split, from which probabilities take their scale: the labelled ones are hard on purpose.
    dev: bool,
}

impl Tried {
    fn new(asked: &Asked, (right, dev): (bool, bool)) -> Self {
        Self { features: asked.features.to_vec(), right, open: asked.open, dev }
    }
}

/// Dev and labelled questions, with the first passage found.
async fn questions(
    parts: Parts<'_>,
    material: Material<'_>,
    known: (&Intents, Date),
) -> Result<Vec<Tried>, EvalError> {
    let mut out = Vec::new();
    for item in material.items.iter().filter(|item| item.split == "dev") {
        let asked = seen(parts, (&item.question, item.as_of), known).await?;
        let first = asked.found.hits.first();
        let states = first.is_some_and(|h| item.answered_by(parts.snapshot.passage(h.passage).1));
        let right = states || item.vital_recall(&asked.drafted) >= 1.0;
        out.push(Tried::new(&asked, (item.answerable && right, true)));
    }
    for item in material.labelled {
        let asked = seen(parts, (&item.question, None), known).await?;
        let first = asked.found.hits.first().map(|h| &parts.snapshot.passage(h.passage).1.id);
        // Half an answer teaches neither yes nor no.
        if !first.is_some_and(|id| item.partial.contains(id)) {
            let right = first.is_some_and(|id| item.answers.contains(id));
            out.push(Tried::new(&asked, (right, false)));
        }
    }
    Ok(out)
}

async fn seen(
    parts: Parts<'_>,
    (text, as_of): (&str, Option<Date>),
    (intents, today): (&Intents, Date),
) -> Result<Asked, EvalError> {
    let text = crate::access::redact(text).text;
    let question = Question::new(&text, as_of, today, (&parts.snapshot.lexicon, intents));
    Ok(ask(parts, &question, &|_| {}).await?)
}

/// Fits; a feature whose sign makes no sense (a match that worries) only fits noise and is
/// left out, the worst first.
fn signed(examples: &[Example]) -> (f64, Vec<f64>) {
    let mut out: Vec<usize> = Vec::new();
    loop {
        let kept: Vec<Example> = examples
            .iter()
            .map(|(x, y, w)| {
                let x = x.iter().enumerate().map(|(j, v)| if out.contains(&j) { 0.0 } else { *v }).collect();
                (x, *y, *w)
            })
            .collect();
        let (intercept, coefficients) = fit(&kept, RIDGE);
        let wrong = |j: usize| -coefficients[j] * spread(examples, j);
        let worst = (0..FEATURES.len()).max_by(|a, b| wrong(*a).total_cmp(&wrong(*b)));
        match worst.filter(|j| wrong(*j) > 0.0) {
            Some(j) => out.push(j),
            None => return (intercept, coefficients),
        }
    }
}

/// Platt's scaling on dev questions: hidden known questions are answerable less often than what people ask.
fn rescaled(dev: &[Example], (intercept, coefficients): (f64, Vec<f64>)) -> (f64, Vec<f64>) {
    let score = |x: &[f64]| intercept + x.iter().zip(&coefficients).map(|(a, b)| a * b).sum::<f64>();
    let scores: Vec<Example> = dev.iter().map(|(x, y, w)| (vec![score(x)], *y, *w)).collect();
    let (shift, slope) = fit(&scores, RIDGE);
    let slope = slope.first().copied().unwrap_or(1.0).max(0.1);
    (shift + slope * intercept, coefficients.iter().map(|c| slope * c).collect())
}

/// Standard deviation of a feature.
fn spread(examples: &[Example], j: usize) -> f64 {
    let n = examples.len().max(1) as f64;
    let mean = examples.iter().map(|e| e.0[j]).sum::<f64>() / n;
    (examples.iter().map(|e| (e.0[j] - mean).powi(2)).sum::<f64>() / n).sqrt()
}

/// Is this known question kept from the training of the encoder? One in eight, by the first byte of its sha256;
/// `models/training/sheets.py` has the same rule.
fn held_out(ask: &str) -> bool {
    Sha256::digest(ask.as_bytes())[0] % 8 == 0
}

/// A known question of a version in force that the encoder has not seen: its passage, its place among that passage's questions.
struct Unseen {
    passage: u32,
    ask: u16,
    question: Question,
}

fn unseen(parts: Parts<'_>, today: Date) -> Vec<Unseen> {
    let intents = Intents::default();
    let mut wanted = Vec::new();
    for number in 0..parts.snapshot.len() as u32 {
        let (version, passage) = parts.snapshot.passage(number);
        if version.validity.contains(today) {
            let unseen = passage.asks.iter().enumerate().filter(|(_, ask)| held_out(ask));
            wanted.extend(unseen.map(|(ask, text)| Unseen {
                passage: number,
                ask: ask as u16,
                question: Question::new(text, Some(today), today, (&parts.snapshot.lexicon, &intents)),
            }));
        }
    }
    wanted
}

/// Known questions of versions in force that the encoder has not seen, each asked twice: without its own point, and
/// without its passage.
async fn hidden(
    parts: Parts<'_>,
    today: Date,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<(Vec<f64>, bool)>, EvalError> {
    let wanted = unseen(parts, today);
    let mut examples = Vec::new();
    for (n, Unseen { passage, ask: which, question }) in wanted.iter().enumerate() {
        let hide = |hidden: Hide| Parts { hidden: Some(hidden), ..parts };
        let again = ask(hide(Hide::Ask(*passage, *which)), question, &|_| {}).await?;
        let shares = |hit: &Hit| parts.snapshot.share_facts(*passage, hit.passage);
        examples.push((again.features.to_vec(), again.found.hits.first().is_some_and(shares)));
        let without = ask(hide(Hide::Passage(*passage)), question, &|_| {}).await?;
        if !without.found.hits.first().is_some_and(shares) {
            examples.push((without.features.to_vec(), false));
        }
        progress(n + 1, wanted.len());
    }
    Ok(examples)
}

/// The same questions, with no known question of any passage to be found.
async fn unasked(
    parts: Parts<'_>,
    today: Date,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<(Vec<f64>, bool)>, EvalError> {
    let wanted = unseen(parts, today);
    let mut examples = Vec::new();
    for (n, Unseen { passage, question, .. }) in wanted.iter().enumerate() {
        let asked = ask(parts, question, &|_| {}).await?;
        let right =
            asked.found.hits.first().is_some_and(|hit| parts.snapshot.share_facts(*passage, hit.passage));
        examples.push((asked.features.to_vec(), right));
        progress(n + 1, wanted.len());
    }
    Ok(examples)
}

/// Near misses kept from the training of the scorer, where the passage that does not answer comes first.
async fn missed(
    parts: Parts<'_>,
    near: &[NearMisses],
    (intents, today): (&Intents, Date),
) -> Result<Vec<(Vec<f64>, bool)>, EvalError> {
    let mut examples = Vec::new();
    for item in near {
        for text in item.near.iter().filter(|text| held_out(text)) {
            let asked = seen(parts, (text, None), (intents, today)).await?;
            let first = asked.found.hits.first().map(|h| &parts.snapshot.passage(h.passage).1.id);
            if first == Some(&item.passage) {
                examples.push((asked.features.to_vec(), false));
            }
        }
    }
    Ok(examples)
}

fn curve(scored: &[(f64, bool)]) -> Vec<(f64, f64, f64)> {
    (1..100)
        .map(|step| {
            let threshold = f64::from(step) / 100.0;
            let answered: Vec<&(f64, bool)> = scored.iter().filter(|(p, _)| *p >= threshold).collect();
            let wrong = answered.iter().filter(|(_, right)| !right).count() as f64;
            let n = answered.len().max(1) as f64;
            (threshold, answered.len() as f64 / scored.len().max(1) as f64, wrong / n)
        })
        .collect()
}
