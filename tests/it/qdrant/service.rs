//! A whole app whose generations are kept on the server: published, gone back to, removed in time, and what it says when
//! the server is slow, away, or keeps half of what it confirmed.

use super::double::Double;
use crate::app::{config, sheet, write_corpus};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gepi_copilot::app::{App, Ask, AskError, silent};
use gepi_copilot::config::{Config, Flags};
use gepi_copilot::models::Embedder;
use gepi_copilot::store::Clock;
use http_body_util::BodyExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

const QUESTION: &str = "Qual è la soglia ISEE dell'ADI?";
const KEY: &str = "chiave-da-non-dire";

/// The configuration of tests, with the server.
fn configured(folder: &Path, url: &str) -> Config {
    write_corpus(&folder.join("corpus"));
    config(folder);
    let file = folder.join("copilot.toml");
    let mut text = std::fs::read_to_string(&file).expect("written before");
    text.push_str(&format!(
        "index = \"qdrant\"\n[qdrant]\nurl = \"{url}\"\napi_key = \"{KEY}\"\ncollection_prefix = \"prova\"\ntimeout_s = 1\n"
    ));
    std::fs::write(&file, text).expect("written");
    Config::load(Some(&file), &Flags::default()).expect("valid")
}

async fn open(config: Config) -> Arc<App> {
    Arc::new(App::open(config, Clock::Fixed(jiff::civil::date(2026, 11, 21))).await.expect("opens"))
}

async fn ask(app: &Arc<App>) -> Result<String, AskError> {
    let ask = Ask { question: QUESTION.to_owned(), ..Ask::default() };
    app.ask(ask, silent()).await.map(|answer| answer.text)
}

fn write_threshold(folder: &Path, euro: usize) {
    let body = format!("La soglia ISEE dell'ADI è di {euro} euro.");
    let file = folder.join("corpus/adi/soglia~2025.md");
    std::fs::write(file, sheet("soglia", "valid_from = 2025-01-01", &body)).expect("written");
}

