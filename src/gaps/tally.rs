//! What reviewers see: gaps ranked by how many organisations and people ask, never by raw count; one gap with its questions and
//! its history; topics against tiers. People are counted, never told apart.

use super::replay::{self, Latest, Proof};
use super::{Evidence, GapError, Need, State, evidence, holds, reasons};
use crate::corpus::Tier;
use crate::search::Snapshot;
use crate::store::{Store, StoreError};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::Row;
use std::collections::{BTreeMap, HashMap};

/// Gaps in a page, unless fewer are asked for.
const PAGE: usize = 50;
/// Questions shown of a gap.
const QUESTIONS: i64 = 100;
/// Weeks of which the trend is told.
const WEEKS: usize = 4;

/// A gap in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Gap {
    /// Its id.
    pub id: String,
    /// One of its questions, cleaned.
    pub title: String,
    /// Words that its questions share.
    pub terms: Vec<String>,
    /// Topic of most of its questions; empty when none is near.
    pub topic: String,
    /// Where the work on it stands.
    pub state: State,
    /// To be sent back with a transition.
    pub version: i64,
    /// To whom it is assigned.
    pub office: String,
    /// Which tier of material is to answer it.
    pub tier: String,
    /// What the material has for it; none = not weighed yet.
    pub need: Option<Need>,
    /// Questions kept.
    pub questions: i64,
    /// Different wordings among them.
    pub wordings: i64,
    /// Different people, as far as they are known.
    pub askers: i64,
    /// Different organisations, as far as they are known.
    pub tenants: i64,
    /// Day of the first question.
    pub first_seen: String,
    /// Day of the last.
    pub last_seen: String,
    /// The generation on which its questions were found answered; none unless it is closed.
    pub closed_on: Option<String>,
    /// Questions in each of the last four weeks, oldest first.
    pub weeks: Vec<i64>,
}

/// Which gaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In this state; none = any.
    pub state: Option<State>,
    /// On this topic; none = any.
    pub topic: Option<String>,
    /// With this verdict; none = any.
    pub need: Option<Need>,
    /// After the gap with this id.
    pub after: Option<String>,
    /// At most so many; none = a page.
    pub limit: Option<usize>,
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Page {
    /// The gaps.
    pub items: Vec<Gap>,
    /// `after` of the next page; none at the end.
    pub next: Option<String>,
}

/// A question of a gap.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Question {
    /// Redacted.
    pub text: String,
    /// Why it is there: `not_covered`, `uncertain`, `partial`, `local`, `useless`, `imported`.
    pub verdict: String,
    /// Calibrated probability that the material answered it.
    pub confidence: Option<f64>,
    /// The generation that was asked.
    pub generation: String,
    /// When it was asked.
    pub day: String,
}

/// A step of the work on a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Step {
    /// From which state; empty when it began.
    pub from: String,
    /// To which.
    pub to: String,
    /// Role of who did it; empty = the program.
    pub role: String,
    /// Pseudonym of who did it.
    pub who: String,
    /// Why.
    pub note: String,
    /// When.
    pub at: String,
}

/// A gap with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Read {
    /// The gap.
    pub gap: Gap,
    /// States that may follow.
    pub next: Vec<State>,
    /// Its latest questions.
    pub observations: Vec<Question>,
    /// Its steps, oldest first.
    pub history: Vec<Step>,
    /// What its verdict rests on; none = not weighed yet.
    pub evidence: Option<Evidence>,
    /// Its questions with what they got when they were last asked again, those that failed first; empty if they never were.
    pub proof: Vec<Proof>,
    /// The latest replay that asks them again.
    pub replay: Option<Latest>,
    /// Is its topic on hold?
    pub hold: bool,
    /// Why answers to its questions were of no use, as their askers said: `not_answering`, `wrong_source`, `outdated`, `unclear`,
    /// `other`, `unsaid`.
    pub reasons: BTreeMap<String, i64>,
}

/// A topic in the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Cell {
    /// Its id.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// Passages in force today, by tier.
    pub passages: BTreeMap<String, usize>,
    /// Different needs that answers have met citing each tier, as far as what they cite is in force today.
    pub covered: BTreeMap<String, usize>,
    /// Questions asked, by verdict.
    pub asked: BTreeMap<String, i64>,
    /// Gaps that are neither closed nor dismissed.
    pub open: usize,
    /// Those of them that are assigned, by tier.
    pub assigned: BTreeMap<String, usize>,
    /// Those of them that were weighed, by verdict.
    pub needs: BTreeMap<String, usize>,
}

