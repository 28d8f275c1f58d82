//! Fits the sufficiency model. Positives: known questions whose passage comes first although their own point is hidden, and
//! dev and labelled questions answered by the passage that comes first. Negatives: those for which another passage comes
//! first, each known question with its whole passage hidden, near misses whose passage comes first, and the questions that
//! nothing answers. The test split is
//! never seen.

mod beside;
mod curve;
mod second;

pub use curve::Curve;
use curve::{curve, lowest_safe};

use super::logistic::{Example, fit};
use super::metrics::auroc;
use super::{EvalError, Item, Judged, Labelled, NearMisses};
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
    /// On dev, labelled and judged questions.
    pub curve: Curve,
    /// The same with the scorer's reading, if there is one.
    pub read_curve: Curve,
    /// What it was fitted on, each with its source.
    pub examples: Vec<(&'static str, Seen)>,
}

/// A question with what was found for it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The features of its sufficiency.
    pub features: Vec<f64>,
    /// What the scorer makes of the first passage.
    pub read: Option<f32>,
    /// Does the first passage answer?
    pub right: bool,
}

impl Seen {
    pub(super) fn new(asked: &Asked, right: bool) -> Self {
        Self { features: asked.features.to_vec(), read: asked.read, right }
    }
}

/// What the model is fitted on, beside the corpus itself.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// Evaluation questions, of which only dev is used.
    pub items: &'a [Item],
    /// Questions with the passages that answer them.
    pub labelled: &'a [Labelled],
    /// Questions of which some passages were judged, and the scorer has seen none.
    pub judged: &'a [Judged],
    /// Questions that a passage does not answer.
    pub near: &'a [NearMisses],
    /// Questions on material of another field; weighs as much as all of ours.
    pub foreign: &'a [Seen],
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
    let mut known = match way {
        Way::Plain => unasked(parts, today, progress).await?,
        Way::AsItIs => hidden(parts, today, progress).await?,
        Way::Beside => beside::known(parts, material.near, today, progress).await?,
    };
    if as_found {
        known.extend(missed(parts, material.near, (intents, today)).await?);
    }
    let sets = Sets { tried: &tried, known: &known, foreign: material.foreign };
    let (intercept, coefficients) = sets.fitted(&|seen| seen.features.clone());
    let table: BTreeMap<String, f64> = FEATURES
        .iter()
        .zip(&coefficients)
        .map(|(name, value)| ((*name).to_owned(), rounded(*value)))
        .collect();
    let positives = known.iter().filter(|k| k.right).count();
    let negatives = known.len() - positives;
    let mut model = Fit {
        fitted_on: format!(
            "{} {} questions, {positives} + {negatives} known questions hidden, {} of another field",
            tried.len(),
            if material.judged.is_empty() { "dev and labelled" } else { "dev, labelled and judged" },
            material.foreign.len()
        ),
        intercept: rounded(intercept),
        answer_at: 0.5,
        coefficients: table,
        reading: None,
    };
    let of = |seen: &Seen| model.probability(&std::array::from_fn(|j| seen.features[j]), None).0;
    let dev_scores: Vec<(f64, bool)> = tried.iter().map(|t| (of(&t.seen), t.seen.right)).collect();
    let known_scores: Vec<(f64, bool)> = known.iter().map(|k| (of(k), k.right)).collect();
    let curve = curve(&tried, &of);
    model.answer_at = lowest_safe(&curve);
    let mut read_curve = Vec::new();
    if let Some((reading, curve)) = second::reading(&model, sets) {
        model.reading = Some(reading);
        read_curve = curve;
    }
    let told = |source: &'static str, seen: &Seen| (source, seen.clone());
    let examples = tried.iter().map(|t| told("dev", &t.seen)).chain(known.iter().map(|k| told("ask", k)));
    Ok(Calibration {
        items: tried.len(),
        positives,
        negatives,
        auroc_dev: auroc(&dev_scores),
        auroc_asks: auroc(&known_scores),
        curve,
        read_curve,
        examples: examples.collect(),
        model,
    })
}

