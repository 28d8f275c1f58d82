//! A gap closes when its questions, asked again on published material, are answered, and opens again when they are not; whoever
//! kills the program in the middle loses and doubles nothing.

use super::api::{Reply, get, post};
use super::app::{TestApp, sheet};
use super::cli::{copilot, scratch};
use super::publication::{adding, withdrawing};
use super::replay_killed::{observations, plant_many};
use gepi_copilot::answer::Verdict;
use gepi_copilot::app::{App, Ask, Gathered, Order, silent};
use gepi_copilot::gaps::{self, Move, State};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const QUESTION: &str = "Quanto vale il buono pasto del centro diurno?";
const CANTEEN: &str = "# Mensa\n\nIl buono pasto del centro diurno vale 7 euro.\n";

/// A gap that asks for the canteen's voucher, confirmed and assigned to the tier; its id.
async fn planted(test: &TestApp, tier: &str) -> String {
    for question in [QUESTION, "quanto vale un buono pasto, al centro diurno?"] {
        let ask = Ask { question: question.to_owned(), ..Ask::default() };
        let answer = test.app.ask(ask, silent()).await.expect("answers");
        assert_ne!(answer.verdict, Verdict::Answered, "{answer:?}");
        let (id, question) = (question.to_owned(), question.to_owned());
        test.app.gather(Gathered { id, question, day: None, tenant: None }).await.expect("gathered");
    }
    let page = gaps::list(&test.app.store, &gaps::Filter::default()).await.expect("read");
    assert_eq!(page.items.len(), 1, "{page:?}");
    let id = page.items[0].id.clone();
    for (version, to) in [(1, State::Confirmed), (2, State::Assigned)] {
        let (office, tier) = ("DG povertà".to_owned(), tier.to_owned());
        let (note, role) = (String::new(), "ministry".to_owned());
        let change = Move { version, to, note, office, tier, role, who: String::new() };
        gaps::transition(&test.app.store, &id, &change).await.expect("moved");
    }
    id
}

async fn publish(test: &TestApp, order: &Order) -> String {
    let changed = test.app.change(order, test.app.encoder().as_deref(), &|_, _| {}).await.expect("built");
    assert!(changed.waiting.is_none(), "{:?}", changed.waiting);
    changed.manifest.id
}

/// Carries on with what publishing ordered.
async fn replay(app: &App) {
    assert!(app.replay(&|_, _| {}).await.expect("asked again"), "nobody else is at it");
}

#[tokio::test]
async fn published_material_closes_a_gap_with_proof_and_its_withdrawal_opens_it_again() {
    let test = TestApp::with_vectors().await;
    let id = planted(&test, "training").await;
    let before = observations(&test.app).await;
    let path = format!("/v1/gaps/{id}");
    let none = get(&test, &path).await.json();
    assert_eq!((&none["proof"], &none["gap"]["closed_on"]), (&json!([]), &Value::Null), "{none}");

    let generation = publish(&test, &adding("mensa.md", CANTEEN)).await;
    let ordered = get(&test, "/v1/gaps/replays").await.json();
    assert_eq!((&ordered[0]["generation"], &ordered[0]["state"]), (&json!(generation), &json!("running")));
    replay(&test.app).await;
    let read = get(&test, &path).await.json();
    assert_eq!(
        (&read["gap"]["state"], &read["gap"]["version"]),
        (&json!("verified_closed"), &json!(4)),
        "{read}"
    );
    assert_eq!(read["gap"]["closed_on"], json!(generation));
    let proof = &read["proof"][0];
    for (field, value) in [
        ("verdict", json!("answered")),
        ("passed", json!(true)),
        ("answer_id", Value::Null),
        ("title", json!("Mensa")),
        ("tier", json!("training")),
        ("quote", json!("Il buono pasto del centro diurno vale 7 euro.")),
        ("generation", json!(generation)),
    ] {
        assert_eq!(proof[field], value, "{field}: {proof}");
    }
    assert!(proof["passage_id"].as_str().is_some_and(|id| id.starts_with("mensa~")), "{proof}");
    assert!(proof["text"].as_str().is_some_and(|t| t.contains("7 euro. [1]")), "{proof}");
    assert_eq!((read["proof"].as_array().map(Vec::len), &read["replay"]["of"]), (Some(2), &json!(2)));
    let table = get(&test, "/v1/gaps.csv").await.text;
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[0].ends_with(",closed_on") && rows[1].ends_with(&generation), "{table}");
    let step = read["history"].as_array().and_then(|h| h.last()).expect("a step");
    assert_eq!((&step["role"], &step["who"], &step["from"]), (&json!(""), &json!(""), &json!("assigned")));
    assert!(step["note"].as_str().is_some_and(|n| n.contains("2 su 2") && n.contains("«Mensa»")), "{step}");

    // A reviewer who read it before it closed.
    let stale = post(&test, &format!("{path}/transitions"), r#"{"version":3,"to":"in_preparation"}"#).await;
    assert_eq!(
        (stale.status.as_u16(), &stale.json()["type"]),
        (409, &json!("urn:gepi-copilot:problem:stale"))
    );

    publish(&test, &withdrawing(&["mensa"])).await;
    replay(&test.app).await;
    let read = get(&test, &path).await.json();
    assert_eq!(
        (&read["gap"]["state"], &read["gap"]["closed_on"]),
        (&json!("confirmed"), &Value::Null),
        "{read}"
    );
    assert!(read["proof"].as_array().is_some_and(|p| p.iter().all(|p| p["passed"] == false)), "{read}");
    let step = read["history"].as_array().and_then(|h| h.last()).expect("a step");
    assert!(step["note"].as_str().is_some_and(|n| n.contains("«Mensa», che non c'è più")), "{step}");
    assert_eq!(observations(&test.app).await, before, "nothing of it counts as asked");

    test.app.rollback().await.expect("back");
    replay(&test.app).await;
    assert_eq!(
        get(&test, &path).await.json()["gap"]["state"],
        "verified_closed",
        "going back is publishing too"
    );
    replay(&test.app).await;
    let jobs = get(&test, "/v1/gaps/replays").await.json();
    assert_eq!(jobs.as_array().map(Vec::len), Some(3), "none is ordered twice: {jobs}");
}

