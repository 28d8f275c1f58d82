//! Masks personal data in a question: what `rules` know by its shape, and the names that `names` find. Law numbers, dates of
//! acts and amounts are not personal data.

use super::rules::{RULES, Seen};
use super::{names, rules};
use crate::strings::s;
use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;

/// Kinds of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// First name, surname or both.
    Name,
    /// Tax code of a person.
    CodiceFiscale,
    /// Bank account.
    Iban,
    /// VAT number.
    PartitaIva,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Street address.
    Address,
    /// Date of birth.
    BirthDate,
    /// Protocol of a DSU.
    DsuProtocol,
    /// Id of a case in GePI or of an application to INPS.
    GepiCaseId,
}

impl Kind {
    fn placeholder(self) -> String {
        let name = match self {
            Kind::Name => "name",
            Kind::CodiceFiscale => "codice_fiscale",
            Kind::Iban => "iban",
            Kind::PartitaIva => "partita_iva",
            Kind::Phone => "phone",
            Kind::Email => "email",
            Kind::Address => "address",
            Kind::BirthDate => "birth_date",
            Kind::DsuProtocol => "dsu_protocol",
            Kind::GepiCaseId => "gepi_case_id",
        };
        format!("[{}]", s(&format!("redacted.{name}")))
    }

    const ALL: [Kind; 10] = [
        Kind::Name,
        Kind::CodiceFiscale,
        Kind::Iban,
        Kind::PartitaIva,
        Kind::Phone,
        Kind::Email,
        Kind::Address,
        Kind::BirthDate,
        Kind::DsuProtocol,
        Kind::GepiCaseId,
    ];
}

/// What was masked, in Unicode scalar values of the text as received, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RedactedSpan {
    /// First character.
    pub start: usize,
    /// First character after.
    pub end: usize,
    /// What it was.
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// A text without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redacted {
    /// The text with a placeholder for each datum.
    pub text: String,
    /// Where they stood.
    pub spans: Vec<RedactedSpan>,
}

/// Masks every personal datum found.
pub fn redact(text: &str) -> Redacted {
    let mut found: Vec<(usize, usize, Kind)> = Vec::new();
    let mut add = |start: usize, end: usize, kind: Kind| {
        if start < end && !found.iter().any(|(s, e, _)| *s < end && start < *e) {
            found.push((start, end, kind));
        }
    };
    for rule in RULES.iter() {
        for captures in rule.pattern.captures_iter(text) {
            let seen = |datum| Seen { text, whole: captures.get_match().range(), datum };
            let datum = captures.iter().skip(rule.group).flatten().next().map(|m| m.range());
            if let Some(datum) = datum.filter(|datum| (rule.accepts)(&seen(datum.clone()))) {
                add(datum.start, datum.end, rule.kind);
            }
        }
    }
    for (start, end) in names::find(text) {
        add(start, end, Kind::Name);
        // «Maria Rossi (12/05/1978)».
        if let Some(date) = rules::born_beside(&text[end..]) {
            add(end + date.start, end + date.end, Kind::BirthDate);
        }
    }
    found.sort_unstable();
    let mut masked = String::with_capacity(text.len());
    let mut spans = Vec::with_capacity(found.len());
    let mut last = 0;
    for (start, end, kind) in found {
        masked.push_str(&text[last..start]);
        masked.push_str(&kind.placeholder());
        let before = text[..start].chars().count();
        spans.push(RedactedSpan { start: before, end: before + text[start..end].chars().count(), kind });
        last = end;
    }
    masked.push_str(&text[last..]);
    Redacted { text: masked, spans }
}

/// The text without placeholders, for search: they are not the asker's words.
pub fn without_placeholders(text: &str) -> String {
    Kind::ALL.iter().fold(text.to_owned(), |text, kind| text.replace(&kind.placeholder(), " "))
}

/// The text as an encoder reads it best: who was masked is a person, the other data are nothing.
pub fn with_persons(text: &str) -> String {
    let named = Kind::Name.placeholder();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(named.as_str()) {
        out.push_str(before);
        // «la signora [nome]» says it already; «[nome], 70 anni» is «una persona di 70 anni».
        out.push_str(if names::announced_by(before) { "" } else { "una persona" });
        let age = AGE.captures(after).and_then(|age| age.get(1)).map(|age| age.start());
        out.push_str(if age.is_some() { " di " } else { "" });
        rest = &after[age.unwrap_or(0)..];
    }
    out.push_str(rest);
    without_placeholders(&out)
}

/// An age after a name.
static AGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ ?,? ?(?:di )?(\d{1,3} ann[io]\b)").expect("a fixed pattern"));
