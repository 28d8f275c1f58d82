//! The day that a question is about, when its words say so: «nel 2024», «prima del 2025», «fino a dicembre scorso».

use super::claim::claimed;
use crate::text::{self, DateValue, LegalRef, Span};
use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// Years before the first of these measures (the SIA, 2016) are birthdays and the like.
const FIRST_YEAR: i16 = 2016;

/// «prima degli aumenti del», «prima della riforma del».
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bprima (?:(?:di|del|dello|della|dell'|dei|degli|delle) ?[a-z']+ (?:di|del|dal|da)|(?:del|della|dell') ?(?:legge di (?:bilancio|stabilita)|manovra|finanziaria|milleproroghe|decreto [a-z]+)(?: del| per il)?)$")
        .expect("a fixed pattern")
});

/// «nel 2023 erano 350, da quando sono 500?»: the past is told, the present is asked for.
static NOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:da quando (?:e|sono|vale|valgono|c'e|ci sono|spett\w+)|oggi|adesso|attualmente)\b")
        .expect("a fixed pattern")
});

/// «la manovra del 2019», «il decreto 2023»: the year is a part of an act's name, in the registry or not.
static ACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:legge di (?:bilancio|stabilita)|manovra|finanziaria|milleproroghe|decreto(?:ne)?(?: [a-z]+)?)(?: (?:del|per il|dell'anno)| dell')?$")
        .expect("a fixed pattern")
});

/// «quanto spettava con la manovra 2024»: what held then is asked for all the same.
static HELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:era|erano|c'era|(?:val|spett|prend|dur|ammont|serv|bisogn|dov|pot)[aei]va(?:no)?)\b")
        .expect("a fixed pattern")
});

/// «Che cosa è cambiato nel 2025?»: the year says what the question is about, and what held then tells of it.
static CHANGES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:cambi\w+|novita|introdott\w+|introdusse|modific\w+|riform\w+|aument\w+|success[oe])\b")
        .expect("a fixed pattern")
});

/// The day meant, and where the question says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The day on which the material must hold.
    pub day: Date,
    /// The words that say so, in bytes of the question.
    pub span: Span,
    /// Is the time named all after today?
    pub future: bool,
    /// Is it asked what held then («prima del 2026»), so that the date cannot be part of the case's story?
    pub firm: bool,
    /// Does the time also say what the question is about («le novità del 2025»)?
    pub topic: bool,
}

/// Does a question ask what held at a time gone by?
pub(super) fn asks_what_held(question: &str) -> bool {
    HELD.is_match(&text::fold(question))
}

/// The period that the question names, if any; with several, the latest. `acts` are those that it calls by name. A date that
/// belongs to an act's name or is itself the claim («è finito il 30 giugno 2023, giusto?») names none.
pub fn period_in(question: &str, today: Date, acts: &[LegalRef]) -> Option<Period> {
    let references = text::references(question);
    let held = asks_what_held(question);
    let mut found: Vec<Period> = text::dates(question)
        .into_iter()
        .filter(|d| !references.iter().any(|r| r.span.overlaps(&d.span)))
        .filter_map(|d| {
            let period = period(question, d.value, d.span, today)?;
            let of_act = acts.iter().any(|a| a.span.overlaps(&d.span)) || names_an_act(question, &d);
            let said = period.firm || period.future || !(of_act && !held || claimed(question, d.span));
            said.then_some(Period { topic: period.topic || of_act, ..period })
        })
        .collect();
    found.extend(relative(question, today));
    if NOW.is_match(&text::fold(question)) {
        found.retain(|period| period.day >= today);
    }
    found.into_iter().max_by_key(|p| (p.day, p.span.start))
}

fn names_an_act(question: &str, date: &text::DateMention) -> bool {
    let before = text::fold(&question[..date.span.start]);
    matches!(date.value, DateValue::Year(_)) && ACT.is_match(before.trim_end())
}

fn period(question: &str, value: DateValue, span: Span, today: Date) -> Option<Period> {
    let (first, last) = bounds(value)?;
    if first.year() < FIRST_YEAR {
        return None;
    }
    let before = text::fold(&question[..span.start]);
    let before = before.trim_end().trim_end_matches("1°").trim_end();
    let ends = |words: &[&str]| words.iter().any(|w| before == *w || before.ends_with(&format!(" {w}")));
    let earlier = ends(&["prima di", "prima del", "prima dell'", "prima della", "ante", "pre"])
        || BEFORE.is_match(before);
    let day = if earlier {
        first.saturating_sub(1.day())
    } else if ends(&["dopo", "dopo il", "dopo l'", "dopo di", "dopo la fine del"]) {
        last.saturating_add(1.day())
    } else if ends(&[
        "dal",
        "da",
        "dall'",
        "a partire dal",
        "a partire da",
        "a decorrere dal",
        "a far data dal",
    ]) {
        first
    } else {
        last
    };
    let current = first <= today && today <= last;
    // «prima degli aumenti del 2026», said in 2026, is about the year before.
    let day = if current && !earlier { today } else { day };
    let topic = !earlier && matches!(value, DateValue::Year(_)) && CHANGES.is_match(&text::fold(question));
    Some(Period { day, span, future: first > today, firm: earlier, topic })
}

