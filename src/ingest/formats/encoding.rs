//! From bytes to text, whatever character set they were written in: the mark at the beginning first, then UTF-8 if the
//! bytes are that, then what the file declares, then a guess.

use crate::strings::{fill, s};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// How far a declaration is looked for.
const HEAD_BYTES: usize = 4096;
/// How much of a file the guess is made from, once its first letter beyond ASCII is met.
const GUESS_BYTES: usize = 1 << 18;
/// One character in this many may be a control or a replacement sign; with more, it is no text.
const TEXT_SHARE: usize = 50;

/// A text, and what was assumed to read it.
#[derive(Debug, PartialEq)]
pub(in crate::ingest) struct Decoded {
    /// Without the byte order mark.
    pub(in crate::ingest) text: String,
    /// In Italian, when the character set was neither declared nor certain, or some bytes did not fit it.
    pub(in crate::ingest) warning: Option<String>,
}

/// Where the first byte stands that no character set explains.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Hopeless(pub(in crate::ingest) usize);

/// Reads the text; refuses what is not one (NUL characters, mostly control characters).
pub(in crate::ingest) fn decode(bytes: &[u8]) -> Result<Decoded, Hopeless> {
    let (encoding, certain) = encoding_of(bytes);
    let (text, _, damaged) = encoding.decode(bytes);
    let text = text.into_owned();
    if let Some(at) = text.find('\0') {
        return Err(Hopeless(at));
    }
    let odd =
        |c: &char| matches!(c, '\u{1}'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{fffd}');
    if text.chars().filter(odd).count() * TEXT_SHARE > text.chars().count() {
        return Err(Hopeless(text.find(|c| odd(&c)).unwrap_or_default()));
    }
    let name = encoding.name();
    let warning = match (damaged, certain) {
        (true, _) => Some(fill("ingest.charset_damaged", &[("charset", &name)])),
        (false, false) => Some(fill("ingest.charset_assumed", &[("charset", &name)])),
        (false, true) => None,
    };
    Ok(Decoded { text, warning })
}

/// The text of a file of a format that has nothing of its own to say of what is no text, and the warnings so far.
pub(super) fn text(bytes: &[u8]) -> Result<(String, Vec<String>), String> {
    let decoded = decode(bytes).map_err(|_| s("ingest.no_text").to_owned())?;
    Ok((decoded.text, decoded.warning.into_iter().collect()))
}

/// The character set, and whether it is certain or declared.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, bool) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, true);
    }
    // UTF-8 cannot be hit by chance: it wins over a declaration that a server or an editor forgot to update.
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, true);
    }
    match declared(bytes).filter(|e| *e != UTF_8) {
        Some(encoding) => (encoding, true),
        None => (guessed(bytes), false),
    }
}

/// `encoding="…"` of an XML declaration, `charset=…` of an HTML page.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let head: String = head.iter().map(|b| char::from(b.to_ascii_lowercase())).collect();
    let xml = head.trim_start().starts_with("<?xml").then(|| head.split("?>").next()).flatten();
    let label = xml.and_then(|d| after(d, "encoding")).or_else(|| {
        let tags = head.split('<').filter(|t| t.starts_with("meta"));
        tags.filter_map(|t| after(t.split('>').next()?, "charset")).next()
    })?;
    Encoding::for_label(label.as_bytes())
}

/// The word after `name=`, quoted or not.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let rest = text[text.find(name)? + name.len()..].trim_start().strip_prefix('=')?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
    Some(&rest[..end.unwrap_or(rest.len())])
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let from = bytes.iter().position(|b| !b.is_ascii()).unwrap_or_default();
    let to = bytes.len().min(from + GUESS_BYTES);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[from.saturating_sub(HEAD_BYTES)..to], true);
    detector.guess(Some(b"it"), Utf8Detection::Deny)
}

#[cfg(test)]
mod tests;
