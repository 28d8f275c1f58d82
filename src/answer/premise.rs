//! False premises: a question that takes a figure for granted («dato che servono dieci anni…») is compared with the sentences
//! that answer it. Where they give another figure of the same kind, the asker is told; a figure that only tells the case
//! («ha 45 anni», «ISEE di 9.800 euro») asserts nothing.

use super::Verified;
use crate::search::Question;
use crate::text::{self, Number, Span, Unit};
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What the question asserts and what the source says instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Premise {
    /// As written in the question.
    pub(super) said: String,
    /// As written in the source.
    pub(super) stands: String,
}

/// Words that take something for granted, or ask to have it confirmed.
static ASSERTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(dato che|visto che|siccome|poiche|dal momento che|considerato che|considerando che|tenuto conto che|posto che|premesso che|essendo|dovendo|avendo|so che|sappiamo che|mi risulta|ci risulta|se e vero che|confermi|confermate|me lo confermi|giusto|corretto|esatto|sbaglio|e cosi|quindi|percio|allora|pertanto|dice che|dicono che|sostiene che|mi dicono)\b|\b(vero|no) ?\?",
    )
    .expect("a fixed pattern")
});

/// Words beside which a figure is a rule's, not the case's.
static RULES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(limite|limiti|tetto|soglia|soglie|massimo|massima|minimo|minima|entro|almeno|non oltre|oltre i|fino a|sotto i|sopra i|compres[ai] (fra|tra)|(fra|tra) i|dai|dagli|servono|occorrono|ci vogliono|bisogna|bastano|aspett\w*|attend\w*|spett\w*|val\w*|dur\w*|arriv\w*|obbligatori\w*|previst\w*|stabilit\w*|fissat\w*|scatta\w*|dura|durano|ogni|abbiamo|hanno|ha|ci sono|sono|e|pari a|di)\b[^.;:?!]{0,30}$",
    )
    .expect("a fixed pattern")
});

/// What makes a figure a person's age or a thing of the case.
static CASE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(signor[aei]?|uomo|donna|ragazz[oaie]|figli[oaie]?|bambin[oaie]|marito|moglie|madre|padre|nonn[oaie]|anzian[oaie]|utente|persona|lui|lei|uno|una|isee|reddito|stipendio|affitto|canone|passati|trascorsi|da) (di|ha|con|che ha|pari a)? ?$",
    )
    .expect("a fixed pattern")
});

/// The first figure or date that the question takes for granted and that the sentences contradict.
pub(super) fn false_premise(question: &Question, verified: &Verified) -> Option<Premise> {
    let text = question.text.as_str();
    let told = ASSERTS.is_match(&text::fold(text));
    let sources: Vec<&str> = verified.sentences.iter().map(|s| s.text.as_str()).collect();
    let number = text::numbers(text)
        .into_iter()
        .filter(|n| n.unit.is_some() && asserted(text, n.span, told))
        .find_map(|n| contradicted(text, &n, &sources));
    number.or_else(|| if told { other_date(text, &sources) } else { None })
}

fn asserted(text: &str, span: Span, told: bool) -> bool {
    let before = text::fold(&text[..span.start]);
    let before = before.trim_end();
    let rule = RULES.is_match(before);
    told && rule && !CASE.is_match(before)
}

/// Another figure of the same kind in the sentences, if none is equal.
fn contradicted(text: &str, number: &Number, sources: &[&str]) -> Option<Premise> {
    let wanted = Measure::of(number)?;
    let around = stems(clause(text, number.span));
    let mut best: Option<(usize, String)> = None;
    for sentence in sources {
        for other in text::numbers(sentence) {
            let Some(measure) = Measure::of(&other) else { continue };
            if !measure.same_kind(&wanted) {
                continue;
            }
            if measure.equals(&wanted) {
                return None;
            }
            let shared = stems(clause(sentence, other.span)).intersection(&around).count();
            if best.as_ref().is_none_or(|(most, _)| shared > *most) {
                best = Some((shared, with_unit(sentence, &other)));
            }
        }
    }
    best.filter(|(shared, _)| *shared > 0)
        .map(|(_, stands)| Premise { said: with_unit(text, number), stands })
}

