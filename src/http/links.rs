//! Who cites whom, as rows beside a passage or a work.

use crate::corpus::{Link, PassagePlace, Target, Version, day_within};
use crate::search::Snapshot;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashSet;

/// Rows at most, each way.
const MOST: usize = 50;

/// A reference from one passage to another, seen from one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
pub(super) struct LinkRow {
    /// `text`: the official text; `sheet`: a summary of it; `outside`: an act that is not held; `missing`: not in its act.
    kind: &'static str,
    /// The words that cite.
    said: String,
    /// The provision cited, `art. 6, comma 4, D.L. 48/2023`.
    provision: String,
    /// The passage at the other end; none outside.
    passage_id: Option<String>,
    /// Its work.
    work_id: Option<String>,
    /// Work and heading.
    title: Option<String>,
    /// Its official reference.
    reference: Option<String>,
}

/// What a passage cites, and what cites it, as these hold on `today` or on the last day of its version.
pub(super) fn of_passage(snapshot: &Snapshot, number: u32, today: Date) -> (Vec<LinkRow>, Vec<LinkRow>) {
    let place = snapshot.place_of(number);
    let day = day_within(&snapshot.versions[place.version], today);
    let graph = snapshot.graph();
    let cites = graph.cites(place).flat_map(|link| forth(snapshot, link, day));
    let cited_by = graph.cited_by(place).filter_map(|link| back(snapshot, link, day));
    (limited(cites), limited(cited_by))
}

/// The same for all passages of a version, without what it says of itself.
pub(super) fn of_version(snapshot: &Snapshot, version: &Version, day: Date) -> (Vec<LinkRow>, Vec<LinkRow>) {
    let (mut cites, mut cited_by) = (Vec::new(), Vec::new());
    let day = day_within(version, day);
    for passage in &version.passages {
        let Some(number) = snapshot.number_of(passage.id.as_str()) else { continue };
        let (forth, back) = of_passage(snapshot, number, day);
        cites.extend(forth);
        cited_by.extend(back);
    }
    let other = |row: &LinkRow| row.work_id.as_deref() != Some(version.work.as_str());
    (limited(cites.into_iter().filter(other)), limited(cited_by.into_iter().filter(other)))
}

fn limited(rows: impl Iterator<Item = LinkRow>) -> Vec<LinkRow> {
    let mut seen = HashSet::new();
    rows.filter(|row| seen.insert((row.passage_id.clone(), row.provision.clone()))).take(MOST).collect()
}

/// The passages that a link leads to on a day.
fn forth(snapshot: &Snapshot, link: &Link, day: Date) -> Vec<LinkRow> {
    let kind = match link.to {
        Target::Text(_) => "text",
        Target::Sheets(_) => "sheet",
        Target::Outside => "outside",
        Target::Missing => "missing",
    };
    let held = link.to.places().iter().filter(|place| readable(snapshot, **place, day));
    let mut rows: Vec<LinkRow> = held.map(|place| row(snapshot, link, kind, Some(*place))).collect();
    if rows.is_empty() && link.to.places().is_empty() {
        rows.push(row(snapshot, link, kind, None));
    }
    rows
}

fn back(snapshot: &Snapshot, link: &Link, day: Date) -> Option<LinkRow> {
    let official = matches!(snapshot.versions[link.from.version].status, crate::corpus::Status::Official);
    let kind = if official { "text" } else { "sheet" };
    readable(snapshot, link.from, day).then(|| row(snapshot, link, kind, Some(link.from)))
}

fn readable(snapshot: &Snapshot, place: PassagePlace, day: Date) -> bool {
    let version = &snapshot.versions[place.version];
    version.holds(&version.passages[place.passage], day) && !snapshot.is_withdrawn(snapshot.number_at(place))
}

fn row(snapshot: &Snapshot, link: &Link, kind: &'static str, end: Option<PassagePlace>) -> LinkRow {
    let source = &snapshot.versions[link.from.version].source;
    let end = end.map(|place| snapshot.passage(snapshot.number_at(place)));
    LinkRow {
        kind,
        said: link.span.slice(source).unwrap_or_default().to_owned(),
        provision: link.provision.printed(),
        passage_id: end.map(|(_, passage)| passage.id.to_string()),
        work_id: end.map(|(version, _)| version.work.to_string()),
        title: end.map(|(version, passage)| format!("{} › {}", version.title, passage.heading)),
        reference: end
            .map(|(version, passage)| passage.reference.clone().unwrap_or_else(|| version.reference.clone())),
    }
}
