//! The straight line of a question, from its redacted text to the answer.

use super::compose::{Composed, Part, compose};
use super::hold::{Holds, Withheld, withhold};
use super::looked::Looked;
use super::refuse::unsure;
use super::types::{Answer, Citation, Nearest, ReadAs, Timings, Verdict};
use super::{Decision, Features, Sufficiency, Verified};
use super::{decide, draft, premise, refuse, see_also, warn};
use crate::models::Embedder;
use crate::search::{
    Engine, Found, Granted, Hide, Hit, Mode, Question, SearchError, Snapshot, Weights, find,
};
use std::collections::HashSet;
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
    /// Topics on hold; none when the material itself is looked at, whatever may be cited now.
    pub holds: Option<&'a Holds>,
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
    /// The scorer's logit that the first passage answers.
    pub read: Option<f32>,
    /// The hits, best first.
    pub found: Found,
    /// What would be said if it were decided to answer.
    pub drafted: String,
    /// Would a sure match be answered? Not when a mark of the question, or what the draft lacks, forbids it.
    pub open: bool,
}

/// Hits of the whole question among which a part's answer must stand.
const NEAR: usize = 8;
/// Confidence from which a rule is shown that gives another figure than the question takes for granted: that it speaks of the
/// same thing is a sign of its own.
const CONTRADICTED: f64 = 0.5;
/// Confidence from which a rule is shown that what is told, looked for by itself, and the whole question both find first: that they
/// agree is a sign of its own.
const AGREED: f64 = 0.85;
/// Confidence from which what answers the whole question is taken to answer one of the things asked, too: less than an answer by
/// itself needs, since the whole is sure.
const COVERED: f64 = 0.5;
/// Passages shown as nearest.
const NEAREST: usize = 3;
/// Passages shown to be read when none is sure: the answer is among five more often than among three.
const TO_READ: usize = 5;
/// The same, for one of several things asked.
const FOR_A_PART: usize = 2;
/// Hits that the reader may look at.
const HITS: usize = 20;
/// Nothing is on hold.
static NO_HOLDS: Holds = Holds(Vec::new());

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
    let whole = Looked::surest(parts, question, found).await?;
    let after_draft = Instant::now();
    stage(Stage::Verify);
    let Looked {
        question, found, ranked, verified, features, read, confidence, decision, open, by_name, ..
    } = whole;
    let question = &question;
    let drafted: Vec<&str> = verified.sentences.iter().map(|s| s.text.as_str()).collect();
    let drafted = drafted.join("\n");
    let own = Contradicting { verified: verified.clone(), confidence, open };
    let near: Vec<u32> = found.hits.iter().take(NEAR).map(|h| h.passage).collect();
    let parted = open && !by_name;
    let quoted = if decision.verdict == Verdict::Answered { near.first().copied() } else { None };
    let asked =
        if parted { part_by_part((parts, engine), question, (&near, quoted)).await? } else { Vec::new() };
    // What its parts answer is as sure as the least sure of them.
    let by_parts = asked.iter().filter(|p| p.answered).map(|p| p.confidence).reduce(f64::min);
    let confidence = confidence.max(by_parts.unwrap_or(0.0));
    let Composed { verified, decision, to_read } = compose(verified, decision, asked);
    let known =
        if unsure(&decision) { granted((parts, engine), question, (&near, own)).await? } else { None };
    // What else is asked may well be answered by what was found, too.
    let rest_open = known.as_ref().is_some_and(|known| !known.whole);
    let (confidence, verified, decision) = match known {
        Some(known) => {
            let decision = Decision::granted(&known.told, known.whole);
            (confidence.max(known.confidence), known.verified, decision)
        }
        None => (confidence, verified, decision),
    };
    let ended = if unsure(&decision) && parts.hidden.is_none() {
        refuse::ended(engine, question, &found).await?
    } else {
        None
    };
    let decision = refuse::refused((parts.snapshot, parts.sufficiency), question, &found, decision);
    let holds = parts.holds.unwrap_or(&NO_HOLDS);
    let first = found.hits.first().map(|hit| hit.passage);
    let withheld = withhold((parts.snapshot, holds), first, (verified, decision));
    let Withheld { verified, decision, mut warnings, wholly } = withheld;
    // What may not be cited does not answer, however well it matches.
    let confidence = if wholly { 0.0 } else { confidence };
    let shown = matches!(decision.verdict, Verdict::Answered | Verdict::Partial);
    let shown = if shown { verified } else { Verified::default() };
    warnings.extend(warn::warnings(parts.snapshot, question, &shown, parts.degraded));
    let Verified { sentences, citations, .. } = shown;
    let mut see_also = see_also::see_also(parts.snapshot, question, &citations);
    see_also.retain(|also| {
        !parts.snapshot.number_of(&also.passage_id).is_some_and(|n| holds.hold(parts.snapshot, n))
    });
    let text: Vec<String> = sentences
        .iter()
        .map(|s| {
            let marks: String = s.citations.iter().map(|n| format!(" [{n}]")).collect();
            format!("{}{marks}", s.text)
        })
        .collect();
    let wants_nearest = !matches!(decision.verdict, Verdict::Declined | Verdict::OutOfScope);
    let uncertain = decision.reason.as_ref().is_some_and(|r| r.kind == decide::UNCERTAIN);
    let known = (parts.snapshot, holds);
    let mut nearest = match decision.verdict {
        _ if !wants_nearest => Vec::new(),
        Verdict::Partial if !to_read.is_empty() => parts_to_read(known, &to_read, &citations),
        _ if uncertain || rest_open => nearest((known, Some(question)), &ranked, (&citations, TO_READ)),
        _ => nearest((known, None), &ranked, (&citations, NEAREST)),
    };
    if let Some(ended) = ended.filter(|_| wants_nearest && !wholly) {
        nearest.push(ended.near);
        warnings.push(ended.warning);
    }
    let ms = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1000.0;
    let end = Instant::now();
    let answer = Answer {
        id: uuid::Uuid::now_v7().to_string(),
        question: question.text.clone(),
        read_as: read_as(question),
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
    Ok(Asked { answer, features, read, found: ranked, drafted, open })
}

