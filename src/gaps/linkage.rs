//! Average linkage over a graph of likenesses: the two groups most alike on average become one, until none are alike enough.
//! A pair that the graph lacks counts as [`APART`]. The same graph gives the same groups, ties falling by lower number.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// Likeness of a pair that was not compared because nothing suggests it.
const APART: f32 = -0.9;

/// A pair with its likeness, each pair once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Link {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) alike: f32,
}

/// Two groups that might become one; stale when either has grown since.
struct Pair {
    alike: f32,
    groups: [u32; 2],
    sizes: [u32; 2],
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        self.alike.total_cmp(&other.alike).then_with(|| other.groups.cmp(&self.groups))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pair {}

/// The links between two groups.
#[derive(Debug, Clone, Copy, Default)]
struct Bundle {
    sum: f32,
    links: u32,
}

struct Groups {
    sizes: Vec<u32>,
    bundles: Vec<HashMap<u32, Bundle>>,
    /// The group that a group went into; itself while it stands.
    into: Vec<u32>,
}

/// For each of `n` items the lowest number in its group.
pub(super) fn average(n: usize, links: &[Link], threshold: f32) -> Vec<u32> {
    let mut groups =
        Groups { sizes: vec![1; n], bundles: vec![HashMap::new(); n], into: (0..n as u32).collect() };
    let mut heap = BinaryHeap::new();
    for link in links {
        let bundle = Bundle { sum: link.alike, links: 1 };
        groups.bundles[link.a as usize].insert(link.b, bundle);
        groups.bundles[link.b as usize].insert(link.a, bundle);
    }
    for link in links {
        heap.extend(groups.pair(link.a, link.b, threshold));
    }
    while let Some(Pair { groups: [a, b], sizes, .. }) = heap.pop() {
        if groups.sizes[a as usize] == sizes[0] && groups.sizes[b as usize] == sizes[1] {
            let around = groups.merge(a, b);
            // No mean of two means exceeds the larger, so a pair below the threshold never comes back.
            heap.extend(around.into_iter().filter_map(|other| groups.pair(a, other, threshold)));
        }
    }
    (0..n as u32).map(|item| groups.lowest(item)).collect()
}

impl Groups {
    fn pair(&self, a: u32, b: u32, threshold: f32) -> Option<Pair> {
        let (a, b) = (a.min(b), a.max(b));
        let sizes = [self.sizes[a as usize], self.sizes[b as usize]];
        let bundle = self.bundles[a as usize].get(&b)?;
        let all = sizes[0] * sizes[1];
        let alike = (bundle.sum + (all - bundle.links) as f32 * APART) / all as f32;
        (alike >= threshold).then_some(Pair { alike, groups: [a, b], sizes })
    }

    /// Puts `b` into `a`, the lower; answers with the groups linked to it.
    fn merge(&mut self, a: u32, b: u32) -> Vec<u32> {
        self.sizes[a as usize] += self.sizes[b as usize];
        self.sizes[b as usize] = 0;
        self.into[b as usize] = a;
        let moved = std::mem::take(&mut self.bundles[b as usize]);
        for (other, bundle) in moved {
            let around = &mut self.bundles[other as usize];
            around.remove(&b);
            if other != a {
                let own = self.bundles[a as usize].entry(other).or_default();
                *own = Bundle { sum: own.sum + bundle.sum, links: own.links + bundle.links };
                let own = *own;
                self.bundles[other as usize].insert(a, own);
            }
        }
        self.bundles[a as usize].keys().copied().collect()
    }

    fn lowest(&self, mut item: u32) -> u32 {
        while self.into[item as usize] != item {
            item = self.into[item as usize];
        }
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(a: u32, b: u32, alike: f32) -> Link {
        Link { a, b, alike }
    }

    #[test]
    fn groups_by_mean_likeness() {
        let check = |n: usize, links: &[Link], threshold: f32, expected: &[u32]| {
            assert_eq!(average(n, links, threshold), expected, "{links:?}");
        };
        check(3, &[], 0.0, &[0, 1, 2]);
        check(3, &[link(0, 1, 0.5)], 0.0, &[0, 0, 2]);
        // 2 is like 1 and unlike 0: on average not enough.
        check(3, &[link(0, 1, 0.9), link(1, 2, 0.5), link(0, 2, -0.6)], 0.0, &[0, 0, 2]);
        check(3, &[link(0, 1, 0.9), link(1, 2, 0.5), link(0, 2, -0.4)], 0.0, &[0, 0, 0]);
        // A pair that was not compared counts as apart.
        check(3, &[link(0, 1, 0.9), link(1, 2, 0.5)], 0.0, &[0, 0, 2]);
        check(4, &[link(2, 3, 0.9), link(0, 1, 0.5), link(1, 2, 0.1)], 0.0, &[0, 0, 2, 2]);
    }

    /// The textbook: all pairs compared again after each merge.
    fn naive(n: usize, links: &[Link], threshold: f32) -> Vec<u32> {
        let mut groups: Vec<Vec<u32>> = (0..n as u32).map(|i| vec![i]).collect();
        let alike = |a: u32, b: u32| {
            let (a, b) = (a.min(b), a.max(b));
            links.iter().find(|l| l.a == a && l.b == b).map_or(APART, |l| l.alike)
        };
        loop {
            let mut best: Option<(f32, usize, usize)> = None;
            for i in 0..groups.len() {
                for j in i + 1..groups.len() {
                    let all = groups[i].iter().flat_map(|a| groups[j].iter().map(|b| alike(*a, *b)));
                    let mean = all.sum::<f32>() / (groups[i].len() * groups[j].len()) as f32;
                    if mean >= threshold && best.is_none_or(|(most, _, _)| mean > most) {
                        best = Some((mean, i, j));
                    }
                }
            }
            let Some((_, i, j)) = best else { break };
            let moved = groups.remove(j);
            groups[i].extend(moved);
        }
        let mut labels = vec![0; n];
        for group in &groups {
            let lowest = *group.iter().min().expect("no group is empty");
            group.iter().for_each(|item| labels[*item as usize] = lowest);
        }
        labels
    }

    proptest! {
        #[test]
        fn does_as_the_textbook(values in prop::collection::vec(-1.0f32..1.0, 45), threshold in -0.4f32..0.6) {
            let mut links = Vec::new();
            for a in 0..10u32 {
                for b in a + 1..10 {
                    links.push(link(a, b, values[links.len()]));
                }
            }
            prop_assert_eq!(average(10, &links, threshold), naive(10, &links, threshold));
        }
    }
}
