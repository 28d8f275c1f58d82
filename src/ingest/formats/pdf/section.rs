//! Headings inside pages: «2.1 Importi», «Art. 3», a line in larger letters. Each opens a part; the page it stands on is
//! always the first word of the part's heading.

use super::prose::Paragraph;
use crate::ingest::formats::outline::one_line;
use regex::Regex;
use std::sync::LazyLock;

/// Letters of a heading.
const MAX_CHARS: usize = 140;
/// Letters this much larger than the text's are a heading's.
const LARGER: f64 = 1.15;
/// Letters this much larger are a chapter's.
const MUCH_LARGER: f64 = 1.5;
/// Headings that are sections of one another.
const MAX_PATH: usize = 4;

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\)?\s+\p{Lu}").expect("a pattern that compiles")
});
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:Art\.|Articolo|ART\.|ARTICOLO)\s*\d+(?:[\s-]?(?:bis|ter|quater|quinquies))?\b")
        .expect("a pattern that compiles")
});
static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:CAPO|Capo|TITOLO|Titolo|PARTE|Parte|SEZIONE|Sezione|ALLEGATO|Allegato|CAPITOLO|Capitolo)\s+(?:[IVXLC]+|\d+|[A-Z]|\d?\.?[A-Z])\b")
        .expect("a pattern that compiles")
});

/// Where the reader of a document stands.
#[derive(Default)]
pub(super) struct Sections {
    path: Vec<(usize, String)>,
    /// Size of most letters.
    body: f64,
}

impl Sections {
    pub(super) fn new(pages: &[Vec<Paragraph>]) -> Self {
        let mut sizes: Vec<(f64, usize)> = Vec::new();
        for paragraph in pages.iter().flatten().filter(|p| !p.is_rows) {
            sizes.push((paragraph.size, paragraph.text.len()));
        }
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
        let mut so_far = 0;
        let middle = sizes.iter().find(|(_, letters)| {
            so_far += letters;
            so_far > half
        });
        Self { path: Vec::new(), body: middle.map_or(0.0, |(size, _)| *size) }
    }

    /// The first paragraph in letters as large as a title's.
    pub(super) fn title(&self, first: &[Paragraph]) -> Option<String> {
        let large = |p: &&Paragraph| p.size >= MUCH_LARGER * self.body && p.text.chars().count() > 8;
        let title = one_line(&first.iter().find(large)?.text);
        (title.chars().count() <= MAX_CHARS && !NUMBERED.is_match(&title)).then_some(title)
    }

    /// Enters the section that a paragraph heads, if it does; what follows helps to tell.
    pub(super) fn enter(&mut self, paragraph: &Paragraph, next: Option<&Paragraph>) -> bool {
        let plain = || next.is_some_and(|next| is_plain_heading(paragraph, next)).then_some(2);
        let Some(level) = self.level(paragraph).or_else(plain) else { return false };
        while self.path.last().is_some_and(|(above, _)| *above >= level) || self.path.len() >= MAX_PATH {
            self.path.pop();
        }
        self.path.push((level, one_line(&paragraph.text).trim_end_matches(['.', ':']).to_owned()));
        true
    }

    /// Is it a heading by itself, whatever follows?
    pub(super) fn heads(&self, paragraph: &Paragraph) -> bool {
        self.level(paragraph).is_some()
    }

    fn level(&self, paragraph: &Paragraph) -> Option<usize> {
        let text = one_line(&paragraph.text);
        let letters = text.chars().count();
        if paragraph.is_rows
            || letters > MAX_CHARS
            || paragraph.lines > 3
            || !text.contains(char::is_alphabetic)
        {
            return None;
        }
        let open = text.ends_with([';', ',', ':', '!']);
        let shown = paragraph.bold || paragraph.size >= LARGER * self.body;
        if ARTICLE.is_match(&text) && (shown || letters <= 80) && !open {
            return Some(1);
        }
        if CHAPTER.is_match(&text) && (shown || letters <= 60) && !open {
            return Some(0);
        }
        let ends = text.ends_with('.') && NUMBERED.find(&text).is_none_or(|f| f.end() < text.len());
        if open || ends && !shown {
            return None;
        }
        if let Some(found) = NUMBERED.captures(&text) {
            let dots = found[1].matches('.').count();
            return (shown || dots > 0 && letters <= 90).then_some(2 + dots);
        }
        let alone = letters >= 4 && !ends && paragraph.lines <= 2;
        match paragraph.size {
            size if alone && size >= MUCH_LARGER * self.body => Some(0),
            size if alone && size >= LARGER * self.body => Some(1),
            _ => None,
        }
    }

    /// «Pagina 12 › 2 Importi › 2.1 Quota», without the title of the whole.
    pub(super) fn heading(&self, page: &str, title: Option<&str>) -> String {
        let path = self.path.iter().map(|(_, text)| text.as_str());
        let path = path.filter(|text| !title.is_some_and(|title| text.eq_ignore_ascii_case(title)));
        std::iter::once(page).chain(path).collect::<Vec<_>>().join(" › ")
    }
}

/// «1. Premessa» in the letters of the text, alone on its line, with prose or «1.1» below: an item of a list has neither.
fn is_plain_heading(paragraph: &Paragraph, next: &Paragraph) -> bool {
    let text = &paragraph.text;
    let Some(found) = NUMBERED.captures(text).filter(|_| paragraph.lines == 1 && !paragraph.is_rows) else {
        return false;
    };
    let above = text.chars().count() <= 60 && !text.ends_with(['.', ';', ',', ':']);
    let deeper = next.text.starts_with(&format!("{}.1", &found[1]));
    let prose = next.text.starts_with(char::is_uppercase) && next.text.len() > 2 * text.len();
    above && (deeper || prose)
}
