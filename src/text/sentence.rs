//! Where sentences begin and end.
//!
//! Lines are first gathered into blocks (paragraphs, headings, list items): see `block`. A block is then
//! cut at full stops, question and exclamation marks, unless what stands around them says otherwise.

mod block;

use super::Span;
use super::calendar::month;
use super::fold::{fold, is_apostrophe, is_word_char};
use super::stop::{is_elided, is_stop};
use block::blocks;

/// Trimmed spans of the sentences, in order. Headings and list items are sentences of their own, without
/// their marker; nothing is cut inside «…». Pieces without a letter or digit are left out.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    for block in blocks(text) {
        cut(text, block, &mut out);
    }
    out
}

fn cut(text: &str, block: Span, out: &mut Vec<Span>) {
    let text = &text[..block.end];
    let mut quotes = quotations(text, block.start).into_iter().peekable();
    let (mut start, mut at) = (block.start, block.start);
    while let Some(offset) = text[at..].find(is_stop_mark) {
        let mark = at + offset;
        let end = closing(text, mark);
        at = end;
        while quotes.next_if(|q| q.end <= end).is_some() {}
        let quoted = quotes.peek().is_some_and(|q| q.start < end);
        if !quoted && ends(text, start, mark, end) {
            keep(text, Span::new(start, end), out);
            start = end;
        }
    }
    keep(text, Span::new(start, block.end), out);
}

fn keep(text: &str, span: Span, out: &mut Vec<Span>) {
    let piece = &text[span.start..span.end];
    let lead = piece.len() - piece.trim_start().len();
    let span = Span::new(span.start + lead, span.start + lead + piece.trim().len());
    if piece.chars().any(char::is_alphanumeric) {
        out.push(span);
    }
}

fn is_stop_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '»' | '”' | '"' | '\'' | '’' | '*' | '_')
}

/// The end of the stops that begin at `mark` and of the quotes and parentheses closed after them.
fn closing(text: &str, mark: usize) -> usize {
    let after = text[mark..].trim_start_matches(is_stop_mark);
    text.len() - after.trim_start_matches(is_closer).len()
}

/// The outermost «…», “…”, (…) and […] from `start` on, in order. Only «…» may be long: an unclosed
/// parenthesis must not swallow a page.
fn quotations(text: &str, start: usize) -> Vec<Span> {
    const DEPTH: usize = 16;
    const LONG: usize = 600;
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut pairs: Vec<Span> = Vec::new();
    for (offset, c) in text[start..].char_indices() {
        let opener = match c {
            '«' | '“' | '(' | '[' => {
                open.push((c, start + offset));
                continue;
            }
            '»' => '«',
            '”' => '“',
            ')' => '(',
            ']' => '[',
            _ => continue,
        };
        let Some(depth) = open.iter().rev().take(DEPTH).position(|(o, _)| *o == opener) else { continue };
        let (_, from) = open[open.len() - 1 - depth];
        open.truncate(open.len() - 1 - depth);
        let end = start + offset + c.len_utf8();
        if opener == '«' || end - from <= LONG {
            pairs.push(Span::new(from, end));
        }
    }
    pairs.sort_unstable();
    let mut reach = 0;
    pairs.retain(|pair| {
        let outer = pair.start >= reach;
        reach = reach.max(pair.end);
        outer
    });
    pairs
}

/// True when the sentence begun at `start` ends with the stops at `mark..end`.
fn ends(text: &str, start: usize, mark: usize, end: usize) -> bool {
    let rest = &text[end..];
    let next = rest.trim_start();
    if next.is_empty() || next.len() == rest.len() {
        return next.is_empty();
    }
    let stops = &text[mark..end];
    if stops.contains(['?', '!']) {
        return !stops.contains(is_closer) || begins(next);
    }
    if stops.starts_with('…') || stops.starts_with("..") {
        return begins(next) && !next.starts_with(|c: char| c.is_ascii_digit());
    }
    begins(next) && !abbreviated(&text[start..mark], next)
}

fn past_openers(next: &str) -> &str {
    next.trim_start_matches(['«', '“', '"', '\'', '‘', '’', '(', '[', '*', '_', '-', '–', '—', '•', ' '])
}

