//! Keeping the official texts up to date: every source is fetched, read and weighed by itself; what is new is published in one
//! change, as any other material; what looks wrong waits for a person. What is held goes only when its replacement is there.

mod report;
mod round;

pub use report::{Outcome, SyncReport, Told};
pub use round::How;

use super::{App, AppError, Changed, Order};
use crate::corpus::{CorpusError, Version};
use crate::ingest::catalogue::{self, Collection, Edits};
use crate::ingest::sources::{SOURCES, Source, Sources};
use crate::ingest::sync::{self, FetchError, Fetcher, Kept, Manners, OFFICIAL, Waiting};
use crate::models::Embedder;
use crate::store::StoreError;
use crate::strings::fill;
use jiff::civil::Date;
use round::{Attempt, Round};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Sites tried to learn whether the official sources can be reached.
const TRIED: usize = 3;
/// How long each may take to say so.
const TRY_FOR: Duration = Duration::from_secs(5);

/// What a run of `copilot sync` does.
#[derive(Debug, Clone, Default)]
pub struct SyncOrder {
    /// Sources by id; none = all.
    pub ids: Vec<String>,
    /// How far it goes.
    pub how: How,
}

/// Why nothing was done at all.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// There is no catalogue where it should be.
    #[error("{}", fill("sources.no_catalogue", &[("path", &_0.display())]))]
    NoCatalogue(PathBuf),
    /// The catalogue cannot be read.
    #[error("{}", _0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Catalogue(Vec<CorpusError>),
    /// Sources that the catalogue does not have.
    #[error("{}", fill("sources.unknown_id", &[("ids", &_0.join(", "))]))]
    Unknown(Vec<String>),
    /// Sources without a text that waits.
    #[error("{}", fill("sources.not_waiting", &[("ids", &_0.join(", "))]))]
    NotWaiting(Vec<String>),
    /// A text that cannot follow the ones held.
    #[error("{}", fill("sources.cannot_follow", &[("id", id), ("why", why)]))]
    CannotFollow {
        /// The source.
        id: String,
        /// Why, in Italian.
        why: String,
    },
    /// The client cannot be set up.
    #[error(transparent)]
    Client(#[from] FetchError),
    /// Everything else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for SyncError {
    fn from(error: StoreError) -> Self {
        SyncError::App(error.into())
    }
}

fn all_known(sources: &Sources, ids: &[String]) -> Result<(), SyncError> {
    let unknown: Vec<String> = ids.iter().filter(|id| sources.get(id).is_none()).cloned().collect();
    if unknown.is_empty() { Ok(()) } else { Err(SyncError::Unknown(unknown)) }
}

/// The encoder for the new generation, and who is told how far its vectors are.
type Building<'a> = (Option<&'a Embedder>, &'a (dyn Fn(usize, usize) + Sync));

/// All that is known of the sources before a run, by id.
#[derive(Debug, Default)]
struct State {
    kept: BTreeMap<String, Kept>,
    held: BTreeMap<String, Vec<Version>>,
    waiting: BTreeMap<String, Waiting>,
    /// Versions of other collections, but the starter.
    elsewhere: Vec<Version>,
}

impl State {
    /// Why a text would be the same act as one that was put in by hand under another name.
    fn doubled(&self, fresh: &Version) -> Option<String> {
        let known: Vec<&Version> = self.elsewhere.iter().filter(|v| v.work != fresh.work).collect();
        let other = catalogue::same_act(&known, fresh);
        match other {
            Ok(work) => work.map(|work| fill("weigh.held_elsewhere", &[("work", &work)])),
            Err(why) => Some(why.to_string()),
        }
    }

    /// Published once, and no more there: someone withdrew it.
    fn withdrawn(&self, id: &str) -> bool {
        self.kept.get(id).is_some_and(|k| k.read_at.is_some()) && !self.held.contains_key(id)
    }
}

impl App {
    /// The catalogue of official sources of the configured corpus.
    pub fn sources(&self) -> Result<Sources, SyncError> {
        let found = Sources::of_folder(&self.config.corpus).map_err(SyncError::Catalogue)?;
        found.ok_or_else(|| SyncError::NoCatalogue(self.config.corpus.join(SOURCES)))
    }

    /// Is there a catalogue of official sources of which none was ever read?
    pub async fn never_synced(&self) -> bool {
        self.config.corpus.join(SOURCES).is_file() && sync::never_read(&self.store).await.unwrap_or(false)
    }

