//! Writes what was read of an act: its text, and a part for each comma, article without commas, note and annex.

use super::signs::{self, is_abrogated, slug};
use super::{Act, Article, Comma, Entry, Line, Note, Reader};
use crate::corpus::{NEVER, Validity};
use crate::ingest::document::{Document, Meta, Part};
use crate::strings::{fill, s};
use crate::text::Span;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Premises shorter than this say nothing that the articles do not.
const PREMISES_BYTES: usize = 600;

/// The document of an act; its commas are cited with the name of `act`, if it is known.
pub(in crate::ingest::formats) fn document(reader: Reader, act: Option<&Act>, meta: Meta) -> Document {
    let document = Document { meta, ..Document::default() };
    let mut writer = Writer { document, act: act.map(Act::short), abrogated: Vec::new() };
    for entry in reader.entries {
        match entry {
            Entry::Plain(text) => {
                writer.document.push(&text);
            }
            Entry::Premises(lines) => writer.premises(&lines),
            Entry::Article(article) => writer.article(&article),
        }
    }
    if !writer.abrogated.is_empty() {
        let units = writer.abrogated.join("; ");
        writer.document.warnings.push(fill("ingest.abrogated", &[("units", &units)]));
    }
    writer.document
}

struct Writer {
    document: Document,
    act: Option<String>,
    /// What is no longer law, as one would cite it.
    abrogated: Vec<String>,
}

/// How a unit is named: to a reader, in an id, in a citation.
#[derive(Clone)]
struct Named {
    heading: String,
    locator: String,
    citation: Vec<String>,
}

impl Named {
    fn within(&self, heading: &str, locator: &str, citation: &str) -> Self {
        let mut citations = self.citation.clone();
        // The annex comes after the article and the comma.
        let at = citations.len().min(1);
        citations.insert(at, citation.to_owned());
        Self {
            heading: format!("{} › {heading}", self.heading),
            locator: format!("{}-{locator}", self.locator),
            citation: citations,
        }
    }
}

impl Writer {
    fn premises(&mut self, lines: &[String]) {
        let length: usize = lines.iter().map(String::len).sum();
        let span = self.document.push(&lines.join("\n\n"));
        if length >= PREMISES_BYTES {
            let heading = s("ingest.premises").to_owned();
            let citation = vec![heading.to_lowercase()];
            self.part(Named { locator: slug(&heading), heading, citation }, span, false);
        }
    }

    fn article(&mut self, article: &Article) {
        let (named, line) = named(article);
        if !line.is_empty() {
            self.document.push(&line);
        }
        let whole_article = article.commas.is_empty();
        if !article.lead.is_empty() {
            let text = if whole_article { spaced(&article.lead) } else { gathered(&article.lead) };
            let named = self.marked(named.clone(), &article.lead);
            let span = self.document.push(&text);
            self.part(named, span, false);
            self.hold(&article.lead);
        }
        for comma in &article.commas {
            self.comma(&named, comma);
        }
        for note in &article.notes {
            self.note(&named, note);
        }
    }

    fn comma(&mut self, article: &Named, comma: &Comma) {
        let number = &comma.number;
        let heading = fill("ingest.comma", &[("number", number)]);
        let (locator, citation) = (format!("com{}", slug(number)), format!("comma {number}"));
        let wordings = wordings(&comma.lines);
        for (days, lines) in &wordings {
            // The last wording has the name by which the comma is cited.
            let ended = days.and_then(|days| days.to()).filter(|_| wordings.len() > 1);
            let locator = ended.map_or_else(|| locator.clone(), |to| format!("{locator}-fino-{to}"));
            let named = self.marked(article.within(&heading, &locator, &citation), lines);
            let span = self.document.push(&format!("{number}. {}", gathered(lines)));
            self.part(named, span, true);
            match days {
                Some(days) => {
                    self.document.parts.last_mut().into_iter().for_each(|part| part.holds = Some(*days))
                }
                None => self.hold(lines),
            }
        }
    }

    /// The part just written holds while all its lines do: a quotation is not cut to the letters in force.
    fn hold(&mut self, lines: &[Line]) {
        let mut own = lines.iter().filter_map(|line| line.holds);
        let Some((first, part)) = own.next().zip(self.document.parts.last_mut()) else { return };
        part.holds = Some(own.try_fold(first, |all, line| all.common(&line)).unwrap_or(NEVER));
    }

    fn note(&mut self, article: &Named, note: &Note) {
        let (heading, locator) = match &note.kind {
            signs::Note::Recalled => (s("ingest.recalled").to_owned(), "rif".to_owned()),
            signs::Note::Beside(n) => (s("ingest.note_beside").to_owned(), format!("nota{n}")),
            signs::Note::Update(number) if number.is_empty() => {
                (s("ingest.note").to_owned(), "agg".to_owned())
            }
            signs::Note::Update(number) => {
                (fill("ingest.note_numbered", &[("number", number)]), format!("agg{}", slug(number)))
            }
        };
        let named = article.within(&heading, &locator, &heading.to_lowercase());
        let span = self.document.push(&note.lines.join("\n"));
        self.part(named, span, false);
    }

