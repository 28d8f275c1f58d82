//! Questions that the material did not answer, on their way to the gaps. Nothing here delays an answer for long or fails it: what
//! takes long goes on by itself, what goes wrong is logged.

use super::{App, AskError};
use crate::access::{Principal, redact};
use crate::answer::{Answer, Verdict};
use crate::gaps::{self, Feedback, Given, Kind, Note, Outcome, Sign, Unnoted};
use crate::search::{Engine, Snapshot, Weights};
use crate::store::StoreError;
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer waits to be told its gap: the first after a start or a new generation reads all signs from the database.
const WAIT: Duration = Duration::from_secs(2);

/// A question gathered elsewhere.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The same line twice is one.
    pub id: String,
    /// As typed.
    pub question: String,
    /// When it was asked; none = today.
    pub day: Option<Date>,
    /// The organisation that asked.
    pub tenant: Option<String>,
}

impl App {
    /// Keeps the outcome, counted under its topic; if the material did not answer it is put under a gap, whose id the answer gets.
    pub(super) async fn keep_outcome(
        self: &Arc<Self>,
        answer: &mut Answer,
        sign: Sign,
        who: &Principal,
    ) -> Result<(), StoreError> {
        let kind = kind(answer);
        let outcome = Outcome {
            answer,
            counted: counted(answer),
            sign: kind,
            topic: sign.topic.as_deref().unwrap_or_default(),
            measures: &sign.measures,
            tenant: who.tenant.as_deref(),
            asker: who.asker.as_deref(),
        };
        gaps::observe(&self.store, &outcome).await?;
        if let Err(error) = gaps::cover(&self.store, outcome.topic, answer).await {
            tracing::error!(%error, "counting what an answer covers");
        }
        let Some(kind) = kind else { return Ok(()) };
        let note = Note {
            id: answer.id.clone(),
            kind,
            confidence: Some(answer.confidence),
            sign: Sign { text: answer.question.clone(), ..sign },
            day: self.store.clock().today(),
            tenant: who.tenant.clone(),
            asker: who.asker.clone(),
            reason: String::new(),
        };
        let app = Arc::clone(self);
        let noting = tokio::spawn(async move {
            app.note(note).await.unwrap_or_else(|error| {
                tracing::error!(%error, "noting a question");
                None
            })
        });
        match tokio::time::timeout(WAIT, noting).await {
            Ok(noted) => answer.gap_id = noted.ok().flatten(),
            Err(_) => tracing::warn!("an answer goes without its gap, which is still being looked for"),
        }
        Ok(())
    }

    /// Puts under gaps what a stop kept from it.
    pub(super) async fn note_what_is_left(&self) -> Result<(), StoreError> {
        if self.snapshot().is_none() {
            return Ok(());
        }
        for unnoted in gaps::unnoted(&self.store).await? {
            if let Err(why) = self.note_again(unnoted).await {
                tracing::error!(%why, "noting a question that a stop left behind");
            }
        }
        Ok(())
    }

    async fn note_again(&self, unnoted: Unnoted) -> Result<(), String> {
        let Unnoted { id, kind, reason, day, given } = unnoted;
        let Given { answer, tenant, asker } = given;
        let sign = self.sign(&answer.question).await.map_err(|e| e.to_string())?;
        let day = day.parse().unwrap_or_else(|_| self.store.clock().today());
        let confidence = Some(answer.confidence);
        let note = Note { id, kind, confidence, sign, day, tenant, asker, reason };
        self.note(note).await.map(drop).map_err(|e| e.to_string())
    }

    /// Reads the signs kept, so that the first answer need not wait for it.
    pub async fn load_signs(&self) {
        let Some(snapshot) = self.snapshot() else { return };
        let encoder = self.encoder();
        let known = (&*snapshot, encoder.as_ref().map(|e| e.id()));
        if let Err(error) = self.board.load(&self.store, known).await {
            tracing::error!(%error, "reading the signs of gaps");
        }
    }

