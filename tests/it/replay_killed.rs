//! Replays in processes of their own: killed in the middle, carried on by others, overtaken by what is published or changed
//! meanwhile.

use super::api::{get, post};
use super::app::TestApp;
use super::cli::{copilot, scratch};
use super::publication::adding;
use gepi_copilot::app::App;
use gepi_copilot::gaps::{self, GapError, Move, State};
use gepi_copilot::store::Clock;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Gaps with questions that only take time, straight into the rows: how they came there is not the matter here.
pub(super) async fn plant_many(app: &App, gaps: usize, wordings: usize) {
    let mut transaction = app.store.pool().begin().await.expect("begins");
    for gap in 0..gaps {
        sqlx::query(
            "INSERT INTO gaps (id, title, terms, topic, state, version, office, tier, created_at, updated_at)
             VALUES (?, 'Titolo', '[]', '', 'new', 1, '', '', '', '')",
        )
        .bind(format!("gap-{gap}"))
        .execute(&mut *transaction)
        .await
        .expect("planted");
        for n in 0..wordings {
            sqlx::query(
                "INSERT INTO observations (id, gap, text, hash, verdict, generation, topic, measures, day, encoder, found)
                 VALUES (?, ?, ?, ?, 'imported', 'g0', '', '[]', '2026-11-20', '', '[]')",
            )
            .bind(format!("import:{gap}-{n}"))
            .bind(format!("gap-{gap}"))
            .bind(format!("Entro quanti giorni va fatto il primo incontro, caso {n} della zona {gap}?"))
            .bind(format!("{gap:03}-{n:03}"))
            .execute(&mut *transaction)
            .await
            .expect("planted");
        }
    }
    transaction.commit().await.expect("committed");
}

pub(super) async fn observations(app: &App) -> (i64, i64, i64) {
    let count = async |table: &str| {
        let sum = if table == "asked" { "SUM(n)" } else { "COUNT(*)" };
        let query = sqlx::AssertSqlSafe(format!("SELECT {sum} FROM {table}"));
        sqlx::query_scalar(query).fetch_one(app.store.pool()).await.expect("counted")
    };
    (count("observations").await, count("answers").await, count("asked").await)
}

const GAPS: i64 = 12;
const WORDINGS: i64 = 40;
const QUESTIONS: i64 = GAPS * WORDINGS;

/// A folder with a generation and gaps to ask again, and an app on it.
async fn planted() -> (tempfile::TempDir, App) {
    let folder = scratch();
    assert_eq!(copilot(folder.path(), &["ask", "soglia"]).code, Some(0), "there is a generation");
    let app = App::open(super::app::config(folder.path()), Clock::System).await.expect("opens");
    plant_many(&app, GAPS as usize, WORDINGS as usize).await;
    (folder, app)
}

