//! From the bytes of a file to a version with passages and warnings; one file per format. A broken part costs a warning,
//! never its neighbours. Knows neither models nor the index.

pub mod catalogue;
mod chunk;
mod document;
mod folder;
mod formats;
mod front_matter;
mod markdown;
mod plain;
pub mod sources;
pub mod sync;

pub use folder::{CorpusFolder, PROBES, read_folder, sha256_hex};
pub use front_matter::Defaults;

pub(crate) use chunk::CHUNKER;

use crate::corpus::{CorpusError, Version};
use crate::strings::fill;
use std::collections::HashMap;

/// A file that yields nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// No text in any character set.
    #[error("{}", fill("ingest.not_text", &[("file", file), ("at", at)]))]
    NotText {
        /// The file.
        file: String,
        /// The first byte of the decoded text that is no character of one.
        at: usize,
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
    /// A file that its format's parser refuses as a whole.
    #[error("{}", fill("ingest.value", &[("file", file), ("why", why)]))]
    Broken {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A file or folder that cannot be read.
    #[error("{}", fill("ingest.read", &[("file", file), ("why", why)]))]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// Two files for the same work and first day.
    #[error("{}", fill("ingest.twice", &[("key", key), ("first", first), ("second", second)]))]
    Twice {
        /// `work~valid_from`.
        key: String,
        /// A file.
        first: String,
        /// The other.
        second: String,
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

/// Parses one file by its extension: Markdown and plain text here, the others in `formats`.
pub fn parse(file: &str, bytes: &[u8], defaults: &Defaults) -> Result<Parsed, IngestError> {
    let named = |why: String| fill("ingest.value", &[("file", &file), ("why", &why)]);
    if let Some(read) = formats::of(&extension(file), bytes) {
        let mut document = read(bytes).map_err(|why| IngestError::Broken { file: file.to_owned(), why })?;
        document.warnings = document.warnings.into_iter().map(named).collect();
        return document::parsed(file, (document, sha256_hex(bytes)), defaults);
    }
    let read = match extension(file).as_str() {
        "md" | "markdown" => markdown::parse,
        "txt" => plain::parse,
        _ => return Err(IngestError::Format { file: file.to_owned() }),
    };
    let decoded = formats::encoding::decode(bytes)
        .map_err(|hopeless| IngestError::NotText { file: file.to_owned(), at: hopeless.0 })?;
    let mut parsed = read(file, &decoded.text, defaults)?;
    parsed.version.sha256 = sha256_hex(bytes);
    parsed.warnings.splice(..0, decoded.warning.map(named));
    Ok(parsed)
}

/// Is there a parser for files with such a name?
fn is_read(file: &str) -> bool {
    let extension = extension(file);
    matches!(extension.as_str(), "md" | "markdown" | "txt")
        || formats::EXTENSIONS.contains(&extension.as_str())
}

fn extension(file: &str) -> String {
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// Refuses versions of the same work and day; each comes with the name of its file.
pub fn all_distinct<'a>(named: impl Iterator<Item = (String, &'a Version)>) -> Result<(), IngestError> {
    let mut seen: HashMap<String, String> = HashMap::new();
    for (second, version) in named {
        let key = version.key();
        if let Some(first) = seen.insert(key.clone(), second.clone()) {
            return Err(IngestError::Twice { key, first, second });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
