//! Is the question answered by what was found? A logistic model over readable features, fitted by `copilot eval calibrate`
//! on the dev split and on the corpus itself (each known question asked with its own point hidden, then with its whole
//! passage hidden); its coefficients stand in `models/sufficiency.toml`.

use super::features::{FEATURES, Features, stems};
use super::{Hidden, Marks};
use crate::search::{Found, Hide, Question, Snapshot};
use crate::strings::fill;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SufficiencyError {
    /// Missing or unreadable.
    #[error("{}", fill("sufficiency.read", &[("path", &path.display()), ("why", why)]))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Not a model with these features.
    #[error("{}", fill("sufficiency.format", &[("path", &path.display()), ("why", why)]))]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// A fitted logistic model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// What it was fitted on.
    pub fitted_on: String,
    /// Added always.
    pub intercept: f64,
    /// At and above: `answered`.
    pub answer_at: f64,
    /// Per feature.
    pub coefficients: BTreeMap<String, f64>,
    /// When the scorer has read the passage too; without a scorer the above decides alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
}

/// How what the scorer makes of the first passage counts beside the features: another logistic model, over the two logits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Added always.
    pub intercept: f64,
    /// Of the logit of the features.
    pub found: f64,
    /// Of the scorer's logit.
    pub read: f64,
    /// As in [`Fit`].
    pub answer_at: f64,
}

/// One fit for each way in which a passage was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sufficiency {
    /// Best cosine below which a question that nothing answers is of another field. It belongs to the encoder: of some 200 blind
    /// questions the lowest of the field had 0.665, six of eight of other fields less than 0.6. A refusal costs more than a doubt.
    #[serde(default)]
    pub far: f64,
    /// Probability by the features below which the scorer does not read the passage: no reading makes an answer of it.
    #[serde(default)]
    pub read_from: f64,
    /// When the question was searched by words and by meaning.
    pub hybrid: Fit,
    /// The same, when the passage found has no known questions: a cosine with a text says less than one with a question.
    pub plain: Fit,
    /// The same, when most of the other passages have known questions, as when an act has just been published: it came before
    /// all of them. None = as `plain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Fit>,
    /// When it was searched by words alone.
    pub words: Fit,
    /// Words that sound like a question outside the material.
    #[serde(skip)]
    pub marks: Marks,
}

impl Sufficiency {
    /// Reads `sufficiency.toml` and `marks.tsv` of the models' folder.
    pub fn read(models_dir: &Path) -> Result<Self, SufficiencyError> {
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|why| SufficiencyError::Read { path: path.to_path_buf(), why })
        };
        let (path, marks) = (models_dir.join("sufficiency.toml"), models_dir.join("marks.tsv"));
        let text = read(&path)?;
        let format = |why: String| SufficiencyError::Format { path: path.clone(), why };
        let mut model: Sufficiency = toml::from_str(&text).map_err(|e| format(e.message().to_owned()))?;
        model.marks = Marks::parse(&read(&marks)?)
            .map_err(|why| SufficiencyError::Format { path: marks.clone(), why })?;
        let lacks = |f: &&&str| !model.fits().all(|fit| fit.coefficients.contains_key(**f));
        match FEATURES.iter().find(lacks) {
            Some(missing) => Err(format((*missing).to_owned())),
            None => Ok(model),
        }
    }

    fn fits(&self) -> impl Iterator<Item = &Fit> {
        [&self.hybrid, &self.plain, &self.words].into_iter().chain(&self.beside)
    }

    /// The fit for a question searched with or without vectors, whose passage has known questions or (`plain`) none, maybe
    /// `beside` others that do.
    pub(super) fn fit(&self, dense: bool, (plain, beside): (bool, bool)) -> &Fit {
        match (dense, plain, beside) {
            (false, _, _) => &self.words,
            (true, false, _) => &self.hybrid,
            (true, true, false) => &self.plain,
            (true, true, true) => self.beside.as_ref().unwrap_or(&self.plain),
        }
    }
}

impl Fit {
    /// The log odds that the question is answered, by the features alone.
    pub fn logit(&self, features: &Features) -> f64 {
        let value = |(name, value): (&&str, &f64)| self.coefficients.get(*name).unwrap_or(&0.0) * value;
        self.intercept + FEATURES.iter().zip(features).map(value).sum::<f64>()
    }

    /// The probability that the question is answered, and that from which it is; `read` is the scorer's logit.
    pub fn probability(&self, features: &Features, read: Option<f32>) -> (f64, f64) {
        let found = self.logit(features);
        let (logit, answer_at) = match self.reading.zip(read) {
            Some((with, read)) => {
                (with.intercept + with.found * found + with.read * f64::from(read), with.answer_at)
            }
            None => (found, self.answer_at),
        };
        (1.0 / (1.0 + (-logit).exp()), answer_at)
    }
}

/// Cosine from which a known question begins to be the same question, and from which it is.
const SAME: (f64, f64) = (0.9, 0.98);

/// How sure it is that a known question of the first passage was asked again, from 0 to [`CERTAIN`].
pub(super) fn asked_again(
    (snapshot, hidden): (&Snapshot, Hidden),
    question: &Question,
    found: &Found,
) -> f64 {
    let Some(first) = found.hits.first().filter(|h| h.explanation.other_measure >= 0.0) else { return 0.0 };
    let (_, passage) = snapshot.passage(first.passage);
    let said = stems(&question.text);
    let shown = |at: usize| hidden != Some(Hide::Ask(first.passage, at as u16));
    let by_words = passage.asks.iter().enumerate().any(|(at, ask)| shown(at) && stems(ask) == said);
    let known = first.explanation.ask_by_meaning.as_ref().is_some_and(|ask| passage.asks.contains(ask));
    let cosine = f64::from(first.explanation.cosine.unwrap_or(0.0));
    let by_meaning = if known { ((cosine - SAME.0) / (SAME.1 - SAME.0)).clamp(0.0, 1.0) } else { 0.0 };
    CERTAIN * by_meaning.max(f64::from(u8::from(by_words && said.len() > 1)))
}

/// What is left to doubt when a known question is asked again: whether its passage is right.
const CERTAIN: f64 = 0.95;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reading_counts_where_there_is_one() {
        let reading = Reading { intercept: -1.0, found: 0.5, read: 2.0, answer_at: 0.9 };
        let coefficients = FEATURES.iter().map(|name| ((*name).to_owned(), 0.0)).collect();
        let fit =
            Fit { fitted_on: String::new(), intercept: 1.0, answer_at: 0.8, coefficients, reading: None };
        let with = Fit { reading: Some(reading), ..fit.clone() };
        let check = |fit: &Fit, read: Option<f32>, (logit, answer_at): (f64, f64)| {
            let (probability, at) = fit.probability(&[0.0; FEATURES.len()], read);
            let expected = 1.0 / (1.0 + (-logit).exp());
            assert!(
                (probability - expected).abs() < 1e-9 && at == answer_at,
                "{read:?}: {probability}, {at}"
            );
        };
        check(&fit, None, (1.0, 0.8));
        check(&fit, Some(3.0), (1.0, 0.8));
        check(&with, None, (1.0, 0.8));
        check(&with, Some(3.0), (5.5, 0.9));
        check(&with, Some(-3.0), (-6.5, 0.9));
    }
}
