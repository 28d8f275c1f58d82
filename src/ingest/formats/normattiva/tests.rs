//! Golden passages.

use super::super::tests::{fixture, shown};
use super::*;

#[test]
fn golden_normattiva() {
    insta::assert_snapshot!(shown(&read(&fixture("html/normattiva.html")).expect("reads")));
}

#[test]
fn golden_gazzetta() {
    insta::assert_snapshot!(shown(&read(&fixture("html/gazzetta.html")).expect("reads")));
}
