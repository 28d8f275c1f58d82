//! A sign of a need: a question with what is known of it when it is compared with others. Two wordings of one need may share
//! no word, yet lie near in meaning and find the same passages, even when none of those answers.

use crate::search::{Engine, Found, Lexicon, Mode, Question, SearchError, Snapshot, find};
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
    /// The topic of the first of them.
    pub topic: Option<String>,
    /// Measures that it names.
    pub measures: Vec<String>,
}

/// The sign of a question that was understood: it is searched for, by meaning if the engine can.
pub async fn sign(engine: Engine<'_>, question: &Question) -> Result<Sign, SearchError> {
    let found = find(engine, question, Mode::Hybrid, FOUND).await?;
    Ok(Sign::of(engine.snapshot, question, &found))
}

impl Sign {
    /// What a search for a question tells of it.
    pub fn of(snapshot: &Snapshot, question: &Question, found: &Found) -> Self {
        let id = |passage: u32| snapshot.passage(passage).1.id.as_str();
        let term = |w: &crate::search::QueryWord| (w.corrected.as_ref().unwrap_or(&w.term).clone(), w.idf);
        Self {
            text: question.text.clone(),
            vector: found.vector.clone(),
            terms: found.terms.words.iter().map(term).collect(),
            found: found.hits.iter().take(FOUND).map(|hit| (mark(id(hit.passage)), hit.score)).collect(),
            topic: found
                .hits
                .first()
                .and_then(|hit| snapshot.topics_of(hit.passage).next())
                .map(str::to_owned),
            measures: question.measures.clone(),
        }
    }

    /// A question of which only the words are known, weighed by this vocabulary.
    pub(super) fn worded(question: &str, lexicon: &Lexicon) -> Self {
        let mut sign = Self::bare(question);
        sign.terms.iter_mut().for_each(|(term, idf)| *idf = lexicon.idf(term));
        sign
    }

    /// A question of which nothing is known but its words.
    pub fn bare(question: &str) -> Self {
        let mut terms: Vec<(String, f32)> = Vec::new();
        for term in text::terms(question) {
            if !terms.iter().any(|(t, _)| *t == term.term) {
                terms.push((term.term, 1.0));
            }
        }
        Self { text: question.to_owned(), terms, ..Self::default() }
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

/// A vector as the database keeps it.
pub(super) fn packed(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|x| x.to_le_bytes()).collect()
}

/// And back.
pub(super) fn unpacked(bytes: &[u8]) -> Vec<f32> {
    let number = |b: &[u8]| b.try_into().map_or(0.0, f32::from_le_bytes);
    bytes.chunks_exact(4).map(number).collect()
}
