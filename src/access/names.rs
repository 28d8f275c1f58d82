//! Names of persons: by what announces them («la signora», «mi chiamo»), by lists of given names and of surnames. In lower
//! case, or all in capitals, a word is a name only with more than one of these: office prose is full of both.

use crate::text::fold;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("names.txt").lines().collect());
static SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("surnames.txt").lines().collect());

/// Words that begin with a capital in questions without being anyone's name.
const COMMON: [&str; 44] = [
    "inclusione",
    "assegno",
    "isee",
    "inps",
    "comune",
    "ambito",
    "stato",
    "ministero",
    "gepi",
    "carta",
    "patto",
    "legge",
    "decreto",
    "reddito",
    "supporto",
    "progetto",
    "centro",
    "poste",
    "italia",
    "roma",
    "milano",
    "adi",
    "sfl",
    "pais",
    "pad",
    "psp",
    "rdc",
    "rei",
    "dsu",
    "siisl",
    "caf",
    "cpi",
    "puc",
    "leps",
    "naspi",
    "spid",
    "cie",
    "asl",
    "uepe",
    "serd",
    "coordinatore",
    "case",
    "responsabile",
    "equipe",
];

/// Those of them after which streets are called.
const PLACES: [&str; 3] = ["italia", "roma", "milano"];

/// Places with a given name in theirs. Saints have their own rule.
const TOWNS: [(&str, &str); 3] = [("reggio", "emilia"), ("emilia", "romagna"), ("martina", "franca")];
const SAINTS: [&str; 4] = ["san", "santa", "santo", "sant"];

/// Is it such a word?
pub(super) fn is_common(folded: &str) -> bool {
    COMMON.contains(&folded)
}

/// Is it one of them after which streets are called?
pub(super) fn is_place(folded: &str) -> bool {
    PLACES.contains(&folded)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("patterns of names are constants under test")
}

/// What comes before a name and nothing else.
const TITLE: &str = r"(?i:\b(?:signor[ae]?|sig\.?(?:\s?r[ae]\.?|\.na)?|sigg\.?|dott\.?(?:ssa\.?)?|dr\.?(?:ssa\.?)?|avv\.?|prof\.?(?:ssa\.?)?|don|suor|mi\s+chiamo|si\s+chiama(?:no)?|chiamat[oa]|di\s+nome|nome\s*:|cognome\s*:|nominativo\s*:?))";
/// What may come before a name, and before much else.
const ROLE: &str = r"(?i:\b(?:utente|beneficiari[oa]|richiedente|intestatari[oa]|assistit[oa]|percettore|percettrice|coniuge|marito|moglie|compagn[oa]|figli[oa]|madre|padre|mamma|pap[aà]|nonn[oa]|fratello|sorella|minore|collega|famiglia|nucleo|caso))";
/// De Luca, Del Vecchio, El Amrani, D'Amico.
const PARTICLE: &str = r"(?:(?i:de|di|del|della|dello|lo|la|el|al|van|ben)\s+|[Dd]['’])";

/// An announced name, in the usual capitals.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    // After a role a particle is a name's only with a capital: «il caso di Chieti», «la famiglia De Luca».
    let capital = r"(?:(?:D[ei]|Del|Della|Dello|L[oa]|El|Al|Van|Ben)\s+|D['’])";
    let word = r"[A-ZÀ-Ü][a-zà-ü'’]+";
    let more = r"(?:\s+(?:(?:de|di|del|della|lo|la|El|Al|Ben)\s+|D['’])?[A-ZÀ-Ü][a-zà-ü'’]+){0,2}\b";
    pattern(&format!("(?:{TITLE}\\s+({PARTICLE}?{word}{more})|{ROLE}\\s+({capital}?{word}{more}))"))
});
/// A title, then up to three words in any case.
static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"{TITLE}\s+({PARTICLE}?[\p{{L}}'’]+(?:\s+{PARTICLE}?[\p{{L}}'’]+){{0,2}})"))
});
/// A role, then up to three words all in capitals.
static ROLE_IN_CAPITALS: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"{ROLE}\s+([A-ZÀ-Ü'’]{{2,}}(?:\s+[A-ZÀ-Ü'’]{{2,}}){{0,2}})\b")));
static CAPITALISED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b[A-ZÀ-Ü][a-zà-ü]+(?:['’][A-ZÀ-Üa-zà-ü]+)?(?:\s+(?:(?:De|Di|Del|Della|Lo|La|El|Al|Ben|D')\s*)?[A-ZÀ-Ü][a-zà-ü'’]+){0,3}\b",
    )
});
/// Two words in one case, of which the lists must know both.
static PAIR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[\p{L}'’]+"));

static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?:{TITLE}|{ROLE})\s*$")));

