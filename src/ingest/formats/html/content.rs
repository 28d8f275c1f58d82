//! Where a page's own text stands, and what around or within it is not that.

use crate::ingest::formats::tree::{Id, ROOT, Tree};

/// Never text of the page.
const UNSEEN: [&str; 19] = [
    "script", "style", "noscript", "template", "head", "nav", "footer", "svg", "iframe", "object", "canvas",
    "video", "audio", "select", "input", "textarea", "dialog", "map", "datalist",
];
const ROLES: [&str; 6] = ["navigation", "banner", "contentinfo", "search", "complementary", "menu"];
/// Classes and ids of what helps to move about a page.
const AROUND: [&str; 26] = [
    "menu",
    "nav",
    "navbar",
    "navigation",
    "sidebar",
    "pager",
    "pagination",
    "breadcrumb",
    "breadcrumbs",
    "toc",
    "toolbar",
    "social",
    "share",
    "visually-hidden",
    "sr-only",
    "mw-editsection",
    "catlinks",
    "printfooter",
    "cookie-banner",
    "cookie-bar",
    "cookiebar",
    "noprint",
    "skip-link",
    "jump-to-nav",
    "sitesub",
    "footer",
];
/// Ids of main content, in wikis and other systems.
const MAIN_IDS: [&str; 8] = [
    "content",
    "main-content",
    "main",
    "bodycontent",
    "mw-content-text",
    "dokuwiki__content",
    "page-content",
    "contenuto",
];
/// Of the text outside links, the share that the main content has at least, in percent.
const SHARE: usize = 25;
/// Of the text of a block, the share that one child must have for the search to go into it, in percent.
const DENSE: usize = 70;

/// The element that holds the main content: the one that says so, else the densest.
pub(super) fn main(tree: &Tree) -> Option<Id> {
    let body = tree.find(ROOT, "body").unwrap_or(ROOT);
    let weights = weights(tree);
    let whole = weights[body];
    if whole == 0 {
        return None;
    }
    let weighty = |id: &Id| weights[*id] * 100 >= whole * SHARE;
    let heaviest = |belongs: &dyn Fn(Id) -> bool| {
        let found = tree.descendants(body).filter(|id| belongs(*id)).filter(weighty);
        // The outermost of equals.
        found.min_by_key(|id| (std::cmp::Reverse(weights[*id]), *id))
    };
    let is_id =
        |id: Id| tree.attribute(id, "id").is_some_and(|i| MAIN_IDS.contains(&i.to_lowercase().as_str()));
    heaviest(&|id| tree.name(id) == "main" || tree.attribute(id, "role") == Some("main"))
        .or_else(|| heaviest(&is_id))
        .or_else(|| heaviest(&|id| tree.name(id) == "article"))
        .or_else(|| Some(densest(tree, body, &weights)))
}

/// Goes from the body into the one child that holds most of the text, as long as there is one.
fn densest(tree: &Tree, body: Id, weights: &[usize]) -> Id {
    const CONTAINERS: [&str; 8] = ["div", "section", "article", "table", "tbody", "tr", "td", "form"];
    let mut at = body;
    loop {
        let dense = |id: &Id| {
            weights[*id] * 100 >= weights[at] * DENSE
                && weights[*id] > 0
                && CONTAINERS.contains(&tree.name(*id))
        };
        match tree.children(at).find(dense) {
            Some(child) => at = child,
            None => return at,
        }
    }
}

/// The bytes of text under each node, without links and what is not seen.
fn weights(tree: &Tree) -> Vec<usize> {
    let mut weights = vec![0; tree.len()];
    // Nodes are made in the order of the text: a child comes after its parent.
    for id in (0..tree.len()).rev() {
        weights[id] += tree.text(id).map_or(0, |text| text.trim().len());
        if tree.name(id) == "a" || is_around(tree, id) {
            weights[id] = 0;
        }
        if let Some(parent) = tree.parent(id) {
            weights[parent] += weights[id];
        }
    }
    weights
}

/// Is it something else than the page's text: navigation, banners, what is hidden?
pub(super) fn is_around(tree: &Tree, id: Id) -> bool {
    let name = tree.name(id);
    if UNSEEN.contains(&name) || (name == "button" && !in_heading(tree, id)) {
        return true;
    }
    let is = |attribute: &str, value: &str| {
        tree.attribute(id, attribute).is_some_and(|v| v.eq_ignore_ascii_case(value))
    };
    if ROLES.iter().any(|role| is("role", role)) || tree.attribute(id, "hidden").is_some() {
        return true;
    }
    let style = tree.attribute(id, "style").unwrap_or_default().to_lowercase().replace(' ', "");
    if style.contains("display:none") {
        return true;
    }
    if matches!(name, "body" | "html" | "main") {
        return false;
    }
    let token = |t: &str| AROUND.contains(&t) || t.starts_with("cookie-") || t.starts_with("breadcrumb");
    let tokens = |attribute: &str| {
        let value = tree.attribute(id, attribute).unwrap_or_default().to_lowercase();
        value.split_whitespace().any(token)
    };
    tokens("class")
        || tokens("id")
        || (matches!(name, "header" | "aside") && !is_note(tree, id) && !has_title(tree, id))
}

fn in_heading(tree: &Tree, id: Id) -> bool {
    const HEADINGS: [&str; 9] = ["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "p"];
    tree.ancestors(id).take(4).any(|above| HEADINGS.contains(&tree.name(above)))
}

/// A header that holds the page's title is part of it.
fn has_title(tree: &Tree, id: Id) -> bool {
    tree.name(id) == "header"
        && tree.children(id).take(8).any(|child| matches!(tree.name(child), "h1" | "h2" | "h3"))
}

/// A box with a warning for what stands before it: «N.B.».
pub(super) fn is_note(tree: &Tree, id: Id) -> bool {
    const BOXES: [&str; 8] = ["alert", "callout", "nota", "nb", "infobox", "note", "warning", "box-nota"];
    let class = tree.attribute(id, "class").unwrap_or_default().to_lowercase();
    if class
        .split_whitespace()
        .any(|c| BOXES.contains(&c) || c.starts_with("alert-") || c.starts_with("callout-"))
    {
        return true;
    }
    let first = tree.descendants(id).take(12).filter_map(|d| tree.text(d)).find(|t| !t.trim().is_empty());
    first.is_some_and(begins_note)
}

/// Does a text begin by asking for attention?
pub(super) fn begins_note(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(10).collect::<String>().to_lowercase();
    ["n.b", "nb:", "nb ", "nota ben", "attenzion"].iter().any(|sign| head.starts_with(sign))
}
