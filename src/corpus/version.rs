//! A work's text over one period, cut into passages. The source text is kept whole: a citation is a byte range of it.

use super::{Confidence, PassageId, Status, Tier, UNSAID, Validity, WorkId};
use crate::text::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One version (FRBR expression) of a work, with everything a citation shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Same in all versions of the work.
    pub work: WorkId,
    /// Title shown to people.
    pub title: String,
    /// Authority of the material.
    pub tier: Tier,
    /// Ids from `corpus/topics.toml`.
    pub topics: Vec<String>,
    /// Measures it speaks of: `ADI`, `SFL`, …; none = any.
    pub measures: Vec<String>,
    /// The provisions it restates, as URNs or addresses.
    pub about: Vec<String>,
    /// Official reference shown with a citation.
    pub reference: String,
    /// Who issued the act.
    pub issuer: String,
    /// Address of the official text.
    pub url: Option<String>,
    /// URN:NIR of the act.
    pub urn: Option<String>,
    /// Acts that changed its text, as URNs or as they are cited; more may be told by the text itself (`amendments`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended_by: Vec<String>,
    /// Date of the act.
    pub published: Option<Date>,
    /// When this text holds.
    pub validity: Validity,
    /// Official text or our summary.
    pub status: Status,
    /// When it was last checked against the source.
    pub verified_on: Option<Date>,
    /// The weakest grade among the facts used.
    pub confidence: Option<Confidence>,
    /// Where it came from: a path relative to the folder ingested.
    pub origin: String,
    /// SHA-256 of the file received, in hex.
    pub sha256: String,
    /// The stored source text: every quotation is a byte range of it.
    pub source: String,
    /// In document order.
    pub passages: Vec<Passage>,
}

impl Version {
    /// The name of this version within its work: the first day in which it holds.
    pub fn name(&self) -> String {
        self.validity.from().to_string()
    }

    /// `work~valid_from`, unique in a corpus.
    pub fn key(&self) -> String {
        format!("{}~{}", self.work, self.name())
    }

    /// The same for people: the day only if someone said one.
    pub fn shown(&self) -> String {
        if self.validity.from() == UNSAID { self.work.to_string() } else { self.key() }
    }

    /// The days in which one of its passages holds; none if it never does within this version.
    pub fn validity_of(&self, passage: &Passage) -> Option<Validity> {
        passage.holds.map_or(Some(self.validity), |own| self.validity.common(&own))
    }

    /// Does one of its passages hold on `day`?
    pub fn holds(&self, passage: &Passage, day: Date) -> bool {
        self.validity.contains(day) && passage.holds.is_none_or(|own| own.contains(day))
    }

    /// The text of one of its passages.
    pub fn text_of(&self, passage: &Passage) -> &str {
        passage.span.slice(&self.source).expect("a passage's span lies in its version's source")
    }
}

/// The unit that we index, retrieve and cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// `work~valid_from~anchor`.
    pub id: PassageId,
    /// Where it stands in the version: an anchor, an eId, a page.
    pub locator: String,
    /// The headings above it, outermost first, joined by « › ».
    pub heading: String,
    /// Byte range of its text in [`Version::source`], without the heading line.
    pub span: Span,
    /// Official reference, when more exact than the version's.
    pub reference: Option<String>,
    /// Rows of `corpus/facts.tsv` that it states.
    pub facts: Vec<String>,
    /// Questions that it answers.
    pub asks: Vec<String>,
    /// When the provision holds by itself, if the source says so: a comma may end while its act goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Validity>,
}
