//! The personal data that have a shape: codes with their check digits, numbers with what announces them, streets, dates of
//! birth. Law numbers, years of programmes and amounts have such shapes too, so a rule may look at what stands around.

use super::redact::Kind;
use super::vocabulary::{is_place, is_thing};
use super::{names, streets};
use crate::text::fold;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A match of a rule in its text.
pub(super) struct Seen<'a> {
    pub(super) text: &'a str,
    /// All that the pattern took.
    pub(super) whole: Range<usize>,
    pub(super) datum: Range<usize>,
}

impl Seen<'_> {
    pub(super) fn datum(&self) -> &str {
        &self.text[self.datum.clone()]
    }

    fn before(&self) -> &str {
        &self.text[..self.whole.start]
    }

    pub(super) fn after(&self) -> &str {
        &self.text[self.datum.end..]
    }
}

pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) pattern: Regex,
    /// The first group that may hold the datum.
    pub(super) group: usize,
    pub(super) accepts: fn(&Seen<'_>) -> bool,
}

pub(super) fn rule(kind: Kind, pattern: &str, group: usize, accepts: fn(&Seen<'_>) -> bool) -> Rule {
    let pattern = Regex::new(pattern).expect("redaction patterns are constants under test");
    Rule { kind, pattern, group, accepts }
}

const DAY: &str = r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:(?:19|20)\d{2}|\d{2})\b|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}\b|\d{1,2}[°º]?\s+(?i:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|genn?\.?|febb?\.?|mar\.?|apr\.?|mag\.?|giu\.?|lug\.?|ago\.?|sett?\.?|ott\.?|nov\.?|dic\.?)\s+(?:\d{4}|['’]?\d{2})\b";
/// In order: earlier rules win where they overlap.
pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules = codes();
    rules.extend(phones());
    rules.extend(births());
    rules.extend(streets::rules());
    rules
});

