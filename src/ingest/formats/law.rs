//! The articles of an act, however they were marked up: one reader that gathers divisions, articles, commas, list items,
//! notes of updates and annexes line by line, and one writer (`written`) that makes the document of them.

mod act;
mod inserted;
pub(super) mod signs;
mod written;

use crate::corpus::Validity;
pub(super) use act::Act;
use inserted::Inserted;
pub(super) use written::document;

/// Lines that a quotation may be long; after them its end was forgotten.
const QUOTED_LINES: usize = 80;

/// What was read, in the order of the text.
#[derive(Debug)]
enum Entry {
    /// Titles and divisions: kept in the text, in no part.
    Plain(String),
    /// What comes before the articles: «Visto…», «Considerato…».
    Premises(Vec<String>),
    Article(Article),
}

/// An article, or an annex that has none.
#[derive(Debug, Default)]
struct Article {
    annex: Option<String>,
    /// None for an annex without articles.
    number: Option<String>,
    heading: String,
    /// The text before the first comma, or all of it when there is none.
    lead: Vec<Line>,
    commas: Vec<Comma>,
    notes: Vec<Note>,
}

#[derive(Debug)]
struct Comma {
    number: String,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    text: String,
    /// 0 for running text, 1 for letters, 2 for numbers under them.
    level: u8,
    /// The days in which it holds, if fewer than the act's.
    holds: Option<Validity>,
}

#[derive(Debug)]
struct Note {
    kind: signs::Note,
    lines: Vec<String>,
}

/// Where the next line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first article, or between a division and its first article.
    Between,
    Article,
    Note,
    /// Past the last words of the act: signatures.
    Over,
}

