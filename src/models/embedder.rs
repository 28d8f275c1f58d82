//! The embedder: a text becomes a vector whose cosine tells how near two texts are.

use std::path::Path;
use std::sync::Arc;

use super::error::ModelError;
use super::hashing;
use super::manifest::Manifest;

/// What a text is for: some models want another prefix for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something a person asks. Served before the passages.
    Query,
    /// Something to be found.
    Passage,
}

/// What a passage has to show for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its known question nearest to the one asked; empty when its own text is nearer.
    pub known: String,
    /// Its title, and of its sentences the nearest that fit.
    pub text: String,
}

/// Text to vector. Cloning gives another handle to the same model.
///
/// The vector of a text depends on the text, its role and [`Embedder::id`] only: never on the other texts
/// of its batch. It has length 1, or is zero for a text without words (its cosine with anything is 0).
#[derive(Clone, Debug)]
pub enum Embedder {
    /// A local encoder on its own thread, computed with candle: needs nothing else.
    #[cfg(feature = "candle")]
    Candle(Local),
    /// The same computed by ONNX Runtime, where its library is.
    #[cfg(feature = "onnx")]
    Fastembed(Local),
    /// Hashed words, for tests.
    Hashing(Hashing),
}

/// Handle to a local encoder.
#[cfg(feature = "candle")]
#[derive(Clone, Debug)]
pub struct Local {
    id: Arc<str>,
    dimensions: usize,
    worker: super::worker::Worker,
    scorer: Option<super::worker::Worker>,
}

/// The deterministic twin: see `hashing.rs`.
#[derive(Clone, Debug)]
pub struct Hashing {
    id: Arc<str>,
    dimensions: usize,
    scores: bool,
}

impl Embedder {
    /// Reads `<models_dir>/manifest.toml`, checks size and sha256 of each file of model `id`, loads it into
    /// candle and starts the one thread that owns it. Reads from disk and computes for some hundred
    /// milliseconds: call it at start, or from a blocking thread. [`super::load`] chooses the engine.
    pub fn load(models_dir: &Path, id: &str) -> Result<Self, ModelError> {
        let manifest = Manifest::read(models_dir)?;
        let model = manifest.model(models_dir, id)?;
        #[cfg(feature = "candle")]
        {
            let (encoder, scorer) = super::encoder::Encoder::load(models_dir, model, None)?;
            Ok(Embedder::Candle(Local::start((model, "candle-f32"), encoder, scorer)?))
        }
        #[cfg(not(feature = "candle"))]
        {
            model.check(models_dir)?;
            Err(ModelError::NoEngine { engine: "candle" })
        }
    }

    /// The deterministic twin, with no files and no thread. `dimensions` must not be 0.
    pub fn hashing(dimensions: usize) -> Self {
        Embedder::Hashing(Hashing::new(dimensions, false))
    }

    /// The same with a scorer, which counts words.
    pub fn hashing_and_reading(dimensions: usize) -> Self {
        Embedder::Hashing(Hashing::new(dimensions, true))
    }

