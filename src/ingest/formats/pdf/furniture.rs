//! What stands on every page and belongs to none: headers, footers, page numbers. Repetition alone does not make a line one of
//! these: it stands in the margin, at one place on most pages, is no sentence and no heading of the structure, and its numbers,
//! if they change, count the pages. In doubt a line stays: a header that is read disturbs, a rule that is not read misleads.

use super::contents;
use super::order::Line;
use crate::strings::fill;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The part of a page, from its top and from its bottom, where headers and footers are.
const EDGE: f64 = 0.13;
/// Lines looked at from each edge.
const EDGE_LINES: usize = 4;
/// Pages on which a line stands to be a header: these, and this share of all; even and odd pages may have their own.
const MIN_PAGES: usize = 3;
const MIN_SHARE: f64 = 0.4;
/// Lines that stand at one place differ by less, in points.
const PLACE: f64 = 8.0;
/// Letters of a header.
const MAX_CHARS: usize = 120;
/// Words of a sentence, with its stop and with a verb alone.
const SENTENCE_WORDS: usize = 4;
const CLAUSE_WORDS: usize = 5;
/// Letters this much smaller than the text's are a footer's.
const SMALLER: f64 = 0.92;
/// A line this many times its height away from the next one stands alone.
const ALONE: f64 = 2.0;
/// A line less than this many times its height away may be of the same paragraph.
const NEAR: f64 = 1.7;
/// Lines shown of those removed, and their letters.
const SHOWN: usize = 3;
const SHOWN_CHARS: usize = 60;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s\-–—|]*(pag(?:ina|\.)?|p\.)?\s*(?:(\d{1,4})|[ivxl]{1,7})(\s*(?:/|di|of|su)\s*\d{1,4})?[\s\-–—|]*$")
        .expect("a pattern that compiles")
});
/// «pagina 3», «3 di 12», «| 3» at an end: a number that says it is a page's.
static PAGED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:pag(?:ina|\.)?|p\.|page|foglio|slide|diapositiva)\s*(?:n\.?\s*)?\d|\b\d{1,4}\s*(?:/|di|of|su)\s*\d{1,4}\W*$|[|\-–—•]\s*\d{1,4}\W*$|^\W*\d{1,4}\s*[|\-–—•]")
        .expect("a pattern that compiles")
});
static STRUCTURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:art(?:icol[oi])?|capo|titolo|parte|sezione|allegato|annesso|appendice|capitolo|paragrafo|comma|faq|domanda|quesito|risposta|scheda|tabella|tavola|figura|modulo|passo|fase|punto|esempio|caso|lezione|unità|livello)\b\.?\s*(?:n\.?\s*)?(?:numero\s*)?(?:\d|[ivxlc]+\b|[a-z]\b|prim|second|terz)|(?:domanda|risposta)\s*:|\d{1,2}(?:\.\d{1,2})*[.)]\s*\p{L}|\d{1,2}(?:\.\d{1,2})+\s+\p{L})")
        .expect("a pattern that compiles")
});
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|\s)(?:è|sono|ha|hanno|può|possono|deve|devono|va|vanno|spetta|spettano)(?:\s|$)")
        .expect("a pattern that compiles")
});
static DIGITS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+").expect("a pattern that compiles"));

/// A page: its lines, its height.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    pub(super) height: f64,
}

/// A line of a margin.
#[derive(Clone, Copy)]
struct Edge {
    page: usize,
    at: usize,
    is_top: bool,
    /// Points from that edge of the page.
    away: f64,
}

/// Removes them; the warnings say what was.
pub(super) fn remove(pages: &mut [Lines]) -> Vec<String> {
    let edges: Vec<Edge> = pages.iter().enumerate().flat_map(|(number, page)| page.edges(number)).collect();
    let mut gone: Vec<Vec<bool>> = pages.iter().map(|page| vec![false; page.lines.len()]).collect();
    let body = body_size(pages);
    for edge in repeated(pages, &edges).into_iter().chain(counting(pages, &edges, body)) {
        gone[edge.page][edge.at] = true;
    }
    let followed = Followed::new(pages, &gone);
    for (page, gone) in pages.iter().zip(&mut gone) {
        page.keep_paragraphs(gone, &followed);
    }
    for edge in page_numbers(pages, &edges) {
        gone[edge.page][edge.at] = true;
    }
    let mut removed = Vec::new();
    for (page, gone) in pages.iter_mut().zip(&gone) {
        let mut flags = gone.iter();
        let went = page.lines.extract_if(.., |_| flags.next().copied().unwrap_or(false));
        removed.extend(went.map(|line| line.text));
    }
    let mut warnings: Vec<String> = told("ingest.furniture", &removed).into_iter().collect();
    let (count, mut follows, mut removed) = (pages.len(), false, Vec::new());
    for page in pages.iter_mut() {
        let went = contents::remove(&mut page.lines, count, follows);
        follows = !went.is_empty();
        removed.extend(went);
    }
    warnings.extend(told("ingest.contents", &removed));
    warnings
}

