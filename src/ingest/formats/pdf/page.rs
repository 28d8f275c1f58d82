//! What a page shows, once its description has run: letters, rules, pictures, all in points from the lower left corner of
//! the page as it is read.

use super::font::as_number;
use lopdf::{Document, Object, ObjectId};

/// Rules of a page.
pub(super) const MAX_RULES: usize = 4_000;
/// What is thinner is a rule, in points.
pub(super) const RULE: f64 = 3.0;

#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) size: f64,
    pub(super) letter: char,
    pub(super) bold: bool,
    /// Quarters of a turn; letters at other angles are stamps.
    pub(super) quarter: u8,
}

/// A straight line; `from` is less than `to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

#[derive(Default)]
pub(super) struct Page {
    pub(super) letters: Vec<Letter>,
    pub(super) horizontal: Vec<Rule>,
    pub(super) vertical: Vec<Rule>,
    pub(super) has_pictures: bool,
    pub(super) height: f64,
    pub(super) width: f64,
}

pub(super) type Matrix = [f64; 6];

pub(super) fn times(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

pub(super) fn apply(m: &Matrix, x: f64, y: f64) -> (f64, f64) {
    (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])
}

/// What a page has or its ancestors have.
pub(super) fn inherited<'a>(pdf: &'a Document, id: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = pdf.get_dictionary(id).ok()?;
    for _ in 0..64 {
        if let Ok(value) = node.get_deref(key, pdf) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", pdf).and_then(Object::as_dict).ok()?;
    }
    None
}

/// Width, height and the matrix that makes the page upright with its corner in the origin.
pub(super) fn frame(pdf: &Document, id: ObjectId) -> (f64, f64, Matrix) {
    let frame = inherited(pdf, id, b"CropBox").or_else(|| inherited(pdf, id, b"MediaBox"));
    let numbers = frame
        .and_then(|b| b.as_array().ok())
        .map(|b| b.iter().filter_map(|n| as_number(pdf, n)).collect::<Vec<f64>>());
    let (x0, y0, x1, y1) = match numbers.unwrap_or_default()[..] {
        [a, b, c, d] if (a - c).abs() > 1.0 && (b - d).abs() > 1.0 => {
            (a.min(c), b.min(d), a.max(c), b.max(d))
        }
        _ => (0.0, 0.0, 595.0, 842.0),
    };
    let (w, h) = (x1 - x0, y1 - y0);
    let turn = inherited(pdf, id, b"Rotate").and_then(|r| as_number(pdf, r)).unwrap_or(0.0);
    match (turn.clamp(-1e6, 1e6) as i64).rem_euclid(360) {
        90 => (h, w, [0.0, -1.0, 1.0, 0.0, -y0, x1]),
        180 => (w, h, [-1.0, 0.0, 0.0, -1.0, x1, y1]),
        270 => (h, w, [0.0, 1.0, -1.0, 0.0, y1, -x0]),
        _ => (w, h, [1.0, 0.0, 0.0, 1.0, -x0, -y0]),
    }
}

impl Page {
    /// Keeps the letters of the direction that most have, and makes it the upright one.
    pub(super) fn turn(&mut self) {
        let mut counts = [0usize; 4];
        self.letters.iter().for_each(|l| counts[usize::from(l.quarter % 4)] += 1);
        let most = (0..4u8).max_by_key(|q| (counts[usize::from(*q)], *q == 0)).unwrap_or(0);
        self.letters.retain(|l| l.quarter == most);
        if most == 0 {
            return;
        }
        for l in &mut self.letters {
            (l.x, l.y) = match most {
                1 => (l.y, self.width - l.x),
                2 => (self.width - l.x, self.height - l.y),
                _ => (self.height - l.y, l.x),
            };
        }
        if most != 2 {
            std::mem::swap(&mut self.width, &mut self.height);
        }
        self.horizontal.clear();
        self.vertical.clear();
    }

    pub(super) fn rule(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        if (y0 - y1).abs() <= RULE && (x0 - x1).abs() > RULE && self.horizontal.len() < MAX_RULES {
            self.horizontal.push(Rule { at: (y0 + y1) / 2.0, from: x0.min(x1), to: x0.max(x1) });
        } else if (x0 - x1).abs() <= RULE && (y0 - y1).abs() > RULE && self.vertical.len() < MAX_RULES {
            self.vertical.push(Rule { at: (x0 + x1) / 2.0, from: y0.min(y1), to: y0.max(y1) });
        }
    }
}

/// Ligatures as the letters they stand for; blanks of any width as spaces.
pub(super) fn spelled(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            c if c.is_whitespace() => out.push(' '),
            '\0' | '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
