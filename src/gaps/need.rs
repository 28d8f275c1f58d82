//! What a gap wants, by what the material has for its questions, and how the verdict on a gap follows from those on its
//! wordings. Each verdict wants another hand: who writes, who mends the search, who settles a contradiction.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The verdict on a gap.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nothing published answers.
    Missing,
    /// Something published answers and the ordinary search does not bring it.
    NotRetrieved,
    /// A part of what is asked is answered.
    Partial,
    /// Only what holds no more answers.
    Outdated,
    /// What is in force says two different things.
    Conflicting,
    /// It is the Ambito's own practice.
    Local,
    /// It is not the material's subject.
    OutOfScope,
}

impl Need {
    /// All of them.
    pub const ALL: [Need; 7] = [
        Need::Missing,
        Need::NotRetrieved,
        Need::Partial,
        Need::Outdated,
        Need::Conflicting,
        Need::Local,
        Need::OutOfScope,
    ];

    /// The name used in the API, the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Need::Missing => "missing",
            Need::NotRetrieved => "not_retrieved",
            Need::Partial => "partial",
            Need::Outdated => "outdated",
            Need::Conflicting => "conflicting",
            Need::Local => "local",
            Need::OutOfScope => "out_of_scope",
        }
    }

    /// The verdict of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.as_str() == name)
    }
}

/// In case of a tie the first: what is sent to be written although it exists costs more than what is looked at in vain.
const FIRST: [Need; 7] = [
    Need::Conflicting,
    Need::Outdated,
    Need::NotRetrieved,
    Need::Partial,
    Need::Missing,
    Need::Local,
    Need::OutOfScope,
];

/// How many wordings got each verdict.
pub(super) fn counted(needs: &[Need]) -> BTreeMap<Need, usize> {
    let mut counts = BTreeMap::new();
    needs.iter().for_each(|need| *counts.entry(*need).or_default() += 1);
    counts
}

/// The verdict on a gap: that of most of its wordings. None without wordings.
pub(super) fn of_gap(needs: &[Need]) -> Option<Need> {
    let counts = counted(needs);
    let most = counts.values().max()?;
    FIRST.into_iter().find(|need| counts.get(need) == Some(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_what_most_of_its_wordings_are() {
        use Need::{Conflicting, Local, Missing, NotRetrieved, Outdated};
        let check = |needs: &[Need], expected| assert_eq!(of_gap(needs), expected, "{needs:?}");
        check(&[], None);
        check(&[Local], Some(Local));
        check(&[Missing, Missing, NotRetrieved], Some(Missing));
        check(&[Missing, NotRetrieved], Some(NotRetrieved));
        check(&[Outdated, Conflicting, Missing], Some(Conflicting));
        check(&[Missing, Local, Local], Some(Local));
    }

    #[test]
    fn names_go_both_ways() {
        assert!(Need::ALL.iter().all(|need| Need::named(need.as_str()) == Some(*need)));
        assert!(FIRST.iter().all(|need| Need::ALL.contains(need)));
        assert_eq!(Need::named("boh"), None);
        let json = serde_json::to_string(&Need::NotRetrieved).expect("plain");
        assert_eq!(json, "\"not_retrieved\"");
    }
}
