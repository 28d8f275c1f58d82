//! A question that takes a wrong rule for granted is shown the right one, even where what it asks beside is not answered.

use super::app::TestApp;
use gepi_copilot::answer::{Answer, WarningKind};
use gepi_copilot::app::{Ask, silent};

async fn asked(test: &TestApp, question: &str) -> Answer {
    let ask = Ask { question: question.to_owned(), ..Ask::default() };
    test.app.ask(ask, silent()).await.expect("answers")
}

#[tokio::test]
async fn the_rule_taken_for_granted_is_shown() {
    let test = TestApp::start().await;
    let told = "Dato che il primo incontro va fatto entro 90 giorni dal PAD, quale modulo regionale di sollecito stampo per la famiglia irreperibile?";
    let answer = asked(&test, told).await;
    assert!(answer.text.contains("120 giorni"), "{} {}", answer.verdict.as_str(), answer.text);
    assert!(answer.warnings.iter().any(|w| w.kind == WarningKind::FalsePremise));
}
