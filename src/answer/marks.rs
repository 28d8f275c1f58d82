//! Does a question sound like one that published material cannot answer: the own office's matters, what will be decided one
//! day, a judgement on a person, another field of life? Each word and pair of words has a weight, fitted on written questions
//! of both kinds (`models/training/marks.py`); the file can be read and corrected by hand.

use crate::strings::fill;
use crate::text;
use std::collections::{HashMap, HashSet};

/// Weights by word and by pair of words («nostro ambito»), folded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    intercept: f64,
    weights: HashMap<String, f64>,
}

impl Marks {
    /// Reads `marks.tsv`: `term<TAB>weight` lines, the empty term being the intercept; `#` opens a comment. The error names
    /// the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut marks = Self::default();
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let weight = line.split_once('\t').and_then(|(term, w)| Some((term, w.parse::<f64>().ok()?)));
            let Some((term, weight)) = weight.filter(|(_, w)| w.is_finite()) else {
                return Err(fill("sufficiency.marks_line", &[("line", &(n + 1))]));
            };
            if term.is_empty() {
                marks.intercept = weight;
            } else if marks.weights.insert(term.to_owned(), weight).is_some() {
                return Err(fill("sufficiency.marks_twice", &[("line", &(n + 1)), ("term", &term)]));
            }
        }
        Ok(marks)
    }

    /// The logit that a question is of that sort; 0 when there are no weights. Each term counts once, over the square root of
    /// their number, so that a long story is not judged by its length.
    pub fn score(&self, question: &str) -> f64 {
        let folded = text::fold(question);
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let mut terms: HashSet<String> = words.iter().map(|word| (*word).to_owned()).collect();
        terms.extend(words.windows(2).map(|pair| pair.join(" ")));
        let known: Vec<f64> = terms.iter().filter_map(|term| self.weights.get(term)).copied().collect();
        self.intercept + known.iter().sum::<f64>() / (known.len().max(1) as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn each_known_term_counts_once() {
        let marks =
            Marks::parse("# title\n\t-1\nnostro\t1.5\nnostro ambito\t2.5\nsoglia\t-2\n").expect("good");
        let near = |question: &str, expected: f64| {
            let score = marks.score(question);
            assert!((score - expected).abs() < 1e-9, "{question}: {score}");
        };
        near("", -1.0);
        near("Chi firma?", -1.0);
        near("Il NOSTRO ambito, nostro ambito", -1.0 + 4.0 / 2f64.sqrt());
        near("qual è la soglia", -3.0);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, named) in [("a\t1\nb", "2"), ("a\tx", "1"), ("a\tNaN", "1"), ("a\t1\na\t2", "«a»")] {
            let why = Marks::parse(text).expect_err(text);
            assert!(why.contains(named), "{text}: {why}");
        }
    }

    #[test]
    fn the_shipped_weights_tell_an_offices_matters_from_its_rules() {
        let marks = Marks::parse(include_str!("../../models/marks.tsv")).expect("shipped");
        let outside = marks.score("Secondo te la nostra referente di quanti soldi disporrà l'anno prossimo?");
        let inside = marks.score("Entro quanti giorni si convoca il nucleo?");
        assert!(outside > 0.0 && inside < 0.0, "{outside} {inside}");
    }
}
