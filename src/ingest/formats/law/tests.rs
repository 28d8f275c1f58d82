//! The signs of an act, and its names.

use super::Act;
use super::signs::*;

#[test]
fn numbers_and_headings() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(article(text).map(|(n, rest)| format!("{n}|{rest}")).as_deref(), expected, "{text}");
    };
    check("Art. 3", Some("3|"));
    check("Art. 3-bis.", Some("3-bis|"));
    check("ARTICOLO 16 ter (Titolo)", Some("16-ter|(Titolo)"));
    check("Art. 16bis. Testo", Some("16-bis|Testo"));
    check("Art. 2-bis.1. (Titolo)", Some("2-bis.1|(Titolo)"));
    check("Articolo unico", Some("unico|"));
    check("Art. 1. 1. La legge vale.", Some("1|1. La legge vale."));
    check("Art. 3 del decreto", None);
    check("Arte 3", None);
    check("Art. del", None);
    let labels = [("((01.))", "01"), ("1-bis.", "1-bis"), ("Art. 5.", "5"), ("Articolo unico.", "unico")];
    for (text, number) in labels {
        assert_eq!(label(text).as_deref(), Some(number));
    }
    assert_eq!((label("Capo I"), label("1. Testo"), label("")), (None, None, None));
}

#[test]
fn commas_points_and_notes() {
    assert_eq!(comma("1-bis. Il nucleo"), Some(("1-bis".to_owned(), "Il nucleo")));
    assert_eq!((comma("10.140 euro"), comma("1) primo"), comma("1")), (None, None, None));
    let levels = [("a) b", 1), ("aa-bis) b", 1), ("0a) b", 1), ("1) b", 2), ("12-ter) b", 2)];
    for (text, level) in levels {
        assert_eq!(point(text), Some(level), "{text}");
    }
    for text in ["a)b", "Il nucleo) b", "(a) b", "A) b", ") b", "1234) b"] {
        assert_eq!(point(text), None, "{text}");
    }
    assert_eq!(note("AGGIORNAMENTO (29)"), Some(Note::Update("29".to_owned())));
    assert_eq!(note("AGGIORNAMENTO"), Some(Note::Update(String::new())));
    assert_eq!(note("AGGIORNAMENTO DEI DATI"), None);
    let glued = "Si applica. --------------- AGGIORNAMENTO (3) Il D.L. ha disposto.";
    assert_eq!(glued_note(glued), Some(("Si applica.", "AGGIORNAMENTO (3)", "Il D.L. ha disposto.")));
    assert_eq!(glued_note("L'AGGIORNAMENTO (3) vale -----"), None);
    assert!(is_abrogated("COMMA ABROGATO DAL D.L. 1/2020") && !is_abrogated("Il comma e' abrogato"));
    assert!(is_division("Capo I Principi") && !is_division("Capo del governo"));
    assert!(is_annex("ALLEGATO 1") && is_annex("Allegato") && !is_annex("Allegato al presente decreto"));
}

#[test]
fn order_follows_insertions() {
    let printed = ["01", "1", "1-bis", "1-ter", "1-nonies", "1-decies", "2", "10", "10-bis", "10-bis.1"];
    for pair in printed.windows(2) {
        assert!(order(pair[0]) < order(pair[1]), "{pair:?}");
    }
    assert!(follows("3", "2-bis") && follows("2-ter", "2") && !follows("8", "2") && !follows("2", "2"));
    let slugs = [("3-bis", "3bis"), ("01", "01"), ("2-bis.1", "2bis-1"), ("Codice civile", "codice-civile")];
    for (name, expected) in slugs {
        assert_eq!(slug(name), expected);
    }
}

#[test]
fn acts_are_named_as_they_are_cited() {
    let check = |act: Option<Act>, short: &str, long: &str| {
        let act = act.expect(short);
        assert_eq!((act.short().as_str(), act.long().as_str()), (short, long));
    };
    let urn = "urn:nir:stato:decreto.legge:2023-05-04;48~art3-com2!vig=2024-01-01";
    check(Act::of_urn(urn), "D.L. 48/2023", "D.L. 4 maggio 2023, n. 48");
    let urn = "urn:nir:ministero.lavoro:decreto:2023-12-13;154";
    check(Act::of_urn(urn), "D.M. 154/2023", "D.M. 13 dicembre 2023, n. 154");
    check(Act::of_urn("urn:nir:stato:deliberazione:2020;5"), "Deliberazione 5/2020", "Deliberazione 5/2020");
    check(Act::of_title("LEGGE 3 luglio 2023, n. 85"), "L. 85/2023", "L. 3 luglio 2023, n. 85");
    check(
        Act::of_title("DECRETO 13 dicembre 2023, n. 154"),
        "D.M. 154/2023",
        "D.M. 13 dicembre 2023, n. 154",
    );
    let title = "DECRETO DEL PRESIDENTE DEL CONSIGLIO DEI MINISTRI 5 dicembre 2013, n. 159";
    check(Act::of_title(title), "D.P.C.M. 159/2013", "D.P.C.M. 5 dicembre 2013, n. 159");
    let urn = Act::of_title("DECRETO-LEGGE 4 maggio 2023, n. 48").and_then(|a| a.urn());
    assert_eq!(urn.as_deref(), Some("urn:nir:stato:decreto.legge:2023-05-04;48"));
    for text in ["Vista la legge 3 luglio 2023, n. 85", "DECRETO di prova", "", "urn:nir:"] {
        assert!(Act::of_title(text).is_none() && Act::of_urn(text).is_none(), "{text}");
    }
}
