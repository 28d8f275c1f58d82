//! Where the official text in force gives another figure than the sheet about the same provision, the official text prevails:
//! it is quoted first, what the sheet says otherwise is left out, and the asker is told of both. Where it is not sure that they
//! speak of the same rule, both are shown and the asker is told to compare them.

mod figures;

use super::beside::{number, said_stems};
use super::draft::Quote;
use super::types::{Citation, Sentence, Support};
use super::verify::{Verified, citation, in_force};
use crate::corpus::{Status, Version};
use crate::search::{Question, Snapshot};
use crate::text::{self, Span};
use figures::{Figure, figures};
use std::collections::BTreeMap;

/// A sheet and an official text that give different figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Title of the sheet.
    pub sheet: String,
    /// Its figure, as written.
    pub said: String,
    /// How the official text is cited.
    pub reference: String,
    /// The official figure, as written.
    pub stands: String,
    /// Is it surely the same rule?
    pub sure: bool,
}

/// Share, by rarity, of a sheet's sentence that official words of the same rule must hold, and how many stems.
const SAME_RULE: (f32, usize) = (0.3, 2);
/// The same for words that may be of the same rule.
const MAY_BE: (f32, usize) = (0.15, 1);
/// The same for a part of a sentence that gives figures of the sheet as well: it may be worked out from them.
const SAME_PART: (f32, usize) = (0.5, 2);

/// An official figure where a sheet has another.
struct Rival {
    said: Figure,
    conflict: Conflict,
    official: u32,
    /// The official sentence, in the source of its version.
    span: Span,
    share: f32,
}

/// Puts the official text in the place of what cited sheets say otherwise. Citations are numbered again.
pub(super) fn prevail(snapshot: &Snapshot, question: &Question, verified: Verified) -> Verified {
    let mut rivals: BTreeMap<String, Vec<Rival>> = BTreeMap::new();
    for cited in verified.citations.iter().filter(|c| c.status == Status::Editorial) {
        let known = rivals.contains_key(&cited.passage_id);
        if let Some(sheet) = snapshot.number_of(&cited.passage_id).filter(|_| !known) {
            rivals.insert(cited.passage_id.clone(), rivals_of(snapshot, question, sheet));
        }
    }
    rivals.retain(|_, rivals| !rivals.is_empty());
    if rivals.is_empty() {
        return verified;
    }
    let of = |sentence: &Sentence| -> Vec<&Rival> {
        let said = figures(&sentence.text);
        let cited = verified.citations.iter().filter(|c| sentence.citations.contains(&c.n));
        let rivals = cited.filter_map(|c| rivals.get(&c.passage_id)).flatten();
        let mut against: Vec<&Rival> =
            rivals.filter(|rival| said.iter().any(|f| f.equals(&rival.said))).collect();
        let left_out = against.iter().any(|rival| rival.conflict.sure);
        against.retain(|rival| rival.conflict.sure || !left_out);
        against
    };
    let against: Vec<Vec<&Rival>> = verified.sentences.iter().map(of).collect();
    let mut conflicts = verified.conflicts.clone();
    let (mut first, mut last): (Vec<&Rival>, Vec<&Rival>) = (Vec::new(), Vec::new());
    for rival in against.iter().flatten() {
        if !conflicts.contains(&rival.conflict) {
            conflicts.push(rival.conflict.clone());
        }
        let place = if rival.conflict.sure { &mut first } else { &mut last };
        if !place.iter().any(|known| known.official == rival.official && known.span == rival.span) {
            place.push(rival);
        }
    }
    let mut told = Verified { conflicts, refused: verified.refused.clone(), ..Verified::default() };
    first.iter().for_each(|rival| quote(snapshot, rival, &mut told));
    for (sentence, against) in verified.sentences.iter().zip(&against) {
        if !against.iter().any(|rival| rival.conflict.sure) {
            let cited =
                sentence.citations.iter().filter_map(|n| verified.citations.iter().find(|c| c.n == *n));
            let numbers = cited.map(|c| number(&mut told.citations, c.clone())).collect();
            told.sentences.push(Sentence { citations: numbers, ..sentence.clone() });
        }
    }
    last.iter().for_each(|rival| quote(snapshot, rival, &mut told));
    told
}

/// Adds the official sentence, unless it is quoted already.
fn quote(snapshot: &Snapshot, rival: &Rival, told: &mut Verified) {
    let place = snapshot.passage(rival.official);
    let text = rival.span.slice(&place.0.source).unwrap_or_default().to_owned();
    if text.is_empty() || told.sentences.iter().any(|s| s.text == text) {
        return;
    }
    let quote = Quote { passage_id: place.1.id.to_string(), span: rival.span, text: text.clone() };
    let made: Citation = citation(0, &quote, place);
    let n = number(&mut told.citations, made);
    told.sentences.push(Sentence { text, citations: vec![n], support: Support::Full });
}

