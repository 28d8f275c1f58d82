//! `models/manifest.toml`: the models shipped, their files with size and sha256, licence and origin.

use crate::strings::{fill, s};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::ModelError;

/// Name of the manifest inside the models folder.
pub const MANIFEST: &str = "manifest.toml";

/// Larger files are refused before they are read: 1 GiB.
const MAX_BYTES: u64 = 1 << 30;

/// The whole manifest.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Every model, in the order of the file.
    #[serde(rename = "model", default)]
    pub models: Vec<Model>,
}

/// One model: what it is, its files, and how to use it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Name of the model and of its folder: ASCII letters, digits, `-`, `_`, `.`.
    pub id: String,
    /// What it does.
    pub role: ModelRole,
    /// Floats per vector.
    pub dimensions: usize,
    /// Tokens of a text, special tokens included, beyond which it is cut off.
    pub max_tokens: usize,
    /// How token vectors become the vector of the text.
    pub pooling: Pooling,
    /// Whether vectors have length 1; models without are not supported.
    pub normalised: bool,
    /// How the weights are stored.
    pub precision: Precision,
    /// SPDX expression for the weights.
    pub licence: String,
    /// Version of the weights.
    pub revision: String,
    /// How they were made, from what.
    pub provenance: String,
    /// Whom the licences ask to name, one line each.
    pub attributions: Vec<String>,
    /// What is put before a text.
    pub prefixes: Prefixes,
    /// The files, all in the folder `id`.
    pub files: Files,
}

/// What a model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelRole {
    /// Text to vector.
    Encoder,
}

/// How token vectors become the vector of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Their mean, special tokens included.
    Mean,
    /// That of the first token, `[CLS]`.
    Cls,
}

/// How the weights are stored. They are always computed with as 32-bit floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Matrices as int8 with one scale per row, the rest as 32-bit floats.
    Int8,
    /// All as 32-bit floats.
    F32,
}

/// What is put before a text, per role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefixes {
    /// Before what a person asks.
    pub query: String,
    /// Before what is to be found.
    pub passage: String,
}

/// The files of a BERT model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// safetensors.
    pub weights: FileEntry,
    /// `tokenizer.json` of the tokenizers library.
    pub tokenizer: FileEntry,
    /// `config.json` of the transformers library.
    pub config: FileEntry,
    /// safetensors: the layers and head of the scorer that reads with this encoder's word vectors.
    pub scorer: Option<FileEntry>,
}

/// One file, as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Name inside the model's folder.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// 64 lower-case hex digits.
    pub sha256: String,
}

impl Manifest {
    /// Reads and checks `<models_dir>/manifest.toml`; the files it names are not touched.
    pub fn read(models_dir: &Path) -> Result<Self, ModelError> {
        let path = models_dir.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        let invalid = |cause: String| ModelError::Manifest { path: path.clone(), cause };
        let manifest: Manifest = toml::from_str(&text).map_err(|error| invalid(one_line(&error)))?;
        for (at, model) in manifest.models.iter().enumerate() {
            model.fault().map_or(Ok(()), |fault| {
                Err(invalid(fill("model.fault.of", &[("id", &model.id), ("fault", &fault)])))
            })?;
            if manifest.models[..at].iter().any(|other| other.id == model.id) {
                return Err(invalid(fill("model.fault.twice", &[("id", &model.id)])));
            }
        }
        Ok(manifest)
    }

    /// The model with this id. `models_dir` only serves the message.
    pub fn model(&self, models_dir: &Path, id: &str) -> Result<&Model, ModelError> {
        let unknown = || ModelError::Unknown { id: id.to_owned(), path: models_dir.join(MANIFEST) };
        self.models.iter().find(|model| model.id == id).ok_or_else(unknown)
    }
}

impl Model {
    /// Reads every file of the model and compares size and sha256.
    pub fn check(&self, models_dir: &Path) -> Result<(), ModelError> {
        self.entries().try_for_each(|entry| self.read(models_dir, entry).map(drop))
    }

    /// The bytes of a file, after comparing size and sha256.
    pub(super) fn read(&self, models_dir: &Path, entry: &FileEntry) -> Result<Vec<u8>, ModelError> {
        let path = self.path(models_dir, entry);
        let corrupt = |expected: String, found: String| {
            Err(ModelError::Corrupt { path: path.clone(), expected, found })
        };
        let size = std::fs::metadata(&path).map_err(|error| unreadable(&path, error))?.len();
        if size != entry.bytes {
            return corrupt(format!("{} byte", entry.bytes), format!("{size} byte"));
        }
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        if sha256 != entry.sha256 {
            return corrupt(format!("sha256 {}", entry.sha256), format!("sha256 {sha256}"));
        }
        Ok(bytes)
    }

    /// Where a file is.
    pub(super) fn path(&self, models_dir: &Path, entry: &FileEntry) -> PathBuf {
        models_dir.join(&self.id).join(&entry.name)
    }

    /// 12 hex digits that change with anything that changes a vector: files, limit, prefixes, pooling. The scorer makes none.
    #[cfg(feature = "candle")]
    pub(super) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let files = [&self.files.weights, &self.files.tokenizer, &self.files.config];
        files.iter().for_each(|entry| hash.update(&entry.sha256));
        let usage = (self.max_tokens, &self.prefixes.query, &self.prefixes.passage);
        hash.update(format!("{usage:?}"));
        // The mean was the only one when the first ids were given out.
        if self.pooling != Pooling::Mean {
            hash.update(format!("{:?}", self.pooling));
        }
        hex::encode(hash.finalize())[..12].to_owned()
    }

    fn entries(&self) -> impl Iterator<Item = &FileEntry> {
        [&self.files.weights, &self.files.tokenizer, &self.files.config].into_iter().chain(&self.files.scorer)
    }

    /// What is wrong with this entry, for the person who edits the manifest.
    fn fault(&self) -> Option<String> {
        if !is_plain(&self.id) {
            return Some(s("model.fault.id").into());
        }
        if self.dimensions == 0 || self.max_tokens < 3 {
            return Some(s("model.fault.small").into());
        }
        if !self.normalised {
            return Some(s("model.fault.normalised").into());
        }
        for entry in self.entries() {
            if !is_plain(&entry.name) {
                return Some(fill("model.fault.file_name", &[("name", &entry.name)]));
            }
            if entry.bytes > MAX_BYTES {
                return Some(fill("model.fault.file_size", &[("name", &entry.name), ("most", &MAX_BYTES)]));
            }
            let hex_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            if entry.sha256.len() != 64 || !entry.sha256.chars().all(hex_digit) {
                return Some(fill("model.fault.sha256", &[("name", &entry.name)]));
            }
        }
        None
    }
}

/// A name that cannot leave its folder.
fn is_plain(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(allowed)
}

fn unreadable(path: &Path, source: std::io::Error) -> ModelError {
    match source.kind() {
        ErrorKind::NotFound => ModelError::Missing { path: path.to_owned() },
        _ => ModelError::Unreadable { path: path.to_owned(), source },
    }
}

/// The first line of a parser's message with the line number, without its drawing of the source.
fn one_line(error: &toml::de::Error) -> String {
    error.message().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
