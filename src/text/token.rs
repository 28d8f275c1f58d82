//! Words and stemmed terms.
//!
//! A term depends only on the folded word, so that «attività», «attivita'» and «attivita» meet: that is why the
//! fold comes before the stem. Snowball looks for accents in two suffixes only: «-ità», which gets its accent
//! back, and the future, which keeps its «-er» («perderà» is `perder`).

use rust_stemmers::{Algorithm, Stemmer};

use super::Span;
use super::figure::figure;
use super::fold::{fold, is_apostrophe, is_word_char};
use super::stop::{is_elided, is_stop};

/// One indexable word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Folded form; stemmed in [`terms`], the folded surface in [`words`].
    pub term: String,
    /// Where it stands, without elided articles.
    pub span: Span,
    /// Ordinal of the word in the text, from 0; a dropped stop word leaves a hole.
    pub position: u32,
}

/// Terms for BM25: words without elided articles and stop words, stemmed, folded. Numbers are one term
/// each (`10140`, `541,66`), dotted acronyms too (`pippi`).
pub fn terms(text: &str) -> Vec<Term> {
    let stemmer = Stemmer::create(Algorithm::Italian);
    let mut found = words(text);
    found.retain_mut(|word| {
        if is_stop(&word.term) {
            return false;
        }
        word.term = stem(&stemmer, &word.term);
        true
    });
    found
}

/// All the words, folded: neither stop words removed nor stems cut; elided articles are left out.
pub fn words(text: &str) -> Vec<Term> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(is_word_char) {
        let start = at + offset;
        let (end, term) = word(text, start);
        at = end;
        let elided = text[end..].starts_with(is_apostrophe) && is_elided(&term);
        if !elided && !term.is_empty() {
            let position = u32::try_from(out.len()).unwrap_or(u32::MAX);
            out.push(Term { term, span: Span::new(start, end), position });
        }
    }
    out
}

/// The word that begins at `start`: its end and its folded form.
fn word(text: &str, start: usize) -> (usize, String) {
    let end = run_end(text, start);
    let run = &text[start..end];
    if run.bytes().all(|b| b.is_ascii_digit()) {
        let number = figure(text, start);
        // «9.360bis» is not a number: read its first digits alone.
        let glued = text[number.end..].starts_with(is_word_char);
        let number = if glued && number.end > end { figure(run, 0) } else { number };
        return (number.end.max(end), number.value.replace('.', ","));
    }
    acronym(text, start, end).unwrap_or_else(|| (end, fold(run)))
}

fn run_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_word_char(c)).map_or(text.len(), |len| start + len)
}

/// «P.I.P.P.I.», «D.L.», «D.Lgs.», «d.P.R»: single letters joined by full stops, read as one word.
fn acronym(text: &str, start: usize, first: usize) -> Option<(usize, String)> {
    let mut term = letter(&text[start..first])?;
    let mut end = first;
    while text[end..].starts_with('.') {
        let next = end + 1;
        let stop = run_end(text, next);
        let Some(part) = letter(&text[next..stop]).or_else(|| legislative(&text[next..stop])) else { break };
        term.push_str(&part);
        end = stop;
    }
    if end == first {
        return None;
    }
    if text[end..].starts_with('.') {
        end += 1;
    }
    Some((end, if term == "dlvo" { "dlgs".to_owned() } else { term }))
}

/// The folded run if it is one letter.
fn letter(run: &str) -> Option<String> {
    let bare = run.len() <= 8 && run.chars().next().is_some_and(char::is_alphabetic);
    Some(fold(run)).filter(|f| bare && f.chars().count() == 1)
}

/// The long parts of «D.Lgs.» and «D.L.vo».
fn legislative(run: &str) -> Option<String> {
    ["lgs", "vo"].iter().find(|part| run.eq_ignore_ascii_case(part)).map(|part| (*part).to_owned())
}

/// The stem of a folded word; words with digits and very long ones stay as they are.
fn stem(stemmer: &Stemmer, word: &str) -> String {
    if word.len() > 40 || word.bytes().any(|b| b.is_ascii_digit()) {
        return word.to_owned();
    }
    let stemmed = stem_accented(stemmer, word).unwrap_or_else(|| stemmer.stem(word).into_owned());
    fold(&stemmed)
}

/// «responsabilita» as «responsabilità», when Snowball takes the suffix off.
fn stem_accented(stemmer: &Stemmer, word: &str) -> Option<String> {
    let head = word.strip_suffix("ita")?;
    let accented = format!("{head}ità");
    let stemmed = stemmer.stem(&accented);
    (stemmed.len() <= head.len()).then(|| stemmed.into_owned())
}

#[cfg(test)]
mod tests;
