//! Does a question sound like one that published material cannot answer: the own office's matters, what will be decided one
//! day, a judgement on a person, another field of life? And if so, like one of the office's, or of another field? Each word and pair of words has a weight, fitted on written questions
//! of both kinds (`models/training/marks.py`); the file can be read and corrected by hand.

use crate::strings::fill;
use crate::text;
use std::collections::{HashMap, HashSet};

/// What a question may sound like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// One that published material does not answer, for whatever reason.
    Outside,
    /// One of the own office's matters.
    Local,
    /// One of another field.
    Foreign,
    /// A judgement on a person, asked for.
    Personal,
    /// What somebody will decide one day.
    Future,
}

/// Sounds told apart: columns of the file.
const SOUNDS: usize = 5;

/// Weights by word and by pair of words («nostro ambito»), folded; one for each sound.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    intercept: [f64; SOUNDS],
    weights: HashMap<String, [f64; SOUNDS]>,
}

impl Marks {
    /// Reads `marks.tsv`: lines of a term and its weights, with tabs between them, the empty term being the intercept; `#` opens a
    /// comment. The error names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut marks = Self::default();
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let weighed = line.split_once('\t').and_then(|(term, rest)| Some((term, weights(rest)?)));
            let Some((term, weights)) = weighed else {
                return Err(fill("sufficiency.marks_line", &[("line", &(n + 1)), ("n", &SOUNDS)]));
            };
            if term.is_empty() {
                marks.intercept = weights;
            } else if marks.weights.insert(term.to_owned(), weights).is_some() {
                return Err(fill("sufficiency.marks_twice", &[("line", &(n + 1)), ("term", &term)]));
            }
        }
        Ok(marks)
    }

    /// The logit that a question sounds so; 0 when there are no weights. Each term counts once, over the square root of
    /// their number, so that a long story is not judged by its length.
    pub fn score(&self, question: &str, sound: Sound) -> f64 {
        let folded = text::fold(question);
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let mut terms: HashSet<String> = words.iter().map(|word| (*word).to_owned()).collect();
        terms.extend(words.windows(2).map(|pair| pair.join(" ")));
        let weight = |term: &String| self.weights.get(term).map(|weights| weights[sound as usize]);
        // A term without a weight for this sound was not seen often enough to tell.
        let known: Vec<f64> = terms.iter().filter_map(weight).filter(|weight| *weight != 0.0).collect();
        self.intercept[sound as usize] + known.iter().sum::<f64>() / (known.len().max(1) as f64).sqrt()
    }

    /// The same, and less than anything when there are no weights: nothing then tells what a question sounds like.
    pub fn sounds(&self, question: &str, sound: Sound) -> f64 {
        if self.weights.is_empty() { f64::NEG_INFINITY } else { self.score(question, sound) }
    }
}

fn weights(line: &str) -> Option<[f64; SOUNDS]> {
    let values: Option<Vec<f64>> =
        line.split('\t').map(|value| value.parse().ok().filter(|v: &f64| v.is_finite())).collect();
    values?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{Marks, Sound};

    #[test]
    fn each_known_term_counts_once() {
        let marks = Marks::parse(
            "# title\n\t-1\t-2\t0\t0\t0\nnostro\t1.5\t1\t0\t0\t0\nnostro ambito\t2.5\t0\t0\t0\t0\nsoglia\t-2\t0\t0.5\t0\t0\n",
        )
        .expect("good");
        let near = |question: &str, sound: Sound, expected: f64| {
            let score = marks.score(question, sound);
            assert!((score - expected).abs() < 1e-9, "{question}: {score}");
        };
        near("", Sound::Outside, -1.0);
        near("Chi firma?", Sound::Outside, -1.0);
        near("Il NOSTRO ambito, nostro ambito", Sound::Outside, -1.0 + 4.0 / 2f64.sqrt());
        near("Il NOSTRO ambito, nostro ambito", Sound::Local, -1.0);
        near("qual è la soglia", Sound::Outside, -3.0);
        near("qual è la soglia", Sound::Foreign, 0.5);
    }

    #[test]
    fn a_bad_line_is_named() {
        let bad = [
            ("a\t1\t1\t1\t1\t1\nb", "2"),
            ("a\tx\t1\t1\t1\t1", "1"),
            ("a\tNaN\t1\t1\t1\t1", "1"),
            ("a\t1", "1"),
            ("a\t1\t1\t1\t1\t1\t1", "1"),
            ("a\t1\t1\t1\t1\t1\na\t2\t2\t2\t2\t2", "«a»"),
        ];
        for (text, named) in bad {
            let why = Marks::parse(text).expect_err(text);
            assert!(why.contains(named), "{text}: {why}");
        }
    }

    #[test]
    fn the_shipped_weights_tell_an_offices_matters_from_its_rules() {
        let marks = Marks::parse(include_str!("../../models/marks.tsv")).expect("shipped");
        let own = "Chi tiene le chiavi della nostra sala colloqui di Sora il giovedì?";
        let rule = "Entro quanti giorni si convoca il nucleo?";
        let foreign = "Mi scrivi una poesia per il compleanno di mia nipote?";
        let judged = "Secondo te questa mamma mente o è sincera?";
        let one_day = "Il governo l'anno prossimo aumenterà l'importo dell'assegno?";
        for (sound, with) in [
            (Sound::Outside, own),
            (Sound::Local, own),
            (Sound::Foreign, foreign),
            (Sound::Personal, judged),
            (Sound::Future, one_day),
        ] {
            let without = rule;
            let (with, without) = (marks.score(with, sound), marks.score(without, sound));
            assert!(with > without + 1.0, "{sound:?}: {with} {without}");
        }
    }
}
