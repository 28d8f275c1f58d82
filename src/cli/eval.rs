//! `copilot eval`: retrieval on a BEIR folder, answers on our own questions, clusters of planted needs, the fit of the
//! sufficiency model.

mod gaps;

use super::batch::other_corpus;
use super::{Failure, Outcome, args, clock, output, ready};
use gepi_copilot::answer::{Parts, Sufficiency};
use gepi_copilot::app::App;
use gepi_copilot::config::{Config, beside_file};
use gepi_copilot::evals::{self, EvalError, Material, Seen, Way, beir};
use gepi_copilot::models::Embedder;
use gepi_copilot::search::{Engine, Mode, Snapshot, Weights};
use gepi_copilot::strings::{fill, s};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Parts of a set of questions.
const SPLITS: [&str; 3] = ["dev", "test", "all"];

impl From<EvalError> for Failure {
    fn from(error: EvalError) -> Self {
        match error {
            EvalError::Read { .. }
            | EvalError::Line { .. }
            | EvalError::Empty { .. }
            | EvalError::Overlap { .. } => Failure::Usage(error.to_string()),
            _ => Failure::Work(error.to_string()),
        }
    }
}

pub(super) async fn eval(config: Config, command: args::Eval) -> Outcome {
    match command {
        args::Eval::Retrieval { beir: Some(beir), run, mode, .. } => {
            retrieval(config, &beir, run, mode.into()).await
        }
        args::Eval::Retrieval { set, split, run, mode, .. } => {
            own(config, &set, (&split, run, mode.into())).await
        }
        args::Eval::Reading { beir, split, examples } => reading(config, &beir, (&split, examples)).await,
        args::Eval::Answers { set, split, details } => answers(config, &set, (&split, details)).await,
        args::Eval::Gaps { set, questions, split, details, choose_bars } => {
            gaps::gaps(config, [&set, &questions], (&split, details, choose_bars)).await
        }
        args::Eval::Calibrate { set, labelled, judged, near, beir, output, examples } => {
            let fitted = [&*set, &*labelled, &*judged, &*near];
            calibrate(config, (fitted, beir.as_deref()), (output, examples)).await
        }
    }
}

impl From<args::ModeArg> for Mode {
    fn from(mode: args::ModeArg) -> Self {
        match mode {
            args::ModeArg::Bm25 => Mode::Bm25,
            args::ModeArg::Dense => Mode::Dense,
            args::ModeArg::Hybrid => Mode::Hybrid,
            args::ModeArg::Rerank => Mode::Rerank,
        }
    }
}

/// The encoder that a mode needs, with its scorer if the mode is to rerank.
fn able(encoder: Option<&Embedder>, mode: Mode) -> Result<(), Failure> {
    match (mode, encoder) {
        (Mode::Bm25, _) => Ok(()),
        (_, None) => Err(EvalError::NoEncoder.into()),
        (Mode::Rerank, Some(encoder)) if !encoder.scores() => {
            Err(Failure::Usage(s("cli.eval.no_scorer").to_owned()))
        }
        (_, Some(_)) => Ok(()),
    }
}

async fn own(config: Config, set: &Path, (split, run, mode): (&str, Option<PathBuf>, Mode)) -> Outcome {
    known_split(split)?;
    let app = ready(config).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let wanted = evals::wanted(&beside_file(set), split, &snapshot)?;
    let encoder = app.encoder();
    able(encoder.as_deref(), mode)?;
    let engine =
        Engine { snapshot: &snapshot, embedder: encoder.as_deref(), weights: Weights::default(), hide: None };
    let bar = output::progress(s("cli.answering"));
    let told = |n: usize| output::advance(&bar, n, wanted.len());
    let report = evals::own_retrieval(engine, &wanted, (mode, &app.intents, clock().today()), &told).await?;
    bar.finish_and_clear();
    if let Some(path) = run {
        written(path, &report.run)?;
    }
    say_json(&report)
}

fn known_split(split: &str) -> Outcome {
    if SPLITS.contains(&split) {
        return Ok(());
    }
    let known = SPLITS.join(", ");
    Err(Failure::Usage(fill("cli.eval.bad_split", &[("split", &split), ("known", &known)])))
}