/// For each figure of a sheet's passage that the official text in force does not give, the figure that it gives instead.
fn rivals_of(snapshot: &Snapshot, question: &Question, sheet: u32) -> Vec<Rival> {
    let may = |n: &u32| in_force(snapshot, question, snapshot.passage(*n)) && !snapshot.is_withdrawn(*n);
    let officials: Vec<u32> = snapshot.officials(sheet).iter().map(|o| o.passage).filter(may).collect();
    if officials.is_empty() {
        return Vec::new();
    }
    let (version, passage) = snapshot.passage(sheet);
    let said = version.text_of(passage);
    let own: Vec<Figure> = version.passages.iter().flat_map(|p| figures(version.text_of(p))).collect();
    let mut found: Vec<Rival> = Vec::new();
    for sentence in text::sentences(said).into_iter().filter_map(|span| span.slice(said)) {
        for figure in figures(sentence) {
            let search = Search { snapshot, officials: &officials, own: &own, sentence, figure: &figure };
            let Some(rival) = search.rival(version) else { continue };
            match found.iter_mut().find(|known| known.said.equals(&figure)) {
                Some(known) if known.rank() < rival.rank() => *known = rival,
                Some(_) => {}
                None => found.push(rival),
            }
        }
    }
    found
}

impl Rival {
    fn rank(&self) -> (bool, f32) {
        (self.conflict.sure, self.share)
    }
}

/// What is looked for in official texts.
struct Search<'a> {
    snapshot: &'a Snapshot,
    officials: &'a [u32],
    /// All figures of the sheet.
    own: &'a [Figure],
    sentence: &'a str,
    figure: &'a Figure,
}

impl Search<'_> {
    /// The official sentence likeliest to be of the same rule that gives another figure. A figure that an official text gives
    /// too stands, unless a later one gives another.
    fn rival(&self, sheet: &Version) -> Option<Rival> {
        let text = |n: u32| {
            let (version, passage) = self.snapshot.passage(n);
            (version, version.text_of(passage), passage.span.start)
        };
        let gives = |n: &&u32| figures(text(**n).1).iter().any(|f| f.related(self.figure));
        let stands = self.officials.iter().filter(gives).map(|n| text(*n).0.validity.from()).max();
        let mut best: Option<Rival> = None;
        for n in self.officials {
            let (version, whole, start) = text(*n);
            if stands.is_some_and(|from| version.validity.from() <= from) {
                continue;
            }
            for span in text::sentences(whole) {
                let Some(said) = span.slice(whole) else { continue };
                let Some((other, sure, share)) = self.other(said) else { continue };
                if best.as_ref().is_some_and(|known| known.rank() >= (sure, share)) {
                    continue;
                }
                let passage = self.snapshot.passage(*n).1;
                let conflict = Conflict {
                    sheet: sheet.title.clone(),
                    said: self.figure.written(self.sentence),
                    reference: version.cited_as(passage),
                    stands: other.written(said),
                    sure,
                };
                let span = Span::new(start + span.start, start + span.end);
                let said = self.figure.clone();
                best = Some(Rival { said, conflict, official: *n, span, share });
            }
        }
        best
    }

    /// The figure that an official sentence gives instead, whether it is surely of the same rule, and how near it comes.
    fn other(&self, said: &str) -> Option<(Figure, bool, f32)> {
        let same_kind: Vec<Figure> =
            figures(said).into_iter().filter(|f| f.comparable(self.figure)).collect();
        let known = |f: &&Figure| self.own.iter().any(|own| own.related(f));
        let (mine, others): (Vec<&Figure>, Vec<&Figure>) = same_kind.iter().partition(known);
        let mixed = !mine.is_empty();
        let near = |f: &&&Figure| {
            let (a, b) = (self.clause(self.sentence, self.figure), self.clause(said, f));
            (self.share(a, b).0 * 1000.0) as i64
        };
        let other = (*others.iter().max_by_key(near)?).clone();
        let (share, shared) = self.share(self.sentence, said);
        let reaches =
            |(least, stems): (f32, usize), (share, shared): (f32, usize)| share >= least && shared >= stems;
        if mixed || !self.figure.counts() {
            let part = self.share(self.clause(self.sentence, self.figure), self.clause(said, &other));
            return reaches(SAME_PART, part).then_some((other, false, part.0));
        }
        let sure = reaches(SAME_RULE, (share, shared));
        reaches(MAY_BE, (share, shared)).then_some((other, sure, share))
    }

    /// The part of a sentence, between commas and the like, in which a figure lies.
    fn clause<'t>(&self, text: &'t str, figure: &Figure) -> &'t str {
        let cut = |at: usize, c: char| match c {
            ';' | ':' | '(' | ')' | '\n' => true,
            ',' => !text[at + 1..].starts_with(|next: char| next.is_ascii_digit()),
            _ => false,
        };
        let before = text[..figure.span.start].char_indices().rev().find(|(at, c)| cut(*at, *c));
        let after = text[figure.span.end..].char_indices().find(|(at, c)| cut(figure.span.end + at, *c));
        let start = before.map_or(0, |(at, c)| at + c.len_utf8());
        text[start..after.map_or(text.len(), |(at, _)| figure.span.end + at)].trim()
    }

    /// Share, by rarity, of the stems of one text that another holds, and how many those are.
    fn share(&self, of: &str, held: &str) -> (f32, usize) {
        let (of, held) = (said_stems(of), said_stems(held));
        let weight = |stem: &String| self.snapshot.lexicon.idf(stem);
        let total: f32 = of.iter().map(weight).sum::<f32>().max(f32::MIN_POSITIVE);
        let shared: Vec<&String> = of.intersection(&held).collect();
        (shared.iter().map(|stem| weight(stem)).sum::<f32>() / total, shared.len())
    }
}
