//! From text to vector: tokenizer, network, mean, length 1.

use crate::strings::s;
use std::path::Path;

use candle_core::IndexOp;
use tokenizers::{Tokenizer, TruncationParams};

use super::bert::{Bert, BertConfig, engine};
use super::embedder::{Role, normalise};
use super::error::ModelError;
use super::manifest::{Model, Prefixes};
use super::scorer::Scorer;
use super::weights::Weights;
use super::worker::Network;

/// A loaded encoder.
pub(super) struct Encoder {
    tokenizer: Tokenizer,
    bert: Bert,
    prefixes: Prefixes,
    /// The token numbers of a query and of a passage without words: special tokens and prefix.
    wordless: [Vec<u32>; 2],
    dimensions: usize,
}

impl Encoder {
    /// Checks the model's files against the manifest and loads them, with the scorer if there is one.
    pub(super) fn load(models_dir: &Path, model: &Model) -> Result<(Self, Option<Scorer>), ModelError> {
        let files = &model.files;
        let invalid =
            |entry, cause: String| ModelError::Invalid { path: model.path(models_dir, entry), cause };

        let config = model.read(models_dir, &files.config)?;
        let config: BertConfig =
            serde_json::from_slice(&config).map_err(|error| invalid(&files.config, error.to_string()))?;
        let fault = match () {
            () if config.hidden_size != model.dimensions => Some(s("model.fault.size")),
            () if config.max_position_embeddings < model.max_tokens => Some(s("model.fault.max_tokens")),
            () => config.fault(),
        };
        fault.map_or(Ok(()), |fault| Err(invalid(&files.config, fault.to_owned())))?;

        let bytes = model.read(models_dir, &files.tokenizer)?;
        let tokenizer = open_tokenizer(&bytes, model.max_tokens)
            .map_err(|error| invalid(&files.tokenizer, error.to_string()))?;
        if tokenizer.get_vocab_size(true) > config.vocab_size {
            return Err(invalid(&files.tokenizer, s("model.fault.tokens").to_owned()));
        }

        let path = model.path(models_dir, &files.weights);
        let bytes = model.read(models_dir, &files.weights)?;
        let bert = Bert::load(&Weights::open(&path, &bytes)?, &config)?;
        let scorer = match &files.scorer {
            Some(entry) => {
                let (path, bytes) = (model.path(models_dir, entry), model.read(models_dir, entry)?);
                Some(Scorer::load((&bert, &config), &Weights::open(&path, &bytes)?, tokenizer.clone())?)
            }
            None => None,
        };
        let prefixes = model.prefixes.clone();
        let wordless = [ids(&tokenizer, &prefixes.query)?, ids(&tokenizer, &prefixes.passage)?];
        Ok((Self { tokenizer, bert, prefixes, wordless, dimensions: model.dimensions }, scorer))
    }
}

impl Network for Encoder {
    fn tokens(&self, role: Role, text: &str) -> Result<Vec<u32>, ModelError> {
        let (prefix, wordless) = match role {
            Role::Query => (&self.prefixes.query, &self.wordless[0]),
            Role::Passage => (&self.prefixes.passage, &self.wordless[1]),
        };
        let ids = ids(&self.tokenizer, &format!("{prefix}{text}"))?;
        Ok(if ids == *wordless { Vec::new() } else { ids })
    }

    fn vectors(&self, texts: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, ModelError> {
        let states = self.bert.forward(texts)?;
        let mut start = 0;
        let mut vectors = Vec::with_capacity(texts.len());
        for text in texts {
            let end = start + text.len();
            let mean = states.i(start..end).and_then(|tokens| tokens.mean(0)).map_err(engine)?;
            let mut vector = mean.to_vec1::<f32>().map_err(engine)?;
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
