//! Passages of a new text that say almost what is said already: the same words, or nearly the same content stems.

use super::alike::{alike, stems};
use super::{Passage, Version};
use crate::text;
use std::collections::BTreeSet;

/// Content stems that two passages have in common, of all that they have together, from which they are near-duplicates.
const NEAR_PERCENT: usize = 60;
/// Fewer stems than these are too little to compare.
const STEMS_TO_COMPARE: usize = 6;

/// A passage of a new text, and one that is there already and says almost the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Twin<'a> {
    /// Of the new text.
    pub passage: &'a Passage,
    /// The version that has the other.
    pub version: &'a Version,
    /// The other.
    pub other: &'a Passage,
    /// Content stems in common, in per cent of those of both together.
    pub percent: usize,
    /// Word for word, but for case, accents and blanks.
    pub same: bool,
}

/// The near-duplicates of a text among those held, closest first. Other versions of the same work are none: they are what it
/// follows or replaces.
pub fn twins<'a>(new: &'a Version, held: &'a [Version]) -> Vec<Twin<'a>> {
    let others = held.iter().filter(|v| v.work != new.work && v.validity.overlaps(&new.validity));
    let places: Vec<(&Version, &Passage)> = std::iter::once(new)
        .chain(others)
        .flat_map(|version| version.passages.iter().map(move |passage| (version, passage)))
        .collect();
    let fresh = new.passages.len();
    let sets: Vec<BTreeSet<String>> = places.iter().map(|(v, p)| stems(v.text_of(p))).collect();
    let wanted =
        |a: usize, b: usize| a < fresh && b >= fresh && sets[a].len().min(sets[b].len()) >= STEMS_TO_COMPARE;
    let twin = |(a, b): (usize, usize)| {
        let common = sets[a].intersection(&sets[b]).count();
        let ((_, passage), (version, other)) = (places[a], places[b]);
        let plain = |text: &str| text::fold(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let same = plain(new.text_of(passage)) == plain(version.text_of(other));
        let percent = common * 100 / (sets[a].len() + sets[b].len() - common).max(1);
        Twin { passage, version, other, percent, same }
    };
    let mut twins: Vec<Twin<'_>> = alike(&sets, NEAR_PERCENT, wanted).into_iter().map(twin).collect();
    twins.sort_by(|a, b| {
        (b.same, b.percent).cmp(&(a.same, a.percent)).then_with(|| a.passage.id.cmp(&b.passage.id))
    });
    twins
}
