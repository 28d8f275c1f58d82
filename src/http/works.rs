//! `/v1/works`, `/v1/passages`, `/v1/topics`, `/v1/glossary`: the published material as it can be read.

use super::error::{HttpError, Problem};
use super::extract::{Id, Params};
use super::links::{self, LinkRow};
use crate::app::{App, day};
use crate::corpus::{Amendment, Status, Tier, Version, amendments};
use crate::search::Snapshot;
use crate::strings::s;
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

type Result<T> = std::result::Result<Json<T>, HttpError>;

pub(super) async fn snapshot(app: &App) -> std::result::Result<Arc<Snapshot>, HttpError> {
    let snapshot = app.current().await.map_err(|e| HttpError::Internal(e.to_string()))?;
    snapshot.ok_or(HttpError::Ask(crate::app::AskError::Starting))
}

/// One version of a work.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct VersionRow {
    version: String,
    valid_from: String,
    valid_to: Option<String>,
}

impl VersionRow {
    fn of(version: &Version) -> Self {
        Self {
            version: version.name(),
            valid_from: version.validity.from().to_string(),
            valid_to: version.validity.to().map(|d| d.to_string()),
        }
    }
}

/// A work in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct WorkRow {
    work_id: String,
    title: String,
    #[schema(value_type = String)]
    tier: Tier,
    #[schema(value_type = String)]
    status: Status,
    reference: String,
    badge: Option<String>,
    review: Option<String>,
    url: Option<String>,
    topics: Vec<String>,
    measures: Vec<String>,
    verified_on: Option<String>,
    versions: Vec<VersionRow>,
}

/// Works.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct WorkList {
    works: Vec<WorkRow>,
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct ListQuery {
    /// Only works on this topic.
    topic: Option<String>,
    /// Only works of this tier.
    tier: Option<String>,
}

/// The works, by title.
#[utoipa::path(get, path = "/v1/works", params(ListQuery), responses(
    (status = 200, body = WorkList), (status = 422, description = "Unknown topic or tier", body = Problem),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn list(State(app): State<Arc<App>>, Params(query): Params<ListQuery>) -> Result<WorkList> {
    let snapshot = snapshot(&app).await?;
    let tier = match query.tier.as_deref() {
        None | Some("") => None,
        Some(name) => {
            Some(Tier::parse(name).ok_or(HttpError::Parameter { name: "tier", value: name.to_owned() })?)
        }
    };
    let topic = query.topic.filter(|t| !t.is_empty());
    let readable = snapshot.readable();
    let used = |topic: &str| readable.iter().any(|v| v.topics.iter().any(|t| t == topic));
    if let Some(value) = topic.clone().filter(|t| !snapshot.topics.contains(t) && !used(t)) {
        return Err(HttpError::Parameter { name: "topic", value });
    }
    let mut by_work: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
    for version in &readable {
        by_work.entry(version.work.as_str()).or_default().push(version);
    }
    let mut works: Vec<WorkRow> = by_work
        .into_values()
        .filter_map(|versions| {
            let last = versions.iter().max_by_key(|v| v.validity.from())?;
            let on_topic = topic.as_ref().is_none_or(|t| last.topics.contains(t));
            (on_topic && tier.is_none_or(|t| t == last.tier)).then(|| row(&snapshot, last, &versions))
        })
        .collect();
    works.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(Json(WorkList { works }))
}

fn row(snapshot: &Snapshot, last: &Version, versions: &[&Version]) -> WorkRow {
    WorkRow {
        badge: last.badge(None),
        review: review(snapshot, last),
        work_id: last.work.to_string(),
        title: last.title.clone(),
        tier: last.tier,
        status: last.status,
        reference: last.reference.clone(),
        url: last.url.clone(),
        topics: last.topics.clone(),
        measures: last.measures.clone(),
        verified_on: last.verified_on.map(|d| d.to_string()),
        versions: versions.iter().map(|v| VersionRow::of(v)).collect(),
    }
}

