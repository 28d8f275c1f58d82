//! The paragraphs of a page of law: blocks as they are, text set in columns joined again.

use crate::ingest::formats::law::signs;
use crate::ingest::formats::tree::{Id, Step, Tree, collapsed};

/// Blanks before a line that is set in the middle.
const CENTRED: usize = 8;
/// Blanks before the first line of a paragraph, at least.
const INDENT: usize = 2;

/// What the markup or the setting says of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Plain,
    Centred,
    Article,
    Rubric,
    /// Begins with the number of a comma.
    Comma,
    Premise,
    Annex,
}

/// A paragraph with its white space collapsed.
#[derive(Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) hint: Hint,
}

const BLOCKS: [&str; 24] = [
    "p",
    "div",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "section",
    "article",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "body",
    "form",
    "fieldset",
    "caption",
];
const UNSEEN: [&str; 12] = [
    "script", "style", "noscript", "template", "nav", "footer", "button", "select", "input", "textarea",
    "svg", "head",
];
/// Classes whose element is one line, and what it is.
const HINTS: [(&str, Hint); 8] = [
    ("article-num-akn", Hint::Article),
    ("article-heading-akn", Hint::Rubric),
    ("preamble-title-akn", Hint::Plain),
    ("preamble-citations-akn", Hint::Premise),
    ("attachment-name", Hint::Annex),
    ("article-pre-akn", Hint::Plain),
    ("comma-num-akn", Hint::Comma),
    ("art_aggiornamento_title-akn", Hint::Plain),
];

/// The paragraphs under `root`.
pub(super) fn paragraphs(tree: &Tree, root: Id) -> Vec<Paragraph> {
    let mut cutting = Cutting { tree, lines: Vec::new(), open: Line::default(), set: 0, cells: 0 };
    if tree.name(root) == "pre" {
        cutting.set = 1;
    }
    let mut walk = tree.walk(root);
    while let Some(step) = walk.next() {
        match step {
            Step::In(id) if UNSEEN.contains(&tree.name(id)) => walk.pass(id),
            Step::In(id) => cutting.enter(id),
            Step::Out(id) => cutting.leave(id),
        }
    }
    cutting.end(Break::Hard);
    joined(&cutting.lines)
}

/// How a line begins: after another block, or after a line end within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Break {
    #[default]
    Hard,
    /// `<br>`
    Soft,
    /// A line end in text set in columns.
    Column,
}

#[derive(Debug, Default)]
struct Line {
    text: String,
    begins: Break,
    hint: Option<Hint>,
}

struct Cutting<'a> {
    tree: &'a Tree,
    lines: Vec<Line>,
    open: Line,
    /// Elements open in which line ends count.
    set: usize,
    cells: usize,
}

