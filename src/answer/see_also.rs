//! «Vedi anche»: the official passages on which the meaning of a quotation depends, because it says «di cui all'articolo 6, comma 4».
//! They stand beside the answer and are no part of it. A doubtful one is left out.

use super::types::{Citation, SeeAlso};
use crate::corpus::Target;
use crate::search::{Question, Snapshot};
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// At most so many.
const MOST: usize = 3;
/// Bytes before a reference in which it is said to be what the sentence means.
const NEAR: usize = 60;

/// Words by which a sentence hands its meaning over to what it cites.
static DEPENDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(di cui|ai sensi|a norma|secondo quanto|nei termini|nei casi|alle condizioni|(definit|previst|stabilit|indicat|individuat|disciplinat|elencat)[oaie])\b[^.;:]*$")
        .expect("a fixed pattern")
});

/// What the citations depend on, without what is cited already.
pub(super) fn see_also(snapshot: &Snapshot, question: &Question, citations: &[Citation]) -> Vec<SeeAlso> {
    let mut found: Vec<SeeAlso> = Vec::new();
    if citations.is_empty() || !snapshot.has_official() {
        return found;
    }
    let day = question.as_of.day();
    for cited in citations {
        let Some(number) = snapshot.number_of(&cited.passage_id) else { continue };
        let quote = Span::new(cited.quote_span[0], cited.quote_span[1]);
        let source = &snapshot.passage(number).0.source;
        for link in snapshot.graph().cites(snapshot.place_of(number)) {
            let Target::Text(places) = &link.to else { continue };
            let depends = quote.contains(&link.span) && depends(source, quote.start, link.span.start);
            let in_force = places.iter().map(|p| snapshot.number_at(*p)).filter(|n| {
                let (version, passage) = snapshot.passage(*n);
                version.holds(passage, day) && !snapshot.is_withdrawn(*n)
            });
            // One place, or it is not clear which is meant.
            let [target] = in_force.collect::<Vec<u32>>()[..] else { continue };
            let (version, passage) = snapshot.passage(target);
            let id = passage.id.to_string();
            let known =
                citations.iter().any(|c| c.passage_id == id) || found.iter().any(|s| s.passage_id == id);
            if !depends || known || found.len() == MOST {
                continue;
            }
            found.push(SeeAlso {
                citation: cited.n,
                said: link.span.slice(source).unwrap_or_default().to_owned(),
                passage_id: id,
                work_id: version.work.to_string(),
                title: format!("{} › {}", version.title, passage.heading),
                reference: version.cited_as(passage),
            });
        }
    }
    found
}

/// Do the words of the sentence before the reference hand its meaning over to it?
fn depends(source: &str, floor: usize, at: usize) -> bool {
    let near = (floor.max(at.saturating_sub(NEAR))..at).find(|n| source.is_char_boundary(*n));
    near.is_some_and(|start| DEPENDS.is_match(&source[start..at]))
}

#[cfg(test)]
mod tests {
    use super::depends;

    #[test]
    fn only_what_the_sentence_means_by_it() {
        let check =
            |before: &str, expected: bool| assert_eq!(depends(before, 0, before.len()), expected, "{before}");
        check("presenta la domanda nei termini di cui all'", true);
        check("ai sensi del ", true);
        check("i soggetti indicati all'", true);
        check("come definito dall'", true);
        check("Resta fermo quanto dispone l'", false);
        check("di cui si è detto. Vale l'", false);
        check("fatto salvo l'", false);
        check("", false);
    }
}
