//! Word documents: the body in order, with headings, lists, tables and notes as a reader sees them. Text that a reviewer
//! deleted is gone, text that one inserted is there; what repeats on every page is not read.

mod numbering;
mod run;
mod style;

use super::outline::{self, Outline};
use super::package::{Node, Package};
use super::question;
use crate::ingest::document::Document;
use crate::strings::s;
use numbering::Numbering;
use run::Notes;
use style::Styles;

const BODY: &str = "word/document.xml";

pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let root = package.xml(&main)?.ok_or_else(|| s("ingest.no_document").to_owned())?;
    let body = root.child("body").ok_or_else(|| s("ingest.no_document").to_owned())?;
    let mut warnings = Vec::new();
    let mut beside = |name: &str| package.optional(&format!("{folder}/{name}.xml"), &mut warnings);
    let styles = Styles::new(beside("styles"));
    let numbering = Numbering::new(beside("numbering"));
    let notes = Notes::new(beside("footnotes"), beside("endnotes"));
    let meta = package.meta(&mut warnings);
    let mut reading =
        Reading { styles, numbering, notes, out: Outline::new(), title: None, list: Vec::new() };
    reading.blocks(body);
    reading.end_list();
    let mut document = reading.out.finish();
    document.meta = meta;
    document.meta.title = document.meta.title.or(reading.title);
    document.warnings = warnings;
    Ok(document)
}

/// Where the body is: what the package says, else the usual place.
fn main_part(package: &mut Package) -> Result<String, String> {
    let relations = package.relations("")?;
    let main = relations.into_values().find(|r| r.kind == "officeDocument");
    Ok(main.map_or_else(|| BODY.to_owned(), |r| r.path))
}

struct Reading {
    styles: Styles,
    numbering: Numbering,
    notes: Notes,
    out: Outline,
    /// A paragraph in the style «Title».
    title: Option<String>,
    /// Items of the open list.
    list: Vec<String>,
}

impl Reading {
    fn blocks(&mut self, parent: &Node) {
        for node in &parent.children {
            match node.name.as_str() {
                "p" => self.paragraph(node),
                "tbl" => self.table(node),
                "sdt" if is_contents(node) => {}
                "del" | "moveFrom" | "sectPr" => {}
                _ => self.blocks(node),
            }
        }
    }

    fn paragraph(&mut self, node: &Node) {
        let mut boxes = Vec::new();
        let text = run::text(node, &mut self.notes, &mut boxes);
        let look = self.styles.look(node);
        if !text.trim().is_empty() && !look.contents {
            self.styled(text.trim(), &look);
        }
        for inner in boxes {
            self.end_list();
            self.blocks(inner);
        }
    }

    fn styled(&mut self, text: &str, look: &style::Look) {
        let item = look.list.as_ref().and_then(|(id, level)| self.numbering.next(id, *level, &look.style));
        let notes = self.notes.take();
        if let Some(item) = item.as_ref().filter(|_| look.level.is_none()) {
            let indent = "  ".repeat(item.level.min(4));
            let text = outline::one_line(&format!("{} {text} {notes}", item.mark));
            return self.list.push(indent + &text);
        }
        self.end_list();
        match (look.level, item.filter(|item| item.mark != "-")) {
            (Some(level), Some(item)) => self.out.heading(level, &format!("{} {text}", item.mark)),
            (Some(level), None) => self.out.heading(level, text),
            _ if look.title && self.title.is_none() => {
                self.title = Some(outline::one_line(text));
                self.out.document.push(text);
            }
            // «Domanda: …?» heads its answer, whatever it looks like.
            _ if question::after(text, "domanda").is_some_and(|q| q.ends_with('?')) => {
                self.out.heading(QUESTION, question::after(text, "domanda").unwrap_or(text));
            }
            _ => {
                let text = question::after(text, "risposta").unwrap_or(text);
                return self.out.paragraph(&format!("{text}\n{notes}"));
            }
        }
        self.out.paragraph(&notes);
    }

    fn end_list(&mut self) {
        let list = std::mem::take(&mut self.list);
        self.out.rows(&list);
    }

    /// A table of one column frames a text; any other has rows.
    fn table(&mut self, table: &Node) {
        self.end_list();
        let rows: Vec<&Node> = rows(table);
        if rows.iter().all(|row| cells(row).len() <= 1) {
            for cell in rows.iter().flat_map(|row| cells(row)) {
                self.blocks(cell);
            }
            return self.end_list();
        }
        let mut lines: Vec<String> = Vec::new();
        let mut above: Vec<String> = Vec::new();
        for (n, row) in rows.into_iter().enumerate() {
            above = self.row(row, (n == 0, &above));
            lines.push(outline::row(&above));
        }
        self.out.rows(&lines);
        let notes = self.notes.take();
        self.out.paragraph(&notes);
    }

    /// The words of each column; a cell that goes on from the row above says them again, a heading stands over each of its columns.
    fn row(&mut self, row: &Node, (is_first, above): (bool, &[String])) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for cell in cells(row) {
            let own = |name: &str| cell.at(&["tcPr", name]);
            let goes_on = own("vMerge").is_some_and(|merge| merge.attr("val") != Some("restart"));
            let wide = own("gridSpan").and_then(|span| span.attr("val")?.parse().ok()).unwrap_or(1_usize);
            let text = self.cell(cell);
            let text = match above.get(columns.len()).filter(|_| goes_on && text.trim().is_empty()) {
                Some(said) => said.clone(),
                None => text,
            };
            let more = if is_first { text.clone() } else { String::new() };
            columns.push(text);
            columns.extend(std::iter::repeat_n(more, wide.clamp(1, MAX_SPAN) - 1));
        }
        columns
    }

    /// The text of a cell, tables inside it included, on one line.
    fn cell(&mut self, cell: &Node) -> String {
        let mut paragraphs = Vec::new();
        cell.find_all(&["p"], &mut paragraphs);
        let mut texts = Vec::new();
        for paragraph in paragraphs {
            let mut boxes = Vec::new();
            texts.push(run::text(paragraph, &mut self.notes, &mut boxes));
            texts.extend(boxes.iter().map(|inner| run::text(inner, &mut self.notes, &mut Vec::new())));
        }
        texts.join(" ")
    }
}

/// The level of a question among headings: below all that are printed as such.
const QUESTION: usize = 12;
/// Columns that one cell may take.
const MAX_SPAN: usize = 100;

/// The rows of a table that were not deleted, also those inside content controls.
fn rows(table: &Node) -> Vec<&Node> {
    let mut rows = Vec::new();
    table.find_all(&["tr"], &mut rows);
    rows.retain(|row| row.at(&["trPr", "del"]).is_none());
    rows
}

fn cells(row: &Node) -> Vec<&Node> {
    let mut cells = Vec::new();
    row.find_all(&["tc"], &mut cells);
    cells
}

/// A table of contents that Word keeps up to date.
fn is_contents(control: &Node) -> bool {
    let gallery = control.at(&["sdtPr", "docPartObj"]).and_then(|o| o.val("docPartGallery"));
    gallery.is_some_and(|g| g == "Table of Contents")
}

#[cfg(test)]
mod tests;
