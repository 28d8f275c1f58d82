//! What a question takes for granted: «Dato che il rinnovo si chiede tre mesi prima, quando lo preparo?», «Il PUC è per tutti,
//! giusto?». The rule about it can be looked for by itself, free of the words of the case.

use super::{Lexicon, Question};
use crate::text::{self, Span};
use regex::{Captures, Regex};
use std::sync::LazyLock;

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

/// Bytes that a date may take.
const DATE: usize = 24;
/// Words before a colon below which they only name the subject («Pronto intervento sociale: …?»).
const SENTENCE: usize = 5;
/// Content words that it must have to be looked for by itself.
const FEWEST: usize = 3;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

// The one list of the words that open or close what is taken for granted, read with accents and without them.

/// What follows is given as certain.
const SINCE_WORDS: &str = r"(?:(?:dato|visto|considerato|considerando|posto|premesso|ammesso|assodato|tenuto conto|dal momento|per il fatto|sapendo) che|siccome|poich[eé]|giacch[eé]|essendo|dovendo|avendo)";
/// What follows, with «che», is known or was heard.
const HEARD_WORDS: &str = r"(?:so|sappiamo|sapevo|sapevamo|credevo|pensavo|ricordo|ricordavo|mi risulta|ci risulta|mi dicono|ci dicono|(?:mi|ci|gli|le) (?:ha|hanno) (?:detto|riferito|assicurato|spiegato)|(?:ho|abbiamo) (?:letto|sentito|saputo)|dice|dicono|sostiene|sostengono|riferisce|riferiscono|assicura|assicurano)";
/// What stands before is to be confirmed.
const CONFIRM_WORDS: &str = r"(?:conferm(?:i|ate|a)|giusto|corretto|esatto|sbaglio|(?:è|e['’]?) cos[iì]|dico bene|(?:ha|hanno) ragione)";
/// What stands before has what follows for a consequence.
const THUS_WORDS: &str = r"(?:quindi|perci[oò]|allora|pertanto|dunque)";

/// «…, me lo confermi?»: all that stands before is taken for granted.
static CONFIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(.+?)[,.:;?]*\s*\b(?:(?:me lo |ce lo |lo |mi |ci )?{CONFIRM_WORDS}|non è vero|(?:è )?vero|no)\s*\?\s*$"
    ))
});

/// «So che …», «Mi risulta che …», «Dice che allo sportello le hanno detto che …»; a «se …, …» up to its end.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{HEARD_WORDS} che\s+(?:[^,:;.?]*\b{HEARD_WORDS} che\s+)?(?:(se\s.+?)(?:[:;.?](?:\s|$)|$)|(.+?)(?:[,:;.?](?:\s|$)|$))"
    ))
});

/// A form of a verb by which something is said of something: the commonest, and what endings tell.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:è|é|e['’]|sono|ha|hanno|ho|abbiamo|dev\w+|dovr\w+|può|puo|possono|potr\w+|spetta|serve|vale|basta|dura|scade|decade|va|fa|viene|era|c['’]è|resta|prende|perde|entra|esce|riceve|conta|tocca|dà|sta|vuole|vive|lavora|chiede|risulta|manca|prevede|arriva|parte|decorre|copre|comprende|include|riguarda|richiede|impone|esclude|riconosce|(?:si|non|lo|li|gli|ci|mi|ne)\s+\w+|\w{3,}(?:ano|ono|iamo|rà|ava|eva))\b",
    )
});

/// «Dato che …, », «Se …, »: up to the comma, or to the next one when too little stands before it.
static SINCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i)(?:^|[:;,.?!]\s*)(?:({SINCE_WORDS})|se)\s+(.+)$")));

/// «…, quindi …?», «…, mi dice il patronato: …?», «…: …?».
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(.+?)(?:[,;]?\s{THUS_WORDS}\s|,?\s(?:mi|ci) (?:dice|dicono|ha detto|hanno detto)\b|:\s)"
    ))
});

/// Any of the words that give something for certain or want it confirmed; «se» only supposes.
static CERTAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:{SINCE_WORDS}|{HEARD_WORDS} che|(?:mi|ci) risulta|se [èe]'? vero che|{CONFIRM_WORDS}|{THUS_WORDS})\b|\b(?:vero|no) ?\?"
    ))
});

