//! `copilot corpus`: a new sheet from the template, the checks, the counts.

use super::{Failure, Outcome, args, clock, output};
use gepi_copilot::config::Config;
use gepi_copilot::corpus::{Severity, check, stats};
use gepi_copilot::ingest::{self, CorpusFolder, Defaults};
use gepi_copilot::strings::{fill, s};
use std::path::PathBuf;

pub(super) async fn corpus(config: Config, command: args::Corpus) -> Outcome {
    match command {
        args::Corpus::New { path } => new(&path),
        args::Corpus::Check { folder, warnings } => checked(&read(&config, folder)?, warnings),
        args::Corpus::Stats { folder, json } => counted(&read(&config, folder)?, json),
    }
}

fn read(config: &Config, folder: Option<PathBuf>) -> Result<CorpusFolder, Failure> {
    let folder = folder.unwrap_or_else(|| config.corpus.clone());
    if !folder.exists() {
        return Err(Failure::Usage(fill("cli.no_folder", &[("path", &folder.display())])));
    }
    ingest::read_folder(&folder, &Defaults::sheet(clock().today())).map_err(|e| Failure::Usage(e.to_string()))
}

fn checked(folder: &CorpusFolder, warnings: bool) -> Outcome {
    let mut errors = 0;
    let mut told = 0;
    for problem in folder.errors.iter().chain(&folder.warnings) {
        errors += 1;
        output::say(&format!("{} {problem}", s("cli.corpus.error")));
    }
    for problem in check(&folder.versions, &folder.registries, clock().today()) {
        let mark = match problem.severity {
            Severity::Error => {
                errors += 1;
                s("cli.corpus.error")
            }
            Severity::Warning => {
                told += 1;
                s("cli.corpus.warning")
            }
        };
        if warnings || problem.severity == Severity::Error {
            output::say(&format!("{mark} {}: {}", problem.file, problem.text));
        }
    }
    let n = folder.versions.len();
    let summary = fill("cli.corpus.summary", &[("n", &n), ("errors", &errors), ("warnings", &told)]);
    output::tell(&summary);
    if errors == 0 { Ok(()) } else { Err(Failure::Work(s("cli.corpus.not_good").to_owned())) }
}

fn counted(folder: &CorpusFolder, json: bool) -> Outcome {
    let stats = stats(&folder.versions, &folder.registries);
    if json {
        output::say(&serde_json::to_string_pretty(&stats).map_err(|e| Failure::Work(e.to_string()))?);
        return Ok(());
    }
    for (key, value) in [
        ("works", stats.works),
        ("versions", stats.versions),
        ("ended", stats.ended),
        ("passages", stats.passages),
        ("asks", stats.asks),
        ("references", stats.references),
    ] {
        output::say(&format!("{:<28}{value:>7}", s(&format!("cli.stats.{key}"))));
    }
    for (title, map) in [
        ("cli.stats.by_tier", stats.by_tier.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect::<Vec<_>>()),
        ("cli.stats.facts", stats.facts.into_iter().collect()),
        ("cli.stats.by_topic", stats.by_topic.into_iter().collect()),
    ] {
        output::say(&format!("\n{}", s(title)));
        for (name, n) in map {
            output::say(&format!("  {name:<26}{n:>7}"));
        }
    }
    Ok(())
}

fn new(path: &std::path::Path) -> Outcome {
    let day = clock().today();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let id = stem.split('~').next().unwrap_or_default().to_owned();
    let text = fill("cli.corpus.template", &[("id", &id), ("day", &day)]);
    if path.exists() {
        return Err(Failure::Usage(fill("cli.corpus.exists", &[("path", &path.display())])));
    }
    std::fs::write(path, text)
        .map_err(|why| Failure::Work(fill("cli.write", &[("path", &path.display()), ("why", &why)])))?;
    output::tell(&fill("cli.corpus.written", &[("path", &path.display())]));
    Ok(())
}
