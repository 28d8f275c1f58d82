//! Workbooks of openpyxl and LibreOffice and files of old programs in, questions and lines out.

use super::{csv, xlsx};
use crate::ingest::formats::proof::{self, fixture, shown, sound, zipped};

#[test]
fn files_of_real_producers() {
    insta::assert_snapshot!("faq", shown(xlsx, "faq.xlsx"));
    insta::assert_snapshot!("importi", shown(xlsx, "importi.xlsx"));
    insta::assert_snapshot!("faq-windows", shown(csv, "faq-windows.csv"));
    insta::assert_snapshot!("importi-csv", shown(csv, "importi.csv"));
}

#[test]
fn separators_and_encodings_are_found() {
    let check = |bytes: &[u8], expected: &str| {
        let document = csv(bytes).expect("reads");
        sound(&document);
        assert_eq!(document.text, expected);
    };
    check(b"Nome;Et\xe0\nAda;36\n", "Nome: Ada; Età: 36");
    check("\u{feff}Nome,Età\nAda,36\n".as_bytes(), "Nome: Ada; Età: 36");
    check("Nome\tNota\r\nAda\tuno, due; tre\r\n".as_bytes(), "Nome: Ada; Nota: uno, due; tre");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("A;B\nè;2\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    check(&wide, "A: è; B: 2");
    check("solo una colonna\nancora\n".as_bytes(), "solo una colonna\nancora");
    check("A;B\n\"prima\nseconda\";2\n".as_bytes(), "A: prima seconda; B: 2");
}

#[test]
fn hostile_files_are_refused_in_words() {
    let refused = |why: Result<_, String>, part: &str| {
        let why = why.map(|_: crate::ingest::document::Document| ()).expect_err(part);
        assert!(why.contains(part), "{why} should say {part}");
    };
    refused(csv(b""), "0 byte");
    refused(csv(b"a;b\n\0\0"), "testo");
    refused(xlsx(b""), "0 byte");
    refused(xlsx(&zipped(&[("a", b"b")])), "Excel");
    let zeros = vec![0; 200 << 20];
    refused(xlsx(&zipped(&[("xl/workbook.xml", &zeros)])), "192 MB");
}

#[test]
fn a_cell_in_the_last_corner_takes_no_room() {
    let sheet = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Inizio</t></is></c></row><row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Fine</t></is></c></row></sheetData></worksheet>"#;
    let book = proof::rezipped(&fixture("importi.xlsx"), |name, bytes| {
        if name == "xl/worksheets/sheet1.xml" { sheet.to_vec() } else { bytes }
    });
    let document = xlsx(&book).expect("reads");
    assert_eq!(document.text, "Inizio\nFine");
    assert_eq!(document.parts[0].locator, "riga1-1048576");
}

/// A row: its number, its attributes, and its cells by column.
type Written<'t> = (u32, &'t str, &'t [(&'t str, &'t str)]);

/// The workbook with this for a first sheet.
fn book(rows: &[Written], joined: &str) -> Vec<u8> {
    let cell = |row: u32, (column, text): &(&str, &str)| {
        format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let row = |(number, attributes, cells): &Written| {
        let cells: String = cells.iter().map(|one| cell(*number, one)).collect();
        format!(r#"<row r="{number}" {attributes}>{cells}</row>"#)
    };
    let rows: String = rows.iter().map(row).collect();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{joined}</worksheet>"#
    );
    proof::rezipped(&fixture("importi.xlsx"), |name, bytes| {
        if name == "xl/worksheets/sheet1.xml" { sheet.clone().into_bytes() } else { bytes }
    })
}

#[test]
fn joined_cells_name_what_they_stand_over() {
    let joined = r#"<mergeCells count="3"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>"#;
    let rows: [Written; 3] = [
        (1, "", &[("A", "Nucleo"), ("B", "Nel 2024"), ("D", "Nel 2025")]),
        (2, "", &[("B", "Soglia"), ("C", "Importo"), ("D", "Soglia"), ("E", "Importo")]),
        (3, "", &[("A", "Adulti"), ("B", "6.000"), ("C", "500"), ("D", "6.500"), ("E", "541")]),
    ];
    let text = xlsx(&book(&rows, joined)).expect("reads").text;
    let said = "Nucleo: Adulti; Nel 2024 Soglia: 6.000; Nel 2024 Importo: 500; Nel 2025 Soglia: 6.500; Nel 2025 Importo: 541";
    assert_eq!(text, said);
    let joined = r#"<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"#;
    let rows: [Written; 3] = [
        (1, "", &[("A", "Domanda"), ("B", "Risposta")]),
        (2, "", &[("A", "Quando si paga?"), ("B", "Il 27 del mese.")]),
        (3, "", &[("B", "La prima volta il 15.")]),
    ];
    let document = xlsx(&book(&rows, joined)).expect("reads");
    let headed: Vec<&str> = document.parts.iter().map(|part| part.heading.as_str()).collect();
    assert_eq!(headed, ["Quando si paga?", "Quando si paga?"], "{:?}", document.warnings);
}

#[test]
fn hidden_rows_are_left_out_and_told() {
    let rows: [Written; 3] = [
        (1, "", &[("A", "Domanda"), ("B", "Risposta")]),
        (2, r#"hidden="1""#, &[("A", "Qual è la soglia?"), ("B", "9.360 euro.")]),
        (3, "", &[("A", "Qual è la soglia?"), ("B", "10.140 euro.")]),
    ];
    let document = xlsx(&book(&rows, "")).expect("reads");
    assert!(!document.text.contains("9.360") && document.text.contains("10.140"), "{}", document.text);
    assert!(document.warnings.iter().any(|w| w.contains("lasciate fuori: 1 (2)")), "{:?}", document.warnings);
}

#[test]
fn nothing_panics() {
    proof::survives(xlsx, &["faq.xlsx", "importi.xlsx"]);
    proof::survives_inside(xlsx, "faq.xlsx");
    proof::survives(csv, &["faq-windows.csv", "importi.csv"]);
}