fn spawn(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_copilot"))
        .current_dir(folder)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

/// How many questions of the replay that runs are done, as soon as there are more than `more`.
async fn done(app: &App, more: i64) -> i64 {
    let end = Instant::now() + Duration::from_secs(300);
    loop {
        let done = sqlx::query_scalar("SELECT done FROM replays WHERE state = 'running' AND done > ?");
        if let Some(done) = done.bind(more).fetch_optional(app.store.pool()).await.expect("read") {
            return done;
        }
        assert!(Instant::now() < end, "it comes no further than {more}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Rows of questions, and those asked.
async fn rows(app: &App) -> (i64, i64) {
    sqlx::query_as("SELECT COUNT(*), COUNT(verdict) FROM replay_questions")
        .fetch_one(app.store.pool())
        .await
        .expect("counted")
}

async fn number(app: &App, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(app.store.pool()).await.expect("counted")
}

#[tokio::test]
async fn a_replay_killed_in_the_middle_goes_on_where_it_was() {
    let (folder, app) = planted().await;
    let before = observations(&app).await;
    let mut so_far = WORDINGS;
    // By the command, then by the service that finds it unfinished: past a gap, so that one is decided and another half asked.
    for args in [&["gaps", "replay"][..], &["serve"]] {
        let mut child = spawn(folder.path(), args);
        let seen = done(&app, so_far).await;
        child.kill().expect("killed at once, saying nothing to anyone");
        child.wait().expect("ended");
        let (kept, asked) = rows(&app).await;
        assert!(
            seen <= asked && asked < QUESTIONS && kept == QUESTIONS,
            "{args:?}: {seen}, {asked} of {kept}"
        );
        so_far = asked;
    }
    let job: String = sqlx::query_scalar("SELECT id FROM replays WHERE state = 'running'")
        .fetch_one(app.store.pool())
        .await
        .expect("one");
    let run = copilot(folder.path(), &["gaps", "replay", "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).expect("JSON alone on stdout");
    assert_eq!((&told["id"], &told["state"]), (&json!(job), &json!("done")), "the same one: {told}");
    assert_eq!((&told["done"], &told["of"]), (&json!(QUESTIONS), &json!(QUESTIONS)));
    assert_eq!(rows(&app).await, (QUESTIONS, QUESTIONS), "each wording of each gap once");
    assert_eq!(observations(&app).await, before, "none lost, none doubled");
    let closed =
        number(&app, "SELECT COUNT(*) FROM gaps WHERE state = 'verified_closed' AND version = 2").await;
    let steps = number(&app, "SELECT COUNT(*) FROM gap_history WHERE to_state = 'verified_closed'").await;
    assert_eq!((told["closed"].as_i64(), closed, steps), (Some(GAPS), GAPS, GAPS), "each closed once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_are_answered_while_a_replay_goes_on() {
    let test = TestApp::with_vectors().await;
    plant_many(&test.app, GAPS as usize, WORDINGS as usize).await;
    let ordered = post(&test, "/v1/gaps/replays", "{}").await;
    assert_eq!(ordered.status.as_u16(), 202, "{}", ordered.text);
    let path = format!("/v1/gaps/replays/{}", ordered.json()["id"].as_str().expect("an id"));
    let (mut beside, end) = (0, Instant::now() + Duration::from_secs(300));
    loop {
        let job = get(&test, &path).await.json();
        if job["state"] == "done" {
            assert_eq!((&job["done"], &job["closed"]), (&json!(QUESTIONS), &json!(GAPS)), "{job}");
            break;
        }
        assert!(Instant::now() < end, "it comes to its end although people ask: {job}");
        let reply = post(&test, "/v1/answers", r#"{"question":"Qual è la soglia ISEE dell'ADI?"}"#).await;
        assert_eq!(reply.json()["verdict"], "answered", "{}", reply.text);
        beside += 1;
    }
    assert!(beside > 1, "they were asked beside it");
    let (signs, answers, asked) = observations(&test.app).await;
    assert_eq!((signs, answers, asked), (QUESTIONS, beside, beside), "only what people asked counts");
}

#[tokio::test]
async fn what_is_published_meanwhile_takes_its_place() {
    // On a machine that is busy the replay may be over before the publication is.
    for _ in 0..5 {
        if took_its_place().await {
            return;
        }
    }
    panic!("each replay was over before the publication");
}

/// Publishes in the middle of a replay; false if that was over by then.
async fn took_its_place() -> bool {
    let (folder, app) = planted().await;
    app.start_answering().await.expect("answers");
    let mut child = spawn(folder.path(), &["gaps", "replay"]);
    done(&app, 1).await;
    let order = adding("mensa.md", "# Mensa\n\nIl buono pasto del centro diurno vale 7 euro.\n");
    let changed = app.change(&order, None, &|_, _| {}).await.expect("published");
    assert!(child.wait().expect("ended").success(), "it goes on with the one that took its place");
    let states: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT generation, state, done FROM replays WHERE total > 0 ORDER BY seq")
            .fetch_all(app.store.pool())
            .await
            .expect("read");
    assert_eq!(states.len(), 2, "{states:?}");
    if states[0].1 == "done" {
        return false;
    }
    assert_eq!((states[0].1.as_str(), states[0].2 < QUESTIONS), ("superseded", true), "{states:?}");
    assert_eq!(states[1], (changed.manifest.id.clone(), "done".to_owned(), QUESTIONS));
    assert_eq!(rows(&app).await, (QUESTIONS, QUESTIONS), "nothing is left of the other");
    let page = gaps::list(&app.store, &gaps::Filter::default()).await.expect("read");
    let proof = gaps::read(&app.store, &page.items[0].id).await.expect("read").proof;
    assert!(proof.iter().all(|p| p.generation == changed.manifest.id), "never mixed");
    true
}

#[tokio::test]
async fn a_reviewer_and_a_replay_do_not_overwrite_each_other() {
    let (folder, app) = planted().await;
    let mut child = spawn(folder.path(), &["gaps", "replay"]);
    let (mut moved, mut stale) = (0, 0);
    let mut ids: Vec<String> = (0..GAPS).map(|gap| format!("gap-{gap}")).collect();
    ids.sort();
    // She moves each gap at about the moment at which it is decided: whichever of the two is later must see that it is.
    for (place, id) in (0..).zip(&ids) {
        let end = Instant::now() + Duration::from_secs(300);
        while number(&app, "SELECT COALESCE(MAX(done), 0) FROM replays").await
            < place * WORDINGS + WORDINGS - 1
        {
            assert!(Instant::now() < end, "it comes no further");
        }
        let change = Move {
            version: 1,
            to: State::Confirmed,
            note: String::new(),
            office: String::new(),
            tier: String::new(),
            role: "ministry".to_owned(),
            who: String::new(),
        };
        match gaps::transition(&app.store, id, &change).await {
            Ok(_) => moved += 1,
            Err(GapError::Stale { seen: 1, .. }) => stale += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(child.wait().expect("ended").success());
    assert_eq!(moved + stale, GAPS);
    assert_eq!(number(&app, "SELECT COUNT(*) FROM gaps WHERE state = 'verified_closed'").await, GAPS);
    // Each version has its step: none was lost.
    let odd = number(
        &app,
        "SELECT COUNT(*) FROM gaps g WHERE g.version - 1 <> (SELECT COUNT(*) FROM gap_history h WHERE h.gap = g.id)",
    );
    assert_eq!(odd.await, 0);
    let confirmed = number(&app, "SELECT COUNT(*) FROM gap_history WHERE to_state = 'confirmed'").await;
    let closed = number(&app, "SELECT COUNT(*) FROM gap_history WHERE to_state = 'verified_closed'").await;
    assert_eq!((confirmed, closed), (moved, GAPS));
}
