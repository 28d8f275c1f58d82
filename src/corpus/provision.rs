//! The provisions that a passage states: an official passage is one, a sheet restates those in its `about`. By them
//! official text and sheets meet, and references find where they lead.

use super::{Passage, Status, Version};
use crate::text::reference::named;
use crate::text::{self, LegalRef};

/// A place in an act.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Provision {
    /// Canonical id, `dl-48-2023`.
    pub act: String,
    /// `4`, `3-bis`; none = the whole act.
    pub article: Option<String>,
    /// `5`, `1-bis`; none = the whole article.
    pub comma: Option<String>,
}

impl Provision {
    /// Where a citation points, to the comma; none when it does not say the act.
    pub fn of(reference: &LegalRef) -> Option<Self> {
        let LegalRef { act, article, comma, .. } = reference.clone();
        Some(Self { act: act?, comma: comma.filter(|_| article.is_some()), article })
    }

    /// As people cite it: «art. 6, comma 4, D.L. 48/2023».
    pub fn printed(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.article.as_ref().map(|n| format!("art. {n}")));
        parts.extend(self.comma.as_ref().map(|n| format!("comma {n}")));
        parts.push(named::printed(&self.act));
        parts.join(", ")
    }

    /// The article that a comma is of.
    pub(super) fn whole_article(&self) -> Self {
        Self { comma: None, ..self.clone() }
    }

    /// Is `other` this or a part of it?
    pub fn holds(&self, other: &Provision) -> bool {
        self.act == other.act
            && (self.article.is_none() || self.article == other.article)
            && (self.comma.is_none() || self.comma == other.comma)
    }
}

impl Version {
    /// The act whose official text this is, by canonical id.
    pub fn act(&self) -> Option<String> {
        if self.status != Status::Official {
            return None;
        }
        let by_urn = self.urn.as_deref().and_then(named::of_urn).and_then(|r| r.act);
        by_urn.or_else(|| text::references(&self.reference).into_iter().find_map(|r| r.act))
    }

    /// The provisions that a passage states: one for an official text, those restated for a sheet. Of a sheet's `about`
    /// only what the passage's own reference names counts, when it names some of it.
    pub fn provisions_of(&self, passage: &Passage) -> Vec<Provision> {
        if self.status == Status::Official {
            return self.own_provision(passage).into_iter().collect();
        }
        let about: Vec<Provision> =
            self.about.iter().filter_map(|urn| Provision::of(&named::of_urn(urn)?)).collect();
        let Some(reference) = passage.reference.as_deref() else { return about };
        let said: Vec<Provision> = text::references(reference).iter().filter_map(Provision::of).collect();
        let within = |p: &Provision| said.iter().any(|said| p.holds(said) || said.holds(p));
        let named: Vec<Provision> = about.iter().filter(|p| within(p)).cloned().collect();
        if named.is_empty() { about } else { named }
    }

    fn own_provision(&self, passage: &Passage) -> Option<Provision> {
        if passage.is_note() {
            return None;
        }
        let act = self.act()?;
        let reference = passage.reference.as_deref().unwrap_or(&self.reference);
        let mut own = text::references(reference).iter().filter_map(Provision::of).find(|p| p.act == act)?;
        // A comma «01», put before the first, is not comma 1.
        if let Some((_, rest)) = reference.split_once("comma 0") {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            own.comma = own.comma.map(|_| format!("0{}", &rest[..digits]));
        }
        Some(own)
    }
}

impl Passage {
    /// Is it a note under an article («Aggiornamento (3)», «Riferimenti normativi») instead of the article's text?
    pub(super) fn is_note(&self) -> bool {
        self.is_update() || self.locator.split('-').any(|part| part == "rif")
    }

    /// Is it a note that tells how an article was changed?
    pub(super) fn is_update(&self) -> bool {
        let numbered =
            |part: &str| part.strip_prefix("agg").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        self.locator.split('-').any(numbered)
    }
}
