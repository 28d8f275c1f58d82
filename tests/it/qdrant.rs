//! One contract for every engine that holds a generation: our own files, a server of our own that speaks Qdrant's protocol,
//! and a real one where `QDRANT_URL` says. Same points, same filters, same hits.

mod double;
mod service;

use double::Double;
use gepi_copilot::corpus::{Tier, Version};
use gepi_copilot::ingest::{Defaults, parse, read_folder};
use gepi_copilot::models::Embedder;
use gepi_copilot::models::Role;
use gepi_copilot::search::generation::Source;
use gepi_copilot::search::{
    Engine, Filter, Generations, Hide, Home, Intents, Mode, PointHit, Question, Snapshot, SparseVector,
    Weights, find,
};
use gepi_copilot::store::{Clock, Store};
use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

const TODAY: Date = date(2026, 11, 21);
const WORDS: [&str; 14] = [
    "isee",
    "soglia",
    "nucleo",
    "assegno",
    "patto",
    "incontro",
    "percorso",
    "minore",
    "lavoro",
    "reddito",
    "carta",
    "sospensione",
    "decadenza",
    "domanda",
];
/// A dense score may differ by this much: another order of the same sum.
const ROUNDING: f32 = 1e-5;

/// Sheets of every tier, of several measures and of none, past, present and to come, with and without questions; every
/// third one says what another says, so that scores tie.
fn source() -> Source {
    let mut versions = Vec::new();
    let mut state = 7u64;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    let mut text = |n: usize| (0..n).map(|_| word()).collect::<Vec<_>>().join(" ");
    let mut said = text(9);
    for n in 0..60usize {
        if !n.is_multiple_of(3) {
            said = text(4 + n % 11);
        }
        let tier = ["legislation", "guideline", "training", "faq"][n % 4];
        let measures = ["", "\"ADI\"", "\"SFL\"", "\"ADI\", \"SFL\"", "\"RDC\""][n % 5];
        let (work, interval) = match n % 6 {
            0 => (n, "valid_from = 2019-04-01\nvalid_to = 2024-01-01"),
            1 => (n, "valid_from = 2024-01-01\nvalid_to = 2025-01-01"),
            2 => (n - 1, "valid_from = 2025-01-01"),
            3 => (n, "valid_from = 2027-01-01"),
            _ => (n, "valid_from = 2024-01-01"),
        };
        let asks: Vec<String> = (0..n % 7).map(|ask| format!("\"{} {ask}\"", text(3))).collect();
        let sheet = format!(
            "+++\nid = \"opera-{work}\"\ntitle = \"Scheda\"\ntier = \"{tier}\"\ntopics = [\"t\"]\nmeasures = [{measures}]\n\
             reference = \"art. {}\"\nissuer = \"Stato\"\nurl = \"https://www.normattiva.it/\"\n{interval}\nstatus = \"editorial\"\n\
             verified_on = 2026-11-21\n\n[passage.p]\nasks = [{}]\n+++\n\n## Regola {{#p}}\n\n{said}.\n",
            n % 5 + 1,
            asks.join(", ")
        );
        let file = format!("opera-{work}~{n}.md");
        versions.push(parse(&file, sheet.as_bytes(), &Defaults::sheet(TODAY)).expect("parses").version);
    }
    Source { versions, ..Source::default() }
}

/// Generations of one folder, as a home shows them.
async fn generations(folder: &Path, home: Home) -> Generations {
    let store = Store::in_memory(Clock::Fixed(TODAY)).await.expect("a store");
    Generations::new(&store, folder).kept_at(home)
}

/// The same generation in our own files and at another home.
async fn both(folder: &Path, source: Source, home: Home) -> (Snapshot, Snapshot) {
    let embedder = Embedder::hashing(48);
    let there = generations(folder, home).await;
    let built = there.build(source, Some(&embedder), &|_, _| {}).await.expect("built and kept");
    let here = generations(folder, Home::Folder).await;
    let open = |at: &Generations| at.open(&built.id, Some(&embedder)).expect("opens");
    (open(&here), open(&there))
}

