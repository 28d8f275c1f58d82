//! The section `[sync]`: how `copilot sync` asks for the official sources.

use super::ConfigError;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};
use url::Url;

/// As written; see [`SyncConfig`] for what each key means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSync {
    proxy: String,
    user_agent: String,
    contact: String,
    delay_ms: u64,
    timeout_s: u64,
    max_bytes: u64,
    try_on_start: bool,
}

impl Default for RawSync {
    fn default() -> Self {
        Self {
            proxy: String::new(),
            user_agent: String::new(),
            contact: String::new(),
            delay_ms: 2000,
            timeout_s: 120,
            max_bytes: 64 * 1024 * 1024,
            try_on_start: true,
        }
    }
}

/// How the official sources are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncConfig {
    /// Address of the proxy; none = straight.
    pub proxy: Option<String>,
    /// Who the program says it is, and whom to write to.
    pub user_agent: String,
    /// Pause between two requests to a site, in milliseconds.
    pub delay_ms: u64,
    /// Limit of a request, in seconds.
    pub timeout_s: u64,
    /// Most bytes of a text.
    pub max_bytes: u64,
    /// May `serve` ask whether the sites answer, if none was ever read?
    pub try_on_start: bool,
}

/// The product and its page, in every request.
const PRODUCT: &str =
    concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"));

impl RawSync {
    pub(super) fn valid(self) -> Result<SyncConfig, ConfigError> {
        let bad = |key: &str, value: &dyn std::fmt::Display, why: &str| {
            let why = s(why);
            ConfigError(fill("config.bad_value", &[("key", &key), ("value", value), ("why", &why)]))
        };
        let web = |text: &str| {
            Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        };
        if !self.proxy.is_empty() && !web(&self.proxy) {
            // Not shown: it may hold a password.
            return Err(bad("sync.proxy", &"…", "config.why_proxy"));
        }
        let printable = |text: &str| text.bytes().all(|b| (b' '..=b'~').contains(&b));
        for (key, value) in [("sync.user_agent", &self.user_agent), ("sync.contact", &self.contact)] {
            if !printable(value) {
                return Err(bad(key, value, "config.why_agent"));
            }
        }
        if self.delay_ms > 600_000 {
            return Err(bad("sync.delay_ms", &self.delay_ms, "config.why_delay"));
        }
        if !(1..=3600).contains(&self.timeout_s) {
            return Err(bad("sync.timeout_s", &self.timeout_s, "config.why_timeout"));
        }
        if !(1024..=1 << 30).contains(&self.max_bytes) {
            return Err(bad("sync.max_bytes", &self.max_bytes, "config.why_max_bytes"));
        }
        let contact = if self.contact.is_empty() { String::new() } else { format!("; {}", self.contact) };
        let own = format!("{PRODUCT}{contact})");
        Ok(SyncConfig {
            proxy: Some(self.proxy).filter(|proxy| !proxy.is_empty()),
            user_agent: if self.user_agent.is_empty() { own } else { self.user_agent },
            delay_ms: self.delay_ms,
            timeout_s: self.timeout_s,
            max_bytes: self.max_bytes,
            try_on_start: self.try_on_start,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_says_who_it_is_and_whom_to_write_to() {
        let check = |raw: RawSync, expected: &[&str]| {
            let agent = raw.valid().expect("valid").user_agent;
            assert!(expected.iter().all(|part| agent.contains(part)), "{agent}");
        };
        check(RawSync::default(), &["gepi-copilot/", "(+https://", ")"]);
        let contact = "ced@comune.example.it".to_owned();
        check(RawSync { contact, ..RawSync::default() }, &["; ced@comune.example.it)"]);
        check(RawSync { user_agent: "nostro/1".to_owned(), ..RawSync::default() }, &["nostro/1"]);
    }

    #[test]
    fn bad_values_are_named_and_a_password_is_not_shown() {
        let check = |raw: RawSync, expected: &str| {
            let error = raw.valid().expect_err(expected).to_string();
            assert!(error.contains(expected) && !error.contains("segreta"), "{error}");
        };
        check(RawSync { proxy: "utente:segreta@proxy:3128".to_owned(), ..RawSync::default() }, "sync.proxy");
        check(RawSync { contact: "a\nb".to_owned(), ..RawSync::default() }, "sync.contact");
        check(RawSync { user_agent: "è".to_owned(), ..RawSync::default() }, "sync.user_agent");
        check(RawSync { delay_ms: 700_000, ..RawSync::default() }, "sync.delay_ms");
        check(RawSync { timeout_s: 0, ..RawSync::default() }, "sync.timeout_s");
        check(RawSync { max_bytes: 10, ..RawSync::default() }, "sync.max_bytes");
    }
}
