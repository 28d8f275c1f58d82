//! A document handed in: shown as it would be, confirmed, ordered; and who may do so.

use super::api::{Reply, check_problem, get, post, send};
use super::app::TestApp;
use super::cli::{copilot, scratch};
use super::publication::start;
use super::source;
use axum::body::Body;
use axum::http::{Method, Request, header};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::store::Clock;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const CIRCULAR: &str = "# Circolare 12 marzo 2025, n. 7\n\n## Mensa\n\nIl buono pasto del centro diurno vale 7 euro e si chiede allo \
    sportello entro trenta giorni.\n\n## Incontro\n\nIl primo incontro va fatto entro 120 giorni dal PAD.\n\n## Assegno\n\nL'ADI non \
    cambia per chi usa la mensa del Comune.\n";

async fn hand_in(test: &TestApp, file: &str, bytes: Vec<u8>) -> Reply {
    let request = Request::post(format!("/v1/admin/documents?file={file}"));
    let request = request.header(header::CONTENT_TYPE, "application/octet-stream");
    send(test, request.body(Body::from(bytes)).expect("a request")).await
}

fn id(reply: &Reply) -> String {
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.text);
    reply.json()["id"].as_str().expect("an id").to_owned()
}

async fn confirm(test: &TestApp, id: &str, fields: Value) -> Reply {
    post(test, &format!("/v1/admin/documents/{id}/confirm"), &fields.to_string()).await
}

