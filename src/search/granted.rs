//! What a question takes for granted: «Dato che il rinnovo si chiede tre mesi prima, quando lo preparo?», «Il PUC è per tutti,
//! giusto?». The rule about it can be looked for by itself, free of the words of the case.

mod clauses;
mod words;

use self::clauses::{Clauses, Given, Statement};
use self::words::{CERTAIN, TAG};
use super::{Lexicon, Question};
use crate::text::Span;
use std::cmp::Reverse;

/// What is taken for granted.
#[derive(Debug, Clone)]
pub struct Granted {
    /// As told.
    pub told: String,
    /// A question of its own.
    pub question: Question,
    /// Does the question ask for nothing else than whether it is so?
    pub whole: bool,
}

/// Statements of a question that are looked for at most.
const MOST: usize = 2;

/// What stands before the words, at a text's end, that want it confirmed.
pub(super) fn confirming(text: &str) -> Option<&str> {
    TAG.find(text).map(|tag| &text[..tag.start()])
}

/// Does a text say that it gives something for certain, or want it confirmed?
pub(crate) fn told_as_certain(text: &str) -> bool {
    CERTAIN.is_match(text)
}

/// Where the statements of a question stand.
pub(crate) fn told(question: &str) -> Vec<Span> {
    let told = Clauses::of(question, false).told;
    let place =
        |one: &Statement<'_>| question.find(one.words).map(|start| Span::new(start, start + one.words.len()));
    told.iter().filter_map(place).collect()
}

