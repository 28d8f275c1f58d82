//! Which signs are worth comparing when there are too many to compare all: those that share a key, a passage found among the
//! first or a rare stem. No list of a key grows without end: what is asked most has wordings enough.

use std::collections::HashMap;

/// Signs of one key that are looked at.
const LOOKED_AT: usize = 1000;

/// Signs by key.
#[derive(Debug, Clone, Default)]
pub(super) struct Near {
    lists: HashMap<u64, Vec<u32>>,
}

impl Near {
    pub(super) fn add(&mut self, item: u32, keys: &[u64]) {
        for key in keys {
            self.lists.entry(*key).or_default().push(item);
        }
    }

    /// Items that share one of these keys, ascending, each once; of a long list the latest.
    pub(super) fn of(&self, keys: &[u64]) -> Vec<u32> {
        let latest = |list: &Vec<u32>| list[list.len().saturating_sub(LOOKED_AT)..].to_vec();
        let mut found: Vec<u32> = keys.iter().filter_map(|k| self.lists.get(k)).flat_map(latest).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_share_a_key() {
        let mut near = Near::default();
        near.add(0, &[1, 2]);
        near.add(1, &[2, 3]);
        near.add(2, &[4]);
        assert_eq!(near.of(&[2, 1]), [0, 1]);
        assert_eq!(near.of(&[4, 5]), [2]);
        (3..9000).for_each(|n| near.add(n, &[7]));
        assert_eq!(near.of(&[7]).len(), LOOKED_AT);
        assert_eq!(near.of(&[7]).last(), Some(&8999));
    }
}
