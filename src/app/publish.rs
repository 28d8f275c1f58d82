//! What is wanted, what is built from it, and which generation answers. Only one process at a time builds in a data folder;
//! the catalogue changes when the generation made from it is there, not before. What is built answers once the gate lets it.

mod checks;
mod drafts;
mod gate;
mod impact;
mod preview;
mod replay;

pub use drafts::{Approval, Approved, Draft, DraftState};
pub use gate::{Changed, GateError};
pub use impact::{GapChange, GapImpact};
pub use preview::{AnswerChange, AnswerFate, Check, CheckName, PassageChange, Preview, WorkChange, WorkFate};
pub use replay::ProbeError;

use super::{App, AppError};
use crate::corpus::{Glossary, Registries, Version, WorkId};
use crate::ingest::catalogue::{self, Change, Collection, Edits, Said, Settled};
use crate::ingest::{self, CorpusFolder, Defaults, withdrawal};
use crate::models::Embedder;
use crate::search::generation::{Move, Source};
use crate::search::{BuildError, Manifest, Snapshot};
use crate::store::StoreError;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::runtime::{Handle, RuntimeFlavor};

/// A change of the material, carried out whole or not at all.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// What changes beside the starter corpus, which is always read again.
    pub edits: Edits,
    /// Only build: what answers now goes on answering until someone approves.
    pub only_build: bool,
    /// Who orders it, as declared; none = the program itself.
    pub by: Option<String>,
    /// Works whose losses someone looked at and wants.
    pub looked_at: Vec<String>,
}

impl Order {
    /// Works of which less may be left: those withdrawn by name, and those looked at.
    fn accepted(&self) -> impl Iterator<Item = &String> {
        self.edits.withdraw.iter().chain(&self.looked_at)
    }
}

/// Is told how many vectors are done, of how many.
type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Work that computes for seconds, away from the threads that answer.
async fn aside<T>(work: impl Future<Output = T>) -> T {
    let runtime = Handle::current();
    match runtime.runtime_flavor() {
        // A runtime of one thread has nowhere else to go.
        RuntimeFlavor::CurrentThread => work.await,
        _ => tokio::task::block_in_place(|| runtime.block_on(work)),
    }
}

impl App {
    fn read_corpus(&self) -> Result<CorpusFolder, AppError> {
        let root = &self.config.corpus;
        if !root.is_dir() {
            return Err(AppError::NoCorpus(root.clone()));
        }
        let defaults = Defaults::sheet(self.store.clock().today());
        let folder = Self::parsers(&self.config).read_folder(root, &defaults, &|_| {})?;
        if !folder.errors.is_empty() {
            return Err(AppError::CorpusFiles(folder.errors));
        }
        ingest::all_distinct(folder.versions.iter().map(|v| (v.origin.clone(), v)))?;
        Ok(folder)
    }

    /// Topics, acts, facts and glossary of the starter corpus.
    pub fn registries(&self) -> Result<(Registries, Glossary), AppError> {
        let folder = self.read_corpus()?;
        Ok((folder.registries, folder.glossary))
    }

    /// Files as they go into the catalogue: each a version of the work held, if there is one, and as it was confirmed.
    pub async fn settle(&self, coming: Vec<Version>, said: Said) -> Result<Settled, AppError> {
        let held = catalogue::own(&self.store).await?;
        Ok(catalogue::settle(&held, coming, said)?)
    }

    /// What an order would change. Changes nothing.
    pub async fn preview(&self, order: &Order) -> Result<Change, AppError> {
        Ok(catalogue::preview(&self.store, &order.edits).await?.0)
    }

    /// The edits of an order with the starter corpus as its files are now, and what would be wanted then.
    async fn would_be(&self, order: &Order) -> Result<(Edits, Source), AppError> {
        let folder = aside(async { self.read_corpus() }).await?;
        let starter =
            Collection { name: catalogue::STARTER.to_owned(), versions: folder.versions, whole: true };
        let mut edits = order.edits.clone();
        edits.collections.insert(0, starter);
        let (_, versions) = catalogue::preview(&self.store, &edits).await?;
        Ok((edits, Source { versions, glossary: folder.glossary, topics: folder.registries.topics }))
    }

