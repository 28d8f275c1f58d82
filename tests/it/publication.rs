//! From a draft to what answers: its checks, its preview, whose yes it needs, and that saying no costs nothing.

use super::app::{TestApp, config, sheet, write_corpus};
use super::cli::{copilot, scratch};
use gepi_copilot::answer::Verdict;
use gepi_copilot::app::{
    AnswerFate, App, AppError, Approval, Ask, Changed, CheckName, DraftState, GateError, Order, Preview,
    WorkFate, silent,
};
use gepi_copilot::corpus::Version;
use gepi_copilot::ingest::catalogue::{self, Collection, Edits};
use gepi_copilot::ingest::{Defaults, parse};
use gepi_copilot::models::Embedder;
use gepi_copilot::store::Clock;
use sqlx::Row;
use std::path::Path;
use std::sync::Arc;

const MEETING: &str = "Entro quanti giorni va fatto il primo incontro?";

/// An app over the three sheets and ten more on vouchers, published whatever the approvals wanted from then on.
pub(super) async fn start(approvals: u8) -> TestApp {
    let folder = tempfile::tempdir().expect("a folder");
    write_corpus(&folder.path().join("corpus"));
    for n in 0..10 {
        write_voucher(folder.path(), n, &format!("Il buono numero {n} vale {n} euro al mese."));
    }
    let mut config = config(folder.path());
    config.publication.approvals = approvals;
    let app = App::open(config, Clock::Fixed(jiff::civil::date(2026, 11, 21))).await.expect("opens");
    app.start_answering().await.expect("the first generation has nothing to lose");
    TestApp { app: Arc::new(app), folder }
}

fn write_voucher(folder: &Path, n: usize, body: &str) {
    let text = sheet(&format!("buono-{n}"), "valid_from = 2024-01-01", body).replace("\"ADI\"", "\"BUONI\"");
    std::fs::write(folder.join(format!("corpus/adi/buono-{n}.md")), text).expect("written");
}

async fn answer(test: &TestApp, question: &str) -> (String, String) {
    let ask = Ask { question: question.to_owned(), ..Ask::default() };
    let answer = test.app.ask(ask, silent()).await.expect("answers");
    (answer.text, answer.generation)
}

fn version(file: &str, text: &str) -> Version {
    let defaults = Defaults::sheet(jiff::civil::date(2025, 1, 1));
    parse(file, text.as_bytes(), &defaults).expect("parses").version
}

pub(super) fn adding(file: &str, text: &str) -> Order {
    let own = Collection { name: "comune".to_owned(), versions: vec![version(file, text)], whole: false };
    Order { edits: Edits { collections: vec![own], ..Edits::default() }, ..Order::default() }
}

pub(super) fn withdrawing(works: &[&str]) -> Order {
    let withdraw = works.iter().map(|w| (*w).to_owned()).collect();
    Order { edits: Edits { withdraw, ..Edits::default() }, ..Order::default() }
}

async fn change(test: &TestApp, order: &Order) -> Changed {
    test.app.change(order, test.app.encoder().as_deref(), &|_, _| {}).await.expect("built")
}

async fn approve(test: &TestApp, id: &str, approval: Approval) -> Result<(), AppError> {
    test.app.approve(id, &approval, &|_, _| {}).await
}

async fn preview(test: &TestApp) -> Preview {
    test.app.preview_of(None, &|_, _| {}).await.expect("a draft waits")
}

async fn published(test: &TestApp) -> String {
    test.app.generations.published().await.expect("read").expect("one")
}

fn failed(preview: &Preview) -> Vec<CheckName> {
    preview.failed().map(|check| check.name).collect()
}

const CANTEEN: &str = "# Mensa\n\nIl buono pasto del centro diurno vale 7 euro.\n";

#[tokio::test]
async fn what_passes_answers_at_once_and_its_preview_is_kept() {
    let test = start(0).await;
    let before = published(&test).await;
    answer(&test, "Quanto vale il buono pasto del centro diurno?").await;
    let changed = change(&test, &adding("mensa.md", CANTEEN)).await;
    assert!(changed.waiting.is_none());
    assert_eq!(published(&test).await, changed.manifest.id);
    let drafts = test.app.drafts().await.expect("read");
    let draft = drafts.first().expect("kept");
    assert_eq!((draft.state, draft.preview.against.as_str()), (DraftState::Published, before.as_str()));
    assert_eq!(draft.preview.checks.len(), 5);
    let works: Vec<_> = draft.preview.works.iter().map(|w| (w.work_id.as_str(), w.fate)).collect();
    assert_eq!(works, [("mensa", WorkFate::Added)]);
    let p = draft.preview.passages;
    assert_eq!((p.before, p.after, p.added, p.changed, p.removed), (13, 14, 1, 0, 0));
    let won: Vec<_> = draft.preview.answers.iter().map(|a| a.fate).collect();
    assert_eq!(won, [AnswerFate::Won], "the question asked before has an answer now");
}

