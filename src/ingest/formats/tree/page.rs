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

/// The tree of a page; the error says in Italian why it cannot be built.
pub(in crate::ingest::formats) fn read(text: &str) -> Result<Tree, String> {
    if text.len() > MAX_BYTES {
        return Err(s("ingest.too_large").to_owned());
    }
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut building = Building { tree: Tree::new(), open: vec![ROOT] };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => building.start(&tag),
            Token::EndTag(tag) => building.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => {
                building.tree.append_text(building.current(), &String::from_utf8_lossy(&text));
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if building.tree.too_large {
            return Err(s("ingest.too_large").to_owned());
        }
    }
    Ok(building.tree)
}

struct Building {
    tree: Tree,
    open: Vec<Id>,
}

impl Building {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        self.make_room(&name);
        let attributes = tag.attributes.iter().take(MAX_ATTRIBUTES);
        let attributes = attributes.map(|(name, value)| {
            (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned())
        });
        let empty = tag.self_closing || VOID.contains(&name.as_str());
        let id = self.tree.element(name, attributes.collect());
        self.tree.append(self.current(), id);
        if !empty {
            self.open.push(id);
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
                self.open.truncate(at);
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
                self.open.truncate(at);
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
