//! `copilot eval gaps`: do clusters match the needs that were planted, and verdicts the gaps?

use super::super::batch::tempdir::Temp;
use super::super::{Failure, Outcome, clock, output, ready};
use super::{beside_file, known_split, say_json, written};
use gepi_copilot::config::Config;
use gepi_copilot::evals::{self, Bench, GapsReport, VerdictReport};
use gepi_copilot::gaps::Bars;
use gepi_copilot::search::{Engine, VectorCache, Weights};
use gepi_copilot::strings::s;
use std::path::{Path, PathBuf};

#[derive(serde::Serialize)]
struct Report {
    #[serde(flatten)]
    clusters: GapsReport,
    verdicts: VerdictReport,
}

pub(super) async fn gaps(
    config: Config,
    [set, questions]: [&Path; 2],
    (split, details, choose_bars): (&str, Option<PathBuf>, bool),
) -> Outcome {
    known_split(split)?;
    if choose_bars && split != "dev" {
        return Err(Failure::Usage(s("evidence.bars_on_dev").to_owned()));
    }
    let app = ready(config).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let wordings = evals::read_planted(&beside_file(set), split, &snapshot)?;
    let items = evals::read_set(&beside_file(questions), split, &snapshot)?;
    let encoder = app.encoder();
    let engine =
        Engine { snapshot: &snapshot, embedder: encoder.as_deref(), weights: Weights::default(), hide: None };
    let bar = output::progress(s("cli.gaps.searching"));
    let told = |n: usize| output::advance(&bar, n, wordings.len());
    let clusters = evals::gaps(engine, &wordings, (&app.intents, clock().today()), &told).await?;
    bar.finish_and_clear();
    let folder = Temp::new().map_err(|e| Failure::Work(e.to_string()))?;
    let (cache, clock) = (VectorCache::new(&app.store), clock());
    let bench = Bench {
        base: &snapshot,
        dense: encoder.as_deref().map(|encoder| (encoder, &cache)),
        sufficiency: &app.sufficiency,
        intents: &app.intents,
        folder: folder.path(),
        clock: &clock,
    };
    let bar = output::progress(s("evidence.weighing"));
    let told = |done: usize, total: usize| output::advance(&bar, done, total);
    let cases = evals::cases(&items, &wordings);
    let tried = if choose_bars { Bars::grid() } else { Vec::new() };
    let (verdicts, rows) = evals::verdicts(bench, (cases, &tried), &told).await?;
    bar.finish_and_clear();
    if let Some(path) = details {
        let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        written(path, &rows)?;
    }
    say_json(&Report { clusters, verdicts })
}
