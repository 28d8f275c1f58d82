//! The pointer to the published generation, its history and rollback.

use super::{BuildError, Manifest, Source, VectorCache, build};
use crate::models::Embedder;
use crate::search::Snapshot;
use crate::search::generation::build::Progress;
use crate::store::{Store, StoreError};
use sqlx::Row;
use std::path::{Path, PathBuf};

/// The generations in a data folder.
#[derive(Debug, Clone)]
pub struct Generations {
    store: Store,
    root: PathBuf,
}

/// Generations kept for rollback, beside the published one.
const KEPT: usize = 4;

impl Generations {
    /// Those under `data/generations`.
    pub fn new(store: &Store, data: &Path) -> Self {
        Self { store: store.clone(), root: data.join("generations") }
    }

    /// Builds beside the running one; checks by opening it; does not switch.
    pub async fn build(
        &self,
        source: Source,
        embedder: Option<&Embedder>,
        progress: Progress<'_>,
    ) -> Result<Manifest, BuildError> {
        std::fs::create_dir_all(&self.root)
            .map_err(|why| BuildError::Write { path: self.root.clone(), why })?;
        let cache = VectorCache::new(&self.store);
        let dense = embedder.map(|e| (e, &cache));
        let manifest = build(&self.root, source, dense, (self.store.clock(), progress)).await?;
        self.open(&manifest.id, embedder)?;
        let json = serde_json::to_string(&manifest).map_err(StoreError::from)?;
        sqlx::query("INSERT INTO generations (id, manifest, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(&manifest.id)
            .bind(json)
            .bind(&manifest.created_at)
            .execute(self.store.pool())
            .await
            .map_err(StoreError::from)?;
        Ok(manifest)
    }

    /// Opens a generation and checks its files.
    pub fn open(&self, id: &str, embedder: Option<&Embedder>) -> Result<Snapshot, BuildError> {
        let folder = self.root.join(id);
        if !folder.is_dir() {
            return Err(BuildError::Unknown { id: id.to_owned() });
        }
        Snapshot::open(&folder, embedder.map(Embedder::id))
    }

    /// The id of the published one.
    pub async fn published(&self) -> Result<Option<String>, StoreError> {
        Ok(self.history().await?.into_iter().next().map(|(id, _)| id))
    }

    /// What was published when, latest first.
    pub async fn history(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query("SELECT generation, at FROM published ORDER BY seq DESC")
            .fetch_all(self.store.pool())
            .await?;
        rows.into_iter().map(|r| Ok((r.try_get("generation")?, r.try_get("at")?))).collect()
    }

    /// All that are known, latest first, with their manifests.
    pub async fn list(&self) -> Result<Vec<Manifest>, StoreError> {
        let rows = sqlx::query("SELECT manifest FROM generations ORDER BY created_at DESC, id")
            .fetch_all(self.store.pool())
            .await?;
        let mut list = Vec::new();
        for row in rows {
            let text: String = row.try_get("manifest")?;
            let manifest: Manifest = serde_json::from_str(&text)?;
            if self.root.join(&manifest.id).is_dir() {
                list.push(manifest);
            }
        }
        Ok(list)
    }

    /// Moves the pointer: one row, so a crash leaves the old or the new.
    pub async fn switch(&self, id: &str) -> Result<(), BuildError> {
        let folder = self.root.join(id);
        Manifest::read(&folder).map_err(|_| BuildError::Unknown { id: id.to_owned() })?.verify(&folder)?;
        if self.published().await?.as_deref() == Some(id) {
            return Ok(());
        }
        sqlx::query("INSERT INTO published (generation, at) VALUES (?, ?)")
            .bind(id)
            .bind(self.store.clock().now())
            .execute(self.store.pool())
            .await
            .map_err(StoreError::from)?;
        self.prune().await
    }

    /// Points back to the one published before the present one. Returns its id.
    pub async fn rollback(&self) -> Result<String, BuildError> {
        let history = self.history().await?;
        let now = history.first().map(|(id, _)| id.clone());
        let previous = history
            .iter()
            .map(|(id, _)| id)
            .find(|id| Some(*id) != now.as_ref() && self.root.join(id).is_dir())
            .cloned()
            .ok_or(BuildError::NoPrevious)?;
        self.switch(&previous).await?;
        Ok(previous)
    }

    /// Deletes folders that are neither published nor among those kept for rollback.
    async fn prune(&self) -> Result<(), BuildError> {
        let mut keep: Vec<String> = Vec::new();
        for (id, _) in self.history().await? {
            if !keep.contains(&id) {
                keep.push(id);
            }
        }
        keep.truncate(KEPT + 1);
        for manifest in self.list().await? {
            if !keep.contains(&manifest.id) && self.history().await?.iter().any(|(id, _)| *id == manifest.id) {
                let folder = self.root.join(&manifest.id);
                std::fs::remove_dir_all(&folder).map_err(|why| BuildError::Write { path: folder, why })?;
            }
        }
        Ok(())
    }
}
