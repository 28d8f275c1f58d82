//! The one place where our filter becomes Qdrant's: what `Compiled::row` asks of a row, asked of a point's fields.

use super::super::local::days;
use super::super::{Filter, Hide};
use super::{ASK, FROM, LATEST, MEASURES, NO_MEASURE, PASSAGE, TIER, TO};
use qdrant_client::qdrant;
use qdrant_client::qdrant::{Condition, Range};

/// What a point must be to pass.
pub(super) fn conditions(filter: &Filter) -> qdrant::Filter {
    let mut must = Vec::new();
    if let Some(day) = filter.as_of.map(|day| f64::from(days(day))) {
        let begun = Condition::range(FROM, Range { lte: Some(day), ..Range::default() });
        let lasts = Condition::range(TO, Range { gt: Some(day), ..Range::default() });
        if filter.ended == 0 {
            must.extend([begun, lasts]);
        } else {
            let over = Condition::range(TO, Range { lte: Some(day), ..Range::default() });
            let about = any(MEASURES, bits(filter.ended));
            let ended = qdrant::Filter::must([over, about, any(LATEST, vec![1])]);
            let in_force = qdrant::Filter::must([begun, lasts]);
            must.push(qdrant::Filter::should([in_force.into(), ended.into()]).into());
        }
    }
    if filter.tiers != 0 {
        must.push(any(TIER, bits(u64::from(filter.tiers))));
    }
    if filter.measures != 0 {
        must.push(any(MEASURES, [bits(filter.measures), vec![NO_MEASURE]].concat()));
    }
    let mut must_not = Vec::new();
    match filter.hide {
        None => {}
        Some(Hide::Passage(passage)) => must_not.push(any(PASSAGE, vec![i64::from(passage)])),
        Some(Hide::Ask(passage, ask)) => {
            let both = [any(PASSAGE, vec![i64::from(passage)]), any(ASK, vec![i64::from(ask) + 1])];
            must_not.push(qdrant::Filter::must(both).into());
        }
        Some(Hide::Asks) => must.push(any(ASK, vec![0])),
        Some(Hide::AsksOf(passage, without)) => {
            must_not.extend(without.map(|hidden| any(PASSAGE, vec![i64::from(hidden)])));
            let (of, itself) = (any(PASSAGE, vec![i64::from(passage)]), any(ASK, vec![0]));
            must_not
                .push(qdrant::Filter { must: vec![of], must_not: vec![itself], ..Default::default() }.into());
        }
    }
    qdrant::Filter { must, must_not, ..qdrant::Filter::default() }
}

/// The same, of these passages only.
pub(super) fn among(conditions: &qdrant::Filter, passages: impl Iterator<Item = u32>) -> qdrant::Filter {
    let mut narrower = conditions.clone();
    narrower.must.push(any(PASSAGE, passages.map(i64::from).collect()));
    narrower
}

/// One value of the field, which may be a list, is one of these.
fn any(field: &str, values: Vec<i64>) -> Condition {
    Condition::matches(field, values)
}

/// The numbers of the bits set.
pub(super) fn bits(set: u64) -> Vec<i64> {
    (0..64).filter(|n| set >> n & 1 == 1).collect()
}
