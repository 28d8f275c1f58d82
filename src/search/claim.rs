//! Dates that a question claims instead of asking about them: «il RdC è finito il 30 giugno 2023, giusto?». What is known
//! today tells whether that is so; what held on that day does not.

use super::granted::confirming;
use crate::text::{self, Span};
use regex::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

/// What begins, ends or is undone, as it is said right before its date («è partito il», «è attivo dal»).
static THEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:{TURNED}|attiv[oaie]|(?:e|sono) stat[oaie])(?: (?:gia|solo|soltanto|poi|il|lo|la|dal|nel|nell'anno|nell'|a|ad|in|al|ai|fino al|primo|giorno|mese di|lunedi))*(?: 1°?)?\s?(?:l'|dall'|nell'|all')?$"
    ))
});

/// The same as a verb anywhere («ha tolto», «si sono aperte», «è finito»).
static HAS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:ha|hanno|e|sono|si e|si sono|e stat[oa]|sono stat[ei]|venne|vennero|fu|furono)(?: gia| solo)? {TURNED}\b"
    ))
});

const TURNED: &str = r"(?:finit|cessat|terminat|conclus|abolit|soppress|abrogat|cancellat|eliminat|tolt|partit|iniziat|cominciat|nat|introdott|istituit|apert|chius|attivat|avviat|entrat[oaie] in vigor)[oaie]";

/// Words that ask for something else than whether it was then.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:e|ma|a|da|di|in|per|con|entro) )?(?:che|cosa|come|dove|perche)\b|\b(?:chi|qual[ei]?|quant[oaie])\b",
    )
});

/// «Quando è finito, il …»: the date is an answer that the asker tries.
static WHEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:quando|in che (?:data|giorno|mese|anno))\b[^?]*[,?:] ?[^,?:]{0,12}$"));

/// After the date nothing comes but another to choose from, and the question mark.
static ENDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s?(?:o (?:invece )?(?:il|nel|a|ad|al|dal|in) ?[^?,]{1,24})?\s?\?+\s*$"));

/// Is the date in `span` what the question claims, or wants confirmed?
pub(crate) fn claimed(question: &str, span: Span) -> bool {
    let start = question[..span.start].rfind(['.', '?', '!', ';']).map_or(0, |at| at + 1);
    let before = text::fold(&question[start..span.start]);
    let (rest, tagged) = match confirming(&question[span.end..]) {
        Some(rest) => (rest, true),
        None => (&question[span.end..], false),
    };
    let rest = text::fold(rest);
    let ends = ENDS.is_match(&rest) || (tagged && rest.trim().is_empty());
    if ASKS.is_match(before.trim_start()) {
        return false;
    }
    let one_clause = !before.contains([',', ':']) && !rest.contains([',', ':']);
    (ends && (THEN.is_match(before.trim_end()) || WHEN.is_match(before.trim_end())))
        || (one_clause && ends && HAS.is_match(&before))
        || (one_clause && tagged && (HAS.is_match(&before) || HAS.is_match(&rest)))
}

#[cfg(test)]
mod tests {
    use super::claimed;
    use crate::text;

    #[test]
    fn a_date_that_is_the_claim() {
        let check = |question: &str, expected: bool| {
            let date = text::dates(question)[0];
            assert_eq!(claimed(question, date.span), expected, "{question}");
        };
        check("Il Reddito di cittadinanza è finito il 30 giugno 2023, giusto?", true);
        check("Il RdC è stato abolito il 1° gennaio 2025?", true);
        check("Hanno abolito il RdC nel 2025, vero?", true);
        check("Nel 2020 la Corte ha tolto i dieci anni di residenza, vero?", true);
        check("Le domande si sono aperte il 1° dicembre 2023, confermate?", true);
        check("Il SFL è attivo dal 1° gennaio 2023, no?", true);
        check("Il primo pagamento è stato a dicembre 2023?", true);
        check("La misura è nata nel 2023 o nel 2024?", true);
        check("Quando è finito il RdC, il 30 giugno 2023?", true);
        // What held on the day is asked, or the date is the case's.
        check("Nel 2024 la soglia era di 9.360 euro, vero?", false);
        check("La soglia di 9.360 euro valeva nel 2024, giusto?", false);
        check("Chi ha finito i diciotto mesi a giugno 2025 da quando rifà domanda?", false);
        check("Quanto prendeva chi era partito nel 2024?", false);
        check("A settembre 2025 il rinnovo prevedeva ancora lo stop di un mese?", false);
        check("Per le domande aperte a febbraio 2024 da quando partivano i 120 giorni?", false);
        check("Il contratto è finito a maggio 2024: può chiedere l'ADI?", false);
        check("Quali soglie erano in vigore nel 2024?", false);
        check("A gennaio 2025 quanto spettava?", false);
    }
}
