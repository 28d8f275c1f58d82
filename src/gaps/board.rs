//! The signs kept, held in memory so that a new one finds its gap in less than a millisecond. The database is the truth: what
//! another process wrote there is read before each use, and all of it again when the questions were grouped anew.

use super::alike::Compared;
use super::cluster::typical;
use super::sign::unpacked;
use super::{Cluster, Ground, Near, Sign, title};
use crate::search::Snapshot;
use crate::store::{Store, StoreError};
use sqlx::Row;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// Members of a gap to whom a new sign is compared: its nearest.
const NEAREST: usize = 3;
/// Members from which a gap takes its title.
const TITLED_BY: usize = 50;

/// The signs kept, by gap.
#[derive(Debug, Default)]
pub struct Board {
    held: Mutex<Signs>,
}

/// The signs in memory, for one generation and encoder.
#[derive(Debug, Default)]
pub struct Signs {
    made_for: String,
    ground: Ground,
    compared: Compared,
    near: Near,
    texts: Vec<Box<str>>,
    gap_of: Vec<u32>,
    gaps: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    members: Vec<Vec<u32>>,
    wordings: HashMap<String, u32>,
    seen: i64,
    grouped: i64,
}

impl Board {
    /// Reads what is in the database and not yet held.
    pub async fn load(&self, store: &Store, known: (&Snapshot, Option<&str>)) -> Result<(), StoreError> {
        self.now(store, known).await.map(drop)
    }

    /// The signs as they now are in the database.
    pub(super) async fn now(
        &self,
        store: &Store,
        (snapshot, encoder): (&Snapshot, Option<&str>),
    ) -> Result<MutexGuard<'_, Signs>, StoreError> {
        let mut held = self.held.lock().await;
        let grouped: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM regroupings")
            .fetch_one(store.pool())
            .await?;
        let encoder = encoder.unwrap_or_default();
        let made_for = format!("{} {encoder}", snapshot.manifest.id);
        if held.made_for != made_for || held.grouped != grouped {
            let meaning = !encoder.is_empty() && snapshot.has_dense();
            let ground = Ground::of(snapshot, meaning);
            *held = Signs { made_for, ground, grouped, ..Signs::none(meaning) };
        }
        let new = sqlx::query(
            "SELECT seq, gap, text, encoder, vector, found FROM observations WHERE seq > ? ORDER BY seq",
        )
        .bind(held.seen)
        .fetch_all(store.pool())
        .await?;
        for row in new {
            let (text, gap): (String, String) = (row.try_get("text")?, row.try_get("gap")?);
            let (by, vector): (String, Option<Vec<u8>>) = (row.try_get("encoder")?, row.try_get("vector")?);
            let mut sign = Sign::worded(&text, &snapshot.lexicon);
            sign.vector = vector.filter(|_| by == encoder).map(|bytes| unpacked(&bytes));
            sign.found = serde_json::from_str(row.try_get("found")?)?;
            held.add(&sign, &gap);
            held.seen = row.try_get("seq")?;
        }
        Ok(held)
    }
}

impl Signs {
    /// None yet; to be compared by meaning, or by words alone.
    pub fn none(meaning: bool) -> Self {
        Self { compared: Compared::growing(meaning), ..Self::default() }
    }

    /// One more, in the gap of this id.
    pub fn add(&mut self, sign: &Sign, gap: &str) {
        let item = self.gap_of.len() as u32;
        let likeness = self.compared.row(sign, &self.ground);
        self.near.add(item, likeness.keys());
        self.compared.push(likeness);
        let number = match self.numbers.get(gap) {
            Some(number) => *number,
            None => {
                let (number, id): (u32, Arc<str>) = (self.gaps.len() as u32, gap.into());
                self.gaps.push(Arc::clone(&id));
                self.numbers.insert(id, number);
                self.members.push(Vec::new());
                number
            }
        };
        self.members[number as usize].push(item);
        self.gap_of.push(number);
        self.texts.push(sign.text.as_str().into());
        self.wordings.insert(sign.wording(), item);
    }

