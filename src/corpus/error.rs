//! What can be wrong with an id, an interval or a registry file.

use crate::strings::fill;

/// A value that cannot exist in the corpus, or a registry that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// A work or passage id with characters that a URL or a file name would not bear.
    #[error("{}", fill("corpus.bad_id", &[("id", id)]))]
    BadId {
        /// The id as written.
        id: String,
    },
    /// An interval whose end is not after its start.
    #[error("{}", fill("corpus.empty_interval", &[("from", from), ("to", to)]))]
    EmptyInterval {
        /// First day.
        from: String,
        /// First day after.
        to: String,
    },
    /// A registry (topics, acts, glossary, facts) that does not parse.
    #[error("{}", fill("corpus.registry", &[("file", file), ("line", line), ("why", why)]))]
    Registry {
        /// File name.
        file: String,
        /// Line, from 1; 0 when unknown.
        line: usize,
        /// What is wrong.
        why: String,
    },
}
