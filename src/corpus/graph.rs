//! Who cites whom: the references in the texts of passages, resolved to the passages that state the provision on a common day.
//! What cannot be resolved surely is left out: a wrong link is worse than none.

mod read;

use super::{Provision, Status, Version, WorkId};
use crate::text::Span;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A passage among versions, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index into the versions.
    pub version: usize,
    /// Index into its passages.
    pub passage: usize,
}

/// Sheets that may restate one provision for a reference to lead to them.
const SHEETS: usize = 4;

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Official passages that are the provision, one or more for each version that holds while the citing one does.
    Text(Vec<Place>),
    /// Sheets that restate it, when there is no official text.
    Sheets(Vec<Place>),
    /// An act that the material does not hold.
    Outside,
    /// The act's text is held and has no such provision.
    Missing,
}

impl Target {
    /// The passages, whoever wrote them.
    pub fn places(&self) -> &[Place] {
        match self {
            Target::Text(places) | Target::Sheets(places) => places,
            Target::Outside | Target::Missing => &[],
        }
    }
}

/// One reference of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The passage that cites.
    pub from: Place,
    /// The words that cite, in the source of its version.
    pub span: Span,
    /// What is cited.
    pub provision: Provision,
    /// Where it is.
    pub to: Target,
}

/// All references among versions.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    links: Vec<Link>,
    from: HashMap<Place, Vec<usize>>,
    to: HashMap<Place, Vec<usize>>,
}

impl Graph {
    /// Reads every text: linear in its length.
    pub fn of(versions: &[Version]) -> Self {
        let stated = Stated::of(versions);
        let mut graph = Self::default();
        for (v, version) in versions.iter().enumerate() {
            for p in 0..version.passages.len() {
                let from = Place { version: v, passage: p };
                for (span, provision) in read::cited(&stated, from) {
                    let to = stated.resolve(from, &provision);
                    let known = |n: &usize| graph.links[*n].provision == provision;
                    if !graph.from.get(&from).is_some_and(|links| links.iter().any(known)) {
                        graph.push(Link { from, span, provision, to });
                    }
                }
            }
        }
        graph
    }

    fn push(&mut self, link: Link) {
        let n = self.links.len();
        self.from.entry(link.from).or_default().push(n);
        for place in link.to.places() {
            self.to.entry(*place).or_default().push(n);
        }
        self.links.push(link);
    }

    /// All links, by citing passage.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// What a passage cites.
    pub fn cites(&self, place: Place) -> impl Iterator<Item = &Link> {
        self.from.get(&place).into_iter().flatten().map(|n| &self.links[*n])
    }

    /// What cites a passage.
    pub fn cited_by(&self, place: Place) -> impl Iterator<Item = &Link> {
        self.to.get(&place).into_iter().flatten().map(|n| &self.links[*n])
    }
}

/// The passages by the provision that they state.
pub struct Stated<'a> {
    versions: &'a [Version],
    /// Official ones; an article has all its commas, in order.
    official: BTreeMap<Provision, Vec<Place>>,
    /// Those of sheets.
    sheets: BTreeMap<Provision, Vec<Place>>,
    /// The versions of each act's official text.
    acts: HashMap<String, Vec<usize>>,
}

impl<'a> Stated<'a> {
    /// Reads the references of official passages and the `about` of sheets, not the texts.
    pub fn of(versions: &'a [Version]) -> Self {
        let mut stated =
            Self { versions, official: BTreeMap::new(), sheets: BTreeMap::new(), acts: HashMap::new() };
        for (v, version) in versions.iter().enumerate() {
            if let Some(act) = version.act() {
                stated.acts.entry(act).or_default().push(v);
            }
            for (p, passage) in version.passages.iter().enumerate() {
                let place = Place { version: v, passage: p };
                for provision in version.provisions_of(passage) {
                    let official = version.status == Status::Official;
                    let index = if official { &mut stated.official } else { &mut stated.sheets };
                    if official && provision.comma.is_some() {
                        index.entry(provision.whole_article()).or_default().push(place);
                    }
                    index.entry(provision).or_default().push(place);
                }
            }
        }
        stated
    }

    /// The official passages that state a provision on some day on which `version` holds: of an article without that comma
    /// apart, the whole of it; of an article named whole, its commas.
    pub fn official(&self, provision: &Provision, version: usize) -> Vec<Place> {
        if provision.article.is_none() {
            return Vec::new();
        }
        let holds = self.versions[version].validity;
        let common = |place: &&Place| {
            let version = &self.versions[place.version];
            version.validity_of(&version.passages[place.passage]).is_some_and(|own| own.overlaps(&holds))
        };
        let find = |p: &Provision| -> Vec<Place> {
            self.official.get(p).into_iter().flatten().filter(common).copied().collect()
        };
        let found = find(provision);
        if !found.is_empty() || provision.comma.is_none() {
            return found;
        }
        let mut whole = find(&provision.whole_article());
        whole.retain(|place| self.own(*place).is_some_and(|p| p.comma.is_none()));
        whole
    }

    /// The provisions that official passages state, with those; an article has all its commas, in order.
    pub fn texts(&self) -> impl Iterator<Item = (&Provision, &[Place])> {
        self.official.iter().map(|(provision, places)| (provision, places.as_slice()))
    }

    /// The provision that an official passage is.
    fn own(&self, place: Place) -> Option<Provision> {
        let version = &self.versions[place.version];
        version.provisions_of(&version.passages[place.passage]).into_iter().next()
    }

    fn resolve(&self, from: Place, provision: &Provision) -> Target {
        let work = |place: &Place| &self.versions[place.version].work;
        let mut found = self.official(provision, from.version);
        if provision.comma.is_none() {
            // An article is entered at its beginning.
            found.dedup_by_key(|place| place.version);
        }
        found.retain(|place| *place != from);
        // Of its own work a passage cites the version that it stands in.
        if found.iter().any(|place| place.version == from.version) {
            found.retain(|place| place.version == from.version || work(place) != work(&from));
        }
        if !found.is_empty() {
            return Target::Text(found);
        }
        let holds = self.versions[from.version].validity;
        let held = self.acts.get(&provision.act).into_iter().flatten();
        let held = held.filter(|v| self.versions[**v].validity.overlaps(&holds)).count() > 0;
        if held && self.own(from).as_ref() != Some(provision) {
            return Target::Missing;
        }
        let sheets = self.sheets.get(provision).into_iter().flatten();
        let other = |place: &&Place| {
            work(place) != work(&from) && self.versions[place.version].validity.overlaps(&holds)
        };
        let mut sheets: Vec<Place> = sheets.filter(other).copied().collect();
        // A sheet is entered at its beginning; where many restate parts of a provision, none is what was meant.
        sheets.dedup_by_key(|place| place.version);
        let works: BTreeSet<&WorkId> = sheets.iter().map(work).collect();
        if works.len() > SHEETS {
            sheets.clear();
        }
        if sheets.is_empty() { Target::Outside } else { Target::Sheets(sheets) }
    }
}

/// The day on which to look at what a version cites: `day` if it holds then, else its last or first day.
pub fn day_within(version: &Version, day: Date) -> Date {
    match version.validity.to() {
        Some(to) if to <= day => to.saturating_sub(jiff::Span::new().days(1)),
        _ => day.max(version.validity.from()),
    }
}

#[cfg(test)]
mod tests;
