//! The one `App`: holds every part, built once; CLI, HTTP and evaluations run the same code. A snapshot is swapped whole, so
//! a question sees one generation from start to end.

mod ask;
mod gaps;
mod gather;
mod holds;
mod input;
mod people;
mod publish;
mod replay;
mod sync;
mod upload;
mod weigh;

pub use ask::{Ask, AskError, StageTeller, Turn, silent};
pub use gaps::Gathered;
pub use gather::{GatherError, GatheredLines, Imported, Skipped, read_gathered};
pub use holds::{HoldError, HoldRow};
pub use input::{day, json_fault, json_fault_from, numbered_lines};
pub use publish::{
    AnswerChange, AnswerFate, Approval, Approved, Changed, Check, CheckName, Draft, DraftState, GapChange,
    GapImpact, GateError, Order, PassageChange, Preview, ProbeError, WorkChange, WorkFate,
};
pub use replay::ReplayError;
pub use sync::{How, Outcome, SyncError, SyncOrder, SyncReport, Told};
pub use upload::{
    Choice, Confirmed, Look, NearDuplicate, PassageShown, Suggested, Suggestions, Upload, UploadError,
    UploadRow, UploadState,
};
pub use weigh::{GoOn, WeighError};

use crate::answer::{Sufficiency, SufficiencyError, Verdict};
use crate::config::{Config, Engine, IndexConfig};
use crate::corpus::CorpusError;
use crate::gaps::{Board, GapError};
use crate::ingest::catalogue::SameAct;
use crate::ingest::{IngestError, Limits, Parsers};
use crate::models::{self, Embedder, Loaded, ModelError, Runtime};
use crate::search::{BuildError, Generations, Home, Intents, Snapshot};
use crate::store::{Clock, Store, StoreError, give_way};
use crate::strings::{fill, s};
use arc_swap::{ArcSwap, ArcSwapOption};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
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
    /// A draft that does not come to answer.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// The questions of gaps cannot be asked again now.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A gap that is not there.
    #[error(transparent)]
    Gap(#[from] GapError),
    /// An act that is there under two names.
    #[error(transparent)]
    SameAct(#[from] SameAct),
    /// There is no corpus where it should be.
    #[error("{}", fill("app.no_corpus", &[("path", &_0.display())]))]
    NoCorpus(PathBuf),
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
    board: Board,
    under: ArcSwap<holds::Under>,
    snapshot: ArcSwapOption<Snapshot>,
    embedder: ArcSwapOption<Embedder>,
    instead: ArcSwapOption<String>,
    degraded: ArcSwap<Option<String>>,
    permits: Arc<Semaphore>,
    replaying: AtomicBool,
    counts: [AtomicUsize; VERDICTS.len()],
}

/// Every verdict, in the order of the counters.
const VERDICTS: [Verdict; 5] =
    [Verdict::Answered, Verdict::Partial, Verdict::NotCovered, Verdict::OutOfScope, Verdict::Declined];

impl App {
    /// Opens the database and reads the small models. Loads neither the encoder nor a generation.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, AppError> {
        let store = Store::open(&config.data, clock).await?;
        let data = config.data.clone();
        Self::with_store(config, store, &data)
    }

    /// The same on a store already open, with its generations under `data`.
    pub fn with_store(config: Config, store: Store, data: &Path) -> Result<Self, AppError> {
        let sufficiency = Sufficiency::read(&config.models)?;
        Ok(Self {
            generations: Generations::new(&store, data).kept_at(Self::home(&config)?),
            intents: Intents::bundled(),
            sufficiency,
            building: Building::default(),
            board: Board::default(),
            under: ArcSwap::default(),
            snapshot: ArcSwapOption::empty(),
            embedder: ArcSwapOption::empty(),
            instead: ArcSwapOption::empty(),
            degraded: ArcSwap::from_pointee(None),
            permits: Arc::new(Semaphore::new(config.concurrent)),
            replaying: AtomicBool::new(false),
            counts: Default::default(),
            store,
            config,
        })
    }

    /// Where the points of generations are kept and searched.
    fn home(config: &Config) -> Result<Home, BuildError> {
        match &config.index {
            IndexConfig::Local => Ok(Home::Folder),
            IndexConfig::Qdrant(set) => {
                let limit = Duration::from_secs(set.timeout_s);
                Ok(Home::qdrant(&set.url, set.api_key.reveal(), &set.prefix, limit)?)
            }
        }
    }

    /// Who parses files: this program run again, if the configuration says how, with the limits that it sets.
    pub fn parsers(config: &Config) -> Parsers {
        let set = config.ingest;
        let limits = Limits {
            file_mb: set.max_file_mb,
            memory_mb: set.max_memory_mb,
            seconds: set.max_seconds,
            cpu_seconds: set.max_cpu_seconds,
            parallel: usize::try_from(set.parallel).unwrap_or(usize::MAX),
        };
        match &config.program {
            Some(program) => Parsers::apart(program.clone(), limits),
            None => Parsers::here(limits),
        }
    }

    /// Where ONNX Runtime may be; none if the configuration does not want it.
    pub fn runtime(config: &Config) -> Option<Runtime> {
        let Config { engine, onnx_named, onnx_places, data, .. } = config;
        let (named, places) = (onnx_named.clone(), onnx_places.clone());
        (*engine != Engine::Candle).then(|| Runtime { named, places, folder: data.join("onnx") })
    }

    /// Loads the encoder named in the configuration, into the engine that it wants or into candle. A missing or damaged
    /// one is told and done without.
    pub async fn load_encoder(&self) -> Option<Embedder> {
        if self.config.encoder.is_empty() {
            return None;
        }
        let (folder, id) = (self.config.models.clone(), self.config.encoder.clone());
        let runtime = Self::runtime(&self.config);
        let load = move || models::load(&folder, &id, runtime.as_ref());
        let loaded = tokio::task::spawn_blocking(load).await;
        let loaded = loaded.unwrap_or_else(|panic| {
            tracing::error!(%panic, "loading the encoder");
            Err(ModelError::Closed)
        });
        match loaded {
            Ok(Loaded { embedder, instead }) => {
                if let Some(why) = &instead {
                    self.tell_instead(why);
                }
                // Who may ask for the state is not told where files are.
                self.instead.store(instead.map(|why| Arc::new(why.without_paths())));
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

    /// A library that is simply not there is no fault, unless someone asked for it.
    fn tell_instead(&self, why: &ModelError) {
        match (self.config.engine, why) {
            (Engine::Auto, ModelError::NoLibrary { .. } | ModelError::NoEngine { .. }) => {
                tracing::info!(%why, "candle computes the encoder");
            }
            _ => tracing::warn!(%why, "candle computes the encoder instead of ONNX Runtime"),
        }
    }

    /// Why candle computes the encoder although ONNX Runtime was wanted, in Italian.
    pub fn instead(&self) -> Option<Arc<String>> {
        self.instead.load_full()
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
        if let Some(before) = self.snapshot.swap(Some(Arc::new(snapshot))) {
            retire(before);
        }
    }
}

/// How often it is looked whether anybody still answers from what was replaced.
const STILL_USED: Duration = Duration::from_millis(100);

/// Lets go of a generation that answers no more: freeing a large one takes time, and whoever answers from it last must not be the
/// one that does.
fn retire(before: Arc<Snapshot>) {
    let free = move || {
        give_way();
        while Arc::strong_count(&before) > 1 {
            std::thread::sleep(STILL_USED);
        }
        drop(before);
    };
    if let Err(why) = std::thread::Builder::new().name("retire".to_owned()).spawn(free) {
        tracing::debug!(%why, "freed by whoever answers from it last");
    }
}
