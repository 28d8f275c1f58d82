//! What a program can verify of the catalogue beside its form: measures, what amends what, addresses.

use super::{SOURCES, Source, Sources};
use crate::corpus::{Problem, Registries, Severity, Version};
use crate::strings::{fill, s};
use std::collections::BTreeSet;

/// All problems, in the order of the file. `versions` are the sheets of the same corpus.
pub fn check(sources: &Sources, registries: &Registries, versions: &[Version]) -> Vec<Problem> {
    let sheets: BTreeSet<&str> = versions.iter().map(|v| v.work.as_str()).collect();
    let mut found = Vec::new();
    for source in &sources.0 {
        let mut tell = |severity: Severity, why: String| {
            let text = fill("sources.at", &[("line", &source.line), ("id", &source.id), ("why", &why)]);
            found.push(Problem { severity, file: SOURCES.to_owned(), text });
        };
        if sheets.contains(source.id.as_str()) {
            tell(Severity::Error, s("sources.is_a_sheet").to_owned());
        }
        for measure in source.measures.iter().filter(|m| !registries.topics.has_measure(m)) {
            tell(Severity::Error, fill("sources.measure", &[("measure", measure)]));
        }
        for id in &source.amended_by {
            if id == source.id.as_str() {
                tell(Severity::Error, s("sources.amends_itself").to_owned());
            } else if sources.get(id).is_none() && registries.acts.get(id).is_none() {
                tell(Severity::Error, fill("sources.amended_by", &[("id", id)]));
            }
        }
        for why in addresses(source) {
            tell(Severity::Error, why);
        }
        if source.fetchable().is_some() && source.valid_from.is_none() {
            tell(Severity::Error, s("sources.no_day").to_owned());
        }
    }
    found
}

fn addresses(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(url) = source.url.as_ref().filter(|url| url.scheme() != "https") {
        wrong.push(fill("sources.not_https", &[("url", url)]));
    }
    if let Some(urn) = source.urn.as_ref().filter(|urn| !urn.starts_with("urn:nir:")) {
        wrong.push(fill("sources.not_urn", &[("urn", urn)]));
    }
    wrong
}
