//! How common a word is in Italian at large (`models/words.tsv`): a word that the material lacks may still be one.

use crate::text;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../../models/words.tsv");

/// Class from which a word is nobody's slip: some four in a million words.
const CERTAIN: u8 = 12;

/// Class from which a word is used so often that it may be meant by another.
const SEEN: u8 = 9;

static CLASSES: LazyLock<BTreeMap<&'static str, u8>> = LazyLock::new(|| {
    let rows = LIST.lines().filter_map(|line| line.split_once('\t'));
    let classes = rows.filter_map(|(class, words)| Some((class.parse().ok()?, words)));
    classes.flat_map(|(class, words)| words.split(' ').map(move |word| (word, class))).collect()
});

/// The words that may be meant, in order.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().filter(|(_, class)| **class >= SEEN).map(|(word, _)| *word)
}

/// Is a folded word in the list?
pub(super) fn is_listed(word: &str) -> bool {
    CLASSES.contains_key(word)
}

/// Probability of a folded word, the middle of its class; 0 for one that is not in the list.
pub(super) fn probability(word: &str) -> f64 {
    CLASSES.get(word).map_or(0.0, |class| 1.5 * 2f64.powi(i32::from(*class)) / 1e9)
}

/// Is it so common that nobody means another by it?
pub(super) fn is_certain(word: &str) -> bool {
    CLASSES.get(word).is_some_and(|class| *class >= CERTAIN)
}

/// Words that begin with a stem among which its own are looked for.
const NEAR: usize = 24;

/// Is it the stem of a word of the list? A stem that its words do not begin with is not found.
pub(super) fn is_stem(stem: &str) -> bool {
    let begin = CLASSES.range(stem..).map(|(word, _)| *word).take_while(|word| word.starts_with(stem));
    begin.take(NEAR).any(|word| word.len() > 3 && text::terms(word).iter().any(|term| term.term == stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_its_form() {
        let rows: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(
            rows.iter().all(|row| row.split_once('\t').is_some_and(|(class, _)| class.parse::<u8>().is_ok()))
        );
        assert_eq!(CLASSES.len(), rows.iter().map(|row| row.split([' ', '\t']).count() - 1).sum::<usize>());
        assert!(
            CLASSES.keys().all(|word| text::fold(word) == **word && word.chars().all(char::is_alphabetic))
        );
    }

    #[test]
    fn a_common_word_weighs_more_than_a_rare_one() {
        assert!(probability("anni") > 100.0 * probability("ani"));
        assert!(is_certain("serra") && !is_certain("ani") && !is_certain("asegno"));
        assert_eq!(probability("asegno"), 0.0);
        assert!(is_stem("telefon") && !is_stem("convocazz"));
    }
}
