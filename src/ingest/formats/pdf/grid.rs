//! Tables drawn with rules: which rules make a grid, and which text stands in which cell.

use super::page::{Page, Rule};
use super::piece::Piece;

/// Rules this near are one, in points.
const NEAR: f64 = 3.0;
/// Rules of each direction beyond which a page is a drawing.
const MAX_RULES: usize = 600;

pub(super) struct Table {
    pub(super) top: f64,
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Lines of each cell, row by row.
    pub(super) rows: Vec<Vec<Vec<Piece>>>,
}

struct Grid {
    /// From the left.
    xs: Vec<f64>,
    /// From the top.
    ys: Vec<f64>,
}

/// Takes the pieces that stand in grids out of `pieces`.
pub(super) fn tables(page: &Page, pieces: &mut Vec<Piece>) -> Vec<Table> {
    let grids = grids(page);
    if grids.is_empty() {
        return Vec::new();
    }
    let mut tables: Vec<Table> = grids.iter().map(Grid::empty).collect();
    pieces.retain(|piece| {
        let place = grids.iter().zip(&mut tables).find_map(|(grid, table)| {
            let (row, column) = grid.cell(piece)?;
            table.rows.get_mut(row)?.get_mut(column)
        });
        match place {
            Some(cell) => {
                cell.push(piece.clone());
                false
            }
            None => true,
        }
    });
    tables
}

impl Grid {
    fn empty(&self) -> Table {
        let row = vec![Vec::new(); self.xs.len() - 1];
        Table {
            top: self.ys[0],
            x0: self.xs[0],
            x1: self.xs[self.xs.len() - 1],
            rows: vec![row; self.ys.len() - 1],
        }
    }

    fn cell(&self, piece: &Piece) -> Option<(usize, usize)> {
        let (x, y) = (piece.x0 + 1.0, piece.y + piece.size * 0.3);
        let column = self.xs.partition_point(|at| *at <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|at| *at >= y).checked_sub(1)?;
        (column + 1 < self.xs.len() && row + 1 < self.ys.len()).then_some((row, column))
    }
}

/// Groups of rules that touch, with two columns and one row at least.
fn grids(page: &Page) -> Vec<Grid> {
    let (h, v) = (&page.horizontal, &page.vertical);
    if h.len() > MAX_RULES || v.len() > MAX_RULES || h.len() < 2 || v.len() < 3 {
        return Vec::new();
    }
    let mut group: Vec<usize> = (0..h.len() + v.len()).collect();
    for (i, a) in h.iter().enumerate() {
        for (j, b) in v.iter().enumerate() {
            if touch(a, b) {
                let (one, other) = (root(&mut group, i), root(&mut group, h.len() + j));
                group[one] = other;
            }
        }
    }
    let roots: Vec<usize> = (0..group.len()).map(|i| root(&mut group, i)).collect();
    let mut distinct = roots.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let mut grids = Vec::new();
    for one in distinct {
        let mut ys = places(h, &roots[..h.len()], one);
        let xs = places(v, &roots[h.len()..], one);
        ys.reverse();
        if xs.len() >= 3 && ys.len() >= 2 {
            grids.push(Grid { xs, ys });
        }
    }
    grids
}

fn touch(horizontal: &Rule, vertical: &Rule) -> bool {
    let along = vertical.at >= horizontal.from - NEAR && vertical.at <= horizontal.to + NEAR;
    along && horizontal.at >= vertical.from - NEAR && horizontal.at <= vertical.to + NEAR
}

fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

/// Where the rules of one group stand, each place once, in rising order.
fn places(rules: &[Rule], roots: &[usize], one: usize) -> Vec<f64> {
    let mut all: Vec<f64> =
        rules.iter().zip(roots).filter(|(_, r)| **r == one).map(|(rule, _)| rule.at).collect();
    all.sort_by(f64::total_cmp);
    all.dedup_by(|next, kept| *next - *kept <= NEAR);
    all
}
