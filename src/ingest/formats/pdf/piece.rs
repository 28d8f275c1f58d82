//! Letters become pieces: stretches of one line without a wide gap inside. A cell of a table and a line of a column are pieces.

use super::page::{Letter, Page, Rule};

/// A gap this wide, in sizes of the font, ends a piece.
const WIDE_GAP: f64 = 1.2;
/// A gap this wide is a space, where the producer wrote none.
const SPACE_GAP: f64 = 0.18;
/// The same letter nearer than this, in sizes of the font, is drawn twice.
const AGAIN: f64 = 0.1;
/// Letters nearer than this, in sizes of the font, stand on one line.
const SAME_LINE: f64 = 0.25;

#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
}

/// From the top down and, on one line, from the left.
pub(super) fn pieces(page: &Page) -> Vec<Piece> {
    let mut letters = page.letters.clone();
    letters.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut vertical: Vec<Rule> = page.vertical.clone();
    vertical.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let first = letters[start];
        let same = |l: &Letter| first.y - l.y <= SAME_LINE * first.size.min(l.size).max(1.0);
        let count = letters[start..].iter().take_while(|l| same(l)).count().max(1);
        let line = &mut letters[start..start + count];
        line.sort_by(|a, b| a.x.total_cmp(&b.x));
        cut(&once(line), &vertical, &mut pieces);
        start += count;
    }
    pieces
}

/// Without the letters drawn again nearly in their place, to look bold or to throw a shadow; they stand in order.
fn once(line: &[Letter]) -> Vec<Letter> {
    const BACK: usize = 4;
    let mut kept: Vec<Letter> = Vec::with_capacity(line.len());
    for l in line {
        let near = AGAIN * l.size;
        let drawn = |k: &Letter| k.letter == l.letter && l.x - k.x < near && (l.y - k.y).abs() < near;
        if l.letter == ' ' || !kept.iter().rev().take(BACK).any(drawn) {
            kept.push(*l);
        }
    }
    kept
}

fn cut(line: &[Letter], vertical: &[Rule], pieces: &mut Vec<Piece>) {
    let mut open: Option<Piece> = None;
    let (mut letters, mut bold) = (0usize, 0usize);
    let mut spaced = false;
    for l in line {
        if l.letter == ' ' {
            spaced = true;
            continue;
        }
        if let Some(piece) = open.as_mut() {
            let gap = l.x - piece.x1;
            let size = l.size.max(piece.size);
            if gap > WIDE_GAP * size || gap < -2.0 * size || is_ruled(vertical, (piece.x1, l.x), l.y) {
                piece.bold = 2 * bold > letters;
                pieces.extend(open.take());
            } else if spaced || gap > SPACE_GAP * size {
                piece.text.push(' ');
            }
        }
        if open.is_none() {
            (letters, bold) = (0, 0);
        }
        let piece = open.get_or_insert_with(|| Piece {
            text: String::new(),
            x0: l.x,
            x1: l.x,
            y: l.y,
            size: l.size,
            bold: false,
        });
        piece.text.push(l.letter);
        piece.x1 = piece.x1.max(l.x + l.width);
        piece.size = piece.size.max(l.size);
        letters += 1;
        bold += usize::from(l.bold);
        spaced = false;
    }
    if let Some(mut piece) = open {
        piece.bold = 2 * bold > letters;
        pieces.push(piece);
    }
}

/// Does a rule stand between two letters?
fn is_ruled(vertical: &[Rule], (from, to): (f64, f64), y: f64) -> bool {
    let first = vertical.partition_point(|r| r.at < from - 1.0);
    let between = vertical[first..].iter().take_while(|r| r.at <= to + 1.0).take(64);
    between.into_iter().any(|r| r.from <= y && y <= r.to)
}
