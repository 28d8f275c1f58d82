//! A sign of a need: a question with what is known of it when it is compared with others. Two wordings of one need may share
//! no word, yet lie near in meaning and find the same passages, even when none of those answers.

use crate::models::ModelError;
use crate::search::{Engine, Mode, Question, find};
use crate::text;

/// Passages remembered of a question.
const FOUND: usize = 20;

/// A redacted question as it is compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sign {
    /// The question.
    pub text: String,
    /// Its vector, of length 1 (0 without words); none without an encoder.
    pub vector: Option<Vec<f32>>,
    /// Its stems, each once, with how rare they are in the material.
    pub terms: Vec<(String, f32)>,
    /// Marks of the passages it found with their scores, best first.
    pub found: Vec<(u64, f32)>,
}

/// The sign of a question that was understood: it is searched for, by meaning if the engine can.
pub async fn sign(engine: Engine<'_>, question: &Question) -> Result<Sign, ModelError> {
    let found = find(engine, question, Mode::Hybrid, FOUND).await?;
    let id = |passage: u32| engine.snapshot.passage(passage).1.id.as_str();
    Ok(Sign {
        text: question.text.clone(),
        vector: found.vector,
        terms: found.terms.words.into_iter().map(|w| (w.corrected.unwrap_or(w.term), w.idf)).collect(),
        found: found.hits.iter().map(|hit| (mark(id(hit.passage)), hit.score)).collect(),
    })
}

impl Sign {
    /// A question of which nothing is known but its words.
    pub fn bare(question: &str) -> Self {
        let mut terms: Vec<(String, f32)> = Vec::new();
        for term in text::terms(question) {
            if !terms.iter().any(|(t, _)| *t == term.term) {
                terms.push((term.term, 1.0));
            }
        }
        Self { text: question.to_owned(), vector: None, terms, found: Vec::new() }
    }

    /// Two questions with the same words in the same order are one wording.
    pub(super) fn wording(&self) -> String {
        let words: Vec<String> = text::words(&self.text).into_iter().map(|w| w.term).collect();
        if words.is_empty() { self.text.clone() } else { words.join(" ") }
    }
}

/// A passage's id as a number that no version of the program changes (FNV-1a).
pub(super) fn mark(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
