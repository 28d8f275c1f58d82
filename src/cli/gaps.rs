//! `copilot gaps`: what the material does not answer, and the work on it.

mod cluster;
mod gather;
mod replay;
mod weigh;

pub(super) use replay::tell_pending;

use super::{Failure, Outcome, args, clock, output, ready, reviewer};
use gepi_copilot::access::redact;
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::corpus::Tier;
use gepi_copilot::gaps::{self, Filter, Gap, GapError, Move, State};
use gepi_copilot::strings::{fill, s};
use std::path::Path;

impl From<GapError> for Failure {
    fn from(error: GapError) -> Self {
        match error {
            GapError::Store(error) => error.into(),
            _ => Failure::Usage(error.to_string()),
        }
    }
}

pub(super) async fn gaps(config: Config, command: args::Gaps) -> Outcome {
    match command {
        args::Gaps::Cluster { input, json } => cluster::cluster(config, &input, json).await,
        args::Gaps::Import { input } => gather::import(config, &input).await,
        args::Gaps::Regroup => regroup(config).await,
        args::Gaps::Matrix { json } => matrix(config, json).await,
        args::Gaps::Weigh { ids, all, json } => weigh::weigh(config, (ids, all), json).await,
        args::Gaps::List { state, topic, need, json } => {
            let state = state.as_deref().map(named).transpose()?;
            let need = need.as_deref().map(weigh::named).transpose()?;
            list(config, Filter { state, topic, need, limit: Some(usize::MAX), ..Filter::default() }, json)
                .await
        }
        args::Gaps::Show { id, json } => show(config, &id, json).await,
        args::Gaps::Move(change) => transition(config, change).await,
        args::Gaps::Replay { gap, json } => replay::replay(config, &gap, json).await,
        args::Gaps::Export { output } => export(config, output.as_deref()).await,
    }
}

fn named(name: &str) -> Result<State, Failure> {
    let unknown =
        || Failure::Usage(fill("gaps.bad_state", &[("state", &name), ("known", &gaps::names(&State::ALL))]));
    State::named(name).ok_or_else(unknown)
}

async fn list(config: Config, filter: Filter, json: bool) -> Outcome {
    let app = App::open(config, clock()).await?;
    let page = gaps::list(&app.store, &filter).await?;
    if json {
        return super::eval::say_json(&page.items);
    }
    if page.items.is_empty() {
        output::tell(s("cli.gaps.none"));
    }
    for gap in &page.items {
        output::say(&line(gap));
    }
    Ok(())
}

fn line(gap: &Gap) -> String {
    let asked = output::counted(
        usize::try_from(gap.questions).unwrap_or(0),
        ("cli.gaps.asked_one", "cli.gaps.asked_many"),
    );
    let state = match gap.need {
        Some(need) => format!("{}, {}", gap.state.as_str(), need.as_str()),
        None => gap.state.as_str().to_owned(),
    };
    let values = fill(
        "cli.gaps.line",
        &[
            ("title", &gap.title),
            ("asked", &asked),
            ("state", &state),
            ("topic", &gap.topic),
            ("id", &gap.id),
        ],
    );
    values.trim_end().to_owned()
}

async fn show(config: Config, id: &str, json: bool) -> Outcome {
    let app = App::open(config, clock()).await?;
    let read = gaps::read(&app.store, id).await?;
    if json {
        return super::eval::say_json(&read);
    }
    output::say(&line(&read.gap));
    let weeks: Vec<String> = read.gap.weeks.iter().map(i64::to_string).collect();
    output::say(&fill(
        "cli.gaps.seen",
        &[
            ("first", &read.gap.first_seen),
            ("last", &read.gap.last_seen),
            ("weeks", &weeks.join(", ")),
            ("terms", &read.gap.terms.join(", ")),
        ],
    ));
    if read.hold {
        output::say(s("cli.gaps.on_hold"));
    }
    for asked in &read.observations {
        output::say(&format!("  – {} ({}, {})", asked.text, asked.day, asked.verdict));
    }
    if !read.reasons.is_empty() {
        let reasons: Vec<String> = read.reasons.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
        output::say(&fill("cli.gaps.reasons", &[("reasons", &reasons.join(", "))]));
    }
    if let Some(evidence) = &read.evidence {
        weigh::tell(evidence);
    }
    for step in &read.history {
        let by = format!("{} {}", step.role, step.who);
        output::say(&format!("  {} {} → {} {} {}", step.at, step.from, step.to, by.trim(), step.note));
    }
    replay::say_proof(&read.proof);
    let next = gaps::names(&read.next);
    output::say(&fill("cli.gaps.next", &[("version", &read.gap.version), ("states", &next)]));
    Ok(())
}

async fn transition(config: Config, change: args::MoveArgs) -> Outcome {
    let to = named(&change.to)?;
    if !change.tier.is_empty() && !Tier::ALL.iter().any(|tier| tier.as_str() == change.tier) {
        return Err(Failure::Usage(fill("gaps.bad_tier", &[("tier", &change.tier)])));
    }
    let app = App::open(config, clock()).await?;
    let version = match change.version {
        Some(version) => version,
        None => gaps::read(&app.store, &change.id).await?.gap.version,
    };
    let who = reviewer(&app, change.by).await?;
    let (role, name) = who.by();
    let wanted = Move {
        version,
        to,
        note: redact(&change.note).text,
        office: change.office,
        tier: change.tier,
        role: role.to_owned(),
        who: name.to_owned(),
    };
    let version = gaps::transition(&app.store, &change.id, &wanted).await?;
    output::tell(&fill("cli.gaps.moved", &[("state", &to.as_str()), ("version", &version)]));
    Ok(())
}

async fn export(config: Config, path: Option<&Path>) -> Outcome {
    let app = App::open(config, clock()).await?;
    let page = gaps::list(&app.store, &Filter { limit: Some(usize::MAX), ..Filter::default() }).await?;
    let text = gaps::csv(&page.items);
    let Some(path) = path else {
        output::say(text.trim_end());
        return Ok(());
    };
    let failed = |why| Failure::Work(fill("cli.write", &[("path", &path.display()), ("why", &why)]));
    std::fs::write(path, text).map_err(failed)
}

async fn matrix(config: Config, json: bool) -> Outcome {
    let app = ready(config).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let cells = gaps::matrix(&app.store, &snapshot).await?;
    if json {
        return super::eval::say_json(&cells);
    }
    for cell in &cells {
        let held = |tier: &Tier| cell.passages.get(tier.as_str()).copied().unwrap_or(0);
        let tiers: Vec<String> =
            Tier::ALL.iter().map(|tier| format!("{} {}", tier.as_str(), held(tier))).collect();
        let asked: i64 = cell.asked.values().sum();
        let answered = cell.asked.get("answered").copied().unwrap_or(0);
        output::say(&fill(
            "cli.gaps.cell",
            &[
                ("topic", &cell.title),
                ("tiers", &tiers.join(", ")),
                ("asked", &asked),
                ("answered", &answered),
                ("open", &cell.open),
            ],
        ));
    }
    Ok(())
}

async fn regroup(config: Config) -> Outcome {
    let app = ready(config).await?;
    let moved = app.regroup().await.map_err(|e| Failure::Work(e.to_string()))?;
    output::tell(&output::counted(moved, ("cli.gaps.regrouped_one", "cli.gaps.regrouped_many")));
    Ok(())
}
