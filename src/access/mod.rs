//! What may be asked, by whom, and what must never be kept: the masking of personal data, which comes before anything is logged,
//! embedded or stored; roles and what they may do; pseudonyms in the place of people.

mod names;
mod principal;
mod pseudonym;
mod redact;

pub use principal::{Claim, Principal, Right, Role};
pub use pseudonym::{PseudonymError, Rotation, forget_keys, principal};
pub use redact::{Kind, Redacted, RedactedSpan, redact, with_persons, without_placeholders};

#[cfg(test)]
mod tests;
