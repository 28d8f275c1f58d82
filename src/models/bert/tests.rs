//! The network against a plain one in 64 bits, written from the BERT paper: no batches, no tricks.

use super::super::tiny::{self, HEADS, HIDDEN, LAYERS, Tensors};
use super::*;

type Rows = Vec<Vec<f64>>;

struct Plain(Tensors);

impl Plain {
    fn values(&self, name: &str) -> Vec<f64> {
        self.0[name].1.iter().map(|value| f64::from(*value)).collect()
    }

    fn row(&self, name: &str, row: usize) -> Vec<f64> {
        self.values(name)[row * HIDDEN..(row + 1) * HIDDEN].to_vec()
    }

    fn dense(&self, name: &str, states: &Rows) -> Rows {
        let (weight, bias) = (self.values(&format!("{name}.weight")), self.values(&format!("{name}.bias")));
        let output = |state: &Vec<f64>, row: usize| {
            let weights = &weight[row * state.len()..(row + 1) * state.len()];
            bias[row] + weights.iter().zip(state).map(|(w, x)| w * x).sum::<f64>()
        };
        states.iter().map(|state| (0..bias.len()).map(|row| output(state, row)).collect()).collect()
    }

    /// Adds, then normalises.
    fn norm(&self, name: &str, a: &Rows, b: &Rows) -> Rows {
        let (weight, bias) = (self.values(&format!("{name}.weight")), self.values(&format!("{name}.bias")));
        let normalise = |(a, b): (&Vec<f64>, &Vec<f64>)| {
            let sum: Vec<f64> = a.iter().zip(b).map(|(a, b)| a + b).collect();
            let mean = sum.iter().sum::<f64>() / HIDDEN as f64;
            let variance = sum.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / HIDDEN as f64;
            let deviation = (variance + 1e-12).sqrt();
            (0..HIDDEN).map(|at| (sum[at] - mean) / deviation * weight[at] + bias[at]).collect()
        };
        a.iter().zip(b).map(normalise).collect()
    }

    fn attend(&self, layer: &str, states: &Rows) -> Rows {
        let part = |name: &str| self.dense(&format!("{layer}.attention.self.{name}"), states);
        let (query, key, value) = (part("query"), part("key"), part("value"));
        let size = HIDDEN / HEADS;
        let mut out = vec![vec![0.0; HIDDEN]; states.len()];
        for head in 0..HEADS {
            let span = head * size..(head + 1) * size;
            for (query, out) in query.iter().zip(&mut out) {
                let score = |key: &Vec<f64>| {
                    let products = span.clone().map(|at| query[at] * key[at]);
                    (products.sum::<f64>() / (size as f64).sqrt()).exp()
                };
                let scores: Vec<f64> = key.iter().map(score).collect();
                let sum: f64 = scores.iter().sum();
                for (score, value) in scores.iter().zip(&value) {
                    span.clone().for_each(|at| out[at] += score / sum * value[at]);
                }
            }
        }
        out
    }

    fn forward(&self, text: &[u32]) -> Rows {
        self.layers("encoder.layer", LAYERS, self.embedded(text))
    }

    fn embedded(&self, text: &[u32]) -> Rows {
        let word = |id: &u32| self.row("embeddings.word_embeddings.weight", *id as usize);
        let place = |at: usize| {
            let position = self.row("embeddings.position_embeddings.weight", at);
            let kind = self.row("embeddings.token_type_embeddings.weight", 0);
            position.iter().zip(&kind).map(|(a, b)| a + b).collect()
        };
        let (words, places): (Rows, Rows) =
            (text.iter().map(word).collect(), (0..text.len()).map(place).collect());
        self.norm("embeddings.LayerNorm", &words, &places)
    }

    fn layers(&self, prefix: &str, count: usize, mut states: Rows) -> Rows {
        for at in 0..count {
            let layer = format!("{prefix}.{at}");
            let attended =
                self.dense(&format!("{layer}.attention.output.dense"), &self.attend(&layer, &states));
            states = self.norm(&format!("{layer}.attention.output.LayerNorm"), &attended, &states);
            let mut wide = self.dense(&format!("{layer}.intermediate.dense"), &states);
            // The tanh form is within 5e-4 of the exact activation.
            let gelu = |x: f64| 0.5 * x * (1.0 + (0.797_884_560_8 * (x + 0.044_715 * x.powi(3))).tanh());
            wide.iter_mut().flatten().for_each(|x| *x = gelu(*x));
            let narrow = self.dense(&format!("{layer}.output.dense"), &wide);
            states = self.norm(&format!("{layer}.output.LayerNorm"), &narrow, &states);
        }
        states
    }
}

/// The embeddings of one network under the layer of another, as the scorer has them.
#[test]
fn layers_of_another_file_stand_on_the_same_embeddings() {
    let folder = tempfile::tempdir().unwrap();
    let mut plain = Plain(tiny::write(folder.path(), ""));
    plain.0.extend(tiny::add_scorer(folder.path()));
    let folder = folder.path().join("tiny");
    let config: BertConfig =
        serde_json::from_slice(&std::fs::read(folder.join("config.json")).unwrap()).unwrap();
    let [path, other] = ["w.safetensors", "s.safetensors"].map(|name| folder.join(name));
    let [file, theirs] = [&path, &other].map(|path| std::fs::read(path).unwrap());
    let bert = Bert::load(&Weights::open(&path, &file).unwrap(), &config).unwrap();
    let theirs = Weights::open(&other, &theirs).unwrap();
    let other = bert.under((&theirs, "scorer.layer", 1), &config).unwrap();

    let text = vec![2, 4, 5, 30, 31, 32, 3];
    let found = other.forward(std::slice::from_ref(&text)).unwrap().to_vec2::<f32>().unwrap();
    let expected = plain.layers("scorer.layer", 1, plain.embedded(&text));
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!((f64::from(*found) - expected).abs() < 5e-3, "{found} is not {expected}");
    }
}

#[test]
fn token_vectors_are_those_of_the_plain_network() {
    let folder = tempfile::tempdir().unwrap();
    let plain = Plain(tiny::write(folder.path(), ""));
    let folder = folder.path().join("tiny");
    let config: BertConfig =
        serde_json::from_slice(&std::fs::read(folder.join("config.json")).unwrap()).unwrap();
    let path = folder.join("w.safetensors");
    let file = std::fs::read(&path).unwrap();
    let bert = Bert::load(&Weights::open(&path, &file).unwrap(), &config).unwrap();

    let texts: Vec<Vec<u32>> =
        vec![vec![2, 9, 3], vec![2, 4, 5, 30, 31, 32, 3], (0..48).collect(), vec![2, 9, 3]];
    let found = bert.forward(&texts).unwrap().to_vec2::<f32>().unwrap();
    let expected: Rows = texts.iter().flat_map(|text| plain.forward(text)).collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() < 5e-3, "{found} is not {expected}");
        }
    }
}
