//! What holds for the whole room.

use proptest::prelude::*;

use super::*;

/// One megabyte of what would hurt a reader that looks far ahead or starts again.
fn adversarial() -> String {
    const SEEDS: [&str; 16] = [
        "a",
        "1.",
        "« (",
        " \n",
        "e\u{300}",
        "l'",
        "A. ",
        "art. 4, ",
        "commi 1-50, ",
        "comma 5 e ",
        "legge del ",
        "decreto del ministro e del ",
        "D.L. 48/2023, art. 4, ",
        "art. 4 D.L. 48/2023 e ",
        "D.L. 48/2023 conv. ",
        "1-1- gennaio ",
    ];
    let share = 1_000_000 / SEEDS.len();
    SEEDS.iter().map(|seed| seed.repeat(share / seed.len() + 1)).collect()
}

#[test]
fn a_megabyte_of_malice_finishes() {
    let text = adversarial();
    assert!(text.len() >= 1_000_000);
    assert!(!fold(&text).is_empty());
    assert!(!terms(&text).is_empty() && !sentences(&text).is_empty());
    assert!(!numbers(&text).is_empty() && !references(&text).is_empty());
    assert!(dates(&text).is_empty());
}

#[test]
fn one_sentence_read_in_every_way() {
    let text =
        "Dal 1° gennaio 2025 la soglia è di 10.140 euro (art. 1, c. 198, L. 207/2024). Prima era 9.360.";
    let slice = |span: Span| span.slice(text).unwrap();
    assert_eq!(sentences(text).len(), 2);
    assert_eq!(dates(text).iter().map(|d| slice(d.span)).collect::<Vec<_>>(), ["1° gennaio 2025"]);
    assert_eq!(
        references(text).iter().map(LegalRef::canonical).collect::<Vec<_>>(),
        ["l-207-2024#art1-com198"]
    );
    let values: Vec<String> = numbers(text).into_iter().map(|n| n.value).collect();
    assert_eq!(values, ["1", "2025", "10140", "1", "198", "207", "2024", "9360"]);
    let cited = references(text)[0].span;
    assert!(numbers(text).iter().filter(|n| cited.contains(&n.span)).count() == 4);
}

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>()) {
        let spans = words(&text).into_iter().map(|w| w.span)
            .chain(sentences(&text))
            .chain(numbers(&text).into_iter().map(|n| n.span))
            .chain(dates(&text).into_iter().map(|d| d.span))
            .chain(references(&text).into_iter().map(|r| r.span));
        for span in spans {
            prop_assert!(span.slice(&text).is_some_and(|s| !s.is_empty()));
        }
    }
}