/// «30 giugno», «1° gennaio 2025», «gennaio 2024».
static DAYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(primo|\d{1,2})[°º]? )?(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)(?: (\d{4}))?\b",
    )
    .expect("a fixed pattern")
});

/// A day or month as said: the day, the month, the year; what is not said agrees with anything.
pub(super) struct Said {
    parts: [Option<String>; 3],
    pub(super) span: Span,
}

pub(super) fn days(text: &str) -> Vec<Said> {
    let part = |c: &regex::Captures<'_>, n: usize| {
        c.get(n).map(|m| m.as_str().to_lowercase()).map(|s| if s == "primo" { "1".to_owned() } else { s })
    };
    let said = |c: regex::Captures<'_>| {
        let whole = c.get(0)?;
        let parts = [part(&c, 1), part(&c, 2), part(&c, 3)];
        // A bare month («ad aprile») is too vague to be right or wrong.
        (parts[0].is_some() || parts[2].is_some())
            .then(|| Said { parts, span: Span::new(whole.start(), whole.end()) })
    };
    DAYS.captures_iter(text).filter_map(said).collect()
}

impl Said {
    pub(super) fn agrees(&self, other: &Self) -> bool {
        self.parts.iter().zip(&other.parts).all(|(a, b)| a.is_none() || b.is_none() || a == b)
    }
}

/// A date in the sentences where the question has another; none if one agrees with it.
fn other_date(text: &str, sources: &[&str]) -> Option<Premise> {
    let asserts = |said: &Said| ASSERTS.is_match(&text::fold(clause(text, said.span)));
    let said = days(text).into_iter().find(asserts)?;
    let around = stems(clause(text, said.span));
    let mut best: Option<(usize, String)> = None;
    for sentence in sources {
        for other in days(sentence) {
            if said.agrees(&other) {
                return None;
            }
            let shared = stems(clause(sentence, other.span)).intersection(&around).count();
            if best.as_ref().is_none_or(|(most, _)| shared > *most) {
                best = other.span.slice(sentence).map(|stands| (shared, stands.to_owned()));
            }
        }
    }
    let said = said.span.slice(text)?.to_owned();
    best.filter(|(shared, _)| *shared > 1).map(|(_, stands)| Premise { said, stands })
}

/// A figure in comparable units: durations in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    kind: Kind,
    value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Time,
    Money,
    Share,
    Other(Unit),
}

impl Measure {
    pub(super) fn of(number: &Number) -> Option<Self> {
        let value: f64 = number.value.parse().ok()?;
        let (kind, scale) = match number.unit? {
            Unit::Years => (Kind::Time, 365.0),
            Unit::Months | Unit::Instalments => (Kind::Time, 30.4),
            Unit::Weeks => (Kind::Time, 7.0),
            Unit::Days => (Kind::Time, 1.0),
            Unit::Euro => (Kind::Money, 1.0),
            Unit::Percent => (Kind::Share, 1.0),
            unit => (Kind::Other(unit), 1.0),
        };
        Some(Self { kind, value: value * scale })
    }

    /// Of one kind and, for durations, of one order: an age says nothing of a deadline.
    pub(super) fn same_kind(&self, other: &Self) -> bool {
        let ratio = self.value.max(other.value) / self.value.min(other.value).max(f64::MIN_POSITIVE);
        self.kind == other.kind && (self.kind != Kind::Time || ratio < 13.0)
    }

    /// Months of 30 or 31 days are the same month.
    pub(super) fn equals(&self, other: &Self) -> bool {
        (self.value - other.value).abs() <= 0.02 * self.value.abs().max(other.value.abs())
    }
}

