//! A provision asked for by its name («art. 2, comma 2, lett. b, D.L. 48/2023», «che cosa dice…», «è ancora in vigore?»). Where
//! its official text is held, that is the answer, abrogated or not: the comma, the article or the letter named, and never a
//! sheet about something else.

use super::draft::{Draft, DraftSentence, Quote};
use super::types::{Reason, Verdict};
use super::{Decision, Hidden};
use crate::corpus::Provision;
use crate::search::{Found, Question, Snapshot};
use crate::strings::{fill, s};
use crate::text::{self, LegalRef, Span};
use regex::Regex;
use std::sync::LazyLock;

/// Bytes of official text shown; what is longer is read in the source.
const MOST_BYTES: usize = 4000;
/// How surely the official text of a provision answers who asks for that provision.
pub(super) const SURE: f64 = 0.97;
/// What a passage that cites the very provision gets for it, at least; less when it cites another part of the act.
const CITES: f32 = 0.25;

/// Words that ask for a provision, and no more.
static ASKING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:dic[ea]|dicono|dire|preved[eo]\w*|stabilisc\w*|dispon\w*|recit\w*|contien\w*|contenut\w*|contenere|test[oi]|vigor\w*|vigent\w*|ancora|tuttora|oggi|attual\w*|vale|valid[oa]|abrogat\w*|soppress\w*|legg\w*|mostr\w*|riport\w*|cit[ai]\w*|trov\w*|scritt\w*|scriv\w*|tratta|parla|disciplin\w*|regola|norma|articol\w*|comm[ai]|letter[ae]|numer[oi]|decret\w*|esist\w*|cos|cosa|quale|quali|come|integral\w*|complet\w*|esatt\w*|dell|all)$",
    )
    .expect("a fixed pattern")
});

/// What the material holds of the provision asked for.
pub(super) enum Asked {
    /// Its official text.
    Text(Draft),
    /// The act's official text, which has no such provision.
    Missing(String),
}

/// Does it ask for a provision by name and for nothing else?
pub(super) fn looks_up(question: &Question) -> bool {
    let named = question.references.iter().any(is_precise);
    let outside = |w: &text::Term| !question.references.iter().any(|r| r.span.overlaps(&w.span));
    let asks =
        |w: &text::Term| w.span.slice(&question.text).is_some_and(|word| ASKING.is_match(&text::fold(word)));
    named && text::terms(&question.text).iter().filter(|w| outside(w)).all(asks)
}

/// Does the first hit cite what the question names?
pub(super) fn cites_it(found: &Found) -> bool {
    found.hits.first().is_some_and(|h| h.explanation.reference > CITES)
}

fn is_precise(reference: &LegalRef) -> bool {
    reference.act.is_some() && reference.article.is_some()
}

/// The official text of the provisions that a question asks for by name, on its day.
pub(super) fn asked(snapshot: &Snapshot, question: &Question, hidden: Hidden) -> Option<Asked> {
    if question.intent.is_some() || !snapshot.has_official() || !looks_up(question) {
        return None;
    }
    let day = question.as_of.day();
    let shown = |n: &u32| !hidden.is_some_and(|hide| hide.whole(*n));
    let mut draft = Draft::default();
    let mut missing: Option<String> = None;
    let mut left = MOST_BYTES;
    for reference in question.references.iter().filter(|r| is_precise(r)) {
        let Some(provision) = Provision::of(reference) else { continue };
        let passages = snapshot.official_text(&provision, day);
        if passages.is_empty() && snapshot.holds_act(&provision.act, day) {
            missing.get_or_insert_with(|| provision.printed());
        }
        for passage in passages.into_iter().filter(shown) {
            for sentence in quoted(snapshot, passage, reference) {
                if sentence.text.len() <= left && !draft.sentences.contains(&sentence) {
                    left -= sentence.text.len();
                    draft.sentences.push(sentence);
                }
            }
        }
    }
    if draft.sentences.is_empty() { missing.map(Asked::Missing) } else { Some(Asked::Text(draft)) }
}

