//! Markdown. A sheet (with front matter) has one passage per `##` heading, named by its anchor; any other Markdown is cut
//! along its headings, and long sections along their paragraphs.

use super::chunk::{self, Section};
use super::front_matter::{self, Headed};
use super::{Defaults, IngestError, Parsed};
use crate::strings::fill;
use crate::text::Span;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

pub(super) fn parse(file: &str, text: &str, defaults: &Defaults) -> Result<Parsed, IngestError> {
    let Headed { mut version, mut passages, has_front_matter } = front_matter::read(file, text, defaults)?;
    let headings = headings(&version.source);
    let sections = sections(&version.source, &headings, has_front_matter);
    let mut warnings = Vec::new();
    if has_front_matter {
        for section in &sections {
            if !section.anchored {
                warnings.push(fill("ingest.no_anchor", &[("file", &file), ("heading", &section.heading)]));
            } else if !passages.contains_key(&section.locator) {
                warnings.push(fill("ingest.no_table", &[("file", &file), ("anchor", &section.locator)]));
            }
        }
    }
    let source = version.source.clone();
    for section in sections {
        let header = passages.remove(&section.locator).unwrap_or_default();
        let header =
            chunk::Known { reference: header.reference, facts: header.facts, asks: header.asks, holds: None };
        let whole = has_front_matter && section.anchored;
        let cut = chunk::passages(&version, &source, &section, (header, whole));
        version.passages.extend(cut.map_err(|why| IngestError::Value { file: file.to_owned(), why })?);
    }
    for anchor in passages.keys() {
        warnings.push(fill("ingest.no_heading", &[("file", &file), ("anchor", anchor)]));
    }
    chunk::rename_repeated(&mut version.passages, file, &mut warnings)
        .map_err(|why| IngestError::Value { file: file.to_owned(), why })?;
    if version.passages.is_empty() {
        return Err(IngestError::Empty { file: file.to_owned() });
    }
    Ok(Parsed { version, warnings })
}

struct Heading {
    level: u8,
    title: String,
    anchor: Option<String>,
    line: Span,
}

fn headings(source: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut open: Option<Heading> = None;
    for (event, range) in Parser::new_ext(source, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                open = Some(Heading {
                    level: level as u8,
                    title: String::new(),
                    anchor: id.map(|id| id.to_string()),
                    line: Span::new(range.start, range.end),
                });
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = open.as_mut() {
                    heading.title.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(
                HeadingLevel::H1
                | HeadingLevel::H2
                | HeadingLevel::H3
                | HeadingLevel::H4
                | HeadingLevel::H5
                | HeadingLevel::H6,
            )) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

/// Sections between headings. In a sheet only `##` opens one: deeper headings belong to their passage.
fn sections(source: &str, headings: &[Heading], sheet: bool) -> Vec<Section> {
    let opens = |h: &&Heading| if sheet { h.level <= 2 } else { true };
    let openers: Vec<&Heading> = headings.iter().filter(opens).collect();
    let mut sections = Vec::new();
    let first = openers.first().map_or(source.len(), |h| h.line.start);
    if let Some(span) = chunk::trimmed(source, Span::new(0, first)) {
        sections.push(Section {
            heading: String::new(),
            locator: "inizio".to_owned(),
            anchored: false,
            span,
        });
    }
    let mut path: Vec<(u8, String)> = Vec::new();
    for (index, heading) in openers.iter().enumerate() {
        path.retain(|(level, _)| *level < heading.level);
        path.push((heading.level, heading.title.trim().to_owned()));
        let end = openers.get(index + 1).map_or(source.len(), |next| next.line.start);
        let Some(span) = chunk::trimmed(source, Span::new(heading.line.end.min(end), end)) else { continue };
        let titles: Vec<&str> = path.iter().map(|(_, title)| title.as_str()).collect();
        let locator = heading.anchor.clone().unwrap_or_else(|| format!("s{}", index + 1));
        sections.push(Section {
            heading: if sheet { heading.title.trim().to_owned() } else { titles.join(" › ") },
            locator,
            anchored: heading.anchor.is_some(),
            span,
        });
    }
    sections
}
