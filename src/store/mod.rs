//! The one database, the clock and read-only mapped files. Each room keeps its own queries; nothing here knows what the
//! rows mean. SQLite now: statements keep to the SQL that PostgreSQL shares, with one migration folder per dialect.

mod clock;
mod lock;
mod map;
mod priority;

pub use clock::Clock;
pub use lock::DataLock;
pub use map::Mapped;
pub use priority::{give_way, promptly};

use crate::strings::fill;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The database cannot be opened, migrated or asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder cannot be created or written.
    #[error("{}", fill("store.folder", &[("path", &path.display()), ("why", why)]))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The database file cannot be opened.
    #[error("{}", fill("store.open", &[("path", &path.display()), ("why", why)]))]
    Open {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        why: sqlx::Error,
    },
    /// The schema cannot be brought up to date.
    #[error("{}", fill("store.migrate", &[("why", why)]))]
    Migrate {
        /// What the driver said.
        why: sqlx::migrate::MigrateError,
    },
    /// A statement failed.
    #[error("{}", fill("store.query", &[("why", &_0)]))]
    Query(#[from] sqlx::Error),
    /// A row holds something that we never write.
    #[error("{}", fill("store.row", &[("why", &_0)]))]
    Row(#[from] serde_json::Error),
}

/// Pages in the journal from which whoever writes must move them into the main file, and waits for the disk. Far off: a service
/// does it now and then beside its answers ([`Store::checkpoint`]), and whoever closes the file does.
const JOURNAL: &str = "16384";

/// A handle on the database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
    clock: Clock,
    /// None = in memory.
    folder: Option<PathBuf>,
}

impl Store {
    /// Opens (creating and migrating if need be) `folder/copilot.sqlite`.
    pub async fn open(folder: &Path, clock: Clock) -> Result<Self, StoreError> {
        let refuse = |why| StoreError::Folder { path: folder.to_path_buf(), why };
        std::fs::create_dir_all(folder).map_err(refuse)?;
        let probe = folder.join(".writable");
        let removed = || std::fs::remove_file(&probe).or_else(|why| ignore_missing(&why).ok_or(why));
        std::fs::write(&probe, b"").and_then(|()| removed()).map_err(refuse)?;
        // Two processes that create or migrate the same file at once would fail each other.
        let _lock = DataLock::take(folder.join(".open.lock")).await.map_err(refuse)?;
        let path = folder.join("copilot.sqlite");
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            // What is deleted for good reasons must not stand in the file's free pages.
            .pragma("secure_delete", "ON")
            .pragma("wal_autocheckpoint", JOURNAL)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .map_err(|why| StoreError::Open { path, why })?;
        Self::migrated(pool, clock, Some(folder.to_path_buf())).await
    }

    /// A database in memory, gone when the last handle is dropped: for `--corpus` runs and tests.
    pub async fn in_memory(clock: Clock) -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect("sqlite::memory:")
            .await
            .map_err(|why| StoreError::Open { path, why })?;
        Self::migrated(pool, clock, None).await
    }

    async fn migrated(pool: SqlitePool, clock: Clock, folder: Option<PathBuf>) -> Result<Self, StoreError> {
        let migrator = sqlx::migrate!("migrations/sqlite");
        migrator.run(&pool).await.map_err(|why| StoreError::Migrate { why })?;
        Ok(Self { pool, clock, folder })
    }

    /// For the queries of the rooms below.
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// The one clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The right to build and publish in the data folder: one process at a time, the others wait.
    pub async fn exclusive(&self) -> Result<DataLock, StoreError> {
        let Some(folder) = &self.folder else { return Ok(DataLock::none()) };
        let refuse = |why| StoreError::Folder { path: folder.clone(), why };
        DataLock::take(folder.join(".build.lock")).await.map_err(refuse)
    }

    /// The right to ask the questions of gaps again; none while another process, or this one, does.
    pub fn replaying(&self) -> Result<Option<DataLock>, StoreError> {
        let Some(folder) = &self.folder else { return Ok(Some(DataLock::none())) };
        let refuse = |why| StoreError::Folder { path: folder.clone(), why };
        DataLock::try_take(folder.join(".replay.lock")).map_err(refuse)
    }

    /// Moves what the journal holds into the main file, as far as nobody is in the way; nobody waits for it.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").fetch_all(&self.pool).await?;
        Ok(())
    }

    /// Leaves nothing of what was deleted in the journal, unless somebody is reading it just now: then the next time.
    pub async fn forget_deleted(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&self.pool).await?;
        Ok(())
    }

    /// Writes everything to the main file and closes.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Another process that probes the same folder may have removed the file first.
fn ignore_missing(why: &std::io::Error) -> Option<()> {
    (why.kind() == std::io::ErrorKind::NotFound).then_some(())
}
