//! The one `App`: holds every part, built once; CLI, HTTP and evaluations run the same code. A snapshot is swapped whole, so
//! a question sees one generation from start to end.

use crate::access::redact;
use crate::answer::{self, Answer, Parts, Stage, Sufficiency, SufficiencyError, Verdict};
use crate::config::Config;
use crate::corpus::{CorpusError, Registries};
use crate::gaps;
use crate::ingest::{self, CorpusFolder, Defaults, IngestError, catalogue};
use crate::models::{Embedder, ModelError};
use crate::search::generation::Source;
use crate::search::{BuildError, Generations, Intents, Manifest, Question, Snapshot};
use crate::store::{Clock, Store, StoreError};
use crate::strings::{fill, s};
use arc_swap::{ArcSwap, ArcSwapOption};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The program cannot start, or a command cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Generation.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Sufficiency model.
    #[error(transparent)]
    Sufficiency(#[from] SufficiencyError),
    /// Source material.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A registry of the corpus.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// The starter corpus has files that cannot be read.
    #[error("{}", fill("app.corpus_errors", &[("n", &_0.len()), ("first", &_0.first().map_or("", String::as_str))]))]
    CorpusFiles(Vec<String>),
    /// There is no corpus where it should be.
    #[error("{}", fill("app.no_corpus", &[("path", &_0.display())]))]
    NoCorpus(PathBuf),
}

/// A question that is not answered because of how it was put, or because of us.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nothing asked.
    #[error("{}", s("ask.empty"))]
    Empty,
    /// Too much asked.
    #[error("{}", fill("ask.too_long", &[("n", n), ("most", most)]))]
    TooLong {
        /// Characters sent.
        n: usize,
        /// Characters accepted.
        most: usize,
    },
    /// A measure that no material is about.
    #[error("{}", fill("ask.measure", &[("measure", measure), ("known", known)]))]
    Measure {
        /// As sent.
        measure: String,
        /// Those known.
        known: String,
    },
    /// Too many at once.
    #[error("{}", s("ask.busy"))]
    Busy,
    /// The material is not loaded yet.
    #[error("{}", s("ask.starting"))]
    Starting,
    /// Our fault.
    #[error("{}", fill("ask.internal", &[("why", &_0)]))]
    Internal(String),
}

/// A question as it arrives.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// As typed.
    pub question: String,
    /// The day it is about, if said beside it.
    pub as_of: Option<Date>,
    /// Only material about these measures.
    pub measures: Vec<String>,
    /// The thread it belongs to.
    pub thread_id: Option<String>,
}

