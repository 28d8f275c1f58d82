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
        let file = match Self::now(path)? {
            Ok(lock) => return Ok(lock),
            Err(file) => file,
        };
        tracing::warn!("{}", s("store.waiting"));
        let waited = tokio::task::spawn_blocking(move || file.lock().map(|()| Self { _file: Some(file) }));
        waited.await.map_err(std::io::Error::other)?
    }

    /// The same if nobody holds it; otherwise none.
    pub(super) fn try_take(path: PathBuf) -> std::io::Result<Option<Self>> {
        Ok(Self::now(path)?.ok())
    }

    /// The lock, or the file that somebody else has locked.
    fn now(path: PathBuf) -> std::io::Result<Result<Self, File>> {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Ok(Self { _file: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(Err(file)),
            // A file system without locks: as good as it gets.
            Err(TryLockError::Error(why)) if why.kind() == ErrorKind::Unsupported => Ok(Ok(Self::none())),
            Err(TryLockError::Error(why)) => Err(why),
        }
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
        assert!(DataLock::try_take(path.clone()).expect("asked").is_none());
        let second = tokio::spawn(DataLock::take(path));
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.expect("no panic").is_ok());
    }
}
