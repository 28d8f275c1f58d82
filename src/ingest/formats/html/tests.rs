//! Golden passages.

use super::super::tests::{fixture, shown};
use super::*;

#[test]
fn golden_ministero() {
    insta::assert_snapshot!(shown(&read(&fixture("html/ministero.html")).expect("reads")));
}

#[test]
fn what_is_struck_out_or_calls_a_note_changes_no_figure() {
    let check = |html: &str, expected: &str| {
        let page = format!("<html><body><h1>Importi</h1><p>{html}</p></body></html>");
        let document = read(page.as_bytes()).expect("reads");
        assert!(document.text.ends_with(expected), "{html}: {}", document.text);
    };
    check("Vale 12<sup>3</sup> euro.", "Vale 12 euro.");
    check("Vale <b>12</b><sup><a href='#n'>(3)</a></sup> euro.", "Vale 12 euro.");
    check("Dura 12<a role='doc-noteref' href='#n4'>4</a> mesi.", "Dura 12 mesi.");
    check("Vale <del>7</del> <ins>9</ins> euro. <s>E 5 in più.</s>", "Vale 9 euro.");
    check("Una casa di 28 m<sup>2</sup>, al 1<sup>o</sup> piano.", "Una casa di 28 m2, al 1o piano.");
    check("Vale 12<sup>3 euro.", "Vale 123 euro.");
}

#[test]
fn cells_that_reach_over_rows_are_said_in_each() {
    let page = "<html><body><h1>Importi</h1><p>Le quote sono queste, per nucleo e per mese.</p><table><tr><th>Nucleo</th><th colspan=2>Quote</th></tr>\
        <tr><td rowspan=2>Famiglia</td><td>600</td><td>300</td></tr><tr><td>700</td><td>310</td></tr>\
        <tr><td>Uno</td><td>500</td><td>280</td></tr></table></body></html>";
    let document = read(page.as_bytes()).expect("reads");
    let table = "Nucleo | Quote | Quote\nFamiglia | 600 | 300\nFamiglia | 700 | 310\nUno | 500 | 280";
    assert!(document.text.contains(table), "{}", document.text);
}

#[test]
fn golden_wiki() {
    insta::assert_snapshot!(shown(&read(&fixture("html/wiki.html")).expect("reads")));
}
