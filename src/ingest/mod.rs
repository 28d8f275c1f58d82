//! From the bytes of a file to a version with passages and warnings; one file per format. A broken part costs a warning,
//! never its neighbours. Knows neither models nor the index.

pub mod catalogue;
mod chunk;
mod folder;
mod front_matter;
mod markdown;
mod plain;

pub use folder::{CorpusFolder, read_folder, sha256_hex};
pub use front_matter::Defaults;

pub(crate) use chunk::CHUNKER;

use crate::corpus::{CorpusError, Version};
use crate::strings::fill;

/// A file that yields nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// Not UTF-8.
    #[error("{}", fill("ingest.utf8", &[("file", file), ("byte", byte)]))]
    NotUtf8 {
        /// The file.
        file: String,
        /// Where the first bad byte is.
        byte: usize,
    },
    /// Front matter that does not parse.
    #[error("{}", fill("ingest.front_matter", &[("file", file), ("line", line), ("why", why)]))]
    FrontMatter {
        /// The file.
        file: String,
        /// Line in the file, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// No text to cut into passages.
    #[error("{}", fill("ingest.empty", &[("file", file)]))]
    Empty {
        /// The file.
        file: String,
    },
    /// An extension that no parser reads yet.
    #[error("{}", fill("ingest.format", &[("file", file)]))]
    Format {
        /// The file.
        file: String,
    },
    /// A file or folder that cannot be read.
    #[error("{}", fill("ingest.read", &[("file", file), ("why", why)]))]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// A value that cannot exist.
    #[error("{}", fill("ingest.value", &[("file", file), ("why", why)]))]
    Value {
        /// The file.
        file: String,
        /// What is wrong.
        why: CorpusError,
    },
}

/// What a file yielded.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The version with its passages.
    pub version: Version,
    /// What could not be read, in Italian.
    pub warnings: Vec<String>,
}

/// Parses one file by its extension (`md`, `markdown`, `txt`).
pub fn parse(file: &str, bytes: &[u8], defaults: &Defaults) -> Result<Parsed, IngestError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|e| IngestError::NotUtf8 { file: file.to_owned(), byte: e.valid_up_to() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("md" | "markdown") => markdown::parse(file, text, defaults),
        Some("txt") => plain::parse(file, text, defaults),
        _ => Err(IngestError::Format { file: file.to_owned() }),
    }
}

#[cfg(test)]
mod tests;
