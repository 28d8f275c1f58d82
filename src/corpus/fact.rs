//! The facts that passages claim to state, from `corpus/facts.tsv`: id, grade, and the numbers, dates and acts that must
//! stand in each passage claiming it.

use super::CorpusError;
use crate::strings::fill;
use std::collections::BTreeMap;

/// One statement of the dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Dossier id, with `/n` when the dossier's fact holds several statements.
    pub id: String,
    /// `confermato` or `una fonte`.
    pub grade: String,
    /// Canonical decimals.
    pub numbers: Vec<String>,
    /// ISO days, or `yyyy-mm` for a month.
    pub dates: Vec<String>,
    /// Canonical act ids, with article and comma where they matter.
    pub acts: Vec<String>,
    /// The statement, in our own words.
    pub statement: String,
    /// Line in the file, from 1.
    pub line: usize,
}

/// All facts by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<String, Fact>);

impl Facts {
    /// Reads the table; the first wrong line is the error.
    pub fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        let mut facts = BTreeMap::new();
        for (index, row) in text.lines().enumerate() {
            let line = index + 1;
            if row.trim().is_empty() || row.starts_with('#') {
                continue;
            }
            let wrong = |why: String| CorpusError::Registry { file: file.to_owned(), line, why };
            let columns: Vec<&str> = row.split('\t').collect();
            let [id, grade, numbers, dates, acts, statement] = columns[..] else {
                return Err(wrong(fill("corpus.fact_columns", &[("n", &columns.len())])));
            };
            if !matches!(grade, "confermato" | "una fonte") {
                return Err(wrong(fill("corpus.fact_grade", &[("grade", &grade)])));
            }
            let fact = Fact {
                id: id.to_owned(),
                grade: grade.to_owned(),
                numbers: cells(numbers),
                dates: cells(dates),
                acts: cells(acts),
                statement: statement.to_owned(),
                line,
            };
            if facts.insert(id.to_owned(), fact).is_some() {
                return Err(wrong(fill("corpus.fact_twice", &[("id", &id)])));
            }
        }
        Ok(Self(facts))
    }

    /// The fact with this id.
    pub fn get(&self, id: &str) -> Option<&Fact> {
        self.0.get(id)
    }

    /// All facts, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.values()
    }
}

fn cells(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|c| !c.is_empty() && *c != "-").map(str::to_owned).collect()
}