fn read_as(question: &Question) -> Vec<ReadAs> {
    let one = |(typed, read): &(String, String)| ReadAs { typed: typed.clone(), read: read.clone() };
    question.read_as.iter().map(one).collect()
}

/// Each thing asked, looked for by itself. Out of its context a part may mean something else: then it finds what the whole,
/// whose first passages are `near`, did not. What the whole is answered with, `quoted`, may answer a part although another passage is
/// nearer to it.
async fn part_by_part(
    (parts, engine): (Parts<'_>, Engine<'_>),
    question: &Question,
    (near, quoted): (&[u32], Option<u32>),
) -> Result<Vec<Part>, SearchError> {
    let mut asked: Vec<Part> = Vec::new();
    if parts.hidden.is_some() {
        return Ok(asked);
    }
    for part in question.parts(&parts.snapshot.lexicon) {
        let found = find(engine, &part, Mode::Hybrid, HITS).await?;
        let looked = Looked::surest(parts, &part, found.clone()).await?;
        let mut first = looked.found.hits.first().map(|h| h.passage);
        let kept = first.is_some_and(|first| near.contains(&first));
        let answered = kept && looked.decision.verdict == Verdict::Answered;
        if let Some(quoted) = quoted.filter(|quoted| !answered && first != Some(*quoted)) {
            let led = Looked::led_by(parts, &part, (found, quoted)).await?;
            if led.is_some_and(|led| led.open && led.confidence >= COVERED) {
                first = Some(quoted);
            }
        }
        let first = first.map(|first| parts.snapshot.passage(first).1.id.to_string());
        let perhaps = looked.decision.verdict == Verdict::Answered
            || looked.decision.reason.as_ref().is_some_and(|reason| reason.kind == decide::UNCERTAIN);
        asked.push(Part {
            text: part.text.clone(),
            answered,
            confidence: looked.confidence,
            verified: looked.verified,
            first,
            to_read: perhaps.then_some((part, looked.ranked)),
        });
    }
    Ok(asked)
}

/// What the whole question would be answered with, which may contradict what it takes for granted.
struct Contradicting {
    verified: Verified,
    confidence: f64,
    open: bool,
}

