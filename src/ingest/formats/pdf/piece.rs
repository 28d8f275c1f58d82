//! Letters become pieces: stretches of one line without a wide gap inside. A cell of a table and a line of a column are pieces.

use super::page::{Letter, Page, Rule};

/// A gap this wide, in sizes of the font, ends a piece.
const WIDE_GAP: f64 = 0.9;
/// Spaces of a justified line are as wide as each other but for this, in points, or this share of them; there are as many of them at least,
/// and none is wider than this, in sizes of the font.
const EQUAL: f64 = 0.6;
const EQUAL_SHARE: f64 = 0.05;
const STRETCHED: usize = 2;
const WIDEST_SPACE: f64 = 4.0;
/// A gap this wide is a space, where the producer wrote none.
const SPACE_GAP: f64 = 0.18;
/// A space narrower than this is none: some producers write one for each place where a word may be broken.
const THIN_GAP: f64 = 0.05;
/// Letters of a line that may be calls of notes and nothing else.
const MAX_RAISED: usize = 40;
/// Letters smaller than this part of the others call notes.
const SMALL: f64 = 0.88;
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
    for mut line in lines(&letters) {
        line.sort_by(|a, b| a.x.total_cmp(&b.x));
        cut(&without_calls(&once(&line)), &vertical, &mut pieces);
    }
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
    pieces
}

/// Letters of one height, from the top; small ones a little higher or lower join the line that they stand beside.
fn lines(letters: &[Letter]) -> Vec<Vec<Letter>> {
    let mut lines: Vec<Vec<Letter>> = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let first = letters[start];
        let same = |l: &Letter| first.y - l.y <= SAME_LINE * first.size.min(l.size).max(1.0);
        let count = letters[start..].iter().take_while(|l| same(l)).count().max(1);
        lines.push(letters[start..start + count].to_vec());
        start += count;
    }
    for index in 0..lines.len() {
        let largest = lines[index].iter().map(|l| l.size).fold(0.0, f64::max);
        let alone = lines[index].len() <= MAX_RAISED;
        let (small, others): (Vec<Letter>, Vec<Letter>) =
            lines[index].iter().partition(|l| alone || l.size < SMALL * largest);
        if small.len() > MAX_RAISED {
            continue;
        }
        lines[index] = others;
        for raised in small {
            let near = [index, index + 1, index.wrapping_sub(1), index + 2, index.wrapping_sub(2)];
            let mut near =
                near.into_iter().filter(|at| lines.get(*at).is_some_and(|line| is_beside(&raised, line)));
            let home = near.next().unwrap_or(index);
            lines[home].push(raised);
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Does a letter of the line, larger, end where the raised one begins, or begin where it ends?
fn is_beside(raised: &Letter, line: &[Letter]) -> bool {
    let touches = |l: &Letter| {
        let (after, before) = (raised.x - l.x - l.width, l.x - raised.x - raised.width);
        // The number of a note at the foot of the page stands well before its text.
        (-0.3 * l.size..l.size).contains(&after) || (-0.3 * l.size..2.0 * l.size).contains(&before)
    };
    let near = |l: &&Letter| {
        l.letter != ' ' && raised.size < SMALL * l.size && (l.y - raised.y).abs() <= 0.6 * l.size
    };
    line.iter().filter(near).any(touches)
}

/// Without the numbers that call notes: stuck to a word, or to an amount, they would change it.
fn without_calls(line: &[Letter]) -> Vec<Letter> {
    let size = line.iter().map(|l| l.size).fold(0.0, f64::max);
    let base = line.iter().find(|l| l.size > SMALL * size).map_or(0.0, |l| l.y);
    let mut kept: Vec<Letter> = Vec::with_capacity(line.len());
    let mut end = f64::MIN;
    for l in line {
        let raised = l.size < SMALL * size && l.y - base > 0.15 * size && l.letter.is_ascii_digit();
        if !(raised && l.x - end < 0.5 * size) {
            kept.push(*l);
        }
        if l.letter != ' ' {
            end = l.x + l.width;
        }
    }
    kept
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

/// Where the spaces of a line are stretched to fill it, as in justified text: neighbours are equally wide, which the white between
/// cells is not.
fn stretched(line: &[Letter]) -> Vec<bool> {
    struct Word {
        at: usize,
        x0: f64,
        x1: f64,
        is_word: bool,
    }
    let mut words: Vec<Word> = Vec::new();
    let mut spaced = false;
    for (at, l) in line.iter().enumerate() {
        if l.letter == ' ' {
            spaced = true;
            continue;
        }
        let end = l.x + l.width;
        match words.last_mut() {
            Some(word) if l.x - word.x1 <= if spaced { THIN_GAP } else { SPACE_GAP } * l.size => {
                word.x1 = word.x1.max(end);
                word.is_word |= l.letter.is_lowercase();
            }
            _ => words.push(Word { at, x0: l.x, x1: end, is_word: l.letter.is_lowercase() }),
        }
        spaced = false;
    }
    let mut stretched = vec![false; line.len()];
    let size = line.iter().map(|l| l.size).fold(0.0, f64::max);
    let gap = |n: usize| words[n + 1].x0 - words[n].x1;
    let mut first = 0;
    while first + 1 < words.len() {
        let wide = gap(first);
        let equal = |n: &usize| (gap(*n) - wide).abs() <= EQUAL.max(EQUAL_SHARE * wide);
        let end = (first..words.len() - 1).take_while(equal).last().unwrap_or(first) + 1;
        let run = &words[first..=end];
        let in_words = run.iter().filter(|word| word.is_word).count();
        if run.len() > STRETCHED && wide <= WIDEST_SPACE * size && 3 * in_words >= 2 * run.len() {
            run[1..].iter().for_each(|word| stretched[word.at] = true);
        }
        first = end;
    }
    stretched
}

fn cut(line: &[Letter], vertical: &[Rule], pieces: &mut Vec<Piece>) {
    let stretched = stretched(line);
    let mut open: Option<Piece> = None;
    let (mut letters, mut bold) = (0usize, 0usize);
    let mut spaced = false;
    for (at, l) in line.iter().enumerate() {
        if l.letter == ' ' {
            spaced = true;
            continue;
        }
        if let Some(piece) = open.as_mut() {
            let gap = l.x - piece.x1;
            let size = l.size.max(piece.size);
            let wide = gap > WIDE_GAP * size && !stretched[at];
            if wide || gap < -2.0 * size || is_ruled(vertical, (piece.x1, l.x), l.y) {
                piece.bold = 2 * bold > letters;
                pieces.extend(open.take());
            } else if (spaced || !".,;:)".contains(l.letter))
                && gap > if spaced { THIN_GAP } else { SPACE_GAP } * size
            {
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
        if l.size > piece.size {
            (piece.size, piece.y) = (l.size, l.y);
        }
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