/// Does the text end with what announces a person?
pub(super) fn announced_by(before: &str) -> bool {
    ANNOUNCES.is_match(before)
}

/// Byte ranges of names; they may overlap.
pub(super) fn find(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for captures in ANNOUNCED.captures_iter(text) {
        let name = captures.get(1).or_else(|| captures.get(2));
        found.extend(name.filter(|m| !holds_common(m.as_str())).map(|m| (m.start(), m.end())));
    }
    for captures in TITLED.captures_iter(text) {
        let Some(words) = captures.get(1) else { continue };
        // Things are called something too, often an acronym: «si chiama SIUSS».
        let title = fold(&captures[0]);
        let person = !(title.starts_with("si chiama") || title.starts_with("chiamat"));
        found.extend(titled(words.as_str(), person).map(|end| (words.start(), words.start() + end)));
    }
    for captures in ROLE_IN_CAPITALS.captures_iter(text) {
        let Some(words) = captures.get(1) else { continue };
        let known = words.as_str().split_whitespace().any(|w| GIVEN.contains(fold(w).as_str()));
        found.extend((known && !holds_common(words.as_str())).then(|| (words.start(), words.end())));
    }
    for candidate in CAPITALISED.find_iter(text) {
        // «Emilia-Romagna», «Friuli-Venezia Giulia».
        let joined = text[candidate.end()..].starts_with('-') || text[..candidate.start()].ends_with('-');
        let range = given_name(candidate.as_str()).filter(|_| !joined);
        found.extend(range.map(|(start, end)| (candidate.start() + start, candidate.start() + end)));
    }
    found.extend(pairs(text));
    found
}

fn holds_common(text: &str) -> bool {
    fold(text).split(' ').any(is_common)
}

/// After a title: how many bytes of these words are a name. In lower case only words that the lists know; in capitals, where
/// the title is a `person`'s, any word that is not common.
fn titled(words: &str, person: bool) -> Option<usize> {
    let capitals = |w: &str| w.chars().count() > 1 && w.chars().all(|c| c.is_uppercase() || "'’".contains(c));
    let mut end = None;
    let mut at = 0;
    for word in words.split_whitespace() {
        let start = at + words[at..].find(word)?;
        at = start + word.len();
        let folded = fold(word);
        let listed = GIVEN.contains(folded.as_str()) || SURNAMES.contains(folded.as_str());
        let particle =
            matches!(folded.as_str(), "de" | "di" | "del" | "della" | "lo" | "la" | "el" | "al" | "d");
        let stop = crate::text::is_stop(&folded) || is_common(&folded);
        if listed || (person && capitals(word) && !stop) {
            end = Some(at);
        } else if !particle {
            break;
        }
    }
    end
}

/// A given name and a surname side by side, in either order, both in the lists: «marta bianchi», «ROSSI MARIO».
fn pairs(text: &str) -> Vec<(usize, usize)> {
    let words: Vec<(usize, &str)> = PAIR.find_iter(text).map(|m| (m.start(), m.as_str())).collect();
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let ((start, first), (next, second)) = (pair[0], pair[1]);
        let apart = &text[start + first.len()..next];
        let (a, b) = (fold(first), fold(second));
        let (a, b) = (a.as_str(), b.as_str());
        let known =
            (GIVEN.contains(a) && SURNAMES.contains(b)) || (SURNAMES.contains(a) && GIVEN.contains(b));
        if known && apart == " " {
            found.push((start, next + second.len()));
        }
    }
    found
}

/// A known given name, with the capitalised words after it (or one surname before it).
fn given_name(candidate: &str) -> Option<(usize, usize)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in candidate.split_whitespace() {
        let start = at + candidate[at..].find(word)?;
        words.push((start, word));
        at = start + word.len();
    }
    let is_given = |word: &str| GIVEN.contains(fold(word).as_str());
    let first = words.iter().position(|(_, word)| is_given(word))?;
    let at = |n: usize| words.get(n).map_or_else(String::new, |(_, word)| fold(word));
    let (before, after) = (first.checked_sub(1).map(at).unwrap_or_default(), at(first + 1));
    if SAINTS.contains(&before.as_str())
        || TOWNS.contains(&(before.as_str(), at(first).as_str()))
        || TOWNS.contains(&(at(first).as_str(), after.as_str()))
    {
        return None;
    }
    let stop = |word: &str| is_common(fold(word).as_str());
    let last = words[first..].iter().position(|(_, w)| stop(w)).map_or(words.len(), |n| first + n) - 1;
    let from = if last == first && first == 1 && !stop(words[0].1) && words[0].0 > 0 { 0 } else { first };
    Some((words[from].0, words[last].0 + words[last].1.len()))
}
