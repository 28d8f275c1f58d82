//! Reading a date where a lexeme begins: the grammar shared by dates and legal citations.

use jiff::civil::Date;

use super::lexeme::{Kind, Lexeme};

/// A whole date that begins at lexeme `at`: the day (none when the calendar has no such day) and the
/// lexeme after it.
pub(super) fn day(lexemes: &[Lexeme], at: usize) -> Option<(Option<Date>, usize)> {
    let first = lexemes.get(at)?;
    if first.is("primo") {
        return spelled(lexemes, at + 1, 1);
    }
    if first.kind != Kind::Digits || continues(lexemes, at) {
        return None;
    }
    match first.text.len() {
        1 | 2 => {
            let day = first.figure()?;
            spelled(lexemes, skip(lexemes, at + 1, "°"), day).or_else(|| numeric(lexemes, at))
        }
        4 => iso(lexemes, at),
        _ => None,
    }
}

/// A month with its year («gennaio 2025», «gen. '25») at lexeme `at`: year, month, next lexeme.
pub(super) fn month_year(lexemes: &[Lexeme], at: usize) -> Option<(i16, i8, usize)> {
    let month = month(&lexemes.get(at)?.text)?;
    let mut next = skip(lexemes, at + 1, ".");
    if lexemes.get(next).is_some_and(|l| l.is("del")) {
        next += 1;
    }
    let (year, end) = year(lexemes, next)?;
    Some((year, month, end))
}

/// A year in four digits, or in two after an apostrophe, at lexeme `at`.
fn year(lexemes: &[Lexeme], at: usize) -> Option<(i16, usize)> {
    let first = lexemes.get(at)?;
    if first.is("'") {
        let digits = lexemes.get(at + 1).filter(|l| l.glued && ends(lexemes, at + 1))?;
        return Some((short_year(digits)?, at + 2));
    }
    Some((long_year(first).filter(|_| ends(lexemes, at))?, at + 1))
}

/// A year between 1000 and 2999, in four digits.
pub(super) fn long_year(lexeme: &Lexeme) -> Option<i16> {
    let year = lexeme.figure().filter(|_| lexeme.text.len() == 4)?;
    i16::try_from(year).ok().filter(|y| (1000..3000).contains(y))
}

/// A year in two digits: 00–49 are 20xx, 50–99 are 19xx.
pub(super) fn short_year(lexeme: &Lexeme) -> Option<i16> {
    let year = i16::try_from(lexeme.figure().filter(|_| lexeme.text.len() == 2)?).ok()?;
    Some(if year < 50 { 2000 + year } else { 1900 + year })
}

/// «gennaio 2025» after the day.
fn spelled(lexemes: &[Lexeme], at: usize, day: u32) -> Option<(Option<Date>, usize)> {
    let (year, month, end) = month_year(lexemes, at)?;
    Some((date(year, month, day), end))
}

/// «1-1-2025», «01/01/25», «1.1.2025».
fn numeric(lexemes: &[Lexeme], at: usize) -> Option<(Option<Date>, usize)> {
    let sign = separator(lexemes, at + 1)?;
    let month = part(lexemes, at + 2)?;
    if separator(lexemes, at + 3)? != sign {
        return None;
    }
    let last = lexemes.get(at + 4).filter(|l| l.glued)?;
    let short = if sign == "." { None } else { short_year(last) };
    let year = long_year(last).or(short)?;
    let day = lexemes[at].figure()?;
    // «12-13-2023» is no date at all, «31-2-2023» is a wrong one.
    (ends(lexemes, at + 4) && (1..=12).contains(&month)).then(|| (date(year, month, day), at + 5))
}

/// «2025-01-01», «2025/01/01».
fn iso(lexemes: &[Lexeme], at: usize) -> Option<(Option<Date>, usize)> {
    let year = long_year(&lexemes[at])?;
    let sign = separator(lexemes, at + 1).filter(|s| *s != ".")?;
    let month = part(lexemes, at + 2)?;
    if separator(lexemes, at + 3)? != sign {
        return None;
    }
    let day = part(lexemes, at + 4)?;
    (ends(lexemes, at + 4) && (1..=12).contains(&month))
        .then(|| (date(year, month, day.unsigned_abs().into()), at + 5))
}

fn separator(lexemes: &[Lexeme], at: usize) -> Option<&str> {
    let sign = lexemes.get(at)?;
    (sign.glued && matches!(sign.text.as_str(), "-" | "/" | ".")).then_some(sign.text.as_str())
}

/// One or two digits glued to the sign before.
fn part(lexemes: &[Lexeme], at: usize) -> Option<i8> {
    let digits = lexemes.get(at).filter(|l| l.glued && l.text.len() <= 2)?;
    digits.figure().and_then(|n| i8::try_from(n).ok())
}

fn date(year: i16, month: i8, day: u32) -> Option<Date> {
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

/// True when the digits at `at` are the tail of something longer: a code, a decimal, a longer list.
fn continues(lexemes: &[Lexeme], at: usize) -> bool {
    let here = &lexemes[at];
    if !here.glued || at == 0 {
        return false;
    }
    let before = &lexemes[at - 1];
    let signed =
        before.kind == Kind::Sign && before.glued && matches!(before.text.as_str(), "-" | "/" | "." | ",");
    before.kind != Kind::Sign || (signed && at >= 2 && lexemes[at - 2].kind == Kind::Digits)
}

/// True when nothing glued to the digits at `at` makes them longer.
fn ends(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(next) = lexemes.get(at + 1).filter(|l| l.glued) else { return true };
    match next.kind {
        Kind::Sign if matches!(next.text.as_str(), "-" | "/" | "." | ",") => {
            !lexemes.get(at + 2).is_some_and(|l| l.glued && l.kind == Kind::Digits)
        }
        Kind::Sign => true,
        _ => false,
    }
}

fn skip(lexemes: &[Lexeme], at: usize, text: &str) -> usize {
    if lexemes.get(at).is_some_and(|l| l.is(text)) { at + 1 } else { at }
}

/// The number of a month, by its name or a usual abbreviation (folded).
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "gennaio" | "gen" | "genn" => 1,
        "febbraio" | "feb" | "febb" | "febbr" => 2,
        "marzo" | "mar" => 3,
        "aprile" | "apr" => 4,
        "maggio" | "mag" | "magg" => 5,
        "giugno" | "giu" | "giug" => 6,
        "luglio" | "lug" | "lugl" => 7,
        "agosto" | "ago" | "ag" => 8,
        "settembre" | "set" | "sett" => 9,
        "ottobre" | "ott" => 10,
        "novembre" | "nov" => 11,
        "dicembre" | "dic" => 12,
        _ => return None,
    })
}
