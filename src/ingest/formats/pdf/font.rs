//! A font, as far as reading needs it: which characters its codes stand for and how wide they are.

use super::cmap;
use super::names::{HELVETICA, HELVETICA_BOLD, NAMES, STANDARD, TIMES, TIMES_BOLD};
use encoding_rs::{MACINTOSH, WINDOWS_1252};
use lopdf::{Dictionary, Document, Object};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Unpacked bytes of a character map.
const MAX_MAP_BYTES: usize = 4 << 20;
/// Codes whose width is given one by one.
const MAX_WIDTHS: usize = 70_000;

static BY_NAME: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let words: Vec<&str> = NAMES.split_whitespace().collect();
    let pair = |p: &[&'static str]| Some((p[0], char::from_u32(u32::from_str_radix(p.get(1)?, 16).ok()?)?));
    words.chunks(2).filter_map(pair).collect()
});

pub(super) struct Font {
    map: HashMap<u32, String>,
    /// Of fonts with one byte a letter, where the map is silent.
    letters: Vec<Option<char>>,
    widths: HashMap<u32, f64>,
    width: f64,
    pub(super) two_bytes: bool,
    pub(super) bold: bool,
    /// From thousandths, or from the units of a drawn font, to the size.
    scale: f64,
}

/// A letter shown: its characters, its width for a font of size 1, and whether it is the space that words are spread by.
pub(super) struct Shown<'f> {
    pub(super) text: &'f str,
    pub(super) letter: Option<char>,
    pub(super) width: f64,
    pub(super) is_space: bool,
}

impl Font {
    pub(super) fn new(pdf: &Document, font: &Dictionary) -> Self {
        let name = name_of(pdf, font, b"BaseFont");
        let composite = name_of(pdf, font, b"Subtype") == "Type0";
        let drawn = name_of(pdf, font, b"Subtype") == "Type3";
        let inner = if composite { descendant(pdf, font) } else { Some(font) };
        let map = font.get_deref(b"ToUnicode", pdf).and_then(Object::as_stream);
        let map = map.ok().and_then(|s| s.get_plain_content_with_limit(MAX_MAP_BYTES).ok());
        let flags =
            inner.and_then(|f| dictionary(pdf, f, b"FontDescriptor")).and_then(|d| number(pdf, d, b"Flags"));
        let forced = flags.is_some_and(|f| f.clamp(0.0, 4e9) as u32 & 1 << 18 != 0);
        let lower = name.to_lowercase();
        let bold = forced || ["bold", "black", "heavy", "semibold"].iter().any(|b| lower.contains(b));
        let mut made = Self {
            map: map.map(|bytes| cmap::to_unicode(&bytes)).unwrap_or_default(),
            letters: if composite { Vec::new() } else { letters(pdf, font) },
            widths: HashMap::new(),
            width: if composite { 1000.0 } else { 0.0 },
            two_bytes: composite,
            bold,
            scale: 0.001,
        };
        match inner {
            Some(inner) if composite => made.composite_widths(pdf, inner),
            _ => made.simple_widths(pdf, font, &lower),
        }
        let matrix = font.get_deref(b"FontMatrix", pdf).and_then(Object::as_array).ok();
        if let Some(scale) = matrix.and_then(|m| m.first()?.as_float().ok()).filter(|_| drawn) {
            made.scale = f64::from(scale).abs();
        }
        made
    }

    fn simple_widths(&mut self, pdf: &Document, font: &Dictionary, name: &str) {
        let first = number(pdf, font, b"FirstChar").unwrap_or(0.0).clamp(0.0, 255.0) as u32;
        let missing = dictionary(pdf, font, b"FontDescriptor").and_then(|d| number(pdf, d, b"MissingWidth"));
        self.width = missing.unwrap_or(0.0);
        match font.get_deref(b"Widths", pdf).and_then(Object::as_array) {
            Ok(widths) => {
                let numbers = widths.iter().take(256).map(|w| as_number(pdf, w).unwrap_or(0.0));
                self.widths = (first..).zip(numbers).collect();
            }
            Err(_) => {
                self.width = 500.0;
                self.widths = (0..256).map(|code| (code, standard_width(name, self.letter(code)))).collect();
            }
        }
    }

    fn composite_widths(&mut self, pdf: &Document, inner: &Dictionary) {
        self.width = number(pdf, inner, b"DW").unwrap_or(1000.0);
        let Ok(all) = inner.get_deref(b"W", pdf).and_then(Object::as_array) else { return };
        let mut rest = all.iter();
        while let (Some(first), Some(second)) = (rest.next(), rest.next()) {
            let first = as_number(pdf, first).unwrap_or(0.0).clamp(0.0, 65_535.0) as u32;
            match pdf.dereference(second).map(|(_, o)| o) {
                Ok(Object::Array(each)) => {
                    let widths = each.iter().take(MAX_WIDTHS).map(|w| as_number(pdf, w).unwrap_or(0.0));
                    self.widths.extend((first..).zip(widths));
                }
                _ => {
                    let last = as_number(pdf, second).unwrap_or(0.0).clamp(0.0, 65_535.0) as u32;
                    let width = rest.next().and_then(|w| as_number(pdf, w)).unwrap_or(self.width);
                    self.widths.extend((first..=last).map(|code| (code, width)));
                }
            }
            if self.widths.len() > MAX_WIDTHS {
                return;
            }
        }
    }

