//! The questions of gaps, asked again on the generation that answers now: as users' questions are, but nothing of it is noted
//! as asked. The rows are in [`crate::gaps::replay`]; here they are asked, one after the other, giving way to whoever waits for
//! an answer.

use super::{App, AppError};
use crate::access::redact;
use crate::answer::{self, Answer, Parts};
use crate::gaps::Past;
use crate::gaps::replay::{self, Job, Reply};
use crate::models::Embedder;
use crate::search::{BuildError, Snapshot};
use crate::store::{give_way, promptly};
use crate::strings::s;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::runtime::Handle;

/// How long a question of a replay waits for those of users, at most: it must come to an end even where somebody always asks.
const YIELDS: u32 = 20;
/// Between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// The questions of gaps cannot be asked again now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// Nothing answers yet.
    #[error("{}", s("ask.starting"))]
    Starting,
    /// The encoder or the vectors are missing: by words alone other questions would be answered than users see answered.
    #[error("{}", s("replay.no_vectors"))]
    NoVectors,
}

/// Is told how many questions are done, of how many.
type Progress<'a> = &'a (dyn Fn(i64, i64) + Sync);

impl App {
    /// Asks a question again by these means, and notes nothing.
    pub(super) async fn ask_again(
        &self,
        (snapshot, embedder): (&Snapshot, Option<&Embedder>),
        past: &Past,
    ) -> Result<Answer, AppError> {
        let question = self.question(snapshot, &redact(&past.question).text, past.as_of);
        let sufficiency = &self.sufficiency;
        let parts = Parts { snapshot, embedder, sufficiency, degraded: None, hidden: None, holds: None };
        let asked = Box::pin(answer::ask(parts, &question, &|_| {})).await;
        Ok(asked.map_err(BuildError::from)?.answer)
    }

    /// Would its answers be those that users get? Not while vectors are still to be built.
    pub(super) fn is_replayable(&self, snapshot: &Snapshot) -> bool {
        snapshot.has_dense() || (self.config.encoder.is_empty() && self.encoder().is_none())
    }

    /// Orders that the questions of these gaps, or of all, be asked again on the generation that answers.
    pub async fn order_replay(&self, named: &[String]) -> Result<Job, AppError> {
        let published = self.generations.published().await?.ok_or(ReplayError::Starting)?;
        self.replayed_on(&published).await?;
        Ok(replay::order(&self.store, &published, named).await?)
    }

    /// Orders a replay of all gaps if none was on the generation that now answers. What goes wrong is logged: publishing does
    /// not fail for it, and whoever looks next orders it.
    pub(super) async fn order_replay_if_due(&self) {
        if let Err(error) = self.order_if_due().await {
            tracing::warn!(%error, "ordering that the questions of gaps be asked again");
        }
    }

    async fn order_if_due(&self) -> Result<(), AppError> {
        let Some(snapshot) = self.snapshot().filter(|held| self.is_replayable(held)) else { return Ok(()) };
        let id = &snapshot.manifest.id;
        let answers = self.generations.published().await?.as_ref() == Some(id);
        if answers && replay::last_whole(&self.store).await?.as_ref() != Some(id) {
            let (store, on) = (self.store.clone(), id.clone());
            let job = promptly(async move { replay::order(&store, &on, &[]).await }).await?;
            tracing::info!(generation = id, questions = job.of, "questions of gaps to be asked again");
        }
        Ok(())
    }

    /// The generation that answers, to be asked.
    async fn replayed_on(&self, id: &str) -> Result<Arc<Snapshot>, AppError> {
        let snapshot = match self.snapshot().filter(|held| held.manifest.id == id) {
            Some(held) => held,
            None => Arc::new(self.generations.open(id, self.encoder().as_deref())?),
        };
        if self.is_replayable(&snapshot) { Ok(snapshot) } else { Err(ReplayError::NoVectors.into()) }
    }

    /// Carries on with what is ordered, to its end. False at once when somebody else is at it.
    pub async fn replay(&self, told: Progress<'_>) -> Result<bool, AppError> {
        let Some(_alone) = self.store.replaying()? else { return Ok(false) };
        while let Some(job) = replay::running(&self.store).await? {
            let published = self.generations.published().await?.ok_or(ReplayError::Starting)?;
            let snapshot = self.replayed_on(&published).await?;
            if published == job.generation {
                self.carry_on(&job, &snapshot, told).await?;
            } else {
                // Whoever moved the pointer ended before ordering what follows from it.
                replay::order(&self.store, &published, &[]).await?;
            }
        }
        Ok(true)
    }

    async fn carry_on(&self, job: &Job, snapshot: &Snapshot, told: Progress<'_>) -> Result<(), AppError> {
        let encoder = self.encoder();
        let embedder = encoder.as_deref().filter(|_| snapshot.has_dense());
        told(job.done, job.of);
        while let Some(gap) = replay::next(&self.store, &job.id).await? {
            for wording in replay::pending(&self.store, &job.id, &gap).await? {
                self.let_users_first().await;
                self.hear_of_withdrawals(snapshot).await?;
                let past = Past { question: wording.question, as_of: wording.as_of };
                let reply = Reply::of(&self.ask_again((snapshot, embedder), &past).await?);
                let (store, job, of_gap, hash) =
                    (self.store.clone(), job.id.clone(), gap.clone(), wording.hash);
                let kept =
                    promptly(async move { replay::keep(&store, &job, (&of_gap, &hash), &reply).await });
                let Some((done, of)) = kept.await? else { return Ok(()) };
                told(done, of);
            }
            let works: HashSet<String> = snapshot.readable().iter().map(|v| v.work.to_string()).collect();
            let (store, job) = (self.store.clone(), job.id.clone());
            let decided =
                promptly(
                    async move { replay::decide(&store, &job, &gap, &|work| works.contains(work)).await },
                );
            if !decided.await? {
                return Ok(());
            }
        }
        Ok(replay::finish(&self.store, &job.id).await?)
    }

    /// Waits, not for long, while questions of users are being answered.
    async fn let_users_first(&self) {
        for _ in 0..YIELDS {
            if self.permits.available_permits() >= self.config.concurrent {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Orders what is due and carries on with what is ordered, beside the answers: on a thread of its own, which gives way. To
    /// be called now and then; does nothing while it is at it.
    pub async fn keep_replaying(self: &Arc<Self>) {
        self.order_replay_if_due().await;
        let answers = self.snapshot().is_some_and(|held| self.is_replayable(&held));
        match replay::running(&self.store).await {
            Ok(Some(_)) if answers => self.replay_beside(),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "looking for questions of gaps to be asked again"),
        }
    }

    fn replay_beside(self: &Arc<Self>) {
        if self.replaying.swap(true, Ordering::AcqRel) {
            return;
        }
        let (app, runtime) = (Arc::clone(self), Handle::current());
        let work = move || {
            let _at_it = AtIt(&app);
            // The thread is its own: nobody else waits on it.
            give_way();
            match runtime.block_on(app.replay(&|_, _| {})) {
                Ok(true) => tracing::info!("the questions of gaps were asked again"),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "asking the questions of gaps again"),
            }
        };
        if let Err(why) = std::thread::Builder::new().name("replay".to_owned()).spawn(work) {
            self.replaying.store(false, Ordering::Release);
            tracing::error!(%why, "no thread to ask the questions of gaps again");
        }
    }
}

/// As long as it lives a replay is under way in this process, however it ends.
struct AtIt<'a>(&'a App);

impl Drop for AtIt<'_> {
    fn drop(&mut self) {
        self.0.replaying.store(false, Ordering::Release);
    }
}
