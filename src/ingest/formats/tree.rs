//! Marked-up text as a tree in an arena, built from XML or from HTML. Nothing here recurses: the parsers refuse what is
//! deeper or larger than the limits, and all walks go along links.

pub(super) mod markup;
pub(super) mod page;

/// Levels of markup in a file; real ones have about sixty.
const MAX_DEPTH: u32 = 256;
/// Elements and texts in a file; a code of 3,000 articles has about 100,000.
const MAX_NODES: usize = 1_000_000;
/// Bytes of decoded text.
const MAX_BYTES: usize = 64 << 20;

/// The place of a node in its tree.
pub(super) type Id = usize;

/// What stands at the root of every tree.
pub(super) const ROOT: Id = 0;

#[derive(Debug, Default)]
struct Links {
    parent: Option<Id>,
    after: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
    depth: u32,
}

#[derive(Debug)]
enum Data {
    Element { name: String, attributes: Vec<(String, String)> },
    Text(String),
}

/// Elements and texts; the root is an element without name.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<(Data, Links)>,
    too_large: bool,
}

impl Tree {
    fn new() -> Self {
        let mut tree = Self { nodes: Vec::new(), too_large: false };
        tree.element(String::new(), Vec::new());
        tree
    }

    fn element(&mut self, name: String, attributes: Vec<(String, String)>) -> Id {
        self.push(Data::Element { name, attributes })
    }

    fn push(&mut self, data: Data) -> Id {
        self.too_large |= self.nodes.len() >= MAX_NODES;
        self.nodes.push((data, Links::default()));
        self.nodes.len() - 1
    }

    /// Puts a node that stands nowhere yet at the end of `parent`, with what it may hold.
    fn append(&mut self, parent: Id, child: Id) {
        let last = self.nodes[parent].1.last.replace(child);
        let depth = self.nodes[parent].1.depth + 1;
        self.too_large |= depth > MAX_DEPTH;
        let own = &mut self.nodes[child].1;
        (own.parent, own.depth) = (Some(parent), depth);
        match last {
            Some(last) => self.nodes[last].1.after = Some(child),
            None => self.nodes[parent].1.first = Some(child),
        }
    }

    /// Adds text at the end of `parent`, to the text that may stand there.
    fn append_text(&mut self, parent: Id, text: &str) {
        if let Some(last) = self.nodes[parent].1.last
            && let Data::Text(so_far) = &mut self.nodes[last].0
        {
            so_far.push_str(text);
            return;
        }
        let child = self.push(Data::Text(text.to_owned()));
        self.append(parent, child);
    }

    /// The name of an element, without prefix; empty for a text and for the root.
    pub(super) fn name(&self, id: Id) -> &str {
        match &self.nodes[id].0 {
            Data::Element { name, .. } => name,
            Data::Text(_) => "",
        }
    }

    /// The text, if it is one.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match &self.nodes[id].0 {
            Data::Element { .. } => None,
            Data::Text(text) => Some(text),
        }
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let Data::Element { attributes, .. } = &self.nodes[id].0 else { return None };
        attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Is `class` one of its classes?
    pub(super) fn has_class(&self, id: Id, class: &str) -> bool {
        self.attribute(id, "class").is_some_and(|c| c.split_ascii_whitespace().any(|c| c == class))
    }

    /// How many nodes it has; every child comes after its parent.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id].1.parent
    }

    /// From the parent up to the root.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.nodes[id].1.first, |id| self.nodes[*id].1.after)
    }

    /// The child elements of this name.
    pub(super) fn child(&self, id: Id, name: &str) -> Option<Id> {
        self.children(id).find(|c| self.name(*c) == name)
    }

    /// Beginnings and ends of everything under `root`, `root` not among them.
    pub(super) fn walk(&self, root: Id) -> Walk<'_> {
        Walk { tree: self, root, next: self.nodes[root].1.first.map(Step::In) }
    }

    /// Everything under `root` in the order of the text.
    pub(super) fn descendants(&self, root: Id) -> impl Iterator<Item = Id> {
        self.walk(root).filter_map(|step| match step {
            Step::In(id) => Some(id),
            Step::Out(_) => None,
        })
    }

    /// The first element of this name under `root`.
    pub(super) fn find(&self, root: Id, name: &str) -> Option<Id> {
        self.descendants(root).find(|id| self.name(*id) == name)
    }

    /// All the text under `root`, white space collapsed.
    pub(super) fn words(&self, root: Id) -> String {
        let mut all = String::new();
        for id in self.descendants(root) {
            all.push_str(self.text(id).unwrap_or_default());
        }
        collapsed(&all)
    }
}

/// One step of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A node begins.
    In(Id),
    /// It ends.
    Out(Id),
}

/// A walk along the links of a tree.
#[derive(Debug, Clone)]
pub(super) struct Walk<'a> {
    tree: &'a Tree,
    root: Id,
    next: Option<Step>,
}

impl Walk<'_> {
    /// Leaves out what stands under the node that just began: its end comes next.
    pub(super) fn pass(&mut self, id: Id) {
        self.next = Some(Step::Out(id));
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let step = self.next?;
        let links = |id: Id| &self.tree.nodes[id].1;
        self.next = match step {
            Step::In(id) => Some(links(id).first.map_or(Step::Out(id), Step::In)),
            Step::Out(id) => match (links(id).after, links(id).parent) {
                (Some(after), _) => Some(Step::In(after)),
                (None, Some(parent)) if parent != self.root => Some(Step::Out(parent)),
                _ => None,
            },
        };
        Some(step)
    }
}

/// The text with every run of white space made one space, and none at its ends.
pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests;