async fn retrieval(config: Config, folder: &Path, run: Option<PathBuf>, mode: Mode) -> Outcome {
    if !beir::is_beir(folder) {
        return Err(Failure::Usage(fill("cli.eval.not_beir", &[("path", &folder.display())])));
    }
    let (queries, qrels) = (beir::read_queries(folder)?, beir::read_qrels(folder)?);
    let config = if mode == Mode::Bm25 { Config { encoder: String::new(), ..config } } else { config };
    let (app, _folder) = other_corpus(config, folder).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let encoder = app.encoder();
    able(encoder.as_deref(), mode)?;
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |why| Failure::from(EvalError::Write { path: path.clone(), why })
    };
    let mut out = match &run {
        Some(path) => Some(std::io::BufWriter::new(std::fs::File::create(path).map_err(failed(path))?)),
        None => None,
    };
    let engine =
        Engine { snapshot: &snapshot, embedder: encoder.as_deref(), weights: Weights::default(), hide: None };
    let bar = output::progress(s("cli.answering"));
    let report = evals::retrieval(
        engine,
        (&queries, &qrels),
        (mode, clock().today()),
        (out.as_mut().map(|o| o as &mut dyn Write), &|n| output::advance(&bar, n, queries.len())),
    )
    .await?;
    bar.finish_and_clear();
    if let (Some(mut out), Some(path)) = (out, &run) {
        out.flush().map_err(failed(path))?;
    }
    say_json(&report)
}

async fn reading(config: Config, folder: &Path, (split, examples): (&str, Option<PathBuf>)) -> Outcome {
    known_split(split)?;
    let report = read(config, (folder, split), None).await?;
    if let Some(path) = examples {
        let row = |(id, seen): &(String, Seen)| {
            let Seen { features, read, right } = seen;
            serde_json::json!({"id": id, "features": features, "read": read, "answered": right}).to_string()
        };
        written(path, &report.examples.iter().map(row).collect::<Vec<_>>())?;
    }
    say_json(&report)
}

/// `read_from` in place of the model's.
async fn read(
    config: Config,
    (folder, split): (&Path, &str),
    read_from: Option<f64>,
) -> Result<evals::ReadingReport, Failure> {
    if !beir::is_beir(folder) {
        return Err(Failure::Usage(fill("cli.eval.not_beir", &[("path", &folder.display())])));
    }
    let (queries, told) = (beir::read_queries(folder)?, evals::read_told(folder, split)?);
    let (app, _folder) = other_corpus(config, folder).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let encoder = app.encoder();
    let mut sufficiency = app.sufficiency.clone();
    sufficiency.read_from = read_from.unwrap_or(sufficiency.read_from);
    let parts = Parts { sufficiency: &sufficiency, ..parts(&app, (&snapshot, encoder.as_deref())) };
    let bar = output::progress(s("cli.answering"));
    let done = |n: usize| output::advance(&bar, n, queries.len());
    let report = evals::reading(parts, (&queries, &told), clock().today(), &done).await?;
    bar.finish_and_clear();
    Ok(report)
}

fn written(path: PathBuf, rows: &[String]) -> Outcome {
    let text = rows.join("\n") + "\n";
    std::fs::write(&path, text).map_err(|why| EvalError::Write { path, why }.into())
}

/// What answering needs, with nothing hidden.
fn parts<'a>(app: &'a App, (snapshot, embedder): (&'a Snapshot, Option<&'a Embedder>)) -> Parts<'a> {
    Parts { snapshot, embedder, sufficiency: &app.sufficiency, degraded: None, hidden: None, holds: None }
}

async fn answers(config: Config, set: &Path, (split, details): (&str, Option<PathBuf>)) -> Outcome {
    known_split(split)?;
    let app = ready(config).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let items = evals::read_set(&beside_file(set), split, &snapshot)?;
    let encoder = app.encoder();
    let parts = parts(&app, (&snapshot, encoder.as_deref()));
    let bar = output::progress(s("cli.answering"));
    let told = |n: usize| output::advance(&bar, n, items.len());
    let (report, rows) = evals::answers(parts, &items, (&app.intents, clock().today()), &told).await?;
    bar.finish_and_clear();
    if let Some(path) = details {
        let mut text = String::new();
        for row in &rows {
            text.push_str(&serde_json::to_string(row).map_err(|e| Failure::Work(e.to_string()))?);
            text.push('\n');
        }
        std::fs::write(&path, text).map_err(|why| Failure::from(EvalError::Write { path, why }))?;
    }
    say_json(&report)
}