/// What to do about a sheet whose official text has come in.
fn review(snapshot: &Snapshot, version: &Version) -> Option<String> {
    snapshot.has_official_text(version).then(|| s("corpus.review").to_owned())
}

/// A passage of a work.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PassageRow {
    passage_id: String,
    heading: String,
    locator: String,
    span: [usize; 2],
    reference: String,
    asks: Vec<String>,
}

/// A work as it holds on a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct WorkView {
    work_id: String,
    title: String,
    version: String,
    versions: Vec<VersionRow>,
    #[schema(value_type = String)]
    tier: Tier,
    #[schema(value_type = String)]
    status: Status,
    reference: String,
    badge: Option<String>,
    review: Option<String>,
    amended_by: Vec<Amendment>,
    cites: Vec<LinkRow>,
    cited_by: Vec<LinkRow>,
    issuer: String,
    url: Option<String>,
    urn: Option<String>,
    about: Vec<String>,
    verified_on: Option<String>,
    valid_from: String,
    valid_to: Option<String>,
    source: String,
    passages: Vec<PassageRow>,
}

/// The day wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct DayQuery {
    /// `AAAA-MM-GG`; today if absent.
    as_of: Option<String>,
}

/// A work on a day; without one, as in force, or its latest version.
#[utoipa::path(get, path = "/v1/works/{id}", params(("id" = String, Path, description = "Of the work"), DayQuery), responses(
    (status = 200, body = WorkView), (status = 404, body = Problem),
    (status = 422, description = "Bad date", body = Problem), (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn read(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Params(query): Params<DayQuery>,
) -> Result<WorkView> {
    let snapshot = snapshot(&app).await?;
    let asked: Option<Date> = match query.as_of.filter(|t| !t.is_empty()) {
        None => None,
        Some(text) => Some(day(&text).ok_or(HttpError::Parameter { name: "as_of", value: text })?),
    };
    let versions = snapshot.versions_of(&id);
    let day = asked.unwrap_or_else(|| app.store.clock().today());
    let holding = versions.iter().find(|v| v.validity.contains(day)).copied();
    let latest = if asked.is_none() { versions.last().copied() } else { None };
    let version = holding.or(latest).ok_or(HttpError::NotFound("work"))?;
    let passages = version
        .passages
        .iter()
        .filter(|p| asked.is_none_or(|day| version.holds(p, day)))
        .map(|p| PassageRow {
            passage_id: p.id.to_string(),
            heading: p.heading.clone(),
            locator: p.locator.clone(),
            span: [p.span.start, p.span.end],
            reference: version.cited_as(p),
            asks: p.asks.clone(),
        })
        .collect();
    let (cites, cited_by) = links::of_version(&snapshot, version, day);
    Ok(Json(WorkView {
        badge: version.badge(None),
        review: review(&snapshot, version),
        amended_by: amendments(version),
        cites,
        cited_by,
        work_id: version.work.to_string(),
        title: version.title.clone(),
        version: version.name(),
        versions: versions.iter().map(|v| VersionRow::of(v)).collect(),
        tier: version.tier,
        status: version.status,
        reference: version.reference.clone(),
        issuer: version.issuer.clone(),
        url: version.url.clone(),
        urn: version.urn.clone(),
        about: version.about.clone(),
        verified_on: version.verified_on.map(|d| d.to_string()),
        valid_from: version.validity.from().to_string(),
        valid_to: version.validity.to().map(|d| d.to_string()),
        source: version.source.clone(),
        passages,
    }))
}

/// A passage in its source.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PassageView {
    passage_id: String,
    work_id: String,
    version: String,
    title: String,
    heading: String,
    #[schema(value_type = String)]
    tier: Tier,
    #[schema(value_type = String)]
    status: Status,
    reference: String,
    badge: Option<String>,
    review: Option<String>,
    cites: Vec<LinkRow>,
    cited_by: Vec<LinkRow>,
    url: Option<String>,
    urn: Option<String>,
    verified_on: Option<String>,
    valid_from: String,
    valid_to: Option<String>,
    span: [usize; 2],
    source: String,
}

