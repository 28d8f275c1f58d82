//! One parser per format: the bytes of a file in, a [`Document`] out. A parser knows nothing of works, versions or ids.

mod akn;
mod docx;
pub(super) mod encoding;
mod html;
mod law;
mod normattiva;
mod outline;
mod package;
mod pdf;
mod pptx;
#[cfg(test)]
mod proof;
mod question;
mod sheet;
mod tree;

use super::document::Document;
use std::time::Duration;

/// A parser; the error says in Italian, without the file's name, what is wrong with the file as a whole.
pub(super) type Read = fn(&[u8]) -> Result<Document, String>;

/// The parser for a file, by its extension and, where one extension serves several formats, by its first bytes.
pub(super) fn of(extension: &str, bytes: &[u8]) -> Option<Read> {
    match extension {
        "htm" | "html" | "xhtml" if is_akoma_ntoso(bytes) => Some(akn::read),
        "htm" | "html" | "xhtml" if normattiva::is_law(bytes) => Some(normattiva::read),
        "htm" | "html" | "xhtml" => Some(html::read),
        "xml" => Some(akn::read),
        "docx" | "docm" | "dotx" => Some(docx::read),
        "xlsx" | "xlsm" => Some(sheet::xlsx),
        "csv" | "tsv" => Some(sheet::csv),
        "pptx" | "pptm" | "ppsx" => Some(pptx::read),
        "pdf" => Some(pdf::read),
        _ => None,
    }
}

/// Is it a page of the web, saved as text?
pub(super) fn is_page(bytes: &[u8]) -> bool {
    const HEAD: usize = 200;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// Is it an act in Akoma Ntoso, whatever its name says?
fn is_akoma_ntoso(bytes: &[u8]) -> bool {
    const HEAD: usize = 2000;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    head.contains("<akomaNtoso") || head.contains(":akomaNtoso")
}

/// Reads a file; none of an unknown extension. Pictures of pages are read for `picture_time` at most.
pub(super) fn read(
    extension: &str,
    bytes: &[u8],
    picture_time: Duration,
) -> Option<Result<Document, String>> {
    match extension {
        "pdf" => Some(pdf::read_within(bytes, picture_time)),
        _ => of(extension, bytes).map(|read| read(bytes)),
    }
}

/// Every extension that [`of`] may know.
pub(super) const EXTENSIONS: &[&str] = &[
    "htm", "html", "xhtml", //
    "xml",   //
    "docx", "docm", "dotx", //
    "xlsx", "xlsm", "csv", "tsv", //
    "pptx", "pptm", "ppsx", //
    "pdf",
];

#[cfg(test)]
mod tests;