async fn calibrate(
    config: Config,
    ([set, labelled, judged, near], foreign): ([&Path; 4], Option<&Path>),
    (path, examples): (Option<PathBuf>, Option<PathBuf>),
) -> Outcome {
    let foreign = match foreign {
        Some(folder) => read(config.clone(), (folder, "dev"), Some(0.0)).await?.examples,
        None => Vec::new(),
    };
    let foreign: Vec<Seen> = foreign.into_iter().map(|(_, seen)| seen).collect();
    let app = ready(config).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let items = evals::read_set(&beside_file(set), "dev", &snapshot)?;
    let labelled = evals::read_labelled(&beside_file(labelled), &snapshot)?;
    let mut judged = evals::read_judged(&beside_file(judged), &snapshot)?;
    judged.retain(evals::Judged::held_out);
    let near = evals::read_near_misses(&beside_file(near), &snapshot)?;
    let encoder = app.encoder().ok_or(EvalError::NoEncoder)?;
    let mut model = app.sufficiency.clone();
    let reads_all = Sufficiency { read_from: 0.0, ..model.clone() };
    let mut rows: Vec<String> = Vec::new();
    for (name, way) in
        [("hybrid", Way::AsItIs), ("plain", Way::Plain), ("beside", Way::Beside), ("words", Way::AsItIs)]
    {
        if name == "plain" && foreign.is_empty() {
            continue;
        }
        let embedder = (name != "words").then_some(&*encoder);
        let foreign = if way == Way::Plain { &foreign[..] } else { &[] };
        let parts = Parts { sufficiency: &reads_all, ..parts(&app, (&snapshot, embedder)) };
        // By words alone the judged questions, many of them near misses, leave no threshold that is safe.
        let judged = if name == "words" { &[] } else { &judged[..] };
        let material = Material { items: &items, labelled: &labelled, judged, near: &near, foreign };
        let bar = output::progress(s("cli.answering"));
        let told = |done: usize, total: usize| output::advance(&bar, done, total);
        let fitted = evals::calibrate(parts, (way, material), (&app.intents, clock().today()), &told).await?;
        bar.finish_and_clear();
        output::tell(&format!(
            "{name}: dev n={} auroc {:.3}; asks n={}+{} auroc {:.3}",
            fitted.items, fitted.auroc_dev, fitted.positives, fitted.negatives, fitted.auroc_asks
        ));
        for (curve, how) in [(&fitted.curve, ""), (&fitted.read_curve, "read, ")] {
            for (threshold, answered, wrong) in curve {
                output::tell(&format!(
                    "  {how}at {threshold:.2}: answered {answered:.3}, wrong among them {wrong:.3}"
                ));
            }
        }
        rows.extend(fitted.examples.iter().map(|(source, Seen { features, read, right })| {
            serde_json::json!({"search": name, "source": source, "features": features, "read": read, "answered": right})
                .to_string()
        }));
        match name {
            "hybrid" => model.hybrid = fitted.model,
            "plain" => model.plain = fitted.model,
            "beside" => model.beside = Some(fitted.model),
            _ => model.words = fitted.model,
        }
    }
    if let Some(path) = examples {
        written(path, &rows)?;
    }
    let text = toml::to_string_pretty(&model).map_err(|e| Failure::Work(e.to_string()))?;
    match path {
        Some(path) => {
            std::fs::write(&path, text).map_err(|why| Failure::from(EvalError::Write { path, why }))?;
        }
        None => output::say(&text),
    }
    Ok(())
}

pub(super) fn say_json(value: &impl serde::Serialize) -> Outcome {
    output::say(&serde_json::to_string_pretty(value).map_err(|e| Failure::Work(e.to_string()))?);
    Ok(())
}
