//! Markers, from `corpus/intents.toml`, that a question is not for published material: a local matter, a decision about a
//! person, an attempt to steer the assistant. Patterns are regular expressions on the folded question.

use super::acts::ActNames;
use crate::corpus::CorpusError;
use crate::text::LegalRef;
use regex::RegexSet;
use serde::Deserialize;

/// What a marked question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Something that only the Ambito or the office knows.
    Local,
    /// A decision, a judgement or a forecast about a person or a case.
    Personal,
    /// An instruction to the assistant instead of a question.
    Injection,
    /// Another field of life altogether.
    OutOfDomain,
    /// What someone will decide one day.
    Future,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    intent: Vec<Table>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    kind: Intent,
    patterns: Vec<String>,
}

/// A benefit or matter near to those of the material, which is not its subject.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// As it is called.
    pub name: String,
    /// The phrases that name it, folded.
    pub forms: Vec<String>,
    /// Who can help: a key under `ask_whom` of the strings.
    pub ask: String,
}

impl Neighbour {
    /// Does a text name it?
    pub fn is_in(&self, text: &str) -> bool {
        let spaced = |text: &str| {
            let words: Vec<String> = crate::text::words(text).into_iter().map(|w| w.term).collect();
            format!(" {} ", words.join(" "))
        };
        let said = spaced(text);
        self.forms.iter().any(|form| said.contains(&spaced(form)))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Near {
    neighbour: Vec<Neighbour>,
}

/// The markers, compiled, the neighbours, and the names of acts.
#[derive(Debug, Clone, Default)]
pub struct Intents {
    marks: Vec<(Intent, RegexSet)>,
    neighbours: Vec<Neighbour>,
    acts: ActNames,
}

impl Intents {
    /// The markers that ship with the program.
    pub fn bundled() -> Self {
        let near: Near = toml::from_str(include_str!("../../corpus/neighbours.toml"))
            .expect("corpus/neighbours.toml is checked by a test");
        let marks = Self::parse("intents.toml", include_str!("../../corpus/intents.toml"))
            .expect("corpus/intents.toml is checked by a test");
        Self { neighbours: near.neighbour, acts: ActNames::bundled(), ..marks }
    }

    /// Reads the markers' file.
    pub fn parse(file: &str, text: &str) -> Result<Self, CorpusError> {
        let wrong = |why: String| CorpusError::Registry { file: file.to_owned(), line: 0, why };
        let tables: File = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut intents = Vec::new();
        for table in tables.intent {
            let set = RegexSet::new(&table.patterns).map_err(|e| wrong(e.to_string()))?;
            intents.push((table.kind, set));
        }
        Ok(Self { marks: intents, ..Self::default() })
    }

    /// The neighbours that a question names.
    pub fn neighbours(&self, question: &str) -> Vec<Neighbour> {
        self.neighbours.iter().filter(|n| n.is_in(question)).cloned().collect()
    }

    /// The acts that a question calls by the names of `corpus/acts.toml`.
    pub fn acts(&self, question: &str) -> Vec<LegalRef> {
        self.acts.of(question)
    }

    /// Who can help with each neighbour.
    #[cfg(test)]
    pub(crate) fn offices(&self) -> impl Iterator<Item = &str> {
        self.neighbours.iter().map(|n| n.ask.as_str())
    }

    /// The first kind, in the file's order, with a pattern in the question.
    pub fn of(&self, question: &str) -> Option<Intent> {
        let folded = crate::text::fold(question);
        self.marks.iter().find(|(_, set)| set.is_match(&folded)).map(|(intent, _)| *intent)
    }
}

#[cfg(test)]
mod tests {
    use super::{Intent, Intents};

    #[test]
    fn the_future_of_a_measure_is_not_that_of_a_family() {
        let check = |question: &str, expected: Option<Intent>| {
            assert_eq!(Intents::bundled().of(question), expected, "{question}");
        };
        let future = Some(Intent::Future);
        check("Il governo cancellerà l'Assegno di inclusione dopo le elezioni?", future);
        check("Quando uscirà il nuovo decreto sui PUC?", future);
        check("Verrà alzato l'importo del SFL?", future);
        check("Cancelleranno l'ADI l'anno prossimo?", future);
        check("Tornerà il reddito di cittadinanza?", future);
        check("Se lavorerà perderà l'ADI?", None);
        check("Verrà ridotto l'importo se il figlio lavora?", None);
        check("Gli toglieranno l'ADI se non si presenta?", None);
        check("Quando uscirà dal programma il nucleo?", None);
        check("La carta verrà sostituita se la perde?", None);
    }

    #[test]
    fn our_own_ways_are_local_and_our_own_work_is_not() {
        let check = |question: &str, expected: Option<Intent>| {
            assert_eq!(Intents::bundled().of(question), expected, "{question}");
        };
        let local = Some(Intent::Local);
        check("Nel nostro Ambito chi tiene l'agenda delle sale?", local);
        check("Il nostro regolamento comunale prevede un contributo per i nuclei ADI?", local);
        check("Chi è il referente ADI della nostra zona sociale?", local);
        check("Nel nostro Ambito chi approva le segnalazioni all'INPS?", None);
        check("Al nostro sportello è arrivata una vedova: chi dispone la revoca?", None);
    }

    #[test]
    fn a_neighbour_is_named_by_whole_words() {
        let check = |question: &str, expected: &[&str]| {
            let found = Intents::bundled().neighbours(question);
            assert_eq!(found.iter().map(|n| n.name.as_str()).collect::<Vec<_>>(), expected, "{question}");
        };
        check("A quanto ammonta l'assegno sociale?", &["assegno sociale"]);
        check(
            "Serve l'ISEE per il Bonus Nido e per l'Assegno Unico?",
            &["bonus asilo nido", "assegno unico"],
        );
        check("Quanto dura il rem?", &["reddito di emergenza"]);
        check("Chi accompagna la famiglia nella premessa del patto?", &[]);
    }
}
