//! `copilot generations`: what was built, what a draft would change, letting it answer or throwing it away, and going back.

use super::{Failure, Outcome, args, clock, draft, gaps, output};
use gepi_copilot::app::{App, Approval, Draft, DraftState};
use gepi_copilot::config::Config;
use gepi_copilot::search::Manifest;
use gepi_copilot::strings::{fill, s};
use serde_json::{Value, json};

pub(super) async fn generations(config: Config, command: args::GenerationsCommand) -> Outcome {
    use args::GenerationsCommand as Does;
    let named = match &command {
        Does::Switch { id } | Does::Approve { id, .. } | Does::Discard { id } => Some(id),
        Does::Preview { id, .. } => id.as_ref(),
        _ => None,
    };
    if let Some(id) = named.filter(|id| !Manifest::is_id(id)) {
        return Err(Failure::Usage(fill("cli.generations.bad_id", &[("id", id)])));
    }
    let app = App::open(config, clock()).await?;
    match command {
        Does::List { json } => list(&app, json).await,
        Does::Preview { id, json } => preview(&app, id.as_deref(), json).await,
        Does::Approve { id, by, note, despite_checks } => {
            app.load_encoder().await;
            let bar = output::progress(s("cli.draft.asking"));
            let told = |done: usize, total: usize| output::advance(&bar, done, total);
            let approved = app.approve(&id, &Approval { name: by, note, despite_checks }, &told).await;
            bar.finish_and_clear();
            approved?;
            switched(&id)?;
            gaps::tell_pending(&app).await
        }
        Does::Discard { id } => {
            let again = app.discard(&id).await?;
            output::say(&fill("cli.generations.discarded", &[("id", &id)]));
            for work in again {
                output::tell(&fill("cli.generations.back_again", &[("work", &work)]));
            }
            Ok(())
        }
        Does::Switch { id } => {
            app.load_encoder().await;
            app.switch(&id).await?;
            switched(&id)?;
            gaps::tell_pending(&app).await
        }
        Does::Rollback => {
            app.load_encoder().await;
            let (id, works) = app.go_back().await?;
            switched(&id)?;
            for work in works {
                output::tell(&fill("cli.generations.back_again", &[("work", &work)]));
            }
            gaps::tell_pending(&app).await
        }
    }
}

fn switched(id: &str) -> Outcome {
    output::say(&fill("cli.generations.switched", &[("id", &id)]));
    Ok(())
}

async fn preview(app: &App, id: Option<&str>, json: bool) -> Outcome {
    app.load_encoder().await;
    let bar = output::progress(s("cli.draft.asking"));
    let preview = app.preview_of(id, &|done, total| output::advance(&bar, done, total)).await;
    bar.finish_and_clear();
    let preview = preview?;
    if json {
        return as_json(&preview);
    }
    draft::preview(&preview);
    if app.waiting().await?.is_some_and(|draft| draft.generation == preview.generation) {
        output::tell(&fill("cli.draft.how_to_approve", &[("id", &preview.generation)]));
    }
    Ok(())
}

async fn list(app: &App, json: bool) -> Outcome {
    let list = app.generations.list().await?;
    let published = app.generations.published().await?;
    let (drafts, approvals) = (app.drafts().await?, app.approvals().await?);
    let draft = |m: &Manifest| drafts.iter().find(|draft| draft.generation == m.id);
    if json {
        let row = |m: &Manifest| {
            let mut row = serde_json::to_value(m).unwrap_or_default();
            row["published"] = (Some(&m.id) == published.as_ref()).into();
            row["draft"] = draft(m).map_or(Value::Null, about);
            row["approvals"] = json!(approvals.iter().filter(|a| a.generation == m.id).collect::<Vec<_>>());
            row
        };
        return as_json(&list.iter().map(row).collect::<Vec<_>>());
    }
    if list.is_empty() {
        output::tell(s("cli.generations.none"));
    }
    for m in &list {
        let mark = if Some(&m.id) == published.as_ref() { "*" } else { " " };
        let encoder = m.encoder.as_ref().map_or("bm25", |e| e.id.as_str());
        let state = draft(m).filter(|d| d.state == DraftState::Waiting).map_or(String::new(), waiting);
        let line = format!("{mark} {}  {}  {:>6}  {encoder}  {state}", m.id, m.created_at, m.passages);
        output::say(line.trim_end());
        for approval in approvals.iter().filter(|a| a.generation == m.id) {
            let name = if approval.name.is_empty() { s("cli.generations.nameless") } else { &approval.name };
            let day = approval.at.get(..10).unwrap_or_default();
            let mut line = fill("cli.generations.approved", &[("name", &name), ("day", &day)]);
            if !approval.despite.is_empty() {
                let checks =
                    approval.despite.iter().map(|name| in_words(name)).collect::<Vec<_>>().join(", ");
                line.push_str(&fill("cli.generations.despite_these", &[("checks", &checks)]));
            }
            if !approval.note.is_empty() {
                line.push_str(&format!(" «{}»", approval.note));
            }
            output::say(&format!("    {line}"));
        }
    }
    Ok(())
}

fn waiting(draft: &Draft) -> String {
    let failed = draft.preview.failed().count();
    if failed == 0 {
        return s("cli.generations.waits").to_owned();
    }
    output::counted(failed, ("cli.generations.waits_one_failed", "cli.generations.waits_failed"))
}

fn about(draft: &Draft) -> Value {
    json!({
        "state": draft.state,
        "ordered_by": draft.ordered_by,
        "ordered_at": draft.ordered_at,
        "passed": draft.preview.passed(),
    })
}

fn as_json(value: &impl serde::Serialize) -> Outcome {
    output::say(&serde_json::to_string_pretty(value).map_err(|e| Failure::Work(e.to_string()))?);
    Ok(())
}

/// A check by its name in the database.
fn in_words(check: &str) -> &str {
    match check {
        "passages" => s("cli.generations.despite_check.passages"),
        "counts" => s("cli.generations.despite_check.counts"),
        "references" => s("cli.generations.despite_check.references"),
        "probes" => s("cli.generations.despite_check.probes"),
        "answers" => s("cli.generations.despite_check.answers"),
        other => other,
    }
}