/// Status, headers and body.
async fn send(app: &Arc<App>, request: Request<Body>) -> (StatusCode, Option<String>, serde_json::Value) {
    let reply = gepi_copilot::http::router(app.clone()).oneshot(request).await.expect("replies");
    let status = reply.status();
    let retry = reply.headers().get(header::RETRY_AFTER).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let bytes = reply.into_body().collect().await.expect("read").to_bytes();
    (status, retry, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn ready(app: &Arc<App>) -> (StatusCode, serde_json::Value) {
    let (status, _, body) = send(app, Request::get("/readyz").body(Body::empty()).expect("a request")).await;
    (status, body)
}

#[tokio::test]
async fn a_generation_is_a_collection_and_the_published_one_has_the_alias() {
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    double.ask_for_key(KEY);
    let app = open(configured(folder.path(), &double.url)).await;
    app.use_encoder(Embedder::hashing(32));
    app.start_answering().await.expect("by words");
    app.build_dense(&|_, _| {}).await.expect("by meaning");
    assert!(ask(&app).await.expect("answers").contains("10.140"));
    let published = |app: &App| app.snapshot().map(|s| format!("prova-{}", s.manifest.id)).expect("one");
    let first = published(&app);
    assert_eq!(double.held().aliases.get("prova"), Some(&first));
    let points = app.snapshot().map(|s| s.manifest.points);
    assert_eq!(double.held().points(&first), points);
    assert_eq!(ready(&app).await.0, StatusCode::OK);

    for euro in 11_000..11_008 {
        write_threshold(folder.path(), euro);
        app.build_dense(&|_, _| {}).await.expect("published");
    }
    assert!(ask(&app).await.expect("answers").contains("11007"));
    let last = published(&app);
    assert_eq!(double.held().aliases.get("prova"), Some(&last));
    let names = double.held().names();
    let folders = std::fs::read_dir(folder.path().join("data/generations")).expect("there").count();
    assert!(!names.contains(&first) && names.contains(&last), "{names:?}");
    assert_eq!(names.len(), folders, "as many as are kept for going back");
    let heard = double.held().heard.clone();
    let at = |what: String| heard.iter().position(|h| *h == what);
    let removed = at(format!("delete {first}")).expect("removed");
    let before = heard[..removed].iter().rfind(|h| h.starts_with("alias ")).expect("moved before");
    assert!(*before != format!("alias {first}"), "{heard:?}");

    let back = app.rollback().await.expect("one step back");
    assert_eq!(double.held().aliases.get("prova"), Some(&format!("prova-{back}")));
    assert!(ask(&app).await.expect("answers").contains("11006"));
}

#[tokio::test]
async fn what_the_server_lost_is_copied_again_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    let config = configured(folder.path(), &double.url);
    let app = open(config.clone()).await;
    app.start_answering().await.expect("starts");
    let empty = Double::start().await;
    let text = std::fs::read_to_string(folder.path().join("copilot.toml")).expect("there");
    let file = folder.path().join("altro.toml");
    std::fs::write(&file, text.replace(&double.url, &empty.url)).expect("written");
    let app = open(Config::load(Some(&file), &Flags::default()).expect("valid")).await;
    app.start_answering().await.expect("starts on another server");
    assert!(ask(&app).await.expect("answers").contains("10.140"));
    assert_eq!(empty.held().names(), double.held().names());
}

#[tokio::test]
async fn half_of_a_generation_is_never_published() {
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    let app = open(configured(folder.path(), &double.url)).await;
    app.start_answering().await.expect("starts");
    let aliases = double.held().aliases.clone();
    double.lose_half(true);
    write_threshold(folder.path(), 12_000);
    let error = app.start_answering().await.expect_err("half is missing").to_string();
    assert!(error.contains("punti invece di") && error.contains("prova-g"), "{error}");
    assert_eq!(double.held().aliases, aliases);
    assert!(ask(&app).await.expect("answers").contains("10.140"));
    double.lose_half(false);
    app.start_answering().await.expect("the rest is added");
    assert_ne!(double.held().aliases, aliases);
    assert!(ask(&app).await.expect("answers").contains("12000"));
}

#[tokio::test]
async fn a_server_that_starts_is_waited_for_and_one_that_is_away_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    double.refuse(2);
    let app = open(configured(folder.path(), &double.url)).await;
    app.start_answering().await.expect("asked again");

    let check = async |url: &str, expected: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let app = open(configured(folder.path(), url)).await;
        let error = app.start_answering().await.expect_err(expected).to_string();
        assert!(error.contains(expected) && error.contains(url) && !error.contains(KEY), "{error}");
        assert!(!format!("{app:?}").contains(KEY));
    };
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound");
    check(&format!("http://{free}"), "non è raggiungibile").await;
    double.ask_for_key("un'altra");
    check(&double.url, "rifiuta l'accesso").await;
}

#[tokio::test]
async fn while_the_server_is_slow_or_away_questions_are_to_be_put_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let double = Double::start().await;
    let app = open(configured(folder.path(), &double.url)).await;
    app.start_answering().await.expect("starts");
    let post = || {
        let request = Request::post("/v1/answers").header(header::CONTENT_TYPE, "application/json");
        request.body(Body::from(serde_json::json!({"question": QUESTION}).to_string())).expect("a request")
    };
    let check = async || {
        let (status, retry, problem) = send(&app, post()).await;
        assert_eq!((status, retry.as_deref()), (StatusCode::SERVICE_UNAVAILABLE, Some("2")), "{problem}");
        assert_eq!(problem["type"], "urn:gepi-copilot:problem:index_unavailable");
        assert!(!problem.to_string().contains(&double.url), "who asks is not told where: {problem}");
        let (status, state) = ready(&app).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(state["status"], "unreachable");
        assert!(state["degraded"].as_str().is_some_and(|why| why.contains("indice")), "{state}");
    };
    double.slow(Duration::from_secs(3));
    check().await;
    double.slow(Duration::ZERO);
    double.refuse(1000);
    check().await;
    double.refuse(0);
    let (status, _, answer) = send(&app, post()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(ready(&app).await.0, StatusCode::OK);
}
