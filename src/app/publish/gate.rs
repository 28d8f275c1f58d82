//! The gate between what was built and what answers: a draft is compared with the generation in use, and answers if its checks
//! pass and nobody's yes is wanted; otherwise it waits for one.

use super::drafts::{self, Approval, Approved, Before, Draft, DraftState};
use super::preview::{Preview, difference};
use super::replay::{self, ProbeError, Replay};
use super::{App, AppError, Order, Progress, aside, checks};
use crate::gaps;
use crate::ingest::{catalogue, withdrawal};
use crate::search::generation::Move;
use crate::search::{BuildError, Manifest, Snapshot};
use crate::store::StoreError;
use crate::strings::{fill, s};
use crate::text;
use std::collections::BTreeSet;

/// Why a draft does not come to answer, or cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// Nothing waits.
    #[error("{}", s("draft.none_waits"))]
    NoneWaits,
    /// This one does not wait.
    #[error("{}", fill("draft.does_not_wait", &[("id", &_0)]))]
    DoesNotWait(String),
    /// It waits, and a switch would go round the checks.
    #[error("{}", fill("draft.wants_approval", &[("id", &_0)]))]
    WantsApproval(String),
    /// It never answered, and no draft of it waits: its checks were interrupted, or somebody said no.
    #[error("{}", fill("draft.never_checked", &[("id", &_0)]))]
    NeverChecked(String),
    /// Checks failed, and nobody said that it may answer all the same.
    #[error("{}", fill("draft.checks_failed", &[("id", id), ("checks", checks)]))]
    ChecksFailed {
        /// The draft.
        id: String,
        /// What failed, in Italian.
        checks: String,
    },
    /// Two different people are wanted, and there is no telling whether they are.
    #[error("{}", s("draft.who"))]
    Nameless,
    /// Whoever ordered it cannot approve it.
    #[error("{}", fill("draft.same_person", &[("name", &_0)]))]
    SamePerson(String),
    /// There is no generation to compare with.
    #[error("{}", s("draft.nothing_answers"))]
    NothingAnswers,
    /// Probes that cannot be read.
    #[error(transparent)]
    Probe(#[from] ProbeError),
}

/// A generation built, and whether it answers.
#[derive(Debug, Clone)]
pub struct Changed {
    /// It.
    pub manifest: Manifest,
    /// The draft that waits for a yes; none = it answers, or was only to be built from what answers already.
    pub waiting: Option<Box<Draft>>,
}

impl App {
    /// How things stand, to go back to.
    pub(super) async fn standing(&self) -> Result<Before, StoreError> {
        let decided = self.generations.decided().await?;
        let (corpus, encoder) = decided.map(|d| (d.corpus, d.encoder)).unwrap_or_default();
        Ok(Before { catalogue: catalogue::standing(&self.store).await?, corpus, encoder })
    }

    /// The generation that answers, whole; none if there is none or its files are not. Without what was withdrawn, but for
    /// these works: what their withdrawal takes away is part of what a draft changes.
    async fn answering(&self, but: &BTreeSet<String>) -> Result<Option<Snapshot>, AppError> {
        let Some(id) = self.generations.published().await? else { return Ok(None) };
        let Ok(snapshot) = self.generations.open(&id, self.encoder().as_deref()) else { return Ok(None) };
        let (mark, mut texts) = withdrawal::withdrawn(&self.store).await?;
        texts.retain(|(key, _)| !but.contains(key.rsplit_once('~').map_or(key.as_str(), |(work, _)| work)));
        snapshot.withdraw(&texts, mark);
        Ok(Some(snapshot))
    }

