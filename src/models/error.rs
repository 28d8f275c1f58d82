//! Why a model cannot be used. Every message names the file or the part at fault: with no model the
//! search goes on with BM25 alone, and the page shows this text.

use crate::strings::{fill, s};
use std::path::PathBuf;

/// A model that could not be loaded, or that could not answer.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file named by the manifest, or the manifest itself, is not there.
    #[error("{}", fill("model.missing", &[("path", &path.display())]))]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
    },
    /// A file is there but cannot be read (permissions, disk).
    #[error("{}", fill("model.unreadable", &[("path", &path.display()), ("why", source)]))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is not the one the manifest describes.
    #[error("{}", fill("model.corrupt", &[("path", &path.display()), ("expected", expected), ("found", found)]))]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Size or sha256 from the manifest.
        expected: String,
        /// Size or sha256 of the file.
        found: String,
    },
    /// The manifest is not valid, or asks for something this program does not do.
    #[error("{}", fill("model.manifest", &[("path", &path.display()), ("why", cause)]))]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// The first fault.
        cause: String,
    },
    /// The manifest has no model with this id.
    #[error("{}", fill("model.unknown", &[("id", id), ("path", &path.display())]))]
    Unknown {
        /// The id asked for.
        id: String,
        /// The manifest.
        path: PathBuf,
    },
    /// A file has the right hash but its content is not what the program expects.
    #[error("{}", fill("model.invalid", &[("path", &path.display()), ("why", cause)]))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The first fault, as the parser says it.
        cause: String,
    },
    /// A tensor is absent or has another shape.
    #[error("{}", shape(tensor, expected, found))]
    Shape {
        /// The tensor.
        tensor: String,
        /// Rows and columns the configuration asks for.
        expected: Vec<usize>,
        /// Rows and columns found; empty when the tensor is absent.
        found: Vec<usize>,
    },
    /// The calculation failed, or gave numbers that are not finite.
    #[error("{}", fill("model.engine", &[("why", cause)]))]
    Engine {
        /// What the engine said.
        cause: String,
    },
    /// Too many requests are waiting; trying again later helps.
    #[error("{}", s("model.busy"))]
    Busy,
    /// The model's thread has ended.
    #[error("{}", s("model.closed"))]
    Closed,
    /// ONNX Runtime's library is nowhere.
    #[error("{}", fill("model.no_library", &[("paths", &listed(looked_in))]))]
    NoLibrary {
        /// The files looked for.
        looked_in: Vec<PathBuf>,
    },
    /// ONNX Runtime's library is there and cannot be used.
    #[error("{}", fill("model.library", &[("path", &path.display()), ("why", why)]))]
    Library {
        /// The file.
        path: PathBuf,
        /// What the loader said.
        why: String,
    },
    /// This program was built without the engine that the model needs.
    #[error("{}", fill("model.no_engine", &[("engine", engine)]))]
    NoEngine {
        /// The cargo feature that is off.
        engine: &'static str,
    },
}

impl ModelError {
    /// Why ONNX Runtime does not compute, for who may not know where the files of this machine are.
    pub fn without_paths(&self) -> String {
        match self {
            ModelError::NoLibrary { .. } => s("model.library_absent").to_owned(),
            ModelError::NoEngine { .. } => self.to_string(),
            _ => s("model.library_unusable").to_owned(),
        }
    }
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn shape(tensor: &str, expected: &[usize], found: &[usize]) -> String {
    let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
    fill("model.shape", &[("tensor", &tensor), ("expected", &expected), ("found", &found)])
}
