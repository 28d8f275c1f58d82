//! A Qdrant server that holds copies of generations: one collection each, its points those of the folder with the same
//! weights. Here is how it is asked and what its refusals mean; searching, copying and filters have a file each.

mod filter;
mod search;
mod upload;

pub use search::QdrantIndex;

use super::IndexError;
use qdrant_client::qdrant::CountPointsBuilder;
use qdrant_client::{Qdrant, QdrantError};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tonic::Code;

/// Names of the two vectors of a point.
const WORDS: &str = "words";
const MEANING: &str = "meaning";
/// Fields of a point. `ask` is 0 for the passage itself; days count from 1970; `measures` is a list of bit numbers.
const PASSAGE: &str = "passage";
const ASK: &str = "ask";
const FROM: &str = "from";
const TO: &str = "to";
const TIER: &str = "tier";
const MEASURES: &str = "measures";
const LATEST: &str = "latest";
const FIELDS: [&str; 7] = [PASSAGE, ASK, FROM, TO, TIER, MEASURES, LATEST];
/// In the list of a point about no measure: such a list would be empty, and cannot be looked for.
const NO_MEASURE: i64 = -1;

/// How often work outside a question is tried, and the first pause between two tries; each is four times the one before.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(200);
/// Limit of a call that writes.
const WRITING: Duration = Duration::from_secs(60);

/// A server, asked through one pool of connections.
#[derive(Clone)]
pub struct Server {
    client: Qdrant,
    url: Arc<str>,
    prefix: Arc<str>,
    /// Of a search.
    limit: Duration,
}

impl fmt::Debug for Server {
    /// Without the key, which the client holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.url).field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Server {
    pub(super) fn new(url: &str, api_key: &str, prefix: &str, limit: Duration) -> Result<Self, IndexError> {
        let key = Some(api_key).filter(|key| !key.is_empty());
        // Its check of versions would print to the standard output, and wait for the server.
        let client = Qdrant::from_url(url)
            .api_key(key)
            .timeout(WRITING)
            .connect_timeout(limit)
            .skip_compatibility_check()
            .build();
        let client =
            client.map_err(|why| IndexError::Refused { url: url.to_owned(), why: why.to_string() })?;
        Ok(Self { client, url: url.into(), prefix: prefix.into(), limit })
    }

    fn collection(&self, id: &str) -> String {
        format!("{}-{id}", self.prefix)
    }

    /// One call, within a limit of its own. On the heap: the client's futures are of 20 kB.
    async fn once<T>(
        &self,
        limit: Duration,
        call: Pin<Box<impl Future<Output = Result<T, QdrantError>>>>,
    ) -> Result<T, Fault> {
        match tokio::time::timeout(limit, call).await {
            Ok(done) => done.map_err(|error| self.fault(&error, limit)),
            Err(_) => Err(Fault { passes: true, missing: false, told: self.slow(limit) }),
        }
    }

    /// The same, tried again if the fault may pass by itself.
    async fn again<T, F: Future<Output = Result<T, QdrantError>>>(
        &self,
        limit: Duration,
        call: impl Fn() -> F,
    ) -> Result<T, Fault> {
        let mut pause = PAUSE;
        let mut tried = 1;
        loop {
            match self.once(limit, Box::pin(call())).await {
                Err(fault) if fault.passes && tried < TRIES => {
                    tracing::warn!(error = %fault.told, tried, "asking the Qdrant server again");
                    tokio::time::sleep(pause).await;
                    pause *= 4;
                    tried += 1;
                }
                done => return done,
            }
        }
    }

    /// Points of a collection, counted one by one; none = there is no such collection.
    async fn count(&self, collection: &str) -> Result<Option<u64>, IndexError> {
        let call = || self.client.count(CountPointsBuilder::new(collection).exact(true));
        match self.again(self.limit, call).await {
            Ok(counted) => Ok(Some(counted.result.map_or(0, |result| result.count))),
            Err(fault) if fault.missing => Ok(None),
            Err(fault) => Err(fault.told),
        }
    }

    fn slow(&self, limit: Duration) -> IndexError {
        IndexError::Slow { url: self.url.to_string(), seconds: limit.as_secs() }
    }

    fn fault(&self, error: &QdrantError, limit: Duration) -> Fault {
        let url = || self.url.to_string();
        let (QdrantError::ResponseError { status } | QdrantError::ResourceExhaustedError { status, .. }) =
            error
        else {
            let told = IndexError::Refused { url: url(), why: error.to_string() };
            return Fault { passes: false, missing: false, told };
        };
        let code = status.code();
        // The client's own words for a connection that cannot be made, or that broke.
        let broken = |said: &str| ["connect", "transport", "h2 protocol"].iter().any(|w| said.contains(w));
        let (passes, told) = match code {
            Code::Unavailable => (true, IndexError::Unreachable { url: url() }),
            Code::Internal | Code::Unknown if broken(status.message()) => {
                (true, IndexError::Unreachable { url: url() })
            }
            Code::DeadlineExceeded | Code::Cancelled => (true, self.slow(limit)),
            Code::Unauthenticated | Code::PermissionDenied => (false, IndexError::Denied { url: url() }),
            _ => {
                let why = format!("{code:?}: {}", status.message());
                let passes = matches!(code, Code::ResourceExhausted | Code::Aborted);
                (passes, IndexError::Refused { url: url(), why })
            }
        };
        Fault { passes, missing: code == Code::NotFound, told }
    }
}

/// A call that failed.
struct Fault {
    /// May it pass by itself?
    passes: bool,
    /// Is what was asked of not there?
    missing: bool,
    told: IndexError,
}

impl From<Fault> for IndexError {
    fn from(fault: Fault) -> Self {
        fault.told
    }
}
