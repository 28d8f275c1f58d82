//! Legal citations in canonical form.
//!
//! A citation is an act, a provision of it (article, comma, letter, number), or both, the act first or last:
//! `act` reads the one, `provision` the other, and this file joins them.

mod act;
pub mod named;
mod provision;

use super::Span;
use super::lexeme::{Lexeme, lexemes};
use act::Act;
use provision::{Place, Provision, group};

/// One cited provision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LegalRef {
    /// The whole citation, provision and act; citations of several provisions of one act («artt. 3 e 4
    /// D.L. 48/2023») share it.
    pub span: Span,
    /// Canonical id of the act (`dl-48-2023`, `dm-2019-10-22`); `None` when the text does not say it.
    pub act: Option<String>,
    /// Article (`4`, `3-bis`).
    pub article: Option<String>,
    /// Comma (`5`, `1-bis`).
    pub comma: Option<String>,
    /// Letter (`a`).
    pub letter: Option<String>,
    /// Number under the letter or comma (`1`).
    pub number: Option<String>,
}

impl LegalRef {
    /// `dl-48-2023`, `dl-48-2023#art4-com5-leta-n1`, or `#art4-com5` when the act is not said.
    pub fn canonical(&self) -> String {
        let parts =
            [("art", &self.article), ("com", &self.comma), ("let", &self.letter), ("n", &self.number)];
        let parts: Vec<String> =
            parts.iter().filter_map(|(name, value)| value.as_ref().map(|v| format!("{name}{v}"))).collect();
        let act = self.act.as_deref().unwrap_or_default();
        if parts.is_empty() { act.to_owned() } else { format!("{act}#{}", parts.join("-")) }
    }
}

/// Every legal citation, in order. An act without number and year or date is not one.
pub fn references(text: &str) -> Vec<LegalRef> {
    let lexemes = lexemes(text);
    let mut reader = Reader { source: Source { text, lexemes: &lexemes }, found: Vec::new(), last: None };
    let mut at = 0;
    while at < lexemes.len() {
        at = reader.read(at).unwrap_or(at + 1);
    }
    reader.found
}

/// What both grammars walk over.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    lexemes: &'a [Lexeme],
}

impl<'a> Source<'a> {
    fn get(self, at: usize) -> Option<&'a Lexeme> {
        self.lexemes.get(at)
    }

    /// The folded lexeme at `at`; empty past the end.
    fn word(self, at: usize) -> &'a str {
        self.get(at).map_or("", |l| l.text.as_str())
    }

    /// The lexeme as it was written.
    fn written(self, at: usize) -> &'a str {
        self.get(at).and_then(|l| l.span.slice(self.text)).unwrap_or_default()
    }

    fn skip(self, at: usize, word: &str) -> usize {
        if self.word(at) == word { at + 1 } else { at }
    }

    fn skip_any(self, mut at: usize, words: &[&str], limit: usize) -> usize {
        let stop = at + limit;
        while at < stop && words.contains(&self.word(at)) {
            at += 1;
        }
        at
    }
}

struct Reader<'a> {
    source: Source<'a>,
    found: Vec<LegalRef>,
    /// The last act read and the lexeme after it.
    last: Option<(String, usize)>,
}

/// Between a provision and the act it is of.
const OF: &[&str] = &[
    ",", "(", "-", "del", "dell", "'", "della", "dello", "dei", "delle", "di", "al", "alla", "citato",
    "predetto", "medesimo", "suddetto", "stesso",
];

/// Between an act and a provision of it.
const IN: &[&str] = &[",", "(", ":", "-", "all", "'", "al", "ai", "agli", "l"];

/// Between an act and the law that converts it.
const CONVERTED: &[&str] =
    &["con", "modificazioni", "modif", "mod", "dalla", "nella", "in", ",", ".", "(", "-"];

