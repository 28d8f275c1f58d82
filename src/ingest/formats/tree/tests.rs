//! How markup becomes a tree: what is closed by what, what is left out, what a walk visits.

use super::*;

/// A tree in short: `name(children)`, texts in quotation marks.
fn drawn(tree: &Tree) -> String {
    let mut out = String::new();
    for step in tree.walk(ROOT) {
        match step {
            Step::In(id) => match tree.text(id) {
                Some(text) if text.trim().is_empty() => {}
                Some(text) => out.push_str(&format!("'{}'", text.trim())),
                None => out.push_str(&format!("{}(", tree.name(id))),
            },
            Step::Out(id) if tree.text(id).is_none() => out.push(')'),
            Step::Out(_) => {}
        }
    }
    out
}

#[test]
fn pages() {
    let check = |html: &str, expected: &str| {
        assert_eq!(drawn(&page::read(html).expect(html)), expected, "{html}");
    };
    check("<p>uno<p>due", "p('uno')p('due')");
    check("<p>uno<div>due</div>tre", "p('uno')div('due')'tre'");
    check("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul(li('a'ul(li('b')))li('c'))");
    check("<table><tr><td>a<td>b<tr><td><p>c</table>d", "table(tr(td('a')td('b'))tr(td(p('c'))))'d'");
    check("<table><tr><td>a</p></div>b</table>", "table(tr(td('ab')))");
    check("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt('a')dd('b')dt('c'))");
    check("<p><b>a<p>b</b>c", "p(b('a'))p('bc')");
    check("<b><p>a</b>b</p>c", "b(p('ab')'c')");
    check("<br>a<img alt=x>b<hr/>", "br()'a'img()'b'hr()");
    check("<title>a<b></title><p>t", "title('a<b>')p('t')");
    check("<head><title>a</title><p>b", "head(title('a'))p('b')");
    check("<script>if(a<b)</script>c<!-- d -->", "script('if(a<b)')'c'");
    check("&egrave; &#224; &amp;lt; &nulla;", "'è à &lt; &nulla;'");
    check("</x>a<", "'a<'");
}

#[test]
fn markup() {
    let check = |xml: &str, expected: &str, warnings: usize| {
        let (tree, told) = markup::read(xml).expect(xml);
        assert_eq!((drawn(&tree).as_str(), told.len()), (expected, warnings), "{xml}: {told:?}");
    };
    check("<a x='1'>b<c/>d</a>", "a('b'c()'d')", 0);
    check("<n:a>b &amp; <![CDATA[<c>]]> &#232; &egrave;</n:a>", "a('b & <c> è è')", 0);
    check("<!DOCTYPE a SYSTEM 'file:x' [<!ENTITY e 'no'>]><a>&e;</a>", "a('&e;')", 1);
    check("<a><b>c</a>d", "a(b('c'))", 0);
    check("<a>b</c></a>", "a('b')", 1);
    check("<a><b>c", "a(b('c'))", 1);
    check("<a>b</a><", "a('b')", 1);
    check("", "", 0);
}

#[test]
fn a_walk_can_pass_over() {
    let tree = page::read("<div>a<p>b</p></div><i>c</i>").expect("reads");
    let mut walk = tree.walk(ROOT);
    let mut seen = Vec::new();
    while let Some(step) = walk.next() {
        if let Step::In(id) = step {
            seen.push(tree.name(id));
            if tree.name(id) == "div" {
                walk.pass(id);
            }
        }
    }
    assert_eq!(seen, ["div", "i", ""]);
    let p = tree.find(ROOT, "p").expect("there");
    assert_eq!((tree.words(p).as_str(), tree.ancestors(p).count()), ("b", 2));
    assert_eq!(tree.walk(tree.find(ROOT, "i").expect("there")).count(), 2, "a walk stays under its root");
}
