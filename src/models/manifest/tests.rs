//! The manifest that is shipped, and what a wrong one is answered.

use std::path::Path;

use super::*;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models");

/// Writes the shipped manifest with one replacement and expects `message` in the error, or success.
fn check(from: &str, to: &str, message: &str) {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(Path::new(SHIPPED).join(MANIFEST)).unwrap();
    assert!(text.contains(from), "the shipped manifest has no {from}");
    std::fs::write(folder.path().join(MANIFEST), text.replacen(from, to, 1)).unwrap();
    match Manifest::read(folder.path()) {
        Ok(_) => assert!(message.is_empty(), "{to}: accepted"),
        Err(error) => {
            let text = error.to_string();
            assert!(!message.is_empty() && text.contains(message), "{to}: {text}");
            assert!(text.contains(MANIFEST), "{to}: {text} does not name the file");
        }
    }
}

#[test]
fn faults_are_named() {
    check("", "", "");
    check("dimensions = 384", "dimensions = 384\ncolour = 1", "unknown field `colour`");
    check("[model.prefixes]", "[model.prefixes]\ndocument = \"\"", "unknown field `document`");
    check("dimensions = 384", "dimensions = \"384\"", "invalid type");
    check("dimensions = 384", "", "missing field `dimensions`");
    check("dimensions = 384", "dimensions = 0", "troppo piccoli");
    check("max_tokens = 256", "max_tokens = 2", "troppo piccoli");
    check("normalised = true", "normalised = false", "normalised");
    check("role = \"encoder\"", "role = \"oracle\"", "unknown variant");
    check("precision = \"int8\"", "precision = \"int4\"", "unknown variant");
    check("id = \"minilm-it-2\"", "id = \"../secrets\"", "caratteri non ammessi");
    check("name = \"tokenizer.json\"", "name = \"../../etc/passwd\"", "caratteri non ammessi");
    check("name = \"tokenizer.json\"", "name = \"\"", "caratteri non ammessi");
    check("bytes = 588", "bytes = 5880000000", "supera");
    check("sha256 = \"", "sha256 = \"0", "64 cifre");
    check("sha256 = \"", "sha256 = \"\" # ", "64 cifre");
    check("[[model]]", "[[model", "non è valido");
}

#[test]
fn an_id_appears_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(Path::new(SHIPPED).join(MANIFEST)).unwrap();
    std::fs::write(folder.path().join(MANIFEST), format!("{text}\n{text}")).unwrap();
    let error = Manifest::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("due volte"), "{error}");
}

#[test]
fn the_shipped_manifest_names_its_licence() {
    let models_dir = Path::new(SHIPPED);
    let manifest = Manifest::read(models_dir).unwrap();
    let model = manifest.model(models_dir, "minilm-it-2").unwrap();
    assert_eq!((model.dimensions, model.max_tokens), (384, 256));
    assert_eq!(model.licence, "CC-BY-SA-4.0");
    assert!(model.attributions.iter().any(|line| line.contains("Wiktionary")));
    let error = manifest.model(models_dir, "absent").unwrap_err();
    assert!(matches!(&error, ModelError::Unknown { id, .. } if id == "absent"), "{error}");
}

#[test]
fn an_absent_manifest_is_missing() {
    let error = Manifest::read(Path::new("/nowhere")).unwrap_err();
    assert_eq!(error.to_string(), "Manca il file /nowhere/manifest.toml.");
}
