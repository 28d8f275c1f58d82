//! Function words.

use super::*;
use crate::text::fold;

#[test]
fn about_two_hundred_folded_words() {
    let all: Vec<&str> = WORDS.split_whitespace().collect();
    assert!((200..300).contains(&all.len()), "{}", all.len());
    for word in all {
        assert_eq!(fold(word), word);
    }
}

#[test]
fn in_and_out() {
    for word in
        "il lo la di che cosa quale quanto come dove quando chi non e perche sono hanno dell".split(' ')
    {
        assert!(is_stop(word), "{word}");
    }
    for word in "stato prima durante sei nucleo isee adi decade minori piu entro senza".split(' ') {
        assert!(!is_stop(word), "{word}");
    }
    for word in "l un d all dall nell sull quest quell sant com dov quant anch senz mezz tutt".split(' ') {
        assert!(is_elided(word), "{word}");
    }
    assert!(!is_elided("po") && !is_elided("attivita"));
}
