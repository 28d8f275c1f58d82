//! `copilot models check`: each engine on this machine, side by side: does it load, does it agree, how fast is it, what does it find.

use super::batch::other_corpus;
use super::{Failure, Outcome, args, clock, output};
use gepi_copilot::app::App;
use gepi_copilot::config::{Config, Engine, beside_file};
use gepi_copilot::evals::{self, Agreement, Recall, Speed, beir};
use gepi_copilot::ingest::Defaults;
use gepi_copilot::models::{Embedder, ModelError, fast};
use gepi_copilot::search::{Mode, Weights};
use gepi_copilot::strings::{fill, s};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// Sentences on which the engines are compared.
const SENTENCES: usize = 48;

/// What is known of an engine here.
#[derive(Debug, Serialize)]
struct Row {
    engine: &'static str,
    id: Option<String>,
    /// Why it cannot be used.
    why: Option<String>,
    load_ms: Option<f64>,
    #[serde(flatten)]
    speed: Option<Speed>,
    recall: Option<Recall>,
}

/// How many times faster than candle.
#[derive(Debug, Serialize)]
struct Faster {
    questions: f64,
    passages: f64,
    readings: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Report {
    model: String,
    engines: Vec<Row>,
    /// ONNX Runtime against candle.
    agreement: Option<Agreement>,
    onnx_to_candle: Option<Faster>,
}

/// Texts of the corpus to try the engines with.
struct Samples {
    sentences: Vec<String>,
    prose: String,
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Unknown { .. } => Failure::Usage(error.to_string()),
            _ => Failure::Work(error.to_string()),
        }
    }
}

pub(super) async fn models(config: Config, command: args::ModelsCommand) -> Outcome {
    let args::ModelsCommand::Check { model, engine, evals, json } = command;
    let model = model.unwrap_or_else(|| config.encoder.clone());
    if model.is_empty() {
        return Err(Failure::Usage(s("cli.engines.no_model").to_owned()));
    }
    let evals = evals.map(|path| beside_file(&path));
    if let Some(path) = evals.as_ref().filter(|path| !path.exists()) {
        return Err(Failure::Usage(fill("cli.no_folder", &[("path", &path.display())])));
    }
    let config = Config { encoder: model.clone(), engine: Engine::Auto, ..config };
    let samples = samples(&config)?;
    let engines: &[Engine] = match engine {
        args::EngineArg::Auto => &[Engine::Candle, Engine::Onnx],
        args::EngineArg::Candle => &[Engine::Candle],
        args::EngineArg::Onnx => &[Engine::Onnx],
    };
    let mut report = Report { model, engines: Vec::new(), agreement: None, onnx_to_candle: None };
    let mut loaded = Vec::new();
    for engine in engines {
        let (row, embedder) = examine(&config, *engine, &samples).await?;
        let recall = match (&embedder, &evals) {
            (Some(_), Some(path)) => Some(recall(&config, *engine, path).await?),
            _ => None,
        };
        report.engines.push(Row { recall, ..row });
        loaded.extend(embedder);
    }
    if engine == args::EngineArg::Onnx && !loaded.is_empty() {
        loaded.insert(0, load(&config, Engine::Candle).await?);
    }
    if let [candle, onnx] = &loaded[..] {
        report.agreement = Some(evals::agreement(candle, onnx, &samples.sentences).await?);
    }
    report.onnx_to_candle = faster(&report.engines);
    if json {
        output::say(&serde_json::to_string_pretty(&report).map_err(|e| Failure::Work(e.to_string()))?);
    } else {
        show(&report);
    }
    match report.engines.as_slice() {
        [Row { why: Some(why), .. }] => Err(Failure::Work(why.clone())),
        _ => Ok(()),
    }
}

fn samples(config: &Config) -> Result<Samples, Failure> {
    let read = App::parsers(config)
        .read_folder(&config.corpus, &Defaults::sheet(clock().today()), &|_| {})
        .map_err(|e| Failure::Usage(e.to_string()))?;
    let texts: Vec<&str> = read.versions.iter().map(|v| v.source.as_str()).collect();
    let prose: Vec<String> =
        texts.iter().flat_map(|t| t.lines()).filter(|l| l.len() > 60).map(str::to_owned).collect();
    if prose.is_empty() {
        return Err(Failure::Usage(fill("cli.engines.no_texts", &[("path", &config.corpus.display())])));
    }
    // Spread over the whole corpus.
    let step = (prose.len() / SENTENCES).max(1);
    let sentences = prose.iter().step_by(step).take(SENTENCES).cloned().collect();
    Ok(Samples { sentences, prose: prose.join(" ") })
}

async fn load(config: &Config, engine: Engine) -> Result<Embedder, ModelError> {
    let (folder, id, runtime) = (config.models.clone(), config.encoder.clone(), App::runtime(config));
    let load = move || match (engine, runtime) {
        (Engine::Onnx, Some(runtime)) => fast(&folder, &id, &runtime),
        _ => Embedder::load(&folder, &id),
    };
    tokio::task::spawn_blocking(load).await.unwrap_or(Err(ModelError::Closed))
}

