//! A corpus folder: sheets in subfolders, registries beside them. One unreadable file never loses the others.

mod tree;

use super::faults;
use super::{Defaults, IngestError, Parsed, Parsers};
use crate::corpus::{Acts, Facts, Glossary, Registries, Topics, Version};
use crate::strings::s;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// How often to say how far the reading is, when no file ends.
const TELL_AGAIN: Duration = Duration::from_millis(200);

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
    /// Files of a format that is not read yet, by path.
    pub skipped: Vec<String>,
}

/// Ours, and read elsewhere.
const CATALOGUE: &str = super::sources::SOURCES;
/// Questions that every generation must answer: read by whoever publishes.
pub const PROBES: &str = "probes.jsonl";

const REGISTRIES: [&str; 4] = ["topics.toml", "acts.toml", "facts.tsv", "glossary.toml"];

/// How far the reading of a folder is.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Files read, or refused.
    pub done: usize,
    /// Files in all.
    pub total: usize,
    /// The first that is not done yet; empty at the end.
    pub file: &'a str,
}

/// Reads every file of a known format under `root` (or the one file `root`), and the registries if they are there, in this
/// process: for files that are trusted.
pub fn read_folder(root: &Path, defaults: &Defaults) -> Result<CorpusFolder, IngestError> {
    Parsers::default().read_folder(root, defaults, &|_| {})
}

impl Parsers {
    /// Reads every file of a known format under `root` (or the one file `root`), some at a time, and the registries if they
    /// are there. Versions, errors and warnings come in the order of the paths. `told` is called now and then.
    pub fn read_folder(
        &self,
        root: &Path,
        defaults: &Defaults,
        told: &dyn Fn(Reading),
    ) -> Result<CorpusFolder, IngestError> {
        let mut folder = CorpusFolder::default();
        let mut paths;
        if root.is_dir() {
            paths = tree::files(root, &mut folder)?;
        } else {
            paths = vec![root.to_path_buf()];
        }
        paths.sort();
        let files: Vec<(String, PathBuf)> = paths.into_iter().map(|p| (relative(root, &p), p)).collect();
        for parsed in self.parse_all(&files, defaults, told) {
            match parsed {
                Ok(parsed) => {
                    folder.versions.push(parsed.version);
                    folder.warnings.extend(parsed.warnings);
                }
                Err(error) => folder.errors.push(error.to_string()),
            }
        }
        registries(root, &mut folder);
        Ok(folder)
    }

    fn parse_all(
        &self,
        files: &[(String, PathBuf)],
        defaults: &Defaults,
        told: &dyn Fn(Reading),
    ) -> Vec<Result<Parsed, IngestError>> {
        let mut results: Vec<Option<Result<Parsed, IngestError>>> = files.iter().map(|_| None).collect();
        let (next, (send, received)) = (AtomicUsize::new(0), mpsc::channel());
        std::thread::scope(|scope| {
            for _ in 0..self.limits().abreast().min(files.len()) {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some((name, path)) = files.get(at) else { break };
                        // Nobody listens only if the reading was given up.
                        let _ = send.send((at, self.parse_file(name, path, defaults)));
                    }
                });
            }
            drop(send);
            let (mut done, mut first) = (0, 0);
            loop {
                match received.recv_timeout(TELL_AGAIN) {
                    Ok((at, parsed)) => {
                        results[at] = Some(parsed);
                        done += 1;
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                first += results[first..].iter().take_while(|r| r.is_some()).count();
                let file = files.get(first).map_or("", |(name, _)| name);
                told(Reading { done, total: files.len(), file });
            }
        });
        results.into_iter().flatten().collect()
    }

    fn parse_file(&self, name: &str, path: &Path, defaults: &Defaults) -> Result<Parsed, IngestError> {
        let refused = |why: String| IngestError::Read { file: name.to_owned(), why };
        let read = |why: std::io::Error| refused(faults::told(&why));
        let about = std::fs::metadata(path).map_err(read)?;
        // A pipe would be waited for, a device has no end.
        if !about.is_file() {
            return Err(refused(s("ingest.no_file").to_owned()));
        }
        self.admit(name, about.len())?;
        let mut bytes = Vec::new();
        // It may be growing: then it is refused by what it has now.
        let most = self.limits().file_bytes() + 1;
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(read)?;
        self.parse(name, &bytes, defaults)
    }
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
