//! `copilot generations`: what was built, which one answers, and going back.

use super::{Failure, Outcome, args, clock, output};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::search::Manifest;
use gepi_copilot::strings::{fill, s};

pub(super) async fn generations(config: Config, command: args::GenerationsCommand) -> Outcome {
    if let args::GenerationsCommand::Switch { id } = &command
        && !Manifest::is_id(id)
    {
        return Err(Failure::Usage(fill("cli.generations.bad_id", &[("id", id)])));
    }
    let app = App::open(config, clock()).await?;
    match command {
        args::GenerationsCommand::List { json } => {
            let list = app.generations.list().await?;
            let published = app.generations.published().await?;
            if json {
                let rows: Vec<serde_json::Value> = list
                    .iter()
                    .map(|m| {
                        let mut row = serde_json::to_value(m).unwrap_or_default();
                        row["published"] = (Some(&m.id) == published.as_ref()).into();
                        row
                    })
                    .collect();
                let text = serde_json::to_string_pretty(&rows).map_err(|e| Failure::Work(e.to_string()))?;
                output::say(&text);
                return Ok(());
            }
            if list.is_empty() {
                output::tell(s("cli.generations.none"));
            }
            for m in list {
                let mark = if Some(&m.id) == published.as_ref() { "*" } else { " " };
                let encoder = m.encoder.as_ref().map_or("bm25", |e| e.id.as_str());
                output::say(&format!("{mark} {}  {}  {:>6}  {encoder}", m.id, m.created_at, m.passages));
            }
            Ok(())
        }
        args::GenerationsCommand::Switch { id } => {
            app.load_encoder().await;
            app.switch(&id).await?;
            output::say(&fill("cli.generations.switched", &[("id", &id)]));
            Ok(())
        }
        args::GenerationsCommand::Rollback => {
            app.load_encoder().await;
            let (id, works) = app.go_back().await?;
            output::say(&fill("cli.generations.switched", &[("id", &id)]));
            for work in works {
                output::tell(&fill("cli.generations.back_again", &[("work", &work)]));
            }
            Ok(())
        }
    }
}
