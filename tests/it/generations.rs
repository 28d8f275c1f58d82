//! Publication: built beside, one pointer, rollback, nothing lost, vectors kept.

use super::app::{TestApp, sheet, write_corpus};
use gepi_copilot::app::{Ask, silent};
use gepi_copilot::ingest::catalogue;
use gepi_copilot::models::Embedder;
use sqlx::Row;

async fn text(test: &TestApp, question: &str) -> (String, String) {
    let ask = Ask { question: question.to_owned(), ..Ask::default() };
    let answer = test.app.ask(ask, silent()).await.expect("answers");
    (answer.text, answer.generation)
}

const QUESTION: &str = "Qual è la soglia ISEE dell'ADI?";

#[tokio::test]
async fn an_update_switches_and_a_rollback_returns() {
    let test = TestApp::start().await;
    let (before, first) = text(&test, QUESTION).await;
    assert!(before.contains("10.140"), "{before}");
    let file = test.folder.path().join("corpus/adi/soglia~2025.md");
    std::fs::write(
        &file,
        sheet("soglia", "valid_from = 2025-01-01", "La soglia ISEE dell'ADI è di 11.000 euro."),
    )
    .expect("written");
    let change = test.app.ingest_starter().await.expect("read");
    assert_eq!(change, catalogue::Change { changed: 1, ..Default::default() });
    let manifest = test.app.build(None, &|_, _| {}).await.expect("built");
    assert!(text(&test, QUESTION).await.0.contains("10.140"), "building beside changes no answer");
    test.app.publish(&manifest.id).await.expect("switched");
    let (after, second) = text(&test, QUESTION).await;
    assert!(after.contains("11.000") && first != second, "{after}");
    let back = test.app.generations.rollback().await.expect("back");
    assert_eq!(back, first);
    test.app.publish(&back).await.expect("switched");
    assert!(text(&test, QUESTION).await.0.contains("10.140"));
}

#[tokio::test]
async fn a_withdrawn_file_goes_and_an_unreadable_one_changes_nothing() {
    let test = TestApp::start().await;
    let corpus = test.folder.path().join("corpus");
    std::fs::write(corpus.join("adi/rotta.md"), "+++\nid = \n+++\n## a {#a}\n\nTesto.\n").expect("written");
    let error = test.app.ingest_starter().await.expect_err("refused").to_string();
    assert!(error.contains("rotta.md"), "{error}");
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 3, "nothing is lost");
    std::fs::remove_file(corpus.join("adi/rotta.md")).expect("removed");
    std::fs::remove_file(corpus.join("adi/incontro.md")).expect("removed");
    let change = test.app.ingest_starter().await.expect("read");
    assert_eq!(change.withdrawn, 1);
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
    test.app.ingest_starter().await.expect("read");
    test.app.build_dense(&|_, _| {}).await.expect("built");
    assert_eq!(count().await, before + 2, "only the changed passage and its sentence are embedded again");
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
