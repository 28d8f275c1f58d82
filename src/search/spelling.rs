//! Mistyped words. A word that neither the material nor common Italian knows is read as the one that is most likely meant: how often
//! that word is used against how far it is from what was typed (a noisy channel: Kernighan, Church and Gale 1990). Short words
//! bend little, long ones more; what has capitals or full stops in it, and a name after the first word, never does.

mod italian;
mod slips;

use crate::access;
use crate::corpus::GlossaryTerm;
use crate::text::{self, Span};
use slips::{SLIP, SWAP, cost};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// Uses from which a word is trusted to be spelt right; one in a passage is as good as these, in questions they add up.
const TRUSTED: u32 = 3;
/// Uses from which it may be meant by another.
const MEANT: u32 = 6;
/// What loses its vowel before another.
const ELIDED: [&str; 9] = ["dell", "nell", "dall", "sull", "coll", "all", "un", "l", "d"];
/// Words after which the space is left out; none that is a prefix, too.
const BEFORE: [&str; 23] = [
    "della", "dello", "delle", "degli", "nella", "nelle", "sulla", "alla", "alle", "dalla", "quando",
    "quanto", "che", "non", "una", "uno", "gli", "del", "nel", "la", "le", "lo", "il",
];
/// Words before which it is; none that is an ending, too.
const AFTER: [&str; 12] =
    ["della", "nella", "alla", "del", "nel", "che", "non", "una", "per", "un", "di", "il"];
/// Letters that the other word must have.
const JOINS: usize = 4;
/// Letters from which a word cut short by a full stop is read as the commonest that begins so: «convoc.».
const CUT: usize = 4;
/// Letters from which a word of the same length may be meant by another with one letter wrong.
const LONG: usize = 7;
/// Letters up to which a word in capitals is an acronym.
const ACRONYM: usize = 7;
/// Natural logarithm of the probability of a word that only has a known word's stem: it is rather another form than a slip.
/// Short, and long.
const FORM: [f64; 2] = [-14.5, -18.0];
/// How much less likely a word is to be what it seems for being in known questions alone: these are mistyped on purpose.
const CONTRIVED: f64 = 200.0;

/// The words that may be meant, with how often they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    /// Those of the material and the glossary, with how often.
    words: BTreeMap<String, u32>,
    stems: HashSet<String>,
    meant: Places,
}

/// Words that may be meant, by first letter and number of letters, in order.
type Places = HashMap<(char, usize), Vec<Meant>>;

/// Those of common Italian; a word of the material, too, is likelier there.
static ITALIAN: LazyLock<Places> = LazyLock::new(|| places(italian::words().map(|word| (word, 0.0))));

#[derive(Debug, Clone)]
struct Meant {
    word: String,
    letters: Vec<char>,
    /// A bit for each letter of the alphabet that it has.
    kinds: u32,
    /// Natural logarithm of its probability.
    likely: f64,
}

/// Words and their share of the material, from 0 to 1.
fn places<'a>(words: impl Iterator<Item = (&'a str, f64)>) -> Places {
    let mut places = Places::new();
    for (word, share) in words {
        let letters: Vec<char> = word.chars().collect();
        let Some(first) = letters.first().filter(|_| letters.len() > 2) else { continue };
        let likely = ((share + italian::probability(word)) / 2.0).ln();
        let (place, kinds) = ((*first, letters.len()), kinds(&letters));
        places.entry(place).or_default().push(Meant { word: word.to_owned(), letters, kinds, likely });
    }
    places
}

/// How readily a word of some length is taken for a slip.
struct Bend {
    /// The farthest that what is meant may be.
    most: f32,
    /// Natural logarithm of the probability that an unknown word is what it seems.
    unknown: f64,
    /// What an edit takes from the logarithm, where it is no everyday slip.
    edit: f64,
}

/// What an everyday slip takes from the logarithm: one word in thirty has it, of those that can.
const EVERYDAY: f64 = 3.45;

/// The same, where what was typed is a rare word: one in three hundred.
const RARE: f64 = 5.7;

