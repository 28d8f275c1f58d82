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
    insta::assert_snapshot!("colonne", shown(read, "colonne.pdf"));
    insta::assert_snapshot!("faq", shown(read, "faq.pdf"));
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
    if ocr::Reader::new(&file, ocr::FILE_TIME).is_none() {
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
    let plain =
        pages(&[lines(700.0, &["Prima riga.", "Seconda riga \\(con parentesi\\)."]), "/X Do".to_owned()]);
    proof::survives_changes(read, &[plain]);
}

/// A file with these objects, the first being the catalogue; each page's content can be any of them.
fn file(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = bytes.len();
    let end = format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF", objects.len() + 1);
    bytes.extend(table.bytes().chain(end.bytes()));
    bytes
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A file whose pages have these contents, in Helvetica.
fn pages(contents: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (index, content) in contents.iter().enumerate() {
        let own = 5 + 2 * index;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {own} 0 R /Resources << /Font << /F 3 0 R >> /XObject << /X 5 0 R >> >> >>"
        ));
        objects.push(stream("/Type /XObject /Subtype /Form", content));
    }
    file(&objects)
}

fn lines(y: f64, lines: &[&str]) -> String {
    let shown = lines.iter().map(|line| format!("({line}) Tj T*")).collect::<Vec<_>>().join(" ");
    format!("BT /F 11 Tf 14 TL 60 {y} Td {shown} ET")
}

#[test]
fn pages_are_where_the_reader_sees_them() {
    let upright = lines(700.0, &["Prima riga del testo,", "seconda riga."]);
    let turned = format!("q 0 1 -1 0 595 0 cm {upright} Q");
    let twice = format!("{upright} {}", upright.replace("60 700", "60.2 700"));
    for content in [upright, turned, twice] {
        let document = read(&pages(&[content])).expect("reads");
        assert_eq!(document.text, "Prima riga del testo, seconda riga.");
        assert_eq!(
            (document.parts[0].locator.as_str(), document.parts[0].heading.as_str()),
            ("pag1", "Pagina 1")
        );
    }
}

#[test]
fn hostile_files_are_refused_in_words_or_read_in_part() {
    let refused = |bytes: &[u8], part: &str| {
        let why = read(bytes).expect_err(part);
        assert!(why.contains(part), "{why} should say {part}");
    };
    refused(b"", "0 byte");
    refused(b"%PDF-1.4 e poi niente", "incompleto");
    refused(b"<html>non un PDF</html>", "incompleto");
    let cycle = "<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>".to_owned();
    refused(&file(&["<< /Type /Catalog /Pages 2 0 R >>".to_owned(), cycle]), "incompleto");
    // A form that draws itself, and many times.
    let own = format!("{} {}", lines(700.0, &["Una riga che si ripete."]), "/X Do ".repeat(50));
    assert!(read(&pages(&[own])).expect("reads").text.starts_with("Una riga che si ripete."));
    let deep = format!("{} {}", "q [ << ( ".repeat(100_000), lines(700.0, &["Fine."]));
    read(&pages(&[deep])).expect("reads what it can");
}

#[test]
fn hundreds_of_pages_take_seconds() {
    let text = "Il patto di prova è l'accordo con cui il nucleo e i servizi decidono insieme gli impe"
        .replace('è', "\\350");
    let page = |n: usize| {
        let head = format!("BT /F 8 Tf 60 810 Td (Linee guida, pagina {n} di 500) Tj ET");
        format!("{head} {}", lines(760.0, &[text.as_str(); 48]))
    };
    let document = read(&pages(&(1..=500).map(page).collect::<Vec<_>>())).expect("reads");
    assert_eq!(document.parts.len(), 500);
    assert!(!document.text.contains("pagina 7 di 500") && document.text.len() > 500 * 3_500);
}
