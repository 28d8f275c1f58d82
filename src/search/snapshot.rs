//! A generation opened for reading: the documents, their passages by number, the index, and the vectors of sentences. It
//! never changes, but for what is withdrawn from it (`links.rs`); a new generation is another snapshot.

use super::generation::{BuildError, Context, DOCUMENTS, Manifest, SENTENCES, VOCABULARY};
use super::index::{Built, Filter, Hide, Home, Index, Placed};
use super::links::Links;
use super::{Lexicon, Question};
use crate::corpus::{Passage, Tier, Topics, Version};
use crate::store::Mapped;
use crate::text::{self, Span};
use std::collections::HashMap;
use std::path::Path;

/// Where passage number `n` of a generation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageAt {
    /// Index into [`Snapshot::versions`].
    pub version: usize,
    /// Index into its passages.
    pub passage: usize,
}

/// Share of a measure's versions with which it begins: a few sheets tell of what came before.
const BEGUN: f32 = 0.1;
/// Share of them with which it is gone.
const GONE: f32 = 0.5;

/// Had what the question names begun on its day?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unborn {
    /// It had.
    No,
    /// Not yet, and it is asked what held then («quanto spettava di ADI nel 2022?»).
    Asked,
    /// Not yet: the day is the case's («nel 2022 prendeva il RdC: può chiedere l'ADI?»).
    Told,
}

/// An opened generation.
#[derive(Debug)]
pub struct Snapshot {
    /// What it was made from.
    pub manifest: Manifest,
    /// All versions, by key.
    pub versions: Vec<Version>,
    /// The engine.
    pub index: Index,
    /// Vocabulary and glossary.
    pub lexicon: Lexicon,
    /// Topics and measures.
    pub topics: Topics,
    /// Terms with their definitions.
    pub glossary: crate::corpus::Glossary,
    /// Share of passages with known questions.
    pub asked: f32,
    pub(super) passages: Vec<PassageAt>,
    by_id: HashMap<String, u32>,
    /// What it knows of its own passages beside their texts.
    pub(super) links: Links,
    /// First sentence number of each passage, and the vectors of all sentences.
    sentence_start: Vec<usize>,
    sentence_vectors: Option<Mapped>,
}

impl Snapshot {
    /// Opens a generation's folder; `encoder` is the id of the embedder that will put the queries, if there is one. The
    /// dense vectors of another encoder are refused: their scores would mean nothing.
    pub fn open(folder: &Path, encoder: Option<&str>) -> Result<Self, BuildError> {
        Self::open_at(&Home::Folder, folder, encoder)
    }

    /// The same, with its points searched where they are kept.
    pub(super) fn open_at(home: &Home, folder: &Path, encoder: Option<&str>) -> Result<Self, BuildError> {
        let manifest = Manifest::read(folder)?;
        manifest.verify(folder)?;
        let broken = |file: &str, why: String| BuildError::Damaged { file: folder.join(file), why };
        let json = |file: &str| std::fs::read(folder.join(file)).map_err(|e| broken(file, e.to_string()));
        let versions: Vec<Version> =
            serde_json::from_slice(&json(DOCUMENTS)?).map_err(|e| broken(DOCUMENTS, e.to_string()))?;
        let built: Built =
            serde_json::from_slice(&json(VOCABULARY)?).map_err(|e| broken(VOCABULARY, e.to_string()))?;
        let context: Context = serde_json::from_slice(&json(super::generation::CONTEXT)?)
            .map_err(|e| broken(super::generation::CONTEXT, e.to_string()))?;
        let usable = manifest.encoder.as_ref().filter(|e| Some(e.id.as_str()) == encoder);
        let dimensions = usable.map_or(0, |e| e.dimensions);
        let placed = Placed { id: &manifest.id, folder, dimensions };
        let points = versions.iter().flat_map(|v| &v.passages).map(|p| p.asks.len() + 1);
        let index = home.index(placed, points).map_err(|why| broken("", why))?;
        let mut passages = Vec::new();
        let mut by_id = HashMap::new();
        for (v, version) in versions.iter().enumerate() {
            for (p, passage) in version.passages.iter().enumerate() {
                by_id.insert(passage.id.to_string(), passages.len() as u32);
                passages.push(PassageAt { version: v, passage: p });
            }
        }
        let mut sentence_start = Vec::with_capacity(passages.len() + 1);
        let mut total = 0;
        for at in &passages {
            sentence_start.push(total);
            let version = &versions[at.version];
            total += text::sentences(version.text_of(&version.passages[at.passage])).len();
        }
        sentence_start.push(total);
        let sentence_vectors = if dimensions > 0 {
            let map = Mapped::open(&folder.join(SENTENCES)).map_err(|e| broken(SENTENCES, e.to_string()))?;
            if map.len() != total * dimensions * 4 {
                return Err(broken(SENTENCES, "size".to_owned()));
            }
            Some(map)
        } else {
            None
        };
        let asked =
            passages.iter().filter(|at| !versions[at.version].passages[at.passage].asks.is_empty()).count();
        let asked = asked as f32 / passages.len().max(1) as f32;
        let lexicon = Lexicon::new(built, &context.glossary);
        let links = Links::of(&versions);
        Ok(Self {
            manifest,
            versions,
            index,
            lexicon,
            topics: context.topics,
            glossary: context.glossary,
            asked,
            passages,
            by_id,
            links,
            sentence_start,
            sentence_vectors,
        })
    }

