//! Dates.

use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &str) {
    let found: Vec<String> = dates(text)
        .iter()
        .map(|d| match d.value {
            DateValue::Day(date) => date.to_string(),
            DateValue::Month { year, month } => format!("{year}-{month:02}"),
            DateValue::Year(year) => year.to_string(),
        })
        .collect();
    assert_eq!(found.join(" "), expected, "{text}");
}

#[test]
fn days() {
    check("dal 1° gennaio 2025", "2025-01-01");
    check("1 gennaio 2025; primo gennaio 2025; 1º gennaio 2025", "2025-01-01 2025-01-01 2025-01-01");
    check(
        "1-1-2025, 01/01/2025, 1.1.2025, 2025-01-01, 2025/01/01",
        "2025-01-01 2025-01-01 2025-01-01 2025-01-01 2025-01-01",
    );
    check("5 giugno '24, 26-1-24, 26/01/24", "2024-06-05 2024-01-26 2024-01-26");
    check("dell'8-8-2025 e l'8 agosto 2025", "2025-08-08 2025-08-08");
    check("dal 10\nMarzo 2025 al 1.4.2025.", "2025-03-10 2025-04-01");
    check("31 febbraio 2025, 31/02/2025, 2025-02-30", "");
    check("29 febbraio 2024 e 29 febbraio 2025", "2024-02-29");
    check("1.1.10, 1-2-3-2025, 12-13-2025, A1-1-2025, 1-1-2025-3", "");
}

#[test]
fn months() {
    check("gennaio 2025, gen. 2025, Dic. 2017, ottobre '24", "2025-01 2025-01 2017-12 2024-10");
    check("2025-11 e 01/2025", "2025-11 2025-01");
    check("marzo-luglio 2024 e ott-2024", "2024-07 2024");
    check("a gennaio, 11/2025, 00/2025", "");
}

#[test]
fn years() {
    check("nel 2024; soglia isee adi 2025; (2026)", "2024 2025 2026");
    check("2023/2024, 2024-2025, 2024-26, 2011-12", "2023 2024 2024 2025 2024 2011");
    check("2.025 euro, 2025 euro, € 2025, euro 2000, 2025€, 2000%", "");
    check("importo anno 2024 €, dell'anno 2025 euro", "2024 2025");
    check("in un anno 2000 euro, all'anno 2000 euro, ogni anno 2000 euro", "");
    check("2024 famiglie; nel 2024 famiglie e nuclei", "2024");
    check("D.L. 48/2023, L. 199/2025, sentenza n. 31 del 2025 della Corte costituzionale", "");
    check("48/2024, F2024, 2024enne, 2024.5, 12.2024, n. 2024, circa 2000, 1800, 2150", "");
    check("Costa 100 euro. 2024 è l'anno.", "2024");
}

#[test]
fn full_dates_inside_citations_stay() {
    check("decreto-legge 4 maggio 2023, n. 48", "2023-05-04");
    check("messaggio INPS n. 2132 del 5 giugno 2024", "2024-06-05");
    check("D.M. 22 ottobre 2019", "2019-10-22");
}

#[test]
fn spans_cover_what_was_said() {
    let text = "Dal 1° gennaio 2025, e da gen. 2026.";
    let found: Vec<&str> = dates(text).iter().map(|d| d.span.slice(text).unwrap()).collect();
    assert_eq!(found, ["1° gennaio 2025", "gen. 2026"]);
}

proptest! {
    #[test]
    fn spans_in_order(text in "(\\PC|[0-9/.\\-' ]|gennaio |primo |2025|D.L. ){0,80}") {
        let mut end = 0;
        for mention in dates(&text) {
            prop_assert!(mention.span.start >= end && mention.span.slice(&text).is_some_and(|s| !s.is_empty()));
            end = mention.span.end;
        }
    }

    #[test]
    fn every_day_reads_back(year in 1900i16..2100, month in 1i8..=12, day in 1i8..=31) {
        let months = ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"];
        let name = months[usize::from(month.unsigned_abs()) - 1];
        let expected: Vec<DateValue> = Date::new(year, month, day).ok().map(DateValue::Day).into_iter().collect();
        for text in [format!("il {day} {name} {year} poi"), format!("({day:02}/{month:02}/{year})"), format!("{day}-{month}-{year}."), format!("{year}-{month:02}-{day:02}")] {
            let found: Vec<DateValue> = dates(&text).iter().map(|d| d.value).collect();
            prop_assert_eq!(&found, &expected, "{}", text);
        }
    }
}