impl Bend {
    fn of(letters: usize) -> Self {
        match letters {
            0..3 => Self { most: 0.0, unknown: 0.0, edit: 0.0 },
            3..5 => Self { most: SLIP, unknown: -17.0, edit: 10.0 },
            5..7 => Self { most: 1.0, unknown: -18.0, edit: 8.0 },
            7..9 => Self { most: 1.0, unknown: -22.0, edit: 6.9 },
            9..11 => Self { most: 1.5, unknown: -22.0, edit: 6.9 },
            _ => Self { most: 2.0, unknown: -23.0, edit: 6.9 },
        }
    }

    fn price(&self, cost: f32) -> f64 {
        let slips = f64::from(cost.min(SLIP)) / f64::from(SLIP) * EVERYDAY;
        slips + f64::from((cost - SLIP).max(0.0)) / f64::from(1.0 - SLIP) * (self.edit - EVERYDAY)
    }
}

/// Counts the words of passages (each use trusted) and of questions, without the slips of these: known questions are mistyped on
/// purpose.
pub(super) fn counted<'a>(
    passages: impl Iterator<Item = &'a str>,
    questions: impl Iterator<Item = &'a str>,
) -> Vec<(String, u32)> {
    let count = |texts: &mut dyn Iterator<Item = &'a str>, uses: u32| {
        let mut words: BTreeMap<String, u32> = BTreeMap::new();
        for word in texts.flat_map(text::words) {
            *words.entry(word.term).or_default() += uses;
        }
        words
    };
    let (mut passages, mut questions) = (passages, questions);
    let mut words = count(&mut passages, TRUSTED);
    let mut asked = count(&mut questions, 1);
    let all = f64::from(words.values().chain(asked.values()).sum::<u32>().max(1));
    let known = Spelling::of(words.clone());
    asked.retain(|word, uses| {
        let seems = f64::from(*uses) / all / CONTRIVED;
        let slip = || {
            known.meant(word, Typed { seems, ..Typed::default() }).is_some() || known.elided(word).is_some()
        };
        words.contains_key(word) || *uses < TRUSTED || !slip()
    });
    for (word, uses) in asked {
        *words.entry(word).or_default() += uses;
    }
    words.into_iter().collect()
}

impl Spelling {
    /// Of counted words and a glossary. A misspelling of the glossary is left to it, unless it is read as a word of its own term.
    pub(super) fn new(counted: Vec<(String, u32)>, glossary: &[GlossaryTerm]) -> Self {
        let mut words: BTreeMap<String, u32> = counted.into_iter().collect();
        let trust = |words: &mut BTreeMap<String, u32>, word: String| {
            let uses = words.entry(word).or_default();
            *uses = (*uses).max(TRUSTED);
        };
        let listed = |forms: &[String]| -> HashSet<String> {
            forms.iter().flat_map(|form| text::words(form)).map(|word| word.term).collect()
        };
        let right = |t: &GlossaryTerm| {
            listed(&[std::slice::from_ref(&t.canonical), &t.acronyms, &t.synonyms, &t.slang].concat())
        };
        let right: Vec<HashSet<String>> = glossary.iter().map(right).collect();
        for word in right.iter().flatten() {
            trust(&mut words, word.clone());
        }
        let first = Self::of(words.clone());
        for (term, right) in glossary.iter().zip(&right) {
            for word in listed(&term.misspellings) {
                if first.meant(&word, Typed::default()).is_none_or(|meant| !right.contains(meant)) {
                    trust(&mut words, word);
                }
            }
        }
        Self::of(words)
    }

