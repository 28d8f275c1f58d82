//! The lines in an element of text: its words, broken where blocks begin, where a table has a row, and before a list item that
//! the export left within a paragraph.

use crate::ingest::formats::law::signs;
use crate::ingest::formats::tree::{Id, Step, Tree, collapsed};

/// Elements that break the line.
const BLOCKS: [&str; 17] = [
    "p",
    "block",
    "br",
    "eol",
    "tr",
    "li",
    "article",
    "paragraph",
    "point",
    "list",
    "intro",
    "content",
    "heading",
    "quotedStructure",
    "table",
    "item",
    "caption",
];

/// The lines of an element, without white space at their ends.
pub(super) fn lines(tree: &Tree, id: Id) -> Vec<String> {
    let mut out = Lines::default();
    let mut walk = tree.walk(id);
    while let Some(step) = walk.next() {
        match step {
            Step::In(id) if is_gone(tree, id) => walk.pass(id),
            Step::In(note) if note != id && tree.name(note) == super::NOTE => walk.pass(note),
            Step::In(id) => out.enter(tree, id),
            Step::Out(id) => out.leave(tree, id),
        }
    }
    out.end();
    out.lines
}

/// The sign around quoted words. Whole provisions that are quoted show theirs in the text.
fn quote<'a>(tree: &'a Tree, id: Id, side: &str) -> &'a str {
    let quoted = tree.name(id) == "quotedText";
    tree.attribute(id, side).filter(|_| quoted).unwrap_or_default()
}

/// Is it in the file, and no longer in the act?
pub(super) fn is_gone(tree: &Tree, id: Id) -> bool {
    tree.name(id) == "del" || matches!(tree.attribute(id, "status"), Some("removed" | "temporarilyRemoved"))
}

/// The lines of a text that stands in no element of its own.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut out = Lines::default();
    out.text(text);
    out.end();
    out.lines
}

#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    open: String,
    /// Within a cell nothing breaks the line.
    cells: usize,
    /// After a number the line goes on.
    glued: bool,
}

impl Lines {
    fn enter(&mut self, tree: &Tree, id: Id) {
        if let Some(text) = tree.text(id) {
            return self.text(text);
        }
        match tree.name(id) {
            "td" | "th" => {
                if !self.open.trim().is_empty() {
                    self.open.push_str(" | ");
                }
                self.cells += 1;
            }
            name if BLOCKS.contains(&name) => self.block(),
            _ => {}
        }
        self.open.push_str(quote(tree, id, "startQuote"));
    }

    fn leave(&mut self, tree: &Tree, id: Id) {
        self.open.push_str(quote(tree, id, "endQuote"));
        match tree.name(id) {
            "td" | "th" => self.cells = self.cells.saturating_sub(1),
            "num" => {
                self.open.push(' ');
                self.glued = true;
            }
            name if BLOCKS.contains(&name) => self.block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        for (n, piece) in text.split('\n').enumerate() {
            let ended = self.open.trim_end().ends_with([':', ';', '.', ')']);
            if n > 0 && ended && signs::point(piece.trim_start()).is_some() {
                self.block();
            } else if n > 0 {
                self.open.push(' ');
            }
            self.glued &= piece.trim().is_empty();
            self.open.push_str(piece);
        }
    }

    fn block(&mut self) {
        if self.cells > 0 || self.glued {
            self.open.push(' ');
        } else {
            self.end();
        }
    }

    fn end(&mut self) {
        let line = collapsed(&std::mem::take(&mut self.open));
        if !line.is_empty() {
            self.lines.push(line);
        }
    }
}
