//! The verdict on planted gaps: which was right, which was given, how often. Each variant of the material is built as a
//! generation of its own in a temporary folder, and its gaps are weighed as the program weighs those of reviewers.

use super::plant::{Bury, Case, Variant, variants};
use super::{EvalError, Interval, bootstrap};
use crate::answer::{Parts, Sufficiency, Verdict, ask};
use crate::gaps::{Bars, Evidence, Need, Weighed, look};
use crate::models::Embedder;
use crate::search::generation::{Source, build};
use crate::search::{Intents, Question, Snapshot, VectorCache};
use crate::store::Clock;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What the gaps are planted and weighed with.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// The material as it is.
    pub base: &'a Snapshot,
    /// The encoder, and where its vectors are kept; none = by words alone.
    pub dense: Option<(&'a Embedder, &'a VectorCache)>,
    /// The sufficiency model.
    pub sufficiency: &'a Sufficiency,
    /// Marks of questions that are not for published material.
    pub intents: &'a Intents,
    /// Where the variants are built.
    pub folder: &'a Path,
    /// For what is asked today.
    pub clock: &'a Clock,
}

/// How well one verdict is given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NeedFigures {
    /// Gaps of which it is the right one.
    pub n: usize,
    /// Of those that got it, the share that should.
    pub precision: f64,
    /// Of those that should get it, the share that did.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// The figures.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictReport {
    /// Gaps weighed.
    pub n: usize,
    /// Planted, but every wording is answered all the same: no gap.
    pub no_gap: usize,
    /// Mean of the F1 of the verdicts; the interval by resampling gaps.
    pub macro_f1: Interval,
    /// Right verdicts.
    pub accuracy: Interval,
    /// By verdict.
    pub by_need: BTreeMap<&'static str, NeedFigures>,
    /// Right verdict → given verdict → gaps.
    pub confusion: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    /// Buried passages said to be there, by how they were buried.
    pub buried: BTreeMap<Bury, Interval>,
    /// If bars were to be chosen: those of them that serve best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
}

/// The bars that would have served best, and the macro-F1 that the verdicts would have had with them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Chosen {
    /// The bars.
    pub bars: Bars,
    /// On the same gaps.
    pub macro_f1: f64,
}

/// One gap weighed.
struct Row {
    right: Need,
    given: Need,
    /// By the bars tried, in their order; none where it would be no gap.
    tried: Vec<Option<Need>>,
    bury: Option<Bury>,
}

/// Weighs all cases; `progress` is told how many of how many were done. Also returns what each verdict was decided from. Of the
/// bars `tried`, the report names the best.
pub async fn verdicts(
    bench: Bench<'_>,
    (cases, tried): (Vec<Case>, &[Bars]),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(VerdictReport, Vec<serde_json::Value>), EvalError> {
    let total = cases.len();
    let (mut rows, mut details, mut no_gap, mut done) = (Vec::new(), Vec::new(), 0, 0);
    for variant in variants(cases, &bench.base.versions) {
        let Variant { versions, cases } = variant;
        let source =
            Source { versions, glossary: bench.base.glossary.clone(), topics: bench.base.topics.clone() };
        let manifest = build(bench.folder, source, bench.dense, (bench.clock, &|_, _| {})).await?;
        let folder = bench.folder.join(&manifest.id);
        let snapshot = Snapshot::open(&folder, bench.dense.map(|(e, _)| e.id()))?;
        for case in &cases {
            match weighed(bench, &snapshot, (case, tried)).await? {
                Some((row, told)) => {
                    rows.push(row);
                    details.push(told);
                }
                None => no_gap += 1,
            }
            done += 1;
            progress(done, total);
        }
        drop(snapshot);
        // What is left of it goes with the folder itself.
        let _ = std::fs::remove_dir_all(folder);
    }
    let chosen = best(&rows, tried);
    Ok((VerdictReport { chosen, ..report(&rows, no_gap) }, details))
}

/// The verdict on one gap, of the wordings that are not answered; none if all are. Of a contradiction people complain although
/// they are answered.
async fn weighed(
    bench: Bench<'_>,
    snapshot: &Snapshot,
    (case, tried): (&Case, &[Bars]),
) -> Result<Option<(Row, serde_json::Value)>, EvalError> {
    let today: Date = bench.clock.today();
    let embedder = bench.dense.map(|(e, _)| e);
    let parts = Parts {
        snapshot,
        embedder,
        sufficiency: bench.sufficiency,
        degraded: None,
        hidden: None,
        holds: None,
    };
    let mut questions: Vec<Question> = Vec::new();
    for text in &case.questions {
        let text = crate::access::redact(text).text;
        let question = Question::new(&text, None, today, (&snapshot.lexicon, bench.intents));
        let answered = ask(parts, &question, &|_| {}).await?.answer.verdict == Verdict::Answered;
        if !answered || case.need == Need::Conflicting {
            questions.push(question);
        }
    }
    let (mut all, mut traces) = (Vec::new(), Vec::new());
    let mut by_bars: Vec<Vec<Weighed>> = vec![Vec::new(); tried.len()];
    for (n, question) in questions.iter().enumerate() {
        let others: Vec<Question> =
            questions.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, q)| q.clone()).collect();
        let seen = look(parts, question, &others).await?;
        all.push(seen.weighed(snapshot, Bars::default()));
        tried.iter().zip(&mut by_bars).for_each(|(bars, all)| all.push(seen.weighed(snapshot, *bars)));
        traces.push(seen.trace(snapshot));
    }
    let evidence = |all: Vec<Weighed>| Evidence::of(all, (&snapshot.manifest.id, bench.clock.now()));
    let Some(evident) = evidence(all) else { return Ok(None) };
    let tried = by_bars.into_iter().map(|all| evidence(all).map(|e| e.need)).collect();
    let gold: Vec<&str> = case.answered_in(snapshot);
    let told = serde_json::json!({
        "id": case.id, "right": case.need, "given": evident.need, "bury": case.bury, "why": evident.why,
        "counts": evident.counts, "gold": gold, "wordings": traces
    });
    Ok(Some((Row { right: case.need, given: evident.need, tried, bury: case.bury }, told)))
}