    fn of(words: BTreeMap<String, u32>) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let all = f64::from(words.values().sum::<u32>().max(1));
        let trusted: Vec<&str> =
            words.iter().filter(|(_, uses)| **uses >= TRUSTED).map(|(word, _)| word.as_str()).collect();
        let long = trusted.iter().filter(|word| word.len() > 3);
        let stems = long.flat_map(|word| text::terms(word)).map(|term| term.term).collect();
        let uses =
            |word: &str| words.get(word).filter(|uses| **uses >= MEANT).map_or(0.0, |uses| f64::from(*uses));
        let meant = places(trusted.into_iter().map(|word| (word, uses(word) / all)));
        Self { words, stems, meant }
    }

    /// The text with each word that looks mistyped written as the word that is meant, and which they are, as typed and as read.
    pub(super) fn respelt(&self, text: &str) -> (String, Vec<(String, String)>) {
        let (mut out, mut changed) = (text.to_owned(), Vec::new());
        for word in text::words(text).iter().rev() {
            let typed = word.span.slice(text).unwrap_or_default();
            if !typed.chars().all(char::is_alphabetic) || is_name(text, typed, word.span) {
                continue;
            }
            let split = |at: usize, with: char| format!("{}{with}{}", &typed[..at], &typed[at..]);
            // Places of the folded word are places of the one typed.
            let plain = typed.is_ascii() && typed.starts_with(char::is_lowercase);
            let mut end = word.span.end;
            let read = if let Some(whole) = self.cut_short(text, &word.term, word.span) {
                end += usize::from(!text[end + 1..].trim().is_empty());
                whole.to_owned()
            } else if let Some(at) = self.elided(&word.term).filter(|_| plain) {
                split(at, '\'')
            } else if let Some(meant) = self.meant(&word.term, Typed::of(typed)) {
                meant.to_owned()
            } else if let Some(at) = self.joined(&word.term).filter(|_| plain) {
                split(at, ' ')
            } else {
                continue;
            };
            changed.push((text[word.span.start..end].to_owned(), read.clone()));
            out.replace_range(word.span.start..end, &read);
        }
        changed.reverse();
        (out, changed)
    }

    /// How often the material uses a folded word.
    pub(super) fn uses(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// Is it a word of the material, one that every Italian knows, or a name?
    fn known(&self, word: &str) -> bool {
        self.trusted(word) || italian::is_certain(word) || access::is_name(word)
    }

    fn trusted(&self, word: &str) -> bool {
        self.words.get(word).is_some_and(|uses| *uses >= TRUSTED)
    }

    /// The commonest word that begins so, for one that a full stop cuts short in the middle of a sentence.
    fn cut_short(&self, text: &str, word: &str, span: Span) -> Option<&str> {
        let typed = span.slice(text)?;
        let rest = text[span.end..].strip_prefix('.')?.trim_start();
        let goes_on = rest.is_empty() || rest.starts_with(|c: char| c.is_lowercase() || ",;:?!)".contains(c));
        let cut = typed.chars().count() >= CUT && typed.chars().all(char::is_lowercase);
        let vowel = word.ends_with(['a', 'e', 'i', 'o', 'u']);
        if !(goes_on && cut) || vowel || self.known(word) || italian::is_listed(word) {
            return None;
        }
        let whole = self.words.range(word.to_owned()..).take_while(|(whole, _)| whole.starts_with(word));
        let whole = whole.filter(|(_, uses)| **uses >= TRUSTED).max_by_key(|(_, uses)| **uses);
        whole.map(|(whole, _)| whole.as_str())
    }

    /// Where the apostrophe is missing in «ladi», «dellisee»: before a word of the material, in a word that is none. Before an acronym,
    /// which is no Italian word, a known stem means nothing.
    fn elided(&self, word: &str) -> Option<usize> {
        if self.known(word) || italian::is_listed(word) {
            return None;
        }
        let form = self.has_stem(word);
        let split = |article: &&&str| {
            word.strip_prefix(**article).is_some_and(|noun| {
                let sounds = noun.len() >= 3 && noun.starts_with(['a', 'e', 'i', 'o', 'u']);
                sounds && self.trusted(noun) && !(form && italian::is_listed(noun))
            })
        };
        ELIDED.iter().find(split).map(|article| article.len())
    }

    /// Where the space is missing in «lapratica», «cambiodi»: between a function word and a known word.
    fn joined(&self, word: &str) -> Option<usize> {
        if self.is_word(word) {
            return None;
        }
        let known = |rest: Option<&str>| rest.is_some_and(|rest| rest.len() >= JOINS && self.known(rest));
        let before = BEFORE.iter().find(|first| known(word.strip_prefix(**first))).map(|first| first.len());
        let after = || AFTER.iter().find(|last| known(word.strip_suffix(**last)));
        before.or_else(|| after().map(|last| word.len() - last.len()))
    }

    /// Is it a word, or a form of one?
    fn is_word(&self, word: &str) -> bool {
        self.known(word) || italian::is_listed(word) || self.has_stem(word)
    }

    /// Is it a form of a known word?
    fn has_stem(&self, word: &str) -> bool {
        let stems = text::terms(word);
        word.len() > 3
            && stems.iter().all(|term| self.stems.contains(&term.term) || italian::is_stem(&term.term))
    }

    /// The word that is most likely meant by a folded word, if not itself.
    fn meant(&self, word: &str, how: Typed) -> Option<&str> {
        let typed: Vec<char> = word.chars().collect();
        let bend = Bend::of(typed.len());
        let empty = self.words.is_empty();
        if empty || bend.most <= 0.0 || self.known(word) || typed.iter().any(|c| !c.is_alphabetic()) {
            return None;
        }
        let form = self.has_stem(word);
        let (most, everyday) = match (italian::is_listed(word), how.with_care) {
            (true, _) => (SLIP, RARE),
            (false, true) => (SLIP, EVERYDAY),
            (false, false) => (bend.most, EVERYDAY),
        };
        let form_of = FORM[usize::from(typed.len() > LONG)];
        let unknown = if form { bend.unknown.max(form_of) } else { bend.unknown };
        let seems = (italian::probability(word) / 2.0).max(how.seems);
        let mut best = (unknown.max(seems.ln()), None);
        let kinds = kinds(&typed);
        let lengths = typed.len() - 2..=typed.len() + 2;
        let places =
            starts(&typed).into_iter().flat_map(|first| lengths.clone().map(move |long| (first, long)));
        let there = places.flat_map(|place| [self.meant.get(&place), ITALIAN.get(&place)]);
        for candidate in there.flatten().flatten() {
            if (candidate.kinds ^ kinds).count_ones() > 4 || candidate.likely - everyday <= best.0 {
                continue;
            }
            if !begins_alike(&typed, &candidate.letters) {
                continue;
            }
            // Another form has another ending, or less, and among short words every second one has a neighbour; one that lacks a
            // letter is a slip.
            let whole = candidate.letters.len() <= typed.len();
            let most = if whole && (form || typed.len() < LONG) { most.min(SWAP) } else { most };
            let cost = cost(&typed, &candidate.letters, most);
            let likely = candidate.likely - bend.price(cost) - (everyday - EVERYDAY);
            if cost <= most && likely > best.0 {
                best = (likely, Some(candidate.word.as_str()));
            }
        }
        best.1
    }
}

