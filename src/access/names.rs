//! Names of persons: by what announces them («la signora», «mi chiamo»), by an age or a deed of a person («Olena, 40 anni»),
//! by lists of given names and of surnames. Office prose writes capitals everywhere, so after a role («utente», «famiglia») a
//! word of the trade is none, and in lower case, or all in capitals, a word is a name only with more than one of these signs.

use super::signs::{
    AFTER, AGE, CALLED, COMMON, DEED, DOUBTFUL, NO_AGE, PARTICLES, PLURAL, ROLE, SAINTS, STREETS, THANKS,
    TITLE, TOWNS, WORDS,
};
use super::vocabulary::{is_place, is_thing, is_word, is_written};
use super::words::{Case, Word, Words};
use std::collections::HashSet;
use std::sync::LazyLock;

static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("names.txt").lines().collect());
static SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("surnames.txt").lines().collect());

/// What announces a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Title,
    Called,
    Role,
    /// Nothing but the word itself, which the lists hold.
    Listed,
}

/// Is it a word that begins with a capital without being anyone's name?
pub(super) fn is_common(folded: &str) -> bool {
    COMMON.contains(&folded)
}

/// Is it one of them after which streets are called?
pub(super) fn names_streets(folded: &str) -> bool {
    STREETS.contains(&folded)
}

/// Is it in the lists of names?
pub(super) fn is_listed(folded: &str) -> bool {
    GIVEN.contains(folded) || SURNAMES.contains(folded)
}

/// Does it speak of a person?
pub(super) fn tells_a_person(text: &str) -> bool {
    let words = Words::of(text);
    let role = ROLE.find_iter(text).any(|m| !m.as_str().eq_ignore_ascii_case("sono"));
    role || TITLE.is_match(text)
        || (0..words.len()).any(|n| words.listed(n) && words[n].case == Case::Capital)
}

/// Does the text end with what announces a person?
pub(super) fn announced_by(before: &str) -> bool {
    let ends = |m: regex::Match<'_>| before[m.end()..].trim().is_empty();
    TITLE.find_iter(before).any(ends) || ROLE.find_iter(before).any(ends)
}

/// Byte ranges of names, apart and in order.
pub(super) fn find(text: &str) -> Vec<(usize, usize)> {
    let words = Words::of(text);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (sign, announced) in [(Sign::Title, &*TITLE), (Sign::Called, &*CALLED), (Sign::Role, &*ROLE)] {
        for said in announced.find_iter(text) {
            // «fam. Rossi», but not «il beneficiario. Previo accordo…».
            let stop = sign == Sign::Role && text[said.end()..].starts_with('.') && said.len() > 3;
            let first =
                words.after(said.end()).filter(|_| !stop).filter(|_| !AFTER.is_match(&text[..said.start()]));
            found.extend(first.and_then(|first| words.run(first, sign)));
        }
    }
    for n in 0..words.len() {
        found.extend(words.by_itself(n).or_else(|| words.aged(n)).or_else(|| words.pair(n)));
    }
    let mut found = joined(found);
    found.extend(words.beside(&found));
    let mut found = joined(found);
    found.extend(words.again(&found));
    joined(found)
}

