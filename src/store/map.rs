//! Read-only memory-mapped files: the index of a generation and the weights of a model. The one file with `unsafe`.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

/// The bytes of a file, mapped, shared by clones.
#[derive(Debug, Clone)]
pub struct Mapped(Arc<memmap2::Mmap>);

impl Mapped {
    /// Maps a file that nobody writes any more: generations and weights are immutable once published.
    #[expect(
        unsafe_code,
        reason = "memory maps need it; the files mapped are never written after publication"
    )]
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the file belongs to a published generation or a verified model; both are written once under a
        // temporary name, renamed, and only ever deleted, which leaves existing maps intact.
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Self(Arc::new(map)))
    }
}

impl Deref for Mapped {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}
