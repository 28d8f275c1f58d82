//! Publication: built beside, one pointer, rollback, nothing lost, vectors kept.

use super::app::{TestApp, config, sheet, write_corpus};
use gepi_copilot::app::{App, Ask, Order, silent};
use gepi_copilot::corpus::Version;
use gepi_copilot::ingest::catalogue::{self, Change, Collection, Edits};
use gepi_copilot::ingest::{Defaults, parse};
use gepi_copilot::models::Embedder;
use gepi_copilot::store::Clock;
use sqlx::Row;

async fn text(test: &TestApp, question: &str) -> (String, String) {
    let ask = Ask { question: question.to_owned(), ..Ask::default() };
    let answer = test.app.ask(ask, silent()).await.expect("answers");
    (answer.text, answer.generation)
}

const QUESTION: &str = "Qual è la soglia ISEE dell'ADI?";

fn write_threshold(test: &TestApp, euro: &str) {
    let file = test.folder.path().join("corpus/adi/soglia~2025.md");
    let body = format!("La soglia ISEE dell'ADI è di {euro} euro.");
    std::fs::write(&file, sheet("soglia", "valid_from = 2025-01-01", &body)).expect("written");
}

fn version(file: &str, text: &str) -> Version {
    let defaults = Defaults::sheet(jiff::civil::date(2025, 1, 1));
    parse(file, text.as_bytes(), &defaults).expect("parses").version
}

fn order(versions: Vec<Version>, withdraw: &[&str], restore: &[&str]) -> Order {
    let owned = |works: &[&str]| works.iter().map(|w| (*w).to_owned()).collect();
    let own = Collection { name: "comune".to_owned(), versions, whole: false };
    let edits = Edits { collections: vec![own], withdraw: owned(withdraw), restore: owned(restore) };
    Order { edits, ..Order::default() }
}

async fn change(test: &TestApp, order: &Order) -> Change {
    let change = test.app.preview(order).await.expect("previewed");
    test.app.change(order, test.app.encoder().as_deref(), &|_, _| {}).await.expect("changed");
    change
}

#[tokio::test]
async fn an_update_switches_and_each_rollback_goes_further_back() {
    let test = TestApp::start().await;
    let (before, first) = text(&test, QUESTION).await;
    assert!(before.contains("10.140"), "{before}");
    write_threshold(&test, "11.000");
    assert!(text(&test, QUESTION).await.0.contains("10.140"), "a file alone changes no answer");
    test.app.start_answering().await.expect("started again");
    let (after, second) = text(&test, QUESTION).await;
    assert!(after.contains("11.000") && first != second, "{after}");
    write_threshold(&test, "12.000");
    test.app.start_answering().await.expect("started again");
    assert!(text(&test, QUESTION).await.0.contains("12.000"));
    assert_eq!(test.app.rollback().await.expect("back"), second);
    assert!(text(&test, QUESTION).await.0.contains("11.000"));
    assert_eq!(test.app.rollback().await.expect("further back"), first);
    assert!(text(&test, QUESTION).await.0.contains("10.140"));
    assert!(test.app.rollback().await.is_err(), "nothing before the first");
    test.app.start_answering().await.expect("started again");
    assert!(text(&test, QUESTION).await.0.contains("10.140"), "what was gone back to stays");
    write_threshold(&test, "13.000");
    test.app.start_answering().await.expect("started again");
    assert!(text(&test, QUESTION).await.0.contains("13.000"), "until the material changes");
    assert_eq!(test.app.rollback().await.expect("back"), first);
}

#[tokio::test]
async fn the_stopgap_by_words_is_no_step_back() {
    let test = TestApp::with_vectors().await;
    assert!(test.app.rollback().await.is_err(), "the same material without vectors is no way back");
    let (_, first) = text(&test, QUESTION).await;
    write_threshold(&test, "11.000");
    assert!(test.app.start_answering().await.expect("started"), "vectors to build");
    test.app.build_dense(&|_, _| {}).await.expect("built");
    assert_eq!(test.app.rollback().await.expect("back"), first);
    assert!(!test.app.start_answering().await.expect("started"), "and nothing to build");
    assert!(text(&test, QUESTION).await.0.contains("10.140"));
}

