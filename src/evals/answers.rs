//! Answers on our own questions: nuggets, verdicts, groundedness, calibration.

use super::metrics::{Interval, auroc, bootstrap, expected_calibration_error};
use super::{EvalError, Item};
use crate::answer::{Answer, Parts, Verdict, ask};
use crate::search::{Intents, Question};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// One item with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Detail {
    /// Item id.
    pub id: String,
    /// Register or reason.
    pub kind: String,
    /// What was asked.
    pub question: String,
    /// Should it be answered?
    pub answerable: bool,
    /// Expected verdict.
    pub expected: Verdict,
    /// Given verdict.
    pub verdict: Verdict,
    /// Calibrated probability.
    pub confidence: f64,
    /// Share of vital nuggets in the text.
    pub nugget_recall: f64,
    /// The place of the first passage that states a wanted fact.
    pub rank: Option<usize>,
    /// Does the first passage answer, or would every vital nugget be said? What `confidence` is the probability of.
    pub answers: bool,
    /// Share of citations to passages that state a wanted fact.
    pub grounded: f64,
    /// The text given.
    pub text: String,
    /// Passages cited.
    pub cited: Vec<String>,
    /// First hit.
    pub first_hit: String,
    /// Reason given.
    pub reason: Option<String>,
}

/// The figures.
#[derive(Debug, Clone, Serialize)]
pub struct AnswersReport {
    /// Items asked.
    pub n: usize,
    /// Answerable: a passage stating a wanted fact among the first five hits.
    pub recall_at_5: Interval,
    /// Answerable: reciprocal of the place of the first such passage, 0 beyond the tenth.
    pub mrr_at_10: Interval,
    /// Answerable: the first hit is one.
    pub first: Interval,
    /// Answerable: answered or partial.
    pub answered_share: Interval,
    /// Answerable: share of vital nuggets in the text shown.
    pub nugget_recall: Interval,
    /// Answerable: answered with every vital nugget.
    pub strict_accuracy: Interval,
    /// Answered items of all kinds: wrong, because not answerable or without any vital nugget.
    pub wrong_among_answered: Interval,
    /// Answered answerable items: share of citations to passages that state a wanted fact.
    pub citation_precision: Interval,
    /// Not answerable: not answered.
    pub abstained: Interval,
    /// Not answerable: the very verdict expected.
    pub verdict_accuracy: Interval,
    /// Answerable: said not to be covered, rather than not sure enough to be answered.
    pub false_gap_rate: Interval,
    /// Answerable: not sure enough to be answered.
    pub uncertain_share: Interval,
    /// Temporal items: every vital nugget.
    pub temporal_accuracy: Interval,
    /// False premises: every vital nugget of the true rule.
    pub false_premise_accuracy: Interval,
    /// AUROC of `confidence` between answerable and not.
    pub auroc: f64,
    /// Expected calibration error of `confidence` as the probability that what was found answers.
    pub ece: f64,
    /// AUROC of `confidence` between questions that what was found answers and all others.
    pub auroc_found: f64,
    /// F1 of `not_covered`, unless it is for want of certainty, against every item expected so.
    pub gap_f1: f64,
    /// Citations whose quote differs from the stored bytes: must be 0.
    pub misquoted: usize,
    /// Citations in all.
    pub citations: usize,
    /// Share handled as expected, by kind.
    pub by_kind: BTreeMap<String, Interval>,
}

/// Asks every item.
pub async fn answers(
    parts: Parts<'_>,
    items: &[Item],
    (intents, today): (&Intents, Date),
    progress: &(dyn Fn(usize) + Sync),
) -> Result<(AnswersReport, Vec<Detail>), EvalError> {
    let mut details = Vec::with_capacity(items.len());
    let (mut misquoted, mut citations) = (0, 0);
    for (n, item) in items.iter().enumerate() {
        let text = crate::access::redact(&item.question).text;
        let question = Question::new(&text, item.as_of, today, (&parts.snapshot.lexicon, intents));
        let asked = ask(parts, &question, &|_| {}).await?;
        for citation in &asked.answer.citations {
            citations += 1;
            let number = parts.snapshot.number_of(&citation.passage_id);
            let source = number.map(|n| parts.snapshot.passage(n).0.source.as_str()).unwrap_or_default();
            let [start, end] = citation.quote_span;
            misquoted += usize::from(source.get(start..end) != Some(citation.quote.as_str()));
        }
        let states = |passage: u32| item.answered_by(parts.snapshot.passage(passage).1);
        let rank = asked.found.hits.iter().position(|h| states(h.passage)).map(|at| at + 1);
        let answers = item.answerable && (rank == Some(1) || item.vital_recall(&asked.drafted) >= 1.0);
        let first_hit = asked.found.hits.first().map(|h| parts.snapshot.passage(h.passage).1.id.to_string());
        let good = |id: &str| parts.snapshot.number_of(id).is_some_and(states);
        details.push(detail(item, asked.answer, (rank, answers), (first_hit.unwrap_or_default(), &good)));
        progress(n + 1);
    }
    Ok((report(&details, misquoted, citations), details))
}

