//! What a page of law says of its act.

use super::lines::{Hint, Paragraph};
use crate::ingest::document::Meta;
use crate::ingest::formats::law::{Act, signs};
use crate::ingest::formats::tree::{Id, ROOT, Tree, collapsed};
use crate::text::{DateValue, dates};
use jiff::civil::Date;

/// Paragraphs before the first article in which the act is named.
const HEAD: usize = 30;
/// Bytes of a title that are kept.
const TITLE_BYTES: usize = 400;
/// Bytes after «Vigente al» within which the day stands.
const NEAR: usize = 60;

pub(super) struct About {
    pub(super) act: Option<Act>,
    pub(super) meta: Meta,
}

pub(super) fn read(tree: &Tree, paragraphs: &[Paragraph]) -> About {
    let url = crate::ingest::formats::html::canonical(tree);
    let by_url = url.as_deref().and_then(|u| Act::of_urn(&u[u.find("urn:nir:")?..]));
    let head: Vec<&str> = head(paragraphs);
    let named = |class: &str| with_class(tree, class).map(|id| tree.words(id));
    let titles: Vec<String> =
        [named("grassetto"), named("preamble-title-akn"), tree.find(ROOT, "h1").map(|id| tree.words(id))]
            .into_iter()
            .flatten()
            .chain(headings(tree))
            .chain(head.iter().map(|line| (*line).to_owned()))
            .chain(tree.find(ROOT, "title").map(|id| tree.words(id)))
            .collect();
    let act = by_url.or_else(|| titles.iter().find_map(|line| Act::of_title(line)));
    let whole = tree.words(ROOT);
    let meta = Meta {
        title: named("SottoTitoloExp").or_else(|| after_act(&head)).and_then(|title| trimmed(&title)),
        reference: act.as_ref().map(Act::long),
        issuer: act.as_ref().and_then(Act::issuer),
        urn: act.as_ref().and_then(Act::urn),
        url,
        published: day_after(&whole, &["(GU n.", "GU Serie Generale n."])
            .or(act.as_ref().and_then(|a| a.date)),
        valid_from: day_after(&whole, &["Vigente al", "Testo in vigore dal", "in vigore dal:"]),
        valid_to: None,
    };
    About { act, meta }
}

/// The headings above the text, as the Gazzetta has them: who issued the act and its name, part by part.
fn headings(tree: &Tree) -> Vec<String> {
    const SHOWN: usize = 8;
    let all = tree.descendants(ROOT).filter(|id| matches!(tree.name(*id), "h2" | "h3")).take(SHOWN);
    let lines = |id| tree.descendants(id).filter_map(|id| tree.text(id)).map(collapsed).collect::<Vec<_>>();
    all.flat_map(|id| [vec![tree.words(id)], lines(id)].concat()).filter(|line| !line.is_empty()).collect()
}

/// The lines before the first article.
fn head(paragraphs: &[Paragraph]) -> Vec<&str> {
    let before = paragraphs
        .iter()
        .take_while(|p| p.hint != Hint::Article && signs::article(&p.text).is_none())
        .take(HEAD)
        .map(|p| p.text.as_str());
    before.collect()
}

/// The line under the name of the act.
fn after_act(head: &[&str]) -> Option<String> {
    let at = head.iter().position(|line| Act::of_title(line).is_some())?;
    let next = head.get(at + 1)?;
    let title = !next.starts_with("Vist") && !next.starts_with("IL ") && next.len() > 10;
    title.then(|| (*next).to_owned())
}

/// Without the code of the Gazzetta («(23G00057)») and the final stop.
fn trimmed(title: &str) -> Option<String> {
    let code = |inner: &str| {
        inner.len() == 9 && inner.ends_with(')') && inner.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut title = title.trim();
    if let Some((before, inner)) = title.rsplit_once('(')
        && code(inner)
    {
        title = before.trim_end();
    }
    let mut title = title.trim_end_matches(['.', ' ']).to_owned();
    while title.len() > TITLE_BYTES {
        title.truncate(title.rfind(' ').unwrap_or_default());
    }
    (!title.is_empty()).then_some(title)
}

fn with_class(tree: &Tree, class: &str) -> Option<Id> {
    tree.descendants(ROOT).find(|id| tree.has_class(*id, class))
}

/// The first whole day told soon after one of these words.
fn day_after(text: &str, signs: &[&str]) -> Option<Date> {
    signs.iter().find_map(|sign| {
        let at = text.find(sign)? + sign.len();
        let mut end = text.len().min(at + NEAR);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        dates(&text[at..end]).into_iter().find_map(|mention| match mention.value {
            DateValue::Day(day) => Some(day),
            _ => None,
        })
    })
}
