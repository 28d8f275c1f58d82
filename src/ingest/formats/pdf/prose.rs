//! Lines become paragraphs again: a wider gap, a shorter line, an indent or another size of letters tells where one ends.

use super::order::{Line, is_mark};
use super::words::Words;
use crate::ingest::formats::outline::row_blocks;

/// A gap this much larger than the usual one ends a paragraph.
const WIDE_GAP: f64 = 1.3;
/// A line this much shorter than its column may be the last of its paragraph.
const SHORT: f64 = 0.12;

#[derive(Debug, Clone)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) lines: usize,
    pub(super) is_rows: bool,
}

enum Link {
    /// The same sentence goes on.
    Same,
    /// The next item of a list, or the next row.
    Line,
    Apart,
}

pub(super) fn paragraphs(lines: &[Line], words: &Words) -> Vec<Paragraph> {
    let gap = usual_gap(lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut start = 0;
    for index in 1..=lines.len() {
        let goes_on = index < lines.len() && !matches!(link(lines, index, gap), Link::Apart);
        if !goes_on {
            paragraphs.extend(paragraph(&lines[start..index], (lines, start), (words, gap)));
            start = index;
        }
    }
    paragraphs
}

fn paragraph(own: &[Line], (all, start): (&[Line], usize), (words, gap): (&Words, f64)) -> Vec<Paragraph> {
    let mut texts: Vec<String> = Vec::new();
    for (index, line) in own.iter().enumerate() {
        let same = index > 0 && matches!(link(all, start + index, gap), Link::Same);
        match texts.last_mut() {
            Some(text) if same => *text = words.join(text, &line.text),
            _ => texts.push(line.text.clone()),
        }
    }
    let size = own.iter().map(|l| l.size).fold(0.0, f64::max);
    let bold = own.iter().all(|l| l.bold);
    let is_rows = own.iter().any(|l| l.table.is_some());
    let made = |text: String| Paragraph { text: clean(&text), size, bold, lines: own.len(), is_rows };
    row_blocks(&texts).into_iter().map(made).filter(|p| !p.text.trim().is_empty()).collect()
}

/// How the line at `index` follows the one before.
fn link(lines: &[Line], index: usize, usual: f64) -> Link {
    let (before, line) = (&lines[index - 1], &lines[index]);
    let gap = before.y - line.y;
    let height = before.size.max(line.size);
    let near = gap > 0.0 && gap <= WIDE_GAP * usual.max(height * 0.9);
    if before.table.is_some() || line.table.is_some() {
        let same = before.table == line.table && (line.table != Some(0) || gap > 0.0 && gap <= 2.5 * height);
        return if same { Link::Line } else { Link::Apart };
    }
    let ends = before.text.ends_with(['.', ':', ';', '!', '?']);
    let resized = (before.size - line.size).abs() > 0.12 * height;
    if before.region != line.region || gap <= 0.0 {
        let goes_on = !ends && !resized && line.text.starts_with(char::is_lowercase);
        return if goes_on { Link::Same } else { Link::Apart };
    }
    if resized || !near {
        return Link::Apart;
    }
    if starts_item(&line.text) {
        let title = before.bold && !line.bold || is_title_like(&line.text);
        return if title { Link::Apart } else { Link::Line };
    }
    let (left, right) = column(lines, index);
    let short = before.x1 < right - SHORT * (right - left);
    let indented = line.x0 > before.x0 + line.size && !starts_item(&before.text);
    let title = before.bold != line.bold && short;
    // The next word had room on the line: who wrote went to a new one on purpose.
    let on_purpose = before.x1 + first_word(line) < right && !line.text.starts_with(char::is_lowercase);
    if title || on_purpose || ends && (short || indented) { Link::Apart } else { Link::Same }
}

/// «2. Importi», and not «2. una copia del documento;».
fn is_title_like(text: &str) -> bool {
    let counted = text.starts_with(|c: char| c.is_ascii_digit());
    let capital = text.split_whitespace().nth(1).is_some_and(|w| w.starts_with(char::is_uppercase));
    counted && capital && !text.ends_with(['.', ';', ','])
}

/// How wide the first word of a line is, with a space before and a little more.
fn first_word(line: &Line) -> f64 {
    let letters = line.text.chars().count().max(1) as f64;
    let word = line.text.split_whitespace().next().unwrap_or_default().chars().count() as f64;
    (line.x1 - line.x0) / letters * (word + 1.0) + line.size
}

/// The edges of the column around a line.
fn column(lines: &[Line], index: usize) -> (f64, f64) {
    const AROUND: usize = 30;
    let around = &lines[index.saturating_sub(AROUND)..lines.len().min(index + AROUND)];
    let same = around.iter().filter(|l| l.region == lines[index].region);
    same.fold((f64::MAX, f64::MIN), |(left, right), l| (left.min(l.x0), right.max(l.x1)))
}

fn starts_item(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    is_mark(first) && first.len() < text.trim().len()
}

/// The distance between most lines that follow each other.
fn usual_gap(lines: &[Line]) -> f64 {
    let gap = |pair: &[Line]| (pair[0].y - pair[1].y, pair[0].size.max(pair[1].size));
    let near = lines.windows(2).map(gap).filter(|(gap, size)| *gap > 0.3 * size && *gap < 2.5 * size);
    let mut gaps: Vec<f64> = near.map(|(gap, _)| gap).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

/// Without the hyphens that show only at line ends; bullets of any font as «- ».
fn clean(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace('\u{ad}', "");
        let mut letters = line.chars();
        match letters.next() {
            Some(c) if is_bullet(c) && letters.as_str().starts_with(' ') => format!("-{}", letters.as_str()),
            _ => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_bullet(letter: char) -> bool {
    !matches!(letter, '-' | '(' | '–' | '—') && is_mark(&letter.to_string())
}
