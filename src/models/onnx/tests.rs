//! ONNX Runtime against candle: the tiny model, and, with SLOW_TESTS=1, the one that is shipped. Without the library
//! (`ORT_DYLIB_PATH`, or `scripts/onnxruntime`) these say that they were skipped.

use std::path::PathBuf;

use super::super::embedder::{Embedder, Evidence};
use super::super::engine::{self, Runtime};
use super::super::tiny;
use super::*;

/// The library, if this machine has it.
fn library() -> Option<PathBuf> {
    let named = std::env::var_os("ORT_DYLIB_PATH").map(PathBuf::from);
    let name = format!("{}onnxruntime{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let placed = Path::new(env!("CARGO_MANIFEST_DIR")).join("onnxruntime").join(name);
    let found = named.into_iter().chain([placed]).find(|path| path.is_file());
    if found.is_none() {
        eprintln!("SKIPPED: no ONNX Runtime library");
    }
    found
}

fn runtime(folder: &Path) -> Option<Runtime> {
    library().map(|path| Runtime { named: vec![path], folder: folder.join("onnx"), ..Runtime::default() })
}

fn embed(embedder: &Embedder, texts: &[&str]) -> Vec<Vec<f32>> {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    embedder.embed_blocking(Role::Passage, texts).unwrap()
}

/// The least cosine between what two engines say of the same texts.
fn worst(one: &Embedder, other: &Embedder, texts: &[&str]) -> f32 {
    let cosine = |a: &Vec<f32>, b: &Vec<f32>| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let (one, other) = (embed(one, texts), embed(other, texts));
    one.iter().zip(&other).map(|(a, b)| cosine(a, b)).fold(f32::INFINITY, f32::min)
}

fn largest_difference(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

const TEXTS: [&str; 6] = [
    "chi può fare domanda",
    "no",
    "la residenza del nucleo",
    "il patto per l'inclusione sociale è sottoscritto dai componenti",
    "domanda respinta perché la residenza non è verificata",
    "a",
];

#[test]
fn onnx_says_what_candle_says() {
    for pooling in ["mean", "cls"] {
        let folder = tempfile::tempdir().unwrap();
        let Some(runtime) = runtime(folder.path()) else { return };
        tiny::write(folder.path(), "query: ");
        let manifest = folder.path().join("manifest.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        std::fs::write(&manifest, text.replace("\"mean\"", &format!("\"{pooling}\""))).unwrap();

        let candle = Embedder::load(folder.path(), "tiny").unwrap();
        let onnx = engine::fast(folder.path(), "tiny", &runtime).unwrap();
        let worst = worst(&candle, &onnx, &TEXTS);
        assert!(worst >= 0.99999, "{pooling}: {worst}");
        assert_eq!(onnx.id(), candle.id().replace("candle-f32", "onnx-f32"));
        let question =
            |embedder: &Embedder| embedder.embed_blocking(Role::Query, vec!["chi".into()]).unwrap();
        let (one, other) = (question(&onnx).remove(0), question(&candle).remove(0));
        assert!(largest_difference(&one, &other) < 1e-5, "{pooling}: prefixes");
        assert_eq!(embed(&onnx, &[" \u{0}", ""]), embed(&candle, &[" \u{0}", ""]));
    }
}

#[tokio::test]
async fn the_scorer_too() {
    let folder = tempfile::tempdir().unwrap();
    let Some(runtime) = runtime(folder.path()) else { return };
    tiny::write(folder.path(), "");
    tiny::add_scorer(folder.path());
    let candle = Embedder::load(folder.path(), "tiny").unwrap();
    let onnx = engine::fast(folder.path(), "tiny", &runtime).unwrap();
    let shown: Vec<Evidence> =
        TEXTS.iter().map(|text| Evidence { known: "chi".into(), text: (*text).to_owned() }).collect();
    let logits = async |embedder: &Embedder| embedder.score("la residenza", &shown).await.unwrap().unwrap();
    let (one, other) = (logits(&onnx).await, logits(&candle).await);
    assert!(largest_difference(&one, &other) < 1e-4, "{one:?}, {other:?}");
    assert!(largest_difference(&one, &[one[0]; TEXTS.len()]) > 1e-3, "{one:?}");
}

#[test]
fn vectors_do_not_depend_on_the_batch() {
    let folder = tempfile::tempdir().unwrap();
    let Some(runtime) = runtime(folder.path()) else { return };
    tiny::write(folder.path(), "");
    let onnx = engine::fast(folder.path(), "tiny", &runtime).unwrap();
    for (text, among_others) in TEXTS.iter().zip(embed(&onnx, &TEXTS)) {
        let alone = embed(&onnx, &[text]).remove(0);
        let largest = largest_difference(&alone, &among_others);
        assert!(largest <= 1e-5, "{text}: {largest}");
    }
}

#[test]
fn slow_the_shipped_encoder_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let (Some(_), Some(runtime)) = (std::env::var_os("SLOW_TESTS"), runtime(folder.path())) else { return };
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let long = "L'operatore verifica la composizione del nucleo. ".repeat(40);
    let texts: Vec<&str> = TEXTS.iter().copied().chain([long.as_str(), &long[..500]]).collect();
    let manifest = super::super::manifest::Manifest::read(&models).unwrap();
    for model in &manifest.models {
        let candle = Embedder::load(&models, &model.id).unwrap();
        let onnx = engine::fast(&models, &model.id, &runtime).unwrap();
        let worst = worst(&candle, &onnx, &texts);
        eprintln!("{}: least cosine of ONNX Runtime to candle over {} texts: {worst}", model.id, texts.len());
        assert!(worst >= 0.999, "{}: {worst}", model.id);
    }
}
