//! gepi-copilot.
pub mod strings;
pub mod text;
pub mod corpus;
pub mod store;
pub mod models;
pub mod ingest;
pub mod search;
