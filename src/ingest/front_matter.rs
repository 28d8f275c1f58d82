//! The TOML block between `+++` lines at the head of a sheet, and what stands in for it when a file has none.

use super::{IngestError, folder::sha256_hex};
use crate::corpus::{Confidence, Status, Tier, Validity, Version, WorkId, toml_fault};
use crate::strings::{fill, s};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a file without front matter is taken to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Defaults {
    /// Tier of the material.
    pub tier: Tier,
    /// First day in which it holds.
    pub valid_from: Date,
    /// First day in which it holds no more.
    pub valid_to: Option<Date>,
    /// Measures it speaks of.
    pub measures: Vec<String>,
    /// Who issued it.
    pub issuer: String,
    /// Address of the original.
    pub url: Option<String>,
    /// The issuer's own text, or someone's about it.
    pub status: Status,
}

impl Defaults {
    /// For folders of sheets, where every file should have its own front matter: training material from `day` on.
    pub fn sheet(day: Date) -> Self {
        Self {
            tier: Tier::Training,
            valid_from: day,
            valid_to: None,
            measures: Vec::new(),
            issuer: String::new(),
            url: None,
            status: Status::Editorial,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    id: String,
    title: String,
    tier: Tier,
    topics: Vec<String>,
    #[serde(default)]
    measures: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    reference: String,
    issuer: String,
    url: Option<String>,
    urn: Option<String>,
    #[serde(default)]
    amended_by: Vec<String>,
    published: Option<toml::value::Datetime>,
    valid_from: toml::value::Datetime,
    valid_to: Option<toml::value::Datetime>,
    status: Status,
    verified_on: Option<toml::value::Datetime>,
    confidence: Option<Confidence>,
    #[serde(default)]
    passage: BTreeMap<String, PassageHeader>,
}

/// What the front matter says of one passage.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PassageHeader {
    pub(super) reference: Option<String>,
    #[serde(default)]
    pub(super) facts: Vec<String>,
    #[serde(default)]
    pub(super) asks: Vec<String>,
}

/// A version without its passages yet, and what its front matter says of them by anchor.
pub(super) struct Headed {
    pub(super) version: Version,
    pub(super) passages: BTreeMap<String, PassageHeader>,
    pub(super) has_front_matter: bool,
}

/// Splits front matter from body. The body, byte for byte, is the stored source text.
pub(super) fn read(file: &str, text: &str, defaults: &Defaults) -> Result<Headed, IngestError> {
    let Some((toml_text, body)) = split(text) else {
        return Ok(Headed {
            version: without_header(file, text, defaults)?,
            passages: BTreeMap::new(),
            has_front_matter: false,
        });
    };
    let wrong = |line: usize, why: String| IngestError::FrontMatter { file: file.to_owned(), line, why };
    let header: Header = toml::from_str(toml_text).map_err(|error| {
        let line = error.span().map_or(1, |s| 1 + crate::corpus::line_of(toml_text, s.start));
        wrong(line, toml_fault(&error))
    })?;
    let date = |name: &str, value: Option<&toml::value::Datetime>| -> Result<Option<Date>, IngestError> {
        let Some(value) = value else { return Ok(None) };
        let line = 1 + toml_text.lines().position(|l| l.trim_start().starts_with(name)).unwrap_or(0) + 1;
        match value.to_string().parse() {
            Ok(date) => Ok(Some(date)),
            Err(_) => Err(wrong(line, fill("ingest.date", &[("field", &name), ("value", value)]))),
        }
    };
    let value = |why| IngestError::Value { file: file.to_owned(), why };
    let from = date("valid_from", Some(&header.valid_from))?.expect("given");
    let to = date("valid_to", header.valid_to.as_ref())?;
    let version = Version {
        work: WorkId::new(header.id).map_err(value)?,
        title: header.title,
        tier: header.tier,
        topics: header.topics,
        measures: header.measures,
        about: header.about,
        reference: header.reference,
        issuer: header.issuer,
        url: header.url,
        urn: header.urn,
        amended_by: header.amended_by,
        published: date("published", header.published.as_ref())?,
        validity: Validity::new(from, to).map_err(value)?,
        status: header.status,
        verified_on: date("verified_on", header.verified_on.as_ref())?,
        confidence: header.confidence,
        origin: file.to_owned(),
        sha256: sha256_hex(text.as_bytes()),
        source: body.to_owned(),
        passages: Vec::new(),
    };
    Ok(Headed { version, passages: header.passage, has_front_matter: true })
}

fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("+++")?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
    let mut position = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((&rest[..position], &rest[position + line.len()..]));
        }
        position += line.len();
    }
    None
}

/// A title out of a file's name: «faq-mensa_2025.csv» is «Faq mensa 2025».
pub(super) fn named_after(file: &str) -> String {
    let words = stem(file).replace(['-', '_', '.'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).take(160).collect()).unwrap_or_default()
}

fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

pub(super) fn without_header(file: &str, text: &str, defaults: &Defaults) -> Result<Version, IngestError> {
    let stem = stem(file);
    let slug: String = crate::text::fold(stem)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect::<String>()
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let value = |why| IngestError::Value { file: file.to_owned(), why };
    let reference = match defaults.issuer.as_str() {
        "" => fill("ingest.reference", &[("file", &stem)]),
        issuer => fill("ingest.reference_of", &[("file", &stem), ("issuer", &issuer)]),
    };
    let title = text.lines().map(|l| l.trim_start_matches('#').trim()).find(|l| !l.is_empty());
    Ok(Version {
        work: WorkId::new(slug).map_err(value)?,
        title: title.unwrap_or(stem).chars().take(160).collect(),
        tier: defaults.tier,
        topics: Vec::new(),
        measures: defaults.measures.clone(),
        about: Vec::new(),
        reference,
        issuer: if defaults.issuer.is_empty() {
            s("ingest.issuer").to_owned()
        } else {
            defaults.issuer.clone()
        },
        url: defaults.url.clone(),
        urn: None,
        amended_by: Vec::new(),
        published: None,
        validity: Validity::new(defaults.valid_from, defaults.valid_to).map_err(value)?,
        status: defaults.status,
        verified_on: None,
        confidence: None,
        origin: file.to_owned(),
        sha256: sha256_hex(text.as_bytes()),
        source: text.to_owned(),
        passages: Vec::new(),
    })
}
