//! Mistyped words. A word that the material hardly ever uses is read as the word it uses that is nearest, by the slips that
//! Italians make: single for double consonants, a lost «h», «k» for «ch», neighbours swapped. Short words bend little, long
//! ones more; acronyms and names never do.

use crate::text::{self, Span};
use std::collections::BTreeMap;

/// What a word of five or six letters may differ: a slip, or one letter of a word in [`COMMON`] use.
const SHORT: f32 = 0.6;
/// Uses from which a word is trusted to be spelt right; one in a passage is as good as these, in questions they add up.
const TRUSTED: u32 = 3;
/// A slip that is made every day: a double letter, an «h», a letter for another of its sound.
const SLIP: f32 = 0.5;
/// What loses its vowel before another.
const ELIDED: [&str; 8] = ["dell", "nell", "dall", "sull", "all", "un", "l", "d"];
/// Uses from which a short word may be meant by one with any one letter wrong: «dmanda».
const COMMON: u32 = 300;
/// Letters from which a word cut short by a full stop is read as the commonest that begins so: «convoc.».
const CUT: usize = 4;
/// How much more often passages must use a word than questions the slip of it for the slip to be no word.
const RATHER: u32 = 10;
/// Letters up to which a word in capitals is an acronym.
const ACRONYM: usize = 7;

/// The words that the material uses, with how often.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    words: BTreeMap<String, u32>,
}

/// Counts the words of passages (each use trusted) and of questions.
pub(super) fn counted<'a>(
    passages: impl Iterator<Item = &'a str>,
    questions: impl Iterator<Item = &'a str>,
) -> Vec<(String, u32)> {
    let count = |texts: &mut dyn Iterator<Item = &'a str>, uses: u32| {
        let mut words: BTreeMap<String, u32> = BTreeMap::new();
        for word in texts.flat_map(text::words) {
            *words.entry(word.term).or_default() += uses;
        }
        words
    };
    let (mut passages, mut questions) = (passages, questions);
    let mut words = count(&mut passages, TRUSTED);
    let mut asked = count(&mut questions, 1);
    // Known questions are mistyped on purpose: a slip repeated in them is no word.
    asked.retain(|word, uses| words.contains_key(word) || *uses < TRUSTED || !is_slip(word, *uses, &words));
    for (word, uses) in asked {
        *words.entry(word).or_default() += uses;
    }
    words.into_iter().collect()
}

/// Is it a word of passages with a slip in it?
fn is_slip(word: &str, uses: u32, passages: &BTreeMap<String, u32>) -> bool {
    let typed: Vec<char> = word.chars().collect();
    let Some(first) = typed.first().filter(|_| typed.len() > 4) else { return false };
    let starts = if *first == 'k' { 'c' } else { *first };
    let near = passages.range(starts.to_string()..).take_while(|(meant, _)| meant.starts_with(starts));
    near.filter(|(meant, often)| **often >= uses * RATHER && meant.len().abs_diff(word.len()) <= 2)
        .any(|(meant, _)| cost(&typed, &meant.chars().collect::<Vec<_>>()) <= SLIP)
}

impl Spelling {
    pub(super) fn new(counted: Vec<(String, u32)>, glossary: impl Iterator<Item = String>) -> Self {
        let mut words: BTreeMap<String, u32> = counted.into_iter().collect();
        for said in glossary {
            for word in text::words(&said) {
                let uses = words.entry(word.term).or_default();
                *uses = (*uses).max(TRUSTED);
            }
        }
        Self { words }
    }

    /// The text with each word that looks mistyped written as the material writes it. `known` tells the stems of the material: a
    /// word of which it has another form is at most a slip.
    pub(super) fn respelt(&self, text: &str, known: &dyn Fn(&str) -> bool) -> String {
        let mut out = text.to_owned();
        let inflected =
            |typed: &str| text::terms(typed).iter().all(|term| known(&term.term)) && typed.len() > 3;
        for word in text::words(text).iter().rev() {
            let typed = word.span.slice(text).unwrap_or_default();
            let bend = bend(text, typed, word.span);
            let bend = if inflected(typed) { bend.min(SLIP) } else { bend };
            if let Some(whole) = self.cut_short(text, &word.term, word.span) {
                out.replace_range(word.span.start..=word.span.end, whole);
            } else if let Some(at) = self.elided(&word.term).filter(|_| word.term.len() == typed.len()) {
                out.insert(word.span.start + at, '\'');
            } else if let Some(right) = self.right(&word.term, bend) {
                out.replace_range(word.span.start..word.span.end, right);
            }
        }
        out
    }

