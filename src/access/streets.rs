//! Street addresses, and the prose that looks like one: «via telematica», «un corso di 20 ore».

use super::names;
use super::redact::Kind;
use super::rules::{Rule, Seen, rule};
use super::vocabulary::is_word;
use crate::text::fold;
use regex::Regex;
use std::sync::LazyLock;

/// A house number, with what follows it on the door.
const HOUSE: &str = r"(?:\s*,?\s*(?i:n[.°º]?|nr\.?|num\.?|civico|numero)?\s*\d{1,4}(?:\s*/\s*[a-zA-Z0-9]{1,3}\b|[a-zA-Z]\b|\s[A-Z]\b|\b)(?:\s*,?\s*(?i:int(?:erno|\.)?|scala|sc\.|piano|p\.)\s*[A-Za-z0-9]{1,3}\b)*|\s*,?\s*(?i:snc)\b)";

pub(super) fn rules() -> Vec<Rule> {
    let way = r"(?i:\b(?:via|viale|v\.le|piazza|piazzetta|p\.?z?za|p\.zza|piazzale|p\.le|corso|c\.so|largo|l\.go|vicolo|vico|strada|contrada|c\.da|località|loc\.|fraz\.|borgo|lungomare|lungotevere|salita|traversa|rione|calle))";
    let name = r"(?:[A-ZÀ-Ü][a-zà-ü'’.][\wÀ-ü'’.]*|[A-Z]\.|[IVX]{1,5}\b|\d{1,2}[°º]?\s+[A-ZÀ-Ü][a-zà-ü]+)";
    let of = r"(?i:dell[aeo]?|dei|degli|del|di|san|santa|santo|ss\.|s\.|don|delle|le|la|ai|alla|al|dell['’]|d['’])";
    vec![
        rule(
            Kind::Address,
            &format!(
                r"{way}\s+(?:{of}\s*)*{name}(?:\s+(?:(?i:dell[aeo]?|dei|degli|del|di|e|d['’]|dell['’])\s*)?[A-ZÀ-Ü][\wÀ-ü'’.]*){{0,3}}{HOUSE}?"
            ),
            0,
            a_street,
        ),
        rule(
            Kind::Address,
            &format!(
                r"\b((?:via|viale|piazza|vico|vicolo|largo|corso|c\.so|p\.zza)\s+[a-zà-ü'’]+(?:\s+[a-zà-ü'’]+){{0,3}}{HOUSE})"
            ),
            1,
            a_street_in_lower_case,
        ),
        rule(
            Kind::Address,
            r"\b(?:VIA|VIALE|PIAZZA|CORSO|LARGO|VICO|Via|Viale|Piazza|Corso|via|viale|piazza|corso)\s+(?:[A-ZÀ-Ü'’.]+\s*,?\s+){1,4}(?:N[.°]?|n[.°]?)?\s*\d{1,4}(?:/[A-Z0-9]+)?\b",
            0,
            counts_nothing,
        ),
    ]
}

/// «via Siisl», «via Telematica», «Corso Excel 20 ore» are not addresses; «via Roma 12» is.
fn a_street(seen: &Seen<'_>) -> bool {
    let mut words = seen.datum().split_whitespace();
    let first = fold(words.next().unwrap_or_default());
    let second = fold(words.next().unwrap_or_default().trim_end_matches([',', '.']));
    if !counts_nothing(seen) || NOT_STREETS.contains(&second.as_str()) {
        return false;
    }
    if AMBIGUOUS.contains(&first.as_str()) {
        let numbered = seen.datum().ends_with(|c: char| c.is_ascii_digit());
        let known = is_word(&second) && !names::is_listed(&second);
        let lower = seen.datum().starts_with(char::is_lowercase);
        return numbered || !(known || lower || names::is_common(&second));
    }
    names::names_streets(&second) || !names::is_common(&second)
}

/// «via garibaldi 12», but not «via telematica entro 30».
fn a_street_in_lower_case(seen: &Seen<'_>) -> bool {
    let words: Vec<&str> =
        seen.datum().split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).skip(1).collect();
    let last = words
        .iter()
        .rev()
        .find(|w| !matches!(**w, "n" | "nr" | "civico" | "numero" | "int" | "interno" | "scala" | "snc"));
    let named = last.is_some_and(|w| !crate::text::is_stop(w));
    let street = seen.datum().split_whitespace().next().unwrap_or_default();
    let said = AMBIGUOUS.contains(&street) && words.first().is_none_or(|w| is_word(w));
    let common = |w: &&&str| names::is_common(w) && !names::names_streets(w);
    counts_nothing(seen)
        && named
        && !said
        && !words.iter().any(|w| NOT_STREETS.contains(w))
        && !words.iter().any(|w| common(&w))
}

/// «un corso di 20 ore»: a number that counts something is no house number.
fn counts_nothing(seen: &Seen<'_>) -> bool {
    static UNIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\s*(?:ore|or[ae]|giorni|gg|mesi|anni|settimane|euro|€|%|volte|minuti|posti|persone|crediti|cfu|lezioni|h\b)")
            .expect("a constant under test")
    });
    !(seen.datum().ends_with(|c: char| c.is_ascii_digit()) && UNIT.is_match(seen.after()))
}

/// Words that name streets only with a capital or with a house number: «il corso della Regione», «corso Garibaldi 3».
const AMBIGUOUS: [&str; 11] = [
    "corso", "largo", "vicolo", "strada", "contrada", "localita", "borgo", "salita", "traversa", "rione",
    "calle",
];

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
    "gerarchica",
    "giudiziale",
    "stragiudiziale",
    "informale",
    "formale",
    "telefonica",
    "email",
    "mail",
    "pec",
    "sms",
    "spid",
    "cie",
    "web",
    "app",
    "siisl",
    "gepi",
    "posta",
    "whatsapp",
    "skype",
    "teams",
    "zoom",
    "meet",
    "virtuale",
    "fittizia",
    "libera",
    "crucis",
    "che",
    "entro",
    "per",
    "con",
    "dal",
    "al",
    "fino",
    "di",
    "da",
];
