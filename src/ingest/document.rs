//! What a parser of a format makes of a file: one text, the parts it falls into, and what it says of itself. From here on all
//! formats go one way: parts become passages, the text is what every span points into.

use super::chunk::{self, Known, Section};
use super::front_matter;
use super::{Defaults, IngestError, Parsed};
use crate::corpus::{Validity, Version, WorkId};
use crate::text::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A file, read. Serialised only between the two ends of [`super::child`], which are one program.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Document {
    /// The text to store, normalised by the parser: UTF-8, `\n` line ends, a blank line between paragraphs.
    pub(crate) text: String,
    /// In the order of the text, without overlaps. What no part covers is stored and never cited.
    pub(crate) parts: Vec<Part>,
    /// What the file says of itself.
    pub(crate) meta: Meta,
    /// Acts that changed its text, as URNs.
    pub(crate) amended_by: Vec<String>,
    /// What could not be read, in Italian.
    pub(crate) warnings: Vec<String>,
}

/// A stretch of the text under one heading: an article's comma, a page, a slide, a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Where it stands, as a reader would say it («Art. 6 › Comma 4», «Pagina 12», «Diapositiva 3»).
    pub(crate) heading: String,
    /// Its name in the passage's id: `art6-com4`, `pag12`, `dia3`. ASCII letters, digits and hyphens.
    pub(crate) locator: String,
    /// Its own reference when it is finer than the file's («art. 6, comma 4, D.L. 48/2023»).
    pub(crate) reference: Option<String>,
    /// Bytes of [`Document::text`].
    pub(crate) span: Span,
    /// One passage however long (a comma); else it is cut along its paragraphs.
    pub(crate) whole: bool,
    /// When it holds by itself, if the file says so.
    pub(crate) holds: Option<Validity>,
}

/// What a file says of itself; none where it does not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) title: Option<String>,
    /// «D.L. 4 maggio 2023, n. 48».
    pub(crate) reference: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) urn: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<Date>,
    /// First day in which this version holds.
    pub(crate) valid_from: Option<Date>,
    /// First day in which it holds no more.
    pub(crate) valid_to: Option<Date>,
}

impl Document {
    /// Adds a paragraph to the text, after a blank line, and tells its span. Blank edges are dropped; of nothing but
    /// blanks the span is empty.
    pub(crate) fn push(&mut self, paragraph: &str) -> Span {
        let paragraph = paragraph.trim();
        if paragraph.is_empty() {
            return Span::new(self.text.len(), self.text.len());
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(paragraph);
        Span::new(start, self.text.len())
    }
}

/// Is the first line of the text the heading of its first part alone, and not what all are about?
fn names_only_the_first(line: &str, parts: &[Part]) -> bool {
    let Some((first, others)) = parts.split_first() else { return false };
    let alone = !others.is_empty() && others.iter().all(|part| !part.heading.contains(line));
    alone && first.heading.ends_with(line)
}

/// The version and its passages. What the file says of itself wins over `defaults`; `sha256` is of the file's own bytes.
pub(super) fn parsed(
    file: &str,
    (document, sha256): (Document, String),
    defaults: &Defaults,
) -> Result<Parsed, IngestError> {
    let Document { text, parts, meta, amended_by, mut warnings } = document;
    let value = |why| IngestError::Value { file: file.to_owned(), why };
    let bare = front_matter::without_header(file, &text, defaults)?;
    // «faq.pdf» beside «faq.pptx» is another work.
    let work = WorkId::new(format!("{}-{}", bare.work, super::extension(file))).map_err(value)?;
    let from = meta.valid_from.unwrap_or(bare.validity.from());
    let to = meta.valid_to.or(bare.validity.to());
    let is_section = names_only_the_first(&bare.title, &parts);
    let title = if is_section { front_matter::named_after(file) } else { bare.title };
    let mut version = Version {
        work,
        title: meta.title.unwrap_or(title),
        reference: meta.reference.unwrap_or(bare.reference),
        issuer: meta.issuer.unwrap_or(bare.issuer),
        urn: meta.urn,
        amended_by,
        url: meta.url.or(bare.url),
        published: meta.published,
        validity: Validity::new(from, to).map_err(value)?,
        sha256,
        source: text,
        ..bare
    };
    let mut passages = Vec::new();
    for part in parts {
        let Some(span) = chunk::trimmed(&version.source, part.span) else { continue };
        let known = Known { reference: part.reference, holds: part.holds, ..Known::default() };
        let section = Section { heading: part.heading, locator: part.locator, anchored: true, span };
        passages.extend(
            chunk::passages(&version, &version.source, &section, (known, part.whole)).map_err(value)?,
        );
    }
    chunk::rename_repeated(&mut passages, file, &mut warnings).map_err(value)?;
    version.passages = passages;
    if version.passages.is_empty() {
        return Err(IngestError::Empty { file: file.to_owned() });
    }
    Ok(Parsed { version, warnings })
}
