//! One wording weighed: what the ordinary line says to it, what deeper and wider searches bring, and the verdict that follows.

use super::conflict::{Conflict, conflicts};
use super::probe::{Candidate, When, probe};
use super::{Weighed, told};
use crate::answer::{Answer, Parts, Sound, Verdict, ask};
use crate::gaps::Need;
use crate::search::{Question, SearchError, Snapshot};
use crate::strings::{fill, s};

/// From which probability a passage counts as answering, by when it holds. Chosen on the dev half of the planted gaps
/// (`copilot eval gaps`): nobody is answered by these passages, a person looks at them, so they may be less sure than an answer.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bars {
    /// Holding on the day asked about.
    pub then: f64,
    /// Holding no more.
    pub past: f64,
    /// Not holding yet.
    pub later: f64,
    /// Of a passage that another contradicts, which says the same but for that.
    pub plain: f64,
    /// The same, if the other may speak of something else.
    pub conflict: f64,
    /// Logit from which what nothing answers is the own office's matter.
    pub local: f64,
    /// The same for another field.
    pub foreign: f64,
}

impl Default for Bars {
    fn default() -> Self {
        Self { then: 0.8, past: 0.3, later: 0.3, plain: 0.2, conflict: 0.9, local: -0.5, foreign: -1.0 }
    }
}

impl Bars {
    /// What is tried when they are chosen anew.
    pub fn grid() -> Vec<Self> {
        let mut all = Vec::new();
        for then in [0.6, 0.7, 0.8, 0.85, 0.9, 0.95] {
            for past in [0.3, 0.5, 0.7] {
                for plain in [0.2, 0.35, 0.5] {
                    for conflict in [0.45, 0.6, 0.75, 0.9] {
                        all.push(Self { then, past, later: past, plain, conflict, ..Self::default() });
                    }
                }
            }
        }
        all
    }

    fn passes(&self, candidate: &Candidate) -> bool {
        let bar = match candidate.when {
            When::Then => self.then,
            When::Before => self.past,
            When::After => self.later,
        };
        candidate.judged.open && candidate.confidence() >= bar
    }

    fn opposes(&self, conflict: &Conflict) -> bool {
        let bar = conflict.is_plain().map(|plain| if plain { self.plain } else { self.conflict });
        bar.is_some_and(|bar| conflict.confidence >= bar)
    }
}

/// All that was seen of a wording, before it is decided what it means.
#[derive(Debug, Clone)]
pub struct Seen {
    question: Question,
    answer: Answer,
    candidates: Vec<Candidate>,
    conflicts: Vec<Conflict>,
    parts: Vec<Part>,
    /// The logits that it is one of the own office's, and of another field.
    local: f64,
    foreign: f64,
}

/// One of the things that a question asks.
#[derive(Debug, Clone)]
struct Part {
    text: String,
    answered: bool,
    candidates: Vec<Candidate>,
}

/// Weighs a wording; `others` are wordings of the same gap.
pub async fn weigh(
    parts: Parts<'_>,
    (question, others): (&Question, &[Question]),
    bars: Bars,
) -> Result<Weighed, SearchError> {
    Ok(look(parts, question, others).await?.weighed(parts.snapshot, bars))
}

/// Looks for a wording in every way.
pub async fn look(parts: Parts<'_>, question: &Question, others: &[Question]) -> Result<Seen, SearchError> {
    let asked = ask(parts, question, &|_| {}).await?;
    let mut seen = Seen {
        question: question.clone(),
        answer: asked.answer,
        candidates: Vec::new(),
        conflicts: Vec::new(),
        parts: Vec::new(),
        local: parts.sufficiency.marks.sounds(&question.text, Sound::Local),
        foreign: parts.sufficiency.marks.sounds(&question.text, Sound::Foreign),
    };
    if seen.elsewhere().is_some() {
        return Ok(seen);
    }
    seen.candidates = probe(parts, question, others).await?;
    let vector = asked.found.vector.as_deref();
    seen.conflicts = conflicts(parts.snapshot, (question, vector), &seen.candidates).await?;
    for part in question.parts(&parts.snapshot.lexicon) {
        let answered = ask(parts, &part, &|_| {}).await?.answer.verdict == Verdict::Answered;
        let candidates = if answered { Vec::new() } else { probe(parts, &part, &[]).await? };
        seen.parts.push(Part { text: part.text, answered, candidates });
    }
    Ok(seen)
}

impl Seen {
    /// The verdict.
    pub fn weighed(&self, snapshot: &Snapshot, bars: Bars) -> Weighed {
        let question = self.question.text.clone();
        if let Some((need, why)) = self.elsewhere() {
            let tried = told::tried(false, &[]).into_iter().take(1).collect();
            return Weighed { question, need, why, tried, near: Vec::new() };
        }
        let answering: Vec<&Candidate> = self.candidates.iter().filter(|c| bars.passes(c)).collect();
        let opposed = self.conflicts.iter().find(|c| bars.opposes(c));
        let (need, why) = match opposed {
            Some(found) => (Need::Conflicting, told::of_conflict(snapshot, found)),
            None => self.decided(snapshot, (&answering, bars)),
        };
        let tried = told::tried(self.answered(), &answering);
        let near = told::near(snapshot, &self.question, (&self.candidates, &answering), opposed);
        Weighed { question, need, why, tried, near }
    }

    /// Does it name something that the material is about?
    fn names_ours(&self) -> bool {
        let asked = &self.question;
        !asked.measures.is_empty() || !asked.references.is_empty() || !asked.neighbours.is_empty()
    }

