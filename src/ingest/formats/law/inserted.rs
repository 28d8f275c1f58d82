//! The double parentheses around text that a later act inserted: `((…))`. They go, the words and every other parenthesis
//! stay, also where the two meet («lettera d))»).

/// Follows the parentheses from one line to the next: what an act inserts may be several commas long.
#[derive(Debug, Default)]
pub(super) struct Inserted {
    open: bool,
}

impl Inserted {
    /// Forgets an insertion that was never closed.
    pub(super) fn reset(&mut self) {
        self.open = false;
    }

    /// The line without the double parentheses.
    pub(super) fn strip(&mut self, line: &str) -> String {
        if !line.contains("((") && !line.contains("))") {
            return line.to_owned();
        }
        let mut out = String::with_capacity(line.len());
        // Single parentheses opened on this line and still open.
        let mut single = 0;
        let mut rest = line;
        while let Some(at) = rest.find(['(', ')']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let taken = if rest.starts_with("((") && !self.open && !is_recall(rest) {
                self.open = true;
                2
            } else if rest.starts_with("))") && single == 0 && (self.open || closes(rest, &out)) {
                self.open = false;
                2
            } else {
                let opens = rest.starts_with('(');
                single = if opens { single + 1 } else { usize::saturating_sub(single, 1) };
                out.push_str(&rest[..1]);
                1
            };
            rest = &rest[taken..];
        }
        out.push_str(rest);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// «((29))»: an inserted recall of a note, which keeps one pair.
fn is_recall(text: &str) -> bool {
    let digits = text[2..].bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && text[2 + digits..].starts_with("))")
}

/// An insertion closed at the end of a sentence, whose beginning was not seen.
fn closes(text: &str, before: &str) -> bool {
    text.trim_end() == "))" && before.trim_end().ends_with(['.', ';', ':', '»', '"'])
}
