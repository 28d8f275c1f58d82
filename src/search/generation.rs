//! Generations: immutable folders built beside the running one under a temporary name, checked, renamed, then switched to
//! by one pointer in the store. A generation remembers by hash the corpus, the rules and the encoder it was made with.

mod build;
mod cache;
mod publish;

pub use build::{Progress, Source, build};
pub use cache::VectorCache;
pub use publish::{Decided, Generations, Move};

use crate::corpus::{Glossary, Topics};
use crate::ingest::sha256_hex;
use crate::models::ModelError;
use crate::search::SearchError;
use crate::search::index::{IndexError, Placed};
use crate::store::StoreError;
use crate::strings::fill;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DOCUMENTS: &str = "documents.json";
pub(super) const VOCABULARY: &str = "vocabulary.json";
pub(super) const CONTEXT: &str = "context.json";
pub(super) const SENTENCES: &str = "sentences.bin";
/// Version of the layout of a generation's folder.
const FORMAT: u32 = 4;

/// A generation cannot be built, opened or published.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Nothing to index.
    #[error("{}", fill("generation.empty", &[]))]
    Empty,
    /// A file cannot be written.
    #[error("{}", fill("generation.write", &[("path", &path.display()), ("why", why)]))]
    Write {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// A file is missing or not what the manifest says.
    #[error("{}", fill("generation.damaged", &[("file", &file.display()), ("why", why)]))]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// No generation has this id.
    #[error("{}", fill("generation.unknown", &[("id", id)]))]
    Unknown {
        /// The id.
        id: String,
    },
    /// There is nothing to go back to.
    #[error("{}", fill("generation.no_previous", &[]))]
    NoPrevious,
    /// The encoder failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The engine that should hold it cannot.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SearchError> for BuildError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Model(error) => error.into(),
            SearchError::Index(error) => error.into(),
        }
    }
}

/// The encoder whose vectors a generation holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoder {
    /// [`crate::models::Embedder::id`].
    pub id: String,
    /// Floats per vector.
    pub dimensions: usize,
}

/// One file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// Size.
    pub bytes: u64,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// What a generation was made from, and its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout version.
    pub format: u32,
    /// `g` and 12 hex digits of what it was made from.
    pub id: String,
    /// When, RFC 3339.
    pub created_at: String,
    /// Hash over all versions.
    pub corpus: String,
    /// Rules that cut passages.
    pub chunker: String,
    /// Rules that make terms.
    pub analyzer: String,
    /// None = BM25 only.
    pub encoder: Option<Encoder>,
    /// Names of the measure bits, in order.
    pub measures: Vec<String>,
    /// Versions.
    pub versions: usize,
    /// Passages.
    pub passages: usize,
    /// Points: passages and their questions.
    pub points: usize,
    /// The files and their hashes.
    pub files: BTreeMap<String, FileMark>,
}

/// What a query needs beside the documents.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Context {
    pub(super) glossary: Glossary,
    pub(super) topics: Topics,
}

impl Manifest {
    /// The corpus and the rules, whatever the encoder: two generations with the same mark say the same.
    pub fn mark(&self) -> String {
        build::mark(self.format, &self.corpus, (&self.chunker, &self.analyzer))
    }

    /// Id of the encoder; empty = by words only.
    pub fn encoder_id(&self) -> &str {
        self.encoder.as_ref().map_or("", |e| e.id.as_str())
    }

    /// What an engine needs to know of it, which holds vectors of any encoder.
    pub(super) fn placed<'a>(&'a self, folder: &'a Path) -> Placed<'a> {
        Placed { id: &self.id, folder, dimensions: self.encoder.as_ref().map_or(0, |e| e.dimensions) }
    }

    /// Could this be the id of a generation: `g` and 12 hex digits?
    pub fn is_id(text: &str) -> bool {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        text.len() == 13 && text.starts_with('g') && text.bytes().skip(1).all(digit)
    }

    /// Reads a generation's manifest.
    pub fn read(folder: &Path) -> Result<Self, BuildError> {
        let file = folder.join(MANIFEST);
        let damaged = |why: String| BuildError::Damaged { file: file.clone(), why };
        let bytes = std::fs::read(&file).map_err(|e| damaged(e.to_string()))?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
        if manifest.format == FORMAT {
            Ok(manifest)
        } else {
            Err(damaged(format!("format {}", manifest.format)))
        }
    }

    /// Compares every file with its size and hash.
    pub(super) fn verify(&self, folder: &Path) -> Result<(), BuildError> {
        for (name, mark) in &self.files {
            let file = folder.join(name);
            let bytes = std::fs::read(&file)
                .map_err(|e| BuildError::Damaged { file: file.clone(), why: e.to_string() })?;
            if bytes.len() as u64 != mark.bytes || sha256_hex(&bytes) != mark.sha256 {
                return Err(BuildError::Damaged { file, why: "sha256".to_owned() });
            }
        }
        Ok(())
    }
}
