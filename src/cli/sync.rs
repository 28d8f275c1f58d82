//! `copilot sync`: the official texts, fetched from their issuers, compared with those held, published; and how each stands.

use super::{Failure, Outcome, args, clock, draft, gaps, output};
use gepi_copilot::app::{App, How, Outcome as Ended, SyncError, SyncOrder, SyncReport, Told};
use gepi_copilot::config::Config;
use gepi_copilot::strings::{fill, s};
use std::collections::BTreeSet;

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        let text = error.to_string();
        match error {
            SyncError::Unknown(_)
            | SyncError::NotWaiting(_)
            | SyncError::Catalogue(_)
            | SyncError::NoCatalogue(_)
            | SyncError::Client(_) => Failure::Usage(text),
            SyncError::CannotFollow { .. } | SyncError::App(_) => Failure::Work(text),
        }
    }
}

pub(super) async fn sync(config: Config, args: args::Sync) -> Outcome {
    let app = App::open(config, clock()).await?;
    if args.list {
        return list(&app, (&args.sources, args.json)).await;
    }
    let how = match (args.dry_run, args.only_check) {
        (true, _) => How::Try,
        (_, true) => How::Ask,
        _ => How::Publish,
    };
    let encoder = if how == How::Publish {
        let encoder = app.load_encoder().await;
        // The starter must be in the catalogue: its sheets and the official texts are published together.
        app.start_answering().await?;
        encoder
    } else {
        None
    };
    let vectors = output::progress(s("cli.building"));
    let built = |done: usize, total: usize| output::advance(&vectors, done, total);
    let report = if args.approve.is_empty() {
        let bar = output::progress(s("cli.sync.fetching"));
        let fetched = |done: usize, total: usize| output::advance(&bar, done, total);
        let order = SyncOrder { ids: args.sources, how };
        let report = app.sync(&order, &fetched, (encoder.as_ref(), &built)).await;
        bar.finish_and_clear();
        report
    } else {
        let ids: BTreeSet<String> = args.approve.into_iter().collect();
        let ids: Vec<String> = ids.into_iter().collect();
        app.sync_approve(&ids, (encoder.as_ref(), &built)).await
    };
    vectors.finish_and_clear();
    let report = report?;
    tell(&app, &report, (how, args.json))?;
    if how == How::Publish {
        gaps::tell_pending(&app).await?;
    }
    if report.all_failed() { Err(Failure::Work(s("cli.sync.all_failed").to_owned())) } else { Ok(()) }
}

async fn list(app: &App, (ids, json): (&[String], bool)) -> Outcome {
    let told = app.sync_list(ids).await?;
    if json {
        return as_json(&serde_json::json!({ "sources": told }));
    }
    for one in &told {
        output::say(&line(one, held(one)));
    }
    output::tell(&counts(|outcome| told.iter().filter(|one| one.outcome == outcome).count()));
    Ok(())
}

fn tell(app: &App, report: &SyncReport, (how, json): (How, bool)) -> Outcome {
    if json {
        return as_json(&serde_json::json!({
            "sources": report.sources,
            "generation": report.changed.as_ref().map(|c| &c.manifest.id),
            "published": report.changed.as_ref().is_some_and(|c| c.waiting.is_none()),
        }));
    }
    for one in report.sources.iter().filter(|one| one.outcome != Ended::Hole) {
        output::say(&line(one, done(one)));
        one.warnings.iter().for_each(|warning| output::tell(&format!("    {warning}")));
    }
    output::tell(&counts(|outcome| report.count(outcome)));
    if how == How::Publish && report.count(Ended::Waiting) > 0 {
        output::tell(s("cli.sync.how_to_approve"));
    }
    match (&report.changed, how) {
        (Some(changed), _) => draft::outcome(app, (changed, false)),
        (None, How::Publish) => output::tell(s("cli.sync.nothing_new")),
        (None, How::Try) => output::tell(s("cli.sync.tried")),
        (None, How::Ask) => output::tell(s("cli.sync.asked")),
    }
    Ok(())
}

fn as_json(value: &serde_json::Value) -> Outcome {
    let text = serde_json::to_string_pretty(value).map_err(|e| Failure::Work(e.to_string()))?;
    output::say(&text);
    Ok(())
}

/// `[LEG-01] dl-48-2023: cambiata · vale dal 2026-01-01 (passi: 41, prima 40)`
fn line(one: &Told, text: Option<String>) -> String {
    let mut said = vec![in_words(one.outcome).to_owned()];
    said.extend(text);
    said.extend(one.why.clone());
    format!("[{}] {}: {}", one.number, one.id, said.join(" · "))
}

/// The text that a run published, or the one that stays.
fn done(one: &Told) -> Option<String> {
    match (one.outcome, one.valid_from) {
        (Ended::Added | Ended::Changed, Some(from)) => {
            let (now, before) = (one.passages, one.passages_before);
            Some(fill("cli.sync.text", &[("from", &from), ("now", &now), ("before", &before)]))
        }
        _ => held(one),
    }
}

/// The text held before.
fn held(one: &Told) -> Option<String> {
    let (at, from) = (one.read_at.as_ref()?, one.valid_from?);
    let day = at.get(..10).unwrap_or(at);
    let n = one.passages_before;
    (n > 0).then(|| fill("cli.sync.held", &[("day", &day), ("from", &from), ("n", &n)]))
}

fn in_words(outcome: Ended) -> &'static str {
    match outcome {
        Ended::Added => s("cli.sync.added"),
        Ended::Changed => s("cli.sync.changed"),
        Ended::Unchanged => s("cli.sync.unchanged"),
        Ended::News => s("cli.sync.news"),
        Ended::Waiting => s("cli.sync.waiting"),
        Ended::Failed => s("cli.sync.failed"),
        Ended::Withdrawn => s("cli.sync.withdrawn"),
        Ended::Hole => s("cli.sync.hole"),
        Ended::Never => s("cli.sync.never"),
    }
}

/// «aggiunte 2, invariate 40, …», without those that are none.
fn counts(n: impl Fn(Ended) -> usize) -> String {
    let some = Ended::ALL.into_iter().filter(|outcome| n(*outcome) > 0);
    let told: Vec<String> = some.map(|outcome| format!("{}: {}", in_words(outcome), n(outcome))).collect();
    fill("cli.sync.counts", &[("counts", &told.join(", "))])
}
