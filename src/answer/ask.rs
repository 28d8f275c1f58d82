//! The straight line of a question, from its redacted text to the answer.

use super::compose::{Part, compose};
use super::features::features;
use super::sufficiency::asked_again;
use super::types::{Answer, Citation, Nearest, Timings, Verdict};
use super::{Decision, Draft, Features, Sufficiency, Verified};
use super::{beside, decide, extract, lookup, premise, see_also, verify, warn};
use crate::models::Embedder;
use crate::search::{
    Engine, Found, Granted, Hide, Hit, Mode, Question, SearchError, Snapshot, Weights, find,
};
use std::time::Instant;

/// Where a question is, for those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Searching.
    Find,
    /// Choosing sentences.
    Draft,
    /// Checking quotations.
    Verify,
}

/// What answering needs.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The generation.
    pub snapshot: &'a Snapshot,
    /// The encoder, if there is one.
    pub embedder: Option<&'a Embedder>,
    /// The sufficiency model.
    pub sufficiency: &'a Sufficiency,
    /// What is missing of the machinery, in Italian.
    pub degraded: Option<&'a str>,
    /// Passages or points that must not be found (for evaluation only).
    pub hidden: Hidden,
}

/// Passage or point that an evaluation hides from the search.
pub type Hidden = Option<Hide>;

/// An answer and what it was decided from.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The answer.
    pub answer: Answer,
    /// The features of its sufficiency.
    pub features: Features,
    /// The hits, best first.
    pub found: Found,
    /// What would be said if it were decided to answer.
    pub drafted: String,
    /// Would a sure match be answered? Not when a mark of the question, or what the draft lacks, forbids it.
    pub open: bool,
}

/// What a question, or a part of one, found and what would be said to it.
pub(super) struct Looked {
    /// With the day that was searched.
    question: Question,
    /// The hits as they match.
    found: Found,
    /// The hits with official texts before the sheets about them.
    ranked: Found,
    pub(super) verified: Verified,
    pub(super) features: Features,
    pub(super) confidence: f64,
    decision: Decision,
    /// Would a sure match be answered?
    pub(super) open: bool,
}

impl Looked {
    pub(super) fn at(parts: Parts<'_>, question: &Question, found: Found) -> Self {
        let question = Question { as_of: found.as_of.unwrap_or(question.as_of), ..question.clone() };
        let ranked = found;
        // Which passage answers, and how surely, is judged by how they match; the official text then goes first.
        let found = ranked.as_matched();
        let draft: Draft = extract(parts.snapshot, &question, &found);
        let verified = verify(parts.snapshot, &question, &draft);
        let asks = |hit: &Hit| !parts.snapshot.passage(hit.passage).1.asks.is_empty();
        let plain = parts.hidden == Some(Hide::Asks) || !found.hits.first().is_some_and(asks);
        let known = (parts.snapshot, &parts.sufficiency.marks);
        let features = features(known, (&question, plain), &found, &draft);
        let fit = parts.sufficiency.fit(found.vector.is_some(), plain);
        let fitted = fit.probability(&features);
        let again = asked_again(parts.snapshot, &question, &found).max(lookup::looked_up(
            parts.snapshot,
            &question,
            &found,
        ));
        let confidence = 1.0 - (1.0 - fitted) * (1.0 - again);
        let decided = |confidence| decide::decide(&question, &found, &verified, (fit, confidence));
        let (decision, sure) = (decided(confidence), decided(1.0));
        let open = sure.verdict == Verdict::Answered;
        let confidence = if open { confidence } else { confidence * BLOCKED };
        let verified = beside::official(parts.snapshot, &question, verified);
        Self { question, found, ranked, verified, features, confidence, decision, open }
    }
}

/// Hits of the whole question among which a part's answer must stand.
const NEAR: usize = 8;
/// What is left of the confidence when a rule forbids an answer: none of the 44 dev questions that one stops is answerable.
const BLOCKED: f64 = 0.1;
/// Confidence from which a rule is shown that gives another figure than the question takes for granted: that it speaks of the
/// same thing is a sign of its own.
const CONTRADICTED: f64 = 0.5;
/// Passages shown as nearest.
const NEAREST: usize = 3;
/// Passages shown to be read when none is sure: the answer is among five more often than among three.
const TO_READ: usize = 5;
/// Hits that the reader may look at.
const HITS: usize = 20;

