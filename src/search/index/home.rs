//! Where the points of generations are kept and searched: in the generation's own folder, or also on a Qdrant server, to
//! which they are copied from there. The folder stays what a generation is; the server's copy can be made again at any time.

use super::{Index, IndexError, LocalIndex};
use std::path::Path;
use std::time::Duration;

/// Where the points are searched.
#[derive(Debug, Clone, Default)]
pub enum Home {
    /// In the generation's folder.
    #[default]
    Folder,
    /// On a server.
    #[cfg(feature = "qdrant")]
    Qdrant(super::Server),
}

/// A generation as an engine needs to know it.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct Placed<'a> {
    #[cfg_attr(not(feature = "qdrant"), expect(dead_code, reason = "a folder is named by it already"))]
    pub(in crate::search) id: &'a str,
    pub(in crate::search) folder: &'a Path,
    /// Of its dense vectors; 0 = it has none, or none that may be asked for.
    pub(in crate::search) dimensions: usize,
}

impl Home {
    /// On a Qdrant server: `http(s)://host:port` of gRPC, its key (empty = none), the beginning of our names on it, the
    /// limit of a search. Connects when first asked.
    #[cfg_attr(
        not(feature = "qdrant"),
        expect(unused_variables, reason = "there is no client to give them to")
    )]
    pub fn qdrant(url: &str, api_key: &str, prefix: &str, limit: Duration) -> Result<Self, IndexError> {
        #[cfg(feature = "qdrant")]
        return super::Server::new(url, api_key, prefix, limit).map(Home::Qdrant);
        #[cfg(not(feature = "qdrant"))]
        Err(IndexError::NotBuilt)
    }

    /// The index of a generation whose passages have this many points each, in order.
    #[cfg_attr(not(feature = "qdrant"), expect(unused_variables, reason = "our own files say it"))]
    pub(in crate::search) fn index(
        &self,
        placed: Placed<'_>,
        points: impl Iterator<Item = usize>,
    ) -> Result<Index, String> {
        let arrays = LocalIndex::open(placed.folder, placed.dimensions)?;
        match self {
            Home::Folder => Ok(Index::Local(arrays)),
            #[cfg(feature = "qdrant")]
            Home::Qdrant(server) => Ok(Index::Qdrant(Box::new(server.index((placed.id, arrays), points)))),
        }
    }

    /// Makes sure that a generation can be searched here, whole: copies it if it is not. Can be done twice.
    #[cfg_attr(not(feature = "qdrant"), expect(unused_variables, reason = "a folder is where it is"))]
    pub(in crate::search) async fn keep(&self, placed: Placed<'_>) -> Result<(), IndexError> {
        match self {
            Home::Folder => Ok(()),
            #[cfg(feature = "qdrant")]
            Home::Qdrant(server) => server.keep(placed).await,
        }
    }

    /// Names it as the published one, for whoever looks at the server. Only after [`Home::keep`].
    #[cfg_attr(
        not(feature = "qdrant"),
        expect(unused_variables, reason = "our pointer is a row of the database")
    )]
    pub(in crate::search) async fn point_to(&self, id: &str) -> Result<(), IndexError> {
        match self {
            Home::Folder => Ok(()),
            #[cfg(feature = "qdrant")]
            Home::Qdrant(server) => server.point_to(id).await,
        }
    }

    /// Removes what is here of generations that are gone. What cannot be removed now is removed another time.
    #[cfg_attr(not(feature = "qdrant"), expect(unused_variables, reason = "the folders are gone already"))]
    pub(in crate::search) async fn forget(&self, gone: &[String]) {
        match self {
            Home::Folder => {}
            #[cfg(feature = "qdrant")]
            Home::Qdrant(server) => server.forget(gone).await,
        }
    }
}
