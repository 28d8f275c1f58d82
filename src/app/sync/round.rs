//! One round of the sources: a thread of work for each site, one source after the other; a source that fails, or whose parser
//! does, fails alone.

use super::{Source, Sources, State, SyncOrder};
use crate::ingest::Parsers;
use crate::ingest::sync::{Fetched, Fetcher, Fresh, Validators, Wanted, read};
use crate::strings::s;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

/// Sites asked at the same time: each may hold one text in memory.
const SITES: usize = 4;

/// How far a run goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum How {
    /// Fetches, publishes, remembers.
    #[default]
    Publish,
    /// Fetches and weighs; keeps nothing.
    Try,
    /// Asks whether there is something new; fetches no text and keeps nothing.
    Ask,
}

/// What came of a source.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Attempt {
    /// Nothing changed, says the server.
    Same,
    /// Perhaps another text, which was not fetched; its marks are those held or others.
    Seen { same_marks: bool },
    /// A text.
    Read { fresh: Box<Fresh>, validators: Validators },
    /// Nothing; why, in Italian.
    Failed(String),
}

/// A round, before it goes.
pub(super) struct Round<'a> {
    pub(super) sources: &'a Sources,
    pub(super) order: &'a SyncOrder,
    pub(super) state: &'a State,
    pub(super) parsers: Parsers,
    pub(super) today: Date,
}

/// A source to be fetched.
struct Errand {
    source: Source,
    wanted: Wanted,
}

impl Round<'_> {
    /// The sources that the order is about.
    pub(super) fn chosen(&self) -> impl Iterator<Item = &Source> {
        let ids = &self.order.ids;
        self.sources.0.iter().filter(|s| ids.is_empty() || ids.iter().any(|id| id == s.id.as_str()))
    }

    /// Asks every source that can be asked. What was withdrawn is left alone unless it is named.
    pub(super) async fn go(
        &self,
        fetcher: Fetcher,
        told: &(dyn Fn(usize, usize) + Sync),
    ) -> BTreeMap<String, Attempt> {
        let fetcher = Arc::new(fetcher);
        let mut sites: BTreeMap<String, Vec<Errand>> = BTreeMap::new();
        let mut total = 0;
        for errand in self.chosen().filter_map(|source| self.errand(source)) {
            total += 1;
            sites.entry(errand.wanted.url.origin().ascii_serialization()).or_default().push(errand);
        }
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let turns = Arc::new(Semaphore::new(SITES));
        let reading = Arc::new((self.sources.clone(), self.parsers.clone()));
        let mut working = JoinSet::new();
        for errands in sites.into_values() {
            let (fetcher, reading) = (Arc::clone(&fetcher), Arc::clone(&reading));
            let (sender, turns, today) = (sender.clone(), Arc::clone(&turns), self.today);
            working.spawn(async move {
                let _turn = turns.acquire_owned().await;
                for errand in errands {
                    let id = errand.source.id.to_string();
                    let (fetcher, reading) = (Arc::clone(&fetcher), Arc::clone(&reading));
                    let run = move || attempt(&fetcher, &reading, (&errand, today));
                    let done = tokio::task::spawn_blocking(run).await;
                    let done = done.unwrap_or_else(|panic| {
                        tracing::error!(source = id, %panic, "reading a source");
                        Attempt::Failed(s("sources.panicked").to_owned())
                    });
                    // Nobody listens any more: the run was dropped.
                    let _ = sender.send((id, done));
                }
            });
        }
        drop(sender);
        let mut attempts = BTreeMap::new();
        told(0, total);
        while let Some((id, attempt)) = receiver.recv().await {
            attempts.insert(id, attempt);
            told(attempts.len(), total);
        }
        attempts
    }

    fn errand(&self, source: &Source) -> Option<Errand> {
        let (url, format) = source.fetchable()?;
        let id = source.id.as_str();
        let named = !self.order.ids.is_empty();
        let withdrawn = self.state.withdrawn(id);
        if withdrawn && !named {
            return None;
        }
        let kept = self.state.kept.get(id).filter(|k| k.url == url.as_str() && !withdrawn);
        let known = kept.map(|k| k.validators.clone()).unwrap_or_default();
        let wanted = Wanted { url: url.clone(), format, known, body: self.order.how != How::Ask };
        Some(Errand { source: source.clone(), wanted })
    }
}

fn attempt(fetcher: &Fetcher, reading: &(Sources, Parsers), (errand, today): (&Errand, Date)) -> Attempt {
    let Errand { source, wanted } = errand;
    match fetcher.fetch(wanted) {
        Err(why) => Attempt::Failed(why.to_string()),
        Ok(Fetched::Same) => Attempt::Same,
        Ok(Fetched::Here(_, validators)) if !wanted.body => {
            Attempt::Seen { same_marks: !validators.is_empty() && validators == wanted.known }
        }
        Ok(Fetched::Here(bytes, validators)) => match read((&reading.0, &reading.1), source, (&bytes, today))
        {
            Ok(fresh) => Attempt::Read { fresh: Box::new(fresh), validators },
            Err(why) => Attempt::Failed(why),
        },
    }
}
