//! Words that are nobody's name: those of the sheets (`words.txt`), of the glossary and of the acts, and towns and countries
//! (`places.txt`). A word that the lists of names hold too may still be one: that is for `names` to weigh.

use crate::corpus::Glossary;
use crate::text::{is_stop, terms, words};
use std::collections::HashSet;
use std::sync::LazyLock;

const GLOSSARY: &str = include_str!("../../corpus/glossary.toml");
const ACTS: &str = include_str!("../../corpus/acts.toml");

static WRITTEN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("words.txt").lines().collect());
static PLACES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("places.txt").lines().collect());
static STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let texts = [include_str!("words.txt"), GLOSSARY, ACTS];
    texts.iter().flat_map(|text| terms(text)).map(|term| term.term).collect()
});
/// Measures, platforms and acts by their acronyms, and what such things are called.
static THINGS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let glossary = Glossary::parse("glossary.toml", GLOSSARY).unwrap_or_default();
    let acronyms = glossary.term.iter().flat_map(|term| &term.acronyms);
    let short: Vec<String> = acronyms.flat_map(|said| words(said)).map(|word| word.term).collect();
    let nouns = NOUNS.iter().map(|noun| (*noun).to_owned());
    short.into_iter().chain(nouns).collect()
});
const NOUNS: [&str; 40] = [
    "accordo",
    "albo",
    "applicativo",
    "assegno",
    "associazione",
    "bando",
    "beneficio",
    "bonus",
    "carta",
    "circolare",
    "convenzione",
    "cooperativa",
    "decreto",
    "ente",
    "fondazione",
    "fondo",
    "indirizzo",
    "istituto",
    "legge",
    "linea",
    "linee",
    "ministero",
    "misura",
    "norma",
    "patto",
    "piano",
    "piattaforma",
    "portale",
    "progetto",
    "programma",
    "prestazione",
    "reddito",
    "registro",
    "regola",
    "rete",
    "servizio",
    "sistema",
    "sportello",
    "sussidio",
    "ufficio",
];

/// Is it a word of the trade, or a function word, in any inflexion? Takes the folded word.
pub(super) fn is_word(folded: &str) -> bool {
    is_stop(folded) || terms(folded).iter().all(|term| STEMS.contains(&term.term))
}

/// Is it a word of the trade as it stands?
pub(super) fn is_written(folded: &str) -> bool {
    WRITTEN.contains(folded)
}

/// Is it a town, a region or a country?
pub(super) fn is_place(folded: &str) -> bool {
    PLACES.contains(folded)
}

/// Is it a measure, a platform, an act, or what such things are called?
pub(super) fn is_thing(folded: &str) -> bool {
    THINGS.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn words_of_the_trade_are_no_names() {
        let check = |word: &str, expected: bool| assert_eq!(is_word(&fold(word)), expected, "{word}");
        check("Affidataria", true);
        check("Monocomponente", true);
        check("Senza", true);
        check("straniere", true);
        check("Olena", false);
        check("Xhuliana", false);
        assert!(is_place("chieti") && is_thing("gepi") && is_thing("pippi") && !is_thing("rossi"));
    }

    #[test]
    fn the_lists_are_folded_and_in_order() {
        for (name, list) in [
            ("names.txt", include_str!("names.txt")),
            ("surnames.txt", include_str!("surnames.txt")),
            ("words.txt", include_str!("words.txt")),
            ("places.txt", include_str!("places.txt")),
        ] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted_by(|a, b| a < b), "{name}");
            assert!(lines.iter().all(|line| *line == fold(line)), "{name}");
        }
    }
}
