//! What DOCX and PPTX share: a zip of XML files that point at each other. Every length and depth in it is distrusted, since
//! a few kilobytes can unpack into gigabytes and an element can be nested a million times.

use crate::ingest::document::Meta;
use crate::strings::{fill, s};
use jiff::civil::Date;
use quick_xml::Reader;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{Cursor, Read};

/// Entries of one archive; a real presentation has hundreds.
const MAX_ENTRIES: usize = 20_000;
/// Unpacked bytes of one XML file; a book of a thousand pages has about 20 MB.
const MAX_ENTRY_BYTES: u64 = 64 << 20;
/// Unpacked bytes of everything read from one archive.
const MAX_TOTAL_BYTES: u64 = 192 << 20;
/// Elements inside elements; Word nests some thirty.
const MAX_DEPTH: usize = 200;
/// Elements of one XML file.
const MAX_NODES: usize = 1_000_000;

/// A zip archive, read entry by entry.
pub(super) struct Package<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        if bytes.is_empty() {
            return Err(s("ingest.no_bytes").to_owned());
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(s("ingest.old_or_locked").to_owned());
        }
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| s("ingest.no_archive").to_owned())?;
        if zip.len() > MAX_ENTRIES {
            return Err(fill("ingest.entries", &[("n", &zip.len()), ("most", &MAX_ENTRIES)]));
        }
        Ok(Self { zip, left: MAX_TOTAL_BYTES })
    }

    /// Unpacks everything and keeps nothing, for those who will read the archive without our limits.
    pub(super) fn measure(&mut self) -> Result<(), String> {
        let mut total = 0;
        for index in 0..self.zip.len() {
            let Ok(entry) = self.zip.by_index(index) else { continue };
            let mut entry = entry.take(MAX_TOTAL_BYTES + 1 - total);
            // What does not unpack is told by who needs it.
            total += std::io::copy(&mut entry, &mut std::io::sink()).unwrap_or(0);
            if total > MAX_TOTAL_BYTES {
                return Err(fill("ingest.archive_large", &[("most", &(MAX_TOTAL_BYTES >> 20))]));
            }
        }
        Ok(())
    }

    /// The bytes of an entry; none when it is not there.
    pub(super) fn entry(&mut self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let Ok(entry) = self.zip.by_name(path) else { return Ok(None) };
        let most = MAX_ENTRY_BYTES.min(self.left);
        let large = || fill("ingest.entry_large", &[("entry", &path), ("most", &(most >> 20))]);
        // What it says of itself may be a lie, but then a smaller one is no help to it.
        if entry.size() > most {
            return Err(large());
        }
        let mut bytes = Vec::new();
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|_| fill("ingest.entry_broken", &[("entry", &path)]))?;
        if bytes.len() as u64 > most {
            return Err(large());
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// An XML file of the archive as a tree; none when it is not there.
    pub(super) fn xml(&mut self, path: &str) -> Result<Option<Node>, String> {
        let Some(bytes) = self.entry(path)? else { return Ok(None) };
        let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
        tree(&text).map(Some).map_err(|why| match why {
            Broken::Syntax => fill("ingest.entry_broken", &[("entry", &path)]),
            Broken::Deep => fill("ingest.entry_deep", &[("entry", &path), ("most", &MAX_DEPTH)]),
            Broken::Many => fill("ingest.entry_many", &[("entry", &path), ("most", &MAX_NODES)]),
        })
    }

    /// An XML file that a document can do without: a broken one is a warning.
    pub(super) fn optional(&mut self, path: &str, warnings: &mut Vec<String>) -> Option<Node> {
        self.xml(path).unwrap_or_else(|why| {
            warnings.push(why);
            None
        })
    }

    /// Paths by relationship id, for the file at `path`, the archive itself being ``; those outside are left out.
    pub(super) fn relations(&mut self, path: &str) -> Result<HashMap<String, Relation>, String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let relations = resolved(folder, &format!("_rels/{name}.rels"));
        let Some(root) = self.xml(&relations)? else { return Ok(HashMap::new()) };
        let inside = root.children.iter().filter(|r| r.attr("TargetMode") != Some("External"));
        let one = |r: &Node| {
            let kind = r.attr("Type")?.rsplit('/').next()?.to_owned();
            Some((r.attr("Id")?.to_owned(), Relation { kind, path: resolved(folder, r.attr("Target")?) }))
        };
        Ok(inside.filter_map(one).collect())
    }

    /// Title and date from `docProps/core.xml`.
    pub(super) fn meta(&mut self, warnings: &mut Vec<String>) -> Meta {
        let Some(core) = self.optional("docProps/core.xml", warnings) else { return Meta::default() };
        let value = |name: &str| {
            let text = core.children.iter().find(|c| c.name == name)?.text();
            Some(text.trim().to_owned()).filter(|t| !t.is_empty())
        };
        let day = |text: String| text.get(..10)?.parse::<Date>().ok();
        Meta {
            title: value("title").filter(|t| !is_default_title(t)),
            published: value("modified").or_else(|| value("created")).and_then(day),
            ..Meta::default()
        }
    }
}

