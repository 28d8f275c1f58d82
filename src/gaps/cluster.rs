//! Signs of the same need in different words, put together. Questions of one field are all somewhat alike, and some are like
//! everything: what counts is how much more two are alike than each is with its neighbours (Conneau et al. 2018, CSLS), and
//! how far the two have the same neighbours. Deterministic, whatever the order of the signs: they are taken in the order of
//! their wording.

use super::alike::{Compared, Sparse, product, unit};
use super::linkage::{Link, average};
use super::{Ground, Near, Sign};
use crate::ingest::sha256_hex;
use std::collections::BTreeMap;

/// Neighbours that say how alike a sign is to others in general.
const NEIGHBOURS: usize = 8;
/// Nearest others that a sign is known by.
const COMPANY: usize = 5;
/// What a sign weighs in its own company, against 1 and its likeness above the general for each other.
const SELF: f32 = 1.3;
/// Weight of the direct likeness, against that of the company.
const DIRECT: f32 = 0.8;
/// Wordings up to which every pair is compared.
const ALL_PAIRS: usize = 2000;
/// Neighbours kept of each wording beyond that.
const KEPT: usize = 32;

/// Some of the signs given, which put one need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Follows from the members' wordings, not from the other clusters nor from the order of the signs.
    pub id: String,
    /// Numbers of the signs, ascending.
    pub members: Vec<usize>,
    /// Its members, one of each wording, the most like the others first.
    pub typical: Vec<usize>,
}

/// The clusters of these signs, in the order of their first member. Each sign is in one. `ground` is that of the generation
/// which they were searched in.
pub fn cluster(signs: &[Sign], ground: &Ground) -> Vec<Cluster> {
    let mut wordings: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, sign) in signs.iter().enumerate() {
        wordings.entry(sign.wording()).or_default().push(n);
    }
    let firsts: Vec<&Sign> = wordings.values().map(|same| &signs[same[0]]).collect();
    let compared = Compared::of(&firsts, ground);
    let links = links(&compared, firsts.len());
    let labels = average(firsts.len(), &links, compared.manner.threshold);
    let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (n, label) in labels.iter().enumerate() {
        groups.entry(*label).or_default().push(n);
    }
    let all: Vec<(&String, &Vec<usize>)> = wordings.iter().collect();
    let built = |group: &Vec<usize>| {
        let mut members: Vec<usize> = group.iter().flat_map(|w| all[*w].1.iter().copied()).collect();
        members.sort_unstable();
        let id = group.iter().map(|w| sha256_hex(all[*w].0.as_bytes())).min().unwrap_or_default();
        let typical = typical(&compared, group).into_iter().map(|w| all[w].1[0]).collect();
        Cluster { id: format!("n{}", &id[..12]), members, typical }
    };
    let mut clusters: Vec<Cluster> = groups.values().map(built).collect();
    clusters.sort_by_key(|c| c.members[0]);
    clusters
}

/// The members, those most alike to the others first; of a large group a sample, which says as much.
pub(super) fn typical(compared: &Compared, group: &[usize]) -> Vec<usize> {
    let sample: Vec<usize> = group.iter().copied().step_by(group.len().div_ceil(KEPT).max(1)).collect();
    let sum = |a: usize| -> f32 { sample.iter().map(|b| compared.alike(a, *b)).sum() };
    let mut central: Vec<(f32, usize)> = sample.iter().map(|a| (sum(*a), *a)).collect();
    central.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    central.into_iter().map(|(_, member)| member).collect()
}

/// The pairs that were compared: how much more they are alike than each is with its neighbours, and how far both have the
/// same neighbours.
fn links(compared: &Compared, n: usize) -> Vec<Link> {
    let mut near = neighbours(compared, n);
    let floor = compared.manner.floor;
    let general: Vec<f32> = near.iter().map(|list| mean_of_nearest(list, floor)).collect();
    for (a, list) in near.iter_mut().enumerate() {
        list.iter_mut().for_each(|(b, alike)| *alike = 2.0 * *alike - general[a] - general[*b as usize]);
    }
    let company: Vec<Sparse> = near.iter().enumerate().map(|(a, list)| company(a, list)).collect();
    let mut links = Vec::new();
    for (a, list) in near.iter().enumerate() {
        for (b, above) in list {
            let b = *b as usize;
            // Kept by one of the two lists or by both: said once, by the lower if it has it.
            if a < b || near[b].binary_search_by_key(&(a as u32), |(c, _)| *c).is_err() {
                let alike = product(&company[a], &company[b]) + DIRECT * above;
                links.push(Link { a: a.min(b) as u32, b: a.max(b) as u32, alike });
            }
        }
    }
    links
}

/// A sign and the others nearest to it, with their weights.
fn company(a: usize, list: &[(u32, f32)]) -> Sparse {
    let mut nearest: Vec<(u32, f32)> = list.iter().filter(|(_, above)| *above > -1.0).copied().collect();
    nearest.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    nearest.truncate(COMPANY);
    let others = nearest.into_iter().map(|(b, above)| (u64::from(b), 1.0 + above));
    unit(others.chain([(a as u64, SELF)]).collect())
}

/// Of the nearest neighbours, those missing counted as alike as any two questions of the field.
fn mean_of_nearest(list: &[(u32, f32)], floor: f32) -> f32 {
    let mut best: Vec<f32> = list.iter().map(|(_, alike)| *alike).chain([floor; NEIGHBOURS]).collect();
    best.sort_by(|a, b| b.total_cmp(a));
    best[..NEIGHBOURS].iter().sum::<f32>() / NEIGHBOURS as f32
}

/// The neighbours of each, in the order of their numbers: all of few, the nearest of many.
fn neighbours(compared: &Compared, n: usize) -> Vec<Vec<(u32, f32)>> {
    let all: Vec<u32> = (0..n as u32).collect();
    let mut near = Near::default();
    if n > ALL_PAIRS {
        (0..n).for_each(|item| near.add(item as u32, compared.keys(item)));
    }
    let of = |item: usize| -> Vec<(u32, f32)> {
        let others = if n > ALL_PAIRS { near.of(compared.keys(item)) } else { all.clone() };
        let others = others.into_iter().filter(|other| *other as usize != item);
        let mut list: Vec<(u32, f32)> = others.map(|b| (b, compared.alike(item, b as usize))).collect();
        if n > ALL_PAIRS {
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(KEPT);
            list.shrink_to_fit();
            list.sort_unstable_by_key(|(b, _)| *b);
        }
        list
    };
    (0..n).map(of).collect()
}

#[cfg(test)]
mod tests;