    /// The commonest word that begins so, for one that a full stop cuts short in the middle of a sentence.
    fn cut_short(&self, text: &str, word: &str, span: Span) -> Option<&str> {
        let typed = span.slice(text)?;
        let rest = text[span.end..].strip_prefix('.')?.trim_start();
        let goes_on = rest.is_empty() || rest.starts_with(|c: char| c.is_lowercase() || ",;:?!)".contains(c));
        let cut = typed.chars().count() >= CUT && typed.chars().all(char::is_lowercase);
        if !(goes_on && cut) || self.words.contains_key(word) {
            return None;
        }
        let whole = self.words.range(word.to_owned()..).take_while(|(whole, _)| whole.starts_with(word));
        let whole = whole.filter(|(_, uses)| **uses >= TRUSTED).max_by_key(|(_, uses)| **uses);
        whole.map(|(whole, _)| whole.as_str())
    }

    /// Where the apostrophe is missing in «ladi», «dellisee»: before a trusted word, in a word that is not.
    fn elided(&self, word: &str) -> Option<usize> {
        let trusted = |word: &str| self.words.get(word).is_some_and(|uses| *uses >= TRUSTED);
        let split = |article: &&&str| {
            word.strip_prefix(**article).is_some_and(|noun| {
                noun.len() >= 3 && noun.starts_with(['a', 'e', 'i', 'o', 'u']) && trusted(noun)
            })
        };
        (!self.words.contains_key(word)).then(|| ELIDED.iter().find(split))?.map(|article| article.len())
    }

    /// The trusted word nearest to a folded word that is not; of those alike, the most used.
    fn right(&self, word: &str, most: f32) -> Option<&str> {
        let known = |word: &str| self.words.get(word).is_some_and(|uses| *uses >= TRUSTED);
        let typed: Vec<char> = word.chars().collect();
        if most <= 0.0 || typed.len() < 3 || known(word) || typed.iter().any(|c| !c.is_alphabetic()) {
            return None;
        }
        let first = word.chars().next()?;
        let starts = if first == 'k' { 'c' } else { first };
        let mut best: Option<(f32, u32, &str)> = None;
        for (candidate, uses) in self.words.range(starts.to_string()..) {
            if !candidate.starts_with(starts) {
                break;
            }
            if *uses < TRUSTED || candidate.len().abs_diff(word.len()) > 2 || candidate.len() < 3 {
                continue;
            }
            let cost = cost(&typed, &candidate.chars().collect::<Vec<_>>());
            let nearer = best.is_none_or(|(least, most, _)| cost < least || (cost <= least && *uses > most));
            let most = if *uses >= COMMON && most > SLIP { most.max(1.0) } else { most };
            if cost <= most && nearer {
                best = Some((cost, *uses, candidate));
            }
        }
        best.map(|(_, _, candidate)| candidate)
    }
}

/// How far a word may be from what it is read as: nothing for an acronym or a name, a slip for a short word.
fn bend(text: &str, typed: &str, span: Span) -> f32 {
    let length = typed.chars().count();
    if length <= ACRONYM && typed.chars().all(char::is_uppercase) {
        return 0.0;
    }
    let begins = text[..span.start].trim_end().chars().next_back().is_none_or(|c| ".?!:«\"".contains(c));
    if typed.starts_with(char::is_uppercase) && !begins {
        return 0.0;
    }
    match length {
        0..5 => SLIP,
        5..7 => SHORT,
        7..11 => 1.0,
        _ => 1.5,
    }
}

