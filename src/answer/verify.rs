//! The verifier: a sentence stays only if its quotations stand byte for byte in the stored sources of passages that hold on
//! the day asked about, and if every number, date and provision it says stands in them. Believes nothing that a reader
//! claims.

use super::types::{Citation, Sentence, Support};
use super::{Draft, DraftSentence, Quote};
use crate::corpus::{Passage, Version};
use crate::search::{Question, Snapshot};
use crate::text;
use std::collections::HashSet;

/// Why a sentence fell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It rests on nothing.
    NoQuote,
    /// No passage has this id in the generation.
    UnknownPassage(String),
    /// The span is not inside the passage.
    OutsidePassage,
    /// Other bytes stand there.
    OtherBytes,
    /// The version does not hold on the day asked about, nor is it the last of an ended work about a measure named.
    NotInForce,
    /// It was withdrawn.
    Withdrawn,
    /// It says a number, date or provision that its quotations do not.
    Unsupported(String),
}

/// What is left of a draft.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verified {
    /// Sentences that stay.
    pub sentences: Vec<Sentence>,
    /// Their quotations.
    pub citations: Vec<Citation>,
    /// Sentences that fell, and why.
    pub refused: Vec<(String, Refusal)>,
    /// Where the official text gives another figure than a sheet.
    pub conflicts: Vec<super::Conflict>,
}

/// Checks each sentence against what it cites.
pub fn verify(snapshot: &Snapshot, question: &Question, draft: &Draft) -> Verified {
    let mut verified = Verified::default();
    for sentence in &draft.sentences {
        match check(snapshot, question, sentence) {
            Err(refusal) => verified.refused.push((sentence.text.clone(), refusal)),
            Ok(places) => {
                let mut numbers: Vec<usize> = Vec::new();
                for (quote, (version, passage)) in sentence.quotes.iter().zip(places) {
                    numbers.push(cite(&mut verified.citations, quote, version, passage));
                }
                numbers.dedup();
                let text = sentence.text.clone();
                verified.sentences.push(Sentence { text, citations: numbers, support: Support::Full });
            }
        }
    }
    verified
}

pub(super) type Place<'a> = (&'a Version, &'a Passage);

fn check<'a>(
    snapshot: &'a Snapshot,
    question: &Question,
    sentence: &DraftSentence,
) -> Result<Vec<Place<'a>>, Refusal> {
    if sentence.quotes.is_empty() {
        return Err(Refusal::NoQuote);
    }
    let mut places = Vec::new();
    for quote in &sentence.quotes {
        let number = snapshot
            .number_of(&quote.passage_id)
            .ok_or_else(|| Refusal::UnknownPassage(quote.passage_id.clone()))?;
        let (version, passage) = snapshot.passage(number);
        if quote.span.is_empty() || !passage.span.contains(&quote.span) {
            return Err(Refusal::OutsidePassage);
        }
        if quote.span.slice(&version.source) != Some(quote.text.as_str()) {
            return Err(Refusal::OtherBytes);
        }
        if !in_force(snapshot, question, (version, passage)) {
            return Err(Refusal::NotInForce);
        }
        if snapshot.is_withdrawn(number) {
            return Err(Refusal::Withdrawn);
        }
        places.push((version, passage));
    }
    let quoted: Vec<&str> = sentence.quotes.iter().map(|q| q.text.as_str()).collect();
    match unsupported(&sentence.text, &quoted.join("\n\n")) {
        Some(what) => Err(Refusal::Unsupported(what)),
        None => Ok(places),
    }
}

pub(super) fn in_force(snapshot: &Snapshot, question: &Question, (version, passage): Place<'_>) -> bool {
    let day = question.as_of.day();
    let lasts = version.validity_of(passage).is_some_and(|holds| holds.to() == version.validity.to());
    let ended = lasts
        && version.validity.to().is_some_and(|to| to <= day)
        && version.measures.iter().any(|m| question.measures.contains(m))
        && snapshot.versions_of(version.work.as_str()).last().is_some_and(|v| v.key() == version.key());
    version.holds(passage, day) || ended
}

/// The first number, date or provision of `sentence` that `quoted` does not say.
fn unsupported(sentence: &str, quoted: &str) -> Option<String> {
    let numbers: HashSet<String> = text::numbers(quoted).into_iter().map(|n| n.value).collect();
    let said = text::numbers(sentence).into_iter().map(|n| n.value);
    if let Some(number) = said.into_iter().find(|n| !numbers.contains(n)) {
        return Some(number);
    }
    let dates = text::dates(quoted);
    let said = text::dates(sentence);
    if let Some(date) = said.iter().find(|d| !dates.iter().any(|q| q.value == d.value)) {
        return date.span.slice(sentence).map(str::to_owned);
    }
    let provisions: HashSet<String> =
        text::references(quoted).iter().map(text::LegalRef::canonical).collect();
    text::references(sentence).iter().map(text::LegalRef::canonical).find(|said| !provisions.contains(said))
}

fn cite(citations: &mut Vec<Citation>, quote: &Quote, version: &Version, passage: &Passage) -> usize {
    let span = [quote.span.start, quote.span.end];
    if let Some(known) =
        citations.iter().find(|c| c.passage_id == passage.id.as_str() && c.quote_span == span)
    {
        return known.n;
    }
    let n = citations.len() + 1;
    citations.push(citation(n, quote, (version, passage)));
    n
}

pub(super) fn citation(n: usize, quote: &Quote, (version, passage): Place<'_>) -> Citation {
    let holds = version.validity_of(passage).unwrap_or(version.validity);
    Citation {
        n,
        passage_id: passage.id.to_string(),
        work_id: version.work.to_string(),
        version: version.name(),
        title: version.title.clone(),
        tier: version.tier,
        status: version.status,
        reference: version.cited_as(passage),
        url: version.url.clone(),
        urn: version.urn.clone(),
        badge: version.badge(Some(passage)),
        quote: quote.text.clone(),
        quote_span: [quote.span.start, quote.span.end],
        verified_on: version.verified_on.map(|d| d.to_string()),
        valid_from: holds.from().to_string(),
        valid_to: holds.to().map(|d| d.to_string()),
    }
}
