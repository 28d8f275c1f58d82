//! `copilot hold`: topics that are not cited for a time, in every process that answers from this data folder.

use super::{Failure, Outcome, args, clock, output, reviewer};
use gepi_copilot::app::{App, HoldError};
use gepi_copilot::config::Config;
use gepi_copilot::gaps;
use gepi_copilot::strings::{fill, s};

impl From<HoldError> for Failure {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Store(error) => error.into(),
            _ => Failure::Usage(error.to_string()),
        }
    }
}

pub(super) async fn hold(config: Config, command: args::HoldCommand) -> Outcome {
    let app = App::open(config, clock()).await?;
    let known = app.open_published().await?;
    match command {
        args::HoldCommand::Set { topic, reason, by } => {
            if !known {
                return Err(Failure::Usage(s("cli.hold.no_material").to_owned()));
            }
            let who = reviewer(&app, by).await?;
            app.hold((&topic, &reason), who.by()).await?;
            output::tell(&fill("cli.hold.done", &[("topic", &topic)]));
        }
        args::HoldCommand::Release { topic, note, by } => {
            let who = reviewer(&app, by).await?;
            app.release((&topic, &note), who.by()).await?;
            output::tell(&fill("cli.hold.released", &[("topic", &topic)]));
        }
        args::HoldCommand::List { json } => {
            let held = app.holds().await?;
            if json {
                return super::eval::say_json(&held);
            }
            if held.is_empty() {
                output::tell(s("cli.hold.none"));
            }
            for row in held {
                output::say(&fill(
                    "cli.hold.row",
                    &[("topic", &row.topic), ("title", &row.title), ("at", &row.at), ("reason", &row.reason)],
                ));
            }
        }
        args::HoldCommand::History { json } => {
            let steps = gaps::hold_history(&app.store).await?;
            if json {
                return super::eval::say_json(&steps);
            }
            for step in steps {
                let done = if step.held { s("cli.hold.step_held") } else { s("cli.hold.step_released") };
                output::say(&format!("{} {} {done} {} {}", step.at, step.topic, step.role, step.reason));
            }
        }
    }
    Ok(())
}
