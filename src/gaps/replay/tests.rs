//! A replay as rows: what is asked, kept and decided, once, whoever is killed or comes between.

use super::*;
use crate::answer::Verdict;
use crate::corpus::Tier;
use crate::gaps::{self, Move, State};
use crate::store::Clock;

async fn store() -> Store {
    Store::in_memory(Clock::Fixed(jiff::civil::date(2026, 11, 21))).await.expect("opens")
}

/// A gap with this many wordings.
async fn plant(store: &Store, gap: &str, state: State, wordings: usize) {
    sqlx::query(
        "INSERT INTO gaps (id, title, terms, topic, state, version, office, tier, created_at, updated_at)
         VALUES (?, ?, '[]', '', ?, 1, '', 'guideline', '', '')",
    )
    .bind(gap)
    .bind(format!("titolo di {gap}"))
    .bind(state.as_str())
    .execute(store.pool())
    .await
    .expect("planted");
    for n in 0..wordings {
        sqlx::query(
            "INSERT INTO observations (id, gap, text, hash, verdict, generation, topic, measures, day, encoder, found)
             VALUES (?, ?, ?, ?, 'not_covered', 'g0', '', '[]', '2026-11-20', '', '[]')",
        )
        .bind(format!("{gap} {n}"))
        .bind(gap)
        .bind(format!("domanda {n} di {gap}?"))
        .bind(format!("{gap}{n:03}"))
        .execute(store.pool())
        .await
        .expect("planted");
    }
}

fn reply(answered: bool, tier: Tier) -> Reply {
    let quoted = Quoted {
        passage_id: "guida~2025-01-01~a".to_owned(),
        work_id: "guida".to_owned(),
        title: "Guida".to_owned(),
        tier,
        reference: "circ. 1/2025".to_owned(),
        quote: "Così si fa.".to_owned(),
    };
    let verdict = if answered { Verdict::Answered } else { Verdict::NotCovered };
    Reply { verdict, text: String::new(), cited: if answered { vec![quoted] } else { Vec::new() } }
}

/// Asks what is pending of the next gap.
async fn ask(store: &Store, job: &Job, reply: &Reply) -> Option<String> {
    let gap = next(store, &job.id).await.expect("read")?;
    for wording in pending(store, &job.id, &gap).await.expect("read") {
        keep(store, &job.id, (&gap, &wording.hash), reply).await.expect("kept");
    }
    Some(gap)
}

/// A whole replay on a generation, by what all questions get; works of `there` are in it.
async fn replay(store: &Store, generation: &str, got: &Reply, there: &[&str]) -> Job {
    let job = order(store, generation, &[]).await.expect("ordered");
    while let Some(gap) = ask(store, &job, got).await {
        assert!(decide(store, &job.id, &gap, &|work| there.contains(&work)).await.expect("decided"));
    }
    finish(store, &job.id).await.expect("finished");
    read(store, &job.id).await.expect("read").expect("is there")
}

async fn gap(store: &Store, id: &str) -> gaps::Read {
    gaps::read(store, id).await.expect("is there")
}

