//! What becomes of a question after it was answered: its outcome and the asker's feedback are kept, with the question
//! redacted and no author. What the material did not answer becomes a sign of a gap. Knows nothing of HTTP.
//!
//! - [`Sign`]: a question as it is compared with others; [`cluster`](fn@cluster): signs of one need put together, whatever its words
//! - [`title`](fn@title): what a cluster is called, in the words of its members
//! - [`Board`] and [`note`]: a new sign joins the gap it is nearest to, or begins one; [`regroup`](fn@regroup) puts all together anew
//! - [`Need`] and [`weigh`](fn@weigh): what the material has for a gap, each of its wordings looked for deeper and wider
//! - [`replay`]: its questions asked again on another generation, which alone closes a gap or opens it again
//! - [`hold`](fn@hold) and [`release`]: topics that are not cited for a time
//! - [`State`] and [`transition`]: the ministry's work on a gap, with its history; [`list`], [`read`]: what reviewers see

mod alike;
mod board;
mod cluster;
mod evidence;
mod ground;
mod holds;
mod linkage;
mod near;
mod need;
mod news;
mod outcome;
mod recent;
mod record;
mod regroup;
pub mod replay;
mod retain;
mod sign;
mod state;
mod tally;
mod tiers;
mod title;

pub use board::{Board, Signs};
pub use cluster::{Cluster, cluster};
pub use evidence::{
    Bars, Evidence, Near as NearPassage, Seen, Tried, Way, Weighed, Wordings, evidence, keep, look, stale,
    weigh, wordings,
};
pub use ground::Ground;
pub(crate) use holds::obeyed;
pub use holds::{Held, HoldStep, hold, hold_history, holds, holds_mark, release};
pub use need::Need;
pub use news::{News, news, seen};
pub use outcome::{
    Feedback, Given, Outcome, Unnoted, answer, feedback, given, observe, of_no_use, reasons, unnoted,
};
pub use recent::{Past, recent};
pub use record::{Kind, Note, note, transition};
pub use regroup::regroup;
pub use retain::{Retained, retain};
pub use sign::{Sign, sign};
pub use state::{GapError, Move, State, names};
pub use tally::{Cell, Filter, Gap, Page, Question, Read, Step, csv, list, matrix, read};
pub use tiers::cover;
pub use title::title;

use near::Near;
