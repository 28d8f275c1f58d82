//! The thread with networks made for the test: what it serves first, and what it survives.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use super::*;

/// Each text is a number of tokens, or a word of command. The vector is `[tokens]`; before each piece it
/// logs the lengths and waits for a go.
struct Script {
    log: Arc<Mutex<Vec<Vec<usize>>>>,
    started: Sender<()>,
    go: Receiver<()>,
}

impl Network for Script {
    fn tokens(&self, _: Role, text: &str) -> Result<Vec<u32>, ModelError> {
        match text {
            "panic" => panic!("asked to"),
            "error" => Err(ModelError::Engine { cause: "asked to".into() }),
            number => Ok(vec![7; number.parse().unwrap_or(1_000)]),
        }
    }

    fn vectors(&self, batch: &Batch<'_>) -> Result<Vec<Vec<f32>>, ModelError> {
        let texts = &batch.tokens;
        self.log.lock().unwrap().push(texts.iter().map(Vec::len).collect());
        let _ = self.started.send(());
        let _ = self.go.recv();
        Ok(texts
            .iter()
            .map(|text| vec![if text.len() == 1_000 { f32::NAN } else { text.len() as f32 }])
            .collect())
    }

    fn dimensions(&self) -> usize {
        1
    }
}

struct Stage {
    worker: Worker,
    log: Arc<Mutex<Vec<Vec<usize>>>>,
    started: Receiver<()>,
    go: Sender<()>,
}

fn stage() -> Stage {
    let log = Arc::default();
    let (started, has_started) = channel();
    let (go, may_go) = channel();
    let script = Script { log: Arc::clone(&log), started, go: may_go };
    Stage { worker: Worker::start("test", script).unwrap(), log, started: has_started, go }
}

impl Stage {
    fn release(&self, pieces: usize) {
        (0..pieces).for_each(|_| self.go.send(()).unwrap());
    }

    fn send(&self, role: Role, texts: &[&str]) -> std::thread::JoinHandle<Reply> {
        let (worker, texts) = (self.worker.clone(), texts.iter().map(|text| (*text).to_owned()).collect());
        std::thread::spawn(move || worker.embed_blocking(role, texts))
    }

    fn log(&self) -> Vec<Vec<usize>> {
        self.log.lock().unwrap().clone()
    }
}

fn check(texts: &[&str], expected: Result<&[f32], &str>, pieces: &[&[usize]]) {
    let stage = stage();
    stage.release(100);
    match (stage.send(Role::Passage, texts).join().unwrap(), expected) {
        (Ok(vectors), Ok(expected)) => assert_eq!(vectors.concat(), expected),
        (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
        (found, expected) => panic!("{texts:?}: {found:?}, {expected:?} expected"),
    }
    assert_eq!(stage.log(), pieces, "{texts:?}");
    let alive = stage.send(Role::Query, &["5"]).join().unwrap();
    assert_eq!(alive.unwrap(), [[5.0]], "the thread survives");
}

#[test]
fn work_is_cut_into_pieces_and_faults_surface() {
    check(&[], Ok(&[]), &[]);
    check(&["3", "0", "4"], Ok(&[3., 0., 4.]), &[&[3, 4]]);
    check(&["0", "0"], Ok(&[0., 0.]), &[]);
    check(&["100", "100", "100"], Ok(&[100., 100., 100.]), &[&[100, 100], &[100]]);
    check(&["200", "1", "2"], Ok(&[200., 1., 2.]), &[&[200], &[1, 2]]);
    check(&["1"; 18], Ok(&[1.; 18]), &[&[1; 16], &[1; 2]]);
    check(&["3", "error"], Err("asked to"), &[]);
    check(&["200", "panic"], Err("errore interno"), &[&[200]]);
    check(&["nan"], Err("non finiti"), &[&[1_000]]);
}

#[test]
fn questions_pass_before_the_next_piece() {
    let stage = stage();
    let passages = stage.send(Role::Passage, &["200", "201", "202"]);
    stage.started.recv().unwrap();
    let queued = stage.worker.queries.capacity();
    let query = stage.send(Role::Query, &["5"]);
    while stage.worker.queries.capacity() == queued {
        std::thread::yield_now();
    }
    stage.release(4);
    assert_eq!(query.join().unwrap().unwrap(), [[5.0]]);
    assert_eq!(passages.join().unwrap().unwrap(), [[200.0], [201.0], [202.0]]);
    assert_eq!(stage.log(), [[200], [5], [201], [202]]);
}

#[tokio::test]
async fn who_leaves_is_skipped() {
    let stage = stage();
    let mut leaving = Box::pin(stage.worker.embed(Role::Passage, vec!["200".into(), "201".into()]));
    let soon = std::time::Duration::from_millis(20);
    assert!(tokio::time::timeout(soon, &mut leaving).await.is_err());
    let mut waiting = Box::pin(stage.worker.embed(Role::Passage, vec!["202".into()]));
    assert!(tokio::time::timeout(soon, &mut waiting).await.is_err());
    drop((leaving, waiting));
    stage.release(10);
    assert_eq!(stage.worker.embed(Role::Passage, vec!["5".into()]).await.unwrap(), [[5.0]]);
    assert_eq!(stage.log(), [[200], [5]], "neither the rest of the first nor the second");
}

#[tokio::test]
async fn questions_beyond_the_queue_are_refused() {
    let stage = stage();
    let first = stage.send(Role::Query, &["1"]);
    stage.started.recv().unwrap();
    let waiting: Vec<_> = (0..QUERIES).map(|_| stage.send(Role::Query, &["1"])).collect();
    while stage.worker.queries.capacity() > 0 {
        tokio::task::yield_now().await;
    }
    let refused = stage.worker.embed(Role::Query, vec!["1".into()]).await;
    assert!(matches!(refused, Err(ModelError::Busy)), "{refused:?}");
    stage.release(QUERIES + 1);
    assert!(waiting.into_iter().chain([first]).all(|thread| thread.join().unwrap().is_ok()));
}

#[test]
fn the_thread_ends_with_its_last_handle() {
    let Stage { worker, log, .. } = stage();
    let other = worker.clone();
    drop(worker);
    assert_eq!(Arc::strong_count(&log), 2, "a handle is left");
    drop(other);
    while Arc::strong_count(&log) > 1 {
        std::thread::yield_now();
    }
}
