//! The corpus that ships: it passes its own checks, and is as large as it says.

use super::source;
use gepi_copilot::corpus::{PassageId, Severity, TestItem, Tier, Version, check, leaks, stats};
use gepi_copilot::ingest::{CorpusFolder, Defaults, read_folder};
use gepi_copilot::search::Intents;
use gepi_copilot::store::Clock;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const SHEETS: usize = 80;
const ASKS: usize = 8;

pub(super) static SHIPPED: LazyLock<CorpusFolder> = LazyLock::new(|| {
    let defaults = Defaults::sheet(Clock::System.today());
    read_folder(&source::root().join("corpus"), &defaults).expect("the corpus folder can be read")
});

fn passages() -> impl Iterator<Item = (&'static Version, &'static gepi_copilot::corpus::Passage)> {
    SHIPPED.versions.iter().flat_map(|v| v.passages.iter().map(move |p| (v, p)))
}

/// `work~valid_from~anchor` of every passage.
pub(super) fn passage_ids() -> BTreeSet<String> {
    passages().map(|(_, passage)| passage.id.to_string()).collect()
}

#[test]
fn every_sheet_reads_whole() {
    assert_eq!((&SHIPPED.errors, &SHIPPED.warnings), (&Vec::new(), &Vec::new()));
}

#[test]
fn the_checks_find_no_error() {
    let problems = check(&SHIPPED.versions, &SHIPPED.registries, Clock::System.today());
    let errors = problems.iter().filter(|p| p.severity == Severity::Error);
    let told: Vec<String> = errors.map(|p| format!("{}: {}", p.file, p.text)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn it_is_as_large_as_it_says() {
    let stats = stats(&SHIPPED.versions, &SHIPPED.registries, Clock::System.today());
    assert!(stats.versions >= SHEETS, "{} sheets", stats.versions);
    for tier in Tier::ALL {
        assert!(stats.by_tier.contains_key(tier.as_str()), "no sheet in tier {}", tier.as_str());
    }
    assert!(stats.passages > stats.versions && stats.facts.values().sum::<usize>() > 0);
}

#[test]
fn every_passage_can_be_quoted_and_asked_for() {
    let mut ids: BTreeSet<PassageId> = BTreeSet::new();
    for (version, passage) in passages() {
        let text = passage.span.slice(&version.source);
        assert!(text.is_some_and(|t| !t.trim().is_empty()), "{}: its span is not a text", passage.id);
        assert!(passage.asks.len() >= ASKS, "{}: {} questions", passage.id, passage.asks.len());
        assert!(ids.insert(passage.id.clone()), "{}: twice", passage.id);
    }
}

#[test]
fn a_sheet_lies_where_its_name_says() {
    for version in &SHIPPED.versions {
        let file = version.origin.rsplit('/').next().unwrap_or_default();
        assert_eq!(file, format!("{}.md", version.key()), "{}", version.origin);
    }
}

/// The evaluation says nothing if its questions stand in the corpus.
#[test]
fn no_evaluation_question_is_in_the_corpus() {
    let text =
        std::fs::read_to_string(source::root().join("evals/questions.jsonl")).expect("the set is there");
    let items: Vec<TestItem> =
        text.lines().map(|line| serde_json::from_str(line).expect("an item a line")).collect();
    let seen: Vec<String> =
        leaks(&SHIPPED.versions, &items).into_iter().map(|p| format!("{}: {}", p.file, p.text)).collect();
    assert!(seen.is_empty(), "{}", seen.join("\n"));
}

#[test]
fn the_marks_of_questions_compile() {
    let text =
        std::fs::read_to_string(source::root().join("corpus/intents.toml")).expect("the marks are there");
    if let Err(error) = Intents::parse("intents.toml", &text) {
        panic!("{error}");
    }
}