/// «…, giusto?» at a text's end.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)[,.:;?\s]+(?:e )?(?:(?:me lo |ce lo |lo |mi |ci )?{CONFIRM_WORDS}|non è vero|(?:è )?vero|no)\s*\?+\s*$"
    ))
});

/// What stands before the words, at a text's end, that want it confirmed.
pub(super) fn confirming(text: &str) -> Option<&str> {
    TAG.find(text).map(|tag| &text[..tag.start()])
}

/// Does a text say that it gives something for certain, or want it confirmed?
pub(crate) fn told_as_certain(text: &str) -> bool {
    CERTAIN.is_match(text)
}

/// The part of a question that it takes for granted, or supposes, without asking it.
pub(crate) fn told(question: &str) -> Option<Span> {
    let (told, _) = granted(question, true).filter(|(told, _)| !ASKS.is_match(told))?;
    let start = question.find(told)?;
    Some(Span::new(start, start + told.len()))
}

/// Words with which something is asked, not told.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:e|ma|a|da|di|in|per|con|entro) )?(?:qual[ei]?|quant[oaie]|quando|come|cosa|che cosa|dove|perch[eé])\b",
    )
});

/// What the asker is at («devo decidere chi mandare: …») is his own business, not a rule.
static AT_WORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:devo|dobbiamo|vorrei|vorremmo|voglio|vogliamo|sto|stiamo|cerco|cerchiamo|provo|proviamo|non riesco|non riusciamo)\s+(?:cercando di |provando a |a |di )?(?:decid|cap|sape|valut|scegli|stabil|ragion|orient)(?:ere|ire|are|re|endo|ando|rmi|rci|irci|irmi|armi|arci)\b",
    )
});

/// What happened to the asker («mi hanno dato il ruolo di …: …») is no rule either.
static MINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:io|noi|oggi|ieri|adesso|ora) )?(?:(?:mi|ci) (?:(?:è|e['’]|sono) stat[oaie]|ha|hanno|capita|trovo|troviamo|occupo|occupiamo)\s|(?:ho|abbiamo|avevo|avevamo|siamo|seguo|seguiamo|lavoriamo)\s|sono (?:l['’]|(?:un|una|il|la|lo|appena|stat[oa])\s)|lavoro (?:in|al|alla|nel|nella|come|per|da)\s|(?:(?:il|la|i|le) (?:mi[oae]|miei|nostr[oaie]) )?(?:il |la )?(?:dirigent|responsabil|coordinat|colleg)\w+ (?:mi|ci)\s)",
    )
});

/// What must be done, or was heard, may be wrong whoever tells it.
static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bobblig|\btenut[oaie]\b|\bsiamo noi\b|\bche\b|\bla stessa\b|\blo stesso\b")
});

/// What stands before a colon may be a supposition, too.
static SUPPOSED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:e |ma )?se\s"));

/// «Se …» as a fact: «se è vero che …», «se …, perché …?».
static TRUE_THAT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:è|é|e['’]) vero che\b"));
/// What is asked after such a fact.
static WHY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\s*,?\s*(?:perch[eé]|come mai|allora|io)\b"));

/// A term told in words.
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:entro|un (?:giorno|mese|anno)|una settimana|ogni (?:giorno|settimana|mese|anno)|metà)\b",
    )
});

impl Question {
    /// What the question takes for granted, if it says so. What it only supposes, or tells of the asker, counts where a figure or a
    /// term may be wrong.
    pub fn granted(&self, lexicon: &Lexicon) -> Option<Granted> {
        // The focus lacks the date that chose the versions.
        let dated = text::dates(&self.text).len() > text::dates(&self.focus).len();
        let (told, whole) = granted(self.focus.trim(), dated)?;
        let alone = text::terms(told).len() >= FEWEST && !ASKS.is_match(told);
        // A text of several sentences says more than was told.
        let with_date = granted(self.text.trim(), dated).map(|(words, _)| words);
        let words = with_date.filter(|words| words.len() < told.len() + DATE).unwrap_or(told).to_owned();
        alone.then(|| Granted { told: words, question: self.part(told, lexicon), whole })
    }
}

