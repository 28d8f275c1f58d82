//! gepi-copilot.
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
