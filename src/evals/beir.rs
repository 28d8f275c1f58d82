//! BEIR folders: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`.

use super::EvalError;
use crate::corpus::{Passage, PassageId, Status, Tier, Validity, Version, WorkId};
use crate::ingest::sha256_hex;
use crate::text::Span;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

/// A query.
#[derive(Debug, Clone, Deserialize)]
pub struct Query {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What is asked.
    pub text: String,
}

/// Grades by query and document.
pub type Qrels = BTreeMap<String, BTreeMap<String, u32>>;

/// Is this a BEIR folder?
pub fn is_beir(folder: &Path) -> bool {
    folder.join("corpus.jsonl").is_file()
}

/// Each document as a version with one passage, whose locator is the document's id.
pub fn read_corpus(folder: &Path) -> Result<Vec<Version>, EvalError> {
    let documents: Vec<Document> = lines(&folder.join("corpus.jsonl"))?;
    Ok(documents.into_iter().enumerate().filter_map(|(n, d)| version(n, d)).collect())
}

/// The queries.
pub fn read_queries(folder: &Path) -> Result<Vec<Query>, EvalError> {
    lines(&folder.join("queries.jsonl"))
}

/// The judgements.
pub fn read_qrels(folder: &Path) -> Result<Qrels, EvalError> {
    let path = folder.join("qrels").join("test.tsv");
    let text = std::fs::read_to_string(&path).map_err(|why| EvalError::Read { path: path.clone(), why })?;
    let mut qrels = Qrels::new();
    for (n, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: &str| EvalError::Line { path: path.clone(), line: n + 1, why: why.to_owned() };
        let columns: Vec<&str> = line.split('\t').collect();
        let [query, document, grade] = columns[..] else { return Err(wrong("3 columns")) };
        let grade = grade.trim().parse().map_err(|_| wrong(grade))?;
        qrels.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
    }
    Ok(qrels)
}

/// One JSON value per line; the error names the line.
pub(super) fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, EvalError> {
    let text =
        std::fs::read_to_string(path).map_err(|why| EvalError::Read { path: path.to_path_buf(), why })?;
    let parse = |(n, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|why| EvalError::Line {
            path: path.to_path_buf(),
            line: n + 1,
            why: why.to_string(),
        })
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(parse).collect()
}

fn version(number: usize, document: Document) -> Option<Version> {
    if document.text.trim().is_empty() {
        return None;
    }
    let id = WorkId::new(format!("d{number}")).expect("letters and digits");
    Some(Version {
        title: document.title,
        tier: Tier::Training,
        topics: Vec::new(),
        measures: Vec::new(),
        about: Vec::new(),
        reference: String::new(),
        issuer: String::new(),
        url: None,
        urn: None,
        amended_by: Vec::new(),
        published: None,
        validity: Validity::new(Date::constant(1800, 1, 1), None).expect("open interval"),
        status: Status::Official,
        verified_on: None,
        confidence: None,
        origin: document.id.clone(),
        sha256: sha256_hex(document.text.as_bytes()),
        passages: vec![Passage {
            id: PassageId::new(format!("d{number}~p")).expect("letters and digits"),
            locator: document.id,
            heading: String::new(),
            span: Span::new(0, document.text.len()),
            reference: None,
            facts: Vec::new(),
            asks: Vec::new(),
            holds: None,
        }],
        source: document.text,
        work: id,
    })
}
