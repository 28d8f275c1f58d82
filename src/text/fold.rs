//! The search form of a string.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Search form: NFKC, lower case, accents stripped, apostrophes unified to `'`, white space collapsed
/// to single spaces and trimmed. Soft hyphens and zero-width characters disappear.
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    if s.is_ascii() {
        push_collapsed(&mut out, s.chars().map(|c| unify(c.to_ascii_lowercase())));
    } else {
        // Apostrophes first: NFKC would turn «´» into a space and an accent.
        let plain = s.chars().filter(|c| !is_invisible(*c)).map(unify);
        let lower: String = plain.nfkc().flat_map(char::to_lowercase).collect();
        let bare = lower.nfkd().filter(|c| !is_combining_mark(*c)).nfkc();
        push_collapsed(&mut out, bare.flat_map(char::to_lowercase));
    }
    out
}

fn push_collapsed(out: &mut String, chars: impl Iterator<Item = char>) {
    let mut gap = false;
    for c in chars {
        if c.is_whitespace() {
            gap = !out.is_empty();
        } else {
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(c);
        }
    }
}

fn unify(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

/// True for `'` and what keyboards, PDFs and word processors write in its place.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '´' | '`' | '＇')
}

/// True for characters that stand inside a word without being read (soft hyphen, zero width).
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// True for the characters of a word: letters, digits and what combines with them. The ordinal signs
/// `ª` and `º` and the superscript digits are not: «1º» is the number 1, and «euro²» has a footnote.
pub(super) fn is_word_char(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        'ª' | 'º' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' => false,
        _ if c.is_ascii() => false,
        _ => c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c),
    }
}

#[cfg(test)]
mod tests;
