//! The acts that made a version what it is («modificato da»): told in its header, in its references («…, modificato dall'art. 1,
//! comma 198, L. 207/2024»), in the notes of updates that official texts carry, and where a comma says that it was abrogated.

use super::{Passage, Provision, Version};
use crate::text::reference::named;
use crate::text::{self, LegalRef};
use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;

/// An act, or a provision of it, that changed the text of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Amendment {
    /// Canonical id of the act, `l-207-2024`.
    pub act: String,
    /// As people cite it: «art. 1, comma 198, L. 207/2024».
    pub reference: String,
    /// The passages that say so; none = the whole text.
    pub places: Vec<String>,
}

/// What follows a provision that another act changed.
static CHANGED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(modificat|sostituit|introdott|aggiunt|inserit|integrat|abrogat|soppress|prorogat)[oaie] (da\b|dal\b|dalla\b|dallo\b|dai\b|dall['’])")
        .expect("a fixed pattern")
});

/// What an act does, in a note of an update.
static DID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(ha|hanno) (disposto|modificat\w*|sostituit\w*|introdott\w*|abrogat\w*|prorogat\w*|dichiarat\w*|stabilit\w*)\b")
        .expect("a fixed pattern")
});

/// Bytes after «abrogato dal» in which the act is named.
const NEAR: usize = 160;

/// The amendments that a version tells of, each once, in the order in which they are told.
pub fn amendments(version: &Version) -> Vec<Amendment> {
    let mut found = Found { own: version.act(), all: Vec::new() };
    for told in &version.amended_by {
        match named::of_urn(told) {
            Some(reference) => found.add(&reference, None),
            None => text::references(told).iter().for_each(|r| found.add(r, None)),
        }
    }
    found.after_change(&version.reference, None);
    for passage in &version.passages {
        if let Some(reference) = &passage.reference {
            found.after_change(reference, Some(passage));
        }
        let said = version.text_of(passage);
        if passage.is_update() {
            found.in_note(said, passage);
        } else if version.act().is_some() && said.len() <= 2 * NEAR {
            found.after_change(said, Some(passage));
        }
    }
    found.all
}

struct Found {
    /// The act itself: it does not amend itself.
    own: Option<String>,
    all: Vec<Amendment>,
}

impl Found {
    fn add(&mut self, reference: &LegalRef, passage: Option<&Passage>) {
        let Some(provision) = Provision::of(reference).filter(|p| Some(&p.act) != self.own.as_ref()) else {
            return;
        };
        let (shown, act) = (provision.printed(), provision.act);
        let place = passage.map(|p| p.locator.clone());
        match self.all.iter_mut().find(|a| a.reference == shown) {
            Some(known) => known.places.extend(place.filter(|p| !known.places.contains(p))),
            None => self.all.push(Amendment { act, reference: shown, places: place.into_iter().collect() }),
        }
    }

    /// The acts named after «modificato dal».
    fn after_change(&mut self, said: &str, passage: Option<&Passage>) {
        for found in CHANGED.find_iter(said) {
            let rest = &said[found.start()..];
            let until = rest.find(';').unwrap_or(rest.len()).min(floor(rest, NEAR));
            let cited = text::references(&rest[..until]);
            cited.iter().filter(|r| r.act.is_some()).for_each(|r| self.add(r, passage));
        }
    }

    /// «Il D.L. 9 maggio 2024, n. 940 ha disposto (con l'art. 5, comma 2)…»: the act, with the provision that follows it.
    fn in_note(&mut self, said: &str, passage: &Passage) {
        for sentence in text::sentences(said).into_iter().filter_map(|s| s.slice(said)) {
            let Some(verb) = DID.find(sentence) else { continue };
            let cited = text::references(sentence);
            let Some(at) = cited.iter().position(|r| r.act.is_some() && r.span.end <= verb.start()) else {
                continue;
            };
            let mut act = cited[at].clone();
            let after = cited.iter().skip(at + 1).find(|r| r.act.is_none() && r.article.is_some());
            let near = |r: &&LegalRef| r.span.start >= verb.end() && r.span.start - verb.end() <= NEAR / 4;
            if let Some(place) = after.filter(near).filter(|_| act.article.is_none()) {
                (act.article, act.comma) = (place.article.clone(), place.comma.clone());
            }
            self.add(&act, Some(passage));
        }
    }
}

/// The largest cut of at most `most` bytes that breaks no character.
fn floor(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}