    /// How many passages.
    pub fn len(&self) -> usize {
        self.passages.len()
    }

    /// Is there nothing to find?
    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// Can it be searched by meaning?
    pub fn has_dense(&self) -> bool {
        self.sentence_vectors.is_some()
    }

    /// Has the passage known questions that may be used?
    pub(crate) fn asks(&self, passage: u32, hide: Option<Hide>) -> bool {
        let hidden =
            matches!(hide, Some(Hide::Asks)) || matches!(hide, Some(Hide::AsksOf(of, _)) if of == passage);
        !hidden && !self.passage(passage).1.asks.is_empty()
    }

    /// Have most passages known questions that may be used?
    pub(crate) fn mostly_asked(&self, hide: Option<Hide>) -> bool {
        hide != Some(Hide::Asks) && self.asked >= 0.5
    }

    /// The version and passage with this number.
    pub fn passage(&self, number: u32) -> (&Version, &Passage) {
        let at = self.passages[number as usize];
        let version = &self.versions[at.version];
        (version, &version.passages[at.passage])
    }

    /// Are they one passage, or do they state one of the same facts (a practical question beside its law)? Then either answers what
    /// the other does.
    pub fn share_facts(&self, one: u32, other: u32) -> bool {
        let facts = &self.passage(one).1.facts;
        one == other || self.passage(other).1.facts.iter().any(|fact| facts.contains(fact))
    }

    /// The number of the passage with this id.
    pub fn number_of(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The vectors of the questions that the passages are known to answer, or of the passages too when there are few: what
    /// questions of this field look like. None without dense vectors.
    pub fn known_vectors(&self) -> Vec<&[f32]> {
        self.index.arrays().known_vectors()
    }

    /// The vector of a passage's own text.
    pub fn text_vector(&self, number: u32) -> Option<&[f32]> {
        self.index.arrays().text_vector(number)
    }

    /// The sentences of a passage: spans in its version's source, and their vectors if there are any.
    pub fn sentences(&self, number: u32) -> Vec<(Span, Option<&[f32]>)> {
        let (version, passage) = self.passage(number);
        let first = self.sentence_start[number as usize];
        let dimensions = self.manifest.encoder.as_ref().map_or(0, |e| e.dimensions);
        let vectors: Option<&[f32]> = self.sentence_vectors.as_ref().map(|m| bytemuck::cast_slice(m));
        text::sentences(version.text_of(passage))
            .into_iter()
            .enumerate()
            .map(|(n, span)| {
                let span = Span::new(passage.span.start + span.start, passage.span.start + span.end);
                let at = (first + n) * dimensions;
                (span, vectors.and_then(|v| v.get(at..at + dimensions)))
            })
            .collect()
    }

    /// The versions of a work, oldest first.
    pub fn versions_of(&self, work: &str) -> Vec<&Version> {
        let mut found = self.readable();
        found.retain(|v| v.work.as_str() == work);
        found.sort_by_key(|v| v.validity.from());
        found
    }

    /// Is the day before nearly all that the material has of a measure that the question names? Then what held on that day
    /// hides the measure itself.
    pub(super) fn unborn(&self, question: &Question) -> Unborn {
        let day = question.as_of.day();
        let share = |measure: &String, counts: &dyn Fn(&Version) -> bool| {
            let of: Vec<_> = self.versions.iter().filter(|v| v.measures.contains(measure)).collect();
            of.iter().filter(|v| counts(v)).count() as f32 / of.len().max(1) as f32
        };
        let known = |measure: &&String| self.versions.iter().any(|v| v.measures.contains(*measure));
        let begun = |measure: &String| share(measure, &|v| v.validity.from() <= day) >= BEGUN;
        let gone = |v: &Version| v.validity.to().is_some_and(|to| to <= question.today);
        let named: Vec<&String> = question.measures.iter().filter(known).collect();
        if named.iter().all(|m| begun(m)) {
            return Unborn::No;
        }
        let then = super::when::asks_what_held(&question.text);
        if then && !named.iter().any(|m| share(m, &gone) > GONE) { Unborn::Asked } else { Unborn::Told }
    }

    /// The bit of each measure named.
    pub fn measure_bits(&self, measures: &[String]) -> u64 {
        bits(&self.manifest.measures, measures)
    }

    /// The filter that a question implies.
    pub fn filter(&self, question: &Question, tiers: &[Tier]) -> Filter {
        Filter {
            as_of: Some(question.as_of.day()),
            tiers: tiers.iter().fold(0, |set, tier| set | 1 << tier.rank()),
            measures: self.measure_bits(&question.only_measures),
            ended: match question.as_of {
                super::AsOf::Today(_) => self.measure_bits(&question.measures),
                _ => 0,
            },
            hide: None,
        }
    }
}

/// Bit `n` for the `n`-th of `table`.
pub(super) fn bits(table: &[String], measures: &[String]) -> u64 {
    table
        .iter()
        .take(64)
        .enumerate()
        .filter(|(_, m)| measures.contains(m))
        .fold(0, |set, (n, _)| set | 1 << n)
}
