//! Fetching with manners: robots.txt obeyed, one request at a time for each site and a pause between two, conditional requests,
//! a few retries that honour `Retry-After`, redirects followed by us so that each step is checked, bodies limited in bytes and
//! in time. Blocking: each site has a thread.

use super::FetchError;
use super::address::may_lead;
use super::refusal::client_fault;
use super::robots::{ROBOTS_BYTES, Robots};
use crate::ingest::sources::Format;
use jiff::fmt::rfc2822;
use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};
use url::Url;

/// Redirects followed.
const REDIRECTS: usize = 5;
/// Times that a request is made.
const ATTEMPTS: u32 = 3;
/// First pause before another attempt, if the pause between requests is shorter; the next ones double.
const BACKOFF: Duration = Duration::from_millis(100);
/// Longest pause that a server may ask for before another attempt.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(20);

/// How we behave.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Address of the proxy; none = straight.
    pub proxy: Option<String>,
    /// Who we say we are; robots.txt is read for its first word.
    pub user_agent: String,
    /// Pause between two requests to a site.
    pub delay: Duration,
    /// Limit of a request, its body included.
    pub timeout: Duration,
    /// Most bytes of a body, unpacked.
    pub max_bytes: u64,
}

/// What a server said of a text, so that next time it may answer «unchanged».
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        Self { etag: header(headers, "etag"), last_modified: header(headers, "last-modified") }
    }

    /// Does it say anything?
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A text to fetch.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where.
    pub url: Url,
    /// What it must be.
    pub format: Format,
    /// What the server said of the text that we hold.
    pub known: Validators,
    /// The text too, or only whether it is another?
    pub body: bool,
}

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// The server says that nothing changed.
    Same,
    /// A text (empty if none was wanted), and what the server says of it.
    Here(Vec<u8>, Validators),
}

/// Fetches, remembering each site's rules and when it was last asked.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    manners: Manners,
    sites: Mutex<HashMap<String, Arc<Site>>>,
}

/// What we know of a site: its rules once read, and from when it may be asked again. The lock is held during a request.
#[derive(Debug, Default)]
struct Site {
    rules: Mutex<Option<Result<Robots, FetchError>>>,
    free_at: Mutex<Option<Instant>>,
}

enum Reply {
    Same,
    Moved(Url),
    Here(Vec<u8>, Validators),
}

/// What a request asks for, and how much of it is taken.
struct Asked<'a> {
    known: &'a Validators,
    format: Option<Format>,
    most: u64,
    body: bool,
}