fn filters(snapshot: &Snapshot) -> Vec<Filter> {
    let bit = |measure: &str| snapshot.measure_bits(&[measure.to_owned()]);
    let (adi, sfl, rdc) = (bit("ADI"), bit("SFL"), bit("RDC"));
    assert!(adi != 0 && sfl != 0 && rdc != 0);
    let mut filters = Vec::new();
    for as_of in
        [None, Some(date(2019, 3, 31)), Some(date(2023, 12, 31)), Some(date(2024, 1, 1)), Some(TODAY)]
    {
        for tiers in [0, 1, 0b1010] {
            for measures in [0, adi, sfl | rdc] {
                for ended in [0, rdc, adi | sfl] {
                    let hides = [
                        None,
                        Some(Hide::Passage(4)),
                        Some(Hide::Ask(5, 1)),
                        Some(Hide::Asks),
                        Some(Hide::AsksOf(5, Some(4))),
                    ];
                    // All of them without a filter, one or another with it.
                    let some = if as_of.is_none() { 0 } else { filters.len() % hides.len() };
                    let taken = if as_of.is_none() { hides.len() } else { 1 };
                    for hide in hides.into_iter().skip(some).take(taken) {
                        filters.push(Filter { as_of, tiers, measures, ended, hide });
                    }
                }
            }
        }
    }
    filters
}

/// Does a version pass, by the words of the filter?
fn passes(snapshot: &Snapshot, version: &Version, filter: &Filter) -> bool {
    let own = snapshot.measure_bits(&version.measures);
    let newest = snapshot.versions_of(version.work.as_str()).last().map(|v| v.validity.from());
    let over = |day: Date| version.validity.to().is_some_and(|to| to <= day);
    let ended =
        filter.as_of.is_some_and(over) && newest == Some(version.validity.from()) && own & filter.ended != 0;
    (filter.as_of.is_none_or(|day| version.validity.contains(day)) || ended)
        && (filter.tiers == 0
            || Tier::ALL.iter().any(|t| *t == version.tier && filter.tiers >> t.rank() & 1 == 1))
        && (filter.measures == 0 || own == 0 || own & filter.measures != 0)
}

/// The hits of another engine are those of our own files; where scores may round, nearly equal ones may change places.
fn same(ours: &[PointHit], theirs: &[PointHit], rounding: f32, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (a, b) in ours.iter().zip(theirs) {
        let near = |x: f32, y: f32| (x - y).abs() <= rounding;
        assert!(near(a.score, b.score), "{what}: {a:?} {b:?}");
        if a.passage == b.passage {
            assert!(near(a.support, b.support), "{what}: {a:?} {b:?}");
            assert!((a.covered - b.covered).abs() <= 0.0, "{what}: {a:?} {b:?}");
            assert!(rounding > 0.0 || (a.point, a.ask) == (b.point, b.ask), "{what}: {a:?} {b:?}");
        } else {
            assert!(rounding > 0.0, "{what}: {a:?} {b:?}");
        }
    }
}

/// What every engine must do with the points of [`source`]; `ours` are the same points in our own files.
async fn contract(ours: &Snapshot, engine: &Snapshot) {
    let embedder = Embedder::hashing(48);
    let questions = ["soglia isee", "sospensione della carta", "minore nel nucleo e domanda", "isee", "zzz"];
    for (n, filter) in filters(ours).into_iter().enumerate() {
        let question = questions[n % questions.len()];
        let query = ours.lexicon.query(question, "").vector;
        let vector =
            embedder.embed(Role::Query, vec![question.to_owned()]).await.expect("embedded").remove(0);
        for limit in [1 + n % 9, 500] {
            let what = format!("«{question}», {limit} of {filter:?}");
            let (a, b) =
                (ours.index.sparse(&query, &filter, limit), engine.index.sparse(&query, &filter, limit));
            same(&a.await.expect("found"), &b.await.expect("found"), 0.0, &what);
            let (a, b) =
                (ours.index.dense(&vector, &filter, limit), engine.index.dense(&vector, &filter, limit));
            same(&a.await.expect("found"), &b.await.expect("found"), ROUNDING, &what);
        }
        let all = engine.index.dense(&vector, &filter, 500).await.expect("found");
        let found: BTreeSet<u32> = all.iter().map(|hit| hit.passage).collect();
        let hidden = |n: u32| filter.hide.is_some_and(|hide| hide.whole(n));
        let wanted =
            (0..ours.len() as u32).filter(|n| passes(ours, ours.passage(*n).0, &filter) && !hidden(*n));
        assert_eq!(found, wanted.collect(), "{filter:?}");
    }
    let filter = Filter::default();
    assert!(engine.index.sparse(&SparseVector::default(), &filter, 5).await.expect("nothing").is_empty());
    assert!(
        engine.index.sparse(&SparseVector(vec![(9999, 1.0)]), &filter, 5).await.expect("nothing").is_empty()
    );
    assert!(engine.index.dense(&[1.0; 3], &filter, 5).await.expect("nothing").is_empty(), "another length");
    engine.index.check().await.expect("there");
}

