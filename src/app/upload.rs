//! A document that someone hands in: read, shown as it would be, confirmed by a person, and then ordered as any other change.

mod look;
mod rows;

pub use look::{Choice, Look, NearDuplicate, PassageShown, Suggested, Suggestions};
pub use rows::UploadState;

use super::{App, AppError, Order, day};
use crate::corpus::UNSAID;
use crate::corpus::{Status, Tier, Validity, Version, WorkId};
use crate::ingest::catalogue::{self, Collection, Edits, STARTER, Said, Settled};
use crate::ingest::sync::rename;
use crate::ingest::{Defaults, IngestError, Parsed};
use crate::store::{StoreError, give_way};
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where documents go that say nothing else.
const COLLECTION: &str = "local";
/// Longest name of a file.
const NAME_CHARS: usize = 120;

/// A document that cannot be taken, or confirmed as it was.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// A name that says no format, or no name.
    #[error("{}", s("upload.no_name"))]
    NoName,
    /// It cannot be read.
    #[error(transparent)]
    Unread(#[from] IngestError),
    /// There is no such document.
    #[error("{}", s("upload.unknown"))]
    Unknown,
    /// It was confirmed already, and is being built.
    #[error("{}", s("upload.building"))]
    Building,
    /// A field that cannot be.
    #[error("{}", fill("upload.field", &[("field", field), ("value", value), ("why", why)]))]
    Field {
        /// Its name.
        field: &'static str,
        /// As given.
        value: String,
        /// What is wrong, in Italian.
        why: String,
    },
    /// Everything else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for UploadError {
    fn from(error: StoreError) -> Self {
        UploadError::App(error.into())
    }
}

/// A document handed in, and how it stands with it.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// The name of the file.
    pub file: String,
    /// How it stands.
    pub state: UploadState,
    /// The generation that has it, published or waiting.
    pub generation: Option<String>,
    /// Why it failed, in Italian.
    pub why: Option<String>,
    /// When it was handed in, RFC 3339.
    pub at: String,
    /// What it becomes.
    pub look: Look,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UploadRow {
    /// Its id.
    pub id: String,
    /// The name of the file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub state: UploadState,
    /// The generation that has it.
    pub generation: Option<String>,
    /// Why it failed, in Italian.
    pub why: Option<String>,
    /// When it was handed in, RFC 3339.
    pub at: String,
}

/// What a person confirms of a document; what is absent stays as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// Id of the work; the same id as another's is another version of that one.
    #[serde(default)]
    pub work_id: Option<String>,
    /// Title.
    #[serde(default)]
    pub title: Option<String>,
    /// `legislation`, `guideline`, `training`, `faq`.
    #[serde(default)]
    pub tier: Option<String>,
    /// `official` or `editorial`.
    #[serde(default)]
    pub status: Option<String>,
    /// Measures by id.
    #[serde(default)]
    pub measures: Option<Vec<String>>,
    /// Topics by id.
    #[serde(default)]
    pub topics: Option<Vec<String>>,
    /// First day in which it holds, `AAAA-MM-GG`.
    pub valid_from: String,
    /// First day in which it holds no more.
    #[serde(default)]
    pub valid_to: Option<String>,
    /// Who issued it.
    #[serde(default)]
    pub issuer: Option<String>,
    /// How it is cited.
    #[serde(default)]
    pub reference: Option<String>,
    /// Address of the original.
    #[serde(default)]
    pub url: Option<String>,
    /// The collection that it belongs to; `local` if absent.
    #[serde(default)]
    pub collection: Option<String>,
    /// Who orders it.
    #[serde(default)]
    pub by: Option<String>,
}

