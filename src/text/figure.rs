//! Figures: one number written in digits, as Italians write it.

use std::borrow::Cow;

/// A number in digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// One past its last byte.
    pub(super) end: usize,
    /// Canonical decimal: `.` before the decimals, no leading, trailing or grouping characters.
    pub(super) value: String,
}

/// Reads the number whose first digit is at `start` (an ASCII digit with no digit before it).
/// «10.140» is 10140, «541,66» and «541.66» are 541.66; three or more parts that are not groups of three
/// («1.1.2025», «3,4,5») are a list, and only the first part is read.
pub(super) fn figure(text: &str, start: usize) -> Figure {
    let bytes = text.as_bytes();
    let first = digits(bytes, start);
    // A later part of a list: the parts before it were not its thousands.
    let listed = start >= 2 && matches!(bytes[start - 1], b'.' | b',') && bytes[start - 2].is_ascii_digit();
    if listed {
        return Figure { end: first, value: canonical(&text[start..first], "") };
    }
    let (whole_end, grouped) = groups(text, start, first);
    match fraction(bytes, whole_end, grouped) {
        Some(end) => Figure { end, value: canonical(&text[start..whole_end], &text[whole_end + 1..end]) },
        None => Figure { end: whole_end, value: canonical(&text[start..whole_end], "") },
    }
}

/// The end of the run of ASCII digits that begins at `at`.
pub(super) fn digits(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Extends `start..first` by groups of three digits. Gives back the end and whether there was a group.
fn groups(text: &str, start: usize, first: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    if first - start > 3 || bytes[start] == b'0' {
        return (first, false);
    }
    let Some(mark) = text[first..].chars().next().filter(|c| is_group_mark(*c)) else {
        return (first, false);
    };
    let mut end = first;
    while text[end..].starts_with(mark) {
        let next = end + mark.len_utf8();
        let stop = digits(bytes, next);
        if stop == next {
            break;
        }
        if stop - next != 3 {
            return (first, false);
        }
        end = stop;
    }
    (end, end > first)
}

/// Full stop, thin spaces, and the Swiss apostrophe.
fn is_group_mark(c: char) -> bool {
    matches!(c, '.' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

/// The end of the decimals after a comma (or, without groups, a full stop) at `at`; none when another part
/// follows, because then it is a list or a date.
fn fraction(bytes: &[u8], at: usize, grouped: bool) -> Option<usize> {
    let mark = *bytes.get(at)?;
    if mark != b',' && (mark != b'.' || grouped) {
        return None;
    }
    let end = digits(bytes, at + 1);
    let follows = matches!(bytes.get(end), Some(b',' | b'.' | b'/' | b'-'))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    (end > at + 1 && !follows).then_some(end)
}

fn canonical(whole: &str, decimals: &str) -> String {
    let whole: Cow<'_, str> = if whole.bytes().all(|b| b.is_ascii_digit()) {
        whole.into()
    } else {
        whole.chars().filter(char::is_ascii_digit).collect::<String>().into()
    };
    let whole = whole.trim_start_matches('0');
    let decimals = decimals.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
}

#[cfg(test)]
mod tests;