/// A passage with the whole text it stands in.
#[utoipa::path(get, path = "/v1/passages/{id}", params(("id" = String, Path, description = "Of the passage")), responses(
    (status = 200, body = PassageView), (status = 404, body = Problem),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn passage(State(app): State<Arc<App>>, Id(id): Id) -> Result<PassageView> {
    let snapshot = snapshot(&app).await?;
    let number = snapshot.number_of(&id).ok_or(HttpError::NotFound("passage"))?;
    if snapshot.is_withdrawn(number) {
        return Err(HttpError::NotFound("withdrawn"));
    }
    let (cites, cited_by) = links::of_passage(&snapshot, number, app.store.clock().today());
    Ok(Json(view(&snapshot, number, (cites, cited_by))))
}

fn view(snapshot: &Snapshot, number: u32, (cites, cited_by): (Vec<LinkRow>, Vec<LinkRow>)) -> PassageView {
    let (version, passage) = snapshot.passage(number);
    let holds = version.validity_of(passage).unwrap_or(version.validity);
    PassageView {
        badge: version.badge(Some(passage)),
        review: review(snapshot, version),
        cites,
        cited_by,
        passage_id: passage.id.to_string(),
        work_id: version.work.to_string(),
        version: version.name(),
        title: version.title.clone(),
        heading: passage.heading.clone(),
        tier: version.tier,
        status: version.status,
        reference: version.cited_as(passage),
        url: version.url.clone(),
        urn: version.urn.clone(),
        verified_on: version.verified_on.map(|d| d.to_string()),
        valid_from: holds.from().to_string(),
        valid_to: holds.to().map(|d| d.to_string()),
        span: [passage.span.start, passage.span.end],
        source: version.source.clone(),
    }
}

/// A topic with what is published on it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TopicRow {
    id: String,
    title: String,
    works: usize,
    passages: usize,
}

/// Topics of one area.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Area {
    area: String,
    topics: Vec<TopicRow>,
}

/// All areas.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Areas {
    areas: Vec<Area>,
}

/// The topics covered, by area.
#[utoipa::path(get, path = "/v1/topics", responses((status = 200, body = Areas),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn topics(State(app): State<Arc<App>>) -> Result<Areas> {
    let snapshot = snapshot(&app).await?;
    let readable = snapshot.readable();
    let mut areas: Vec<Area> = Vec::new();
    for topic in &snapshot.topics.topic {
        let on: Vec<&Version> = readable.iter().copied().filter(|v| v.topics.contains(&topic.id)).collect();
        let mut works: Vec<&str> = on.iter().map(|v| v.work.as_str()).collect();
        works.sort_unstable();
        works.dedup();
        let row = TopicRow {
            id: topic.id.clone(),
            title: topic.title.clone(),
            works: works.len(),
            passages: on.iter().map(|v| v.passages.len()).sum(),
        };
        match areas.iter_mut().find(|a| a.area == topic.area) {
            Some(area) => area.topics.push(row),
            None => areas.push(Area { area: topic.area.clone(), topics: vec![row] }),
        }
    }
    Ok(Json(Areas { areas }))
}

/// A term of the glossary.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TermRow {
    id: String,
    canonical: String,
    acronyms: Vec<String>,
    definition: String,
}

/// The glossary.
#[utoipa::path(get, path = "/v1/glossary", responses((status = 200, body = Vec<TermRow>),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn glossary(State(app): State<Arc<App>>) -> Result<Vec<TermRow>> {
    let snapshot = snapshot(&app).await?;
    let rows = snapshot.glossary.term.iter().map(|t| TermRow {
        id: t.id.clone(),
        canonical: t.canonical.clone(),
        acronyms: t.acronyms.clone(),
        definition: t.definition.clone(),
    });
    Ok(Json(rows.collect()))
}
