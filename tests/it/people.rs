//! Who may do what, what is kept of whoever asks, for how long, and what they are told later.

use super::api::{Reply, get, post, send};
use super::app::{TestApp, config};
use super::cli::{copilot, scratch};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use gepi_copilot::access::Role;
use gepi_copilot::app::App;
use gepi_copilot::config::{Config, Issuer};
use gepi_copilot::store::Clock;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::sync::Arc;

const TODAY: Date = date(2026, 11, 21);
const VITERBO: &str = "Qual è l'orario dello sportello di Viterbo?";
const LECCE: &str = "Chi riceve nella zona di Lecce per il primo incontro?";

/// A request with a token, or without.
async fn by(test: &TestApp, token: Option<&str>, (method, path, body): (Method, &str, &str)) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    send(test, request.body(Body::from(body.to_owned())).expect("a request")).await
}

async fn asks(test: &TestApp, token: &str, question: &str) -> Value {
    let body = json!({ "question": question }).to_string();
    let reply = by(test, Some(token), (Method::POST, "/v1/answers", &body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    reply.json()
}

/// The same data folder on another day, or with another configuration.
async fn again(test: TestApp, day: Date, change: impl FnOnce(&mut Config)) -> TestApp {
    let mut config = config(test.folder.path());
    change(&mut config);
    let app = Arc::new(App::open(config, Clock::Fixed(day)).await.expect("opens"));
    app.start_answering().await.expect("answers");
    TestApp { app, folder: test.folder }
}

async fn number(test: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(test.app.store.pool()).await.expect("counted")
}

async fn askers(test: &TestApp) -> Vec<String> {
    let all = "SELECT asker FROM observations WHERE asker IS NOT NULL UNION SELECT asker FROM answers WHERE asker IS NOT NULL";
    sqlx::query_scalar(all).fetch_all(test.app.store.pool()).await.expect("read")
}

#[tokio::test]
async fn each_role_does_what_it_may_and_no_more() {
    let test = TestApp::start().await;
    let gap = asks(&test, "dev.case_manager.ambito-1.anna", VITERBO).await["gap_id"].clone();
    let gap = gap.as_str().expect("a gap");
    let path = format!("/v1/gaps/{gap}/transitions");
    let readers = [Role::Ministry, Role::Trainer, Role::Admin];
    let workers = [Role::Ministry, Role::Admin];
    for role in Role::ALL {
        let token = format!("dev.{}.ente.anna", role.as_str());
        let status = async |method: Method, path: &str, body: &str| {
            by(&test, Some(&token), (method, path, body)).await.status.as_u16()
        };
        for path in
            ["/v1/gaps", "/v1/gaps.csv", "/v1/gaps/matrix", &format!("/v1/gaps/{gap}"), "/v1/holds/history"]
        {
            let expected = if readers.contains(&role) { 200 } else { 403 };
            assert_eq!(status(Method::GET, path, "").await, expected, "{role:?} {path}");
        }
        // Whoever may is told that the version is stale, or that nothing is on hold: the door was open.
        let moved = status(Method::POST, &path, r#"{"version":99,"to":"confirmed"}"#).await;
        assert_eq!(moved, if workers.contains(&role) { 409 } else { 403 }, "{role:?}");
        let released = status(Method::POST, "/v1/holds/adi-requisiti/release", "{}").await;
        assert_eq!(released, if workers.contains(&role) { 404 } else { 403 }, "{role:?}");
        let published = status(Method::GET, "/v1/admin/generations", "").await;
        assert_eq!(published, if role == Role::Admin { 200 } else { 403 }, "{role:?}");
        for path in ["/v1/holds", "/v1/news", "/v1/works", "/v1/topics"] {
            assert_eq!(status(Method::GET, path, "").await, 200, "{role:?} {path}");
        }
    }
    for token in ["dev", "dev.boss.a.b", "eyJhbGciOi.x.y", "dev.ministry.a", ""] {
        for path in ["/v1/gaps", "/v1/works", "/v1/admin/generations"] {
            let reply = by(&test, Some(token), (Method::GET, path, "")).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{token} {path}");
            assert_eq!(reply.json()["type"], "urn:gepi-copilot:problem:unauthorized");
            assert!(reply.json()["detail"].as_str().is_some_and(|d| d.contains("dev.RUOLO.ENTE.PERSONA")));
        }
    }
    assert_eq!(get(&test, "/v1/gaps").await.status, StatusCode::OK, "whoever sits here needs no token");
    assert_eq!(get(&test, "/readyz").await.json()["issuer"], "dev");
}

#[tokio::test]
async fn from_elsewhere_nobody_is_believed() {
    let test = TestApp::start().await;
    let proxied = Request::get("/v1/gaps").header("x-forwarded-for", "10.0.0.1");
    let proxied = proxied.header(header::AUTHORIZATION, "Bearer dev.admin..anna");
    assert_eq!(
        send(&test, proxied.body(Body::empty()).expect("a request")).await.status,
        StatusCode::FORBIDDEN
    );
    let test = again(test, TODAY, |config| (config.admin, config.issuer) = (false, Issuer::None)).await;
    for (method, path, body) in [
        (Method::GET, "/v1/gaps", ""),
        (Method::GET, "/v1/admin/generations", ""),
        (Method::POST, "/v1/holds", r#"{"topic":"adi-requisiti","reason":"x"}"#),
    ] {
        for token in [None, Some("dev.admin..anna")] {
            let reply = by(&test, token, (method.clone(), path, body)).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "behind a proxy nobody sits here: {path}");
        }
    }
    let test = again(test, TODAY, |config| {
        config.listen = "0.0.0.0:0".parse().expect("an address");
        config.issuer = Issuer::None;
    })
    .await;
    for token in [None, Some("dev.admin..anna"), Some("boh")] {
        for path in ["/v1/gaps", "/v1/admin/generations"] {
            let reply = by(&test, token, (Method::GET, path, "")).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{token:?} {path}");
        }
        let body = json!({ "question": VITERBO }).to_string();
        let reply = by(&test, token, (Method::POST, "/v1/answers", &body)).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(by(&test, token, (Method::GET, "/v1/news", "")).await.json(), json!([]));
    }
    assert!(askers(&test).await.is_empty(), "nobody in particular asked");
    assert_eq!(get(&test, "/readyz").await.json()["issuer"], Value::Null);
}

#[tokio::test]
async fn gaps_are_ranked_by_who_asks_and_histories_name_reviewers_alone() {
    let test = TestApp::with_vectors().await;
    for _ in 0..3 {
        asks(&test, "dev.case_manager.ambito-1.anna", LECCE).await;
    }
    let asked = asks(&test, "dev.case_manager.ambito-1.anna", VITERBO).await;
    asks(&test, "dev.coordinator.ambito-2.bruno", VITERBO).await;
    let reader = Some("dev.trainer..t");
    let page = by(&test, reader, (Method::GET, "/v1/gaps", "")).await.json();
    let told = |n: usize| {
        let gap = &page["items"][n];
        (gap["questions"].as_i64(), gap["askers"].as_i64(), gap["tenants"].as_i64())
    };
    assert_eq!((told(0), told(1)), ((Some(2), Some(2), Some(2)), (Some(3), Some(1), Some(1))), "{page}");
    let id = asked["gap_id"].as_str().expect("a gap");
    assert_eq!(page["items"][0]["id"], id);

    let reviewer = Some("dev.ministry.dg.rosa");
    let path = format!("/v1/gaps/{id}/transitions");
    let moved = by(&test, reviewer, (Method::POST, &path, r#"{"version":1,"to":"confirmed"}"#)).await.json();
    let step = &moved["history"][1];
    assert_eq!(step["role"], "ministry");
    let called = step["who"].as_str().expect("a pseudonym");
    assert!(called.len() == 32 && !moved.to_string().contains("rosa"), "{moved}");
    assert!(!askers(&test).await.iter().any(|asker| asker == called));
}

/// Every address of the description, with ids that exist in the place of variables.
fn addresses(ids: &[(&str, &str)]) -> Vec<String> {
    let document = serde_json::to_value(gepi_copilot::http::openapi_document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").clone();
    let reads = paths.iter().filter(|(_, methods)| methods.get("get").is_some());
    let place = |path: &str| {
        let known = ids.iter().find(|(start, _)| path.starts_with(start)).map_or("x", |(_, id)| id);
        let (before, after) = path.split_once('{').unwrap_or((path, ""));
        let after = after.split_once('}').map_or("", |(_, after)| after);
        if path.contains('{') { format!("{before}{known}{after}") } else { path.to_owned() }
    };
    reads.map(|(path, _)| place(path)).collect()
}

#[tokio::test]
async fn nothing_ever_prints_who_asked() {
    let test = TestApp::with_vectors().await;
    let first = asks(&test, "dev.case_manager.ambito-1.anna", VITERBO).await;
    let answered = asks(&test, "dev.case_manager.ambito-1.anna", "Qual è la soglia ISEE dell'ADI?").await;
    let id = |answer: &Value, field: &str| answer[field].as_str().unwrap_or_default().to_owned();
    let path = format!("/v1/answers/{}/feedback", id(&answered, "id"));
    let of_no_use =
        by(&test, Some("dev.case_manager.ambito-1.anna"), (Method::POST, &path, r#"{"useful":false}"#));
    assert_eq!(of_no_use.await.status, StatusCode::CREATED);
    let askers = askers(&test).await;
    assert_eq!(askers.len(), 1, "one person, one pseudonym");
    assert_eq!(number(&test, "SELECT COUNT(*) FROM observations WHERE asker IS NOT NULL").await, 2);
    let (gap, answer) = (id(&first, "gap_id"), id(&first, "id"));
    let addresses = addresses(&[("/v1/gaps/", &gap), ("/v1/answers/", &answer), ("/v1/works/", "soglia")]);
    assert!(addresses.iter().any(|a| a.ends_with(&gap)) && addresses.len() > 15, "{addresses:?}");
    let mut read = 0;
    for address in addresses {
        for token in [None, Some("dev.case_manager.ambito-1.anna"), Some("dev.admin..a")] {
            let reply = by(&test, token, (Method::GET, &address, "")).await;
            read += usize::from(reply.status == StatusCode::OK);
            let named = askers.iter().any(|asker| reply.text.contains(asker.as_str()));
            assert!(!named && !reply.text.contains("anna"), "{address}: {}", reply.text);
        }
    }
    assert!(read > 30, "{read} replies were looked at");
}

#[tokio::test]
async fn what_a_stop_left_behind_becomes_a_sign_once() {
    let test = TestApp::with_vectors().await;
    let first = asks(&test, "dev.case_manager.ambito-1.anna", VITERBO).await;
    let useless = asks(&test, "dev.case_manager.ambito-1.anna", "Qual è la soglia ISEE dell'ADI?").await;
    let path = format!("/v1/answers/{}/feedback", useless["id"].as_str().expect("an id"));
    post(&test, &path, r#"{"useful":false,"reason":"outdated"}"#).await;
    // Killed between the answer and its sign.
    for statement in ["DELETE FROM observations", "DELETE FROM gap_history", "DELETE FROM gaps"] {
        sqlx::query(statement).execute(test.app.store.pool()).await.expect("deleted");
    }
    let test = again(test, TODAY, |_| {}).await;
    for _ in 0..2 {
        test.app.retain().await.expect("retained");
        assert_eq!(number(&test, "SELECT COUNT(*) FROM observations").await, 2);
    }
    assert_eq!(number(&test, "SELECT SUM(n) FROM asked").await, 2, "counted once each");
    let kept = get(&test, &format!("/v1/answers/{}", first["id"].as_str().expect("an id"))).await.json();
    let gap = get(&test, &format!("/v1/gaps/{}", kept["gap_id"].as_str().expect("its gap"))).await.json();
    assert_eq!((&gap["gap"]["askers"], &gap["observations"][0]["text"]), (&json!(1), &json!(VITERBO)));
    let reasons = number(&test, "SELECT COUNT(*) FROM observations WHERE reason = 'outdated'").await;
    assert_eq!(reasons, 1, "with its reason");
}

#[tokio::test]
async fn reasons_are_told_per_gap_each_answer_once() {
    let test = TestApp::with_vectors().await;
    let answer = asks(&test, "dev.case_manager..a", VITERBO).await;
    let path = format!("/v1/answers/{}/feedback", answer["id"].as_str().expect("an id"));
    for body in [r#"{"useful":false}"#, r#"{"useful":false,"reason":"unclear"}"#, r#"{"useful":true}"#] {
        assert_eq!(post(&test, &path, body).await.status, StatusCode::CREATED);
    }
    let gap = get(&test, &format!("/v1/gaps/{}", answer["gap_id"].as_str().expect("a gap"))).await.json();
    assert_eq!((&gap["reasons"], &gap["gap"]["questions"]), (&json!({ "unclear": 1 }), &json!(1)));
}

#[tokio::test]
async fn after_ninety_days_answers_are_counts_and_askers_are_nobody() {
    let test = TestApp::start().await;
    let anna = "dev.case_manager.ambito-1.anna";
    let old = asks(&test, anna, VITERBO).await;
    asks(&test, "dev.case_manager.ambito-2.bruno", VITERBO).await;
    asks(&test, anna, "Qual è la soglia ISEE dell'ADI?").await;
    post(
        &test,
        &format!("/v1/answers/{}/feedback", old["id"].as_str().expect("an id")),
        r#"{"useful":true}"#,
    )
    .await;
    let matrix = get(&test, "/v1/gaps/matrix").await.json();
    let gap = format!("/v1/gaps/{}", old["gap_id"].as_str().expect("a gap"));

    let test = again(test, TODAY.saturating_add(jiff::Span::new().days(90)), |_| {}).await;
    let gone = test.app.retain().await.expect("retained");
    assert_eq!((gone.answers, gone.askers, gone.keys), (0, 0, 0), "ninety days are not over");
    asks(&test, anna, VITERBO).await;
    assert_eq!(get(&test, &gap).await.json()["gap"]["askers"], 3, "another period, another name");

    let test = again(test, TODAY.saturating_add(jiff::Span::new().days(91)), |_| {}).await;
    let gone = test.app.retain().await.expect("retained");
    assert_eq!((gone.answers, gone.askers, gone.keys), (3, 2, 0));
    assert_eq!(number(&test, "SELECT COUNT(*) FROM feedback").await, 0, "feedback goes with its answer");
    assert_eq!(number(&test, "SELECT COUNT(*) FROM answers").await, 1);
    let answered = |matrix: &Value| matrix[0]["asked"]["answered"].clone();
    assert_eq!(answered(&get(&test, "/v1/gaps/matrix").await.json()), answered(&matrix), "counts stay");
    let read = get(&test, &gap).await.json();
    assert_eq!(
        (&read["gap"]["askers"], &read["gap"]["questions"]),
        (&json!(3), &json!(3)),
        "people are still counted"
    );
    assert_eq!(read["observations"].as_array().map(Vec::len), Some(3), "the signs of the gap stay, masked");
    assert_eq!(askers(&test).await.len(), 1);

    let test = again(test, TODAY.saturating_add(jiff::Span::new().days(120)), |_| {}).await;
    assert_eq!(
        test.app.retain().await.expect("retained").keys,
        1,
        "nobody can be called by the old name any more"
    );
    assert_eq!(test.app.retain().await.expect("retained").keys, 0);
}

async fn close(test: &TestApp, gap: &str, at: &str) {
    let state = "UPDATE gaps SET state = 'verified_closed', topic = 'adi-requisiti', version = version + 1 WHERE id = ?";
    sqlx::query(state).bind(gap).execute(test.app.store.pool()).await.expect("closed");
    let step = "INSERT INTO gap_history (gap, from_state, to_state, role, who, note, at) VALUES (?, 'new', 'verified_closed', '', '', '', ?)";
    sqlx::query(step).bind(gap).bind(at).execute(test.app.store.pool()).await.expect("closed");
}

#[tokio::test]
async fn whoever_asked_in_vain_hears_that_there_is_an_answer_now() {
    let test = TestApp::start().await;
    let (anna, bruno) = ("dev.case_manager.ambito-1.anna", "dev.case_manager.ambito-2.bruno");
    let asked = asks(&test, anna, "Qual è l'orario dello sportello di Viterbo per Mario Rossi?").await;
    let gap = asked["gap_id"].as_str().expect("a gap").to_owned();
    let news = async |test: &TestApp, token: Option<&str>| {
        by(test, token, (Method::GET, "/v1/news", "")).await.json()
    };
    assert_eq!(news(&test, Some(anna)).await, json!([]), "not closed yet");
    // Closed after another period began: she is known under her old name too.
    let test = again(test, TODAY.saturating_add(jiff::Span::new().days(40)), |_| {}).await;
    close(&test, &gap, "2026-12-30T12:00:00Z").await;
    let told = news(&test, Some(anna)).await;
    assert_eq!((&told[0]["gap_id"], &told[0]["answer_id"]), (&json!(gap), &asked["id"]), "{told}");
    assert!(
        told[0]["question"].as_str().is_some_and(|q| q.contains("Viterbo") && !q.contains("Rossi")),
        "{told}"
    );
    for other in
        [None, Some(bruno), Some("dev.case_manager.ambito-1."), Some("dev.case_manager.ambito-2.anna")]
    {
        assert_eq!(news(&test, other).await, json!([]), "{other:?}");
    }
    let seen = format!("/v1/news/{gap}/seen");
    assert_eq!(by(&test, Some(bruno), (Method::POST, &seen, "")).await.status, StatusCode::NOT_FOUND);
    test.app.hold(("adi-requisiti", "sentenza"), ("ministry", "")).await.expect("held");
    assert_eq!(news(&test, Some(anna)).await, json!([]), "not while the topic is on hold");
    test.app.release(("adi-requisiti", ""), ("ministry", "")).await.expect("released");
    assert_eq!(by(&test, Some(anna), (Method::POST, &seen, "")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(news(&test, Some(anna)).await, json!([]), "once");
    // Opened again and closed again: that is new.
    close(&test, &gap, "2026-12-31T13:00:00Z").await;
    assert_eq!(news(&test, Some(anna)).await.as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_too_old_goes_on_the_command_line_too() {
    let folder = scratch();
    assert_eq!(copilot(folder.path(), &["ask", VITERBO]).code, Some(0));
    let run = copilot(folder.path(), &["admin", "retain", "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let gone: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(gone, json!({ "answers": 0, "askers": 0, "keys": 0 }));
    assert!(copilot(folder.path(), &["admin", "retain"]).out.contains("Oltre 90 giorni"));
    let id: Value =
        serde_json::from_str(&copilot(folder.path(), &["gaps", "list", "--json"]).out).expect("JSON");
    let id = id[0]["id"].as_str().expect("a gap");
    assert_eq!(
        copilot(folder.path(), &["gaps", "move", id, "confirmed", "--by", "Rosa Bianchi"]).code,
        Some(0)
    );
    let shown = copilot(folder.path(), &["gaps", "show", id, "--json"]).out;
    assert!(shown.contains("\"admin\"") && !shown.contains("Rosa"), "{shown}");
}
