//! One question through the app: admitted (or refused, before any work), then redacted, understood, answered and kept.

use super::{App, VERDICTS};
use crate::access::{Principal, redact};
use crate::answer::{self, Answer, Holds, Parts, Stage, Verdict};
use crate::gaps::{self, Sign};
use crate::search::{IndexError, Question, SearchError, Snapshot};
use crate::store::StoreError;
use crate::strings::{fill, s};
use jiff::civil::Date;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::OwnedSemaphorePermit;

/// How long a question may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest name of a thread.
const THREAD_CHARS: usize = 64;

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
    /// A thread's name that we would not keep.
    #[error("{}", s("ask.thread"))]
    Thread {
        /// As sent.
        value: String,
    },
    /// Too many at once.
    #[error("{}", s("ask.busy"))]
    Busy,
    /// The material is not loaded yet.
    #[error("{}", s("ask.starting"))]
    Starting,
    /// The engine of the search does not answer; it may do so soon.
    #[error("{}", s("ask.index"))]
    Index(IndexError),
    /// Our fault.
    #[error("{}", fill("ask.internal", &[("why", &_0)]))]
    Internal(String),
}

impl AskError {
    /// Who asked hears that it may pass; the log has where and why.
    fn index(error: IndexError) -> Self {
        tracing::error!(%error, "the index cannot be asked");
        AskError::Index(error)
    }
}

/// A question as it arrives.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// As typed.
    pub question: String,
    /// The day it is about, if said beside it.
    pub as_of: Option<Date>,
    /// Only material about these measures, in upper or lower case.
    pub measures: Vec<String>,
    /// The thread it belongs to: at most 64 letters, digits, `-`, `_`.
    pub thread_id: Option<String>,
    /// Who asks.
    pub who: Principal,
}

/// A question that is in order and has its turn.
#[derive(Debug)]
pub struct Turn {
    ask: Ask,
    snapshot: Arc<Snapshot>,
    start: Instant,
    _permit: OwnedSemaphorePermit,
}

