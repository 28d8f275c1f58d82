//! What may be asked, by whom, and what must never be kept. Now: the masking of personal data, which comes before anything
//! is logged, embedded or stored. `names.txt` and `surnames.txt` are lists of names; `words.txt` holds the words that the sheets write
//! at least twice in lower case, with those by which people are told (kin, trades, peoples); `places.txt` towns and countries.

mod names;
mod redact;
mod rules;
mod signs;
mod streets;
mod vocabulary;
mod words;

pub use redact::{Kind, Redacted, RedactedSpan, redact, without_placeholders};

#[cfg(test)]
mod tests;
