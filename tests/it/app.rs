//! A whole app for tests: three sheets in a temporary folder, a fixed clock, the deterministic embedder.

use gepi_copilot::app::App;
use gepi_copilot::config::{Config, Flags};
use gepi_copilot::models::Embedder;
use gepi_copilot::store::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn sheet(id: &str, interval: &str, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Scheda {id}\"\ntier = \"legislation\"\ntopics = [\"adi-requisiti\"]\nmeasures = [\"ADI\"]\n\
         reference = \"art. 2, comma 2, D.L. 48/2023\"\nissuer = \"Stato\"\nurl = \"https://www.normattiva.it/\"\n{interval}\n\
         status = \"editorial\"\nverified_on = 2026-11-21\n\n[passage.regola]\nasks = [\"domanda su {id}\"]\n+++\n\n## Titolo {id} {{#regola}}\n\n{body}\n"
    )
}

pub(crate) fn write_corpus(corpus: &Path) {
    std::fs::create_dir_all(corpus.join("adi")).expect("a folder");
    let write = |name: &str, text: String| std::fs::write(corpus.join(name), text).expect("written");
    write(
        "adi/soglia~2024.md",
        sheet(
            "soglia",
            "valid_from = 2024-01-01\nvalid_to = 2025-01-01",
            "La soglia ISEE dell'ADI è di 9.360 euro.",
        ),
    );
    write(
        "adi/soglia~2025.md",
        sheet(
            "soglia",
            "valid_from = 2025-01-01",
            "La soglia ISEE dell'ADI è di 10.140 euro. Perché sì: così è la città.",
        ),
    );
    write(
        "adi/incontro.md",
        sheet("incontro", "valid_from = 2024-01-01", "Il primo incontro va fatto entro 120 giorni dal PAD."),
    );
    write(
        "topics.toml",
        "[[topic]]\nid = \"adi-requisiti\"\ntitle = \"Requisiti\"\narea = \"ADI\"\n\n[[measure]]\nid = \"ADI\"\ntitle = \"Assegno\"\n".to_owned(),
    );
}

pub(crate) fn config(folder: &Path) -> Config {
    let file = folder.join("copilot.toml");
    let models = folder.join("models");
    std::fs::create_dir_all(&models).expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(root.join("models/marks.tsv"), models.join("marks.tsv")).expect("copied");
    // The shipped fit by words for all, at a threshold that suits a small corpus and vectors of hashed words.
    let fit = std::fs::read_to_string(root.join("models/sufficiency.toml")).expect("the fit");
    let words = fit.split_once("[words]").expect("two fits").1;
    let at = |line: &str| {
        if line.starts_with("answer_at") { "answer_at = 0.6".to_owned() } else { line.to_owned() }
    };
    let words = words.lines().map(at).collect::<Vec<_>>().join("\n");
    let named = |name: &str| format!("[{name}]{}\n", words.replace("[words.", &format!("[{name}.")));
    let fit = ["hybrid", "plain", "words"].map(named).concat();
    std::fs::write(models.join("sufficiency.toml"), fit).expect("written");
    let path = |p: PathBuf| toml::Value::String(p.display().to_string());
    let text = format!(
        "data = {}\ncorpus = {}\nmodels = {}\nencoder = \"\"\nlisten = \"127.0.0.1:0\"\n",
        path(folder.join("data")),
        path(folder.join("corpus")),
        path(models)
    );
    std::fs::write(&file, text).expect("written");
    Config::load(Some(&file), &Flags::default()).expect("valid")
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_corpus(&folder.path().join("corpus"));
        let clock = Clock::Fixed(jiff::civil::date(2026, 11, 21));
        let app = Arc::new(App::open(config(folder.path()), clock).await.expect("opens"));
        app.start_answering().await.expect("answers by words");
        Self { app, folder }
    }

    pub(crate) async fn with_vectors() -> Self {
        let test = Self::start().await;
        test.app.use_encoder(Embedder::hashing(64));
        test.app.build_dense(&|_, _| {}).await.expect("built");
        test
    }
}
