//! Documents made by LibreOffice and python-docx in, headings, lists, tables and notes out.

use super::read;
use crate::ingest::formats::proof::{self, fixture, rezipped, shown, zipped};

#[test]
fn documents_of_real_producers() {
    insta::assert_snapshot!("linee-guida", shown(read, "linee-guida.docx"));
    insta::assert_snapshot!("modulo", shown(read, "modulo.docx"));
}

/// A document with this body and nothing else.
fn bare(body: &str) -> Vec<u8> {
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    zipped(&[("word/document.xml", xml.as_bytes())])
}

#[test]
fn what_was_deleted_or_hidden_is_not_read() {
    let check = |paragraph: &str, expected: &str| {
        let document = read(&bare(&format!("<w:p>{paragraph}</w:p>"))).expect("reads");
        assert_eq!(document.text, expected, "{paragraph}");
    };
    check("<w:r><w:t>Sì, </w:t></w:r><w:ins><w:r><w:t>certo</w:t></w:r></w:ins>", "Sì, certo");
    check("<w:r><w:t>Sì</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>", "Sì");
    check(
        "<w:moveFrom><w:r><w:t>via</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>qui</w:t></w:r></w:moveTo>",
        "qui",
    );
    check("<w:r><w:rPr><w:vanish/></w:rPr><w:t>nascosto</w:t></w:r>", "");
    check("<w:r><w:rPr><w:strike/></w:rPr><w:t>tolto</w:t></w:r>", "");
    let raised = |before: &str, text: &str| {
        format!(
            "<w:r><w:t>{before}</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>{text}</w:t></w:r>"
        )
    };
    check(&raised("120", "3"), "120");
    check(&raised("28 m", "2"), "28 m2");
    check(&raised("il 1", "o"), "il 1o");
    check("<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>visto</w:t></w:r>", "visto");
    check(
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>socio</w:t><w:noBreakHyphen/><w:t>sanitario</w:t></w:r>",
        "socio-sanitario",
    );
    check("<w:r><w:t>a&amp;b &#233; &ignota;</w:t></w:r>", "a&b é");
    let twice = "<mc:AlternateContent><mc:Choice><w:r><w:t>una volta</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>due</w:t></w:r></mc:Fallback></mc:AlternateContent>";
    check(twice, "una volta");
}

#[test]
fn labelled_questions_head_their_answers() {
    let body = [
        "Domanda: Chi firma?",
        "Risposta: Firma il padre.",
        "Vale per tutti.",
        "DOMANDA 2 - E se è via?",
        "Risposta 2: La madre.",
        "Domanda di assegno",
    ];
    let body: String = body.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = read(&bare(&body)).expect("reads");
    let parts: Vec<_> =
        document.parts.iter().map(|p| (p.heading.as_str(), p.span.slice(&document.text))).collect();
    let first = ("Chi firma?", Some("Firma il padre.\n\nVale per tutti."));
    assert_eq!(parts, [first, ("E se è via?", Some("La madre.\n\nDomanda di assegno"))]);
}

#[test]
fn cells_that_go_on_in_the_row_below_are_said_again() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let rows = [
        cell("", "Nucleo") + &cell("<w:gridSpan w:val=\"2\"/>", "Quote"),
        cell("<w:vMerge w:val=\"restart\"/>", "Adulti") + &cell("", "600") + &cell("", "300"),
        cell("<w:vMerge/>", "") + &cell("", "700") + &cell("", "310"),
    ];
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    let text = read(&bare(&format!("<w:tbl>{rows}</w:tbl>"))).expect("reads").text;
    assert_eq!(text, "Nucleo | Quote | Quote\nAdulti | 600 | 300\nAdulti | 700 | 310");
}

#[test]
fn an_outline_level_makes_a_heading_without_styles() {
    let heading = |level: u8, text: &str| {
        format!("<w:p><w:pPr><w:outlineLvl w:val=\"{level}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [
        heading(0, "A"),
        heading(1, "B"),
        "<w:p><w:r><w:t>Testo.</w:t></w:r></w:p>".to_owned(),
        heading(9, "corpo"),
    ]
    .concat();
    let document = read(&bare(&body)).expect("reads");
    let parts: Vec<_> =
        document.parts.iter().map(|p| (p.heading.as_str(), p.span.slice(&document.text))).collect();
    assert_eq!(parts, [("A › B", Some("Testo.\n\ncorpo"))]);
}

#[test]
fn hostile_files_are_refused_in_words() {
    let refused = |bytes: &[u8], part: &str| {
        let why = read(bytes).expect_err(part);
        assert!(why.contains(part), "{why} should say {part}");
    };
    refused(b"", "0 byte");
    refused(b"PK\x03\x04 non uno zip", "incompleto");
    refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password");
    refused(&zipped(&[("altro.xml", b"<a/>")]), "Word");
    refused(&zipped(&[("word/document.xml", b"<a><b>")]), "danneggiata");
    refused(&bare(&"<w:p>".repeat(5000)), "annidati");
    refused(&bare(&"<w:p/>".repeat(1_000_001)), "elementi");
    refused(&bare(&" ".repeat(65 << 20)), "64 MB");
    let whole = fixture("linee-guida.docx");
    refused(&whole[..whole.len() / 2], "incompleto");
}

#[test]
fn a_broken_part_beside_the_body_is_a_warning() {
    let broken = rezipped(&fixture("linee-guida.docx"), |name, bytes| {
        if name == "word/footnotes.xml" { b"<w:footnotes><w:".to_vec() } else { bytes }
    });
    let document = read(&broken).expect("the body is whole");
    assert!(document.warnings.iter().any(|w| w.contains("footnotes")), "{:?}", document.warnings);
    assert!(document.text.contains("7.000 euro"));
}

#[test]
fn nothing_panics() {
    proof::survives(read, &["linee-guida.docx", "modulo.docx"]);
    proof::survives_inside(read, "modulo.docx");
}
