//! Gaps weighed against the material that answers now: at a reviewer's word, or by itself when nothing else is to be done. An
//! answer never waits for it.

use super::{App, AskError};
use crate::answer::Parts;
use crate::gaps::{self, Bars, Evidence, GapError, Weighed};
use crate::models::Embedder;
use crate::search::{Question, SearchError, Snapshot};
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked whether questions are still being answered, and how many times before going on all the same.
const LOOK: (Duration, usize) = (Duration::from_millis(50), 200);

/// A gap cannot be weighed.
#[derive(Debug, thiserror::Error)]
pub enum WeighError {
    /// There is none, or it cannot be read.
    #[error(transparent)]
    Gap(#[from] GapError),
    /// Its questions cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
}

impl From<SearchError> for WeighError {
    fn from(error: SearchError) -> Self {
        WeighError::Ask(match error {
            SearchError::Index(error) => AskError::Index(error),
            SearchError::Model(error) => AskError::Internal(error.to_string()),
        })
    }
}

/// May the work go on? Asked before each wording.
pub type GoOn<'a> = &'a (dyn Fn() -> bool + Sync);

impl App {
    /// Weighs a gap for whoever waits for it, beside the threads that serve.
    pub async fn weigh_apart(self: &Arc<Self>, id: &str) -> Result<Option<Evidence>, WeighError> {
        let (app, id) = (Arc::clone(self), id.to_owned());
        let handle = tokio::runtime::Handle::current();
        let thread = tokio::task::spawn_blocking(move || handle.block_on(app.weigh(&id)));
        thread.await.map_err(|e| AskError::Internal(e.to_string()))?
    }

    /// Weighs a gap on the generation that answers and keeps what was found; none when it has no questions left.
    pub async fn weigh(&self, id: &str) -> Result<Option<Evidence>, WeighError> {
        self.weighed(id, &|| true).await
    }

    /// Weighs the gap that most needs it, giving way to answers; false when none does, or the work was stopped.
    pub async fn weigh_stale(&self, go_on: GoOn<'_>) -> Result<bool, WeighError> {
        let Some(snapshot) = self.snapshot() else { return Ok(false) };
        let stale = gaps::stale(&self.store, &snapshot.manifest.id, 1).await.map_err(GapError::from)?;
        let Some(id) = stale.first() else { return Ok(false) };
        let gives_way = || {
            self.let_pass();
            go_on()
        };
        Ok(self.weighed(id, &gives_way).await?.is_some())
    }

    /// The ids of all gaps still worked on that are to be weighed anew.
    pub async fn to_weigh(&self) -> Result<Vec<String>, WeighError> {
        let snapshot = self.current().await.map_err(|e| AskError::Internal(e.to_string()))?;
        let snapshot = snapshot.ok_or(AskError::Starting)?;
        let stale = gaps::stale(&self.store, &snapshot.manifest.id, usize::MAX).await;
        Ok(stale.map_err(GapError::from)?)
    }

    async fn weighed(&self, id: &str, go_on: GoOn<'_>) -> Result<Option<Evidence>, WeighError> {
        let wordings = gaps::wordings(&self.store, id).await.map_err(GapError::from)?;
        let wordings = wordings.ok_or_else(|| GapError::Unknown { id: id.to_owned() })?;
        let snapshot = self.current().await.map_err(|e| AskError::Internal(e.to_string()))?;
        let snapshot = snapshot.ok_or(AskError::Starting)?;
        let encoder = self.encoder();
        let questions: Vec<Question> =
            wordings.sample.iter().map(|text| self.question(&snapshot, text, None)).collect();
        let mut all: Vec<Weighed> = Vec::with_capacity(questions.len());
        for (n, question) in questions.iter().enumerate() {
            if !go_on() {
                return Ok(None);
            }
            let others: Vec<Question> = questions
                .iter()
                .enumerate()
                .filter(|(m, _)| *m != n)
                .map(|(_, other)| other.clone())
                .collect();
            let parts = self.parts((&snapshot, encoder.as_deref()));
            all.push(gaps::weigh(parts, (question, &others), Bars::default()).await?);
        }
        let Some(evidence) = Evidence::of(all, (&snapshot.manifest.id, self.store.clock().now())) else {
            return Ok(None);
        };
        gaps::keep(&self.store, id, (&evidence, wordings.all)).await.map_err(GapError::from)?;
        Ok(Some(evidence))
    }

    fn parts<'a>(&'a self, (snapshot, embedder): (&'a Snapshot, Option<&'a Embedder>)) -> Parts<'a> {
        Parts {
            snapshot,
            embedder,
            sufficiency: &self.sufficiency,
            degraded: None,
            hidden: None,
            holds: None,
        }
    }

    /// Waits while questions are being answered, though not for ever. Blocks its thread, which is nobody else's.
    fn let_pass(&self) {
        let (every, times) = LOOK;
        for _ in 0..times {
            if self.permits.available_permits() >= self.config.concurrent {
                return;
            }
            std::thread::sleep(every);
        }
    }
}