/// A model that is not there at all is an error; an engine that is not is a fact to report.
async fn examine(
    config: &Config,
    engine: Engine,
    samples: &Samples,
) -> Result<(Row, Option<Embedder>), Failure> {
    let name = if engine == Engine::Onnx { "onnx" } else { "candle" };
    let row = Row { engine: name, id: None, why: None, load_ms: None, speed: None, recall: None };
    let start = Instant::now();
    match load(config, engine).await {
        Ok(embedder) => {
            let load_ms = Some(start.elapsed().as_secs_f64() * 1000.0);
            let speed = evals::speed(&embedder, &samples.questions(), &samples.prose).await?;
            let id = Some(embedder.id().to_owned());
            Ok((Row { id, load_ms, speed: Some(speed), ..row }, Some(embedder)))
        }
        Err(error @ ModelError::Unknown { .. }) => Err(error.into()),
        Err(error) if engine == Engine::Onnx || matches!(error, ModelError::NoEngine { .. }) => {
            Ok((Row { why: Some(error.to_string()), ..row }, None))
        }
        Err(error) => Err(error.into()),
    }
}

impl Samples {
    /// As long as a question: the first words of each sentence.
    fn questions(&self) -> Vec<String> {
        let short = |text: &String| text.split_whitespace().take(9).collect::<Vec<_>>().join(" ");
        self.sentences.iter().map(short).collect()
    }
}

/// Dense search over a BEIR folder, or over the corpus with our own questions. Publishes nothing.
async fn recall(config: &Config, engine: Engine, path: &Path) -> Result<Recall, Failure> {
    let config = Config { engine, ..config.clone() };
    let material = if path.is_dir() { path.to_path_buf() } else { config.corpus.clone() };
    if path.is_dir() && !beir::is_beir(path) {
        return Err(Failure::Usage(fill("cli.eval.not_beir", &[("path", &path.display())])));
    }
    let (app, _folder) = other_corpus(config, &material).await?;
    let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
    let encoder = app.encoder().ok_or(evals::EvalError::NoEncoder)?;
    let engine = gepi_copilot::search::Engine {
        snapshot: &snapshot,
        embedder: Some(&encoder),
        weights: Weights::default(),
        hide: None,
    };
    let today = clock().today();
    Ok(if path.is_dir() {
        let (queries, qrels) = (beir::read_queries(path)?, beir::read_qrels(path)?);
        evals::beir_recall(engine, (&queries, &qrels), today).await?
    } else {
        let wanted = evals::wanted(path, "dev", &snapshot)?;
        let asked = (Mode::Dense, &app.intents, today);
        let report = evals::own_retrieval(engine, &wanted, asked, &|_| {}).await?;
        Recall { n: report.n, at_1: report.recall_1.mean, at_5: report.recall_5.mean }
    })
}

fn faster(rows: &[Row]) -> Option<Faster> {
    let [Row { speed: Some(candle), .. }, Row { speed: Some(onnx), .. }] = rows else { return None };
    let questions = candle.question_ms / onnx.question_ms;
    let readings = candle.reading_ms.zip(onnx.reading_ms).map(|(candle, onnx)| candle / onnx);
    Some(Faster { questions, passages: onnx.passages_per_s / candle.passages_per_s, readings })
}

fn show(report: &Report) {
    output::say(&fill("cli.engines.model", &[("id", &report.model)]));
    for row in &report.engines {
        if let Some(why) = &row.why {
            output::say(&fill("cli.engines.absent", &[("engine", &row.engine), ("why", why)]));
        }
        if let (Some(speed), Some(load)) = (&row.speed, row.load_ms) {
            let (load, question) = (format!("{load:.0}"), format!("{:.1}", speed.question_ms));
            let passages = format!("{:.1}", speed.passages_per_s);
            output::say(&fill(
                "cli.engines.ready",
                &[("engine", &row.engine), ("load", &load), ("question", &question), ("passages", &passages)],
            ));
        }
        if let Some(ms) = row.speed.as_ref().and_then(|speed| speed.reading_ms) {
            output::say(&fill("cli.engines.reading", &[("ms", &format!("{ms:.1}"))]));
        }
        if let Some(Recall { n, at_1, at_5 }) = &row.recall {
            let (at_1, at_5) = (format!("{at_1:.3}"), format!("{at_5:.3}"));
            output::say(&fill("cli.engines.recall", &[("n", n), ("at_1", &at_1), ("at_5", &at_5)]));
        }
    }
    if let Some(Agreement { n, min, mean }) = &report.agreement {
        let (min, mean) = (format!("{min:.6}"), format!("{mean:.6}"));
        output::say(&fill("cli.engines.agreement", &[("n", n), ("min", &min), ("mean", &mean)]));
    }
    if let Some(Faster { questions, passages, readings }) = &report.onnx_to_candle {
        let (questions, passages) = (format!("{questions:.1}"), format!("{passages:.1}"));
        output::say(&fill("cli.engines.faster", &[("questions", &questions), ("passages", &passages)]));
        if let Some(readings) = readings {
            output::say(&fill("cli.engines.readings", &[("readings", &format!("{readings:.1}"))]));
        }
    }
}
