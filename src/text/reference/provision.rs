//! Articles, commas, letters and numbers of an act.

use super::Source;
use crate::text::lexeme::Kind;

/// One provision, at the depth it was said with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Provision {
    pub(super) article: Option<String>,
    pub(super) comma: Option<String>,
    pub(super) letter: Option<String>,
    pub(super) number: Option<String>,
}

/// From the widest to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Article,
    Comma,
    Letter,
    Number,
}

/// Where a group of parts stands, which decides how much of it may be left unsaid.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// Anywhere in the text: «c. 5» alone says nothing.
    Fresh,
    /// After its act: «L. 207/2024 c. 198».
    AfterAct,
    /// After another provision: «art. 4, co. 5, e co. 7».
    After(&'a Provision),
}

/// A level, its values, the lexeme after it.
type Part = (Level, Vec<String>, usize);

/// No list of a citation is longer; what comes after is read as a citation of its own.
const LONGEST: usize = 60;

const JOINS: &[&str] =
    &[",", "-", "del", "dell", "'", "della", "dello", "dei", "degli", "delle", "al", "all", "alla", "di"];

/// The provisions that begin at `at`, said with at most one part for each level, and the lexeme after them.
pub(super) fn group(source: Source<'_>, at: usize, place: Place<'_>) -> Option<(Vec<Provision>, usize)> {
    let mut parts: Vec<Part> = Vec::new();
    let mut end = at;
    while parts.len() < 4 {
        let from = if parts.is_empty() { at } else { source.skip_any(end, JOINS, 4) };
        let Some(part) = part(source, from, &parts).filter(|p| parts.iter().all(|q| q.0 != p.0)) else {
            break;
        };
        end = period(source, part.2);
        parts.push(part);
    }
    let has = |level| parts.iter().any(|p| p.0 == level);
    let short = matches!(source.word(at), "c" | "cc" | "co" | "com");
    let said = match place {
        Place::Fresh => has(Level::Article) || (has(Level::Comma) && !short),
        Place::AfterAct => has(Level::Article) || has(Level::Comma),
        Place::After(_) => has(Level::Article) || has(Level::Comma) || has(Level::Letter),
    };
    said.then(|| (expand(&parts, place), end))
}

/// «artt. 3 e 4, comma 5» is article 3 and comma 5 of article 4; said from the narrowest («comma 5 degli
/// artt. 3 e 4»), it is comma 5 of both.
fn expand(parts: &[Part], place: Place<'_>) -> Vec<Provision> {
    let mut sorted: Vec<&Part> = parts.iter().collect();
    sorted.sort_by_key(|p| p.0);
    let narrowing = parts.windows(2).all(|w| w[0].0 < w[1].0);
    let mut out = vec![inherited(place, sorted.first().map(|p| p.0))];
    for (level, values, _) in sorted {
        let keep = if narrowing { out.len() - 1 } else { 0 };
        let widened: Vec<Provision> = out.split_off(keep);
        for provision in &widened {
            out.extend(values.iter().take(LONGEST).map(|value| provision.with(*level, value)));
        }
        out.truncate(LONGEST * 4);
    }
    out
}

fn inherited(place: Place<'_>, first: Option<Level>) -> Provision {
    let (Place::After(before), Some(first)) = (place, first) else { return Provision::default() };
    Provision {
        article: before.article.clone().filter(|_| first > Level::Article),
        comma: before.comma.clone().filter(|_| first > Level::Comma),
        ..Provision::default()
    }
}

impl Provision {
    fn with(&self, level: Level, value: &str) -> Self {
        let mut out = self.clone();
        let slot = match level {
            Level::Article => &mut out.article,
            Level::Comma => &mut out.comma,
            Level::Letter => &mut out.letter,
            Level::Number => &mut out.number,
        };
        *slot = Some(value.to_owned());
        out
    }
}

fn part(source: Source<'_>, at: usize, before: &[Part]) -> Option<Part> {
    let word = source.word(at);
    let level = match word {
        "art" | "artt" | "articolo" | "articoli" => Level::Article,
        "comma" | "commi" | "c" | "cc" | "co" | "com" => Level::Comma,
        "lett" | "let" | "lettera" | "lettere" => Level::Letter,
        "n" | "nn" | "nr" | "num" | "numero" | "numeri" if before.iter().any(|p| p.0 > Level::Article) => {
            Level::Number
        }
        _ => {
            let value = ordinal(word).filter(|_| source.word(at + 1) == "comma")?;
            return Some((Level::Comma, vec![value.to_string()], at + 2));
        }
    };
    let from = source.skip(at + 1, ".");
    if level == Level::Letter {
        let (values, end) = letters(source, from)?;
        return Some((level, values, end));
    }
    if let Some(value) = ordinal(source.word(from)).filter(|_| word == "comma") {
        return Some((level, vec![value.to_string()], from + 1));
    }
    let plural = matches!(word, "artt" | "articoli" | "commi" | "cc" | "nn" | "numeri");
    let (values, end) = idents(source, source.skip(from, "°"), plural)?;
    Some((level, values, if level == Level::Number { source.skip(end, ")") } else { end }))
}

/// «primo periodo» and «e seguenti» after a part belong to the citation.
fn period(source: Source<'_>, at: usize) -> usize {
    let from = source.skip(at, ",");
    if source.word(from + 1) == "periodo"
        && (ordinal(source.word(from)).is_some() || source.word(from) == "ultimo")
    {
        return from + 2;
    }
    let from = source.skip(at, "e");
    if matches!(source.word(from), "ss" | "seguenti" | "seguente" | "segg" | "sgg") {
        let stop = source.skip(from + 1, ".");
        // The full stop stays out when nothing of the citation can follow it.
        return if matches!(
            source.word(stop),
            "," | ")" | "d" | "l" | "del" | "dell" | "della" | "dlgs" | "dl" | "dm" | "dpcm"
        ) {
            stop
        } else {
            from + 1
        };
    }
    at
}

