//! The signs that divide an act, as they are printed: «Art. 3-bis.», «1-ter. », «a) », «AGGIORNAMENTO (29)».

/// Latin endings of inserted provisions, in their order.
const LATIN: [&str; 20] = [
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "novies",
    "decies",
    "undecies",
    "duodecies",
    "terdecies",
    "quaterdecies",
    "quinquiesdecies",
    "sexiesdecies",
    "septiesdecies",
    "octiesdecies",
    "noviesdecies",
    "vicies",
    "tricies",
];
/// A rubric or a heading is not longer.
pub(in crate::ingest::formats) const HEADING_BYTES: usize = 300;

/// The number at the beginning («3-bis» of «3 bis. (Titolo)»), and the bytes it takes.
fn number(text: &str) -> Option<(String, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return None;
    }
    let rest = &text[digits..];
    let gap = usize::from(rest.starts_with(['-', ' ']));
    let letters = rest[gap..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let ending = rest[gap..gap + letters].to_ascii_lowercase();
    let known = LATIN.contains(&ending.as_str()) || ending == "nonies";
    let hyphened = rest.starts_with('-') && (2..=20).contains(&letters);
    if !known && !hyphened {
        return Some((text[..digits].to_owned(), digits));
    }
    let mut length = digits + gap + letters;
    let mut number = format!("{}-{ending}", &text[..digits]);
    let inner = text[length..].strip_prefix('.').unwrap_or_default();
    let inner = inner.bytes().take_while(u8::is_ascii_digit).count();
    if inner > 0 {
        number.push_str(&text[length..=length + inner]);
        length += inner + 1;
    }
    Some((number, length))
}

/// The number in a label that holds nothing else: «Art. 3-bis.», «1.», «((01.))».
pub(in crate::ingest::formats) fn label(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['(', ' ']);
    let text = article_word(text).unwrap_or(text);
    let rest = |length: usize| text[length..].trim_matches(['.', ')', ' ', '-', '–']);
    if text.to_lowercase().starts_with("unico") && rest("unico".len()).is_empty() {
        return Some("unico".to_owned());
    }
    number(text).filter(|(_, length)| rest(*length).is_empty()).map(|(number, _)| number)
}

/// What follows «Art.» or «Articolo».
fn article_word(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..length].to_ascii_lowercase();
    let rest = match word.as_str() {
        "art" => text[length..].trim_start().strip_prefix('.').unwrap_or(&text[length..]),
        "articolo" => &text[length..],
        _ => return None,
    };
    Some(rest.trim_start())
}

/// An article's heading: its number and what stands on the line after it. «Art. 3 del decreto…» is none.
pub(in crate::ingest::formats) fn article(text: &str) -> Option<(String, &str)> {
    let rest = article_word(text)?;
    let (number, length) = match rest.get(..5).filter(|w| w.eq_ignore_ascii_case("unico")) {
        Some(word) => (word.to_ascii_lowercase(), 5),
        None => number(rest)?,
    };
    let stopped = rest[length..].starts_with('.');
    let rest = rest[length..].trim_start_matches('.').trim_start();
    let headed = rest.starts_with(['(', '-', '–']) && rest.len() <= 2 * HEADING_BYTES;
    let begins = stopped && rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (rest.is_empty() || headed || begins).then_some((number, rest))
}

/// The rubric in parentheses before the text of an article («(Della mano). La mano…»), and the text.
pub(super) fn enclosed(text: &str) -> Option<(&str, &str)> {
    let end = text.starts_with('(').then(|| text.find(')')).flatten()? + 1;
    let rest = text[end..].trim_start_matches(['.', ' ', '-', '–']);
    let begins = rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (end <= HEADING_BYTES && begins).then(|| (&text[..end], rest))
}

/// The number of a comma («1-bis» of «1-bis. Il nucleo») and its text.
pub(in crate::ingest::formats) fn comma(text: &str) -> Option<(String, &str)> {
    let (number, length) = number(text)?;
    let rest = text[length..].strip_prefix('.')?;
    let apart = rest.starts_with(|c: char| c == ' ' || c == '(' || c.is_alphabetic());
    (apart && !number.contains(' ')).then(|| (number, rest.trim_start()))
}

/// How deep a list item stands: 1 for «a) », 2 for «1) »; the marker may have an ending («b-bis)»).
pub(in crate::ingest::formats) fn point(text: &str) -> Option<u8> {
    let marker = text.split(')').next()?;
    let (head, ending) = marker.split_once('-').unwrap_or((marker, ""));
    let ended = ending.bytes().all(|b| b.is_ascii_lowercase()) && ending.len() <= 20;
    let gap = text[marker.len()..].strip_prefix(')')?.starts_with(' ');
    if !gap || !ended || head.is_empty() || head.len() > 3 {
        return None;
    }
    if head.bytes().all(|b| b.is_ascii_digit()) {
        return Some(2);
    }
    let letters = head.trim_start_matches('0');
    (!letters.is_empty() && letters.bytes().all(|b| b.is_ascii_lowercase())).then_some(1)
}

/// What stands under an article and is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest::formats) enum Note {
    /// «AGGIORNAMENTO (29)», with its number if it has one.
    Update(String),
    /// «Riferimenti normativi»: the provisions that the article recalls, word by word.
    Recalled,
    /// What whoever edited the text wrote beside it; the number counts those of an article.
    Beside(usize),
}

