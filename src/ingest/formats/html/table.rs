//! Tables as lines of cells.

use crate::ingest::formats::tree::{Id, Step, Tree};

/// Bytes of a table after which its header is said again, so that each passage of it has one.
const HEADER_EVERY: usize = 1000;

struct Row {
    cells: Vec<String>,
    header: bool,
}

/// Does it hold data, rather than the layout of a page: two rows of two cells, and no table within?
pub(super) fn is_data(tree: &Tree, table: Id) -> bool {
    let (mut rows, mut cells, mut full) = (0, 0, 0);
    for id in tree.descendants(table) {
        match tree.name(id) {
            "table" => return false,
            "tr" => {
                (rows, cells) = (rows + 1, 0);
            }
            "td" | "th" => {
                cells += 1;
                full += usize::from(cells == 2);
            }
            _ => {}
        }
    }
    rows >= 2 && full >= 2
}

/// The rows, in paragraphs that each begin with the header.
pub(super) fn rows(tree: &Tree, table: Id) -> Vec<String> {
    let rows = cells(tree, table);
    let line = |row: &Row| row.cells.join(" | ");
    let header = rows.first().filter(|row| row.header).map(line);
    let mut paragraphs: Vec<String> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        match paragraphs.last_mut().filter(|last| last.len() < HEADER_EVERY) {
            Some(last) => {
                last.push('\n');
                last.push_str(&line(row));
            }
            None => paragraphs.push(match &header {
                Some(header) if n > 0 => format!("{header}\n{}", line(row)),
                _ => line(row),
            }),
        }
    }
    paragraphs
}

fn cells(tree: &Tree, table: Id) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut walk = tree.walk(table);
    while let Some(step) = walk.next() {
        let Step::In(id) = step else { continue };
        match tree.name(id) {
            "tr" => rows.push(Row { cells: Vec::new(), header: true }),
            name @ ("td" | "th") => {
                if let Some(row) = rows.last_mut() {
                    row.cells.push(words(tree, id));
                    row.header &= name == "th";
                }
                walk.pass(id);
            }
            "caption" => {
                rows.push(Row { cells: vec![tree.words(id)], header: false });
                walk.pass(id);
            }
            _ => {}
        }
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    rows
}

/// The words of a cell, its paragraphs apart.
fn words(tree: &Tree, cell: Id) -> String {
    let mut all = String::new();
    for step in tree.walk(cell) {
        match step {
            Step::In(id) => {
                all.push_str(tree.text(id).unwrap_or(if tree.name(id) == "br" { " " } else { "" }))
            }
            Step::Out(id) => {
                if matches!(tree.name(id), "p" | "li" | "div" | "ul" | "ol") {
                    all.push(' ');
                }
            }
        }
    }
    crate::ingest::formats::tree::collapsed(&all)
}
