//! Which figures of a question are told as a rule's: «dato che servono dieci anni», «i 60 giorni per il riesame», «il limite
//! ISEE di 9.360 euro». A figure that only tells the case («ha 45 anni», «un nucleo con ISEE di 9.800 euro») asserts nothing.

use crate::search::{told, told_as_certain};
use crate::text::{self, Number, Span, Unit};
use regex::Regex;
use std::sync::LazyLock;

/// How a question puts a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// As certain: «dato che servono dieci anni», «…, giusto?».
    Certain,
    /// Without saying that it is certain: «il Comune controlla il 10%: …?», «i 60 giorni per il riesame».
    Supposed,
    /// As what is left of a time: «ho ancora 60 giorni per …» is wrong only where the rule gives less.
    Left,
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

/// Words beside which a figure is a rule's, not the case's, in what is told as certain.
static RULES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(limite|limiti|tetto|soglia|soglie|massimo|massima|minimo|minima|entro|almeno|non oltre|oltre i|fino a|sotto i|sopra i|compres[ai] (fra|tra)|(fra|tra) i|dai|dagli|servono|occorrono|ci vogliono|bisogna|bastano|aspett\w*|attend\w*|spett\w*|val\w*|dur\w*|arriv\w*|obbligatori\w*|previst\w*|stabilit\w*|fissat\w*|scatta\w*|dura|durano|ogni|abbiamo|hanno|ha|ci sono|sono|e|pari a|di)\b[^.;:?!]{0,30}$",
    )
});

/// What makes a figure a person's age or a time gone by.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(signor[aei]?|uomo|donna|ragazz[oaie]|figli[oaie]?|bambin[oaie]|marito|moglie|madre|padre|nonn[oaie]|anzian[oaie]|utente|persona|lui|lei|uno|una|passati|trascorsi|da) (di|ha|con|che ha|pari a)? ?$",
    )
});

/// What makes a figure a sum of the case, unless a rule's noun stands before it.
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(isee|reddito|stipendio|affitto|canone)( (del|della|di) (nucleo|famiglia|coppia|signor[ae]|richiedente))?( (e|di|ha|con|che ha|pari a|e di|e pari a))$",
    )
});

/// Nouns whose figure is the rule's.
static NOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(limit[ei]|sogli[ae]|tett[oi]|massimal[ei]|massim[oa]|minim[oa]|franchigi[ae]|requisit[oi])\b",
    )
});

/// The same with the article that takes them for known; a term may be one.
static THE_NOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:il|lo|la|i|gli|le|del|dello|della|dei|delle|al|allo|alla|ai|alle|nel|nella|sul|sulla|col)\s(?:\w+ )?(?:limit[ei]|sogli[ae]|tett[oi]|massimal[ei]|termin[ei])\b",
    )
});

/// Between a rule's noun and the figure, words that begin to tell of something else, or of another time.
static TURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[.;:?!,]|\b(con|ha|hanno|avendo|se|perche|un|una|suo|sua|mio|mia|loro|era|erano|fu|stat[oa])\b")
});

/// «supera il limite di 500 euro»: by so much, it may be.
static EXCEEDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(super|sfor|oltrepass|ecced)\w*"));

/// Where what is told as certain ends and the question begins: «visto che …, come faccio …».
static THEN_ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r",\s*(?:e\s+)?(?:come|che|cosa|chi|dove|quando|quant[oaie]|qual[ei]?|perche|posso|possiamo|devo|dobbiamo|si puo|puo|possono|bisogna)\b",
    )
});

/// Bytes over which a noun rules its figure.
const REACH: usize = 60;

/// Verbs of rules.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(limit[ei]|sogli[ae]|tett[oi]|termin[ei]|massim[oa]|minim[oa]|almeno|non oltre|entro|ogni|dev[eo]|devono|va|vanno|si (ha|hanno|fa|fanno|chiede|presenta|aspett\w+|attend\w+|perde|conta\w*)|fa perdere|fanno perdere|dura|durano|vale|valgono|spetta|spettano|serv(e|ono)|comporta\w*|prevede|scatta\w*|resta|restano|rimane|rimangono|occorr(e|ono)|bisogna|bastano?)\b",
    )
});

/// Signs that what is told is a case.
static CASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(signor[aei]?|sig|utente|mi[oa]|miei|mie|nostr[oaie]|quest[oaie]|su[oa]|suoi|sue|lui|lei|marito|moglie|madre|padre|mamma|papa|figli[oa]|ragazz[oa]|nonn[oa]|donna|uomo|coppia|ho|abbiamo|un[oa]? (nucleo|famiglia|persona|beneficiari[oa]|anzian[oa]|mamma)|(e|sono) stat[oaei]|(ha|hanno) \w+t[oaie]|pag(a|ano|are|hi)|prend(e|ono|eva)|guadagn\w+|contratt[oi]|stipendi[oi]?|tirocini[oi]?|ricover\w+|pension[ei]|mutu[oi]|assun\w+|disoccupat\w+|vive|vivono|abita|abitano)\b",
    )
});

