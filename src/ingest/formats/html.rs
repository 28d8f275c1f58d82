//! Pages of ministries and wikis: the main content along its headings, with lists, tables, questions and answers; nothing of
//! what stands around it.

mod about;
mod blocks;
mod content;
mod table;

use super::encoding;
use super::law::signs::slug;
use super::tree::{ROOT, page};
use crate::ingest::document::{Document, Part};
use crate::strings::s;
pub(super) use about::canonical;
use blocks::Block;
use std::collections::HashSet;

/// An answer up to this long is one passage.
const ANSWER_BYTES: usize = 4000;
/// Bytes of a heading that are kept.
const HEADING_BYTES: usize = 300;

/// Reads a page.
pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    let (text, mut warnings) = encoding::text(bytes)?;
    let tree = page::read(&text)?;
    let Some(main) = content::main(&tree) else { return Err(s("ingest.no_content").to_owned()) };
    if main == ROOT {
        warnings.push(s("ingest.whole_page").to_owned());
    }
    let meta = about::read(&tree, main);
    let mut writer = Writer::default();
    for block in blocks::blocks(&tree, main) {
        writer.take(block);
    }
    writer.close();
    let title = meta.title.clone().unwrap_or_default();
    let mut document = writer.document;
    for part in document.parts.iter_mut().filter(|part| part.heading.is_empty()) {
        part.heading.clone_from(&title);
    }
    document.meta = meta;
    document.warnings = warnings;
    Ok(document)
}

/// Writes blocks as text, and the parts between headings.
#[derive(Default)]
struct Writer {
    document: Document,
    /// The headings above, outermost first.
    path: Vec<(u8, String)>,
    /// The name of the part that is open, if the page gives one.
    anchor: Option<String>,
    question: bool,
    paragraphs: Vec<String>,
    names: HashSet<String>,
    count: usize,
}

impl Writer {
    fn take(&mut self, block: Block) {
        match block {
            Block::Heading { level, text, anchor } => {
                self.close();
                self.path.retain(|(above, _)| *above < level);
                self.path.push((level, shortened(&text)));
                (self.anchor, self.question) = (anchor, level == blocks::QUESTION);
                self.document.push(&text);
            }
            Block::EndOfAnswer => {
                self.close();
                self.path.retain(|(level, _)| *level < blocks::QUESTION);
                (self.anchor, self.question) = (None, false);
            }
            Block::Text { text, joins } => {
                let lead = self.paragraphs.last_mut().filter(|last| joins || last.ends_with(':'));
                match lead {
                    Some(last) => {
                        last.push('\n');
                        last.push_str(&text);
                    }
                    None => self.paragraphs.push(text),
                }
            }
        }
    }

    /// Ends the part that is open.
    fn close(&mut self) {
        self.count += 1;
        let text = std::mem::take(&mut self.paragraphs).join("\n\n");
        let span = self.document.push(&text);
        if span.is_empty() {
            return;
        }
        let titles: Vec<&str> = self.path.iter().map(|(_, title)| title.as_str()).collect();
        let heading = titles.join(" › ");
        let locator = self.locator();
        let whole = self.question && span.len() <= ANSWER_BYTES;
        self.document.parts.push(Part { heading, locator, reference: None, span, whole, holds: None });
    }

    /// The anchor of the heading, or the part's number; never twice the same.
    fn locator(&mut self) -> String {
        let named = self.anchor.take().map(|anchor| slug(&anchor)).filter(|name| !name.is_empty());
        let name = named.filter(|name| !self.names.contains(name));
        let name = name.unwrap_or_else(|| format!("s{}", self.count));
        self.names.insert(name.clone());
        name
    }
}

fn shortened(text: &str) -> String {
    let mut text = text.to_owned();
    while text.len() > HEADING_BYTES {
        text.truncate(text.rfind(' ').unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests;
