//! The stages of one answer on the shipped corpus, by words only (the encoder is measured by `benches/service.sh`, with the
//! process that ships): `cargo bench --no-default-features`.

use criterion::{Criterion, criterion_group, criterion_main};
use gepi_copilot::access::redact;
use gepi_copilot::answer::{Parts, Sufficiency, ask, extract, verify};
use gepi_copilot::ingest::{Defaults, read_folder};
use gepi_copilot::search::generation::{Source, build};
use gepi_copilot::search::{Engine, Intents, Mode, Question, Snapshot, Weights, find};
use gepi_copilot::store::Clock;
use std::hint::black_box;
use std::path::Path;

const QUESTION: &str = "Entro quanti giorni dalla firma del PAD va fatto il primo incontro con il nucleo?";

fn line(c: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let today = jiff::civil::date(2026, 11, 21);
    let clock = Clock::Fixed(today);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let read = || read_folder(&root.join("corpus"), &Defaults::sheet(today)).expect("the corpus");
    let source = || {
        let folder = read();
        Source { versions: folder.versions, glossary: folder.glossary, topics: folder.registries.topics }
    };
    let temp = tempfile::tempdir().expect("a folder");
    let manifest = runtime.block_on(build(temp.path(), source(), None, (&clock, &|_, _| {}))).expect("built");
    let folder = temp.path().join(&manifest.id);
    let snapshot = Snapshot::open(&folder, None).expect("opens");
    let intents = Intents::bundled();
    let sufficiency = Sufficiency::read(&root.join("models")).expect("the model");
    let understand = || Question::new(QUESTION, None, today, (&snapshot.lexicon, &intents));
    let question = understand();
    let engine = Engine { snapshot: &snapshot, embedder: None, weights: Weights::default(), hide: None };
    let found = runtime.block_on(find(engine, &question, Mode::Bm25, 20)).expect("found");
    let draft = extract(&snapshot, &question, &found);

    c.bench_function("redact", |b| b.iter(|| redact(black_box(QUESTION))));
    c.bench_function("understand", |b| b.iter(|| black_box(understand())));
    c.bench_function("find by words", |b| {
        b.iter(|| runtime.block_on(find(engine, black_box(&question), Mode::Bm25, 20)))
    });
    c.bench_function("draft", |b| b.iter(|| extract(&snapshot, &question, black_box(&found))));
    c.bench_function("verify", |b| b.iter(|| verify(&snapshot, &question, black_box(&draft))));
    let parts = Parts {
        snapshot: &snapshot,
        embedder: None,
        sufficiency: &sufficiency,
        degraded: None,
        hidden: None,
        holds: None,
    };
    c.bench_function("whole answer by words", |b| {
        b.iter(|| runtime.block_on(ask(parts, black_box(&question), &|_| {})))
    });
    c.bench_function("read the corpus folder", |b| b.iter(|| black_box(read())));
    c.bench_function("open a generation", |b| b.iter(|| Snapshot::open(black_box(&folder), None)));
    c.bench_function("build a generation by words", |b| {
        b.iter(|| {
            let other = tempfile::tempdir().expect("a folder");
            runtime.block_on(build(other.path(), source(), None, (&clock, &|_, _| {})))
        })
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = line
}
criterion_main!(benches);
