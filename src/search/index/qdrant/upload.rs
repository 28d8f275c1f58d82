//! Copying a generation from its folder to a collection, moving the alias, removing collections of generations that are gone.

use super::super::local::{LocalIndex, WholePoint};
use super::super::{IndexError, Placed};
use super::filter::bits;
use super::{
    ASK, FIELDS, FROM, Fault, LATEST, MEANING, MEASURES, NO_MEASURE, PASSAGE, Server, TIER, TO, WORDS,
    WRITING,
};
use qdrant_client::Payload;
use qdrant_client::qdrant::{
    CreateAliasBuilder, CreateCollectionBuilder, CreateFieldIndexCollectionBuilder, Distance, FieldType,
    HnswConfigDiffBuilder, NamedVectors, PointStruct, SparseVectorParamsBuilder, SparseVectorsConfigBuilder,
    UpsertPointsBuilder, Vector, VectorParamsBuilder, VectorsConfigBuilder,
};

/// Points in a call: with 384 dimensions about half a megabyte.
const BATCH: usize = 256;

impl Server {
    /// Copies what is not there whole. Two processes may do it at the same time: they write the same points.
    pub(in super::super) async fn keep(&self, placed: Placed<'_>) -> Result<(), IndexError> {
        let collection = self.collection(placed.id);
        let files = |why: String| IndexError::Files { why };
        let local = LocalIndex::open(placed.folder, placed.dimensions).map_err(files)?;
        let wanted = local.len() as u64;
        let held = self.count(&collection).await?;
        if held == Some(wanted) {
            return Ok(());
        }
        tracing::info!(collection, points = wanted, ?held, "copying a generation to the Qdrant server");
        if held.is_some_and(|held| held > wanted) {
            self.again(WRITING, || self.client.delete_collection(&collection)).await?;
        }
        self.create(&collection, placed.dimensions).await?;
        let mut points = local.whole().into_iter().peekable();
        while points.peek().is_some() {
            let batch: Vec<PointStruct> = points.by_ref().take(BATCH).map(point).collect();
            let call =
                || self.client.upsert_points(UpsertPointsBuilder::new(&collection, batch.clone()).wait(true));
            self.again(WRITING, call).await?;
        }
        self.whole(&collection, wanted).await
    }

    /// Is every point there? What was confirmed need not have been kept.
    async fn whole(&self, collection: &str, wanted: u64) -> Result<(), IndexError> {
        match self.count(collection).await? {
            Some(held) if held == wanted => Ok(()),
            held => {
                let (collection, held) = (collection.to_owned(), held.unwrap_or(0));
                Err(IndexError::Incomplete { collection, held, wanted })
            }
        }
    }

    async fn create(&self, collection: &str, dimensions: usize) -> Result<(), IndexError> {
        let mut words = SparseVectorsConfigBuilder::default();
        // Our weights hold the IDF: without the modifier of the server.
        words.add_named_vector_params(WORDS, SparseVectorParamsBuilder::default());
        let mut wanted = CreateCollectionBuilder::new(collection)
            .sparse_vectors_config(words)
            // Searches are exact: no graph is built.
            .hnsw_config(HnswConfigDiffBuilder::default().m(0));
        if dimensions > 0 {
            let mut meaning = VectorsConfigBuilder::default();
            // Our vectors have length one, and the server's cosine would divide by it again.
            meaning
                .add_named_vector_params(MEANING, VectorParamsBuilder::new(dimensions as u64, Distance::Dot));
            wanted = wanted.vectors_config(meaning);
        }
        let there =
            |fault: &Fault| matches!(&fault.told, IndexError::Refused { why, .. } if why.contains("exists"));
        match self.again(WRITING, || self.client.create_collection(wanted.clone())).await {
            Err(fault) if !there(&fault) => return Err(fault.told),
            _ => {}
        }
        for field in FIELDS {
            let index =
                CreateFieldIndexCollectionBuilder::new(collection, field, FieldType::Integer).wait(true);
            self.again(WRITING, || self.client.create_field_index(index.clone())).await?;
        }
        Ok(())
    }

    /// Moves the alias, in one step: whoever asks by it sees the old collection or the new.
    pub(in super::super) async fn point_to(&self, id: &str) -> Result<(), IndexError> {
        let collection = self.collection(id);
        let alias = CreateAliasBuilder::new(collection, &*self.prefix);
        self.again(WRITING, || self.client.create_alias(alias.clone())).await?;
        Ok(())
    }

    /// Removes the collections of these generations; of others, which may be another service's, none.
    pub(in super::super) async fn forget(&self, gone: &[String]) {
        let listed = match self.once(self.limit, Box::pin(self.client.list_collections())).await {
            Ok(listed) => listed.collections,
            Err(fault) => {
                tracing::warn!(error = %fault.told, "old collections stay on the Qdrant server for now");
                return;
            }
        };
        for collection in gone.iter().map(|id| self.collection(id)) {
            if listed.iter().any(|there| there.name == collection) {
                match self.once(WRITING, Box::pin(self.client.delete_collection(&collection))).await {
                    Ok(_) => tracing::info!(collection, "removed from the Qdrant server"),
                    Err(fault) => tracing::warn!(collection, error = %fault.told, "not removed for now"),
                }
            }
        }
    }
}

/// A point as the server keeps it. Its number is its id.
fn point(whole: WholePoint<'_>) -> PointStruct {
    let WholePoint { number, row, words, meaning } = whole;
    let mut measures = bits(row.measures);
    if measures.is_empty() {
        measures.push(NO_MEASURE);
    }
    let mut fields = Payload::new();
    for (field, value) in [
        (PASSAGE, i64::from(row.passage)),
        (ASK, i64::from(row.ask)),
        (FROM, i64::from(row.from)),
        (TO, i64::from(row.to)),
        (TIER, i64::from(row.tier.trailing_zeros())),
        (LATEST, i64::from(row.latest)),
    ] {
        fields.insert(field, value);
    }
    fields.insert(MEASURES, measures);
    let mut vectors = NamedVectors::default();
    if !words.is_empty() {
        let (terms, weights): (Vec<u32>, Vec<f32>) = words.into_iter().unzip();
        vectors = vectors.add_vector(WORDS, Vector::new_sparse(terms, weights));
    }
    if let Some(meaning) = meaning {
        vectors = vectors.add_vector(MEANING, Vector::new_dense(meaning));
    }
    PointStruct::new(u64::from(number), vectors, fields)
}
