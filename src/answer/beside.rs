//! A sheet answers in plain words; where the official text of the same provision says it too, that is cited first.

use super::draft::Quote;
use super::features::stems;
use super::types::Citation;
use super::verify::{citation, in_force};
use super::{Sentence, Verified};
use crate::corpus::{Passage, Status, Validity, Version};
use crate::search::{Question, Snapshot};
use crate::text::{self, Span};
use std::collections::HashSet;

/// Share of a sentence's stems that the official words must hold, when they hold a figure of it as well, and when it has none.
const COMMON: (f64, f64) = (0.3, 0.5);
/// Official passages no longer than this are quoted whole when no sentence of them says it alone.
const WHOLE_BYTES: usize = 1200;

/// Puts before each citation of a sheet that of the official text about the same provision, if it says the sentence too.
/// Sentences stay as they are; citations are numbered again in the order of their first use.
pub(super) fn official(snapshot: &Snapshot, question: &Question, verified: Verified) -> Verified {
    let sheets = |c: &Citation| {
        let number = snapshot.number_of(&c.passage_id);
        c.status == Status::Editorial && number.is_some_and(|n| !snapshot.officials(n).is_empty())
    };
    if !verified.citations.iter().any(sheets) {
        return verified;
    }
    let mut citations: Vec<Citation> = Vec::new();
    let mut sentences: Vec<Sentence> = Vec::new();
    for sentence in verified.sentences {
        let mut numbers: Vec<usize> = Vec::new();
        for n in &sentence.citations {
            let Some(cited) = verified.citations.iter().find(|c| c.n == *n) else { continue };
            let said = said_by(snapshot, question, (cited, &sentence.text));
            numbers.extend(said.into_iter().map(|official| number(&mut citations, official)));
            numbers.push(number(&mut citations, cited.clone()));
        }
        numbers.dedup();
        sentences.push(Sentence { citations: numbers, ..sentence });
    }
    Verified { sentences, citations, ..verified }
}

/// The number of a citation among those already made.
pub(super) fn number(citations: &mut Vec<Citation>, citation: Citation) -> usize {
    let same = |c: &&Citation| c.passage_id == citation.passage_id && c.quote_span == citation.quote_span;
    if let Some(known) = citations.iter().find(same) {
        return known.n;
    }
    let n = citations.len() + 1;
    citations.push(Citation { n, ..citation });
    n
}

/// The official words that say what a sheet is cited for; the first passage that does.
fn said_by(
    snapshot: &Snapshot,
    question: &Question,
    (cited, sentence): (&Citation, &str),
) -> Option<Citation> {
    if cited.status != Status::Editorial {
        return None;
    }
    let officials = snapshot.officials(snapshot.number_of(&cited.passage_id)?);
    officials.iter().find_map(|official| {
        let place = snapshot.passage(official.passage);
        let may = in_force(snapshot, question, place) && !snapshot.is_withdrawn(official.passage);
        let wanted = || Wanted::of(sentence).while_it_holds(place.0.validity);
        let span = may.then(|| wanted().found_in(place)).flatten()?;
        let text = span.slice(&place.0.source)?.to_owned();
        let quote = Quote { passage_id: place.1.id.to_string(), span, text };
        Some(citation(0, &quote, place))
    })
}

/// What official words must say to be cited beside a sentence.
struct Wanted {
    numbers: HashSet<String>,
    dates: Vec<text::DateValue>,
    stems: HashSet<String>,
    denied: bool,
}

impl Wanted {
    fn of(sentence: &str) -> Self {
        let (dates, numbers) = (text::dates(sentence), text::numbers(sentence).into_iter());
        let dated = |span: Span| dates.iter().any(|d| d.span.overlaps(&span));
        Self {
            numbers: numbers.filter(|n| !dated(n.span)).map(|n| n.value).collect(),
            dates: dates.iter().map(|d| d.value).collect(),
            stems: said_stems(sentence),
            denied: denies(sentence),
        }
    }

