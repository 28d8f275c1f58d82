//! How alike two signs are: cosine of their vectors above the common ground, and cosine of what they found, fact by fact.
//! Without vectors the stems stand in for the first and what was found is compared passage by passage; without a search the stems
//! stand alone. Weights were chosen on the dev part of `evals/gaps.jsonl`.

use super::sign::mark;
use super::{Ground, Sign};
use std::collections::HashMap;

/// How signs are compared, and where two groups of them are one. `floor` and `threshold` are used by the clustering, `join` where
/// signs come one by one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Manner {
    dense: f32,
    words: f32,
    found: f32,
    /// Of the softmax over the scores of the passages found.
    temperature: f32,
    /// Likeness that any two questions of the field may have.
    pub(super) floor: f32,
    /// Mean of the links between two groups from which they are one need.
    pub(super) threshold: f32,
    /// Mean likeness to its nearest members from which a new sign belongs to a group.
    pub(super) join: f32,
}

/// With vectors and search.
const MEANING: Manner =
    Manner { dense: 1.0, words: 0.0, found: 0.5, temperature: 0.25, floor: 0.3, threshold: 0.3, join: 0.6 };
/// Without an encoder.
const WORDS: Manner =
    Manner { dense: 0.0, words: 0.5, found: 1.0, temperature: 0.25, floor: 0.3, threshold: 0.22, join: 0.55 };
/// With neither encoder nor search.
const BARE: Manner =
    Manner { dense: 0.0, words: 1.0, found: 0.0, temperature: 1.0, floor: 0.2, threshold: 0.54, join: 0.5 };

/// Numbers with their weights, ascending, of length 1.
pub(super) type Sparse = Vec<(u64, f32)>;

/// Signs ready to be compared.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    pub(super) manner: Manner,
    rows: Vec<Row>,
}

impl Default for Compared {
    fn default() -> Self {
        Self::growing(false)
    }
}

/// A sign ready to be compared.
#[derive(Debug, Clone)]
pub(super) struct Row {
    dense: Vec<f32>,
    words: Sparse,
    found: Sparse,
    /// The passages it found first, or its rarest stems.
    keys: Vec<u64>,
}

impl Compared {
    pub(super) fn of(signs: &[&Sign], ground: &Ground) -> Self {
        let meaning = !signs.is_empty() && signs.iter().all(|s| s.vector.is_some());
        let searched = signs.iter().any(|s| !s.found.is_empty());
        let manner = match (meaning, searched) {
            (true, _) => MEANING,
            (false, true) => WORDS,
            (false, false) => BARE,
        };
        let stems = if manner.words > 0.0 { Stems::of(signs) } else { Stems::default() };
        let row = |sign: &&Sign| Row::of(sign, (manner, meaning), ground, stems.weighted(sign));
        Self { manner, rows: signs.iter().map(row).collect() }
    }

    /// None yet: signs that were searched for will come one by one, compared by meaning or by words.
    pub(super) fn growing(meaning: bool) -> Self {
        Self { manner: if meaning { MEANING } else { WORDS }, rows: Vec::new() }
    }

    /// A sign that came by itself; its stems weigh by their rarity in the material alone.
    pub(super) fn row(&self, sign: &Sign, ground: &Ground) -> Row {
        let meaning = self.manner.dense > 0.0;
        let stems = if meaning { &[][..] } else { &sign.terms };
        let words = unit(stems.iter().map(|(term, idf)| (mark(term), *idf)).collect());
        Row::of(sign, (self.manner, meaning), ground, words)
    }

    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// From this mean likeness to its nearest members a new sign belongs to a group.
    pub(super) fn join(&self) -> f32 {
        self.manner.join
    }

    /// About 0 (nothing in common but the field) to the sum of the weights (the same).
    pub(super) fn alike(&self, a: usize, b: usize) -> f32 {
        self.likeness(&self.rows[a], b)
    }

    /// The same for one that is not among them.
    pub(super) fn likeness(&self, a: &Row, b: usize) -> f32 {
        let b = &self.rows[b];
        let mut sum = self.manner.found * product(&a.found, &b.found);
        if self.manner.dense > 0.0 {
            sum += self.manner.dense * dot(&a.dense, &b.dense);
        }
        if self.manner.words > 0.0 {
            sum += self.manner.words * product(&a.words, &b.words);
        }
        sum
    }

    /// What a sign is looked up by.
    pub(super) fn keys(&self, n: usize) -> &[u64] {
        self.rows[n].keys()
    }
}

impl Row {
    fn of(sign: &Sign, (manner, meaning): (Manner, bool), ground: &Ground, words: Sparse) -> Self {
        let found = softmax(&sign.found, manner.temperature);
        let keys = first(if found.is_empty() { &words } else { &found });
        let dense = sign.vector.as_ref().filter(|_| meaning).map_or_else(Vec::new, |v| ground.level(v));
        // Without the vectors facts told needs apart no better (dev).
        let found = if meaning { unit(ground.facts(&found)) } else { found };
        Self { dense, words, found, keys }
    }

    /// What it is looked up by.
    pub(super) fn keys(&self) -> &[u64] {
        &self.keys
    }
}

