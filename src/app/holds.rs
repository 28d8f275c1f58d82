//! Topics on hold: set and released by reviewers, heard of at every question by every process.

use super::App;
use crate::access::redact;
use crate::answer::Holds;
use crate::gaps;
use crate::store::StoreError;
use crate::strings::{fill, s};
use serde::Serialize;
use std::sync::Arc;

/// Longest reason or note.
const REASON_CHARS: usize = 500;

/// A topic that cannot be held or released as asked.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// No material is about it.
    #[error("{}", fill("hold.unknown_topic", &[("topic", topic), ("known", known)]))]
    Topic {
        /// As asked.
        topic: String,
        /// Those known.
        known: String,
    },
    /// Whoever asks must be told why.
    #[error("{}", s("hold.no_reason"))]
    NoReason,
    /// Too long to be read beside an answer.
    #[error("{}", fill("hold.long_reason", &[("n", n), ("most", &REASON_CHARS)]))]
    LongReason {
        /// Characters sent.
        n: usize,
    },
    /// There is nothing to release.
    #[error("{}", fill("hold.not_held", &[("topic", topic)]))]
    NotHeld {
        /// As asked.
        topic: String,
    },
    /// The material is not loaded yet.
    #[error("{}", s("ask.starting"))]
    Starting,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A topic on hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HoldRow {
    /// Its id.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// Why, as whoever asks is told.
    pub reason: String,
    /// Role of who set it.
    pub by: String,
    /// Since when.
    pub at: String,
}

/// The holds as they were read, and up to where.
#[derive(Debug, Default)]
pub(super) struct Under {
    pub(super) mark: i64,
    pub(super) holds: Holds,
}

impl App {
    /// The topics on hold at this moment, by whatever process they were set.
    pub(super) async fn holds_now(&self) -> Result<Arc<Under>, StoreError> {
        let held = self.under.load_full();
        if held.mark == gaps::holds_mark(&self.store).await? {
            return Ok(held);
        }
        let (mark, list) = gaps::holds(&self.store).await?;
        let now = Arc::new(Under { mark, holds: gaps::obeyed(list) });
        self.under.store(Arc::clone(&now));
        Ok(now)
    }

    /// The topics on hold, the one held longest first.
    pub async fn holds(&self) -> Result<Vec<HoldRow>, StoreError> {
        let (_, list) = gaps::holds(&self.store).await?;
        let snapshot = self.snapshot();
        let title =
            |id: &str| snapshot.as_ref().map_or_else(|| id.to_owned(), |s| s.topics.title(id).to_owned());
        let row = |held: gaps::Held| HoldRow {
            title: title(&held.hold.topic),
            topic: held.hold.topic,
            reason: held.hold.reason,
            by: held.role,
            at: held.at,
        };
        Ok(list.into_iter().map(row).collect())
    }

    /// Puts a topic on hold from this moment; on a topic that is, changes the reason. Personal data in the reason is masked.
    pub async fn hold(&self, (topic, reason): (&str, &str), by: (&str, &str)) -> Result<(), HoldError> {
        let snapshot = self.snapshot().ok_or(HoldError::Starting)?;
        let tagged = snapshot.versions.iter().flat_map(|v| &v.topics);
        if !snapshot.topics.contains(topic) && !tagged.clone().any(|t| t == topic) {
            let known: Vec<&str> = snapshot.topics.topic.iter().map(|t| t.id.as_str()).collect();
            return Err(HoldError::Topic { topic: topic.to_owned(), known: known.join(", ") });
        }
        if reason.trim().is_empty() {
            return Err(HoldError::NoReason);
        }
        let reason = sayable(reason)?;
        gaps::hold(&self.store, (topic, &reason), by).await?;
        tracing::info!(topic, "topic put on hold");
        Ok(())
    }

    /// What is published on a topic may be cited again.
    pub async fn release(&self, (topic, note): (&str, &str), by: (&str, &str)) -> Result<(), HoldError> {
        let note = sayable(note)?;
        if !gaps::release(&self.store, (topic, &note), by).await? {
            return Err(HoldError::NotHeld { topic: topic.to_owned() });
        }
        tracing::info!(topic, "topic released");
        Ok(())
    }

    /// What to know beside an answer given before: what it quotes may be on hold now.
    pub async fn warn_again(&self, answer: &mut crate::answer::Answer) -> Result<(), StoreError> {
        let under = self.holds_now().await?;
        if let Some(snapshot) = self.snapshot() {
            let new = under.holds.warnings(&snapshot, &answer.citations);
            answer.warnings.splice(0..0, new);
        }
        Ok(())
    }
}

fn sayable(text: &str) -> Result<String, HoldError> {
    let n = text.chars().count();
    if n > REASON_CHARS {
        return Err(HoldError::LongReason { n });
    }
    Ok(redact(text.trim()).text)
}
