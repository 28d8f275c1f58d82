//! The clauses of a question: what it tells, what it asks, what only wants the rest confirmed. «La signora è sola. Per entrare
//! basta lo SPID di livello 1, giusto? Come la aiuto?» tells a case and a rule, wants the rule confirmed and asks a thing.

use super::confirming;
use super::words::{
    ALSO, ASKS, AT_WORK, BARE, BETWEEN, CASE, CONFIRMS, DEPENDS, DUTY, HANDED_ON, HEARD, IF, INSIDE, MINE,
    OF_THEM, ONLY_OPENS, OPENER, OPENS, RULE, RULED, SAYS_THAT, TERM, TRUE_THAT, VERB, WHICH, WHO, WHY,
};
use crate::text;

/// What a clause is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Tells,
    Asks,
    /// «giusto?», «posso dirlo alla famiglia?», «me l'ha detto il collega»: of what stands before.
    Confirms,
}

/// How something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Given {
    Plainly,
    /// «…, giusto?»
    ToConfirm,
    /// «dato che …», «il CAF dice che …»
    ForCertain,
}

/// Something told, that may be a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement<'a> {
    pub(super) words: &'a str,
    pub(super) given: Given,
    /// Does the question want it confirmed, whatever else it says of it?
    pub(super) confirmed: bool,
    /// Of a person or household that the asker has before him, or of the asker.
    pub(super) case: bool,
    /// May it be asked, or only lead to what is?
    vague: bool,
}

/// What a text tells and asks.
#[derive(Debug, Default)]
pub(super) struct Clauses<'a> {
    /// In order.
    pub(super) told: Vec<Statement<'a>>,
    /// Does it tell one thing, and ask nothing else than whether that is so?
    pub(super) single: bool,
    /// Does it ask anything else than whether what it tells is so?
    pub(super) asks: bool,
}

impl<'a> Clauses<'a> {
    /// Has the text lost the date that chose the versions? It may have been wrong.
    pub(super) fn of(text: &'a str, lost_date: bool) -> Self {
        let mut all = Self::default();
        let mut tells = 0;
        // Did the last thing told make a statement, which may now be confirmed?
        let mut kept = false;
        // Where nothing has a question mark, what has none may well be asked.
        let marked = text.contains('?');
        let mut of_case = false;
        let sentences = text::sentences(text);
        let story = sentences.len() > STORY;
        for sentence in sentences.into_iter().filter_map(|span| span.slice(text)) {
            let ended = sentence.ends_with(['.', '!', '?', '…', ')', '»', '"']);
            let clauses = clauses(sentence, tells > 0);
            let only_tells = clauses.iter().all(|(_, role)| *role == Role::Tells);
            for (n, (clause, role)) in clauses.iter().enumerate() {
                match role {
                    Role::Asks => all.asks = true,
                    Role::Confirms => {
                        if let Some(last) = all.told.last_mut().filter(|_| kept) {
                            last.given = last.given.max(Given::ToConfirm);
                            last.confirmed = true;
                        }
                    }
                    Role::Tells => {
                        let next = clauses.get(n + 1);
                        let why = next.is_some_and(|(next, _)| WHY.is_match(next));
                        let confirmed = next.is_some_and(|(_, role)| *role == Role::Confirms);
                        let asked = next.is_some_and(|(_, role)| *role == Role::Asks)
                            && sentence.split(clause).nth(1).is_some_and(|rest| rest.starts_with(','));
                        let mut told = statement(clause, Beside { why, confirmed, lost_date });
                        let words = core(clause).0;
                        of_case = CASE.is_match(words) || (of_case && BARE.is_match(words));
                        if let Some(told) = &mut told {
                            told.case |= of_case && !RULED.is_match(words);
                            told.vague = !marked
                                || !ended
                                || (story && only_tells)
                                || (asked && ONLY_OPENS.is_match(words))
                                || (!only_tells && INSIDE.is_match(words));
                        }
                        kept = told.is_some();
                        tells += 1;
                        all.told.extend(told);
                    }
                }
            }
        }
        all.told.retain(|one| one.given != Given::Plainly || !one.vague);
        all.asks |= !marked;
        all.single = tells == 1 && !all.asks;
        all
    }
}