/// «… per il primo incontro», «… per chiedere»: what a term is for.
static FOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:giorni|gg|mesi|settimane|anni)\s+(?:per|entro)\s+(?:(?:cui|i quali)\b|(?:(?:il|lo|la|i|gli|le|un|una)\s+|l')?(?:\w+ )?(?:incontr[oi]|colloqui[oi]?|domand[ae]|riesame|ricors[oi]|convocazion[ei]|presa in carico|firma|sottoscrizion[ei]|comunicazion[ei]|risposta|analisi|valutazion[ei]|rinnov[oi]|aggiornament[oi]|presentazion[ei]|iscrizion[ei]|adesion[ei]|verific[ah]e?|\w+[aei]r(?:e|si|lo|la|li|le|ne))\b)",
    )
});

/// «… di sospensione».
static OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:giorn[oi]|gg|mes[ei]|settiman[ae]|ann[oi])\s+di\s+(?:sospensione|pausa|stop|attesa|preavviso|interruzione)\b",
    )
});

/// The plural article that takes a figure for known.
static THE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:i|gli|le|dei|degli|delle|ai|agli|alle|dai|dagli|nei|sui)$"));

/// «ho ancora …».
static LEFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:ho|abbiamo|ha|hanno|c'e|ci sono|restano|rimangono)(?: ancora| sempre| solo| soltanto)?$")
});

/// «L'aggiornamento ogni …».
static EVERY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:il|lo|la|i|gli|le) |l')(?:aggiornament[oi]|monitoraggi[oi]?|presentazion[ei]|verific(?:a|he)|controll[oi]|colloqui[oi]?|incontr[oi]|rinnov[oi])(?: \w+){0,2} ogni$",
    )
});

/// Another time is spoken of.
static ONCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(era|erano|prima|una volta|ai tempi|vecchi[oaie]|durava\w*|valeva\w*|spettava\w*)\b")
});

/// «gli over 65».
static OVER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:gli|agli|degli|dagli) (?:over|under|ultra)$"));

/// The figures that a question tells as a rule's, in order.
pub(super) fn asserted(question: &str) -> Vec<(Number, Put)> {
    let told = told(question);
    text::numbers(question).into_iter().filter_map(|number| put((question, &told), number)).collect()
}

fn put((question, told): (&str, &[Span]), number: Number) -> Option<(Number, Put)> {
    let before = text::fold(&question[..number.span.start]);
    let before = before.trim_end();
    let ruled = ruled(before);
    // What is asked about afterwards is the case.
    let certain = told_as_certain(question) && !THEN_ASKS.is_match(before);
    if number.unit.is_none() && OVER.is_match(before) {
        let years = Number { unit: Some(Unit::Years), ..number };
        return certain.then_some((years, Put::Certain));
    }
    // A bare figure is a rule's only as a coefficient («il massimo della scala è 2,1»).
    if (number.unit.is_none() && !(ruled && number.value.contains('.'))) || PERSON.is_match(before) {
        return None;
    }
    if SUM.is_match(before) && !ruled {
        return None;
    }
    let put = if certain && (ruled || RULES.is_match(before)) {
        Put::Certain
    } else if supposed((question, told), &number) {
        Put::Supposed
    } else {
        named(question, &number, before)?
    };
    Some((number, put))
}

/// Does a rule's noun govern the figure that follows: «limite ISEE di», «tetto della scala resta»?
fn ruled(before: &str) -> bool {
    let Some(noun) = NOUN.find_iter(before).last() else { return false };
    let (head, tail) = (&before[..noun.start()], &before[noun.end()..]);
    let exceeds = EXCEEDS.find_iter(head).last().is_some_and(|m| head.len() - m.end() < REACH / 3);
    tail.len() <= REACH && !exceeds && !TURN.is_match(tail)
}

/// Is the figure in what the question tells before it asks, and is that a rule and no case?
fn supposed((question, told): (&str, &[Span]), number: &Number) -> bool {
    let Some(clause) = told.iter().find(|clause| clause.contains(&number.span)) else { return false };
    let before = text::fold(&question[clause.start..number.span.start]);
    let all = clause.slice(question).map(text::fold).unwrap_or_default();
    VERB.is_match(&before) && !EXCEEDS.is_match(&before) && !CASE.is_match(&all) && !ONCE.is_match(&all)
}