#[tokio::test]
async fn an_update_that_loses_too_much_waits_and_what_was_there_answers() {
    let test = start(0).await;
    let before = published(&test).await;
    for n in 0..4 {
        std::fs::remove_file(test.folder.path().join(format!("corpus/adi/buono-{n}.md"))).expect("removed");
    }
    test.app.start_answering().await.expect("a start does not fail for it");
    assert_eq!(published(&test).await, before);
    assert!(answer(&test, "Quanto vale il buono numero 3?").await.0.contains("3 euro"));
    let shown = preview(&test).await;
    assert_eq!(failed(&shown), [CheckName::Counts]);
    let drops = &shown.checks[1].details;
    assert_eq!(
        drops,
        &["livello legislation: da 13 a 9 passi", "misura BUONI: da 10 a 6 passi", "tutti: da 13 a 9 passi"]
    );
    test.app.start_answering().await.expect("nor the next one");
    assert_eq!(published(&test).await, before);
    let refused = approve(&test, &shown.generation, Approval::default()).await.expect_err("checks failed");
    assert!(refused.to_string().contains("--despite-checks"), "{refused}");
    let note = "fusi in uno".to_owned();
    let yes = Approval { name: "Anna".to_owned(), note, despite_checks: true };
    approve(&test, &shown.generation, yes).await.expect("approved");
    assert_eq!(published(&test).await, shown.generation);
    let kept = test.app.approvals().await.expect("read");
    let seen: Vec<_> = kept.iter().map(|a| (a.name.as_str(), a.note.as_str(), a.at.as_str())).collect();
    assert_eq!(seen, [("Anna", "fusi in uno", "2026-11-21T12:00:00Z")]);
    assert_eq!(kept[0].despite, ["counts", "answers"], "asked meanwhile, and no more answered");
    assert_eq!(test.app.rollback().await.expect("back"), before, "one command goes back");
}

#[tokio::test]
async fn a_question_that_would_lose_its_answer_holds_the_draft_up() {
    let test = start(0).await;
    let (text, before) = answer(&test, MEETING).await;
    assert!(text.contains("120 giorni"), "{text}");
    let file = test.folder.path().join("corpus/adi/incontro.md");
    let body = "Lo sportello riceve dal lunedì al venerdì.";
    std::fs::write(&file, sheet("orari", "valid_from = 2024-01-01", body)).expect("written");
    test.app.start_answering().await.expect("started");
    let shown = preview(&test).await;
    assert_eq!(failed(&shown), [CheckName::Answers]);
    let lost = &shown.answers[0];
    assert_eq!((lost.fate, lost.question.as_str()), (AnswerFate::Lost, MEETING));
    assert_eq!(
        (&lost.cited_before, &lost.withdrawn),
        (&vec!["incontro".to_owned()], &vec!["incontro".to_owned()])
    );
    assert_eq!(published(&test).await, before);
    assert!(answer(&test, MEETING).await.0.contains("120 giorni"));
}

#[tokio::test]
async fn an_answer_from_another_passage_is_another_answer() {
    let test = start(0).await;
    let (text, _) = answer(&test, MEETING).await;
    let body = "Il primo incontro va fatto entro 120 giorni dal PAD.";
    let file = test.folder.path().join("corpus/adi/incontro.md");
    std::fs::write(&file, sheet("incontro", "valid_from = 2025-01-01", body)).expect("written");
    test.app.start_answering().await.expect("started");
    assert_eq!(answer(&test, MEETING).await.0, text, "the same words");
    let drafts = test.app.drafts().await.expect("read");
    let told: Vec<_> = drafts[0].preview.answers.iter().map(|a| (a.fate, a.after)).collect();
    assert_eq!(told, [(AnswerFate::Changed, Verdict::Answered)]);
}

