//! Tables as lines of cells.

use crate::ingest::formats::tree::{Id, Step, Tree};

/// Bytes of a table after which its header is said again, so that each passage of it has one.
const HEADER_EVERY: usize = 1000;

/// Columns or rows that one cell may take.
const MAX_SPAN: usize = 100;

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

/// Cells that reach down into the rows below: their words are said in each.
#[derive(Default)]
struct Spans {
    /// The column, the rows still to come, the words.
    open: Vec<(usize, usize, String)>,
}

impl Spans {
    /// A row begins.
    fn begin(&mut self, rows: &mut [Row]) {
        if let Some(row) = rows.last_mut() {
            self.fill(&mut row.cells);
        }
    }

    /// The cells from above that stand where the row is now.
    fn fill(&mut self, cells: &mut Vec<String>) {
        while let Some(open) = self.open.iter_mut().find(|open| open.0 == cells.len() && open.1 > 0) {
            open.1 -= 1;
            cells.push(open.2.clone());
        }
    }

    /// A cell of so many columns and rows; a heading is said over each of its columns.
    fn cell(&mut self, cells: &mut Vec<String>, words: &str, (wide, high, is_heading): (usize, usize, bool)) {
        for n in 0..wide.clamp(1, MAX_SPAN) {
            let words = if n == 0 || is_heading { words } else { "" };
            self.open.retain(|open| open.1 > 0);
            if high > 1 && self.open.len() < MAX_SPAN {
                self.open.push((cells.len(), high.min(MAX_SPAN) - 1, words.to_owned()));
            }
            cells.push(words.to_owned());
        }
        self.fill(cells);
    }
}

fn cells(tree: &Tree, table: Id) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut spans = Spans::default();
    let mut walk = tree.walk(table);
    while let Some(step) = walk.next() {
        let Step::In(id) = step else { continue };
        match tree.name(id) {
            "tr" => {
                rows.push(Row { cells: Vec::new(), header: true });
                spans.begin(&mut rows);
            }
            name @ ("td" | "th") => {
                if let Some(row) = rows.last_mut() {
                    row.header &= name == "th";
                    let count = |attribute| tree.attribute(id, attribute).and_then(|n| n.trim().parse().ok());
                    let (wide, high) = (count("colspan").unwrap_or(1), count("rowspan").unwrap_or(1));
                    spans.cell(&mut row.cells, &words(tree, id), (wide, high, name == "th"));
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
