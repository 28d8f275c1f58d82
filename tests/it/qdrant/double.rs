//! A Qdrant server of our own for tests: the calls that we use, in memory, with exact scores computed from the points it
//! was given. It can be slow, refuse, ask for a key and lose half of what it confirms, and notes what was asked of it.

mod calls;
mod record;

use qdrant_client::qdrant::collections_server::CollectionsServer;
use qdrant_client::qdrant::points_server::PointsServer;
use qdrant_client::qdrant::{self, condition::ConditionOneOf, r#match::MatchValue};
use qdrant_client::qdrant::{value::Kind, vector::Vector as Named, vectors::VectorsOptions};
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tonic::{Request, Response, Status};

type Payload = HashMap<String, qdrant::Value>;
type Score<'a> = Box<dyn Fn(&Point) -> Option<f32> + 'a>;
type Replied<T> = Result<Response<T>, Status>;

struct Point {
    payload: Payload,
    sparse: HashMap<u32, f32>,
    dense: Vec<f32>,
}

/// What the server holds and heard.
#[derive(Default)]
pub(super) struct Held {
    collections: BTreeMap<String, BTreeMap<u64, Point>>,
    pub(super) aliases: BTreeMap<String, String>,
    /// Calls that change something, in order.
    pub(super) heard: Vec<String>,
}

impl Held {
    /// Points in a collection.
    pub(super) fn points(&self, collection: &str) -> Option<usize> {
        self.collections.get(collection).map(BTreeMap::len)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.collections.keys().cloned().collect()
    }
}

#[derive(Default)]
struct Inner {
    held: Mutex<Held>,
    slow_ms: AtomicU64,
    refusals: AtomicUsize,
    loses_half: AtomicBool,
    key: Mutex<Option<String>>,
}

/// The server; ends with the test's runtime.
#[derive(Clone)]
pub(super) struct Double {
    inner: Arc<Inner>,
    pub(super) url: String,
}

impl Double {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address: SocketAddr = listener.local_addr().expect("bound");
        let double = Self { inner: Arc::default(), url: format!("http://{address}") };
        let service = tonic::transport::Server::builder()
            .add_service(CollectionsServer::new(double.clone()))
            .add_service(PointsServer::new(double.clone()))
            .serve_with_incoming(tonic::transport::server::TcpIncoming::from(listener));
        tokio::spawn(service);
        double
    }

    pub(super) fn held(&self) -> MutexGuard<'_, Held> {
        self.inner.held.lock().expect("no test panicked inside")
    }

    /// Each answer takes this long.
    pub(super) fn slow(&self, delay: Duration) {
        self.inner.slow_ms.store(delay.as_millis() as u64, Ordering::SeqCst);
    }

    /// The next calls are refused as by a server that is starting.
    pub(super) fn refuse(&self, calls: usize) {
        self.inner.refusals.store(calls, Ordering::SeqCst);
    }

    /// Half of each batch is confirmed and not kept.
    pub(super) fn lose_half(&self, loses: bool) {
        self.inner.loses_half.store(loses, Ordering::SeqCst);
    }

    pub(super) fn ask_for_key(&self, key: &str) {
        *self.inner.key.lock().expect("no test panicked inside") = Some(key.to_owned());
    }

    /// Every call passes here.
    async fn enter<T>(&self, request: Request<T>) -> Result<T, Status> {
        tokio::time::sleep(Duration::from_millis(self.inner.slow_ms.load(Ordering::SeqCst))).await;
        let left = self.inner.refusals.load(Ordering::SeqCst);
        if left > 0 {
            self.inner.refusals.store(left - 1, Ordering::SeqCst);
            return Err(Status::unavailable("starting"));
        }
        let wanted = self.inner.key.lock().expect("no test panicked inside").clone();
        let sent = request.metadata().get("api-key").and_then(|key| key.to_str().ok());
        match wanted {
            Some(key) if sent != Some(key.as_str()) => Err(Status::unauthenticated("invalid api-key")),
            _ => Ok(request.into_inner()),
        }
    }

    fn found(&self, collection: &str) -> Result<(), Status> {
        let missing = || Status::not_found(format!("Not found: Collection `{collection}` doesn't exist!"));
        self.held().points(collection).map(|_| ()).ok_or_else(missing)
    }

    /// The answer to one query.
    fn answer(&self, query: &qdrant::QueryPoints) -> Result<Vec<qdrant::ScoredPoint>, Status> {
        self.found(&query.collection_name)?;
        let held = self.held();
        let bad = || Status::invalid_argument("a query that we do not put");
        let Some(qdrant::query::Variant::Nearest(input)) =
            query.query.as_ref().and_then(|q| q.variant.as_ref())
        else {
            return Err(bad());
        };
        let score: Score<'_> = match (&input.variant, query.using.as_deref()) {
            (Some(qdrant::vector_input::Variant::Sparse(sparse)), Some("words")) => Box::new(|point| {
                // Backwards and in double precision: a server adds in an order of its own.
                let terms = sparse.indices.iter().zip(&sparse.values).rev();
                let met: Vec<f64> = terms
                    .filter_map(|(term, weight)| {
                        point.sparse.get(term).map(|value| f64::from(*weight) * f64::from(*value))
                    })
                    .collect();
                (!met.is_empty()).then(|| met.iter().sum::<f64>() as f32)
            }),
            (Some(qdrant::vector_input::Variant::Dense(dense)), Some("meaning")) => Box::new(|point| {
                let products = dense.data.iter().zip(&point.dense).rev();
                let sum: f64 = products.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                (!point.dense.is_empty()).then_some(sum as f32)
            }),
            _ => return Err(bad()),
        };
        let mut scored = Vec::new();
        for (id, point) in &held.collections[&query.collection_name] {
            if query.filter.as_ref().is_none_or(|filter| passes(filter, &point.payload))
                && let Some(score) = score(point)
            {
                scored.push((*id, score));
            }
        }
        // Equal scores in an order that is not ours.
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
        scored.truncate(query.limit.unwrap_or(10) as usize);
        let told = |(id, score): (u64, f32)| qdrant::ScoredPoint {
            id: Some(id.into()),
            score,
            ..qdrant::ScoredPoint::default()
        };
        record::query(query, &scored);
        Ok(scored.into_iter().map(told).collect())
    }
}