/// What programs write into the title when nobody wrote one.
fn is_default_title(title: &str) -> bool {
    const NONE: [&str; 5] = [
        "presentazione standard di powerpoint",
        "powerpoint presentation",
        "untitled",
        "senza titolo",
        "word document",
    ];
    let title = title.to_lowercase();
    NONE.contains(&title.as_str()) || title.starts_with("diapositiva ") || title.starts_with("microsoft ")
}

/// Where a relationship leads.
pub(super) struct Relation {
    /// The last word of its type: `slide`, `notesSlide`.
    pub(super) kind: String,
    /// In the archive.
    pub(super) path: String,
}

/// `target` as seen from `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let from_root = target.starts_with('/');
    let mut parts: Vec<&str> = if from_root { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.retain(|p| !p.is_empty());
    parts.join("/")
}

/// An element. Names are without their prefix, save `r:id`, which may stand beside another `id`.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
    own: String,
}

impl Node {
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The node at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The attribute `val` of a child: `<w:numId w:val="3"/>`.
    pub(super) fn val(&self, child: &str) -> Option<&str> {
        self.child(child)?.attr("val")
    }

    /// `<w:vanish/>` and `<w:vanish w:val="true"/>`, but not `"0"`.
    pub(super) fn is_on(&self, child: &str) -> bool {
        self.child(child).is_some_and(|c| !matches!(c.attr("val"), Some("0" | "false" | "off" | "none")))
    }

    /// All text inside.
    pub(super) fn text(&self) -> String {
        let mut text = self.own.clone();
        for child in &self.children {
            text.push_str(&child.text());
        }
        text
    }

    /// Every element with one of these names, outermost only, in order.
    pub(super) fn find_all<'n>(&'n self, names: &[&str], found: &mut Vec<&'n Node>) {
        for child in &self.children {
            if names.contains(&child.name.as_str()) {
                found.push(child);
            } else {
                child.find_all(names, found);
            }
        }
    }
}

enum Broken {
    Syntax,
    Deep,
    Many,
}

/// The root element with all it holds.
fn tree(text: &str) -> Result<Node, Broken> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    let mut nodes = 0;
    loop {
        let event = reader.read_event().map_err(|_| Broken::Syntax)?;
        if matches!(event, Event::Start(_) | Event::Empty(_)) {
            nodes += 1;
        }
        if nodes > MAX_NODES {
            return Err(Broken::Many);
        }
        if open.len() > MAX_DEPTH {
            return Err(Broken::Deep);
        }
        match event {
            Event::Start(tag) => open.push(element(&tag)),
            Event::Empty(tag) => adopt(&mut open, element(&tag)),
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    adopt(&mut open, done);
                }
            }
            Event::Text(text) => add_text(&mut open, &text),
            Event::CData(text) => add_text(&mut open, &text),
            Event::GeneralRef(name) => {
                let resolved = format!("&{};", &*name);
                if let Ok(text) = quick_xml::escape::unescape(&resolved) {
                    add_text(&mut open, &text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.into_iter().next().filter(|root| !root.children.is_empty());
    root.and_then(|root| root.children.into_iter().next()).ok_or(Broken::Syntax)
}

fn element(tag: &BytesStart) -> Node {
    let mut attributes = Vec::new();
    for attribute in tag.attributes().with_checks(false).flatten() {
        let value = attribute.normalized_value(Implicit1_0).unwrap_or_default();
        let name = attribute.key;
        let is_relation = name.prefix().is_some_and(|p| p.as_ref() == "r");
        let name = if is_relation { name.as_ref() } else { name.local_name().into_inner() };
        attributes.push((name.to_owned(), value.into_owned()));
    }
    Node { name: tag.local_name().as_ref().to_owned(), attributes, ..Node::default() }
}

/// Where a file offers the same content twice, for new and for old readers, only the first is kept.
fn adopt(open: &mut [Node], child: Node) {
    let Some(parent) = open.last_mut() else { return };
    let twice = child.name == "Fallback" && parent.children.iter().any(|c| c.name == "Choice");
    if !twice {
        parent.children.push(child);
    }
}

fn add_text(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.own.push_str(text);
    }
}
