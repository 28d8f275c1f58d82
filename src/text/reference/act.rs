//! Acts: their names, numbers and dates.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::Source;
use crate::text::calendar::{day, long_year, short_year};
use crate::text::lexeme::Kind;

/// One act in the text: lexemes `start..end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Act {
    /// `dl-48-2023`.
    pub(super) id: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Each kind and the ways to write it; full stops and hyphens between the words are free.
const KINDS: &[(&str, &str)] = &[
    ("dl", "d l|dl|decreto legge|decretolegge|decreti legge"),
    (
        "dlgs",
        "d lgs|dlgs|d lgs vo|d leg vo|d l vo|d leg|d legisl|decreto legislativo|decreti legislativi|decreto lgs",
    ),
    ("lcost", "legge costituzionale|leggi costituzionali|l cost"),
    ("lr", "l r|lr|legge regionale|leggi regionali|l reg"),
    ("l", "l|legge|leggi"),
    ("dpr", "d p r|dpr|decreto del presidente della repubblica"),
    (
        "dpcm",
        "d p c m|dpcm|decreto del presidente del consiglio|decreto del presidente del consiglio dei ministri",
    ),
    (
        "dm",
        "d m|dm|decreto ministeriale|decreti ministeriali|decreto del ministro|decreto del ministero|d min",
    ),
    ("di", "d i|di|decreto interministeriale|decreti interministeriali|d interm"),
    ("dd", "d d|dd|decreto direttoriale|decreti direttoriali|decreto dirigenziale|d dir"),
    ("rd", "r d|regio decreto"),
    ("msg", "messaggio|messaggi|msg|mess"),
    ("circ", "circolare|circolari|circ"),
    ("nota", "nota|note"),
    ("cost", "corte cost|corte costituzionale|c cost"),
    ("sent", "sentenza|sentenze|sent|ordinanza|ord"),
];

/// Acts without number or date, cited after an article.
const CODES: &[(&str, &str)] = &[
    ("costituzione", "cost|costituzione"),
    ("cc", "c c|codice civile"),
    ("cp", "c p|codice penale"),
    ("cpc", "c p c|codice di procedura civile"),
    ("cpp", "c p p|codice di procedura penale"),
];

/// By first word: the words that follow, longest first, and the kind.
type Names = HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

static NAMES: LazyLock<Names> = LazyLock::new(|| names(KINDS));
static CODE_NAMES: LazyLock<Names> = LazyLock::new(|| names(CODES));