/// Gathers an act line by line.
#[derive(Debug)]
pub(super) struct Reader {
    entries: Vec<Entry>,
    /// The place of the last article among the entries.
    last: Option<usize>,
    annex: Option<String>,
    place: Place,
    inserted: Inserted,
    /// Quotations opened and not closed: an act that amends another quotes whole articles.
    quotations: i32,
    /// Lines since one was opened.
    quoted_lines: usize,
    /// The days in which the lines that come hold, if fewer than the act's.
    holds: Option<Validity>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            last: None,
            annex: None,
            place: Place::Between,
            inserted: Inserted::default(),
            quotations: 0,
            quoted_lines: 0,
            holds: None,
        }
    }

    /// From here on lines hold in these days only; none = as long as the act.
    pub(super) fn hold(&mut self, holds: Option<Validity>) {
        self.holds = holds;
    }

    /// Has an article been read?
    pub(super) fn has_articles(&self) -> bool {
        self.last.is_some()
    }

    /// A title or a division: in the text, in no part.
    pub(super) fn plain(&mut self, text: &str) {
        let text = self.inserted.strip(text);
        if !text.trim().is_empty() {
            self.entries.push(Entry::Plain(text));
        }
    }

    /// A division («Capo I»): what follows up to the next article is its name.
    pub(super) fn division(&mut self, text: &str) {
        self.place = Place::Between;
        self.plain(text);
    }

    /// A line of the premises.
    pub(super) fn premise(&mut self, text: &str) {
        match self.entries.last_mut() {
            Some(Entry::Premises(lines)) => lines.push(text.to_owned()),
            _ => self.entries.push(Entry::Premises(vec![text.to_owned()])),
        }
    }

    /// An annex: its articles, or all its text, are cited with its name.
    pub(super) fn annex(&mut self, name: &str) {
        self.annex = Some(name.to_owned());
        self.start(Article { annex: self.annex.clone(), ..Article::default() });
    }

    /// An article with the number as printed («3-bis») and its rubric, which may be empty.
    pub(super) fn article(&mut self, number: &str, rubric: &str) {
        self.start(Article {
            annex: self.annex.clone(),
            number: Some(number.to_owned()),
            ..Article::default()
        });
        self.rubric(rubric);
    }

    /// An article that is an annex of its own: the annex goes on if it has the same name.
    pub(super) fn article_of(&mut self, annex: &str, number: &str) {
        self.annex = Some(annex.to_owned());
        self.article(number, "");
    }

    fn start(&mut self, article: Article) {
        self.inserted.reset();
        self.quotations = 0;
        self.place = Place::Article;
        self.last = Some(self.entries.len());
        self.entries.push(Entry::Article(article));
    }

    /// Adds to the rubric of the article.
    pub(super) fn rubric(&mut self, text: &str) {
        let text = self.inserted.strip(text);
        let bare = text.trim().trim_end_matches('.');
        let bare = bare.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(bare).trim();
        if let Some(article) = self.current()
            && !bare.is_empty()
        {
            let gap = if article.heading.is_empty() { "" } else { " " };
            article.heading.push_str(&format!("{gap}{}", bare.trim_end_matches('.')));
        }
    }

    /// A comma with its number; its lines follow.
    pub(super) fn comma(&mut self, number: &str) {
        self.quotations = 0;
        self.place = Place::Article;
        let Some(article) = self.current() else { return };
        article.lead_to_rubric();
        article.commas.push(Comma { number: number.to_owned(), lines: Vec::new() });
    }

    /// A line of the comma, article or note that is open.
    pub(super) fn line(&mut self, text: &str, level: u8) {
        let text = self.inserted.strip(text);
        let text = text.trim();
        if text.is_empty() || signs::is_rule(text) || self.place == Place::Over {
            return;
        }
        let mut rest = text;
        while let Some((before, name, note)) = signs::glued_note(rest) {
            self.alone(before, level);
            self.alone(name, level);
            rest = note;
        }
        self.alone(rest, level);
    }

    fn alone(&mut self, text: &str, level: u8) {
        if text.is_empty() {
            return;
        }
        self.quote(text);
        let note = signs::note(text);
        let in_note = self.place == Place::Note;
        if self.place == Place::Between {
            return self.entries.push(Entry::Plain(text.to_owned()));
        }
        let holds = self.holds;
        let Some(article) = self.current() else { return };
        if let Some(kind) = note {
            article.notes.push(Note { kind, lines: vec![text.to_owned()] });
            self.place = Place::Note;
        } else if let Some(note) = article.notes.last_mut().filter(|_| in_note) {
            note.lines.push(text.to_owned());
        } else {
            let lines = article.commas.last_mut().map_or(&mut article.lead, |comma| &mut comma.lines);
            lines.push(Line { text: text.to_owned(), level, holds });
        }
    }

    /// A note that stands beside the text, wherever in the article it was written; it is no law.
    pub(super) fn beside(&mut self, lines: &[String]) {
        let lines: Vec<String> =
            lines.iter().map(|line| self.inserted.strip(line).trim().to_owned()).collect();
        let Some(article) = self.current().filter(|_| lines.iter().any(|line| !line.is_empty())) else {
            return;
        };
        let n = article.notes.iter().filter(|note| matches!(note.kind, signs::Note::Beside(_))).count() + 1;
        article.notes.insert(n - 1, Note { kind: signs::Note::Beside(n), lines });
    }

    /// Follows the quotations; one that is never closed must not swallow the act.
    fn quote(&mut self, text: &str) {
        self.quotations = (self.quotations + balance(text)).max(0);
        self.quoted_lines = if self.quotations > 0 { self.quoted_lines + 1 } else { 0 };
        if self.quoted_lines > QUOTED_LINES {
            (self.quotations, self.quoted_lines) = (0, 0);
        }
    }

    /// A line of which the markup says that it begins a comma.
    pub(super) fn numbered(&mut self, text: &str) {
        let stripped = text.trim_start_matches(['(', ' ']);
        let Some((number, rest)) = signs::comma(stripped) else { return self.guess_any(text) };
        let opening = &text[..text.len() - stripped.len()];
        self.comma(&number);
        self.line(&format!("{opening}{rest}"), 0);
    }

    /// A line that may begin a comma or a list item by the number printed in it.
    pub(super) fn guess(&mut self, text: &str) {
        let stripped = text.trim_start_matches(['(', ' ']);
        if let Some((number, rest)) = signs::comma(stripped)
            && self.place == Place::Article
            && self.begins_comma(&number)
        {
            let opening = &text[..text.len() - stripped.len()];
            self.comma(&number);
            return self.line(&format!("{opening}{rest}"), 0);
        }
        if self.wants_rubric()
            && let Some((rubric, rest)) = signs::enclosed(text)
        {
            self.rubric(rubric);
            return self.guess(rest);
        }
        let level = signs::point(stripped).unwrap_or(0);
        let lone = level == 2 && self.last_level() == 0;
        self.line(text, if lone { 1 } else { level });
    }

    /// A line that may be anything: an article's heading, a division, an annex, the end.
    pub(super) fn guess_any(&mut self, text: &str) {
        let text = text.trim();
        let bare = text.trim_start_matches(['(', ' ']);
        if let Some((number, rest)) = signs::article(bare)
            && self.begins_article(&number)
        {
            return self.open_article(&number, rest);
        }
        let outside = self.quotations == 0;
        if outside && signs::is_annex(bare) {
            self.annex(bare.trim_end_matches(')'));
        } else if outside && signs::is_conclusion(bare) && self.has_articles() {
            self.place = Place::Over;
        } else if outside && signs::is_division(bare) {
            self.division(text);
        } else {
            self.guess(text);
        }
    }

    /// What stands on the line of an article's number: a rubric, the first comma, the text.
    fn open_article(&mut self, number: &str, rest: &str) {
        self.article(number, "");
        let rest = rest.trim_start_matches(['-', '–', ' ']);
        let sentence = rest.ends_with(['.', ';', ':']) && !rest.starts_with('(');
        match rest {
            "" => {}
            _ if signs::comma(rest).is_some() || sentence || rest.len() > signs::HEADING_BYTES => {
                self.guess(rest);
            }
            _ => self.rubric(rest),
        }
    }

    /// Is the number of a comma the next one here, rather than that of a quoted one or of a list?
    fn begins_comma(&mut self, number: &str) -> bool {
        let quoted = self.quotations > 0;
        let Some(article) = self.current() else { return false };
        match article.commas.last() {
            Some(last) => !quoted && signs::order(number) > signs::order(&last.number),
            None => signs::order(number).0 == 1 || article.lead.is_empty(),
        }
    }

    /// Is it an article of this act, rather than one quoted by it or recalled under it?
    fn begins_article(&mut self, number: &str) -> bool {
        let (quoted, in_note) = (self.quotations > 0, self.place == Place::Note);
        let Some(last) = self.current().and_then(|a| a.number.as_deref()) else { return true };
        let later = signs::order(number) > signs::order(last);
        if quoted { signs::follows(number, last) } else { later || !in_note }
    }

    /// Is an article open that has neither rubric nor text yet?
    pub(super) fn wants_rubric(&mut self) -> bool {
        let open = self.place == Place::Article;
        let fresh = |a: &mut Article| a.heading.is_empty() && a.lead.is_empty() && a.commas.is_empty();
        open && self.current().is_some_and(fresh)
    }

    fn current(&mut self) -> Option<&mut Article> {
        match self.entries.get_mut(self.last?) {
            Some(Entry::Article(article)) => Some(article),
            _ => None,
        }
    }

    fn last_level(&mut self) -> u8 {
        let Some(article) = self.current() else { return 0 };
        let lines = article.commas.last().map_or(&article.lead, |comma| &comma.lines);
        lines.last().map_or(0, |line| line.level)
    }
}