    /// Lets what was built answer, or has it wait.
    pub(super) async fn gate(
        &self,
        order: &Order,
        (manifest, before): (Manifest, Before),
        progress: Progress<'_>,
    ) -> Result<Changed, AppError> {
        let held = drafts::waiting(&self.store).await?;
        let mut accepted: BTreeSet<String> = order.accepted().cloned().collect();
        accepted.extend(held.iter().flat_map(|held| held.accepted.iter().cloned()));
        let base = self.answering(&accepted).await?;
        let nothing_to_lose = base.as_ref().is_none_or(|base| base.manifest.corpus == manifest.corpus);
        let Some(base) = base.filter(|_| !nothing_to_lose) else {
            return self.let_through(order, manifest, held).await;
        };
        let mut draft = Draft {
            generation: manifest.id.clone(),
            state: DraftState::Waiting,
            ordered_by: order.by.iter().cloned().collect(),
            ordered_at: self.store.clock().now(),
            preview: Preview::empty(&manifest.id, ""),
            accepted,
            before,
        };
        let former = held.map(|held| {
            draft.ordered_by.extend(held.ordered_by);
            draft.before = held.before;
            held.generation
        });
        // It waits before it is compared: whoever is interrupted meanwhile finds it so, and nothing gets round the checks.
        drafts::take_place(&self.store, former.as_deref(), &draft).await?;
        if let Some(former) = former.filter(|former| *former != draft.generation) {
            self.generations.remove_unpublished(&former).await?;
        }
        let with = (&draft.accepted, progress);
        draft.preview = aside(self.compare(&base, &manifest.id, with)).await?;
        let free = self.config.publication.approvals == 0 && draft.preview.passed() && !order.only_build;
        if free {
            draft.state = DraftState::Published;
        }
        drafts::keep(&self.store, &draft).await?;
        if free {
            self.point_to(&manifest.id, Move::Publish).await?;
            return Ok(Changed { manifest, waiting: None });
        }
        tracing::info!(generation = manifest.id, passed = draft.preview.passed(), "a draft waits");
        self.generations.leave(&manifest).await?;
        Ok(Changed { manifest, waiting: Some(Box::new(draft)) })
    }

    /// Nothing answered, or the same material did: there is nothing to lose.
    async fn let_through(
        &self,
        order: &Order,
        manifest: Manifest,
        held: Option<Draft>,
    ) -> Result<Changed, AppError> {
        if let Some(held) = held {
            self.put_aside(&held.generation, &manifest.id, DraftState::Superseded).await?;
        }
        if order.only_build {
            self.generations.leave(&manifest).await?;
        } else {
            self.point_to(&manifest.id, Move::Publish).await?;
        }
        Ok(Changed { manifest, waiting: None })
    }

    /// A draft that waits no more; its folder goes, unless it is the next one's.
    async fn put_aside(&self, id: &str, next: &str, state: DraftState) -> Result<(), AppError> {
        drafts::set_state(&self.store, id, state).await?;
        if id != next {
            self.generations.remove_unpublished(id).await?;
        }
        Ok(())
    }

