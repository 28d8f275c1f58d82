//! `copilot batch`: a file of questions, one answer per line in the same order; a line that cannot be read is reported with
//! its number and skipped.

use super::file::{self, Results};
use super::{Failure, Outcome, args, clock, output, ready};
use gepi_copilot::app::{App, Ask, day, json_fault_from, silent};
use gepi_copilot::config::Config;
use gepi_copilot::evals::beir;
use gepi_copilot::ingest::{Defaults, Reading};
use gepi_copilot::search::generation::Source;
use gepi_copilot::store::Store;
use gepi_copilot::strings::{fill, s};
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// Questions answered side by side: their vectors wait for one thread anyway.
const ABREAST: usize = 4;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: serde_json::Value,
    question: String,
    #[serde(default)]
    as_of: Option<String>,
}

pub(super) async fn batch(config: Config, args: args::Batch) -> Outcome {
    let bytes = file::read(&args.input)?;
    let mut results = Results::create(&args.output, &args.input)?;
    let app = match &args.corpus {
        None => ready(config).await?,
        Some(folder) => other_corpus(config, folder).await?.0,
    };
    let lines = file::lines(&bytes);
    let bar = output::progress(s("cli.answering"));
    let (mut done, mut bad) = (0usize, 0usize);
    for chunk in lines.chunks(ABREAST) {
        let mut answers = Vec::new();
        for (number, line) in chunk {
            answers.push((*number, tokio::spawn(one(Arc::clone(&app), *number, line.to_vec()))));
        }
        for (number, answer) in answers {
            match answer.await.unwrap_or_else(|e| Err(e.to_string())) {
                Ok(json) => {
                    results.line(&json)?;
                    done += 1;
                }
                Err(why) => {
                    bad += 1;
                    output::complain(&fill("cli.batch.bad_line", &[("line", &number), ("why", &why)]));
                }
            }
        }
        output::advance(&bar, done + bad, lines.len());
    }
    bar.finish_and_clear();
    if done > 0 {
        results.finish()?;
    }
    file::summary(done, bad)
}

async fn one(app: Arc<App>, number: usize, line: Vec<u8>) -> Result<String, String> {
    let line: Line = serde_json::from_slice(&line).map_err(|e| json_fault_from(number, &e))?;
    let as_of = match line.as_of.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(day(text).ok_or_else(|| fill("cli.bad_date", &[("value", &text)]))?),
    };
    let ask = Ask { question: line.question, as_of, ..Ask::default() };
    let answer = app.ask(ask, silent()).await.map_err(|e| e.to_string())?;
    let mut value = serde_json::to_value(&answer).map_err(|e| e.to_string())?;
    // The caller's id stands in the place of ours.
    value["id"] = line.id;
    Ok(value.to_string())
}

/// An app over another corpus, sheets or a BEIR folder, whose vectors are kept in the data folder's cache but which
/// publishes nothing there. The folder returned holds its generation.
pub(super) async fn other_corpus(
    config: Config,
    folder: &Path,
) -> Result<(Arc<App>, Arc<tempdir::Temp>), Failure> {
    if !folder.exists() {
        return Err(Failure::Usage(fill("cli.no_folder", &[("path", &folder.display())])));
    }
    let today = clock().today();
    let source = if beir::is_beir(folder) {
        let corpus = beir::read_corpus(folder).map_err(|e| Failure::Usage(e.to_string()))?;
        Source { versions: corpus, ..Source::default() }
    } else {
        let bar = output::progress_if_slow();
        let told = |reading: Reading| output::advance_if_slow(&bar, reading);
        let read = App::parsers(&config).read_folder(folder, &Defaults::sheet(today), &told);
        bar.finish_and_clear();
        let read = read.map_err(|e| Failure::Usage(e.to_string()))?;
        for problem in read.errors.iter().chain(&read.warnings) {
            output::complain(problem);
        }
        Source { versions: read.versions, glossary: read.glossary, topics: read.registries.topics }
    };
    let temp = Arc::new(tempdir::Temp::new().map_err(|e| Failure::Work(e.to_string()))?);
    let store = Store::open(&config.data, clock()).await.map_err(|e| Failure::Work(e.to_string()))?;
    let memory = Store::in_memory(clock()).await.map_err(|e| Failure::Work(e.to_string()))?;
    let app = App::with_store(config, memory, temp.path())?;
    let embedder = app.load_encoder().await;
    let bar = output::progress(s("cli.building"));
    let cache = gepi_copilot::search::VectorCache::new(&store);
    let dense = embedder.as_ref().map(|e| (e, &cache));
    let told = |done: usize, total: usize| output::advance(&bar, done, total);
    let manifest =
        gepi_copilot::search::generation::build(temp.path(), source, dense, (store.clock(), &told))
            .await
            .map_err(|e| Failure::Work(e.to_string()))?;
    bar.finish_and_clear();
    let snapshot = gepi_copilot::search::Snapshot::open(
        &temp.path().join(&manifest.id),
        embedder.as_ref().map(gepi_copilot::models::Embedder::id),
    )
    .map_err(|e| Failure::Work(e.to_string()))?;
    app.use_snapshot(snapshot);
    Ok((Arc::new(app), temp))
}

pub(super) mod tempdir {
    //! A folder that goes when the command ends.

    use std::path::{Path, PathBuf};

    /// Deleted on drop.
    #[derive(Debug)]
    pub(crate) struct Temp(PathBuf);

    impl Temp {
        pub(crate) fn new() -> std::io::Result<Self> {
            let path = std::env::temp_dir().join(format!("copilot-{}", uuid::Uuid::new_v4()));
            std::fs::create_dir_all(&path)?;
            Ok(Self(path))
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Temp {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}