fn codes() -> Vec<Rule> {
    vec![
        rule(Kind::Email, r"(?i)\b[a-z0-9._%+-]+\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+\b", 0, always),
        rule(
            Kind::DsuProtocol,
            r"(?i)\bINPS[-\s./_]?ISEE[-\s./_]?\d{4}[-\s./_]?[A-Z0-9]{6,12}(?:[-\s]?[A-Z])?(?:[-\s./]?\d{2})?\b",
            0,
            four_digits_more,
        ),
        rule(Kind::DsuProtocol, r"(?i)\bISEE[-./_]\d{4}[-./_]\d{5,9}[A-Z]?(?:[-\s./]?\d{2})?\b", 0, always),
        rule(
            Kind::DsuProtocol,
            r"(?i)\bDSU\s*(?:(?:prot(?:ocollo)?|n|nr|num(?:ero)?)\b[.°:]?\s*)*(?:n\.?|:|#)?\s*((?:\d{4}[-/])?\d{5,10}[A-Z]?(?:-\d{2})?)\b",
            1,
            always,
        ),
        rule(
            Kind::GepiCaseId,
            r"(?i)\b(?:INPS[-\s./_])?(?:ADI|RDC|SFL|REI)[-\s./_](?:INPS[-\s./_])?\d{4}(?:[-./_]\d{4,12}|\s\d{5,12})\b|\b(?:INPS[-\s./_])(?:ADI|RDC|SFL)[-\s]?\d{5,}\b|\b(?:ADI|RDC|SFL)[-_]\d{5,}\b",
            0,
            not_two_years,
        ),
        rule(
            Kind::GepiCaseId,
            r"(?i)\b(?:caso|pratica|domanda|protocollo|prot\.?|fascicolo|istanza|codice|id(?:entificativo)?)\s*(?:caso|pratica|domanda)?\s*(?:gepi|inps|adi|sfl|rdc)?\s*(?:è\s*)?(?:n[.°º]?|nr\.?|num(?:ero)?\.?|:|#)\s*([A-Z]{0,4}[-/]?\d{5,14})\b",
            1,
            of_no_office,
        ),
        rule(
            Kind::GepiCaseId,
            r"(?i)\b(?:caso|pratica|domanda|fascicolo|istanza|id)\s+(?:gepi|inps|adi|sfl|rdc)?\s*([A-Z]{0,4}[-/]?\d{6,14})\b",
            1,
            of_no_office,
        ),
        rule(
            Kind::CodiceFiscale,
            r"(?i)\b[A-Z]{3}[\s.-]?[A-Z]{3}[\s.-]?[0-9LMNPQRSTUV]{2}\s?[ABCDEHLMPRST]\s?[0-9LMNPQRSTUV]{2}[\s.-]?[A-Z]\s?[0-9LMNPQRSTUV]{3}\s?[A-Z]\b",
            0,
            a_digit,
        ),
        rule(
            Kind::CodiceFiscale,
            r"(?i)\b(?:c\.?\s?f\.?|cod(?:ice|\.)?\s*fisc(?:ale|\.)?)\s*(?:n\.?|è|e'|:)?\s*([A-Z]{4,6}[0-9A-Z]{5,12}|\d{11})\b",
            1,
            a_digit,
        ),
        rule(Kind::Iban, r"(?i)\bIT[\s-]?\d{2}[\s-]?[A-Z](?:[\s-]?[0-9A-Z]){22}\b", 0, always),
        rule(
            Kind::Iban,
            r"(?i)\biban\b[^\p{L}\d]{0,4}(?:è\s*|e'\s*|n\.?\s*)?([A-Z]{2}[\s-]?\d{2}(?:(?:[\s-]?(?-i:[0-9A-Z]{1,5})){2,8}|[0-9A-Z]{10,30}))\b",
            1,
            ten_digits,
        ),
        rule(Kind::Iban, r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b", 0, mod97),
        rule(
            Kind::Iban,
            r"(?i)\b(?:carta|postepay|conto(?:\s+corrente)?|c/c|libretto)\b[^\d\n.;]{0,30}(\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{4}|\d{12})\b",
            1,
            always,
        ),
        rule(
            Kind::PartitaIva,
            r"(?i)\b(?:p(?:artita)?\.?\s*iva\s*(?:n\.?|:)?\s*)(?:IT)?(\d{11})\b",
            1,
            always,
        ),
        rule(Kind::PartitaIva, r"\b\d{11}\b", 0, luhn),
    ]
}

fn phones() -> Vec<Rule> {
    vec![
        rule(
            Kind::Phone,
            r"(?i)\b(?:tel(?:efono)?\.?|cell(?:ulare)?\.?|fax|whatsapp|numero|chiamare(?: al)?|chiamarl[ao] al|recapito|contatto)\s*(?:n\.?|:|è|e')?\s*(\+?\(?\d[\d\s./()-]{5,16}\d)\b",
            1,
            dialled,
        ),
        rule(Kind::Phone, r"(?:\(?\+39\)?|\b0039)[\s.-]?\d[\d\s./-]{6,12}\d\b", 0, dialled),
        rule(Kind::Phone, r"\+\d{2,3}[\s.-]?\d[\d\s.-]{6,12}\d\b", 0, dialled),
        rule(Kind::Phone, r"\b3\d{2}[\s./-]?\d{3}[\s./-]?\d{3,4}\b", 0, dialled),
        rule(
            Kind::Phone,
            r"\b3\d{2}[\s.-]?(?:\d{2}[\s.-]\d{2}[\s.-]\d{2,3}|\d{3}[\s.-]\d{2}[\s.-]\d{2}|\d{2}[\s.-]\d{5}|\d{4}[\s.-]\d{3})\b",
            0,
            dialled,
        ),
        rule(
            Kind::Phone,
            r"\b0\d{1,3}[\s./-]\d{5,8}\b|\b0\d{1,3}[\s./-]\d{2,4}[\s.-]\d{2,4}(?:[\s.-]\d{2})?\b",
            0,
            dialled,
        ),
    ]
}

fn births() -> Vec<Rule> {
    let near = r"(?:[^.;\n]|\b[A-Z][a-z]?\.){0,40}?";
    let pattern = |text: &str| text.replace("DAY", DAY).replace("NEAR", near);
    vec![
        rule(
            Kind::BirthDate,
            &pattern(r"(?i)\b(?:nat[oaie]|nascita|nacque|data nasc\.?|n\.\s*il)\b?NEAR(DAY)"),
            1,
            of_a_person,
        ),
        rule(
            Kind::BirthDate,
            &pattern(r"(?i)\b(?:nat[oaie]|nascita|nacque)\bNEAR\b((?:19|20)\d{2})\b"),
            1,
            of_a_person,
        ),
        rule(Kind::BirthDate, r"(?i)\bnat[oaie]\s+(?:nel|del)(?:l['’]|\s+)['’]?(\d{2})\b", 1, always),
        rule(Kind::BirthDate, r"(?i)\bclasse\s+(?:del\s+)?['’]?((?:19|20)\d{2}|[3-9]\d)\b", 1, always),
        rule(
            Kind::BirthDate,
            r"(?i)\b(?:donna|uomo|signor[ae]|ragazz[oa]|bambin[oa]|bimb[oa]|figli[oa]|minore|utente|assistit[oa])\s+(?:\p{L}+\s+)?del(?:l['’]|\s+)['’]?(19\d{2}|20[0-2]\d|[3-9]\d)\b",
            1,
            always,
        ),
    ]
}

/// The date of birth that stands beside a name: «(12/05/1978)», «, 12.05.1978».
pub(super) fn born_beside(after: &str) -> Option<Range<usize>> {
    static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"^\s*(?:\(\s*|,\s*|-\s*)({DAY})\s*[),;]")).expect("a constant under test")
    });
    BESIDE.captures(after)?.get(1).map(|m| m.range())
}

