//! `copilot admin`: the upkeep of a data folder.

use super::{Outcome, args, clock, output};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::strings::fill;

pub(super) async fn admin(config: Config, command: args::AdminCommand) -> Outcome {
    match command {
        args::AdminCommand::Retain { json } => retain(config, json).await,
    }
}

/// What a service does each day, now.
async fn retain(config: Config, json: bool) -> Outcome {
    let days = config.privacy.keep_days;
    let app = App::open(config, clock()).await?;
    app.load_encoder().await;
    app.open_published().await?;
    let retained = app.retain().await?;
    if json {
        return super::eval::say_json(&retained);
    }
    output::say(&fill(
        "cli.admin.retained",
        &[
            ("days", &days),
            ("answers", &retained.answers),
            ("askers", &retained.askers),
            ("keys", &retained.keys),
        ],
    ));
    Ok(())
}