#[tokio::test]
async fn a_preview_tells_which_gaps_would_close_and_which_would_open_again() {
    let test = TestApp::with_vectors().await;
    let id = planted(&test, "training").await;
    plant_many(&test.app, 11, 50).await;
    let asked = observations(&test.app).await;
    let draft = |order: Order| Order { only_build: true, ..order };
    let impact = async |order: Order| {
        let changed =
            test.app.change(&draft(order), test.app.encoder().as_deref(), &|_, _| {}).await.expect("built");
        changed.waiting.expect("only built").preview.gaps.expect("looked at")
    };
    let told = impact(adding("mensa.md", CANTEEN)).await;
    assert_eq!((told.gaps, told.of, told.wordings), (12, 12, 552), "{told:?}");
    assert!(told.asked <= 500 && told.asked > 450, "{}", told.asked);
    let closes = told.closes.iter().find(|gap| gap.gap_id == id).expect("it would close");
    assert_eq!((closes.state, closes.answered, closes.of), (State::Assigned, 2, 2), "{closes:?}");
    assert_eq!(closes.works, ["mensa"]);
    assert!(told.reopens.is_empty(), "{told:?}");
    let (page, jobs) = (get(&test, "/v1/gaps").await.json(), get(&test, "/v1/gaps/replays").await.json());
    assert!(page["items"].as_array().is_some_and(|i| i.iter().all(|g| g["state"] != "verified_closed")));
    assert_eq!(jobs, json!([]), "a draft is no publication");

    let waiting = test.app.waiting().await.expect("read").expect("waits").generation;
    test.app.switch(&waiting).await.expect("published");
    replay(&test.app).await;
    assert_eq!(get(&test, &format!("/v1/gaps/{id}")).await.json()["gap"]["state"], "verified_closed");
    let told = impact(withdrawing(&["mensa"])).await;
    let reopens: Vec<_> = told.reopens.iter().map(|gap| (gap.gap_id.as_str(), gap.answered)).collect();
    assert_eq!((reopens, told.closes.len()), (vec![(id.as_str(), 0)], 0), "{told:?}");
    let path = format!("/v1/admin/generations/{waiting}/preview");
    let shown = get(&test, &path).await.json();
    assert!(shown["gaps"]["asked"].is_number(), "{shown}");
    assert_eq!(observations(&test.app).await, asked, "nothing of it is kept");
}

