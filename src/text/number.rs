//! Quantities in figures and in words.

mod spoken;

use super::Span;
use super::figure::figure;
use super::lexeme::{Kind, Lexeme, lexemes};
use spoken::in_words;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Euro, in any spelling.
    Euro,
    /// Per cent.
    Percent,
    /// Years (anni).
    Years,
    /// Months (mesi).
    Months,
    /// Monthly payments (mensilità).
    Instalments,
    /// Weeks.
    Weeks,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Kilometres.
    Km,
    /// Cubic centimetres of an engine (cc).
    Cc,
}

/// A quantity said in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Canonical decimal: `.` before decimals, no thousands separator, no leading or trailing zeros, so
    /// that equal numbers are equal strings (`10140`, `541.66`, `2.3`).
    pub value: String,
    /// The figure or the number words, with «mila» or «milioni», without the unit.
    pub span: Span,
    /// The unit written beside it.
    pub unit: Option<Unit>,
}

/// Every number in the text, in order, those inside dates and legal references included. «un», «uno» and
/// «una» are read as articles; digits glued to letters (F24) are names.
pub fn numbers(text: &str) -> Vec<Number> {
    let lexemes = lexemes(text);
    let mut out = Vec::new();
    let (mut at, mut taken) = (0, 0);
    while at < lexemes.len() {
        let (value, end) = match lexemes[at].kind {
            Kind::Digits => in_figures(text, &lexemes, at),
            Kind::Word => in_words(&lexemes, at),
            Kind::Sign => (None, at + 1),
        };
        let Some(value) = value else {
            at = end;
            continue;
        };
        let (value, last) = multiply(&lexemes, value, end);
        let after = unit_after(&lexemes, last, &value, last > end);
        // «€ 500», «entro giorni trenta»: the word before, unless the number before it has taken it.
        let before = at.checked_sub(1).filter(|i| *i >= taken).and_then(|i| unit_before(&lexemes[i], &value));
        let next = after.map_or(last, |(_, next)| next);
        if next > last || !lexemes.get(last).is_some_and(|l| l.glued && l.kind == Kind::Word) {
            let span = Span::new(lexemes[at].span.start, lexemes[last - 1].span.end);
            out.push(Number { value, span, unit: after.map(|(unit, _)| unit).or(before) });
            taken = next;
        }
        at = next;
    }
    out
}

/// The figure at `at`, unless it belongs to a name («F24»), and the lexeme after it.
fn in_figures(text: &str, lexemes: &[Lexeme], at: usize) -> (Option<String>, usize) {
    let here = &lexemes[at];
    let alone = listed(lexemes, at);
    let figure = if alone { figure(&here.text, 0) } else { figure(text, here.span.start) };
    let stop = if alone { here.span.end } else { figure.end };
    let end = at + lexemes[at..].iter().take_while(|l| l.span.start < stop).count();
    let before = at.checked_sub(1).map(|i| &lexemes[i]);
    let named = here.glued && before.is_some_and(|l| l.kind == Kind::Word && money(&l.text).is_none());
    (Some(figure.value).filter(|_| !named), end)
}

/// True where a comma or full stop parts two numbers: «commi 4,5», «ore 14.30».
fn listed(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| &lexemes[i]) else { return false };
    let word = match before.text.as_str() {
        "." => at.checked_sub(2).map_or("", |i| lexemes[i].text.as_str()),
        word => word,
    };
    matches!(word, "artt" | "articoli" | "commi" | "nn" | "ore" | "alle" | "dalle")
}

/// The value times the «mila», «milioni», «mld» that follow, and the lexeme after them.
fn multiply(lexemes: &[Lexeme], value: String, at: usize) -> (String, usize) {
    let zeros = match lexemes.get(at).map(|l| l.text.as_str()) {
        Some("mila") => 3,
        Some("milione" | "milioni" | "mln") => 6,
        Some("miliardo" | "miliardi" | "mld") => 9,
        _ => return (value, at),
    };
    let (whole, decimals) = value.split_once('.').unwrap_or((&value, ""));
    let moved = decimals.get(..zeros).unwrap_or(decimals);
    let rest = &decimals[moved.len()..];
    let whole = format!("{whole}{moved:0<zeros$}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    (if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") }, at + 1)
}

/// The unit that begins at `at`, and the lexeme after it. «di» stands before it when the number was
/// multiplied («160 milioni di euro»).
fn unit_after(lexemes: &[Lexeme], at: usize, value: &str, multiplied: bool) -> Option<(Unit, usize)> {
    let first = lexemes.get(at)?;
    let second = lexemes.get(at + 1).map(|l| l.text.as_str());
    match first.text.as_str() {
        "%" | "percento" => Some((Unit::Percent, at + 1)),
        "per" if second == Some("cento") => Some((Unit::Percent, at + 2)),
        // «vent'anni»
        "'" if first.glued => second.and_then(counted).map(|unit| (unit, at + 2)),
        "di" if multiplied => second.and_then(money).map(|unit| (unit, at + 2)),
        // «ora» is also «now», and «h» or «min» are words only beside their figure.
        "ora" if value != "1" => None,
        word => money(word).or_else(|| counted(word)).map(|unit| (unit, at + 1)),
    }
}

/// The unit said before its number.
fn unit_before(lexeme: &Lexeme, value: &str) -> Option<Unit> {
    let year = value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
    match lexeme.text.as_str() {
        "giorni" => Some(Unit::Days),
        "mesi" => Some(Unit::Months),
        "anni" if !year => Some(Unit::Years),
        "minuti" => Some(Unit::Minutes),
        word => money(word),
    }
}

fn money(word: &str) -> Option<Unit> {
    matches!(word, "€" | "euro" | "eur" | "euri").then_some(Unit::Euro)
}

fn counted(word: &str) -> Option<Unit> {
    Some(match word {
        "anno" | "anni" => Unit::Years,
        "mese" | "mesi" => Unit::Months,
        "mensilita" => Unit::Instalments,
        "settimana" | "settimane" => Unit::Weeks,
        "giorno" | "giorni" | "gg" => Unit::Days,
        "ora" | "ore" | "h" => Unit::Hours,
        "minuto" | "minuti" | "min" => Unit::Minutes,
        "km" | "chilometro" | "chilometri" => Unit::Km,
        "cc" => Unit::Cc,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
