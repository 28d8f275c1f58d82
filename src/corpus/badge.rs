//! What a version is shown as: a sheet by what it restates («sintesi di: D.L. 48/2023»), never by the bare tier of that; a passage
//! by where it stands («circolare INPS 77/2023, pag. 3»).

use super::{Passage, Status, Version};
use crate::strings::{fill, s};
use crate::text;
use crate::text::reference::named;
use regex::Regex;
use std::sync::LazyLock;

/// Acts named on a badge; the reference beside it tells all.
const NAMED: usize = 3;

/// From here on a reference tells what changed the act.
static CHANGED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i),?\s*\(?(come )?(modificat|sostituit|introdott|aggiunt|inserit|integrat|prorogat)[oaie] d",
    )
    .expect("a fixed pattern")
});

/// Pages, slides and rows in the locators that parsers give, and how they are printed.
const PLACES: [(&str, &str); 3] = [("pag", "corpus.page"), ("dia", "corpus.slide"), ("riga", "corpus.row")];

impl Version {
    /// How a passage is cited: by its own reference, else by the version's with the page, slide or row.
    pub fn cited_as(&self, passage: &Passage) -> String {
        if let Some(reference) = &passage.reference {
            return reference.clone();
        }
        // «f2-riga4»: the second sheet of a workbook.
        let sheet = passage.locator.split_once('-').and_then(|(sheet, rest)| {
            let number = sheet.strip_prefix('f').filter(|n| n.parse::<u32>().is_ok())?;
            Some((fill("corpus.sheet", &[("n", &number)]), rest))
        });
        let (sheet, locator) = sheet.unwrap_or((String::new(), passage.locator.as_str()));
        let place = PLACES.iter().find_map(|(name, key)| {
            let rest = locator.strip_prefix(name)?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = rest.split_at(digits);
            let there = digits > 0 && (rest.is_empty() || rest.starts_with('-'));
            there.then(|| fill(key, &[("n", &number)]))
        });
        let place = place.map(|place| format!("{sheet}{place}"));
        format!("{}{}", self.reference, place.unwrap_or_default())
    }

    /// The badge of this version, or of one of its passages; none for an official text. The acts restated are those of the
    /// reference, without those that only amended it, else those of `about`; without any act, the reference itself.
    pub fn badge(&self, passage: Option<&Passage>) -> Option<String> {
        if self.status == Status::Official {
            return None;
        }
        let reference = passage.and_then(|p| p.reference.as_deref()).unwrap_or(&self.reference);
        let cited = text::references(reference);
        let amending = CHANGED.find(reference).map_or(reference.len(), |m| m.start());
        let restated = cited.iter().filter(|r| r.span.start < amending).filter_map(|r| r.act.clone());
        let mut acts: Vec<String> = Vec::new();
        let about = self.about.iter().filter_map(|urn| named::of_urn(urn)?.act);
        for act in restated {
            if !acts.contains(&act) {
                acts.push(act);
            }
        }
        if acts.is_empty() {
            about.for_each(|act| {
                if !acts.contains(&act) {
                    acts.push(act)
                }
            });
        }
        let mut shown: Vec<String> = acts.iter().take(NAMED).map(|act| named::printed(act)).collect();
        if acts.len() > NAMED {
            shown.push(s("corpus.badge_more").to_owned());
        }
        let of = if shown.is_empty() { reference.trim().to_owned() } else { shown.join(", ") };
        Some(if of.is_empty() {
            s("corpus.badge_bare").to_owned()
        } else {
            fill("corpus.badge", &[("of", &of)])
        })
    }
}