fn detail(
    item: &Item,
    answer: Answer,
    (rank, answers): (Option<usize>, bool),
    (first_hit, good): (String, &dyn Fn(&str) -> bool),
) -> Detail {
    let cited: Vec<String> = answer.citations.iter().map(|c| c.passage_id.clone()).collect();
    let grounded = cited.iter().filter(|id| good(id)).count() as f64 / cited.len().max(1) as f64;
    Detail {
        id: item.id.clone(),
        kind: item.kind.clone(),
        question: item.question.clone(),
        answerable: item.answerable,
        expected: item.verdict,
        verdict: answer.verdict,
        confidence: answer.confidence,
        nugget_recall: if answer.text.is_empty() { 0.0 } else { item.vital_recall(&answer.text) },
        rank,
        answers,
        grounded,
        text: answer.text,
        cited,
        first_hit,
        reason: answer.reason.map(|r| r.kind),
    }
}

fn shown(detail: &Detail) -> bool {
    matches!(detail.verdict, Verdict::Answered | Verdict::Partial)
}

fn uncertain(detail: &Detail) -> bool {
    detail.verdict == Verdict::NotCovered && detail.reason.as_deref() == Some("uncertain")
}

/// Said that the material does not answer.
fn gap(detail: &Detail) -> bool {
    detail.verdict == Verdict::NotCovered && !uncertain(detail)
}

fn all(detail: &Detail) -> bool {
    detail.nugget_recall >= 1.0
}

fn report(details: &[Detail], misquoted: usize, citations: usize) -> AnswersReport {
    let over = |keep: &dyn Fn(&Detail) -> bool, value: &dyn Fn(&Detail) -> f64| {
        bootstrap(&details.iter().filter(|d| keep(d)).map(value).collect::<Vec<_>>())
    };
    let share = |keep: &dyn Fn(&Detail) -> bool, test: &dyn Fn(&Detail) -> bool| {
        over(keep, &|d| f64::from(u8::from(test(d))))
    };
    let answerable = |d: &Detail| d.answerable;
    let unanswerable = |d: &Detail| !d.answerable;
    let kind = |name: &'static str| move |d: &Detail| d.kind == name;
    let scored: Vec<(f64, bool)> = details.iter().map(|d| (d.confidence, d.answerable)).collect();
    let found: Vec<(f64, bool)> = details.iter().map(|d| (d.confidence, d.answers)).collect();
    let expected = details.iter().filter(|d| d.expected == Verdict::NotCovered).count() as f64;
    let said = details.iter().filter(|d| gap(d)).count() as f64;
    let both = details.iter().filter(|d| gap(d) && d.expected == Verdict::NotCovered).count() as f64;
    let mut by_kind = BTreeMap::new();
    for detail in details {
        let name = detail.kind.clone();
        by_kind.entry(name.clone()).or_insert_with(|| {
            let right = |d: &Detail| if d.answerable { shown(d) && all(d) } else { !shown(d) };
            share(&|d| d.kind == name, &right)
        });
    }
    AnswersReport {
        n: details.len(),
        recall_at_5: share(&answerable, &|d| d.rank.is_some_and(|rank| rank <= 5)),
        mrr_at_10: over(&answerable, &|d| {
            d.rank.filter(|rank| *rank <= 10).map_or(0.0, |rank| 1.0 / rank as f64)
        }),
        first: share(&answerable, &|d| d.rank == Some(1)),
        answered_share: share(&answerable, &shown),
        nugget_recall: over(&answerable, &|d| d.nugget_recall),
        strict_accuracy: share(&answerable, &|d| shown(d) && all(d)),
        wrong_among_answered: share(&shown, &|d| !d.answerable || d.nugget_recall <= 0.0),
        citation_precision: over(&|d| d.answerable && shown(d), &|d| d.grounded),
        abstained: share(&unanswerable, &|d| !shown(d)),
        verdict_accuracy: share(&unanswerable, &|d| d.verdict == d.expected),
        false_gap_rate: share(&answerable, &gap),
        uncertain_share: share(&answerable, &uncertain),
        temporal_accuracy: share(&kind("temporal"), &|d| shown(d) && all(d)),
        false_premise_accuracy: share(&kind("false_premise"), &|d| shown(d) && all(d)),
        auroc: auroc(&scored),
        ece: expected_calibration_error(&found),
        auroc_found: auroc(&found),
        gap_f1: if expected + said > 0.0 { 2.0 * both / (expected + said) } else { f64::NAN },
        misquoted,
        citations,
        by_kind,
    }
}
