//! Sheets and plain files in, versions with exact spans out.

use super::*;
use crate::corpus::{Status, Tier};
use jiff::civil::date;

fn defaults() -> Defaults {
    Defaults {
        tier: Tier::Training,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        measures: vec![],
        issuer: String::new(),
        url: None,
        status: Status::Editorial,
    }
}

const SHEET: &str = "+++\nid = \"prova\"\ntitle = \"Prova\"\ntier = \"legislation\"\ntopics = [\"t\"]\nreference = \"art. 1\"\n\
issuer = \"Stato\"\nvalid_from = 2025-01-01\nvalid_to = 2026-01-01\nstatus = \"editorial\"\n\n[passage.uno]\nfacts = [\"F-1\"]\n\
asks = [\"Perché?\"]\n\n[passage.due]\nasks = []\n+++\n\n# Titolo\n\n## Primo però {#uno}\n\nLa città è così.\n\n- voce uno\n\n## Secondo {#due}\n\nAltro.\n";

#[test]
fn a_sheet_yields_its_passages_with_exact_spans() {
    let parsed = parse("adi/prova.md", SHEET.as_bytes(), &defaults()).expect("parses");
    let version = &parsed.version;
    assert!(parsed.warnings.is_empty(), "{:?}", parsed.warnings);
    assert_eq!((version.key().as_str(), version.status), ("prova~2025-01-01", Status::Editorial));
    let texts: Vec<&str> = version.passages.iter().map(|p| version.text_of(p)).collect();
    assert_eq!(texts, ["La città è così.\n\n- voce uno", "Altro."]);
    assert_eq!(version.passages[0].id.as_str(), "prova~2025-01-01~uno");
    assert_eq!(version.passages[0].heading, "Primo però");
    assert_eq!(version.passages[0].asks, ["Perché?"]);
    assert!(SHEET.ends_with(&version.source), "the source is the body, byte for byte");
}

#[test]
fn wrong_front_matter_names_file_and_line() {
    let check = |sheet: String, expected: &str| {
        let error = parse("a.md", sheet.as_bytes(), &defaults()).expect_err(expected).to_string();
        assert!(error.contains("a.md") && error.contains(expected), "{error} should contain {expected}");
    };
    check(SHEET.replace("issuer = \"Stato\"", "emittente = \"Stato\""), "7");
    check(SHEET.replace("2025-01-01", "2025-13-01"), "8");
    check(SHEET.replace("valid_to = 2026-01-01", "valid_to = 2024-01-01"), "2024-01-01");
    check(SHEET.replace("\"prova\"", "\"pro va\""), "pro va");
    check(SHEET.split("## Primo").next().unwrap_or_default().replace("# Titolo", ""), "a.md");
}

#[test]
fn anchors_and_tables_that_do_not_match_are_warnings() {
    let sheet = SHEET.replace("{#due}", "{#tre}");
    let parsed = parse("a.md", sheet.as_bytes(), &defaults()).expect("parses");
    assert_eq!(parsed.version.passages.len(), 2);
    assert_eq!(parsed.warnings.len(), 2, "{:?}", parsed.warnings);
}

#[test]
fn other_files_are_cut_along_headings_and_paragraphs() {
    let text =
        format!("# Manuale\n\nPremessa.\n\n## Passo uno\n\n{}\n\n{}\n", "Frase lunga. ".repeat(80), "Fine.");
    let parsed = parse("Manuale GePI.md", text.as_bytes(), &defaults()).expect("parses");
    let version = parsed.version;
    assert_eq!(version.work.as_str(), "manuale-gepi");
    assert_eq!(version.passages.len(), 2);
    assert_eq!(version.passages[1].heading, "Manuale › Passo uno");
    let plain = parse("nota.txt", "Prima riga.\n\nSeconda.".as_bytes(), &defaults()).expect("parses").version;
    assert_eq!(plain.passages.len(), 1);
    assert!(matches!(parse("x.txt", b" \n", &defaults()), Err(IngestError::Empty { .. })));
    assert!(matches!(parse("x.txt", b"a\0b", &defaults()), Err(IngestError::NotText { at: 1, .. })));
    assert!(matches!(parse("x.exe", b"a", &defaults()), Err(IngestError::Format { .. })));
}

#[test]
fn a_text_in_another_character_set_is_read_and_told() {
    let bytes = b"L'attivit\xe0 del nucleo \xe8 gi\xe0 in corso, perch\xe9 s\xec.\n";
    let Parsed { version, warnings } = parse("nota.txt", bytes, &defaults()).expect("parses");
    assert_eq!(version.source, "L'attività del nucleo è già in corso, perché sì.\n");
    assert_eq!(version.sha256, sha256_hex(bytes), "of the file's own bytes");
    assert!(warnings.len() == 1 && warnings[0].contains("nota.txt") && warnings[0].contains("windows-1252"));
    let marked = parse("nota.txt", "\u{feff}Testo.".as_bytes(), &defaults()).expect("parses");
    assert_eq!((marked.version.source.as_str(), marked.warnings.len()), ("Testo.", 0));
}

#[test]
fn a_very_long_paragraph_is_cut_at_sentences() {
    let text = "Una frase di prova che si ripete molte volte. ".repeat(200);
    let version = parse("lungo.txt", text.as_bytes(), &defaults()).expect("parses").version;
    assert!(version.passages.len() > 4);
    for passage in &version.passages {
        let text = version.text_of(passage);
        assert!(text.len() <= 2400 && text.ends_with('.'), "{}", text.len());
    }
}

#[test]
fn text_without_sentences_is_cut_between_words_or_letters() {
    let check = |text: &str, between_words: bool| {
        let parsed = parse("lungo.txt", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses");
        let (version, mut at) = (&parsed.version, 0);
        assert!(version.passages.len() > 10, "{}", version.passages.len());
        for passage in &version.passages {
            let said = version.text_of(passage);
            assert!(said.len() <= 2400 && (!between_words || said.ends_with("parolà")), "{said}");
            let skipped = &version.source[at..passage.span.start];
            assert!(skipped.trim().is_empty(), "nothing is lost: {skipped}");
            at = passage.span.end;
        }
        assert!(version.source[at..].trim().is_empty());
    };
    check(&"parolà ".repeat(5_000), true);
    check(&"è".repeat(20_000), false);
}
