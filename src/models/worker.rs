//! The one thread that owns a model. Requests wait in two bounded queues, questions before passages; long
//! work is cut into pieces, and between two pieces the waiting questions are served.

use crate::strings::s;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::{mpsc, oneshot};

use super::embedder::Role;
use super::error::ModelError;

/// Questions that may wait; beyond them [`ModelError::Busy`]: at 10 ms each, waiting longer helps nobody.
const QUERIES: usize = 64;
/// Passage requests that may wait; beyond them the sender waits.
const PASSAGES: usize = 4;
/// A piece is closed when it has this many tokens: more are no faster, and a question waits for the piece.
const PIECE_TOKENS: usize = 128;
/// And at this many texts.
const PIECE_TEXTS: usize = 16;

/// What the thread runs.
pub(super) trait Network: Send + 'static {
    /// The token numbers of a text; none if it has no words, and then its vector is zero.
    fn tokens(&self, role: Role, text: &str) -> Result<Vec<u32>, ModelError>;
    /// One vector of [`Network::dimensions`] floats per text. No text is empty.
    fn vectors(&self, batch: &Batch<'_>) -> Result<Vec<Vec<f32>>, ModelError>;
    /// Floats per vector.
    fn dimensions(&self) -> usize;
}

/// Texts computed together, and their token numbers.
pub(super) struct Batch<'a> {
    #[cfg_attr(not(feature = "onnx"), expect(dead_code, reason = "candle needs the token numbers alone"))]
    pub(super) role: Role,
    pub(super) texts: Vec<&'a str>,
    pub(super) tokens: Vec<Vec<u32>>,
}

/// Handle to the thread; the thread ends when the last handle is dropped.
#[derive(Clone, Debug)]
pub(super) struct Worker {
    queries: mpsc::Sender<Request>,
    passages: mpsc::Sender<Request>,
}

type Reply = Result<Vec<Vec<f32>>, ModelError>;

#[derive(Debug)]
struct Request {
    role: Role,
    texts: Vec<String>,
    reply: oneshot::Sender<Reply>,
}

impl Worker {
    /// Starts the thread `name`. It computes alone: the libraries below would otherwise take every core.
    pub(super) fn start(name: &str, network: impl Network) -> Result<Self, ModelError> {
        let failed = |error: std::io::Error| ModelError::Engine { cause: error.to_string() };
        let (queries, next_query) = mpsc::channel(QUERIES);
        let (passages, next_passage) = mpsc::channel(PASSAGES);
        let queues = Queues { queries: next_query, passages: next_passage };
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(failed)?;
        let body = move || {
            if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build() {
                tracing::warn!(%error, "the model's thread shares the other cores");
            }
            runtime.block_on(queues.serve(network));
        };
        std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(failed)?;
        Ok(Self { queries, passages })
    }

    /// Waits for the vectors.
    pub(super) async fn embed(&self, role: Role, texts: Vec<String>) -> Reply {
        let (reply, answer) = oneshot::channel();
        let request = Request { role, texts, reply };
        match role {
            Role::Query => self.ask(request)?,
            Role::Passage => self.passages.send(request).await.map_err(|_| ModelError::Closed)?,
        }
        answer.await.unwrap_or(Err(ModelError::Closed))
    }

    /// As [`Worker::embed`], outside async code.
    pub(super) fn embed_blocking(&self, role: Role, texts: Vec<String>) -> Reply {
        let (reply, answer) = oneshot::channel();
        let request = Request { role, texts, reply };
        match role {
            Role::Query => self.ask(request)?,
            Role::Passage => self.passages.blocking_send(request).map_err(|_| ModelError::Closed)?,
        }
        answer.blocking_recv().unwrap_or(Err(ModelError::Closed))
    }

    fn ask(&self, request: Request) -> Result<(), ModelError> {
        self.queries.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => ModelError::Busy,
            mpsc::error::TrySendError::Closed(_) => ModelError::Closed,
        })
    }
}

/// The thread's end of the two queues.
struct Queues {
    queries: mpsc::Receiver<Request>,
    passages: mpsc::Receiver<Request>,
}

impl Queues {
    async fn serve(mut self, network: impl Network) {
        loop {
            let request = tokio::select! {
                biased;
                request = self.queries.recv() => request,
                request = self.passages.recv() => request,
            };
            let Some(request) = request else { return };
            let role = request.role;
            answer(&network, request, &mut || {
                while role == Role::Passage
                    && let Ok(query) = self.queries.try_recv()
                {
                    answer(&network, query, &mut || ());
                }
            });
        }
    }
}

/// Computes and sends the reply, unless the caller has left. `between` runs after each piece.
fn answer(network: &impl Network, request: Request, between: &mut dyn FnMut()) {
    let mut vectors = Vec::with_capacity(request.texts.len());
    while vectors.len() < request.texts.len() {
        if request.reply.is_closed() {
            return;
        }
        let rest = &request.texts[vectors.len()..];
        // The network only reads its weights, so a panic leaves nothing half written.
        let piece = catch_unwind(AssertUnwindSafe(|| first_piece(network, request.role, rest)));
        match piece
            .unwrap_or_else(|_| Err(ModelError::Engine { cause: s("model.fault.internal").to_owned() }))
        {
            Ok(piece) => vectors.extend(piece),
            Err(error) => return drop(request.reply.send(Err(error))),
        }
        between();
    }
    drop(request.reply.send(Ok(vectors)));
}

/// The vectors of the first texts: at least one, at most a piece.
fn first_piece(network: &impl Network, role: Role, texts: &[String]) -> Reply {
    let (mut vectors, mut places) = (Vec::new(), Vec::new());
    let mut wordy = Batch { role, texts: Vec::new(), tokens: Vec::new() };
    let mut tokens = 0;
    for (place, text) in texts.iter().take(PIECE_TEXTS).enumerate() {
        vectors.push(vec![0.0; network.dimensions()]);
        let ids = network.tokens(role, text)?;
        tokens += ids.len();
        if !ids.is_empty() {
            wordy.texts.push(text);
            wordy.tokens.push(ids);
            places.push(place);
        }
        if tokens >= PIECE_TOKENS {
            break;
        }
    }
    if places.is_empty() {
        return Ok(vectors);
    }
    let found = network.vectors(&wordy)?;
    let sound = |v: &Vec<f32>| v.len() == network.dimensions() && v.iter().all(|x| x.is_finite());
    if found.len() != places.len() || !found.iter().all(sound) {
        return Err(ModelError::Engine { cause: s("model.fault.vector").to_owned() });
    }
    places.into_iter().zip(found).for_each(|(place, vector)| vectors[place] = vector);
    Ok(vectors)
}

#[cfg(test)]
mod tests;
