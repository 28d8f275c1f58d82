//! The vocabulary of a generation, and how a question becomes weighted terms of it: its own words, the forms that the
//! glossary knows for them, and the nearest known word for one mistyped.

use super::acronyms::Acronyms;
use super::index::SparseVector;
use super::spelling::Spelling;
use crate::corpus::{Glossary, GlossaryTerm};
use crate::text;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Version of the analysis, remembered by a generation.
pub(crate) const ANALYZER: &str = "3";
/// Weight of a word that the glossary adds to those of the question.
const EXPANSION: f32 = 0.35;
/// Weight of a word of the context of a long question.
const CONTEXT: f32 = 0.15;
/// Weight of the known word nearest to one that the material never uses.
const CORRECTION: f32 = 0.7;

/// The terms under which a text is indexed: its stems, and its legal references in canonical form.
pub(crate) fn index_terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = text::terms(text).into_iter().map(|t| t.term).collect();
    for reference in text::references(text) {
        let canonical = reference.canonical();
        let mut part = String::new();
        for (n, piece) in canonical.split_inclusive('#').enumerate() {
            part.push_str(piece);
            if n == 0 {
                terms.push(format!("§{}", part.trim_end_matches('#')));
            }
        }
        if canonical.contains('#') {
            terms.push(format!("§{canonical}"));
        }
    }
    terms
}

/// A word of the question as the vocabulary sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryWord {
    /// Its stem.
    pub term: String,
    /// As typed.
    pub surface: String,
    /// How rare it is among passages; the largest possible for a word that the material never uses.
    pub idf: f32,
    /// Does the material use it?
    pub known: bool,
    /// The known word put in its place, when it looks mistyped.
    pub corrected: Option<String>,
}

/// A question as weighted terms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryTerms {
    /// For the index.
    pub vector: SparseVector,
    /// The largest BM25 score that any passage could reach.
    pub ceiling: f32,
    /// The question's own words, in order, each once.
    pub words: Vec<QueryWord>,
}

/// Vocabulary with the statistics that BM25 folds into the query, and the glossary's forms.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    terms: Vec<String>,
    idf: Vec<f32>,
    ceiling: Vec<f32>,
    passages: usize,
    spelling: Spelling,
    acronyms: Acronyms,
    forms: Vec<Form>,
}

/// One way of saying a glossary term.
#[derive(Debug, Clone)]
struct Form {
    words: Vec<String>,
    adds: Vec<String>,
    measure: Option<String>,
}

impl Lexicon {
    pub(super) fn new(built: super::index::Built, glossary: &Glossary) -> Self {
        let super::index::Built { terms, idf, ceiling, passages, words } = built;
        let forms = glossary.term.iter().flat_map(forms).collect();
        let spelling = Spelling::new(words, &glossary.term);
        let acronyms = Acronyms::new(&glossary.term, &|word| spelling.uses(word));
        Self { terms, idf, ceiling, passages, spelling, acronyms, forms }
    }