#[tokio::test]
async fn what_is_withdrawn_by_name_is_no_loss() {
    let test = start(0).await;
    answer(&test, MEETING).await;
    let works = ["incontro", "buono-1", "buono-2", "buono-3", "buono-4"];
    let changed = change(&test, &withdrawing(&works)).await;
    assert!(changed.waiting.is_none(), "{:?}", changed.waiting.map(|d| d.preview.checks));
    assert!(!answer(&test, MEETING).await.0.contains("120"), "it is cited no more");
    let draft = test.app.drafts().await.expect("read").remove(0);
    assert!(draft.preview.answers[0].accepted, "but told");
}

#[tokio::test]
async fn a_probe_that_is_no_longer_answered_holds_the_draft_up() {
    let test = start(0).await;
    let probe = |id: &str, question: &str, cites: &str| {
        format!(
            "{{\"id\":\"{id}\",\"question\":\"{question}\",\"verdict\":\"answered\",\"cites\":\"{cites}\"}}\n"
        )
    };
    let data = test.folder.path().join("data");
    let shipped =
        probe("P1", MEETING, "incontro#regola") + &probe("P2", "Quanto vale il buono numero 99?", "buono-99");
    std::fs::write(test.folder.path().join("corpus/probes.jsonl"), shipped).expect("written");
    std::fs::write(data.join("probes.jsonl"), probe("mia", "Quanto vale il buono numero 5?", "buono-5"))
        .expect("written");
    write_voucher(test.folder.path(), 6, "Il buono numero 6 vale 60 euro al mese.");
    test.app.start_answering().await.expect("started");
    let drafts = test.app.drafts().await.expect("read");
    assert_eq!(
        drafts[0].state,
        DraftState::Published,
        "P2 never was answered: {:?}",
        drafts[0].preview.checks
    );
    let told = &drafts[0].preview.checks[3];
    assert!(told.passed && told.details.len() == 1 && told.details[0].contains("P2"), "{told:?}");
    write_voucher(test.folder.path(), 5, "Le domande si presentano in Comune.");
    test.app.start_answering().await.expect("started");
    let shown = preview(&test).await;
    assert_eq!(failed(&shown), [CheckName::Probes]);
    assert!(shown.checks[3].details.iter().any(|d| d.starts_with("mia ")), "{:?}", shown.checks[3]);
    std::fs::write(data.join("probes.jsonl"), "\n{\"id\":\"x\"}\n").expect("written");
    write_voucher(test.folder.path(), 7, "Il buono numero 7 vale 70 euro al mese.");
    let error = test.app.start_answering().await.expect_err("refused").to_string();
    assert!(error.contains("probes.jsonl, riga 2") && error.contains("question"), "{error}");
}

#[tokio::test]
async fn an_act_that_sheets_are_about_must_not_vanish() {
    let test = start(0).await;
    let act = "+++\nid = \"atto\"\ntitle = \"Atto\"\ntier = \"legislation\"\ntopics = [\"adi-requisiti\"]\nreference = \"L. 1/2024\"\n\
               issuer = \"Stato\"\nurn = \"urn:nir:stato:legge:2024-01-01;1\"\nvalid_from = 2024-01-01\nstatus = \"official\"\n+++\n\n\
               ## Articolo {#a1}\n\nLa legge dispone il contributo.\n";
    let about = "status = \"editorial\"\nabout = [\"urn:nir:stato:legge:2024-01-01;1~art1\"]";
    let file = test.folder.path().join("corpus/adi/atto.md");
    std::fs::write(&file, act).expect("written");
    let own = sheet("sintesi", "valid_from = 2024-01-01", "Il contributo esiste.")
        .replace("status = \"editorial\"", about);
    std::fs::write(test.folder.path().join("corpus/adi/sintesi.md"), own).expect("written");
    test.app.start_answering().await.expect("published");
    assert!(test.app.waiting().await.expect("read").is_none());
    std::fs::remove_file(&file).expect("removed");
    test.app.start_answering().await.expect("started");
    let shown = preview(&test).await;
    assert_eq!(failed(&shown), [CheckName::References]);
    assert!(shown.checks[2].details[0].contains("sintesi"), "{:?}", shown.checks[2]);
}

