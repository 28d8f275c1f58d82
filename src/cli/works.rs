//! `copilot corpus diff` and `copilot corpus references`: what changed between two versions of a work, and which references
//! lead to nothing. Both read the material as it is wanted now and change nothing.

use super::{Failure, Outcome, args, clock, counts, date, output};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::corpus::{ChangeKind, Diff, Graph, Link, PieceKind, Target, Version, diff, two_versions};
use gepi_copilot::strings::{fill, s};
use serde::Serialize;

/// The versions wanted now: the catalogue's, with the starter corpus as its files are.
pub(super) async fn material(config: Config) -> Result<Vec<Version>, Failure> {
    Ok(App::open(config, clock()).await?.material().await?)
}

pub(super) async fn compare(config: Config, asked: args::DiffArgs) -> Outcome {
    let (from, to) =
        (asked.from.as_deref().map(date).transpose()?, asked.to.as_deref().map(date).transpose()?);
    let mut versions = material(config).await?;
    versions.retain(|v| v.work.as_str() == asked.work);
    versions.sort_by_key(|v| v.validity.from());
    if versions.is_empty() {
        return Err(Failure::Usage(fill("cli.diff.unknown", &[("work", &asked.work)])));
    }
    let all: Vec<&Version> = versions.iter().collect();
    let names: Vec<String> = all.iter().map(|v| interval(v)).collect();
    let (before, after) = two_versions(&all, from, to).map_err(|day| {
        let versions = names.join("; ");
        Failure::Usage(match day {
            Some(day) => {
                fill("cli.diff.no_version", &[("work", &asked.work), ("day", &day), ("versions", &versions)])
            }
            None => fill("cli.diff.one_version", &[("work", &asked.work), ("versions", &versions)]),
        })
    })?;
    let found = diff(before, after);
    if asked.json {
        return counts::as_json(&found);
    }
    for line in shown(&found, (&interval(before), &interval(after))) {
        output::say(&line);
    }
    Ok(())
}

fn interval(version: &Version) -> String {
    let from = version.validity.from();
    match version.validity.to() {
        Some(to) => {
            let last = to.saturating_sub(jiff::Span::new().days(1));
            fill("cli.diff.between", &[("from", &from), ("last", &last)])
        }
        None => fill("cli.diff.since", &[("from", &from)]),
    }
}

/// The changes as a person reads them: words removed between `[-` and `-]`, words added between `{+` and `+}`.
fn shown(diff: &Diff, (before, after): (&str, &str)) -> Vec<String> {
    let mut lines =
        vec![fill("cli.diff.heading", &[("work", &diff.work_id), ("before", &before), ("after", &after)])];
    lines.extend(diff.amended_by.iter().map(|a| fill("cli.diff.amended_by", &[("reference", &a.reference)])));
    for change in &diff.changes {
        let key = match change.kind {
            ChangeKind::Added => "cli.diff.added",
            ChangeKind::Removed => "cli.diff.removed",
            ChangeKind::Changed => "cli.diff.changed",
            ChangeKind::Moved => "cli.diff.moved",
        };
        let heading = |stand: &gepi_copilot::corpus::Stand| {
            if stand.heading.is_empty() { stand.locator.clone() } else { stand.heading.clone() }
        };
        let names: Vec<String> = [&change.before, &change.after].into_iter().flatten().map(heading).collect();
        let (first, last) =
            (names.first().cloned().unwrap_or_default(), names.last().cloned().unwrap_or_default());
        let name = if first == last { first } else { format!("{first} → {last}") };
        lines.push(format!("\n{} {name}", s(key)));
        if change.kind != ChangeKind::Moved {
            let pieces = change.pieces.iter().map(|piece| match piece.kind {
                PieceKind::Same => piece.text.clone(),
                PieceKind::Removed => marked(("[-", "-]"), &piece.text),
                PieceKind::Added => marked(("{+", "+}"), &piece.text),
            });
            lines.push(pieces.collect::<String>());
        }
    }
    let key = if diff.unchanged == 1 { "cli.diff.unchanged_one" } else { "cli.diff.unchanged_many" };
    lines.push(format!("\n{}", fill(key, &[("n", &diff.unchanged)])));
    lines
}

/// The marks close before the blanks at the end.
fn marked((open, close): (&str, &str), text: &str) -> String {
    let words = text.trim_end();
    format!("{open}{words}{close}{}", &text[words.len()..])
}

/// One reference, as JSON.
#[derive(Serialize)]
struct Row<'a> {
    work_id: &'a str,
    version: String,
    locator: &'a str,
    said: &'a str,
    provision: String,
    kind: &'static str,
    leads_to: Vec<&'a str>,
}

pub(super) async fn references(config: Config, json: bool) -> Outcome {
    let versions = material(config).await?;
    let graph = Graph::of(&versions);
    let rows: Vec<Row<'_>> = graph.links().iter().map(|link| row(&versions, link)).collect();
    if json {
        return counts::as_json(&rows);
    }
    for row in rows.iter().filter(|row| row.kind == MISSING) {
        output::say(&fill(
            "cli.references.missing",
            &[
                ("work", &row.work_id),
                ("locator", &row.locator),
                ("said", &row.said),
                ("provision", &row.provision),
            ],
        ));
    }
    let count = |kind: &str| rows.iter().filter(|row| row.kind == kind).count();
    output::tell(&fill(
        "cli.references.summary",
        &[
            ("all", &rows.len()),
            ("text", &count("text")),
            ("sheet", &count("sheet")),
            ("outside", &count("outside")),
            ("missing", &count(MISSING)),
        ],
    ));
    Ok(())
}

const MISSING: &str = "missing";

fn row<'a>(versions: &'a [Version], link: &'a Link) -> Row<'a> {
    let version = &versions[link.from.version];
    let kind = match link.to {
        Target::Text(_) => "text",
        Target::Sheets(_) => "sheet",
        Target::Outside => "outside",
        Target::Missing => MISSING,
    };
    let id = |place: &gepi_copilot::corpus::PassagePlace| {
        versions[place.version].passages[place.passage].id.as_str()
    };
    Row {
        work_id: version.work.as_str(),
        version: version.name(),
        locator: &version.passages[link.from.passage].locator,
        said: link.span.slice(&version.source).unwrap_or_default(),
        provision: link.provision.printed(),
        kind,
        leads_to: link.to.places().iter().map(id).collect(),
    }
}
