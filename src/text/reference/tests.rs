//! Legal citations.

use proptest::prelude::*;

use super::*;

/// `expected`: the canonical forms, in order.
fn check(text: &str, expected: &str) {
    let found = references(text);
    let ids: Vec<String> = found.iter().map(LegalRef::canonical).collect();
    assert_eq!(ids.join(" "), expected, "{text}");
}

fn written(text: &str, expected: &[&str]) {
    let found: Vec<&str> = references(text).iter().map(|r| r.span.slice(text).unwrap()).collect();
    assert_eq!(found, expected);
}

#[test]
fn one_provision_in_every_spelling() {
    for text in [
        "art. 4 co. 5 d.l. 48/23",
        "art. 4, comma 5, D.L. 48/2023",
        "l'articolo 4, comma 5, del decreto-legge n. 48 del 2023",
        "art.4,c.5,DL48/2023",
        "art. 4 c. 5 DL 48/2023",
        "dell'art 4 comma 5 del decreto legge 48 2023",
        "D.L. 48/2023, art. 4, c. 5",
        "D.L. n. 48/2023 (art. 4, comma 5)",
        "decreto-legge 4 maggio 2023, n. 48, articolo 4, comma 5",
        "comma 5 dell'art. 4 del D.L. 4 maggio 2023 n. 48",
        "quinto comma dell'articolo 4 del citato D. L. 48/2023",
        "ART. 4, COMMA 5, D.L. 48/2023",
        "art. 4,\ncomma 5, del\nD.L. **48/2023**",
        "art. 4, c. 5, secondo periodo, D.L. 48/2023",
        "art. 4 – comma 5 – DL 48 del 4-5-2023",
    ] {
        check(text, "dl-48-2023#art4-com5");
    }
}

#[test]
fn acts() {
    for (text, id) in [
        ("DL 48 del 4 maggio 2023", "dl-48-2023"),
        ("decreto-legge 4 maggio 2023, n. 48", "dl-48-2023"),
        ("dl-48-2023", "dl-48-2023"),
        ("D.Lgs. 147/2017", "dlgs-147-2017"),
        ("d.lgs. n. 147 del 15 settembre 2017", "dlgs-147-2017"),
        ("D. Lgs. 147/17", "dlgs-147-2017"),
        ("decreto legislativo 15 settembre 2017, n. 147", "dlgs-147-2017"),
        ("L. 199/2025", "l-199-2025"),
        ("L. 8-11-2000 n. 328", "l-328-2000"),
        ("legge n. 104 del 1992", "l-104-1992"),
        ("L. 104/92", "l-104-1992"),
        ("legge di bilancio n. 207/2024", "l-207-2024"),
        ("legge costituzionale n. 3/2001", "lcost-3-2001"),
        ("L.R. 11/2010", "lr-11-2010"),
        ("DPR 572/1992", "dpr-572-1992"),
        ("decreto del Presidente della Repubblica 28 dicembre 2000, n. 445", "dpr-445-2000"),
        ("DPCM 159/2013", "dpcm-159-2013"),
        ("d.P.C.M. 5 dicembre 2013, n. 159", "dpcm-159-2013"),
        ("DM 154/2023", "dm-154-2023"),
        ("D.M. n. 154/2023 del 13 dicembre 2023", "dm-154-2023"),
        ("D.M. 13 dicembre 2023, n. 154", "dm-154-2023"),
        ("decreto ministeriale n. 154 del 13-12-2023", "dm-154-2023"),
        ("decreto del Ministro del lavoro e delle politiche sociali 13 dicembre 2023, n. 154", "dm-154-2023"),
        ("D.M. 22 ottobre 2019", "dm-2019-10-22"),
        ("DM 22-10-2019", "dm-2019-10-22"),
        ("D.I. 500/2025", "di-500-2025"),
        ("decreto interministeriale n. 500 del 2025", "di-500-2025"),
        ("D.D. 75/2025", "dd-75-2025"),
        ("DD **75 del 2-4-2025**", "dd-75-2025"),
        ("messaggio INPS 2132/2024", "msg-inps-2132-2024"),
        ("messaggio INPS n. 2132 del 5 giugno 2024", "msg-inps-2132-2024"),
        ("messaggio n. 2.132 del 5 giugno 2024 dell'INPS", "msg-inps-2132-2024"),
        ("Msg. INPS 2458 dell'8-8-2025", "msg-inps-2458-2025"),
        ("msg 623/2024", "msg-inps-623-2024"),
        ("circolare INPS 77/2023", "circ-inps-77-2023"),
        ("circ. 105 del 16-12-2023", "circ-inps-105-2023"),
        ("circ. INAIL 19 del 27-2-2025", "circ-inail-19-2025"),
        ("circolare n. 19 del 27-2-2025 dell'INAIL", "circ-inail-19-2025"),
        ("nota MLPS 12607/2024", "nota-mlps-12607-2024"),
        ("nota 12607 del 16 luglio 2024", "nota-mlps-12607-2024"),
        ("nota direttoriale prot. n. 12607 del 16/07/2024", "nota-mlps-12607-2024"),
        ("nota del Ministero del lavoro n. 6062/2024", "nota-mlps-6062-2024"),
        (
            "Nota del Ministero del lavoro e delle politiche sociali n. 6062 del 28 marzo 2024",
            "nota-mlps-6062-2024",
        ),
        ("Corte cost. 31/2025", "cost-31-2025"),
        ("Corte cost., sent. n. 31/2025", "cost-31-2025"),
        ("sentenza della Corte costituzionale n. 31 del 2025", "cost-31-2025"),
        ("sentenza n. 31 del 2025 della Corte costituzionale", "cost-31-2025"),
        ("DL 48/49", "dl-48-2049"),
        ("DL 48/50", "dl-48-1950"),
    ] {
        check(text, id);
        let trimmed = text.trim_end_matches('*');
        written(text, &[trimmed]);
        check(&format!("Secondo l'{text}, dunque."), id);
    }
}

