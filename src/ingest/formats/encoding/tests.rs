//! What is read, in which character set, and what is refused.

use super::*;
use proptest::prelude::*;

const TEXT: &str = "La città è lì: l'attività più utile. Perché? Così.";

/// `bytes` are read as `text`, with a warning that has `warned` in it, or without any.
fn check(bytes: &[u8], text: &str, warned: &str) {
    let decoded = decode(bytes).expect(text);
    assert_eq!(decoded.text, text);
    match decoded.warning {
        None => assert_eq!(warned, "", "{text}"),
        Some(warning) => assert!(!warned.is_empty() && warning.contains(warned), "{warning}"),
    }
}

fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn character_sets() {
    check(TEXT.as_bytes(), TEXT, "");
    check(b"", "", "");
    check(format!("\u{feff}{TEXT}").as_bytes(), TEXT, "");
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check(&wide, TEXT, "");
    check(&latin(TEXT), TEXT, "windows-1252");
}

#[test]
fn declarations() {
    let xml = format!("<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>{TEXT}</a>");
    check(&latin(&xml), &xml, "");
    let html = format!("<html><head><meta charset=windows-1252><p>{TEXT}");
    check(&latin(&html), &html, "");
    let old = format!(
        "<META http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-15\"><p>{TEXT} 10 €"
    );
    check(&encoding_rs::ISO_8859_15.encode(&old).0, &old, "");
    let wrong = format!("<meta charset=iso-8859-1><p>{TEXT}");
    check(wrong.as_bytes(), &wrong, "");
    let lying = format!("<meta charset=utf-8><p>{TEXT}");
    check(&latin(&lying), &lying, "windows-1252");
    let unknown = format!("<meta charset=klingon><p>{TEXT}");
    check(&latin(&unknown), &unknown, "windows-1252");
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(decode(b"testo\0testo"), Err(Hopeless(5)));
    assert!(decode(&[1, 2, 3, 4, 0xff]).is_err());
    assert!(decode(b"PK\x03\x04\x14\x00\x06").is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(decoded) = decode(&bytes) {
            prop_assert!(!decoded.text.contains('\0'));
        }
    }
}
