//! Acts called by a name that people use («legge di bilancio 2025», «decreto lavoro del 2023»), from the aliases of
//! `corpus/acts.toml`. The year of such a name is no day that a question is about.

use crate::corpus::{Acts, CorpusError};
use crate::text::{self, LegalRef, Span};

/// The names, each with its act.
#[derive(Debug, Clone, Default)]
pub(super) struct ActNames {
    names: Vec<(Vec<String>, String)>,
}

/// Words that may stand before the year of a name: «manovra del 2025», «legge di bilancio per il 2025».
const SMALL: [&str; 7] = ["del", "dell", "dello", "per", "il", "l", "anno"];

impl ActNames {
    /// Those of the registry that ships with the program.
    pub(super) fn bundled() -> Self {
        Self::parse("acts.toml", include_str!("../../corpus/acts.toml"))
            .expect("corpus/acts.toml is checked by a test")
    }

    fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        let acts = Acts::parse(file, text)?;
        let named = |alias: &String| text::words(alias).into_iter().map(|w| w.term).collect::<Vec<_>>();
        let mut names: Vec<(Vec<String>, String)> = Vec::new();
        for act in &acts.act {
            names.extend(act.aliases.iter().map(|alias| (named(alias), act.id.clone())));
        }
        names.retain(|(words, _)| words.len() > 1);
        names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Ok(Self { names })
    }

    /// The acts that a text calls by name, in order, the longest name first.
    pub(super) fn of(&self, text: &str) -> Vec<LegalRef> {
        let words = text::words(text);
        let said: Vec<&str> = words.iter().map(|w| w.term.as_str()).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < said.len() {
            let named = self.names.iter().find_map(|(name, act)| Some((ends(&said, at, name)?, act)));
            if let Some((end, act)) = named {
                let span = Span::new(words[at].span.start, words[end - 1].span.end);
                found.push(LegalRef { span, act: Some(act.clone()), ..LegalRef::default() });
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

/// Where a name that begins at `at` ends.
fn ends(said: &[&str], at: usize, name: &[String]) -> Option<usize> {
    let mut end = at;
    for word in name {
        let year = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        while year && end > at && said.get(end).is_some_and(|w| SMALL.contains(w)) {
            end += 1;
        }
        if said.get(end) != Some(&word.as_str()) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::ActNames;

    #[test]
    fn an_act_is_called_by_name() {
        let names = ActNames::bundled();
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = names.of(text);
            let found: Vec<(&str, &str)> =
                found.iter().map(|r| (r.span.slice(text).unwrap(), r.act.as_deref().unwrap())).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Che cosa dice la legge di bilancio 2025?", &[("legge di bilancio 2025", "l-207-2024")]);
        check("la Manovra del 2026 sull'ADI", &[("Manovra del 2026", "l-199-2025")]);
        check("Secondo il decreto lavoro 2023 chi è escluso?", &[("decreto lavoro 2023", "dl-48-2023")]);
        check("Nel decreto lavoro chi è escluso?", &[("decreto lavoro", "dl-48-2023")]);
        check("la legge di bilancio che nel 2025 ha alzato le soglie", &[]);
        check("Qual era la soglia nel 2025?", &[]);
        check("Con la manovra 2031 che cosa cambia?", &[]);
    }
}
