//! A corpus folder: sheets in subfolders, registries beside them. One unreadable file never loses the others.

use super::{Defaults, IngestError, parse};
use crate::corpus::{Acts, Facts, Glossary, Registries, Topics, Version};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// What a corpus folder held.
#[derive(Debug, Default)]
pub struct CorpusFolder {
    /// Versions by path.
    pub versions: Vec<Version>,
    /// Topics, acts and facts.
    pub registries: Registries,
    /// Acronyms, synonyms, slang.
    pub glossary: Glossary,
    /// Files that gave nothing.
    pub errors: Vec<String>,
    /// Parts of files that gave nothing.
    pub warnings: Vec<String>,
    /// How many files have a format that is not read yet.
    pub skipped: usize,
}

/// Ours, and read elsewhere.
const CATALOGUE: &str = super::sources::SOURCES;
/// Questions that every generation must answer: read by whoever publishes.
pub const PROBES: &str = "probes.jsonl";

const REGISTRIES: [&str; 4] = ["topics.toml", "acts.toml", "facts.tsv", "glossary.toml"];

/// Reads every file of a known format under `root` (or the one file `root`), and the registries if they are there.
pub fn read_folder(root: &Path, defaults: &Defaults) -> Result<CorpusFolder, IngestError> {
    let mut folder = CorpusFolder::default();
    let mut files = Vec::new();
    if root.is_dir() {
        walk(root, &mut files, &mut folder)?;
    } else {
        files.push(root.to_path_buf());
    }
    files.sort();
    for path in files {
        let name = relative(root, &path);
        match std::fs::read(&path) {
            Err(why) => {
                folder.errors.push(IngestError::Read { file: name, why: why.to_string() }.to_string());
            }
            Ok(bytes) => match parse(&name, &bytes, defaults) {
                Ok(parsed) => {
                    folder.versions.push(parsed.version);
                    folder.warnings.extend(parsed.warnings);
                }
                Err(error) => folder.errors.push(error.to_string()),
            },
        }
    }
    registries(root, &mut folder);
    Ok(folder)
}

fn registries(root: &Path, folder: &mut CorpusFolder) {
    for file in REGISTRIES {
        let Ok(text) = std::fs::read_to_string(root.join(file)) else { continue };
        let read = match file {
            "topics.toml" => Topics::parse(file, &text).map(|t| folder.registries.topics = t),
            "acts.toml" => Acts::parse(file, &text).map(|a| folder.registries.acts = a),
            "facts.tsv" => Facts::parse(file, &text).map(|f| folder.registries.facts = f),
            _ => Glossary::parse(file, &text).map(|g| folder.glossary = g),
        };
        if let Err(error) = read {
            folder.errors.push(error.to_string());
        }
    }
}

fn relative(root: &Path, path: &Path) -> String {
    let shown = path.strip_prefix(root).ok().filter(|p| !p.as_os_str().is_empty());
    let shown = shown.unwrap_or_else(|| path.file_name().map_or(path, Path::new));
    shown.to_string_lossy().replace('\\', "/")
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, found: &mut CorpusFolder) -> Result<(), IngestError> {
    let refuse =
        |why: std::io::Error| IngestError::Read { file: folder.display().to_string(), why: why.to_string() };
    for entry in std::fs::read_dir(folder).map_err(refuse)? {
        let path = entry.map_err(refuse)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if let Err(error) = walk(&path, files, found) {
                found.errors.push(error.to_string());
            }
        } else if name == "README.md"
            || name.starts_with('.')
            || REGISTRIES.contains(&name.as_str())
            || name == CATALOGUE
            || name == PROBES
        {
            // Ours, about the folder.
        } else if super::is_read(&name) {
            files.push(path);
        } else {
            found.skipped += 1;
        }
    }
    Ok(())
}
