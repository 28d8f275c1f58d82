//! The map that a font carries from its codes to the characters they stand for (`ToUnicode`).

use super::token::{Token, Tokens};
use std::collections::HashMap;

/// Codes that one map may name.
const MAX_CODES: usize = 70_000;

/// Characters by code.
pub(super) fn to_unicode(bytes: &[u8]) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let mut section: Vec<Token> = Vec::new();
    for token in Tokens::new(bytes) {
        match token {
            Token::Word(b"beginbfchar" | b"beginbfrange") => section.clear(),
            Token::Word(b"endbfchar") => chars(&section, &mut map),
            Token::Word(b"endbfrange") => ranges(&section, &mut map),
            token => section.push(token),
        }
        if map.len() > MAX_CODES {
            break;
        }
    }
    map
}

fn chars(section: &[Token], map: &mut HashMap<u32, String>) {
    for pair in section.chunks(2) {
        if let [Token::Text(code), Token::Text(text)] = pair {
            map.insert(number(code), characters(text));
        }
    }
}

fn ranges(section: &[Token], map: &mut HashMap<u32, String>) {
    let mut tokens = section.iter();
    while let (Some(Token::Text(first)), Some(Token::Text(last))) = (tokens.next(), tokens.next()) {
        let codes = number(first)..=number(last);
        let codes = codes.take(MAX_CODES);
        match tokens.next() {
            Some(Token::Text(text)) => {
                let start = characters(text);
                let mut letters: Vec<char> = start.chars().collect();
                let Some(last) = letters.pop() else { continue };
                let before: String = letters.into_iter().collect();
                for (step, code) in (0u32..).zip(codes) {
                    let Some(letter) = char::from_u32(u32::from(last) + step) else { break };
                    map.insert(code, format!("{before}{letter}"));
                    if map.len() > MAX_CODES {
                        return;
                    }
                }
            }
            Some(Token::Open) => {
                let texts = tokens.by_ref().take_while(|t| **t != Token::Close);
                let texts: Vec<String> = texts
                    .filter_map(|t| if let Token::Text(text) = t { Some(characters(text)) } else { None })
                    .collect();
                map.extend(codes.zip(texts));
            }
            _ => return,
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |n, byte| n << 8 | u32::from(*byte))
}

fn characters(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        rest => u16::from(rest[0]),
    });
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}