impl Cutting<'_> {
    fn enter(&mut self, id: Id) {
        if let Some(text) = self.tree.text(id) {
            return self.text(text);
        }
        let name = self.tree.name(id);
        match name {
            "br" => self.end(Break::Soft),
            "td" | "th" => {
                if !self.open.text.trim().is_empty() {
                    self.open.text.push_str(" | ");
                }
                self.cells += 1;
            }
            _ => {}
        }
        self.set += usize::from(name == "pre");
        if self.is_block(id) {
            self.end(Break::Hard);
            self.open.hint = self.hint(id).or(self.open.hint);
        }
    }

    fn leave(&mut self, id: Id) {
        let name = self.tree.name(id);
        self.set = self.set.saturating_sub(usize::from(name == "pre"));
        self.cells = self.cells.saturating_sub(usize::from(["td", "th"].contains(&name)));
        // The number of a comma is followed by its text on the same line.
        if self.is_block(id) && !self.tree.has_class(id, "comma-num-akn") {
            self.end(Break::Hard);
        }
        if self.hint(id).is_some_and(|hint| hint != Hint::Comma) {
            self.open.hint = None;
        }
    }

    fn hint(&self, id: Id) -> Option<Hint> {
        HINTS.iter().find(|(class, _)| self.tree.has_class(id, class)).map(|(_, hint)| *hint)
    }

    fn is_block(&self, id: Id) -> bool {
        let listed = |c: &str| c.split_ascii_whitespace().any(|c| c.starts_with("pointedList-"));
        let marked = || self.hint(id).is_some() || self.tree.attribute(id, "class").is_some_and(listed);
        // What was inserted stands in a `div` within its line.
        let inline = self.tree.has_class(id, "ins-akn");
        self.cells == 0 && !inline && (BLOCKS.contains(&self.tree.name(id)) || marked())
    }

    fn text(&mut self, text: &str) {
        if self.set == 0 {
            return self.open.text.push_str(&text.replace('\n', " "));
        }
        for (n, piece) in text.split('\n').enumerate() {
            if n > 0 {
                self.end(Break::Column);
            }
            self.open.text.push_str(piece.trim_end_matches('\r'));
        }
    }

    fn end(&mut self, next: Break) {
        if self.cells > 0 {
            return self.open.text.push(' ');
        }
        // Between blocks a blank line is nothing; within text it parts paragraphs.
        if self.open.text.trim().is_empty() && (next == Break::Hard || self.open.begins == Break::Hard) {
            self.open = Line { hint: self.open.hint, ..Line::default() };
            return;
        }
        let line = std::mem::replace(&mut self.open, Line { begins: next, ..Line::default() });
        self.lines.push(line);
    }
}

/// Lines put together again into the paragraphs they were cut from.
fn joined(lines: &[Line]) -> Vec<Paragraph> {
    let indents = |line: &Line| {
        line.begins != Break::Soft
            && (INDENT..CENTRED).contains(&indent(&line.text))
            && !line.text.trim().is_empty()
    };
    let indented = lines.iter().any(indents);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut parted = true;
    let mut centred = false;
    for line in lines {
        let text = collapsed(&line.text);
        if text.is_empty() {
            parted = true;
            continue;
        }
        let middle = line.begins != Break::Soft && indent(&line.text) >= CENTRED;
        let previous = paragraphs.last_mut().filter(|p| {
            let goes_on = match line.begins {
                Break::Hard => false,
                Break::Soft => runs_on(&p.text, &text),
                Break::Column if middle => {
                    centred && signs::article(&p.text).is_none() && signs::article(&text).is_none()
                }
                Break::Column if indented => indent(&line.text) < INDENT && !centred && !is_inserted(&text),
                Break::Column => !centred && (runs_on(&p.text, &text) || !is_unit(&text)),
            };
            goes_on && !parted && line.hint.is_none() && !signs::is_rule(&text)
        });
        match previous {
            Some(paragraph) => {
                paragraph.text.push(' ');
                paragraph.text.push_str(&text);
            }
            None => {
                let plain = if middle { Hint::Centred } else { Hint::Plain };
                paragraphs.push(Paragraph { text, hint: line.hint.unwrap_or(plain) });
            }
        }
        (parted, centred) = (signs::is_rule(&line.text), middle);
    }
    paragraphs
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// Does it begin a comma or an article that was inserted? Its marks stand where the indent would.
fn is_inserted(line: &str) -> bool {
    line.starts_with("((") && is_unit(line)
}

/// Does a line only go on with the sentence before it?
fn runs_on(before: &str, line: &str) -> bool {
    let ended = before.ends_with(['.', ';', ':', ')', '»', '"']);
    !ended && !is_unit(line) && !line.starts_with(char::is_uppercase)
}

/// Does it begin an article, a comma, a list item or a note?
fn is_unit(line: &str) -> bool {
    let bare = line.trim_start_matches(['(', ' ']);
    signs::article(bare).is_some()
        || signs::comma(bare).is_some()
        || signs::point(bare).is_some()
        || signs::note(bare).is_some()
}
