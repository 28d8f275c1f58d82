//! What of a passage answers: its sentences, without the lines that only name them. Headings, the question put above an answer
//! and the call of a note stay in the stored text and are quoted by nobody.

use crate::corpus::{Passage, Version};
use crate::text::{Span, fold};
use regex::Regex;
use std::sync::LazyLock;

/// A heading with a full stop has no more words; what has is a sentence.
const HEADING_WORDS: usize = 4;

/// «DOMANDA:», «Quesito n. 3 –»: what follows is asked. «RISPOSTA:» only opens what is said.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:domanda|quesito|faq)\s*(?:(?:n\.?\s*|n[°º]\s*)?\d{1,3}\s*)?(?:[:.\-–—)]|$)")
        .expect("a fixed pattern")
});
static ANSWERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:risposta|riscontro)\s*(?:(?:n\.?\s*)?\d{1,3}\s*)?[:.\-–—)]\s*")
        .expect("a fixed pattern")
});

/// The part of a sentence of a passage that says something: none of a name, a question or a number alone.
pub(super) fn said((version, passage): (&Version, &Passage), span: Span) -> Option<Span> {
    let sentence = span.slice(&version.source)?;
    let marked = sentence.starts_with('#') || ASKED.is_match(sentence);
    if marked || !sentence.chars().any(char::is_alphabetic) || is_heading(version, passage, sentence) {
        return None;
    }
    let label = ANSWERED.find(sentence).map_or(0, |found| found.end());
    (label < sentence.len()).then(|| Span::new(span.start + label, span.end))
}

/// Is it the title of the work, or one of the headings that the passage stands under?
fn is_heading(version: &Version, passage: &Passage, sentence: &str) -> bool {
    // The first words of a text may have become its title, and say something.
    let whole = sentence.ends_with(['.', '!']) && sentence.split_whitespace().count() > HEADING_WORDS;
    let said = if whole { String::new() } else { bare(sentence) };
    // A page and a slide are named before their heading: «Pagina 3: chi compila il modulo?».
    let named = |heading: &str| heading.split_once(": ").is_some_and(|(_, name)| bare(name) == said);
    let mut headings = passage.heading.split(" › ").chain([version.title.as_str()]);
    !said.is_empty() && headings.any(|heading| bare(heading) == said || named(heading))
}

/// Its words, without the number in front and the sign at the end.
fn bare(line: &str) -> String {
    let numbered = |c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '-' | '–' | ' ');
    let line = fold(line);
    let words = line.trim_start_matches(numbered).trim_end_matches(['.', ':', ';', ' ']);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Defaults, parse};
    use jiff::civil::date;

    #[test]
    fn what_only_names_is_not_said() {
        let text = "# Linee guida di prova\n\n## 2. Il colloquio conoscitivo\n\nTesto.\n";
        let mut version =
            parse("linee.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version;
        let mut check = |sentence: &str, expected: Option<&str>| {
            version.title =
                if sentence.starts_with("La domanda") { sentence } else { "Linee guida di prova" }.to_owned();
            version.source = sentence.to_owned();
            let mut passage = version.passages[0].clone();
            passage.heading = "Pagina 3: Chi compila il modulo? › 2. Il colloquio conoscitivo".to_owned();
            let span = said((&version, &passage), Span::new(0, sentence.len()));
            assert_eq!(span.and_then(|span| span.slice(sentence)), expected, "{sentence}");
        };
        check("Linee guida di prova", None);
        check("Il colloquio conoscitivo", None);
        check("2. Il colloquio conoscitivo.", None);
        check("Chi compila il modulo?", None);
        let whole = "La domanda si presenta entro trenta giorni.";
        check(whole, Some(whole));
        check("DOMANDA: chi compila il modulo 1?", None);
        check("Quesito n. 3 – Chi lo firma?", None);
        check("FAQ 1", None);
        check("(29)", None);
        check("12.", None);
        check("RISPOSTA: lo compila Anna.", Some("lo compila Anna."));
        check("Il colloquio conoscitivo dura un'ora.", Some("Il colloquio conoscitivo dura un'ora."));
        check("La domanda si presenta allo sportello.", Some("La domanda si presenta allo sportello."));
        check("Domanda e documenti vanno insieme.", Some("Domanda e documenti vanno insieme."));
    }
}