impl App {
    /// Reads a document and keeps it until someone confirms it. Changes nothing of the material.
    pub async fn receive(&self, file: &str, bytes: Vec<u8>) -> Result<Upload, UploadError> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
        if name.is_empty() || !name.contains('.') {
            return Err(UploadError::NoName);
        }
        let named = name.clone();
        let parsers = Self::parsers(&self.config);
        let read = move || parsers.parse(&named, &bytes, &Defaults::sheet(UNSAID));
        let read = tokio::task::spawn_blocking(read).await;
        let Parsed { version, warnings } = read.unwrap_or_else(|panic| {
            tracing::error!(%panic, "reading a document handed in");
            Err(IngestError::Broken { file: name.clone(), why: s("sources.panicked").to_owned() })
        })?;
        let id = uuid::Uuid::now_v7().to_string();
        rows::insert(&self.store, &id, (&name, &version, &warnings)).await?;
        self.upload(&id).await
    }

    /// A document handed in, looked at as things stand now.
    pub async fn upload(&self, id: &str) -> Result<Upload, UploadError> {
        let row = rows::get(&self.store, id).await?.ok_or(UploadError::Unknown)?;
        let look = self.look(&row.version, &row.warnings).await;
        let state = self.state_of(&row.about).await?;
        let rows::About { id, file, generation, why, at, .. } = row.about;
        Ok(Upload { id, file, state, generation, why: Some(why).filter(|w| !w.is_empty()), at, look })
    }

    /// What waited may have been approved meanwhile, or thrown away.
    async fn state_of(&self, about: &rows::About) -> Result<UploadState, UploadError> {
        if about.state != UploadState::Waiting {
            return Ok(about.state);
        }
        let answers = |v: &Version| v.sha256 == about.sha256;
        if self.snapshot().is_some_and(|snapshot| snapshot.versions.iter().any(answers)) {
            return Ok(UploadState::Published);
        }
        let waits = self.waiting().await?.is_some();
        Ok(if waits { UploadState::Waiting } else { UploadState::Received })
    }

    /// The documents handed in last, latest first.
    pub async fn uploads(&self) -> Result<Vec<UploadRow>, UploadError> {
        let mut list = Vec::new();
        for about in rows::latest(&self.store).await? {
            let state = self.state_of(&about).await?;
            let rows::About { id, file, title, generation, why, at, .. } = about;
            let why = Some(why).filter(|why| !why.is_empty());
            list.push(UploadRow { id, file, title, state, generation, why, at });
        }
        Ok(list)
    }

    /// Refuses fields that cannot be; then orders the document with them, beside whatever else goes on. How it ends is in
    /// [`App::uploads`].
    pub async fn confirm(self: &Arc<Self>, id: &str, fields: Confirmed) -> Result<UploadRow, UploadError> {
        let row = rows::get(&self.store, id).await?.ok_or(UploadError::Unknown)?;
        let held = catalogue::own(&self.store).await?;
        let order = self.order(row.version, fields, &held)?;
        let rows::About { file, title, at, .. } = row.about;
        if !rows::begin(&self.store, id).await? {
            return Err(UploadError::Building);
        }
        let (app, id) = (Arc::clone(self), id.to_owned());
        let runtime = tokio::runtime::Handle::current();
        let state = UploadState::Building;
        let told = UploadRow { id: id.clone(), file, title, state, generation: None, why: None, at };
        // A thread of its own: one that gives way must not answer afterwards.
        let build = move || {
            give_way();
            runtime.block_on(app.carry(&id, &order));
        };
        std::thread::Builder::new().name("build".to_owned()).spawn(build).map_err(|why| {
            UploadError::App(StoreError::Folder { path: self.config.data.clone(), why }.into())
        })?;
        Ok(told)
    }

    async fn carry(&self, id: &str, order: &Order) {
        let encoder = self.encoder();
        let changed = Box::pin(self.change(order, encoder.as_deref(), &|_, _| {})).await;
        let kept = match &changed {
            Ok(changed) => {
                let state =
                    if changed.waiting.is_some() { UploadState::Waiting } else { UploadState::Published };
                rows::set(&self.store, id, (state, Some(&changed.manifest.id), "")).await
            }
            Err(error) => {
                tracing::error!(%error, "a document handed in");
                rows::set(&self.store, id, (UploadState::Failed, None, &error.to_string())).await
            }
        };
        if let Err(error) = kept {
            tracing::error!(%error, "a document handed in");
        }
    }

    /// After a stop nobody builds any more: what was being built can be confirmed again.
    pub async fn recover_uploads(&self) -> Result<(), AppError> {
        Ok(rows::recover(&self.store).await?)
    }

    fn order(&self, version: Version, fields: Confirmed, held: &[Version]) -> Result<Order, UploadError> {
        let Confirmed { collection, by, .. } = &fields;
        let by = by.clone().filter(|by| !by.trim().is_empty());
        if self.config.publication.approvals >= 2 && by.is_none() {
            return Err(UploadError::Field {
                field: "by",
                value: String::new(),
                why: s("draft.who").to_owned(),
            });
        }
        let name = collection.clone().filter(|name| !name.trim().is_empty()).unwrap_or(COLLECTION.to_owned());
        if name == STARTER {
            let why = s("cli.ingest.starter").to_owned();
            return Err(UploadError::Field { field: "collection", value: name, why });
        }
        let version = as_held(version, (held, fields.work_id.as_deref()))?;
        let versions = vec![self.confirmed(version, fields)?];
        let edits =
            Edits { collections: vec![Collection { name, versions, whole: false }], ..Edits::default() };
        Ok(Order { edits, by, ..Order::default() })
    }

    /// The version with what a person said of it.
    fn confirmed(&self, mut version: Version, fields: Confirmed) -> Result<Version, UploadError> {
        let bad = |field: &'static str, value: &str, why: &str| UploadError::Field {
            field,
            value: value.to_owned(),
            why: why.to_owned(),
        };
        let day_of = |field: &'static str, value: &str| {
            day(value.trim()).ok_or_else(|| bad(field, value, s("problem.hint_as_of")))
        };
        let from = day_of("valid_from", &fields.valid_from)?;
        let to = fields.valid_to.filter(|to| !to.trim().is_empty());
        let to = to.map(|to| day_of("valid_to", &to)).transpose()?;
        let value = |why: crate::corpus::CorpusError| bad("valid_to", "", &why.to_string());
        let validity = Validity::new(from, to).map_err(value)?;
        let work = version.work.clone();
        rename(&mut version, work, validity).map_err(value)?;
        if let Some(name) = fields.tier {
            version.tier = Tier::parse(&name).ok_or_else(|| bad("tier", &name, s("problem.hint_tier")))?;
        }
        version.status = match fields.status.as_deref() {
            None => version.status,
            Some("official") => Status::Official,
            Some("editorial") => Status::Editorial,
            Some(other) => return Err(bad("status", other, s("upload.hint_status"))),
        };
        let topics = self.snapshot().map(|s| s.topics.clone()).unwrap_or_default();
        if let Some(list) = fields.measures {
            if let Some(odd) = list.iter().find(|id| !topics.has_measure(id)) {
                return Err(bad("measures", odd, s("upload.hint_measure")));
            }
            version.measures = list;
        }
        if let Some(list) = fields.topics {
            if let Some(odd) = list.iter().find(|id| !topics.contains(id)) {
                return Err(bad("topics", odd, s("problem.hint_topic")));
            }
            version.topics = list;
        }
        let given = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        version.title = given(fields.title).unwrap_or(version.title);
        version.issuer = given(fields.issuer).unwrap_or(version.issuer);
        version.reference = given(fields.reference).unwrap_or(version.reference);
        if let Some(url) = given(fields.url) {
            if !url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
                return Err(bad("url", &url, s("upload.hint_url")));
            }
            version.url = Some(url);
        }
        Ok(version)
    }
}

/// The version as one of the work held, with what was confirmed of that; refused if a person names another id for the same act.
fn as_held(mut version: Version, (held, id): (&[Version], Option<&str>)) -> Result<Version, UploadError> {
    let value = id.unwrap_or(version.work.as_str()).trim().to_owned();
    let bad = |why: String| UploadError::Field { field: "work_id", value: value.clone(), why };
    let named = id.filter(|id| !id.trim().is_empty());
    if let Some(id) = named {
        let work = WorkId::new(id.trim()).map_err(|why| bad(why.to_string()))?;
        let validity = version.validity;
        rename(&mut version, work, validity).map_err(|why| bad(why.to_string()))?;
    }
    let settled = catalogue::settle(held, vec![version.clone()], Said::default());
    let Settled { versions, joined } = settled.map_err(|why| bad(why.to_string()))?;
    if let (Some(_), Some((_, work))) = (named, joined.first()) {
        return Err(bad(fill("upload.hint_work", &[("work", work)])));
    }
    Ok(versions.into_iter().next().unwrap_or(version))
}
