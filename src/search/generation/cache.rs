//! Vectors by encoder and text, so that an unchanged passage keeps its vectors from one generation to the next.

use crate::models::{Embedder, Role};
use crate::store::{Store, StoreError};
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::collections::HashMap;

use super::BuildError;

/// Where vectors are kept.
#[derive(Debug, Clone)]
pub struct VectorCache(Store);

/// Texts per request to the encoder.
const BATCH: usize = 32;
/// Keys per statement.
const KEYS: usize = 200;

impl VectorCache {
    /// Kept in this database.
    pub fn new(store: &Store) -> Self {
        Self(store.clone())
    }

    /// The vectors of `texts`, in order; computes and keeps those not known. `progress` is told done and total.
    pub async fn embed(
        &self,
        embedder: &Embedder,
        texts: &[String],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Vec<Vec<f32>>, BuildError> {
        let keys: Vec<String> = texts.iter().map(|t| hex::encode(Sha256::digest(t))).collect();
        let mut known = self.known(embedder.id(), &keys).await?;
        let mut missing: Vec<usize> = Vec::new();
        let mut asked: HashMap<&str, usize> = HashMap::new();
        for (n, key) in keys.iter().enumerate() {
            if !known.contains_key(key) && asked.insert(key, n).is_none() {
                missing.push(n);
            }
        }
        // Near lengths together: equal lengths share a batch in the encoder.
        missing.sort_by_key(|n| texts[*n].len());
        let total = missing.len();
        progress(0, total);
        for (batch, chunk) in missing.chunks(BATCH).enumerate() {
            let wanted: Vec<String> = chunk.iter().map(|n| texts[*n].clone()).collect();
            let vectors = embedder.embed(Role::Passage, wanted).await?;
            let rows: Vec<(String, Vec<f32>)> = chunk.iter().map(|n| keys[*n].clone()).zip(vectors).collect();
            self.keep(embedder.id(), &rows).await?;
            known.extend(rows);
            progress((batch * BATCH + chunk.len()).min(total), total);
        }
        Ok(keys.iter().map(|key| known[key].clone()).collect())
    }

    async fn known(&self, encoder: &str, keys: &[String]) -> Result<HashMap<String, Vec<f32>>, StoreError> {
        let mut known = HashMap::new();
        for chunk in keys.chunks(KEYS) {
            let marks = vec!["?"; chunk.len()].join(",");
            let sql =
                format!("SELECT text_hash, vector FROM vectors WHERE encoder = ? AND text_hash IN ({marks})");
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(encoder);
            for key in chunk {
                query = query.bind(key);
            }
            for row in query.fetch_all(self.0.pool()).await? {
                let bytes: Vec<u8> = row.try_get("vector")?;
                let vector =
                    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
                known.insert(row.try_get("text_hash")?, vector);
            }
        }
        Ok(known)
    }

    async fn keep(&self, encoder: &str, rows: &[(String, Vec<f32>)]) -> Result<(), StoreError> {
        let mut transaction = self.0.pool().begin().await?;
        for (key, vector) in rows {
            let bytes: Vec<u8> = vector.iter().flat_map(|x| x.to_le_bytes()).collect();
            sqlx::query(
                "INSERT INTO vectors (encoder, text_hash, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            )
            .bind(encoder)
            .bind(key)
            .bind(bytes)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