/// A comma, the name of a note and its text, where an export has them in one paragraph with the rule between.
pub(super) fn glued_note(text: &str) -> Option<(&str, &str, &str)> {
    const NAME: &str = "AGGIORNAMENTO (";
    let at = text.find(NAME).filter(|at| text[..*at].trim_end().ends_with("-----"))?;
    let end = at + text[at..].find(')')? + 1;
    let name = Some(&text[at..end]).filter(|name| note(name).is_some())?;
    Some((text[..at].trim_end_matches(['-', ' ']), name, text[end..].trim()))
}

/// «Riferimenti normativi», «Note all'art. 8:», «Avvertenza:», alone on their line.
fn recalls(text: &str) -> bool {
    const NAMES: [&str; 4] = ["riferimenti normativi", "note", "nota", "avvertenza"];
    const BEGINNINGS: [&str; 6] = [
        "note all'art",
        "nota all'art",
        "note alle premesse",
        "note al titolo",
        "note al preambolo",
        "note all'allegato",
    ];
    let line = text.trim_end_matches([':', ' ']).to_lowercase().replace('’', "'");
    let headed = line.len() <= 60 || line.find(':').is_some_and(|at| at <= 60);
    NAMES.contains(&line.as_str()) || headed && BEGINNINGS.iter().any(|b| line.starts_with(b))
}

/// The note that a line begins.
pub(in crate::ingest::formats) fn note(text: &str) -> Option<Note> {
    if recalls(text) {
        return Some(Note::Recalled);
    }
    let rest = text.strip_prefix("AGGIORNAMENTO")?.trim();
    let inner = rest.trim_matches(['(', ')', ' ', '.']);
    let numbered = !inner.is_empty() && inner.len() <= 8 && inner.starts_with(|c: char| c.is_ascii_digit());
    (rest.is_empty() || numbered).then(|| Note::Update(inner.to_owned()))
}

/// A line drawn between an article and its notes.
pub(in crate::ingest::formats) fn is_rule(text: &str) -> bool {
    text.len() >= 3 && text.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | ' '))
}

/// «COMMA ABROGATO DAL …», «ARTICOLO SOPPRESSO DALLA …»: all that is left of a provision.
pub(in crate::ingest::formats) fn is_abrogated(text: &str) -> bool {
    const UNITS: [&str; 4] = ["COMMA", "ARTICOLO", "COMMI", "ALLEGATO"];
    let mut words = text.split_whitespace();
    let unit = words.next().is_some_and(|word| UNITS.contains(&word));
    let verb = words.next().is_some_and(|word| ["ABROGAT", "SOPPRESS"].iter().any(|v| word.starts_with(v)));
    unit && verb && text.len() <= HEADING_BYTES
}

/// «Capo I», «TITOLO II», «Sezione prima»: a division above the articles.
pub(super) fn is_division(text: &str) -> bool {
    const KINDS: [&str; 6] = ["capo", "titolo", "sezione", "libro", "parte", "disposizioni"];
    let mut words = text.split_whitespace();
    let kind = words.next().unwrap_or_default().to_lowercase();
    let roman = words.next().is_some_and(|word| {
        let word = word.trim_matches(['.', '-', '–']);
        !word.is_empty() && word.chars().all(|c| "IVXLCDM".contains(c))
    });
    text.len() <= HEADING_BYTES && KINDS.contains(&kind.as_str()) && roman
}

/// «ALLEGATO 1», «Allegato A», alone on its line.
pub(super) fn is_annex(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().is_some_and(|w| w.eq_ignore_ascii_case("allegato"));
    let name = words.next().is_none_or(|w| w.len() <= 6 && !w.starts_with(char::is_lowercase));
    first && name && words.next().is_none()
}

/// The words that close an act before its signatures.
pub(super) fn is_conclusion(text: &str) -> bool {
    const SIGNS: [&str; 6] = [
        "munito del sigillo",
        "munita del sigillo",
        "Dato a ",
        "Data a ",
        "Roma, addi",
        "LAVORI PREPARATORI",
    ];
    let head: String = text.chars().take(60).collect();
    SIGNS.iter().any(|sign| match sign.chars().next().is_some_and(char::is_uppercase) {
        true => head.starts_with(sign),
        false => head.contains(sign),
    })
}

/// Where a number stands among others: «01» before «1», «1-bis» after it.
pub(super) fn order(number: &str) -> (u32, bool, usize, u32) {
    let (digits, ending) = number.split_once('-').unwrap_or((number, ""));
    let (latin, inner) = ending.split_once('.').unwrap_or((ending, ""));
    let latin = if latin == "nonies" { "novies" } else { latin };
    let rank = match latin {
        "" => 0,
        latin => LATIN.iter().position(|l| *l == latin).map_or(LATIN.len(), |n| n) + 1,
    };
    (digits.parse().unwrap_or(0), !digits.starts_with('0'), rank, inner.parse().unwrap_or(0))
}

/// Does `next` follow `last` at once: the next number, or an insertion after this one?
pub(super) fn follows(next: &str, last: &str) -> bool {
    let (next, last) = (order(next), order(last));
    next > last && next.0 <= last.0 + 1
}

/// A number or a name as it stands in a locator: «3-bis» is `3bis`, «Codice civile» is `codice-civile`.
pub(in crate::ingest::formats) fn slug(name: &str) -> String {
    const LONG: usize = 40;
    let folded = crate::text::fold(name);
    let mut out = String::new();
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        let joined = out.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(char::is_alphabetic);
        if !out.is_empty() && !joined {
            out.push('-');
        }
        out.push_str(word);
    }
    out.truncate(LONG);
    out.trim_end_matches('-').to_owned()
}