#[tokio::test]
async fn a_gap_closes_by_its_questions_and_opens_again_by_them() {
    let store = store().await;
    plant(&store, "a", State::Published, 2).await;
    plant(&store, "b", State::Dismissed, 2).await;
    let job = replay(&store, "g1", &reply(true, Tier::Faq), &["guida"]).await;
    assert_eq!(
        (job.state, job.done, job.of, job.closed),
        (JobState::Done, 2, 2, 0),
        "not from the tier assigned"
    );
    let read = gap(&store, "a").await;
    assert_eq!((read.gap.state, read.gap.version, read.gap.closed_on), (State::Published, 1, None));
    assert!(read.proof.iter().all(|p| !p.passed && p.verdict == "answered"), "{:?}", read.proof);

    let job = replay(&store, "g2", &reply(true, Tier::Guideline), &["guida"]).await;
    assert_eq!((job.closed, job.reopened), (1, 0));
    let read = gap(&store, "a").await;
    assert_eq!((read.gap.state, read.gap.version), (State::VerifiedClosed, 2));
    assert_eq!(read.gap.closed_on.as_deref(), Some("g2"));
    let proof = &read.proof[0];
    assert!(proof.passed && proof.question.ends_with("di a?"), "{proof:?}");
    assert_eq!((proof.title.as_deref(), proof.quote.as_deref()), (Some("Guida"), Some("Così si fa.")));
    assert_eq!((read.proof.len(), proof.generation.as_str()), (2, "g2"), "of the latest replay alone");
    let step = read.history.last().expect("a step");
    assert_eq!((step.role.as_str(), step.to.as_str()), ("", "verified_closed"), "by the program");
    assert!(
        step.note.contains("g2") && step.note.contains("2 su 2") && step.note.contains("«Guida»"),
        "{}",
        step.note
    );
    let latest = read.replay.expect("a replay");
    assert_eq!((latest.state.as_str(), latest.done, latest.of, latest.answered), ("done", 2, 2, 2));

    let stale = Move {
        version: 1,
        to: State::Confirmed,
        note: String::new(),
        office: String::new(),
        tier: String::new(),
        role: "ministry".to_owned(),
        who: String::new(),
    };
    let refused = gaps::transition(&store, "a", &stale).await.expect_err("read before it closed");
    assert!(matches!(refused, GapError::Stale { seen: 1, now: 2 }), "{refused}");

    replay(&store, "g3", &reply(false, Tier::Guideline), &["guida"]).await;
    let read = gap(&store, "a").await;
    assert_eq!((read.gap.state, read.gap.closed_on), (State::Published, None), "the material is there");
    assert!(read.history.last().is_some_and(|s| s.note.contains("c'è ancora")), "{:?}", read.history);
    replay(&store, "g4", &reply(true, Tier::Legislation), &["guida"]).await;
    let job = replay(&store, "g5", &reply(false, Tier::Guideline), &[]).await;
    assert_eq!((job.closed, job.reopened), (0, 1));
    let read = gap(&store, "a").await;
    assert_eq!((read.gap.state, read.gap.version), (State::Confirmed, 5), "what answered is gone");
    assert!(
        read.history.last().is_some_and(|s| s.note.contains("«Guida», che non c'è più")),
        "{:?}",
        read.history
    );
    assert_eq!(gap(&store, "b").await.gap.state, State::Dismissed);
    assert!(gap(&store, "b").await.proof.is_empty());
}

#[tokio::test]
async fn each_question_is_kept_once_and_the_rest_is_asked_after_a_stop() {
    let store = store().await;
    plant(&store, "a", State::New, 60).await;
    let job = order(&store, "g1", &[]).await.expect("ordered");
    assert_eq!((job.state, job.done, job.of), (JobState::Running, 0, 50), "a sample of many");
    let first = pending(&store, &job.id, "a").await.expect("read").remove(0);
    let kept = |answered| keep_one(&store, &job, &first.hash, answered);
    assert_eq!(kept(true).await, Some((1, 50)));
    assert_eq!(kept(false).await, Some((1, 50)), "the first answer stays");
    let again = order(&store, "g1", &[]).await.expect("ordered");
    assert_eq!((&again.id, again.done, again.of), (&job.id, 1, 50), "the one that was not finished goes on");
    assert!(!decide(&store, &job.id, "a", &|_| true).await.expect("asked"), "not before all were asked");
    assert_eq!(pending(&store, &job.id, "a").await.expect("read").len(), 49);
    let ended = replay(&store, "g1", &reply(true, Tier::Guideline), &[]).await;
    assert_eq!((&ended.id, ended.done, ended.state, ended.closed), (&job.id, 50, JobState::Done, 1));
    let rows = outcomes(&store, &job.id).await.expect("read");
    assert_eq!((rows[0].answered, rows[0].of, rows[0].wordings), (50, 50, 60), "a sample is told as one");
    assert_eq!(kept(true).await, None, "it runs no more");
    let asked: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM observations").fetch_one(store.pool()).await.expect("read");
    assert_eq!(asked, 60, "nothing is noted as asked");
}

async fn keep_one(store: &Store, job: &Job, hash: &str, answered: bool) -> Option<(i64, i64)> {
    keep(store, &job.id, ("a", hash), &reply(answered, Tier::Guideline)).await.expect("kept")
}

