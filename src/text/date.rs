//! Days, months and years said in the text.

use jiff::civil::Date;

use super::Span;
use super::calendar::{day, long_year, month_year};
use super::lexeme::{Kind, Lexeme, lexemes};
use super::reference::references;

/// A date at the precision it was said with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateValue {
    /// A whole date.
    Day(Date),
    /// A month of a year.
    Month {
        /// Year, four digits.
        year: i16,
        /// Month, 1–12.
        month: i8,
    },
    /// A year alone.
    Year(i16),
}

/// A date in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateMention {
    /// What it says.
    pub value: DateValue,
    /// Where.
    pub span: Span,
}

/// Dates in order, without overlaps, the longest reading first. A day that the calendar does not have
/// gives nothing. The year of a legal citation («D.L. 48/2023») is not a date; its full date is.
pub fn dates(text: &str) -> Vec<DateMention> {
    let lexemes = lexemes(text);
    let cited = references(text);
    let mut cited = cited.iter().map(|r| r.span).peekable();
    let mut out = Vec::new();
    let mut at = 0;
    while at < lexemes.len() {
        let start = lexemes[at].span.start;
        while cited.next_if(|span| span.end <= start).is_some() {}
        let inside = cited.peek().is_some_and(|span| span.start <= start);
        let (value, end) = read(&lexemes, at, inside);
        if let Some(value) = value {
            out.push(DateMention { value, span: Span::new(start, lexemes[end - 1].span.end) });
        }
        at = end;
    }
    out
}

/// The longest date that begins at `at`, and the lexeme to go on from.
fn read(lexemes: &[Lexeme], at: usize, cited: bool) -> (Option<DateValue>, usize) {
    if let Some((date, end)) = day(lexemes, at) {
        return (date.map(DateValue::Day), end);
    }
    if cited {
        return (None, at + 1);
    }
    if let Some((year, month, end)) = month_year(lexemes, at).or_else(|| figures_of_month(lexemes, at)) {
        return (Some(DateValue::Month { year, month }), end);
    }
    (bare_year(lexemes, at).map(DateValue::Year), at + 1)
}

/// «01/2025» and «2025-01»: the month always in two digits, so that «11/2025» stays an act number unless it
/// begins with 0, and «2011-12» a pair of years.
fn figures_of_month(lexemes: &[Lexeme], at: usize) -> Option<(i16, i8, usize)> {
    let (first, sign, last) = (lexemes.get(at)?, lexemes.get(at + 1)?, lexemes.get(at + 2)?);
    if !sign.glued || !last.glued || glued_digits(lexemes, at + 3) || tail(lexemes, at) {
        return None;
    }
    let (year, month, other) = match sign.text.as_str() {
        "/" if first.text.starts_with('0') => (long_year(last)?, first, 0),
        "-" => (long_year(first)?, last, i32::from(long_year(first)? % 100) + 1),
        _ => return None,
    };
    let number = month.figure().filter(|n| month.text.len() == 2 && (1..=12).contains(n))?;
    let number = i8::try_from(number).ok()?;
    (i32::from(number) != other).then_some((year, number, at + 3))
}

/// A year of the last or this century that stands as a year.
fn bare_year(lexemes: &[Lexeme], at: usize) -> Option<i16> {
    let year = century(&lexemes[at])?;
    let stands =
        !tail(lexemes, at) && !head(lexemes, at, year) && !counted(lexemes, at) && !numbered(lexemes, at);
    stands.then_some(year)
}

fn century(lexeme: &Lexeme) -> Option<i16> {
    long_year(lexeme).filter(|y| (1900..2100).contains(y))
}