/// How a word was typed.
#[derive(Debug, Clone, Copy, Default)]
struct Typed {
    /// A probability that it is what it seems.
    seems: f64,
    /// Does it have an accent where it ends, or a capital? Whoever sets these looks at what he types.
    with_care: bool,
}

impl Typed {
    fn of(typed: &str) -> Self {
        let accent = typed.chars().next_back().is_some_and(|last| !last.is_ascii());
        Self { seems: 0.0, with_care: accent || typed.starts_with(char::is_uppercase) }
    }
}

/// Letters with which what is meant may begin, each once: the first typed or one that sounds so, the second if they are swapped.
fn starts(typed: &[char]) -> Vec<char> {
    let heard = match typed.first() {
        Some('k' | 'c' | 'q') => "cqk",
        Some('a' | 'e' | 'i' | 'o' | 'u') => "h",
        _ => "",
    };
    let mut starts: Vec<char> = typed.iter().take(2).copied().chain(heard.chars()).collect();
    let mut seen = HashSet::new();
    starts.retain(|letter| seen.insert(*letter));
    starts
}

/// A word that begins with the second letter typed must have the two swapped, or lack a mute «h»: «sfavorevole» is not «favorevole».
fn begins_alike(typed: &[char], meant: &[char]) -> bool {
    let [first, second, ..] = typed else { return true };
    meant.first() != Some(second) || first == second || *first == 'h' || meant.get(1) == Some(first)
}

/// Is a folded word in the list of Italian ones?
pub(super) fn is_italian(word: &str) -> bool {
    italian::is_listed(word)
}

fn kinds(letters: &[char]) -> u32 {
    let bit = |letter: &char| match letter {
        'a'..='z' => 1 << (*letter as u32 - 'a' as u32),
        _ => 1 << 31,
    };
    letters.iter().map(bit).fold(0, |all, one| all | one)
}

/// Is it written like an acronym or a name?
fn is_name(text: &str, typed: &str, span: Span) -> bool {
    if typed.chars().count() <= ACRONYM && typed.chars().all(char::is_uppercase) {
        return true;
    }
    let begins = text[..span.start].trim_end().chars().next_back().is_none_or(|c| ".?!:«\"".contains(c));
    typed.starts_with(char::is_uppercase) && !begins
}

#[cfg(test)]
mod tests;
