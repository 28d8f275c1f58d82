//! What may be asked, by whom, and what must never be kept. Now: the masking of personal data, which comes before anything
//! is logged, embedded or stored.

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