    /// The host of an official source that this machine can reach, if one of the first of the catalogue is. Asks each for its
    /// robots.txt and no more; none if the configuration forbids even that.
    pub async fn source_in_reach(&self) -> Option<String> {
        if !self.config.sync.try_on_start {
            return None;
        }
        let sources = self.sources().ok()?;
        let mut sites: BTreeMap<String, Url> = BTreeMap::new();
        let mut tried = Vec::new();
        for (url, _) in sources.0.iter().filter_map(Source::fetchable) {
            if tried.len() < TRIED && sites.insert(url.origin().ascii_serialization(), url.clone()).is_none()
            {
                tried.push(url.clone());
            }
        }
        let timeout = TRY_FOR.min(Duration::from_secs(self.config.sync.timeout_s));
        let fetcher = Fetcher::new(Manners { timeout, ..self.manners() }).ok()?;
        let (sender, receiver) = tokio::sync::oneshot::channel();
        // A thread of its own: whoever stops the service does not wait for a silent site.
        std::thread::spawn(move || {
            let found = tried.into_iter().find(|url| fetcher.reaches(url));
            let _ = sender.send(found.and_then(|url| url.host_str().map(str::to_owned)));
        });
        receiver.await.ok().flatten()
    }

    async fn sync_state(&self) -> Result<State, SyncError> {
        let store = &self.store;
        let (kept, held) = (sync::kept(store).await?, sync::held(store, OFFICIAL).await?);
        let mut elsewhere = catalogue::own(store).await?;
        let official = |v: &Version| held.get(v.work.as_str()).is_some_and(|all| all.contains(v));
        elsewhere.retain(|v| !official(v));
        Ok(State { kept, held, waiting: sync::waiting(store).await?, elsewhere })
    }

    fn manners(&self) -> Manners {
        let config = &self.config.sync;
        Manners {
            proxy: config.proxy.clone(),
            user_agent: config.user_agent.clone(),
            delay: Duration::from_millis(config.delay_ms),
            timeout: Duration::from_secs(config.timeout_s),
            max_bytes: config.max_bytes,
        }
    }

    /// How it stands with these sources, or with every one if none is named, without asking any.
    pub async fn sync_list(&self, ids: &[String]) -> Result<Vec<Told>, SyncError> {
        let sources = self.sources()?;
        all_known(&sources, ids)?;
        let state = self.sync_state().await?;
        let chosen = sources.0.iter().filter(|s| ids.is_empty() || ids.iter().any(|id| id == s.id.as_str()));
        Ok(chosen.map(|source| Told::standing(source, &state)).collect())
    }

    /// Fetches, weighs and, if so ordered, publishes. `fetched` is told how many sources are done, of how many.
    pub async fn sync(
        &self,
        order: &SyncOrder,
        fetched: &(dyn Fn(usize, usize) + Sync),
        building: Building<'_>,
    ) -> Result<SyncReport, SyncError> {
        let sources = self.sources()?;
        all_known(&sources, &order.ids)?;
        let state = self.sync_state().await?;
        let today = self.store.clock().today();
        let parsers = Self::parsers(&self.config);
        let round = Round { sources: &sources, order, state: &state, parsers, today };
        let attempts = round.go(Fetcher::new(self.manners())?, fetched).await;
        let mut told = Vec::new();
        let mut versions = Vec::new();
        let mut looked_at = Vec::new();
        for source in round.chosen() {
            let attempt = attempts.get(source.id.as_str());
            let (one, new) = Told::after(source, attempt, &state, today);
            // The text is the one held: if less of it holds, whoever wrote the catalogue wants it so.
            if !new.is_empty() && one.why.is_some() {
                looked_at.push(one.id.clone());
            }
            versions.extend(new);
            told.push(one);
        }
        if order.how != How::Publish {
            return Ok(SyncReport { sources: told, changed: None });
        }
        self.remember_doubts(&told, &attempts, &state).await?;
        let changed = self.publish_official(versions, &looked_at, building).await?;
        self.remember(&told, &attempts, &state).await?;
        Ok(SyncReport { sources: told, changed })
    }

