//! The glossary as data, from `corpus/glossary.toml`: acronyms, synonyms, operators' slang and common misspellings, used
//! to understand a question.

use super::CorpusError;
use serde::{Deserialize, Serialize};

/// One term and the ways in which people say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlossaryTerm {
    /// Stable id.
    pub id: String,
    /// The form used in the material.
    pub canonical: String,
    /// Acronyms.
    #[serde(default)]
    pub acronyms: Vec<String>,
    /// Other standard names.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Operators' and families' words.
    #[serde(default)]
    pub slang: Vec<String>,
    /// Common misspellings.
    #[serde(default)]
    pub misspellings: Vec<String>,
    /// The measure that the term means, if it means one.
    #[serde(default)]
    pub measure: Option<String>,
    /// One sentence.
    #[serde(default)]
    pub definition: String,
    /// What it must not be confused with.
    #[serde(default)]
    pub confusable: Vec<String>,
}

/// All terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    /// The terms.
    #[serde(default)]
    pub term: Vec<GlossaryTerm>,
}

impl Glossary {
    /// Reads the glossary's text.
    pub fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        super::act::registry(file, text)
    }
}
