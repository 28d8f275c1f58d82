//! `copilot gaps cluster`: questions of one need, in whatever words, put together.

use crate::cli::{Failure, Outcome, file, output, ready};
use gepi_copilot::access::redact;
use gepi_copilot::app::{App, json_fault_from};
use gepi_copilot::config::Config;
use gepi_copilot::gaps::{self, Cluster, Ground, Sign};
use gepi_copilot::search::{Engine, Snapshot, Weights};
use gepi_copilot::strings::{fill, s};
use serde::Deserialize;
use std::path::Path;

/// A question of a file. Other fields are let be: any file of questions will do.
#[derive(Debug, Deserialize)]
struct Line {
    id: serde_json::Value,
    question: String,
}

pub(super) async fn cluster(config: Config, input: &Path, json: bool) -> Outcome {
    let bytes = file::read(input)?;
    let (mut lines, mut bad) = (Vec::new(), 0usize);
    for (number, text) in file::lines(&bytes) {
        match parse(number, text, config.question_chars) {
            Ok(line) => lines.push(line),
            Err(why) => {
                bad += 1;
                output::complain(&fill("cli.batch.bad_line", &[("line", &number), ("why", &why)]));
            }
        }
    }
    if !lines.is_empty() {
        let app = ready(config).await?;
        let snapshot = app.snapshot().ok_or_else(|| Failure::Work(s("ask.starting").to_owned()))?;
        let signs = signs(&app, &snapshot, &lines).await?;
        let clusters = gaps::cluster(&signs, &Ground::of(&snapshot, snapshot.has_dense()));
        if json { say_lines(&lines, &clusters) } else { say_clusters(&signs, &clusters) }
    }
    file::summary(lines.len(), bad)
}

fn parse(number: usize, text: &[u8], most: usize) -> Result<Line, String> {
    let line: Line = serde_json::from_slice(text).map_err(|e| json_fault_from(number, &e))?;
    let n = line.question.chars().count();
    if line.question.trim().is_empty() {
        return Err(s("ask.empty").to_owned());
    }
    if n > most {
        return Err(fill("ask.too_long", &[("n", &n), ("most", &most)]));
    }
    Ok(line)
}

async fn signs(app: &App, snapshot: &Snapshot, lines: &[Line]) -> Result<Vec<Sign>, Failure> {
    let encoder = app.encoder();
    let engine = Engine { snapshot, embedder: encoder.as_deref(), weights: Weights::default(), hide: None };
    let bar = output::progress(s("cli.gaps.searching"));
    let mut signs = Vec::with_capacity(lines.len());
    for line in lines {
        let question = app.question(snapshot, &redact(&line.question).text, None);
        let sign = gaps::sign(engine, &question).await.map_err(|e| Failure::Work(e.to_string()))?;
        signs.push(sign);
        output::advance(&bar, signs.len(), lines.len());
    }
    bar.finish_and_clear();
    Ok(signs)
}

fn say_lines(lines: &[Line], clusters: &[Cluster]) {
    let mut ids = vec![""; lines.len()];
    for cluster in clusters {
        cluster.members.iter().for_each(|member| ids[*member] = &cluster.id);
    }
    for (line, cluster) in lines.iter().zip(ids) {
        output::say(&serde_json::json!({"id": line.id, "cluster": cluster}).to_string());
    }
}

/// The largest clusters first, each with its title, key terms and questions.
fn say_clusters(signs: &[Sign], clusters: &[Cluster]) {
    let mut ordered: Vec<&Cluster> = clusters.iter().collect();
    ordered.sort_by_key(|c| std::cmp::Reverse(c.members.len()));
    let many = output::counted(clusters.len(), ("cli.gaps.clusters_one", "cli.gaps.clusters_many"));
    output::say(&fill("cli.gaps.found", &[("n", &signs.len()), ("clusters", &many)]));
    for cluster in ordered {
        let (title, terms) = gaps::title(signs, cluster);
        let asked = output::counted(cluster.members.len(), ("cli.gaps.asked_one", "cli.gaps.asked_many"));
        let id = &cluster.id;
        let heading = fill("cli.gaps.heading", &[("title", &title), ("asked", &asked), ("id", id)]);
        output::say(&format!("\n{heading}"));
        if !terms.is_empty() {
            output::say(&fill("cli.gaps.terms", &[("terms", &terms.join(", "))]));
        }
        for member in &cluster.members {
            output::say(&format!("  – {}", signs[*member].text));
        }
    }
}
