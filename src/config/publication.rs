//! The section `[publication]`: what a draft must show before it answers, and whose yes it needs.

use super::ConfigError;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};

/// As written; see [`PublicationConfig`] for what each key means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPublication {
    approvals: u8,
    max_drop_percent: u8,
    replayed_answers: usize,
    lost_answers: usize,
}

impl Default for RawPublication {
    fn default() -> Self {
        Self { approvals: 0, max_drop_percent: 10, replayed_answers: 200, lost_answers: 0 }
    }
}

/// What a draft must show before it answers, and whose yes it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicationConfig {
    /// 0 = published at once when all checks pass; 1 = someone approves; 2 = someone approves who did not order it.
    pub approvals: u8,
    /// Most passages that a tier or a measure may lose, in per cent.
    pub max_drop_percent: usize,
    /// How many of the latest questions are asked again.
    pub replayed_answers: usize,
    /// How many of them may lose their answer.
    pub lost_answers: usize,
}

impl RawPublication {
    pub(super) fn valid(self) -> Result<PublicationConfig, ConfigError> {
        let bad = |key: &str, value: &dyn std::fmt::Display, why: &str| {
            let why = s(why);
            ConfigError(fill("config.bad_value", &[("key", &key), ("value", value), ("why", &why)]))
        };
        if self.approvals > 2 {
            return Err(bad("publication.approvals", &self.approvals, "config.why_approvals"));
        }
        if self.max_drop_percent > 100 {
            return Err(bad("publication.max_drop_percent", &self.max_drop_percent, "config.why_percent"));
        }
        if self.replayed_answers > 10_000 {
            let value = self.replayed_answers;
            return Err(bad("publication.replayed_answers", &value, "config.why_replayed"));
        }
        Ok(PublicationConfig {
            approvals: self.approvals,
            max_drop_percent: usize::from(self.max_drop_percent),
            replayed_answers: self.replayed_answers,
            lost_answers: self.lost_answers,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_values_are_named() {
        let check = |raw: RawPublication, expected: &str| {
            let error = raw.valid().expect_err(expected).to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(RawPublication { approvals: 3, ..RawPublication::default() }, "publication.approvals");
        check(RawPublication { max_drop_percent: 101, ..RawPublication::default() }, "max_drop_percent");
        check(RawPublication { replayed_answers: 10_001, ..RawPublication::default() }, "replayed_answers");
        assert_eq!(RawPublication::default().valid().expect("valid").approvals, 0);
    }
}