/// That the official text has no such provision.
pub(super) fn no_such(provision: &str) -> Decision {
    let text = fill("reason.no_provision", &[("provision", &provision)]);
    Decision {
        verdict: Verdict::NotCovered,
        reason: Some(Reason { kind: "no_provision".to_owned(), text }),
        ask_whom: Some(s("ask_whom.coordinator").to_owned()),
    }
}

/// The words of a passage that are the provision: the letter with what introduces it, else all that fits.
fn quoted(snapshot: &Snapshot, number: u32, reference: &LegalRef) -> Vec<DraftSentence> {
    let (version, passage) = snapshot.passage(number);
    let whole = version.text_of(passage);
    let letter = reference.letter.as_deref().and_then(|letter| letter_in(whole, letter));
    let spans = letter.unwrap_or_else(|| vec![Span::new(0, fitting(whole))]);
    let sentence = |span: Span| {
        let said = span.slice(whole)?;
        let start = passage.span.start + span.start + (said.len() - said.trim_start().len());
        let text = said.trim().to_owned();
        let span = Span::new(start, start + text.len());
        let quote = Quote { passage_id: passage.id.to_string(), span, text: text.clone() };
        (!text.is_empty()).then(|| DraftSentence { text, quotes: vec![quote] })
    };
    spans.into_iter().filter_map(sentence).collect()
}

/// Up to where a text fits: its end, or that of its last line or sentence that does.
fn fitting(text: &str) -> usize {
    if text.len() <= MOST_BYTES {
        return text.len();
    }
    let ends = text::sentences(text).into_iter().map(|span| span.end);
    let cut = (0..=MOST_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    ends.filter(|end| *end <= MOST_BYTES).max().unwrap_or(cut)
}

/// «a)», «b-bis)» at the beginning of a line.
static LETTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^(?:- )?([a-z]{1,2}(?:-[a-z]+)?)\) ").expect("a fixed pattern"));

/// The words before the letters of a list, and the letter with all that is under it.
fn letter_in(text: &str, letter: &str) -> Option<Vec<Span>> {
    let items: Vec<(usize, &str)> = LETTER
        .captures_iter(text)
        .filter_map(|found| Some((found.get(0)?.start(), found.get(1)?.as_str())))
        .collect();
    let at = items.iter().position(|(_, name)| *name == letter)?;
    let end = items.get(at + 1).map_or(text.len(), |(start, _)| *start);
    Some(vec![Span::new(0, items[0].0), Span::new(items[at].0, end)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Intents, Lexicon};

    #[test]
    fn only_the_provision_is_asked_for() {
        let check = |text: &str, expected: bool| {
            let known = (&Lexicon::default(), &Intents::default());
            let question = Question::new(text, None, jiff::civil::date(2026, 11, 22), known);
            assert_eq!(looks_up(&question), expected, "{text}");
        };
        check("art. 2 comma 2 lettera b) dl 48/2023", true);
        check("Cosa dice l'art. 3 del DL 48/2023?", true);
        check("Il comma 3 dell'articolo 2 del D.L. 48/2023 è ancora in vigore?", true);
        check("Che cosa prevede l'art. 2, comma 2, lett. b, D.L. 48/2023?", true);
        check("Quali requisiti penali prevede l'art. 2, comma 2, D.L. 48/2023?", false);
        check("D.L. 48/2023", false);
        check("Che cosa dice il comma 3 dell'articolo 2?", false);
    }

    #[test]
    fn a_letter_goes_with_what_introduces_it() {
        let text = "2. I nuclei hanno:\na) residenza;\nb) quanto segue:\n  1) un ISEE;\n  2) una casa;\nb-bis) altro.";
        let check = |letter: &str, expected: Option<&str>| {
            let found = letter_in(text, letter);
            assert_eq!(found.as_ref().and_then(|f| f[1].slice(text)).map(str::trim), expected, "{letter}");
            assert!(found.is_none_or(|f| f[0].slice(text) == Some("2. I nuclei hanno:\n")));
        };
        check("a", Some("a) residenza;"));
        check("b", Some("b) quanto segue:\n  1) un ISEE;\n  2) una casa;"));
        check("b-bis", Some("b-bis) altro."));
        check("c", None);
    }
}