/// The rule about what a question takes for granted.
struct Known {
    told: String,
    /// Is nothing else asked?
    whole: bool,
    verified: Verified,
    confidence: f64,
}

/// The rule about what the question takes for granted, if it is sure or gives another figure, and among the first found; else
/// what the whole question finds, if it gives another figure of the same thing.
async fn granted(
    (parts, engine): (Parts<'_>, Engine<'_>),
    question: &Question,
    (near, own): (&[u32], Contradicting),
) -> Result<Option<Known>, SearchError> {
    if parts.hidden.is_some() {
        return Ok(None);
    }
    let granted = question.granted(&parts.snapshot.lexicon);
    for Granted { told, question: alone, whole } in &granted {
        let found = find(engine, alone, Mode::Hybrid, HITS).await?;
        let looked = Looked::surest(parts, alone, found).await?;
        let first = looked.found.hits.first().map(|hit| hit.passage);
        let kept = first.is_some_and(|first| near.contains(&first));
        let agreed = first == near.first().copied() && looked.confidence >= AGREED;
        let contradicted = || {
            looked.confidence >= CONTRADICTED
                && premise::false_premise(question, &looked.verified).is_some_and(|p| told.contains(&p.said))
        };
        let answered = looked.decision.verdict == Verdict::Answered;
        if kept && (answered || (looked.open && (agreed || contradicted()))) {
            let Looked { verified, confidence, .. } = looked;
            return Ok(Some(Known { told: told.clone(), whole: *whole, verified, confidence }));
        }
    }
    let Contradicting { verified, confidence, open } = own;
    if !open || confidence < CONTRADICTED {
        return Ok(None);
    }
    let same_thing = |premise: &premise::Premise| premise.shared >= premise::SAME_THING;
    Ok(premise::false_premise(question, &verified).filter(same_thing).map(|premise| {
        let of_it = granted.into_iter().find(|granted| granted.told.contains(&premise.said));
        let (told, whole) = of_it.map_or((premise.said, false), |g| (g.told, g.whole));
        Known { told, whole, verified, confidence }
    }))
}

/// Longest words shown of a passage to be read, in bytes.
const GLIMPSE: usize = 320;

/// The passages to be read, those cited apart. `asked` is there when one of them may well answer: then their nearest words too.
fn nearest(
    ((snapshot, holds), asked): ((&Snapshot, &Holds), Option<&Question>),
    found: &Found,
    (cited, most): (&[Citation], usize),
) -> Vec<Nearest> {
    let near = |hit: &Hit| {
        let (version, passage) = snapshot.passage(hit.passage);
        let held = holds.hold(snapshot, hit.passage);
        let best = asked.filter(|_| !held).and_then(|asked| {
            draft::ranked_sentences(snapshot, asked, (found, hit.passage)).into_iter().next()
        });
        Nearest {
            passage_id: passage.id.to_string(),
            title: format!("{} › {}", version.title, passage.heading),
            score: (hit.score * 1000.0).round() / 1000.0,
            reference: passage.reference.clone().unwrap_or_else(|| version.reference.clone()),
            quote: best.map(|words| glimpse(&words)),
            held,
        }
    };
    let new = |n: &Nearest| !cited.iter().any(|c| c.passage_id == n.passage_id);
    found.hits.iter().map(near).filter(new).take(most).collect()
}

/// The first passages found for parts that may be answered, those cited apart.
fn parts_to_read(
    known: (&Snapshot, &Holds),
    to_read: &[(Question, Found)],
    citations: &[Citation],
) -> Vec<Nearest> {
    let mut seen = HashSet::new();
    let of_part =
        |(part, found): &(Question, Found)| nearest((known, Some(part)), found, (citations, FOR_A_PART));
    let all = to_read.iter().flat_map(of_part);
    all.filter(|near| seen.insert(near.passage_id.clone())).take(TO_READ).collect()
}

/// As many whole words as fit, and the sign that there are more.
fn glimpse(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.len() <= GLIMPSE {
        return words;
    }
    let fits = |at: &usize| *at <= GLIMPSE;
    let end = words.match_indices(' ').map(|(at, _)| at).take_while(fits).last().unwrap_or(0);
    format!("{}…", words[..end].trim_end_matches([',', ';', ':']))
}
