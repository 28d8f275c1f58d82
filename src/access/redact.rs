//! Masks personal data in a question. Rules look for the shape (and the check digits) of each kind of datum, and for names
//! by what announces them or by a list of given names. Law numbers, dates of acts and amounts are not personal data.

use crate::strings::s;
use regex::Regex;
use serde::Serialize;
use std::collections::HashSet;
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

struct Rule {
    kind: Kind,
    pattern: Regex,
    /// Which group holds the datum.
    group: usize,
    accepts: fn(&str) -> bool,
}

fn rule(kind: Kind, pattern: &str, group: usize, accepts: fn(&str) -> bool) -> Rule {
    let pattern = Regex::new(pattern).expect("redaction patterns are constants under test");
    Rule { kind, pattern, group, accepts }
}

/// In order: earlier rules win where they overlap.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let day = r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:19|20)?\d{2}|\d{1,2}°?\s+(?i:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\s+\d{4}";
    vec![
        rule(Kind::Email, r"(?i)\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+\b", 0, always),
        rule(Kind::DsuProtocol, r"(?i)\bINPS[-\s]?ISEE[-\s]?\d{4}[-\s]?[A-Z0-9]{6,12}(?:[-\s]?\d{2})?\b", 0, always),
        rule(
            Kind::GepiCaseId,
            r"(?i)\b(?:INPS[-\s])?(?:ADI|RDC|SFL)[-\s]\d{4}[-\s]\d{4,12}\b|\b(?:INPS[-\s])(?:ADI|RDC|SFL)[-\s]?\d{5,}\b",
            0,
            always,
        ),
        rule(
            Kind::GepiCaseId,
            r"(?i)\b(?:caso|pratica|domanda|protocollo|fascicolo|id(?:entificativo)?)\s*(?:gepi|inps|adi)?\s*(?:n\.?|nr\.?|num(?:ero)?\.?|:|#)\s*([A-Z]{0,4}[-/]?\d{5,14})\b",
            1,
            always,
        ),
        rule(
            Kind::CodiceFiscale,
            r"(?i)\b[A-Z]{6}\s?[0-9LMNPQRSTUV]{2}\s?[ABCDEHLMPRST]\s?[0-9LMNPQRSTUV]{2}\s?[A-Z][0-9LMNPQRSTUV]{3}\s?[A-Z]\b",
            0,
            always,
        ),
        rule(Kind::Iban, r"(?i)\bIT\s?\d{2}\s?[A-Z](?:\s?[0-9A-Z]){22}\b", 0, always),
        rule(
            Kind::PartitaIva,
            r"(?i)\b(?:p(?:artita)?\.?\s*iva\s*(?:n\.?|:)?\s*)(?:IT)?(\d{11})\b",
            1,
            always,
        ),
        rule(Kind::PartitaIva, r"\b\d{11}\b", 0, luhn),
        rule(
            Kind::Phone,
            r"(?i)\b(?:tel(?:efono)?\.?|cell(?:ulare)?\.?|fax|whatsapp|numero|chiamare(?: al)?|recapito)\s*(?:n\.?|:|è|e')?\s*(\+?\d[\d\s./-]{5,14}\d)\b",
            1,
            seven_digits,
        ),
        rule(Kind::Phone, r"(?:\+39|\b0039)[\s.-]?\d[\d\s./-]{6,12}\d\b", 0, always),
        rule(Kind::Phone, r"\b3\d{2}[\s./-]?\d{3}[\s./-]?\d{3,4}\b", 0, always),
        rule(Kind::Phone, r"\b0\d{1,3}[\s./-]\d{5,8}\b", 0, always),
        rule(
            Kind::BirthDate,
            &format!(r"(?i)\b(?:nat[oaie]|nascita|classe|nacque)\b[^.;\n]{{0,40}}?({day}|\b(?:19|20)\d{{2}}\b)"),
            1,
            always,
        ),
        rule(
            Kind::Address,
            r"(?i:\b(?:via|viale|v\.le|piazza|p\.zza|piazzale|corso|c\.so|largo|vicolo|strada|contrada|località|loc\.|borgo|lungomare|salita))\s+(?:(?i:dell[aeo]?|dei|degli|del|di|san|santa|ss\.|delle|d')\s*)*[A-ZÀ-Ü0-9][\wÀ-ü'.]*(?:\s+(?:(?i:dell[aeo]?|dei|degli|del|di|e|d')\s+)?[A-ZÀ-Ü][\wÀ-ü'.]*){0,3}(?:\s*,?\s*(?i:n\.?|nr\.?|civico|numero)?\s*\d{1,4}(?:\s*/\s*[a-zA-Z0-9]+|[a-zA-Z])?\b)?",
            0,
            not_a_law,
        ),
        rule(
            Kind::Name,
            r"(?:(?i:\b(?:signor[ae]?|sig\.?(?:\s?r[ae]\.?|\.na)?|sigg\.?|dott\.?(?:ssa\.?)?|dr\.?(?:ssa\.?)?|avv\.?|prof\.?(?:ssa\.?)?|don|suor|mi\s+chiamo|si\s+chiama(?:no)?|chiamat[oa]|di\s+nome|nome\s*:|cognome\s*:|nominativo\s*:?|utente|beneficiari[oa]|richiedente|coniuge|marito|moglie|compagn[oa]|figli[oa]|madre|padre|mamma|pap[aà]|nonn[oa]|fratello|sorella|minore|collega|famiglia|nucleo|caso)))\s+((?:(?i:de|di|del|della|dello|lo|la|el|al|van|ben)\s+|D'|De\s+)?[A-ZÀ-Ü][a-zà-ü'’]+(?:\s+(?:(?:de|di|del|della|lo|la|El|Al|Ben)\s+|D')?[A-ZÀ-Ü][a-zà-ü'’]+){0,2})",
            1,
            a_name,
        ),
    ]
});