/// Sentences beyond which those that only tell are a case's story.
const STORY: usize = 2;
/// Content words that a statement must have to be looked for by itself.
const FEWEST: usize = 3;
/// Words that it must have at least.
const SENTENCE: usize = 4;

/// The clauses of a sentence, fragments put where they belong. Does it follow something told, which it may confirm?
fn clauses(sentence: &str, follows: bool) -> Vec<(&str, Role)> {
    let asked = sentence.trim_end_matches(['"', '»', ')', ' ']).ends_with('?');
    let pieces = pieces(sentence);
    // The last piece that does not only want the rest confirmed asks; if something wants that confirmed, it tells.
    let confirms =
        |n: usize, piece: &str| (n > 0 || follows) && CONFIRMS.is_match(piece) && !SAYS_THAT.is_match(piece);
    let last = (0..pieces.len()).rev().find(|n| !confirms(*n, pieces[*n].1)).unwrap_or(0);
    let confirmed = last + 1 < pieces.len();
    let mut found: Vec<(usize, usize, Role)> = Vec::new();
    for (n, (start, piece)) in pieces.iter().enumerate() {
        let end = start + piece.len();
        let (first, bare) = (n == 0, strip(piece).0);
        // «… è ogni 90 giorni vero?»
        let told = confirming(piece).map(|rest| rest.trim_end_matches(" o"));
        if let Some(rest) = told.filter(|rest| n == last && !confirms(n, piece) && says(rest)) {
            found.push((*start, start + rest.len(), Role::Tells));
            found.push((start + rest.len(), end, Role::Confirms));
            continue;
        }
        let role = match () {
            () if confirms(n, piece) => Role::Confirms,
            () if HANDED_ON.is_match(piece) || (first && WHICH.is_match(piece)) => Role::Asks,
            () if n == last && !confirmed && WHO.is_match(bare) => Role::Asks,
            () if (ASKS.is_match(bare) || (first && ASKS.is_match(piece)))
                && (n == last || !OPENS.is_match(piece)) =>
            {
                Role::Asks
            }
            () if asked && !confirmed && n == last => Role::Asks,
            () => Role::Tells,
        };
        let before = found.last_mut().filter(|_| sentence[..*start].trim_end().ends_with(','));
        match before {
            Some((from, to, was)) if *was == role && role == Role::Tells => {
                let joins = !says(piece)
                    || DEPENDS.is_match(piece)
                    || !says(&sentence[*from..*to])
                    || OPENS.is_match(core(&sentence[*from..*to]).0);
                if joins {
                    *to = end;
                } else {
                    found.push((*start, end, role));
                }
            }
            _ => found.push((*start, end, role)),
        }
    }
    for at in (1..found.len()).rev() {
        let ((from, until, before), (start, end, role)) = (found[at - 1], found[at]);
        let (_, since, heard) = core(&sentence[from..until]);
        let comma = sentence[..start].trim_end().ends_with(',');
        if role != Role::Asks || before != Role::Tells || since || heard || !comma {
            continue;
        }
        // «Il patto va rifatto, se il nucleo cambia?»
        let asks = &sentence[start..];
        if IF.is_match(asks) && !ASKS.is_match(asks) {
            found.splice(at - 1..=at, [(from, end, Role::Asks)]);
        } else if ALSO.is_match(asks) && !IF.is_match(strip(asks).0) {
            found[at - 1].2 = Role::Asks;
        }
    }
    found.into_iter().map(|(from, to, role)| (sentence[from..to].trim(), role)).collect()
}

/// What stands between marks, with where it begins.
fn pieces(sentence: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let mut pieces = Vec::new();
    let mut keep = |from: usize, to: usize| {
        let piece = sentence[from..to].trim_end();
        if piece.chars().any(char::is_alphanumeric) {
            pieces.push((from, piece));
        }
    };
    for mark in BETWEEN.find_iter(sentence) {
        keep(start, mark.start());
        start = mark.end();
    }
    keep(start, sentence.len());
    pieces
}