    /// The gap that a sign belongs to, if one is near enough: by the likeness of its nearest members.
    pub fn gap_of(&self, sign: &Sign) -> Option<String> {
        if let Some(same) = self.wordings.get(&sign.wording()) {
            return Some(self.gaps[self.gap_of[*same as usize] as usize].to_string());
        }
        let likeness = self.compared.row(sign, &self.ground);
        let mut by_gap: HashMap<u32, Nearest> = HashMap::new();
        for item in self.near.of(likeness.keys()) {
            let alike = self.compared.likeness(&likeness, item as usize);
            by_gap.entry(self.gap_of[item as usize]).or_default().add(alike);
        }
        let best = by_gap.into_iter().map(|(gap, nearest)| (nearest.mean(), gap));
        let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        (best.0 >= self.compared.join()).then(|| self.gaps[best.1 as usize].to_string())
    }

    /// Title and key terms of a gap, from its latest members.
    pub(super) fn title(&self, gap: &str, snapshot: &Snapshot) -> Option<(String, Vec<String>)> {
        let members = &self.members[*self.numbers.get(gap)? as usize];
        let latest: Vec<usize> = members.iter().rev().take(TITLED_BY).map(|m| *m as usize).collect();
        let ordered = typical(&self.compared, &latest);
        let signs: Vec<Sign> =
            ordered.iter().map(|m| Sign::worded(&self.texts[*m], &snapshot.lexicon)).collect();
        let all: Vec<usize> = (0..signs.len()).collect();
        Some(title(&signs, &Cluster { id: gap.to_owned(), members: all.clone(), typical: all }))
    }

    /// How many members a gap has.
    pub(super) fn size(&self, gap: &str) -> usize {
        self.numbers.get(gap).map_or(0, |number| self.members[*number as usize].len())
    }
}

/// The largest likenesses of a gap's members.
#[derive(Debug, Default)]
struct Nearest {
    best: [f32; NEAREST],
    count: usize,
}

impl Nearest {
    fn add(&mut self, alike: f32) {
        let filled = self.count.min(NEAREST);
        let place = self.best[..filled].iter().position(|b| alike > *b).unwrap_or(filled);
        if place < NEAREST {
            self.best[place..].rotate_right(1);
            self.best[place] = alike;
        }
        self.count += 1;
    }

    fn mean(&self) -> f32 {
        let filled = self.count.min(NEAREST);
        self.best[..filled].iter().sum::<f32>() / filled.max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_members_speak_for_a_gap() {
        let check = |values: &[f32], expected: f32| {
            let mut nearest = Nearest::default();
            values.iter().for_each(|v| nearest.add(*v));
            assert!((nearest.mean() - expected).abs() < 1e-6, "{values:?}: {}", nearest.mean());
        };
        check(&[], 0.0);
        check(&[0.5], 0.5);
        check(&[-0.2, -0.4], -0.3);
        check(&[0.1, 0.9, 0.3, 0.6, 0.2], 0.6);
    }

    fn asked(n: usize, need: usize) -> Sign {
        let vector: Vec<f32> =
            (0..384).map(|d| ((need * 37 + d * 101) as f32 + 0.3 * ((n * d) as f32).sin()).sin()).collect();
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        Sign {
            vector: Some(vector.iter().map(|x| x / length).collect()),
            found: (0..20).map(|k| ((need % 700 + k * 3) as u64, 1.0 - k as f32 * 0.05)).collect(),
            ..Sign::bare(&format!("domanda {n} sul bisogno {need}"))
        }
    }

    #[test]
    fn a_sign_finds_its_gap_among_those_kept() {
        let mut held = Signs::none(true);
        assert_eq!(held.gap_of(&asked(0, 1)), None);
        for n in 0..300 {
            held.add(&asked(n, n % 30), &format!("g{}", n % 30));
        }
        assert_eq!(held.gap_of(&asked(301, 7)).as_deref(), Some("g7"));
        assert_eq!(held.gap_of(&asked(301, 99)), None);
        assert_eq!(held.size("g7"), 10);
        // The same wording belongs where it is, whatever its vector.
        let again = Sign { vector: Some(vec![0.0; 384]), ..asked(7, 7) };
        assert_eq!(held.gap_of(&again).as_deref(), Some("g7"));
    }
}
