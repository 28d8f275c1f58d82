//! The catalogue of the official sources, from `corpus/sources.toml`: where each text lives and in which format, when it holds,
//! what amends it, where its changes are announced. What is not known of a source is absent.

mod check;
mod format;
mod read;

pub use check::check;
pub use format::Format;

use crate::corpus::{CorpusError, Tier, WorkId};
use crate::strings::s;
use jiff::civil::Date;
use std::path::Path;
use url::Url;

/// The file's name in a corpus folder.
pub const SOURCES: &str = "sources.toml";

/// One official text, or a part of one that has an address of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The work that it becomes; as in `acts.toml` where the act is there.
    pub id: WorkId,
    /// Its place in the list of sources («LEG-01»); parts of one source share it.
    pub number: String,
    /// Title, in our own words.
    pub title: String,
    /// Official reference shown with a citation.
    pub reference: String,
    /// Who issues it.
    pub issuer: String,
    /// Authority of the material.
    pub tier: Tier,
    /// Measures it speaks of; none = any.
    pub measures: Vec<String>,
    /// What is fetched; none = not known.
    pub format: Option<Format>,
    /// Where it is fetched from; none = not known.
    pub url: Option<Url>,
    /// URN:NIR.
    pub urn: Option<String>,
    /// Codice redazionale of the Gazzetta, or ECLI.
    pub code: Option<String>,
    /// Date of the act.
    pub published: Option<Date>,
    /// First day in which it holds.
    pub valid_from: Option<Date>,
    /// First day in which it holds no more.
    pub valid_to: Option<Date>,
    /// Acts that modify, replace or repeal it.
    pub amended_by: Vec<String>,
    /// Where its changes are announced.
    pub news: String,
    /// On which terms it may be reused, if the issuer says.
    pub licence: Option<String>,
    /// How well its existence, date and number are confirmed.
    pub grade: Option<String>,
    /// What to know of it.
    pub note: Option<String>,
    /// Line in the file, from 1.
    pub line: usize,
}

impl Source {
    /// Address and format; none if it cannot be fetched.
    pub fn fetchable(&self) -> Option<(&Url, Format)> {
        self.url.as_ref().zip(self.format)
    }

    /// Why it cannot be fetched, in Italian; none if it can.
    pub fn hole(&self) -> Option<&'static str> {
        match (&self.url, self.format) {
            (None, _) => Some(s("sources.no_url")),
            (_, None) => Some(s("sources.no_format")),
            _ => None,
        }
    }
}

/// All sources, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// Reads the catalogue's text, or tells all that is wrong with it: line, field, what to do.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<CorpusError>> {
        read::read(file, text)
    }

    /// The catalogue of a corpus folder; none if it has none.
    pub fn of_folder(folder: &Path) -> Result<Option<Self>, Vec<CorpusError>> {
        match std::fs::read_to_string(folder.join(SOURCES)) {
            Ok(text) => Self::parse(SOURCES, &text).map(Some),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => {
                let file = SOURCES.to_owned();
                Err(vec![CorpusError::Registry { file, line: 0, why: why.to_string() }])
            }
        }
    }

    /// The source with this id.
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.0.iter().find(|s| s.id.as_str() == id)
    }

    /// From when a text of `source` that does not date itself may be cited, if it is read `today`: it is today's, so it is
    /// not stretched back over a change that we know of.
    pub fn holds_from(&self, source: &Source, today: Date) -> Date {
        let own = source.valid_from.or(source.published).unwrap_or(today);
        let changes = source.amended_by.iter().filter_map(|id| self.get(id)?.valid_from);
        let before_its_end = |day: &Date| *day <= today && source.valid_to.is_none_or(|end| *day < end);
        changes.filter(before_its_end).fold(own, Date::max)
    }
}

#[cfg(test)]
mod tests;
