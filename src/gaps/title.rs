//! What a cluster is called: a question of one of its members that reads well, cleaned, and the words that its members share
//! and other questions lack.

use super::{Cluster, Sign};
use crate::text;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Characters of a title.
const TITLE_CHARS: usize = 120;
/// Key terms shown.
const TERMS: usize = 4;

/// The title and the key terms of a cluster of these signs.
pub fn title(signs: &[Sign], cluster: &Cluster) -> (String, Vec<String>) {
    let typical: Vec<&str> = cluster.typical.iter().map(|n| signs[*n].text.as_str()).collect();
    let central = &typical[..typical.len().div_ceil(2)];
    let chosen = central.iter().copied().find(|t| reads_well(t)).or(central.first().copied());
    (clean(chosen.unwrap_or_default()), terms(signs, cluster))
}

/// Greetings and who passes the question on: no part of the need.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\s*(?:(?:buongiorno|buonasera|salve|ciao|scusate|scusa|scusi|ma|allora|aiuto)\b[\s,.!:;]*)+",
    )
    .expect("a fixed pattern")
});

/// Somebody tells what somebody says, or a single case: a title wants the need itself.
static RELAYED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:mi|ci|gli|le)\s+(?:dic|rifer|segnal)\w+ | \b(?:dice|dicono|sostien\w+|pretend\w+|vorrebbe\w*|chied[eo]\w*|domand(?:a|ano)\s+(?:se|chi|a)|confermate|hanno\s+detto)\b
          | ^(?:un|una|il|la|i|le)\s+(?:mia?\s+)?(?:signor\w+|colleg\w+|utente|padre|madre|mamma|ragazz\w+|famiglia|coppia)\b",
    )
    .expect("a fixed pattern")
});

/// A plain question of one sentence, written with some care.
fn reads_well(question: &str) -> bool {
    let question = question.trim();
    let words = text::words(question).len();
    (5..=22).contains(&words)
        && question.starts_with(char::is_uppercase)
        && question.ends_with('?')
        && !question.ends_with("??")
        && text::sentences(question).len() == 1
        && !RELAYED.is_match(question)
}

/// One line that begins with a capital and ends at a word.
fn clean(question: &str) -> String {
    let bare = BEFORE.replace(question, "");
    let kept = if bare.trim().is_empty() { question } else { bare.as_ref() };
    let mut line = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let marks = line.len() - line.trim_end_matches(['?', '!', ' ']).len();
    if marks > 0 {
        let asks = line[line.len() - marks..].contains('?');
        line.truncate(line.len() - marks);
        line.push_str(if asks { "?" } else { "" });
    }
    if line.chars().count() > TITLE_CHARS {
        let cut: String = line.chars().take(TITLE_CHARS).collect();
        let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
        line = format!("{}…", whole.trim_end_matches([',', ';', ':']));
    }
    let mut letters = line.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The words of several members, rare in the material first; each as it is most often written.
fn terms(signs: &[Sign], cluster: &Cluster) -> Vec<String> {
    let mut found: BTreeMap<String, (f32, usize, BTreeMap<String, usize>)> = BTreeMap::new();
    for member in &cluster.typical {
        let sign = &signs[*member];
        let mut seen: Vec<String> = Vec::new();
        for term in text::terms(&sign.text) {
            let idf = sign.terms.iter().find(|(t, _)| *t == term.term).map(|(_, idf)| *idf);
            let (Some(idf), false) = (idf, term.term.chars().all(|c| c.is_ascii_digit())) else { continue };
            let entry = found.entry(term.term.clone()).or_insert((idf, 0, BTreeMap::new()));
            let surface = term.span.slice(&sign.text).unwrap_or_default();
            let acronym = surface.len() > 1 && surface.chars().all(char::is_uppercase);
            let surface = if acronym { surface.to_owned() } else { surface.to_lowercase() };
            *entry.2.entry(surface).or_default() += 1;
            if !seen.contains(&term.term) {
                entry.1 += 1;
                seen.push(term.term);
            }
        }
    }
    let least = if cluster.typical.len() > 2 { 2 } else { 1 };
    let mut ranked: Vec<(f32, String)> = found
        .into_values()
        .filter(|(_, members, _)| *members >= least)
        .map(|(idf, members, surfaces)| {
            let most = surfaces.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            (idf * members as f32, most.map_or_else(String::new, |(surface, _)| surface))
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(TERMS).map(|(_, surface)| surface).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_a_clean_line() {
        let check = |question: &str, expected: &str| assert_eq!(clean(question), expected);
        check("buongiorno, scusate: chi firma il patto??", "Chi firma il patto?");
        check("  puc   ore  settimanali ", "Puc ore settimanali");
        check("ma\nquanto dura!?", "Quanto dura?");
        check("a chi serve il P.I.P.P.I.?", "A chi serve il P.I.P.P.I.?");
        check("ciao", "Ciao");
        check("", "");
        let long = clean(&"parola lunga, ".repeat(20));
        assert!(long.ends_with('…') && long.chars().count() <= TITLE_CHARS + 1, "{long}");
    }

    #[test]
    fn a_question_that_reads_well_is_preferred_and_shared_words_are_told() {
        let asked = [
            "La signora mi dice che il PUC è di 20 ore: è vero?",
            "puc ore settimanali quante??",
            "Quante ore alla settimana dura un PUC?",
            "ore del PUC alla settimana",
        ];
        let signs: Vec<Sign> = asked.iter().map(|q| Sign::bare(q)).collect();
        let cluster = Cluster { id: String::new(), members: vec![0, 1, 2, 3], typical: vec![1, 2, 0, 3] };
        let (title, terms) = title(&signs, &cluster);
        assert_eq!(title, "Quante ore alla settimana dura un PUC?");
        assert_eq!(terms, ["PUC", "ore", "settimana"]);
    }
}
