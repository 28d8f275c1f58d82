//! What the material has for a gap: each verdict come about on a small corpus, kept, shown, and made anew when it is old.

use super::app::{TestApp, config, sheet, write_corpus};
use super::cli::{copilot, scratch};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use gepi_copilot::app::{App, Gathered};
use gepi_copilot::gaps::{self, Evidence, Need, State};
use gepi_copilot::http::router;
use gepi_copilot::models::Embedder;
use gepi_copilot::store::Clock;
use http_body_util::BodyExt;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

const MEAL: &str = "La soglia ISEE del primo incontro decade se il buono pasto arriva tardi?";
const COACH: &str = "Ogni quanti mesi si rinnova la tessera della corriera extraurbana?";
const SLIDE: &str = "Entro quanti giorni il prospetto viene caricato nel portale regionale?";
const PARCEL: &str = "Quante volte al mese si ritira il pacco alimentare dell'emporio?";

/// The test corpus with what buries, ages and contradicts.
fn planted(corpus: &Path) {
    write_corpus(corpus);
    let write = |name: &str, text: String| {
        std::fs::write(corpus.join("adi").join(name), text).expect("written");
    };
    let asks = |text: String, id: &str, ask: &str| text.replace(&format!("domanda su {id}"), ask);
    let coach = "La tessera della corriera extraurbana si rinnova ogni 6 mesi.";
    write(
        "corriera.md",
        asks(sheet("corriera", "valid_from = 2024-01-01\nvalid_to = 2026-01-01", coach), "corriera", COACH),
    );
    let parcel = "Il pacco alimentare dell'emporio si ritira 2 volte al mese, di 4 settimane.";
    write("pacco.md", asks(sheet("pacco", "valid_from = 2027-03-01", parcel), "pacco", PARCEL));
    let law = "Il prospetto viene caricato nel portale regionale entro 60 giorni dalla delibera.";
    write(
        "prospetto.md",
        asks(sheet("prospetto", "valid_from = 2024-01-01", law), "prospetto", "prospetto portale"),
    );
    let slide = "Il prospetto viene caricato nel portale regionale entro 90 giorni dalla delibera.";
    let slide = sheet("lucido", "valid_from = 2024-01-01", slide).replace("\"legislation\"", "\"training\"");
    write("lucido.md", asks(slide, "lucido", SLIDE));
}

async fn app(folder: &Path, vectors: bool) -> Arc<App> {
    app_with(folder, vectors.then(|| Embedder::hashing(64))).await
}

async fn app_with(folder: &Path, encoder: Option<Embedder>) -> Arc<App> {
    planted(&folder.join("corpus"));
    let clock = Clock::Fixed(jiff::civil::date(2026, 11, 21));
    let config = config(folder);
    if encoder.as_ref().is_some_and(Embedder::scores) {
        let reading =
            |fit| format!("\n[{fit}.reading]\nintercept = 0\nfound = 0.5\nread = 1.0\nanswer_at = 0.6\n");
        let path = folder.join("models/sufficiency.toml");
        let fits = std::fs::read_to_string(&path).expect("the fits");
        std::fs::write(path, fits + &["hybrid", "plain"].map(reading).concat()).expect("written");
    }
    let app = Arc::new(App::open(config, clock).await.expect("opens"));
    app.start_answering().await.expect("answers by words");
    if let Some(encoder) = encoder {
        app.use_encoder(encoder);
        app.build_dense(&|_, _| {}).await.expect("built");
    }
    app
}

async fn gathered(app: &Arc<App>, question: &str) -> String {
    let line = Gathered { id: question.to_owned(), question: question.to_owned(), day: None, tenant: None };
    app.gather(line).await.expect("gathered")
}

async fn weighed(app: &Arc<App>, question: &str) -> Evidence {
    let id = gathered(app, question).await;
    app.weigh(&id).await.expect("weighed").expect("it has a question")
}

#[tokio::test]
async fn each_verdict_comes_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path(), false).await;
    for (question, need, said) in [
        (MEAL, Need::Missing, "Nessun passo pubblicato"),
        (COACH, Need::Outdated, "dal 2026-01-01 non vale più"),
        (PARCEL, Need::NotRetrieved, "vale dal 2027-03-01"),
        (SLIDE, Need::Conflicting, "«60 giorni»"),
        (
            "Entro quanti giorni dal PAD va fatto il primo incontro?",
            Need::NotRetrieved,
            "oggi ha una risposta",
        ),
        ("Qual è l'orario dello sportello di Viterbo?", Need::Local, "informazione locale"),
        ("Come si prepara la pasta alla carbonara con il guanciale?", Need::OutOfScope, ""),
    ] {
        let evidence = weighed(&app, question).await;
        // Two of them may have come under one gap.
        let wording = evidence.wordings.iter().find(|w| w.question == question).expect("weighed");
        assert_eq!(wording.need, need, "{question}: {wording:#?}");
        assert!(wording.why.contains(said), "{question}: {}", wording.why);
        assert!(!wording.tried.is_empty() && evidence.counts[need.as_str()] > 0);
        assert_eq!(evidence.weighed, evidence.wordings.len());
        let shows = matches!(need, Need::Outdated | Need::Conflicting) || question == PARCEL;
        let quoted = wording.near.iter().filter(|near| near.quote.is_some()).count();
        assert!(!shows || quoted > 0, "{question}: {:#?}", wording.near);
    }
}

