//! The double parentheses around text that a later act inserted: `((…))`. They go, the words and every other parenthesis
//! stay, also where the two meet («lettera d))»).

/// Follows the parentheses from one line to the next: what an act inserts may be several commas long.
#[derive(Debug, Default)]
pub(super) struct Inserted {
    /// Insertions open, one within the other.
    open: usize,
}

impl Inserted {
    /// Forgets an insertion that was never closed.
    pub(super) fn reset(&mut self) {
        self.open = 0;
    }

    /// The line without the double parentheses.
    pub(super) fn strip(&mut self, line: &str) -> String {
        if !line.contains("((") && !line.contains("))") {
            return line.to_owned();
        }
        let mut out = String::with_capacity(line.len());
        // Single parentheses open on this line: those around each insertion, then those within the innermost.
        let mut outer: Vec<usize> = Vec::new();
        let mut single = 0_usize;
        let mut rest = line;
        while let Some(at) = rest.find(['(', ')']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let taken = if let Some(recall) = recall(rest) {
                out.push_str(&rest[1..recall - 1]);
                recall
            } else if rest.starts_with("((") && !rest.starts_with("(((") {
                self.open += 1;
                outer.push(std::mem::take(&mut single));
                2
            } else if rest.starts_with("))") && single == 0 && (self.open > 0 || closes(rest, &out)) {
                self.open = self.open.saturating_sub(1);
                single = outer.pop().unwrap_or_default();
                2
            } else {
                single = if rest.starts_with('(') { single + 1 } else { single.saturating_sub(1) };
                out.push_str(&rest[..1]);
                1
            };
            rest = &rest[taken..];
        }
        out.push_str(rest);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Bytes of «((29))», the inserted recall of a note: it keeps one pair.
fn recall(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("((")?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && inner[digits..].starts_with("))")).then_some(digits + 4)
}

/// An insertion closed at the end of a sentence, whose beginning was not seen.
fn closes(text: &str, before: &str) -> bool {
    text.trim_end() == "))" && before.trim_end().ends_with(['.', ';', ':', '»', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_go_and_other_parentheses_stay() {
        let check = |lines: &str, expected: &str| {
            let mut inserted = Inserted::default();
            let found: Vec<String> = lines.split('|').map(|line| inserted.strip(line)).collect();
            assert_eq!(found.join("|"), expected, "{lines}");
        };
        check("mesi (((gli ultimi)) sette)", "mesi (gli ultimi sette)");
        check("(((Rubrica)))", "(Rubrica)");
        check("((Il nucleo)) presenta", "Il nucleo presenta");
        check("(con l'art. 3, lettera d)) che", "(con l'art. 3, lettera d)) che");
        check("((di cui alla lettera d)))", "di cui alla lettera d)");
        check("((il comma (2)))", "il comma (2)");
        check("(Elenco ((dei servizi)) comunali)", "(Elenco dei servizi comunali)");
        check("((|1. Testo ((nuovo)) del comma.|))", "|1. Testo nuovo del comma.|");
        check("((1. Primo.|2. Secondo.))", "1. Primo.|2. Secondo.");
        check("2. Secondo.))", "2. Secondo.");
        check("vale ((29)).", "vale (29).");
        check("f(x) = ((a) e b", "f(x) = a) e b");
    }
}
