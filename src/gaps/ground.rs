//! What all questions of a field have in common: the mean of the questions known and the directions in which they differ
//! most. Both say «ADI», «nucleo», «domanda»: taken away, or halved, what is left tells needs apart (Mu and Viswanath 2018).
//! And which passages have a fact in common: two wordings may find the same rule in two places.

use super::alike::dot;
use super::sign::mark;
use crate::search::Snapshot;
use std::collections::HashMap;

/// Known questions looked at, evenly spaced.
const SAMPLE: usize = 2000;
/// Below this there is no telling what a field has in common.
const FEWEST: usize = 100;
/// Directions that are halved.
const DIRECTIONS: usize = 8;
/// Rounds after which the directions no longer move.
const ROUNDS: usize = 30;

/// The common ground of the questions of a generation; by default none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ground {
    mean: Vec<f32>,
    common: Vec<Vec<f32>>,
    /// Marks of the facts that a passage states, by the passage's mark.
    stated: HashMap<u64, Vec<u64>>,
}

impl Ground {
    /// Of the questions that the generation knows and of its passages. None for questions that are compared by words alone. Takes a
    /// fraction of a second.
    pub fn of(snapshot: &Snapshot, meaning: bool) -> Self {
        if !meaning {
            return Self::default();
        }
        let stated = (0..snapshot.len() as u32).map(|number| {
            let passage = snapshot.passage(number).1;
            (mark(passage.id.as_str()), passage.facts.iter().map(|fact| mark(fact)).collect())
        });
        Self::from(&snapshot.known_vectors()).stating(stated.collect())
    }

    pub(super) fn stating(self, stated: HashMap<u64, Vec<u64>>) -> Self {
        Self { stated, ..self }
    }

    fn from(known: &[&[f32]]) -> Self {
        if known.len() < FEWEST {
            return Self::default();
        }
        let sample: Vec<&[f32]> = known.iter().step_by(known.len().div_ceil(SAMPLE)).copied().collect();
        let mut mean = vec![0f32; sample[0].len()];
        for vector in &sample {
            mean.iter_mut().zip(*vector).for_each(|(sum, x)| *sum += x / sample.len() as f32);
        }
        let centred: Vec<Vec<f32>> =
            sample.iter().map(|v| v.iter().zip(&mean).map(|(x, m)| x - m).collect()).collect();
        let common = principal(&centred, DIRECTIONS.min(mean.len()));
        Self { mean, common, stated: HashMap::new() }
    }

    /// What passages found with these weights state: a fact weighs as the heaviest passage that states it. A passage of which no
    /// fact is known, or that the generation no longer has, stands for itself.
    pub(super) fn facts(&self, found: &[(u64, f32)]) -> Vec<(u64, f32)> {
        let mut weights: HashMap<u64, f32> = HashMap::new();
        for (passage, weight) in found {
            let itself = std::slice::from_ref(passage);
            let stated = self.stated.get(passage).filter(|facts| !facts.is_empty());
            for fact in stated.map_or(itself, Vec::as_slice) {
                let heaviest = weights.entry(*fact).or_default();
                *heaviest = heaviest.max(*weight);
            }
        }
        weights.into_iter().collect()
    }

    /// The vector without what it shares with every question, of length 1 again.
    pub(super) fn level(&self, vector: &[f32]) -> Vec<f32> {
        if vector.len() != self.mean.len() || vector.iter().all(|x| *x == 0.0) {
            return vector.to_vec();
        }
        let mut left: Vec<f32> = vector.iter().zip(&self.mean).map(|(x, m)| x - m).collect();
        for direction in &self.common {
            let along = dot(&left, direction);
            subtract(&mut left, direction, 0.5 * along);
        }
        normalise(&mut left);
        left
    }
}

/// The first principal directions, by orthogonal iteration from fixed starts.
fn principal(centred: &[Vec<f32>], count: usize) -> Vec<Vec<f32>> {
    let width = centred[0].len();
    let start = |n: usize| (0..width).map(|d| ((n * 131 + d * 71 + 1) as f32).sin()).collect();
    let mut found: Vec<Vec<f32>> = (0..count).map(start).collect();
    for _ in 0..ROUNDS {
        let mut next = vec![vec![0f32; width]; count];
        for row in centred {
            for (direction, sum) in found.iter().zip(&mut next) {
                subtract(sum, row, -dot(row, direction));
            }
        }
        for n in 0..count {
            let (before, rest) = next.split_at_mut(n);
            for direction in &*before {
                let along = dot(&rest[0], direction);
                subtract(&mut rest[0], direction, along);
            }
            normalise(&mut rest[0]);
        }
        found = next;
    }
    found
}

fn subtract(from: &mut [f32], direction: &[f32], times: f32) {
    from.iter_mut().zip(direction).for_each(|(x, d)| *x -= times * d);
}

fn normalise(vector: &mut [f32]) {
    let length = dot(vector, vector).sqrt();
    if length > f32::MIN_POSITIVE {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_is_taken_away() {
        // All share the third axis and differ most along the first.
        let known: Vec<Vec<f32>> = (0..200)
            .map(|n| {
                let turn = n as f32;
                let wide = if n % 2 == 0 { 0.9 } else { -0.9 };
                vec![wide + 0.1 * turn.sin(), 0.3 * turn.cos(), 2.0, 0.01 * (turn * 1.7).sin()]
            })
            .collect();
        let known: Vec<&[f32]> = known.iter().map(Vec::as_slice).collect();
        let ground = Ground::from(&known);
        assert!(ground.common[0][0].abs() > 0.99, "{:?}", ground.common);
        let (a, b) = (ground.level(&[0.9, 0.0, 2.0, 0.0]), ground.level(&[-0.9, 0.0, 2.0, 0.0]));
        assert!(dot(&a, &b) < -0.9, "with the shared axis they were alike: {a:?} {b:?}");
        assert!((dot(&a, &a) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn with_too_few_questions_or_no_words_nothing_changes() {
        let vector = [0.6f32, 0.8];
        assert_eq!(Ground::default().level(&vector), vector);
        assert_eq!(Ground::from(&[&vector]).level(&vector), vector);
        let ground = Ground { mean: vec![0.5, 0.5], ..Ground::default() };
        assert_eq!(ground.level(&[0.0, 0.0]), [0.0, 0.0]);
    }

    #[test]
    fn a_fact_weighs_as_the_heaviest_passage_that_states_it() {
        let ground = Ground::default().stating([(1, vec![10, 11]), (2, vec![11]), (3, vec![])].into());
        let mut facts = ground.facts(&[(1, 0.5), (2, 1.0), (3, 0.25), (4, 0.125)]);
        facts.sort_unstable_by_key(|(mark, _)| *mark);
        assert_eq!(facts, [(3, 0.25), (4, 0.125), (10, 0.5), (11, 1.0)]);
    }
}
