//! Lexemes: the words, figures and signs that the readers of numbers, dates and citations walk over.
//!
//! Markdown's emphasis and code marks are not lexemes, so that «nota **6062/2024**» reads as one citation. A blank line
//! is a lexeme of its own ([`BREAK`]): nothing is read across it.

use super::Span;
use super::fold::{fold, is_apostrophe, is_word_char};

/// The folded form of the lexeme that stands for a blank line.
pub(super) const BREAK: &str = "\n";

/// What a lexeme is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// ASCII digits.
    Digits,
    /// One other character, or a blank line.
    Sign,
}

/// A word, a run of digits, or a sign.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Folded form; apostrophes are `'`, dashes are `-`, ordinal signs are `°`.
    pub(super) text: String,
    /// True when nothing stands between the lexeme before and this one.
    pub(super) glued: bool,
}

impl Lexeme {
    /// True for this folded form.
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// Digits as a number; none when it is a word or too long.
    pub(super) fn figure(&self) -> Option<u32> {
        (self.kind == Kind::Digits).then(|| self.text.parse().ok()).flatten()
    }
}

/// Cuts the text into lexemes.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme> {
    let mut out: Vec<Lexeme> = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let (kind, end) = if c.is_whitespace() {
            at = text[start..].find(|c: char| !c.is_whitespace()).map_or(text.len(), |n| start + n);
            if text[start..at].bytes().filter(|b| *b == b'\n').count() < 2 {
                continue;
            }
            (Kind::Sign, at)
        } else if matches!(c, '*' | '_' | '`') {
            at += 1;
            continue;
        } else if c.is_ascii_digit() {
            (Kind::Digits, start + run(text, start, |c| c.is_ascii_digit()))
        } else if is_word_char(c) {
            (Kind::Word, start + run(text, start, |c| is_word_char(c) && !c.is_ascii_digit()))
        } else {
            (Kind::Sign, start + c.len_utf8())
        };
        at = end;
        let folded = match kind {
            Kind::Digits => text[start..end].to_owned(),
            Kind::Word => fold(&text[start..end]),
            Kind::Sign => sign(c),
        };
        let glued = out.last().is_some_and(|last| last.span.end == start);
        out.push(Lexeme { kind, span: Span::new(start, end), text: folded, glued });
    }
    out
}

fn run(text: &str, start: usize, belongs: impl Fn(char) -> bool) -> usize {
    text[start..].find(|c| !belongs(c)).unwrap_or(text.len() - start)
}

fn sign(c: char) -> String {
    let c = match c {
        _ if c.is_whitespace() => return BREAK.to_owned(),
        _ if is_apostrophe(c) => '\'',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        'º' | 'ª' | '˚' => '°',
        _ => c,
    };
    c.to_string()
}

#[cfg(test)]
mod tests;