#[tokio::test]
async fn with_one_approval_nothing_answers_without_a_yes() {
    let test = start(1).await;
    let before = published(&test).await;
    let changed = change(&test, &adding("mensa.md", CANTEEN)).await;
    let draft = changed.waiting.expect("waits");
    assert!(draft.preview.passed());
    assert_eq!(published(&test).await, before);
    let refused = test.app.switch(&draft.generation).await.expect_err("no way round");
    assert!(matches!(refused, AppError::Gate(GateError::WantsApproval(_))), "{refused}");
    approve(&test, &draft.generation, Approval::default()).await.expect("approved");
    assert!(answer(&test, "Quanto vale il buono pasto?").await.0.contains("7 euro"));
    let again = approve(&test, &draft.generation, Approval::default()).await.expect_err("once");
    assert!(matches!(again, AppError::Gate(GateError::DoesNotWait(_))), "{again}");
    assert_eq!(test.app.rollback().await.expect("going back needs nobody's yes"), before);
}

#[tokio::test]
async fn with_two_approvals_whoever_ordered_cannot_approve() {
    let test = start(2).await;
    let by = |name: &str| Order { by: Some(name.to_owned()), ..adding("mensa.md", CANTEEN) };
    let first = change(&test, &by("Anna Bianchi")).await.waiting.expect("waits").generation;
    let other = Order { by: Some("Ugo".to_owned()), ..adding("bus.md", "# Bus\n\nIl bus costa 2 euro.\n") };
    let draft = change(&test, &other).await.waiting.expect("waits");
    assert_eq!(draft.ordered_by.iter().map(String::as_str).collect::<Vec<_>>(), ["Anna Bianchi", "Ugo"]);
    let states: Vec<_> =
        test.app.drafts().await.expect("read").iter().map(|d| (d.generation.clone(), d.state)).collect();
    assert!(states.contains(&(first.clone(), DraftState::Superseded)), "{states:?}");
    assert!(
        !test.folder.path().join("data/generations").join(&first).exists(),
        "its folder is not left behind"
    );
    let named = |name: &str| Approval { name: name.to_owned(), ..Approval::default() };
    for name in ["", "  ", "anna BIANCHI ", "ugo"] {
        let refused = approve(&test, &draft.generation, named(name)).await.expect_err(name);
        assert!(
            matches!(refused, AppError::Gate(GateError::Nameless | GateError::SamePerson(_))),
            "{refused}"
        );
    }
    approve(&test, &draft.generation, named("Carla")).await.expect("another person");
    assert!(answer(&test, "Quanto vale il buono pasto?").await.0.contains("7 euro"), "both orders");
    assert!(answer(&test, "Quanto costa il bus?").await.0.contains("2 euro"));
}

#[tokio::test]
async fn a_draft_thrown_away_leaves_the_material_as_it_was() {
    let test = start(0).await;
    change(&test, &adding("mensa.md", CANTEEN)).await;
    let (before, held) = (published(&test).await, catalogue::all(&test.app.store).await.expect("read"));
    test.app.store.exclusive().await.expect("free");
    let mut order = adding("mensa.md", "# Mensa\n\nIl buono pasto vale 9 euro.\n");
    order.edits.withdraw = vec!["buono-1".to_owned()];
    order.only_build = true;
    let draft = change(&test, &order).await.waiting.expect("only built");
    let newer = Order { only_build: true, ..adding("bus.md", "# Bus\n\nIl bus costa 2 euro.\n") };
    let draft = (draft, change(&test, &newer).await.waiting.expect("upon it")).1;
    assert_ne!(catalogue::all(&test.app.store).await.expect("read"), held);
    let again = test.app.discard(&draft.generation).await.expect("thrown away");
    assert_eq!(again, ["buono-1"], "what may be cited again is told");
    assert_eq!(catalogue::all(&test.app.store).await.expect("read"), held, "texts, withdrawals, all");
    assert!(test.app.discard(&draft.generation).await.is_err());
    assert!(!test.app.start_answering().await.expect("started"));
    assert_eq!(published(&test).await, before, "nothing is built again");
    assert!(test.app.waiting().await.expect("read").is_none());
    assert!(test.app.switch(&draft.generation).await.is_err(), "its folder is gone");
}

