//! Questions typed with slips, read by the words of the shipped sheets: how many slips are mended, and how often what was right
//! is altered. The figures are printed: `cargo test --test it mistyped -- --nocapture`.

use super::corpus::{SHIPPED, passage_ids};
use super::source;
use gepi_copilot::search::{Generations, Home, Source};
use gepi_copilot::store::{Clock, Store};
use gepi_copilot::text;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A line of `evals/mistyped.jsonl`.
#[derive(Deserialize)]
struct Mistyped {
    id: String,
    split: String,
    typed: String,
    meant: String,
    answers: Vec<String>,
}

fn rows() -> Vec<Mistyped> {
    let lines = std::fs::read_to_string(source::root().join("evals/mistyped.jsonl")).expect("the file");
    lines.lines().map(|line| serde_json::from_str(line).expect("a row a line")).collect()
}

/// Folded words, with how often.
fn bag(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in text::words(text) {
        *bag.entry(word.term).or_default() += 1;
    }
    bag
}

/// Words of `one` that `other` lacks.
fn lacking(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> usize {
    one.iter().map(|(word, n)| n.saturating_sub(other.get(word).copied().unwrap_or(0))).sum()
}

#[test]
fn they_are_as_they_say() {
    let (rows, there) = (rows(), passage_ids());
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "an id is used twice");
    for row in &rows {
        assert!(matches!(row.split.as_str(), "dev" | "test") && row.typed != row.meant, "{}", row.id);
        let missing: Vec<_> = row.answers.iter().filter(|id| !there.contains(*id)).collect();
        assert!(missing.is_empty() && !row.answers.is_empty(), "{}: no passage {missing:?}", row.id);
    }
}

#[tokio::test]
async fn slips_are_read_as_what_is_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_memory(Clock::Fixed(jiff::civil::date(2026, 11, 21))).await.expect("a store");
    let generations = Generations::new(&store, folder.path()).kept_at(Home::Folder);
    let source = Source {
        versions: SHIPPED.versions.clone(),
        glossary: SHIPPED.glossary.clone(),
        topics: SHIPPED.registries.topics.clone(),
    };
    let built = generations.build(source, None, &|_, _| {}).await.expect("built");
    let lexicon = generations.open(&built.id, None).expect("opens").lexicon;
    for split in ["dev", "test"] {
        let (mut slips, mut left, mut altered, mut words) = (0, 0, 0, 0);
        let rows: Vec<Mistyped> = rows().into_iter().filter(|row| row.split == split).collect();
        for row in &rows {
            let meant = bag(&row.meant);
            slips += lacking(&bag(&row.typed), &meant);
            left += lacking(&bag(&lexicon.respelt(&row.typed)), &meant);
            // What the reading writes out, not what it takes for a slip.
            let written = text::written_out(&row.meant);
            altered += lacking(&bag(&written), &bag(&lexicon.respelt(&row.meant)));
            words += text::words(&row.meant).len();
        }
        let told = format!(
            "{split}: {} of {slips} slips mended, {altered} of {words} right words altered",
            slips - left
        );
        println!("{told} (n = {} questions)", rows.len());
        assert!(left * 10 <= slips * 3 && altered * 200 <= words, "{told}");
    }
}
