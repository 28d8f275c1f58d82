//! Versions compared.

use super::super::{Status, Tier, Validity, WorkId};
use super::*;
use crate::corpus::PassageId;
use crate::text::Span;
use proptest::prelude::*;

/// A version whose passages are `locator: text` lines.
fn version(from: &str, lines: &[&str]) -> Version {
    let mut source = String::new();
    let mut passages = Vec::new();
    for line in lines {
        let (locator, text) = line.split_once(": ").expect("a locator");
        let start = source.len();
        source.push_str(text);
        passages.push(Passage {
            id: PassageId::new(format!("w~{from}~{locator}")).expect("an id"),
            locator: locator.to_owned(),
            heading: locator.to_owned(),
            span: Span::new(start, source.len()),
            reference: None,
            facts: Vec::new(),
            asks: Vec::new(),
            holds: None,
        });
        source.push_str("\n\n");
    }
    Version {
        work: WorkId::new("w").expect("an id"),
        title: "W".to_owned(),
        tier: Tier::Legislation,
        topics: Vec::new(),
        measures: Vec::new(),
        about: Vec::new(),
        reference: "D.L. 48/2023".to_owned(),
        issuer: String::new(),
        url: None,
        urn: None,
        amended_by: Vec::new(),
        published: None,
        validity: Validity::new(from.parse().expect("a day"), None).expect("open"),
        status: Status::Official,
        verified_on: None,
        confidence: None,
        origin: String::new(),
        sha256: String::new(),
        source,
        passages,
    }
}

/// `kind before after`, in order.
fn check(before: &[&str], after: &[&str], unchanged: usize, expected: &[&str]) {
    let found = diff(&version("2024-01-01", before), &version("2025-01-01", after));
    let name = |stand: &Option<Stand>| stand.as_ref().map_or("-".to_owned(), |s| s.locator.clone());
    let told: Vec<String> = found
        .changes
        .iter()
        .map(|c| format!("{:?} {} {}", c.kind, name(&c.before), name(&c.after)))
        .collect();
    assert_eq!((found.unchanged, told), (unchanged, expected.iter().map(|e| (*e).to_owned()).collect()));
}

#[test]
fn passages_are_matched_by_place_then_by_text() {
    let one = "art1-com1: 1. Il nucleo chiede l'assegno allo sportello del comune di residenza.";
    check(&[one], &[one], 1, &[]);
    check(&[one], &[one, "art1-com2: 2. La domanda si rinnova."], 1, &["Added - art1-com2"]);
    check(&[one, "art1-com2: 2. La domanda si rinnova."], &[one], 1, &["Removed art1-com2 -"]);
    check(&[one], &["art1-com1: 1. Il nucleo non chiede più nulla."], 0, &["Changed art1-com1 art1-com1"]);
    // A comma inserted before it renumbers a comma, whose words stay.
    check(
        &[one],
        &[
            "art1-com1: 1. Le definizioni valgono per tutti gli enti.",
            "art1-com2: 2. Il nucleo chiede l'assegno allo sportello del comune di residenza.",
        ],
        0,
        &["Added - art1-com1", "Moved art1-com1 art1-com2"],
    );
    // Renumbered and changed: still the same rule.
    check(
        &[one],
        &["art3-com4: 4. Il nucleo chiede l'assegno allo sportello del comune di dimora e residenza."],
        0,
        &["Changed art1-com1 art3-com4"],
    );
    // Page numbers move: what stands on a page of the same number is not the same for that.
    check(
        &["pag1: Come si accede al portale con le credenziali", "pag2: La convocazione del nucleo familiare"],
        &[
            "pag1: Indice",
            "pag2: Come si accede al portale con le credenziali",
            "pag3: La convocazione del nucleo familiare",
        ],
        0,
        &["Added - pag1", "Moved pag1 pag2", "Moved pag2 pag3"],
    );
    // What was removed stands where it stood.
    check(
        &["a: Primo passo tutto suo", "b: Secondo che sparisce del resto", "c: Terzo ancora diverso qui"],
        &["a: Primo passo tutto suo", "c: Terzo ancora diverso qui"],
        2,
        &["Removed b -"],
    );
}