#[tokio::test]
async fn the_scorer_reads_what_the_wider_searches_bring() {
    let mut surest = Vec::new();
    for encoder in [Embedder::hashing(64), Embedder::hashing_and_reading(64)] {
        let folder = tempfile::tempdir().expect("a folder");
        let app = app_with(folder.path(), Some(encoder)).await;
        let evidence = weighed(&app, MEAL).await;
        let near = evidence.wordings[0].near.iter().map(|near| near.confidence);
        surest.push(near.reduce(f64::max).expect("something is near"));
    }
    // No passage says more than half of its words: read, the surest is less sure.
    assert!(surest[1] < surest[0], "{surest:?}");
}

#[tokio::test]
async fn both_sides_of_a_contradiction_are_shown_the_law_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path(), true).await;
    let evidence = weighed(&app, SLIDE).await;
    assert_eq!(evidence.need, Need::Conflicting, "{evidence:#?}");
    let sides: Vec<(&str, bool)> =
        evidence.wordings[0].near.iter().take(2).map(|n| (n.work_id.as_str(), n.quote.is_some())).collect();
    assert!(sides.contains(&("prospetto", true)) && sides.contains(&("lucido", true)), "{sides:?}");
    let (law, slide) = (evidence.why.find("prospetto"), evidence.why.find("lucido"));
    assert!(law < slide, "{}", evidence.why);
}

#[tokio::test]
async fn what_is_old_is_weighed_again_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path(), false).await;
    let go_on = || true;
    assert!(!app.weigh_stale(&go_on).await.expect("nothing to do"));
    let id = gathered(&app, MEAL).await;
    assert!(!app.weigh_stale(&|| false).await.expect("stopped"));
    assert_eq!(gaps::evidence(&app.store, &id).await.expect("read"), None);
    let asked = AtomicUsize::new(0);
    let counting = || asked.fetch_add(1, Ordering::Relaxed) < 10;
    assert!(app.weigh_stale(&counting).await.expect("weighed"));
    assert_eq!(asked.load(Ordering::Relaxed), 1, "asked before each wording");
    assert!(!app.weigh_stale(&go_on).await.expect("nothing to do"), "it is fresh");
    assert_eq!(app.to_weigh().await.expect("read"), Vec::<String>::new());
    // Twice the wordings, and it is old.
    gathered(&app, "se il buono pasto arriva tardi, decade la soglia ISEE del primo incontro").await;
    assert_eq!(app.to_weigh().await.expect("read"), [id.as_str()]);
    assert!(app.weigh_stale(&go_on).await.expect("weighed"));
    let evidence = gaps::evidence(&app.store, &id).await.expect("read").expect("kept");
    assert_eq!((evidence.need, evidence.weighed), (Need::Missing, 2), "{}", evidence.why);
    assert!(evidence.why.contains("2 formulazioni su 2"), "{}", evidence.why);
    // Of another generation, unless nobody works on it any more.
    let other = |generation: &'static str| {
        let store = app.store.clone();
        async move { gaps::stale(&store, generation, 9).await.expect("read") }
    };
    assert_eq!(other("g000000000000").await, [id.as_str()]);
    let dismissed = gaps::Move {
        version: 1,
        to: State::Dismissed,
        note: "non è un bisogno".to_owned(),
        office: String::new(),
        tier: String::new(),
        role: "ministry".to_owned(),
        who: String::new(),
    };
    gaps::transition(&app.store, &id, &dismissed).await.expect("moved");
    assert!(other("g000000000000").await.is_empty());
}