static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("names.txt").lines().collect());
static CAPITALISED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[A-ZÀ-Ü][a-zà-ü]+(?:['’][A-ZÀ-Üa-zà-ü]+)?(?:\s+(?:(?:De|Di|Del|Della|Lo|La|El|Al|Ben|D')\s*)?[A-ZÀ-Ü][a-zà-ü'’]+){0,3}")
        .expect("a constant under test")
});

/// Words that begin with a capital in questions without being anyone's name.
const NOT_NAMES: [&str; 44] = [
    "inclusione", "assegno", "isee", "inps", "comune", "ambito", "stato", "ministero", "gepi", "carta", "patto", "legge",
    "decreto", "reddito", "supporto", "progetto", "centro", "poste", "italia", "roma", "milano", "adi", "sfl", "pais", "pad",
    "psp", "rdc", "rei", "dsu", "siisl", "caf", "cpi", "puc", "leps", "naspi", "spid", "cie", "asl", "uepe", "serd",
    "coordinatore", "case", "responsabile", "equipe",
];

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
            if let Some(datum) = captures.get(rule.group).filter(|m| (rule.accepts)(m.as_str())) {
                add(datum.start(), datum.end(), rule.kind);
            }
        }
    }
    for candidate in CAPITALISED.find_iter(text) {
        if let Some((start, end)) = given_name(candidate.as_str()) {
            add(candidate.start() + start, candidate.start() + end, Kind::Name);
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

fn always(_: &str) -> bool {
    true
}

fn seven_digits(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 7
}

/// The check digit of a VAT number.
fn luhn(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(n, d)| if n % 2 == 0 { *d } else { d * 2 - if d * 2 > 9 { 9 } else { 0 } })
        .sum();
    digits.len() == 11 && sum.is_multiple_of(10) && sum > 0
}

/// «via Siisl» and «in via telematica» are not addresses.
fn not_a_law(text: &str) -> bool {
    let second = text.split_whitespace().nth(1).unwrap_or_default().to_lowercase();
    !NOT_NAMES.contains(&second.as_str())
}

fn a_name(text: &str) -> bool {
    let folded = crate::text::fold(text);
    !folded.split(' ').any(|word| NOT_NAMES.contains(&word))
}

/// A known given name, with the capitalised words after it (or one surname before it).
fn given_name(candidate: &str) -> Option<(usize, usize)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in candidate.split_whitespace() {
        let start = at + candidate[at..].find(word)?;
        words.push((start, word));
        at = start + word.len();
    }
    let is_given = |word: &str| NAMES.contains(crate::text::fold(word).as_str());
    let first = words.iter().position(|(_, word)| is_given(word))?;
    let stop = |word: &str| NOT_NAMES.contains(&crate::text::fold(word).as_str());
    let last = words[first..].iter().position(|(_, w)| stop(w)).map_or(words.len(), |n| first + n) - 1;
    let from = if last == first && first == 1 && !stop(words[0].1) && words[0].0 > 0 { 0 } else { first };
    Some((words[from].0, words[last].0 + words[last].1.len()))
}
