//! What systems like this one are known to get wrong when their material changes, each with a test: the old generation lost
//! with the new one, a document cited after it was withdrawn, one uploaded twice, a page number that is not the page's, an index
//! of an older release, answers that wait for an ingestion or mix two.

use super::app::TestApp;
use super::limits::made;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use gepi_copilot::answer::Answer;
use gepi_copilot::app::{App, Ask, Order, silent};
use gepi_copilot::corpus::Version;
use gepi_copilot::ingest::catalogue::{self, Collection, Edits};
use gepi_copilot::ingest::{Defaults, parse};
use gepi_copilot::models::Embedder;
use http_body_util::BodyExt;
use jiff::civil::{Date, date};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use tower::ServiceExt;

const MEAL: &str = "Quanto vale il buono pasto del centro diurno?";
const THRESHOLD: &str = "Qual è la soglia ISEE dell'ADI?";

async fn ask(app: &Arc<App>, question: &str) -> Answer {
    let ask = Ask { question: question.to_owned(), ..Ask::default() };
    app.ask(ask, silent()).await.expect("answers")
}

async fn get(app: &Arc<App>, path: &str) -> (StatusCode, Value) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = gepi_copilot::http::router(Arc::clone(app)).oneshot(request).await.expect("replies");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("read").to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn version(file: &str, bytes: &[u8]) -> Version {
    parse(file, bytes, &Defaults::sheet(date(2025, 1, 1))).expect("parses").version
}

fn meal(euro: usize) -> Version {
    version("circolare.md", meal_text(euro).as_bytes())
}

fn meal_text(euro: usize) -> String {
    format!("# Circolare\n\n## Buono pasto\n\nIl buono pasto del centro diurno vale {euro} euro.\n")
}

fn order(versions: Vec<Version>, withdraw: &[&str]) -> Order {
    let own = Collection { name: "comune".to_owned(), versions, whole: false };
    let withdraw = withdraw.iter().map(|w| (*w).to_owned()).collect();
    Order { edits: Edits { collections: vec![own], withdraw, restore: vec![] }, ..Order::default() }
}

async fn carry_out(app: &App, order: &Order) {
    app.change(order, app.encoder().as_deref(), &|_, _| {}).await.expect("carried out");
}

#[tokio::test]
async fn a_reindex_that_fails_leaves_the_old_generation_answering() {
    let test = TestApp::with_vectors().await;
    let before = ask(&test.app, THRESHOLD).await.generation;
    let generations = test.folder.path().join("data/generations");
    let aside = test.folder.path().join("data/altrove");
    // The disk goes away under the build: a file stands where the folder was.
    std::fs::rename(&generations, &aside).expect("moved");
    std::fs::write(&generations, b"").expect("written");
    let failed = test.app.change(&order(vec![meal(7)], &[]), None, &|_, _| {}).await;
    assert!(failed.is_err(), "nowhere to write");
    let answer = ask(&test.app, THRESHOLD).await;
    assert!(answer.text.contains("10.140") && answer.generation == before, "{}", answer.text);
    assert_eq!(catalogue::all(&test.app.store).await.expect("read").len(), 3, "nor is the material changed");
    std::fs::remove_file(&generations).expect("removed");
    std::fs::rename(&aside, &generations).expect("moved back");
    let again = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
    again.use_encoder(Embedder::hashing(64));
    assert!(!again.start_answering().await.expect("starts"), "nothing to build");
    assert_eq!(again.snapshot().expect("open").manifest.id, before, "the next start too");
}

