//! What the board of gaps asks of the service beside the gaps themselves: files of questions taken in, needs met by tier.

use super::api::{Reply, get, post, send};
use super::app::{TestApp, config, write_corpus};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gepi_copilot::app::App;
use gepi_copilot::store::Clock;
use serde_json::{Value, json};
use std::sync::Arc;

async fn import(test: &TestApp, file: &str, bytes: &[u8]) -> Reply {
    let request = Request::post(format!("/v1/gaps/import?file={file}"));
    let request = request.header(header::CONTENT_TYPE, "application/octet-stream");
    send(test, request.body(Body::from(bytes.to_vec())).expect("a request")).await
}

fn questions(page: &Value) -> i64 {
    let items = page["items"].as_array().expect("gaps");
    items.iter().filter_map(|gap| gap["questions"].as_i64()).sum()
}

#[tokio::test]
async fn a_file_of_questions_comes_in_masked_and_once_and_its_bad_lines_are_named() {
    let test = TestApp::with_vectors().await;
    let csv = "domanda;data;ambito\n\
               Chi firma per Marta Bianchi CF BNCMRT80C52H501Z?;2026-10-01;Ambito 1\n\
               Quanto dura il tirocinio?;ieri;\n\
               ;;\n\
               Quanto dura il tirocinio?;;Ambito 2\n";
    let said = import(&test, "webinar.csv", csv.as_bytes()).await;
    assert_eq!((said.status, &said.json()["taken"]), (StatusCode::OK, &json!(2)), "{}", said.text);
    let skipped = said.json()["skipped"].clone();
    assert_eq!(
        (&skipped[0]["line"], &skipped[1]["line"], skipped.as_array().map(Vec::len)),
        (&json!(3), &json!(4), Some(2))
    );
    assert!(skipped[0]["why"].as_str().expect("why").contains("«ieri»"), "{skipped}");
    let again = import(&test, "webinar.csv", csv.as_bytes()).await;
    assert_eq!(again.json(), said.json());
    let page = get(&test, "/v1/gaps").await;
    assert_eq!(questions(&page.json()), 2, "the same file twice counts once: {}", page.text);
    assert!(!page.text.contains("BNCMRT") && !page.text.contains("Bianchi"), "{}", page.text);
    let more = import(&test, "posta.jsonl", "{\"question\":\"Chi paga la mensa?\"}\nboh\n".as_bytes()).await;
    assert_eq!(
        (&more.json()["taken"], &more.json()["skipped"][0]["line"]),
        (&json!(1), &json!(2)),
        "{}",
        more.text
    );
    assert_eq!(questions(&get(&test, "/v1/gaps").await.json()), 3);
}

#[tokio::test]
async fn what_is_no_file_of_questions_is_refused_and_changes_nothing() {
    let test = TestApp::with_vectors().await;
    let many = "{\"question\":\"chi?\"}\n".repeat(1001);
    for (file, bytes, status, name) in [
        ("a.csv", "testo\nciao\n".as_bytes(), 422, "bad_questions"),
        ("a.csv", b"domanda\n", 422, "bad_questions"),
        ("a.csv", b"domand\xe0\nchi?\n", 422, "bad_questions"),
        ("a.jsonl", b"", 422, "bad_questions"),
        ("a.jsonl", many.as_bytes(), 422, "bad_questions"),
        ("a.jsonl", &vec![b'x'; 300 * 1024], 413, "body_too_large"),
        ("a.csv&boh=1", b"domanda\nchi?\n", 422, "bad_query"),
    ] {
        let reply = import(&test, file, bytes).await;
        assert_eq!(reply.status.as_u16(), status, "{file}: {}", reply.text);
        assert_eq!(reply.json()["type"], format!("urn:gepi-copilot:problem:{name}"), "{}", reply.text);
    }
    let form = Request::post("/v1/gaps/import?file=a.csv").header(header::CONTENT_TYPE, "text/plain");
    let reply = send(&test, form.body(Body::from("domanda\nchi?\n")).expect("a request")).await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "no other site's form may send it");
    assert_eq!(get(&test, "/v1/gaps").await.json()["items"], json!([]));
}

#[tokio::test]
async fn needs_met_are_counted_by_tier_and_once_whatever_their_words() {
    let test = TestApp::with_vectors().await;
    let covered = async || get(&test, "/v1/gaps/matrix").await.json()[0]["covered"].clone();
    assert_eq!(covered().await, json!({}));
    let ask = async |question: &str, day: &str| {
        let body = json!({ "question": question, "as_of": day }).to_string();
        let answer = post(&test, "/v1/answers", &body).await.json();
        answer["verdict"].as_str().expect("a verdict").to_owned()
    };
    for question in ["Qual è la soglia ISEE dell'ADI?", "qual è la soglia dell'ISEE per l'ADI"] {
        assert_eq!(ask(question, "2026-01-01").await, "answered");
    }
    assert_eq!(
        ask("Qual è la soglia ISEE dell'ADI?", "2024-06-01").await,
        "answered",
        "an older version of the same"
    );
    assert_eq!(covered().await, json!({ "legislation": 1 }));
    assert_ne!(ask("Qual è l'orario dello sportello di Viterbo?", "2026-01-01").await, "answered");
    assert_eq!(covered().await, json!({ "legislation": 1 }));
    assert_eq!(
        ask("Entro quanti giorni va fatto il primo incontro dal PAD?", "2026-01-01").await,
        "answered"
    );
    assert_eq!(covered().await, json!({ "legislation": 2 }));
}

#[tokio::test]
async fn from_another_machine_no_question_comes_in() {
    let folder = tempfile::tempdir().expect("a folder");
    write_corpus(&folder.path().join("corpus"));
    let mut config = config(folder.path());
    config.listen = "0.0.0.0:0".parse().expect("an address");
    let clock = Clock::Fixed(jiff::civil::date(2026, 11, 21));
    let test = TestApp { app: Arc::new(App::open(config, clock).await.expect("opens")), folder };
    test.app.start_answering().await.expect("answers");
    let reply = import(&test, "a.csv", b"domanda\nchi?\n").await;
    assert_eq!(reply.json()["type"], "urn:gepi-copilot:problem:forbidden", "{}", reply.text);
    assert_eq!(get(&test, "/v1/gaps").await.status, StatusCode::FORBIDDEN);
}