    /// The measures that the question names, by id.
    pub fn measures(&self, question: &str) -> Vec<String> {
        let mut found: Vec<String> =
            self.matching(question).into_iter().filter_map(|f| f.measure.clone()).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The question as weighted terms of this vocabulary; `context` counts less and is not among the words.
    pub fn query(&self, question: &str, context: &str) -> QueryTerms {
        let mut weights: BTreeMap<u32, f32> = BTreeMap::new();
        let mut words: Vec<QueryWord> = Vec::new();
        let stems = text::terms(question);
        for stem in &stems {
            let known = self.number(&stem.term);
            let corrected = if known.is_none() { self.nearest(&stem.term) } else { None };
            match (known, corrected) {
                (Some(number), _) => *weights.entry(number).or_default() += 1.0,
                (None, Some(number)) => *weights.entry(number).or_default() += CORRECTION,
                (None, None) => {}
            }
            if !words.iter().any(|w| w.term == stem.term) {
                words.push(QueryWord {
                    term: stem.term.clone(),
                    surface: stem.span.slice(question).unwrap_or_default().to_owned(),
                    idf: known.or(corrected).map_or_else(|| self.unknown_idf(), |n| self.idf[n as usize]),
                    known: known.is_some(),
                    corrected: corrected.map(|n| self.terms[n as usize].clone()),
                });
            }
        }
        for term in index_terms(question).iter().filter(|t| t.starts_with('§')) {
            if let Some(number) = self.number(term) {
                *weights.entry(number).or_default() += 1.0;
            }
        }
        for stem in text::terms(context) {
            if let Some(number) = self.number(&stem.term) {
                weights.entry(number).or_insert(CONTEXT);
            }
        }
        for form in self.matching(question) {
            for number in form.adds.iter().filter_map(|t| self.number(t)) {
                weights.entry(number).or_insert(EXPANSION);
            }
        }
        let ceiling =
            weights.iter().map(|(n, w)| w * self.idf[*n as usize] * self.ceiling[*n as usize]).sum();
        let vector = SparseVector(weights.into_iter().map(|(n, w)| (n, w * self.idf[n as usize])).collect());
        QueryTerms { vector, ceiling, words }
    }

    /// The text with shorthand, mistyped words and rare acronyms as they are meant: an encoder reads words, and makes little of pieces of
    /// them.
    pub fn respelt(&self, text: &str) -> String {
        self.reading(text).0
    }

    /// The same, and which words were changed, as typed and as read, each once; what everybody shortens in a chat is not among them.
    pub fn reading(&self, text: &str) -> (String, Vec<(String, String)>) {
        let (spelt, mut changed) = self.spelling.respelt(&text::written_out(text));
        let (read, acronyms) = self.acronyms.written_out(&spelt);
        for one in acronyms {
            // An acronym that was mistyped: «UVN», read as «UVM».
            match changed.iter_mut().find(|(_, read)| *read == one.0) {
                Some(known) => known.1 = one.1,
                None => changed.push(one),
            }
        }
        let mut seen = HashSet::new();
        changed.retain(|one| seen.insert(one.clone()));
        (read, changed)
    }

    /// The IDF of a word that no passage has.
    pub fn unknown_idf(&self) -> f32 {
        super::index::idf(self.passages, 0)
    }

    /// The IDF of a stem.
    pub fn idf(&self, term: &str) -> f32 {
        self.number(term).map_or_else(|| self.unknown_idf(), |n| self.idf[n as usize])
    }

    fn number(&self, term: &str) -> Option<u32> {
        self.terms.binary_search_by(|t| t.as_str().cmp(term)).ok().map(|n| n as u32)
    }

    /// The commonest known word within one edit (two for long words); none for short words and numbers.
    fn nearest(&self, term: &str) -> Option<u32> {
        let length = term.chars().count();
        if length < 5 || term.chars().any(|c| !c.is_alphabetic()) {
            return None;
        }
        let allowed = if length >= 9 { 2 } else { 1 };
        let wanted: Vec<char> = term.chars().collect();
        let mut best: Option<(usize, f32, u32)> = None;
        for (number, candidate) in self.terms.iter().enumerate() {
            if candidate.len().abs_diff(term.len()) > allowed || candidate.starts_with('§') {
                continue;
            }
            let Some(distance) = edits(&wanted, candidate, allowed) else { continue };
            let rank = (distance, self.idf[number], number as u32);
            if best.is_none_or(|b| (rank.0, rank.1) < (b.0, b.1)) {
                best = Some(rank);
            }
        }
        best.map(|(_, _, number)| number)
    }

    fn matching(&self, question: &str) -> Vec<&Form> {
        let words: Vec<String> = text::words(question).into_iter().map(|w| w.term).collect();
        let mut at: HashMap<&str, Vec<usize>> = HashMap::new();
        for (position, word) in words.iter().enumerate() {
            at.entry(word).or_default().push(position);
        }
        let starts = |form: &Form| {
            let first = form.words.first()?;
            at.get(first.as_str())?.iter().find(|p| words[**p..].starts_with(&form.words)).copied()
        };
        self.forms.iter().filter(|form| starts(form).is_some()).collect()
    }
}

fn forms(term: &GlossaryTerm) -> Vec<Form> {
    let mut adds: Vec<String> = Vec::new();
    for said in std::iter::once(&term.canonical).chain(&term.acronyms) {
        adds.extend(text::terms(said).into_iter().map(|t| t.term));
    }
    adds.sort();
    adds.dedup();
    std::iter::once(&term.canonical)
        .chain(&term.acronyms)
        .chain(&term.synonyms)
        .chain(&term.slang)
        .chain(&term.misspellings)
        .map(|said| Form {
            words: text::words(said).into_iter().map(|w| w.term).collect(),
            adds: adds.clone(),
            measure: term.measure.clone(),
        })
        .filter(|form| !form.words.is_empty())
        .collect()
}

/// Edit distance with transpositions (optimal string alignment), if at most `allowed`.
fn edits(a: &[char], b: &str, allowed: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().collect();
    let width = b.len() + 1;
    let mut rows = vec![vec![0usize; width]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..width {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = cost;
        }
        if rows[i].iter().min().is_some_and(|least| *least > allowed) {
            return None;
        }
    }
    Some(rows[a.len()][b.len()]).filter(|d| *d <= allowed)
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edit_distance_counts_a_swap_as_one() {
        let check = |a: &str, b: &str, expected: Option<usize>| {
            let a: Vec<char> = a.chars().collect();
            assert_eq!(edits(&a, b, 2), expected);
        };
        check("decadenza", "decadenza", Some(0));
        check("decadneza", "decadenza", Some(1));
        check("decdenza", "decadenza", Some(1));
        check("dcdenza", "decadenza", Some(2));
        check("sospensione", "decadenza", None);
    }
}
