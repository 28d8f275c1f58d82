//! Where a page has two columns of prose: which white runs down the page, and between which heights. The rest of the page, and
//! tables without rules, are read line by line.

use super::piece::Piece;

/// Between two columns there is this much white at least, in points.
const GUTTER: f64 = 6.0;
/// Lines that make a column.
const MIN_LINES: usize = 3;
/// Letters of a usual line of a column; cells of a table have fewer.
const MIN_CHARS: usize = 18;
/// White across the page, in sizes of the letters, under which the columns begin anew.
const BREAK: f64 = 2.2;
/// White under a column, in sizes of the letters, at which it ends when the other has ended.
const GAP: f64 = 1.7;
/// Between the places that are tried, in points.
const STEP: f64 = 1.5;
/// The widest page that is looked at, in points.
const MAX_WIDTH: f64 = 3_000.0;

#[derive(Default)]
pub(super) struct Columns {
    pub(super) gutter: f64,
    /// Top and bottom of each stretch in two columns.
    pub(super) bands: Vec<(f64, f64)>,
}

/// `pieces` from the top.
pub(super) fn columns(pieces: &[Piece], width: f64) -> Columns {
    let width = width.clamp(1.0, MAX_WIDTH);
    let (mut best, mut most) = (Columns::default(), 0);
    for step in 0..=(width * 0.5 / STEP) as usize {
        let x = width * 0.25 + step as f64 * STEP;
        let (bands, lines) = bands(pieces, x);
        if lines > most {
            (best, most) = (Columns { gutter: x, bands }, lines);
        }
    }
    best
}

/// The stretches that this place divides in two columns, and how many lines they have.
fn bands(pieces: &[Piece], x: f64) -> (Vec<(f64, f64)>, usize) {
    let (mut bands, mut lines) = (Vec::new(), 0);
    let mut start = 0;
    for index in 0..=pieces.len() {
        let ends = match pieces.get(index) {
            None => true,
            Some(p) if crosses(p, x) => true,
            Some(p) => index > start && pieces[index - 1].y - p.y > BREAK * p.size,
        };
        if !ends {
            continue;
        }
        if let Some((band, count)) = band(&pieces[start..index], x) {
            bands.push(band);
            lines += count;
        }
        start = if pieces.get(index).is_some_and(|p| crosses(p, x)) { index + 1 } else { index };
    }
    (bands, lines)
}

fn crosses(piece: &Piece, x: f64) -> bool {
    piece.x1 > x - GUTTER / 2.0 && piece.x0 < x + GUTTER / 2.0
}

fn band(pieces: &[Piece], x: f64) -> Option<((f64, f64), usize)> {
    let (mut left, mut right): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|p| p.x1 < x);
    let shared = left.last()?.y.max(right.last()?.y);
    let bottom = end(&left, shared).min(end(&right, shared));
    left.retain(|p| p.y >= bottom);
    right.retain(|p| p.y >= bottom);
    let fewer = left.len().min(right.len());
    if fewer < MIN_LINES || !is_prose(&left) || !is_prose(&right) {
        return None;
    }
    Some(((pieces.first()?.y, bottom), fewer))
}

/// Where a column ends that goes on under the other: at the first wide gap, for a table may stand below.
fn end(side: &[&Piece], shared: f64) -> f64 {
    let below = side.windows(2).skip_while(|pair| pair[1].y >= shared);
    let goes_on = below.take_while(|pair| pair[0].y - pair[1].y <= GAP * pair[1].size);
    goes_on.last().map_or(shared, |pair| pair[1].y)
}

/// Most lines of a column reach from edge to edge; most cells do not.
fn is_prose(side: &[&Piece]) -> bool {
    let right = side.iter().map(|p| p.x1).fold(f64::MIN, f64::max);
    let left = side.iter().map(|p| p.x0).fold(f64::MAX, f64::min);
    let long = |p: &&&Piece| p.x1 - p.x0 >= 0.6 * (right - left) && p.text.chars().count() >= MIN_CHARS;
    2 * side.iter().filter(long).count() >= side.len()
}