#[test]
fn several_at_once() {
    check("artt. 3 e 4 D.L. 48/2023", "dl-48-2023#art3 dl-48-2023#art4");
    check("art. 4, commi 4 e 5, D.L. 48/2023", "dl-48-2023#art4-com4 dl-48-2023#art4-com5");
    check("articolo 6 comma 4 e 5 del DL 48/2023", "dl-48-2023#art6-com4 dl-48-2023#art6-com5");
    check(
        "artt. 5-7, 10 D.Lgs. 147/2017",
        "dlgs-147-2017#art5 dlgs-147-2017#art6 dlgs-147-2017#art7 dlgs-147-2017#art10",
    );
    check("artt. da 5 a 7", "#art5 #art6 #art7");
    check("commi 158-159, art. 1, L. 199/2025", "l-199-2025#art1-com158 l-199-2025#art1-com159");
    check("comma 2 degli artt. 3 e 4", "#art3-com2 #art4-com2");
    check("artt. 3 e 4, comma 2", "#art3 #art4-com2");
    check("art. 2, lett. a, D. Lgs. 4/2019", "dlgs-4-2019#art2-leta");
    check("art. 2, lett. a, D. L. 4/2019", "dl-4-2019#art2-leta");
    check("art. 2, lett. d D.L. 4/2019", "dl-4-2019#art2-letd");
    check("art. 2, lett. a), DD 75/2025", "dd-75-2025#art2-leta");
    check("art. 2, lettere a) e b), D.L. 4/2019", "dl-4-2019#art2-leta dl-4-2019#art2-letb");
    check("art. 4, co. 5, e co. 7, DL 48/2023", "dl-48-2023#art4-com5 dl-48-2023#art4-com7");
    check("D.L. 48/2023, art. 4, comma 5, e art. 6, comma 2", "dl-48-2023#art4-com5 dl-48-2023#art6-com2");
    check("D.M. 154/2023 e 156/2023", "dm-154-2023 dm-156-2023");
    check(
        "msg INPS 2132/2024, 2146/2024 e n. 640 del 23-2-2026",
        "msg-inps-2132-2024 msg-inps-2146-2024 msg-inps-640-2026",
    );
    check("art. 9 DM 154/2023 e art. 4 DL 48/2023", "dm-154-2023#art9 dl-48-2023#art4");
    check("D.L. 48/2023, art. 4; L. 85/2023, art. 2", "dl-48-2023#art4 l-85-2023#art2");
    check("D.L. 48/2023, art. 4, L. 85/2023, art. 2", "dl-48-2023#art4 l-85-2023#art2");
    check("il D.L. 48/2023, l'art. 2 della L. 85/2023", "dl-48-2023 l-85-2023#art2");
}

#[test]
fn deep() {
    check(
        "art. 2, comma 2, lett. b, n. 1, D.L. 48/2023, modificato dall'art. 1, comma 198, L. 207/2024",
        "dl-48-2023#art2-com2-letb-n1 l-207-2024#art1-com198",
    );
    check("lett. a) del comma 2 dell'art. 2 del D.L. 48/2023", "dl-48-2023#art2-com2-leta");
    check(
        "art. 3-bis, comma 1-bis, lett. b-bis), del d.lgs. 147/2017",
        "dlgs-147-2017#art3-bis-com1-bis-letb-bis",
    );
    check("DL 92/2025 art. 10-ter conv. L. 113/2025", "dl-92-2025#art10-ter l-113-2025");
    check("art. 2 sexies c. 2 DL 42/2016", "dl-42-2016#art2-sexies-com2");
    check("legge 30 dicembre 2024 n. 207, art. 1 c. 198", "l-207-2024#art1-com198");
    check("legge 30 dicembre 2024 n. 207 (legge di bilancio), art. 1 c. 198", "l-207-2024#art1-com198");
    check("L. 199/2025 c. 158", "l-199-2025#com158");
    check("art. 117 c. 2 lett. m Cost. e art. 433 c.c.", "costituzione#art117-com2-letm cc#art433");
    check("Art. 2 c. 2 lett. a n. 1.", "#art2-com2-leta-n1");
    check("comma 5", "#com5");
    check("art. 1, commi 313 e seguenti, L. 207/2024", "l-207-2024#art1-com313");
    check("lett. a) e l'art. 5; art. 2, lett. a) e d.l. 48/2023", "#art5 #art2-leta dl-48-2023");
}