#[tokio::test]
async fn our_own_files_keep_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, again) = both(folder.path(), source(), Home::Folder).await;
    contract(&ours, &again).await;
}

#[tokio::test]
async fn a_server_keeps_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    let home = Home::qdrant(&double.url, "", "prova", Duration::from_secs(20)).expect("an address");
    let (ours, there) = both(folder.path(), source(), home).await;
    contract(&ours, &there).await;
}

#[tokio::test]
async fn a_real_server_keeps_the_contract() {
    let set = |name: &str| std::env::var_os(name).and_then(|value| value.into_string().ok());
    let Some(url) = set("QDRANT_URL") else {
        eprintln!("SKIPPED: no QDRANT_URL (http://host:6334 of a real server)");
        return;
    };
    let key = set("QDRANT_API_KEY").unwrap_or_default();
    let folder = tempfile::tempdir().expect("a folder");
    let prefix = format!("gepi-test-{}", uuid::Uuid::new_v4().simple());
    let home = Home::qdrant(&url, &key, &prefix, Duration::from_secs(20)).expect("an address");
    let (ours, there) = both(folder.path(), source(), home).await;
    let kept = tokio::spawn(async move {
        contract(&ours, &there).await;
        there.manifest.id.clone()
    });
    let client = qdrant_client::Qdrant::from_url(&url).api_key(Some(key)).skip_compatibility_check();
    let kept = kept.await;
    let client = client.build().expect("a client");
    for held in client.list_collections().await.expect("listed").collections {
        if held.name.starts_with(&prefix) {
            client.delete_collection(held.name).await.expect("removed");
        }
    }
    kept.expect("the contract is kept");
}

/// The whole line over the shipped sheets: the same passages in the same order.
#[tokio::test]
async fn questions_find_the_same_passages_on_a_server() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = read_folder(&root.join("corpus"), &Defaults::sheet(TODAY)).expect("the sheets");
    let source = Source { versions: read.versions, glossary: read.glossary, topics: read.registries.topics };
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    let home = Home::qdrant(&double.url, "", "prova", Duration::from_secs(60)).expect("an address");
    let (ours, there) = both(folder.path(), source, home).await;
    let (embedder, intents) = (Embedder::hashing(48), Intents::default());
    let set = std::fs::read_to_string(root.join("evals/questions.jsonl")).expect("the questions");
    let lines: Vec<&str> = set.lines().collect();
    let mut asked = 0;
    for line in lines.iter().step_by(lines.len() / 12) {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let Some(text) = line["question"].as_str() else { continue };
        let question = Question::new(text, None, TODAY, (&ours.lexicon, &intents));
        let mut found = Vec::new();
        for snapshot in [&ours, &there] {
            let engine =
                Engine { snapshot, embedder: Some(&embedder), weights: Weights::default(), hide: None };
            found.push(find(engine, &question, Mode::Hybrid, 20).await.expect("found").hits);
        }
        for (a, b) in found[0].iter().zip(&found[1]) {
            assert!((a.score - b.score).abs() <= 4.0 * ROUNDING, "{text}: {a:?} {b:?}");
            assert!(a.passage == b.passage || a.rank > 10, "{text}: {a:?} {b:?}");
        }
        assert_eq!(found[0].len(), found[1].len(), "{text}");
        asked += 1;
    }
    assert!(asked >= 10, "{asked} questions");
}