impl App {
    /// Refuses what cannot be answered as it was put, and waits for a turn.
    pub async fn admit(&self, mut ask: Ask) -> Result<Turn, AskError> {
        let start = Instant::now();
        let n = ask.question.chars().count();
        if ask.question.trim().is_empty() {
            return Err(AskError::Empty);
        }
        if n > self.config.question_chars {
            return Err(AskError::TooLong { n, most: self.config.question_chars });
        }
        ask.thread_id = ask.thread_id.filter(|name| !name.is_empty());
        if let Some(value) = ask.thread_id.clone().filter(|name| !is_thread(name)) {
            return Err(AskError::Thread { value });
        }
        let snapshot = self.now().await?;
        ask.measures = known_measures(&snapshot, &ask.measures)?;
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| AskError::Busy)?.map_err(|_| AskError::Busy)?;
        Ok(Turn { ask, snapshot, start, _permit: permit })
    }

    /// Admits and answers.
    pub async fn ask(self: &Arc<Self>, ask: Ask, stage: StageTeller) -> Result<Answer, AskError> {
        let turn = self.admit(ask).await?;
        self.take(turn, stage).await
    }

    /// Redacts, understands, answers and keeps the outcome.
    pub async fn take(self: &Arc<Self>, turn: Turn, stage: StageTeller) -> Result<Answer, AskError> {
        let (app, who) = (Arc::clone(self), turn.ask.who.clone());
        let handle = tokio::runtime::Handle::current();
        let thread = tokio::task::spawn_blocking(move || handle.block_on(app.answer_now(turn, stage)));
        let (mut answer, sign) = thread.await.map_err(|e| AskError::Internal(e.to_string()))??;
        if let Some(n) = VERDICTS.iter().position(|v| *v == answer.verdict) {
            self.counts[n].fetch_add(1, Ordering::Relaxed);
        }
        let kept = self.keep_outcome(&mut answer, sign, &who).await;
        kept.map_err(|e| AskError::Internal(e.to_string()))?;
        Ok(answer)
    }

    /// Answers given since the start, by verdict.
    pub fn counts(&self) -> Vec<(Verdict, usize)> {
        VERDICTS.iter().zip(&self.counts).map(|(v, n)| (*v, n.load(Ordering::Relaxed))).collect()
    }

    /// The generation in use, without what was withdrawn.
    async fn now(&self) -> Result<Arc<Snapshot>, AskError> {
        let snapshot = self.current().await.map_err(|e| AskError::Internal(e.to_string()))?;
        snapshot.ok_or(AskError::Starting)
    }

    /// Answers, again if a text that it cites was withdrawn meanwhile, or a topic put on hold.
    async fn answer_now(&self, mut turn: Turn, stage: StageTeller) -> Result<(Answer, Sign), AskError> {
        loop {
            let internal = |e: StoreError| AskError::Internal(e.to_string());
            let under = self.holds_now().await.map_err(internal)?;
            let (answer, sign) = self.answer(&turn, &under.holds, &stage).await?;
            let held = &turn.snapshot;
            self.hear_of_withdrawals(held).await.map_err(internal)?;
            let gone = |id: &str| held.number_of(id).is_some_and(|n| held.is_withdrawn(n));
            let same = gaps::holds_mark(&self.store).await.map_err(internal)? == under.mark;
            if same && !answer.shown().any(gone) {
                return Ok((answer, sign));
            }
            turn.snapshot = self.now().await?;
        }
    }

    async fn answer(
        &self,
        turn: &Turn,
        holds: &Holds,
        stage: &StageTeller,
    ) -> Result<(Answer, Sign), AskError> {
        let Turn { ask, snapshot, start, _permit } = turn;
        let snapshot = snapshot.as_ref();
        let redacted = redact(&ask.question);
        let mut question = self.question(snapshot, &redacted.text, ask.as_of);
        question.only_measures = ask.measures.clone();
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
            holds: Some(holds),
        };
        let asked = match answer::ask(parts, &question, stage).await {
            Ok(asked) => asked,
            Err(SearchError::Index(error)) => return Err(AskError::index(error)),
            Err(SearchError::Model(error)) => {
                tracing::error!(%error, "the encoder failed: answering by words only");
                let parts = Parts { embedder: None, degraded: Some(s("warning.no_encoder")), ..parts };
                answer::ask(parts, &question, stage).await.map_err(|error| match error {
                    SearchError::Index(error) => AskError::index(error),
                    SearchError::Model(error) => AskError::Internal(error.to_string()),
                })?
            }
        };
        let sign = Sign::of(snapshot, &question, &asked.found);
        let mut answer = asked.answer;
        answer.question = redacted.text;
        answer.thread_id = ask.thread_id.clone();
        answer.timings_ms.redact = redact_ms;
        answer.timings_ms.total = start.elapsed().as_secs_f64() * 1000.0;
        Ok((answer, sign))
    }

    /// A redacted question as the machine understands it, today.
    pub fn question(&self, snapshot: &Snapshot, text: &str, as_of: Option<Date>) -> Question {
        Question::new(text, as_of, self.store.clock().today(), (&snapshot.lexicon, &self.intents))
    }
}

/// The measures as the material writes them.
fn known_measures(snapshot: &Snapshot, measures: &[String]) -> Result<Vec<String>, AskError> {
    let known = &snapshot.manifest.measures;
    let found = |measure: &String| {
        let same = known.iter().find(|k| k.to_lowercase() == measure.trim().to_lowercase());
        let unknown = || AskError::Measure { measure: measure.clone(), known: known.join(", ") };
        same.cloned().ok_or_else(unknown)
    };
    measures.iter().map(found).collect()
}

fn is_thread(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    name.len() <= THREAD_CHARS && name.bytes().all(plain)
}

/// Is told at which stage a question is.
pub type StageTeller = Box<dyn Fn(Stage) + Send + Sync>;

/// Tells nobody.
pub fn silent() -> StageTeller {
    Box::new(|_| {})
}
