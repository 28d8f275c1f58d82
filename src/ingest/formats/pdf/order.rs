//! The lines of a page in the order in which they are read: down the page, or down the first column and then the second.

use super::column;
use super::grid::{self, Table};
use super::page::Page;
use super::piece::{self, Piece};
use crate::ingest::formats::outline;

/// Edges nearer than this stand one under the other, in points.
const ALIGNED: f64 = 4.0;

#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
    /// The table that it is a row of; tables without rules are 0.
    pub(super) table: Option<usize>,
    /// Which stretch of column it belongs to.
    pub(super) region: usize,
}

enum Item {
    Piece(Piece),
    Table(Table),
}

impl Item {
    fn edges(&self) -> (f64, f64, f64) {
        match self {
            Self::Piece(p) => (p.x0, p.x1, p.y),
            Self::Table(t) => (t.x0, t.x1, t.top),
        }
    }
}

pub(super) fn lines(page: &Page, join: &dyn Fn(&str, &str) -> String) -> Vec<Line> {
    let mut pieces = piece::pieces(page);
    let tables = grid::tables(page, &mut pieces);
    let columns = column::columns(&pieces, page.width);
    let mut items: Vec<Item> = pieces.into_iter().map(Item::Piece).collect();
    items.extend(tables.into_iter().map(Item::Table));
    items.sort_by(|a, b| b.edges().2.total_cmp(&a.edges().2));
    let mut regions: Vec<Vec<Item>> = vec![Vec::new()];
    let mut band: Option<usize> = None;
    let mut right = Vec::new();
    for item in items {
        let (x0, _, y) = item.edges();
        let now = columns.bands.iter().position(|(top, bottom)| y <= *top && y >= *bottom);
        if now != band {
            regions.push(std::mem::take(&mut right));
            regions.push(Vec::new());
            band = now;
        }
        if now.is_some() && x0 >= columns.gutter {
            right.push(item);
        } else if let Some(left) = regions.last_mut() {
            left.push(item);
        }
    }
    regions.push(right);
    let regions = regions.into_iter().filter(|r| !r.is_empty());
    regions.enumerate().flat_map(|(region, items)| region_lines(items, region, join)).collect()
}

fn region_lines(items: Vec<Item>, region: usize, join: &dyn Fn(&str, &str) -> String) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut waiting: Vec<Piece> = Vec::new();
    for (number, item) in items.into_iter().enumerate() {
        match item {
            Item::Piece(piece) => waiting.push(piece),
            Item::Table(table) => {
                lines.extend(piece_lines(std::mem::take(&mut waiting)));
                lines.extend(table_lines(&table, number + 1, join));
            }
        }
    }
    lines.extend(piece_lines(waiting));
    lines.iter_mut().for_each(|line| line.region = region);
    lines
}

fn table_lines(table: &Table, number: usize, join: &dyn Fn(&str, &str) -> String) -> Vec<Line> {
    let mut lines = Vec::new();
    for row in &table.rows {
        let cell = |pieces: &Vec<Piece>| {
            let lines = piece_lines(pieces.clone());
            lines.iter().fold(String::new(), |text, line| {
                if text.is_empty() { line.text.clone() } else { join(&text, &line.text) }
            })
        };
        let text = outline::row(&row.iter().map(cell).collect::<Vec<_>>());
        let first = row.iter().flatten().next();
        let (Some(first), false) = (first, text.is_empty()) else { continue };
        lines.push(Line {
            text,
            x0: table.x0,
            x1: table.x1,
            y: first.y,
            size: first.size,
            table: Some(number),
            ..Line::default()
        });
    }
    lines
}

/// Pieces of one line side by side; those that stand one under the other with the line before or after are cells.
fn piece_lines(pieces: Vec<Piece>) -> Vec<Line> {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let same = |row: &Vec<Piece>| row.iter().rev().take(8).any(|other| on_one_line(other, &piece));
        match rows.last_mut().filter(|row| same(row)) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.x0.total_cmp(&b.x0)));
    let is_row: Vec<bool> = (0..rows.len())
        .map(|i| is_table_row(&rows[i], i.checked_sub(1).map(|b| &rows[b]), rows.get(i + 1)))
        .collect();
    rows.iter().zip(is_row).filter_map(|(row, is_row)| line(row, is_row)).collect()
}

/// Also a note's number, which stands higher and is smaller.
fn on_one_line(a: &Piece, b: &Piece) -> bool {
    let apart = (a.y - b.y).abs();
    let beside = a.x1 <= b.x0 + 2.0 || b.x1 <= a.x0 + 2.0;
    let near = (a.x0 - b.x1).max(b.x0 - a.x1) < 2.0 * a.size.max(b.size);
    let raised = near && a.size.min(b.size) < 0.8 * a.size.max(b.size);
    beside && (apart <= 0.25 * a.size.min(b.size) || raised && apart <= 0.6 * a.size.max(b.size))
}

fn is_table_row(row: &[Piece], before: Option<&Vec<Piece>>, after: Option<&Vec<Piece>>) -> bool {
    let cells: Vec<&Piece> = row.iter().skip_while(|p| is_mark(&p.text)).collect();
    if cells.len() < 2 {
        return false;
    }
    let beside = [before, after].into_iter().flatten();
    let under = |a: &Piece, b: &Piece| (a.x0 - b.x0).abs() <= ALIGNED || (a.x1 - b.x1).abs() <= ALIGNED;
    beside.into_iter().any(|other| {
        let later = other.iter().skip(1);
        other.len() >= 2 && later.into_iter().any(|b| cells[1..].iter().any(|a| under(a, b)))
    })
}

/// The mark of an item of a list.
pub(super) fn is_mark(text: &str) -> bool {
    let text = text.trim();
    let bullets = |c: char| "•◦▪▫■□●○–—-*·»➢➤✓✔❖\u{f0b7}\u{f0a7}\u{f0d8}\u{f0fc}".contains(c);
    let counted = text.strip_suffix(['.', ')', '°']).map(|n| n.trim_start_matches('('));
    let number = counted.is_some_and(|n| {
        !n.is_empty()
            && n.len() <= 4
            && (n.chars().all(|c| c.is_ascii_digit())
                || n.len() == 1 && n.chars().all(char::is_alphabetic)
                || n.chars().all(|c| "ivxIVX".contains(c)))
    });
    text.chars().count() == 1 && text.chars().all(bullets) || number
}

fn line(row: &[Piece], is_row: bool) -> Option<Line> {
    let first = row.first()?;
    let main = row.iter().max_by(|a, b| a.size.total_cmp(&b.size)).unwrap_or(first);
    let mut text = String::new();
    for (index, piece) in row.iter().enumerate() {
        let touching = index > 0 && piece.x0 - row[index - 1].x1 < 0.18 * main.size;
        match index {
            0 => {}
            _ if is_row && !is_mark(&row[index - 1].text) => text.push_str(" | "),
            _ if touching => {}
            _ => text.push(' '),
        }
        text.push_str(piece.text.trim());
    }
    let x1 = row.iter().map(|p| p.x1).fold(first.x1, f64::max);
    let bold = row.iter().all(|p| p.bold || is_mark(&p.text));
    Some(Line {
        text,
        x0: first.x0,
        x1,
        y: main.y,
        size: main.size,
        bold,
        table: is_row.then_some(0),
        region: 0,
    })
}
