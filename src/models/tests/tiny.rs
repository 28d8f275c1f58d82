//! For tests: a BERT of two layers with pseudo-random weights, written as the real ones are, in a folder
//! that goes away. More than 64 outputs and more than 512 inputs, as in the real model: the matrix product
//! takes other paths below.

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use sha2::{Digest, Sha256};

pub(super) const HIDDEN: usize = 96;
pub(super) const HEADS: usize = 4;
pub(super) const INNER: usize = 1_200;
pub(super) const LAYERS: usize = 2;
pub(super) const POSITIONS: usize = 64;
pub(super) const MAX_TOKENS: usize = 48;
pub(super) const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
/// Four special tokens, then each letter alone and inside a word.
pub(super) const VOCABULARY: usize = 4 + 2 * LETTERS.len();

/// Name → shape and values; the matrices hold only multiples of their row's scale.
pub(super) type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// Writes model `tiny` and its manifest; returns the weights as the program must read them.
pub(super) fn write(models_dir: &Path, query_prefix: &str) -> Tensors {
    let folder = models_dir.join("tiny");
    std::fs::create_dir_all(&folder).unwrap();
    let (file, tensors) = weights(shapes());
    let config = serde_json::json!({
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": HIDDEN, "intermediate_size": INNER,
        "layer_norm_eps": 1e-12, "max_position_embeddings": POSITIONS, "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS, "type_vocab_size": 2, "vocab_size": VOCABULARY,
    });
    let mut manifest = format!(
        "[[model]]\nid = \"tiny\"\nrole = \"encoder\"\ndimensions = {HIDDEN}\nmax_tokens = {MAX_TOKENS}\n\
         pooling = \"mean\"\nnormalised = true\nprecision = \"int8\"\nlicence = \"CC0-1.0\"\nrevision = \"1\"\n\
         provenance = \"test\"\nattributions = []\nprefixes = {{ query = \"{query_prefix}\", passage = \"\" }}\n"
    );
    let files = [
        ("weights", "w.safetensors", file),
        ("tokenizer", "tokenizer.json", tokenizer().to_string().into_bytes()),
        ("config", "config.json", config.to_string().into_bytes()),
    ];
    for (role, name, bytes) in files {
        let (size, sha256) = (bytes.len(), hex::encode(Sha256::digest(&bytes)));
        manifest +=
            &format!("files.{role} = {{ name = \"{name}\", bytes = {size}, sha256 = \"{sha256}\" }}\n");
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    std::fs::write(models_dir.join("manifest.toml"), manifest).unwrap();
    tensors
}

/// Adds a scorer of one layer to the model written; returns its weights.
pub(super) fn add_scorer(models_dir: &Path) -> Tensors {
    let mut shapes = layer("scorer.layer.0");
    shapes.push(("scorer.head.weight".to_owned(), vec![1, HIDDEN]));
    shapes.push(("scorer.head.bias".to_owned(), vec![1]));
    let (bytes, tensors) = weights(shapes);
    let (size, sha256) = (bytes.len(), hex::encode(Sha256::digest(&bytes)));
    std::fs::write(models_dir.join("tiny").join("s.safetensors"), bytes).unwrap();
    let path = models_dir.join("manifest.toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let entry =
        format!("files.scorer = {{ name = \"s.safetensors\", bytes = {size}, sha256 = \"{sha256}\" }}\n");
    std::fs::write(&path, manifest + &entry).unwrap();
    tensors
}

fn tokenizer() -> serde_json::Value {
    let mut vocab = serde_json::Map::new();
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map(str::to_owned);
    let alone = LETTERS.chars().map(String::from);
    let inside = LETTERS.chars().map(|letter| format!("##{letter}"));
    for token in special.into_iter().chain(alone).chain(inside) {
        vocab.insert(token, vocab.len().into());
    }
    let special = |id: &str| serde_json::json!({ "SpecialToken": { "id": id, "type_id": 0 } });
    let text = serde_json::json!({ "Sequence": { "id": "A", "type_id": 0 } });
    serde_json::json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "decoder": null,
        "normalizer": { "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "post_processor": { "type": "TemplateProcessing",
            "single": [special("[CLS]"), text, special("[SEP]")], "pair": [text, special("[SEP]"), text],
            "special_tokens": {
                "[CLS]": { "id": "[CLS]", "ids": [2], "tokens": ["[CLS]"] },
                "[SEP]": { "id": "[SEP]", "ids": [3], "tokens": ["[SEP]"] } } },
        "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocab },
    })
}

/// The safetensors file, and what it means.
fn weights(shapes: Vec<(String, Vec<usize>)>) -> (Vec<u8>, Tensors) {
    let mut seed = 1u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 56) as u8 as i8
    };
    let (mut stored, mut tensors) = (Vec::new(), Tensors::new());
    for (name, shape) in shapes {
        let ints: Vec<i8> = (0..shape.iter().product()).map(|_| random().max(-127)).collect();
        if let [rows, columns] = shape[..] {
            let scale: Vec<f32> = (0..rows).map(|row| (1.0 + (row % 5) as f32) / 2_000.0).collect();
            let values = ints.iter().enumerate().map(|(at, int)| f32::from(*int) * scale[at / columns]);
            tensors.insert(name.clone(), (shape.clone(), values.collect()));
            stored.push((format!("{name}.scale"), Dtype::F32, vec![rows], bytes(&scale)));
            stored.push((name, Dtype::I8, shape, ints.iter().map(|int| *int as u8).collect()));
        } else {
            let middle = if name.ends_with("LayerNorm.weight") { 1.0 } else { 0.0 };
            let values: Vec<f32> = ints.iter().map(|int| middle + f32::from(*int) / 1_000.0).collect();
            stored.push((name.clone(), Dtype::F32, shape.clone(), bytes(&values)));
            tensors.insert(name, (shape, values));
        }
    }
    let views = stored
        .iter()
        .map(|(name, dtype, shape, data)| (name, TensorView::new(*dtype, shape.clone(), data).unwrap()));
    (serialize(views, None).unwrap(), tensors)
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn shapes() -> Vec<(String, Vec<usize>)> {
    let mut shapes = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![VOCABULARY, HIDDEN]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![POSITIONS, HIDDEN]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![2, HIDDEN]),
    ];
    shapes.extend(norm("embeddings.LayerNorm"));
    shapes.extend((0..LAYERS).flat_map(|at| layer(&format!("encoder.layer.{at}"))));
    shapes
}

fn layer(prefix: &str) -> Vec<(String, Vec<usize>)> {
    let mut shapes = Vec::new();
    for (part, rows, columns) in [
        ("attention.self.query", HIDDEN, HIDDEN),
        ("attention.self.key", HIDDEN, HIDDEN),
        ("attention.self.value", HIDDEN, HIDDEN),
        ("attention.output.dense", HIDDEN, HIDDEN),
        ("intermediate.dense", INNER, HIDDEN),
        ("output.dense", HIDDEN, INNER),
    ] {
        shapes.push((format!("{prefix}.{part}.weight"), vec![rows, columns]));
        shapes.push((format!("{prefix}.{part}.bias"), vec![rows]));
    }
    for part in ["attention.output.LayerNorm", "output.LayerNorm"] {
        shapes.extend(norm(&format!("{prefix}.{part}")));
    }
    shapes
}

fn norm(name: &str) -> [(String, Vec<usize>); 2] {
    ["weight", "bias"].map(|part| (format!("{name}.{part}"), vec![HIDDEN]))
}
