//! What is wanted, what is built from it, and which generation answers. Only one process at a time builds in a data folder;
//! the catalogue changes when the generation made from it is there, not before. What is built answers once the gate lets it.

mod checks;
mod drafts;
mod gate;
mod preview;
mod replay;

pub use drafts::{Approval, Approved, Draft, DraftState};
pub use gate::{Changed, GateError};
pub use preview::{AnswerChange, AnswerFate, Check, CheckName, PassageChange, Preview, WorkChange, WorkFate};
pub use replay::ProbeError;

use super::{App, AppError};
use crate::corpus::{Glossary, Registries};
use crate::ingest::catalogue::{self, Change, Collection, Edits};
use crate::ingest::{self, CorpusFolder, Defaults};
use crate::models::Embedder;
use crate::search::generation::{Move, Source};
use crate::search::{BuildError, Manifest};

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

impl App {
    fn read_corpus(&self) -> Result<CorpusFolder, AppError> {
        let root = &self.config.corpus;
        if !root.is_dir() {
            return Err(AppError::NoCorpus(root.clone()));
        }
        let folder = ingest::read_folder(root, &Defaults::sheet(self.store.clock().today()))?;
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

    /// What an order would change. Changes nothing.
    pub async fn preview(&self, order: &Order) -> Result<Change, AppError> {
        Ok(catalogue::preview(&self.store, &order.edits).await?.0)
    }

    /// The edits of an order with the starter corpus as its files are now, and what would be wanted then.
    async fn would_be(&self, order: &Order) -> Result<(Edits, Source), AppError> {
        let folder = self.read_corpus()?;
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
        let told = |done: usize, total: usize| {
            self.building.set(done, total);
            progress(done, total);
        };
        let built = self.generations.build(source, embedder, &told).await;
        self.building.set(0, 0);
        let manifest = built?;
        catalogue::commit(&self.store, &edits).await?;
        self.gate(order, (manifest, before), progress).await
    }

    async fn point_to(&self, id: &str, how: Move) -> Result<(), AppError> {
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
        let _lock = self.store.exclusive().await?;
        let id = self.generations.previous().await?;
        self.point_to(&id, Move::Back).await?;
        Ok(id)
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

    /// Makes sure that something answers, at once and by words if need be: opens what is published; if the material changed
    /// since, builds and publishes. Returns true when the vectors are still to be built.
    pub async fn start_answering(&self) -> Result<bool, AppError> {
        if !(self.open_published().await? && self.settled(false).await?) {
            let _lock = self.store.exclusive().await?;
            // Another process may have done it while this one waited.
            let opened = self.open_published().await?;
            let done = opened && self.settled(false).await?;
            // A generation with vectors goes on answering until the next one has its own.
            if !(done || opened && self.snapshot().is_some_and(|s| s.has_dense())) {
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