fn ordinal(word: &str) -> Option<usize> {
    const ORDINALS: [&str; 10] =
        ["primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono", "decimo"];
    ORDINALS.iter().position(|o| *o == word).map(|n| n + 1)
}

/// «4», «3 e 4», «5-7, 10 e 21-bis», «da 5 a 7».
fn idents(source: Source<'_>, at: usize, plural: bool) -> Option<(Vec<String>, usize)> {
    let spanning = plural && matches!(source.word(at), "da" | "dal");
    let (first, mut end) = ident(source, if spanning { at + 1 } else { at })?;
    let mut out = vec![first];
    while out.len() < LONGEST {
        let to = source.word(end) == "-" || (spanning && matches!(source.word(end), "a" | "al"));
        let from = if to { end + 1 } else { source.skip_any(end, &[",", "e", "ed"], 2) };
        let Some((value, next)) = ident(source, from).filter(|_| from > end) else { break };
        // «art. 4 e 5 giorni»: in the singular a second number must be followed by what follows a provision.
        let counted = source.word(end) == "," || !closes(source, next);
        if !plural && !to && counted {
            break;
        }
        if to {
            extend(&mut out, &value)?
        } else {
            out.push(value)
        }
        end = next;
    }
    Some((out, end))
}

/// Adds what lies between the last value and `to`; none when that is no range («art. 4-2»).
fn extend(out: &mut Vec<String>, to: &str) -> Option<()> {
    let bounds = (out.last()?.parse::<u32>(), to.parse::<u32>());
    match bounds {
        (Ok(from), Ok(to)) if to <= from || to - from > 50 => return None,
        (Ok(from), Ok(to)) => out.extend((from + 1..=to).map(|n| n.to_string())),
        _ => out.push(to.to_owned()),
    }
    Some(())
}

fn closes(source: Source<'_>, at: usize) -> bool {
    const AFTER: &[&str] = &[
        "del", "dell", "della", "dello", "di", "art", "artt", "articolo", "articoli", "lett", "lettera", "d",
        "dl", "dlgs", "l", "dm", "dpcm", "dpr", "legge", "decreto", "e",
    ];
    source.get(at).is_none_or(|l| l.kind == Kind::Sign || AFTER.contains(&l.text.as_str()))
}

/// «4», «3-bis», «3 bis», «1°».
fn ident(source: Source<'_>, at: usize) -> Option<(String, usize)> {
    let digits = source.get(at).filter(|l| l.text.len() <= 4)?;
    let value = digits.figure().filter(|n| *n > 0)?;
    let end = source.skip(at + 1, "°");
    let dash = source.skip(end, "-");
    if let Some(suffix) = source.get(dash).filter(|l| SUFFIXES.contains(&l.text.as_str())) {
        return Some((format!("{value}-{}", suffix.text), dash + 1));
    }
    let glued = |at: usize, kind| source.get(at).is_some_and(|l| l.glued && l.kind == kind);
    let longer = glued(end, Kind::Word) || (source.word(end) == "/" && glued(end + 1, Kind::Digits));
    (!longer).then(|| (value.to_string(), end))
}

const SUFFIXES: &[&str] = &[
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "novies",
    "nonies",
    "decies",
    "undecies",
    "duodecies",
    "terdecies",
    "quaterdecies",
    "quinquiesdecies",
    "sexiesdecies",
    "septiesdecies",
    "octiesdecies",
    "vicies",
];

/// «a», «a)», «b-bis)», «a) e b)», «"a"».
fn letters(source: Source<'_>, at: usize) -> Option<(Vec<String>, usize)> {
    let (first, mut end) = letter(source, at)?;
    let mut out = vec![first];
    while out.len() < LONGEST {
        let from = source.skip_any(end, &[",", "e", "ed"], 2);
        let Some((value, next)) = letter(source, from).filter(|_| from > end) else { break };
        out.push(value);
        end = next;
    }
    Some((out, end))
}

fn letter(source: Source<'_>, at: usize) -> Option<(String, usize)> {
    const OPEN: &[&str] = &["«", "\"", "“", "'"];
    const CLOSE: &[&str] = &[")", "»", "\"", "”", "'"];
    let from = source.skip_any(at, OPEN, 1);
    let word = source.get(from).filter(|l| l.kind == Kind::Word && l.text.is_ascii())?;
    let mut end = from + 1;
    let mut value = word.text.clone();
    if source.word(end) == "-" && SUFFIXES.contains(&source.word(end + 1)) {
        value = format!("{value}-{}", source.word(end + 1));
        end += 2;
    }
    let next = source.get(end);
    let closed = next.is_some_and(|l| l.is(")"));
    let short = match word.text.as_bytes() {
        [_] => true,
        // «lett. a), DD 75/2025»
        [a, b] => closed || (a == b && next.is_none_or(|l| l.kind != Kind::Digits)),
        _ => false,
    };
    // «lett. a) e d.l. 48/2023», «lett. a) e l'art. 5», «lett. a) e c. 3»
    let shortened = source.get(end + 1).is_some_and(|after| match after.kind {
        Kind::Digits => source.word(end) == ".",
        Kind::Word => {
            matches!(source.word(end), "." | "'") && (after.glued || after.text.len() == 1 || after.is("lgs"))
        }
        Kind::Sign => false,
    });
    let abbreviation = from == at && shortened;
    (short && !abbreviation).then(|| (value, source.skip_any(end, CLOSE, 2)))
}
