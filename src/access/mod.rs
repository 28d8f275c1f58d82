//! What may be asked, by whom, and what must never be kept: the masking of personal data, which comes before anything is logged,
//! embedded or stored; roles and what they may do; pseudonyms in the place of people.
//! `names.txt` and `surnames.txt` are lists of names; `words.txt` holds the words that the sheets write
//! at least twice in lower case, with those by which people are told (kin, trades, peoples); `places.txt` towns and countries.

mod names;
mod principal;
mod pseudonym;
mod redact;
mod rules;
mod signs;
mod streets;
mod vocabulary;
mod words;

pub use principal::{Claim, Principal, Right, Role};
pub use pseudonym::{PseudonymError, Rotation, forget_keys, principal};
pub use redact::{Kind, Redacted, RedactedSpan, redact, with_persons, without_placeholders};

/// Is a folded word a first name, a surname or a place of the lists?
pub(crate) fn is_name(folded: &str) -> bool {
    names::is_listed(folded) || vocabulary::is_place(folded)
}

#[cfg(test)]
mod tests;