/// The part of a sentence, between commas and stops, in which a span lies.
pub(super) fn clause(text: &str, span: Span) -> &str {
    let stop = |c: char| matches!(c, ';' | ':' | '?' | '!' | '(' | ')' | '\n');
    let comma = |at: usize| text[at..].starts_with(", ") || text[at..].starts_with(". ");
    let start = text[..span.start]
        .char_indices()
        .rev()
        .find(|(at, c)| stop(*c) || comma(*at))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let end = text[span.end..]
        .char_indices()
        .find(|(at, c)| stop(*c) || comma(span.end + at))
        .map_or(text.len(), |(at, _)| span.end + at);
    text[start..end].trim()
}

/// The figure with the word that says what it counts.
pub(super) fn with_unit(text: &str, number: &Number) -> String {
    let rest = &text[number.span.end..];
    let word = rest.trim_start();
    let gap = rest.len() - word.len();
    let end = word.find(|c: char| !c.is_alphanumeric() && c != '%' && c != '€').unwrap_or(word.len());
    let end = if word.starts_with("per cento") { "per cento".len() } else { end };
    text[number.span.start..number.span.end + gap + end].trim().to_owned()
}

pub(super) fn stems(text: &str) -> HashSet<String> {
    text::terms(text).into_iter().map(|t| t.term).filter(|t| !t.chars().any(|c| c.is_ascii_digit())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Premise, false_premise};
    use crate::answer::{Sentence, Support, Verified};
    use crate::search::{Intents, Lexicon, Question};

    fn found(question: &str, source: &str) -> Option<(String, String)> {
        let today = jiff::civil::date(2026, 11, 21);
        let question = Question::new(question, None, today, (&Lexicon::default(), &Intents::default()));
        let sentence = Sentence { text: source.to_owned(), citations: vec![1], support: Support::Full };
        let verified = Verified { sentences: vec![sentence], ..Verified::default() };
        false_premise(&question, &verified).map(|Premise { said, stands }| (said, stands))
    }

    #[test]
    fn tells_a_figure_that_the_source_contradicts() {
        let check = |question: &str, source: &str, expected: (&str, &str)| {
            let expected = (expected.0.to_owned(), expected.1.to_owned());
            assert_eq!(found(question, source), Some(expected), "{question}");
        };
        let residence = "Il richiedente dell'ADI deve essere residente in Italia da almeno 5 anni.";
        check(
            "Dato che servono dieci anni di residenza in Italia, chi è arrivato da poco è escluso?",
            residence,
            ("dieci anni", "5 anni"),
        );
        check(
            "Siccome il limite per l'affitto è 280 euro al mese, la famiglia non prende altro?",
            "L'integrazione per l'affitto dell'ADI arriva a 303,33 euro al mese.",
            ("280 euro", "303,33 euro"),
        );
        check(
            "So che dopo la decadenza si aspettano 18 mesi per richiedere l'ADI: è così?",
            "Dopo la decadenza la domanda di ADI si può ripresentare dopo 6 mesi.",
            ("18 mesi", "6 mesi"),
        );
        check(
            "L'ADI dura 24 mesi vero?",
            "L'ADI la prima volta dura al massimo 18 mesi continuativi.",
            ("24 mesi", "18 mesi"),
        );
        check(
            "Visto che il prospetto si carica entro il 30 giugno, ad aprile posso ancora caricarlo?",
            "Il prospetto si carica in SIOSS entro il 28 febbraio di ogni anno.",
            ("30 giugno", "28 febbraio"),
        );
    }

    #[test]
    fn says_nothing_of_the_case_or_of_what_is_right() {
        let check = |question: &str, source: &str| assert_eq!(found(question, source), None, "{question}");
        let residence = "Il richiedente dell'ADI deve essere residente in Italia da almeno 5 anni.";
        check("Dato che servono 5 anni di residenza, come la controllo?", residence);
        check("Una donna di 45 anni vive sola: può chiedere l'ADI?", residence);
        check("Quanti anni di residenza servono?", residence);
        let threshold = "Per l'ADI il nucleo deve avere un ISEE non superiore a 10.140 euro.";
        check("Nucleo con ISEE di 9.800 euro: la domanda passa, giusto?", threshold);
        check("Dato che sono passati due mesi, che cosa succede?", "Il termine è di 60 giorni.");
    }
}