    /// One vector of [`Embedder::dimensions`] floats for each text, in the order of the texts. What is
    /// beyond the model's `max_tokens` is cut off. Dropping the future withdraws the request.
    ///
    /// Too many waiting queries are refused with [`ModelError::Busy`]; too many waiting passages make the
    /// caller wait. A large passage request does not delay queries by more than about a passage.
    pub async fn embed(&self, role: Role, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ModelError> {
        match self {
            #[cfg(feature = "candle")]
            Embedder::Candle(local) => local.worker.embed(role, texts).await,
            #[cfg(feature = "onnx")]
            Embedder::Fastembed(local) => local.worker.embed(role, texts).await,
            Embedder::Hashing(twin) => Ok(twin.embed(role, &texts)),
        }
    }

    /// As [`Embedder::embed`], for jobs on a thread of their own or in `spawn_blocking`: it panics when
    /// called from async code.
    pub fn embed_blocking(&self, role: Role, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ModelError> {
        match self {
            #[cfg(feature = "candle")]
            Embedder::Candle(local) => local.worker.embed_blocking(role, texts),
            #[cfg(feature = "onnx")]
            Embedder::Fastembed(local) => local.worker.embed_blocking(role, texts),
            Embedder::Hashing(twin) => Ok(twin.embed(role, &texts)),
        }
    }

    /// Has it a scorer?
    pub fn scores(&self) -> bool {
        match self {
            #[cfg(feature = "candle")]
            Embedder::Candle(local) => local.scorer.is_some(),
            #[cfg(feature = "onnx")]
            Embedder::Fastembed(local) => local.scorer.is_some(),
            Embedder::Hashing(twin) => twin.scores,
        }
    }

    /// For each passage the logit that it answers the question, in their order; none when the model has no scorer. Waits and
    /// refuses as [`Embedder::embed`] does for questions.
    pub async fn score(&self, question: &str, passages: &[Evidence]) -> Result<Option<Vec<f32>>, ModelError> {
        match self {
            #[cfg(feature = "candle")]
            Embedder::Candle(local) => local.score(question, passages).await,
            #[cfg(feature = "onnx")]
            Embedder::Fastembed(local) => local.score(question, passages).await,
            Embedder::Hashing(twin) => Ok(twin.score(question, passages)),
        }
    }

    /// Floats per vector.
    pub fn dimensions(&self) -> usize {
        match self {
            #[cfg(feature = "candle")]
            Embedder::Candle(local) => local.dimensions,
            #[cfg(feature = "onnx")]
            Embedder::Fastembed(local) => local.dimensions,
            Embedder::Hashing(twin) => twin.dimensions,
        }
    }

    /// `<model id>:<12 hex digits of its hash>:<engine>-<precision>`. Two embedders with the same id give
    /// the same vectors: an index remembers it and refuses another. The hash covers the model's files and
    /// the way they are used (limit, prefixes, pooling); the precision is that of the calculation.
    pub fn id(&self) -> &str {
        match self {
            #[cfg(feature = "candle")]
            Embedder::Candle(local) => &local.id,
            #[cfg(feature = "onnx")]
            Embedder::Fastembed(local) => &local.id,
            Embedder::Hashing(twin) => &twin.id,
        }
    }
}

#[cfg(feature = "candle")]
impl Local {
    /// Starts the threads that own the network and the scorer; `engine` goes into the id.
    pub(super) fn start(
        (model, engine): (&super::manifest::Model, &str),
        network: impl super::worker::Network,
        scorer: Option<super::scorer::Scorer>,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            id: format!("{}:{}:{engine}", model.id, model.fingerprint()).into(),
            dimensions: model.dimensions,
            worker: super::worker::Worker::start("embedder", network)?,
            scorer: scorer.map(|scorer| super::worker::Worker::start("scorer", scorer)).transpose()?,
        })
    }

    async fn score(&self, question: &str, passages: &[Evidence]) -> Result<Option<Vec<f32>>, ModelError> {
        let Some(worker) = &self.scorer else { return Ok(None) };
        let pairs = passages.iter().map(|shown| super::scorer::joined(question, shown)).collect();
        let logits = worker.embed(Role::Query, pairs).await?;
        Ok(Some(logits.into_iter().map(|logit| logit[0]).collect()))
    }
}

impl Hashing {
    fn new(dimensions: usize, scores: bool) -> Self {
        assert!(dimensions > 0, "a vector has at least one dimension");
        let id = format!("hashing-{dimensions}:000000000000:hashing-f32").into();
        Self { id, dimensions, scores }
    }

    fn score(&self, question: &str, passages: &[Evidence]) -> Option<Vec<f32>> {
        let read = |shown: &Evidence| hashing::read(question, &shown.text);
        self.scores.then(|| passages.iter().map(read).collect())
    }

    /// A word hashes to the same place in both roles: there is no prefix.
    fn embed(&self, _: Role, texts: &[String]) -> Vec<Vec<f32>> {
        texts.iter().map(|text| hashing::embed(text, self.dimensions)).collect()
    }
}

/// Scales to length 1; leaves zero as it is.
pub(super) fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

#[cfg(test)]
mod tests;
