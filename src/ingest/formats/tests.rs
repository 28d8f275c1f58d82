//! What every parser of marked-up text owes, whatever the bytes: no panic, spans that slice the text, parts in order, every
//! word of the content; and the hostile files that must not cost more than they weigh.

use super::Read;
use crate::ingest::document::Document;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::Path;

/// A file of `tests/fixtures/formats`.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    std::fs::read(folder.join(name)).expect(name)
}

/// The parser that a fixture is given to.
fn read(name: &str, bytes: &[u8]) -> Result<Document, String> {
    let extension = name.rsplit('.').next().unwrap_or_default();
    super::of(extension, bytes).expect("a known extension")(bytes)
}

/// What a golden file shows of a document.
pub(super) fn shown(document: &Document) -> String {
    let mut out = format!("{:#?}\n{:#?}\n", document.meta, document.warnings);
    for part in &document.parts {
        let text = part.span.slice(&document.text).expect("a span in the text");
        let kind = if part.whole { "whole" } else { "cut" };
        let reference = part.reference.as_deref().unwrap_or("–");
        write!(out, "\n[{}] {kind}\n{}\n{reference}\n{text}\n", part.locator, part.heading)
            .expect("to a string");
    }
    out
}

/// Spans slice the text, do not overlap and follow its order; names can stand in an id.
pub(super) fn sound(document: &Document) {
    let mut end = 0;
    for part in &document.parts {
        let text = part.span.slice(&document.text);
        assert!(part.span.start >= end && !part.span.is_empty(), "{part:?} after {end}");
        assert!(text.is_some_and(|t| t.trim() == t), "{part:?}");
        let narrow = part.locator.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(narrow && (1..=120).contains(&part.locator.len()), "{part:?}");
        end = part.span.end;
    }
}

const FIXTURES: [&str; 7] = [
    "akn/assegno-di-prova.xml",
    "akn/codice-di-prova.xml",
    "akn/vigenza-di-prova.xml",
    "html/normattiva.html",
    "html/gazzetta.html",
    "html/ministero.html",
    "html/wiki.html",
];

#[test]
fn every_fixture_is_sound() {
    for name in FIXTURES {
        let document = read(name, &fixture(name)).expect(name);
        sound(&document);
        assert!(!document.parts.is_empty(), "{name}");
    }
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let check = |name: &str, bytes: &[u8], why: &str| {
        let error = read(name, bytes).expect_err(name);
        assert!(error.contains(why), "{name}: {error}");
    };
    check("a.xml", b"<html><p>testo</p></html>", "Akoma Ntoso");
    check("a.xml", b"", "Akoma Ntoso");
    check("a.xml", b"PK\x03\x04\0\0", "file di testo");
    check("a.html", b"<html><body><script>x()</script></body></html>", "non ha testo");
    check("a.html", b"\0\0\0", "file di testo");
    assert!(super::of("exe", b"").is_none());
}

#[test]
fn deep_and_large_files_are_refused() {
    let deep = |open: &str| open.repeat(100_000);
    let check = |name: &str, text: String| {
        let error = read(name, text.as_bytes()).expect_err(name);
        assert!(error.contains("troppi elementi"), "{error}");
    };
    check("a.xml", format!("<akomaNtoso>{}", deep("<point>")));
    check("a.html", format!("<body>testo{}", deep("<div>")));
    check("a.html", format!("<body>testo{}", deep("<b><i>")));
    check("a.html", format!("<pre>Art. 1</pre>{}", deep("<ul><li>")));
}

/// Each of these is a few hundred kilobytes and would take minutes if anything were quadratic.
#[test]
fn hostile_files_are_read_in_linear_time() {
    const N: usize = 60_000;
    let attributes: String = (0..N).fold(String::new(), |mut all, n| {
        write!(all, " a{n}=1").expect("to a string");
        all
    });
    let files = [
        ("a.xml", format!("<akomaNtoso><act{attributes}/></akomaNtoso>")),
        ("a.xml", format!("<akomaNtoso>{}</akomaNtoso>", "</x>".repeat(N))),
        ("a.xml", format!("<akomaNtoso>{}", "<article><num>Art. 1.</num></article>".repeat(N / 8))),
        ("a.xml", format!("<akomaNtoso><chapter/>{}", "<p>1) a</p>".repeat(N))),
        ("a.xml", format!("<!DOCTYPE a [<!ENTITY b \"{}\">]><akomaNtoso>&b;</akomaNtoso>", "x".repeat(N))),
        ("a.html", format!("<body><p{attributes}>testo")),
        ("a.html", format!("<body>{}", "<p>x".repeat(N))),
        ("a.html", format!("<body>{}", "</p></div></table>".repeat(N))),
        ("a.html", format!("<body>{}x", "<script".repeat(N))),
        ("a.html", format!("<body>x{}", "<!--".repeat(N))),
        ("a.html", format!("<body>x{}", "<table><tr><td>x</table>".repeat(N / 4))),
        ("a.html", format!("<body>x<ul>{}", "<li>x".repeat(N))),
        ("a.html", format!("<pre>Art. 1\n{}", "  1. ((x\n".repeat(N))),
        ("a.html", format!("<pre>Art. 1\n{}", "(".repeat(N))),
        ("a.html", format!("<pre>{}", "Art. 1\n".repeat(N / 8))),
        ("a.html", format!("<pre>Art. 1{}", "\n«".repeat(N))),
    ];
    for (name, text) in files {
        if let Ok(document) = read(name, text.as_bytes()) {
            sound(&document);
        }
    }
}

