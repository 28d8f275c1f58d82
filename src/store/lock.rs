//! One process at a time migrates or builds in a data folder; the others wait, and say so. The lock is the system's: it
//! goes with the process, however that ends.

use crate::strings::s;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::PathBuf;

/// Held until dropped.
#[derive(Debug)]
pub struct DataLock {
    _file: Option<File>,
}

impl DataLock {
    /// Nothing to share: a database in memory.
    pub(super) fn none() -> Self {
        Self { _file: None }
    }

    /// Waits for the lock on the file at `path`, creating it if need be.
    pub(super) async fn take(path: PathBuf) -> std::io::Result<Self> {
        let file = File::options().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => {}
            // A file system without locks: as good as it gets.
            Err(TryLockError::Error(why)) if why.kind() == ErrorKind::Unsupported => return Ok(Self::none()),
            Err(TryLockError::Error(why)) => return Err(why),
        }
        tracing::warn!("{}", s("store.waiting"));
        let waited = tokio::task::spawn_blocking(move || file.lock().map(|()| Self { _file: Some(file) }));
        waited.await.map_err(std::io::Error::other)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_waits_for_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".lock");
        let first = DataLock::take(path.clone()).await.expect("free");
        let second = tokio::spawn(DataLock::take(path));
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.expect("no panic").is_ok());
    }
}
