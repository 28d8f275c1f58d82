//! The sections `[access]` and `[privacy]`: whose tokens are believed, and how long what was asked is kept.

use super::ConfigError;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// As written; see [`Issuer`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccess {
    issuer: String,
}

/// Whose tokens say who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// Nobody's.
    None,
    /// Anyone's, unsigned: only where the address is the machine's own.
    Dev,
}

impl RawAccess {
    /// Without a word, `dev` on the machine's own address, if whoever sits there may administer, and nobody elsewhere.
    pub(super) fn valid(&self, listen: SocketAddr, admin: bool) -> Result<Issuer, ConfigError> {
        let here = listen.ip().is_loopback();
        let bad = |why: String| {
            let (key, value) = ("access.issuer", &self.issuer);
            ConfigError(fill("config.bad_value", &[("key", &key), ("value", value), ("why", &why)]))
        };
        match self.issuer.as_str() {
            "" if here && admin => Ok(Issuer::Dev),
            "dev" if here => Ok(Issuer::Dev),
            "dev" => Err(bad(fill("config.why_dev", &[("listen", &listen)]))),
            "" | "none" => Ok(Issuer::None),
            _ => Err(bad(s("config.why_issuer").to_owned())),
        }
    }
}

/// How long what was asked is kept, and how often people are called by other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyConfig {
    /// Days after which an answer and its question become counts, and the signs of gaps lose their askers.
    pub keep_days: u16,
    /// Days after which everyone gets another pseudonym.
    pub rotate_days: u16,
}

impl Default for PrivacyConfig {
    fn default() -> Self {
        Self { keep_days: 90, rotate_days: 30 }
    }
}

impl PrivacyConfig {
    pub(super) fn valid(self) -> Result<Self, ConfigError> {
        for (key, value, (least, most)) in [
            ("privacy.keep_days", self.keep_days, (1, 3650)),
            ("privacy.rotate_days", self.rotate_days, (1, 366)),
        ] {
            if !(least..=most).contains(&value) {
                let why = fill("config.why_ingest", &[("least", &least), ("most", &most)]);
                let told = fill("config.bad_value", &[("key", &key), ("value", &value), ("why", &why)]);
                return Err(ConfigError(told));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsigned_tokens_are_believed_only_where_nobody_else_reaches() {
        let check = |issuer: &str, listen: &str, expected: Result<Issuer, &str>| {
            let listen = listen.parse().expect("an address");
            let read = RawAccess { issuer: issuer.to_owned() }.valid(listen, true);
            match (read, expected) {
                (Ok(read), Ok(expected)) => assert_eq!(read, expected, "{issuer} {listen}"),
                (Err(why), Err(said)) => assert!(why.to_string().contains(said), "{why}"),
                (read, expected) => panic!("{issuer} {listen}: {read:?}, not {expected:?}"),
            }
        };
        check("", "127.0.0.1:8080", Ok(Issuer::Dev));
        check("", "[::1]:8080", Ok(Issuer::Dev));
        check("", "0.0.0.0:8080", Ok(Issuer::None));
        check("dev", "127.0.0.1:8080", Ok(Issuer::Dev));
        check("none", "127.0.0.1:8080", Ok(Issuer::None));
        check("dev", "0.0.0.0:8080", Err("0.0.0.0:8080"));
        check("dev", "192.168.1.5:80", Err("access.issuer"));
        check("oidc", "127.0.0.1:8080", Err("dev oppure none"));
        // Behind a proxy on the same machine everyone would look like whoever sits at it.
        let behind_a_proxy = RawAccess::default().valid("127.0.0.1:8080".parse().expect("an address"), false);
        assert_eq!(behind_a_proxy, Ok(Issuer::None));
    }

    #[test]
    fn days_are_within_reason() {
        let check = |keep_days, rotate_days, named: Option<&str>| {
            let read = PrivacyConfig { keep_days, rotate_days }.valid();
            match named {
                None => assert!(read.is_ok()),
                Some(key) => assert!(read.is_err_and(|why| why.to_string().contains(key)), "{key}"),
            }
        };
        check(90, 30, None);
        check(0, 30, Some("keep_days"));
        check(4000, 30, Some("keep_days"));
        check(90, 0, Some("rotate_days"));
        check(90, 400, Some("rotate_days"));
    }
}
