//! Why a model cannot be used. Every message names the file or the part at fault: with no model the
//! search goes on with BM25 alone, and the page shows this text.

use std::path::PathBuf;

/// A model that could not be loaded, or that could not answer.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file named by the manifest, or the manifest itself, is not there.
    #[error("Manca il file {}.", path.display())]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
    },
    /// A file is there but cannot be read (permissions, disk).
    #[error("Il file {} non si può leggere: {source}.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is not the one the manifest describes.
    #[error("Il file {} è danneggiato: atteso {expected}, trovato {found}.", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Size or sha256 from the manifest.
        expected: String,
        /// Size or sha256 of the file.
        found: String,
    },
    /// The manifest is not valid, or asks for something this program does not do.
    #[error("Il catalogo dei modelli {} non è valido: {cause}.", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// The first fault.
        cause: String,
    },
    /// The manifest has no model with this id.
    #[error("Il modello «{id}» non è nel catalogo {}.", path.display())]
    Unknown {
        /// The id asked for.
        id: String,
        /// The manifest.
        path: PathBuf,
    },
    /// A file has the right hash but its content is not what the program expects.
    #[error("Il file {} non è utilizzabile: {cause}.", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The first fault, as the parser says it.
        cause: String,
    },
    /// A tensor is absent or has another shape.
    #[error("Il tensore {tensor} del modello ha forma {found:?}, attesa {expected:?}.")]
    Shape {
        /// The tensor.
        tensor: String,
        /// Rows and columns the configuration asks for.
        expected: Vec<usize>,
        /// Rows and columns found; empty when the tensor is absent.
        found: Vec<usize>,
    },
    /// The calculation failed, or gave numbers that are not finite.
    #[error("Il modello non ha calcolato il risultato: {cause}.")]
    Engine {
        /// What the engine said.
        cause: String,
    },
    /// Too many requests are waiting; trying again later helps.
    #[error("Il modello ha troppe richieste in coda.")]
    Busy,
    /// The model's thread has ended.
    #[error("Il modello si è fermato.")]
    Closed,
    /// This program was built without the engine that the model needs.
    #[error("Questo programma è stato compilato senza il motore «{engine}».")]
    NoEngine {
        /// The cargo feature that is off.
        engine: &'static str,
    },
}