    /// Builds from what would be wanted, beside the running generation; then changes the catalogue and, if the gate lets it,
    /// moves the pointer.
    pub async fn change(
        &self,
        order: &Order,
        embedder: Option<&Embedder>,
        progress: Progress<'_>,
    ) -> Result<Changed, AppError> {
        let _lock = self.store.exclusive().await?;
        self.carry_out(order, embedder, progress).await
    }

    async fn carry_out(
        &self,
        order: &Order,
        embedder: Option<&Embedder>,
        progress: Progress<'_>,
    ) -> Result<Changed, AppError> {
        let (edits, source) = self.would_be(order).await?;
        let before = self.standing().await?;
        // Nobody cites a withdrawn text while the generation without it is built. Names that match nothing bar nothing.
        let named = if order.only_build { &[] } else { edits.withdraw.as_slice() };
        let barred = withdrawal::ahead(&self.store, named).await?;
        let built = self.build(source, embedder, progress).await;
        let manifest = match built {
            Ok(manifest) => manifest,
            Err(error) => {
                withdrawal::undo(&self.store, &barred).await?;
                return Err(error.into());
            }
        };
        catalogue::commit(&self.store, &edits).await?;
        self.gate(order, (manifest, before), progress).await
    }

    async fn build(
        &self,
        source: Source,
        embedder: Option<&Embedder>,
        progress: Progress<'_>,
    ) -> Result<Manifest, BuildError> {
        let told = |done: usize, total: usize| {
            self.building.set(done, total);
            progress(done, total);
        };
        let built = aside(self.generations.build(source, embedder, &told)).await;
        self.building.set(0, 0);
        built
    }

    async fn point_to(&self, id: &str, how: Move) -> Result<(), AppError> {
        self.move_to(id, how).await?;
        Box::pin(self.order_replay_if_due()).await;
        Ok(())
    }

    async fn move_to(&self, id: &str, how: Move) -> Result<(), AppError> {
        let snapshot = self.generations.open(id, self.encoder().as_deref())?;
        self.generations.switch(id, how).await?;
        tracing::info!(generation = id, passages = snapshot.len(), dense = snapshot.has_dense(), "published");
        self.use_snapshot(snapshot);
        Ok(())
    }

    /// Answers from the generation that someone chose; it stays until the material or the encoder changes.
    pub async fn switch(&self, id: &str) -> Result<(), AppError> {
        if !Manifest::is_id(id) {
            return Err(BuildError::Unknown { id: id.to_owned() }.into());
        }
        let _lock = self.store.exclusive().await?;
        self.may_switch(id).await?;
        self.point_to(id, Move::Switch).await
    }

    /// Answers from the generation published before the present one; each call goes one further back. Returns its id.
    pub async fn rollback(&self) -> Result<String, AppError> {
        Ok(self.go_back().await?.0)
    }

    /// The same; also tells the works whose withdrawal was the step undone: they may be cited again. A step back over
    /// anything else, and a switch, leave withdrawn what is withdrawn.
    pub async fn go_back(&self) -> Result<(String, Vec<WorkId>), AppError> {
        let _lock = self.store.exclusive().await?;
        let back = self.step_back().await?;
        // Only now may again be cited what it asks for.
        Box::pin(self.order_replay_if_due()).await;
        Ok(back)
    }

    async fn step_back(&self) -> Result<(String, Vec<WorkId>), AppError> {
        let left = self.generations.published().await?;
        let id = self.generations.previous().await?;
        self.move_to(&id, Move::Back).await?;
        let (_, withdrawn) = withdrawal::withdrawn(&self.store).await?;
        let texts =
            |id: &str| -> Result<Vec<Version>, AppError> { Ok(self.generations.open(id, None)?.versions) };
        let mut back = texts(&id)?;
        back.retain(|v| withdrawn.contains(&(v.key(), v.sha256.clone())));
        if back.is_empty() {
            return Ok((id, Vec::new()));
        }
        let left: HashSet<WorkId> =
            left.map(|id| texts(&id)).transpose()?.into_iter().flatten().map(|v| v.work).collect();
        back.retain(|v| !left.contains(&v.work));
        let keys: Vec<(String, String)> = back.iter().map(|v| (v.key(), v.sha256.clone())).collect();
        withdrawal::undo(&self.store, &keys).await?;
        let mut works: Vec<WorkId> = back.into_iter().map(|v| v.work).collect();
        works.dedup();
        Ok((id, works))
    }

