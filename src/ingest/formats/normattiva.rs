//! Pages of law: Normattiva's (`div.bodyTesto`) and the Gazzetta Ufficiale's (text set in 71 columns). Articles, commas and
//! letters are read from what is printed, so that a change of the page's markup costs little.

mod about;
mod lines;

use super::encoding;
use super::law::{self, Act, Reader, signs};
use super::tree::{Id, ROOT, Tree, page};
use crate::ingest::document::Document;
use crate::strings::s;
use lines::{Hint, Paragraph};

/// Marks of a page of law, in the bytes of the file.
const MARKS: [&str; 5] =
    ["bodyTesto", "article-num-akn", "art-comma-div-akn", "attachment-just-text", "atto.codiceRedazionale"];

/// Is the page one of law?
pub(super) fn is_law(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let set = || text.contains("<pre") || text.contains("<PRE");
    let article = |line: &str| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        line.strip_prefix("Art. ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    MARKS.iter().any(|mark| text.contains(mark)) || (set() && text.lines().any(article))
}

/// Reads a page of law.
pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    let (text, mut warnings) = encoding::text(bytes)?;
    let tree = page::read(&text)?;
    let paragraphs: Vec<Paragraph> =
        roots(&tree).into_iter().flat_map(|r| lines::paragraphs(&tree, r)).collect();
    let about = about::read(&tree, &paragraphs);
    let mut reader = Reader::new();
    for line in [&about.act.as_ref().map(Act::long), &about.meta.title].into_iter().flatten() {
        reader.plain(line);
    }
    for paragraph in &paragraphs {
        take(&mut reader, paragraph);
    }
    if !reader.has_articles() {
        warnings.push(s("ingest.no_articles").to_owned());
    }
    let mut document = law::document(reader, about.act.as_ref(), about.meta);
    document.warnings.splice(..0, warnings);
    Ok(document)
}

/// The text of the act: every `bodyTesto`, else every text set in columns, else the whole page.
fn roots(tree: &Tree) -> Vec<Id> {
    let outermost = |belongs: &dyn Fn(Id) -> bool| {
        let mut found = Vec::new();
        let mut walk = tree.walk(ROOT);
        while let Some(step) = walk.next() {
            if let super::tree::Step::In(id) = step
                && belongs(id)
            {
                found.push(id);
                walk.pass(id);
            }
        }
        found
    };
    let bodies = outermost(&|id| tree.has_class(id, "bodyTesto"));
    let set = if bodies.is_empty() { outermost(&|id| tree.name(id) == "pre") } else { bodies };
    if set.is_empty() { vec![tree.find(ROOT, "body").unwrap_or(ROOT)] } else { set }
}

fn take(reader: &mut Reader, paragraph: &Paragraph) {
    let text = paragraph.text.as_str();
    let outside = !reader.has_articles();
    match paragraph.hint {
        Hint::Article => match signs::label(text) {
            Some(number) => reader.article(&number, ""),
            None => reader.guess_any(text),
        },
        Hint::Rubric => reader.rubric(text),
        Hint::Comma => reader.numbered(text),
        Hint::Annex => reader.annex(text),
        Hint::Premise => reader.premise(text),
        Hint::Centred | Hint::Plain if reader.wants_rubric() && is_rubric(paragraph) => reader.rubric(text),
        Hint::Centred | Hint::Plain if outside && is_premise(text) => reader.premise(text),
        Hint::Centred | Hint::Plain => reader.guess_any(text),
    }
}

/// A line set in the middle, or all in parentheses, under the number of an article.
fn is_rubric(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.trim_end_matches('.');
    let inner = text.trim_start_matches('(').trim_end_matches(')');
    let enclosed = text.starts_with('(') && text.ends_with(')');
    let own = signs::article(text).is_none() && signs::label(text).is_none();
    let law = inner.contains("ABROGAT") || inner.contains("SOPPRESS");
    (enclosed || paragraph.hint == Hint::Centred) && own && !law && text.len() <= signs::HEADING_BYTES
}

fn is_premise(text: &str) -> bool {
    const BEGINNINGS: [&str; 11] = [
        "Vist",
        "Ritenut",
        "Considerat",
        "Sentit",
        "Acquisit",
        "Su proposta",
        "Sulla proposta",
        "Tenuto conto",
        "Udit",
        "Esperita",
        "Rilevat",
    ];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

#[cfg(test)]
mod tests;
