//! The things that one question asks: «Quanto dura il patto, e chi lo firma per i minori?» asks two. Each can be looked for by
//! itself, with the rest as its context.

use super::{Dated, Lexicon, Question};
use crate::text::{self, LegalRef};
use regex::Regex;
use std::sync::LazyLock;

/// Where a second thing begins to be asked inside a sentence: «…, e in quanti giorni …»; after a comma «…, e lo inserisco io …»,
/// «…, e se non risponde …» too.
static AND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:(?:;\s*(?:e|ed|ma|oppure)?|,?\s(?:e|ed|ma|oppure))\s+(?:poi\s+)?(?:(?:io|noi)\s+)?((?:(?:a|da|di|in|per|con|entro|ogni|fino a)\s+)?(?:qual[ei]?|quant[oaie]|quando|chi|dove|come|cosa|che cosa)\b)|,\s(?:e|ed|ma)\s+(?:poi\s+)?((?:(?:li|lo|la|le|ci|si|mi)\s+)?(?:devo|dobbiamo|posso|possiamo|può|bisogna|serve|servono|deve|devono|spetta|va|vanno|inserisco|registro|segnalo|faccio|facciamo)\b|se\s))",
    )
    .expect("a fixed pattern")
});

/// Words by which a part asks.
static ASKING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(qual[ei]?|quant[oaie]|quando|chi|dove|come|cosa|perch[eé]|posso|possiamo|si può|si puo|deve|devono|devo|spetta|serve|servono|è vero|vale|valgono)\b")
        .expect("a fixed pattern")
});

/// Words by which a sentence without a question mark hands on what somebody asks.
static TOLD_TO_ASK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(chied\w*|domand\w*|sapere|capire|dubbi\w*|non so)\b").expect("a fixed pattern")
});

/// Content words that a part must have to be looked for by itself, unless it names a measure («che cos'era il REI»).
const FEWEST: usize = 2;
/// Things asked beyond which a question is taken whole.
const MOST: usize = 3;

impl Question {
    /// The things asked, each a question of its own; none when it asks one thing, or things that cannot stand alone.
    pub fn parts(&self, lexicon: &Lexicon) -> Vec<Question> {
        let split = split(&self.focus);
        let alone = |part: &&str| text::terms(part).len() >= FEWEST || !lexicon.measures(part).is_empty();
        if !(2..=MOST).contains(&split.len()) || !split.iter().all(alone) {
            return Vec::new();
        }
        split.into_iter().map(|part| self.part(part, lexicon)).collect()
    }

    pub(super) fn part(&self, part: &str, lexicon: &Lexicon) -> Question {
        let mut whole = part.to_owned();
        if lexicon.measures(part).is_empty() && !self.measures.is_empty() {
            whole = format!("{part} {}", self.measures.join(" "));
        }
        let context = format!("{} {}", self.focus, self.context);
        let mut references = text::references(part);
        // An act called by its name has no number to be read again.
        let named = self
            .references
            .iter()
            .filter(|r| r.article.is_none() && !references.iter().any(|k| k.act == r.act));
        let said = |r: &&LegalRef| r.span.slice(&self.text).is_some_and(|said| part.contains(said));
        references.extend(named.filter(said).cloned().collect::<Vec<_>>());
        Question {
            text: part.to_owned(),
            dated: self.dated.as_ref().map(|_| Dated {
                focus: whole.clone(),
                context: context.clone(),
                whole: whole.clone(),
            }),
            focus: whole.clone(),
            context,
            whole,
            references,
            neighbours: self.neighbours.iter().filter(|n| n.is_in(part)).cloned().collect(),
            ..self.clone()
        }
    }
}

/// The asking parts of a text, without the sentences that only tell.
fn split(focus: &str) -> Vec<&str> {
    let asks = |s: &&str| s.trim_end_matches(['"', '»', ')']).ends_with('?');
    let sentences: Vec<&str> = text::sentences(focus).into_iter().filter_map(|s| s.slice(focus)).collect();
    let in_words = |s: &&str| TOLD_TO_ASK.is_match(s) || ASKING.is_match(s);
    let keep: &dyn Fn(&&str) -> bool = match () {
        () if sentences.iter().any(asks) => &asks,
        () if sentences.iter().any(in_words) => &in_words,
        () => &|_| true,
    };
    sentences.into_iter().filter(keep).flat_map(within).collect()
}

/// Where a sentence begins to ask something else, if what stands before asks something too.
fn within(sentence: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for found in AND.captures_iter(sentence) {
        let (Some(all), Some(asks)) = (found.get(0), found.get(1).or(found.get(2))) else { continue };
        let before = sentence[start..all.start()].trim();
        if ASKING.is_match(before) {
            parts.push(before);
            start = asks.start();
        }
    }
    parts.push(sentence[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::super::Intents;
    use super::*;

    #[test]
    fn things_asked_together_are_told_apart() {
        let check = |text: &str, expected: &[&str]| {
            let lexicon = Lexicon::default();
            let today = jiff::civil::date(2026, 11, 22);
            let question = Question::new(text, None, today, (&lexicon, &Intents::default()));
            let parts = question.parts(&lexicon);
            assert_eq!(parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), expected, "{text}");
        };
        check("Quanto dura il patto di inclusione?", &[]);
        check(
            "Quanto dura il patto di inclusione e chi firma per i figli minori?",
            &["Quanto dura il patto di inclusione", "chi firma per i figli minori?"],
        );
        check(
            "Che cos'era il ReI nel sistema italiano? Entro quanti giorni si chiedeva il riesame?",
            &["Che cos'era il ReI nel sistema italiano?", "Entro quanti giorni si chiedeva il riesame?"],
        );
        check(
            "Il ragazzo è cresciuto in comunità per il tribunale. Fa lavoretti saltuari. L'educatrice chiede se esiste una categoria apposita.",
            &[],
        );
        check(
            "Quali motivi giustificano un'assenza al colloquio, e li inserisco io nella scheda del caso?",
            &["Quali motivi giustificano un'assenza al colloquio", "li inserisco io nella scheda del caso?"],
        );
        check(
            "Quanto tempo ha l'ASL per confermare, e se non risponde che fine fa la domanda?",
            &["Quanto tempo ha l'ASL per confermare", "se non risponde che fine fa la domanda?"],
        );
        check("Quali documenti servono al figlio e deve firmarli il padre convivente?", &[]);
        // «e quando?» cannot stand alone.
        check("Chi convoca il nucleo per il primo incontro e quando?", &[]);
        check("La supervisione obbligatoria: quante ore l'anno spettano a ciascun assistente?", &[]);
        check("Non l'ho registrato, perché ero in ferie: da che giorno conto i termini?", &[]);
        check("Il padre e la madre firmano il patto?", &[]);
        check("", &[]);
    }

    #[test]
    fn a_part_keeps_the_measure_and_the_rest_as_context() {
        let lexicon = Lexicon::default();
        let today = jiff::civil::date(2026, 11, 22);
        let text = "Quanto dura il patto di inclusione e chi firma per i figli minori?";
        let question = Question::new(text, None, today, (&lexicon, &Intents::default()));
        let question = Question { measures: vec!["ADI".to_owned()], ..question };
        let parts = question.parts(&lexicon);
        assert_eq!(parts[1].whole, "chi firma per i figli minori? ADI");
        assert!(parts[1].context.contains("dura il patto"));
    }
}
