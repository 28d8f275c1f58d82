//! Presentations of python-pptx and LibreOffice in, slides out.

use super::read;
use crate::ingest::formats::proof::{self, fixture, rezipped, shown, zipped};
use crate::ingest::formats::question::{is_label, starts_with};

#[test]
fn presentations_of_real_producers() {
    insta::assert_snapshot!("corso", shown(read, "corso.pptx"));
    insta::assert_snapshot!("faq", shown(read, "faq.pptx"));
}

#[test]
fn labels_are_told_from_sentences() {
    for label in ["DOMANDA", "Domanda n. 3", "RISPOSTA:", "risposta (segue)", "DOMANDA 12 -"] {
        assert!(is_label(label), "{label}");
    }
    for other in ["Domanda di assegno", "Le risposte", "Risposta entro 30 giorni", ""] {
        assert!(!is_label(other) && !starts_with(other, "risposta"), "{other}");
    }
    assert!(starts_with("Domanda 4: chi firma?", "domanda") && !is_label("Domanda 4: chi firma?"));
}

#[test]
fn hostile_files_are_refused_in_words() {
    let refused = |bytes: &[u8], part: &str| {
        let why = read(bytes).expect_err(part);
        assert!(why.contains(part), "{why} should say {part}");
    };
    refused(b"", "0 byte");
    refused(&zipped(&[("a", b"b")]), "PowerPoint");
    refused(&zipped(&[("ppt/presentation.xml", b"<p><p>")]), "danneggiata");
    let whole = fixture("corso.pptx");
    refused(&whole[..whole.len() - 200], "incompleto");
}

#[test]
fn a_broken_slide_never_loses_the_others() {
    let broken = rezipped(&fixture("corso.pptx"), |name, bytes| {
        if name == "ppt/slides/slide2.xml" { b"<p:sld><p:".to_vec() } else { bytes }
    });
    let document = read(&broken).expect("the others are whole");
    assert!(document.warnings.iter().any(|w| w.contains("diapositiva 1")), "{:?}", document.warnings);
    assert_eq!(document.parts.len(), 2);
}

#[test]
fn notes_in_a_box_beside_the_notes_are_read() {
    let boxed = rezipped(&fixture("corso.pptx"), |name, bytes| {
        if name != "ppt/notesSlides/notesSlide1.xml" {
            return bytes;
        }
        let own = "<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>Scritto a lato.</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>";
        String::from_utf8(bytes).expect("XML").replace("</p:spTree>", own).into_bytes()
    });
    let text = read(&boxed).expect("reads").text;
    assert!(text.contains("la novità vale da aprile.\nScritto a lato."), "{text}");
}

#[test]
fn nothing_panics() {
    proof::survives(read, &["corso.pptx", "faq.pptx"]);
    proof::survives_inside(read, "faq.pptx");
}
