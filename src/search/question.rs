//! A question as the machine understands it: the day it is about, the measures and provisions it names. Built once, at the
//! border; nothing below reads the clock.

use super::when::period_in;
use super::{Intent, Intents, Lexicon};
use crate::text::{self, LegalRef};
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// Where the day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// Given beside the question.
    Given(Date),
    /// Said in the question.
    Said(Date),
    /// Nothing said: today.
    Today(Date),
}

impl AsOf {
    /// The day.
    pub fn day(self) -> Date {
        match self {
            AsOf::Given(day) | AsOf::Said(day) | AsOf::Today(day) => day,
        }
    }
}

/// A question's wording with the date that chose its day: the words go back when the day is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// As [`Question::focus`].
    pub focus: String,
    /// As [`Question::context`].
    pub context: String,
    /// As [`Question::whole`].
    pub whole: String,
}

/// What was asked, after redaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The redacted text, without the placeholders of what was masked.
    pub text: String,
    /// The part that asks: all of a short question, the asking sentences of a long one.
    pub focus: String,
    /// The rest of a long question: facts of the case, which count less.
    pub context: String,
    /// All of it, mistyped words mended, without the date that chose the versions: what the encoder reads, which makes sense of a whole story better
    /// than of its last sentence.
    pub whole: String,
    /// Words read as others, as typed and as read.
    pub read_as: Vec<(String, String)>,
    /// The day it is about.
    pub as_of: AsOf,
    /// The day said in the question and the wording with its date, while the date chooses the versions.
    pub dated: Option<Dated>,
    /// Is it surely that day, and no date of the case's story?
    pub firm: bool,
    /// Today.
    pub today: Date,
    /// Does it name a time that is all in the future?
    pub future: bool,
    /// Measures that it names.
    pub measures: Vec<String>,
    /// Measures to which the asker limited the search.
    pub only_measures: Vec<String>,
    /// Provisions that it names.
    pub references: Vec<LegalRef>,
    /// Benefits that its asking part names and that are not the material's subject.
    pub neighbours: Vec<super::Neighbour>,
    /// Does its asking part name a certain Comune, Ambito or zone, in a question that is not about a move?
    pub place: Option<String>,
    /// Marked as not for published material.
    pub intent: Option<Intent>,
}

impl Question {
    /// Understands a redacted question. `given` is a day asked for beside it.
    pub fn new(text: &str, given: Option<Date>, today: Date, known: (&Lexicon, &Intents)) -> Self {
        let (lexicon, intents) = known;
        let persons = crate::access::with_persons(text);
        let text = crate::access::without_placeholders(text);
        let text = text.trim();
        let (read, read_as) = lexicon.reading(text);
        let said = period_in(&read, today, &intents.acts(&read));
        let as_of = match (given, said) {
            (Some(day), _) => AsOf::Given(day),
            (None, Some(period)) => AsOf::Said(period.day),
            (None, None) => AsOf::Today(today),
        };
        let future = match given {
            Some(day) => day > today,
            None => said.is_some_and(|p| p.future),
        };
        let (mut focus, mut context) = focus(&read);
        let mut whole = lexicon.respelt(persons.trim());
        let aside = |words: &str, (focus, context, whole): (&mut String, &mut String, &mut String)| {
            *focus = focus.replacen(words, " ", 1);
            *whole = whole.replacen(words, " ", 1);
            *context = format!("{context} {words}");
        };
        // What it is compared with is not what it is about.
        let compared = COMPARED.find(&whole).map(|m| m.as_str().to_owned()).unwrap_or_default();
        if !compared.is_empty() {
            aside(&compared, (&mut focus, &mut context, &mut whole));
        }
        let mut dated = None;
        if let (AsOf::Said(_), Some(period)) = (as_of, said) {
            dated = Some(Dated { focus: focus.clone(), context: context.clone(), whole: whole.clone() });
            // The date chooses the versions; as a word it would only favour texts that mention it.
            if let Some(words) = period.span.slice(&read).filter(|_| !period.topic) {
                aside(words, (&mut focus, &mut context, &mut whole));
            }
        }
        let mut references = text::references(text);
        let named = intents.acts(text).into_iter();
        references.extend(
            named.filter(|n| !references.iter().any(|r| r.span.overlaps(&n.span))).collect::<Vec<_>>(),
        );
        Self {
            text: text.to_owned(),
            neighbours: intents.neighbours(&focus),
            place: place(&focus),
            focus,
            context,
            whole,
            read_as,
            as_of,
            dated,
            firm: said.is_some_and(|p| p.firm),
            today,
            future,
            measures: lexicon.measures(&read.replacen(&compared, " ", usize::from(!compared.is_empty()))),
            only_measures: Vec::new(),
            references,
            intent: intents.of(text).or_else(|| intents.of(&read)),
        }
    }
}

impl Question {
    /// The same question about `as_of`: where that is not the day said in it, its date is a word like others.
    pub fn on(&self, as_of: AsOf) -> Self {
        let Some(dated) = self.dated.clone().filter(|_| as_of != self.as_of) else {
            return Self { as_of, ..self.clone() };
        };
        let Dated { focus, context, whole } = dated;
        Self { as_of, focus, context, whole, dated: None, ..self.clone() }
    }
}

/// «obbligatori come col reddito di cittadinanza?», «10 anni come per il RdC».
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bcome (?:(?:lo )?(?:era|erano|succedeva|funzionava|avveniva|si faceva) )?(?:prima )?(?:per |con |col |nel |del |al |ai tempi del |quando c'era )?(?:il |la |l['’])?(?:vecchi[oa] )?(?:rdc|reddito di cittadinanza|reddito di inclusione|reddito|rei)\b",
    )
    .expect("a fixed pattern")
});

