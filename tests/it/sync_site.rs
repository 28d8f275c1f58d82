//! A web site made for a test: what it answers to each path can change between two requests, and it remembers who asked what.

use super::app::{config, write_corpus};
use super::cli::{Run, copilot};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How a path answers.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// A text, as this media type, with an `ETag` made of its bytes: `If-None-Match` gets a 304.
    Text(&'static str, Vec<u8>),
    /// Only a status.
    Status(u16),
    /// A status and a header, so many times; then the other reply.
    First(usize, (u16, &'static str, &'static str), Box<Reply>),
    /// A redirect.
    Moved(String),
    /// Says that more bytes will come than do.
    Truncated,
    /// Begins and does not go on.
    Slow,
    /// Goes on and on, without saying how long.
    Endless,
    /// 400,000 letters, packed in 440 bytes.
    Packed,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) at: Instant,
}

type Replies = Arc<Mutex<HashMap<String, Reply>>>;
type Log = Arc<Mutex<Vec<Asked>>>;

/// The site, on a port of this machine.
pub(super) struct Site {
    pub(super) address: String,
    replies: Replies,
    log: Log,
}

impl Site {
    pub(super) fn open() -> Self {
        let (replies, log) = (Replies::default(), Log::default());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("known"));
        listener.set_nonblocking(true).expect("set");
        let router = axum::Router::new().fallback(answer).with_state((replies.clone(), log.clone()));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("starts");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                axum::serve(listener, router).await.expect("serves");
            });
        });
        Self { address, replies, log }
    }

    pub(super) fn answers(&self, path: &str, reply: Reply) {
        self.replies.lock().expect("a lock").insert(path.to_owned(), reply);
    }

    pub(super) fn shows(&self, path: &str, page: &str) {
        self.answers(path, Reply::Text("text/html; charset=utf-8", page.as_bytes().to_vec()));
    }

    /// The requests so far, robots.txt apart; forgets them.
    pub(super) fn asked(&self) -> Vec<Asked> {
        let asked = std::mem::take(&mut *self.log.lock().expect("a lock"));
        asked.into_iter().filter(|a| a.path != "/robots.txt").collect()
    }
}

async fn answer(State((replies, log)): State<(Replies, Log)>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let headers = request.headers().clone();
    log.lock().expect("a lock").push(Asked {
        path: path.clone(),
        headers: headers.clone(),
        at: Instant::now(),
    });
    let mut replies = replies.lock().expect("a lock");
    let reply = replies.get(&path).cloned().unwrap_or(Reply::Status(404));
    if let Reply::First(n, _, after) = &reply {
        let (status, then) = match &reply {
            Reply::First(_, status, _) if *n > 1 => (status, Reply::First(n - 1, *status, after.clone())),
            Reply::First(_, status, after) => (status, after.as_ref().clone()),
            _ => unreachable!("just matched"),
        };
        replies.insert(path, then);
        let (code, name, value) = *status;
        return (StatusCode::from_u16(code).expect("a status"), [(name, value)]).into_response();
    }
    drop(replies);
    given(reply, &headers)
}

fn given(reply: Reply, headers: &HeaderMap) -> Response {
    let chunk = |bytes: &'static [u8]| Ok::<_, std::io::Error>(Bytes::from_static(bytes));
    let html = (header::CONTENT_TYPE, "text/html");
    match reply {
        Reply::Text(media, bytes) => {
            let etag = format!("\"{}\"", gepi_copilot::ingest::sha256_hex(&bytes));
            if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == etag.as_str()) {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            ([(header::CONTENT_TYPE, media), (header::ETAG, &etag)], bytes).into_response()
        }
        Reply::Status(code) => StatusCode::from_u16(code).expect("a status").into_response(),
        Reply::First(..) => unreachable!("answered before"),
        Reply::Moved(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Reply::Truncated => {
            // The head leaves before the connection breaks.
            let body = futures_util::stream::unfold(0, move |n| async move {
                if n > 0 {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                (n == 0).then(|| (chunk(b"<html><p>Il testo comincia"), n + 1))
            });
            let body = Body::from_stream(body);
            ([html, (header::CONTENT_LENGTH, "100000")], body).into_response()
        }
        Reply::Slow => {
            let body = futures_util::stream::unfold(0, move |n| async move {
                if n > 0 {
                    tokio::time::sleep(Duration::from_secs(20)).await;
                }
                Some((chunk(b"<html><p>piano"), n + 1))
            });
            ([html], Body::from_stream(body)).into_response()
        }
        Reply::Endless => {
            let body = futures_util::stream::repeat_with(move || chunk(&[b'a'; 4096]));
            ([html], Body::from_stream(body)).into_response()
        }
        Reply::Packed => {
            let head = "1f8b0800000000000203edc13101000000c2a0aceb5fc2147e4001";
            let packed = format!("{head}{}c0df0075f88791801a0600", "0".repeat(754));
            let packed = hex::decode(packed).expect("hexadecimal");
            ([html, (header::CONTENT_ENCODING, "gzip")], packed).into_response()
        }
    }
}

/// A folder with a small corpus, a configuration and a catalogue of sources.
pub(super) struct Office {
    pub(super) folder: tempfile::TempDir,
}

impl Office {
    /// `sync` is what stands in the section `[sync]`, beside no pause at all.
    pub(super) fn with(entries: &[String], sync: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_corpus(&folder.path().join("corpus"));
        let _ = config(folder.path());
        let file = folder.path().join("copilot.toml");
        let text = std::fs::read_to_string(&file).expect("the configuration");
        let sync = if sync.contains("delay_ms") { sync.to_owned() } else { format!("delay_ms = 0\n{sync}") };
        std::fs::write(file, format!("{text}\n[sync]\n{sync}")).expect("written");
        let office = Self { folder };
        office.lists(entries);
        office
    }

    pub(super) fn lists(&self, entries: &[String]) {
        std::fs::write(self.folder.path().join("corpus/sources.toml"), entries.join("\n")).expect("written");
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn runs(&self, args: &[&str]) -> Run {
        copilot(self.path(), args)
    }

    /// The report of `sync --json …`, and the exit code.
    pub(super) fn syncs(&self, args: &[&str]) -> (serde_json::Value, Option<i32>) {
        let run = self.runs(&[&["sync", "--json"], args].concat());
        let report = serde_json::from_str(&run.out);
        (report.unwrap_or_else(|e| panic!("{e}: {}{}", run.out, run.err)), run.code)
    }

    /// The answer to a question.
    pub(super) fn asks(&self, question: &str, more: &[&str]) -> serde_json::Value {
        let run = self.runs(&[&["ask", question, "--json"], more].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}{}", run.out, run.err))
    }
}

/// An entry of the catalogue: id and format, then the address, then other fields.
pub(super) fn entry((id, format): (&str, &str), url: &str, more: &str) -> String {
    format!(
        "[[source]]\nid = \"{id}\"\nnumber = \"LEG-01\"\ntitle = \"Voce {id}\"\nreference = \"atto {id}\"\nissuer = \"Ente\"\n\
         tier = \"legislation\"\nmeasures = [\"ADI\"]\nformat = \"{format}\"\nurl = \"{url}\"\nvalid_from = 2024-01-01\n\
         news = \"Sul sito.\"\n{more}\n"
    )
}

/// How it ended with a source, and why.
pub(super) fn ended<'a>(report: &'a serde_json::Value, id: &str) -> (&'a str, &'a str) {
    let sources = report["sources"].as_array().expect("a list");
    let one = sources.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id}: {report}"));
    (one["outcome"].as_str().unwrap_or_default(), one["why"].as_str().unwrap_or_default())
}
