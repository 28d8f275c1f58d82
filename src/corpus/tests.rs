//! Questions, counts and coverage of sheets built by hand.

use super::*;
use crate::strings::fill;
use crate::text::Span;
use jiff::civil::{Date, date};

const FACTS: &str = "A-REQ-01\tconfermato\t-\t-\t-\tuna\nA-REQ-02/1\tuna fonte\t-\t-\t-\tdue\n\
A-REQ-02/2\tconfermato\t-\t-\t-\ttre\nB-TAB/1\tconfermato\t-\t-\t-\tquattro\nC01\tuna fonte\t-\t-\t-\tcinque\n";

/// A version `id~from` whose passages have an anchor, a text, facts and questions.
fn sheet(key: &str, to: Option<Date>, passages: &[(&str, &str, &str, &[&str])]) -> Version {
    let (work, from) = key.split_once('~').expect("work~day");
    let mut source = String::new();
    let passages = passages.iter().map(|(anchor, text, facts, asks)| {
        let start = source.len();
        source.push_str(text);
        Passage {
            id: PassageId::new(format!("{key}~{anchor}")).expect("letters and digits"),
            locator: (*anchor).to_owned(),
            heading: format!("Titolo {anchor}"),
            span: Span::new(start, source.len()),
            reference: None,
            facts: facts.split_whitespace().map(str::to_owned).collect(),
            asks: asks.iter().map(|ask| (*ask).to_owned()).collect(),
            holds: None,
        }
    });
    let passages = passages.collect();
    Version {
        work: WorkId::new(work).expect("letters and digits"),
        title: "Scheda".to_owned(),
        tier: Tier::Faq,
        topics: vec!["t".to_owned()],
        measures: Vec::new(),
        about: Vec::new(),
        reference: "art. 1".to_owned(),
        issuer: String::new(),
        url: None,
        urn: None,
        amended_by: Vec::new(),
        published: None,
        validity: Validity::new(from.parse().expect("a day"), to).expect("not empty"),
        status: Status::Editorial,
        verified_on: None,
        confidence: None,
        origin: format!("{key}.md"),
        sha256: String::new(),
        source,
        passages,
    }
}

fn registries() -> Registries {
    Registries { facts: Facts::parse("facts.tsv", FACTS).expect("five facts"), ..Registries::default() }
}

/// The problems that speak of questions, as `severity file: text`.
fn told(problems: &[Problem]) -> Vec<String> {
    let about = |problem: &&Problem| problem.text.contains("domand");
    problems.iter().filter(about).map(|p| format!("{:?} {}: {}", p.severity, p.file, p.text)).collect()
}

#[test]
fn few_questions_are_a_warning_and_very_few_an_error() {
    let all = ["asino", "bue", "cane", "daino", "elefante", "foca", "gatto", "hamster", "istrice"];
    let check = |n: usize, severity: Option<Severity>| {
        let sheet = sheet("s~2024-01-01", None, &[("uno", "Testo.", "", &all[..n])]);
        let problems = check(&[sheet], &registries(), date(2026, 1, 1));
        let asks = |p: &&Problem| p.text.contains("(asks)");
        assert_eq!(problems.iter().find(asks).map(|p| p.severity), severity, "{n}");
    };
    check(0, Some(Severity::Error));
    check(3, Some(Severity::Error));
    check(4, Some(Severity::Warning));
    check(7, Some(Severity::Warning));
    check(8, None);
    check(9, None);
}

#[test]
fn almost_the_same_question_in_two_passages_is_told_with_both_places() {
    let check = |to: Option<Date>, here: &str, there: &str, expected: bool| {
        let sheets = [
            sheet("a~2024-01-01", to, &[("uno", "Testo.", "", &[here])]),
            sheet("b~2025-01-01", None, &[("due", "Testo.", "", &[there])]),
        ];
        let problems = check(&sheets, &registries(), date(2026, 1, 1));
        let alike = fill(
            "check.ask_alike",
            &[("anchor", &"due"), ("ask", &there), ("twin", &here), ("other", &"a~2024-01-01.md uno")],
        );
        let told = told(&problems);
        let line = format!("Warning b~2025-01-01.md: {alike}");
        assert_eq!(told.contains(&line), expected, "{here} / {there}: {told:#?}");
        let twin = told.iter().filter(|t| t.contains("quasi uguale")).count();
        assert_eq!(twin, usize::from(expected), "{told:#?}");
    };
    let (a, b) = ("Qual è la soglia ISEE dell'ADI nel Lazio?", "nel Lazio le soglie ISEE dell'ADI");
    check(None, a, b, true);
    check(Some(date(2026, 1, 1)), a, b, true);
    check(Some(date(2025, 1, 1)), a, b, false);
    check(None, a, a, false); // An error of its own: the same question twice.
    check(None, "soglia ISEE ADI", "soglie ISEE dell'ADI?", false);
    check(None, a, "Qual è la soglia di reddito dell'ADI nel Lazio?", false);
}

#[test]
fn questions_of_one_passage_may_be_alike() {
    let (a, b) = ("Qual è la soglia ISEE dell'ADI nel Lazio?", "nel Lazio le soglie ISEE dell'ADI");
    let one = sheet("a~2024-01-01", None, &[("uno", "Testo.", "", &[a, b])]);
    let two = sheet("a~2024-01-01", None, &[("uno", "Testo.", "", &[a]), ("due", "Altro.", "", &[b])]);
    let count = |sheet: Version| {
        let problems = check(&[sheet], &registries(), date(2026, 1, 1));
        told(&problems).iter().filter(|t| t.contains("quasi uguale")).count()
    };
    assert_eq!((count(one), count(two)), (0, 1));
}

