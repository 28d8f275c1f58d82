//! Golden passages.

use super::super::tests::{fixture, shown};
use super::*;

#[test]
fn golden_assegno_di_prova() {
    insta::assert_snapshot!(shown(&read(&fixture("akn/assegno-di-prova.xml")).expect("reads")));
}

#[test]
fn golden_codice_di_prova() {
    insta::assert_snapshot!(shown(&read(&fixture("akn/codice-di-prova.xml")).expect("reads")));
}

#[test]
fn golden_vigenza_di_prova() {
    insta::assert_snapshot!(shown(&read(&fixture("akn/vigenza-di-prova.xml")).expect("reads")));
}

/// The locators of the parts that hold on a day.
fn in_force(document: &Document, day: &str) -> Vec<String> {
    let day: jiff::civil::Date = day.parse().expect("a day");
    let parts = document.parts.iter().filter(|p| p.holds.is_none_or(|holds| holds.contains(day)));
    parts.map(|p| p.locator.clone()).collect()
}

#[test]
fn a_part_holds_in_its_own_days() {
    let document = read(&fixture("akn/vigenza-di-prova.xml")).expect("reads");
    assert_eq!(
        in_force(&document, "2025-01-01"),
        ["art1-com1", "art1-com3", "art1-com4", "art1-com5", "art2-com1", "art3-com1"]
    );
    assert_eq!(in_force(&document, "2025-06-01"), ["art1-com1", "art1-com3bis", "art1-com4", "art3-com1"]);
    assert!(!document.text.contains("511 euro") && !document.text.contains("testimoni"));
    let told = document.warnings.join("\n");
    for part in ["art. 1, comma 2", "lettera b)", "art. 1, comma 3-bis", "tg_durata"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn intervals_that_say_nothing_clear_are_told() {
    let check = |groups: &str, attribute: &str, (held, told): (bool, &str)| {
        let file = format!(
            "<akomaNtoso><act><meta><identification><FRBRExpression><FRBRdate date=\"2025-01-01\"/></FRBRExpression></identification>\
             <lifecycle><eventRef id=\"a\" date=\"2024-01-01\"/><eventRef wId=\"b\" date=\"2024-06-01\"/></lifecycle>\
             <temporalData><temporalGroup eId=\"g\">{groups}</temporalGroup></temporalData></meta><body><article><num>Art. 1.</num>\
             <paragraph {attribute}><num>1.</num><content><p>Testo <del>vecchio</del>.</p></content></paragraph></article></body></act></akomaNtoso>"
        );
        let document = read(file.as_bytes()).expect("reads");
        assert_eq!(document.text.contains("Testo ."), held, "{attribute} {groups}: {}", document.text);
        let warnings = document.warnings.join(" ");
        assert!(
            warnings.contains(told) && warnings.is_empty() == told.is_empty(),
            "{attribute} {groups}: {warnings}"
        );
    };
    let before = "<timeInterval start=\"#a\" end=\"#b\"/>";
    check(before, "period=\"#g\"", (false, "art. 1, comma 1"));
    check("<timeInterval start=\"#a\"/>", "period=\"#g\"", (true, ""));
    check("<timeInterval end=\"2026-01-01\"/>", "period=\"#g\"", (true, "art. 1, comma 1"));
    check("<timeInterval start=\"#b\" end=\"#a\"/>", "period=\"#g\"", (true, "(g)"));
    check("<timeInterval start=\"#manca\"/>", "period=\"#g\"", (true, "(g)"));
    check(before, "period=\"#altro\"", (true, "(altro)"));
    check("", "status=\"removed\"", (false, "art. 1, comma 1"));
    check("", "status=\"temporarilyRemoved\"", (false, "art. 1, comma 1"));
    check("", "status=\"incomplete\"", (true, "(incomplete)"));
    check("", "status=\"verbatim\"", (true, ""));
}

#[test]
fn notes_stand_apart_and_an_abrogated_comma_says_so() {
    let file = "<akomaNtoso><act><body><article><num>Art. 6.</num>\
        <paragraph><num>1.</num><content><p>Il corsetto si rinnova ogni 17 settimane<authorialNote><p>Nota: inserito dalla legge.</p></authorialNote>.</p></content></paragraph>\
        <paragraph status=\"removed\"><num>2.</num><content><p>((COMMA ABROGATO DALLA L. 30 DICEMBRE 2024, N. 207))</p></content></paragraph>\
        <paragraph status=\"removed\"><num>3.</num><content><p>Il vecchio testo.</p></content></paragraph></article></body></act></akomaNtoso>";
    let document = read(file.as_bytes()).expect("reads");
    let parts: Vec<&str> = document.parts.iter().filter_map(|part| part.span.slice(&document.text)).collect();
    assert!(parts.contains(&"1. Il corsetto si rinnova ogni 17 settimane."), "{parts:?}");
    assert!(parts.contains(&"Nota: inserito dalla legge."), "{parts:?}");
    assert!(parts.iter().any(|part| part.starts_with("2.") && part.contains("COMMA ABROGATO")), "{parts:?}");
    assert!(!document.text.contains("vecchio"), "{parts:?}");
}

#[test]
fn a_letter_and_the_one_that_took_its_place_give_two_wordings() {
    let file = "<akomaNtoso><act><meta><identification><FRBRExpression><FRBRdate date=\"2024-01-01\"/></FRBRExpression></identification>\
        <lifecycle><eventRef eId=\"a\" date=\"2024-01-01\"/><eventRef eId=\"b\" date=\"2025-01-01\"/></lifecycle><temporalData>\
        <temporalGroup eId=\"t1\"><timeInterval start=\"#a\" end=\"#b\"/></temporalGroup><temporalGroup eId=\"t2\"><timeInterval start=\"#b\"/></temporalGroup></temporalData></meta>\
        <body><article><num>Art. 2.</num><paragraph><num>2.</num><list><intro><p>Servono:</p></intro>\
        <point><num>a)</num><content><p>la residenza;</p></content></point>\
        <point period=\"#t1\"><num>b)</num><content><p>9.360 euro.</p></content></point>\
        <point period=\"#t2\"><num>b)</num><content><p>10.140 euro.</p></content></point></list></paragraph></article></body></act></akomaNtoso>";
    let document = read(file.as_bytes()).expect("reads");
    let parts: Vec<(&str, &str, Option<String>)> = document
        .parts
        .iter()
        .map(|part| {
            let text = part.span.slice(&document.text).expect("inside");
            (part.locator.as_str(), text, part.holds.map(|days| format!("{days:?}")))
        })
        .collect();
    let [(before, old, _), (now, new, _)] = parts.as_slice() else { panic!("{parts:?}") };
    assert_eq!((*before, *now), ("art2-com2-fino-2025-01-01", "art2-com2"), "{parts:?}");
    assert!(old.contains("la residenza") && old.contains("9.360") && !old.contains("10.140"), "{old}");
    assert!(new.contains("la residenza") && new.contains("10.140") && !new.contains("9.360"), "{new}");
    let holds = |part: usize, day| document.parts[part].holds.expect("days").contains(day);
    let (then, today) = (jiff::civil::date(2024, 6, 1), jiff::civil::date(2026, 6, 1));
    assert_eq!(
        [holds(0, then), holds(0, today), holds(1, then), holds(1, today)],
        [true, false, false, true]
    );
}