    /// Keeps feedback; an answer of no use is a sign of a gap. False when there is no such answer.
    pub async fn feedback(&self, answer_id: &str, feedback: &Feedback) -> Result<bool, StoreError> {
        let Some(given) = gaps::given(&self.store, answer_id).await? else { return Ok(false) };
        let kept = gaps::feedback(&self.store, answer_id, feedback).await?;
        if !feedback.useful && given.answer.gap_id.is_none() && answered(given.answer.verdict) {
            let today = self.store.clock().today().to_string();
            let noted = self.note_again(gaps::of_no_use(given, &feedback.reason, &today)).await;
            if let Err(error) = noted {
                tracing::error!(%error, "noting an answer of no use");
            }
        }
        Ok(kept)
    }

    /// Puts a question gathered elsewhere under a gap, personal data masked first; returns the gap's id.
    pub async fn gather(&self, gathered: Gathered) -> Result<String, AskError> {
        let n = gathered.question.chars().count();
        if gathered.question.trim().is_empty() {
            return Err(AskError::Empty);
        }
        if n > self.config.question_chars {
            return Err(AskError::TooLong { n, most: self.config.question_chars });
        }
        let text = redact(&gathered.question).text;
        let sign = Sign { text: text.clone(), ..self.sign(&text).await? };
        let note = Note {
            id: gathered.id,
            kind: Kind::Imported,
            confidence: None,
            sign,
            day: gathered.day.unwrap_or_else(|| self.store.clock().today()),
            tenant: gathered.tenant,
            asker: None,
            reason: String::new(),
        };
        let noted = self.note(note).await.map_err(|e| AskError::Internal(e.to_string()))?;
        noted.ok_or(AskError::Starting)
    }

    /// Groups all questions kept anew; returns how many changed gap.
    pub async fn regroup(&self) -> Result<usize, AskError> {
        let snapshot = self.snapshot().ok_or(AskError::Starting)?;
        let encoder = self.encoder();
        let known = (&*snapshot, encoder.as_ref().map(|e| e.id()));
        gaps::regroup(&self.store, known).await.map_err(|e| AskError::Internal(e.to_string()))
    }

    async fn note(&self, note: Note) -> Result<Option<String>, StoreError> {
        let Some(snapshot) = self.snapshot() else { return Ok(None) };
        let encoder = self.encoder();
        let known = (&*snapshot, encoder.as_ref().map(|e| e.id()));
        gaps::note(&self.store, &self.board, known, note).await.map(Some)
    }

    /// A redacted question as it is compared with others.
    async fn sign(&self, text: &str) -> Result<Sign, AskError> {
        let snapshot: Arc<Snapshot> = self.snapshot().ok_or(AskError::Starting)?;
        let question = self.question(&snapshot, text, None);
        let encoder = self.encoder();
        let engine = Engine {
            snapshot: &snapshot,
            embedder: encoder.as_deref(),
            weights: Weights::default(),
            hide: None,
        };
        match gaps::sign(engine, &question).await {
            Ok(sign) => Ok(sign),
            Err(error) => {
                tracing::error!(%error, "the encoder failed: a question is compared by words only");
                let engine = Engine { embedder: None, ..engine };
                gaps::sign(engine, &question).await.map_err(|e| AskError::Internal(e.to_string()))
            }
        }
    }
}

fn answered(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Answered | Verdict::Partial)
}

/// Under which name an answer is counted.
fn counted(answer: &Answer) -> &'static str {
    let kind = answer.reason.as_ref().map(|r| r.kind.as_str());
    if kind == Some("hold") { "hold" } else { answer.verdict.as_str() }
}

/// Is the outcome a sign of a gap, and of which kind? What is out of scope or was declined is none.
fn kind(answer: &Answer) -> Option<Kind> {
    let reason = answer.reason.as_ref().map(|r| r.kind.as_str());
    match (answer.verdict, reason) {
        (Verdict::NotCovered, Some("uncertain")) => Some(Kind::Uncertain),
        (Verdict::NotCovered, Some("local")) => Some(Kind::Local),
        // What is on hold is there: nothing is wanting.
        (Verdict::NotCovered | Verdict::Partial, Some("hold")) => None,
        (Verdict::NotCovered, _) => Some(Kind::NotCovered),
        (Verdict::Partial, _) => Some(Kind::Partial),
        (Verdict::Answered | Verdict::OutOfScope | Verdict::Declined, _) => None,
    }
}