/// Keys of a sign: two wordings of a need share one of their first passages.
const KEYS: usize = 4;

/// The heaviest.
fn first(weighed: &Sparse) -> Vec<u64> {
    let mut all = weighed.clone();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(KEYS);
    all.into_iter().map(|(key, _)| key).collect()
}

/// The stems of a set of signs, numbered, with the number of signs that have them.
#[derive(Debug, Default)]
struct Stems<'a> {
    numbers: HashMap<&'a str, (u64, f32)>,
    signs: f32,
}

impl<'a> Stems<'a> {
    fn of(signs: &[&'a Sign]) -> Self {
        let mut numbers: HashMap<&str, (u64, f32)> = HashMap::new();
        for (term, _) in signs.iter().flat_map(|s| &s.terms) {
            let next = numbers.len() as u64;
            numbers.entry(term).or_insert((next, 0.0)).1 += 1.0;
        }
        Self { numbers, signs: signs.len() as f32 }
    }

    /// A stem weighs by its rarity in the material and among the signs.
    fn weighted(&self, sign: &Sign) -> Sparse {
        let weigh = |(term, idf): &(String, f32)| {
            let (number, having) = self.numbers.get(term.as_str())?;
            Some((*number, idf * (1.0 + self.signs / having).ln()))
        };
        unit(sign.terms.iter().filter_map(weigh).collect())
    }
}

fn softmax(found: &[(u64, f32)], temperature: f32) -> Sparse {
    let best = found.iter().map(|(_, score)| *score).fold(f32::NEG_INFINITY, f32::max);
    unit(found.iter().map(|(mark, score)| (*mark, ((score - best) / temperature).exp())).collect())
}

pub(super) fn unit(mut sparse: Sparse) -> Sparse {
    sparse.sort_unstable_by_key(|(number, _)| *number);
    let length = sparse.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        sparse.iter_mut().for_each(|(_, w)| *w /= length);
    }
    sparse
}

pub(super) fn product(a: &[(u64, f32)], b: &[(u64, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((x, v)), Some((y, w))) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += v * w;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}

/// In eight lanes, which the compiler turns into vector instructions.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (xs, ys) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = xs.remainder().iter().zip(ys.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in xs.zip(ys) {
        for n in 0..8 {
            lanes[n] += x[n] * y[n];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(signs: &[Sign]) -> Compared {
        Compared::of(&signs.iter().collect::<Vec<_>>(), &Ground::default())
    }

    #[test]
    fn signs_are_compared_by_what_is_known_of_them() {
        let with = |vector: Option<Vec<f32>>, found: Vec<(u64, f32)>| Sign {
            vector,
            found,
            ..Sign::bare("quota affitto")
        };
        let all = compared(&[
            with(Some(vec![1.0, 0.0]), vec![(1, 2.0)]),
            with(Some(vec![0.6, 0.8]), vec![(1, 1.0)]),
            with(Some(vec![0.0, 1.0]), vec![(2, 1.0)]),
        ]);
        assert!((all.alike(0, 1) - 1.1).abs() < 1e-6 && all.alike(0, 2).abs() < 1e-6);
        let words = compared(&[with(None, vec![(1, 2.0)]), with(Some(vec![1.0]), vec![(1, 2.0)])]);
        assert!((words.alike(0, 1) - 1.5).abs() < 1e-6, "one vector missing: by words for all");
        let bare = compared(&[with(None, vec![]), with(None, vec![]), Sign::bare("carta"), Sign::default()]);
        assert!((bare.alike(0, 1) - 1.0).abs() < 1e-6);
        assert!(bare.alike(0, 2).abs() < 1e-6 && bare.alike(3, 3).abs() < 1e-6);
    }

    #[test]
    fn one_fact_found_in_two_places_is_one() {
        let ground = Ground::default().stating([(1, vec![7]), (2, vec![7])].into());
        let vector = Some(vec![0.0, 1.0]);
        let found = |mark: u64| Sign { found: vec![(mark, 1.0)], vector: vector.clone(), ..Sign::default() };
        let alike = |ground: &Ground| Compared::of(&[&found(1), &found(2)], ground).alike(0, 1);
        assert!((alike(&ground) - alike(&Ground::default()) - MEANING.found).abs() < 1e-6);
        // They are looked up by passages, whatever these state.
        assert_eq!(Compared::of(&[&found(1)], &ground).keys(0), [1]);
    }

    #[test]
    fn products_by_hand() {
        assert!((product(&[(1, 1.0), (3, 2.0)], &[(2, 5.0), (3, 4.0)]) - 8.0).abs() < 1e-6);
        let (a, b): (Vec<f32>, Vec<f32>) = ((0..11).map(|n| n as f32).collect(), vec![1.0; 11]);
        assert!((dot(&a, &b) - 55.0).abs() < 1e-6);
        let shares = softmax(&[(9, 1.0), (4, 1.0)], 0.4);
        assert!(shares.iter().all(|(_, w)| (w - 0.5f32.sqrt()).abs() < 1e-6) && shares[0].0 == 4);
    }
}