/// Edit distance with swaps of neighbours (optimal string alignment) in which everyday slips cost [`SLIP`].
fn cost(typed: &[char], meant: &[char]) -> f32 {
    let width = meant.len() + 1;
    let lone = |letters: &[char], at: usize| {
        let same = |other: Option<&char>| other == Some(&letters[at]);
        let doubled = same(letters.get(at + 1)) || at.checked_sub(1).is_some_and(|b| same(letters.get(b)));
        if doubled || letters[at] == 'h' { SLIP } else { 1.0 }
    };
    let mut rows = vec![vec![0f32; width]; typed.len() + 1];
    for i in 1..=typed.len() {
        rows[i][0] = rows[i - 1][0] + lone(typed, i - 1);
    }
    for j in 1..width {
        rows[0][j] = rows[0][j - 1] + lone(meant, j - 1);
    }
    for i in 1..=typed.len() {
        for j in 1..width {
            let (a, b) = (typed[i - 1], meant[j - 1]);
            let mut least = rows[i - 1][j - 1] + changed(a, b);
            least = least.min(rows[i - 1][j] + lone(typed, i - 1));
            least = least.min(rows[i][j - 1] + lone(meant, j - 1));
            if i > 1 && j > 1 && a == meant[j - 2] && typed[i - 2] == b {
                least = least.min(rows[i - 2][j - 2] + 1.0);
            }
            rows[i][j] = least;
        }
    }
    rows[typed.len()][width - 1]
}

/// One letter for another.
fn changed(a: char, b: char) -> f32 {
    const ALIKE: [(char, char); 3] = [('s', 'z'), ('c', 'k'), ('c', 'q')];
    if a == b {
        0.0
    } else if ALIKE.contains(&(a.min(b), a.max(b))) {
        SLIP
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        let text = "anni abbiamo troppi patto oggi assegno chi che residenza servono domanda convocazione \
                    ingiustificata soglia comune formazione supporto firma carta corta";
        Spelling::new(
            counted([text].into_iter(), ["quanti ani", "ani"].into_iter()),
            std::iter::once("ISEE".to_owned()),
        )
    }

    #[test]
    fn slips_are_mended_and_the_rest_is_left() {
        let spelling = spelling();
        for (typed, read) in [
            ("quanti ani di residensa", "quanti anni di residenza"),
            ("abiamo tropi asegno ogi", "abbiamo troppi assegno oggi"),
            ("ki firma il pato?", "ki firma il patto?"),
            ("la convocazzione ingiustficata", "la convocazione ingiustificata"),
            ("la domnda di suporto formazzione", "la domnda di supporto formazione"),
            ("lassegno e dellIsee", "l'assegno e dell'Isee"),
            ("il lisee, unasegno", "il l'isee, unasegno"),
            // Names, acronyms, numbers and words that are right stay.
            ("a Formia con ISE, RDC e 10140", "a Formia con ISE, RDC e 10140"),
            ("carta e corta", "carta e corta"),
            ("gatto", "gatto"),
            (
                "dopo la convoc. non firma, la resid. è ok",
                "dopo la convocazione non firma, la residenza è ok",
            ),
            ("la resid. Poi gatt. e Form. e mai", "la resid. Poi gatt. e Form. e mai"),
        ] {
            assert_eq!(spelling.respelt(typed, &|_| false), read, "{typed}");
        }
    }

    #[test]
    fn other_forms_of_a_known_word_are_left() {
        let known = |stem: &str| text::terms("presentarla patto").iter().any(|t| t.term == stem);
        let text = "presentare presentata patto";
        let spelling = Spelling::new(counted([text].into_iter(), std::iter::empty()), std::iter::empty());
        assert_eq!(spelling.respelt("presentarla col pato", &known), "presentarla col patto");
    }

    #[test]
    fn a_common_word_is_read_through_one_wrong_letter() {
        let text = "domanda ".repeat(100);
        let spelling =
            Spelling::new(counted([text.as_str()].into_iter(), std::iter::empty()), std::iter::empty());
        assert_eq!(spelling.respelt("la domnda, una dmanda", &|_| false), "la domanda, una domanda");
    }

    #[test]
    fn a_slip_repeated_in_known_questions_is_no_word() {
        let passages = "rinnovo ".repeat(30) + "copia coppia";
        let questions = ["rinovo copia coppia", "il rinovo", "rinovo", "tessera", "tessera tessera"];
        let spelling = Spelling::new(
            counted([passages.as_str()].into_iter(), questions.into_iter()),
            std::iter::empty(),
        );
        assert_eq!(spelling.respelt("rinovo, copia, tessera", &|_| false), "rinnovo, copia, tessera");
    }

    #[test]
    fn an_empty_vocabulary_changes_nothing() {
        assert_eq!(Spelling::default().respelt("quanti ani?", &|_| false), "quanti ani?");
    }
}