/// A clause without what opens it, and whether that gives it for certain.
fn strip(clause: &str) -> (&str, bool) {
    let opener = OPENER.captures(clause);
    let (end, certain) =
        opener.map_or((0, false), |c| (c.get(0).map_or(0, |all| all.end()), c.get(1).is_some()));
    (clause[end..].trim(), certain)
}

/// A clause without what opens it nor who said it, whether it was opened as certain, and whether somebody said it.
fn core(clause: &str) -> (&str, bool, bool) {
    let (words, since) = strip(clause);
    match HEARD.find_iter(words).last() {
        Some(heard) => {
            let (said, opened) = strip(words[heard.end()..].trim());
            (said, since || opened, true)
        }
        None => (words, since, false),
    }
}

/// Does it say something of something?
fn says(clause: &str) -> bool {
    VERB.is_match(clause) || RULE.is_match(clause) || text::numbers(clause).iter().any(|n| n.unit.is_some())
}

/// What stands beside a clause.
#[derive(Debug, Clone, Copy)]
struct Beside {
    /// «perché …?», which takes a «se …» for a fact.
    why: bool,
    /// What wants it confirmed.
    confirmed: bool,
    /// A date that the text no longer has.
    lost_date: bool,
}

/// What a clause tells, if that is enough to be looked for.
fn statement(clause: &str, beside: Beside) -> Option<Statement<'_>> {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '%' | '€' | '»' | ')'));
    let (mut words, since, heard) = core(clause.trim_end_matches(ends));
    let mut given = if since || heard { Given::ForCertain } else { Given::Plainly };
    // «Se …» with nothing said to follow from it only supposes, unless a figure may be wrong.
    if let Some(supposed) = IF.find(words).filter(|_| given == Given::Plainly && !words.contains(", ")) {
        words = words[supposed.end()..].trim();
        let fact = beside.why || TRUE_THAT.is_match(words);
        if fact {
            given = Given::ForCertain;
        } else if !beside.lost_date && gives_no_figure(words) {
            return None;
        }
    }
    let enough = text::terms(words).len() >= FEWEST && text::words(words).len() >= SENTENCE;
    // «Quando il nucleo cambia, la scheda resta» tells, «quando cambia» asks.
    let asks = ASKS.is_match(words) && !(OPENS.is_match(words) && words.contains(", "));
    let kept = enough && (since || beside.confirmed || VERB.is_match(words)) && !asks && !at_work(words);
    kept.then(|| Statement {
        words,
        given,
        confirmed: false,
        case: (CASE.is_match(words) && !RULED.is_match(words)) || OF_THEM.is_match(words) || mine(words),
        vague: false,
    })
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

#[cfg(test)]
mod tests {
    use super::{Clauses, Given};

