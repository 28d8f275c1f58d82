//! Is the question answered by what was found? A logistic model over readable features, fitted by `copilot eval calibrate`
//! on the dev split and on the corpus itself (each known question asked with its own point hidden, then with its whole
//! passage hidden); its coefficients stand in `models/sufficiency.toml`.

use super::Draft;
use crate::search::{Found, Question, Snapshot};
use crate::strings::fill;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// The features, by name, in the order of [`Features`].
pub const FEATURES: [&str; 12] = [
    "bm25_share",
    "cosine",
    "coverage",
    "coverage_rare",
    "ask_coverage",
    "sentence_cosine",
    "unknown_share",
    "margin",
    "agreement",
    "other_measure",
    "rarest_missed",
    "dense",
];

/// One value per name in [`FEATURES`].
pub type Features = [f64; FEATURES.len()];

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

/// The fitted model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sufficiency {
    /// What it was fitted on.
    pub fitted_on: String,
    /// Added always.
    pub intercept: f64,
    /// At and above: `answered`.
    pub answer_at: f64,
    /// At and above, below `answer_at`: `partial`.
    pub partial_at: f64,
    /// Per feature.
    pub coefficients: BTreeMap<String, f64>,
}

impl Sufficiency {
    /// Reads `models/sufficiency.toml`.
    pub fn read(path: &Path) -> Result<Self, SufficiencyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|why| SufficiencyError::Read { path: path.to_path_buf(), why })?;
        let format = |why: String| SufficiencyError::Format { path: path.to_path_buf(), why };
        let model: Sufficiency = toml::from_str(&text).map_err(|e| format(e.message().to_owned()))?;
        match FEATURES.iter().find(|f| !model.coefficients.contains_key(**f)) {
            Some(missing) => Err(format((*missing).to_owned())),
            None => Ok(model),
        }
    }

    /// The probability that the question is answered.
    pub fn probability(&self, features: &Features) -> f64 {
        let sum: f64 = FEATURES.iter().zip(features).map(|(name, value)| self.coefficients[*name] * value).sum();
        1.0 / (1.0 + (-(self.intercept + sum)).exp())
    }
}

/// The features of a question with what was found and drafted for it.
pub fn features(snapshot: &Snapshot, question: &Question, found: &Found, draft: &Draft) -> Features {
    let Some(first) = found.hits.first() else { return [0.0; FEATURES.len()] };
    let (version, passage) = snapshot.passage(first.passage);
    let mut shown: HashSet<String> = stems(&version.title);
    shown.extend(stems(&passage.heading));
    shown.extend(stems(version.text_of(passage)));
    let asks: Vec<HashSet<String>> = passage.asks.iter().map(|a| stems(a)).collect();
    let mut all = shown.clone();
    asks.iter().for_each(|a| all.extend(a.iter().cloned()));
    let words: Vec<(String, f64, bool)> = found
        .terms
        .words
        .iter()
        .map(|w| (w.corrected.clone().unwrap_or_else(|| w.term.clone()), f64::from(w.idf), w.known))
        .collect();
    let total: f64 = words.iter().map(|w| w.1).sum::<f64>().max(1e-9);
    let square: f64 = words.iter().map(|w| w.1 * w.1).sum::<f64>().max(1e-9);
    let share = |set: &HashSet<String>| {
        words.iter().filter(|w| set.contains(&w.0)).map(|w| w.1).sum::<f64>() / total
    };
    let rare: f64 = words.iter().filter(|w| all.contains(&w.0)).map(|w| w.1 * w.1).sum::<f64>() / square;
    let unknown: f64 = words.iter().filter(|w| !w.2).map(|w| w.1).sum::<f64>() / total;
    let largest = f64::from(snapshot.lexicon.unknown_idf()).max(1e-9);
    let missed = words.iter().filter(|w| !all.contains(&w.0)).map(|w| w.1).fold(0.0, f64::max) / largest;
    let best_ask = asks.iter().map(share).fold(0.0, f64::max);
    let second = found.hits.iter().skip(1).map(|h| h.score).fold(0.0, f32::max);
    let by_words = found.hits.iter().max_by(|a, b| a.explanation.bm25.total_cmp(&b.explanation.bm25));
    let by_meaning = found.hits.iter().max_by(|a, b| {
        let cosine = |h: &crate::search::Hit| h.explanation.cosine.unwrap_or(0.0);
        cosine(a).total_cmp(&cosine(b))
    });
    let agree = by_words.map(|h| h.passage) == by_meaning.map(|h| h.passage);
    let _ = question;
    [
        f64::from(first.explanation.bm25_share),
        f64::from(first.explanation.cosine.unwrap_or(0.0)),
        share(&all),
        rare,
        best_ask,
        sentence_cosine(snapshot, found, draft),
        unknown,
        f64::from(first.score - second).clamp(0.0, 0.5),
        f64::from(u8::from(agree)),
        f64::from(u8::from(first.explanation.other_measure < 0.0)),
        missed,
        f64::from(u8::from(found.vector.is_some())),
    ]
}

fn stems(text: &str) -> HashSet<String> {
    text::terms(text).into_iter().map(|t| t.term).collect()
}

/// The best cosine between the question and a sentence drafted.
fn sentence_cosine(snapshot: &Snapshot, found: &Found, draft: &Draft) -> f64 {
    let (Some(vector), Some(first)) = (&found.vector, found.hits.first()) else { return 0.0 };
    let quoted = |span: &text::Span| {
        draft.sentences.iter().flat_map(|s| &s.quotes).any(|q| q.span.contains(span))
    };
    snapshot
        .sentences(first.passage)
        .into_iter()
        .filter(|(span, _)| quoted(span))
        .filter_map(|(_, v)| v.map(|v| vector.iter().zip(v).map(|(a, b)| a * b).sum::<f32>()))
        .map(f64::from)
        .fold(0.0, f64::max)
}