/// The document, once nothing is being built any more.
async fn ended(test: &TestApp, id: &str) -> Value {
    for _ in 0..400 {
        let document = get(test, &format!("/v1/admin/documents/{id}")).await.json();
        if document["state"] != "building" {
            return document;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it does not end");
}

async fn answer(test: &TestApp, question: &str) -> Value {
    post(test, "/v1/answers", &json!({ "question": question }).to_string()).await.json()
}

fn values(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|s| s["value"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_shown_confirmed_and_cited() {
    let test = start(0).await;
    let glossary = "[[term]]\nid = \"adi\"\ncanonical = \"Assegno di inclusione\"\nacronyms = [\"ADI\"]\nmeasure = \"ADI\"\n";
    std::fs::write(test.folder.path().join("corpus/glossary.toml"), glossary).expect("written");
    test.app.start_answering().await.expect("read");
    let reply = hand_in(&test, "Circolare%20mensa.md", CIRCULAR.into()).await;
    let (id, document) = (id(&reply), reply.json());
    assert_eq!(
        (document["state"].as_str(), document["file"].as_str()),
        (Some("received"), Some("Circolare mensa.md"))
    );
    let look = &document["look"];
    assert_eq!(look["work_id"], "circolare-mensa");
    let shown: Vec<_> =
        look["passages"].as_array().into_iter().flatten().map(|p| p["heading"].as_str()).collect();
    assert_eq!(shown.last(), Some(&Some("Circolare 12 marzo 2025, n. 7 › Assegno")));
    let seems = &look["suggestions"];
    assert_eq!(
        (seems["tier"].as_str(), seems["valid_from"]["value"].as_str()),
        (Some("guideline"), Some("2025-03-12"))
    );
    assert_eq!((values(&seems["measures"]), values(&seems["topics"])), (vec!["ADI"], vec!["adi-requisiti"]));
    let near = &look["near_duplicates"][0];
    assert_eq!((near["work_id"].as_str(), near["same"].as_bool()), (Some("incontro"), Some(true)), "{look}");
    assert_eq!(
        answer(&test, "Quanto vale il buono pasto?").await["verdict"],
        "not_covered",
        "nothing changed yet"
    );
    let fields = json!({ "valid_from": "2025-03-12", "tier": "guideline", "measures": ["ADI"], "topics": ["adi-requisiti"],
        "title": "Circolare sulla mensa", "status": "official", "issuer": "Comune di Prova" });
    let reply = confirm(&test, &id, fields).await;
    assert_eq!(reply.status.as_u16(), 202, "{}", reply.text);
    let document = ended(&test, &id).await;
    assert_eq!(document["state"], "published", "{document}");
    let answer = answer(&test, "Quanto vale il buono pasto del centro diurno?").await;
    let cited = &answer["citations"][0];
    assert_eq!(
        [&cited["title"], &cited["tier"], &cited["status"], &cited["valid_from"]],
        ["Circolare sulla mensa", "guideline", "official", "2025-03-12"],
        "{answer}"
    );
    assert!(cited["passage_id"].as_str().is_some_and(|id| id.starts_with("circolare-mensa~2025-03-12~")));
    let list = get(&test, "/v1/admin/documents").await.json();
    assert_eq!(list["documents"][0]["state"], "published");
    let again = hand_in(&test, "circolare-mensa.md", CIRCULAR.replace("7 euro", "8 euro").into()).await;
    assert_eq!(again.json()["look"]["versions_held"], json!(["2025-03-12"]));
    let works = || async { get(&test, "/v1/works").await.json()["works"].as_array().map(Vec::len) };
    let before = works().await;
    let seems = &again.json()["look"]["suggestions"];
    assert_eq!(
        [&seems["tier"], &seems["status"], &seems["issuer"]],
        ["guideline", "official", "Comune di Prova"]
    );
    assert_eq!((values(&seems["measures"]), values(&seems["topics"])), (vec!["ADI"], vec!["adi-requisiti"]));
    let id = again.json()["id"].as_str().expect("an id").to_owned();
    let fields = json!({ "valid_from": "2025-03-12", "measures": ["ADI"] });
    assert_eq!(confirm(&test, &id, fields.clone()).await.status.as_u16(), 202);
    let twice = confirm(&test, &id, fields).await;
    check_problem(&twice, 409, "building", "già stato confermato");
    assert_eq!(ended(&test, &id).await["state"], "published");
    let held = test.app.snapshot().expect("open");
    let held = held.versions_of("circolare-mensa");
    assert_eq!(held[0].status, gepi_copilot::corpus::Status::Official, "what was confirmed of it stays");
    assert_eq!(works().await, before, "handed in again, it replaces itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_yes_is_wanted_it_waits_and_can_be_approved_or_thrown_away() {
    let test = start(1).await;
    let document = id(&hand_in(&test, "mensa.md", CIRCULAR.into()).await);
    confirm(&test, &document, json!({ "valid_from": "2025-03-12", "by": "Anna" })).await;
    let waits = ended(&test, &document).await;
    let draft = waits["generation"].as_str().expect("a draft").to_owned();
    assert_eq!(waits["state"], "waiting");
    let list = get(&test, "/v1/admin/generations").await.json();
    assert_eq!((list["approvals"].as_u64(), list["waiting"].as_str()), (Some(1), Some(draft.as_str())));
    let row = list["generations"].as_array().and_then(|rows| rows.iter().find(|r| r["id"] == draft.as_str()));
    assert_eq!(row.expect("listed")["draft"]["ordered_by"], json!(["Anna"]));
    let preview = get(&test, &format!("/v1/admin/generations/{draft}/preview")).await;
    assert_eq!(preview.json()["works"][0]["work_id"], "mensa", "{}", preview.text);
    assert_eq!(preview.json()["checks"].as_array().map(Vec::len), Some(5));
    let refused = post(&test, "/v1/admin/generations/g000000000000/approve", "{}").await;
    check_problem(&refused, 409, "no_draft", "g000000000000");
    let thrown = post(&test, &format!("/v1/admin/generations/{draft}/discard"), "{}").await;
    assert_eq!(thrown.status.as_u16(), 200, "{}", thrown.text);
    assert_eq!(ended(&test, &document).await["state"], "received", "it can be confirmed again");
    confirm(&test, &document, json!({ "valid_from": "2025-03-12" })).await;
    let draft = ended(&test, &document).await["generation"].as_str().expect("a draft").to_owned();
    let body = json!({ "name": "Ugo", "note": "letta" }).to_string();
    let approved = post(&test, &format!("/v1/admin/generations/{draft}/approve"), &body).await;
    assert_eq!(approved.json()["published"].as_str(), Some(draft.as_str()), "{}", approved.text);
    assert_eq!(ended(&test, &document).await["state"], "published");
    assert!(
        answer(&test, "Quanto vale il buono pasto?").await["text"]
            .as_str()
            .is_some_and(|t| t.contains("7 euro"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_that_fail_are_told_and_can_be_overruled() {
    let test = start(0).await;
    for n in 0..5 {
        std::fs::remove_file(test.folder.path().join(format!("corpus/adi/buono-{n}.md"))).expect("removed");
    }
    let document = id(&hand_in(&test, "mensa.md", CIRCULAR.into()).await);
    confirm(&test, &document, json!({ "valid_from": "2025-03-12" })).await;
    let draft = ended(&test, &document).await["generation"].as_str().expect("a draft").to_owned();
    let path = format!("/v1/admin/generations/{draft}/approve");
    check_problem(&post(&test, &path, "{}").await, 409, "checks_failed", "10 %");
    let body = json!({ "despite_checks": true }).to_string();
    assert_eq!(post(&test, &path, &body).await.status.as_u16(), 200);
    let list = get(&test, "/v1/admin/generations").await.json();
    let row = list["generations"].as_array().and_then(|rows| rows.iter().find(|r| r["published"] == true));
    assert_eq!(row.expect("one")["approvals"][0]["despite"], json!(["counts"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_refused_in_italian() {
    let test = start(2).await;
    let fixture =
        |name: &str| std::fs::read(source::root().join("tests/fixtures/formats").join(name)).expect(name);
    check_problem(&hand_in(&test, "", CIRCULAR.into()).await, 422, "bad_document", "circolare.pdf");
    check_problem(&hand_in(&test, "senza", CIRCULAR.into()).await, 422, "bad_document", "circolare.pdf");
    check_problem(&hand_in(&test, "foto.jpg", vec![1, 2]).await, 422, "bad_document", "foto.jpg");
    check_problem(&hand_in(&test, "a.pdf", b"%PDF-1.7 niente".to_vec()).await, 422, "bad_document", "a.pdf");
    check_problem(
        &hand_in(&test, "chiuso.pdf", fixture("chiuso.pdf")).await,
        422,
        "bad_document",
        "chiuso.pdf",
    );
    let huge = vec![b'a'; 64 * 1024 * 1024 + 1];
    check_problem(&hand_in(&test, "a.txt", huge).await, 413, "document_too_large", "64 MB");
    for kind in ["text/plain", "multipart/form-data; boundary=x"] {
        let request = Request::post("/v1/admin/documents?file=a.txt").header(header::CONTENT_TYPE, kind);
        let reply = send(&test, request.body(Body::from("ciao")).expect("a request")).await;
        check_problem(&reply, 415, "not_bytes", "octet-stream");
    }
    check_problem(&get(&test, "/v1/admin/documents/x").await, 404, "not_found", "caricalo di nuovo");
    check_problem(&get(&test, "/v1/admin/generations/x/preview").await, 404, "not_found", "generazione");
    let document = id(&hand_in(&test, "guida.pdf", fixture("guida.pdf")).await);
    let good = json!({ "valid_from": "2025-01-01", "by": "Anna" });
    for (field, value, said) in [
        ("valid_from", json!("ieri"), "AAAA-MM-GG"),
        ("valid_to", json!("2024-01-01"), "vuoto"),
        ("tier", json!("boh"), "legislation"),
        ("status", json!("boh"), "official"),
        ("measures", json!(["XYZ"]), "XYZ"),
        ("topics", json!(["boh"]), "boh"),
        ("work_id", json!("con spazio"), "con spazio"),
        ("url", json!("javascript:alert(1)"), "https"),
        ("collection", json!("starter"), "starter"),
        ("by", json!(" "), "--by"),
    ] {
        let mut fields = good.clone();
        fields[field] = value;
        check_problem(&confirm(&test, &document, fields).await, 422, "bad_field", said);
    }
    check_problem(&confirm(&test, &document, json!({})).await, 400, "bad_body", "valid_from");
    let state = get(&test, &format!("/v1/admin/documents/{document}")).await.json();
    assert_eq!(state["state"], "received", "nothing was ordered");
}

#[tokio::test]
async fn administration_is_for_whoever_sits_at_the_machine() {
    let test = start(0).await;
    let routes = [
        (Method::GET, "/v1/admin/generations"),
        (Method::GET, "/v1/admin/generations/x/preview"),
        (Method::POST, "/v1/admin/generations/x/approve"),
        (Method::POST, "/v1/admin/generations/x/discard"),
        (Method::GET, "/v1/admin/documents"),
        (Method::POST, "/v1/admin/documents?file=a.txt"),
        (Method::GET, "/v1/admin/documents/x"),
        (Method::POST, "/v1/admin/documents/x/confirm"),
        (Method::GET, "/v1/admin/altro"),
    ];
    let refused = async |test: &TestApp, name: &str, value: &str| {
        for (method, path) in &routes {
            let request = Request::builder().method(method).uri(*path).header(name, value);
            let reply = send(test, request.body(Body::empty()).expect("a request")).await;
            check_problem(&reply, 403, "admin_closed", "127.0.0.1");
        }
        let request = Request::get("/readyz").header(name, value).body(Body::empty()).expect("a request");
        assert_eq!(send(test, request).await.json()["admin"], false, "the page does not offer it");
    };
    refused(&test, "x-forwarded-for", "10.0.0.1").await;
    refused(&test, "host", "copilot.comune.example.it").await;
    assert_eq!(get(&test, "/readyz").await.json()["admin"], true);
    let open = Request::get("/v1/admin/generations").header("host", "127.0.0.1:8080");
    let open = send(&test, open.body(Body::empty()).expect("a request")).await;
    assert_eq!(open.status.as_u16(), 200, "{}", open.text);
    let documented = gepi_copilot::http::openapi_document();
    let documented = documented.paths.paths.keys().filter(|path| path.starts_with("/v1/admin/")).count();
    assert_eq!(documented, 7, "a new route stands in the list above too");
    for changed in [|c: &mut Config| c.admin = false, |c: &mut Config| c.listen = ([0, 0, 0, 0], 0).into()] {
        let mut config = test.app.config.clone();
        changed(&mut config);
        let app = App::open(config, Clock::System).await.expect("opens");
        let other = TestApp { app: Arc::new(app), folder: tempfile::tempdir().expect("a folder") };
        refused(&other, "accept", "*/*").await;
    }
}

#[test]
fn a_trial_of_ingest_shows_and_adds_nothing() {
    let folder = scratch();
    std::fs::write(folder.path().join("circolare.md"), CIRCULAR).expect("written");
    let run = copilot(folder.path(), &["ingest", "--dry-run", "circolare.md"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    for said in [
        "Livello: guideline",
        "2025-03-12 (è la prima data",
        "primo incontro va fatto",
        "100 % di parole in comune con incontro~",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let answer = copilot(folder.path(), &["ask", "Quanto vale il buono pasto?"]);
    assert!(!answer.out.contains("7 euro"), "{}", answer.out);
    let run = copilot(folder.path(), &["ingest", "--dry-run", "circolare.md", "--withdraw", "soglia"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
}
