//! Builds a generation's folder from versions: documents, vocabulary, points, vectors. Written under a temporary name and
//! renamed when complete, so that a crash leaves the old ones and no half of a new one.

use super::{
    BuildError, CONTEXT, Context, DOCUMENTS, Encoder, FORMAT, FileMark, MANIFEST, Manifest, SENTENCES,
    VOCABULARY, VectorCache,
};
use crate::corpus::{Glossary, NEVER, Passage, Topics, Validity, Version};
use crate::ingest::{CHUNKER, sha256_hex};
use crate::models::Embedder;
use crate::search::index::{PointText, build as build_index};
use crate::search::lexicon::{ANALYZER, index_terms};
use crate::search::snapshot::bits;
use crate::search::spelling;
use crate::store::Clock;
use crate::text;
use regex::Regex;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What a generation is made from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The versions wanted.
    pub versions: Vec<Version>,
    /// For understanding questions.
    pub glossary: Glossary,
    /// Topics and measures.
    pub topics: Topics,
}

/// How far a build is: vectors done, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Builds the generation of `source` in a folder of `root` named by its id; an existing one is kept. With an embedder it
/// gets dense vectors. Returns its manifest.
pub async fn build(
    root: &Path,
    mut source: Source,
    dense: Option<(&Embedder, &VectorCache)>,
    (clock, progress): (&Clock, Progress<'_>),
) -> Result<Manifest, BuildError> {
    source.versions.sort_by_key(Version::key);
    inherit_asks(&mut source.versions);
    let mut manifest = manifest(&source, dense.map(|(e, _)| e), clock);
    if manifest.passages == 0 {
        return Err(BuildError::Empty);
    }
    let folder = root.join(&manifest.id);
    if let Ok(existing) = Manifest::read(&folder)
        && existing.verify(&folder).is_ok()
    {
        return Ok(existing);
    }
    let write = |why: std::io::Error| BuildError::Write { path: root.to_path_buf(), why };
    let temporary = root.join(format!(".{}.{}", manifest.id, uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&temporary).map_err(write)?;
    let _cleanup = Cleanup(temporary.clone());
    let points = points(&source, &manifest.measures);
    let texts = Texts::of(&source);
    let vectors = match dense {
        Some((embedder, cache)) => texts.embed(embedder, cache, progress).await?,
        None => Vectors::default(),
    };
    let mut built = build_index(&temporary, &points, &vectors.points).map_err(write)?;
    built.words = words(&source.versions);
    if !vectors.sentences.is_empty() {
        let flat = vectors.sentences.concat();
        std::fs::write(temporary.join(SENTENCES), bytemuck::cast_slice(&flat)).map_err(write)?;
    }
    let context = Context { glossary: source.glossary, topics: source.topics };
    for (name, bytes) in [
        (DOCUMENTS, serde_json::to_vec(&source.versions)),
        (VOCABULARY, serde_json::to_vec(&built)),
        (CONTEXT, serde_json::to_vec(&context)),
    ] {
        let bytes = bytes.expect("plain data serialises");
        std::fs::write(temporary.join(name), bytes).map_err(write)?;
    }
    manifest.points = points.len();
    manifest.files = marks(&temporary).map_err(write)?;
    let bytes = serde_json::to_vec_pretty(&manifest).expect("plain data serialises");
    std::fs::write(temporary.join(MANIFEST), bytes).map_err(write)?;
    for entry in std::fs::read_dir(&temporary).map_err(write)? {
        let file = std::fs::File::open(entry.map_err(write)?.path()).map_err(write)?;
        file.sync_all().map_err(write)?;
    }
    // A damaged one steps aside whole, so that the name never stands for half a folder.
    let aside = root.join(format!(".{}.{}", manifest.id, uuid::Uuid::new_v4()));
    let _damaged = Cleanup(aside.clone());
    if folder.exists() {
        std::fs::rename(&folder, &aside).map_err(write)?;
    }
    std::fs::rename(&temporary, &folder).map_err(write)?;
    Ok(manifest)
}

/// Removes what an interrupted build leaves.
struct Cleanup(PathBuf);

impl Drop for Cleanup {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Source {
    /// What [`Manifest::mark`] will be for a generation of this source.
    pub fn mark(&self) -> String {
        mark(FORMAT, &self.hash(), (CHUNKER, ANALYZER))
    }

    /// Of the texts as they are indexed: before and after `inherit_asks` it is the same.
    fn hash(&self) -> String {
        let mut versions = self.versions.clone();
        versions.sort_by_key(Version::key);
        inherit_asks(&mut versions);
        let documents = serde_json::to_vec(&(versions, &self.glossary, &self.topics));
        sha256_hex(&documents.expect("plain data serialises"))
    }
}

pub(super) fn mark(format: u32, corpus: &str, (chunker, analyzer): (&str, &str)) -> String {
    format!("{format} {corpus} {chunker} {analyzer}")
}

fn manifest(source: &Source, embedder: Option<&Embedder>, clock: &Clock) -> Manifest {
    let corpus = source.hash();
    let encoder = embedder.map(|e| Encoder { id: e.id().to_owned(), dimensions: e.dimensions() });
    let marks = format!("{} {encoder:?}", mark(FORMAT, &corpus, (CHUNKER, ANALYZER)));
    let mut measures: Vec<String> = source.topics.measure.iter().map(|m| m.id.clone()).collect();
    for measure in source.versions.iter().flat_map(|v| &v.measures) {
        if !measures.contains(measure) {
            measures.push(measure.clone());
        }
    }
    Manifest {
        format: FORMAT,
        id: format!("g{}", &sha256_hex(marks.as_bytes())[..12]),
        created_at: clock.now(),
        corpus,
        chunker: CHUNKER.to_owned(),
        analyzer: ANALYZER.to_owned(),
        encoder,
        measures,
        versions: source.versions.len(),
        passages: source.versions.iter().map(|v| v.passages.len()).sum(),
        points: 0,
        files: BTreeMap::new(),
    }
}

fn marks(folder: &Path) -> std::io::Result<BTreeMap<String, FileMark>> {
    let mut marks = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let bytes = std::fs::read(entry.path())?;
        let mark = FileMark { bytes: bytes.len() as u64, sha256: sha256_hex(&bytes) };
        marks.insert(entry.file_name().to_string_lossy().into_owned(), mark);
    }
    Ok(marks)
}

/// What a passage is found by: its headings, its text, the provisions it cites.
fn passage_text(version: &Version, passage: &Passage) -> String {
    let reference = passage.reference.as_deref().unwrap_or(&version.reference);
    format!("{}. {}\n\n{}\n\n{reference}", version.title, passage.heading, version.text_of(passage))
}

/// What the encoder reads of it: headings and text.
fn embedded_text(version: &Version, passage: &Passage) -> String {
    let mut parts = vec![version.title.as_str(), passage.heading.as_str(), version.text_of(passage)];
    parts.retain(|p| !p.is_empty());
    parts.join(". ")
}

fn points(source: &Source, measures: &[String]) -> Vec<PointText> {
    let mut newest: HashMap<&str, jiff::civil::Date> = HashMap::new();
    for version in &source.versions {
        let held = newest.entry(version.work.as_str()).or_insert(version.validity.from());
        *held = (*held).max(version.validity.from());
    }
    let mut points = Vec::new();
    let mut number = 0;
    for version in &source.versions {
        let measures = bits(measures, &version.measures);
        let latest = newest[version.work.as_str()] == version.validity.from();
        let point = |ask: Option<u16>, (number, holds): (u32, Validity), text: &str| PointText {
            passage: number,
            ask,
            validity: holds,
            tier: version.tier,
            measures,
            // What ended before its act is not asked for as an act of the past.
            latest: latest && holds.to() == version.validity.to(),
            terms: index_terms(text),
        };
        for passage in &version.passages {
            let at = (number, version.validity_of(passage).unwrap_or(NEVER));
            points.push(point(None, at, &passage_text(version, passage)));
            for (n, ask) in passage.asks.iter().enumerate() {
                points.push(point(Some(n as u16), at, ask));
            }
            number += 1;
        }
    }
    points
}

/// Everything that gets a vector, in the order of points and of sentences.
struct Texts {
    points: Vec<String>,
    sentences: Vec<String>,
}

#[derive(Default)]
struct Vectors {
    points: Vec<Vec<f32>>,
    sentences: Vec<Vec<f32>>,
}

/// A past version of a rule is asked for in the same words as the one in force, with a date beside them («… al 1° giugno
/// 2024»): its passages also take the latest version's questions that name no time.
fn inherit_asks(versions: &mut [Version]) {
    let mut latest: BTreeMap<String, usize> = BTreeMap::new();
    for (n, version) in versions.iter().enumerate() {
        let held = latest.entry(version.work.to_string()).or_insert(n);
        if versions[*held].validity.from() < version.validity.from() {
            *held = n;
        }
    }
    for n in 0..versions.len() {
        let last = latest[&versions[n].work.to_string()];
        if last == n {
            continue;
        }
        let donors = versions[last].passages.clone();
        for passage in &mut versions[n].passages {
            let donor = donors.iter().find(|d| d.locator == passage.locator);
            let timeless = |ask: &&String| text::dates(ask).is_empty() && !TIMED.is_match(&text::fold(ask));
            let taken: Vec<String> = donor
                .iter()
                .flat_map(|d| d.asks.iter().filter(timeless))
                .filter(|ask| !passage.asks.contains(ask))
                .cloned()
                .collect();
            passage.asks.extend(taken);
        }
    }
}

/// Words that place a question in time, or in the order of the rules.
static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(oggi|adesso|attual\w*|ora|nuov[oaie]|quest'anno|scors[oa]|prima|dopo|ancora|cambiat\w*|aument\w*|\d{4}|vecchi[oae]?)\b")
        .expect("a fixed pattern")
});

/// The words of titles, headings and passages, and of their questions.
fn words(versions: &[Version]) -> Vec<(String, u32)> {
    let passages = || versions.iter().flat_map(|v| v.passages.iter().map(move |p| (v, p)));
    let said = versions.iter().map(|v| v.title.as_str()).chain(
        passages().flat_map(|(version, passage)| [passage.heading.as_str(), version.text_of(passage)]),
    );
    spelling::counted(said, passages().flat_map(|(_, p)| &p.asks).map(String::as_str))
}

impl Texts {
    fn of(source: &Source) -> Self {
        let (mut points, mut sentences) = (Vec::new(), Vec::new());
        for version in &source.versions {
            for passage in &version.passages {
                points.push(embedded_text(version, passage));
                points.extend(passage.asks.iter().cloned());
                let text = version.text_of(passage);
                let spans = text::sentences(text);
                sentences.extend(spans.iter().map(|s| s.slice(text).unwrap_or_default().to_owned()));
            }
        }
        Self { points, sentences }
    }

    async fn embed(
        self,
        embedder: &Embedder,
        cache: &VectorCache,
        progress: Progress<'_>,
    ) -> Result<Vectors, BuildError> {
        let count = self.points.len();
        let mut all = self.points;
        all.extend(self.sentences);
        let mut points = cache.embed(embedder, &all, progress).await?;
        let sentences = points.split_off(count);
        Ok(Vectors { points, sentences })
    }
}

#[cfg(test)]
mod tests {
    use super::inherit_asks;
    use crate::ingest::{Defaults, parse};
    use jiff::civil::date;

    #[test]
    fn a_past_version_takes_the_questions_without_a_time() {
        let sheet = |interval: &str, asks: &str| {
            let text = format!(
                "+++\nid = \"soglia\"\ntitle = \"Soglia\"\ntier = \"legislation\"\ntopics = [\"t\"]\nreference = \"art. 2\"\n\
                 issuer = \"Stato\"\n{interval}\nstatus = \"editorial\"\n\n[passage.p]\nasks = [{asks}]\n+++\n\n## Soglia {{#p}}\n\n\
                 La soglia è questa.\n"
            );
            parse("a.md", text.as_bytes(), &Defaults::sheet(date(2026, 11, 21))).expect("parses").version
        };
        let mut versions = vec![
            sheet("valid_from = 2024-01-01\nvalid_to = 2025-01-01", "\"soglia nel 2024\""),
            sheet(
                "valid_from = 2025-01-01",
                "\"quanto è la soglia\", \"soglia nel 2026\", \"la nuova soglia\"",
            ),
        ];
        let latest = versions[1].passages[0].asks.clone();
        inherit_asks(&mut versions);
        assert_eq!(versions[0].passages[0].asks, ["soglia nel 2024", "quanto è la soglia"]);
        assert_eq!(versions[1].passages[0].asks, latest);
    }
}