#[test]
fn a_question_of_the_evaluation_is_refused() {
    let item = |id: &str, question: &str| TestItem { id: id.to_owned(), question: question.to_owned() };
    let items = [
        item("q1", "Quanto dura l'ADI?"),
        item("q2", "Il figlio di 25 anni che vive in casa conta nella scala di equivalenza dell'assegno?"),
        item("q3", "?"),
    ];
    let check = |ask: &str, id: Option<&str>| {
        let sheet = sheet("a~2024-01-01", None, &[("uno", "Testo.", "", &[ask])]);
        let problems = leaks(&[sheet], &items);
        assert_eq!(problems.len(), usize::from(id.is_some()), "{ask}: {problems:?}");
        let named = |p: &Problem| p.severity == Severity::Error && id.is_some_and(|id| p.text.contains(id));
        assert!(problems.iter().all(named), "{problems:?}");
    };
    check("e l'ADI dura quanto", Some("q1"));
    check("la durata dell'ADI", Some("q1"));
    check("la proroga dell'ADI", None);
    check("Quanto dura l'ADI rinnovato?", None);
    check("conta nella scala di equivalenza dell'assegno il figlio di 25 anni che vive in casa", Some("q2"));
    check("il figlio di 25 anni vive in casa: conta nella scala d'equivalenza dell'assegno ADI?", Some("q2"));
    check("il figlio di 25 anni vive in casa: conta nella scala d'equivalenza dell'ADI?", None);
    check("Chi?", None);
}

#[test]
fn a_corpus_is_counted() {
    let near = ["testo semplice", "testo?", "Il testo è semplice?"];
    let far = ["gatto nero", "un cane che abbaia alla luna piena di notte", "Chi?", "mela"];
    let sheets = [
        sheet("a~2024-01-01", Some(date(2025, 1, 1)), &[("uno", "Testo semplice.", "A-REQ-01", &near)]),
        sheet("a~2025-01-01", Some(date(2027, 1, 1)), &[("uno", "Testo semplice.", "A-REQ-02/1 X", &far)]),
        sheet("b~2025-03-01", None, &[("due", "Il cane mangia la mela.", "", &far)]),
    ];
    let stats = stats(&sheets, &registries(), date(2026, 1, 1));
    assert_eq!((stats.works, stats.versions, stats.passages, stats.asks), (2, 3, 3, 11));
    assert_eq!((stats.ended, &stats.by_year), (1, &[(2024, 1), (2025, 2)].into()));
    assert_eq!((stats.asks_least, stats.asks_median), (3, 4));
    assert_eq!((stats.ask_words_median, stats.ask_words_p90), (2, 9));
    assert_eq!(stats.by_register, [("keyword", 5), ("natural", 2), ("short", 4)].into());
    assert_eq!(stats.asked_in_other_words, 1.0 / 3.0);
    assert_eq!(stats.facts, [("confermato".to_owned(), 1), ("una fonte".to_owned(), 1)].into());
    assert_eq!(super::stats(&[], &Registries::default(), date(2026, 1, 1)), Stats::default());
}

#[test]
fn every_fact_is_looked_for() {
    let sheets = [
        sheet(
            "a~2024-01-01",
            None,
            &[("uno", "Testo.", "A-REQ-01 X", &[]), ("due", "Testo.", "A-REQ-01", &[])],
        ),
        sheet("b~2025-01-01", None, &[("uno", "Testo.", "A-REQ-02/1 B-TAB/1", &[])]),
    ];
    let coverage = coverage(&sheets, &registries().facts);
    let line = |fact: &FactCoverage| {
        let places = fact.stated.iter().map(|place| format!("{} {}", place.passage, place.version));
        format!("{} {}: {}", fact.id, fact.grade, places.collect::<Vec<_>>().join(", "))
    };
    let lines: Vec<String> = coverage.facts.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "A-REQ-01 confermato: a#uno 2024-01-01, a#due 2024-01-01",
            "A-REQ-02/1 una fonte: b#uno 2025-01-01",
            "A-REQ-02/2 confermato: ",
            "B-TAB/1 confermato: b#uno 2025-01-01",
            "C01 una fonte: ",
        ]
    );
    let counts = |area: &AreaCoverage, grade: &str| {
        area.grades.get(grade).map_or((0, 0), |grade| (grade.stated, grade.unstated))
    };
    let row = |area: &AreaCoverage| (counts(area, "confermato"), counts(area, "una fonte"), area.confirmed);
    let areas: Vec<(&str, _)> = coverage.areas.iter().map(|area| (area.area.as_str(), row(area))).collect();
    let expected = [
        ("A-REQ", ((1, 1), (1, 0), 2.0 / 3.0)),
        ("B-TAB", ((1, 0), (0, 0), 1.0)),
        ("C", ((0, 0), (0, 1), 0.0)),
    ];
    assert_eq!(areas, expected);
    assert_eq!((coverage.total.area.as_str(), row(&coverage.total)), ("", ((2, 1), (1, 1), 0.6)));
    assert_eq!(super::coverage(&sheets, &Facts::default()), Coverage::default());
}
