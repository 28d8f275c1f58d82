//! Golden passages.

use super::super::tests::{fixture, shown};
use super::*;

#[test]
fn golden_normattiva() {
    insta::assert_snapshot!(shown(&read(&fixture("html/normattiva.html")).expect("reads")));
}

/// The locators of a page with this text set in columns.
fn set(text: &str) -> Vec<String> {
    let page = format!("<html><body><div class=\"bodyTesto\"><pre>{text}</pre></div></body></html>");
    read(page.as_bytes()).expect("reads").parts.into_iter().map(|part| part.locator).collect()
}

#[test]
fn commas_quoted_between_straight_marks_are_not_the_acts() {
    let amended = "\n    Art. 1\n\n  1. Il comma 2 e' sostituito:\n  \"2. Nuovo.\n  3. Nuovo anche questo.\";\n  2. Si applica da oggi.\n  3. E anche domani.\n";
    assert_eq!(set(amended), ["art1-com1", "art1-com2", "art1-com3"]);
    let marked = "<html><body><div class=\"bodyTesto\"><h2 class=\"article-num-akn\">Art. 1</h2>\
        <div class=\"art-comma-div-akn\"><span class=\"comma-num-akn\">1. </span><span>Si legge: \"2. Nuovo.<br>3. Altro.</span></div>\
        <div class=\"art-comma-div-akn\"><span class=\"comma-num-akn\">2. </span><span>Si applica.</span></div></div></body></html>";
    let parts = read(marked.as_bytes()).expect("reads").parts;
    assert_eq!(parts.iter().map(|p| p.locator.as_str()).collect::<Vec<_>>(), ["art1-com1", "art1-com2"]);
}

#[test]
fn inserted_commas_and_notes_stand_apart() {
    let text = "\n    Art. 2\n\n  1. Primo.\n((1-bis. Inserito\nche prosegue.))\n  2. Secondo.\n\n          Note all'art. 2:\n              - Si riporta il testo:\n              1. Comma citato.\n\n    Art. 3\n\n  1. Terzo.\n\n        LAVORI PREPARATORI\n\n  Camera (atto n. 1).\n";
    assert_eq!(set(text), ["art2-com1", "art2-com1bis", "art2-com2", "art2-rif", "art3-com1"]);
}

#[test]
fn golden_gazzetta() {
    insta::assert_snapshot!(shown(&read(&fixture("html/gazzetta.html")).expect("reads")));
}