impl Reader<'_> {
    /// Reads the citation that begins at `at`; gives the lexeme to go on from.
    fn read(&mut self, at: usize) -> Option<usize> {
        let Some((provisions, end)) = list(self.source, at, Place::Fresh) else {
            let acts = act::acts(self.source, at)?;
            return Some(self.act_first(&acts));
        };
        let of = self.source.skip_any(end, OF, 6);
        match act::acts(self.source, of).or_else(|| act::code(self.source, of).map(|code| vec![code])) {
            Some(acts) => Some(self.act_last(at, &provisions, &acts)),
            None => {
                self.push(at, end, None, &provisions);
                Some(end)
            }
        }
    }

    /// «art. 4, comma 5, D.L. 48/2023», with perhaps another provision after it that has no act of its own.
    fn act_last(&mut self, at: usize, provisions: &[Provision], acts: &[Act]) -> usize {
        let first = &acts[0];
        self.push(at, first.end, Some(&first.id), provisions);
        self.others(&acts[1..]);
        let end = acts.last().map_or(first.end, |a| a.end);
        self.last = Some((first.id.clone(), end));
        match self.following(acts) {
            Some((start, more, stop, None)) => {
                self.push(start, stop, Some(&first.id), &more);
                stop
            }
            _ => end,
        }
    }

    /// «D.L. 48/2023», «D.L. 48/2023, art. 4, c. 5», «D.L. 48/2023, conv. L. 85/2023, art. 4».
    fn act_first(&mut self, acts: &[Act]) -> usize {
        let first = &acts[0];
        let converted = self.converted(first.start);
        let end = acts.last().map_or(first.end, |a| a.end);
        // A provision before the next act is that act's, unless the next act has one after it too.
        let following = self.following(acts).filter(|(_, _, _, act)| {
            act.is_none_or(|end| {
                list(self.source, self.source.skip_any(end, IN, 3), Place::AfterAct).is_some()
            })
        });
        match (following, converted) {
            (Some((_, provisions, stop, _)), None) => {
                self.push(first.start, stop, Some(&first.id), &provisions);
                self.last = Some((first.id.clone(), stop));
                stop
            }
            (Some((start, provisions, stop, _)), Some(converted)) => {
                self.push(first.start, first.end, Some(&first.id), &[Provision::default()]);
                self.push(start, stop, Some(&converted), &provisions);
                stop
            }
            (None, _) => {
                self.push(first.start, first.end, Some(&first.id), &[Provision::default()]);
                self.others(&acts[1..]);
                self.last = Some((first.id.clone(), end));
                end
            }
        }
    }

    /// The provisions after a single act: where they start, what they are, where they end, and the end of
    /// the act that comes right after them.
    fn following(&self, acts: &[Act]) -> Option<(usize, Vec<Provision>, usize, Option<usize>)> {
        let [act] = acts else { return None };
        let start = self.source.skip_any(self.past_nickname(act.end), IN, 3);
        let (provisions, end) = list(self.source, start, Place::AfterAct)?;
        let next = act::acts(self.source, self.source.skip_any(end, OF, 6));
        let next = next.and_then(|acts| acts.last().map(|a| a.end));
        Some((start, provisions, end, next))
    }

    /// Past «(legge di bilancio)» or «(G.U. n. 53 del 4 marzo 2024)» after an act.
    fn past_nickname(&self, at: usize) -> usize {
        const LONGEST: usize = 16;
        let inside = at + 1..at + LONGEST;
        let provision = list(self.source, at + 1, Place::AfterAct).is_some();
        let closed = if self.source.word(at) == "(" {
            inside.clone().find(|i| self.source.word(*i) == ")")
        } else {
            None
        };
        closed.filter(|_| !provision).map_or(at, |end| end + 1)
    }

    /// The act that the one at `start` converts: «D.L. 48/2023, conv. con modif. dalla L. 85/2023».
    fn converted(&self, start: usize) -> Option<String> {
        let (act, end) = self.last.as_ref()?;
        let between = self.source.lexemes.get(*end..start).filter(|b| b.len() <= 10)?;
        let verb = |word: &str| word.starts_with("conv");
        let mut words = between.iter().map(|l| l.text.as_str());
        let only = words.clone().all(|w| verb(w) || CONVERTED.contains(&w));
        (only && words.any(verb)).then(|| act.clone())
    }

    fn others(&mut self, acts: &[Act]) {
        for act in acts {
            self.push(act.start, act.end, Some(&act.id), &[Provision::default()]);
        }
    }

    /// Keeps the citation in lexemes `start..end`. In a text made of ranges alone («commi 1-50, commi 1-50…»)
    /// each keeps its first provision only, or a page would become gigabytes.
    fn push(&mut self, start: usize, end: usize, act: Option<&String>, provisions: &[Provision]) {
        let lexemes = self.source.lexemes;
        let span = Span::new(lexemes[start].span.start, lexemes[end - 1].span.end);
        let room = self.found.len() < 1000 + self.source.text.len() / 10;
        let provisions = if room { provisions } else { provisions.get(..1).unwrap_or_default() };
        self.found.extend(provisions.iter().map(|p| LegalRef {
            span,
            act: act.cloned(),
            article: p.article.clone(),
            comma: p.comma.clone(),
            letter: p.letter.clone(),
            number: p.number.clone(),
        }));
    }
}

/// The provisions that begin at `at`, as long as no act comes between them.
fn list(source: Source<'_>, at: usize, place: Place<'_>) -> Option<(Vec<Provision>, usize)> {
    let (mut out, mut end) = group(source, at, place)?;
    let fresh = matches!(place, Place::Fresh);
    while out.len() < 200 && act::acts(source, source.skip_any(end, OF, 6)).is_none() {
        let connected =
            source.skip_any(end, if fresh { &[",", "e", "ed", "nonche", ";"] } else { &[",", "e", "ed"] }, 3);
        let from = source.skip_any(connected, ARTICLES, 3);
        let free = connected > end || matches!(source.word(end), "art" | "artt");
        let next = out.last().filter(|_| free).and_then(|before| group(source, from, Place::After(before)));
        let Some((more, stop)) = next else { break };
        out.extend(more);
        end = stop;
    }
    Some((out, end))
}

/// Before a second provision: «l'art. 4 e l'art. 6», «ai commi 4 e 5».
const ARTICLES: &[&str] = &[
    "l", "'", "all", "dell", "al", "il", "del", "ai", "agli", "i", "gli", "dei", "degli", "della", "le",
    "alle", "delle", "la",
];

#[cfg(test)]
mod tests;
