//! The pointer to the published generation, its history and rollback.

use super::{BuildError, Manifest, Source, VectorCache, build};
use crate::models::Embedder;
use crate::search::generation::build::Progress;
use crate::search::{Home, Snapshot};
use crate::store::{Store, StoreError};
use sqlx::Row;
use std::path::{Path, PathBuf};

/// The generations in a data folder.
#[derive(Debug, Clone)]
pub struct Generations {
    store: Store,
    root: PathBuf,
    home: Home,
}

/// How the pointer comes to a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// It was just built from what is wanted.
    Publish,
    /// Someone chose it.
    Switch,
    /// Someone went back to it.
    Back,
}

impl Move {
    fn as_str(self) -> &'static str {
        match self {
            Move::Publish => "publish",
            Move::Switch => "switch",
            Move::Back => "back",
        }
    }
}

/// Where the pointer stands, and over what that was decided. As long as the material wanted and the encoder are these,
/// nothing is published by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The generation.
    pub generation: String,
    /// [`Manifest::mark`] of the material wanted then.
    pub corpus: String,
    /// The encoder in use then; empty = none.
    pub encoder: String,
}

/// Generations kept for rollback, beside the published one.
const KEPT: usize = 4;

impl Generations {
    /// Those under `data/generations`.
    pub fn new(store: &Store, data: &Path) -> Self {
        Self { store: store.clone(), root: data.join("generations"), home: Home::Folder }
    }

    /// The same, with their points kept and searched there.
    pub fn kept_at(self, home: Home) -> Self {
        Self { home, ..self }
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
        self.home.keep(manifest.placed(&self.root.join(&manifest.id))).await?;
        let json = serde_json::to_string(&manifest).map_err(StoreError::from)?;
        sqlx::query(
            "INSERT INTO generations (id, manifest, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        )
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
        Snapshot::open_at(&self.home, &folder, embedder.map(Embedder::id))
    }

    /// Makes sure that an opened generation can be searched where its points are kept: they are copied there if need be.
    pub async fn keep(&self, snapshot: &Snapshot) -> Result<(), BuildError> {
        let manifest = &snapshot.manifest;
        Ok(self.home.keep(manifest.placed(&self.root.join(&manifest.id))).await?)
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

    /// For which corpus and encoder the pointer stands where it does.
    pub async fn decided(&self) -> Result<Option<Decided>, StoreError> {
        let row = sqlx::query("SELECT generation, corpus, encoder FROM published ORDER BY seq DESC LIMIT 1")
            .fetch_optional(self.store.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Decided {
            generation: row.try_get("generation")?,
            corpus: row.try_get("corpus")?,
            encoder: row.try_get("encoder")?,
        }))
    }

    /// Leaves the pointer where it is although `manifest` is newer: someone wants to look at that one first.
    pub async fn leave(&self, manifest: &Manifest) -> Result<(), StoreError> {
        self.stand_over(&manifest.mark(), manifest.encoder_id()).await
    }

    /// Says anew over which material ([`Manifest::mark`]) and encoder the pointer stands where it does.
    pub async fn stand_over(&self, mark: &str, encoder: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE published SET corpus = ?, encoder = ? WHERE seq = (SELECT MAX(seq) FROM published)",
        )
        .bind(mark)
        .bind(encoder)
        .execute(self.store.pool())
        .await?;
        Ok(())
    }

    /// Deletes the folder of a generation that never answered.
    pub async fn remove_unpublished(&self, id: &str) -> Result<(), BuildError> {
        let answered = self.history().await?.iter().any(|(held, _)| held == id);
        let folder = self.root.join(id);
        if answered || !Manifest::is_id(id) || !folder.is_dir() {
            return Ok(());
        }
        std::fs::remove_dir_all(&folder).map_err(|why| BuildError::Write { path: folder, why })?;
        self.home.forget(&[id.to_owned()]).await;
        Ok(())
    }

