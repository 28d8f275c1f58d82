//! Markers, from `corpus/intents.toml`, that a question is not for published material: a local matter, a decision about a
//! person, an attempt to steer the assistant. Patterns are regular expressions on the folded question.

use crate::corpus::CorpusError;
use regex::RegexSet;
use serde::Deserialize;

/// What a marked question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Something that only the Ambito or the office knows.
    Local,
    /// A decision, a judgement or a forecast about a person or a case.
    Personal,
    /// An instruction to the assistant instead of a question.
    Injection,
    /// Another field of life altogether.
    OutOfDomain,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    intent: Vec<Table>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    kind: Intent,
    patterns: Vec<String>,
}

/// The markers, compiled.
#[derive(Debug, Clone, Default)]
pub struct Intents(Vec<(Intent, RegexSet)>);

impl Intents {
    /// The markers that ship with the program.
    pub fn bundled() -> Self {
        Self::parse("intents.toml", include_str!("../../corpus/intents.toml"))
            .expect("corpus/intents.toml is checked by a test")
    }

    /// Reads the markers' file.
    pub fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        let wrong = |why: String| CorpusError::Registry { file: file.to_owned(), line: 0, why };
        let tables: File = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut intents = Vec::new();
        for table in tables.intent {
            let set = RegexSet::new(&table.patterns).map_err(|e| wrong(e.to_string()))?;
            intents.push((table.kind, set));
        }
        Ok(Self(intents))
    }

    /// The first kind, in the file's order, with a pattern in the question.
    pub fn of(&self, question: &str) -> Option<Intent> {
        let folded = crate::text::fold(question);
        self.0.iter().find(|(_, set)| set.is_match(&folded)).map(|(intent, _)| *intent)
    }
}
