//! One parser per format: the bytes of a file in, a [`Document`] out. A parser knows nothing of works, versions or ids.

mod akn;
pub(super) mod encoding;
mod html;
mod law;
mod normattiva;
mod tree;

use super::document::Document;

/// A parser; the error says in Italian, without the file's name, what is wrong with the file as a whole.
pub(super) type Read = fn(&[u8]) -> Result<Document, String>;

/// The parser for a file, by its extension and, where one extension serves several formats, by its first bytes.
pub(super) fn of(extension: &str, bytes: &[u8]) -> Option<Read> {
    match extension {
        "htm" | "html" | "xhtml" if normattiva::is_law(bytes) => Some(normattiva::read),
        "htm" | "html" | "xhtml" => Some(html::read),
        "xml" => Some(akn::read),
        _ => None,
    }
}

/// Every extension that [`of`] may know.
pub(super) const EXTENSIONS: &[&str] = &[
    "htm", "html", "xhtml", //
    "xml",
];

#[cfg(test)]
mod tests;
