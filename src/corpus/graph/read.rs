//! The provisions that a passage's text cites, also those it only points at: «del comma 1», «del comma precedente»,
//! «dell'articolo 6 del presente decreto». In an official text they are of the act itself; in a sheet they are left out.

use super::{Place, Stated};
use crate::corpus::{Provision, Status, Version};
use crate::text::{self, LegalRef, Span};
use regex::Regex;
use std::sync::LazyLock;

/// «comma precedente», «articolo successivo», and the other way round.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(?<unit>comma|articolo)\s+(?<way>precedente|successivo|seguente)|(?<way2>precedente|successivo|seguente)\s+(?<unit2>comma|articolo))\b")
        .expect("a fixed pattern")
});

/// Before a reference: it is of an act or article named elsewhere.
const ELSEWHERE: [&str; 6] = ["medesimo", "citato", "predetto", "suddetto", "stesso", "richiamato"];
/// After a reference: it is of something else that we may not know («dell'articolo 13 del regolamento (UE)…»).
const OF: [&str; 10] = ["del", "dello", "della", "dell", "dei", "degli", "delle", "di", "al", "all"];

/// Spans in the version's source and what they cite, in order.
pub(super) fn cited(stated: &Stated<'_>, from: Place) -> Vec<(Span, Provision)> {
    let version = &stated.versions[from.version];
    let passage = &version.passages[from.passage];
    let said = version.text_of(passage);
    // «Riferimenti normativi» are other acts' words.
    if passage.is_note() && !passage.is_update() {
        return Vec::new();
    }
    let own = if passage.is_update() { None } else { stated.own(from) };
    let reader = Reader { version, said, own };
    let mut found: Vec<(Span, Provision)> = Vec::new();
    let references = text::references(said);
    for (n, reference) in references.iter().enumerate() {
        found.extend(reader.provision(&references, n).map(|p| (reference.span, p)));
    }
    found.extend(reader.beside(stated, from));
    // A whole act is no place to go to.
    found.retain(|(_, provision)| provision.article.is_some());
    found.sort_by_key(|(span, _)| span.start);
    let start = passage.span.start;
    found.into_iter().map(|(span, p)| (Span::new(start + span.start, start + span.end), p)).collect()
}

struct Reader<'a> {
    version: &'a Version,
    said: &'a str,
    /// The provision that the passage is; none in sheets and notes.
    own: Option<Provision>,
}