    /// Moves the pointer: one row, so a crash leaves the old or the new.
    pub async fn switch(&self, id: &str, how: Move) -> Result<(), BuildError> {
        let folder = self.root.join(id);
        let manifest = Manifest::read(&folder).map_err(|_| BuildError::Unknown { id: id.to_owned() })?;
        manifest.verify(&folder)?;
        // Nothing points to what is not whole; the row comes last, because it is what counts.
        self.home.keep(manifest.placed(&folder)).await?;
        self.home.point_to(id).await?;
        let held = self.decided().await?;
        if held.as_ref().is_some_and(|held| held.generation == id) {
            if how == Move::Publish {
                self.leave(&manifest).await?;
            }
            return Ok(());
        }
        // What someone chose by hand stands for the corpus and encoder that it was chosen over.
        let chosen_over = held.filter(|_| how != Move::Publish).map(|held| (held.corpus, held.encoder));
        let (corpus, encoder) =
            chosen_over.unwrap_or_else(|| (manifest.mark(), manifest.encoder_id().to_owned()));
        sqlx::query("INSERT INTO published (generation, at, how, corpus, encoder) VALUES (?, ?, ?, ?, ?)")
            .bind(id)
            .bind(self.store.clock().now())
            .bind(how.as_str())
            .bind(corpus)
            .bind(encoder)
            .execute(self.store.pool())
            .await
            .map_err(StoreError::from)?;
        self.prune().await
    }

    /// The generations behind the present one, which comes first: each step back takes one away.
    async fn trail(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT generation, how FROM published ORDER BY seq")
            .fetch_all(self.store.pool())
            .await?;
        let mut trail: Vec<String> = Vec::new();
        for row in rows {
            let (id, how): (String, String) = (row.try_get("generation")?, row.try_get("how")?);
            if how == Move::Back.as_str()
                && let Some(at) = trail.iter().rposition(|held| *held == id)
            {
                trail.truncate(at);
            }
            trail.push(id);
        }
        trail.reverse();
        Ok(trail)
    }

    /// The one to go back to: published before the present one and still there. The generation by words that answered
    /// while the vectors of the same material were built is no step back.
    pub async fn previous(&self) -> Result<String, BuildError> {
        let trail = self.trail().await?;
        let Some(now) = trail.first() else { return Err(BuildError::NoPrevious) };
        let mut above = Manifest::read(&self.root.join(now)).ok();
        for id in trail.iter().skip(1).filter(|id| *id != now) {
            let Ok(manifest) = Manifest::read(&self.root.join(id)) else { continue };
            let stopgap = above.as_ref().is_some_and(|above| {
                above.mark() == manifest.mark() && above.encoder.is_some() && manifest.encoder.is_none()
            });
            if !stopgap {
                return Ok(id.clone());
            }
            above = Some(manifest);
        }
        Err(BuildError::NoPrevious)
    }

    /// Deletes folders that are neither published nor among those kept for going back, or forth again.
    async fn prune(&self) -> Result<(), BuildError> {
        let history: Vec<String> = self.history().await?.into_iter().map(|(id, _)| id).collect();
        let mut keep: Vec<String> = Vec::new();
        for list in [self.trail().await?, history.clone()] {
            let mut distinct: Vec<String> = Vec::new();
            for id in list {
                if !distinct.contains(&id) {
                    distinct.push(id);
                }
            }
            distinct.truncate(KEPT + 1);
            keep.extend(distinct);
        }
        for manifest in self.list().await? {
            if !keep.contains(&manifest.id) && history.contains(&manifest.id) {
                let folder = self.root.join(&manifest.id);
                std::fs::remove_dir_all(&folder).map_err(|why| BuildError::Write { path: folder, why })?;
            }
        }
        let known: Vec<String> = sqlx::query_scalar("SELECT id FROM generations")
            .fetch_all(self.store.pool())
            .await
            .map_err(StoreError::from)?;
        let gone: Vec<String> = known.into_iter().filter(|id| !self.root.join(id).is_dir()).collect();
        self.home.forget(&gone).await;
        Ok(())
    }
}
