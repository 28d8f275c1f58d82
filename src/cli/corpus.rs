//! `copilot corpus`: a new sheet from the template, the checks, the counts.

use super::{Failure, Outcome, args, clock, counts, date, file, output, works};
use gepi_copilot::app::{App, json_fault_from};
use gepi_copilot::config::Config;
use gepi_copilot::corpus::{Problem, Severity, TestItem, WorkId, check, coverage, leaks, stats};
use gepi_copilot::ingest::sources::{self, Sources};
use gepi_copilot::ingest::{CorpusFolder, Defaults, Reading};
use gepi_copilot::strings::{fill, s};
use std::path::{Path, PathBuf};

pub(super) async fn corpus(config: Config, command: args::Corpus) -> Outcome {
    match command {
        args::Corpus::New { path } => new(&path),
        args::Corpus::Check { folder, warnings, evals } => {
            let items = evals.as_deref().map(items).transpose()?.unwrap_or_default();
            let place = folder.clone().unwrap_or_else(|| config.corpus.clone());
            let (mut folder, part) = read(&config, folder)?;
            let mut problems = leaks(&folder.versions, &items);
            problems.extend(check(&folder.versions, &folder.registries, clock().today()));
            match Sources::of_folder(&place) {
                Ok(found) => problems.extend(
                    found
                        .iter()
                        .flat_map(|sources| sources::check(sources, &folder.registries, &folder.versions)),
                ),
                Err(faults) => folder.errors.extend(faults.iter().map(ToString::to_string)),
            }
            // A part of the corpus need not state every fact of the registry.
            problems.retain(|problem| !(part && problem.file == "facts.tsv"));
            checked(&folder, &problems, warnings)
        }
        args::Corpus::Stats { folder, facts, json } => {
            let whole = folder.is_none() && config.data.join("copilot.sqlite").is_file();
            let mut read = read(&config, folder)?.0;
            if whole && !facts {
                read.versions = works::material(config).await?;
            }
            counted(&read, facts, json)
        }
        args::Corpus::Diff(asked) => works::compare(config, asked).await,
        args::Corpus::References { json } => works::references(config, json).await,
    }
}

/// The questions of an evaluation set, one JSON object a line.
fn items(path: &Path) -> Result<Vec<TestItem>, Failure> {
    let bytes = file::read(path)?;
    let read = |(line, bytes): (usize, &[u8])| {
        serde_json::from_slice(bytes).map_err(|error| {
            let why = json_fault_from(line, &error);
            Failure::Usage(fill("eval.line", &[("path", &path.display()), ("line", &line), ("why", &why)]))
        })
    };
    let items: Vec<TestItem> = file::lines(&bytes).into_iter().map(read).collect::<Result<_, _>>()?;
    if items.is_empty() { Err(Failure::Usage(s("cli.batch.nothing").to_owned())) } else { Ok(items) }
}

/// The sheets at a place; one without registries of its own is checked against those of the configured corpus.
fn read(config: &Config, place: Option<PathBuf>) -> Result<(CorpusFolder, bool), Failure> {
    let place = place.unwrap_or_else(|| config.corpus.clone());
    if !place.exists() {
        return Err(Failure::Usage(fill("cli.no_folder", &[("path", &place.display())])));
    }
    let defaults = Defaults::sheet(clock().today());
    let bar = output::progress_if_slow();
    let told = |reading: Reading| output::advance_if_slow(&bar, reading);
    let parsers = App::parsers(config);
    let read =
        |path: &Path| parsers.read_folder(path, &defaults, &told).map_err(|e| Failure::Usage(e.to_string()));
    let mut folder = read(&place)?;
    let part = !place.join("topics.toml").exists() && config.corpus.is_dir();
    if part {
        folder.registries = read(&config.corpus)?.registries;
    }
    bar.finish_and_clear();
    Ok((folder, part))
}

fn checked(folder: &CorpusFolder, problems: &[Problem], warnings: bool) -> Outcome {
    let mut errors = 0;
    let mut told = 0;
    for problem in folder.errors.iter().chain(&folder.warnings) {
        errors += 1;
        output::say(&format!("{} {problem}", s("cli.corpus.error")));
    }
    for problem in problems {
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
    let n = output::counted(folder.versions.len(), ("cli.count.sheet", "cli.count.sheets"));
    let found = output::counted(errors, ("cli.count.error", "cli.count.errors"));
    let told = output::counted(told, ("cli.count.warning", "cli.count.warnings"));
    output::tell(&fill("cli.corpus.summary", &[("n", &n), ("errors", &found), ("warnings", &told)]));
    if errors == 0 { Ok(()) } else { Err(Failure::Work(s("cli.corpus.not_good").to_owned())) }
}

fn counted(folder: &CorpusFolder, facts: bool, json: bool) -> Outcome {
    if facts {
        let coverage = coverage(&folder.versions, &folder.registries.facts);
        if json { counts::as_json(&coverage)? } else { counts::coverage(&coverage) }
    } else {
        let stats = stats(&folder.versions, &folder.registries, clock().today());
        if json { counts::as_json(&stats)? } else { counts::stats(&stats) }
    }
    Ok(())
}

fn new(path: &Path) -> Outcome {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bad = |why: String| Failure::Usage(fill("cli.corpus.bad_name", &[("name", &name), ("why", &why)]));
    let Some(stem) = name.strip_suffix(".md") else { return Err(bad(s("cli.corpus.not_md").to_owned())) };
    let (id, day) = match stem.split_once('~') {
        Some((id, day)) => (id, date(day)?),
        None => (stem, clock().today()),
    };
    WorkId::new(id).map_err(|why| bad(why.to_string()))?;
    if path.exists() {
        return Err(Failure::Usage(fill("cli.corpus.exists", &[("path", &path.display())])));
    }
    let text = fill("cli.corpus.template", &[("id", &id), ("from", &day), ("day", &clock().today())]);
    let failed =
        |why: std::io::Error| Failure::Work(fill("cli.write", &[("path", &path.display()), ("why", &why)]));
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)?;
    output::tell(&fill("cli.corpus.written", &[("path", &path.display())]));
    Ok(())
}
