//! Why a text could not be fetched, and whether asking again may help.

use crate::ingest::faults;
use crate::strings::{fill, s};
use std::time::Duration;

/// What stood in the way, in Italian, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The site asks programs to stay away from this address.
    #[error("{}", fill("fetch.robots", &[("url", url)]))]
    Robots {
        /// The address.
        url: String,
    },
    /// Whether the site lets programs in could not be read.
    #[error("{}", fill("fetch.robots_unread", &[("host", host), ("why", why)]))]
    RobotsUnread {
        /// The site.
        host: String,
        /// What stood in the way.
        why: String,
    },
    /// The server refused, or does not have it.
    #[error("{}", told_status(*code, url))]
    Status {
        /// The HTTP status.
        code: u16,
        /// The address.
        url: String,
    },
    /// The server asks to come back later than we wait.
    #[error("{}", fill("fetch.later", &[("seconds", &wait.as_secs())]))]
    Later {
        /// How much later.
        wait: Duration,
    },
    /// Redirected again and again.
    #[error("{}", fill("fetch.redirects", &[("most", most)]))]
    Redirects {
        /// Redirects followed.
        most: usize,
    },
    /// Redirected where we do not follow.
    #[error("{}", fill("fetch.elsewhere", &[("to", to)]))]
    Elsewhere {
        /// The new address.
        to: String,
    },
    /// More bytes than accepted.
    #[error("{}", fill("fetch.too_large", &[("most", most)]))]
    TooLarge {
        /// Bytes accepted.
        most: u64,
    },
    /// The body ended before its end.
    #[error("{}", fill("fetch.truncated", &[("why", why)]))]
    Truncated {
        /// What the client said.
        why: String,
    },
    /// No answer, or no whole one, in time.
    #[error("{}", fill("fetch.timeout", &[("seconds", &limit.as_secs())]))]
    Timeout {
        /// The limit.
        limit: Duration,
    },
    /// Another kind of file than the catalogue says.
    #[error("{}", fill("fetch.kind", &[("got", got), ("wanted", wanted)]))]
    Kind {
        /// What came.
        got: String,
        /// What was expected.
        wanted: String,
    },
    /// The server could not be reached.
    #[error("{}", fill("fetch.connect", &[("host", host), ("why", why)]))]
    Connect {
        /// The site.
        host: String,
        /// What the client said.
        why: String,
    },
    /// The proxy's address cannot be used.
    #[error("{}", fill("fetch.proxy", &[("proxy", proxy)]))]
    Proxy {
        /// As configured, without a password.
        proxy: String,
    },
}

fn told_status(code: u16, url: &str) -> String {
    let meaning = match code {
        404 | 410 => s("fetch.gone"),
        401 | 403 => s("fetch.forbidden"),
        429 => s("fetch.too_many"),
        500.. => s("fetch.server"),
        _ => s("fetch.refused"),
    };
    fill("fetch.status", &[("code", &code), ("url", &url), ("meaning", &meaning)])
}

/// What the client met, in Italian.
pub(super) fn client_fault(error: &ureq::Error) -> String {
    match error {
        ureq::Error::HostNotFound => s("fetch.no_host").to_owned(),
        ureq::Error::ConnectionFailed => s("fetch.no_connection").to_owned(),
        ureq::Error::Io(why) => faults::told(why),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => {
            s("fetch.certificate").to_owned()
        }
        ureq::Error::ConnectProxyFailed(_) => s("fetch.proxy_refused").to_owned(),
        // What is left are breaches of HTTP itself: their name is what one looks up.
        other => fill("fetch.protocol", &[("said", other)]),
    }
}

impl FetchError {
    /// May the same request succeed a little later?
    pub(super) fn may_pass(&self) -> bool {
        match self {
            FetchError::Status { code, .. } => matches!(code, 429 | 500 | 502 | 503 | 504),
            FetchError::Timeout { .. } | FetchError::Truncated { .. } | FetchError::Connect { .. } => true,
            _ => false,
        }
    }
}
