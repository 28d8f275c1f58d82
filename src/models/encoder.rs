//! From text to vector: tokenizer, network, mean, length 1.

use crate::strings::s;
use std::path::Path;

use candle_core::IndexOp;
use tokenizers::{Tokenizer, TruncationParams};

use super::bert::{Bert, BertConfig, engine};
use super::embedder::{Role, normalise};
use super::error::ModelError;
use super::manifest::{FileEntry, Model, Pooling, Prefixes};
use super::scorer::{Above, Scorer};
use super::weights::Weights;
use super::worker::{Batch, Network};

/// A loaded encoder.
pub(super) struct Encoder {
    tokeniser: Tokeniser,
    bert: Bert,
    pooling: Pooling,
    dimensions: usize,
}

impl Encoder {
    /// Checks the model's files against the manifest and loads them, with the scorer if there is one, whose layers may be `above`.
    pub(super) fn load(
        models_dir: &Path,
        model: &Model,
        above: Option<Box<dyn Above>>,
    ) -> Result<(Self, Option<Scorer>), ModelError> {
        let config = read_config(models_dir, model)?;
        let tokeniser = Tokeniser::load(models_dir, model, config.vocab_size)?;
        let path = model.path(models_dir, &model.files.weights);
        let bytes = model.read(models_dir, &model.files.weights)?;
        let bert = Bert::load(&Weights::open(&path, &bytes)?, &config)?;
        let scorer = Scorer::load((models_dir, model), (&bert, &config), (&tokeniser.tokenizer, above))?;
        Ok((Self { tokeniser, bert, pooling: model.pooling, dimensions: model.dimensions }, scorer))
    }
}

impl Network for Encoder {
    fn tokens(&self, role: Role, text: &str) -> Result<Vec<u32>, ModelError> {
        self.tokeniser.ids(role, text)
    }

    fn vectors(&self, batch: &Batch<'_>) -> Result<Vec<Vec<f32>>, ModelError> {
        let states = self.bert.forward(&batch.tokens)?;
        let mut start = 0;
        let mut vectors = Vec::with_capacity(batch.tokens.len());
        for text in &batch.tokens {
            let end = start + text.len();
            let pooled = match self.pooling {
                Pooling::Mean => states.i(start..end).and_then(|tokens| tokens.mean(0)),
                Pooling::Cls => states.i(start),
            };
            let mut vector = pooled.and_then(|pooled| pooled.to_vec1::<f32>()).map_err(engine)?;
            normalise(&mut vector);
            vectors.push(vector);
            start = end;
        }
        Ok(vectors)
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }
}

/// From text to token numbers, the same for every engine.
pub(super) struct Tokeniser {
    pub(super) tokenizer: Tokenizer,
    prefixes: Prefixes,
    /// The token numbers of a query and of a passage without words: special tokens and prefix.
    wordless: [Vec<u32>; 2],
}

impl Tokeniser {
    /// `vocabulary` is how many tokens the network knows.
    pub(super) fn load(models_dir: &Path, model: &Model, vocabulary: usize) -> Result<Self, ModelError> {
        let entry = &model.files.tokenizer;
        let bytes = model.read(models_dir, entry)?;
        let tokenizer = open_tokenizer(&bytes, model.max_tokens)
            .map_err(|error| invalid(models_dir, (model, entry), error.to_string()))?;
        if tokenizer.get_vocab_size(true) > vocabulary {
            return Err(invalid(models_dir, (model, entry), s("model.fault.tokens").to_owned()));
        }
        let prefixes = model.prefixes.clone();
        let wordless = [ids(&tokenizer, &prefixes.query)?, ids(&tokenizer, &prefixes.passage)?];
        Ok(Self { tokenizer, prefixes, wordless })
    }

    /// None if the text has no words.
    pub(super) fn ids(&self, role: Role, text: &str) -> Result<Vec<u32>, ModelError> {
        let wordless = match role {
            Role::Query => &self.wordless[0],
            Role::Passage => &self.wordless[1],
        };
        let ids = ids(&self.tokenizer, &self.prefixed(role, text))?;
        Ok(if ids == *wordless { Vec::new() } else { ids })
    }

    /// The text as the model was trained to see it in this role.
    pub(super) fn prefixed(&self, role: Role, text: &str) -> String {
        match role {
            Role::Query => format!("{}{text}", self.prefixes.query),
            Role::Passage => format!("{}{text}", self.prefixes.passage),
        }
    }
}

/// `config.json`, if this program can compute what it describes.
pub(super) fn read_config(models_dir: &Path, model: &Model) -> Result<BertConfig, ModelError> {
    let entry = &model.files.config;
    let bytes = model.read(models_dir, entry)?;
    let wrong = |cause: String| invalid(models_dir, (model, entry), cause);
    let config: BertConfig = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    let fault = match () {
        () if config.hidden_size != model.dimensions => Some(s("model.fault.size")),
        () if config.max_position_embeddings < model.max_tokens => Some(s("model.fault.max_tokens")),
        () => config.fault(),
    };
    fault.map_or(Ok(config), |fault| Err(wrong(fault.to_owned())))
}

fn invalid(models_dir: &Path, (model, entry): (&Model, &FileEntry), cause: String) -> ModelError {
    ModelError::Invalid { path: model.path(models_dir, entry), cause }
}

fn open_tokenizer(bytes: &[u8], max_tokens: usize) -> tokenizers::Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_bytes(bytes)?;
    let truncation = TruncationParams { max_length: max_tokens, ..TruncationParams::default() };
    tokenizer.with_truncation(Some(truncation))?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

/// One text a call: the library's batch call obeys an environment variable.
pub(super) fn ids(tokenizer: &Tokenizer, text: &str) -> Result<Vec<u32>, ModelError> {
    let failed = |error| ModelError::Engine { cause: format!("tokenizer: {error}") };
    Ok(tokenizer.encode_fast(text, true).map_err(failed)?.get_ids().to_vec())
}