/// Every word between tags of a fixture stands in the text, except where it is not content.
fn words_are_kept(name: &str, skipped: &[&str]) {
    let bytes = fixture(name);
    let document = read(name, &bytes).expect(name);
    let source = String::from_utf8(bytes).expect("UTF-8");
    let body = source.split_once("<body").map_or(source.as_str(), |(_, body)| body);
    let plain = body.replace("((", " ").replace("))", " ").replace("&nbsp;", " ").replace("&mdash;", "—");
    let tagless = plain.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let clean = |text: &str| text.replace([')', '(', '|'], " ");
    let kept = clean(&document.text);
    for text in tagless.filter(|t| !skipped.iter().any(|s| t.contains(s))) {
        for word in clean(text).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)) {
            assert!(kept.contains(word.trim_end_matches('.')), "{name}: «{word}» of «{}»", text.trim());
        }
    }
}

#[test]
fn no_word_of_the_content_is_lost() {
    let formula = ["Raccolta ufficiale", "Provolandia", "PINCO"];
    words_are_kept("akn/assegno-di-prova.xml", &formula);
    words_are_kept("akn/codice-di-prova.xml", &["REGOLAMENTO"]);
    let around = ["Home del sito", "21G00917", "GU n.29", "Vigente", "Istituto inventato"];
    words_are_kept("html/normattiva.html", &around);
    words_are_kept("html/gazzetta.html", &["articolo precedente", "articolo successivo"]);
    let around = [
        "biscotti",
        "Accetta",
        "Ministero delle Prove",
        "Cerca",
        "Home",
        "Assegno",
        "contatore",
        "Vedi",
        "Altre",
        "Via",
    ];
    words_are_kept("html/ministero.html", &around);
    words_are_kept("html/wiki.html", &["Pagina", "[", "]", "modifica", "Contatti", "Mappa"]);
}

/// Changes a few bytes of a fixture.
fn mutated(name: &str, edits: &[(usize, u8, bool)]) -> Vec<u8> {
    let mut bytes = fixture(name);
    for (at, byte, insert) in edits {
        let at = at % bytes.len().max(1);
        match insert {
            true => bytes.insert(at, *byte),
            false => bytes[at] = *byte,
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), html in any::<bool>()) {
        let readers: [Read; 2] = [super::normattiva::read, super::html::read];
        for reader in if html { &readers[..] } else { &[super::akn::read as Read][..] } {
            if let Ok(document) = reader(&bytes) {
                sound(&document);
            }
        }
    }

    #[test]
    fn no_soup_panics(pieces in proptest::collection::vec(0_usize..SOUP.len(), 0..60)) {
        let soup: String = pieces.into_iter().map(|n| SOUP[n]).collect();
        for text in [soup.clone(), format!("<akomaNtoso>{soup}"), format!("<pre>{soup}")] {
            for reader in [super::akn::read as Read, super::normattiva::read, super::html::read] {
                if let Ok(document) = reader(text.as_bytes()) {
                    sound(&document);
                }
            }
        }
    }

    #[test]
    fn no_mutation_panics(
        which in 0_usize..FIXTURES.len(),
        edits in proptest::collection::vec((any::<usize>(), any::<u8>(), any::<bool>()), 1..12),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let mut bytes = mutated(FIXTURES[which], &edits);
        if let Some(cut) = cut {
            bytes.truncate(cut % bytes.len());
        }
        if let Ok(document) = read(FIXTURES[which], &bytes) {
            sound(&document);
        }
    }
}

/// Pieces of markup and of law, to be put together at random.
const SOUP: [&str; 44] = [
    "<article>",
    "</article>",
    "<num>Art. 3-bis.</num>",
    "<paragraph>",
    "</paragraph>",
    "<num>1.</num>",
    "<point>",
    "</point>",
    "<p>",
    "</p>",
    "<list>",
    "<heading>Titolo</heading>",
    "<attachment><doc name=\"ALLEGATO 1\">",
    "</doc></attachment>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<details><summary>Perché?</summary>",
    "</details>",
    "<ul><li>",
    "</ul>",
    "<b>Quando?</b>",
    "<br>",
    "<h2 id=\"s1\">",
    "</h2>",
    "<pre>",
    "</pre>",
    "<div class=\"bodyTesto\">",
    "</div>",
    "<span class=\"comma-num-akn\">",
    "\n  1. ",
    "\n  1-bis. ((",
    "\n    a) ",
    "))",
    "((",
    "AGGIORNAMENTO (2)",
    "\n                 Art. 4\n",
    "\n------\n",
    "COMMA ABROGATO DAL D.L. 1/2030",
    " è testo. ",
    "N.B. ",
    "«",
    "»",
    "&egrave;&#x10ffff;&x;",
    "Allegato B",
];