    #[test]
    fn fragments_stay_with_what_they_belong_to() {
        let check = |text: &str, expected: &[&str]| {
            let told = Clauses::of(text, false).told;
            assert_eq!(told.iter().map(|one| one.words).collect::<Vec<_>>(), expected, "{text}");
        };
        check(
            "Il contributo per l'affitto vale per tutti i contratti, anche quelli orali: come lo chiedo?",
            &["Il contributo per l'affitto vale per tutti i contratti, anche quelli orali"],
        );
        check(
            "Quando il nucleo cambia Comune, la presa in carico resta al vecchio, mi dicono. A chi scrivo?",
            &["Quando il nucleo cambia Comune, la presa in carico resta al vecchio"],
        );
        check(
            "Il patto lo firma solo il richiedente, la scheda la compila INPS, quindi io che cosa faccio?",
            &["Il patto lo firma solo il richiedente", "la scheda la compila INPS"],
        );
        check(
            "Il termine è di 30 giorni lavorativi, giusto? Lui è tornato ieri.",
            &["Il termine è di 30 giorni lavorativi"],
        );
        check("Il termine è di 30 giorni lavorativi vero?", &["Il termine è di 30 giorni lavorativi"]);
        check(
            "Essendo il PUC facoltativo per gli adulti, perché lo proponiamo?",
            &["il PUC facoltativo per gli adulti"],
        );
        check("Chi ha una casa di proprietà può chiedere l'assegno?", &[]);
        // What is asked is not told, with its mark or without.
        check("Il patto va firmato da tutti gli adulti, e in quale sezione si carica?", &[]);
        check("Prima di segnalare l'assenza della famiglia, va fatto un secondo tentativo?", &[]);
        check("Che conseguenza ha la mancata firma del patto, e per chi?", &[]);
        check("la scheda del caso la vedono tutti gli operatori o solo chi la compila", &[]);
        check("Il patto firmato va rifatto, se nel nucleo entra un figlio?", &[]);
        check("Il primo colloquio va fatto entro quando, e dove?", &[]);
        // What is given for certain stays told, whatever is asked of it.
        check(
            "Dato che il patto dura al massimo un anno, se la madre trova lavoro che succede?",
            &["il patto dura al massimo un anno"],
        );
        check(
            "Mi hanno detto che il corso di lingua è obbligatorio per tutti, e chi lavora?",
            &["il corso di lingua è obbligatorio per tutti"],
        );
        check(
            "L'operatrice dice che il corso si ripete una volta sola, come rispondo?",
            &["il corso si ripete una volta sola"],
        );
        check(
            "Il nucleo deve presentarsi ai servizi entro tre mesi: come lo convoco?",
            &["Il nucleo deve presentarsi ai servizi entro tre mesi"],
        );
        check(
            "La collega dice che, siccome il contributo è uno solo per famiglia, va scelto chi lo chiede. Come si fa?",
            &["il contributo è uno solo per famiglia", "va scelto chi lo chiede"],
        );
        // A label says nothing.
        check("Reddito di 8.000 euro e tre minori in casa: che importo spetta?", &[]);
        check("Obblighi per i nuclei con minori: chi li controlla?", &[]);
        // A story's sentences are the case's.
        check("La casa vale novantamila euro. Il tetto è da rifare e piove dentro. Chi la stima?", &[]);
        check("Ieri. Sì? No!", &[]);
        check("", &[]);
    }

    #[test]
    fn how_it_is_told() {
        let check = |text: &str, given: Given, case: bool| {
            let told = Clauses::of(text, false).told;
            assert_eq!(told.first().map(|one| (one.given, one.case)), Some((given, case)), "{text}");
        };
        check("Il progetto dura al massimo sei mesi: come lo proroghiamo?", Given::Plainly, false);
        check("Il progetto dura al massimo sei mesi, dico bene?", Given::ToConfirm, false);
        check("Il progetto dura al massimo sei mesi. Posso scriverlo nel verbale?", Given::ToConfirm, false);
        check(
            "Il progetto dura al massimo sei mesi, me l'ha detto la collega. Come lo proroghiamo?",
            Given::ToConfirm,
            false,
        );
        check(
            "Visto che il progetto dura al massimo sei mesi, come lo proroghiamo?",
            Given::ForCertain,
            false,
        );
        check("Le ho spiegato che il progetto dura al massimo sei mesi: va bene?", Given::ForCertain, false);
        check("La signora vive sola con due figli: chi la convoca?", Given::Plainly, true);
        check("Il progetto dura al massimo sei mesi, è giusto?", Given::ToConfirm, false);
        check("Il progetto dura al massimo sei mesi o no?", Given::ToConfirm, false);
        check(
            "Ho sentito il patronato. Dice che il progetto dura al massimo sei mesi. È così?",
            Given::ForCertain,
            false,
        );
    }

    #[test]
    fn what_else_is_asked() {
        let check = |text: &str, single: bool, asks: bool| {
            let clauses = Clauses::of(text, false);
            assert_eq!((clauses.single, clauses.asks), (single, asks), "{text}");
        };
        check("Il progetto dura al massimo sei mesi, giusto?", true, false);
        check("siccome il progetto dura al massimo sei mesi come lo proroghiamo", false, true);
        check("Il progetto dura al massimo sei mesi, posso dirlo alla famiglia?", true, false);
        check("Il progetto dura al massimo sei mesi, come lo proroghiamo?", false, true);
        check("La signora vive sola. Il progetto dura al massimo sei mesi, giusto?", false, false);
        check(
            "Il progetto dura al massimo sei mesi, mi ha detto la collega, possiamo prorogarlo?",
            false,
            true,
        );
        check("Il progetto dura al massimo sei mesi, posso scrivere una proroga nelle note?", false, true);
    }
}
