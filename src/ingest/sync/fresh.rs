//! What was fetched, as a version of its work: read by the parser of its format, dressed as the catalogue says.

use crate::corpus::{CorpusError, PassageId, Status, UNSAID, Validity, Version, WorkId};
use crate::ingest::sources::{Source, Sources};
use crate::ingest::{Defaults, Parsers};
use jiff::civil::Date;

/// A text as it was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Fresh {
    /// As it would be published.
    pub version: Version,
    /// Does the text say from when it holds?
    pub dated: bool,
    /// What could not be read of it, in Italian.
    pub warnings: Vec<String>,
}

/// Reads a source's bytes, fetched `today`. The error says in Italian why they give nothing.
pub fn read(
    (sources, parsers): (&Sources, &Parsers),
    source: &Source,
    (bytes, today): (&[u8], Date),
) -> Result<Fresh, String> {
    let format = source.format.ok_or_else(|| source.hole().unwrap_or_default().to_owned())?;
    let file = format!("{}.{}", source.id, format.extension());
    let defaults = Defaults {
        tier: source.tier,
        valid_from: UNSAID,
        valid_to: None,
        measures: source.measures.clone(),
        issuer: source.issuer.clone(),
        url: source.url.as_ref().map(ToString::to_string),
        status: Status::Official,
    };
    let parsed = parsers.parse(&file, bytes, &defaults).map_err(|e| e.to_string())?;
    let said = parsed.version.validity;
    let dated = said.from() != UNSAID;
    let start = sources.holds_from(source, today);
    let from = if dated { said.from() } else { start };
    let to = said.to().into_iter().chain(source.valid_to).min();
    // A page that shows an ended act as of today does not make it hold again.
    let from = if to.is_some_and(|to| to <= from) { start } else { from };
    let validity = Validity::new(from, to).map_err(|e| e.to_string())?;
    let version = dressed(parsed.version, source, (validity, today)).map_err(|e| e.to_string())?;
    Ok(Fresh { version, dated, warnings: parsed.warnings })
}

/// The version under the catalogue's name and description; the text and its own title stay.
fn dressed(
    read: Version,
    source: &Source,
    (validity, today): (Validity, Date),
) -> Result<Version, CorpusError> {
    let mut version = Version {
        tier: source.tier,
        measures: source.measures.clone(),
        about: Vec::new(),
        reference: source.reference.clone(),
        issuer: source.issuer.clone(),
        url: source.url.as_ref().map(ToString::to_string),
        urn: read.urn.clone().or_else(|| source.urn.clone()),
        published: source.published.or(read.published),
        status: Status::Official,
        verified_on: Some(today),
        confidence: None,
        ..read
    };
    rename(&mut version, source.id.clone(), validity)?;
    Ok(version)
}

/// Those of the versions held whose description, or end, the catalogue now gives otherwise, as it gives them.
pub fn described_anew(held: &[Version], source: &Source) -> Vec<Version> {
    let described = |version: &Version, is_last: bool| {
        let (from, to) = (version.validity.from(), version.validity.to());
        let end = source.valid_to.filter(|end| is_last && *end > from).into_iter().chain(to).min();
        let validity = Validity::new(from, end).unwrap_or(version.validity);
        Version {
            tier: source.tier,
            measures: source.measures.clone(),
            reference: source.reference.clone(),
            issuer: source.issuer.clone(),
            url: source.url.as_ref().map(ToString::to_string),
            validity,
            ..version.clone()
        }
    };
    let all = held.iter().enumerate().map(|(n, v)| (v, described(v, n + 1 == held.len())));
    all.filter(|(before, after)| *before != after).map(|(_, after)| after).collect()
}

/// Gives a version another name and interval; its passages' ids follow.
pub(crate) fn rename(version: &mut Version, work: WorkId, validity: Validity) -> Result<(), CorpusError> {
    let before = version.key();
    version.work = work;
    version.validity = validity;
    let after = version.key();
    for passage in &mut version.passages {
        let anchor = passage.id.as_str().strip_prefix(&before).unwrap_or_default();
        passage.id = PassageId::new(format!("{after}{anchor}"))?;
    }
    Ok(())
}
