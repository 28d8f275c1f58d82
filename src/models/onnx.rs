//! The same encoder computed by ONNX Runtime, through fastembed, faster than by candle. Its library is not part of the
//! program: `library` finds it while running. The network is written as an ONNX file by `graph` and kept in the data folder
//! by `kept`. `above` does the same for the scorer's layers.

mod above;
mod graph;
mod kept;
mod library;
mod proto;

pub(super) use above::scorer;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use fastembed::{InitOptionsUserDefined, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel};

use super::embedder::Role;
use super::encoder::{Tokeniser, read_config};
use super::engine::Runtime;
use super::error::ModelError;
use super::manifest::{Model, Pooling};
use super::worker::{Batch, Network};

/// Cores used at most: a question is too short to be shared by more.
const THREADS: usize = 4;
/// A waiting thread sleeps instead: the cores are shared with the rest of the service.
const SPINNING: &str = "session.intra_op.allow_spinning";

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS))
}

/// A loaded encoder.
pub(super) struct OnnxEncoder {
    tokeniser: Tokeniser,
    /// Borrowed by the one thread that computes: a session wants `&mut`.
    session: RefCell<TextEmbedding>,
    dimensions: usize,
}

impl OnnxEncoder {
    /// Finds the library, checks the model's files against the manifest and loads them.
    pub(super) fn load(models_dir: &Path, model: &Model, runtime: &Runtime) -> Result<Self, ModelError> {
        // The library is foreign code behind bindings that panic on what they do not expect: candle must then serve.
        catch_unwind(AssertUnwindSafe(|| Self::open(models_dir, model, runtime)))
            .unwrap_or_else(|_| Err(failed(crate::strings::s("model.fault.internal"))))
    }

    fn open(models_dir: &Path, model: &Model, runtime: &Runtime) -> Result<Self, ModelError> {
        let environment = library::environment(runtime)?;
        let config = read_config(models_dir, model)?;
        let tokeniser = Tokeniser::load(models_dir, model, config.vocab_size)?;
        let onnx = kept::read_or_write(&runtime.folder, (models_dir, model), &config)?;
        let pooling = match model.pooling {
            Pooling::Mean => fastembed::Pooling::Mean,
            Pooling::Cls => fastembed::Pooling::Cls,
        };
        let wanted = UserDefinedEmbeddingModel::new(onnx, no_tokenizer()).with_pooling(pooling);
        let options = InitOptionsUserDefined::new()
            .with_environment(environment)
            .with_intra_threads(threads())
            .with_session_config(SPINNING, "0");
        let mut session = TextEmbedding::try_new_from_user_defined(wanted, options).map_err(failed)?;
        session.tokenizer = tokeniser.tokenizer.clone();
        let encoder = Self { tokeniser, session: RefCell::new(session), dimensions: model.dimensions };
        // A library that loads and does not compute is told now, while candle can still take its place.
        let trial = Batch { role: Role::Query, texts: vec!["a"], tokens: vec![Vec::new()] };
        match encoder.vectors(&trial)?.pop() {
            Some(vector) if vector.len() == encoder.dimensions && vector.iter().all(|x| x.is_finite()) => {
                Ok(encoder)
            }
            _ => Err(failed(crate::strings::s("model.fault.vector"))),
        }
    }
}

impl Network for OnnxEncoder {
    fn tokens(&self, role: Role, text: &str) -> Result<Vec<u32>, ModelError> {
        self.tokeniser.ids(role, text)
    }

    /// One text a call: in a batch the short ones would be computed as long as the longest.
    fn vectors(&self, batch: &Batch<'_>) -> Result<Vec<Vec<f32>>, ModelError> {
        let mut session = self.session.borrow_mut();
        let one = |text: &&str| {
            let text = [self.tokeniser.prefixed(batch.role, text)];
            session.embed(text, Some(1)).map(|mut vectors| vectors.pop().unwrap_or_default())
        };
        batch.texts.iter().map(one).collect::<Result<_, _>>().map_err(failed)
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }
}

/// fastembed wants to read a tokenizer: it gets an empty one, in whose place ours is put.
fn no_tokenizer() -> TokenizerFiles {
    let empty = br#"{"version": "1.0", "added_tokens": [], "model": {"type": "WordLevel", "vocab": {"-": 0}, "unk_token": "-"}}"#;
    TokenizerFiles {
        tokenizer_file: empty.to_vec(),
        config_file: br#"{"pad_token_id": 0}"#.to_vec(),
        special_tokens_map_file: b"{}".to_vec(),
        tokenizer_config_file: br#"{"model_max_length": 512, "pad_token": "-"}"#.to_vec(),
    }
}

/// The first line of what the engine said.
fn failed(error: impl std::fmt::Display) -> ModelError {
    let cause = error.to_string().lines().next().unwrap_or_default().to_owned();
    ModelError::Engine { cause }
}

#[cfg(test)]
mod tests;
