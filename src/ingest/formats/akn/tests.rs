//! Golden passages.

use super::super::tests::{fixture, shown};
use super::*;

#[test]
fn golden_assegno_di_prova() {
    insta::assert_snapshot!(shown(&read(&fixture("akn/assegno-di-prova.xml")).expect("reads")));
}

#[test]
fn golden_codice_di_prova() {
    insta::assert_snapshot!(shown(&read(&fixture("akn/codice-di-prova.xml")).expect("reads")));
}