/// Does a point with these fields pass?
fn passes(filter: &qdrant::Filter, payload: &Payload) -> bool {
    let holds = |condition: &qdrant::Condition| match condition.condition_one_of.as_ref() {
        Some(ConditionOneOf::Filter(inner)) => passes(inner, payload),
        Some(ConditionOneOf::Field(field)) => field_holds(field, payload),
        other => panic!("a condition that we do not use: {other:?}"),
    };
    assert!(filter.min_should.is_none());
    filter.must.iter().all(holds)
        && !filter.must_not.iter().any(holds)
        && (filter.should.is_empty() || filter.should.iter().any(holds))
}

fn field_holds(field: &qdrant::FieldCondition, payload: &Payload) -> bool {
    let values: Vec<i64> = match payload.get(&field.key).and_then(|value| value.kind.as_ref()) {
        Some(Kind::IntegerValue(n)) => vec![*n],
        Some(Kind::ListValue(list)) => list.iter().filter_map(qdrant::Value::as_integer).collect(),
        other => panic!("a field that we do not send: {other:?}"),
    };
    values.iter().any(|value| {
        let in_range = field.range.as_ref().is_none_or(|range| {
            let value = *value as f64;
            range.lt.is_none_or(|n| value < n)
                && range.lte.is_none_or(|n| value <= n)
                && range.gt.is_none_or(|n| value > n)
                && range.gte.is_none_or(|n| value >= n)
        });
        let matches = match field.r#match.as_ref().and_then(|m| m.match_value.as_ref()) {
            None => true,
            Some(MatchValue::Integer(n)) => n == value,
            Some(MatchValue::Integers(some)) => some.integers.contains(value),
            other => panic!("a match that we do not use: {other:?}"),
        };
        in_range && matches
    })
}

fn stored(point: qdrant::PointStruct) -> (u64, Point) {
    let id = match point.id.and_then(|id| id.point_id_options) {
        Some(qdrant::point_id::PointIdOptions::Num(id)) => id,
        other => panic!("an id that we do not send: {other:?}"),
    };
    let Some(VectorsOptions::Vectors(named)) = point.vectors.and_then(|v| v.vectors_options) else {
        panic!("vectors have names");
    };
    let (mut sparse, mut dense) = (HashMap::new(), Vec::new());
    for (name, vector) in named.vectors {
        match (name.as_str(), vector.vector) {
            ("words", Some(Named::Sparse(words))) => {
                assert!(!words.indices.is_empty(), "an empty vector is left out");
                sparse = words.indices.into_iter().zip(words.values).collect();
            }
            ("meaning", Some(Named::Dense(meaning))) => dense = meaning.data,
            other => panic!("a vector that we do not send: {other:?}"),
        }
    }
    let point = Point { payload: point.payload, sparse, dense };
    record::point(id, &point);
    (id, point)
}