    fn answered(&self) -> bool {
        self.answer.verdict == Verdict::Answered
    }

    fn reason(&self) -> String {
        self.answer.reason.as_ref().map(|reason| reason.text.clone()).unwrap_or_default()
    }

    /// What published material is not to answer, whatever it says. A question that only sounds foreign is looked for all the same.
    fn elsewhere(&self) -> Option<(Need, String)> {
        match (self.answer.verdict, self.answer.reason.as_ref().map(|r| r.kind.as_str())) {
            (Verdict::OutOfScope, _) if self.question.intent.is_none() => None,
            (Verdict::OutOfScope | Verdict::Declined, _) => Some((Need::OutOfScope, self.reason())),
            (_, Some("local")) => Some((Need::Local, self.reason())),
            _ => None,
        }
    }

    fn decided(&self, snapshot: &Snapshot, (answering, bars): (&[&Candidate], Bars)) -> (Need, String) {
        if self.answered() {
            return (Need::NotRetrieved, s("evidence.why_answered").to_owned());
        }
        if let Some((covered, missing)) = self.halves(bars) {
            let why = fill("evidence.why_partial", &[("covered", &covered), ("missing", &missing)]);
            return (Need::Partial, why);
        }
        if self.answer.verdict == Verdict::Partial && self.parts.is_empty() {
            return (Need::Partial, self.reason());
        }
        match self.whole(snapshot, answering) {
            (Need::Missing, _) if self.answer.verdict == Verdict::OutOfScope => {
                (Need::OutOfScope, self.reason())
            }
            (Need::Missing, _) if self.local >= bars.local => (Need::Local, s("reason.local").to_owned()),
            (Need::Missing, _) if self.foreign >= bars.foreign && !self.names_ours() => {
                (Need::OutOfScope, s("reason.out_of_domain").to_owned())
            }
            found => found,
        }
    }

    /// What of a question that asks several things is answered and what is not, if both there are.
    fn halves(&self, bars: Bars) -> Option<(String, String)> {
        let found = |part: &Part| {
            part.answered || part.candidates.iter().any(|c| c.when == When::Then && bars.passes(c))
        };
        let (covered, missing): (Vec<&Part>, Vec<&Part>) = self.parts.iter().partition(|part| found(part));
        let said = |parts: &[&Part]| -> String {
            parts.iter().map(|part| format!("«{}»", part.text)).collect::<Vec<_>>().join(", ")
        };
        (!covered.is_empty() && !missing.is_empty()).then(|| (said(&covered), said(&missing)))
    }

    /// The verdict on a question that asks one thing.
    fn whole(&self, snapshot: &Snapshot, answering: &[&Candidate]) -> (Need, String) {
        let title = |c: &Candidate| told::title(snapshot, c.judged.passage);
        // The surest comes first: what holds no more often has a neighbour in force that answers half as surely.
        let Some(found) = answering.first() else {
            let why = match self.candidates.first() {
                Some(near) => fill("evidence.why_missing", &[("title", &title(near))]),
                None => s("evidence.why_nothing").to_owned(),
            };
            return (Need::Missing, why);
        };
        let validity = snapshot.passage(found.judged.passage).0.validity;
        match found.when {
            When::Then => {
                (Need::NotRetrieved, fill("evidence.why_not_retrieved", &[("title", &title(found))]))
            }
            When::Before => {
                let to = validity.to().map(|day| day.to_string()).unwrap_or_default();
                let why = fill("evidence.why_outdated", &[("title", &title(found)), ("to", &to)]);
                (Need::Outdated, why)
            }
            When::After => {
                let (title, day) = (title(found), self.question.as_of.day());
                let why = fill(
                    "evidence.why_later",
                    &[("title", &title), ("from", &validity.from()), ("day", &day)],
                );
                (Need::NotRetrieved, why)
            }
        }
    }

    /// What it was decided from, for whoever chooses the bars.
    pub fn trace(&self, snapshot: &Snapshot) -> serde_json::Value {
        let told = |c: &Candidate| {
            let passage = snapshot.passage(c.judged.passage).1;
            let own = [c.own.point, c.own.sentence, c.own.said, c.own.in_one, c.own.known];
            let asks = passage.asks.len();
            serde_json::json!([
                c.way,
                format!("{:?}", c.when),
                c.confidence(),
                c.judged.open,
                passage.id,
                c.judged.features,
                own,
                asks,
                c.judged.score,
                c.judged.read
            ])
        };
        let list =
            |all: &[Candidate]| -> Vec<serde_json::Value> { all.iter().take(TRACED).map(told).collect() };
        let conflicts: Vec<serde_json::Value> = self
            .conflicts
            .iter()
            .map(|c| {
                serde_json::json!([
                    c.confidence,
                    c.cosine,
                    c.said.alike,
                    c.sentences,
                    c.said.one,
                    c.said.other
                ])
            })
            .collect();
        let parts: Vec<serde_json::Value> = self
            .parts
            .iter()
            .map(|part| serde_json::json!([part.text, part.answered, list(&part.candidates)]))
            .collect();
        serde_json::json!({
            "question": self.question.text, "verdict": self.answer.verdict, "confidence": self.answer.confidence,
            "local": self.local, "foreign": self.foreign, "reason": self.answer.reason.as_ref().map(|r| r.kind.clone()), "candidates": list(&self.candidates),
            "conflicts": conflicts, "parts": parts
        })
    }
}

/// Candidates told of a wording.
const TRACED: usize = 40;
