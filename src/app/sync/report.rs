//! What a run tells of each source.

use super::round::Attempt;
use super::{Changed, Source, State};
use crate::corpus::Version;
use crate::ingest::sync::{Waiting, Weighed, described_anew, succession, weigh};
use crate::strings::s;
use jiff::civil::Date;
use serde::Serialize;

/// How it ended, or how it stands, with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its first text is published.
    Added,
    /// Another text is published; the one before stays for the days in which it held.
    Changed,
    /// The text held is the source's.
    Unchanged,
    /// There may be another text; it was not fetched.
    News,
    /// A text came that a person must look at.
    Waiting,
    /// It could not be fetched or read; what is held stays.
    Failed,
    /// Its text was withdrawn: it comes back only if the source is named.
    Withdrawn,
    /// The catalogue does not know where or in which format it is.
    Hole,
    /// Never fetched yet.
    Never,
}

impl Outcome {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Outcome; 9] = [
        Outcome::Added,
        Outcome::Changed,
        Outcome::Unchanged,
        Outcome::News,
        Outcome::Waiting,
        Outcome::Failed,
        Outcome::Withdrawn,
        Outcome::Hole,
        Outcome::Never,
    ];

    /// In JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Added => "added",
            Outcome::Changed => "changed",
            Outcome::Unchanged => "unchanged",
            Outcome::News => "news",
            Outcome::Waiting => "waiting",
            Outcome::Failed => "failed",
            Outcome::Withdrawn => "withdrawn",
            Outcome::Hole => "hole",
            Outcome::Never => "never",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Outcome::ALL.into_iter().find(|o| o.as_str() == name)
    }
}

/// A source, and how it went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// Its id, and the work's.
    pub id: String,
    /// Its place in the list of sources.
    pub number: String,
    /// Its title in the catalogue.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// Why, in Italian, where there is something to say.
    pub why: Option<String>,
    /// Why a text waits, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
    /// What could not be read of the text, in Italian.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// First day in which the text published or held last holds.
    pub valid_from: Option<Date>,
    /// Passages of the text held before; 0 = none.
    pub passages_before: usize,
    /// Passages of the text that came, or of the one held.
    pub passages: usize,
    /// When it was last asked for, RFC 3339 in UTC.
    pub checked_at: Option<String>,
    /// When a text of it was last published.
    pub read_at: Option<String>,
}

/// What a run did.
#[derive(Debug, Clone)]
pub struct SyncReport {
    /// The sources that the order was about, in the order of the catalogue.
    pub sources: Vec<Told>,
    /// The generation built, and whether it answers; none if nothing changed.
    pub changed: Option<Changed>,
}

impl SyncReport {
    /// How many ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.sources.iter().filter(|one| one.outcome == outcome).count()
    }

    /// Were there sources to ask, and did all of them fail?
    pub fn all_failed(&self) -> bool {
        let unasked = self.count(Outcome::Hole) + self.count(Outcome::Withdrawn);
        let failed = self.count(Outcome::Failed);
        failed > 0 && failed + unasked == self.sources.len()
    }
}

impl Told {
    fn of(source: &Source, state: &State) -> Self {
        let id = source.id.as_str();
        let (kept, last) = (state.kept.get(id), state.held.get(id).and_then(|held| held.last()));
        let passages = last.map_or(0, |v| v.passages.len());
        Self {
            id: id.to_owned(),
            number: source.number.clone(),
            title: source.title.clone(),
            url: source.url.as_ref().map(ToString::to_string),
            outcome: Outcome::Never,
            why: None,
            doubts: Vec::new(),
            warnings: Vec::new(),
            valid_from: last.map(|v| v.validity.from()),
            passages_before: passages,
            passages,
            checked_at: kept.map(|k| k.checked_at.clone()).filter(|at| !at.is_empty()),
            read_at: kept.and_then(|k| k.read_at.clone()),
        }
    }

    /// How a source stands before anything is asked.
    pub(super) fn standing(source: &Source, state: &State) -> Self {
        let id = source.id.as_str();
        let mut told = Self::of(source, state);
        let kept = state.kept.get(id);
        if let Some(waiting) = state.waiting.get(id) {
            return told.waits(waiting.doubts.clone());
        }
        let ended = kept.and_then(|k| Outcome::parse(&k.outcome)).unwrap_or(Outcome::Never);
        told.outcome = if state.withdrawn(id) { Outcome::Withdrawn } else { ended };
        told.why = kept.map(|k| k.why.clone()).filter(|why| !why.is_empty());
        match source.hole() {
            Some(hole) if told.outcome == Outcome::Never => told.with(Outcome::Hole, Some(hole.to_owned())),
            _ => told,
        }
    }