/// The gaps that pass a filter, most asked by different organisations first, then by different people, then in different words.
pub async fn list(store: &Store, filter: &Filter) -> Result<Page, GapError> {
    let mut all = all(store).await?;
    all.retain(|gap| filter.state.is_none_or(|state| gap.state == state));
    all.retain(|gap| filter.need.is_none_or(|need| gap.need == Some(need)));
    all.retain(|gap| filter.topic.as_ref().is_none_or(|topic| gap.topic == *topic));
    let start = match &filter.after {
        None => 0,
        Some(id) => {
            let at = all.iter().position(|gap| gap.id == *id);
            at.ok_or_else(|| GapError::Cursor { cursor: id.clone() })? + 1
        }
    };
    let limit = filter.limit.unwrap_or(PAGE).max(1);
    let items: Vec<Gap> = all.iter().skip(start).take(limit).cloned().collect();
    let more = start + items.len() < all.len();
    let next = if more { items.last().map(|gap| gap.id.clone()) } else { None };
    Ok(Page { items, next })
}

async fn all(store: &Store) -> Result<Vec<Gap>, StoreError> {
    let weeks = weeks(store).await?;
    let rows = sqlx::query(
        "SELECT g.*, e.need AS need, COUNT(o.id) AS questions, COUNT(DISTINCT o.hash) AS wordings, COUNT(DISTINCT o.asker) + COALESCE(SUM(o.forgotten), 0) AS askers,
         COUNT(DISTINCT o.tenant) AS tenants, COALESCE(MIN(o.day), '') AS first_day, COALESCE(MAX(o.day), '') AS last_day
         FROM gaps g LEFT JOIN observations o ON o.gap = g.id LEFT JOIN gap_evidence e ON e.gap = g.id
         GROUP BY g.id, e.need
         ORDER BY tenants DESC, askers DESC, wordings DESC, last_day DESC, g.id",
    )
    .fetch_all(store.pool())
    .await?;
    rows.iter()
        .map(|row| {
            let (id, state): (String, String) = (row.try_get("id")?, row.try_get("state")?);
            let closed_on: Option<String> = row.try_get("closed_on")?;
            Ok(Gap {
                closed_on: closed_on.filter(|_| state == State::VerifiedClosed.as_str()),
                weeks: weeks.get(&id).cloned().unwrap_or_else(|| vec![0; WEEKS]),
                title: row.try_get("title")?,
                terms: serde_json::from_str(row.try_get("terms")?)?,
                topic: row.try_get("topic")?,
                state: State::named(&state).unwrap_or(State::New),
                version: row.try_get("version")?,
                office: row.try_get("office")?,
                tier: row.try_get("tier")?,
                need: row.try_get::<Option<String>, _>("need")?.and_then(|name| Need::named(&name)),
                questions: row.try_get("questions")?,
                wordings: row.try_get("wordings")?,
                askers: row.try_get("askers")?,
                tenants: row.try_get("tenants")?,
                first_seen: row.try_get("first_day")?,
                last_seen: row.try_get("last_day")?,
                id,
            })
        })
        .collect()
}

/// Questions of each gap in each of the last weeks.
async fn weeks(store: &Store) -> Result<HashMap<String, Vec<i64>>, StoreError> {
    let today = store.clock().today();
    let rows =
        sqlx::query("SELECT gap, day, COUNT(*) AS n FROM observations WHERE day > ? GROUP BY gap, day")
            .bind(today.saturating_sub(jiff::Span::new().days(7 * WEEKS as i64)).to_string())
            .fetch_all(store.pool())
            .await?;
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    for row in rows {
        let (gap, day, n): (String, String, i64) =
            (row.try_get("gap")?, row.try_get("day")?, row.try_get("n")?);
        let ago = day.parse::<Date>().map_or(0, |day| (today - day).get_days()) / 7;
        let week = (WEEKS - 1).checked_sub(usize::try_from(ago).unwrap_or(0));
        if let Some(week) = week {
            found.entry(gap).or_insert_with(|| vec![0; WEEKS])[week] += n;
        }
    }
    Ok(found)
}

