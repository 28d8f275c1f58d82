//! From hits to an answer: draft sentences out of passages, verify each against the bytes of its source, decide whether
//! the question is answered at all. Knows neither HTTP nor users nor gaps.

mod ask;
mod asserted;
mod beside;
mod compose;
mod decide;
mod disagree;
mod draft;
mod features;
mod hold;
mod judge;
mod looked;
mod lookup;
mod marks;
mod premise;
mod prevail;
mod provision;
mod refuse;
mod see_also;
mod sufficiency;
mod types;
mod verify;
mod warn;
mod words;

pub use ask::{Asked, Hidden, Parts, Stage, ask};
pub use decide::Decision;
pub use disagree::{Disagreement, disagreement};
pub use draft::{Draft, DraftSentence, Quote, extract, ranked_sentences};
pub use features::{FEATURES, Features};
pub use hold::{Hold, Holds};
pub use judge::{Judged, judge};
pub use marks::{Marks, Sound};
pub use prevail::Conflict;
pub use sufficiency::{Fit, Reading, Sufficiency, SufficiencyError};
pub use types::{
    Answer, Citation, Nearest, ReadAs, Reason, SeeAlso, Sentence, Support, Timings, Verdict, Warning,
    WarningKind,
};
pub use verify::{Refusal, Verified, verify};

#[cfg(test)]
mod tests;
