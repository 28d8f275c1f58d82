//! HTML to a tree: the tokens as the standard has them (html5gum), put together by the few rules that tell paragraphs, list
//! items and table cells apart when their ends are left out. What a browser would mend in other ways only moves text about.

use super::{Id, MAX_BYTES, ROOT, Tree};
use crate::strings::s;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};

/// Attributes of an element that are kept.
const MAX_ATTRIBUTES: usize = 64;

const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// What may stand in the head of a page; anything else begins the body.
const IN_HEAD: [&str; 8] = ["title", "meta", "link", "base", "script", "style", "noscript", "template"];
/// Marks within a line. When one of these ends, no block that began in it does.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "label", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "tt", "u",
];
/// What ends an open paragraph by beginning.
const ENDS_PARAGRAPH: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
    "dt",
];

const STRUCK: [&str; 3] = ["del", "s", "strike"];
/// Letters remembered of what was said before a raised text.
const SAID: usize = 8;

/// Does a raised text call a note, which would change the number that it is stuck to? «m2» and «1o» are words.
pub(in crate::ingest::formats) fn is_call(before: &str, raised: &str) -> bool {
    let bare = raised.trim_matches(|c: char| "()[] ".contains(c));
    let counted = bare
        .split([',', ' ', '-'])
        .all(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    let starred = !bare.is_empty() && bare.chars().all(|c| c == '*');
    let unit = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let measured = ["m", "km", "cm", "dm", "mm"].contains(&unit) && matches!(bare, "2" | "3");
    (counted || starred) && !measured
}

/// The tree of a page; the error says in Italian why it cannot be built.
pub(in crate::ingest::formats) fn read(text: &str) -> Result<Tree, String> {
    if text.len() > MAX_BYTES {
        return Err(s("ingest.too_large").to_owned());
    }
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut building =
        Building { tree: Tree::new(), open: vec![ROOT], said: String::new(), before: Vec::new() };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => building.start(&tag),
            Token::EndTag(tag) => building.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => building.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if building.tree.too_large {
            return Err(s("ingest.too_large").to_owned());
        }
    }
    building.close(1);
    Ok(building.tree)
}

struct Building {
    tree: Tree,
    open: Vec<Id>,
    /// The end of the text so far.
    said: String,
    /// What had been said when each raised text began that is still open.
    before: Vec<String>,
}

impl Building {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        self.make_room(&name);
        let attributes = tag.attributes.iter().take(MAX_ATTRIBUTES);
        let attributes = attributes.map(|(name, value)| {
            (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned())
        });
        let attributes: Vec<(String, String)> = attributes.collect();
        let empty = tag.self_closing || VOID.contains(&name.as_str());
        // What is struck out is said no more; what is raised may call a note.
        let role = |value: &str| attributes.iter().any(|(name, of)| name == "role" && of == value);
        let calls = name == "a" && role("doc-noteref");
        let apart = !empty && (calls || STRUCK.contains(&name.as_str()) || name == "sup");
        if name == "sup" && !empty {
            self.before.push(self.said.clone());
        }
        let id = self.tree.element(name, attributes);
        if !apart {
            self.tree.append(self.current(), id);
        }
        if !empty {
            self.open.push(id);
        }
    }

    fn text(&mut self, text: &str) {
        self.tree.append_text(self.current(), text);
        self.said.push_str(text);
        let from = self.said.char_indices().rev().nth(SAID).map_or(0, |(at, _)| at);
        self.said.drain(..from);
    }

    /// Ends the open elements from this one on.
    fn close(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            let Some(id) = self.open.pop() else { return };
            if self.tree.name(id) != "sup" {
                continue;
            }
            let before = self.before.pop().unwrap_or_default();
            if is_call(&before, &self.tree.words(id)) {
                self.said = before;
            } else {
                self.tree.append(self.current(), id);
            }
        }
    }

    /// Ends what cannot contain an element of this name.
    fn make_room(&mut self, name: &str) {
        const CELLS: [&str; 4] = ["table", "td", "th", "caption"];
        if !IN_HEAD.contains(&name) {
            self.end_open(&["head"], &["body"]);
        }
        if ENDS_PARAGRAPH.contains(&name) || name == "dd" {
            self.end_open(&["p"], &["table", "td", "th", "caption", "button"]);
        }
        match name {
            "li" => self.end_open(&["li"], &["ul", "ol", "menu", "table", "td", "th"]),
            "dt" | "dd" => self.end_open(&["dt", "dd"], &["dl", "table", "td", "th"]),
            "td" | "th" => self.end_open(&["td", "th"], &["tr", "table"]),
            "tr" => self.end_open(&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => self.end_open(&["thead", "tbody", "tfoot"], &["table"]),
            "option" => self.end_open(&["option"], &CELLS),
            _ => {}
        }
    }

    /// Ends the innermost open element of these names, unless one of `walls` is met first.
    fn end_open(&mut self, names: &[&str], walls: &[&str]) {
        for at in (1..self.open.len()).rev() {
            let name = self.tree.name(self.open[at]);
            if names.contains(&name) {
                self.close(at);
                return;
            }
            if walls.contains(&name) {
                return;
            }
        }
    }

    fn end(&mut self, name: &str) {
        let inline = INLINE.contains(&name);
        let in_table = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"].contains(&name);
        for at in (1..self.open.len()).rev() {
            let open = self.tree.name(self.open[at]);
            if open == name {
                self.close(at);
                return;
            }
            let wall = if in_table { open == "table" } else { ["td", "th", "caption"].contains(&open) };
            if wall || (inline && !INLINE.contains(&open)) {
                return;
            }
        }
    }

    fn current(&self) -> Id {
        self.open.last().copied().unwrap_or(ROOT)
    }
}
