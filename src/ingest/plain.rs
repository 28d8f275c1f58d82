//! Plain text: cut along its paragraphs.

use super::chunk::{self, Known, Section};
use super::front_matter;
use super::{Defaults, IngestError, Parsed};
use crate::text::Span;

pub(super) fn parse(file: &str, text: &str, defaults: &Defaults) -> Result<Parsed, IngestError> {
    let mut version = front_matter::read(file, text, defaults)?.version;
    let source = version.source.clone();
    let Some(span) = chunk::trimmed(&source, Span::new(0, source.len())) else {
        return Err(IngestError::Empty { file: file.to_owned() });
    };
    let section = Section { heading: String::new(), locator: "p".to_owned(), anchored: false, span };
    version.passages = chunk::passages(&version, &source, &section, (Known::default(), false))
        .map_err(|why| IngestError::Value { file: file.to_owned(), why })?;
    Ok(Parsed { version, warnings: Vec::new() })
}
