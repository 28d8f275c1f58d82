//! PDF: letters on pages in, paragraphs out. A page whose text cannot be read, because it is a picture or because its fonts lie
//! about their letters, is read from its picture where the machine can, and else left out with a warning: a wrong quote is
//! worse than none. Fewer rules: lopdf gives objects, everything about text is here.

mod cmap;
mod column;
mod content;
mod contents;
mod edge;
mod font;
mod furniture;
mod grid;
mod head;
mod legible;
mod names;
mod ocr;
mod order;
mod page;
mod piece;
mod prose;
mod section;
mod token;
mod words;

use super::outline::{one_line, without_blank_lines};
use super::question;
use crate::ingest::document::{Document, Meta, Part};
use crate::strings::{fill, s};
use crate::text::Span;
use content::Shared;
use furniture::Lines;
use lopdf::{LoadOptions, Object};
use prose::Paragraph;
use section::Sections;
use std::time::Duration;
use words::Words;

/// Bytes of a file.
const MAX_BYTES: usize = 256 << 20;
/// Pages read; those after are a warning.
const MAX_PAGES: usize = 3_000;
/// Unpacked bytes of one stream of objects.
const MAX_STREAM_BYTES: usize = 64 << 20;
/// Letters of a page that has a text.
const MIN_LETTERS: usize = 10;

pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    read_within(bytes, ocr::FILE_TIME)
}

/// Reads pictures of pages for this long at most; those after are left out with a warning.
pub(super) fn read_within(bytes: &[u8], picture_time: Duration) -> Result<Document, String> {
    read_with(bytes, &|bytes| ocr::Reader::new(bytes, picture_time))
}

/// Makes the reader of pictures, once one is needed.
type MakeReader<'a> = &'a dyn Fn(&[u8]) -> Option<ocr::Reader>;

fn read_with(bytes: &[u8], make_reader: MakeReader) -> Result<Document, String> {
    if bytes.is_empty() {
        return Err(s("ingest.no_bytes").to_owned());
    }
    if bytes.len() > MAX_BYTES {
        return Err(fill("ingest.too_many_mb", &[("most", &(MAX_BYTES >> 20))]));
    }
    // lopdf reads what strangers send, and is not ours.
    let extract = || extract(bytes);
    let extracted = std::panic::catch_unwind(extract).unwrap_or_else(|_| Err(s("ingest.no_pdf").to_owned()));
    let Extracted { meta, mut pages, warnings } = extracted?;
    let mut document = Document { meta, warnings, ..Document::default() };
    replace_unread(&mut pages, (bytes, make_reader), &mut document.warnings);
    let mut lines: Vec<Lines> = pages.iter_mut().map(|p| std::mem::take(&mut p.lines)).collect();
    document.warnings.extend(furniture::remove(&mut lines));
    let mut words = Words::default();
    lines.iter().for_each(|page| words.add(&page.lines));
    let paragraphs = lines.iter().zip(&pages).map(|(page, seen)| match &seen.drawn {
        Some(text) => of_picture(text),
        None => prose::paragraphs(&page.lines, &words),
    });
    let mut paragraphs: Vec<Vec<Paragraph>> = paragraphs.collect();
    if let Some(first) = paragraphs.first() {
        head::read(first, &mut document.meta);
    }
    edge::mend(&mut paragraphs, &words);
    write(&paragraphs, &mut document);
    Ok(document)
}

struct Extracted {
    meta: Meta,
    pages: Vec<Seen>,
    warnings: Vec<String>,
}

/// A page as it was found.
struct Seen {
    lines: Lines,
    has_pictures: bool,
    /// Its text, read from its picture.
    drawn: Option<String>,
}

fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM_BYTES), ..LoadOptions::default() };
    let pdf = lopdf::Document::load_mem_with_options(bytes, options).map_err(|why| match why {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => s("ingest.pdf_locked").to_owned(),
        _ => s("ingest.no_pdf").to_owned(),
    })?;
    if pdf.is_encrypted() && pdf.encryption_state.is_none() {
        return Err(s("ingest.pdf_locked").to_owned());
    }
    let mut warnings = Vec::new();
    let mut shared = Shared::default();
    let mut pages = Vec::new();
    for id in pdf.page_iter() {
        if pages.len() == MAX_PAGES || shared.is_spent() {
            warnings.push(fill("ingest.pages", &[("most", &pages.len())]));
            break;
        }
        let page = content::page(&pdf, id, &mut shared);
        // Broken words inside cells are joined by the general rule: the words of the document are not known yet.
        let join = |before: &str, after: &str| Words::default().join(before, after);
        let lines = Lines { lines: order::lines(&page, &join), height: page.height };
        pages.push(Seen { lines, has_pictures: page.has_pictures, drawn: None });
    }
    if pages.is_empty() {
        return Err(s("ingest.no_pdf").to_owned());
    }
    Ok(Extracted { meta: meta(&pdf), pages, warnings })
}

