//! The standing evaluation set: the file that was agreed on, as large and as divided as `evals/README.md` says.

use super::source;
use gepi_copilot::evals::Item;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static TEXT: LazyLock<String> = LazyLock::new(|| read("evals/questions.jsonl"));

fn read(path: &str) -> String {
    std::fs::read_to_string(source::root().join(path)).expect("a file of the repository")
}

fn items() -> Vec<Item> {
    let parse = |(n, line): (usize, &str)| {
        serde_json::from_str(line).unwrap_or_else(|why| panic!("line {}: {why}", n + 1))
    };
    TEXT.lines().enumerate().map(parse).collect()
}

fn base(fact: &str) -> String {
    fact.split('/').next().unwrap_or_default().to_owned()
}

#[test]
fn the_set_is_the_one_agreed_on() {
    let hash = hex::encode(Sha256::digest(TEXT.as_bytes()));
    assert_eq!(
        read("evals/questions.sha256").trim(),
        hash,
        "a changed set needs a new hash and new baselines"
    );
}

#[test]
fn it_is_as_large_and_divided_as_it_says() {
    let items = items();
    let count = |test: &dyn Fn(&Item) -> bool| items.iter().filter(|i| test(i)).count();
    let premise = |i: &Item| i.kind == "false_premise";
    assert!(count(&|i| i.answerable && !premise(i)) >= 320);
    assert!(count(&|i| !i.answerable) >= 160);
    assert!(count(&premise) >= 40);
    for kind in items.iter().map(|i| i.kind.clone()).collect::<BTreeSet<_>>() {
        let (dev, test) =
            (count(&|i| i.kind == kind && i.split == "dev"), count(&|i| i.kind == kind && i.split == "test"));
        assert!(dev.abs_diff(test) <= 3, "{kind}: {dev} dev, {test} test");
    }
    let ids: BTreeSet<&str> = items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids.len(), items.len(), "an id is used twice");
}

#[test]
fn what_an_answer_rests_on_is_known_and_stays_on_one_side() {
    let facts: BTreeSet<String> =
        read("corpus/facts.tsv").lines().map(|l| base(l.split('\t').next().unwrap_or_default())).collect();
    let mut sides: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in items() {
        assert_eq!(item.answerable, !item.facts.is_empty(), "{}", item.id);
        assert_eq!(item.answerable, item.nuggets.iter().any(|n| n.vital), "{}", item.id);
        for fact in item.facts.iter().map(|f| base(f)) {
            assert!(facts.contains(&fact), "{}: no passage states {fact}", item.id);
            sides.entry(fact).or_default().insert(item.split.clone());
        }
        if let Some(pair) = item.pair {
            sides.entry(pair).or_default().insert(item.split);
        }
    }
    let both: Vec<&String> = sides.iter().filter(|(_, s)| s.len() > 1).map(|(k, _)| k).collect();
    assert!(both.is_empty(), "on both sides: {both:?}");
}