/// In order, those that overlap made one.
fn joined(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

impl Words<'_> {
    fn given(&self, n: usize) -> bool {
        self.get(n).is_some_and(|w| GIVEN.contains(w.folded.as_str()) || doubtful(w))
    }

    fn surname(&self, n: usize) -> bool {
        self.get(n).is_some_and(|w| SURNAMES.contains(w.folded.as_str()))
    }

    fn listed(&self, n: usize) -> bool {
        self.given(n) || self.surname(n)
    }

    /// Neither in the lists nor a word that anyone knows.
    fn unknown(&self, n: usize) -> bool {
        self.get(n).is_some_and(|w| {
            let f = w.folded.as_str();
            let spoken = f.contains(['a', 'e', 'i', 'o', 'u', 'y']);
            f.len() > 2 && spoken && !is_word(f) && !is_place(f) && !is_thing(f) && !is_common(f)
        })
    }

    /// Never part of a name.
    fn barred(&self, n: usize) -> bool {
        self.get(n).is_none_or(|w| {
            let f = w.folded.as_str();
            w.case == Case::Mixed || crate::text::is_stop(f) || is_common(f) || is_thing(f)
        })
    }

    fn particle(&self, n: usize) -> bool {
        self.get(n).is_some_and(|w| PARTICLES.contains(&w.folded.as_str()))
    }

    /// The name that begins with a word, announced by a sign.
    fn run(&self, from: usize, sign: Sign) -> Option<(usize, usize)> {
        let mut n = from;
        while self.initial(n) && n < from + 2 {
            n += 1;
        }
        // After a role a particle is a name's only with a capital: «il caso di Chieti», «la famiglia De Luca».
        let counts =
            |n: usize| self[n].case != Case::Lower || (sign != Sign::Role && self.goes_after(n, n + 1));
        while self.particle(n) && n < from + 3 && self.close(n) && counts(n) {
            n += 1;
        }
        if !self.opens(n, sign) {
            return None;
        }
        let mut last = n;
        while last < n + 3 && self.close(last) {
            if self.goes_on(n, last + 1) {
                last += 1;
            } else if self.particle(last + 1) && self.close(last + 1) && self.after_particle(n, last + 2) {
                last += 2;
            } else {
                break;
            }
        }
        Some((self[from].start, self[last].end))
    }

    fn opens(&self, n: usize, sign: Sign) -> bool {
        if self.barred(n) {
            return false;
        }
        let (listed, unknown) = (self.listed(n), self.unknown(n));
        let word = &self[n];
        let written = is_written(&word.folded);
        match (sign, word.case) {
            (Sign::Listed, _) => true,
            (Sign::Title, Case::Capital) => listed || unknown || !self.titles,
            (Sign::Title, Case::Upper) => word.folded.len() > 1 && (listed || unknown || !self.shouted),
            (Sign::Title, Case::Lower) => {
                let two = unknown && self.close(n) && (self.listed(n + 1) || self.unknown(n + 1));
                listed || (unknown && foreign(&word.folded)) || (two && word.folded.len() > 3)
            }
            (Sign::Called | Sign::Role, Case::Capital) => listed || unknown,
            (Sign::Called | Sign::Role, Case::Upper) => {
                let two = self.close(n) && (self.listed(n + 1) || self.unknown(n + 1));
                (listed && (!written || two))
                    || (unknown && (two || (!self.shouted && word.folded.len() > 4)))
            }
            (Sign::Called | Sign::Role, Case::Lower) => listed && !written && !doubtful(word),
            (_, Case::Mixed) => false,
        }
    }

    /// Does the name that begins with `first` go on with this word?
    fn goes_on(&self, first: usize, n: usize) -> bool {
        if self.barred(n) {
            return false;
        }
        let known = self.listed(n) || self.unknown(n);
        match (self[first].case, self[n].case) {
            (Case::Capital, Case::Capital) => known || !self.titles,
            (Case::Capital | Case::Upper, Case::Upper) => {
                known || (!self.shouted && self[n].folded.len() > 3)
            }
            (Case::Lower, Case::Lower) => {
                (self.listed(n) && !is_written(&self[n].folded))
                    || (self.unknown(n) && foreign(&self[n].folded))
            }
            _ => false,
        }
    }

    fn after_particle(&self, first: usize, n: usize) -> bool {
        self.goes_on(first, n) && (self[n - 1].case != Case::Lower || self.goes_after(n - 1, n))
    }

    /// «la signora di Rieti» is no Di Rieti.
    fn goes_after(&self, particle: usize, n: usize) -> bool {
        let of = matches!(self[particle].folded.as_str(), "di" | "del" | "della" | "da" | "al");
        !of || (self.surname(n) && !is_place(&self[n].folded))
    }

    /// A listed name with a capital, announced by nothing.
    fn by_itself(&self, n: usize) -> Option<(usize, usize)> {
        let word = &self[n];
        let before = n.checked_sub(1).map_or("", |b| self[b].folded.as_str());
        let after = self.get(n + 1).map_or("", |w| w.folded.as_str());
        let town = TOWNS.contains(&(before, &word.folded)) || TOWNS.contains(&(&word.folded, after));
        let town = town || SAINTS.contains(&before) || (word.folded == "marina" && after == "di");
        if word.case != Case::Capital
            || town
            || self.joined_to_a_place(n)
            || AFTER.is_match(&self.text[..word.start])
        {
            return None;
        }
        let named = |n: usize| {
            self.get(n).is_some_and(|w| w.case == Case::Capital) && (self.listed(n) || self.unknown(n))
        };
        let followed = self.close(n) && named(n + 1);
        // «In Emilia»: a region.
        if before == "in" && !followed {
            return None;
        }
        if doubtful(word) && !followed && (self.opens_sentence(n) || WORDS.contains(&word.folded.as_str())) {
            return None;
        }
        let initial = n > 0 && self.initial(n - 1);
        let alone = self.surname(n)
            && !is_written(&word.folded)
            && !is_place(&word.folded)
            && !is_thing(&word.folded);
        let plural = PLURAL.contains(&before) && self.surname(n);
        let done = followed
            && self.unknown(n)
            && self.unknown(n + 1)
            && DEED.is_match(&self.text[self[n + 1].end..]);
        let signed = (self.listed(n) || self.unknown(n)) && THANKS.is_match(&self.text[..word.start]);
        if self.given(n) || alone || plural || done || signed || (initial && self.surname(n)) {
            let from = if initial { n - 1 } else { n };
            return self.run(from, Sign::Listed);
        }
        None
    }

    /// «Olena, 40 anni», whatever the lists say.
    fn aged(&self, n: usize) -> Option<(usize, usize)> {
        let word = &self[n];
        let age = AGE.captures(&self.text[word.end..])?;
        let no_age = age.get(1).is_some_and(|w| NO_AGE.contains(&w.as_str()));
        let name = |n: usize| self[n].case == Case::Capital && (self.unknown(n) || self.listed(n));
        // «Babysitter di 38 anni» is a trade.
        let trade = self.text[word.end..].starts_with(" di ") && !self.listed(n);
        if no_age || trade || !name(n) {
            return None;
        }
        let mut first = n;
        while first > 0 && self.close(first - 1) && name(first - 1) {
            first -= 1;
        }
        Some((self[first].start, word.end))
    }

    /// A given name and a surname side by side, in either order and in one case: «marta bianchi», «ROSSI MARIO».
    fn pair(&self, n: usize) -> Option<(usize, usize)> {
        let both = (self.given(n) && self.surname(n + 1)) || (self.surname(n) && self.given(n + 1));
        let words = [self.get(n)?, self.get(n + 1)?];
        let one_case = words[0].case == words[1].case;
        let plain = words.iter().any(|w| is_written(&w.folded) || doubtful(w));
        (both && one_case && self.close(n) && (!plain || words[0].case == Case::Capital))
            .then(|| (words[0].start, words[1].end))
    }

    /// «la signora Rossi e Olena»: what is joined to a name.
    fn beside(&self, found: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let mut more = Vec::new();
        for (_, end) in found {
            let mut at = *end;
            for _ in 0..4 {
                let Some(mut n) = self.after(at) else { break };
                let and = matches!(self[n].folded.as_str(), "e" | "ed");
                n += usize::from(and);
                let comma = self.get(n).is_some_and(|w| self.text[at..w.start].contains(','));
                let next = self.get(n + 1).map_or("", |w| w.folded.as_str());
                let listed = and || (comma && matches!(next, "e" | "ed"));
                if !listed
                    || self.get(n).is_none_or(|w| w.case != Case::Capital)
                    || !self.opens(n, Sign::Role)
                {
                    break;
                }
                let Some(range) = self.run(n, Sign::Role) else { break };
                more.push(range);
                at = range.1;
            }
        }
        more
    }

    /// The same names, said again by themselves.
    fn again(&self, found: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let inside = |w: &Word| found.iter().any(|(s, e)| *s <= w.start && w.end <= *e);
        let names: HashSet<&str> = self
            .iter()
            .filter(|w| inside(w) && w.folded.len() > 2 && !is_written(&w.folded) && !is_place(&w.folded))
            .map(|w| w.folded.as_str())
            .collect();
        let same = |w: &&Word| names.contains(w.folded.as_str()) && !crate::text::is_stop(&w.folded);
        self.iter().filter(|w| !inside(w)).filter(same).map(|w| (w.start, w.end)).collect()
    }

    /// «Emilia-Romagna», «Friuli-Venezia Giulia».
    fn joined_to_a_place(&self, n: usize) -> bool {
        let word = &self[n];
        self.text[word.end..].starts_with('-') || self.text[..word.start].ends_with('-')
    }
}

fn doubtful(word: &Word) -> bool {
    DOUBTFUL.contains(&word.folded.as_str())
}

/// Letters and endings that Italian words do not have.
fn foreign(folded: &str) -> bool {
    folded.len() > 4
        && (folded.contains(['j', 'k', 'w', 'x', 'y']) || !folded.ends_with(['a', 'e', 'i', 'o', 'u', '\'']))
}
