//! The content of a page as a row of blocks: headings, questions, paragraphs, lists, tables.

use super::content::{begins_note, is_around, is_note};
use super::table;
use crate::ingest::formats::tree::{Id, Step, Tree, collapsed};

/// The level of a question among headings: below all that are printed as such.
pub(super) const QUESTION: u8 = 7;
/// Levels of lists that are shown by indents.
const LIST_LEVELS: usize = 8;

const BLOCKS: [&str; 24] = [
    "p",
    "div",
    "section",
    "article",
    "blockquote",
    "figure",
    "figcaption",
    "address",
    "pre",
    "hr",
    "center",
    "main",
    "header",
    "aside",
    "details",
    "dl",
    "fieldset",
    "form",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "legend",
];

/// A piece of the content.
#[derive(Debug, PartialEq)]
pub(super) enum Block {
    Heading {
        level: u8,
        text: String,
        anchor: Option<String>,
    },
    /// What follows belongs to no question.
    EndOfAnswer,
    /// A paragraph, a list or a table; `joins` the paragraph before it when it says something of that.
    Text {
        text: String,
        joins: bool,
    },
}

/// The blocks under `main`.
pub(super) fn blocks(tree: &Tree, main: Id) -> Vec<Block> {
    let mut cutting = Cutting {
        tree,
        blocks: Vec::new(),
        open: String::new(),
        lists: Vec::new(),
        marker: None,
        listing: false,
        joins: false,
        set: 0,
    };
    let mut walk = tree.walk(main);
    while let Some(step) = walk.next() {
        match step {
            Step::In(id) => {
                if is_around(tree, id) || cutting.enter(id) {
                    walk.pass(id);
                }
            }
            Step::Out(id) => cutting.leave(id),
        }
    }
    cutting.flush();
    cutting.blocks
}

struct List {
    /// The number of the next item, if it has one.
    next: Option<u32>,
}

struct Cutting<'a> {
    tree: &'a Tree,
    blocks: Vec<Block>,
    open: String,
    lists: Vec<List>,
    /// The marker of the item that is open, until its first line.
    marker: Option<String>,
    /// Is the last block a list that goes on?
    listing: bool,
    /// The next text belongs to the one before it.
    joins: bool,
    set: usize,
}

impl Cutting<'_> {
    /// Takes what begins; true when all that it holds has been taken.
    fn enter(&mut self, id: Id) -> bool {
        if let Some(text) = self.tree.text(id) {
            self.text(text);
            return false;
        }
        let name = self.tree.name(id);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return self.heading(id, name.as_bytes()[1] - b'0'),
            "summary" => return self.heading(id, QUESTION),
            "p" if is_question(self.tree, id) => return self.heading(id, QUESTION),
            "dt" if asks(self.tree, id) => return self.heading(id, QUESTION),
            "table" if table::is_data(self.tree, id) => {
                self.flush();
                for text in table::rows(self.tree, id) {
                    self.push(text, false);
                }
                return true;
            }
            "ul" | "menu" => self.list(List { next: None }),
            "ol" => {
                let start = self.tree.attribute(id, "start").and_then(|n| n.trim().parse().ok());
                self.list(List { next: Some(start.unwrap_or(1)) });
            }
            "li" => self.item(),
            "br" => self.open.push('\n'),
            "dd" if self.open.ends_with(": ") => {}
            "dt" | "dd" => self.flush(),
            _ if BLOCKS.contains(&name) => {
                self.flush();
                self.joins |= is_note(self.tree, id) && name != "main";
            }
            _ => {}
        }
        self.set += usize::from(name == "pre");
        false
    }

    fn leave(&mut self, id: Id) {
        let name = self.tree.name(id);
        match name {
            "ul" | "ol" | "menu" => {
                self.flush();
                self.lists.pop();
                self.listing &= !self.lists.is_empty();
            }
            "details" | "dl" => {
                self.flush();
                self.blocks.push(Block::EndOfAnswer);
                self.listing = false;
            }
            "li" => {
                self.flush();
                self.marker = None;
            }
            "dt" => {
                // A term and what it means stand on one line.
                let term = self.open.trim_end_matches([':', ' ']).to_owned();
                self.open = if term.is_empty() { term } else { format!("{term}: ") };
            }
            "dd" => self.flush(),
            _ if BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
        self.set = self.set.saturating_sub(usize::from(name == "pre"));
    }

    fn text(&mut self, text: &str) {
        if self.set > 0 {
            self.open.push_str(text);
        } else {
            self.open.push_str(&text.replace('\n', " "));
        }
    }

    /// A heading; one without text opens nothing.
    fn heading(&mut self, id: Id, level: u8) -> bool {
        self.flush();
        let text = self.words(id);
        let text = text.trim_end_matches(['¶', '#', ' ']);
        if text.is_empty() {
            return true;
        }
        let inner = || self.tree.descendants(id).find_map(|d| self.tree.attribute(d, "id"));
        let anchor = self.tree.attribute(id, "id").or_else(inner).map(str::to_owned);
        (self.listing, self.joins) = (false, false);
        self.blocks.push(Block::Heading { level, text: text.to_owned(), anchor });
        true
    }

    /// The words of a heading, without the links to edit it.
    fn words(&self, id: Id) -> String {
        let mut all = String::new();
        let mut walk = self.tree.walk(id);
        while let Some(step) = walk.next() {
            match step {
                Step::In(id) if is_around(self.tree, id) => walk.pass(id),
                Step::In(id) => all.push_str(self.tree.text(id).unwrap_or_default()),
                Step::Out(_) => {}
            }
        }
        collapsed(&all)
    }

    fn list(&mut self, list: List) {
        self.flush();
        self.lists.push(list);
    }

    fn item(&mut self) {
        self.flush();
        let marker = match self.lists.last_mut() {
            Some(List { next: Some(number) }) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => "- ".to_owned(),
        };
        self.marker = Some(marker);
    }

    /// Ends the line or paragraph that is open.
    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        let lines: Vec<String> = open.split('\n').map(collapsed).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        if self.lists.is_empty() {
            let joins = std::mem::take(&mut self.joins) || begins_note(&lines[0]);
            return self.push(lines.join("\n"), joins);
        }
        let indent = "  ".repeat(self.lists.len().min(LIST_LEVELS) - 1);
        let text: Vec<String> = lines
            .iter()
            .map(|line| match self.marker.take() {
                Some(marker) => format!("{indent}{marker}{line}"),
                None => format!("{indent}  {line}"),
            })
            .collect();
        self.joins = false;
        self.append(text.join("\n"));
    }

    fn push(&mut self, text: String, joins: bool) {
        self.listing = false;
        self.blocks.push(Block::Text { text, joins });
    }

    /// Adds lines to the list that is open.
    fn append(&mut self, lines: String) {
        if self.listing
            && let Some(Block::Text { text, .. }) = self.blocks.last_mut()
        {
            text.push('\n');
            text.push_str(&lines);
            return;
        }
        self.push(lines, false);
        self.listing = true;
    }
}

/// A paragraph that is nothing but a question in bold.
fn is_question(tree: &Tree, id: Id) -> bool {
    let mut bold = false;
    for child in tree.children(id) {
        match tree.name(child) {
            "b" | "strong" => bold = true,
            "br" => {}
            "" if tree.text(child).is_none_or(|t| t.trim().is_empty()) => {}
            _ => return false,
        }
    }
    bold && tree.words(id).ends_with('?')
}

/// A term that is a question.
fn asks(tree: &Tree, id: Id) -> bool {
    tree.words(id).ends_with('?')
}
