//! gepi-copilot: cited answers, in Italian, for social workers who run the Assegno di inclusione in GePI, and the gaps
//! between what they ask and what is published.
//!
//! **Plain data flows down one straight line; the outside world stays at the two ends; every rule we care about is a test.**
//!
//! Rooms, from the ground up. A room may use the rooms above it in this list and never one below (`tests/it/layers.rs`):
//!
//! | Room | What lives there | It never knows |
//! |---|---|---|
//! | [`text`] | strings with byte offsets: sentences, stems, numbers, dates, legal references | anything else |
//! | [`corpus`] | works, versions, passages, validity, registries and their checks: plain data | files, databases, models |
//! | [`store`] | the one database, the clock, read-only mapped files | what rows mean |
//! | [`models`] | the encoder, by candle or ONNX Runtime, and the scorer: manifest, hash check, a thread each | passages, tenants |
//! | [`access`] | roles and rights, pseudonyms that rotate, masking of personal data | HTTP |
//! | [`ingest`] | bytes → versions with passages and warnings; the catalogue of what is wanted; the official sources | models, index |
//! | [`search`] | a question and its understanding; generations; BM25 and dense search; fusion → hits | how answers are written |
//! | [`answer`] | draft, verify, sufficiency, verdict | HTTP, gaps, users |
//! | [`gaps`] | outcomes and feedback kept; questions of one need put together, whatever their words; the work on a gap | HTTP |
//! | [`evals`] | retrieval, answer and cluster metrics, the fit of the sufficiency model | HTTP |
//! | [`http`] | router, one file per resource, problem+json, SSE, OpenAPI, the page | how anything works |
//!
//! Who asks is an [`access::Principal`] from the door on: role, organisation, pseudonym. What is kept of it, and for how long, is
//! `docs/privacy.md`.
//!
//! Outside the rooms: [`strings`] (every sentence a person reads, one file per language), [`config`] (read once, valid or
//! refused), [`app`] (holds the parts; `App::ask` is the line below), and the commands in `src/cli`.
//!
//! A question: `access::redact` → [`search::Question`] → [`search::find`] → [`answer::extract`] → [`answer::verify`] →
//! where a doubt is left, the scorer reads the first two passages ([`search::read_first`]) and the surer one is answered from → what is on hold falls ([`answer::Holds`]) → verdict → [`gaps::observe`] → [`gaps::note`]. Later, beside the answers: [`gaps::look`]
//! deeper and wider for what was not answered → the verdict on the gap ([`gaps::Need`]). A document: bytes →
//! [`ingest::Parsers`], a foreign format in a process of its own ([`ingest::child`]) → catalogue → [`search::generation::build`] beside the running one → checked against it
//! ([`app::Preview`]) → approved, if someone's yes is wanted → one pointer moved. An official text: [`ingest::sources`] →
//! [`ingest::sync`] (fetched, weighed against the one held) → the same line, or a wait for a person.
//! A gap: published → [`gaps::replay`] asks its questions again on what answers now → closed, with proof, or open again.
//! A text withdrawn is written down first ([`ingest::withdrawal`]) and heard of at every
//! question, so no process and no generation cites it; so is a topic put on hold ([`app::App::hold`]). Official text and the sheets about it meet by provision
//! ([`corpus::Provision`]): it ranks before them, is cited first where it says the same, and prevails where it gives another
//! figure. An act is one work under whatever file name it comes ([`ingest::catalogue::settle`]). A passage holds as long as its
//! version, or on the days of its own that its source names ([`corpus::Version::validity_of`]).
//!
//! A generation is always a folder. [`search::Home`] says where its points are searched: there, or on a Qdrant server that gets
//! a copy before anything points to it, and whose hits are made to be the same (`search/index/qdrant`).
//!
//! What is absent, on purpose. No trait for a closed set: [`search::Index`] and [`models::Embedder`] are enums in one file
//! each; generative readers join them when their issue comes. No falling back from a server to the folder: what
//! answers must be what was asked for. No score is fused outside
//! [`search`]. No generator numbers a citation. No module reads the clock but [`store`], nor the environment but
//! [`config`]. A generation's folder is self-contained, so evaluations over another corpus need no database of theirs.
//!
//! The newcomer looks first at [`app`], then [`answer`], then `evals/` for what "good" means.

pub mod strings;

pub mod text;

pub mod corpus;

pub mod store;

pub mod models;

pub mod access;

pub mod ingest;

pub mod search;

pub mod answer;

pub mod gaps;

pub mod evals;

pub mod config;

pub mod app;

pub mod http;
