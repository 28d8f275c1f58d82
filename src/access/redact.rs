//! Masks personal data in a question. Rules look for the shape (and the check digits) of each kind of datum; names are found
//! by `names`. Law numbers, dates of acts and amounts are not personal data.

use super::names;
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
        rule(
            Kind::DsuProtocol,
            r"(?i)\bINPS[-\s]?ISEE[-\s]?\d{4}[-\s]?[A-Z0-9]{6,12}(?:[-\s]?\d{2})?\b",
            0,
            always,
        ),
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
            &format!(
                r"(?i)\b(?:nat[oaie]|nascita|classe|nacque)\b[^.;\n]{{0,40}}?({day}|\b(?:19|20)\d{{2}}\b)"
            ),
            1,
            always,
        ),
        rule(
            Kind::Address,
            r"(?i:\b(?:via|viale|v\.le|piazza|p\.zza|piazzale|corso|c\.so|largo|vicolo|strada|contrada|località|loc\.|borgo|lungomare|salita))\s+(?:(?i:dell[aeo]?|dei|degli|del|di|san|santa|ss\.|delle|d')\s*)*(?:[A-ZÀ-Ü][a-zà-ü'.][\wÀ-ü'.]*|\d{1,2}°?\s+[A-ZÀ-Ü][a-zà-ü]+)(?:\s+(?:(?i:dell[aeo]?|dei|degli|del|di|e|d')\s+)?[A-ZÀ-Ü][\wÀ-ü'.]*){0,3}(?:\s*,?\s*(?i:n\.?|nr\.?|civico|numero)?\s*\d{1,4}(?:\s*/\s*[a-zA-Z0-9]+|[a-zA-Z])?\b)?",
            0,
            not_a_law,
        ),
        rule(
            Kind::Address,
            r"\b((?:via|viale|piazza)\s+[a-zà-ü']+(?:\s+[a-zà-ü']+)?\s*,?\s*(?:n\.?|nr\.?|civico)?\s*\d{1,4}(?:\s*/\s*[a-zA-Z0-9]+|[a-zA-Z])?)\b",
            1,
            lower_case_street,
        ),
        rule(
            Kind::Address,
            r"\b(?:VIA|VIALE|PIAZZA|CORSO|Via|Viale|Piazza|Corso|via|viale|piazza|corso)\s+(?:[A-ZÀ-Ü'.]+\s+){1,4}(?:N\.?|n\.?)?\s*\d{1,4}\b",
            0,
            always,
        ),
    ]
});

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
            let thing = rule.kind == Kind::BirthDate && of_a_thing(&text[..captures.get_match().start()]);
            if let Some(datum) = captures.get(rule.group).filter(|m| !thing && (rule.accepts)(m.as_str())) {
                add(datum.start(), datum.end(), rule.kind);
            }
        }
    }
    for (start, end) in names::find(text) {
        add(start, end, Kind::Name);
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

/// «GePI è nata nel 2019»: measures and platforms are born too.
fn of_a_thing(before: &str) -> bool {
    let folded = crate::text::fold(before);
    let mut words =
        folded.split_whitespace().rev().skip_while(|w| matches!(*w, "e" | "è" | "sono" | "stata" | "stato"));
    words.next().is_some_and(|w| {
        names::is_common(w) || matches!(w, "piattaforma" | "misura" | "servizio" | "sistema")
    })
}

/// «via Siisl» and «in via telematica» are not addresses; «via Roma 12» is.
fn not_a_law(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    if AMBIGUOUS.contains(&first)
        && !text.ends_with(|c: char| c.is_ascii_alphanumeric() && !c.is_ascii_lowercase())
    {
        return false;
    }
    let second = words.next().unwrap_or_default().to_lowercase();
    names::is_place(&second) || !names::is_common(&second)
}

/// «via garibaldi 12», but not «via telematica entro 30».
fn lower_case_street(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).skip(1).collect();
    let named = words.last().is_some_and(|w| !crate::text::is_stop(w));
    named && !words.iter().any(|w| NOT_STREETS.contains(w) || (names::is_common(w) && !names::is_place(w)))
}

/// Words that name streets only with a capital or with a house number: «il corso della Regione», «corso Garibaldi 3».
const AMBIGUOUS: [&str; 8] =
    ["corso", "largo", "vicolo", "strada", "contrada", "località", "borgo", "salita"];

/// What follows «via» in office prose.
const NOT_STREETS: &[&str] = &[
    "telematica",
    "informatica",
    "digitale",
    "ordinaria",
    "generale",
    "prioritaria",
    "eccezionale",
    "esclusiva",
    "breve",
    "transitoria",
    "sperimentale",
    "principale",
    "residuale",
    "subordinata",
    "diretta",
    "cautelare",
    "provvisoria",
    "definitiva",
    "preventiva",
    "amministrativa",
    "email",
    "mail",
    "pec",
    "sms",
    "spid",
    "web",
    "posta",
    "entro",
    "per",
    "con",
    "dal",
    "al",
    "fino",
    "di",
    "da",
];
