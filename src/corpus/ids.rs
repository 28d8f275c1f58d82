//! Ids that cannot exist in a bad state: they appear in URLs, file names and test sets, so their alphabet is narrow.

use super::CorpusError;
use serde::{Deserialize, Serialize};

fn valid(id: &str) -> bool {
    !id.is_empty() && id.len() <= 200 && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~:".contains(c))
}

macro_rules! id_type {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts ASCII letters, digits and `-_.~:`, at most 200 bytes.
            pub fn new(id: impl Into<String>) -> Result<Self, CorpusError> {
                let id = id.into();
                if valid(&id) { Ok(Self(id)) } else { Err(CorpusError::BadId { id }) }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = CorpusError;
            fn try_from(id: String) -> Result<Self, CorpusError> {
                Self::new(id)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(WorkId, "The id of a work, the same in all its versions.");
id_type!(PassageId, "The id of a passage of one version: `work~valid_from~anchor`.");
