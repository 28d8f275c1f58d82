//! Acronyms that the material hardly uses, written out: «QA» is read as «quadro di analisi», which its pages say, «ADI» stays,
//! for they say «ADI». An encoder that has met an acronym a few times makes little of it.

use crate::corpus::GlossaryTerm;
use crate::text::{self, Span};
use std::collections::HashMap;

/// How many times as often the material must use the words as the acronym.
const RATHER: u32 = 2;
/// Letters from which it may be written small.
const LONG: usize = 3;

/// By folded acronym: what it stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Acronyms {
    forms: HashMap<String, String>,
}

impl Acronyms {
    /// Of a glossary. `uses` tells how often the material uses a folded word.
    pub(super) fn new(glossary: &[GlossaryTerm], uses: &dyn Fn(&str) -> u32) -> Self {
        let mut forms: HashMap<String, Option<String>> = HashMap::new();
        // A measure that is named in no other way is not to be named by a guess.
        for term in glossary.iter().filter(|term| term.measure.is_none()) {
            for acronym in term.acronyms.iter().filter(|acronym| acronym.chars().all(char::is_alphabetic)) {
                let folded = text::fold(acronym);
                let said = std::iter::once(&term.canonical)
                    .chain(&term.synonyms)
                    .find(|said| stands_for(&folded, said));
                let words = said.map(|said| text::terms(said)).unwrap_or_default();
                let least = words.iter().map(|word| {
                    uses(&text::fold(word.span.slice(said.map_or("", |s| s)).unwrap_or_default()))
                });
                let rarer = least.min().is_some_and(|least| least > uses(&folded) * RATHER);
                let form = said.filter(|_| rarer).cloned();
                // Two terms with one acronym: nobody knows which.
                forms.entry(folded).and_modify(|form| *form = None).or_insert(form);
            }
        }
        Self { forms: forms.into_iter().filter_map(|(acronym, form)| Some((acronym, form?))).collect() }
    }

    /// The text with such acronyms written out, but for those that it writes out itself, and which they are.
    pub(super) fn written_out(&self, text: &str) -> (String, Vec<(String, String)>) {
        let (mut out, mut changed) = (text.to_owned(), Vec::new());
        let folded = text::fold(text);
        for word in text::words(text).iter().rev() {
            let typed = word.span.slice(text).unwrap_or_default();
            let Some(form) = self.forms.get(&word.term) else { continue };
            if !typed.chars().all(char::is_alphabetic) || is_part(text, word.span) {
                continue;
            }
            let capitals = typed.chars().filter(|c| c.is_uppercase()).count() > 1;
            let small = typed.chars().count() >= LONG && !super::spelling::is_italian(&word.term);
            if (capitals || small) && !folded.contains(&text::fold(form)) {
                changed.push((typed.to_owned(), form.clone()));
                out.replace_range(word.span.start..word.span.end, form);
            }
        }
        changed.reverse();
        (out, changed)
    }
}

/// «CM 2/2023», «AP n. 3», «Ascoli Piceno (AP)», «sito.it/AP»: part of a number, a province, an address.
fn is_part(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let glued = |c: Option<char>| c.is_some_and(|c| "/@=_-".contains(c));
    let dotted = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let number = after.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '°')
        || after.trim_start().starts_with("n.");
    let alone = before.ends_with('(') && after.starts_with(')');
    let behind = before.chars().next_back();
    glued(behind) || glued(after.chars().next()) || dotted || behind == Some('.') || number || alone
}

/// Is it made of the first letters of the words, function words left out or not?
fn stands_for(acronym: &str, said: &str) -> bool {
    let first = |word: &text::Term| word.term.chars().next();
    let all = text::words(said);
    let without = all.iter().filter(|word| !text::is_stop(&word.term));
    all.len() > 1
        && (all.iter().filter_map(first).eq(acronym.chars()) || without.filter_map(first).eq(acronym.chars()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Glossary;

    fn acronyms() -> Acronyms {
        let text = "
            [[term]]\nid = 'em'\ncanonical = 'Equipe multidisciplinare'\nacronyms = ['EM', 'EEMM']
            [[term]]\nid = 'adi'\ncanonical = 'Assegno di inclusione'\nacronyms = ['ADI']
            [[term]]\nid = 'fondo'\ncanonical = 'Fondo povertà'\nsynonyms = ['quota servizi del Fondo povertà']\nacronyms = ['QSFP']
            [[term]]\nid = 'uno'\ncanonical = 'Analisi preliminare'\nacronyms = ['AP']
            [[term]]\nid = 'due'\ncanonical = 'Affido protetto'\nacronyms = ['AP']";
        let glossary = Glossary::parse("glossary.toml", text).expect("a glossary");
        Acronyms::new(&glossary.term, &|word| {
            if word == "adi" { 900 } else { 40 * u32::from(word.len() > 4) }
        })
    }

    #[test]
    fn what_the_material_hardly_uses_is_written_out() {
        for (typed, read) in [
            ("Chi convoca l'EM?", "Chi convoca l'Equipe multidisciplinare?"),
            ("QSFP e qsfp", "quota servizi del Fondo povertà e quota servizi del Fondo povertà"),
            // Used by the material, not made of first letters, of two terms, a syllable, written out already.
            ("ADI, EEMM, AP", "ADI, EEMM, AP"),
            ("em, boh", "em, boh"),
            (
                "EM 2/2023, EM n. 3, (EM), sito.it/EM?x=EM, E.M.",
                "EM 2/2023, EM n. 3, (EM), sito.it/EM?x=EM, E.M.",
            ),
            ("l'équipe multidisciplinare (EM)", "l'équipe multidisciplinare (EM)"),
        ] {
            assert_eq!(acronyms().written_out(typed).0, read);
        }
    }
}
