//! Lexemes.

use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &str) {
    let found: Vec<String> =
        lexemes(text).iter().map(|l| format!("{}{}", if l.glued { "+" } else { "" }, l.text)).collect();
    assert_eq!(found.join(" "), expected, "{text}");
}

#[test]
fn cuts() {
    check("D.Lgs. 147/2017", "d +. +lgs +. 147 +/ +2017");
    check("dell’8–8–2025", "dell +' +8 +- +8 +- +2025");
    check("F24 RPM1", "f +24 rpm +1");
    check("msg **640 del 23**", "msg 640 del 23");
    check("1º e 1ª euro²", "1 +° e 1 +° euro +²");
    check("`codice` _corsivo_", "codice corsivo");
    check("una\nriga\n\naltra", "una riga +\n +altra");
    check("", "");
}

proptest! {
    #[test]
    fn spans_in_order(text in "\\PC{0,80}") {
        let mut end = 0;
        for lexeme in lexemes(&text) {
            prop_assert!(lexeme.span.start >= end && !lexeme.span.is_empty());
            prop_assert!(lexeme.span.slice(&text).is_some());
            prop_assert_eq!(lexeme.glued, lexeme.span.start == end && end > 0);
            end = lexeme.span.end;
        }
    }
}