#[tokio::test]
async fn a_generation_only_built_waits_to_be_chosen() {
    let test = TestApp::start().await;
    let text_of = "Il buono pasto del centro diurno vale 7 euro.";
    let mut order = order(vec![version("buono.md", text_of)], &[], &[]);
    order.only_build = true;
    let manifest = test.app.change(&order, None, &|_, _| {}).await.expect("built").manifest;
    let (_, now) = text(&test, QUESTION).await;
    test.app.start_answering().await.expect("started again");
    assert_eq!(text(&test, QUESTION).await.1, now, "a start does not choose it");
    test.app.switch(&manifest.id).await.expect("chosen");
    test.app.start_answering().await.expect("started again");
    assert_eq!(text(&test, QUESTION).await.1, manifest.id);
    assert!(test.app.switch("../../etc").await.is_err());
}

#[tokio::test]
async fn an_administrators_version_stays_before_the_starters() {
    let test = TestApp::start().await;
    let own = sheet("soglia", "valid_from = 2025-01-01", "La soglia ISEE dell'ADI è di 12.345 euro.");
    let put = order(vec![version("soglia.md", &own)], &[], &[]);
    assert_eq!(change(&test, &put).await.replaced, ["soglia~2025-01-01"]);
    assert!(text(&test, QUESTION).await.0.contains("12.345"));
    write_threshold(&test, "11.000");
    test.app.start_answering().await.expect("started again");
    assert!(text(&test, QUESTION).await.0.contains("12.345"), "whatever becomes of the starter");
    let gone = change(&test, &order(vec![], &["soglia"], &[])).await;
    assert_eq!(gone.withdrawn, 2, "both versions of the work");
    test.app.start_answering().await.expect("started again");
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 1, "a withdrawal lasts");
    let back = change(&test, &order(vec![], &[], &["soglia"])).await;
    assert_eq!(back.restored, 2);
    assert!(text(&test, QUESTION).await.0.contains("11.000"), "the starter's again");
}

#[tokio::test]
async fn only_the_work_named_is_withdrawn() {
    let test = TestApp::start().await;
    for name in ["%", "_oglia", "sogli", "soglia~2025", "", "inesistente"] {
        let change = test.app.preview(&order(vec![], &[name], &[])).await.expect("previewed");
        assert_eq!((change.withdrawn, change.unknown), (0, vec![name.to_owned()]), "{name}");
    }
    let change = test.app.preview(&order(vec![], &["incontro"], &[])).await.expect("previewed");
    assert_eq!((change.withdrawn, change.unknown.len()), (1, 0));
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 3, "a preview changes nothing");
}

#[tokio::test]
async fn a_build_that_fails_changes_nothing() {
    let test = TestApp::start().await;
    let all = order(vec![], &["soglia", "incontro"], &[]);
    assert!(test.app.change(&all, None, &|_, _| {}).await.is_err(), "nothing would be left to index");
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 3);
    assert!(text(&test, QUESTION).await.0.contains("10.140"));
}

#[tokio::test]
async fn a_withdrawn_file_goes_and_an_unreadable_one_changes_nothing() {
    let test = TestApp::start().await;
    let corpus = test.folder.path().join("corpus");
    std::fs::write(corpus.join("adi/rotta.md"), "+++\nid = \n+++\n## a {#a}\n\nTesto.\n").expect("written");
    let error = test.app.start_answering().await.expect_err("refused").to_string();
    assert!(error.contains("rotta.md"), "{error}");
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 3, "nothing is lost");
    std::fs::rename(corpus.join("adi/rotta.md"), corpus.join("adi/doppia.md")).expect("renamed");
    std::fs::copy(corpus.join("adi/incontro.md"), corpus.join("adi/doppia.md")).expect("copied");
    let error = test.app.start_answering().await.expect_err("refused").to_string();
    assert!(error.contains("doppia.md") && error.contains("incontro.md"), "{error}");
    std::fs::remove_file(corpus.join("adi/doppia.md")).expect("removed");
    std::fs::remove_file(corpus.join("adi/incontro.md")).expect("removed");
    test.app.start_answering().await.expect("read");
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 2);
}

