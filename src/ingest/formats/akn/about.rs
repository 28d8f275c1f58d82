//! What an Akoma Ntoso file says of its act: name, days, title.

use crate::ingest::document::Meta;
use crate::ingest::formats::law::Act;
use crate::ingest::formats::tree::{Id, Tree};
use jiff::civil::Date;

/// Bytes of a title that are kept.
const TITLE_BYTES: usize = 400;

/// The act, and what is told of this version of it.
pub(super) struct About {
    pub(super) act: Option<Act>,
    pub(super) meta: Meta,
    /// The acts that changed it, as URNs.
    pub(super) amended_by: Vec<String>,
}

pub(super) fn read(tree: &Tree, root: Id) -> About {
    let urn = alias(tree, root);
    let act = urn.as_deref().and_then(Act::of_urn).or_else(|| printed(tree, root));
    let urn = urn.or_else(|| act.as_ref().and_then(Act::urn));
    let publication = tree.find(root, "publication").and_then(|p| tree.attribute(p, "date")?.parse().ok());
    let issued = act.as_ref().and_then(|a| a.date);
    let meta = Meta {
        title: title(tree, root),
        reference: act.as_ref().map(Act::long),
        issuer: act.as_ref().and_then(Act::issuer),
        url: urn.as_deref().map(|urn| format!("https://www.normattiva.it/uri-res/N2Ls?{urn}")),
        urn,
        published: publication.or(issued),
        valid_from: expression(tree, root),
        valid_to: None,
    };
    About { act, meta, amended_by: amending(tree, root) }
}

/// `FRBRalias name="urn:nir"`, without the marks of a version.
fn alias(tree: &Tree, root: Id) -> Option<String> {
    let work = tree.find(root, "FRBRWork")?;
    let is_urn = |id: &Id| tree.name(*id) == "FRBRalias" && tree.attribute(*id, "name") == Some("urn:nir");
    let value = tree.attribute(tree.children(work).find(is_urn)?, "value")?;
    let urn = value.split(['!', '@', '~']).next()?.trim();
    (urn.starts_with("urn:nir:") && !urn.contains(char::is_whitespace)).then(|| urn.to_owned())
}

/// The acts named as sources of the modifications that this version went through, as URNs, each once.
fn amending(tree: &Tree, root: Id) -> Vec<String> {
    let Some(changes) = tree.find(root, "passiveModifications") else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for id in tree.descendants(changes).filter(|id| tree.name(*id) == "source") {
        let urn = tree.attribute(id, "href").and_then(of_path);
        if let Some(urn) = urn.filter(|urn| !found.contains(urn)) {
            found.push(urn);
        }
    }
    found
}

/// `/akn/it/act/legge/stato/2024-12-30/207/!main#art_1` as `urn:nir:stato:legge:2024-12-30;207`.
fn of_path(path: &str) -> Option<String> {
    let mut parts = path.trim_start_matches("/akn").trim_start_matches("/it/act/").split('/');
    let (kind, authority, day, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let number = number.split(['!', '#', '@', '~']).next().filter(|n| !n.is_empty())?;
    let urn = format!("urn:nir:{authority}:{}:{day};{number}", kind.replace('_', ".")).to_lowercase();
    crate::text::reference::named::of_urn(&urn).map(|_| urn)
}

/// The act as its first page prints it.
fn printed(tree: &Tree, root: Id) -> Option<Act> {
    let preface = tree.find(root, "preface")?;
    let word = |name: &str| tree.find(preface, name).map(|id| tree.words(id));
    Act::of_text(&format!("{} {}, n. {}", word("docType")?, word("docDate")?, word("docNumber")?))
}

fn title(tree: &Tree, root: Id) -> Option<String> {
    let printed = tree.find(root, "docTitle").map(|id| tree.words(id));
    let told = || {
        let is_title = |id: &Id| tree.attribute(*id, "property") == Some("eli:title");
        let id = tree.descendants(root).find(is_title)?;
        tree.attribute(id, "content").map(super::super::tree::collapsed)
    };
    let title = printed.filter(|t| !t.is_empty()).or_else(told)?;
    let mut title = title.trim_end_matches(['.', ' ']).to_owned();
    while title.len() > TITLE_BYTES {
        title.truncate(title.rfind(' ').unwrap_or_default());
    }
    (!title.is_empty()).then_some(title)
}

/// The day of this version: `…/ita@2025-01-30` or `!vig=2025-01-30` before the date beside it.
fn expression(tree: &Tree, root: Id) -> Option<Date> {
    let expression = tree.find(root, "FRBRExpression")?;
    let value = |name: &str, attribute: &str| tree.attribute(tree.child(expression, name)?, attribute);
    let in_uri =
        ["FRBRuri", "FRBRthis"].into_iter().filter_map(|name| value(name, "value")).find_map(|uri| {
            let (_, day) = uri.rsplit_once("!vig=").or_else(|| uri.rsplit_once('@'))?;
            day.get(..10)?.parse().ok()
        });
    in_uri.or_else(|| value("FRBRdate", "date")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::of_path;

    #[test]
    fn the_source_of_a_modification_is_an_act() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(of_path(path).as_deref(), expected, "{path}");
        };
        let urn = "urn:nir:stato:legge:2024-12-30;207";
        check("/akn/it/act/legge/stato/2024-12-30/207/!main#art_1__para_198", Some(urn));
        check("/akn/it/act/legge/stato/2024-12-30/207", Some(urn));
        check(
            "/akn/it/act/decreto_legge/stato/2024-05-09/940/!main",
            Some("urn:nir:stato:decreto.legge:2024-05-09;940"),
        );
        check("#pmod_0", None);
        check("/akn/it/act/legge/stato", None);
        check("", None);
    }

    #[test]
    fn the_modifications_of_a_file_name_their_acts_once() {
        let change =
            "<textualMod><source href=\"/akn/it/act/legge/stato/2024-12-30/207/!main\"/></textualMod>";
        let file = format!(
            "<akomaNtoso><act><meta><analysis><passiveModifications>{change}{change}</passiveModifications></analysis></meta>\
             <body><article><num>Art. 1.</num><paragraph><num>1.</num><content><p>Testo.</p></content></paragraph></article></body></act></akomaNtoso>"
        );
        let document = super::super::read(file.as_bytes()).expect("reads");
        assert_eq!(document.amended_by, ["urn:nir:stato:legge:2024-12-30;207"]);
    }
}
