//! From points with scores to passages, the same way for every engine.

use super::{PointHit, SUPPORT};

/// A point that passes the filter.
pub(super) struct Scored {
    pub(super) passage: u32,
    pub(super) point: u32,
    pub(super) ask: Option<u16>,
    pub(super) score: f32,
}

/// The best `limit` of `passages` passages, best first, equal ones by number. The points come in the order of their numbers:
/// of equal ones the first stands for its passage.
pub(super) fn grouped(passages: usize, points: impl Iterator<Item = Scored>, limit: usize) -> Vec<PointHit> {
    let mut by_passage: Vec<Option<PointHit>> = vec![None; passages];
    let mut top = vec![[f32::NEG_INFINITY; SUPPORT]; passages];
    for Scored { passage, point, ask, score } in points {
        let best = &mut top[passage as usize];
        let place = best.iter().position(|held| score.total_cmp(held).is_gt());
        if let Some(place) = place {
            best[place..].rotate_right(1);
            best[place] = score;
        }
        if place == Some(0) {
            let hit = PointHit { passage, point, ask, score, support: score, covered: 0.0 };
            by_passage[passage as usize] = Some(hit);
        }
    }
    for (hit, best) in by_passage.iter_mut().zip(&top) {
        if let Some(hit) = hit {
            let known = best.iter().filter(|s| s.is_finite());
            hit.support = known.clone().sum::<f32>() / known.count().max(1) as f32;
        }
    }
    let mut hits: Vec<PointHit> = by_passage.into_iter().flatten().collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    hits.truncate(limit);
    hits
}