fn bounds(value: DateValue) -> Option<(Date, Date)> {
    Some(match value {
        DateValue::Day(day) => (day, day),
        DateValue::Month { year, month } => {
            let first = Date::new(year, month, 1).ok()?;
            (first, first.last_of_month())
        }
        DateValue::Year(year) => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?),
    })
}

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// «l'anno scorso», «dicembre scorso», «lo scorso giugno», «due anni fa».
fn relative(question: &str, today: Date) -> Vec<Period> {
    let words = text::words(question);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map_or("", |w| w.term.as_str());
        let previous = at.checked_sub(1).and_then(|p| words.get(p)).map_or("", |w| w.term.as_str());
        let last_year = Date::new(today.year() - 1, 12, 31).ok();
        let scorso = |w: &str| matches!(w, "scorso" | "passato" | "precedente");
        let day = if word.term == "anno" && (scorso(next) || scorso(previous)) {
            last_year
        } else if let Some(month) = MONTHS.iter().position(|m| *m == word.term)
            && (scorso(next) || previous == "scorso")
        {
            past_month(today, month as i8 + 1)
        } else if word.term == "anni" && next == "fa" {
            years_ago(previous, today)
        } else if word.term == "anno" && next == "fa" && previous == "un" {
            Some(today.saturating_sub(1.year()))
        } else {
            None
        };
        found.extend(day.map(|day| Period {
            day,
            span: word.span,
            future: false,
            firm: false,
            topic: false,
        }));
    }
    found
}

fn past_month(today: Date, month: i8) -> Option<Date> {
    let year = if month < today.month() { today.year() } else { today.year() - 1 };
    Some(Date::new(year, month, 1).ok()?.last_of_month())
}

fn years_ago(count: &str, today: Date) -> Option<Date> {
    let years: i64 = text::numbers(count).first()?.value.parse().ok()?;
    (1..=15).contains(&years).then(|| today.saturating_sub(years.years()))
}

#[cfg(test)]
mod tests {
    use super::super::Intents;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_that_questions_name() {
        let today = date(2026, 11, 21);
        let check = |question: &str, expected: Option<(i16, i8, i8)>| {
            let acts = Intents::bundled().acts(question);
            let found = period_in(question, today, &acts).map(|p| p.day);
            assert_eq!(found, expected.map(|(y, m, d)| date(y, m, d)), "{question}");
        };
        check("Qual era la soglia nel 2024?", Some((2024, 12, 31)));
        check("soglia prima del 2025", Some((2024, 12, 31)));
        check("prima degli aumenti del 2025 quanto spettava?", Some((2024, 12, 31)));
        check("prima del 2026 com'era?", Some((2025, 12, 31)));
        check("quota affitto fino a dicembre scorso", Some((2025, 12, 31)));
        check("quota affitto lo scorso giugno", Some((2026, 6, 30)));
        check("a marzo 2024 quanto spettava?", Some((2024, 3, 31)));
        check("il 1° giugno 2024", Some((2024, 6, 1)));
        check("dal 1° gennaio 2025 quanto spetta?", Some((2025, 1, 1)));
        check("dal 2025", Some((2025, 1, 1)));
        check("dopo il 2025", Some((2026, 1, 1)));
        check("l'anno scorso com'era?", Some((2025, 12, 31)));
        check("due anni fa", Some((2024, 11, 21)));
        check("nel 2026 quanto spetta?", Some((2026, 11, 21)));
        check("nel 2024 e poi nel 2025", Some((2025, 12, 31)));
        check("nel 2023 erano 350 euro, da quando sono 500?", None);
        check("nel 2024 era 9.360, e oggi?", None);
        check("per le domande di febbraio 2024 i 120 giorni da quando partivano?", Some((2024, 2, 29)));
        check("art. 1 c. 198 L. 207/2024", None);
        check("che cosa dice il DM 154 del 13 dicembre 2023?", None);
        check("signora nata nel 1961", None);
        // The year of an act's name, unless it is asked what held before or then.
        check("Che cosa ha cambiato la legge di bilancio 2025?", None);
        check("Secondo il decreto lavoro del 2023 chi è escluso?", None);
        check("Che cosa diceva la manovra 2019 sul fondo?", None);
        check("Quanto spettava con la legge di bilancio 2024?", Some((2024, 12, 31)));
        check("prima della manovra del 2025 quanto era?", Some((2024, 12, 31)));
        check("prima della legge di bilancio 2025 quanto era?", Some((2024, 12, 31)));
        // A date that is the claim.
        check("Il RdC è finito il 30 giugno 2023, giusto?", None);
        check("Nel 2024 la soglia era di 9.360 euro, giusto?", Some((2024, 12, 31)));
        check("Che cosa è cambiato nel 2025 per l'ADI?", Some((2025, 12, 31)));
        check("entro quanti giorni?", None);
        let named = |question: &str| period_in(question, today, &[]).expect("a period");
        assert!(named("soglia nel 2028").future);
        assert!(!named("soglia nel 2026").future);
        assert!(named("le novità del 2025").topic);
        assert!(!named("la soglia del 2025").topic);
        assert!(named("con la manovra 2031 la soglia cambia?").future);
    }
}
