//! The official text of a provision stands before the sheet that restates it, however the question was put: the sheet's
//! known questions would win every time.

use super::find::{Engine, Hit};
use super::{Explanation, Found, Official, Question, Snapshot};
use crate::corpus::Version;

/// Puts before each sheet among the first `limit` hits the official passages about the same provision that hold on the
/// day. Of an article that the sheet names whole, only the comma that matched best; one that did not match stays away.
pub(super) fn official_first(engine: &Engine<'_>, question: &Question, hits: &mut Vec<Hit>, limit: usize) {
    let gap = engine.weights.official;
    if gap <= 0.0 {
        return;
    }
    let sheets: Vec<(u32, f32)> = hits.iter().take(limit).map(|h| (h.passage, h.score)).collect();
    let mut moved = false;
    for (sheet, score) in sheets {
        for official in wanted(engine, question, hits, sheet) {
            let at = match hits.iter().position(|hit| hit.passage == official) {
                Some(at) => at,
                None => {
                    hits.push(unmatched(engine.snapshot, official, engine.weights.tier));
                    hits.len() - 1
                }
            };
            let lift = score + gap - hits[at].score;
            if lift > 0.0 {
                hits[at].explanation.official += lift;
                hits[at].score = score + gap;
                moved = true;
            }
        }
    }
    if moved {
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    }
}

/// The official passages to stand before a sheet.
fn wanted(engine: &Engine<'_>, question: &Question, hits: &[Hit], sheet: u32) -> Vec<u32> {
    let snapshot = engine.snapshot;
    let may = |number: u32| {
        let (version, passage) = snapshot.passage(number);
        let hidden = engine.hide.is_some_and(|hide| hide.whole(number));
        version.holds(passage, question.as_of.day())
            && wants_measure(version, question)
            && !hidden
            && !snapshot.is_withdrawn(number)
    };
    let officials = snapshot.officials(sheet).iter().filter(|o| may(o.passage));
    let (exact, parts): (Vec<&Official>, Vec<&Official>) = officials.partition(|o| o.exact);
    let mut wanted: Vec<u32> = exact.into_iter().map(|o| o.passage).collect();
    let matched = hits.iter().find(|hit| parts.iter().any(|o| o.passage == hit.passage));
    wanted.extend(matched.map(|hit| hit.passage).filter(|n| !wanted.contains(n)));
    wanted
}

fn wants_measure(version: &Version, question: &Question) -> bool {
    let only = &question.only_measures;
    only.is_empty() || version.measures.is_empty() || version.measures.iter().any(|m| only.contains(m))
}

/// A passage that neither words nor meaning brought.
fn unmatched(snapshot: &Snapshot, passage: u32, tier: f32) -> Hit {
    let tier = tier * f32::from(snapshot.passage(passage).0.tier.rank());
    Hit { passage, rank: 0, score: tier, explanation: Explanation { tier, ..Explanation::default() } }
}

impl Found {
    /// The hits as they matched the question, without what put official texts before sheets: what answers and how surely
    /// is judged by these.
    pub fn as_matched(&self) -> Found {
        let mut found = self.clone();
        if found.hits.iter().all(|hit| hit.explanation.official <= 0.0) {
            return found;
        }
        for hit in &mut found.hits {
            hit.score -= hit.explanation.official;
            hit.explanation.official = 0.0;
        }
        let matched = |hit: &Hit| hit.explanation.bm25 > 0.0 || hit.explanation.cosine.is_some();
        found.hits.retain(matched);
        found.hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
        for (n, hit) in found.hits.iter_mut().enumerate() {
            hit.rank = n + 1;
        }
        found
    }
}
