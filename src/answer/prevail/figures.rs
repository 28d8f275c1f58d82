//! The figures of a sentence that a rule may turn on: amounts, percentages, durations, other quantities, days.

use crate::text::{self, DateValue, Number, Span, Unit};

/// What a figure counts; durations are in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Time,
    Money,
    Share,
    Other(Unit),
    Bare,
    Day,
}

/// A figure and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    kind: Kind,
    value: f64,
    pub(super) span: Span,
}

/// Durations that differ more than so many times are of different things: an age says nothing of a deadline.
const ONE_ORDER: f64 = 13.0;

/// The figures of a text, without the numbers of legal references and lists.
pub(super) fn figures(said: &str) -> Vec<Figure> {
    let cited = text::references(said);
    let dates = text::dates(said);
    let inside = |span: Span| {
        cited.iter().any(|r| r.span.overlaps(&span)) || dates.iter().any(|d| d.span.overlaps(&span))
    };
    let numbers = text::numbers(said).into_iter().filter(|n| !inside(n.span) && !marks_an_item(said, n));
    let mut found: Vec<Figure> = numbers.filter_map(|n| Figure::of(&n)).collect();
    found.extend(dates.iter().filter_map(|d| match d.value {
        DateValue::Day(day) => {
            let value = f64::from(day.year()) * 372.0 + f64::from(day.month()) * 31.0 + f64::from(day.day());
            Some(Figure { kind: Kind::Day, value, span: d.span })
        }
        DateValue::Month { .. } | DateValue::Year(_) => None,
    }));
    found
}

/// «1)», «2.», «3-bis.» at the beginning of a line.
fn marks_an_item(said: &str, number: &Number) -> bool {
    let opens = said[..number.span.start].trim_end_matches([' ', '-', '(']);
    let rest = &said[number.span.end..];
    (opens.is_empty() || opens.ends_with('\n')) && rest.starts_with(['.', ')', '-'])
}

impl Figure {
    fn of(number: &Number) -> Option<Self> {
        let value: f64 = number.value.parse().ok()?;
        let (kind, scale) = match number.unit {
            Some(Unit::Years) => (Kind::Time, 365.0),
            Some(Unit::Months | Unit::Instalments) => (Kind::Time, 30.4),
            Some(Unit::Weeks) => (Kind::Time, 7.0),
            Some(Unit::Days) => (Kind::Time, 1.0),
            Some(Unit::Euro) => (Kind::Money, 1.0),
            Some(Unit::Percent) => (Kind::Share, 1.0),
            Some(unit) => (Kind::Other(unit), 1.0),
            None => (Kind::Bare, 1.0),
        };
        Some(Self { kind, value: value * scale, span: number.span })
    }

    /// Does it count something that is said beside it?
    pub(super) fn counts(&self) -> bool {
        self.kind != Kind::Bare
    }

    /// Could a rule give the one instead of the other?
    pub(super) fn comparable(&self, other: &Self) -> bool {
        let ratio = self.value.max(other.value) / self.value.min(other.value).max(f64::MIN_POSITIVE);
        self.kind == other.kind && (self.kind != Kind::Time || ratio < ONE_ORDER)
    }

    /// The same figure; months of 30 or 31 days are the same month.
    pub(super) fn equals(&self, other: &Self) -> bool {
        let slack = if self.kind == Kind::Time { 0.02 } else { 0.0 };
        self.kind == other.kind
            && (self.value - other.value).abs() <= slack * self.value.max(other.value) + 1e-9
    }

    /// The same, or one a year and the other a month.
    pub(super) fn related(&self, other: &Self) -> bool {
        let yearly = |a: f64, b: f64| (a * 12.0 - b).abs() <= 0.001 * b;
        let money = self.kind == Kind::Money && other.kind == Kind::Money;
        self.equals(other) || (money && (yearly(self.value, other.value) || yearly(other.value, self.value)))
    }

    /// As written, with the word beside it that says what it counts.
    pub(super) fn written(&self, said: &str) -> String {
        let figure = self.span.slice(said).unwrap_or_default();
        if matches!(self.kind, Kind::Bare | Kind::Day) {
            return figure.to_owned();
        }
        let (before, rest) = (&said[..self.span.start], &said[self.span.end..]);
        let word = rest.trim_start().split(|c: char| !c.is_alphabetic() && !matches!(c, '%' | '€')).next();
        let word = word.filter(|word| !word.is_empty()).map(|word| match word {
            "per" => "per cento",
            word => word,
        });
        let with = |unit: &str| text::numbers(unit).iter().any(|n| n.unit.is_some());
        if let Some(unit) = word.map(|word| format!("{figure} {word}")).filter(|unit| with(unit)) {
            return unit;
        }
        let word = before.split_whitespace().next_back().unwrap_or_default().trim_start_matches('(');
        let unit = format!("{word} {figure}");
        if with(&unit) { unit } else { figure.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_figure_and_how_it_is_written() {
        let check = |said: &str, expected: &[&str]| {
            let written: Vec<String> = figures(said).iter().map(|f| f.written(said)).collect();
            assert_eq!(written, expected, "{said}");
        };
        check("un valore dell'ISEE non superiore a (euro 11.500);", &["euro 11.500"]);
        check("1) l'ISEE non supera 10.140 euro, art. 2, comma 2, D.L. 48/2023", &["10.140 euro"]);
        check("2-bis. Entro sessanta giorni e il 15 per cento", &["sessanta giorni", "15 per cento"]);
        check("la domanda del 18 dicembre 2023 vale 0,5", &["0,5", "18 dicembre 2023"]);
        check("Nel 2024 non cambia niente.", &[]);
    }

    #[test]
    fn which_figures_say_the_same() {
        let related = |a: &str, b: &str| figures(a)[0].related(&figures(b)[0]);
        assert!(related("303,33 euro al mese", "euro 3.640 annui"));
        assert!(related("sei mesi", "180 giorni"));
        assert!(!related("10.140 euro", "10.141 euro"));
        assert!(!related("6 mesi", "6 euro"));
        assert!(!figures("5 anni")[0].comparable(&figures("60 giorni")[0]));
    }
}