#[tokio::test]
async fn what_is_withdrawn_is_never_cited_again_and_old_answers_keep_their_words() {
    let test = TestApp::with_vectors().await;
    carry_out(&test.app, &order(vec![meal(7)], &[])).await;
    let old = ask(&test.app, MEAL).await;
    let cited = old.citations.iter().find(|c| c.work_id == "circolare").expect("cited while it is there");
    let passage = cited.passage_id.clone();
    assert_eq!(get(&test.app, &format!("/v1/passages/{passage}")).await.0, StatusCode::OK);
    carry_out(&test.app, &order(vec![], &["circolare"])).await;
    let other = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
    other.use_encoder(Embedder::hashing(64));
    other.start_answering().await.expect("starts");
    for app in [Arc::clone(&test.app), Arc::new(other)] {
        for question in [MEAL, "buono pasto", "Il buono pasto del centro diurno vale 7 euro?"] {
            let answer = ask(&app, question).await;
            let shown = serde_json::to_string(&answer).expect("JSON");
            assert!(!shown.contains("circolare") && !shown.contains("vale 7 euro."), "{question}: {shown}");
        }
        for path in [format!("/v1/passages/{passage}"), "/v1/works/circolare".to_owned()] {
            assert_eq!(get(&app, &path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        let (_, works) = get(&app, "/v1/works").await;
        assert!(!works.to_string().contains("circolare"), "{works}");
        let (status, kept) = get(&app, &format!("/v1/answers/{}", old.id)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(kept["citations"][0]["quote"], "Il buono pasto del centro diurno vale 7 euro.");
        assert_eq!(kept["generation"], old.generation.as_str());
    }
}

#[tokio::test]
async fn a_file_given_again_takes_the_place_of_itself() {
    let test = TestApp::with_vectors().await;
    for euro in [7, 7, 8] {
        carry_out(&test.app, &order(vec![meal(euro)], &[])).await;
        let versions = catalogue::all(&test.app.store).await.expect("read");
        assert_eq!(versions.iter().filter(|v| v.work.as_str() == "circolare").count(), 1);
        let snapshot = test.app.snapshot().expect("open");
        assert_eq!(snapshot.versions_of("circolare").len(), 1);
        let answer = ask(&test.app, MEAL).await;
        assert!(answer.text.contains(&format!("vale {euro} euro")), "{}", answer.text);
        assert_eq!(answer.citations.len(), 1, "{:?}", answer.citations);
    }
}

#[tokio::test]
async fn a_file_given_again_another_day_ends_the_one_before() {
    let test = TestApp::with_vectors().await;
    let came = |euro: usize, day: Date| {
        let defaults = Defaults::sheet(day);
        parse("circolare.md", meal_text(euro).as_bytes(), &defaults).expect("parses").version
    };
    for (euro, day) in [(7, date(2025, 1, 1)), (8, date(2025, 3, 1)), (9, date(2025, 6, 1))] {
        carry_out(&test.app, &order(vec![came(euro, day)], &[])).await;
        let answer = ask(&test.app, MEAL).await;
        assert!(answer.text.contains(&format!("vale {euro} euro")), "{}", answer.text);
        assert_eq!(answer.citations.len(), 1, "{:?}", answer.citations);
    }
    let then = Ask { question: MEAL.to_owned(), as_of: Some(date(2025, 4, 1)), ..Ask::default() };
    let answer = test.app.ask(then, silent()).await.expect("answers");
    assert!(answer.text.contains("vale 8 euro") && answer.citations.len() == 1, "{}", answer.text);
}

#[tokio::test]
async fn the_page_of_a_quotation_is_the_parsers_own() {
    let test = TestApp::start().await;
    let bytes = made::pdf(12, 0);
    carry_out(&test.app, &order(vec![version("manuale.pdf", &bytes)], &[])).await;
    let mut cited = 0;
    for page in 1..=12 {
        let answer = ask(&test.app, &format!("Quanto vale la prova della pagina {page}?")).await;
        for citation in &answer.citations {
            let (_, view) = get(&test.app, &format!("/v1/passages/{}", citation.passage_id)).await;
            let said = citation.quote.split("della pagina ").nth(1).and_then(|rest| rest.split(' ').next());
            let said = said.expect("every line names its page");
            assert!(view["heading"].as_str().is_some_and(|h| h == format!("Pagina {said}")), "{view}");
            let [start, end] = citation.quote_span;
            let source = view["source"].as_str().expect("a text");
            assert_eq!(&source[start..end], citation.quote);
            cited += 1;
        }
    }
    assert!(cited > 0, "some are answered");
}

#[tokio::test]
async fn an_index_of_an_older_release_is_rebuilt_by_itself() {
    for format in [0_u64, 2, 99] {
        let test = TestApp::with_vectors().await;
        carry_out(&test.app, &order(vec![meal(7)], &[])).await;
        let id = test.app.snapshot().expect("open").manifest.id.clone();
        let file = test.folder.path().join("data/generations").join(&id).join("manifest.json");
        let mut manifest: Value = serde_json::from_slice(&std::fs::read(&file).expect("read")).expect("JSON");
        manifest["format"] = format.into();
        std::fs::write(&file, manifest.to_string()).expect("written");
        let app = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
        app.use_encoder(Embedder::hashing(64));
        app.start_answering().await.expect("starts");
        app.build_dense(&|_, _| {}).await.expect("built");
        let app = Arc::new(app);
        let answer = ask(&app, MEAL).await;
        assert!(answer.text.contains("vale 7 euro"), "what was ingested is still there: {}", answer.text);
        assert!(app.snapshot().is_some_and(|s| s.has_dense()), "with its vectors");
        assert!(!app.generations.list().await.expect("listed").is_empty());
    }
}

/// A folder of many sheets.
fn many(n: usize, word: &str) -> Vec<Version> {
    let sheet = |n: usize| {
        let text =
            format!("# Foglio {n}\n\n## Regola\n\nIl foglio {n} dice {word} e la sua cifra è {}.\n", n * 7);
        version(&format!("foglio-{n}.md"), text.as_bytes())
    };
    (0..n).map(sheet).collect()
}

/// With one thread to serve, as on the smallest machine: had the build that thread, no answer would come while it waits for one.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn answers_go_on_while_an_ingestion_runs_and_mix_nothing() {
    let test = TestApp::with_vectors().await;
    carry_out(&test.app, &order(vec![meal(7)], &[])).await;
    let before = test.app.snapshot().expect("open").manifest.id.clone();
    let (app, done) = (Arc::clone(&test.app), Arc::new(AtomicBool::new(false)));
    let (answered, heard) = mpsc::channel::<()>();
    let (told, heard) = (Arc::clone(&done), Mutex::new(heard));
    let ingestion = tokio::spawn(async move {
        let mut versions = many(300, "verde");
        versions.push(meal(8));
        let waits = AtomicBool::new(true);
        let progress = |_, _| {
            if waits.swap(false, Ordering::SeqCst) {
                let heard = heard.lock().expect("one listens");
                while heard.try_recv().is_ok() {}
                for _ in 0..3 {
                    heard.recv_timeout(Duration::from_secs(60)).expect("answers while vectors are computed");
                }
            }
        };
        let order = order(versions, &[]);
        app.change(&order, app.encoder().as_deref(), &progress).await.expect("carried out");
        told.store(true, Ordering::SeqCst);
        assert!(!waits.load(Ordering::SeqCst), "vectors were computed");
    });
    let mut seen = BTreeSet::new();
    while !done.load(Ordering::SeqCst) && !ingestion.is_finished() {
        // A task of its own, as a request is.
        let app = Arc::clone(&test.app);
        let answer = tokio::spawn(async move { ask(&app, MEAL).await }).await.expect("no panic");
        let expected = if answer.generation == before { "vale 7 euro" } else { "vale 8 euro" };
        assert!(answer.text.contains(expected), "{} by {}", answer.text, answer.generation);
        seen.insert(answer.generation);
        let _ = answered.send(());
    }
    ingestion.await.expect("no panic");
    seen.insert(ask(&test.app, MEAL).await.generation);
    assert_eq!(seen.len(), 2, "the old one, then the new one");
}
