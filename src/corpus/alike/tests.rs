//! The quick search finds what comparing every pair would.

use super::*;
use proptest::prelude::*;

#[test]
fn stems_that_are_shared_make_texts_alike() {
    let check = |a: &str, b: &str, percent: usize, expected: bool| {
        let sets = [stems(a), stems(b)];
        assert_eq!(alike(&sets, percent, |_, _| true).len(), usize::from(expected), "{a} / {b}");
    };
    check("Qual è la soglia ISEE per l'ADI?", "le soglie ISEE dell'ADI", 90, true);
    check("soglia ISEE ADI 2024", "soglia ISEE ADI 2025", 90, false);
    check("soglia ISEE ADI 2024", "soglia ISEE ADI 2025", 60, true);
    check("una due tre quattro cinque sei sette", "sette cinque quattro tre due una otto", 85, false);
    check("gatto cane topo lupo orso volpe", "gatto cane topo lupo orso volpe cervo", 85, true);
    check("gatto cane topo lupo orso", "gatto cane topo lupo orso volpe", 85, false);
    check("di che", "di che", 85, false);
    check("", "", 85, false);
}

proptest! {
    #[test]
    fn no_pair_is_missed(
        sets in prop::collection::vec(prop::collection::btree_set("[a-h]", 0..8), 0..24),
        percent in 1..=100usize,
    ) {
        let wanted = |a: usize, b: usize| !(a + b).is_multiple_of(3);
        let mut every = Vec::new();
        for second in 0..sets.len() {
            for first in 0..second {
                if wanted(first, second) && share(&sets[first], &sets[second], percent) {
                    every.push((first, second));
                }
            }
        }
        prop_assert_eq!(alike(&sets, percent, wanted), every);
    }
}