impl Fetcher {
    /// A client with these manners; trusts the certificates that the system trusts.
    pub fn new(manners: Manners) -> Result<Self, FetchError> {
        let unusable = |proxy: &str| FetchError::Proxy { proxy: without_password(proxy) };
        let proxy = manners.proxy.as_deref();
        let proxy = proxy.map(|p| ureq::Proxy::new(p).map_err(|_| unusable(p))).transpose()?;
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots = roots.iter().map(|der| Certificate::from_der(der).to_owned());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::from(roots));
        let config = Agent::config_builder()
            .proxy(proxy)
            .user_agent(manners.user_agent.as_str())
            .timeout_global(Some(manners.timeout))
            .timeout_connect(Some(CONNECT.min(manners.timeout)))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .tls_config(tls.build());
        Ok(Self { agent: config.build().new_agent(), manners, sites: Mutex::default() })
    }

    /// Fetches a text. Takes as long as the site's pauses, the retries and the limits of time let it.
    pub fn fetch(&self, wanted: &Wanted) -> Result<Fetched, FetchError> {
        let asked = Asked {
            known: &wanted.known,
            format: Some(wanted.format),
            most: self.manners.max_bytes,
            body: wanted.body,
        };
        let mut url = wanted.url.clone();
        for _ in 0..=REDIRECTS {
            self.permitted(&url)?;
            match self.patiently(&url, &asked)? {
                Reply::Same => return Ok(Fetched::Same),
                Reply::Here(bytes, validators) => return Ok(Fetched::Here(bytes, validators)),
                Reply::Moved(to) if may_lead(&wanted.url, &to, self.manners.proxy.is_none()) => url = to,
                Reply::Moved(to) => return Err(FetchError::Elsewhere { to: to.to_string() }),
            }
        }
        Err(FetchError::Redirects { most: REDIRECTS })
    }

    /// Does the site of this address answer at all? Asks its robots.txt, once.
    pub fn reaches(&self, url: &Url) -> bool {
        let asked =
            Asked { known: &Validators::default(), format: None, most: ROBOTS_BYTES as u64, body: true };
        let at = url.join("/robots.txt").unwrap_or_else(|_| url.clone());
        match self.once(&at, &asked) {
            Ok(_) => true,
            // A refusal is an answer; one of the proxy, or of a gateway that finds nobody behind it, is not the site's.
            Err((FetchError::Status { code, .. }, _)) => !matches!(code, 407 | 502..=504),
            Err(_) => false,
        }
    }

    fn site(&self, url: &Url) -> Arc<Site> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(sites.entry(url.origin().ascii_serialization()).or_default())
    }

    /// Asks the site's robots.txt, read once.
    fn permitted(&self, url: &Url) -> Result<(), FetchError> {
        let site = self.site(url);
        let mut rules = site.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = rules.get_or_insert_with(|| self.rules(url)).clone()?;
        let path = url.query().map_or_else(|| url.path().to_owned(), |q| format!("{}?{q}", url.path()));
        if rules.allows(&path) { Ok(()) } else { Err(FetchError::Robots { url: url.to_string() }) }
    }

    /// No robots.txt, no rules; one that cannot be had forbids everything, as the standard asks.
    fn rules(&self, url: &Url) -> Result<Robots, FetchError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let asked =
            Asked { known: &Validators::default(), format: None, most: ROBOTS_BYTES as u64, body: true };
        let mut at = url.join("/robots.txt").unwrap_or_else(|_| url.clone());
        for _ in 0..=REDIRECTS {
            match self.patiently(&at, &asked) {
                Ok(Reply::Here(bytes, _)) => {
                    let agent = self.manners.user_agent.split(['/', ' ']).next().unwrap_or_default();
                    return Ok(Robots::parse(&String::from_utf8_lossy(&bytes), agent));
                }
                // Its own site may move it about; another site's rules are not this one's.
                Ok(Reply::Moved(to)) if to.origin() == url.origin() => at = to,
                Ok(_) | Err(FetchError::Status { code: 400..=428 | 430..=499, .. }) => {
                    return Ok(Robots::default());
                }
                Err(why) => return Err(FetchError::RobotsUnread { host, why: why.to_string() }),
            }
        }
        Ok(Robots::default())
    }

    /// Asks, and asks again after a while if that may help.
    fn patiently(&self, url: &Url, asked: &Asked<'_>) -> Result<Reply, FetchError> {
        let mut pause = self.manners.delay.max(BACKOFF);
        let mut attempt = 1;
        loop {
            let (error, after) = match self.once(url, asked) {
                Ok(reply) => return Ok(reply),
                Err(failed) => failed,
            };
            if attempt >= ATTEMPTS || !error.may_pass() {
                return Err(error);
            }
            if let Some(wait) = after.filter(|wait| *wait > PATIENCE) {
                return Err(FetchError::Later { wait });
            }
            tracing::info!(%url, %error, attempt, "asking again");
            std::thread::sleep(after.unwrap_or_default().max(pause));
            pause *= 2;
            attempt += 1;
        }
    }

    /// One request in its turn. A failure comes with the pause that the server asks for.
    fn once(&self, url: &Url, asked: &Asked<'_>) -> Result<Reply, (FetchError, Option<Duration>)> {
        let site = self.site(url);
        let mut free_at = site.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = free_at.and_then(|at| at.checked_duration_since(Instant::now())) {
            std::thread::sleep(wait);
        }
        let reply = self.send(url, asked);
        *free_at = Some(Instant::now() + self.pause(&site));
        reply
    }

    fn pause(&self, site: &Site) -> Duration {
        // While its rules are being read they are locked, and not known.
        let asked = site.rules.try_lock().ok().and_then(|rules| rules.as_ref()?.as_ref().ok()?.delay);
        self.manners.delay.max(asked.unwrap_or_default())
    }

    fn send(&self, url: &Url, asked: &Asked<'_>) -> Result<Reply, (FetchError, Option<Duration>)> {
        let mut request = self.agent.get(url.as_str());
        for (name, value) in
            [("if-none-match", &asked.known.etag), ("if-modified-since", &asked.known.last_modified)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = request.call().map_err(|error| (self.failed(url, &error), None))?;
        let (status, headers) = (response.status(), response.headers());
        if let Some(to) = moved(url, status, headers) {
            return Ok(Reply::Moved(to));
        }
        if status == StatusCode::NOT_MODIFIED && !asked.known.is_empty() {
            return Ok(Reply::Same);
        }
        if status != StatusCode::OK {
            let error = FetchError::Status { code: status.as_u16(), url: url.to_string() };
            return Err((error, retry_after(headers)));
        }
        self.take(response, asked).map_err(|error| (error, None))
    }

    fn take(&self, response: Response<Body>, asked: &Asked<'_>) -> Result<Reply, FetchError> {
        let (parts, body) = response.into_parts();
        let media = header(&parts.headers, "content-type").unwrap_or_default();
        let wrong = |got: &str, format: Format| FetchError::Kind {
            got: got.to_owned(),
            wanted: format.as_str().to_owned(),
        };
        if let Some(format) = asked.format.filter(|f| !f.may_be_served_as(&media)) {
            return Err(wrong(&media, format));
        }
        let validators = Validators::of(&parts.headers);
        if !asked.body {
            return Ok(Reply::Here(Vec::new(), validators));
        }
        let too_large = FetchError::TooLarge { most: asked.most };
        if body.content_length().is_some_and(|n| n > asked.most) {
            return Err(too_large);
        }
        let mut bytes = Vec::new();
        // One byte more than accepted tells a body that goes on; packed ones are counted unpacked.
        let read = body.into_reader().take(asked.most + 1).read_to_end(&mut bytes);
        read.map_err(|why| {
            let why = ureq::Error::from(why);
            self.timed_out(&why).unwrap_or_else(|| FetchError::Truncated { why: client_fault(&why) })
        })?;
        if bytes.len() as u64 > asked.most {
            return Err(too_large);
        }
        match asked.format.filter(|f| !f.may_begin_with(&bytes)) {
            Some(format) => Err(wrong(crate::strings::s("fetch.other_bytes"), format)),
            None => Ok(Reply::Here(bytes, validators)),
        }
    }

    fn timed_out(&self, error: &ureq::Error) -> Option<FetchError> {
        let timed_out = match error {
            ureq::Error::Timeout(_) => true,
            ureq::Error::Io(why) => why.kind() == ErrorKind::TimedOut,
            _ => false,
        };
        timed_out.then_some(FetchError::Timeout { limit: self.manners.timeout })
    }

    fn failed(&self, url: &Url, error: &ureq::Error) -> FetchError {
        let host = url.host_str().unwrap_or_default().to_owned();
        self.timed_out(error).unwrap_or_else(|| FetchError::Connect { host, why: client_fault(error) })
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn moved(from: &Url, status: StatusCode, headers: &HeaderMap) -> Option<Url> {
    let moves = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let to = header(headers, "location").filter(|_| moves)?;
    from.join(to.trim()).ok()
}

/// The pause of `Retry-After`, in seconds or as a day and hour beside the server's own (our clock may differ from its).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = header(headers, "retry-after")?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let instant = |text: &str| rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let wait = instant(&value)?.duration_since(instant(&header(headers, "date")?)?);
    Some(wait.try_into().unwrap_or_default())
}

/// A proxy's address as it may be shown.
fn without_password(proxy: &str) -> String {
    let Ok(mut url) = Url::parse(proxy) else { return String::new() };
    let _ = url.set_password(None);
    url.to_string()
}