/// One gap with its latest questions and its history.
pub async fn read(store: &Store, id: &str) -> Result<Read, GapError> {
    let gap = all(store).await?.into_iter().find(|gap| gap.id == id);
    let gap = gap.ok_or_else(|| GapError::Unknown { id: id.to_owned() })?;
    let asked = sqlx::query(
        "SELECT text, verdict, confidence, generation, day FROM observations WHERE gap = ? ORDER BY seq DESC LIMIT ?",
    );
    let asked = asked.bind(id).bind(QUESTIONS).fetch_all(store.pool()).await?;
    let question = |row: &sqlx::sqlite::SqliteRow| {
        Ok::<_, sqlx::Error>(Question {
            text: row.try_get("text")?,
            verdict: row.try_get("verdict")?,
            confidence: row.try_get("confidence")?,
            generation: row.try_get("generation")?,
            day: row.try_get("day")?,
        })
    };
    let steps = sqlx::query(
        "SELECT from_state, to_state, role, who, note, at FROM gap_history WHERE gap = ? ORDER BY seq",
    );
    let steps = steps.bind(id).fetch_all(store.pool()).await?;
    let step = |row: &sqlx::sqlite::SqliteRow| {
        Ok::<_, sqlx::Error>(Step {
            from: row.try_get("from_state")?,
            to: row.try_get("to_state")?,
            role: row.try_get("role")?,
            who: row.try_get("who")?,
            note: row.try_get("note")?,
            at: row.try_get("at")?,
        })
    };
    let (_, held) = holds(store).await?;
    Ok(Read {
        next: gap.state.next().to_vec(),
        reasons: reasons(store, id).await?,
        hold: held.iter().any(|held| held.hold.topic == gap.topic),
        gap,
        observations: asked.iter().map(question).collect::<Result<_, _>>()?,
        history: steps.iter().map(step).collect::<Result<_, _>>()?,
        evidence: evidence(store, id).await?,
        proof: replay::proof(store, id).await?,
        replay: replay::latest(store, id).await?,
    })
}

/// The gaps as a table, titles first. A cell that a spreadsheet would compute is told to be text.
pub fn csv(gaps: &[Gap]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = "id title terms state topic office tier need questions wordings askers tenants first_seen last_seen closed_on";
    let mut wrote = writer.write_record(columns.split(' '));
    for gap in gaps {
        let numbers = [gap.questions, gap.wordings, gap.askers, gap.tenants].map(|n| n.to_string());
        let texts = [
            gap.id.as_str(),
            &gap.title,
            &gap.terms.join(" "),
            gap.state.as_str(),
            &gap.topic,
            &gap.office,
            &gap.tier,
            gap.need.map_or("", Need::as_str),
        ];
        let cells = texts.into_iter().map(inert).chain(numbers);
        let cells = cells.chain([gap.first_seen.clone(), gap.last_seen.clone()]);
        let cells = cells.chain([gap.closed_on.clone().unwrap_or_default()]);
        wrote = wrote.and_then(|()| writer.write_record(cells));
    }
    wrote.expect("memory does not refuse, and each row has every column");
    let bytes = writer.into_inner().expect("memory does not refuse");
    String::from_utf8(bytes).expect("made of text")
}

fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Per topic: the passages in force by tier, the questions by verdict, the gaps open: who must write what.
pub async fn matrix(store: &Store, snapshot: &Snapshot) -> Result<Vec<Cell>, StoreError> {
    let today = store.clock().today();
    let mut covered = super::tiers::covered(store, snapshot, today).await?;
    let mut cells: Vec<Cell> = snapshot
        .topics
        .topic
        .iter()
        .map(|topic| Cell {
            topic: topic.id.clone(),
            title: topic.title.clone(),
            passages: Tier::ALL.iter().map(|tier| (tier.as_str().to_owned(), 0)).collect(),
            covered: covered.remove(&topic.id).unwrap_or_default(),
            asked: BTreeMap::new(),
            open: 0,
            assigned: BTreeMap::new(),
            needs: BTreeMap::new(),
        })
        .collect();
    let places: HashMap<String, usize> = cells.iter().map(|c| c.topic.clone()).zip(0..).collect();
    for version in snapshot.versions.iter().filter(|v| v.validity.contains(today)) {
        for place in version.topics.iter().filter_map(|topic| places.get(topic)) {
            let passages = cells[*place].passages.entry(version.tier.as_str().to_owned()).or_default();
            *passages += version.passages.len();
        }
    }
    let rows = sqlx::query("SELECT topic, verdict, SUM(n) AS n FROM asked GROUP BY topic, verdict");
    for row in rows.fetch_all(store.pool()).await? {
        if let Some(place) = places.get(row.try_get::<&str, _>("topic")?) {
            cells[*place].asked.insert(row.try_get("verdict")?, row.try_get("n")?);
        }
    }
    for gap in all(store).await? {
        let open = !matches!(gap.state, State::VerifiedClosed | State::Dismissed);
        if let (Some(place), true) = (places.get(&gap.topic), open) {
            cells[*place].open += 1;
            if let Some(need) = gap.need {
                *cells[*place].needs.entry(need.as_str().to_owned()).or_default() += 1;
            }
            if !gap.tier.is_empty() {
                *cells[*place].assigned.entry(gap.tier).or_default() += 1;
            }
        }
    }
    Ok(cells)
}
