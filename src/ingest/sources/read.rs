//! Reads the catalogue field by field, so that every fault is told at once, with its line and field.

use super::{Format, Source, Sources};
use crate::corpus::{CorpusError, Tier, Validity, WorkId, line_of, toml_fault};
use crate::strings::{fill, s};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};
use url::Url;

type Entry = BTreeMap<String, Spanned<Value>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    source: Vec<Spanned<Entry>>,
}

const FIELDS: [&str; 19] = [
    "id",
    "number",
    "title",
    "reference",
    "issuer",
    "tier",
    "measures",
    "format",
    "url",
    "urn",
    "code",
    "published",
    "valid_from",
    "valid_to",
    "amended_by",
    "news",
    "licence",
    "grade",
    "note",
];
/// How well a source is confirmed.
const GRADES: [&str; 3] = ["confermato", "una fonte", "memoria"];

pub(super) fn read(file: &str, text: &str) -> Result<Sources, Vec<CorpusError>> {
    let at = |line: usize, why: String| CorpusError::Registry { file: file.to_owned(), line, why };
    let written: Written = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        vec![at(line, toml_fault(&error))]
    })?;
    let mut faults = Vec::new();
    let mut sources: Vec<Source> = Vec::new();
    // Ids become file names, on systems that do not tell cases apart too.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in written.source {
        let line = line_of(text, entry.span().start);
        let mut fields = Fields { text, line, entry: entry.into_inner(), faults: Vec::new() };
        let source = fields.source();
        if let Some(source) = &source
            && let Some(first) = seen.insert(source.id.as_str().to_ascii_lowercase(), line)
        {
            fields.fault("id", fill("sources.twice", &[("line", &first)]));
        }
        faults.extend(fields.faults.into_iter().map(|(line, why)| at(line, why)));
        sources.extend(source);
    }
    if faults.is_empty() { Ok(Sources(sources)) } else { Err(faults) }
}

/// One entry, as its fields are taken from it.
struct Fields<'a> {
    text: &'a str,
    line: usize,
    entry: Entry,
    faults: Vec<(usize, String)>,
}

impl Fields<'_> {
    /// None when a fault was found.
    fn source(&mut self) -> Option<Source> {
        let id = self.required("id");
        let known = |names: &[&str]| names.join(", ");
        let id = self.parsed("id", id, |id| WorkId::new(id).map_err(|e| e.to_string()));
        let tier = self.required("tier");
        let tiers = Tier::ALL.map(Tier::as_str);
        let tier = self.parsed("tier", tier, |name| Tier::parse(&name).ok_or_else(|| one_of(&known(&tiers))));
        let format = self.optional("format");
        let formats = Format::ALL.map(Format::as_str);
        let format = self
            .parsed("format", format, |name| Format::parse(&name).ok_or_else(|| one_of(&known(&formats))));
        let url = self.optional("url");
        let url = self.parsed("url", url, web_address);
        let grade = self.optional("grade");
        let grade = self.parsed("grade", grade, |name| {
            if GRADES.contains(&name.as_str()) { Ok(name) } else { Err(one_of(&known(&GRADES))) }
        });
        let (number, title) = (self.required("number"), self.required("title"));
        let (reference, issuer, news) =
            (self.required("reference"), self.required("issuer"), self.required("news"));
        let (measures, amended_by) = (self.list("measures"), self.list("amended_by"));
        let (published, valid_from, valid_to) =
            (self.day("published"), self.day("valid_from"), self.day("valid_to"));
        if let (Some(from), Some(to)) = (valid_from, valid_to)
            && let Err(why) = Validity::new(from, Some(to))
        {
            self.fault("valid_to", why.to_string());
        }
        let (urn, code) = (self.optional("urn"), self.optional("code"));
        let (licence, note) = (self.optional("licence"), self.optional("note"));
        self.strangers();
        if !self.faults.is_empty() {
            return None;
        }
        let line = self.line;
        Some(Source {
            id: id?,
            number: number?,
            title: title?,
            reference: reference?,
            issuer: issuer?,
            tier: tier?,
            measures,
            format,
            url,
            urn,
            code,
            published,
            valid_from,
            valid_to,
            amended_by,
            news: news?,
            licence,
            grade,
            note,
            line,
        })
    }

    /// A fault of a field: at its line, or at the entry's if it is not there.
    fn fault(&mut self, field: &str, why: String) {
        let line = self.entry.get(field).map_or(self.line, |value| line_of(self.text, value.span().start));
        self.faults.push((line, fill("sources.field", &[("field", &field), ("why", &why)])));
    }

    fn optional(&mut self, field: &str) -> Option<String> {
        match self.entry.get(field)?.get_ref() {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => {
                self.fault(field, s("sources.wants_text").to_owned());
                None
            }
        }
    }

    fn required(&mut self, field: &str) -> Option<String> {
        if !self.entry.contains_key(field) {
            self.fault(field, s("sources.lacking").to_owned());
        }
        self.optional(field)
    }

    fn parsed<T>(
        &mut self,
        field: &str,
        value: Option<String>,
        read: impl FnOnce(String) -> Result<T, String>,
    ) -> Option<T> {
        read(value?).map_err(|why| self.fault(field, why)).ok()
    }

    fn list(&mut self, field: &str) -> Vec<String> {
        let Some(value) = self.entry.get(field) else { return Vec::new() };
        let texts = |value: &Value| value.as_str().map(str::to_owned).filter(|t| !t.trim().is_empty());
        let read: Option<Vec<String>> =
            value.get_ref().as_array().and_then(|list| list.iter().map(texts).collect());
        if read.is_none() {
            self.fault(field, s("sources.wants_list").to_owned());
        }
        read.unwrap_or_default()
    }

    fn day(&mut self, field: &str) -> Option<Date> {
        let value = self.entry.get(field)?.get_ref();
        let day = value.as_datetime().and_then(|written| written.to_string().parse().ok());
        if day.is_none() {
            self.fault(field, s("sources.wants_day").to_owned());
        }
        day
    }

    fn strangers(&mut self) {
        let strangers: Vec<String> =
            self.entry.keys().filter(|name| !FIELDS.contains(&name.as_str())).cloned().collect();
        for name in strangers {
            self.fault(&name, fill("sources.unknown", &[("known", &FIELDS.join(", "))]));
        }
    }
}

fn one_of(known: &str) -> String {
    fill("sources.one_of", &[("known", &known)])
}

fn web_address(text: String) -> Result<Url, String> {
    let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    Url::parse(&text).ok().filter(web).ok_or_else(|| s("sources.wants_url").to_owned())
}