#[tokio::test]
async fn several_at_once_on_one_data_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    write_corpus(&folder.path().join("corpus"));
    let config = config(folder.path());
    let start = |config: gepi_copilot::config::Config| async move {
        let clock = Clock::Fixed(jiff::civil::date(2026, 11, 21));
        let app = App::open(config, clock).await.expect("opens");
        app.use_encoder(Embedder::hashing(64));
        app.start_answering().await.expect("starts");
        app.build_dense(&|_, _| {}).await.expect("builds");
        (app.snapshot().expect("open").manifest.id.clone(), app)
    };
    let started: Vec<_> = (0..4).map(|_| tokio::spawn(start(config.clone()))).collect();
    let mut ids = Vec::new();
    for one in started {
        ids.push(one.await.expect("no panic").0);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "all answer from one generation");
}

#[tokio::test]
async fn a_running_service_follows_the_pointer() {
    let test = TestApp::start().await;
    let other = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
    assert!(!test.app.follow().await.expect("looked"));
    write_threshold(&test, "11.000");
    other.start_answering().await.expect("another process publishes");
    assert!(test.app.follow().await.expect("looked"));
    assert!(text(&test, QUESTION).await.0.contains("11.000"));
    assert!(!test.app.follow().await.expect("looked"));
}

#[tokio::test]
async fn unchanged_passages_keep_their_vectors() {
    let test = TestApp::with_vectors().await;
    let count = || async {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM vectors").fetch_one(test.app.store.pool()).await;
        row.expect("counted").get::<i64, _>("n")
    };
    let before = count().await;
    write_corpus(&test.folder.path().join("corpus"));
    let file = test.folder.path().join("corpus/adi/incontro.md");
    std::fs::write(
        &file,
        sheet("incontro", "valid_from = 2024-01-01", "Il primo incontro va fatto entro 121 giorni dal PAD."),
    )
    .expect("written");
    test.app.build_dense(&|_, _| {}).await.expect("built");
    assert_eq!(count().await, before + 2, "only the changed passage and its sentence are embedded again");
}

/// A start that finds ONNX Runtime gone, or back: the embedder has another id, and the vectors at hand are not its own.
#[tokio::test]
async fn another_engine_answers_by_words_until_its_vectors_are_built() {
    let test = TestApp::with_vectors().await;
    for dimensions in [32, 64] {
        let before = test.app.generations.published().await.expect("read").expect("one");
        let app = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
        let embedder = Embedder::hashing(dimensions);
        app.use_encoder(embedder.clone());
        assert!(app.start_answering().await.expect("starts"), "vectors are to be built");
        let snapshot = app.snapshot().expect("answers at once");
        assert!(!snapshot.has_dense(), "not by the vectors of the other");
        assert_eq!(snapshot.manifest.id, before, "from the texts at hand");
        app.build_dense(&|_, _| {}).await.expect("built");
        let snapshot = app.snapshot().expect("answers");
        assert!(snapshot.has_dense());
        assert_eq!(snapshot.manifest.encoder_id(), embedder.id());
    }
}

#[tokio::test]
async fn nothing_is_built_again_at_the_next_start() {
    let test = TestApp::with_vectors().await;
    // The version of 2024 inherits the second question: what is indexed is not what the file says.
    let file = test.folder.path().join("corpus/adi/soglia~2025.md");
    let text = std::fs::read_to_string(&file).expect("read");
    let asks = "[\"domanda su soglia\", \"fino a quanto si può guadagnare\"]";
    std::fs::write(&file, text.replace("[\"domanda su soglia\"]", asks)).expect("written");
    test.app.start_answering().await.expect("read again");
    test.app.build_dense(&|_, _| {}).await.expect("built");
    let app = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
    app.use_encoder(Embedder::hashing(64));
    assert!(!app.start_answering().await.expect("starts"), "the vectors are those of this material");
    assert!(app.snapshot().is_some_and(|s| s.has_dense()));
}

#[tokio::test]
async fn a_damaged_generation_is_rebuilt_and_another_encoder_refused() {
    let test = TestApp::with_vectors().await;
    let id = test.app.snapshot().expect("open").manifest.id.clone();
    let folder = test.folder.path().join("data/generations").join(&id);
    let other = test.app.generations.open(&id, Some(&Embedder::hashing(32))).expect("opens");
    assert!(!other.has_dense(), "vectors of another encoder are not used");
    std::fs::write(folder.join("postings.bin"), b"rotto!!!").expect("written");
    assert!(test.app.generations.open(&id, None).is_err());
    assert!(!test.app.open_published().await.expect("looked"), "a damaged one is not opened");
    test.app.start_answering().await.expect("rebuilt");
    assert!(text(&test, QUESTION).await.0.contains("10.140"));
}
