//! What may be asked, by whom, and what must never be kept. Now: the masking of personal data, which comes before anything
//! is logged, embedded or stored.

mod names;
mod redact;

pub use redact::{Kind, Redacted, RedactedSpan, redact, with_persons, without_placeholders};

#[cfg(test)]
mod tests;