    /// What came of a source, and the versions to publish for it.
    pub(super) fn after(
        source: &Source,
        attempt: Option<&Attempt>,
        state: &State,
        today: Date,
    ) -> (Self, Vec<Version>) {
        let id = source.id.as_str();
        let told = Self::of(source, state);
        let held = state.held.get(id).map(Vec::as_slice).unwrap_or_default();
        let alone = |told: Self| (told, Vec::new());
        match attempt {
            None if source.hole().is_some() => {
                alone(told.with(Outcome::Hole, source.hole().map(str::to_owned)))
            }
            None => alone(told.with(Outcome::Withdrawn, Some(s("sources.withdrawn").to_owned()))),
            // What the catalogue says of a text, its end above all, does not depend on the site.
            Some(Attempt::Failed(why)) => {
                (told.with(Outcome::Failed, Some(why.clone())), described_anew(held, source))
            }
            Some(Attempt::Seen { same_marks: true }) => alone(told.with(Outcome::Unchanged, None)),
            Some(Attempt::Same) => told.same_text(held, source),
            Some(Attempt::Seen { same_marks: false }) if held.is_empty() => {
                alone(told.with(Outcome::Never, None))
            }
            Some(Attempt::Seen { same_marks: false }) => alone(told.with(Outcome::News, None)),
            Some(Attempt::Read { fresh, .. }) => {
                let mut told = told;
                told.passages = fresh.version.passages.len();
                told.warnings.clone_from(&fresh.warnings);
                let mut weighed = weigh(held.last(), fresh, source.urn.as_deref());
                if let (false, Some(why)) = (weighed == Weighed::Unchanged, state.doubled(&fresh.version)) {
                    weighed = weighed.but(why);
                }
                let outcome = match weighed {
                    Weighed::Waiting(doubts) => return alone(told.waits(doubts)),
                    Weighed::Unchanged => return told.same_text(held, source),
                    Weighed::Added => Outcome::Added,
                    Weighed::Changed => Outcome::Changed,
                };
                match succession(held, fresh, today) {
                    Err(why) => alone(told.with(Outcome::Failed, Some(why))),
                    Ok(versions) => {
                        told.valid_from = versions.last().map(|v| v.validity.from());
                        (told.with(outcome, None), versions)
                    }
                }
            }
        }
    }

    /// A text that waited, published.
    pub(super) fn approved(
        id: &str,
        source: Option<&Source>,
        (waiting, held): (&Waiting, &[Version]),
    ) -> Self {
        let version = &waiting.fresh.version;
        Self {
            id: id.to_owned(),
            number: source.map(|s| s.number.clone()).unwrap_or_default(),
            title: source.map_or_else(|| version.title.clone(), |s| s.title.clone()),
            url: version.url.clone(),
            outcome: if held.is_empty() { Outcome::Added } else { Outcome::Changed },
            why: None,
            doubts: Vec::new(),
            warnings: Vec::new(),
            valid_from: Some(version.validity.from()),
            passages_before: held.last().map_or(0, |v| v.passages.len()),
            passages: version.passages.len(),
            checked_at: Some(waiting.since.clone()),
            read_at: None,
        }
    }

    /// The text held is the source's; the catalogue may describe it otherwise than before.
    fn same_text(self, held: &[Version], source: &Source) -> (Self, Vec<Version>) {
        let anew = described_anew(held, source);
        if anew.is_empty() {
            return (self.with(Outcome::Unchanged, None), anew);
        }
        (self.with(Outcome::Changed, Some(s("sources.described_anew").to_owned())), anew)
    }

    fn with(self, outcome: Outcome, why: Option<String>) -> Self {
        Self { outcome, why, ..self }
    }

    fn waits(self, doubts: Vec<String>) -> Self {
        let why = Some(Weighed::Waiting(doubts.clone()).doubts());
        Self { outcome: Outcome::Waiting, why, doubts, ..self }
    }
}
