//! The tokens of page descriptions and character maps. What cannot be read is stepped over: a page goes on after an error.

/// Things inside things; deeper ones are read flat.
const MAX_STRING_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Open,
    Close,
    DictOpen,
    DictClose,
    Word(&'a [u8]),
}

pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// After the word `ID`: past the picture that stands among the words.
    pub(super) fn skip_picture(&mut self) {
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let after = rest.get(3).copied().unwrap_or(b' ');
            if is_blank(rest[0]) && rest[1..].starts_with(b"EI") && (is_blank(after) || after == b'Q') {
                self.at += 3;
                return;
            }
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn plain(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|b| !is_blank(b) && !is_delimiter(b)) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn name(&mut self) -> Vec<u8> {
        let raw = self.plain();
        let mut name = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            let hex = raw.get(at + 1..at + 3).filter(|_| raw[at] == b'#');
            match hex.and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok()) {
                Some(byte) => {
                    name.push(byte);
                    at += 3;
                }
                None => {
                    name.push(raw[at]);
                    at += 1;
                }
            }
        }
        name
    }

    fn text(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' if depth < MAX_STRING_DEPTH => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    text.extend(self.escaped());
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escaped(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                u8::try_from(value & 0xff).unwrap_or(b' ')
            }
            b'\r' | b'\n' => {
                if byte == b'\r' && self.peek() == Some(b'\n') {
                    self.at += 1;
                }
                return None;
            }
            other => other,
        })
    }

    fn hex(&mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(char::from(byte).to_digit(16));
        }
        let pair = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair.get(1).copied().unwrap_or(0)).unwrap_or(0);
        digits.chunks(2).map(pair).collect()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let byte = self.peek()?;
        let doubled = self.bytes.get(self.at + 1) == Some(&byte);
        if is_delimiter(byte) {
            self.at += 1;
        }
        Some(match byte {
            b'/' => Token::Name(self.name()),
            b'(' => Token::Text(self.text()),
            b'<' | b'>' if doubled => {
                self.at += 1;
                if byte == b'<' { Token::DictOpen } else { Token::DictClose }
            }
            b'<' => Token::Text(self.hex()),
            b'[' => Token::Open,
            b']' => Token::Close,
            b')' | b'>' | b'{' | b'}' => return self.next_after_stray(),
            _ => {
                let plain = self.plain();
                number(plain).map_or(Token::Word(plain), Token::Number)
            }
        })
    }
}

impl<'a> Tokens<'a> {
    /// Any number of stray delimiters, without a call for each.
    fn next_after_stray(&mut self) -> Option<Token<'a>> {
        while self.peek().is_some_and(|b| matches!(b, b')' | b'{' | b'}') || is_blank(b)) {
            self.at += 1;
        }
        if self.peek() == Some(b'>') && self.bytes.get(self.at + 1) != Some(&b'>') {
            self.at += 1;
        }
        Some(Token::Word(b""))
    }
}

fn number(plain: &[u8]) -> Option<f64> {
    if !plain.first().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.')) {
        return None;
    }
    let text = std::str::from_utf8(plain).ok()?;
    let value: f64 =
        text.parse().ok().or_else(|| text.trim_start_matches('-').parse().ok().map(|n: f64| -n))?;
    // No page is so large: what is beyond would only overflow.
    Some(value.clamp(-1e9, 1e9))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/')
}