fn always(_: &Seen<'_>) -> bool {
    true
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn a_digit(seen: &Seen<'_>) -> bool {
    digits(seen.datum()) > 1
}

/// Neither the end of «15.000 20.000» nor part of an address on the web.
fn dialled(seen: &Seen<'_>) -> bool {
    digits(seen.datum()) >= 7 && !seen.before().ends_with(['.', ',', '/', '-'])
}

fn ten_digits(seen: &Seen<'_>) -> bool {
    digits(seen.datum()) >= 10
}

/// The year and a number, not «INPS ISEE 2025 corrente».
fn four_digits_more(seen: &Seen<'_>) -> bool {
    digits(seen.datum()) >= 8
}

/// «nel biennio ADI 2024-2025».
fn not_two_years(seen: &Seen<'_>) -> bool {
    let last = seen.datum().rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    !(last.len() == 4 && last.starts_with("20"))
}

/// Notes and circulars have protocols too.
fn of_no_office(seen: &Seen<'_>) -> bool {
    let before = fold(seen.before());
    let near: Vec<&str> = before.split_whitespace().rev().take(4).collect();
    !near
        .iter()
        .any(|w| matches!(*w, "nota" | "circolare" | "messaggio" | "decreto" | "delibera" | "determina"))
}

/// The check digit of a VAT number.
fn luhn(seen: &Seen<'_>) -> bool {
    let digits: Vec<u32> = seen.datum().chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(n, d)| if n % 2 == 0 { *d } else { d * 2 - if d * 2 > 9 { 9 } else { 0 } })
        .sum();
    digits.len() == 11 && sum.is_multiple_of(10) && sum > 0
}

/// The check digits of an IBAN.
fn mod97(seen: &Seen<'_>) -> bool {
    let code: String = seen.datum().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let (head, rest) = code.split_at(4.min(code.len()));
    let left = format!("{rest}{head}").chars().filter_map(|c| c.to_digit(36)).fold(0, |sum, digit| {
        let shift = if digit > 9 { 100 } else { 10 };
        (sum * shift + digit) % 97
    });
    left == 1 && code.len() > 14
}

/// «GePI è nata nel 2019», «il SIA, nato nel 2016»: measures and platforms are born too. A year alone is a person's unless the
/// sentence speaks of a thing; a whole date unless a thing was born on it.
fn of_a_person(seen: &Seen<'_>) -> bool {
    let before = seen.before();
    let between = &seen.text[seen.whole.start..seen.datum.start];
    // «i nati dal 2025» are a rule's, not a person's.
    if RULED.iter().any(|said| between.to_lowercase().starts_with(said)) {
        return false;
    }
    let sentence = before.rsplit(['!', '?', ';', '\n']).next().unwrap_or_default();
    let person = names::tells_a_person(sentence) || names::tells_a_person(between);
    let said = crate::text::words(before);
    let copula = said.last().is_some_and(|w| AUXILIARY.contains(&w.term.as_str()));
    let subject = said.iter().rev().find(|w| !AUXILIARY.contains(&w.term.as_str()));
    if subject.is_some_and(|w| a_thing(w, before)) && (copula || !person) {
        return false;
    }
    let things = |text: &str| crate::text::words(text).iter().any(|w| a_thing(w, text));
    person || seen.datum().len() > 4 || !(things(sentence) || things(between))
}

/// What stands between the subject and «nato».
const AUXILIARY: [&str; 10] = ["e", "sono", "stata", "stato", "state", "stati", "gia", "poi", "era", "fu"];
/// What begins a rule about those born in some time.
const RULED: [&str; 8] = [
    "nati dal",
    "nati dopo",
    "nati prima",
    "nati entro",
    "nati a partire",
    "nate dal",
    "nate dopo",
    "nate prima",
];

/// A measure, an office, or what is called by an acronym.
fn a_thing(word: &crate::text::Term, text: &str) -> bool {
    let written = word.span.slice(text).unwrap_or_default();
    let acronym = written.len() > 1 && written.len() < 7 && !written.contains(char::is_lowercase);
    let folded = word.term.as_str();
    (acronym && !names::is_listed(folded))
        || is_thing(folded)
        || (names::is_common(folded) && !is_place(folded))
}
