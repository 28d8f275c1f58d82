//! Blocks of lines: a paragraph, a heading, a list item, a table row.

use crate::text::Span;

/// The blocks of the text in order, without the markers of headings, quotations and list items. A block may
/// hold several sentences; no sentence crosses two.
pub(super) fn blocks(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<Span> = None;
    // True where a marker that could also be running text («–», «31.», «b)») begins an item.
    let mut loose = true;
    let mut quoted = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let inner = if start < end { past_quotation(text, start, end) } else { end };
        if (inner > start) != quoted {
            out.extend(open.take());
            (quoted, loose) = (!quoted, true);
        }
        let start = inner;
        let content = &text[start..end];
        match shape(content, loose) {
            Shape::Blank => {
                out.extend(open.take());
                loose = true;
                continue;
            }
            Shape::Alone { lead, tail } => {
                out.extend(open.take());
                out.push(Span::new(start + lead, end - tail));
                loose = true;
                continue;
            }
            Shape::Item { lead } => {
                out.extend(open.replace(Span::new(start + lead, end)));
            }
            Shape::Running => {
                open = Some(Span::new(open.map_or(start, |o| o.start), end));
            }
        }
        loose = content.ends_with([':', ';', '.']);
    }
    out.extend(open);
    out
}

/// What a line, without its indent, is.
enum Shape {
    /// Nothing, or a rule («---»).
    Blank,
    /// A heading or table row, without `lead` bytes before and `tail` after.
    Alone { lead: usize, tail: usize },
    /// A list item, after a marker of `lead` bytes.
    Item { lead: usize },
    /// Part of a paragraph or of an item.
    Running,
}

fn shape(line: &str, loose: bool) -> Shape {
    if line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '|' | ':' | ' ')) {
        return Shape::Blank;
    }
    if let Some(lead) = heading(line) {
        let body = line[lead..].trim_end_matches('#');
        let body = body.rfind("{#").filter(|_| body.ends_with('}')).map_or(body, |anchor| &body[..anchor]);
        return Shape::Alone { lead, tail: line.len() - lead - body.len() };
    }
    if line.starts_with('|') {
        return Shape::Alone { lead: 1, tail: usize::from(line.len() > 1 && line.ends_with('|')) };
    }
    marker(line, loose).map_or(Shape::Running, |lead| Shape::Item { lead })
}

/// Bytes of «## ».
fn heading(line: &str) -> Option<usize> {
    let signs = line.bytes().take_while(|b| *b == b'#').count();
    ((1..=6).contains(&signs) && line[signs..].starts_with([' ', '\t'])).then_some(signs + 1)
}

/// Past the «> » of a quotation.
fn past_quotation(text: &str, start: usize, end: usize) -> usize {
    end - text[start..end].trim_start_matches(['>', ' ']).len()
}

/// Bytes of a list marker and the space after it: «- », «* », «1. », «1-bis. », «a) ».
fn marker(line: &str, loose: bool) -> Option<usize> {
    let first = line.chars().next()?;
    let (len, sure) = match first {
        '-' | '*' | '+' | '•' | '◦' | '▪' | '·' => (first.len_utf8(), true),
        '–' | '—' => (first.len_utf8(), false),
        '0'..='9' => {
            let first = line.starts_with('1') && !line[1..].starts_with(|c: char| c.is_ascii_digit());
            (numeral(line, u8::is_ascii_digit, &['.', ')'])?, first)
        }
        'a'..='z' => (numeral(line, u8::is_ascii_lowercase, &[')'])?, line.starts_with("a)")),
        _ => return None,
    };
    let gap = line[len..].len() - line[len..].trim_start().len();
    (gap > 0 && (sure || loose)).then_some(len + gap)
}

/// Bytes of «10.», «1-bis)», «aa)»: at most three letters or digits, a suffix, a closing sign.
fn numeral(line: &str, belongs: impl Fn(&u8) -> bool, closers: &[char]) -> Option<usize> {
    let count = line.bytes().take_while(belongs).count();
    let suffix = line[count..].strip_prefix('-').map_or(0, |rest| {
        let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        if (3..=12).contains(&letters) { letters + 1 } else { 0 }
    });
    let len = count + suffix;
    (count <= 3 && line[len..].starts_with(closers)).then_some(len + 1)
}
