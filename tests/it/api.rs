//! The HTTP contract on a whole app.

use super::app::TestApp;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(super) struct Reply {
    pub(super) status: StatusCode,
    kind: String,
    headers: HeaderMap,
    pub(super) text: String,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

pub(super) async fn send(test: &TestApp, request: Request<Body>) -> Reply {
    let router = gepi_copilot::http::router(test.app.clone());
    let response = router.oneshot(request).await.expect("replies");
    let status = response.status();
    let headers = response.headers().clone();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let bytes = response.into_body().collect().await.expect("read").to_bytes();
    Reply { status, kind, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

pub(super) async fn get(test: &TestApp, path: &str) -> Reply {
    send(test, Request::get(path).body(Body::empty()).expect("a request")).await
}

pub(super) async fn post(test: &TestApp, path: &str, body: &str) -> Reply {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    send(test, request.body(Body::from(body.to_owned())).expect("a request")).await
}

fn events(body: &str) -> Request<Body> {
    let request = Request::post("/v1/answers")
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .header(header::ACCEPT, "text/event-stream");
    request.body(Body::from(body.to_owned())).expect("a request")
}

#[tokio::test]
async fn a_question_gets_a_cited_answer_with_every_field_of_the_contract() {
    let test = TestApp::with_vectors().await;
    let reply = post(&test, "/v1/answers", r#"{"question":"Qual è la soglia ISEE dell'ADI?"}"#).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let answer = reply.json();
    for field in [
        "id",
        "question",
        "read_as",
        "as_of",
        "verdict",
        "confidence",
        "text",
        "sentences",
        "citations",
        "nearest",
        "warnings",
        "reason",
        "thread_id",
        "ask_whom",
        "gap_id",
        "generation",
        "reader",
        "timings_ms",
    ] {
        assert!(answer.get(field).is_some(), "{field} is missing");
    }
    for field in [
        "n",
        "passage_id",
        "work_id",
        "version",
        "title",
        "tier",
        "status",
        "reference",
        "url",
        "urn",
        "quote",
        "quote_span",
        "verified_on",
        "valid_from",
        "valid_to",
    ] {
        assert!(answer["citations"][0].get(field).is_some(), "citation: {field} is missing");
    }
    assert_eq!(answer["verdict"], "answered");
    assert!(answer["text"].as_str().is_some_and(|t| t.contains("10.140") && t.contains("[1]")));
    let citation = &answer["citations"][0];
    let passage =
        get(&test, &format!("/v1/passages/{}", citation["passage_id"].as_str().unwrap_or_default())).await;
    let source = passage.json()["source"].as_str().unwrap_or_default().to_owned();
    let at = |n: usize| citation["quote_span"][n].as_u64().unwrap_or_default() as usize;
    assert_eq!(Some(&source[at(0)..at(1)]), citation["quote"].as_str(), "bytes of the stored source");
    let again = get(&test, &format!("/v1/answers/{}", answer["id"].as_str().unwrap_or_default())).await;
    assert_eq!(again.json()["text"], answer["text"]);
}

#[tokio::test]
async fn a_mistyped_question_is_answered_and_says_how_it_was_read() {
    let test = TestApp::with_vectors().await;
    let reply = post(&test, "/v1/answers", r#"{"question":"Qual è la sogla isee dell'ADI?"}"#).await.json();
    assert_eq!(reply["verdict"], "answered", "{reply}");
    assert_eq!(reply["question"], "Qual è la sogla isee dell'ADI?");
    assert_eq!(reply["read_as"], serde_json::json!([{"typed": "sogla", "read": "soglia"}]));
    let right = post(&test, "/v1/answers", r#"{"question":"Qual è la soglia ISEE dell'ADI?"}"#).await.json();
    assert_eq!(right["read_as"], serde_json::json!([]));
}

#[tokio::test]
async fn the_day_can_be_given_and_events_can_be_streamed() {
    let test = TestApp::start().await;
    let old =
        post(&test, "/v1/answers", r#"{"question":"Qual è la soglia ISEE dell'ADI?","as_of":"2024-06-01"}"#)
            .await;
    assert!(old.json()["text"].as_str().is_some_and(|t| t.contains("9.360")), "{}", old.text);
    let stream = send(&test, events(r#"{"question":"Qual è la soglia ISEE dell'ADI?"}"#)).await;
    assert!(stream.kind.starts_with("text/event-stream"));
    let order: Vec<&str> = stream.text.lines().filter_map(|l| l.strip_prefix("event: ")).collect();
    assert_eq!(order.first(), Some(&"status"));
    assert_eq!(order.last(), Some(&"done"));
    assert!(order.contains(&"sentence") && order.contains(&"citation"), "{order:?}");
    assert_eq!(stream.header("x-accel-buffering"), "no");
    let refused = send(&test, events(r#"{"question":" "}"#)).await;
    assert_eq!((refused.status.as_u16(), refused.kind.as_str()), (422, "application/problem+json"));
    assert_eq!(refused.json()["type"], "urn:gepi-copilot:problem:empty_question");
}

#[tokio::test]
async fn bad_input_is_a_problem_in_italian_with_a_stable_type() {
    let test = TestApp::start().await;
    let long = json!({ "question": "a".repeat(2001) }).to_string();
    let huge = json!({ "question": "a".repeat(1_000_000) }).to_string();
    for (body, status, kind, said) in [
        (r#"{"question":""}"#, 422, "empty_question", "vuota"),
        (r#"{"question":"soglia","as_of":"ieri"}"#, 422, "bad_parameter", "AAAA-MM-GG"),
        (r#"{"question":"soglia","as_of":"20240601"}"#, 422, "bad_parameter", "AAAA-MM-GG"),
        (r#"{"question":"soglia","measures":["XYZ"]}"#, 422, "unknown_measure", "XYZ"),
        (r#"{"question":"soglia","thread_id":"a b"}"#, 422, "bad_parameter", "thread_id"),
        (r#"{"question":"soglia","colore":"blu"}"#, 400, "bad_body", "campo sconosciuto «colore»"),
        (r#"{"as_of":"2024-06-01"}"#, 400, "bad_body", "manca il campo «question»"),
        (r#"{"question":3}"#, 400, "bad_body", "serve un testo"),
        (r#"{"question":"#, 400, "bad_body", "riga 1, colonna"),
        (long.as_str(), 413, "question_too_long", "2001"),
        (huge.as_str(), 413, "body_too_large", "256 kB"),
    ] {
        check_problem(&post(&test, "/v1/answers", body).await, status, kind, said);
    }
    let thread = json!({ "question": "soglia", "thread_id": "a".repeat(65) }).to_string();
    check_problem(&post(&test, "/v1/answers", &thread).await, 422, "bad_parameter", "64");
    for (path, status, kind, said) in [
        ("/v1/niente", 404, "not_found", "indirizzo"),
        ("/niente", 404, "not_found", "indirizzo"),
        ("/v1/works/niente", 404, "not_found", "documento"),
        ("/v1/passages/niente", 404, "not_found", "passo"),
        ("/v1/answers/niente", 404, "not_found", "risposta"),
        ("/v1/works/soglia?as_of=mai", 422, "bad_parameter", "AAAA-MM-GG"),
        ("/v1/works?tier=boh", 422, "bad_parameter", "legislation"),
        ("/v1/works?topic=boh", 422, "bad_parameter", "/v1/topics"),
        ("/v1/works?topic=a&topic=b", 422, "bad_query", "una volta sola"),
        ("/v1/works/%FF", 400, "bad_path", "UTF-8"),
    ] {
        check_problem(&get(&test, path).await, status, kind, said);
    }
    for path in ["/v1/answers", "/v1/works", "/healthz", "/readyz", "/metrics", "/", "/v1/answers/x/feedback"]
    {
        let wrong = send(&test, Request::delete(path).body(Body::empty()).expect("a request")).await;
        check_problem(&wrong, 405, "method", "metodo");
    }
    for path in ["/v1/answers", "/v1/answers/x/feedback"] {
        for kind in ["text/plain", "application/x-www-form-urlencoded"] {
            let request = Request::post(path).header(header::CONTENT_TYPE, kind);
            let request = request.body(Body::from(r#"{"question":"soglia"}"#)).expect("a request");
            check_problem(&send(&test, request).await, 415, "not_json", "application/json");
        }
    }
}

#[track_caller]
pub(super) fn check_problem(reply: &Reply, status: u16, kind: &str, said: &str) {
    assert_eq!(
        (reply.status.as_u16(), reply.kind.as_str()),
        (status, "application/problem+json"),
        "{}",
        reply.text
    );
    let problem = reply.json();
    assert_eq!(problem["type"], format!("urn:gepi-copilot:problem:{kind}"));
    assert_eq!(problem["status"], status);
    assert!(problem["detail"].as_str().is_some_and(|d| d.contains(said)), "{problem}");
    assert!(!problem["title"].as_str().unwrap_or_default().contains("problem."), "{problem}");
}

#[tokio::test]
async fn measures_are_found_in_upper_and_lower_case() {
    let test = TestApp::start().await;
    for measure in ["ADI", "adi", "Adi"] {
        let body = json!({ "question": "Qual è la soglia ISEE?", "measures": [measure] }).to_string();
        let reply = post(&test, "/v1/answers", &body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    }
    let body = json!({ "question": "Qual è la soglia ISEE?", "thread_id": "caso_7-b" }).to_string();
    assert_eq!(post(&test, "/v1/answers", &body).await.json()["thread_id"], "caso_7-b");
}

#[tokio::test]
async fn works_topics_and_health() {
    let test = TestApp::start().await;
    let works = get(&test, "/v1/works?topic=adi-requisiti").await.json();
    assert_eq!(works["works"].as_array().map(Vec::len), Some(2));
    let old = get(&test, "/v1/works/soglia?as_of=2024-05-01").await.json();
    assert_eq!((old["version"].as_str(), old["valid_to"].as_str()), (Some("2024-01-01"), Some("2025-01-01")));
    assert_eq!(get(&test, "/v1/works/soglia").await.json()["version"], "2025-01-01");
    assert_eq!(get(&test, "/v1/works/soglia?as_of=2020-01-01").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&test, "/v1/topics").await.json()["areas"][0]["topics"][0]["passages"], 3);
    assert_eq!(get(&test, "/healthz").await.text, "ok");
    let ready = get(&test, "/readyz").await.json();
    assert_eq!((ready["status"].as_str(), ready["search"].as_str()), (Some("ready"), Some("bm25")));
    assert!(get(&test, "/metrics").await.text.contains("copilot_passages 3"));
    assert_eq!(get(&test, "/v1/openapi.json").await.status, StatusCode::OK);
    let dense = TestApp::with_vectors().await;
    assert_eq!(get(&dense, "/readyz").await.json()["search"], "hybrid");
}

#[tokio::test]
async fn feedback_is_kept_and_redacted() {
    let test = TestApp::start().await;
    let answer = post(&test, "/v1/answers", r#"{"question":"La signora Maria Rossi ha la soglia ISEE?"}"#)
        .await
        .json();
    assert!(!answer["question"].as_str().is_some_and(|q| q.contains("Rossi")), "{answer}");
    let path = format!("/v1/answers/{}/feedback", answer["id"].as_str().unwrap_or_default());
    let body = r#"{"useful":false,"reason":"outdated","note":"lo dice il sig. Mario Bianchi"}"#;
    assert_eq!(post(&test, &path, body).await.status, StatusCode::CREATED);
    let note: String =
        sqlx::query_scalar("SELECT note FROM feedback").fetch_one(test.app.store.pool()).await.expect("kept");
    assert!(!note.contains("Bianchi"), "{note}");
    let reply = post(&test, &path, r#"{"useful":false,"reason":"boh"}"#).await;
    check_problem(&reply, 422, "bad_parameter", "outdated");
    assert_eq!(post(&test, "/v1/answers/x/feedback", body).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_description_of_the_api_is_frozen() {
    let mut document = serde_json::to_value(gepi_copilot::http::openapi_document()).expect("plain data");
    document["info"]["version"] = "[version]".into();
    insta::assert_json_snapshot!("openapi", document);
}

#[tokio::test]
async fn a_work_says_what_it_sums_up_what_changed_and_who_cites_it() {
    let test = TestApp::start().await;
    let cites = super::app::sheet(
        "rinvio",
        "valid_from = 2024-01-01",
        "La soglia è quella dell'art. 2, comma 2, del D.L. 48/2023.",
    );
    let folder = test.folder.path().join("corpus/adi");
    std::fs::write(folder.join("rinvio.md"), cites).expect("written");
    for (file, year) in [("soglia~2024.md", "2024"), ("soglia~2025.md", "2025")] {
        let text = std::fs::read_to_string(folder.join(file)).expect("there");
        let about = "about = [\"urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2\"]\nreference";
        std::fs::write(folder.join(file), text.replacen("reference", about, 1)).expect(year);
    }
    test.app.start_answering().await.expect("published");
    let work = get(&test, "/v1/works/soglia").await.json();
    assert_eq!(work["badge"], "sintesi di: D.L. 48/2023");
    assert_eq!(work["review"], Value::Null);
    assert_eq!(work["cited_by"][0]["passage_id"], "rinvio~2024-01-01~regola");
    let citing = get(&test, "/v1/passages/rinvio~2024-01-01~regola").await.json();
    assert_eq!(
        citing["cites"][0]["passage_id"], "soglia~2025-01-01~regola",
        "the version of today: {citing}"
    );
    assert_eq!(citing["cites"][0]["kind"], "sheet");
    let diff = get(&test, "/v1/works/soglia/diff").await.json();
    assert_eq!((diff["from"].as_str(), diff["to"].as_str()), (Some("2024-01-01"), Some("2025-01-01")));
    let pieces = diff["changes"][0]["pieces"].as_array().cloned().unwrap_or_default();
    assert!(
        pieces
            .iter()
            .any(|p| p["kind"] == "added" && p["text"].as_str().is_some_and(|t| t.contains("10.140")))
    );
    let dated = get(&test, "/v1/works/soglia/diff?from=2024-12-31&to=2025-01-01").await.json();
    assert_eq!(dated, diff);
    for (path, status, kind, said) in [
        ("/v1/works/niente/diff", 404, "not_found", "documento"),
        ("/v1/works/incontro/diff", 404, "not_found", "confrontare"),
        ("/v1/works/soglia/diff?from=1990-01-01", 404, "not_found", "confrontare"),
        ("/v1/works/soglia/diff?to=ieri", 422, "bad_parameter", "AAAA-MM-GG"),
    ] {
        check_problem(&get(&test, path).await, status, kind, said);
    }
}

#[tokio::test]
async fn reviewers_read_gaps_and_move_them_without_overwriting_each_other() {
    let test = TestApp::with_vectors().await;
    for question in [
        "Qual è l'orario dello sportello di Viterbo?",
        "Qual è l'orario dello sportello di Viterbo",
        "Chi riceve nella zona di Lecce per il primo incontro?",
    ] {
        let asked = post(&test, "/v1/answers", &json!({ "question": question }).to_string()).await.json();
        assert!(asked["gap_id"].is_string(), "{asked}");
        let read = get(&test, &format!("/v1/answers/{}", asked["id"].as_str().expect("an id"))).await.json();
        assert_eq!(read["gap_id"], asked["gap_id"]);
    }
    let page = get(&test, "/v1/gaps?limit=1").await.json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{page}");
    let (id, next) = (page["items"][0]["id"].as_str().expect("id"), page["next"].as_str().expect("more"));
    assert_eq!(page["items"][0]["questions"], 2);
    let rest = get(&test, &format!("/v1/gaps?limit=1&after={next}")).await.json();
    assert_eq!((rest["items"].as_array().map(Vec::len), &rest["next"]), (Some(1), &Value::Null));

    let path = format!("/v1/gaps/{id}/transitions");
    let moved = post(&test, &path, r#"{"version":1,"to":"confirmed"}"#).await;
    assert_eq!(
        (moved.status, &moved.json()["gap"]["version"]),
        (StatusCode::OK, &json!(2)),
        "{}",
        moved.text
    );
    for (path, body, status, name) in [
        (path.as_str(), r#"{"version":1,"to":"dismissed","note":"x"}"#, 409, "stale"),
        (&path, r#"{"version":2,"to":"published"}"#, 422, "transition"),
        (&path, r#"{"version":2,"to":"boh"}"#, 422, "bad_parameter"),
        (&path, r#"{"version":2,"to":"assigned","office":"DG","tier":"boh"}"#, 422, "bad_parameter"),
        (&path, r#"{"to":"dismissed"}"#, 400, "bad_body"),
        ("/v1/gaps/boh/transitions", r#"{"version":2,"to":"confirmed"}"#, 404, "not_found"),
    ] {
        let reply = post(&test, path, body).await;
        assert_eq!(reply.status.as_u16(), status, "{body}: {}", reply.text);
        assert_eq!(reply.kind, "application/problem+json");
        assert_eq!(reply.json()["type"], format!("urn:gepi-copilot:problem:{name}"), "{body}");
    }
    for path in ["/v1/gaps?state=boh", "/v1/gaps?after=boh", "/v1/gaps?limit=0", "/v1/gaps?boh=1"] {
        assert_eq!(get(&test, path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(get(&test, "/v1/gaps/boh").await.status, StatusCode::NOT_FOUND);
    let read = get(&test, &format!("/v1/gaps/{id}")).await.json();
    assert_eq!((read["history"].as_array().map(Vec::len), &read["next"][0]), (Some(2), &json!("assigned")));
    let table = get(&test, "/v1/gaps.csv?state=confirmed").await;
    assert!(table.kind.starts_with("text/csv") && table.text.lines().count() == 2, "{}", table.text);
    let matrix = get(&test, "/v1/gaps/matrix").await.json();
    assert_eq!(matrix[0]["passages"]["legislation"], 2, "{matrix}");
}

#[tokio::test]
async fn an_answer_of_no_use_is_a_sign_of_a_gap() {
    let test = TestApp::with_vectors().await;
    let asked = post(&test, "/v1/answers", r#"{"question":"Qual è la soglia ISEE dell'ADI?"}"#).await.json();
    assert_eq!(asked["gap_id"], Value::Null);
    let path = format!("/v1/answers/{}/feedback", asked["id"].as_str().expect("an id"));
    for _ in 0..2 {
        let reply = post(&test, &path, r#"{"useful":false,"reason":"not_answering"}"#).await;
        assert_eq!(reply.status, StatusCode::CREATED);
    }
    let page = get(&test, "/v1/gaps").await.json();
    assert_eq!(
        (page["items"].as_array().map(Vec::len), &page["items"][0]["questions"]),
        (Some(1), &json!(1))
    );
}