#[tokio::test]
async fn material_of_a_lower_tier_than_assigned_does_not_close_a_gap() {
    let test = TestApp::with_vectors().await;
    let id = planted(&test, "guideline").await;
    publish(&test, &adding("mensa.md", CANTEEN)).await;
    replay(&test.app).await;
    let read = get(&test, &format!("/v1/gaps/{id}")).await.json();
    assert_eq!(read["gap"]["state"], "assigned", "{read}");
    assert_eq!(
        (&read["proof"][0]["verdict"], &read["proof"][0]["passed"]),
        (&json!("answered"), &json!(false))
    );
    let back = post(&test, &format!("/v1/gaps/{id}/transitions"), r#"{"version":3,"to":"confirmed"}"#).await;
    assert_eq!(back.status.as_u16(), 200);
    let body = r#"{"version":4,"to":"assigned","office":"DG","tier":"faq"}"#;
    assert_eq!(post(&test, &format!("/v1/gaps/{id}/transitions"), body).await.status.as_u16(), 200);
    let ordered = post(&test, "/v1/gaps/replays", &json!({ "gaps": [id] }).to_string()).await;
    assert_eq!(ordered.status.as_u16(), 202, "{}", ordered.text);
    let path = format!("/v1/gaps/replays/{}", ordered.json()["id"].as_str().expect("an id"));
    let ended = until(&test, &path, |job| job["state"] == "done").await;
    assert_eq!(
        (&ended["closed"], &ended["done"], &ended["of"]),
        (&json!(1), &json!(2), &json!(2)),
        "{ended}"
    );
    assert_eq!(
        (&ended["outcomes"][0]["gap_id"], &ended["outcomes"][0]["outcome"]),
        (&json!(id), &json!("closed"))
    );
}

/// What a path replies once it is so; a test waits for it at most five minutes.
async fn until(test: &TestApp, path: &str, is: impl Fn(&Value) -> bool) -> Value {
    let end = Instant::now() + Duration::from_secs(300);
    loop {
        let told = get(test, path).await.json();
        if is(&told) || Instant::now() > end {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn replays_are_for_reviewers_and_say_what_is_wrong() {
    let test = TestApp::start().await;
    let check = |reply: &Reply, status: u16, name: &str| {
        assert_eq!(reply.status.as_u16(), status, "{}", reply.text);
        assert_eq!(reply.json()["type"], format!("urn:gepi-copilot:problem:{name}"));
    };
    check(&get(&test, "/v1/gaps/replays/boh").await, 404, "not_found");
    check(&post(&test, "/v1/gaps/replays", r#"{"gaps":["boh"]}"#).await, 404, "not_found");
    check(&post(&test, "/v1/gaps/replays", r#"{"bisogni":[]}"#).await, 400, "bad_body");
    let nothing = post(&test, "/v1/gaps/replays", "{}").await;
    assert_eq!((nothing.status.as_u16(), &nothing.json()["state"]), (202, &json!("done")), "nothing to ask");
    let mut config = test.app.config.clone();
    config.listen = "0.0.0.0:0".parse().expect("an address");
    let app = App::open(config, test.app.store.clock().clone()).await.expect("opens");
    let open = TestApp { app: app.into(), folder: tempfile::tempdir().expect("a folder") };
    check(&get(&open, "/v1/gaps/replays").await, 403, "forbidden");
    check(&get(&open, "/v1/gaps/replays/boh").await, 403, "forbidden");
    check(&post(&open, "/v1/gaps/replays", "{}").await, 403, "forbidden");
}

/// What happens to answers after some months.
async fn forget_answers(app: &App) {
    sqlx::raw_sql("DELETE FROM feedback; DELETE FROM answers").execute(app.store.pool()).await.expect("gone");
}

#[tokio::test]
async fn what_was_of_no_use_does_not_close_a_gap_and_another_answer_does() {
    let test = TestApp::with_vectors().await;
    let ask = Ask { question: "Qual è la soglia ISEE dell'ADI?".to_owned(), ..Ask::default() };
    let answer = test.app.ask(ask, silent()).await.expect("answers");
    assert_eq!(answer.verdict, Verdict::Answered);
    let useless = gaps::Feedback { useful: false, reason: "outdated".to_owned(), note: String::new() };
    assert!(test.app.feedback(&answer.id, &useless).await.expect("kept"));
    test.app.order_replay(&[]).await.expect("ordered");
    replay(&test.app).await;
    let page = get(&test, "/v1/gaps").await.json();
    assert_eq!(page["items"][0]["state"], "new", "the same answer is of no more use: {page}");
    let path = format!("/v1/gaps/{}", page["items"][0]["id"].as_str().expect("an id"));
    let proof = get(&test, &path).await.json()["proof"][0].clone();
    assert_eq!((&proof["verdict"], &proof["passed"]), (&json!("answered"), &json!(false)));
    forget_answers(&test.app).await;
    test.app.order_replay(&[]).await.expect("ordered");
    replay(&test.app).await;
    assert_eq!(get(&test, &path).await.json()["gap"]["state"], "new", "it is remembered");
    let body = "La soglia ISEE dell'ADI è di 10.140 euro, che il Comune verifica nella banca dati dell'INPS.";
    let file = test.folder.path().join("corpus/adi/soglia~2025.md");
    std::fs::write(file, sheet("soglia", "valid_from = 2025-01-01", body)).expect("written");
    test.app.build_dense(&|_, _| {}).await.expect("published");
    replay(&test.app).await;
    assert_eq!(get(&test, &path).await.json()["gap"]["state"], "verified_closed");
}

#[tokio::test]
async fn a_question_is_asked_again_about_the_day_it_was_about() {
    let test = TestApp::start().await;
    let long_ago = Some(jiff::civil::date(2023, 6, 1));
    let question = "Qual è la soglia ISEE dell'ADI?".to_owned();
    let ask = Ask { question, as_of: long_ago, ..Ask::default() };
    let answer = test.app.ask(ask, silent()).await.expect("answers");
    assert!(answer.gap_id.is_some() && answer.as_of == "2023-06-01", "{answer:?}");
    test.app.order_replay(&[]).await.expect("ordered");
    replay(&test.app).await;
    let page = get(&test, "/v1/gaps").await.json();
    assert_eq!(page["items"][0]["state"], "new", "what holds today does not answer it: {page}");
    forget_answers(&test.app).await;
    test.app.order_replay(&[]).await.expect("ordered");
    replay(&test.app).await;
    let page = get(&test, "/v1/gaps").await.json();
    assert_eq!(page["items"][0]["state"], "new", "not even when the answer is gone for its age: {page}");
}

#[test]
fn the_commands_close_show_and_open_again() {
    let folder = scratch();
    let run = |args: &[&str]| {
        let run = copilot(folder.path(), args);
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.err);
        run
    };
    let line = json!({ "question": QUESTION }).to_string();
    std::fs::write(folder.path().join("raccolte.jsonl"), line).expect("written");
    run(&["gaps", "import", "raccolte.jsonl"]);
    std::fs::write(folder.path().join("mensa.md"), CANTEEN).expect("written");
    let draft = run(&["ingest", "mensa.md", "--no-publish"]);
    assert!(!draft.err.contains("gaps replay"), "nothing was published: {}", draft.err);
    let shown = run(&["generations", "preview"]).out;
    assert!(
        shown.contains("rifatte 1 domande di 1 bisogni") && shown.contains("si chiuderebbe  Quanto vale"),
        "{shown}"
    );
    let preview: Value = serde_json::from_str(&run(&["generations", "preview", "--json"]).out).expect("JSON");
    let switched = run(&["generations", "switch", preview["generation"].as_str().expect("an id")]);
    assert!(switched.err.contains("rifare sul nuovo materiale: 1."), "{}", switched.err);
    let replayed = run(&["gaps", "replay"]);
    for said in ["chiuso  Quanto vale il buono pasto", "1 domande su 1", "Bisogni chiusi: 1; riaperti: 0"] {
        assert!(replayed.out.contains(said), "{said}: {}", replayed.out);
    }
    let list = run(&["gaps", "list", "--state", "verified_closed", "--json"]).out;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let id = list[0]["id"].as_str().expect("an id");
    let shown = run(&["gaps", "show", id]).out;
    for said in
        ["con risposta 1 su 1", "✔ Quanto vale", "Mensa", "«Il buono pasto del centro diurno vale 7 euro.»"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    run(&["ingest", "--withdraw", "mensa"]);
    let again = run(&["gaps", "replay", "--gap", id]);
    assert!(again.out.contains("riaperto") && again.out.contains("riaperti: 1"), "{}", again.out);
    // An encoder that is not there: users get answers by words and are told so; nothing is closed or opened by such answers.
    let file = folder.path().join("copilot.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    std::fs::write(&file, text.replace("encoder = \"\"", "encoder = \"manca\"")).expect("written");
    let by_words = copilot(folder.path(), &["gaps", "replay"]);
    assert_eq!(by_words.code, Some(1), "{}", by_words.out);
    assert!(by_words.err.contains("non si possono rifare adesso"), "{}", by_words.err);
    std::fs::write(&file, text).expect("written");
    let unknown = copilot(folder.path(), &["gaps", "replay", "--gap", "boh"]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.err);
    assert!(unknown.err.contains("«boh»"), "{}", unknown.err);
}
