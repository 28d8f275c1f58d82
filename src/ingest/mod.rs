//! From the bytes of a file to a version with passages and warnings; one file per format. A broken part costs a warning,
//! never its neighbours. Knows neither models nor the index.

pub mod catalogue;
pub mod child;
mod chunk;
mod document;
mod faults;
mod folder;
mod formats;
mod front_matter;
mod markdown;
mod parsers;
mod plain;
pub mod sources;
pub mod sync;
pub mod withdrawal;

pub use child::{ChildError, Limits};
pub use folder::{CorpusFolder, PROBES, Reading, read_folder, sha256_hex};
pub use front_matter::Defaults;
pub use parsers::Parsers;

pub(crate) use chunk::CHUNKER;

use crate::corpus::{CorpusError, Version};
use crate::strings::fill;
use std::collections::{BTreeMap, HashMap};

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
    /// A file whose parser did not come to an end, or went over a limit.
    #[error("{}", fill("ingest.value", &[("file", file), ("why", why)]))]
    Child {
        /// The file.
        file: String,
        /// What happened.
        why: ChildError,
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

/// Parses one file in this process, whatever its format: for files that are trusted. See [`Parsers`] for those that are not.
pub fn parse(file: &str, bytes: &[u8], defaults: &Defaults) -> Result<Parsed, IngestError> {
    Parsers::default().parse(file, bytes, defaults)
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
        if let Some(first) = seen.insert(version.key(), second.clone()) {
            return Err(IngestError::Twice { key: version.shown(), first, second });
        }
    }
    Ok(())
}

/// Files that give one version, of which none is taken: which is meant nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", fill("ingest.clash", &[("key", key), ("files", &files.join(", "))]))]
pub struct Clash {
    key: String,
    files: Vec<String>,
}

impl Clash {
    /// How many files.
    pub fn files(&self) -> usize {
        self.files.len()
    }
}

/// The versions that one file gives, in their order, and those that several give; each comes with the name of its file.
pub fn tell_apart(named: Vec<(String, Version)>) -> (Vec<Version>, Vec<Clash>) {
    let mut clashes: BTreeMap<String, Clash> = BTreeMap::new();
    for (file, version) in &named {
        let empty = || Clash { key: version.shown(), files: Vec::new() };
        clashes.entry(version.key()).or_insert_with(empty).files.push(file.clone());
    }
    clashes.retain(|_, clash| clash.files.len() > 1);
    let alone = named.into_iter().map(|(_, version)| version).filter(|v| !clashes.contains_key(&v.key()));
    (alone.collect(), clashes.into_values().collect())
}

#[cfg(test)]
mod tests;
