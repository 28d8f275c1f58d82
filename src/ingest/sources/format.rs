//! The formats in which sources come: which parser reads them, which media types and first bytes they have.

/// The format of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A web page.
    Html,
    /// PDF.
    Pdf,
    /// An act in Akoma Ntoso.
    Akn,
    /// Word.
    Docx,
    /// PowerPoint.
    Pptx,
    /// Excel.
    Xlsx,
    /// A table in text.
    Csv,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

/// Bytes in which a file's signature stands.
const HEAD: usize = 1024;
/// What servers say of files that they only pass on.
const UNTOLD: [&str; 3] = ["application/octet-stream", "binary/octet-stream", "application/force-download"];

impl Format {
    /// All of them.
    pub const ALL: [Format; 9] = [
        Format::Html,
        Format::Pdf,
        Format::Akn,
        Format::Docx,
        Format::Pptx,
        Format::Xlsx,
        Format::Csv,
        Format::Markdown,
        Format::Text,
    ];

    /// The name in `sources.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Pdf => "pdf",
            Format::Akn => "akn",
            Format::Docx => "docx",
            Format::Pptx => "pptx",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Markdown => "md",
            Format::Text => "txt",
        }
    }

    /// The format with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Format::ALL.into_iter().find(|f| f.as_str() == name)
    }

    /// The ending by which its parser is found.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Format::Akn => "xml",
            other => other.as_str(),
        }
    }

    /// May a file of this format be served as `media`? An empty one says nothing.
    pub(crate) fn may_be_served_as(self, media: &str) -> bool {
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let plain = || media == "text/plain";
        match self {
            _ if media.is_empty() => true,
            Format::Html => media == "text/html" || media == "application/xhtml+xml",
            _ if UNTOLD.contains(&media.as_str()) => true,
            Format::Pdf => media == "application/pdf" || media == "application/x-pdf",
            Format::Akn => media.ends_with("/xml") || (media.ends_with("+xml") && !media.contains("html")),
            Format::Docx | Format::Pptx | Format::Xlsx => {
                media.starts_with("application/vnd.openxmlformats-officedocument.")
                    || media == "application/zip"
            }
            Format::Csv => {
                plain()
                    || matches!(media.as_str(), "text/csv" | "application/csv" | "text/tab-separated-values")
            }
            Format::Markdown => plain() || media == "text/markdown" || media == "text/x-markdown",
            Format::Text => plain(),
        }
    }

    /// Do the first bytes speak for this format, or at least not for another? A page that says «error» with status 200
    /// is no PDF.
    pub(crate) fn may_begin_with(self, bytes: &[u8]) -> bool {
        let head = &bytes[..bytes.len().min(HEAD)];
        let shown = String::from_utf8_lossy(head).to_ascii_lowercase();
        let shown = shown.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
        let page = shown.starts_with("<!doctype html") || shown.starts_with("<html");
        let (pdf, package) = (shown.contains("%pdf-"), head.starts_with(b"PK\x03\x04"));
        match self {
            Format::Html => !pdf && !package,
            Format::Pdf => pdf,
            Format::Akn => shown.starts_with('<') && !page,
            Format::Docx | Format::Pptx | Format::Xlsx => package,
            Format::Csv | Format::Markdown | Format::Text => !page && !pdf && !package,
        }
    }
}
