//! What the catalogue holds already of what comes in. An act is known by its URN, or by how it is cited, and not by the name of
//! a file: under another name it is another version of the same work. A text given again is what was confirmed of it.

use super::STARTER;
use crate::corpus::{Status, Validity, Version, WorkId};
use crate::ingest::sync::rename;
use crate::store::{Store, StoreError};
use crate::strings::{fill, s};
use crate::text;
use crate::text::reference::named;
use sqlx::Row;

/// What someone said of files beside what they say themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// Their tier.
    pub tier: bool,
    /// Their status.
    pub status: bool,
    /// Who issued them.
    pub issuer: bool,
    /// Where the originals are.
    pub url: bool,
    /// Their measures.
    pub measures: bool,
    /// Their first day.
    pub valid_from: bool,
    /// Their end.
    pub valid_to: bool,
}

/// An act that is there more than once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SameAct {
    /// Under two ids already: which of them goes on is for a person to say.
    #[error("{}", fill("ingest.act_twice", &[("file", file), ("act", act), ("first", first), ("second", second)]))]
    Held {
        /// The file.
        file: String,
        /// How the act is cited.
        act: String,
        /// An id.
        first: String,
        /// The other.
        second: String,
    },
    /// Two files with different texts of one day.
    #[error("{}", fill("ingest.act_one_day", &[("first", first), ("second", second), ("act", act), ("day", day)]))]
    OneDay {
        /// A file.
        first: String,
        /// The other.
        second: String,
        /// How the act is cited.
        act: String,
        /// From when both hold.
        day: String,
    },
}

/// Files, as they go into the catalogue.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// Their versions.
    pub versions: Vec<Version>,
    /// Files that are a version of a work held under another id: file and work.
    pub joined: Vec<(String, WorkId)>,
}

/// The versions of every collection but the starter's.
pub async fn own(store: &Store) -> Result<Vec<Version>, StoreError> {
    let sql = "SELECT v.document FROM catalogue c JOIN versions v ON v.sha256 = c.sha256 \
               WHERE c.collection <> ? ORDER BY c.key";
    let rows = sqlx::query(sql).bind(STARTER).fetch_all(store.pool()).await?;
    let read = |row: sqlx::sqlite::SqliteRow| Ok(serde_json::from_str(row.try_get("document")?)?);
    rows.into_iter().map(read).collect()
}

/// The files with the ids of the works that they are versions of and with what was confirmed of those.
pub fn settle(held: &[Version], coming: Vec<Version>, said: Said) -> Result<Settled, SameAct> {
    let mut settled = Settled::default();
    for mut version in coming {
        let known: Vec<&Version> = held.iter().chain(&settled.versions).collect();
        if let Some(work) = same_act(&known, &version)? {
            let validity = version.validity;
            // An id that a held version has is an id.
            if rename(&mut version, work.clone(), validity).is_ok() {
                settled.joined.push((version.origin.clone(), work));
            }
        }
        as_confirmed(held, &mut version, said);
        let twin = settled.versions.iter().find(|other| other.key() == version.key());
        match twin {
            Some(twin) if twin.source == version.source => continue,
            Some(twin) if act(&version).is_some() => {
                return Err(SameAct::OneDay {
                    first: twin.origin.clone(),
                    second: version.origin.clone(),
                    act: printed(&version),
                    day: version.name(),
                });
            }
            _ => settled.versions.push(version),
        }
    }
    Ok(settled)
}

/// The id under which the act of a version is held, if it is another than the version's. A part of an act that has nothing in
/// common with the one held is a work of its own.
pub fn same_act(known: &[&Version], version: &Version) -> Result<Option<WorkId>, SameAct> {
    let Some(wanted) = act(version) else { return Ok(None) };
    let common = |other: &&&Version| {
        let held = |locator: &String| other.passages.iter().any(|p| p.locator == *locator);
        version.passages.iter().any(|p| held(&p.locator))
    };
    let mut works: Vec<&WorkId> = known
        .iter()
        .filter(|other| act(other).as_ref() == Some(&wanted))
        .filter(common)
        .map(|other| &other.work)
        .collect();
    works.sort();
    works.dedup();
    match works[..] {
        [] => Ok(None),
        [work] => Ok(Some(work.clone()).filter(|work| *work != version.work)),
        [first, second, ..] => Err(SameAct::Held {
            file: version.origin.clone(),
            act: printed(version),
            first: first.to_string(),
            second: second.to_string(),
        }),
    }
}

/// The act whose text a version is: by its URN, or by a reference that names an act and nothing else. A sheet is about acts.
fn act(version: &Version) -> Option<String> {
    let sheet = version.status == Status::Editorial && has_header(version);
    if sheet || !version.about.is_empty() {
        return None;
    }
    let by_urn = version.urn.as_deref().and_then(named::of_urn).filter(|urn| urn.article.is_none());
    by_urn.and_then(|urn| urn.act).or_else(|| {
        let [reference] = &text::references(&version.reference)[..] else { return None };
        let whole = reference.span.slice(&version.reference) == Some(version.reference.trim());
        reference.act.clone().filter(|_| whole && reference.article.is_none())
    })
}

fn printed(version: &Version) -> String {
    act(version).map_or_else(|| version.reference.clone(), |act| named::printed(&act))
}

/// Does the file say of itself what it is?
fn has_header(version: &Version) -> bool {
    version.source.trim_start_matches('\u{feff}').starts_with("+++")
}

/// Gives a version what was confirmed of its work, where the file and whoever gives it say nothing else: a text held already
/// is that text, another text of the work has its authority and its subjects.
fn as_confirmed(held: &[Version], version: &mut Version, said: Said) {
    let of_work: Vec<&Version> = held.iter().filter(|other| other.work == version.work).collect();
    let same = |other: &&&Version| other.sha256 == version.sha256 || other.source == version.source;
    let twin = of_work.iter().rfind(same).copied();
    let last = of_work.iter().max_by_key(|other| other.validity.from()).copied();
    let Some(known) = twin.or(last.filter(|_| !has_header(version))) else { return };
    let known = known.clone();
    if !said.tier {
        version.tier = known.tier;
    }
    if !said.status {
        version.status = known.status;
    }
    if !said.measures {
        version.measures = known.measures;
    }
    if !said.issuer && (twin.is_some() || version.issuer == s("ingest.issuer")) {
        version.issuer = known.issuer;
    }
    if !said.url {
        version.url = if twin.is_some() { known.url } else { version.url.take().or(known.url) };
    }
    if version.topics.is_empty() || twin.is_some() {
        version.topics = known.topics;
    }
    if twin.is_none() {
        if version.urn.is_none() && !said.issuer {
            version.reference = known.reference;
        }
        return;
    }
    if !said.issuer {
        version.reference = known.reference;
    }
    version.title = known.title;
    version.about = known.about;
    version.published = known.published;
    version.verified_on = known.verified_on;
    version.confidence = known.confidence;
    version.origin = known.origin;
    version.sha256 = known.sha256;
    let from = if said.valid_from { version.validity.from() } else { known.validity.from() };
    let to = if said.valid_to { version.validity.to() } else { known.validity.to() };
    let validity = Validity::new(from, to.filter(|to| *to > from)).unwrap_or(version.validity);
    let work = version.work.clone();
    // The id is the one it has, and a day makes no id invalid.
    let _ = rename(version, work, validity);
}

#[cfg(test)]
mod tests;
