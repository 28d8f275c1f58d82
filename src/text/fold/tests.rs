//! The search form.

use proptest::prelude::*;

use super::*;

#[test]
fn folds() {
    for (from, to) in [
        ("", ""),
        ("  Già   FATTO\n\tperò ", "gia fatto pero"),
        ("L’Àmbito", "l'ambito"),
        ("l`attivita´", "l'attivita'"),
        ("a\u{a0}b\u{202f}c", "a b c"),
        ("perche\u{301} e\u{300}", "perche e"),
        ("eﬃcace ﬁne", "efficace fine"),
        ("assi\u{ad}stente \u{feff}sociale", "assistente sociale"),
        ("１２ m²", "12 m2"),
        ("STRAẞE İ", "straße i"),
        ("€ 10.140", "€ 10.140"),
    ] {
        assert_eq!(fold(from), to, "{from:?}");
    }
}

proptest! {
    #[test]
    fn collapsed_and_lower(text in "\\PC{0,40}") {
        let folded = fold(&text);
        prop_assert_eq!(folded.trim(), &folded);
        prop_assert!(!folded.contains("  "));
        prop_assert!(folded.chars().all(|c| !is_invisible(c)));
        prop_assert!(!folded.chars().any(|c| c.is_ascii_uppercase()));
    }

    #[test]
    fn stable_for_latin_text(text in "[ a-zA-ZàèéìòùÀÈÉÌÒÙ'’`0-9.,;\\-\n]{0,60}") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }
}
