//! The registry of acts that sheets may cite, from `corpus/acts.toml`: every reference in a sheet resolves here.

use super::{CorpusError, toml_fault};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One act, note, message or help page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Canonical id, `dl-48-2023`.
    pub id: String,
    /// Title in our own words.
    pub title: String,
    /// As printed in citations.
    pub short: String,
    /// Date of the act.
    #[serde(default)]
    pub date: Option<toml::value::Datetime>,
    /// URN:NIR.
    #[serde(default)]
    pub urn: Option<String>,
    /// Where the official text is.
    #[serde(default)]
    pub url: Option<String>,
    /// Codice redazionale of the Gazzetta.
    #[serde(default)]
    pub code: Option<String>,
    /// Names that people use for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// First day in force.
    #[serde(default)]
    pub valid_from: Option<toml::value::Datetime>,
    /// First day no more in force.
    #[serde(default)]
    pub valid_to: Option<toml::value::Datetime>,
    /// How well its existence is confirmed.
    #[serde(default)]
    pub grade: Option<String>,
}

/// All acts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acts {
    /// The acts.
    #[serde(default)]
    pub act: Vec<Act>,
}

impl Acts {
    /// Reads the registry's text.
    pub fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        registry(file, text)
    }

    /// The act with this canonical id.
    pub fn get(&self, id: &str) -> Option<&Act> {
        self.act.iter().find(|a| a.id == id)
    }
}

/// Reads a TOML registry; the error names file and line.
pub(super) fn registry<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CorpusError> {
    toml::from_str(text).map_err(|error| CorpusError::Registry {
        file: file.to_owned(),
        line: error.span().map_or(0, |span| line_of(text, span.start)),
        why: toml_fault(&error),
    })
}

/// Line, from 1, of a byte position.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    1 + text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count()
}
