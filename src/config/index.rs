//! The key `index` and the section `[qdrant]`: where the points of generations are kept and searched.

use super::ConfigError;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// As written; see [`QdrantConfig`] for what each key means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQdrant {
    url: String,
    api_key: Secret,
    collection_prefix: String,
    timeout_s: u64,
}

impl Default for RawQdrant {
    fn default() -> Self {
        Self {
            url: "http://127.0.0.1:6334".to_owned(),
            api_key: Secret::default(),
            collection_prefix: "gepi".to_owned(),
            timeout_s: 5,
        }
    }
}

/// A text that is never shown: neither by `{:?}` nor in an error.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for whoever must send it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(none)" } else { "(secret)" })
    }
}

/// Where the points of generations are kept and searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexConfig {
    /// In the generation's own folder.
    Local,
    /// On a Qdrant server.
    Qdrant(QdrantConfig),
}

/// A Qdrant server and what is ours on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QdrantConfig {
    /// Scheme, host and gRPC port.
    pub url: String,
    /// Empty = the server asks for none.
    pub api_key: Secret,
    /// Of the collections, `PREFIX-GENERATION`, and name of the alias of the published one. One for each data folder.
    pub prefix: String,
    /// Limit of a search, in seconds.
    pub timeout_s: u64,
}

impl RawQdrant {
    pub(super) fn valid(self, index: &str) -> Result<IndexConfig, ConfigError> {
        let bad = |key: &str, value: &dyn fmt::Display, why: &str| {
            let why = s(why);
            ConfigError(fill("config.bad_value", &[("key", &key), ("value", value), ("why", &why)]))
        };
        if !server(&self.url) {
            // Not shown: it may hold a password.
            return Err(bad("qdrant.url", &"…", "config.why_qdrant_url"));
        }
        if !self.api_key.0.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(bad("qdrant.api_key", &"…", "config.why_api_key"));
        }
        if !is_prefix(&self.collection_prefix) {
            return Err(bad("qdrant.collection_prefix", &self.collection_prefix, "config.why_prefix"));
        }
        if !(1..=60).contains(&self.timeout_s) {
            return Err(bad("qdrant.timeout_s", &self.timeout_s, "config.why_qdrant_timeout"));
        }
        match index {
            "local" => Ok(IndexConfig::Local),
            "qdrant" if cfg!(feature = "qdrant") => Ok(IndexConfig::Qdrant(QdrantConfig {
                url: self.url.trim_end_matches('/').to_owned(),
                api_key: self.api_key,
                prefix: self.collection_prefix,
                timeout_s: self.timeout_s,
            })),
            "qdrant" => Err(bad("index", &index, "config.why_no_qdrant")),
            _ => Err(bad("index", &index, "config.why_index")),
        }
    }
}

/// `http(s)://host:port` and nothing else: the port is not guessed, as Qdrant has one for gRPC and one for REST.
fn server(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let port = text.trim_end_matches('/').rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && matches!(port, Some(Ok(1..)))
}

fn is_prefix(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with(['-', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_values_are_named_and_secrets_are_not_shown() {
        let check = |change: &dyn Fn(&mut RawQdrant), index: &str, expected: &str| {
            let mut raw = RawQdrant::default();
            change(&mut raw);
            assert!(!format!("{:?}", raw.api_key).contains("segreta"), "{raw:?}");
            let error = raw.valid(index).expect_err(expected).to_string();
            assert!(error.contains(expected) && !error.contains("segreta"), "{error}");
        };
        for url in [
            "127.0.0.1:6334",
            "http://qdrant",
            "http://qdrant/",
            "ftp://qdrant:6334",
            "http://io:segreta@qdrant:6334",
            "http://qdrant:6334/x",
            "http://qdrant:6334?api-key=segreta",
            "http://qdrant:0",
            "",
        ] {
            check(&|raw| raw.url = url.to_owned(), "qdrant", "qdrant.url");
        }
        check(&|raw| raw.api_key = Secret("segreta\n".to_owned()), "qdrant", "qdrant.api_key");
        check(&|raw| raw.collection_prefix = "GePI".to_owned(), "qdrant", "qdrant.collection_prefix");
        check(&|raw| raw.collection_prefix = String::new(), "local", "qdrant.collection_prefix");
        check(&|raw| raw.timeout_s = 0, "local", "qdrant.timeout_s");
        check(&|_| {}, "milvus", "local oppure qdrant");
    }

    #[test]
    fn a_server_is_taken_where_the_program_can_use_one() {
        let raw = RawQdrant { api_key: Secret("chiave".to_owned()), ..RawQdrant::default() };
        let raw = RawQdrant { url: "https://qdrant.ente.it:443/".to_owned(), ..raw };
        match raw.clone().valid("qdrant") {
            Ok(IndexConfig::Qdrant(set)) => {
                assert_eq!(
                    (set.url.as_str(), set.api_key.reveal()),
                    ("https://qdrant.ente.it:443", "chiave")
                );
            }
            Ok(IndexConfig::Local) => panic!("not what was asked for"),
            Err(error) => {
                assert!(!cfg!(feature = "qdrant") && error.to_string().contains("senza"), "{error}");
            }
        }
        assert_eq!(raw.valid("local"), Ok(IndexConfig::Local));
    }
}
