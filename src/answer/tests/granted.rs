//! Questions that take a rule for granted, on the small corpus of the other tests.

use super::*;

#[tokio::test]
async fn what_the_whole_question_finds_too_needs_less_to_be_shown() {
    let told = "il primo incontro va fatto dopo il PAD";
    let answered = async |asked: &str, at: f64| {
        let answer = asked_of(asked, None, answering_at(at)).await;
        let first = answer.citations.first().map(|citation| citation.work_id.clone());
        (answer.verdict, first, answer)
    };
    // Not sure enough by itself, at any threshold.
    let asked = format!("Dato che {told}, quale busta uso per la tessera?");
    let (verdict, first, answer) = answered(&asked, 1.0).await;
    assert_eq!((verdict, first.as_deref()), (Verdict::Partial, Some("incontro")), "{answer:?}");
    assert_eq!(answer.reason.map(|reason| reason.text), Some(fill("reason.granted", &[("told", &told)])));
    // What else is asked is left to be read.
    assert!(!answer.nearest.is_empty() && answer.nearest.iter().all(|near| near.quote.is_some()));
    // What is told leads elsewhere than the whole.
    let (verdict, ..) =
        answered("Dato che il PAD va firmato prima, la soglia ISEE della tessera quanto vale?", 1.0).await;
    assert_eq!(verdict, Verdict::NotCovered);
}
