//! What the style of a paragraph makes of it: heading, title, list item, line of a table of contents. Word names its own
//! styles in English whatever the language; other programs write «Titolo 1».

use crate::ingest::formats::package::Node;
use std::collections::HashMap;

/// Styles upon styles; Word allows some ten.
const MAX_CHAIN: usize = 20;
/// An outline level that says «body text».
const BODY_LEVEL: usize = 9;

#[derive(Default)]
struct Style {
    name: String,
    above: Option<String>,
    level: Option<usize>,
    list: Option<(Option<String>, Option<usize>)>,
}

pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default: Option<String>,
}

/// What a paragraph is.
#[derive(Default)]
pub(super) struct Look {
    /// Of a heading, from 0.
    pub(super) level: Option<usize>,
    pub(super) title: bool,
    /// A line of a table of contents.
    pub(super) contents: bool,
    /// Id and level of its list; the level may be left to the list, which knows the style.
    pub(super) list: Option<(String, Option<usize>)>,
    pub(super) style: String,
}

impl Styles {
    pub(super) fn new(root: Option<Node>) -> Self {
        let (mut styles, mut default) = (HashMap::new(), None);
        for node in root.iter().flat_map(|r| r.all("style")) {
            if node.attr("type").is_some_and(|t| t != "paragraph") {
                continue;
            }
            let Some(id) = node.attr("styleId") else { continue };
            if matches!(node.attr("default"), Some("1" | "true")) {
                default = Some(id.to_owned());
            }
            styles.insert(id.to_owned(), style(node));
        }
        Self { styles, default }
    }

    pub(super) fn look(&self, paragraph: &Node) -> Look {
        let own = paragraph.child("pPr");
        let id = own.and_then(|p| p.val("pStyle")).map(str::to_owned).or_else(|| self.default.clone());
        let id = id.unwrap_or_default();
        let chain = self.chain(&id);
        let level = own
            .and_then(level_of)
            .or_else(|| chain.iter().find_map(|s| s.level.or_else(|| named_level(&s.name))));
        let level = if chain.is_empty() { level.or_else(|| named_level(&id)) } else { level };
        let named = |names: &[&str]| chain.iter().any(|s| names.contains(&s.name.as_str()));
        Look {
            level: level.filter(|l| *l < BODY_LEVEL),
            title: named(&["title", "titolo"]),
            contents: chain.iter().any(|s| is_contents(&s.name)),
            list: list_of(own, &chain),
            style: id,
        }
    }

    /// The style and those it is based on.
    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = self.styles.get(id);
        while let Some(style) = next.filter(|_| chain.len() < MAX_CHAIN) {
            chain.push(style);
            next = style.above.as_ref().and_then(|above| self.styles.get(above));
        }
        chain
    }
}

fn style(node: &Node) -> Style {
    let own = node.child("pPr");
    Style {
        name: node.val("name").unwrap_or_default().to_lowercase(),
        above: node.val("basedOn").map(str::to_owned),
        level: own.and_then(level_of),
        list: own.and_then(|p| p.child("numPr")).map(list),
    }
}

fn level_of(properties: &Node) -> Option<usize> {
    properties.val("outlineLvl")?.parse().ok()
}

fn list(numbering: &Node) -> (Option<String>, Option<usize>) {
    let level = numbering.val("ilvl").and_then(|l| l.parse().ok());
    (numbering.val("numId").map(str::to_owned), level)
}

/// The paragraph's own list wins; list 0 takes one away.
fn list_of(own: Option<&Node>, chain: &[&Style]) -> Option<(String, Option<usize>)> {
    let own = own.and_then(|p| p.child("numPr")).map(list);
    let all: Vec<_> = own.into_iter().chain(chain.iter().filter_map(|s| s.list.clone())).collect();
    let id = all.iter().find_map(|(id, _)| id.clone()).filter(|id| id != "0")?;
    Some((id, all.iter().find_map(|(_, level)| *level)))
}

/// «heading 2», «Titolo2», «titolo 2» → 1.
fn named_level(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("titolo"))?;
    let level: usize = number.trim().trim_start_matches('_').parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

fn is_contents(name: &str) -> bool {
    let number = ["toc", "sommario", "contents", "indice"].iter().find_map(|p| name.strip_prefix(p));
    number
        .is_some_and(|n| matches!(n.trim(), "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "heading"))
}