    /// Publishes texts that wait, as a person asks. All or none.
    pub async fn sync_approve(
        &self,
        ids: &[String],
        building: Building<'_>,
    ) -> Result<SyncReport, SyncError> {
        let mut state = self.sync_state().await?;
        let absent: Vec<String> = ids.iter().filter(|id| !state.waiting.contains_key(*id)).cloned().collect();
        if !absent.is_empty() {
            return Err(SyncError::NotWaiting(absent));
        }
        let sources = self.sources()?;
        let (mut told, mut versions) = (Vec::new(), Vec::new());
        for id in ids {
            let Some(waiting) = state.waiting.remove(id) else { continue };
            if let Some(why) = state.doubled(&waiting.fresh.version) {
                return Err(SyncError::CannotFollow { id: id.clone(), why });
            }
            let came: Option<Date> = waiting.since.get(..10).and_then(|day| day.parse().ok());
            let today = came.unwrap_or_else(|| self.store.clock().today());
            let held = state.held.get(id).map(Vec::as_slice).unwrap_or_default();
            let new = sync::succession(held, &waiting.fresh, today)
                .map_err(|why| SyncError::CannotFollow { id: id.clone(), why })?;
            let mut one = Told::approved(id, sources.get(id), (&waiting, held));
            // A text without a date of its own holds from the day it came.
            one.valid_from = new.last().map(|version| version.validity.from());
            versions.extend(new);
            told.push(one);
        }
        let changed = self.publish_official(versions, ids, building).await?;
        let now = self.store.clock().now();
        for one in &told {
            let mut kept = state.kept.remove(&one.id).unwrap_or_default();
            kept = Kept { outcome: one.outcome.as_str().to_owned(), why: String::new(), ..kept };
            kept.read_at = Some(now.clone());
            sync::keep(&self.store, &one.id, &kept).await?;
            sync::set_waiting(&self.store, &one.id, None).await?;
        }
        Ok(SyncReport { sources: told, changed })
    }

    async fn publish_official(
        &self,
        versions: Vec<Version>,
        looked_at: &[String],
        (embedder, progress): Building<'_>,
    ) -> Result<Option<Changed>, SyncError> {
        if versions.is_empty() {
            return Ok(None);
        }
        let official = Collection { name: OFFICIAL.to_owned(), versions, whole: false };
        let edits = Edits { collections: vec![official], ..Edits::default() };
        let order = Order { edits, looked_at: looked_at.to_vec(), ..Order::default() };
        Ok(Some(self.change(&order, embedder, progress).await?))
    }

    /// Texts that wait are kept before anything is published: no failure there loses them.
    async fn remember_doubts(
        &self,
        told: &[Told],
        attempts: &BTreeMap<String, Attempt>,
        state: &State,
    ) -> Result<(), SyncError> {
        for one in told.iter().filter(|one| one.outcome == Outcome::Waiting) {
            let Some(Attempt::Read { fresh, .. }) = attempts.get(&one.id) else { continue };
            // The same text goes on waiting since it came.
            let text = &fresh.version.sha256;
            let before = state.waiting.get(&one.id).filter(|w| w.fresh.version.sha256 == *text);
            let since = before.map_or_else(|| self.store.clock().now(), |w| w.since.clone());
            let waiting = Waiting { fresh: fresh.as_ref().clone(), doubts: one.doubts.clone(), since };
            sync::set_waiting(&self.store, &one.id, Some(&waiting)).await?;
        }
        Ok(())
    }

    /// What was learnt of each source. The server's marks of a text are kept only if that text is the one held.
    async fn remember(
        &self,
        told: &[Told],
        attempts: &BTreeMap<String, Attempt>,
        state: &State,
    ) -> Result<(), SyncError> {
        let now = self.store.clock().now();
        for one in told {
            let Some(attempt) = attempts.get(&one.id) else { continue };
            let mut kept = state.kept.get(&one.id).cloned().unwrap_or_default();
            kept.checked_at.clone_from(&now);
            kept.outcome = one.outcome.as_str().to_owned();
            kept.why = one.why.clone().unwrap_or_default();
            match (one.outcome, attempt) {
                (
                    Outcome::Added | Outcome::Changed | Outcome::Unchanged,
                    Attempt::Read { validators, .. },
                ) => {
                    kept.validators = validators.clone();
                    kept.url = one.url.clone().unwrap_or_default();
                    if one.outcome != Outcome::Unchanged || kept.read_at.is_none() {
                        kept.read_at = Some(now.clone());
                    }
                    sync::set_waiting(&self.store, &one.id, None).await?;
                }
                (Outcome::Waiting, _) => kept.validators = sync::Validators::default(),
                _ => {}
            }
            sync::keep(&self.store, &one.id, &kept).await?;
        }
        Ok(())
    }
}
