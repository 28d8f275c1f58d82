//! What a snapshot knows of its passages beside their texts: which official passages state what a sheet restates, who cites
//! whom, and what was withdrawn since it was made.

use super::{PassageAt, Snapshot};
use crate::corpus::{Graph, PassagePlace, Provision, Stated, Status, Version};
use arc_swap::ArcSwap;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

/// The texts withdrawn: key of the version and SHA-256 of its file.
pub type Withdrawn = HashSet<(String, String)>;

/// An official passage that states what a sheet restates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Official {
    /// Its number.
    pub passage: u32,
    /// Is it the very provision that the sheet names, and not a comma of an article named whole?
    pub exact: bool,
}

/// Built with the snapshot; the graph at its first use.
#[derive(Debug)]
pub(super) struct Links {
    /// Number of the first passage of each version.
    starts: Vec<u32>,
    /// By the number of a sheet's passage.
    officials: BTreeMap<u32, Vec<Official>>,
    /// By the number of an official passage, the passages of sheets that restate it.
    sheets: BTreeMap<u32, Vec<u32>>,
    /// The official passages that state a provision; an article has all its commas, in order.
    texts: BTreeMap<Provision, Vec<u32>>,
    /// Is any version the text of an act?
    official: bool,
    graph: OnceLock<Graph>,
    /// The versions withdrawn, by place, and up to where the list of withdrawals was read.
    withdrawn: ArcSwap<(BTreeSet<usize>, i64)>,
}

impl Links {
    pub(super) fn of(versions: &[Version]) -> Self {
        let mut starts = Vec::with_capacity(versions.len());
        let mut next = 0;
        for version in versions {
            starts.push(next);
            next += version.passages.len() as u32;
        }
        let official = versions.iter().any(|v| v.act().is_some());
        let (mut officials, mut texts) = (BTreeMap::new(), BTreeMap::new());
        if versions.iter().any(|v| v.status == Status::Official) {
            let stated = Stated::of(versions);
            let number = |place: &PassagePlace| starts[place.version] + place.passage as u32;
            let all = |(provision, places): (&Provision, &[PassagePlace])| {
                (provision.clone(), places.iter().map(number).collect())
            };
            texts = stated.texts().map(all).collect();
            officials = restated(versions, &starts, &stated);
        }
        let mut sheets: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (sheet, restated) in &officials {
            restated.iter().for_each(|o| sheets.entry(o.passage).or_default().push(*sheet));
        }
        Self {
            starts,
            officials,
            sheets,
            texts,
            official,
            graph: OnceLock::new(),
            withdrawn: ArcSwap::default(),
        }
    }

    fn number(&self, place: PassagePlace) -> u32 {
        self.starts[place.version] + place.passage as u32
    }
}

/// For each passage of a sheet, the official ones about its provisions.
fn restated(versions: &[Version], starts: &[u32], stated: &Stated<'_>) -> BTreeMap<u32, Vec<Official>> {
    let mut found: BTreeMap<u32, Vec<Official>> = BTreeMap::new();
    let number = |place: PassagePlace| starts[place.version] + place.passage as u32;
    for (v, version) in versions.iter().enumerate().filter(|(_, v)| v.status == Status::Editorial) {
        for (p, passage) in version.passages.iter().enumerate() {
            for provision in version.provisions_of(passage) {
                let places = stated.official(&provision, v);
                let alone =
                    |place: &PassagePlace| places.iter().filter(|q| q.version == place.version).count() == 1;
                for place in &places {
                    let exact = provision.comma.is_some() || alone(place);
                    let official = Official { passage: number(*place), exact };
                    let own = found.entry(number(PassagePlace { version: v, passage: p })).or_default();
                    if !own.iter().any(|known| known.passage == official.passage) {
                        own.push(official);
                    }
                }
            }
        }
    }
    found
}

impl Snapshot {
    /// The official passages about the provisions that a sheet's passage restates, on any day; none for an official one.
    pub fn officials(&self, number: u32) -> &[Official] {
        self.links.officials.get(&number).map_or(&[], Vec::as_slice)
    }

