//! What a corpus holds, in numbers.

use super::alike::stems;
use super::{Passage, Register, Registries, Version, superseded_sheets};
use crate::text;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What a corpus holds.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Stats {
    /// Distinct works.
    pub works: usize,
    /// Versions, one file each.
    pub versions: usize,
    /// Versions that hold no more.
    pub ended: usize,
    /// Versions by the year in which they begin to hold.
    pub by_year: BTreeMap<i16, usize>,
    /// Versions by tier.
    pub by_tier: BTreeMap<&'static str, usize>,
    /// Passages.
    pub passages: usize,
    /// Passages by topic.
    pub by_topic: BTreeMap<String, usize>,
    /// Questions.
    pub asks: usize,
    /// Questions by register.
    pub by_register: BTreeMap<&'static str, usize>,
    /// Questions of the passage that has fewest.
    pub asks_least: usize,
    /// Questions of the passage in the middle.
    pub asks_median: usize,
    /// Words of the question in the middle.
    pub ask_words_median: usize,
    /// Words that nine questions in ten do not exceed.
    pub ask_words_p90: usize,
    /// Share of passages, 0 to 1, with at least three questions put in other words: of their content stems, at most one
    /// in five stands in the heading or the text.
    pub asked_in_other_words: f64,
    /// Facts claimed by at least one passage, by grade.
    pub facts: BTreeMap<String, usize>,
    /// Sheets that someone should read again: the official text of what they restate has come in.
    pub to_review: Vec<String>,
    /// References of passages and sheets that resolve in the registry of acts.
    pub references: usize,
}

const ASKS_IN_OTHER_WORDS: usize = 3;
const SHARED_PERCENT: usize = 20;

/// Counts a corpus as it is `today`.
pub fn stats(versions: &[Version], registries: &Registries, today: Date) -> Stats {
    let mut stats = Stats { versions: versions.len(), ..Stats::default() };
    stats.works = versions.iter().map(|v| v.work.as_str()).collect::<BTreeSet<_>>().len();
    let mut facts = BTreeSet::new();
    let (mut asks, mut words) = (Vec::new(), Vec::new());
    let mut in_other_words = 0;
    for version in versions {
        *stats.by_tier.entry(version.tier.as_str()).or_default() += 1;
        *stats.by_year.entry(version.validity.from().year()).or_default() += 1;
        stats.ended += usize::from(version.validity.to().is_some_and(|to| to <= today));
        stats.references += text::references(&version.reference).len();
        for topic in &version.topics {
            *stats.by_topic.entry(topic.clone()).or_default() += version.passages.len();
        }
        for passage in &version.passages {
            asks.push(passage.asks.len());
            words.extend(passage.asks.iter().map(|ask| text::words(ask).len()));
            for ask in &passage.asks {
                *stats.by_register.entry(Register::of(ask).as_str()).or_default() += 1;
            }
            in_other_words += usize::from(is_asked_in_other_words(version, passage));
            facts.extend(passage.facts.iter().cloned());
            stats.references += text::references(passage.reference.as_deref().unwrap_or_default()).len();
            stats.references += text::references(version.text_of(passage)).len();
        }
    }
    let superseded = superseded_sheets(versions);
    stats.to_review = superseded.keys().map(|v| versions[*v].key()).collect();
    for id in &facts {
        if let Some(fact) = registries.facts.get(id) {
            *stats.facts.entry(fact.grade.clone()).or_default() += 1;
        }
    }
    stats.passages = asks.len();
    stats.asks = asks.iter().sum();
    stats.asks_least = asks.iter().copied().min().unwrap_or_default();
    stats.asks_median = percentile(asks, 50);
    stats.ask_words_median = percentile(words.clone(), 50);
    stats.ask_words_p90 = percentile(words, 90);
    stats.asked_in_other_words =
        if stats.passages == 0 { 0.0 } else { in_other_words as f64 / stats.passages as f64 };
    stats
}

/// Has the passage enough questions that share almost no content stem with it? One without stems does not count.
fn is_asked_in_other_words(version: &Version, passage: &Passage) -> bool {
    let said = stems(&format!("{}\n\n{}", passage.heading, version.text_of(passage)));
    let far = passage.asks.iter().map(|ask| stems(ask)).filter(|asked| {
        !asked.is_empty() && asked.intersection(&said).count() * 100 <= SHARED_PERCENT * asked.len()
    });
    far.count() >= ASKS_IN_OTHER_WORDS
}

/// The least value that `percent` % of the values do not exceed (nearest rank); 0 when there are none.
fn percentile(mut values: Vec<usize>, percent: usize) -> usize {
    values.sort_unstable();
    let rank = (values.len() * percent).div_ceil(100);
    values.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}
