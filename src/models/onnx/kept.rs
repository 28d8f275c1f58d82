//! The ONNX form of a model, kept in the data folder: written when it is not there or not whole. Its name tells the model it was
//! made from; its last bytes are the sha256 of those before, as a field that other readers of ONNX skip.

use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::bert::BertConfig;
use super::super::error::ModelError;
use super::super::manifest::Model;
use super::super::weights::Weights;
use super::graph;
use super::proto::Message;

/// The bytes of the file, from disk if they are there. A folder that cannot be written costs time at each start, no more.
pub(super) fn read_or_write(
    folder: &Path,
    (models_dir, model): (&Path, &Model),
    config: &BertConfig,
) -> Result<Vec<u8>, ModelError> {
    let path = folder.join(format!("{}-{}-{}.onnx", model.id, model.fingerprint(), graph::FORMAT));
    let weights = model.read(models_dir, &model.files.weights)?;
    match std::fs::read(&path) {
        Ok(bytes) if is_whole(&bytes) => return Ok(bytes),
        Ok(_) => tracing::warn!(path = %path.display(), "damaged: written again"),
        Err(_) => {}
    }
    let weights_path = model.path(models_dir, &model.files.weights);
    let bytes = sealed(graph::write(&Weights::open(&weights_path, &weights)?, config)?);
    match keep(folder, &path, &bytes) {
        Ok(()) => {
            tracing::info!(path = %path.display(), bytes = bytes.len(), "model written for ONNX Runtime")
        }
        Err(error) => tracing::warn!(%error, path = %path.display(), "not kept"),
    }
    Ok(bytes)
}

/// Writes beside and renames; the files of other models, or of this one before, go.
fn keep(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let beside = Beside(path.with_extension(format!("{}.part", std::process::id())));
    let mut file = std::fs::File::create(&beside.0)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside.0, path)?;
    for other in std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()) {
        if other != path && other.extension().is_some_and(|e| e == "onnx") {
            let _ = std::fs::remove_file(other);
        }
    }
    Ok(())
}

/// A file that goes away unless it was renamed.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// With the sha256 at the end.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend(seal(&bytes));
    bytes
}

/// `metadata_props` of a `ModelProto`.
fn seal(bytes: &[u8]) -> Vec<u8> {
    let entry = Message::default().text(1, "sha256").text(2, &hex::encode(Sha256::digest(bytes)));
    Message::default().message(14, &entry).into_bytes()
}

fn is_whole(bytes: &[u8]) -> bool {
    let seal_length = seal(&[]).len();
    bytes.len().checked_sub(seal_length).is_some_and(|end| bytes[end..] == seal(&bytes[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_file_is_believed() {
        let whole = sealed(b"some bytes".to_vec());
        assert!(is_whole(&whole));
        assert!(!is_whole(&whole[..whole.len() - 1]) && !is_whole(&whole[1..]) && !is_whole(b""));
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(!is_whole(&damaged), "byte {at}");
        }
    }

    #[test]
    fn a_file_replaces_those_before() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("onnx");
        keep(&inside, &inside.join("a-1.onnx"), b"a").unwrap();
        std::fs::write(inside.join("notes.txt"), "").unwrap();
        keep(&inside, &inside.join("b-1.onnx"), b"b").unwrap();
        let mut names: Vec<_> = std::fs::read_dir(&inside).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["b-1.onnx", "notes.txt"]);
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(keep(&file, &file.join("a-1.onnx"), b"a").is_err());
    }
}
