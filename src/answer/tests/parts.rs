//! Questions that ask two things, on the small corpus of the other tests.

use super::*;

const MEETING: &str = "Entro quanti giorni dal PAD va fatto il primo incontro?";

fn works(answer: &Answer) -> Vec<&str> {
    answer.citations.iter().map(|citation| citation.work_id.as_str()).collect()
}

#[tokio::test]
async fn a_part_that_may_be_answered_is_to_be_read() {
    let text = format!("{MEETING} E la soglia ISEE della tessera?");
    let answer = asked_of(&text, None, answering_at(0.9)).await;
    assert_eq!((answer.verdict, works(&answer)), (Verdict::Partial, vec!["incontro"]));
    let reason = answer.reason.expect("a reason").text;
    assert_eq!(reason, fill("reason.part_unsure", &[("parts", &"«E la soglia ISEE della tessera?»")]));
    let threshold = answer.nearest.first().expect("what may answer");
    assert!(threshold.passage_id.starts_with("soglia~2025"), "{}", threshold.passage_id);
    assert!(threshold.quote.as_ref().is_some_and(|words| words.contains("10.140 euro")), "{threshold:?}");
    assert!(
        answer.nearest.iter().all(|near| !near.passage_id.starts_with("incontro")),
        "{:?}",
        answer.nearest
    );
}

#[tokio::test]
async fn what_answers_the_whole_covers_a_part_that_it_may_well_answer() {
    // By itself either would be answered by another passage, not surely enough.
    for (part, expected) in [
        ("E i giorni della soglia?", Verdict::Answered),
        ("E la soglia ISEE della tessera?", Verdict::Partial),
    ] {
        let answer = asked_of(&format!("{MEETING} {part}"), None, answering_at(0.9)).await;
        assert_eq!((answer.verdict, works(&answer)), (expected, vec!["incontro"]), "{part}");
    }
}

#[tokio::test]
async fn only_what_was_found_can_lead() {
    let (snapshot, embedder) = snapshot().await;
    let question = Question::new(MEETING, None, TODAY, (&snapshot.lexicon, &Intents::bundled()));
    let sufficiency = answering_at(0.5);
    let parts = parts(&snapshot, &embedder, &sufficiency);
    let found = found((&snapshot, &embedder), &question).await;
    let last = found.hits.last().expect("a hit").passage;
    let over = snapshot.number_of("passato~2019-01-29~p").expect("is there, for its own day");
    let led = looked::Looked::led_by(parts, &question, (found.clone(), last)).await.expect("reads");
    assert_eq!(led.expect("was found").found.hits[0].passage, last);
    assert!(looked::Looked::led_by(parts, &question, (found, over)).await.expect("reads").is_none());
}