async fn call(app: &Arc<App>, request: Request<Body>) -> (StatusCode, Value) {
    let response = router(Arc::clone(app)).oneshot(request).await.expect("replies");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("read").to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

fn post(path: &str) -> Request<Body> {
    Request::post(path).body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn reviewers_read_the_evidence() {
    let test = TestApp::start().await;
    let id = gathered(&test.app, MEAL).await;
    let path = format!("/v1/gaps/{id}");
    let (_, read) = call(&test.app, get(&path)).await;
    assert_eq!((&read["evidence"], &read["gap"]["need"]), (&Value::Null, &Value::Null));
    let (status, read) = call(&test.app, post(&format!("{path}/weigh"))).await;
    assert_eq!((status, &read["gap"]["need"]), (StatusCode::OK, &"missing".into()), "{read}");
    assert_eq!(call(&test.app, get(&path)).await.1["evidence"], read["evidence"]);
    let fields = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let evidence = &read["evidence"];
    assert_eq!(fields(evidence), ["at", "counts", "generation", "need", "weighed", "why", "wordings"]);
    let wording = &evidence["wordings"][0];
    assert_eq!(fields(wording), ["near", "need", "question", "tried", "why"]);
    let ways: Vec<&str> =
        wording["tried"].as_array().expect("ways").iter().filter_map(|t| t["step"].as_str()).collect();
    assert_eq!(ways, ["as_asked", "wider", "any_date", "any_tier", "rewritten", "sentences"]);
    assert_eq!(fields(&wording["tried"][0]), ["found", "step", "text"]);
    let near = [
        "confidence",
        "passage_id",
        "quote",
        "reference",
        "score",
        "tier",
        "title",
        "valid_from",
        "valid_to",
        "version",
        "work_id",
    ];
    assert_eq!(fields(&wording["near"][0]), near);
    let count = |page: &Value| page["items"].as_array().map(Vec::len);
    assert_eq!(count(&call(&test.app, get("/v1/gaps?need=missing")).await.1), Some(1));
    assert_eq!(count(&call(&test.app, get("/v1/gaps?need=local")).await.1), Some(0));
    let (status, problem) = call(&test.app, get("/v1/gaps?need=boh")).await;
    assert_eq!((status, &problem["status"]), (StatusCode::UNPROCESSABLE_ENTITY, &422.into()), "{problem}");
    assert_eq!(call(&test.app, post("/v1/gaps/boh/weigh")).await.0, StatusCode::NOT_FOUND);
    let (_, matrix) = call(&test.app, get("/v1/gaps/matrix")).await;
    assert_eq!(matrix[0]["needs"]["missing"], read["gap"]["topic"].as_str().map_or(0, |_| 1), "{matrix}");

    let mut open = config(test.folder.path());
    open.listen = "192.0.2.1:80".parse().expect("an address");
    let open = Arc::new(App::open(open, Clock::Fixed(jiff::civil::date(2026, 11, 21))).await.expect("opens"));
    assert_eq!(call(&open, post(&format!("{path}/weigh"))).await.0, StatusCode::FORBIDDEN);
}

#[test]
fn gaps_are_weighed_from_the_command_line() {
    let folder = scratch();
    let csv = format!("domanda\n{MEAL}\nQual è l'orario dello sportello di Viterbo?\n");
    std::fs::write(folder.path().join("raccolte.csv"), csv).expect("written");
    assert_eq!(copilot(folder.path(), &["gaps", "import", "raccolte.csv"]).code, Some(0));
    let run = copilot(folder.path(), &["gaps", "weigh", "--all"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.out.contains("Nessun passo pubblicato risponde") && run.out.contains(" local\n"),
        "{}",
        run.out
    );
    let again = copilot(folder.path(), &["gaps", "weigh", "--all"]);
    assert!(again.out.is_empty() && again.err.contains("Nessun bisogno da verificare"), "{}", again.err);
    let listed = copilot(folder.path(), &["gaps", "list", "--need", "missing", "--json"]);
    let gaps: Value = serde_json::from_str(&listed.out).expect("JSON alone");
    assert_eq!((gaps.as_array().map(Vec::len), &gaps[0]["title"]), (Some(1), &MEAL.into()), "{gaps}");
    let id = gaps[0]["id"].as_str().expect("an id");
    let shown = copilot(folder.path(), &["gaps", "show", id]);
    assert!(shown.out.contains("Senza esito: la ricerca ordinaria"), "{}", shown.out);
    let told = copilot(folder.path(), &["gaps", "weigh", id, "--json"]);
    let told: Value = serde_json::from_str(&told.out).expect("JSON alone");
    assert_eq!((&told[0]["id"], &told[0]["evidence"]["need"]), (&id.into(), &"missing".into()));
    let table = copilot(folder.path(), &["gaps", "export"]).out;
    assert!(table.lines().next().is_some_and(|line| line.contains(",tier,need,")), "{table}");
    assert!(table.contains(",missing,") && table.contains(",local,"), "{table}");
    for words in [&["gaps", "weigh", "boh"][..], &["gaps", "weigh"], &["gaps", "list", "--need", "boh"]] {
        assert_eq!(copilot(folder.path(), words).code, Some(2), "{words:?}");
    }
}
