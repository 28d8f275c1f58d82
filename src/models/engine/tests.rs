//! What computes when ONNX Runtime cannot. None of these needs the library.

use super::super::Role;
use super::super::tiny;
use super::*;

/// Loads the tiny model with this runtime: candle must compute, for a reason that says this.
fn check(runtime: &Runtime, reason: &str) {
    let models = tempfile::tempdir().unwrap();
    tiny::write(models.path(), "");
    let Loaded { embedder, instead } = load(models.path(), "tiny", Some(runtime)).unwrap();
    assert!(embedder.id().ends_with(":candle-f32"), "{}", embedder.id());
    let instead = instead.expect("a reason").to_string();
    assert!(instead.contains(reason), "{instead}");
    let vectors = embedder.embed_blocking(Role::Query, vec!["chi".to_owned()]).unwrap();
    assert_eq!(vectors[0].len(), embedder.dimensions());
}

#[test]
fn candle_computes_where_onnx_runtime_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let [absent, garbage] = ["absent.so", "garbage.so"].map(|name| folder.path().join(name));
    std::fs::write(&garbage, b"\x7fELF, or so it says").unwrap();
    let named = |path: &Path| Runtime { named: vec![path.to_owned()], ..Runtime::default() };
    let (nowhere, unusable) =
        if cfg!(feature = "onnx") { ("absent.so", "garbage.so") } else { ("onnx", "onnx") };
    check(&named(&absent), nowhere);
    check(&Runtime { places: vec![absent.clone()], ..Runtime::default() }, nowhere);
    check(&named(&garbage), unusable);
    check(&Runtime::default(), if cfg!(feature = "onnx") { "non c'è" } else { "onnx" });
}

#[test]
fn candle_computes_where_nothing_else_is_wanted() {
    let models = tempfile::tempdir().unwrap();
    tiny::write(models.path(), "");
    let loaded = load(models.path(), "tiny", None).unwrap();
    assert!(loaded.instead.is_none() && loaded.embedder.id().ends_with(":candle-f32"));
    assert!(matches!(load(models.path(), "other", None), Err(ModelError::Unknown { .. })));
}