    /// How much room it takes.
    pub(super) fn codes(&self) -> usize {
        self.map.len() + self.widths.len()
    }

    fn letter(&self, code: u32) -> Option<char> {
        self.letters.get(usize::try_from(code).ok()?).copied().flatten()
    }

    /// The letters that a string shows.
    pub(super) fn shown<'f>(&'f self, bytes: &'f [u8]) -> impl Iterator<Item = Shown<'f>> {
        bytes.chunks(if self.two_bytes { 2 } else { 1 }).map(move |code| {
            let code = code.iter().fold(0, |n, byte| n << 8 | u32::from(*byte));
            let text = self.map.get(&code).map_or("", String::as_str);
            let letter = if text.is_empty() { Some(self.letter(code).unwrap_or('\u{fffd}')) } else { None };
            let width = self.widths.get(&code).copied().unwrap_or(self.width) * self.scale;
            Shown { text, letter, width, is_space: !self.two_bytes && code == 32 }
        })
    }
}

/// What each byte stands for.
fn letters(pdf: &Document, font: &Dictionary) -> Vec<Option<char>> {
    let encoding = font.get_deref(b"Encoding", pdf).ok();
    let (base, changes) = match encoding {
        Some(Object::Name(name)) => (String::from_utf8_lossy(name).into_owned(), None),
        Some(Object::Dictionary(d)) => {
            (name_of(pdf, d, b"BaseEncoding"), d.get_deref(b"Differences", pdf).ok())
        }
        _ => (String::new(), None),
    };
    let mut letters: Vec<Option<char>> = (0..=255).map(|byte| base_letter(&base, byte)).collect();
    let mut code = 0;
    for change in changes.and_then(|c| c.as_array().ok()).into_iter().flatten() {
        match change {
            Object::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    *letter = named(&String::from_utf8_lossy(name));
                }
                code = code.saturating_add(1);
            }
            other => code = as_number(pdf, other).unwrap_or(0.0).clamp(0.0, 1000.0) as usize,
        }
    }
    letters
}

fn base_letter(base: &str, byte: u8) -> Option<char> {
    let table = match base {
        // Every code that it does not name is a bullet.
        "WinAnsiEncoding" if matches!(byte, 127 | 129 | 141 | 143 | 144 | 157) => return Some('•'),
        "WinAnsiEncoding" => WINDOWS_1252,
        "MacRomanEncoding" => MACINTOSH,
        _ if byte > 126 => return STANDARD.iter().find(|(code, _)| *code == byte).map(|(_, letter)| *letter),
        _ => WINDOWS_1252,
    };
    table.decode_without_bom_handling(&[byte]).0.chars().next().filter(|c| !c.is_control())
}

/// The character of a glyph's name: `eacute`, `uni00E9`, `u1F600`, `a`, `f.alt`.
fn named(name: &str) -> Option<char> {
    let name = name.split('.').next().unwrap_or(name);
    let mut letters = name.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return Some(only);
    }
    let coded = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'));
    let coded = coded.filter(|hex| hex.len() >= 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    BY_NAME.get(name).copied().or_else(|| coded.and_then(char::from_u32))
}

/// Of the fonts that every reader has; a guess for others.
fn standard_width(name: &str, letter: Option<char>) -> f64 {
    use unicode_normalization::UnicodeNormalization;
    if name.contains("courier") {
        return 600.0;
    }
    let table = match (name.contains("times"), name.contains("bold")) {
        (true, false) => &TIMES,
        (true, true) => &TIMES_BOLD,
        (false, false) => &HELVETICA,
        (false, true) => &HELVETICA_BOLD,
    };
    // An accent makes no letter wider.
    let plain = letter.and_then(|c| c.nfd().next()).map_or(0, u32::from);
    let at = plain.checked_sub(32).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| table.get(at)).map_or(556.0, |width| f64::from(*width))
}

fn descendant<'a>(pdf: &'a Document, font: &'a Dictionary) -> Option<&'a Dictionary> {
    let inner = font.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array).ok()?.first()?;
    pdf.dereference(inner).and_then(|(_, o)| o.as_dict()).ok()
}

pub(super) fn dictionary<'a>(
    pdf: &'a Document,
    parent: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    parent.get_deref(key, pdf).and_then(Object::as_dict).ok()
}

pub(super) fn name_of(pdf: &Document, parent: &Dictionary, key: &[u8]) -> String {
    let name = parent.get_deref(key, pdf).and_then(Object::as_name).unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}

fn number(pdf: &Document, parent: &Dictionary, key: &[u8]) -> Option<f64> {
    as_number(pdf, parent.get(key).ok()?)
}

pub(super) fn as_number(pdf: &Document, object: &Object) -> Option<f64> {
    let (_, object) = pdf.dereference(object).ok()?;
    object.as_float().ok().map(f64::from).filter(|n| n.is_finite())
}