/// «Comune di Pozzuoli», «zona di Viterbo»: the name must have its capital, or any word could be one.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?i:comune|zona|distretto|ambito|città|territorio|municipio|ATS|provincia|sportello|ufficio|comunale|quartiere) (?i:di|del|della|dell['’]) ?([A-ZÀ-Ù][\p{L}'’]{3,}(?: [A-ZÀ-Ù][\p{L}'’]+)*)",
    )
    .expect("a fixed pattern")
});

/// Who moves between places asks about a rule.
static MOVES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(trasfer\w*|arriv\w*|spost\w*|cambi\w*|prima era\w*|provenien\w*|provien\w*)\b")
        .expect("a fixed pattern")
});

fn place(asked: &str) -> Option<String> {
    let name = PLACE.captures(asked)?.get(1)?.as_str().to_owned();
    (!MOVES.is_match(&text::fold(asked))).then_some(name)
}

/// Words up to which a question is asked whole.
const SHORT: usize = 28;

/// Content words below which an asking sentence needs the one before it.
const BARE: usize = 4;

/// The asking sentences of a long question and the rest. A bare one («Che cosa devo fare?») takes the sentence before it;
/// without a question mark the last two sentences ask.
fn focus(text: &str) -> (String, String) {
    let sentences: Vec<&str> =
        text::sentences(text).into_iter().filter_map(|span| span.slice(text)).collect();
    if sentences.len() < 2 || text::words(text).len() <= SHORT {
        return (text.to_owned(), String::new());
    }
    let asks: Vec<bool> =
        sentences.iter().map(|s| s.trim_end_matches(['"', '»', ')']).ends_with('?')).collect();
    let last = sentences.len() - 1;
    let any = asks.contains(&true);
    let bare = |n: usize| text::terms(sentences[n]).len() < BARE;
    let before = |n: usize| asks.get(n + 1) == Some(&true) && bare(n + 1);
    let chosen = |n: usize| if any { asks[n] || before(n) } else { n + 1 >= last };
    let join = |wanted: bool| -> String {
        let part: Vec<&str> =
            sentences.iter().enumerate().filter(|(n, _)| chosen(*n) == wanted).map(|(_, s)| *s).collect();
        part.join(" ")
    };
    (join(true), join(false))
}

#[cfg(test)]
mod tests {
    use super::{AsOf, Intents, Lexicon, Question, focus, place};

    #[test]
    fn a_certain_place_is_named_with_its_capital() {
        let check =
            |asked: &str, expected: Option<&str>| assert_eq!(place(asked).as_deref(), expected, "{asked}");
        check("Chi è di turno nella zona di Viterbo?", Some("Viterbo"));
        check("buono spesa comunale di Cosenza", Some("Cosenza"));
        check("Il comune di Lecce dà la residenza a chi vive in roulotte?", Some("Lecce"));
        check("Chi segue il nucleo che si trasferisce dal Comune di Bari al Comune di Lecce?", None);
        check("Il Comune di residenza chi lo verifica?", None);
    }

    #[test]
    fn what_it_is_compared_with_is_not_what_it_is_about() {
        let check = |text: &str, expected: &str| {
            let (lexicon, intents) = (Lexicon::default(), Intents::default());
            let today = jiff::civil::date(2026, 11, 22);
            let question = Question::new(text, None, today, (&lexicon, &intents));
            assert_eq!(question.focus.split_whitespace().collect::<Vec<_>>().join(" "), expected);
        };
        check("Servono ancora 10 anni come per il reddito di cittadinanza?", "Servono ancora 10 anni ?");
        check("PUC obbligatori come nel RdC?", "PUC obbligatori ?");
        check("Il reddito di cittadinanza come si chiedeva?", "Il reddito di cittadinanza come si chiedeva?");
    }

    #[test]
    fn the_words_of_a_date_go_back_when_its_day_is_not_used() {
        let today = jiff::civil::date(2026, 11, 22);
        let known = (&Lexicon::default(), &Intents::bundled());
        let question = Question::new("Arrivata in Italia nel 2019: può chiedere l'ADI?", None, today, known);
        assert!(!question.focus.contains("2019") && question.context.contains("2019"));
        let now = question.on(AsOf::Today(today));
        assert!(now.focus.contains("2019") && now.whole.contains("2019") && !now.context.contains("2019"));
        assert_eq!(now.as_of.day(), today);
        assert_eq!(question.on(question.as_of), question);
        // An act's name keeps its year and is a reference.
        let question = Question::new("Che cosa dice la legge di bilancio 2025?", None, today, known);
        assert!(question.focus.contains("2025") && question.as_of == AsOf::Today(today));
        assert_eq!(question.references[0].act.as_deref(), Some("l-207-2024"));
        // A year that is the topic chooses the day and stays.
        let question = Question::new("Che cosa è cambiato nel 2025?", None, today, known);
        assert!(question.focus.contains("2025") && question.as_of.day().year() == 2025);
    }

    #[test]
    fn a_long_question_is_asked_by_its_asking_sentences() {
        let check = |text: &str, expected: &str| assert_eq!(focus(text).0, expected);
        check("Quanto dura l'ADI?", "Quanto dura l'ADI?");
        let story = "La famiglia vive in una casa di due stanze con il tetto che perde e tre cani. Il padre lavora ogni \
                     tanto nei campi e la madre aspetta un bambino per marzo. Hanno un mutuo.";
        let asked = format!("{story} Quanto dura l'ADI?");
        check(&asked, "Hanno un mutuo. Quanto dura l'ADI?");
        assert!(focus(&asked).1.contains("tre cani"));
    }
}