    /// What publishing `id` would change.
    async fn compare(
        &self,
        base: &Snapshot,
        id: &str,
        (accepted, progress): (&BTreeSet<String>, Progress<'_>),
    ) -> Result<Preview, AppError> {
        let rules = self.config.publication;
        let encoder = self.encoder();
        let draft = self.generations.open(id, encoder.as_deref())?;
        let embedder = encoder.as_deref().filter(|_| base.has_dense() && draft.has_dense());
        let (works, passages) = difference(&base.versions, &draft.versions);
        let replay = Replay { app: self, before: base, after: &draft, embedder };
        let probes = replay::probes([&self.config.corpus, &self.config.data]).map_err(GateError::from)?;
        let past = gaps::recent(&self.store, rules.replayed_answers).await?;
        let answers = replay.past(&past, accepted, progress).await?;
        let checks = vec![
            checks::passages(&draft.versions),
            checks::counts(&base.versions, &draft.versions, accepted, rules.max_drop_percent),
            checks::references(&base.versions, &draft.versions, accepted),
            replay.probes(&probes).await?,
            replay::answers(&answers, past.len(), rules.lost_answers),
        ];
        let gaps = Box::pin(self.impact(&draft, progress)).await?;
        let (generation, against) = (id.to_owned(), base.manifest.id.clone());
        Ok(Preview { generation, against, works, passages, checks, asked: past.len(), answers, gaps })
    }

    /// All drafts, latest first.
    pub async fn drafts(&self) -> Result<Vec<Draft>, AppError> {
        Ok(drafts::all(&self.store).await?)
    }

    /// All approvals, latest first.
    pub async fn approvals(&self) -> Result<Vec<Approved>, AppError> {
        Ok(drafts::approvals(&self.store).await?)
    }

    /// The draft that waits.
    pub async fn waiting(&self) -> Result<Option<Draft>, AppError> {
        Ok(drafts::waiting(&self.store).await?)
    }

    /// What publishing a generation would change as against the one that answers; without an id, the draft that waits.
    pub async fn preview_of(&self, id: Option<&str>, progress: Progress<'_>) -> Result<Preview, AppError> {
        let waiting = drafts::waiting(&self.store).await?;
        let accepted = waiting.as_ref().map(|draft| draft.accepted.clone()).unwrap_or_default();
        let base = self.answering(&accepted).await?.ok_or(GateError::NothingAnswers)?;
        match (id, waiting) {
            (None, None) => Err(GateError::NoneWaits.into()),
            (wanted, Some(draft)) if wanted.is_none_or(|id| id == draft.generation) => {
                if draft.preview.against == base.manifest.id {
                    return Ok(draft.preview);
                }
                Ok(self.compared_anew(draft, &base, progress).await?.preview)
            }
            (Some(id), _) if Manifest::is_id(id) => {
                self.compare(&base, id, (&BTreeSet::new(), progress)).await
            }
            (id, _) => Err(BuildError::Unknown { id: id.unwrap_or_default().to_owned() }.into()),
        }
    }

    /// The draft, compared with what answers now, going by the questions asked last.
    async fn compared_anew(
        &self,
        mut draft: Draft,
        base: &Snapshot,
        progress: Progress<'_>,
    ) -> Result<Draft, AppError> {
        draft.preview = self.compare(base, &draft.generation, (&draft.accepted, progress)).await?;
        drafts::keep(&self.store, &draft).await?;
        Ok(draft)
    }

    /// Lets a draft answer, as a person says. The checks are made again: it may have waited long.
    pub async fn approve(
        &self,
        id: &str,
        approval: &Approval,
        progress: Progress<'_>,
    ) -> Result<(), AppError> {
        let _lock = self.store.exclusive().await?;
        let draft = self.waiting_draft(id).await?;
        if self.config.publication.approvals >= 2 {
            let name = text::fold(approval.name.trim());
            if name.is_empty() {
                return Err(GateError::Nameless.into());
            }
            if draft.ordered_by.iter().any(|by| text::fold(by.trim()) == name) {
                return Err(GateError::SamePerson(approval.name.trim().to_owned()).into());
            }
        }
        let draft = match self.answering(&draft.accepted).await? {
            Some(base) => self.compared_anew(draft, &base, progress).await?,
            None => draft,
        };
        let failed: Vec<_> = draft.preview.failed().collect();
        if !failed.is_empty() && !approval.despite_checks {
            let checks = failed.iter().map(|c| format!("- {}", c.text)).collect::<Vec<_>>().join("\n");
            return Err(GateError::ChecksFailed { id: id.to_owned(), checks }.into());
        }
        drafts::approved(&self.store, id, approval, &failed).await?;
        self.point_to(id, Move::Switch).await?;
        Ok(drafts::set_state(&self.store, id, DraftState::Published).await?)
    }

    /// Throws a draft away, and with it all that was ordered for it: the material is again as it was before.
    /// Returns the works that may be cited again, because their withdrawal was part of it.
    pub async fn discard(&self, id: &str) -> Result<Vec<String>, AppError> {
        let _lock = self.store.exclusive().await?;
        let draft = self.waiting_draft(id).await?;
        let (_, before) = withdrawal::withdrawn(&self.store).await?;
        catalogue::go_back(&self.store, &draft.before.catalogue).await?;
        self.generations.stand_over(&draft.before.corpus, &draft.before.encoder).await?;
        let (_, after) = withdrawal::withdrawn(&self.store).await?;
        self.put_aside(id, "", DraftState::Discarded).await?;
        let work = |key: &str| key.rsplit_once('~').map_or(key, |(work, _)| work).to_owned();
        let again: BTreeSet<String> = before.difference(&after).map(|(key, _)| work(key)).collect();
        Ok(again.into_iter().collect())
    }

    async fn waiting_draft(&self, id: &str) -> Result<Draft, AppError> {
        let waiting = drafts::waiting(&self.store).await?.filter(|draft| draft.generation == id);
        Ok(waiting.ok_or_else(|| GateError::DoesNotWait(id.to_owned()))?)
    }

    /// What never answered comes to answer through the checks, unless it is made of what answers.
    async fn answered_once(&self, id: &str) -> Result<(), AppError> {
        let history = self.generations.history().await?;
        let Some((now, _)) = history.first() else { return Ok(()) };
        let all = self.generations.list().await?;
        let corpus = |id: &str| all.iter().find(|m| m.id == id).map(|m| &m.corpus);
        let known = history.iter().any(|(past, _)| past == id);
        // An unknown one is refused by whoever opens it.
        if known || corpus(id).is_none() || corpus(id) == corpus(now) {
            return Ok(());
        }
        Err(GateError::NeverChecked(id.to_owned()).into())
    }

    /// A draft comes to answer by approval. Only where no yes is wanted and nothing failed is a switch as good as one.
    pub(super) async fn may_switch(&self, id: &str) -> Result<(), AppError> {
        let Some(draft) = drafts::waiting(&self.store).await?.filter(|draft| draft.generation == id) else {
            return self.answered_once(id).await;
        };
        if self.config.publication.approvals > 0 || !draft.preview.passed() {
            return Err(GateError::WantsApproval(id.to_owned()).into());
        }
        Ok(drafts::set_state(&self.store, id, DraftState::Published).await?)
    }
}
