//! What the sufficiency model and the scorer learn from: passages that are there, and no question of the evaluation set. And
//! the planted needs, in order.

use super::source;
use gepi_copilot::evals::{Item, Labelled, NearMisses, Planted, Read};
use gepi_copilot::text;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

fn lines<T: DeserializeOwned>(path: &str) -> Vec<T> {
    let text = std::fs::read_to_string(source::root().join(path)).expect("a file of the repository");
    let parse = |(n, line): (usize, &str)| {
        serde_json::from_str(line).unwrap_or_else(|why| panic!("{path}, line {}: {why}", n + 1))
    };
    text.lines().enumerate().map(parse).collect()
}

/// `work~valid_from~anchor` of every passage of the corpus.
fn passages() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let folders = std::fs::read_dir(source::root().join("corpus")).expect("the corpus");
    let folders = folders.filter_map(|f| f.ok().map(|f| f.path())).filter(|f| f.is_dir());
    for sheet in folders.flat_map(|f| std::fs::read_dir(f).expect("an area")).filter_map(Result::ok) {
        let name = sheet.file_name().to_string_lossy().trim_end_matches(".md").to_owned();
        let text = std::fs::read_to_string(sheet.path()).expect("a sheet");
        let anchors =
            text.lines().filter_map(|l| l.strip_prefix("[passage.").and_then(|l| l.strip_suffix(']')));
        found.extend(anchors.map(|anchor| format!("{name}~{anchor}")));
    }
    found
}

fn key(question: &str) -> String {
    text::terms(question).into_iter().map(|t| t.term).collect::<Vec<_>>().join(" ")
}

#[test]
fn labels_and_near_misses_name_passages_that_are_there() {
    let there = passages();
    let labelled: Vec<Labelled> = lines("evals/labelled.jsonl");
    let near: Vec<NearMisses> = lines("evals/near-misses.jsonl");
    let named = labelled.iter().flat_map(|l| l.answers.iter().chain(&l.partial));
    for id in named.chain(near.iter().map(|n| &n.passage)) {
        assert!(there.contains(id.as_str()), "no passage {id}");
    }
    let ids: BTreeSet<&str> = labelled.iter().map(|l| l.id.as_str()).collect();
    assert_eq!(ids.len(), labelled.len(), "an id is used twice");
    let unanswered = labelled.iter().filter(|l| l.answers.is_empty()).count();
    assert!(labelled.len() >= 500 && unanswered * 4 >= labelled.len(), "{unanswered} of {}", labelled.len());
}

#[test]
fn what_readers_said_names_questions_and_passages_that_are_there() {
    let there = passages();
    let items: Vec<Item> = lines("evals/questions.jsonl");
    let planted: Vec<Planted> = lines("evals/gaps.jsonl");
    let asked = items.iter().map(|i| i.id.as_str()).chain(planted.iter().map(|p| p.id.as_str()));
    let asked: BTreeSet<&str> = asked.collect();
    let read: Vec<Read> = lines("evals/passages.jsonl");
    for row in &read {
        assert!(asked.contains(row.id.as_str()), "no question {}", row.id);
        let said: Vec<&str> =
            row.answers.iter().chain(&row.partial).chain(&row.neither).map(|id| id.as_str()).collect();
        let different: BTreeSet<&str> = said.iter().copied().collect();
        assert_eq!(different.len(), said.len(), "{}: a passage is judged twice", row.id);
        let missing: Vec<&&str> = said.iter().filter(|id| !there.contains(**id)).collect();
        assert!(missing.is_empty(), "{}: no passage {missing:?}", row.id);
    }
    let ids: BTreeSet<&str> = read.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), read.len(), "a question is judged twice");
    let unread = |item: &&Item| item.answerable && !ids.contains(item.id.as_str());
    assert_eq!(
        items.iter().filter(unread).map(|i| &i.id).next(),
        None,
        "an answerable question nobody read for"
    );
    // A question meant to find nothing may be answered after all, but that is rare, or the set is wrong.
    let uncovered =
        items.iter().filter(|i| i.kind == "uncovered").map(|i| i.id.as_str()).collect::<BTreeSet<_>>();
    let answered = read.iter().filter(|r| uncovered.contains(r.id.as_str()) && !r.answers.is_empty()).count();
    assert!(answered * 20 <= uncovered.len(), "{answered} of {}", uncovered.len());
}

/// A line of `evals/premises.jsonl`.
#[derive(Deserialize)]
struct Premise {
    id: String,
    split: String,
    question: String,
    told: String,
    shows: Vec<String>,
    partial: Vec<String>,
    neither: Vec<String>,
}

#[test]
fn what_questions_take_for_granted_stands_in_them() {
    let there = passages();
    let premises: Vec<Premise> = lines("evals/premises.jsonl");
    for one in &premises {
        assert!(one.question.contains(&one.told), "{}: told otherwise", one.id);
        assert!(matches!(one.split.as_str(), "dev" | "test"), "{}", one.id);
        let judged: Vec<&String> = one.shows.iter().chain(&one.partial).chain(&one.neither).collect();
        assert_eq!(judged.iter().collect::<BTreeSet<_>>().len(), judged.len(), "{}: judged twice", one.id);
        let missing: Vec<_> = judged.iter().filter(|id| !there.contains(id.as_str())).collect();
        assert!(missing.is_empty(), "{}: no passage {missing:?}", one.id);
    }
    let ids: BTreeSet<&str> = premises.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), premises.len(), "an id is used twice");
    let shown = premises.iter().filter(|one| !one.shows.is_empty()).count();
    assert!(shown * 10 >= premises.len() * 9, "{shown} of {}", premises.len());
}

#[test]
fn nothing_is_learnt_from_the_evaluation_set() {
    let evaluated: BTreeSet<String> =
        lines::<Item>("evals/questions.jsonl").iter().map(|i| key(&i.question)).collect();
    let labelled = lines::<Labelled>("evals/labelled.jsonl").into_iter().map(|l| l.question);
    let near = lines::<NearMisses>("evals/near-misses.jsonl").into_iter().flat_map(|n| n.near);
    let premises = lines::<Premise>("evals/premises.jsonl").into_iter().map(|p| p.question);
    let chosen_on = labelled.chain(near).chain(premises);
    let shared: Vec<String> = chosen_on.filter(|q| evaluated.contains(&key(q))).collect();
    assert!(shared.is_empty(), "also in the evaluation set: {shared:?}");
}

#[test]
fn planted_needs_have_wordings_enough_and_stand_in_one_split() {
    let planted: Vec<Planted> = lines("evals/gaps.jsonl");
    let mut needs: BTreeMap<&str, Vec<&Planted>> = BTreeMap::new();
    planted.iter().for_each(|p| needs.entry(&p.need).or_default().push(p));
    for (need, wordings) in &needs {
        let texts: BTreeSet<String> = wordings.iter().map(|w| key(&w.question)).collect();
        assert!(texts.len() >= 6, "{need} has {} wordings", texts.len());
        let same = |w: &&&Planted| w.split == wordings[0].split && w.covered == wordings[0].covered;
        assert!(wordings.iter().all(|w| same(&w)), "{need} is in two splits, or covered and not");
    }
    let ids: BTreeSet<&str> = planted.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids.len(), planted.len(), "an id is used twice");
    let covered = needs.values().filter(|w| w[0].covered).count();
    assert!(needs.len() >= 48 && covered * 3 >= needs.len() && covered * 3 <= needs.len() * 2);
}
