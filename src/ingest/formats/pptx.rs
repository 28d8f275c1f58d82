//! Presentations: a part for each slide, in the order in which they are shown. A slide with a question and its answer is
//! headed by the question; the line that stands on most slides belongs to none.

mod slide;

use super::outline::one_line;
use super::package::{Node, Package};
use super::question;
use crate::ingest::document::{Document, Part};
use crate::strings::{fill, s};
use crate::text::Span;
use slide::Slide;
use std::collections::{BTreeSet, HashMap};

const MAIN: &str = "ppt/presentation.xml";
/// Slides read; those after are a warning.
const MAX_SLIDES: usize = 2_000;
/// Slides among which a line that repeats is the template's and not the author's.
const MIN_REPEATED: usize = 3;
/// Letters of a line that can stand as title of a slide without one.
const TITLE_CHARS: usize = 120;

pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    let main = package.relations("")?.into_values().find(|r| r.kind == "officeDocument");
    let main = main.map_or_else(|| MAIN.to_owned(), |r| r.path);
    let root = package.xml(&main)?.ok_or_else(|| s("ingest.no_slides").to_owned())?;
    let list = root.child("sldIdLst").ok_or_else(|| s("ingest.no_slides").to_owned())?;
    let relations = package.relations(&main)?;
    let paths = list.all("sldId").filter_map(|id| relations.get(id.attr("r:id")?).map(|r| r.path.clone()));
    let mut document = Document::default();
    let slides = slides(&mut package, paths.collect(), &mut document.warnings);
    write(&slides, &mut document);
    document.meta = package.meta(&mut document.warnings);
    Ok(document)
}

/// The slides that are shown, with their number.
fn slides(package: &mut Package, paths: Vec<String>, warnings: &mut Vec<String>) -> Vec<(usize, Slide)> {
    let mut slides = Vec::new();
    for (index, path) in paths.into_iter().enumerate() {
        let number = index + 1;
        if index == MAX_SLIDES {
            warnings.push(fill("ingest.slides", &[("most", &MAX_SLIDES)]));
            break;
        }
        match one(package, &path) {
            Ok(Some((root, notes))) if !is_hidden(&root) => {
                slides.push((number, Slide::new(&root, notes.as_ref())))
            }
            Ok(Some(_)) => warnings.push(fill("ingest.slide_hidden", &[("n", &number)])),
            Ok(None) => warnings.push(fill("ingest.slide_missing", &[("n", &number)])),
            Err(why) => warnings.push(fill("ingest.slide_broken", &[("n", &number), ("why", &why)])),
        }
    }
    slides
}

/// A slide and its speaker's notes.
fn one(package: &mut Package, path: &str) -> Result<Option<(Node, Option<Node>)>, String> {
    let Some(root) = package.xml(path)? else { return Ok(None) };
    let notes = package.relations(path)?.into_values().find(|r| r.kind == "notesSlide");
    let notes = match notes {
        Some(notes) => package.xml(&notes.path)?,
        None => None,
    };
    Ok(Some((root, notes)))
}

fn is_hidden(slide: &Node) -> bool {
    matches!(slide.attr("show"), Some("0" | "false"))
}

fn write(slides: &[(usize, Slide)], document: &mut Document) {
    let repeated = repeated(slides);
    let mut asked = None;
    for (number, slide) in slides {
        let mut slide = slide.without(&repeated);
        let question = question::take(&mut slide.blocks, &mut slide.title, &mut asked);
        let title = question.or(slide.title.clone()).or_else(|| first_line(&slide.blocks));
        let label = fill("ingest.slide", &[("n", number)]);
        let heading = title.as_ref().map_or_else(|| label.clone(), |title| format!("{label}: {title}"));
        let titled = title.as_ref().map(|title| document.push(title)).filter(|span| !span.is_empty());
        let first_is_title = slide.blocks.first().map(|b| one_line(b)) == title;
        let mut span: Option<Span> = None;
        let notes = slide.notes.iter().map(|notes| fill("ingest.slide_notes", &[("text", notes)]));
        for block in slide.blocks.iter().skip(usize::from(first_is_title)).cloned().chain(notes) {
            let pushed = document.push(&block);
            if !pushed.is_empty() {
                span = Some(Span::new(span.map_or(pushed.start, |s| s.start), pushed.end));
            }
        }
        // A slide of nothing but a title says its title.
        if let Some(span) = span.or(titled) {
            let locator = format!("dia{number}");
            document.parts.push(Part { heading, locator, reference: None, span, whole: false, holds: None });
        }
    }
}

/// Lines that stand on most slides, as the title or in the body.
fn repeated(slides: &[(usize, Slide)]) -> BTreeSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, slide) in slides {
        for line in slide.lines().into_iter().collect::<BTreeSet<_>>() {
            *counts.entry(line).or_default() += 1;
        }
    }
    let most = |n: &usize| *n >= MIN_REPEATED && 2 * n > slides.len();
    counts
        .into_iter()
        .filter(|(line, n)| most(n) && !question::is_label(line))
        .map(|(line, _)| line)
        .collect()
}

fn first_line(blocks: &[String]) -> Option<String> {
    let line = one_line(blocks.first()?.lines().next()?);
    let line = line.trim_start_matches("- ").to_owned();
    (!line.is_empty() && line.chars().count() <= TITLE_CHARS).then_some(line)
}

#[cfg(test)]
mod tests;
