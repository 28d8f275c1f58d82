//! XML to a tree. Entities of a document type are not expanded and nothing outside the file is read; a file that breaks
//! off keeps what came before.

use super::{Id, MAX_BYTES, ROOT, Tree};
use crate::strings::{fill, s};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Attributes of an element that are kept; real ones have about ten.
const MAX_ATTRIBUTES: usize = 64;

/// The tree, and why the reading stopped early, in Italian, if it did.
pub(in crate::ingest::formats) fn read(text: &str) -> Result<(Tree, Vec<String>), String> {
    if text.len() > MAX_BYTES {
        return Err(s("ingest.too_large").to_owned());
    }
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut building = Building { tree: Tree::new(), open: vec![ROOT], warnings: Vec::new() };
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => building.take(event),
            Err(_) => {
                let line = text[..usize::try_from(reader.error_position()).map_or(0, |p| p.min(text.len()))]
                    .bytes()
                    .filter(|b| *b == b'\n')
                    .count();
                building.warn(fill("ingest.xml_broken", &[("line", &(line + 1))]));
                break;
            }
        }
        if building.tree.too_large {
            return Err(s("ingest.too_large").to_owned());
        }
    }
    if building.open.len() > 1 && building.warnings.is_empty() {
        building.warn(s("ingest.xml_unclosed").to_owned());
    }
    Ok((building.tree, building.warnings))
}

struct Building {
    tree: Tree,
    open: Vec<Id>,
    warnings: Vec<String>,
}

impl Building {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(start) => {
                let id = self.start(&start);
                self.open.push(id);
            }
            Event::Empty(start) => {
                self.start(&start);
            }
            Event::End(end) => self.end(end.local_name().as_ref()),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::Eof | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Id {
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten().take(MAX_ATTRIBUTES).map(|a| {
            let value = quick_xml::escape::unescape(&a.value).unwrap_or_else(|_| a.value.clone());
            (a.key.local_name().as_ref().to_owned(), value.into_owned())
        });
        let id = self.tree.element(start.local_name().as_ref().to_owned(), attributes.collect());
        self.tree.append(self.current(), id);
        id
    }

    /// Closes the innermost open element of that name, and what was left open in it.
    fn end(&mut self, name: &str) {
        let found = self.open.iter().rposition(|id| self.tree.name(*id) == name);
        match found.filter(|at| *at > 0) {
            Some(at) => self.open.truncate(at),
            None => self.warn(fill("ingest.xml_end", &[("name", &name)])),
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let name = reference.xml10_content();
        match reference.resolve_char_ref() {
            Ok(Some(c)) => return self.text(c.encode_utf8(&mut [0; 4])),
            Ok(None) => {}
            Err(_) => return self.text(&format!("&{name};")),
        }
        // Files made from web pages name letters as pages do («&egrave;»), without declaring them.
        match quick_xml::escape::resolve_html5_entity(&name) {
            Some(text) => self.text(text),
            None => {
                self.text(&format!("&{name};"));
                self.warn(fill("ingest.xml_entity", &[("name", &name)]));
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.open.len() > 1 {
            self.tree.append_text(self.current(), text);
        }
    }

    fn current(&self) -> Id {
        self.open.last().copied().unwrap_or(ROOT)
    }

    /// Each fault is told once.
    fn warn(&mut self, warning: String) {
        const MANY: usize = 20;
        if self.warnings.len() < MANY && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
