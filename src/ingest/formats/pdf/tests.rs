//! PDFs of four producers in, pages that can be quoted out.

use super::{ocr, read_with};
use crate::ingest::document::Document;
use crate::ingest::formats::proof::{self, fixture, shown};

/// As on a machine without the programs that read pictures.
fn read(bytes: &[u8]) -> Result<Document, String> {
    read_with(bytes, &|_| None)
}

#[test]
fn files_of_real_producers() {
    insta::assert_snapshot!("guida", shown(read, "guida.pdf"));
    insta::assert_snapshot!("circolare", shown(read, "circolare.pdf"));
    insta::assert_snapshot!("notizie", shown(read, "notizie.pdf"));
    insta::assert_snapshot!("guasto", shown(read, "guasto.pdf"));
}

#[test]
fn encrypted_files() {
    let why = read(&fixture("chiuso.pdf")).expect_err("is locked");
    assert!(why.contains("password"), "{why}");
    let open = read(&fixture("solo-lettura.pdf")).expect("needs no password to be read");
    assert_eq!(open.text, read(&fixture("guida.pdf")).expect("reads").text);
}

#[test]
fn pictures_are_read_where_the_programs_are() {
    let file = fixture("guasto.pdf");
    if ocr::Reader::new(&file).is_none() {
        return;
    }
    let document = super::read(&file).expect("reads");
    assert!(document.warnings.iter().any(|w| w.contains("OCR")), "{:?}", document.warnings);
    let pages: Vec<&str> = document.parts.iter().map(|p| p.locator.as_str()).collect();
    assert!(pages.contains(&"pag2") && pages.contains(&"pag3"), "{pages:?}");
    assert!(document.text.matches("patto di prova").count() >= 3, "{}", document.text);
}

#[test]
fn nothing_panics() {
    proof::survives(read, &["guida.pdf", "circolare.pdf", "notizie.pdf"]);
}
