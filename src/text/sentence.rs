//! Where sentences begin and end.

use super::Span;

/// Trimmed spans of the sentences, in order.
pub fn sentences(_text: &str) -> Vec<Span> {
    Vec::new()
}