#[test]
fn words_are_told_apart() {
    let check = |before: &str, after: &str, expected: &str| {
        let shown: Vec<String> = words::pieces(before, after)
            .into_iter()
            .map(|p| match p.kind {
                PieceKind::Same => p.text,
                PieceKind::Removed => format!("[-{}-]", p.text),
                PieceKind::Added => format!("{{+{}+}}", p.text),
            })
            .collect();
        assert_eq!(shown.concat(), expected);
    };
    check("ISEE fino a 9.360 euro.", "ISEE fino a 10.140 euro.", "ISEE fino a [-9.360-]{+10.140+} euro.");
    check("Vale sempre.", "Vale sempre. Anche oggi.", "Vale sempre.{+ Anche oggi.+}");
    check("", "Nuovo.", "{+Nuovo.+}");
    check("Vecchio.", "", "[-Vecchio.-]");
    check("", "", "");
    // Another sentence is not shredded.
    check(
        "Il mese di sospensione resta. Il patto si firma.",
        "La ricarica arriva comunque subito. Il patto si firma.",
        "[-Il mese di sospensione resta. -]{+La ricarica arriva comunque subito. +}Il patto si firma.",
    );
}

proptest! {
    #[test]
    fn pieces_make_both_texts(before in "([a-zà 0-9.,;]{0,12}[.\n ]){0,8}", after in "([a-zà 0-9.,;]{0,12}[.\n ]){0,8}") {
        let pieces = words::pieces(&before, &after);
        let without = |kind: PieceKind| -> String {
            pieces.iter().filter(|p| p.kind != kind).map(|p| p.text.as_str()).collect()
        };
        prop_assert_eq!(without(PieceKind::Added), before);
        prop_assert_eq!(without(PieceKind::Removed), after);
    }

    #[test]
    fn every_passage_is_told_once(a in prop::collection::vec((0..6u8, 0..6u8), 0..8), b in prop::collection::vec((0..6u8, 0..6u8), 0..8)) {
        let lines = |all: &[(u8, u8)]| -> Vec<String> {
            let mut seen = BTreeSet::new();
            all.iter().filter(|(place, _)| seen.insert(*place)).map(|(p, t)| format!("art{p}: testo {t}")).collect()
        };
        let (a, b) = (lines(&a), lines(&b));
        let refs = |lines: &[String]| -> Vec<Version> {
            vec![version("2024-01-01", &lines.iter().map(String::as_str).collect::<Vec<_>>())]
        };
        let found = diff(&refs(&a)[0], &refs(&b)[0]);
        let count = |side: fn(&Change) -> bool| found.changes.iter().filter(|c| side(c)).count();
        prop_assert_eq!(found.unchanged + count(|c| c.before.is_some()), a.len());
        prop_assert_eq!(found.unchanged + count(|c| c.after.is_some()), b.len());
    }
}

#[test]
fn two_days_name_two_versions() {
    let mut first = version("2024-01-01", &["a: Uno"]);
    first.validity =
        Validity::new(jiff::civil::date(2024, 1, 1), Some(jiff::civil::date(2025, 1, 1))).expect("a year");
    let (second, third) = (version("2025-01-01", &["a: Due"]), version("2026-01-01", &["a: Tre"]));
    let mut second = second;
    second.validity =
        Validity::new(jiff::civil::date(2025, 1, 1), Some(jiff::civil::date(2026, 1, 1))).expect("a year");
    let all = [&first, &second, &third];
    let day = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a day"));
    let check = |from: &str, to: &str, expected: Result<(&str, &str), Option<&str>>| {
        let found = two_versions(&all, day(from), day(to)).map(|(a, b)| (a.name(), b.name()));
        let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned())).map_err(|d| d.and_then(day));
        assert_eq!(found, expected, "{from} {to}");
    };
    check("", "", Ok(("2025-01-01", "2026-01-01")));
    check("2024-06-01", "", Ok(("2024-01-01", "2026-01-01")));
    check("", "2025-12-31", Ok(("2024-01-01", "2025-01-01")));
    check("2024-12-31", "2025-01-01", Ok(("2024-01-01", "2025-01-01")));
    check("2026-05-01", "2024-01-01", Ok(("2024-01-01", "2026-01-01")));
    check("2023-12-31", "", Err(Some("2023-12-31")));
    check("", "2024-02-01", Err(None));
    assert_eq!(two_versions(&all[..1], None, None).map(|_| ()), Err(None));
}
