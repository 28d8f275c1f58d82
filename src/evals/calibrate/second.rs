//! The second model: what the scorer makes of the first passage, beside the features.

use super::{Curve, Seen, Sets, Tried, curve, lowest_safe, rounded};
use crate::answer::{Fit, Reading};

/// Fitted on what the first was fitted on, where the scorer has read; none without a scorer.
pub(super) fn reading(model: &Fit, sets: Sets<'_>) -> Option<(Reading, Curve)> {
    let is_read = |seen: &&Seen| seen.read.is_some();
    let tried: Vec<Tried> = sets.tried.iter().filter(|t| is_read(&&t.seen)).cloned().collect();
    let known: Vec<Seen> = sets.known.iter().filter(is_read).cloned().collect();
    let foreign: Vec<Seen> = sets.foreign.iter().filter(is_read).cloned().collect();
    if tried.is_empty() || (foreign.is_empty() && !sets.foreign.is_empty()) {
        return None;
    }
    let found = |seen: &Seen| model.logit(&std::array::from_fn(|j| seen.features[j]));
    let read = |seen: &Seen| f64::from(seen.read.unwrap_or_default());
    let these = Sets { tried: &tried, known: &known, foreign: &foreign };
    let (intercept, both) = these.fitted(&|seen| vec![found(seen), read(seen)]);
    let mut reading = Reading {
        intercept: rounded(intercept),
        found: rounded(both[0]),
        read: rounded(both[1]),
        answer_at: 0.5,
    };
    let with = Fit { reading: Some(reading), ..model.clone() };
    let probability = |seen: &Seen| with.probability(&std::array::from_fn(|j| seen.features[j]), seen.read).0;
    let curve = curve(sets.tried, &probability);
    reading.answer_at = lowest_safe(&curve);
    Some((reading, curve))
}
