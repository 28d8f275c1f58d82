//! What a page says of itself: title, address, day.

use crate::ingest::document::Meta;
use crate::ingest::formats::tree::{Id, ROOT, Tree};
use crate::strings::fill;
use jiff::civil::Date;

/// Bytes of a title that are kept.
const TITLE_BYTES: usize = 200;
/// Marks of the last change, then of the first publication.
const DAYS: [&str; 8] = [
    "article:modified_time",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "article:published_time",
    "dcterms.date",
    "date",
];

pub(super) fn read(tree: &Tree, main: Id) -> Meta {
    let title = title(tree, main);
    Meta {
        reference: title.as_ref().map(|title| fill("ingest.web_page", &[("title", title)])),
        title,
        url: canonical(tree),
        published: day(tree, main),
        ..Meta::default()
    }
}

/// The first heading of the content or of the page, else the title without the site's name.
fn title(tree: &Tree, main: Id) -> Option<String> {
    let heading = |root: Id| tree.find(root, "h1").map(|id| tree.words(id)).filter(|t| !t.is_empty());
    let told = || {
        let whole = tree.find(ROOT, "title").map(|id| tree.words(id))?;
        let own = whole
            .split([" | ", " – ", " - "].iter().find(|s| whole.contains(**s)).copied().unwrap_or("\n"))
            .next()?;
        Some(own.to_owned())
    };
    let mut title =
        heading(main).or_else(|| heading(ROOT)).or_else(|| meta(tree, "og:title")).or_else(told)?;
    while title.len() > TITLE_BYTES {
        title.truncate(title.rfind(' ').unwrap_or_default());
    }
    (!title.is_empty()).then_some(title)
}

/// The address that the page calls its own.
pub(in crate::ingest::formats) fn canonical(tree: &Tree) -> Option<String> {
    let is_own = |id: &Id| tree.name(*id) == "link" && tree.attribute(*id, "rel") == Some("canonical");
    let linked =
        || tree.descendants(ROOT).find(is_own).and_then(|id| tree.attribute(id, "href")).map(str::to_owned);
    let url = linked().or_else(|| meta(tree, "og:url"))?;
    let url = url.trim();
    let web = url.starts_with("https://") || url.starts_with("http://");
    (web && !url.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')))
        .then(|| url.to_owned())
}

fn day(tree: &Tree, main: Id) -> Option<Date> {
    let told = DAYS.iter().find_map(|name| first_day(&meta(tree, name)?));
    told.or_else(|| {
        let times = tree.descendants(main).filter(|id| tree.name(*id) == "time");
        times.filter_map(|id| first_day(tree.attribute(id, "datetime")?)).next()
    })
}

fn first_day(value: &str) -> Option<Date> {
    value.trim().get(..10)?.parse().ok()
}

/// The content of a `meta` by name or property.
fn meta(tree: &Tree, name: &str) -> Option<String> {
    let named = |id: &Id| {
        let is =
            |attribute: &str| tree.attribute(*id, attribute).is_some_and(|v| v.eq_ignore_ascii_case(name));
        tree.name(*id) == "meta" && (is("property") || is("name") || is("http-equiv"))
    };
    let content = tree.descendants(ROOT).find(named).and_then(|id| tree.attribute(id, "content"))?;
    (!content.trim().is_empty()).then(|| content.trim().to_owned())
}
