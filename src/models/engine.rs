//! Which engine computes an encoder: ONNX Runtime where it is wanted and can be used, candle everywhere else.

use std::path::{Path, PathBuf};

use super::embedder::Embedder;
use super::error::ModelError;

/// Where ONNX Runtime is looked for, and where its form of a model is kept.
#[derive(Clone, Debug, Default)]
pub struct Runtime {
    /// Library files that someone named: told when they are not there.
    pub named: Vec<PathBuf>,
    /// Where an installation puts it.
    pub places: Vec<PathBuf>,
    /// Folder of the ONNX files; made when missing.
    pub folder: PathBuf,
}

/// An encoder that is ready.
#[derive(Debug)]
pub struct Loaded {
    /// The encoder.
    pub embedder: Embedder,
    /// Why candle computes although ONNX Runtime was wanted.
    pub instead: Option<ModelError>,
}

/// As [`Embedder::load`], by ONNX Runtime if a `runtime` is given and can be used.
pub fn load(models_dir: &Path, id: &str, runtime: Option<&Runtime>) -> Result<Loaded, ModelError> {
    let instead = match runtime.map(|runtime| fast(models_dir, id, runtime)) {
        Some(Ok(embedder)) => return Ok(Loaded { embedder, instead: None }),
        Some(Err(error)) => Some(error),
        None => None,
    };
    Ok(Loaded { embedder: Embedder::load(models_dir, id)?, instead })
}

/// By ONNX Runtime or not at all.
#[cfg(feature = "onnx")]
pub fn fast(models_dir: &Path, id: &str, runtime: &Runtime) -> Result<Embedder, ModelError> {
    let manifest = super::manifest::Manifest::read(models_dir)?;
    let model = manifest.model(models_dir, id)?;
    let encoder = super::onnx::OnnxEncoder::load(models_dir, model, runtime)?;
    // Only what embeds is candle's: the scorer reads with the encoder's word vectors.
    let above = super::onnx::scorer(models_dir, model, runtime).unwrap_or_else(|error| {
        tracing::warn!(%error, "the scorer is computed by candle");
        None
    });
    let (_, scorer) = super::encoder::Encoder::load(models_dir, model, above)?;
    Ok(Embedder::Fastembed(super::embedder::Local::start((model, "onnx-f32"), encoder, scorer)?))
}

/// By ONNX Runtime or not at all.
#[cfg(not(feature = "onnx"))]
pub fn fast(_: &Path, _: &str, _: &Runtime) -> Result<Embedder, ModelError> {
    Err(ModelError::NoEngine { engine: "onnx" })
}

#[cfg(test)]
#[cfg(feature = "candle")]
mod tests;
