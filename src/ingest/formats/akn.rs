//! Akoma Ntoso as Normattiva exports it: an act at one date, with its articles, commas (`paragraph`), letters (`point`) and
//! annexes. What the markup leaves out (commas without number, notes of updates) is read from the text.

mod about;
mod inline;
mod period;

use super::encoding;
use super::law::{self, Reader, signs};
use super::tree::{Id, ROOT, Step, Tree, markup};
use crate::corpus::Validity;
use crate::ingest::document::Document;
use crate::strings::s;
use period::{Force, Periods};

/// Elements that stand above articles and have a name.
const DIVISIONS: [&str; 8] =
    ["book", "part", "title", "chapter", "section", "subpart", "subtitle", "subchapter"];
/// Elements whose text is a line of its own.
const LINES: [&str; 7] = ["p", "block", "quotedStructure", "tr", "li", "listIntroduction", "listWrapUp"];
/// A note of whoever edited the text, within it.
const NOTE: &str = "authorialNote";
/// Elements that say nothing of the rule.
const SILENT: [&str; 8] =
    ["meta", "preface", "preamble", "conclusions", "formula", "toc", "coverPage", "analysis"];

/// Reads an act.
pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    let (text, mut warnings) = encoding::text(bytes)?;
    let (tree, faults) = markup::read(&text)?;
    warnings.extend(faults);
    let root = tree.find(ROOT, "akomaNtoso").ok_or_else(|| s("ingest.not_akn").to_owned())?;
    let about = about::read(&tree, root);
    let mut reader = Reader::new();
    for line in [&about.act.as_ref().map(law::Act::long), &about.meta.title].into_iter().flatten() {
        reader.plain(line);
    }
    premises(&tree, root, &mut reader);
    let mut periods = Periods::read(&tree, about.meta.valid_from);
    let walker = Walker {
        tree: &tree,
        reader: &mut reader,
        numbered: false,
        marker: None,
        in_article: false,
        periods: &mut periods,
        within: Vec::new(),
    };
    walker.walk(root);
    warnings.extend(periods.warnings());
    if !reader.has_articles() {
        warnings.push(s("ingest.no_articles").to_owned());
    }
    let mut document = law::document(reader, about.act.as_ref(), about.meta);
    document.warnings.splice(..0, warnings);
    document.amended_by = about.amended_by;
    Ok(document)
}

/// What the act says of its reasons, without the formulas that open and close it.
fn premises(tree: &Tree, root: Id, reader: &mut Reader) {
    let Some(preamble) = tree.find(root, "preamble") else { return };
    let mut walk = tree.walk(preamble);
    while let Some(step) = walk.next() {
        let Step::In(id) = step else { continue };
        match tree.name(id) {
            "formula" => walk.pass(id),
            "p" => {
                inline::lines(tree, id).iter().for_each(|line| reader.premise(line));
                walk.pass(id);
            }
            _ => {}
        }
    }
}

struct Walker<'a> {
    tree: &'a Tree,
    reader: &'a mut Reader,
    /// Has the comma that is open a number of its own in the markup?
    numbered: bool,
    /// The marker of the list item that is open, until its first line.
    marker: Option<(String, u8)>,
    in_article: bool,
    periods: &'a mut Periods,
    /// The open elements that hold in some days only, with the days in which all around them hold too.
    within: Vec<(Id, Validity)>,
}

