//! Who parses: texts of our own kind here, every foreign format apart in a child process, or here too where there is no
//! program to run (tests, measurements). A value, made by whoever starts the work, with the limits that hold.

use super::child::{self, Job, Limits};
use super::document::{self, Document};
use super::{Defaults, IngestError, Parsed, extension, formats, markdown, plain, sha256_hex};
use crate::strings::fill;
use std::path::PathBuf;

/// Megabytes of a Markdown or plain text; a book of a thousand pages has 3.
const MAX_TEXT_MB: u64 = 16;

/// Where files are parsed, and what one of them may cost.
#[derive(Debug, Clone, Default)]
pub struct Parsers {
    limits: Limits,
    /// None = in this process.
    program: Option<PathBuf>,
}

impl Parsers {
    /// Foreign formats by `program`: this one, run again as `copilot parse`. The path is absolute.
    pub fn apart(program: PathBuf, limits: Limits) -> Self {
        Self { limits, program: Some(program) }
    }

    /// Everything in this process, where only the size of a file is limited: for files that are trusted.
    pub fn here(limits: Limits) -> Self {
        Self { limits, program: None }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Parses one file by its extension: Markdown and plain text here, the others in `formats`.
    pub fn parse(&self, file: &str, bytes: &[u8], defaults: &Defaults) -> Result<Parsed, IngestError> {
        self.admit(file, bytes.len() as u64)?;
        let extension = extension(file);
        let is_page = extension == "txt" && formats::is_page(bytes);
        let extension = if is_page { "html".to_owned() } else { extension };
        if formats::EXTENSIONS.contains(&extension.as_str()) {
            let mut document = self.document(file, &extension, bytes)?;
            if document.parts.is_empty() && !document.warnings.is_empty() {
                let why = fill("ingest.all_left_out", &[("why", &document.warnings.join(" "))]);
                return Err(IngestError::Broken { file: file.to_owned(), why });
            }
            document.warnings = document.warnings.into_iter().map(|why| named(file, &why)).collect();
            return document::parsed(file, (document, sha256_hex(bytes)), defaults);
        }
        let read = match extension.as_str() {
            "md" | "markdown" => markdown::parse,
            "txt" => plain::parse,
            _ => return Err(IngestError::Format { file: file.to_owned() }),
        };
        let decoded = formats::encoding::decode(bytes)
            .map_err(|hopeless| IngestError::NotText { file: file.to_owned(), at: hopeless.0 })?;
        let mut parsed = read(file, &decoded.text, defaults)?;
        parsed.version.sha256 = sha256_hex(bytes);
        parsed.warnings.splice(..0, decoded.warning.map(|why| named(file, &why)));
        Ok(parsed)
    }

    /// Refuses a file of more bytes than its format may have, before any is read.
    pub(super) fn admit(&self, file: &str, bytes: u64) -> Result<(), IngestError> {
        let is_foreign = formats::EXTENSIONS.contains(&extension(file).as_str());
        let most = if is_foreign { self.limits.file_mb } else { self.limits.file_mb.min(MAX_TEXT_MB) };
        if bytes <= most << 20 {
            return Ok(());
        }
        let why = fill("ingest.too_many_mb", &[("most", &most)]);
        Err(IngestError::Broken { file: file.to_owned(), why })
    }

    fn document(&self, file: &str, extension: &str, bytes: &[u8]) -> Result<Document, IngestError> {
        let read = match &self.program {
            Some(program) => child::read(&Job { program, format: extension, bytes }, &self.limits)
                .map_err(|why| IngestError::Child { file: file.to_owned(), why })?,
            None => formats::read(extension, bytes, self.limits.picture_time())
                .unwrap_or_else(|| Err(crate::strings::s("parsing.format").to_owned())),
        };
        read.map_err(|why| IngestError::Broken { file: file.to_owned(), why })
    }
}

fn named(file: &str, why: &str) -> String {
    fill("ingest.value", &[("file", &file), ("why", &why)])
}
