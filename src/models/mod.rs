//! Models: the embedder. Text in, numbers out; no passages, no tenants, no index.
//!
//! In reading order:
//! * [`error`]: why a model cannot be used; its text is written for the person who reads it.
//! * [`manifest`]: `models/manifest.toml`, what is shipped and the sizes and hashes it must have.
//! * [`embedder`]: the seam; every other room sees only this. Behind it, `hashing` is the twin for tests,
//!   `worker` the thread that owns a model, `encoder` the way from text to vector, `scorer` the way from a question
//!   and a passage to a score, `bert` the network with its `fused` steps, `weights` its file, `onnx` the same network
//!   and the scorer's layers for ONNX Runtime.
//! * [`engine`]: which of the two computes; candle wherever ONNX Runtime cannot.
//!
//! Nothing here reads the environment or the clock, and nothing is downloaded.

pub mod embedder;
pub mod engine;
pub mod error;
pub mod manifest;

#[cfg(feature = "candle")]
mod bert;
#[cfg(feature = "candle")]
mod encoder;
#[cfg(feature = "candle")]
mod fused;
mod hashing;
#[cfg(feature = "onnx")]
mod onnx;
#[cfg(feature = "candle")]
mod scorer;
#[cfg(test)]
#[cfg(feature = "candle")]
#[path = "tests/tiny.rs"]
mod tiny;
#[cfg(feature = "candle")]
mod weights;
#[cfg(feature = "candle")]
mod worker;

pub use embedder::{Embedder, Evidence, Role};
pub use engine::{Loaded, Runtime, fast, load};
pub use error::ModelError;
