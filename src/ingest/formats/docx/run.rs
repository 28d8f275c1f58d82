//! The text of one paragraph: its runs in order, without what was deleted, hidden or computed.

use crate::ingest::formats::outline::one_line;
use crate::ingest::formats::package::Node;
use crate::ingest::formats::tree::page::is_call;
use std::collections::HashMap;

/// Footnotes and endnotes, and those called since they were last taken.
pub(super) struct Notes {
    texts: HashMap<(bool, String), String>,
    called: Vec<String>,
    number: usize,
}

impl Notes {
    pub(super) fn new(footnotes: Option<Node>, endnotes: Option<Node>) -> Self {
        let mut texts = HashMap::new();
        for (at_end, root) in [(false, footnotes), (true, endnotes)] {
            let Some(root) = root else { continue };
            // The line above the notes is a note too, with a type.
            for note in root.children.iter().filter(|n| matches!(n.attr("type"), None | Some("normal"))) {
                let mut nothing = Notes { texts: HashMap::new(), called: Vec::new(), number: 0 };
                let text = text(note, &mut nothing, &mut Vec::new());
                texts.insert((at_end, note.attr("id").unwrap_or_default().to_owned()), one_line(&text));
            }
        }
        Self { texts, called: Vec::new(), number: 0 }
    }

    fn call(&mut self, at_end: bool, id: &str) {
        self.number += 1;
        if let Some(text) = self.texts.get(&(at_end, id.to_owned())).filter(|t| !t.is_empty()) {
            self.called.push(format!("[Nota {}: {text}]", self.number));
        }
    }

    /// The notes called since the last time, one a line.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.called).join("\n")
    }
}

/// The text of a paragraph; text boxes anchored in it are put aside.
pub(super) fn text<'n>(paragraph: &'n Node, notes: &mut Notes, boxes: &mut Vec<&'n Node>) -> String {
    let mut text = String::new();
    for node in &paragraph.children {
        add(node, notes, boxes, &mut text);
    }
    text
}

fn add<'n>(node: &'n Node, notes: &mut Notes, boxes: &mut Vec<&'n Node>, text: &mut String) {
    match node.name.as_str() {
        "t" => text.push_str(&node.text()),
        "tab" | "ptab" => text.push(' '),
        "br" if node.attr("type").is_none() => text.push('\n'),
        "cr" => text.push('\n'),
        "noBreakHyphen" => text.push('-'),
        "footnoteReference" => notes.call(false, node.attr("id").unwrap_or_default()),
        "endnoteReference" => notes.call(true, node.attr("id").unwrap_or_default()),
        "txbxContent" => boxes.push(node),
        "del" | "moveFrom" | "instrText" | "delText" | "pPr" | "rPr" | "rt" => {}
        "r" if node.child("rPr").is_some_and(is_unseen) => {}
        "r" if is_raised(node) && is_call(text, &own_text(node)) => {}
        "p" => {
            text.push(' ');
            children(node, notes, boxes, text);
        }
        _ => children(node, notes, boxes, text),
    }
}

/// Hidden, or struck out by hand.
fn is_unseen(properties: &Node) -> bool {
    ["vanish", "strike", "dstrike"].iter().any(|name| properties.is_on(name))
}

fn is_raised(run: &Node) -> bool {
    let raised = run.at(&["rPr", "vertAlign"]).and_then(|align| align.attr("val"));
    raised == Some("superscript")
}

fn own_text(run: &Node) -> String {
    run.all("t").map(Node::text).collect()
}

fn children<'n>(node: &'n Node, notes: &mut Notes, boxes: &mut Vec<&'n Node>, text: &mut String) {
    for child in &node.children {
        add(child, notes, boxes, text);
    }
}
