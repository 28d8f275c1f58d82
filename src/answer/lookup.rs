//! A term looked up: «PaIS acronimo», «che cosa significa UEPE?». It is answered by the passage that is headed by the term,
//! however little else the question says for the sufficiency model to weigh.

use crate::corpus::{Glossary, GlossaryTerm};
use crate::search::{Found, Question, Snapshot};
use crate::text;

/// Words that ask for a meaning, and those that stand beside them.
const ASKING: [&str; 17] = [
    "acronimo",
    "sigla",
    "significa",
    "significato",
    "definizione",
    "vuol",
    "vuole",
    "dire",
    "intende",
    "sta",
    "che",
    "cos",
    "cosa",
    "cose",
    "spiega",
    "spiegami",
    "glossario",
];
/// Words that say nothing.
const BESIDE: [&str; 17] = [
    "e", "il", "lo", "la", "l", "i", "gli", "le", "un", "una", "di", "del", "dello", "della", "per", "si",
    "sono",
];
/// What is left to doubt when the passage headed by the term is first.
const SURE: f64 = 0.92;

/// How sure it is that the first passage defines the one term that the question looks up.
pub(super) fn looked_up(snapshot: &Snapshot, question: &Question, found: &Found) -> f64 {
    let Some(term) = term_asked(&question.text, &snapshot.glossary) else { return 0.0 };
    let heads = found.hits.first().is_some_and(|hit| heads(term, &snapshot.passage(hit.passage).1.heading));
    if heads { SURE } else { 0.0 }
}

/// The glossary's term that a question consists of, beside words that ask for a meaning.
fn term_asked<'a>(question: &str, glossary: &'a Glossary) -> Option<&'a GlossaryTerm> {
    let words = words(question);
    let asks = words.iter().any(|word| ASKING.contains(&word.as_str()));
    let left: Vec<String> = words
        .into_iter()
        .filter(|word| !ASKING.contains(&word.as_str()) && !BESIDE.contains(&word.as_str()))
        .collect();
    let is = |said: &&String| {
        let said: Vec<String> =
            self::words(said).into_iter().filter(|word| !BESIDE.contains(&word.as_str())).collect();
        !left.is_empty() && said == left
    };
    let named = |term: &&GlossaryTerm| {
        let acronym = term.acronyms.iter().any(|said| is(&said));
        acronym || (asks && std::iter::once(&term.canonical).chain(&term.synonyms).any(|said| is(&said)))
    };
    glossary.term.iter().find(named)
}

/// Is a heading about the term: «PaIS: Patto per l'inclusione sociale», «Quadro di analisi (QA)»?
fn heads(term: &GlossaryTerm, heading: &str) -> bool {
    let heading = words(heading);
    term.acronyms.iter().chain([&term.canonical]).any(|said| heading.starts_with(&words(said)))
}

fn words(text: &str) -> Vec<String> {
    text::words(text).into_iter().map(|word| word.term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary() -> Glossary {
        let term = |canonical: &str, acronym: &str| GlossaryTerm {
            canonical: canonical.to_owned(),
            acronyms: vec![acronym.to_owned()],
            ..GlossaryTerm::default()
        };
        Glossary {
            term: vec![term("Patto per l'inclusione sociale", "PaIS"), term("Presa in carico", "PIC")],
        }
    }

    #[test]
    fn only_a_term_by_itself_is_looked_up() {
        let glossary = glossary();
        let check = |question: &str, expected: Option<&str>| {
            let found = term_asked(question, &glossary).map(|term| term.acronyms[0].as_str());
            assert_eq!(found, expected, "{question}");
        };
        check("PaIS acronimo", Some("PaIS"));
        check("pais", Some("PaIS"));
        check("Che cos'è il PaIS?", Some("PaIS"));
        check("cosa significa la sigla PIC", Some("PIC"));
        check("Che cosa si intende per presa in carico?", Some("PIC"));
        check("presa in carico", None);
        check("Chi firma il PaIS?", None);
        check("Che cosa sono PaIS e PIC?", None);
        check("Che cosa significa?", None);
    }

    #[test]
    fn the_passage_must_be_headed_by_it() {
        let glossary = glossary();
        assert!(heads(&glossary.term[0], "PaIS: Patto per l'inclusione sociale"));
        assert!(heads(&glossary.term[1], "Presa in carico"));
        assert!(!heads(&glossary.term[0], "Obiettivi del PaIS"));
    }
}
