//! What an act is called: «D.L. 4 maggio 2023, n. 48», «D.L. 48/2023», `urn:nir:stato:decreto.legge:2023-05-04;48`.

use crate::strings::s;
use crate::text::{DateValue, dates, references};
use jiff::civil::Date;

/// The kind in canonical ids, how it is shortened, its name in a URN.
const KINDS: [(&str, &str, &str); 11] = [
    ("dl", "D.L.", "decreto.legge"),
    ("dlgs", "D.Lgs.", "decreto.legislativo"),
    ("lcost", "L. cost.", "legge.costituzionale"),
    ("l", "L.", "legge"),
    ("dpr", "D.P.R.", "decreto.del.presidente.della.repubblica"),
    ("dpcm", "D.P.C.M.", "decreto.del.presidente.del.consiglio.dei.ministri"),
    ("dm", "D.M.", "decreto.ministeriale"),
    ("di", "D.I.", "decreto.interministeriale"),
    ("dd", "D.D.", "decreto.direttoriale"),
    ("rd", "R.D.", "regio.decreto"),
    ("lr", "L.R.", "legge.regionale"),
];

/// An act with its number and day.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest::formats) struct Act {
    kind: String,
    number: Option<String>,
    year: i16,
    /// The day it was issued.
    pub(in crate::ingest::formats) date: Option<Date>,
}

impl Act {
    /// The act of a URN, with or without provision and version.
    pub(in crate::ingest::formats) fn of_urn(urn: &str) -> Option<Self> {
        let mut parts = urn.strip_prefix("urn:nir:")?.split(':');
        let (authority, name, label) = (parts.next()?, parts.next()?, parts.next()?);
        let label = label.split(['~', '!', '@', '#']).next()?;
        let (day, number) = label.split_once(';').map_or((label, None), |(day, n)| (day, Some(n)));
        let year = day.get(..4)?.parse().ok()?;
        Some(Self {
            kind: kind_of_urn(authority, name),
            number: number.filter(|n| !n.is_empty()).map(str::to_owned),
            year,
            date: day.parse().ok(),
        })
    }

    /// The act that a text begins with or is titled by («DECRETO-LEGGE 4 maggio 2023, n. 48»).
    pub(in crate::ingest::formats) fn of_text(text: &str) -> Option<Self> {
        let found = references(text).into_iter().find(|r| r.act.is_some())?;
        let mut parts = found.act.as_deref()?.splitn(3, '-');
        let (kind, number, year) = (parts.next()?, parts.next()?, parts.next()?);
        let (kind, year) = (known(kind)?.1, year.parse().ok()?);
        let told = dates(found.span.slice(text)?).into_iter().find_map(|d| match d.value {
            DateValue::Day(day) => Some(day),
            _ => None,
        });
        Some(Self {
            kind: kind.to_owned(),
            number: Some(number.to_owned()),
            year,
            date: told.filter(|d| d.year() == year),
        })
    }

    /// The act that a line is the name of («LEGGE 3 luglio 2023, n. 85»), not one that it speaks of.
    pub(in crate::ingest::formats) fn of_title(line: &str) -> Option<Self> {
        let line = line.trim();
        let first = references(line).into_iter().next();
        if first.is_some_and(|r| r.act.is_some() && r.article.is_none() && r.span.start == 0) {
            return Self::of_text(line);
        }
        // Ministers' decrees are headed by the ministry on a line of its own.
        let day = line.strip_prefix("DECRETO ").filter(|r| r.starts_with(|c: char| c.is_ascii_digit()))?;
        Self::of_text(&format!("decreto ministeriale {day}"))
    }

    /// «D.L. 48/2023».
    pub(in crate::ingest::formats) fn short(&self) -> String {
        match (&self.number, self.date) {
            (Some(number), _) => format!("{} {number}/{}", self.kind, self.year),
            (None, Some(date)) => format!("{} {}", self.kind, day(date)),
            (None, None) => format!("{} {}", self.kind, self.year),
        }
    }

    /// «D.L. 4 maggio 2023, n. 48».
    pub(in crate::ingest::formats) fn long(&self) -> String {
        match (&self.number, self.date) {
            (Some(number), Some(date)) => format!("{} {}, n. {number}", self.kind, day(date)),
            _ => self.short(),
        }
    }

    /// The URN, when the day is known and the State issues such acts.
    pub(in crate::ingest::formats) fn urn(&self) -> Option<String> {
        const STATE: [&str; 7] = ["D.L.", "D.Lgs.", "L. cost.", "L.", "D.P.R.", "D.P.C.M.", "R.D."];
        let name = KINDS.iter().find(|(_, short, _)| *short == self.kind)?.2;
        let (number, date) = (self.number.as_deref()?, self.date?);
        STATE.contains(&self.kind.as_str()).then(|| format!("urn:nir:stato:{name}:{date};{number}"))
    }

    /// «Stato» for its acts, as the corpus calls it.
    pub(in crate::ingest::formats) fn issuer(&self) -> Option<String> {
        self.urn().map(|_| s("ingest.state").to_owned())
    }
}

fn known(kind: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    KINDS.iter().find(|(id, _, _)| *id == kind)
}

fn kind_of_urn(authority: &str, name: &str) -> String {
    if let Some((_, short, _)) = KINDS.iter().find(|(_, _, urn)| *urn == name) {
        return (*short).to_owned();
    }
    if name == "decreto" && authority.starts_with("minister") {
        return "D.M.".to_owned();
    }
    let words = name.replace('.', " ");
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// «4 maggio 2023».
fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), s(&format!("month.{}", date.month())), date.year())
}