impl Article {
    /// A short text between the number and the first comma is the rubric, when there is none.
    fn lead_to_rubric(&mut self) {
        let length: usize = self.lead.iter().map(|line| line.text.len()).sum();
        let ended = self.lead.last().is_some_and(|line| line.text.ends_with([';', ':']));
        if self.heading.is_empty() && self.commas.is_empty() && length <= signs::HEADING_BYTES && !ended {
            let lines: Vec<String> = self.lead.drain(..).map(|line| line.text).collect();
            let text = lines.join(" ");
            let text = text.trim_end_matches('.');
            let bare = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
            self.heading = bare.trim().trim_end_matches('.').to_owned();
        }
    }
}

/// Quotations opened less quotations closed.
fn balance(text: &str) -> i32 {
    let count = |sign: &str| i32::try_from(text.matches(sign).count()).unwrap_or(0);
    count("«") + count("“") + count("<<") - count("»") - count("”") - count(">>") + straight(text)
}

/// The same of quotation marks that do not say by their shape whether they open: they stand before a word or after one.
fn straight(text: &str) -> i32 {
    let marks = text.match_indices('"').map(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
        let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "([{".contains(c));
        let ended = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ".,;:)]}".contains(c));
        match (apart(before), ended(after)) {
            (true, false) => 1,
            (false, true) => -1,
            _ => 0,
        }
    });
    marks.sum()
}

#[cfg(test)]
mod tests;