    /// Says in the heading, and once for all in a warning, that a unit is no longer law.
    fn marked(&mut self, mut named: Named, lines: &[Line]) -> Named {
        if let [line] = lines
            && is_abrogated(&line.text)
        {
            named.heading = fill("ingest.abrogated_unit", &[("heading", &named.heading)]);
            self.abrogated.push(named.citation.join(", "));
        }
        named
    }

    fn part(&mut self, named: Named, span: Span, whole: bool) {
        if span.is_empty() {
            return;
        }
        let reference = self.act.as_ref().map(|act| {
            let mut parts = named.citation;
            parts.push(act.clone());
            parts.join(", ")
        });
        let Named { heading, locator, .. } = named;
        self.document.parts.push(Part { heading, locator, reference, span, whole, holds: None });
    }
}

/// The wordings of a comma: one, unless parts of it never hold together, as a letter and the one that took its place. Then one for
/// each time between two changes, with what holds in it.
fn wordings(lines: &[Line]) -> Vec<(Option<Validity>, Vec<Line>)> {
    let own: Vec<Validity> = lines.iter().filter_map(|line| line.holds).collect();
    let together = own.iter().try_fold(None, |all: Option<Validity>, next| {
        all.map_or(Some(*next), |all| all.common(next)).map(Some)
    });
    if together.is_some() {
        return vec![(None, lines.to_vec())];
    }
    let cuts: BTreeSet<Date> =
        own.iter().flat_map(|days| std::iter::once(days.from()).chain(days.to())).collect();
    let cuts: Vec<Date> = cuts.into_iter().collect();
    let time = |n: usize| Validity::new(cuts[n], cuts.get(n + 1).copied()).ok();
    let held = |days: Validity| -> Vec<Line> {
        lines.iter().filter(|line| line.holds.is_none_or(|own| own.contains(days.from()))).cloned().collect()
    };
    let all = (0..cuts.len()).filter_map(time).map(|days| (Some(days), held(days)));
    all.filter(|(_, lines)| lines.iter().any(|line| line.holds.is_some())).collect()
}

/// The names of an article, and the line that stands above it in the text.
fn named(article: &Article) -> (Named, String) {
    let annex = article.annex.as_deref();
    let annex_slug = annex.map(|name| {
        let slug = slug(name);
        slug.strip_prefix("allegato").map_or(slug.clone(), |rest| {
            let number = rest.strip_prefix('-').filter(|n| n.starts_with(|c: char| c.is_ascii_digit()));
            format!("all{}", number.unwrap_or(rest))
        })
    });
    let annex_name = annex.map(spoken);
    let Some(number) = article.number.as_deref() else {
        let name = annex_name.unwrap_or_default();
        let heading = titled(&name, &article.heading, " – ");
        let locator = annex_slug.filter(|s| !s.is_empty()).unwrap_or_else(|| "all".to_owned());
        return (Named { heading, locator, citation: vec![name.clone()] }, name);
    };
    let (printed, cited) = match number {
        "unico" => ("Articolo unico".to_owned(), "articolo unico".to_owned()),
        number => (format!("Art. {number}"), format!("art. {number}")),
    };
    let line = titled(&printed, &article.heading, " – ");
    let heading = match article.heading.as_str() {
        "" => printed,
        rubric => format!("{printed} ({rubric})"),
    };
    let own = format!("art{}", slug(number));
    let named = match (annex_name, annex_slug) {
        (Some(name), Some(slug)) => Named {
            heading: format!("{name} › {heading}"),
            locator: if slug.is_empty() { own } else { format!("{slug}-{own}") },
            citation: vec![cited, name],
        },
        _ => Named { heading, locator: own, citation: vec![cited] },
    };
    (named, line)
}

fn titled(name: &str, title: &str, gap: &str) -> String {
    if title.is_empty() { name.to_owned() } else { format!("{name}{gap}{title}") }
}

/// «CODICE CIVILE» as «Codice civile».
fn spoken(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let lower = name.to_lowercase();
    let (head, last) = lower.rsplit_once(' ').unwrap_or(("", &lower));
    // The letter or numeral that tells annexes apart stays a capital.
    let short = last.len() <= 3 && !head.is_empty();
    let lower = if short { format!("{head} {}", last.to_uppercase()) } else { lower.clone() };
    let mut letters = lower.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Lines under each other: a comma is one paragraph.
fn gathered(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        if !out.is_empty() {
            out.push('\n');
        }
        if line.level > 1 {
            out.push_str("  ");
        }
        out.push_str(&line.text);
    }
    out
}

/// Running lines as paragraphs, list items under the one they belong to.
fn spaced(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        if !out.is_empty() {
            out.push_str(if line.level == 0 { "\n\n" } else { "\n" });
        }
        if line.level > 1 {
            out.push_str("  ");
        }
        out.push_str(&line.text);
    }
    out
}