/// The bars by which the verdicts are best; of equal ones the first.
fn best(rows: &[Row], tried: &[Bars]) -> Option<Chosen> {
    let with = |n: usize| -> f64 {
        let pairs = rows.iter().filter_map(|row| Some((row.right, row.tried[n]?)));
        macro_f1(&pairs.collect::<Vec<_>>())
    };
    let chosen = tried.iter().enumerate().map(|(n, bars)| Chosen { bars: *bars, macro_f1: with(n) });
    chosen.reduce(|best, next| if next.macro_f1 > best.macro_f1 { next } else { best })
}

fn report(rows: &[Row], no_gap: usize) -> VerdictReport {
    let pairs: Vec<(Need, Need)> = rows.iter().map(|row| (row.right, row.given)).collect();
    let mut confusion: BTreeMap<&'static str, BTreeMap<&'static str, usize>> = BTreeMap::new();
    for (right, given) in &pairs {
        *confusion.entry(right.as_str()).or_default().entry(given.as_str()).or_default() += 1;
    }
    let mut buried: BTreeMap<Bury, Vec<f64>> = BTreeMap::new();
    for row in rows {
        if let Some(bury) = row.bury {
            buried.entry(bury).or_default().push(f64::from(u8::from(row.right == row.given)));
        }
    }
    let right: Vec<f64> = pairs.iter().map(|(a, b)| f64::from(u8::from(a == b))).collect();
    VerdictReport {
        n: rows.len(),
        no_gap,
        macro_f1: interval(&pairs),
        accuracy: bootstrap(&right),
        by_need: by_need(&pairs).into_iter().map(|(need, figures)| (need.as_str(), figures)).collect(),
        confusion,
        buried: buried.into_iter().map(|(bury, values)| (bury, bootstrap(&values))).collect(),
        chosen: None,
    }
}

/// Figures of each verdict that is the right one of some gap.
fn by_need(pairs: &[(Need, Need)]) -> BTreeMap<Need, NeedFigures> {
    let count = |test: &dyn Fn(&(Need, Need)) -> bool| pairs.iter().filter(|pair| test(pair)).count();
    let share = |part: usize, whole: usize| if whole > 0 { part as f64 / whole as f64 } else { 0.0 };
    let figures = |need: Need| {
        let both = count(&|(right, given)| *right == need && *given == need);
        let (n, given) = (count(&|pair| pair.0 == need), count(&|pair| pair.1 == need));
        let (precision, recall) = (share(both, given), share(both, n));
        let f1 = if both > 0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        NeedFigures { n, precision, recall, f1 }
    };
    Need::ALL.into_iter().map(|need| (need, figures(need))).filter(|(_, f)| f.n > 0).collect()
}

fn macro_f1(pairs: &[(Need, Need)]) -> f64 {
    let figures = by_need(pairs);
    figures.values().map(|f| f.f1).sum::<f64>() / figures.len().max(1) as f64
}

/// The mean F1 with the interval of 1,000 draws of gaps with replacement.
fn interval(pairs: &[(Need, Need)]) -> Interval {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let n = pairs.len();
    let mut drawn: Vec<f64> = (0..1000)
        .map(|_| {
            let draw: Vec<(Need, Need)> = (0..n).map(|_| pairs[(next() % n as u64) as usize]).collect();
            macro_f1(&draw)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    let (low, high) = if n > 0 { (drawn[25], drawn[974]) } else { (0.0, 0.0) };
    Interval { mean: macro_f1(pairs), low, high, n }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(right: Need, [given, other]: [Need; 2]) -> Row {
        Row { right, given, tried: vec![Some(given), Some(other)], bury: None }
    }

    #[test]
    fn figures_by_hand() {
        use Need::{Missing, NotRetrieved, Outdated};
        let pairs =
            [(Missing, Missing), (Missing, NotRetrieved), (NotRetrieved, NotRetrieved), (Outdated, Missing)];
        let figures = by_need(&pairs);
        let check = |need: Need, expected: [f64; 3]| {
            let f = figures[&need];
            assert_eq!([f.precision, f.recall, f.f1], expected, "{need:?}");
        };
        check(Missing, [0.5, 0.5, 0.5]);
        check(NotRetrieved, [0.5, 1.0, 2.0 / 3.0]);
        check(Outdated, [0.0, 0.0, 0.0]);
        assert!((macro_f1(&pairs) - (0.5 + 2.0 / 3.0) / 3.0).abs() < 1e-12);
        let rows: Vec<Row> = pairs.iter().map(|(right, given)| row(*right, [*given, *right])).collect();
        let report = report(&rows, 2);
        assert_eq!((report.n, report.no_gap, report.confusion["missing"]["not_retrieved"]), (4, 2, 1));
        let [now, other] = [Bars::default(), Bars { then: 0.9, ..Bars::default() }];
        assert_eq!(best(&rows, &[now, other]), Some(Chosen { bars: other, macro_f1: 1.0 }));
        assert_eq!(best(&rows, &[]), None);
        assert!(report.macro_f1.low <= report.macro_f1.mean && report.macro_f1.mean <= report.macro_f1.high);
    }
}
