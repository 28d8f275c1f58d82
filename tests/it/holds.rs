//! Topics on hold: questions on them abstain with the reason, in every process and by every door, until they are released.

use super::api::{get, post, send};
use super::app::{TestApp, config, sheet};
use super::cli::{copilot, scratch};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gepi_copilot::answer::Stage;
use gepi_copilot::app::{App, Ask, silent};
use gepi_copilot::store::Clock;
use serde_json::{Value, json};

const SOGLIA: &str = r#"{"question":"Qual è la soglia ISEE dell'ADI?"}"#;

async fn counts(test: &TestApp) -> Value {
    get(test, "/v1/gaps/matrix").await.json()[0]["asked"].clone()
}

#[tokio::test]
async fn a_topic_on_hold_is_not_cited_and_says_why() {
    let test = TestApp::with_vectors().await;
    let before = post(&test, "/v1/answers", SOGLIA).await.json();
    assert_eq!(before["verdict"], "answered");
    let held = r#"{"topic":"adi-requisiti","reason":"La Corte costituzionale ha deciso: sentenza n. 12 del 2026, chiesta da Mario Rossi"}"#;
    let set = post(&test, "/v1/holds", held).await;
    assert_eq!(set.status, StatusCode::CREATED, "{}", set.text);
    assert_eq!(set.json()[0]["title"], "Requisiti");
    assert!(!set.text.contains("Mario Rossi"), "{}", set.text);

    let answer = post(&test, "/v1/answers", SOGLIA).await.json();
    assert_eq!(
        (answer["verdict"].as_str(), answer["reason"]["kind"].as_str()),
        (Some("not_covered"), Some("hold"))
    );
    assert_eq!(
        (&answer["sentences"], &answer["citations"], &answer["text"]),
        (&json!([]), &json!([]), &json!(""))
    );
    assert_eq!((&answer["gap_id"], &answer["confidence"]), (&Value::Null, &json!(0.0)), "{answer}");
    let warning = &answer["warnings"][0];
    assert_eq!(warning["kind"], "hold");
    for told in [&answer["reason"]["text"], &warning["text"]] {
        let told = told.as_str().unwrap_or_default();
        assert!(
            told.contains("sentenza n. 12")
                && told.contains("21 novembre 2026")
                && told.contains("Requisiti"),
            "{told}"
        );
    }
    assert!(
        answer["nearest"].as_array().is_some_and(|n| !n.is_empty() && n.iter().all(|n| n["held"] == true))
    );
    assert!(
        !answer["warnings"].to_string().contains("10.140"),
        "nothing of what is on hold is told: {answer}"
    );

    let request = Request::post("/v1/answers").header(header::CONTENT_TYPE, "application/json");
    let request =
        request.header(header::ACCEPT, "text/event-stream").body(Body::from(SOGLIA)).expect("a request");
    let stream = send(&test, request).await;
    assert!(!stream.text.contains("event: sentence") && stream.text.contains("\"hold\""), "{}", stream.text);

    let again = get(&test, &format!("/v1/answers/{}", before["id"].as_str().expect("an id"))).await.json();
    assert_eq!(
        (&again["text"], &again["warnings"][0]["kind"]),
        (&before["text"], &json!("hold")),
        "kept, with a warning"
    );
    assert_eq!(get(&test, "/v1/gaps").await.json()["items"], json!([]), "what is on hold is not wanting");
    assert_eq!(counts(&test).await, json!({ "answered": 1, "hold": 2 }), "and is counted");

    let other =
        post(&test, "/v1/answers", r#"{"question":"Qual è l'orario dello sportello di Viterbo?"}"#).await;
    let gap =
        get(&test, &format!("/v1/gaps/{}", other.json()["gap_id"].as_str().expect("a gap"))).await.json();
    assert_eq!(gap["hold"], gap["gap"]["topic"] == "adi-requisiti", "{gap}");
    let released = post(&test, "/v1/holds/adi-requisiti/release", r#"{"note":"circolare nuova"}"#).await;
    assert_eq!((released.status, released.json()), (StatusCode::OK, json!([])));
    let after = post(&test, "/v1/answers", SOGLIA).await.json();
    assert_eq!((&after["verdict"], &after["text"]), (&before["verdict"], &before["text"]));
    let history = get(&test, "/v1/holds/history").await.json();
    let steps: Vec<(&Value, &Value)> =
        history.as_array().expect("steps").iter().map(|s| (&s["held"], &s["reason"])).collect();
    assert_eq!((steps.len(), steps[1]), (2, (&json!(false), &json!("circolare nuova"))));
}

#[tokio::test]
async fn a_hold_that_cannot_be_is_a_problem() {
    let test = TestApp::start().await;
    let long = json!({ "topic": "adi-requisiti", "reason": "a".repeat(501) }).to_string();
    for (path, body, status, said) in [
        ("/v1/holds", r#"{"topic":"boh","reason":"x"}"#, 422, "adi-requisiti"),
        ("/v1/holds", r#"{"topic":"adi-requisiti","reason":" "}"#, 422, "motivo"),
        ("/v1/holds", &long, 422, "501"),
        ("/v1/holds", r#"{"topic":"adi-requisiti"}"#, 400, "reason"),
        ("/v1/holds/adi-requisiti/release", "{}", 404, "non è sospeso"),
    ] {
        let reply = post(&test, path, body).await;
        assert_eq!(reply.status.as_u16(), status, "{body}: {}", reply.text);
        assert!(reply.json()["detail"].as_str().is_some_and(|d| d.contains(said)), "{}", reply.text);
    }
    assert_eq!(get(&test, "/v1/holds").await.json(), json!([]));
}

#[tokio::test]
async fn another_process_hears_of_a_hold_at_the_next_question() {
    let test = TestApp::start().await;
    let clock = Clock::Fixed(jiff::civil::date(2026, 11, 21));
    let other = std::sync::Arc::new(App::open(config(test.folder.path()), clock).await.expect("opens"));
    assert!(other.open_published().await.expect("opens"));
    let ask = || Ask { question: "Qual è la soglia ISEE dell'ADI?".to_owned(), ..Ask::default() };
    let kind = async || {
        let answer = other.ask(ask(), silent()).await.expect("answers");
        answer.reason.map(|r| r.kind)
    };
    assert_ne!(kind().await.as_deref(), Some("hold"));
    test.app.hold(("adi-requisiti", "sentenza"), ("ministry", "")).await.expect("held");
    assert_eq!(kind().await.as_deref(), Some("hold"));
    test.app.release(("adi-requisiti", ""), ("ministry", "")).await.expect("released");
    assert_ne!(kind().await.as_deref(), Some("hold"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_obeyed_by_the_answer_that_is_being_made() {
    let test = TestApp::start().await;
    let ask = Ask { question: "Qual è la soglia ISEE dell'ADI?".to_owned(), ..Ask::default() };
    let turn = test.app.admit(ask).await.expect("admitted");
    let (app, runtime) = (test.app.clone(), tokio::runtime::Handle::current());
    let set = std::sync::Once::new();
    // The sentences are there already when the topic is put on hold.
    let told = move |stage| {
        if stage == Stage::Verify {
            set.call_once(|| {
                let (app, runtime) = (app.clone(), runtime.clone());
                let hold = async move { app.hold(("adi-requisiti", "sentenza"), ("ministry", "")).await };
                let held = std::thread::spawn(move || runtime.block_on(hold)).join();
                held.expect("no panic").expect("held");
            });
        }
    };
    let answer = test.app.take(turn, Box::new(told)).await.expect("answers");
    assert_eq!(answer.reason.map(|r| r.kind).as_deref(), Some("hold"));
    assert!(answer.sentences.is_empty() && answer.citations.is_empty());
}

#[tokio::test]
async fn what_is_not_on_hold_is_still_answered() {
    let mut test = TestApp::start().await;
    let corpus = test.folder.path().join("corpus");
    let meeting = "Il primo incontro va fatto entro 120 giorni dal PAD.";
    let meeting =
        sheet("incontro", "valid_from = 2024-01-01", meeting).replace("adi-requisiti", "adi-termini");
    std::fs::write(corpus.join("adi/incontro.md"), meeting).expect("written");
    let topics = std::fs::read_to_string(corpus.join("topics.toml")).expect("read");
    let more = "[[topic]]\nid = \"adi-termini\"\ntitle = \"Termini\"\narea = \"ADI\"\n\n";
    std::fs::write(corpus.join("topics.toml"), format!("{more}{topics}")).expect("written");
    let clock = Clock::Fixed(jiff::civil::date(2026, 11, 21));
    test.app = std::sync::Arc::new(App::open(config(test.folder.path()), clock).await.expect("opens"));
    test.app.start_answering().await.expect("answers");
    let both = r#"{"question":"Qual è la soglia ISEE dell'ADI? Entro quanti giorni va fatto il primo incontro dal PAD?"}"#;
    let whole = post(&test, "/v1/answers", both).await.json();
    let said = |answer: &Value, words: &str| answer["text"].as_str().is_some_and(|t| t.contains(words));
    assert!(said(&whole, "10.140") && said(&whole, "120 giorni"), "{whole}");
    let held = r#"{"topic":"adi-termini","reason":"ricorso pendente."}"#;
    assert_eq!(post(&test, "/v1/holds", held).await.status, StatusCode::CREATED);
    let part = post(&test, "/v1/answers", both).await.json();
    assert_eq!((&part["verdict"], &part["reason"]["kind"]), (&json!("partial"), &json!("hold")), "{part}");
    assert!(said(&part, "10.140") && !part.to_string().contains("entro 120 giorni dal PAD."), "{part}");
    let numbers: Vec<&Value> =
        part["citations"].as_array().expect("a list").iter().map(|c| &c["n"]).collect();
    assert_eq!((numbers[0], &part["sentences"][0]["citations"][0]), (&json!(1), &json!(1)));
    assert_eq!((&part["warnings"][0]["kind"], &part["gap_id"]), (&json!("hold"), &Value::Null));
}

#[test]
fn a_hold_is_set_and_released_from_the_command_line() {
    let folder = scratch();
    let run = |words: &[&str]| copilot(folder.path(), words);
    assert_eq!(
        run(&["hold", "set", "adi-requisiti", "--reason", "x"]).code,
        Some(2),
        "nothing is published yet"
    );
    let answer = || -> Value {
        let run = run(&["ask", "Qual è la soglia ISEE dell'ADI?", "--json"]);
        serde_json::from_str(&run.out).expect("JSON")
    };
    assert_eq!(answer()["verdict"], "answered");
    assert_eq!(run(&["hold", "set", "boh", "--reason", "x"]).code, Some(2));
    assert_eq!(run(&["hold", "set", "adi-requisiti", "--reason", "sentenza n. 12"]).code, Some(0));
    assert_eq!(answer()["reason"]["kind"], "hold");
    let shown = run(&["ask", "Qual è la soglia ISEE dell'ADI?"]).out;
    assert!(
        shown.contains("Le risposte su questo argomento sono sospese") && shown.contains("sentenza n. 12"),
        "{shown}"
    );
    assert!(!shown.contains("10.140") && shown.contains("– sospeso"), "{shown}");
    std::fs::write(
        folder.path().join("in.jsonl"),
        "{\"id\":1,\"question\":\"Qual è la soglia ISEE dell'ADI?\"}\n",
    )
    .expect("written");
    assert_eq!(run(&["batch", "in.jsonl", "-o", "out.jsonl"]).code, Some(0));
    let out = std::fs::read_to_string(folder.path().join("out.jsonl")).expect("read");
    assert!(out.contains("\"hold\"") && !out.contains("10.140"), "{out}");
    assert!(run(&["hold", "list"]).out.contains("adi-requisiti (Requisiti) dal "));
    assert_eq!(run(&["hold", "release", "adi-requisiti", "--note", "superata"]).code, Some(0));
    assert_eq!(run(&["hold", "release", "adi-requisiti"]).code, Some(2));
    assert_eq!(answer()["verdict"], "answered");
    let history = run(&["hold", "history"]).out;
    assert!(
        history.contains("sospeso") && history.contains("riammesso") && history.contains("superata"),
        "{history}"
    );
}
