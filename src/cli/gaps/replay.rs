//! `copilot gaps replay`: the questions of gaps asked again on the generation that answers; those answered close their gap, those
//! answered no more open it again.

use crate::cli::{Failure, Outcome, eval, output, ready};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::gaps::replay::{self, Job, JobState, Proof};
use gepi_copilot::strings::{fill, s};
use std::time::Duration;

/// How often to look how far another process is.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

pub(super) async fn replay(config: Config, named: &[String], json: bool) -> Outcome {
    let app = ready(config).await?;
    let job = app.order_replay(named).await?;
    let bar = output::progress(s("replay.asking"));
    let told = |done: i64, of: i64| {
        let count = |n: i64| usize::try_from(n).unwrap_or(0);
        output::advance(&bar, count(done), count(of));
    };
    let ended = Box::pin(to_the_end(&app, job, &told)).await;
    bar.finish_and_clear();
    let job = ended?;
    let outcomes = replay::outcomes(&app.store, &job.id).await?;
    if json {
        let mut told = serde_json::to_value(&job).map_err(|e| Failure::Work(e.to_string()))?;
        told["outcomes"] = serde_json::to_value(&outcomes).map_err(|e| Failure::Work(e.to_string()))?;
        return eval::say_json(&told);
    }
    for changed in outcomes.iter().filter(|o| o.outcome != "kept") {
        let what = if changed.outcome == "closed" { s("replay.now_closed") } else { s("replay.now_open") };
        let (title, id, answered, of) = (&changed.title, &changed.gap_id, &changed.answered, &changed.of);
        output::say(&fill(
            "replay.line",
            &[("what", &what), ("title", title), ("answered", answered), ("of", of), ("id", id)],
        ));
    }
    let (questions, generation) = (&job.done, &job.generation);
    let done = fill("replay.done", &[("questions", questions), ("generation", generation)]);
    let kept = outcomes.iter().filter(|o| o.outcome == "kept").count();
    let (closed, reopened) = (&job.closed, &job.reopened);
    let counts = fill("replay.counts", &[("closed", closed), ("reopened", reopened), ("kept", &kept)]);
    output::say(&format!("{done} {counts}"));
    Ok(())
}

/// Carries it to its end, or waits for the process that does. One superseded goes on as the one that took its place.
async fn to_the_end(app: &App, mut job: Job, told: &(dyn Fn(i64, i64) + Sync)) -> Result<Job, Failure> {
    let lost = || Failure::Work(s("problem.no_replay").to_owned());
    loop {
        let alone = app.replay(told).await?;
        job = replay::read(&app.store, &job.id).await?.ok_or_else(lost)?;
        match job.state {
            JobState::Done => return Ok(job),
            JobState::Superseded => job = replay::newest(&app.store).await?.ok_or_else(lost)?,
            JobState::Running => {}
        }
        if !alone {
            told(job.done, job.of);
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// After something was published: that questions of gaps are to be asked again on it, and by whom.
pub(crate) async fn tell_pending(app: &App) -> Outcome {
    if let Some(job) = replay::running(&app.store).await?.filter(|job| job.of > 0) {
        output::tell(&fill("replay.pending", &[("n", &(job.of - job.done))]));
    }
    Ok(())
}

/// The proof of a gap, a question a line.
pub(super) fn say_proof(proof: &[Proof]) {
    let Some(first) = proof.first() else { return };
    let answered = proof.iter().filter(|p| p.passed).count();
    let (of, day) = (proof.len(), first.at.get(..10).unwrap_or_default());
    let generation = &first.generation;
    output::say(&fill(
        "replay.proof",
        &[("day", &day), ("generation", generation), ("answered", &answered), ("of", &of)],
    ));
    for asked in proof {
        let mark = if asked.passed { "✔" } else { "✖" };
        output::say(&format!("  {mark} {}", asked.question));
        if let (Some(title), Some(reference), Some(quote)) = (&asked.title, &asked.reference, &asked.quote) {
            let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
            output::say(&fill(
                "replay.quoted",
                &[("title", title), ("reference", reference), ("quote", &quote)],
            ));
        }
    }
}