impl Reader<'_> {
    fn provision(&self, references: &[LegalRef], n: usize) -> Option<Provision> {
        let (before, reference) = (&references[..n], &references[n]);
        let last = || self.is_of_the_last(references, n);
        if reference.act.is_some() {
            return Provision::of(reference);
        }
        let own = self.own.as_ref().filter(|_| self.version.status == Status::Official)?;
        if self.quoted(reference.span.start)
            || ELSEWHERE.contains(&self.word_before(reference.span.start).as_str())
        {
            return None;
        }
        let owner = self.owner(reference.span.end);
        if owner == Owner::Other {
            return None;
        }
        let act = own.act.clone();
        let here = |comma: &String| Provision {
            act: own.act.clone(),
            article: own.article.clone(),
            comma: Some(comma.clone()),
        };
        match (&reference.article, &reference.comma) {
            // «articolo 2, comma 3, e del comma 1 del presente articolo»: what the list ends with is of this one.
            (Some(_), Some(comma)) if owner == Owner::Article && last() => Some(here(comma)),
            (Some(_), _) => Provision::of(&LegalRef { act: Some(act), ..reference.clone() }),
            // After another article was named a bare comma may be of that one.
            (None, Some(comma))
                if owner != Owner::Unsaid
                    || before.iter().all(|r| r.article.is_none() && r.act.is_none()) =>
            {
                Some(here(comma))
            }
            _ => None,
        }
    }

    /// In a list of provisions, is it among those said last: «commi 2 e 3» of «articolo 2, comma 1, e commi 2 e 3»?
    fn is_of_the_last(&self, references: &[LegalRef], n: usize) -> bool {
        let span = references[n].span;
        let after = references[n..].iter().take_while(|r| r.span == span).count();
        let said = span.slice(self.said).unwrap_or_default();
        // Folding may change lengths: the words are looked for as they are written.
        let at = ["comm", "COMM", "Comm"].iter().filter_map(|word| said.rfind(word)).max().unwrap_or(0);
        let ends_with = text::references(&said[at..]);
        after <= ends_with.len().max(1)
    }

    /// Inside a quotation, which is another act's text.
    fn quoted(&self, at: usize) -> bool {
        let before = &self.said[..at];
        let count = |signs: &[char]| before.matches(signs).count();
        count(&['«', '“']) > count(&['»', '”']) || count(&['"']) % 2 == 1
    }

    fn word_before(&self, at: usize) -> String {
        let before = self.said[..at].trim_end().trim_end_matches(['\'', '’']);
        // «dell'articolo», «al medesimo articolo»: the word before the citation.
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        text::fold(word)
    }

    /// Whose the provision is said to be, by the words after it.
    fn owner(&self, at: usize) -> Owner {
        let rest = self.said[at..].trim_start_matches([',', ' ', ')', '\n']);
        let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(text::fold);
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let third = words.next().unwrap_or_default();
        match (OF.contains(&first.as_str()), second.as_str()) {
            (true, "presente") if third == "articolo" => Owner::Article,
            (true, "presente") => Owner::Act,
            (true, _) => Owner::Other,
            (false, _) => Owner::Unsaid,
        }
    }

    /// The commas and articles beside this one.
    fn beside(&self, stated: &Stated<'_>, from: Place) -> Vec<(Span, Provision)> {
        let Some(own) = &self.own else { return Vec::new() };
        let mut found = Vec::new();
        for words in BESIDE.captures_iter(self.said) {
            let Some(whole) = words.get(0).filter(|m| !self.quoted(m.start())) else { continue };
            let named = |a: &str, b: &str| words.name(a).or(words.name(b)).map(|m| text::fold(m.as_str()));
            let (Some(unit), Some(way)) = (named("unit", "unit2"), named("way", "way2")) else { continue };
            if self.owner(whole.end()) == Owner::Other {
                continue;
            }
            let back = way == "precedente";
            let target = self.neighbour(stated, (from, own), (unit == "comma", back));
            found.extend(target.map(|p| (Span::new(whole.start(), whole.end()), p)));
        }
        found
    }

    /// The nearest passage of the version, before or after, that is another comma of the article or another article.
    fn neighbour(
        &self,
        stated: &Stated<'_>,
        (from, own): (Place, &Provision),
        (comma, back): (bool, bool),
    ) -> Option<Provision> {
        let wanted = |p: &Provision| p.act == own.act && (p.article == own.article) == comma && p != own;
        let at = |passage: usize| stated.own(Place { passage, ..from });
        let near = if back {
            (0..from.passage).rev().find_map(|n| at(n).filter(|p| p.article.is_some()))
        } else {
            (from.passage + 1..self.version.passages.len())
                .find_map(|n| at(n).filter(|p| p.article.is_some()))
        };
        if comma {
            return near.filter(wanted);
        }
        let beyond = if back {
            (0..from.passage).rev().filter_map(at).find(wanted)
        } else {
            (from.passage + 1..self.version.passages.len()).filter_map(at).find(wanted)
        };
        beyond.map(|p| p.whole_article())
    }
}

/// Whose a provision is.
#[derive(PartialEq, Eq)]
enum Owner {
    /// «del presente decreto».
    Act,
    /// «del presente articolo».
    Article,
    /// «della legge regionale», «del codice della strada».
    Other,
    /// Nothing said.
    Unsaid,
}