fn names(table: &'static [(&'static str, &'static str)]) -> Names {
    let mut out = Names::new();
    for (kind, spellings) in table {
        for spelling in spellings.split('|') {
            let (first, rest) = spelling.split_once(' ').unwrap_or((spelling, ""));
            out.entry(first).or_default().push((rest.split_whitespace().collect(), kind));
        }
    }
    for spellings in out.values_mut() {
        spellings.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
    out
}

/// Words between the name of an act and its number that say whose act it is.
const ISSUER: &[&str] = &[
    "inps",
    "inail",
    "mlps",
    "mef",
    "ministro",
    "ministero",
    "ministeriale",
    "min",
    "lavoro",
    "hermes",
    "direttoriale",
    "direzione",
    "generale",
    "prot",
    "protocollo",
    "delega",
    "quadro",
    "bilancio",
    "conversione",
    "stabilita",
    "finanziaria",
    "corte",
    "cost",
    "costituzionale",
    "sentenza",
    "sent",
    "ordinanza",
    "ord",
    "dipartimento",
    "stato",
    "agenzia",
    "entrate",
    "istituto",
];

/// Small words among them.
const SMALL: &[&str] = &["del", "dell", "della", "dello", "dei", "delle", "di", "'", ".", "-"];

/// Small words of a long issuer («del Ministro del lavoro e delle politiche sociali, di concerto con…»).
const LONG: &[&str] = &[
    "e",
    "ed",
    ",",
    "il",
    "la",
    "per",
    "con",
    "alla",
    "politiche",
    "sociali",
    "concerto",
    "salute",
    "economia",
    "finanze",
    "interno",
    "istruzione",
    "merito",
    "universita",
    "ricerca",
    "famiglia",
    "disabilita",
    "lotta",
    "poverta",
    "programmazione",
    "sociale",
    "servizi",
    "presidente",
    "consiglio",
    "ministri",
];

/// How far the number may stand from the name.
const REACH: usize = 28;

/// The act that begins at `at`, and those of the same kind that follow by number alone («D.M. 154/2023 e
/// 156/2023»).
pub(super) fn acts(source: Source<'_>, at: usize) -> Option<Vec<Act>> {
    let (kind, name_end) = name(source, at)?;
    let (label, seen) = labelled(source, name_end, kind)?;
    let (issuer, end) = issuer(source, kind, seen, label.end)?;
    let mut out = vec![Act { id: label.id(&issuer), start: at, end }];
    while let Some(last) = out.last() {
        let from = source.skip_any(last.end, &[",", "e", "ed", "nonche"], 2);
        if from == last.end {
            break;
        }
        let Some(next) = label_at(source, from).filter(|l| l.number.is_some()) else { break };
        out.push(Act { id: next.id(&issuer), start: from, end: next.end });
    }
    Some(out)
}

/// A code or the Constitution, which need no number.
pub(super) fn code(source: Source<'_>, at: usize) -> Option<Act> {
    let (kind, end) = spelled(source, at, &CODE_NAMES)?;
    Some(Act { id: kind.to_owned(), start: at, end })
}

/// The kind of act named at `at`, and the lexeme after the name.
fn name(source: Source<'_>, at: usize) -> Option<(&'static str, usize)> {
    let first = source.get(at).filter(|l| l.kind == Kind::Word)?;
    let (kind, end) = spelled(source, at, &NAMES)?;
    // «s.r.l. 5/2023» has no act in it, «l'8 novembre 2000» and «di 5/2023» neither.
    let tail = first.glued && at >= 2 && source.word(at - 1) == "." && source.word(at - 2).len() == 1;
    let capital = source.written(at).chars().all(char::is_uppercase);
    let plain = end == at + 1 && matches!(first.text.as_str(), "l" | "di") && !capital;
    (!tail && !plain).then_some((kind, end))
}

fn spelled(source: Source<'_>, at: usize, names: &Names) -> Option<(&'static str, usize)> {
    let candidates = names.get(source.word(at))?;
    candidates.iter().find_map(|(rest, kind)| {
        let mut end = at + 1;
        for word in rest {
            end = source.skip(source.skip(end, "."), "-");
            if source.word(end) != *word {
                return None;
            }
            end += 1;
        }
        Some((*kind, source.skip(end, ".")))
    })
}

/// Number and year, or date, of an act.
struct Label {
    number: Option<String>,
    year: i16,
    date: Option<Date>,
    end: usize,
}

impl Label {
    fn id(&self, prefix: &str) -> String {
        match (&self.number, self.date) {
            (None, Some(date)) => format!("{prefix}-{date}"),
            (number, _) => format!("{prefix}-{}-{}", number.as_deref().unwrap_or_default(), self.year),
        }
    }
}

/// The label after the name, past the issuer, and the issuer's words on the way.
fn labelled<'a>(source: Source<'a>, name_end: usize, kind: &str) -> Option<(Label, Vec<&'a str>)> {
    let mut seen = Vec::new();
    let mut long =
        matches!(kind, "cost" | "sent") || matches!(source.word(name_end - 1), "ministro" | "ministero");
    for at in name_end..name_end + REACH {
        if let Some(label) = label_at(source, at) {
            let dated = label.number.is_some() || dated(source, name_end, at, kind, &seen);
            return dated.then_some((label, seen));
        }
        let word = source.word(at);
        if ISSUER.contains(&word) {
            long |= matches!(word, "ministro" | "ministero" | "direzione" | "corte" | "dipartimento");
            seen.push(word);
        } else if !(SMALL.contains(&word)
            || (long && LONG.contains(&word))
            || (word == "," && source.word(at + 1) == "n"))
        {
            return None;
        }
        // Bare «L» and «DI» are acts only before their number.
        if name_end == source.skip(name_end, ".") && matches!(source.written(name_end - 1), "L" | "DI") {
            return None;
        }
    }
    None
}

/// True when the act may be named by its date alone: decrees and laws, and papers whose issuer was said.
fn dated(source: Source<'_>, name_end: usize, at: usize, kind: &str, seen: &[&str]) -> bool {
    match kind {
        "dd" => source.word(name_end - 1) != "." && source.word(name_end - 1) != "dd",
        "di" => source.written(name_end - 1) != "DI",
        "msg" | "circ" | "nota" | "sent" => !seen.is_empty(),
        "l" | "lr" => (name_end..at).all(|i| matches!(source.word(i), "del" | ".")),
        _ => true,
    }
}