/// The lines that stand at one place with the same words and numbers.
fn repeated(pages: &[Lines], edges: &[Edge]) -> Vec<Edge> {
    let mut groups: HashMap<(String, bool), Vec<Edge>> = HashMap::new();
    for edge in edges {
        let text = pages[edge.page].lines[edge.at].text.split_whitespace().collect::<String>();
        groups.entry((text.to_lowercase(), edge.is_top)).or_default().push(*edge);
    }
    let enough = enough(pages);
    let all = groups.into_values().flat_map(|group| in_place(group, enough));
    all.filter(|edge| !is_text(&pages[edge.page].lines[edge.at].text)).collect()
}

/// The lines that differ in numbers which count the pages.
fn counting(pages: &[Lines], edges: &[Edge], body: f64) -> Vec<Edge> {
    let mut groups: HashMap<(String, bool), Vec<Edge>> = HashMap::new();
    for edge in edges {
        let shape = shape(&pages[edge.page].lines[edge.at].text);
        if shape.contains('#') && shape.contains(char::is_alphabetic) {
            groups.entry((shape, edge.is_top)).or_default().push(*edge);
        }
    }
    let enough = enough(pages);
    let mut found = Vec::new();
    for group in groups.into_values() {
        let group = in_place(group, enough);
        let numbers = |edge: &Edge| numbers(&pages[edge.page].lines[edge.at].text);
        let mut same: HashMap<(usize, i64), usize> = HashMap::new();
        let mut step: HashMap<(usize, i64), usize> = HashMap::new();
        for edge in &group {
            for (place, number) in numbers(edge).into_iter().enumerate() {
                *same.entry((place, number)).or_default() += 1;
                *step.entry((place, number - edge.page as i64)).or_default() += 1;
            }
        }
        let many =
            |counts: &HashMap<(usize, i64), usize>, key| counts.get(&key).is_some_and(|n| *n >= enough);
        let counts = |edge: &Edge| {
            let numbers = numbers(edge);
            let in_step = |(place, n): (usize, i64)| many(&step, (place, n - edge.page as i64));
            let each = numbers.iter().copied().enumerate();
            each.clone().any(in_step) && each.clone().all(|one| in_step(one) || many(&same, one))
        };
        let says = |edge: &Edge| {
            let line = &pages[edge.page].lines[edge.at];
            !is_text(&line.text) && (PAGED.is_match(&line.text) || line.size < SMALLER * body)
        };
        found.extend(group.iter().filter(|edge| counts(edge) && says(edge)));
    }
    found
}

/// Numbers alone, first or last on their page: those that say «pagina», that count with another page, or that stand apart.
fn page_numbers(pages: &[Lines], edges: &[Edge]) -> Vec<Edge> {
    let line = |edge: &Edge| &pages[edge.page].lines[edge.at];
    let lone = |edge: &&Edge| {
        NUMBER.is_match(&line(edge).text)
            && pages[edge.page].is_outermost(edge.at)
            && line(edge).table.is_none()
    };
    let all: Vec<Edge> = edges.iter().filter(lone).copied().collect();
    let offset = |edge: &Edge| Some(numbers(&line(edge).text).first()? - edge.page as i64);
    let mut counts: HashMap<i64, usize> = HashMap::new();
    all.iter().filter_map(offset).for_each(|n| *counts.entry(n).or_default() += 1);
    let is_number = |edge: &Edge| {
        let said = NUMBER.captures(&line(edge).text).is_some_and(|f| f.get(1).or(f.get(3)).is_some());
        let counts = offset(edge).is_some_and(|n| counts.get(&n).is_some_and(|n| *n >= 2));
        said || counts || pages[edge.page].is_alone(edge.at)
    };
    all.into_iter().filter(is_number).collect()
}

/// The lines of a group that stand where most of it does, if these are enough.
fn in_place(mut group: Vec<Edge>, enough: usize) -> Vec<Edge> {
    group.sort_by(|a, b| a.away.total_cmp(&b.away));
    let Some(middle) = group.get(group.len() / 2).map(|edge| edge.away) else { return group };
    group.retain(|edge| (edge.away - middle).abs() <= PLACE);
    if group.len() < enough {
        group.clear();
    }
    group
}

fn enough(pages: &[Lines]) -> usize {
    MIN_PAGES.max((pages.len() as f64 * MIN_SHARE).ceil() as usize)
}

/// Whole sentences and headings of the structure, which are never removed.
fn is_text(text: &str) -> bool {
    let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    let ended = text.trim_end().ends_with(['.', '!', '?', ';', ':']) && words >= SENTENCE_WORDS;
    let clause = words >= CLAUSE_WORDS && VERB.is_match(text);
    ended || clause || STRUCTURE.is_match(text) || text.chars().count() > MAX_CHARS
}

fn numbers(text: &str) -> Vec<i64> {
    DIGITS.find_iter(text).filter_map(|found| found.as_str().parse().ok()).collect()
}

/// A line's words, whatever its numbers.
fn shape(text: &str) -> String {
    DIGITS.replace_all(text, "#").to_lowercase().split_whitespace().collect()
}

/// How often lines that would go stand beside which others.
struct Followed {
    lines: HashMap<String, usize>,
    pairs: HashMap<(String, String), usize>,
}

