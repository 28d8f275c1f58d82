//! What the first page says of the act: circulars and messages of INPS open with number, date and subject.

use super::prose::Paragraph;
use crate::ingest::document::Meta;
use crate::ingest::formats::outline::one_line;
use crate::text::{DateValue, dates};
use regex::Regex;
use std::sync::LazyLock;

/// Letters of a subject; what is longer has swallowed the text.
const SUBJECT_CHARS: usize = 400;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)^\s*(circolare|messaggio)\s+(?:numero|num\.|n\.?\s?[°º]?)\s*(\d{1,5})\b")
        .expect("a pattern that compiles")
});
static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)^\s*oggetto\s*[:|]\s*(.+)$").expect("a pattern that compiles"));

/// Title, reference, issuer and day, where the first page has the shape of such an act.
pub(super) fn read(first: &[Paragraph], meta: &mut Meta) {
    let text = first.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n");
    let Some(found) = NUMBER.captures(&text) else { return };
    let inps = text.contains("INPS") || text.to_lowercase().contains("istituto nazionale previdenza sociale");
    let central = text.to_lowercase().contains("direzione centrale");
    if !inps && !central {
        return;
    }
    let day = dates(&text)
        .into_iter()
        .find_map(|d| if let DateValue::Day(day) = d.value { Some(day) } else { None });
    let (kind, number) = (found[1].to_lowercase(), &found[2]);
    let reference = match day {
        Some(day) => format!("{kind} INPS {number}/{}", day.year()),
        None => format!("{kind} INPS n. {number}"),
    };
    let subject = first.iter().find_map(|p| Some(one_line(&SUBJECT.captures(&p.text)?[1])));
    let subject = subject.filter(|s| s.chars().count() <= SUBJECT_CHARS);
    meta.title = subject.or_else(|| Some(reference.clone()));
    meta.reference = Some(reference);
    meta.issuer = Some("INPS".to_owned());
    meta.published = day;
}
