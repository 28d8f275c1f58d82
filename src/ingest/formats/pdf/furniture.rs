//! What stands on every page and belongs to none: headers, footers, page numbers; and tables of contents, whose lines would
//! be found instead of what they point to.

use super::order::Line;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The part of a page, from its top and from its bottom, where headers and footers are.
const EDGE: f64 = 0.13;
/// Lines looked at from each edge.
const EDGE_LINES: usize = 4;
/// Pages on which a line stands to be a header.
const MIN_PAGES: usize = 3;
/// Dotted lines that make a page of contents.
const CONTENTS_LINES: usize = 4;

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s\-–—|]*(?:(?:pag(?:ina|\.)?|p\.)\s*)?(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|di|of|su)\s*\d{1,4})?[\s\-–—|]*$")
        .expect("a pattern that compiles")
});
static DOTTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\.\s?){4,}\s*\|?\s*\d{1,4}\s*$|…{2,}\s*\d{1,4}\s*$|_{4,}\s*\d{1,4}\s*$")
        .expect("a pattern that compiles")
});

/// A page: its lines, its height.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    pub(super) height: f64,
}

pub(super) fn remove(pages: &mut [Lines]) {
    let mut counts: HashMap<(String, bool), usize> = HashMap::new();
    for page in pages.iter() {
        for (at, is_top) in page.edges() {
            *counts.entry((shape(&page.lines[at].text), is_top)).or_default() += 1;
        }
    }
    let enough = MIN_PAGES.max(pages.len() / 4);
    for page in pages.iter_mut() {
        let mut gone: Vec<usize> = Vec::new();
        for (at, is_top) in page.edges() {
            let text = &page.lines[at].text;
            let repeated = counts.get(&(shape(text), is_top)).is_some_and(|n| *n >= enough);
            if repeated || PAGE_NUMBER.is_match(text) && page.is_outermost(at) {
                gone.push(at);
            }
        }
        let mut at = 0;
        page.lines.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
        page.remove_contents();
    }
}

impl Lines {
    /// The lines near the top, with `true`, and near the bottom.
    fn edges(&self) -> Vec<(usize, bool)> {
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by(|a, b| self.lines[*b].y.total_cmp(&self.lines[*a].y));
        let y = |at: &usize| self.lines[*at].y;
        let top = order.iter().take(EDGE_LINES).filter(|at| y(at) >= self.height * (1.0 - EDGE));
        let bottom = order.iter().rev().take(EDGE_LINES).filter(|at| y(at) <= self.height * EDGE);
        let top: Vec<(usize, bool)> = top.map(|at| (*at, true)).collect();
        let seen = |at: &usize| top.iter().any(|(other, _)| other == at);
        let bottom: Vec<(usize, bool)> = bottom.filter(|at| !seen(at)).map(|at| (*at, false)).collect();
        top.into_iter().chain(bottom).collect()
    }

    /// Nothing stands above it, or nothing below.
    fn is_outermost(&self, at: usize) -> bool {
        let y = self.lines[at].y;
        let above = self.lines.iter().any(|l| l.y > y + 1.0);
        let below = self.lines.iter().any(|l| l.y < y - 1.0);
        !above || !below
    }

    /// Dotted lines, and on a page of contents all between the first and the last.
    fn remove_contents(&mut self) {
        let dotted: Vec<usize> =
            (0..self.lines.len()).filter(|at| DOTTED.is_match(&self.lines[*at].text)).collect();
        let (Some(first), Some(last)) = (dotted.first().copied(), dotted.last().copied()) else { return };
        let is_contents = dotted.len() >= CONTENTS_LINES && 2 * dotted.len() > last - first;
        let title = |text: &str| {
            matches!(text.trim().to_lowercase().as_str(), "indice" | "sommario" | "indice generale")
        };
        let from = if first > 0 && title(&self.lines[first - 1].text) { first - 1 } else { first };
        let mut at = 0;
        self.lines.retain(|line| {
            at += 1;
            let index = at - 1;
            !(is_contents && (from..=last).contains(&index) || DOTTED.is_match(&line.text))
        });
    }
}

/// The text without its numbers, which change from page to page.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for letter in text.chars().filter(|c| !c.is_whitespace()) {
        match letter {
            c if c.is_ascii_digit() => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            c => shape.extend(c.to_lowercase()),
        }
    }
    shape
}
