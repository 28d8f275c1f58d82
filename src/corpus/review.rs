//! Sheets whose official text has come in: they go on answering, and someone should read them again beside it.

use super::{PassagePlace, Stated, Status, Version};
use std::collections::BTreeMap;

/// For each version of a sheet, by place, the official passages that state a provision of its `about` while it holds. A
/// provision named by article and comma, or by article; a whole act says too little.
pub fn superseded_sheets(versions: &[Version]) -> BTreeMap<usize, Vec<PassagePlace>> {
    let stated = Stated::of(versions);
    let mut found: BTreeMap<usize, Vec<PassagePlace>> = BTreeMap::new();
    for (v, version) in versions.iter().enumerate().filter(|(_, v)| v.status == Status::Editorial) {
        for passage in &version.passages {
            for provision in version.provisions_of(passage) {
                let places = stated.official(&provision, v);
                let known = found.entry(v).or_default();
                known.extend(places.into_iter().filter(|place| !known.contains(place)).collect::<Vec<_>>());
            }
        }
    }
    found.retain(|_, places| !places.is_empty());
    found
}
