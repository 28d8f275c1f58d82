//! What states the same fact as the first passage is no rival of it.

use super::*;

/// How far the first passage stands above what follows: the margin and the spread.
async fn above(facts: [&str; 2]) -> (f64, f64) {
    let stating = |id: &str, fact: &str, body: &str| {
        sheet(id, "valid_from = 2024-01-01", body)
            .replace("asks = []", &format!("asks = []\nfacts = [\"{fact}\"]"))
    };
    let sheets = [
        ("a", stating("incontro", facts[0], "Il primo incontro va fatto entro 120 giorni dal PAD.")),
        (
            "b",
            stating("sintesi", facts[1], "In sintesi, il primo incontro va fatto entro 120 giorni dal PAD."),
        ),
        ("c", stating("elenco", "C", "Il case manager convoca il nucleo e registra l'incontro.")),
    ];
    let (snapshot, embedder) = built(&sheets).await;
    let text = "Entro quanti giorni dal PAD va fatto il primo incontro?";
    let question = Question::new(text, None, TODAY, (&snapshot.lexicon, &Intents::bundled()));
    let sufficiency = answering_at(0.5);
    let parts = parts(&snapshot, &embedder, &sufficiency);
    let features = ask(parts, &question, &|_| {}).await.expect("answers").features;
    let feature = |name: &str| features[FEATURES.iter().position(|f| *f == name).expect("a feature")];
    (feature("margin"), feature("spread"))
}

#[tokio::test]
async fn what_says_the_same_takes_nothing_from_the_margin() {
    let (rivals, alone) = (above(["A", "B"]).await, above(["A", "A"]).await);
    assert!(alone.0 > rivals.0 + 0.05 && alone.1 > rivals.1 + 0.05, "{rivals:?} {alone:?}");
}
