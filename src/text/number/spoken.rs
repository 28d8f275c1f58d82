//! Numbers written in words: «sessanta», «novemilatrecentosessanta», «vent'anni».

use super::super::lexeme::{Kind, Lexeme};

/// The number word at `at`, canonical, and the lexeme after it.
pub(super) fn in_words(lexemes: &[Lexeme], at: usize) -> (Option<String>, usize) {
    let word = lexemes[at].text.as_str();
    let next = lexemes.get(at + 1);
    let value = match word {
        "un" | "uno" | "una" => next.filter(|l| matches!(l.text.as_str(), "milione" | "miliardo")).map(|_| 1),
        "sei" if !six(lexemes, at) => None,
        _ => cardinal(word).or_else(|| elided(word).filter(|_| next.is_some_and(|l| l.glued && l.is("'")))),
    };
    // Letters glued to digits are a name.
    let named = lexemes[at].glued && lexemes[at - 1].kind == Kind::Digits;
    (value.filter(|_| !named).map(|n| n.to_string()), at + 1)
}

/// «sei» is six after a preposition or an article and before a plural or a unit; otherwise it is «you are».
fn six(lexemes: &[Lexeme], at: usize) -> bool {
    const BEFORE: &[&str] = &[
        "i",
        "gli",
        "le",
        "di",
        "a",
        "da",
        "in",
        "per",
        "tra",
        "fra",
        "su",
        "dopo",
        "entro",
        "almeno",
        "massimo",
        "minimo",
        "altri",
        "altre",
        "ultimi",
        "ultime",
        "primi",
        "prime",
        "successivi",
        "ogni",
        "con",
        "oltre",
        "circa",
        "dei",
        "dai",
        "ai",
        "nei",
        "sui",
        "delle",
        "alle",
        "dalle",
        "nelle",
        "degli",
        "agli",
        "negli",
        "quei",
        "fino",
        "piu",
        "meno",
    ];
    const AFTER: &[&str] = &[
        "mesi",
        "anni",
        "giorni",
        "ore",
        "minuti",
        "settimane",
        "mensilita",
        "euro",
        "per",
        "volte",
        "persone",
        "rate",
        "componenti",
        "minori",
        "figli",
        "incontri",
        "milioni",
        "mila",
        "km",
        "punti",
        "domande",
        "schede",
        "aree",
    ];
    let word = |i: Option<usize>| i.and_then(|i| lexemes.get(i)).map_or("", |l| l.text.as_str());
    AFTER.contains(&word(at.checked_add(1))) || BEFORE.contains(&word(at.checked_sub(1)))
}

/// The word without its last vowel: «vent», «cent», «quattr».
fn elided(word: &str) -> Option<u64> {
    ["i", "a", "o"].iter().find_map(|vowel| cardinal(&format!("{word}{vowel}")))
}

/// The value of a folded Italian cardinal below a million.
pub(super) fn cardinal(word: &str) -> Option<u64> {
    if word.len() > 60 {
        return None;
    }
    if let Some(rest) = word.strip_prefix("mille") {
        return rest_of(rest, hundreds).map(|n| 1000 + n);
    }
    match word.split_once("mila") {
        Some((head, rest)) => {
            let thousands = hundreds(head).filter(|n| *n > 1)?;
            rest_of(rest, hundreds).map(|n| thousands * 1000 + n)
        }
        None => hundreds(word),
    }
}

fn rest_of(rest: &str, read: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    if rest.is_empty() { Some(0) } else { read(rest).filter(|n| *n > 0) }
}

/// Below a thousand. «cento» loses its last vowel before another («centotto», «centottanta»).
fn hundreds(word: &str) -> Option<u64> {
    let Some((head, rest)) = word.split_once("cent") else { return tens(word) };
    let count = if head.is_empty() { 1 } else { unit(head).filter(|n| (2..10).contains(n))? };
    let whole = rest.strip_prefix('o').and_then(|rest| rest_of(rest, tens));
    let elided = || rest.starts_with(['o', 'u']).then(|| tens(rest)).flatten();
    whole.or_else(elided).map(|n| count * 100 + n)
}

/// Below a hundred. «venti» loses its last vowel before another («ventuno», «ventotto»).
fn tens(word: &str) -> Option<u64> {
    const TENS: [(&str, &str, u64); 8] = [
        ("vent", "i", 20),
        ("trent", "a", 30),
        ("quarant", "a", 40),
        ("cinquant", "a", 50),
        ("sessant", "a", 60),
        ("settant", "a", 70),
        ("ottant", "a", 80),
        ("novant", "a", 90),
    ];
    let small = unit(word).or_else(|| teen(word));
    small.or_else(|| {
        TENS.iter().find_map(|(stem, vowel, value)| {
            let rest = word.strip_prefix(stem)?;
            match rest {
                "un" | "uno" | "una" => Some(value + 1),
                "otto" => Some(value + 8),
                _ => rest_of(rest.strip_prefix(vowel)?, unit)
                    .filter(|n| !matches!(n, 1 | 8))
                    .map(|n| value + n),
            }
        })
    })
}

fn unit(word: &str) -> Option<u64> {
    const UNITS: [&str; 10] =
        ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"];
    UNITS.iter().position(|u| *u == word).map(|n| n as u64)
}

fn teen(word: &str) -> Option<u64> {
    const TEENS: [&str; 10] = [
        "dieci",
        "undici",
        "dodici",
        "tredici",
        "quattordici",
        "quindici",
        "sedici",
        "diciassette",
        "diciotto",
        "diciannove",
    ];
    TEENS.iter().position(|t| *t == word).map(|n| n as u64 + 10)
}