impl Question {
    /// What the question takes for granted, the likeliest to be a rule first. What it tells of a case or of the asker counts only
    /// where it is given for certain or to be confirmed.
    pub fn granted(&self, lexicon: &Lexicon) -> Vec<Granted> {
        let Clauses { told, single, asks } = Clauses::of(&self.whole, self.dated.is_some());
        // As typed, with the date that chose the versions.
        let typed = Clauses::of(&self.text, false).told;
        let typed = |n: usize| typed.get(n).filter(|_| typed.len() == told.len());
        let mut rules: Vec<(usize, &Statement<'_>)> =
            told.iter().enumerate().filter(|(_, one)| one.given != Given::Plainly || !one.case).collect();
        // The nearer to what is asked, the likelier it matters.
        rules.reverse();
        rules.sort_by_key(|(_, one)| (one.case, Reverse(one.given)));
        let granted = |(n, one): (usize, &Statement<'_>)| Granted {
            told: typed(n).unwrap_or(one).words.to_owned(),
            question: self.part(one.words, lexicon),
            whole: single || (!asks && one.confirmed),
        };
        rules.into_iter().take(MOST).map(granted).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::told_as_certain;
    use crate::search::{Intents, Lexicon, Question};

    /// What is looked for first, and whether nothing else is asked.
    fn first(question: &str) -> Option<(String, bool)> {
        let (lexicon, today) = (Lexicon::default(), jiff::civil::date(2026, 11, 23));
        let asked = Question::new(question, None, today, (&lexicon, &Intents::default()));
        asked.granted(&lexicon).into_iter().next().map(|granted| (granted.told, granted.whole))
    }

    #[test]
    fn every_opener_is_an_opener_everywhere() {
        for opener in [
            "Dato che",
            "Sapendo che",
            "Siccome",
            "Poiché",
            "So che",
            "Il CAF dice che",
            "Mi hanno detto che",
        ] {
            let question = format!("{opener} il limite ISEE è di 9.360 euro, chi ne ha 9.900 è fuori?");
            assert!(told_as_certain(&question), "{question}");
            assert_eq!(
                first(&question),
                Some(("il limite ISEE è di 9.360 euro".to_owned(), false)),
                "{question}"
            );
        }
        for closer in
            ["giusto", "corretto", "è così", "vero", "me lo confermi", "dico bene", "hanno ragione", "no"]
        {
            let question = format!("Il limite ISEE è di 9.360 euro, {closer}?");
            assert!(told_as_certain(&question), "{question}");
            assert_eq!(
                first(&question),
                Some(("Il limite ISEE è di 9.360 euro".to_owned(), true)),
                "{question}"
            );
        }
        assert!(!told_as_certain("Il limite ISEE è di 9.360 euro?"));
        assert!(!told_as_certain("Se il limite ISEE è di 9.360 euro, chi ne ha 9.900 è fuori?"));
    }

    #[test]
    fn what_is_taken_for_granted() {
        let check = |question: &str, expected: Option<(&str, bool)>| {
            let expected = expected.map(|(told, whole)| (told.to_owned(), whole));
            assert_eq!(first(question), expected, "{question}");
        };
        check(
            "Il rimborso per l'affitto è di 280 euro al mese, me lo confermi?",
            Some(("Il rimborso per l'affitto è di 280 euro al mese", true)),
        );
        check(
            "Dovendo chiedere il rinnovo tre mesi prima, quando lo preparo?",
            Some(("chiedere il rinnovo tre mesi prima", false)),
        );
        check(
            "Dato che il limite è 20.000,50 euro per le altre case, la signora è fuori?",
            Some(("il limite è 20.000,50 euro per le altre case", false)),
        );
        check(
            "Siccome servono dieci anni di residenza, chi è arrivato nel 2019 è fuori, giusto?",
            Some(("servono dieci anni di residenza", false)),
        );
        check(
            "So che dopo la decadenza si aspettano 18 mesi: è così?",
            Some(("dopo la decadenza si aspettano 18 mesi", true)),
        );
        check(
            "I nuclei nuovi si inseriscono a mano: in quale menu trovo il pulsante?",
            Some(("I nuclei nuovi si inseriscono a mano", false)),
        );
        check("Pronto intervento sociale: deve essere attivo sempre?", None);
        check("In analisi preliminare devo decidere chi mandare al lavoro: la madre ha l'obbligo?", None);
        check("Persona in misura alternativa seguita da UEPE: chi attesta la presa in carico?", None);
        check(
            "La signora dice che allo sportello le hanno detto che se ha un'auto, anche vecchia, perde l'ADI. È così o no per tutti?",
            Some(("se ha un'auto, anche vecchia, perde l'ADI", false)),
        );
        check("Stiamo valutando se sospendere la carta: quale menu apro?", None);
        check("Sto cercando di capire il motivo del respingimento: dove lo leggo?", None);
        check(
            "Dobbiamo decidere sulla decadenza entro sei mesi: chi la firma?",
            Some(("Dobbiamo decidere sulla decadenza entro sei mesi", false)),
        );
        check(
            "Devo chiamare il nucleo entro trenta giorni: come lo avviso?",
            Some(("Devo chiamare il nucleo entro trenta giorni", false)),
        );
        check("Quanto dura il patto?", None);
        check("Chi firma il PaIS per i minori?", None);
    }

    #[test]
    fn the_case_and_the_asker_are_no_rules_unless_a_figure_may_be_wrong() {
        let check = |question: &str, expected: Option<&str>| {
            assert_eq!(first(question).map(|(told, _)| told).as_deref(), expected, "{question}");
        };
        for of_the_case in [
            "Se la persona ha un amministratore di sostegno, chi viene al colloquio?",
            "Se la persona è iscritta al centro per l'impiego: chi la convoca?",
            "Mi hanno affidato le verifiche sul nucleo in GePI: quante ne devo pianificare?",
            "Mi è stato assegnato un nucleo seguito dal centro antiviolenza: chi lo convoca?",
            "Sono la referente dell'ambito per il monitoraggio: dove trovo i dati?",
            "Sono l'assistente sociale incaricata dei controlli: dove trovo i dati?",
            "Il mio dirigente mi ha passato il fascicolo di una famiglia: da dove comincio?",
        ] {
            check(of_the_case, None);
        }
        for rule in [
            "Ci sono obblighi anche per i disabili gravi",
            "Siamo noi del Comune a fare le verifiche anagrafiche",
            "Sono la stessa misura il reddito di cittadinanza e l'assegno di inclusione",
            "Abbiamo l'obbligo di convocare tutto il nucleo",
            "Ho letto in una circolare che il patto lo firma solo il richiedente",
            "Se il nucleo cambia Comune, la presa in carico passa al Comune nuovo",
        ] {
            check(&format!("{rule}, giusto?"), Some(rule));
        }
        check(
            "Abbiamo l'obbligo di convocare tutto il nucleo: come lo avviso?",
            Some("Abbiamo l'obbligo di convocare tutto il nucleo"),
        );
        check(
            "Sono la stessa misura il SFL e l'assegno di inclusione: quale chiede la signora?",
            Some("Sono la stessa misura il SFL e l'assegno di inclusione"),
        );
        check(
            "Se l'assegno è solo per chi ha figli, perché due anziani lo prendono?",
            Some("l'assegno è solo per chi ha figli"),
        );
        check(
            "Se è vero che il PUC è obbligatorio per tutti, chi lo organizza?",
            Some("è vero che il PUC è obbligatorio per tutti"),
        );
        check("Se il SFL dura solo un anno, quando si rinnova?", Some("il SFL dura solo un anno"));
        check(
            "Se i non attivabili tornano ogni 60 giorni, come incastro gli appuntamenti?",
            Some("i non attivabili tornano ogni 60 giorni"),
        );
        check(
            "Se il reddito di cittadinanza è finito il 30 giugno 2023, come spiego gli accrediti?",
            Some("il reddito di cittadinanza è finito il 30 giugno 2023"),
        );
        check(
            "Siccome il SFL è uno solo per famiglia, chi lo chiede fra marito e moglie?",
            Some("il SFL è uno solo per famiglia"),
        );
        check(
            "I nuclei nuovi si inseriscono a mano in piattaforma: dove trovo il pulsante?",
            Some("I nuclei nuovi si inseriscono a mano in piattaforma"),
        );
    }
}