impl Walker<'_> {
    fn walk(mut self, root: Id) {
        let tree = self.tree;
        let mut walk = tree.walk(root);
        while let Some(step) = walk.next() {
            let skipped = match step {
                Step::In(id) => self.enter(id).then_some(id),
                Step::Out(id) => {
                    self.leave(id);
                    None
                }
            };
            if let Some(id) = skipped {
                walk.pass(id);
            }
        }
    }

    /// Takes what begins; true when all that it holds has been taken.
    fn enter(&mut self, id: Id) -> bool {
        let name = self.tree.name(id);
        if !name.is_empty() && name != "meta" && !self.holds(id) {
            return true;
        }
        match name {
            "" => {
                if let Some(text) = self.tree.text(id)
                    && !text.trim().is_empty()
                {
                    inline::split(text).iter().for_each(|line| self.line(line));
                }
            }
            "article" => self.article(id),
            "paragraph" => self.paragraph(id),
            "point" | "indent" | "item" => self.point(id),
            "num" | "heading" | "subheading" => return true,
            "attachment" | "component" | "annex" => self.annex(id),
            _ if SILENT.contains(&name) => return true,
            _ if DIVISIONS.contains(&name) => self.division(id),
            _ if LINES.contains(&name) => {
                self.periods.within(self.tree, id);
                inline::lines(self.tree, id).iter().for_each(|line| self.line(line));
                let notes = self.tree.descendants(id).filter(|id| self.tree.name(*id) == NOTE);
                notes.for_each(|note| self.reader.beside(&inline::lines(self.tree, note)));
                return true;
            }
            NOTE => {
                self.reader.beside(&inline::lines(self.tree, id));
                return true;
            }
            _ => {}
        }
        false
    }

    /// Does it hold on some day? Its days are those of its lines until it ends.
    fn holds(&mut self, id: Id) -> bool {
        let own = match self.periods.of(self.tree, id) {
            Force::Whole => return true,
            Force::Within(own) => own,
            Force::Never => return false,
        };
        let all = self.within.last().map_or(Some(own), |(_, around)| around.common(&own));
        if let Some(all) = all {
            self.within.push((id, all));
            self.reader.hold(Some(all));
        }
        all.is_some()
    }

    fn leave(&mut self, id: Id) {
        match self.tree.name(id) {
            "article" => self.in_article = false,
            "point" | "indent" | "item" => self.flush(),
            _ => {}
        }
        if self.within.pop_if(|(open, _)| *open == id).is_some() {
            self.reader.hold(self.within.last().map(|(_, holds)| *holds));
        }
    }

    fn words(&self, id: Id, name: &str) -> String {
        self.tree.child(id, name).map(|child| self.tree.words(child)).unwrap_or_default()
    }

    fn article(&mut self, id: Id) {
        let printed = self.words(id, "num");
        let by_id = || {
            let eid = ["eId", "wId", "id"].into_iter().find_map(|name| self.tree.attribute(id, name))?;
            signs::label(eid.rsplit("art_").next()?)
        };
        let heading = self.words(id, "heading");
        let number = signs::label(&printed).or_else(by_id).unwrap_or_else(|| signs::slug(&printed));
        self.reader.article(&number, &heading);
        (self.in_article, self.numbered) = (true, false);
    }

    fn paragraph(&mut self, id: Id) {
        let number = signs::label(&self.words(id, "num"));
        self.numbered = number.is_some();
        if let Some(number) = number {
            self.reader.comma(&number);
        }
    }

    fn point(&mut self, id: Id) {
        self.flush();
        let marker = self.words(id, "num");
        let marker = marker.trim_start_matches("((").to_owned();
        let is_point = |a: &Id| ["point", "indent", "item"].contains(&self.tree.name(*a));
        let above =
            self.tree.ancestors(id).take_while(|a| self.tree.name(*a) != "article").filter(is_point).count();
        self.marker = Some((marker, u8::try_from(above + 1).unwrap_or(u8::MAX)));
    }

    /// A list item without text still has its marker.
    fn flush(&mut self) {
        if let Some((marker, level)) = self.marker.take().filter(|(marker, _)| !marker.is_empty()) {
            self.reader.line(&marker, level);
        }
    }

    fn division(&mut self, id: Id) {
        let (number, heading) = (self.words(id, "num"), self.words(id, "heading"));
        let number = number.trim_matches(['-', '–', ' ']);
        self.reader.division(&format!("{number} {heading}"));
    }

    fn annex(&mut self, id: Id) {
        let doc = self.tree.child(id, "doc").unwrap_or(id);
        let heading = self.words(id, "heading");
        let name = self.tree.attribute(doc, "name").unwrap_or_default();
        let name = if heading.is_empty() { name } else { heading.as_str() };
        let name = if name.trim().is_empty() { s("ingest.annex") } else { name.trim() };
        // Some codes are exported as one annex for each article: «CODICE CIVILE-art. 2».
        match name
            .rsplit_once("-art")
            .and_then(|(code, rest)| Some((code, signs::label(&format!("art{rest}"))?)))
        {
            Some((code, number)) => self.reader.article_of(code.trim(), &number),
            None => self.reader.annex(name),
        }
        self.in_article = false;
        self.numbered = false;
    }

    fn line(&mut self, text: &str) {
        if let Some((marker, level)) = self.marker.take() {
            self.reader.line(&format!("{marker} {text}"), level);
        } else if self.numbered {
            self.reader.line(text, signs::point(text).unwrap_or(0));
        } else if self.in_article {
            self.reader.guess(text);
        } else {
            self.reader.guess_any(text);
        }
    }
}

#[cfg(test)]
mod tests;
