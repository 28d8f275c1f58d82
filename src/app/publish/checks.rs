//! The checks of a draft that need no question: its passages, how many there are, what sheets are about.

use super::preview::{Check, CheckName};
use crate::corpus::Version;
use crate::strings::{fill, s};
use std::collections::{BTreeMap, BTreeSet};

/// Fewer passages than these are no share of anything: a tier or measure may always lose them.
const FEW: usize = 3;
/// Faults told one by one.
const TOLD: usize = 50;

/// A check that failed if there is anything to tell.
fn check(name: CheckName, text: (String, String), mut details: Vec<String>) -> Check {
    let passed = details.is_empty();
    let more = details.len().saturating_sub(TOLD);
    details.truncate(TOLD);
    if more > 0 {
        details.push(fill("draft.more", &[("n", &more)]));
    }
    Check { name, passed, text: if passed { text.0 } else { text.1 }, details }
}

/// Is every passage a stretch of its source, and is each id said once?
pub(super) fn passages(versions: &[Version]) -> Check {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    let mut n = 0;
    for version in versions {
        for passage in &version.passages {
            n += 1;
            if passage.span.slice(&version.source).is_none_or(|text| text.trim().is_empty()) {
                faults.push(fill("draft.no_span", &[("id", &passage.id)]));
            }
            if !seen.insert(passage.id.as_str()) {
                faults.push(fill("draft.id_twice", &[("id", &passage.id)]));
            }
        }
    }
    let text =
        (fill("draft.passages_good", &[("n", &n)]), fill("draft.passages_bad", &[("n", &faults.len())]));
    check(CheckName::Passages, text, faults)
}

/// Does no tier and no measure lose more than `percent` % of its passages? Works taken away by name do not count.
pub(super) fn counts(
    before: &[Version],
    after: &[Version],
    accepted: &BTreeSet<String>,
    percent: usize,
) -> Check {
    let (old, new) = (groups(before, accepted), groups(after, accepted));
    let mut drops = Vec::new();
    for (group, was) in &old {
        let is = new.get(group).copied().unwrap_or_default();
        let lost = was.saturating_sub(is);
        if lost >= FEW && lost * 100 > was * percent {
            drops.push(fill("draft.drop", &[("group", group), ("was", was), ("is", &is)]));
        }
    }
    let text = (
        fill("draft.counts_good", &[("percent", &percent)]),
        fill("draft.counts_bad", &[("percent", &percent)]),
    );
    check(CheckName::Counts, text, drops)
}

/// Passages by what people count them by: all, each tier, each measure.
fn groups(versions: &[Version], accepted: &BTreeSet<String>) -> BTreeMap<String, usize> {
    let mut groups = BTreeMap::new();
    for version in versions.iter().filter(|v| !accepted.contains(v.work.as_str())) {
        let measures = version.measures.iter().map(|m| fill("draft.of_measure", &[("measure", m)]));
        let tier = fill("draft.of_tier", &[("tier", &version.tier.as_str())]);
        for group in measures.chain([s("draft.of_all").to_owned(), tier]) {
            *groups.entry(group).or_default() += version.passages.len();
        }
    }
    groups
}

/// Is every act that the draft's sheets are about, if it was here, still here?
pub(super) fn references(before: &[Version], after: &[Version], accepted: &BTreeSet<String>) -> Check {
    let held = |versions: &[Version], about: &str| versions.iter().any(|v| is_about(v, about));
    let mut broken = BTreeSet::new();
    let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
    for version in after {
        for about in &version.about {
            let lost = *seen.entry(about).or_insert_with(|| {
                let kept = before.iter().filter(|v| !accepted.contains(v.work.as_str()));
                kept.into_iter().any(|v| is_about(v, about)) && !held(after, about)
            });
            if lost {
                broken.insert(fill("draft.broken", &[("work", &version.work), ("about", about)]));
            }
        }
    }
    let text = (s("draft.references_good").to_owned(), s("draft.references_bad").to_owned());
    check(CheckName::References, text, broken.into_iter().collect())
}

/// Is this address the version's act, or a part of it?
fn is_about(version: &Version, about: &str) -> bool {
    let Some(urn) = version.urn.as_deref().filter(|urn| !urn.is_empty()) else { return false };
    let rest = about.strip_prefix(urn);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}
