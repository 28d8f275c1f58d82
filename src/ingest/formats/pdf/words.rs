//! Joins the lines of a paragraph, and with them the words broken at line ends: a hyphen may be the line's or the word's, and
//! the rest of the document tells which.

use super::order::Line;
use std::collections::HashSet;

/// What a hyphen belongs to wherever the line ends: «decreto-legge», «ex-beneficiario».
const COMPOUND: [&str; 3] = ["decreto", "ex", "circolare"];
/// Different words remembered; a book has some thirty thousand.
const MAX_WORDS: usize = 500_000;

/// The words of a document, lower-case, those with hyphens whole; the broken ones left out.
#[derive(Default)]
pub(super) struct Words {
    known: HashSet<String>,
}

impl Words {
    pub(super) fn add(&mut self, lines: &[Line]) {
        let mut broken = false;
        for line in lines {
            let words: Vec<&str> = line.text.split_whitespace().collect();
            let was_broken = std::mem::replace(&mut broken, line.text.ends_with(is_hyphen));
            let from = usize::from(was_broken);
            let to = words.len() - usize::from(broken && !words.is_empty());
            for word in words.get(from..to).unwrap_or_default() {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                // l'assistente, dell’ente
                let word = word.rsplit(['\'', '’']).next().unwrap_or_default();
                if self.known.len() < MAX_WORDS && word.chars().count() > 2 {
                    self.known.insert(word.to_owned());
                }
            }
        }
    }

    /// The word, or the same with another ending: sanitario, sanitaria.
    fn knows(&self, word: &str) -> bool {
        let Some(stem) = word.strip_suffix(['a', 'e', 'i', 'o']) else { return self.known.contains(word) };
        ['a', 'e', 'i', 'o'].iter().any(|ending| self.known.contains(&format!("{stem}{ending}")))
    }

    /// Two lines as one text.
    pub(super) fn join(&self, before: &str, after: &str) -> String {
        let after = after.trim_start();
        let Some(cut) = before.strip_suffix(is_hyphen).filter(|cut| cut.ends_with(char::is_alphanumeric))
        else {
            return format!("{before} {after}");
        };
        let token = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        if token.contains("://") || token.starts_with("www.") {
            return format!("{before}{after}");
        }
        let soft = before.ends_with('\u{ad}');
        let first = |c: char| !c.is_alphanumeric() && !is_hyphen(c);
        let start = cut.rfind(first).map_or(0, |at| at + cut[at..].chars().next().map_or(1, char::len_utf8));
        let end = after.find(first).unwrap_or(after.len());
        let (left, right) = (cut[start..].to_lowercase(), after[..end].to_lowercase());
        let is_lower = after.starts_with(char::is_lowercase) && left.ends_with(char::is_alphabetic);
        let whole = self.knows(&format!("{left}{right}"));
        let hyphened = self.knows(&format!("{left}-{right}")) || COMPOUND.contains(&left.as_str());
        if soft || whole && !right.is_empty() || is_lower && !hyphened {
            format!("{cut}{after}")
        } else {
            format!("{cut}-{after}")
        }
    }
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_of_lines_are_told_from_those_of_words() {
        let lines = ["Il servizio socio-sanitario e l'assistente", "il vice-", "sindaco, un autoaiuto"];
        let mut words = Words::default();
        words.add(&lines.map(|text| Line { text: text.to_owned(), ..Line::default() }));
        let check =
            |before: &str, after: &str, expected: &str| assert_eq!(words.join(before, after), expected);
        check("dell'assi-", "stente sociale", "dell'assistente sociale");
        check("la socio-", "sanitaria locale", "la socio-sanitaria locale");
        check("gruppi di auto-", "aiuto", "gruppi di autoaiuto");
        check("nel decreto-", "legge 48", "nel decreto-legge 48");
        check("su https://esempio.it/circolari-", "messaggi", "su https://esempio.it/circolari-messaggi");
        check("in Emilia-", "Romagna", "in Emilia-Romagna");
        check("il piano 2024-", "2026", "il piano 2024-2026");
        check("prima –", "poi", "prima – poi");
        check("il patto -", "se firmato", "il patto - se firmato");
        check("del pat\u{ad}", "to", "del patto");
        check("fine", "  capo", "fine capo");
    }
}