#[tokio::test]
async fn a_newer_generation_takes_the_place_of_a_replay() {
    let store = store().await;
    plant(&store, "a", State::Published, 1).await;
    plant(&store, "b", State::Published, 3).await;
    let old = order(&store, "g1", &[]).await.expect("ordered");
    let first = ask(&store, &old, &reply(true, Tier::Guideline)).await.expect("a gap");
    assert_eq!(first, "b", "most asked first");
    assert!(decide(&store, &old.id, "b", &|_| true).await.expect("decided"));
    let half = pending(&store, &old.id, "a").await.expect("read").remove(0);
    let new = order(&store, "g2", &["a".to_owned()]).await.expect("ordered");
    let kept = keep(&store, &old.id, ("a", &half.hash), &reply(true, Tier::Guideline)).await.expect("asked");
    assert_eq!(kept, None, "what the old generation says comes too late");
    let old = read(&store, &old.id).await.expect("read").expect("is there");
    assert_eq!((old.state, old.closed, new.of, new.whole), (JobState::Superseded, 1, 1, false));
    let whole = order(&store, "g2", &[]).await.expect("ordered");
    assert_eq!((&whole.id, whole.of, whole.whole), (&new.id, 4, true), "one at a time: it joins");
    assert_eq!(last_whole(&store).await.expect("read").as_deref(), Some("g2"));
    let ended = replay(&store, "g2", &reply(false, Tier::Guideline), &["guida"]).await;
    assert_eq!((ended.closed, ended.reopened), (0, 1));
    assert!(gap(&store, "b").await.proof.iter().all(|p| p.generation == "g2"), "never mixed");
    let refused = order(&store, "g2", &["boh".to_owned()]).await.expect_err("no such gap");
    assert!(matches!(refused, GapError::Unknown { .. }));
    let empty = Store::in_memory(Clock::System).await.expect("opens");
    assert_eq!(order(&empty, "g1", &[]).await.expect("ordered").state, JobState::Done, "nothing to ask");
}

#[tokio::test]
async fn what_a_reviewer_changes_meanwhile_counts() {
    let store = store().await;
    plant(&store, "a", State::InPreparation, 1).await;
    plant(&store, "b", State::Confirmed, 1).await;
    let job = order(&store, "g1", &[]).await.expect("ordered");
    let change = |version, to, tier: &str| Move {
        version,
        to,
        note: "perché".to_owned(),
        office: "DG".to_owned(),
        tier: tier.to_owned(),
        role: "ministry".to_owned(),
        who: String::new(),
    };
    ask(&store, &job, &reply(true, Tier::Guideline)).await;
    // Assigned to a higher tier after its questions were asked, before it is decided.
    gaps::transition(&store, "a", &change(1, State::Assigned, "legislation")).await.expect("moved");
    assert!(decide(&store, &job.id, "a", &|_| true).await.expect("decided"));
    let read = gap(&store, "a").await;
    assert_eq!((read.gap.state, read.gap.version), (State::Assigned, 2), "by the tier of now");
    ask(&store, &job, &reply(true, Tier::Guideline)).await;
    gaps::transition(&store, "b", &change(1, State::Dismissed, "")).await.expect("moved");
    assert!(decide(&store, &job.id, "b", &|_| true).await.expect("decided"));
    assert_eq!(gap(&store, "b").await.gap.state, State::Dismissed, "the reviewer's word stands");
    let again = order(&store, "g1", &["a".to_owned()]).await.expect("ordered");
    assert_eq!((&again.id, again.done), (&job.id, 2), "decided anew without asking again");
    gaps::transition(&store, "a", &change(2, State::InPreparation, "")).await.expect("moved");
    gaps::transition(&store, "a", &change(3, State::Assigned, "training")).await.expect("moved");
    assert!(decide(&store, &job.id, "a", &|_| true).await.expect("decided"));
    assert_eq!(gap(&store, "a").await.gap.state, State::VerifiedClosed);
    // A gap that grouping anew took away.
    plant(&store, "c", State::New, 1).await;
    let job = order(&store, "g1", &["c".to_owned()]).await.expect("ordered");
    ask(&store, &job, &reply(true, Tier::Faq)).await;
    sqlx::raw_sql("DELETE FROM observations WHERE gap = 'c'; DELETE FROM gaps WHERE id = 'c'")
        .execute(store.pool())
        .await
        .expect("gone");
    assert!(decide(&store, &job.id, "c", &|_| true).await.expect("decided"));
    finish(&store, &job.id).await.expect("finished");
    assert_eq!(read_job(&store, &job.id).await.state, JobState::Done);
}

async fn read_job(store: &Store, id: &str) -> Job {
    read(store, id).await.expect("read").expect("is there")
}