/// The words, and whether nothing else is asked; the case and the asker are left out unless `all` is wanted.
fn granted(focus: &str, all: bool) -> Option<(&str, bool)> {
    let first = |c: Captures<'_>| c.get(1).or(c.get(2)).map(|m| m.range());
    if let Some(told) = CONFIRM.captures(focus).and_then(first) {
        let told = &focus[told];
        let known = KNOWN.captures(told).and_then(first).map(|inner| told[inner].trim());
        // «Siccome …, …, giusto?» wants the conclusion confirmed.
        return match since(told, all).or(known) {
            Some(told) => Some((told, false)),
            None => Some((told.trim(), true)),
        };
    }
    since(focus, all)
        .or_else(|| KNOWN.captures(focus).and_then(first).map(|told| focus[told].trim()))
        .or_else(|| {
            BEFORE
                .captures(focus)
                .and_then(first)
                .map(|told| focus[told].trim())
                .filter(sentence)
                .filter(|told| all || !(at_work(told) || mine(told) || SUPPOSED.is_match(told)))
        })
        .map(|told| (told, false))
}

/// What gives a figure or a term may be wrong, whoever is at it.
fn at_work(told: &str) -> bool {
    AT_WORK.is_match(told) && gives_no_figure(told)
}

fn mine(told: &str) -> bool {
    MINE.is_match(told) && !DUTY.is_match(told) && gives_no_figure(told)
}

fn gives_no_figure(told: &str) -> bool {
    text::numbers(told).is_empty() && text::dates(told).is_empty() && !TERM.is_match(told)
}

/// Does it say something? «Madre sola con due figli: …» only names who the question is about.
fn sentence(told: &&str) -> bool {
    text::words(told).len() >= SENTENCE && VERB.is_match(told)
}

/// What follows «dato che», up to the comma after which enough has been said; what follows «se» if it is told as a fact, gives a
/// figure or a term, or `all` is wanted.
fn since(text: &str, all: bool) -> Option<&str> {
    let found = SINCE.captures(text)?;
    let rest = found.get(2)?.as_str();
    let stops = rest.match_indices([',', ':', ';', '?']).map(|(at, _)| at);
    let mut ends = stops.filter(|at| !rest[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let end = ends.find(|at| text::terms(&rest[..*at]).len() >= FEWEST)?;
    let told = rest[..end].trim();
    let fact = || TRUE_THAT.is_match(told) || WHY.is_match(&rest[end..]) || !gives_no_figure(told);
    (all || found.get(1).is_some() || fact()).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::{granted, told_as_certain};
    use crate::search::{Intents, Lexicon, Question};

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
            let told = granted(&question, false).map(|(told, _)| told);
            assert_eq!(told, Some("il limite ISEE è di 9.360 euro"), "{question}");
        }
        for closer in
            ["giusto", "corretto", "è così", "vero", "me lo confermi", "dico bene", "hanno ragione", "no"]
        {
            let question = format!("Il limite ISEE è di 9.360 euro, {closer}?");
            assert!(told_as_certain(&question), "{question}");
            assert_eq!(
                granted(&question, false),
                Some(("Il limite ISEE è di 9.360 euro", true)),
                "{question}"
            );
        }
        assert!(!told_as_certain("Il limite ISEE è di 9.360 euro?"));
        assert!(!told_as_certain("Se il limite ISEE è di 9.360 euro, chi ne ha 9.900 è fuori?"));
    }

    #[test]
    fn what_is_taken_for_granted() {
        let check = |question: &str, expected| assert_eq!(granted(question, false), expected);
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
            Some(("dopo la decadenza si aspettano 18 mesi", false)),
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
        let today = jiff::civil::date(2026, 11, 23);
        let check = |question: &str, expected: Option<&str>| {
            let lexicon = Lexicon::default();
            let asked = Question::new(question, None, today, (&lexicon, &Intents::default()));
            assert_eq!(
                asked.granted(&lexicon).map(|granted| granted.told).as_deref(),
                expected,
                "{question}"
            );
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
