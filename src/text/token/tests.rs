//! Words and terms.

use proptest::prelude::*;

use super::*;

fn joined(found: &[Term]) -> String {
    found.iter().map(|t| t.term.as_str()).collect::<Vec<_>>().join(" ")
}

fn check(text: &str, as_words: &str, as_terms: &str) {
    assert_eq!(joined(&words(text)), as_words, "words of {text}");
    assert_eq!(joined(&terms(text)), as_terms, "terms of {text}");
}

#[test]
fn cuts() {
    check("L'università dell’ambiente", "universita ambiente", "univers ambient");
    check("un'attività, quest'anno: com'è?", "attivita anno e", "attiv anno");
    check("l' Amazzonia all' inizio", "amazzonia inizio", "amazzon iniz");
    check("Che cosa NON posso fare?", "che cosa non posso fare", "");
    check("P.I.P.P.I. e pippi", "pippi e pippi", "pipp pipp");
    check("dell'I.S.E.E., ISEE", "isee isee", "ise ise");
    check("D.L. 48/2023, d.P.R. e D.Lgs. 147", "dl 48 2023 dpr e dlgs 147", "dl 48 2023 dpr dlgs 147");
    check("il c.d. nucleo (v. art. 4)", "il cd nucleo v art 4", "cd nucle v art 4");
    check("10.140 e 541,66 e 9360 e 9.360", "10140 e 541,66 e 9360 e 9360", "10140 541,66 9360 9360");
    check("1° gennaio, 1ª rata, 60%, 1:5.000", "1 gennaio 1 rata 60 1 5000", "1 gennai 1 rat 60 1 5000");
    check("1.1.2025 18-29enni F24 3-bis", "1 1 2025 18 29enni f24 3 bis", "1 1 2025 18 29enni f24 3 bis");
    check("500,00 euro 10140bis", "500 euro 10140bis", "500 eur 10140bis");
    check("assi\u{ad}stente perche\u{301}", "assistente perche", "assistent");
    check("po' di tempo", "po di tempo", "po temp");
    check("", "", "");
    check("… «» — !", "", "");
}

#[test]
fn one_term_however_the_accent_is_typed() {
    for (accented, others) in [
        ("attività", &["attivita", "attivita'", "attivita’", "ATTIVITA`", "attivitá"][..]),
        ("qualità", &["qualita", "qualita'"]),
        ("responsabilità", &["responsabilita", "responsabilita'"]),
        ("città", &["citta", "citta'"]),
        ("povertà", &["poverta", "poverta'"]),
        ("perderà", &["perdera", "perdera'"]),
        ("gioventù", &["gioventu", "gioventu'"]),
        ("è", &["e'", "é"]),
        ("perché", &["perche'", "perchè", "perche"]),
        ("può", &["puo'", "puo"]),
    ] {
        for other in others {
            assert_eq!(joined(&terms(accented)), joined(&terms(other)), "{other}");
        }
    }
}

#[test]
fn families_meet() {
    for family in [
        &["responsabilità", "responsabile", "responsabili"][..],
        &["domanda", "domande"],
        &["sospensione", "sospensioni"],
        &["sospeso", "sospesa", "sospesi"],
        &["componente", "componenti"],
        &["beneficiario", "beneficiari"],
        &["povertà", "povertà"],
    ] {
        let stems: Vec<String> = family.iter().map(|word| joined(&terms(word))).collect();
        assert!(stems.windows(2).all(|w| w[0] == w[1]), "{stems:?}");
    }
}

#[test]
fn positions_and_spans() {
    let text = "L'età del richiedente";
    let found: Vec<(u32, &str)> =
        terms(text).iter().map(|t| (t.position, t.span.slice(text).unwrap())).collect();
    assert_eq!(found, [(0, "età"), (2, "richiedente")]);
    let text = "Il P.I.P.P.I. a 10.140 €";
    let found: Vec<(u32, &str)> =
        terms(text).iter().map(|t| (t.position, t.span.slice(text).unwrap())).collect();
    assert_eq!(found, [(1, "P.I.P.P.I."), (3, "10.140")]);
}

proptest! {
    #[test]
    fn spans_slice_the_text_in_order(text in "(\\PC|[a-zàèl'’.,0-9 ]){0,120}") {
        let mut end = 0;
        for word in words(&text) {
            prop_assert!(word.span.start >= end && word.span.end <= text.len());
            prop_assert!(word.span.slice(&text).is_some_and(|s| !s.is_empty()));
            prop_assert!(!word.term.is_empty());
            end = word.span.end;
        }
        let all = words(&text).len();
        prop_assert!(terms(&text).len() <= all);
    }
}