    /// Opens the published generation if its files are whole. False when there is none to open.
    pub async fn open_published(&self) -> Result<bool, AppError> {
        let Some(id) = self.generations.published().await? else { return Ok(false) };
        match self.generations.open(&id, self.encoder().as_deref()) {
            Ok(snapshot) => {
                self.generations.keep(&snapshot).await?;
                self.use_snapshot(snapshot);
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(%error, generation = %id, "published generation unusable");
                Ok(false)
            }
        }
    }

    /// Answers from the published generation if another process moved the pointer. True when it did.
    pub async fn follow(&self) -> Result<bool, AppError> {
        let published = self.generations.published().await?;
        let held = self.snapshot().map(|s| s.manifest.id.clone());
        if published.is_none() || published == held { Ok(false) } else { self.open_published().await }
    }

    /// Was the pointer set over the material as it is wanted now, and (`vectors`) over this encoder?
    async fn settled(&self, vectors: bool) -> Result<bool, AppError> {
        let Some(decided) = self.generations.decided().await? else { return Ok(false) };
        let (_, source) = self.would_be(&Order::default()).await?;
        let encoder = self.encoder().filter(|_| vectors);
        Ok(decided.corpus == source.mark() && encoder.is_none_or(|e| e.id() == decided.encoder))
    }

    /// Does the generation in use hold works of which nothing is wanted any more?
    async fn holds_gone_works(&self) -> Result<bool, AppError> {
        let Some(snapshot) = self.snapshot() else { return Ok(false) };
        let wanted: HashSet<WorkId> = self.material().await?.into_iter().map(|v| v.work).collect();
        Ok(snapshot.readable().iter().any(|v| !wanted.contains(&v.work)))
    }

    /// The versions wanted now: those of the catalogue, with the starter corpus as its files are. Changes nothing.
    pub async fn material(&self) -> Result<Vec<Version>, AppError> {
        Ok(self.would_be(&Order::default()).await?.1.versions)
    }

    /// The generation in use, with what was withdrawn up to this moment, by whatever process, taken away from it.
    pub async fn current(&self) -> Result<Option<Arc<Snapshot>>, AppError> {
        let Some(snapshot) = self.snapshot() else { return Ok(None) };
        self.hear_of_withdrawals(&snapshot).await?;
        Ok(Some(snapshot))
    }

    /// Takes away from a generation what was withdrawn since it last heard of it.
    pub(super) async fn hear_of_withdrawals(&self, snapshot: &Snapshot) -> Result<(), StoreError> {
        if snapshot.withdrawn_up_to() != withdrawal::mark(&self.store).await? {
            let (mark, texts) = withdrawal::withdrawn(&self.store).await?;
            snapshot.withdraw(&texts, mark);
        }
        Ok(())
    }

    /// Makes sure that something answers, at once and by words if need be: opens what is published; if the material changed
    /// since, builds and publishes. Returns true when the vectors are still to be built.
    pub async fn start_answering(&self) -> Result<bool, AppError> {
        if !(self.open_published().await? && self.settled(false).await?) {
            let _lock = self.store.exclusive().await?;
            // Another process may have done it while this one waited.
            let opened = self.open_published().await?;
            let done = opened && self.settled(false).await?;
            // A generation with vectors goes on answering until the next one has its own, unless it cites what is gone.
            let stays =
                opened && self.snapshot().is_some_and(|s| s.has_dense()) && !self.holds_gone_works().await?;
            if !(done || stays) {
                self.carry_out(&Order::default(), None, &|_, _| {}).await?;
            }
        }
        Ok(self.encoder().is_some() && !self.settled(true).await?)
    }

    /// Builds the generation with vectors and switches to it.
    pub async fn build_dense(&self, progress: Progress<'_>) -> Result<(), AppError> {
        let Some(embedder) = self.encoder() else { return Ok(()) };
        let _lock = self.store.exclusive().await?;
        if self.settled(true).await? && self.open_published().await? {
            return Ok(());
        }
        self.carry_out(&Order::default(), Some(&embedder), progress).await?;
        Ok(())
    }
}