#[test]
fn conversion_laws() {
    check("art. 4 D.L. 48/2023, conv. L. 85/2023", "dl-48-2023#art4 l-85-2023");
    check("D.L. 48/2023, art. 4, c. 5, conv. L. 85/2023", "dl-48-2023#art4-com5 l-85-2023");
    check(
        "decreto-legge 4 maggio 2023, n. 48, convertito, con modificazioni, dalla legge 3 luglio 2023, n. 85, art. 6 c. 5",
        "dl-48-2023 l-85-2023 dl-48-2023#art6-com5",
    );
}

#[test]
fn not_citations() {
    for text in [
        "legge di bilancio 2025 e legge 104",
        "l'8 novembre 2000 e di 5/2024",
        "s.r.l. 5/2023; nota 3; circa 2024",
        "il messaggio del 5 giugno 2024",
        "La lettera a casa; c. 5; co. 5 e n. 1",
        "n. 48/2023, 48/2023",
        "DL 31 febbraio 2023",
        "sentenza n. 5/2024 del TAR",
        "il decreto, la legge e il 4 maggio 2023",
        "DM\n\n154/2023",
        "",
    ] {
        check(text, "");
    }
    check("art. 4 e 5 giorni dopo", "#art4");
    check("la nota e la circolare INPS 77/2023", "circ-inps-77-2023");
}

#[test]
fn spans() {
    written(
        "Ai sensi dell'art. 4, c. 5, del D.L. 48/2023 (conv. L. 85/2023).",
        &["art. 4, c. 5, del D.L. 48/2023", "L. 85/2023"],
    );
    written("gli artt. 3 e 4 D.L. 48/2023.", &["artt. 3 e 4 D.L. 48/2023", "artt. 3 e 4 D.L. 48/2023"]);
    written("DM 154/2023 e 156/2023", &["DM 154/2023", "156/2023"]);
    written("L. 207/2024 (art. 1, c. 198)", &["L. 207/2024 (art. 1, c. 198"]);
}

#[test]
fn canonical_forms() {
    let text = |s: &str| Some(s.to_owned());
    let whole = LegalRef {
        act: text("dl-48-2023"),
        article: text("4"),
        comma: text("5"),
        letter: text("a"),
        number: text("1"),
        ..LegalRef::default()
    };
    assert_eq!(whole.canonical(), "dl-48-2023#art4-com5-leta-n1");
    assert_eq!(LegalRef { act: None, letter: None, number: None, ..whole.clone() }.canonical(), "#art4-com5");
    assert_eq!(LegalRef { act: text("dm-2019-10-22"), ..LegalRef::default() }.canonical(), "dm-2019-10-22");
}

proptest! {
    #[test]
    fn spans_in_order(text in "(\\PC|art\\. |comma |lett\\. |n\\. |[0-9]|/| e |, |D\\.L\\. |legge |del |2023|conv\\. |-bis){0,60}") {
        let mut last = Span::default();
        for found in references(&text) {
            prop_assert!(found.span >= last && found.span.slice(&text).is_some_and(|s| !s.is_empty()));
            prop_assert!(found.span == last || found.span.start >= last.end, "{last:?} {:?}", found.span);
            prop_assert!(found.canonical().len() > 3);
            last = found.span;
        }
    }

    #[test]
    fn number_and_year_read_back(number in 1u32..99_999, year in 1950i16..2050, article in 1u16..999, comma in 1u16..999) {
        let expected = format!("dm-{number}-{year}#art{article}-com{comma}");
        for text in [
            format!("art. {article}, c. {comma}, D.M. {number}/{year}"),
            format!("articolo {article}, comma {comma}, del decreto ministeriale n. {number} del {year}"),
            format!("D.M. {number}/{:02}, art. {article}, comma {comma}", year % 100),
        ] {
            let found: Vec<String> = references(&text).iter().map(LegalRef::canonical).collect();
            prop_assert_eq!(&found, std::slice::from_ref(&expected), "{}", text);
        }
    }
}