/// What is fitted on: questions tried, known questions, questions of another field.
#[derive(Clone, Copy)]
struct Sets<'a> {
    tried: &'a [Tried],
    known: &'a [Seen],
    foreign: &'a [Seen],
}

impl Sets<'_> {
    /// Intercept and coefficients of these columns.
    fn fitted(self, columns: &dyn Fn(&Seen) -> Vec<f64>) -> (f64, Vec<f64>) {
        let weight = DEV_SHARE * self.known.len().max(1) as f64 / self.tried.len().max(1) as f64;
        let row = |seen: &Seen, weight: f64| (columns(seen), seen.right, weight);
        let mut examples: Vec<Example> = self.tried.iter().map(|t| row(&t.seen, weight)).collect();
        examples.extend(self.known.iter().map(|known| row(known, 1.0)));
        let mut scale: Vec<Example> =
            self.tried.iter().filter(|t| t.dev).map(|t| row(&t.seen, 1.0)).collect();
        for examples in [&mut examples, &mut scale] {
            let ours: f64 = examples.iter().map(|(_, _, weight)| weight).sum();
            let weight = ours / self.foreign.len().max(1) as f64;
            examples.extend(self.foreign.iter().map(|seen| row(seen, weight)));
        }
        rescaled(&scale, signed(&examples))
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// A dev, labelled or judged question with what the program makes of it.
#[derive(Clone)]
struct Tried {
    seen: Seen,
    open: bool,
    /// Of the dev split, from which probabilities take their scale: the others are hard on purpose.
    dev: bool,
}

impl Tried {
    fn new(asked: &Asked, (right, dev): (bool, bool)) -> Self {
        Self { seen: Seen::new(asked, right), open: asked.open, dev }
    }
}

/// Dev, labelled and judged questions, with the first passage found.
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
    for item in material.judged {
        let asked = seen(parts, (&item.question, None), known).await?;
        let first = asked.found.hits.first().map(|h| &parts.snapshot.passage(h.passage).1.id);
        if let Some(right) = first.and_then(|id| item.answered_by(id)) {
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
        let worst = (0..coefficients.len()).max_by(|a, b| wrong(*a).total_cmp(&wrong(*b)));
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
) -> Result<Vec<Seen>, EvalError> {
    let wanted = unseen(parts, today);
    let mut examples = Vec::new();
    for (n, Unseen { passage, ask: which, question }) in wanted.iter().enumerate() {
        let hide = |hidden: Hide| Parts { hidden: Some(hidden), ..parts };
        let again = ask(hide(Hide::Ask(*passage, *which)), question, &|_| {}).await?;
        let shares = |hit: &Hit| parts.snapshot.share_facts(*passage, hit.passage);
        examples.push(Seen::new(&again, again.found.hits.first().is_some_and(shares)));
        let without = ask(hide(Hide::Passage(*passage)), question, &|_| {}).await?;
        if !without.found.hits.first().is_some_and(shares) {
            examples.push(Seen::new(&without, false));
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
) -> Result<Vec<Seen>, EvalError> {
    let wanted = unseen(parts, today);
    let mut examples = Vec::new();
    for (n, Unseen { passage, question, .. }) in wanted.iter().enumerate() {
        let asked = ask(parts, question, &|_| {}).await?;
        let right =
            asked.found.hits.first().is_some_and(|hit| parts.snapshot.share_facts(*passage, hit.passage));
        examples.push(Seen::new(&asked, right));
        progress(n + 1, wanted.len());
    }
    Ok(examples)
}

/// Near misses kept from the training of the scorer, where the passage that does not answer comes first.
async fn missed(
    parts: Parts<'_>,
    near: &[NearMisses],
    (intents, today): (&Intents, Date),
) -> Result<Vec<Seen>, EvalError> {
    let mut examples = Vec::new();
    for item in near {
        for text in item.near.iter().filter(|text| held_out(text)) {
            let asked = seen(parts, (text, None), (intents, today)).await?;
            let first = asked.found.hits.first().map(|h| &parts.snapshot.passage(h.passage).1.id);
            if first == Some(&item.passage) {
                examples.push(Seen::new(&asked, false));
            }
        }
    }
    Ok(examples)
}
