//! A publication that is interrupted: what was built waits, and no way leads round its checks.

use super::app::TestApp;
use super::publication::{adding, start};
use gepi_copilot::app::{AppError, Approval, Ask, GateError, Order, silent};
use gepi_copilot::search::Source;
use std::sync::Arc;

const MEETING: &str = "Entro quanti giorni va fatto il primo incontro?";
const CANTEEN: &str = "# Mensa\n\nIl buono pasto del centro diurno vale 7 euro.\n";

async fn published(test: &TestApp) -> String {
    test.app.generations.published().await.expect("read").expect("one")
}

#[tokio::test]
async fn who_is_interrupted_finds_a_draft_and_nothing_gets_round_its_checks() {
    let test = start(2).await;
    let before = published(&test).await;
    let asked = Ask { question: MEETING.to_owned(), ..Ask::default() };
    test.app.ask(asked, silent()).await.expect("answers");
    let (app, order) =
        (Arc::clone(&test.app), Order { by: Some("Anna".to_owned()), ..adding("mensa.md", CANTEEN) });
    let cut = |_: usize, of: usize| assert_ne!(of, 1, "stopped while the one question is asked");
    let stopped = tokio::spawn(async move { app.change(&order, None, &cut).await.map(|_| ()) }).await;
    assert!(stopped.is_err(), "stopped");
    let draft = test.app.waiting().await.expect("read").expect("it waits all the same");
    assert_eq!((draft.preview.passed(), published(&test).await), (false, before.clone()));
    let round = test.app.switch(&draft.generation).await;
    assert!(matches!(round, Err(AppError::Gate(GateError::WantsApproval(_)))), "{round:?}");
    let seen = test.app.preview_of(None, &|_, _| {}).await.expect("a draft waits");
    assert_eq!(seen.checks.len(), 5, "whoever looks has them made");
    let yes = Approval { name: "Ugo".to_owned(), ..Approval::default() };
    test.app.approve(&draft.generation, &yes, &|_, _| {}).await.expect("checked and approved");
    assert_eq!(published(&test).await, draft.generation);
}

#[tokio::test]
async fn what_was_built_and_never_checked_is_not_switched_to() {
    let test = start(0).await;
    let before = published(&test).await;
    let held = test.app.snapshot().expect("answers");
    let fewer = held.versions.iter().skip(1).cloned().collect();
    let source = Source { versions: fewer, glossary: held.glossary.clone(), topics: held.topics.clone() };
    let built = test.app.generations.build(source, None, &|_, _| {}).await.expect("built");
    let round = test.app.switch(&built.id).await;
    assert!(matches!(round, Err(AppError::Gate(GateError::NeverChecked(_)))), "{round:?}");
    assert_eq!(published(&test).await, before);
    test.app.change(&adding("mensa.md", CANTEEN), None, &|_, _| {}).await.expect("published");
    test.app.switch(&before).await.expect("what once answered may answer again");
}
