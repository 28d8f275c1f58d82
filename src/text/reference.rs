//! Legal citations in canonical form.

use super::Span;

/// One cited provision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LegalRef {
    /// Where the citation stands.
    pub span: Span,
    /// Canonical id of the act (`dl-48-2023`); `None` when the text does not say it.
    pub act: Option<String>,
    /// Article (`4`, `3-bis`).
    pub article: Option<String>,
    /// Comma (`5`, `1-bis`).
    pub comma: Option<String>,
    /// Letter (`a`).
    pub letter: Option<String>,
    /// Number under the letter (`1`).
    pub number: Option<String>,
}

impl LegalRef {
    /// `dl-48-2023`, `dl-48-2023#art4-com5-leta-n1`, or `#art4-com5` when the act is not said.
    pub fn canonical(&self) -> String {
        String::new()
    }
}

/// Every legal citation, in order.
pub fn references(_text: &str) -> Vec<LegalRef> {
    Vec::new()
}