/// The title, unless it is the name of the file it was printed from.
fn meta(pdf: &lopdf::Document) -> Meta {
    let info = pdf.trailer.get_deref(b"Info", pdf).and_then(Object::as_dict).ok();
    let title =
        info.and_then(|i| i.get_deref(b"Title", pdf).ok()).and_then(|t| lopdf::decode_text_string(t).ok());
    let title = title.map(|t| one_line(&t.replace(|c: char| c.is_control(), " ")));
    let ends = [".doc", ".docx", ".pdf", ".dotx", ".odt", ".pptx", ".ppt", ".xls", ".xlsx", ".indd", ".rtf"];
    let useful = |t: &String| {
        let lower = t.to_lowercase();
        let made = ["microsoft ", "untitled", "senza titolo", "documento", "about:blank", "(anonymous)"];
        let is_made = made.iter().any(|m| lower.starts_with(m));
        t.chars().count() >= 4 && t.contains(' ') && !is_made && !ends.iter().any(|e| lower.ends_with(e))
    };
    Meta { title: title.filter(useful), ..Meta::default() }
}

/// Pages that are pictures, or whose letters are not what they say, are read by other means or emptied, and said.
fn replace_unread(pages: &mut [Seen], (bytes, make_reader): (&[u8], MakeReader), warnings: &mut Vec<String>) {
    let (mut drawn, mut left_pictures, mut left_fonts) = (Vec::new(), Vec::new(), Vec::new());
    let mut reader = None;
    for (index, page) in pages.iter_mut().enumerate() {
        let text = page.lines.lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        let is_picture = letters < MIN_LETTERS && page.has_pictures;
        if !is_picture && legible::is_legible(&text) {
            continue;
        }
        let number = index + 1;
        page.lines.lines.clear();
        let reader = reader.get_or_insert_with(|| make_reader(bytes)).as_ref();
        page.drawn =
            reader.and_then(|r| r.page(number)).filter(|t| !t.trim().is_empty() && legible::is_legible(t));
        match (&page.drawn, is_picture) {
            (Some(_), _) => drawn.push(number),
            (None, true) => left_pictures.push(number),
            (None, false) => left_fonts.push(number),
        }
    }
    if !drawn.is_empty() {
        warnings.push(fill("ingest.pages_drawn", &[("pages", &listed(&drawn))]));
    }
    if !left_fonts.is_empty() {
        warnings.push(fill("ingest.pages_cipher", &[("pages", &listed(&left_fonts))]));
    }
    if !left_pictures.is_empty() {
        warnings.push(fill("ingest.pages_picture", &[("pages", &listed(&left_pictures))]));
    }
    if !(left_fonts.is_empty() && left_pictures.is_empty()) && matches!(reader, Some(None)) {
        warnings.push(s("ingest.ocr_missing").to_owned());
    }
}

/// 3, 5-7
fn listed(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &n in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => runs.push((n, n)),
        }
    }
    let run = |(first, last): &(usize, usize)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

/// The paragraphs of a text read from a picture: blank lines are between them.
fn of_picture(text: &str) -> Vec<Paragraph> {
    let words = Words::default();
    let text = text.replace('\u{c}', "\n");
    let paragraph = |block: &str| {
        let mut lines = block.lines().map(str::trim).filter(|l| !l.is_empty());
        let first = lines.next()?.to_owned();
        let text = lines.fold(first, |so_far, line| words.join(&so_far, line));
        Some(Paragraph { text, size: 0.0, bold: false, lines: block.lines().count(), is_rows: true })
    };
    text.split("\n\n").filter_map(paragraph).collect()
}

/// Writes the pages, each with the sections that begin on it.
fn write(pages: &[Vec<Paragraph>], document: &mut Document) {
    let mut sections = Sections::new(pages);
    let mut asked = None;
    let title = document.meta.title.take().or_else(|| sections.title(pages.first()?));
    document.meta.title.clone_from(&title);
    for (index, page) in pages.iter().enumerate() {
        let number = index + 1;
        let mut label = fill("ingest.page", &[("n", &number)]);
        // Slides of questions are often published as PDF.
        let mut texts: Vec<String> = page.iter().map(|p| p.text.clone()).collect();
        if let Some(question) = question::take(&mut texts, &mut None, &mut asked) {
            label = format!("{label}: {question}");
        }
        let mut parts: Vec<(String, Span)> = Vec::new();
        let mut under_heading = false;
        for (at, paragraph) in page.iter().enumerate() {
            let is_heading = sections.enter(paragraph, page.get(at + 1));
            let span = document.push(&without_blank_lines(&paragraph.text));
            if span.is_empty() {
                continue;
            }
            match parts.last_mut() {
                // Headings one after the other head one part.
                Some(last) if !is_heading || under_heading => {
                    last.1.end = span.end;
                    last.0 = sections.heading(&label, title.as_deref());
                }
                _ => parts.push((sections.heading(&label, title.as_deref()), span)),
            }
            under_heading = is_heading;
        }
        for (at, (heading, span)) in parts.into_iter().enumerate() {
            // `pag12-2` is already the second passage of a page without sections.
            let locator = if at == 0 { format!("pag{number}") } else { format!("pag{number}-s{}", at + 1) };
            document.parts.push(Part { heading, locator, reference: None, span, whole: false, holds: None });
        }
    }
}

#[cfg(test)]
mod tests;
