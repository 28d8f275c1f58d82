//! The extractive reader: quotes the sentences of the passage that answers, in the order of the source, where the rule comes
//! first, then conditions, exceptions and deadlines. A short passage goes whole, a list with its introduction. No passage of
//! another sheet is added: read by a second person, four of five such additions misled.

use super::words;
use crate::search::{Found, Hit, Question, Snapshot};
use crate::text::{self, Span};
use std::collections::HashSet;

/// A quotation as a reader claims it; [`super::verify`] believes nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Id of the passage.
    pub passage_id: String,
    /// Bytes in the version's source.
    pub span: Span,
    /// The words that should stand there.
    pub text: String,
}

/// A sentence and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSentence {
    /// The sentence.
    pub text: String,
    /// What it rests on.
    pub quotes: Vec<Quote>,
}

/// What a reader wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// In reading order.
    pub sentences: Vec<DraftSentence>,
}

/// Sentences taken from the passage that answers.
const MOST: usize = 4;
/// A passage no longer than this is one rule with its conditions and exceptions, and is quoted whole: a cut exception
/// misleads more than a sentence too many.
const WHOLE_BYTES: usize = 800;
/// A further sentence must be this near to the best one.
const NEAR: f32 = 0.5;

/// A sibling, another passage of the same sheet, is quoted too when its score is this near to the first's: then either may
/// be the one asked for («il nucleo invariato» or «le nascite»), or the question has two halves.
const SIBLING: f32 = 0.92;

/// Drafts an answer from hits, best first.
pub fn extract(snapshot: &Snapshot, question: &Question, found: &Found) -> Draft {
    let mut draft = Draft::default();
    let Some(first) = found.hits.first() else { return draft };
    let wants = Wants::of(&question.focus);
    draft.sentences = quoted(snapshot, found, first, wants);
    let work = |hit: &Hit| &snapshot.passage(hit.passage).0.work;
    if let Some(second) = found.hits.get(1)
        && work(second) == work(first)
        // The surer of the two may stand first although it matches less.
        && second.score.min(first.score) >= SIBLING * second.score.max(first.score)
    {
        draft.sentences.extend(quoted(snapshot, found, second, wants));
    }
    draft
}

/// The sentences of a passage: all of a short one, else the best, in the order of the source.
fn quoted(snapshot: &Snapshot, found: &Found, hit: &Hit, wants: Wants) -> Vec<DraftSentence> {
    let units = scored(snapshot, found, hit.passage, wants);
    let mut chosen: Vec<&Unit> = units.iter().collect();
    if units.iter().map(|u| u.span.len()).sum::<usize>() > WHOLE_BYTES {
        let best = units.iter().map(|u| u.score).fold(f32::MIN, f32::max);
        chosen.retain(|u| u.score >= NEAR * best);
        chosen.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.span.start.cmp(&b.span.start)));
        chosen.truncate(MOST);
        chosen.sort_by_key(|u| u.span.start);
    }
    chosen.into_iter().map(|unit| unit.sentence(snapshot, hit)).collect()
}

/// The sentences of a passage, and its lists with their introductions, the one that answers best first.
pub fn ranked_sentences(
    snapshot: &Snapshot,
    question: &Question,
    (found, passage): (&Found, u32),
) -> Vec<String> {
    let mut units = scored(snapshot, found, passage, Wants::of(&question.focus));
    units.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.span.start.cmp(&b.span.start)));
    let source = &snapshot.passage(passage).0.source;
    units.iter().filter_map(|unit| unit.span.slice(source)).map(str::to_owned).collect()
}

/// A sentence, or a list with its introduction.
struct Unit {
    span: Span,
    score: f32,
}

impl Unit {
    fn sentence(&self, snapshot: &Snapshot, hit: &Hit) -> DraftSentence {
        let (version, passage) = snapshot.passage(hit.passage);
        let text = self.span.slice(&version.source).unwrap_or_default().to_owned();
        let quote = Quote { passage_id: passage.id.to_string(), span: self.span, text: text.clone() };
        DraftSentence { text, quotes: vec![quote] }
    }
}

/// What kind of thing the question wants to hear.
#[derive(Debug, Clone, Copy)]
struct Wants {
    number: bool,
    date: bool,
    steps: bool,
}

impl Wants {
    fn of(question: &str) -> Self {
        let words: Vec<String> = text::words(question).into_iter().map(|w| w.term).collect();
        let any = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
        Self {
            number: any(&[
                "quanto",
                "quanti",
                "quanta",
                "quante",
                "importo",
                "soglia",
                "limite",
                "cifra",
                "euro",
                "massimo",
                "minimo",
                "percentuale",
                "durata",
                "dura",
                "eta",
                "anni",
                "giorni",
                "mesi",
                "termine",
                "entro",
            ]),
            date: any(&["quando", "data", "scadenza", "entro", "decorrenza", "decorre", "giorno", "mese"]),
            steps: any(&["come", "passi", "procedura", "passaggi", "fare", "faccio", "elenco", "quali"]),
        }
    }
}

fn scored(snapshot: &Snapshot, found: &Found, number: u32, wants: Wants) -> Vec<Unit> {
    let (version, passage) = snapshot.passage(number);
    let asked: Vec<(&str, f32)> =
        found.terms.words.iter().map(|w| (w.corrected.as_deref().unwrap_or(&w.term), w.idf)).collect();
    let total: f32 = asked.iter().map(|(_, idf)| idf).sum::<f32>().max(f32::MIN_POSITIVE);
    let mut units: Vec<Unit> = Vec::new();
    let mut open_list = false;
    for (span, vector) in snapshot.sentences(number) {
        let Some(span) = words::said((version, passage), span) else { continue };
        let sentence = span.slice(&version.source).unwrap_or_default();
        let item = is_item(&version.source, passage.span.start, span.start);
        let said: HashSet<String> = text::terms(sentence).into_iter().map(|t| t.term).collect();
        let covered: f32 = asked.iter().filter(|(w, _)| said.contains(*w)).map(|(_, idf)| idf).sum();
        let cosine = match (&found.vector, vector) {
            (Some(question), Some(sentence)) => {
                question.iter().zip(sentence).map(|(a, b)| a * b).sum::<f32>().max(0.0)
            }
            _ => 0.0,
        };
        let mut score = covered / total + cosine;
        score += bonus(sentence, item, wants);
        match units.last_mut() {
            // An item joins its list: the list is quoted whole and is worth its best part.
            Some(list) if item && open_list => {
                list.span.end = span.end;
                list.score = list.score.max(score + 0.05);
            }
            _ => {
                let lead = if units.is_empty() { 0.2 } else { 0.0 };
                units.push(Unit { span, score: score + lead });
            }
        }
        open_list = (item && open_list) || sentence.ends_with(':');
    }
    units
}

fn bonus(sentence: &str, item: bool, wants: Wants) -> f32 {
    let mut bonus = 0.0;
    if wants.number && !text::numbers(sentence).is_empty() {
        bonus += 0.15;
    }
    if wants.date && (!text::dates(sentence).is_empty() || sentence.contains("giorni")) {
        bonus += 0.1;
    }
    if wants.steps && item {
        bonus += 0.1;
    }
    bonus
}

/// Is there a list marker between the start of the line and the sentence?
fn is_item(source: &str, floor: usize, start: usize) -> bool {
    let line = source[floor..start].rfind('\n').map_or(floor, |at| floor + at + 1);
    let marker = source[line..start].trim();
    matches!(marker, "-" | "*" | "+")
        || marker
            .strip_suffix(['.', ')'])
            .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
}
