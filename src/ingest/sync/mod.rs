//! Keeping the official texts as their issuers have them: fetched with manners ([`Fetcher`]), read by the parsers of their
//! formats ([`read`]), weighed against the text held ([`weigh`]). What a site sends is believed only if it looks like what it
//! replaces; the rest waits for a person. Fetching is the outside end; reading and weighing are pure.

mod address;
mod fetch;
mod fresh;
mod kept;
mod refusal;
mod robots;
mod weigh;

pub use fetch::{Fetched, Fetcher, Manners, Validators, Wanted};
pub(crate) use fresh::rename;
pub use fresh::{Fresh, described_anew, read};
pub use kept::{Kept, Waiting, all as kept, held, keep, never_read, set_waiting, waiting};
pub use refusal::FetchError;
pub use weigh::{Weighed, succession, weigh};

/// The collection of the catalogue in which official texts live.
pub const OFFICIAL: &str = "fonti";
