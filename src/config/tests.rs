//! Which key is blamed, and which source wins.

use super::*;

#[test]
fn unknown_keys_and_bad_values_are_named() {
    let check = |text: &str, expected: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("c.toml");
        std::fs::write(&file, text).expect("written");
        let error = Config::load(Some(&file), &Flags::default()).expect_err(text).to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("porta = 80", "porta");
    check("listen = \"ovunque\"", "ovunque");
    check("question_chars = \"molti\"", "«question_chars» non va bene");
    check("question_chars = \"molti\"", "serve un numero intero");
    check("log_json = 3", "serve true o false");
    check("data = 3", "serve un testo");
    check("question_chars = 3", "question_chars");
    check("concurrent = 0", "concurrent");
    check("engine = \"gpu\"", "auto, candle oppure onnx");
    check(
        "[ingest]\nmax_memory_mb = 5",
        "«ingest.max_memory_mb» = «5» non va bene: serve un numero da 128 a",
    );
    check("[ingest]\nmax_seconds = \"poco\"", "serve un numero intero");
    check("[ingest]\nmax_file_mb = -1", "max_file_mb");
    check("[ingest]\nmax_disk = 5", "«max_disk»");
    check("ingest = 5", "serve una sezione");
    check("[qdrant]\ntimeout_s = \"poco\"", "serve un numero intero");
    check("listen = ", "c.toml");
    check("\nlisten = ", "riga 2");
    assert!(Config::load(Some(Path::new("/non/esiste.toml")), &Flags::default()).is_err());
}

#[test]
fn flags_win_over_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:9000\"\nquestion_chars = 500").expect("written");
    let flags = Flags { listen: Some("127.0.0.1:9001".to_owned()), ..Flags::default() };
    let config = Config::load(Some(&file), &flags).expect("valid");
    assert_eq!((config.listen.port(), config.question_chars), (9001, 500));
    let flags = Flags { listen: Some("localhost:9002".to_owned()), ..Flags::default() };
    let config = Config::load(Some(&file), &flags).expect("valid");
    assert_eq!(config.listen.to_string(), "127.0.0.1:9002");
}

#[test]
fn the_library_is_looked_for_where_it_was_named_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.toml");
    std::fs::write(&file, "data = \"d\"\nengine = \"onnx\"\nonnxruntime = \"lib.so\"").expect("written");
    let config = Config::load(Some(&file), &Flags::default()).expect("valid");
    assert_eq!(config.engine, Engine::Onnx);
    assert_eq!(config.onnx_named.last(), Some(&PathBuf::from("lib.so")));
    assert!(config.onnx_places[0].starts_with("d/onnxruntime"), "{:?}", config.onnx_places);
}

#[test]
fn a_folder_without_its_mark_is_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let given = folder.path().join("corpus");
    assert_eq!(beside(given.clone(), "topics.toml"), given, "an absolute one stays as it is");
    let elsewhere = PathBuf::from("non-esiste-da-nessuna-parte");
    assert_eq!(beside(elsewhere.clone(), "topics.toml"), elsewhere);
    assert!(beside(PathBuf::from("corpus"), "topics.toml").join("topics.toml").exists());
}