    /// What a passage is about: the topics of its work, and of the sheets that restate it; the text of an act has none of its own.
    pub fn topics_of(&self, number: u32) -> impl Iterator<Item = &str> {
        let restating = self.links.sheets.get(&number).map_or(&[][..], Vec::as_slice);
        let passages = std::iter::once(number).chain(restating.iter().copied());
        passages.flat_map(|n| self.passage(n).0.topics.iter().map(String::as_str))
    }

    /// The official passages that are a provision on a day, in order: of an article without that comma apart, the whole of it;
    /// of an article named whole, its commas. Of several texts that hold, the one that began last.
    pub fn official_text(&self, provision: &Provision, day: Date) -> Vec<u32> {
        let version = |n: &u32| self.passage(*n).0;
        let find = |provision: &Provision| -> Vec<u32> {
            let all = self.links.texts.get(provision).into_iter().flatten().copied();
            let mut held: Vec<u32> =
                all.filter(|n| version(n).validity.contains(day) && !self.is_withdrawn(*n)).collect();
            let last = held.iter().max_by_key(|n| version(n).validity.from()).map(|n| version(n).key());
            held.retain(|n| Some(version(n).key()) == last);
            held
        };
        let found = find(provision);
        if !found.is_empty() || provision.comma.is_none() {
            return found;
        }
        let mut whole = find(&Provision { comma: None, ..provision.clone() });
        let undivided = |n: &u32| {
            let (version, passage) = self.passage(*n);
            version.provisions_of(passage).iter().all(|own| own.comma.is_none())
        };
        whole.retain(undivided);
        whole
    }

    /// Is the official text of an act there on a day?
    pub fn holds_act(&self, act: &str, day: Date) -> bool {
        let held = |v: &&Version| v.validity.contains(day) && v.act().as_deref() == Some(act);
        self.readable().iter().any(held)
    }

    /// Is the text of any act there?
    pub fn has_official(&self) -> bool {
        self.links.official
    }

    /// Is the official text of a provision that this sheet restates there?
    pub fn has_official_text(&self, version: &Version) -> bool {
        let same = |v: &Version| std::ptr::eq(v, version);
        let Some(v) = self.versions.iter().position(same) else { return false };
        let first = self.links.starts[v];
        let mut officials = (first..first + version.passages.len() as u32).flat_map(|n| self.officials(n));
        officials.any(|official| !self.is_withdrawn(official.passage))
    }

    /// Who cites whom. Read at the first use, which takes as long as reading all texts.
    pub fn graph(&self) -> &Graph {
        self.links.graph.get_or_init(|| Graph::of(&self.versions))
    }

    /// The number of a passage by its place.
    pub fn number_at(&self, place: PassagePlace) -> u32 {
        self.links.number(place)
    }

    /// The place of a passage.
    pub fn place_of(&self, number: u32) -> PassagePlace {
        let PassageAt { version, passage } = self.passages[number as usize];
        PassagePlace { version, passage }
    }

    /// From now on these texts are not found, shown or cited, whatever the files of the generation hold.
    pub fn withdraw(&self, texts: &Withdrawn, mark: i64) {
        let gone = |v: &Version| texts.contains(&(v.key(), v.sha256.clone()));
        let gone: BTreeSet<usize> =
            self.versions.iter().enumerate().filter(|(_, v)| gone(v)).map(|(n, _)| n).collect();
        self.links.withdrawn.store(Arc::new((gone, mark)));
    }

    /// Was the text of this passage withdrawn since?
    pub fn is_withdrawn(&self, number: u32) -> bool {
        self.links.withdrawn.load().0.contains(&self.passages[number as usize].version)
    }

    /// Up to where the list of withdrawals was read for it; 0 = never.
    pub fn withdrawn_up_to(&self) -> i64 {
        self.links.withdrawn.load().1
    }

    /// How many passages were withdrawn since.
    pub(super) fn withdrawn_passages(&self) -> usize {
        self.links.withdrawn.load().0.iter().map(|v| self.versions[*v].passages.len()).sum()
    }

    /// The versions that may be shown and cited.
    pub fn readable(&self) -> Vec<&Version> {
        let withdrawn = self.links.withdrawn.load();
        self.versions.iter().enumerate().filter(|(n, _)| !withdrawn.0.contains(n)).map(|(_, v)| v).collect()
    }
}