/// The prefix of the id, and the end of the citation when the issuer comes last («n. 31 del 2025 della Corte
/// costituzionale»).
fn issuer<'a>(source: Source<'a>, kind: &str, mut seen: Vec<&'a str>, end: usize) -> Option<(String, usize)> {
    let mut last = end;
    if matches!(kind, "msg" | "circ" | "nota" | "sent") {
        let from = source.skip_any(end, &[",", "del", "dell", "'", "della"], 3);
        let words = match source.word(from) {
            "inps" | "inail" | "mlps" => 1,
            "corte" if matches!(source.word(from + 1), "cost" | "costituzionale") => 2,
            "ministero" if source.word(from + 1) == "del" && source.word(from + 2) == "lavoro" => 3,
            _ => 0,
        };
        if words > 0 {
            seen.push(source.word(from));
            last = from + words;
        }
    }
    let said = |words: &[&str]| seen.iter().any(|w| words.contains(w));
    let body = if said(&["inail"]) {
        "inail"
    } else if said(&["inps"]) {
        "inps"
    } else if said(&["mlps", "ministero", "ministeriale", "lavoro", "direttoriale"]) {
        "mlps"
    } else if said(&["entrate"]) {
        "ade"
    } else {
        ""
    };
    let prefix = match (kind, body) {
        ("msg" | "circ", "") => format!("{kind}-inps"),
        ("nota", "") => "nota-mlps".to_owned(),
        ("msg" | "circ" | "nota", body) => format!("{kind}-{body}"),
        ("sent", _) => said(&["corte"]).then(|| "cost".to_owned())?,
        _ => kind.to_owned(),
    };
    Some((prefix, last))
}

/// «48/2023», «n. 48 del 4 maggio 2023», «48 del 2023», «4 maggio 2023, n. 48», «22 ottobre 2019».
fn label_at(source: Source<'_>, at: usize) -> Option<Label> {
    let from = source.skip_any(at, &["del", "dell", "'", "in", "data"], 3);
    if let Some((date, year, end)) = when(source, from) {
        let comma = source.skip(end, ",");
        let number = marker(source, comma).and_then(|n| number(source, n));
        let dated = || date.map(|_| Label { number: None, year, date, end });
        return number
            .map(|(number, end)| Label { number: Some(number), year, date: None, end })
            .or_else(dated);
    }
    let (number, end) = number(source, marker(source, at).unwrap_or(at))?;
    let (year, end) = slashed(source, end).or_else(|| {
        let del =
            source.skip_any(source.skip(end, ","), &["del", "dell", "'", "anno", "in", "data", "giorno"], 4);
        when(source, del).map(|(_, year, end)| (year, end))
    })?;
    Some(Label { number: Some(number), year, date: None, end })
}

/// A day or a year: the day (none for a year), the year, the next lexeme.
fn when(source: Source<'_>, at: usize) -> Option<(Option<Date>, i16, usize)> {
    if let Some((date, end)) = day(source.lexemes, at) {
        let date = date?;
        return Some((Some(date), date.year(), end));
    }
    let year = source.get(at).and_then(long_year).filter(|y| (1850..2100).contains(y))?;
    let longer = source.get(at + 1).is_some_and(|l| l.glued && matches!(l.text.as_str(), "/" | "-"));
    (!longer).then_some((None, year, at + 1))
}

/// The year after «/» (or «-»), and the full date that may repeat it («154/2023 del 13 dicembre 2023»).
fn slashed(source: Source<'_>, at: usize) -> Option<(i16, usize)> {
    let digits = source.get(at + 1)?;
    let year = match source.word(at) {
        "/" => long_year(digits).or_else(|| short_year(digits))?,
        "-" => long_year(digits)?,
        _ => return None,
    };
    let longer = source.word(at + 2) == "/" && source.get(at + 3).is_some_and(|l| l.kind == Kind::Digits);
    if longer || !(1850..2100).contains(&year) {
        return None;
    }
    let del = source.skip_any(source.skip(at + 2, ","), &["del", "dell", "'"], 2);
    let repeated = (del > at + 2).then(|| when(source, del)).flatten();
    Some((
        year,
        repeated.filter(|(date, y, _)| date.is_some() && *y == year).map_or(at + 2, |(_, _, end)| end),
    ))
}

/// The lexeme after «n.», «n°», «nr.», «numero».
fn marker(source: Source<'_>, at: usize) -> Option<usize> {
    let marked = matches!(source.word(at), "n" | "nn" | "nr" | "num" | "numero" | "nro");
    marked.then(|| source.skip(source.skip(at + 1, "."), "°"))
}

/// The number of an act, without grouping and leading zeros, and the lexeme after it.
fn number(source: Source<'_>, at: usize) -> Option<(String, usize)> {
    let digits = source.get(at).filter(|l| l.kind == Kind::Digits && l.text.len() <= 7)?;
    let mut value = digits.text.clone();
    let mut end = at + 1;
    if source.word(end) == "."
        && source.get(end + 1).is_some_and(|l| l.glued && l.kind == Kind::Digits && l.text.len() == 3)
    {
        value.push_str(source.word(end + 1));
        end += 2;
    }
    let value = value.trim_start_matches('0');
    (!value.is_empty()).then(|| (value.to_owned(), end))
}
