//! What stands on a slide: its title, its texts and tables in order, the speaker's notes.

use crate::ingest::formats::outline::{one_line, row, row_blocks, without_blank_lines};
use crate::ingest::formats::package::Node;
use crate::ingest::formats::question;
use std::collections::BTreeSet;

#[derive(Clone, Default)]
pub(super) struct Slide {
    pub(super) title: Option<String>,
    /// Texts and tables, each a paragraph of one or more lines.
    pub(super) blocks: Vec<String>,
    pub(super) notes: Option<String>,
}

impl Slide {
    pub(super) fn new(root: &Node, notes: Option<&Node>) -> Self {
        let mut shapes = Vec::new();
        if let Some(tree) = root.at(&["cSld", "spTree"]) {
            collect(tree, &mut shapes);
        }
        shapes.retain(|shape| !shape.text.is_empty());
        let title = shapes.iter().position(|s| s.is_title).map(|at| one_line(&shapes.remove(at).text));
        if question_is_below(&shapes) {
            shapes.sort_by_key(|s| s.at);
        }
        Self {
            title,
            blocks: shapes.into_iter().map(|s| s.text).collect(),
            notes: notes.and_then(notes_text),
        }
    }

    /// Every line, for comparing slides.
    pub(super) fn lines(&self) -> Vec<String> {
        let lines = self.blocks.iter().flat_map(|b| b.lines());
        self.title.iter().map(String::as_str).chain(lines).map(|l| one_line(l).to_lowercase()).collect()
    }

    /// The slide without these lines.
    pub(super) fn without(&self, repeated: &BTreeSet<String>) -> Self {
        let kept = |line: &&str| !repeated.contains(&one_line(line).to_lowercase());
        let block = |block: &String| block.lines().filter(kept).collect::<Vec<_>>().join("\n");
        Self {
            title: self.title.clone().filter(|title| kept(&title.as_str())),
            blocks: self.blocks.iter().map(block).filter(|block| !block.is_empty()).collect(),
            notes: self.notes.clone(),
        }
    }
}

struct Shape {
    is_title: bool,
    text: String,
    /// Distance from the top and from the left, when the shape says it.
    at: Option<(i64, i64)>,
}

/// Shapes in the order of the file, which is that of reading aloud; groups are opened.
fn collect(tree: &Node, shapes: &mut Vec<Shape>) {
    for node in &tree.children {
        match node.name.as_str() {
            "sp" | "cxnSp" => shapes.extend(shape(node)),
            "graphicFrame" => {
                let mut tables = Vec::new();
                node.find_all(&["tbl"], &mut tables);
                for table in tables {
                    let rows: Vec<String> = table.all("tr").map(table_row).collect();
                    let at = position(node.child("xfrm"));
                    shapes.extend(row_blocks(&rows).into_iter().map(|text| Shape {
                        is_title: false,
                        text,
                        at,
                    }));
                }
            }
            "nvGrpSpPr" | "grpSpPr" | "pic" => {}
            _ => collect(node, shapes),
        }
    }
}

fn shape(node: &Node) -> Option<Shape> {
    const OF_THE_TEMPLATE: [&str; 5] = ["dt", "ftr", "sldNum", "hdr", "sldImg"];
    let holder = node.at(&["nvSpPr", "nvPr", "ph"]);
    let kind = holder.and_then(|h| h.attr("type")).unwrap_or_default();
    if OF_THE_TEMPLATE.contains(&kind) {
        return None;
    }
    let text = without_blank_lines(&lines(node.child("txBody")?));
    let at = position(node.at(&["spPr", "xfrm"]));
    Some(Shape { is_title: matches!(kind, "title" | "ctrTitle"), text, at })
}

fn position(frame: Option<&Node>) -> Option<(i64, i64)> {
    let offset = frame?.child("off")?;
    Some((offset.attr("y")?.parse().ok()?, offset.attr("x")?.parse().ok()?))
}

/// One line for each paragraph, with the marks of lists that the paragraph itself asks for.
fn lines(body: &Node) -> String {
    let mut text = String::new();
    let mut number = 0;
    for paragraph in body.all("p") {
        let own = paragraph.child("pPr");
        let is_numbered = own.is_some_and(|p| p.child("buAutoNum").is_some());
        number = if is_numbered { number + 1 } else { 0 };
        let line = paragraph_text(paragraph);
        if line.trim().is_empty() {
            continue;
        }
        let level: usize = own.and_then(|p| p.attr("lvl")).and_then(|l| l.parse().ok()).unwrap_or(0);
        text.push_str(&"  ".repeat(level.min(4)));
        match own {
            _ if is_numbered => text.push_str(&format!("{number}. ")),
            Some(p) if p.child("buChar").is_some() || p.child("buBlip").is_some() => text.push_str("- "),
            Some(p) if level > 0 && p.child("buNone").is_none() => text.push_str("- "),
            _ => {}
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn paragraph_text(paragraph: &Node) -> String {
    let mut text = String::new();
    for node in &paragraph.children {
        match node.name.as_str() {
            "br" => text.push('\n'),
            "pPr" | "endParaRPr" => {}
            _ => {
                let mut runs = Vec::new();
                node.find_all(&["t"], &mut runs);
                runs.iter().for_each(|run| text.push_str(&run.text()));
            }
        }
    }
    text
}

fn table_row(node: &Node) -> String {
    let cell = |cell: &Node| cell.child("txBody").map(lines).unwrap_or_default();
    row(&node.all("tc").map(cell).collect::<Vec<_>>())
}

/// A label for the answer stands in the file before the one for the question, and positions tell better.
fn question_is_below(shapes: &[Shape]) -> bool {
    let labelled = |label| shapes.iter().position(|s| question::starts_with(&s.text, label));
    let (question, answer) = (labelled("domanda"), labelled("risposta"));
    let known = shapes.iter().all(|s| s.at.is_some());
    known && matches!((question, answer), (Some(q), Some(a)) if a < q || shapes.len() > 2)
}

/// The notes: what the author wrote on the page of notes, in its body or in boxes beside it; not the slide's picture or number.
fn notes_text(root: &Node) -> Option<String> {
    let mut shapes = Vec::new();
    collect(root.at(&["cSld", "spTree"])?, &mut shapes);
    let texts: Vec<String> = shapes.into_iter().map(|s| s.text).collect();
    let text = without_blank_lines(&texts.join("\n"));
    (!text.is_empty()).then_some(text)
}
