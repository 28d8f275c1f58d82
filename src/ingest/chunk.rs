//! Cuts a section into passages along its paragraphs, so that each can be read and cited alone.

use crate::corpus::{CorpusError, Passage, PassageId, Validity, Version};
use crate::strings::fill;
use crate::text::Span;
use std::collections::HashMap;

/// Bytes after which a passage is closed at the next paragraph; about 200 words of Italian.
const TARGET_BYTES: usize = 1200;
/// Version of these rules, remembered by a generation: other rules cut other passages.
pub(crate) const CHUNKER: &str = "1";

/// A stretch of source under one heading.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) locator: String,
    pub(super) anchored: bool,
    pub(super) span: Span,
}

/// What front matter says of a passage.
#[derive(Default)]
pub(super) struct Known {
    pub(super) reference: Option<String>,
    pub(super) facts: Vec<String>,
    pub(super) asks: Vec<String>,
    /// When the section holds by itself, if it says so.
    pub(super) holds: Option<Validity>,
}

/// The span without blank edges; none when nothing is left.
pub(super) fn trimmed(source: &str, span: Span) -> Option<Span> {
    let text = span.slice(source)?;
    let start = span.start + (text.len() - text.trim_start().len());
    let end = span.start + text.trim_end().len();
    (start < end).then(|| Span::new(start, end))
}

/// The passages of a section: one if `whole`, else cut at paragraphs near [`TARGET_BYTES`].
pub(super) fn passages(
    version: &Version,
    source: &str,
    section: &Section,
    (known, whole): (Known, bool),
) -> Result<Vec<Passage>, CorpusError> {
    let spans = if whole { vec![section.span] } else { cut(source, section.span) };
    let several = spans.len() > 1;
    let (holds, mut known) = (known.holds, Some(known));
    let mut passages = Vec::with_capacity(spans.len());
    for (index, span) in spans.into_iter().enumerate() {
        let locator =
            if several { format!("{}-{}", section.locator, index + 1) } else { section.locator.clone() };
        let known = known.take().unwrap_or_default();
        passages.push(Passage {
            id: PassageId::new(format!("{}~{locator}", version.key()))?,
            locator,
            heading: section.heading.clone(),
            span,
            reference: known.reference,
            facts: known.facts,
            asks: known.asks,
            holds,
        });
    }
    Ok(passages)
}

fn cut(source: &str, span: Span) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    for paragraph in paragraphs(source, span) {
        open = Some(match open {
            Some(so_far) if paragraph.end - so_far.start <= TARGET_BYTES => {
                Span::new(so_far.start, paragraph.end)
            }
            Some(so_far) => {
                spans.push(so_far);
                paragraph
            }
            None => paragraph,
        });
    }
    spans.extend(open);
    spans
}

fn paragraphs(source: &str, span: Span) -> Vec<Span> {
    let text = span.slice(source).unwrap_or_default();
    let mut found = Vec::new();
    let (mut start, mut position) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            found.extend(trimmed(source, Span::new(span.start + start, span.start + position)));
            start = position + line.len();
        }
        position += line.len();
    }
    found.extend(trimmed(source, Span::new(span.start + start, span.end)));
    found.into_iter().flat_map(|p| sentences_of_long(source, p)).collect()
}

/// A paragraph far over the target is cut at sentence ends.
fn sentences_of_long(source: &str, paragraph: Span) -> Vec<Span> {
    if paragraph.len() <= 2 * TARGET_BYTES {
        return vec![paragraph];
    }
    let text = paragraph.slice(source).unwrap_or_default();
    let mut spans: Vec<Span> = Vec::new();
    for sentence in crate::text::sentences(text) {
        let sentence = Span::new(paragraph.start + sentence.start, paragraph.start + sentence.end);
        match spans.last_mut() {
            Some(last) if sentence.end - last.start <= TARGET_BYTES => last.end = sentence.end,
            _ => spans.push(sentence),
        }
    }
    spans.into_iter().flat_map(|span| words_of_long(source, span)).collect()
}

/// What has no sentence ends is cut between words, and what has no words between letters.
fn words_of_long(source: &str, span: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = span.start;
    while span.end - start > 2 * TARGET_BYTES {
        let most = source.floor_char_boundary(start + TARGET_BYTES);
        let blank = source[start..most].rfind(char::is_whitespace).filter(|at| *at > 0);
        let end = blank.map_or(most, |at| start + at);
        spans.extend(trimmed(source, Span::new(start, end)));
        start = end;
    }
    spans.extend(trimmed(source, Span::new(start, span.end)));
    spans
}

/// Two headings with one anchor: the second gets a number, and a warning.
pub(super) fn rename_repeated(
    passages: &mut [Passage],
    file: &str,
    warnings: &mut Vec<String>,
) -> Result<(), CorpusError> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for passage in passages {
        let n = seen.entry(passage.id.to_string()).or_default();
        *n += 1;
        if *n > 1 {
            warnings.push(fill("ingest.anchor_twice", &[("file", &file), ("anchor", &passage.locator)]));
            passage.id = PassageId::new(format!("{}-{n}", passage.id))?;
        }
    }
    Ok(())
}
