//! Models: the embedder. Text in, numbers out; no passages, no tenants, no index.
//!
//! * [`manifest`]: `models/manifest.toml`, what is shipped and the sizes and hashes it must have.
//! * [`embedder`]: the seam: a text becomes a vector. Every other room sees only this and [`error`].
//! * [`error`]: why a model cannot be used; its text is written for the person who reads it.
//!
//! Nothing here reads the environment or the clock, and nothing is downloaded.

pub mod embedder;
pub mod error;
mod hashing;

pub use embedder::{Embedder, Role};
pub use error::ModelError;
