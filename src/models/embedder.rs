//! The embedder: a text becomes a vector whose cosine tells how near two texts are.

use std::path::Path;
use std::sync::Arc;

use super::error::ModelError;
use super::hashing;

/// What a text is for: some models want another prefix for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something a person asks. Served before the passages.
    Query,
    /// Something to be found.
    Passage,
}

/// Text to vector. Cloning gives another handle to the same model.
///
/// The vector of a text depends on the text and on [`Embedder::id`] only: never on the other texts of its
/// batch. It has length 1, or is zero for a text without words (its cosine with anything is 0).
#[derive(Clone, Debug)]
pub enum Embedder {
    /// Hashed words, for tests: see `hashing.rs`.
    Hashing {
        /// Floats per vector.
        dimensions: usize,
        /// See [`Embedder::id`].
        id: Arc<str>,
    },
}

impl Embedder {
    /// Reads `<models_dir>/manifest.toml`, checks size and sha256 of each file of model `id`, loads it and
    /// starts the one thread that owns it. Takes some hundred milliseconds: call it at start.
    pub fn load(models_dir: &Path, id: &str) -> Result<Self, ModelError> {
        let _ = (models_dir, id);
        Err(ModelError::NoEngine { engine: "candle" })
    }

    /// The deterministic twin, with no files and no thread. `dimensions` must not be 0.
    pub fn hashing(dimensions: usize) -> Self {
        assert!(dimensions > 0, "a vector has at least one dimension");
        let id = format!("hashing-{dimensions}:000000000000:hashing-f32").into();
        Embedder::Hashing { dimensions, id }
    }

    /// One vector of [`Embedder::dimensions`] floats for each text, in the order of the texts. What is
    /// beyond the model's `max_tokens` is cut off. Dropping the future withdraws the request.
    pub async fn embed(&self, role: Role, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ModelError> {
        let _ = role;
        match self {
            Embedder::Hashing { dimensions, .. } => {
                Ok(texts.iter().map(|text| hashing::embed(text, *dimensions)).collect())
            }
        }
    }

    /// As [`Embedder::embed`], for jobs on their own thread: it must not be called from async code.
    pub fn embed_blocking(&self, role: Role, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ModelError> {
        let _ = role;
        match self {
            Embedder::Hashing { dimensions, .. } => {
                Ok(texts.iter().map(|text| hashing::embed(text, *dimensions)).collect())
            }
        }
    }

    /// Floats per vector.
    pub fn dimensions(&self) -> usize {
        match self {
            Embedder::Hashing { dimensions, .. } => *dimensions,
        }
    }

    /// `<model id>:<12 hex digits of its hash>:<engine>-<precision>`. Two embedders with the same id give
    /// the same vectors: an index remembers it and refuses another.
    pub fn id(&self) -> &str {
        match self {
            Embedder::Hashing { id, .. } => id,
        }
    }
}

/// Scales to length 1; leaves zero as it is.
pub(super) fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}
