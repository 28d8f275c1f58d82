//! A document that grows paragraph by paragraph under headings: each heading closes the part before it and opens one of its
//! own, named by the path of headings above it.

use crate::ingest::document::{Document, Part};
use crate::text::Span;

/// What a heading may be long; anything longer is a paragraph in a heading's clothes.
const MAX_HEADING_CHARS: usize = 250;
/// Bytes after which rows of a table start a new paragraph, so that a passage can end between rows.
const ROWS_BYTES: usize = 1000;

/// The document so far.
pub(super) struct Outline {
    pub(super) document: Document,
    path: Vec<(usize, String)>,
    /// Where the open part begins; none before its first paragraph.
    start: Option<usize>,
    /// The heading of the open part, while nothing stands under it.
    bare: Option<Span>,
    number: usize,
}

impl Outline {
    pub(super) fn new() -> Self {
        Self { document: Document::default(), path: Vec::new(), start: None, bare: None, number: 0 }
    }

    /// A heading; level 0 is the highest.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        let text = one_line(text);
        if text.chars().count() > MAX_HEADING_CHARS {
            return self.paragraph(&text);
        }
        if text.is_empty() {
            return;
        }
        let deeper = self.path.last().is_some_and(|(above, _)| *above < level);
        self.close(deeper);
        while self.path.last().is_some_and(|(above, _)| *above >= level) {
            self.path.pop();
        }
        self.bare = Some(self.document.push(&text));
        self.path.push((level, text));
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        let span = self.document.push(&without_blank_lines(text));
        if !span.is_empty() {
            self.start.get_or_insert(span.start);
            self.bare = None;
        }
    }

    /// Rows of a table, `cell | cell`.
    pub(super) fn rows(&mut self, rows: &[String]) {
        for block in row_blocks(rows) {
            self.paragraph(&block);
        }
    }

    /// Ends the open part. A heading with nothing under it, not even headings, is all that its section says: it is cited.
    fn close(&mut self, deeper_follows: bool) {
        let start = self.start.take().or(self.bare.take().filter(|_| !deeper_follows).map(|span| span.start));
        let Some(start) = start else { return };
        self.number += 1;
        let heading = self.path.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" › ");
        let span = Span::new(start, self.document.text.len());
        let locator = format!("s{}", self.number);
        self.document.parts.push(Part { heading, locator, reference: None, span, whole: false, holds: None });
    }

    pub(super) fn finish(mut self) -> Document {
        self.close(false);
        self.document
    }
}

/// Rows joined into paragraphs short enough to be passages.
pub(super) fn row_blocks(rows: &[String]) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| !row.trim().is_empty()) {
        match blocks.last_mut() {
            Some(block) if block.len() + row.len() <= ROWS_BYTES => {
                block.push('\n');
                block.push_str(row);
            }
            _ => blocks.push(row.clone()),
        }
    }
    blocks
}

/// Cells of a row as a reader sees them; empty when no cell has text.
pub(super) fn row(cells: &[String]) -> String {
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return String::new();
    }
    let cells: Vec<String> = cells.iter().map(|cell| one_line(cell)).collect();
    cells.join(" | ").trim_end_matches([' ', '|']).to_owned()
}

/// The text with every run of blanks as one space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph keeps its line breaks, and has no empty lines and no runs of blanks.
pub(super) fn without_blank_lines(text: &str) -> String {
    let lines = text.lines().map(|line| (line.len() - line.trim_start_matches(' ').len(), one_line(line)));
    let lines = lines.filter(|(_, line)| !line.is_empty());
    lines.map(|(indent, line)| " ".repeat(indent.min(8)) + &line).collect::<Vec<_>>().join("\n")
}
