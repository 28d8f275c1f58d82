//! `copilot corpus`: a new sheet from the template, the checks, the counts.

use super::{Failure, Outcome, args, clock, date, output};
use gepi_copilot::config::Config;
use gepi_copilot::corpus::{Severity, WorkId, check, stats};
use gepi_copilot::ingest::{self, CorpusFolder, Defaults};
use gepi_copilot::strings::{fill, s};
use std::path::{Path, PathBuf};

pub(super) async fn corpus(config: Config, command: args::Corpus) -> Outcome {
    match command {
        args::Corpus::New { path } => new(&path),
        args::Corpus::Check { folder, warnings } => {
            let (folder, part) = read(&config, folder)?;
            checked(&folder, part, warnings)
        }
        args::Corpus::Stats { folder, json } => counted(&read(&config, folder)?.0, json),
    }
}

/// The sheets at a place; one without registries of its own is checked against those of the configured corpus.
fn read(config: &Config, place: Option<PathBuf>) -> Result<(CorpusFolder, bool), Failure> {
    let place = place.unwrap_or_else(|| config.corpus.clone());
    if !place.exists() {
        return Err(Failure::Usage(fill("cli.no_folder", &[("path", &place.display())])));
    }
    let defaults = Defaults::sheet(clock().today());
    let read = |path: &Path| ingest::read_folder(path, &defaults).map_err(|e| Failure::Usage(e.to_string()));
    let mut folder = read(&place)?;
    let part = !place.join("topics.toml").exists() && config.corpus.is_dir();
    if part {
        folder.registries = read(&config.corpus)?.registries;
    }
    Ok((folder, part))
}

fn checked(folder: &CorpusFolder, part: bool, warnings: bool) -> Outcome {
    let mut errors = 0;
    let mut told = 0;
    for problem in folder.errors.iter().chain(&folder.warnings) {
        errors += 1;
        output::say(&format!("{} {problem}", s("cli.corpus.error")));
    }
    let problems = check(&folder.versions, &folder.registries, clock().today());
    // A part of the corpus need not state every fact of the registry.
    for problem in problems.into_iter().filter(|p| !(part && p.file == "facts.tsv")) {
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