/// True when the digits go on from what is glued before them («F2024», «12.2024», «48/2024», «€2024»).
fn tail(lexemes: &[Lexeme], at: usize) -> bool {
    if at == 0 || !lexemes[at].glued {
        return false;
    }
    let before = &lexemes[at - 1];
    match before.kind {
        Kind::Word | Kind::Digits => true,
        Kind::Sign if before.is("€") || before.is("$") => true,
        Kind::Sign => {
            let figure =
                (at >= 2 && before.glued).then(|| &lexemes[at - 2]).filter(|l| l.kind == Kind::Digits);
            figure.is_some_and(|l| match before.text.as_str() {
                "/" | "-" => century(l).is_none(),
                "." | "," | ":" | "'" => true,
                _ => false,
            })
        }
    }
}

/// True when what is glued after the year makes it something else («2024.5», «2024enne», «2024/7»).
fn head(lexemes: &[Lexeme], at: usize, year: i16) -> bool {
    let Some(next) = lexemes.get(at + 1).filter(|l| l.glued) else { return false };
    if next.kind != Kind::Sign {
        return true;
    }
    let Some(figure) = lexemes.get(at + 2).filter(|l| l.glued && l.kind == Kind::Digits) else {
        return next.is("°");
    };
    match next.text.as_str() {
        "/" | "-" => {
            century(figure).is_none()
                && figure.figure() != Some((u32::from(year.unsigned_abs()) + 1) % 100)
                && (next.is("/") || figure.text.len() != 2)
        }
        "." | "," | ":" | "'" => true,
        _ => false,
    }
}

fn glued_digits(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|l| {
        l.glued
            && (l.kind != Kind::Sign
                || (l.is("-") || l.is("/"))
                    && lexemes.get(at + 1).is_some_and(|d| d.glued && d.kind == Kind::Digits))
    })
}

/// True when the figure counts things («2000 euro», «2024 famiglie»). After «nel» only money does, after «anno» nothing
/// («importo anno 2024 €»), but for «all'anno 2000 euro».
fn counted(lexemes: &[Lexeme], at: usize) -> bool {
    const MONEY: &[&str] = &["euro", "eur", "€", "%", "milioni", "mila", "miliardi", "mln", "mld"];
    const THINGS: &[&str] = &[
        "giorni",
        "ore",
        "minuti",
        "km",
        "metri",
        "mq",
        "cc",
        "persone",
        "famiglie",
        "nuclei",
        "abitanti",
        "beneficiari",
        "domande",
        "operatori",
        "utenti",
        "casi",
        "posti",
        "volte",
        "unita",
        "comuni",
        "residenti",
    ];
    const YEAR: &[&str] = &["anno", "annualita"];
    const EACH: &[&str] = &["un", "ogni", "all"];
    const YEARLY: &[&str] = &["nel", "del", "dal", "al", "entro", "il", "fino"];
    let next = lexemes.get(at + 1).map_or("", |l| l.text.as_str());
    let word = |back: usize| at.checked_sub(back).map_or("", |n| lexemes[n].text.as_str());
    let before = word(1);
    let each = EACH.contains(&word(2)) || (matches!(word(2), "'" | "’") && EACH.contains(&word(3)));
    (each || !YEAR.contains(&before))
        && (MONEY.contains(&next) || (THINGS.contains(&next) && !YEARLY.contains(&before)))
}

/// True when the word before makes the figure a number and not a year («n. 2024», «euro 2000», «circa 2000»).
fn numbered(lexemes: &[Lexeme], at: usize) -> bool {
    const SHORT: &[&str] = &["n", "nr", "num", "art", "artt", "pag", "tel", "prot", "cod"];
    const WHOLE: &[&str] = &[
        "numero",
        "articolo",
        "articoli",
        "comma",
        "commi",
        "euro",
        "eur",
        "€",
        "cap",
        "fax",
        "protocollo",
        "codice",
        "circa",
        "oltre",
        "quasi",
        "almeno",
        "massimo",
    ];
    let Some(before) = at.checked_sub(1).map(|i| lexemes[i].text.as_str()) else { return false };
    let marked = matches!(before, "." | "°");
    let word = if marked { at.checked_sub(2).map_or("", |i| lexemes[i].text.as_str()) } else { before };
    SHORT.contains(&word) || (!marked && WHOLE.contains(&word))
}

#[cfg(test)]
mod tests;
