//! Two sentences about the same thing that cannot both hold: another figure of the same kind, another day, or one denies what
//! the other says. What is told of another measure or of another year is another thing.

use super::premise::{Measure, clause, days, stems, with_unit};
use crate::text::{self, DateValue, Span};
use std::collections::{BTreeSet, HashSet};

/// What they say differently.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// As the first says it.
    pub one: String,
    /// As the second does.
    pub other: String,
    /// Share of the words that both sides of it have in common, from 0 to 1.
    pub alike: f64,
}

/// Share of the shorter sentence's words that the longer one must have, to be about the same thing.
const SAME: f64 = 0.5;
/// The same for sentences of which one denies: all else must be alike.
const DENIED: f64 = 0.8;
/// Words that the clauses of two figures must share, and their share of the shorter one.
const SHARED: usize = 2;
const BESIDE: f64 = 0.7;

/// What two sentences say differently of the same thing.
pub fn disagreement(one: &str, other: &str) -> Option<Disagreement> {
    let (a, b) = (stems(one), stems(other));
    let alike = a.intersection(&b).count() as f64 / a.len().min(b.len()).max(1) as f64;
    if alike < SAME || a.len().min(b.len()) < SHARED {
        return None;
    }
    let found =
        figures(one, other).or_else(|| other_day(one, other)).or_else(|| denied(one, other, (&a, &b)))?;
    Some(Disagreement { alike: found.alike.min(alike), ..found })
}

/// A figure without its equal on the other side, beside the same words.
fn figures(one: &str, other: &str) -> Option<Disagreement> {
    let (years, others) = (years(one), years(other));
    if !years.is_empty() && !others.is_empty() && years != others {
        return None;
    }
    let measured = |text: &str| -> Vec<(text::Number, Measure)> {
        text::numbers(text).into_iter().filter_map(|n| Measure::of(&n).map(|m| (n, m))).collect()
    };
    let (ones, theirs) = (measured(one), measured(other));
    let lacks = |figure: &Measure, side: &[(text::Number, Measure)]| {
        !side.iter().any(|(_, m)| m.same_kind(figure) && m.equals(figure))
    };
    for (number, figure) in ones.iter().filter(|(_, figure)| lacks(figure, &theirs)) {
        let around = clause(one, number.span);
        let rival = theirs.iter().filter(|(n, m)| {
            m.same_kind(figure) && lacks(m, &ones) && every(around) == every(clause(other, n.span))
        });
        let rival = rival.map(|(n, _)| (beside(around, clause(other, n.span)), n));
        if let Some(((shared, alike), rival)) = rival.max_by_key(|((shared, _), _)| *shared)
            && shared >= SHARED
            && alike >= BESIDE
        {
            let (one, other) = (with_unit(one, number), with_unit(other, rival));
            return Some(Disagreement { one, other, alike });
        }
    }
    None
}

/// How many words two clauses share, and which part of the shorter one that is.
fn beside(one: &str, other: &str) -> (usize, f64) {
    let (a, b) = (stems(one), stems(other));
    let shared = a.intersection(&b).count();
    (shared, shared as f64 / a.len().min(b.len()).max(1) as f64)
}

/// How often a figure is meant: 303,33 euro a month are 3.640 a year.
fn every(clause: &str) -> [bool; 3] {
    let words = text::words(clause);
    let any = |stems: &[&str]| words.iter().any(|w| stems.iter().any(|stem| w.term.starts_with(stem)));
    [any(&["mese", "mensil"]), any(&["annu", "anno"]), any(&["settiman"])]
}

fn years(text: &str) -> BTreeSet<i16> {
    let year = |value: DateValue| match value {
        DateValue::Day(day) => day.year(),
        DateValue::Month { year, .. } | DateValue::Year(year) => year,
    };
    text::dates(text).into_iter().map(|d| year(d.value)).collect()
}

/// A day without its equal on the other side, beside the same words.
fn other_day(one: &str, other: &str) -> Option<Disagreement> {
    let (ones, theirs) = (days(one), days(other));
    for said in &ones {
        if theirs.iter().any(|day| day.agrees(said)) {
            continue;
        }
        let around = clause(one, said.span);
        let rival = theirs.iter().filter(|day| !ones.iter().any(|own| own.agrees(day)));
        let rival = rival.map(|day| (beside(around, clause(other, day.span)), day));
        if let Some(((shared, alike), rival)) = rival.max_by_key(|((shared, _), _)| *shared)
            && shared >= SHARED
            && alike >= BESIDE
        {
            let words = |span: Span, text: &str| span.slice(text).unwrap_or_default().trim().to_owned();
            return Some(Disagreement { one: words(said.span, one), other: words(rival.span, other), alike });
        }
    }
    None
}

/// One says «non» where the other does not, and all else is alike.
fn denied(one: &str, other: &str, (a, b): (&HashSet<String>, &HashSet<String>)) -> Option<Disagreement> {
    let denies = |text: &str| text::words(text).iter().filter(|w| w.term == "non").count();
    let (n, m) = (denies(one), denies(other));
    let alike = a.intersection(b).count() as f64 / a.union(b).count().max(1) as f64;
    let opposed = n.abs_diff(m) == 1 && alike >= DENIED;
    opposed.then(|| Disagreement { one: one.to_owned(), other: other.to_owned(), alike })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_both_hold() {
        let check = |one: &str, other: &str, expected: Option<(&str, &str)>| {
            let found = disagreement(one, other).map(|d| (d.one, d.other));
            let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned()));
            assert_eq!(found, expected, "{one} / {other}");
        };
        check(
            "Il nucleo si presenta ai servizi entro 120 giorni dalla sottoscrizione del PAD.",
            "Dalla sottoscrizione del PAD il nucleo ha 90 giorni per presentarsi ai servizi.",
            Some(("120 giorni", "90 giorni")),
        );
        check(
            "Il nucleo si presenta ai servizi entro 120 giorni dalla sottoscrizione del PAD.",
            "Entro 120 giorni dalla sottoscrizione del PAD il nucleo si presenta, poi ogni 90 giorni.",
            None,
        );
        check(
            "Il prospetto si carica in SIOSS entro il 28 febbraio di ogni anno.",
            "In SIOSS il prospetto si carica entro il 31 marzo di ogni anno.",
            Some(("28 febbraio", "31 marzo")),
        );
        check(
            "Il patto va firmato da tutti i componenti maggiorenni del nucleo.",
            "Il patto non va firmato da tutti i componenti maggiorenni del nucleo.",
            Some((
                "Il patto va firmato da tutti i componenti maggiorenni del nucleo.",
                "Il patto non va firmato da tutti i componenti maggiorenni del nucleo.",
            )),
        );
        // Another year, another thing.
        check(
            "Nel 2024 la soglia ISEE dell'ADI era di 9.360 euro.",
            "Dal 2025 la soglia ISEE dell'ADI è di 10.140 euro.",
            None,
        );
        check("Il PUC dura 8 ore a settimana.", "Il riesame si chiede entro 30 giorni.", None);
        check("", "", None);
    }
}
