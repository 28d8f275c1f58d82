//! Room `text`: what can be said of a string without knowing what it is about.
//!
//! Every function reads the ORIGINAL text and answers with byte [`Span`]s into it, so that whatever is
//! found can be quoted exactly. Nothing here fails: odd input yields fewer findings, never an error. Every
//! function is linear: a megabyte of the worst takes about a second.
//!
//! - [`span`]: the byte range; [`fold`](mod@fold): the search form of a string
//! - [`token`]: words and stemmed [`Term`]s for BM25; [`stop`]: the function words left out of them
//! - [`written_out`]: the shorthand of messages as words
//! - [`sentence`]: where sentences begin and end
//! - [`number`], [`date`], [`mod@reference`]: quantities, days and legal citations in canonical form, read from
//!   the same lexemes by small hand-written grammars
//!
//! It never knows anything else of the crate.

pub mod fold;
pub mod span;
pub mod stop;
pub mod token;

pub mod sentence;

mod calendar;
mod figure;
mod lexeme;
mod shorthand;

pub mod date;
pub mod number;
pub mod reference;

pub use date::{DateMention, DateValue, dates};
pub use fold::fold;
pub use number::{Number, Unit, numbers};
pub use reference::{LegalRef, references};
pub use sentence::sentences;
pub use shorthand::written_out;
pub use span::Span;
pub use stop::is_stop;
pub use token::{Term, terms, words};

#[cfg(test)]
mod tests;
