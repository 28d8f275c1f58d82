//! Golden passages.

use super::super::tests::{fixture, shown};
use super::*;

#[test]
fn golden_ministero() {
    insta::assert_snapshot!(shown(&read(&fixture("html/ministero.html")).expect("reads")));
}

#[test]
fn golden_wiki() {
    insta::assert_snapshot!(shown(&read(&fixture("html/wiki.html")).expect("reads")));
}