/// Does the figure stand in a phrase that takes it for known?
fn named(question: &str, number: &Number, before: &str) -> Option<Put> {
    let all = text::fold(question);
    if ONCE.is_match(&all) {
        return None;
    }
    let time = matches!(number.unit, Some(Unit::Days | Unit::Weeks | Unit::Months | Unit::Years));
    let after = text::fold(&question[number.span.end..]);
    if time && LEFT.is_match(before) && FOR.is_match(&after) {
        return Some(Put::Left);
    }
    let limit = THE_NOUN.find_iter(before).last().is_some_and(|noun| {
        let tail = &before[noun.end()..];
        tail.len() <= REACH && !TURN.is_match(tail) && !EXCEEDS.is_match(&all)
    });
    let term = time && THE.is_match(before) && (FOR.is_match(&after) || OF.is_match(&after));
    let turn = time && EVERY.is_match(before);
    ((limit || term || turn) && !CASE.is_match(&all)).then_some(Put::Supposed)
}

#[cfg(test)]
mod tests {
    use super::{Put, asserted};

    #[test]
    fn a_rule_is_told_with_its_figure() {
        let check = |question: &str, figure: &str, expected: Put| {
            let found = asserted(question);
            let found = found.iter().find(|(n, _)| n.value == figure).map(|(_, put)| *put);
            assert_eq!(found, Some(expected), "{question}");
        };
        // A rule's noun wins over the sum of a case.
        check("Con la soglia ISEE di 9.360 euro chi ne ha 9.900 è fuori, giusto?", "9360", Put::Certain);
        check("Sapendo che il limite di reddito è di 6.000 euro, chi resta fuori?", "6000", Put::Certain);
        check("Dato che il massimale del canone è di 280 euro, che cosa resta?", "280", Put::Certain);
        check("Visto che sono esonerati solo gli over 65, la convoco?", "65", Put::Certain);
        check("Il coefficiente massimo è 2,1, vero?", "2.1", Put::Certain);
        // A clause that the question tells before it asks.
        check("Il controllo deve riguardare almeno il 20% dei nuclei: chi li estrae?", "20", Put::Supposed);
        check("La revoca fa perdere il beneficio per 5 anni: da quando?", "5", Put::Supposed);
        check(
            "Se la soglia di reddito è di 5.000 euro, chi ne guadagna 4.000 la supera?",
            "5000",
            Put::Supposed,
        );
        // A phrase that takes it for known.
        check("I 30 giorni per la convocazione da quando decorrono?", "30", Put::Supposed);
        check("I 90 giorni entro cui fare ricorso come si contano?", "90", Put::Supposed);
        check("I 2 mesi di sospensione fra due periodi quando cadono?", "2", Put::Supposed);
        check("Il termine di 45 giorni per il ricorso vale anche ad agosto?", "45", Put::Supposed);
        check("Il tetto della scala resta 2,1 anche per cinque figli?", "2.1", Put::Supposed);
        check("Il monitoraggio ogni 4 mesi chi lo registra?", "4", Put::Supposed);
        check("Abbiamo ancora 40 giorni per fare ricorso?", "40", Put::Left);
    }

    #[test]
    fn after_what_is_told_comes_the_case() {
        let text = "Visto che l'esonero dagli obblighi parte a 65 anni, come faccio avviare un componente di 62 anni?";
        let told: Vec<String> = asserted(text).into_iter().map(|(number, _)| number.value).collect();
        assert_eq!(told, ["65"]);
    }

    #[test]
    fn a_case_asserts_nothing() {
        let check = |question: &str| assert_eq!(asserted(question), Vec::new(), "{question}");
        check("Un nucleo con ISEE di 9.360 euro può chiedere l'ADI?");
        check("Nucleo con ISEE di 9.800 euro: la domanda passa, giusto?");
        check("Supera la soglia con un ISEE di 9.900 euro, giusto?");
        check("Il nucleo supera il limite di 500 euro: resta fuori?");
        check("L'ISEE è di 9.800 euro: la domanda passa, giusto?");
        check("Se un nucleo ha un reddito di 5.000 euro, che cosa prende?");
        check("Se la famiglia paga 400 euro al mese di affitto, spetta il contributo?");
        check("La signora lavora 20 ore e prende 600 euro al mese: resta nell'ADI?");
        check("Il contratto dura 4 mesi e lo stipendio arriva a 800 euro: va comunicato?");
        check("I tre anni di residenza a Torino si sommano ai due di Bari?");
        check("I 2 mesi per malattia si contano?");
        check("Ho 60 giorni di ferie arretrate: posso rinviare l'incontro?");
        check("Mia nonna di 71 anni deve venire ogni 3 mesi?");
        check("Il limite prima era di 280 euro, e oggi?");
        check("Con tre figli la scala arriva a 1,8?");
        check("Quanti giorni ci sono per il ricorso?");
    }
}