/// Answers a question. `stage` is told where it is.
pub async fn ask(
    parts: Parts<'_>,
    question: &Question,
    stage: &(dyn Fn(Stage) + Sync),
) -> Result<Asked, SearchError> {
    let start = Instant::now();
    stage(Stage::Find);
    let engine = Engine {
        snapshot: parts.snapshot,
        embedder: parts.embedder,
        weights: Weights::default(),
        hide: parts.hidden,
    };
    let found = find(engine, question, Mode::Hybrid, HITS).await?;
    let after_find = Instant::now();
    stage(Stage::Draft);
    let whole = Looked::at(parts, question, found);
    let after_draft = Instant::now();
    stage(Stage::Verify);
    let Looked { question, found, ranked, verified, features, confidence, decision, open } = whole;
    let question = &question;
    let drafted: Vec<&str> = verified.sentences.iter().map(|s| s.text.as_str()).collect();
    let drafted = drafted.join("\n");
    let near: Vec<u32> = found.hits.iter().take(NEAR).map(|h| h.passage).collect();
    let asked = if open { part_by_part((parts, engine), question, &near).await? } else { Vec::new() };
    // What its parts answer is as sure as the least sure of them.
    let by_parts = asked.iter().filter(|p| p.answered).map(|p| p.confidence).reduce(f64::min);
    let confidence = confidence.max(by_parts.unwrap_or(0.0));
    let (verified, decision) = compose(verified, decision, asked);
    let granted = if unsure(&decision) { granted((parts, engine), question, &near).await? } else { None };
    let (confidence, verified, decision) = match granted {
        Some((granted, looked)) => {
            let decision = Decision::granted(&granted.told, granted.whole);
            (confidence.max(looked.confidence), looked.verified, decision)
        }
        None => (confidence, verified, decision),
    };
    let shown = matches!(decision.verdict, Verdict::Answered | Verdict::Partial);
    let shown = if shown { verified } else { Verified::default() };
    let warnings = warn::warnings(parts.snapshot, question, &shown, parts.degraded);
    let Verified { sentences, citations, .. } = shown;
    let see_also = see_also::see_also(parts.snapshot, question, &citations);
    let text: Vec<String> = sentences
        .iter()
        .map(|s| {
            let marks: String = s.citations.iter().map(|n| format!(" [{n}]")).collect();
            format!("{}{marks}", s.text)
        })
        .collect();
    let wants_nearest = !matches!(decision.verdict, Verdict::Declined | Verdict::OutOfScope);
    let uncertain = decision.reason.as_ref().is_some_and(|r| r.kind == decide::UNCERTAIN);
    let most = if uncertain { TO_READ } else { NEAREST };
    let nearest = if wants_nearest { nearest(parts.snapshot, &ranked, &citations, most) } else { Vec::new() };
    let ms = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1000.0;
    let end = Instant::now();
    let answer = Answer {
        id: uuid::Uuid::now_v7().to_string(),
        question: question.text.clone(),
        as_of: question.as_of.day().to_string(),
        verdict: decision.verdict,
        confidence: (confidence * 1000.0).round() / 1000.0,
        text: text.join("\n"),
        sentences,
        citations,
        nearest,
        see_also,
        warnings,
        reason: decision.reason,
        thread_id: None,
        ask_whom: decision.ask_whom,
        gap_id: None,
        generation: parts.snapshot.manifest.id.clone(),
        reader: "extractive".to_owned(),
        timings_ms: Timings {
            redact: 0.0,
            find: ms(start, after_find),
            draft: ms(after_find, after_draft),
            verify: ms(after_draft, end),
            total: ms(start, end),
        },
    };
    Ok(Asked { answer, features, found: ranked, drafted, open })
}

/// Each thing asked, looked for by itself. Out of its context a part may mean something else: then it finds what the whole,
/// whose first passages are `near`, did not.
async fn part_by_part(
    (parts, engine): (Parts<'_>, Engine<'_>),
    question: &Question,
    near: &[u32],
) -> Result<Vec<Part>, SearchError> {
    let mut asked: Vec<Part> = Vec::new();
    if parts.hidden.is_some() {
        return Ok(asked);
    }
    for part in question.parts(&parts.snapshot.lexicon) {
        let found = find(engine, &part, Mode::Hybrid, HITS).await?;
        let first = found.hits.first().map(|h| parts.snapshot.passage(h.passage).1.id.to_string());
        let kept = found.hits.first().is_some_and(|h| near.contains(&h.passage));
        let looked = Looked::at(parts, &part, found);
        asked.push(Part {
            text: part.text,
            answered: kept && looked.decision.verdict == Verdict::Answered,
            confidence: looked.confidence,
            verified: looked.verified,
            first,
        });
    }
    Ok(asked)
}

/// The rule about what the question takes for granted, if it is sure or gives another figure, and among the first found.
async fn granted(
    (parts, engine): (Parts<'_>, Engine<'_>),
    question: &Question,
    near: &[u32],
) -> Result<Option<(Granted, Looked)>, SearchError> {
    let granted = question.granted(&parts.snapshot.lexicon).filter(|_| parts.hidden.is_none());
    let Some(granted) = granted else { return Ok(None) };
    let found = find(engine, &granted.question, Mode::Hybrid, HITS).await?;
    let kept = found.hits.first().is_some_and(|h| near.contains(&h.passage));
    let looked = Looked::at(parts, &granted.question, found);
    let contradicted = premise::false_premise(question, &looked.verified).is_some();
    let sure = looked.decision.verdict == Verdict::Answered
        || (contradicted && looked.open && looked.confidence >= CONTRADICTED);
    Ok((kept && sure).then_some((granted, looked)))
}

/// Is it left unanswered for want of certainty alone, not for what the question is?
fn unsure(decision: &Decision) -> bool {
    let kind = decision.reason.as_ref().map(|reason| reason.kind.as_str());
    decision.verdict == Verdict::NotCovered && matches!(kind, Some(decide::UNCERTAIN | decide::NOT_COVERED))
}

fn nearest(snapshot: &Snapshot, found: &Found, cited: &[Citation], most: usize) -> Vec<Nearest> {
    let near = |hit: &Hit| {
        let (version, passage) = snapshot.passage(hit.passage);
        Nearest {
            passage_id: passage.id.to_string(),
            title: format!("{} › {}", version.title, passage.heading),
            score: (hit.score * 1000.0).round() / 1000.0,
        }
    };
    let new = |n: &Nearest| !cited.iter().any(|c| c.passage_id == n.passage_id);
    found.hits.iter().map(near).filter(new).take(most).collect()
}
