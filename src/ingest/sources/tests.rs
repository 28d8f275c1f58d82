//! A catalogue in, sources or faults with line and field out.

use super::*;
use crate::corpus::{Acts, Registries, Severity, Topics};
use jiff::civil::date;

const ENTRY: &str = "[[source]]\nid = \"dl-1-2020\"\nnumber = \"LEG-01\"\ntitle = \"Prova\"\nreference = \"D.L. 1/2020\"\n\
issuer = \"Stato\"\ntier = \"legislation\"\nmeasures = [\"ADI\"]\nformat = \"html\"\nurl = \"https://esempio.it/a?b;c\"\n\
valid_from = 2020-01-02\namended_by = [\"l-2-2021\"]\nnews = \"Sul sito.\"\n";

fn amender() -> String {
    let amender = ENTRY.replace("dl-1-2020", "l-2-2021").replace("2020-01-02", "2021-05-01");
    amender.replace("amended_by = [\"l-2-2021\"]\n", "")
}

#[test]
fn a_source_reads_whole_and_a_hole_is_told() {
    let sources = Sources::parse(SOURCES, &format!("# testa\n\n{ENTRY}")).expect("reads");
    let source = sources.get("dl-1-2020").expect("there");
    assert_eq!((source.line, source.tier, source.format), (3, Tier::Legislation, Some(Format::Html)));
    assert!(source.fetchable().is_some() && source.hole().is_none() && source.licence.is_none());
    let check = |field: &str, said: &str| {
        let text: String =
            ENTRY.lines().filter(|l| !l.starts_with(field)).map(|l| format!("{l}\n")).collect();
        let sources = Sources::parse(SOURCES, &text).expect("reads");
        assert!(sources.0[0].hole().is_some_and(|h| h.contains(said)), "{field}");
    };
    check("url", "indirizzo");
    check("format", "formato");
}

#[test]
fn faults_name_line_and_field() {
    let check = |from: &str, to: &str, line: usize, said: &str| {
        let text = ENTRY.replace(from, to);
        assert_ne!(text, ENTRY, "{from}");
        let faults = Sources::parse(SOURCES, &text).expect_err(to);
        let told = faults[0].to_string();
        assert!(told.contains(&format!("riga {line}:")) && told.contains(said), "{told}");
    };
    check("\"legislation\"", "\"legge\"", 7, "«tier»: scrivi legislation, guideline, training, faq");
    check("\"html\"", "\"htm\"", 9, "«format»");
    check("2020-01-02", "2020-13-02", 11, "");
    check("2020-01-02", "\"2020-01-02\"", 11, "«valid_from»: scrivi una data");
    check("valid_from = 2020-01-02", "valid_from = 2020-01-02\nvalid_to = 2019-01-01", 12, "«valid_to»");
    check("[\"ADI\"]", "\"ADI\"", 8, "«measures»");
    check("title = \"Prova\"\n", "", 1, "«title»: manca");
    check("\"Prova\"", "\"\"", 4, "«title»");
    check("news", "novita", 1, "«news»: manca");
    check("https://esempio.it", "ftp://esempio.it", 10, "«url»");
    check("dl-1-2020", "dl 1", 2, "«id»");
    check("issuer = \"Stato\"", "issuer = \"Stato\"\ncolore = \"blu\"", 7, "«colore»");
    check("[[source]]", "[[fonte]]", 1, "");
    let twice =
        Sources::parse(SOURCES, &format!("{ENTRY}\n{}", ENTRY.replace("dl-1", "DL-1"))).expect_err("twice");
    assert!(twice[0].to_string().contains("riga 16: «id»: lo stesso id sta già alla riga 1"), "{twice:?}");
    let both = ENTRY.replace("\"legislation\"", "\"legge\"").replace("\"html\"", "\"htm\"");
    assert_eq!(Sources::parse(SOURCES, &both).expect_err("two").len(), 2, "all faults at once");
}

#[test]
fn the_check_finds_what_does_not_hold_together() {
    let topics =
        Topics::parse("topics.toml", "[[measure]]\nid = \"ADI\"\ntitle = \"Assegno\"\n").expect("topics");
    let acts = "[[act]]\nid = \"l-3-2022\"\ntitle = \"Altra\"\nshort = \"L. 3/2022\"\n";
    let acts = Acts::parse("acts.toml", acts).expect("acts");
    let registries = Registries { topics, acts, ..Registries::default() };
    let verify = |text: &str, said: &str| {
        let sources = Sources::parse(SOURCES, text).expect("reads");
        let problems = check(&sources, &registries, &[]);
        let told: Vec<&str> = problems.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(told.is_empty(), said.is_empty(), "{told:?}");
        assert!(said.is_empty() || told.iter().any(|t| t.contains(said)), "{said}: {told:?}");
        assert!(problems.iter().all(|p| p.file == SOURCES && p.severity == Severity::Error));
    };
    let good = format!("{ENTRY}\n{}", amender());
    verify(&good, "");
    verify(&ENTRY.replace("l-2-2021", "l-3-2022"), "");
    verify(ENTRY, "«l-2-2021»");
    verify(&ENTRY.replace("l-2-2021", "dl-1-2020"), "fonte stessa");
    verify(&good.replace("[\"ADI\"]", "[\"BOH\"]"), "«BOH»");
    verify(&good.replace("https:", "http:"), "https");
    verify(&good.replace("valid_from = 2021-05-01\n", ""), "valid_from");
    verify(&good.replace("valid_from = 2021-05-01", "valid_from = 2021-05-01\nurn = \"nir:x\""), "urn:nir:");
}

#[test]
fn a_text_without_a_day_is_not_stretched_over_a_known_change() {
    let sources = Sources::parse(SOURCES, &format!("{ENTRY}\n{}", amender())).expect("reads");
    let from = |today| sources.holds_from(&sources.0[0], today);
    assert_eq!(from(date(2026, 1, 1)), date(2021, 5, 1), "the last change");
    assert_eq!(from(date(2021, 4, 30)), date(2020, 1, 2), "the change is still to come");
    let ended = ENTRY.replace("news", "valid_to = 2021-05-01\nnews");
    let sources = Sources::parse(SOURCES, &format!("{ended}\n{}", amender())).expect("reads");
    assert_eq!(sources.holds_from(&sources.0[0], date(2026, 1, 1)), date(2020, 1, 2), "replaced by it");
}

#[test]
fn media_types_and_first_bytes_are_those_of_the_format() {
    let check = |format: Format, media: &str, bytes: &[u8], expected: (bool, bool)| {
        let found = (format.may_be_served_as(media), format.may_begin_with(bytes));
        assert_eq!(found, expected, "{format:?} {media}");
    };
    check(Format::Html, "text/html; charset=utf-8", b"<!DOCTYPE html>", (true, true));
    check(Format::Html, "application/pdf", b"%PDF-1.4", (false, false));
    check(Format::Pdf, "Application/PDF", b"\n%PDF-1.7", (true, true));
    check(Format::Pdf, "text/html", b"<html>errore", (false, false));
    check(Format::Pdf, "", b"<html>errore", (true, false));
    check(Format::Akn, "text/xml", b"\xef\xbb\xbf<?xml version=\"1.0\"?>", (true, true));
    check(Format::Akn, "application/xhtml+xml", b"<!doctype html>", (false, false));
    check(Format::Docx, "application/octet-stream", b"PK\x03\x04", (true, true));
    check(Format::Csv, "text/csv", b"a;b", (true, true));
    check(Format::Text, "text/html", b"<HTML>", (false, false));
    assert!(Format::ALL.iter().all(|f| Format::parse(f.as_str()) == Some(*f)));
}
