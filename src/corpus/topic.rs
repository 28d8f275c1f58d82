//! The subject areas, from `corpus/topics.toml`.

use super::CorpusError;
use serde::{Deserialize, Serialize};

/// One subject area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Id used in front matter.
    pub id: String,
    /// Title shown to people.
    pub title: String,
    /// Group in which pages show it.
    pub area: String,
    /// Who can help when the material does not: a key under `ask_whom` of the strings; none = the coordinator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
}

/// One measure that material can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id used in front matter.
    pub id: String,
    /// Title shown to people.
    pub title: String,
}

/// All topics, in the order in which pages show them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// The topics.
    #[serde(default)]
    pub topic: Vec<Topic>,
    /// The measures.
    #[serde(default)]
    pub measure: Vec<Measure>,
}

impl Topics {
    /// Reads the registry's text.
    pub fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        super::act::registry(file, text)
    }

    /// Is the measure known?
    pub fn has_measure(&self, id: &str) -> bool {
        self.measure.iter().any(|m| m.id == id)
    }

    /// The title of a topic, or its id if it has none.
    pub fn title<'a>(&'a self, id: &'a str) -> &'a str {
        self.topic.iter().find(|t| t.id == id).map_or(id, |t| t.title.as_str())
    }

    /// Is the topic known?
    pub fn contains(&self, id: &str) -> bool {
        self.topic.iter().any(|t| t.id == id)
    }
}
