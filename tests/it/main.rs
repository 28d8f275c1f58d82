//! The one integration binary: the rules of the house, the shipped files, and the program seen from outside.

mod api;
mod app;
mod authoring;
mod board;
mod cli;
mod corpus;
mod documents;
mod evidence;
mod examples;
mod formats;
mod gaps;
mod generations;
mod granted;
mod holds;
mod labelled;
mod layers;
mod limits;
mod measuring;
mod mistyped;
mod official;
mod peers;
mod people;
mod publication;
mod publication_stopped;
#[cfg(feature = "qdrant")]
mod qdrant;
mod questions;
mod replay;
mod replay_killed;
mod source;
mod strings;
mod sync;
mod sync_changes;
mod sync_site;
mod tidy;
mod versions;