/// How far the vectors of the next generation are.
#[derive(Debug, Default)]
pub struct Building {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Building {
    /// Texts done and in all; none when nothing is being built.
    pub fn state(&self) -> Option<(usize, usize)> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| (self.done.load(Ordering::Relaxed), total))
    }

    fn set(&self, done: usize, total: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// Every part of the program.
#[derive(Debug)]
pub struct App {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The generations.
    pub generations: Generations,
    /// Marks of questions that are not for published material.
    pub intents: Intents,
    /// The sufficiency model.
    pub sufficiency: Sufficiency,
    /// How far a build is.
    pub building: Building,
    snapshot: ArcSwapOption<Snapshot>,
    embedder: ArcSwapOption<Embedder>,
    degraded: ArcSwap<Option<String>>,
    permits: Semaphore,
    counts: [AtomicUsize; VERDICTS.len()],
}

/// Every verdict, in the order of the counters.
const VERDICTS: [Verdict; 5] =
    [Verdict::Answered, Verdict::Partial, Verdict::NotCovered, Verdict::OutOfScope, Verdict::Declined];

/// How long a question may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

impl App {
    /// Opens the database and reads the small models. Loads neither the encoder nor a generation.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, AppError> {
        let store = Store::open(&config.data, clock).await?;
        let data = config.data.clone();
        Self::with_store(config, store, &data)
    }

    /// The same on a store already open, with its generations under `data`.
    pub fn with_store(config: Config, store: Store, data: &Path) -> Result<Self, AppError> {
        let sufficiency = Sufficiency::read(&config.models.join("sufficiency.toml"))?;
        Ok(Self {
            generations: Generations::new(&store, data),
            intents: Intents::bundled(),
            sufficiency,
            building: Building::default(),
            snapshot: ArcSwapOption::empty(),
            embedder: ArcSwapOption::empty(),
            degraded: ArcSwap::from_pointee(None),
            permits: Semaphore::new(config.concurrent),
            counts: Default::default(),
            store,
            config,
        })
    }

    /// Loads the encoder named in the configuration. A missing or damaged one is told and done without.
    pub async fn load_encoder(&self) -> Option<Embedder> {
        if self.config.encoder.is_empty() {
            return None;
        }
        let (folder, id) = (self.config.models.clone(), self.config.encoder.clone());
        let loaded = tokio::task::spawn_blocking(move || Embedder::load(&folder, &id)).await;
        let loaded = loaded.unwrap_or_else(|panic| {
            tracing::error!(%panic, "loading the encoder");
            Err(ModelError::Closed)
        });
        match loaded {
            Ok(embedder) => {
                self.use_encoder(embedder.clone());
                Some(embedder)
            }
            Err(error) => {
                tracing::warn!(%error, "no encoder: searching by words only");
                self.degrade(Some(s("warning.no_encoder").to_owned()));
                None
            }
        }
    }

    /// Puts this encoder to use.
    pub fn use_encoder(&self, embedder: Embedder) {
        self.embedder.store(Some(Arc::new(embedder)));
    }

    /// The encoder in use.
    pub fn encoder(&self) -> Option<Arc<Embedder>> {
        self.embedder.load_full()
    }

    /// What is missing of the machinery, in Italian.
    pub fn degraded(&self) -> Option<String> {
        self.degraded.load().as_ref().clone()
    }

    fn degrade(&self, why: Option<String>) {
        self.degraded.store(Arc::new(why));
    }

    /// The generation in use.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.load_full()
    }

    /// Uses this generation from now on.
    pub fn use_snapshot(&self, snapshot: Snapshot) {
        self.snapshot.store(Some(Arc::new(snapshot)));
    }

    /// Reads the starter corpus into the catalogue. Unreadable files stop it, before anything changes.
    pub async fn ingest_starter(&self) -> Result<catalogue::Change, AppError> {
        let folder = self.read_corpus()?;
        Ok(catalogue::put(&self.store, catalogue::STARTER, &folder.versions, true).await?)
    }

    fn read_corpus(&self) -> Result<CorpusFolder, AppError> {
        let root = &self.config.corpus;
        if !root.is_dir() {
            return Err(AppError::NoCorpus(root.clone()));
        }
        let folder = ingest::read_folder(root, &self.sheet_defaults())?;
        if folder.errors.is_empty() { Ok(folder) } else { Err(AppError::CorpusFiles(folder.errors)) }
    }

    fn sheet_defaults(&self) -> Defaults {
        Defaults::sheet(self.store.clock().today())
    }

    /// Topics, acts, facts and glossary of the starter corpus.
    pub fn registries(&self) -> Result<(Registries, crate::corpus::Glossary), AppError> {
        let folder = self.read_corpus()?;
        Ok((folder.registries, folder.glossary))
    }

    /// Builds a generation from the catalogue, beside the running one, with vectors if `embedder` is given.
    pub async fn build(
        &self,
        embedder: Option<&Embedder>,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Manifest, AppError> {
        let versions = catalogue::all(&self.store).await?;
        let (registries, glossary) = self.registries()?;
        let source = Source { versions, glossary, topics: registries.topics };
        let told = |done: usize, total: usize| {
            self.building.set(done, total);
            progress(done, total);
        };
        let built = self.generations.build(source, embedder, &told).await;
        self.building.set(0, 0);
        Ok(built?)
    }

    /// Switches the pointer to a generation and answers from it.
    pub async fn publish(&self, id: &str) -> Result<(), AppError> {
        let snapshot = self.generations.open(id, self.encoder().as_deref())?;
        self.generations.switch(id).await?;
        tracing::info!(generation = id, passages = snapshot.len(), dense = snapshot.has_dense(), "published");
        self.use_snapshot(snapshot);
        Ok(())
    }

    /// Opens the published generation if its files are whole. False when there is none to open.
    pub async fn open_published(&self) -> Result<bool, AppError> {
        let Some(id) = self.generations.published().await? else { return Ok(false) };
        match self.generations.open(&id, self.encoder().as_deref()) {
            Ok(snapshot) => {
                self.use_snapshot(snapshot);
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(%error, generation = %id, "published generation unusable: rebuilding");
                Ok(false)
            }
        }
    }

    /// Makes sure that something answers, at once and by words if need be: reads the starter corpus if it changed, builds
    /// and publishes. Returns true when the vectors are still to be built.
    pub async fn start_answering(&self) -> Result<bool, AppError> {
        let change = self.ingest_starter().await?;
        let opened = self.open_published().await?;
        if !opened || change != catalogue::Change::default() {
            let kept_dense = self.snapshot().is_some_and(|s| s.has_dense());
            if !kept_dense {
                let manifest = self.build(None, &|_, _| {}).await?;
                self.publish(&manifest.id).await?;
            }
            return Ok(self.encoder().is_some());
        }
        Ok(self.encoder().is_some() && !self.snapshot().is_some_and(|s| s.has_dense()))
    }

    /// Builds the generation with vectors and switches to it.
    pub async fn build_dense(&self, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<(), AppError> {
        let Some(embedder) = self.encoder() else { return Ok(()) };
        let manifest = self.build(Some(&embedder), progress).await?;
        self.publish(&manifest.id).await
    }

    /// Redacts, understands, answers and keeps the outcome.
    pub async fn ask(self: &Arc<Self>, ask: Ask, stage: StageTeller) -> Result<Answer, AskError> {
        let start = Instant::now();
        let n = ask.question.chars().count();
        if ask.question.trim().is_empty() {
            return Err(AskError::Empty);
        }
        if n > self.config.question_chars {
            return Err(AskError::TooLong { n, most: self.config.question_chars });
        }
        let permit = tokio::time::timeout(PATIENCE, self.permits.acquire()).await;
        let _permit = permit.map_err(|_| AskError::Busy)?.map_err(|_| AskError::Busy)?;
        let snapshot = self.snapshot().ok_or(AskError::Starting)?;
        self.known_measures(&snapshot, &ask.measures)?;
        let app = Arc::clone(self);
        let handle = tokio::runtime::Handle::current();
        let thread = tokio::task::spawn_blocking(move || {
            handle.block_on(app.answer(&snapshot, ask, start, stage))
        });
        let answer = thread.await.map_err(|e| AskError::Internal(e.to_string()))??;
        if let Some(n) = VERDICTS.iter().position(|v| *v == answer.verdict) {
            self.counts[n].fetch_add(1, Ordering::Relaxed);
        }
        gaps::observe(&self.store, &answer).await.map_err(|e| AskError::Internal(e.to_string()))?;
        Ok(answer)
    }

    /// Answers given since the start, by verdict.
    pub fn counts(&self) -> Vec<(Verdict, usize)> {
        VERDICTS.iter().zip(&self.counts).map(|(v, n)| (*v, n.load(Ordering::Relaxed))).collect()
    }

    fn known_measures(&self, snapshot: &Snapshot, measures: &[String]) -> Result<(), AskError> {
        let known = &snapshot.manifest.measures;
        match measures.iter().find(|m| !known.contains(m)) {
            None => Ok(()),
            Some(measure) => {
                Err(AskError::Measure { measure: measure.clone(), known: known.join(", ") })
            }
        }
    }

    async fn answer(
        &self,
        snapshot: &Snapshot,
        ask: Ask,
        start: Instant,
        stage: StageTeller,
    ) -> Result<Answer, AskError> {
        let redacted = redact(&ask.question);
        let mut question = self.question(snapshot, &redacted.text, ask.as_of);
        question.only_measures = ask.measures;
        let redact_ms = start.elapsed().as_secs_f64() * 1000.0;
        let embedder = self.encoder();
        let degraded = self.degraded().or_else(|| {
            let waiting = embedder.is_some() && !snapshot.has_dense();
            waiting.then(|| s("warning.building").to_owned())
        });
        let parts = Parts {
            snapshot,
            embedder: embedder.as_deref(),
            sufficiency: &self.sufficiency,
            degraded: degraded.as_deref(),
            hidden: None,
        };
        let asked = match answer::ask(parts, &question, &stage).await {
            Ok(asked) => asked,
            Err(error) => {
                tracing::error!(%error, "the encoder failed: answering by words only");
                let parts = Parts { embedder: None, degraded: Some(s("warning.no_encoder")), ..parts };
                answer::ask(parts, &question, &stage).await.map_err(|e| AskError::Internal(e.to_string()))?
            }
        };
        let mut answer = asked.answer;
        answer.question = redacted.text;
        answer.thread_id = ask.thread_id;
        answer.timings_ms.redact = redact_ms;
        answer.timings_ms.total = start.elapsed().as_secs_f64() * 1000.0;
        Ok(answer)
    }

    /// A redacted question as the machine understands it, today.
    pub fn question(&self, snapshot: &Snapshot, text: &str, as_of: Option<Date>) -> Question {
        Question::new(text, as_of, self.store.clock().today(), (&snapshot.lexicon, &self.intents))
    }
}

/// Is told at which stage a question is.
pub type StageTeller = Box<dyn Fn(Stage) + Send + Sync>;

/// Tells nobody.
pub fn silent() -> StageTeller {
    Box::new(|_| {})
}
