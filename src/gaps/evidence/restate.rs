//! One question in other words: what of it asks, its key words, with what the glossary calls its terms, as others of the same
//! gap put it.

use crate::search::{Question, Snapshot};
use crate::text;

/// Content words that key words must be to be looked for.
const FEWEST: usize = 2;
/// Other wordings of the gap that are tried for one.
const OTHERS: usize = 3;

/// The other ways of putting a question, each once.
pub(super) fn restated(snapshot: &Snapshot, question: &Question, others: &[Question]) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    let mut add = |new: Question| {
        let known = |other: &Question| words(&other.whole) == words(&new.whole);
        if !known(question) && !all.iter().any(known) {
            all.push(new);
        }
    };
    if !question.context.trim().is_empty() {
        add(put(question, &question.focus));
    }
    let keys = keys(&question.focus);
    if keys.len() >= FEWEST {
        add(put(question, &keys.join(" ")));
    }
    let expanded = expanded(snapshot, &question.focus);
    if !expanded.is_empty() {
        add(put(question, &format!("{} {}", question.focus, expanded.join(" "))));
    }
    let mut others: Vec<(usize, &Question)> = others.iter().map(|o| (shared(question, o), o)).collect();
    // The nearest in words first; equal ones as they came.
    others.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    for (_, other) in others.into_iter().take(OTHERS) {
        let (measures, references) = (other.measures.clone(), other.references.clone());
        add(Question { measures, references, as_of: question.as_of, ..other.clone() });
    }
    all
}

/// The question, asked with these words alone.
pub(super) fn put(question: &Question, words: &str) -> Question {
    Question { focus: words.to_owned(), context: String::new(), whole: words.to_owned(), ..question.clone() }
}

fn words(text: &str) -> Vec<String> {
    text::words(text).into_iter().map(|w| w.term).collect()
}

fn shared(one: &Question, other: &Question) -> usize {
    let said = words(&one.focus);
    words(&other.focus).iter().filter(|word| said.contains(word)).count()
}

/// The words that are not function words, as typed, in order.
fn keys(focus: &str) -> Vec<&str> {
    text::terms(focus).into_iter().filter_map(|term| term.span.slice(focus)).collect()
}

/// What the glossary calls the terms that the question names otherwise.
fn expanded(snapshot: &Snapshot, focus: &str) -> Vec<String> {
    let spaced = |text: &str| format!(" {} ", words(text).join(" "));
    let said = spaced(focus);
    let named = |form: &String| !words(form).is_empty() && said.contains(&spaced(form));
    let mut found: Vec<String> = Vec::new();
    for term in &snapshot.glossary.term {
        let forms = [&term.acronyms, &term.synonyms, &term.slang, &term.misspellings];
        let otherwise = forms.iter().any(|forms| forms.iter().any(named));
        if otherwise && !named(&term.canonical) && !found.contains(&term.canonical) {
            found.push(term.canonical.clone());
        }
    }
    found
}