    /// Without the dates that only say when a text held: a law does not say of itself «nel 2024».
    fn while_it_holds(mut self, validity: Validity) -> Self {
        let last = validity.to().map(|to| to.saturating_sub(jiff::Span::new().days(1)));
        let ends = [Some(validity.from()), validity.to(), last];
        self.dates.retain(|date| match date {
            text::DateValue::Day(day) => !ends.contains(&Some(*day)),
            text::DateValue::Month { year, month } => {
                !ends.iter().flatten().any(|end| (end.year(), end.month()) == (*year, *month))
            }
            text::DateValue::Year(year) => {
                !(validity.from().year()..=last.map_or(i16::MAX, |last| last.year())).contains(year)
            }
        });
        self
    }

    /// The sentence of a passage that says most of it, else the whole passage.
    fn found_in(&self, (version, passage): (&Version, &Passage)) -> Option<Span> {
        let said = version.text_of(passage);
        let at = |span: Span| Span::new(passage.span.start + span.start, passage.span.start + span.end);
        let sentences = text::sentences(said).into_iter();
        let scored = sentences.filter_map(|span| Some((self.share(span.slice(said)?)?, span)));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.start.cmp(&a.1.start)));
        let whole = || self.share(said).filter(|_| said.len() <= WHOLE_BYTES).map(|_| passage.span);
        best.map(|(_, span)| at(span)).or_else(whole)
    }

    /// Share of the stems that a text holds, if it says every number and date and denies as much; none if that is too little.
    fn share(&self, said: &str) -> Option<f64> {
        let numbers: HashSet<String> = text::numbers(said).into_iter().map(|n| n.value).collect();
        let dates: Vec<text::DateValue> = text::dates(said).into_iter().map(|d| d.value).collect();
        let figures = self.numbers.is_subset(&numbers) && self.dates.iter().all(|d| dates.contains(d));
        if !figures || denies(said) != self.denied || self.stems.is_empty() {
            return None;
        }
        let share = self.stems.intersection(&said_stems(said)).count() as f64 / self.stems.len() as f64;
        let (with, without) = COMMON;
        let least = if self.numbers.is_empty() && self.dates.is_empty() { without } else { with };
        (share >= least).then_some(share)
    }
}

/// The stems of what is said of a figure, without the figure and its unit.
pub(super) fn said_stems(text: &str) -> HashSet<String> {
    let mut said = stems(text);
    said.retain(|stem| stem != "eur" && !stem.starts_with(|c: char| c.is_ascii_digit()));
    said
}

/// «non superiore a», «non è superiore a» limit and do not deny.
fn denies(text: &str) -> bool {
    const LIMITS: [&str; 8] =
        ["superiore", "superiori", "inferiore", "inferiori", "oltre", "meno", "piu", "eccedente"];
    let words: Vec<String> = text::words(text).into_iter().map(|w| w.term).collect();
    let limits = |n: usize| words[n + 1..].iter().take(3).any(|next| LIMITS.contains(&next.as_str()));
    words.iter().enumerate().any(|(n, word)| word == "non" && !limits(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_words_must_say_the_same() {
        let check = |sentence: &str, official: &str, expected: bool| {
            assert_eq!(Wanted::of(sentence).share(official).is_some(), expected, "{sentence} / {official}");
        };
        let sheet = "Il nucleo può avere l'ADI con un ISEE non superiore a 10.140 euro.";
        check(sheet, "un valore dell'ISEE, in corso di validità, non superiore a euro 10.140;", true);
        check(sheet, "un valore dell'ISEE, in corso di validità, non superiore a euro 9.360;", false);
        check(sheet, "il reddito familiare è inferiore a 10.140 euro moltiplicati per la scala", false);
        check(
            "Il primo incontro va fatto entro 120 giorni dal PAD.",
            "entro centoventi giorni dalla firma, primo incontro",
            true,
        );
        check(
            "Il beneficio non spetta a chi si dimette.",
            "Il beneficio spetta a chi si dimette nei dodici mesi",
            false,
        );
        check(
            "Il patto è firmato da tutti i componenti adulti.",
            "Il patto è sottoscritto dai componenti adulti del nucleo",
            true,
        );
        check("", "Il patto è sottoscritto", false);
    }
}