#[tokio::test]
async fn an_approved_draft_has_embedded_only_what_changed() {
    let test = start(1).await;
    test.app.use_encoder(Embedder::hashing(64));
    test.app.build_dense(&|_, _| {}).await.expect("built");
    assert!(test.app.snapshot().is_some_and(|s| s.has_dense()), "the same material needs no yes");
    let count = || async {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM vectors").fetch_one(test.app.store.pool()).await;
        row.expect("counted").get::<i64, _>("n")
    };
    let before = count().await;
    answer(&test, MEETING).await;
    let draft = change(&test, &adding("mensa.md", CANTEEN)).await.waiting.expect("waits");
    assert_eq!(count().await, before + 2, "the new passage and its sentence");
    preview(&test).await;
    approve(&test, &draft.generation, Approval::default()).await.expect("approved");
    assert_eq!(count().await, before + 2);
    assert!(test.app.snapshot().is_some_and(|s| s.has_dense() && s.manifest.id == draft.generation));
    assert!(!test.app.start_answering().await.expect("started"), "nothing is left to build");
}

#[tokio::test]
async fn a_draft_is_compared_again_when_something_else_came_to_answer() {
    let test = start(0).await;
    let first = published(&test).await;
    change(&test, &adding("bus.md", "# Bus\n\nIl bus costa 2 euro.\n")).await;
    let order = Order { only_build: true, ..adding("mensa.md", CANTEEN) };
    let draft = change(&test, &order).await.waiting.expect("only built");
    assert_eq!(preview(&test).await.works.len(), 1);
    assert_eq!(test.app.rollback().await.expect("back"), first);
    let shown = preview(&test).await;
    assert_eq!((shown.against.as_str(), shown.works.len()), (first.as_str(), 2), "{shown:?}");
    test.app.switch(&draft.generation).await.expect("as good as approved where no yes is wanted");
    assert!(test.app.waiting().await.expect("read").is_none());
}

#[test]
fn the_commands_show_approve_and_throw_away() {
    let folder = scratch();
    let file = folder.path().join("copilot.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    std::fs::write(&file, format!("{text}\n[publication]\napprovals = 2\n")).expect("written");
    std::fs::write(folder.path().join("mensa.md"), CANTEEN).expect("written");
    let run = |args: &[&str]| copilot(folder.path(), args);
    let nameless = run(&["ingest", "mensa.md"]);
    assert_eq!(nameless.code, Some(2), "{}", nameless.err);
    assert!(nameless.err.contains("--by NOME"), "{}", nameless.err);
    let none = run(&["generations", "preview"]);
    assert_eq!(none.code, Some(1), "{}", none.err);
    let ordered = run(&["ingest", "mensa.md", "--by", "Anna"]);
    assert_eq!(ordered.code, Some(0), "{}", ordered.err);
    assert!(
        ordered.out.contains("Costruita la bozza g") && ordered.err.contains("generations preview g"),
        "{}",
        ordered.err
    );
    let list = run(&["generations", "list"]);
    assert!(list.out.contains("bozza in attesa"), "{}", list.out);
    let shown = run(&["generations", "preview", "--json"]);
    let preview: serde_json::Value = serde_json::from_str(&shown.out).expect("JSON alone on stdout");
    assert_eq!(preview["works"][0]["work_id"], "mensa");
    let id = preview["generation"].as_str().unwrap_or_default().to_owned();
    let shown = run(&["generations", "preview", &id]);
    for said in ["nuova  mensa  Mensa (0 → 1 passi)", "superato", "Passi: 4 (ora 3); 1 nuovi"] {
        assert!(shown.out.contains(said), "{said}: {}", shown.out);
    }
    let refused = run(&["generations", "approve", &id, "--by", "anna"]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("un'altra persona"), "{}", refused.err);
    let approved = run(&["generations", "approve", &id, "--by", "Ugo", "--note", "va bene"]);
    assert_eq!(approved.code, Some(0), "{}", approved.err);
    let list = run(&["generations", "list"]);
    assert!(list.out.contains("approvata da Ugo") && list.out.contains("«va bene»"), "{}", list.out);
    let run_again = run(&["ingest", "--withdraw", "mensa", "--by", "Anna"]);
    assert_eq!(run_again.code, Some(0), "{}", run_again.err);
    let list = run(&["generations", "list", "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let waiting = rows.as_array().and_then(|rows| rows.iter().find(|r| r["draft"]["state"] == "waiting"));
    let id = waiting.and_then(|r| r["id"].as_str()).expect("one waits").to_owned();
    let gone = run(&["generations", "discard", &id]);
    assert_eq!(gone.code, Some(0), "{}", gone.err);
    let answer = run(&["ask", "Quanto vale il buono pasto del centro diurno?"]);
    assert!(answer.out.contains("7 euro"), "{}", answer.out);
}