impl Followed {
    fn new(pages: &[Lines], gone: &[Vec<bool>]) -> Self {
        let mut followed = Self { lines: HashMap::new(), pairs: HashMap::new() };
        for (page, gone) in pages.iter().zip(gone) {
            let shapes: Vec<String> = page.lines.iter().map(|line| shape(&line.text)).collect();
            for at in (0..shapes.len()).filter(|at| gone[*at]) {
                *followed.lines.entry(shapes[at].clone()).or_default() += 1;
            }
            let beside = shapes.windows(2).zip(gone.windows(2)).filter(|(_, gone)| gone[0] != gone[1]);
            for (pair, _) in beside {
                let pair = (pair[0].clone(), pair[1].clone());
                *followed.pairs.entry(pair).or_default() += 1;
            }
        }
        followed
    }

    /// A paragraph that is repeated goes on as it does elsewhere; under a header stands each page's own text.
    fn is_usual(&self, before: &str, line: &str, gone: &str) -> bool {
        let pair = (shape(before), shape(line));
        let together = self.pairs.get(&pair).copied().unwrap_or(0);
        2 * together > self.lines.get(&shape(gone)).copied().unwrap_or(0)
    }
}

/// Size of most letters.
fn body_size(pages: &[Lines]) -> f64 {
    let mut sizes: Vec<(f64, usize)> =
        pages.iter().flat_map(|p| &p.lines).map(|line| (line.size, line.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
    let mut so_far = 0;
    let middle = sizes.iter().find(|(_, letters)| {
        so_far += letters;
        so_far > half
    });
    middle.map_or(0.0, |(size, _)| *size)
}

/// The warning about lines removed, with some of them.
fn told(key: &'static str, removed: &[String]) -> Option<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut shown: Vec<String> = Vec::new();
    for text in removed {
        let shape = DIGITS.replace_all(text, "#").into_owned();
        if shown.len() < SHOWN && !seen.contains(&shape) {
            let text = text.split("..").next().unwrap_or_default();
            let short: String = text.trim().chars().take(SHOWN_CHARS).collect();
            shown.push(format!("«{short}»"));
            seen.push(shape);
        }
    }
    let n = removed.len();
    (n > 0).then(|| fill(key, &[("n", &n), ("lines", &shown.join(", "))]))
}

impl Lines {
    /// The lines near the top and near the bottom.
    fn edges(&self, page: usize) -> Vec<Edge> {
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by(|a, b| self.lines[*b].y.total_cmp(&self.lines[*a].y));
        let y = |at: &usize| self.lines[*at].y;
        let top = order.iter().take(EDGE_LINES).filter(|at| y(at) >= self.height * (1.0 - EDGE));
        let bottom = order.iter().rev().take(EDGE_LINES).filter(|at| y(at) <= self.height * EDGE);
        let top: Vec<Edge> =
            top.map(|at| Edge { page, at: *at, is_top: true, away: self.height - y(at) }).collect();
        let seen = |at: &usize| top.iter().any(|other| other.at == *at);
        let bottom = bottom.filter(|at| !seen(at));
        let bottom: Vec<Edge> = bottom.map(|at| Edge { page, at: *at, is_top: false, away: y(at) }).collect();
        top.into_iter().chain(bottom).collect()
    }

    /// A line that runs into one that stays, or is a row of a table that stays, stays with it.
    fn keep_paragraphs(&self, gone: &mut [bool], followed: &Followed) {
        for _ in 0..EDGE_LINES {
            for at in 1..self.lines.len() {
                if gone[at - 1] == gone[at] || !self.is_one(at) {
                    continue;
                }
                let (before, line) = (&self.lines[at - 1], &self.lines[at]);
                let goes = if gone[at] { line } else { before };
                if line.table.is_some() || followed.is_usual(&before.text, &line.text, &goes.text) {
                    (gone[at - 1], gone[at]) = (false, false);
                }
            }
        }
    }

    /// Does the line belong with the one before?
    fn is_one(&self, at: usize) -> bool {
        let (before, line) = (&self.lines[at - 1], &self.lines[at]);
        let gap = before.y - line.y;
        let near = gap > 0.0 && gap <= NEAR * before.size.max(line.size);
        if before.table.is_some() || line.table.is_some() {
            return before.table == line.table && (near || line.table != Some(0));
        }
        let sized = (before.size - line.size).abs() <= 0.12 * line.size;
        let open = !before.text.ends_with(['.', ':', ';', '!', '?']);
        let goes_on = line.text.starts_with(|c: char| c.is_lowercase()) || before.text.ends_with('-');
        near && sized && open && goes_on
    }

    /// Nothing stands above it, or nothing below.
    fn is_outermost(&self, at: usize) -> bool {
        let y = self.lines[at].y;
        let above = self.lines.iter().any(|l| l.y > y + 1.0);
        let below = self.lines.iter().any(|l| l.y < y - 1.0);
        !above || !below
    }

    /// Is nothing near it?
    fn is_alone(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let others = self.lines.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, l)| (l.y - line.y).abs()).all(|gap| gap > ALONE * line.size)
    }
}