/// True when a sentence may begin so: not with a lower-case letter.
fn begins(next: &str) -> bool {
    !past_openers(next).starts_with(char::is_lowercase)
}

/// True when a capitalized function word comes next («Il», «Per», «L'»): after an acronym or an initial only
/// that tells a new sentence from a name.
fn begins_plainly(next: &str) -> bool {
    const STARTERS: &[&str] =
        &["dopo", "prima", "entro", "durante", "secondo", "senza", "solo", "oltre", "ai", "inoltre"];
    let next = past_openers(next);
    let len = next.find(|c| !is_word_char(c)).unwrap_or(next.len()).min(40);
    let word = fold(next.get(..len).unwrap_or_default());
    let elided = next[len.min(next.len())..].starts_with(is_apostrophe) && is_elided(&word);
    let word_alone = word.len() > 1 || matches!(word.as_str(), "a" | "e" | "i" | "o");
    elided || (word_alone && is_stop(&word)) || STARTERS.contains(&word.as_str())
}

/// True when the full stop after `before` only shortens a word.
fn abbreviated(before: &str, next: &str) -> bool {
    let token = last_token(before);
    if token.is_empty() {
        return false;
    }
    let lead = before[..before.len() - token.len()].trim_end();
    let word = fold(token);
    let digit = next.starts_with(|c: char| c.is_ascii_digit());
    if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        // «Passi: 1. Accedere. 2. Firmare.»: the number of an item is no sentence.
        return word.len() <= 2 && (lead.is_empty() || lead.ends_with([':', ';', '(']));
    }
    if ALWAYS.contains(&word.as_str()) || (digit && month(&word).is_some()) {
        return !(word.len() == 1 && named_by_letter(lead));
    }
    if word.chars().count() == 1 {
        let surname =
            ["di", "de", "la", "lo", "li", "del", "della", "dal", "dalla", "degli", "dei", "da", "le"];
        let name = fold(past_openers(next).split(|c| !is_word_char(c)).next().unwrap_or_default());
        let plain = begins_plainly(next) && !surname.contains(&name.as_str());
        return lead.is_empty() || !(plain || named_by_letter(lead));
    }
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1 || part == "lgs");
    (dotted || SOMETIMES.contains(&word.as_str())) && !begins_plainly(next)
}

/// «quota A.», «lettera b.»: the letter is a name and the stop is a stop.
fn named_by_letter(lead: &str) -> bool {
    const NAMES: &[&str] = &[
        "quota",
        "lettera",
        "lett.",
        "allegato",
        "fascia",
        "tipo",
        "classe",
        "gruppo",
        "tabella",
        "sezione",
        "quadro",
        "parte",
        "categoria",
        "modello",
        "punto",
    ];
    let name = fold(lead.rsplit(char::is_whitespace).next().unwrap_or_default());
    NAMES.contains(&name.as_str())
}

/// The letters, digits and full stops at the end of `before`; of a longer run, its last bytes.
fn last_token(before: &str) -> &str {
    let belongs = |c: char| is_word_char(c) || c == '.';
    let head = before.char_indices().rev().take(24).take_while(|(_, c)| belongs(*c)).last();
    head.map_or("", |(at, _)| &before[at..])
}

/// Abbreviations that never end a sentence.
const ALWAYS: &[&str] = &[
    "art", "artt", "lett", "let", "n", "nn", "nr", "num", "c", "cc", "co", "com", "pag", "pagg", "p", "pp",
    "par", "parr", "all", "cfr", "v", "vd", "sig", "sigg", "sig.ra", "sig.na", "dott", "dott.ssa", "dr",
    "prof", "prof.ssa", "avv", "ing", "geom", "rag", "on", "sen", "mons", "circ", "msg", "mess", "prot",
    "cap", "tit", "sez", "fasc", "vol", "dec", "decr", "sent", "ord", "delib", "es", "p.es", "ad.es", "c.d",
    "cd", "tel", "fax", "cell", "cod", "rif", "ca", "dip", "uff", "s", "l",
];

/// Abbreviations that may end one.
const SOMETIMES: &[&str] =
    &["min", "reg", "cost", "ss", "segg", "sgg", "cit", "succ", "conv", "modif", "mod", "spa", "srl", "lgs"];

#[cfg(test)]
mod tests;
