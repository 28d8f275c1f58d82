//! The ministry's work on a gap as states, and who may be followed by whom. Nothing but a replay of its questions closes a gap.

use crate::store::StoreError;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};

/// Where the work on a gap stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Found, seen by nobody yet.
    New,
    /// A reviewer says that it is a need.
    Confirmed,
    /// An office is to meet it with material of a tier.
    Assigned,
    /// The material is being written.
    InPreparation,
    /// The material is out.
    Published,
    /// Its questions, asked again, are answered by that material.
    VerifiedClosed,
    /// It is no need, for a reason.
    Dismissed,
}

impl State {
    /// All, in the order of the work.
    pub const ALL: [State; 7] = [
        State::New,
        State::Confirmed,
        State::Assigned,
        State::InPreparation,
        State::Published,
        State::VerifiedClosed,
        State::Dismissed,
    ];

    /// The name used in the API, the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            State::New => "new",
            State::Confirmed => "confirmed",
            State::Assigned => "assigned",
            State::InPreparation => "in_preparation",
            State::Published => "published",
            State::VerifiedClosed => "verified_closed",
            State::Dismissed => "dismissed",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// The states to which a person may bring it from here.
    pub fn next(self) -> &'static [State] {
        use State::{Assigned, Confirmed, Dismissed, InPreparation, New, Published, VerifiedClosed};
        match self {
            New => &[Confirmed, Dismissed],
            Confirmed => &[Assigned, Dismissed],
            Assigned => &[InPreparation, Confirmed, Dismissed],
            InPreparation => &[Published, Assigned, Dismissed],
            Published => &[InPreparation, Confirmed],
            VerifiedClosed => &[Confirmed],
            Dismissed => &[New],
        }
    }
}

/// A change that a reviewer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The version that the reviewer saw.
    pub version: i64,
    /// Where to.
    pub to: State,
    /// Why; needed to dismiss.
    pub note: String,
    /// To whom; needed to assign.
    pub office: String,
    /// Which tier of material; needed to assign.
    pub tier: String,
    /// The reviewer's role.
    pub role: String,
    /// The reviewer's pseudonym, may be empty.
    pub who: String,
}

/// A gap cannot be read or changed as asked.
#[derive(Debug, thiserror::Error)]
pub enum GapError {
    /// There is none with this id.
    #[error("{}", fill("gaps.unknown", &[("id", id)]))]
    Unknown {
        /// As asked.
        id: String,
    },
    /// Somebody changed it since the reviewer looked.
    #[error("{}", fill("gaps.stale", &[("seen", seen), ("now", now)]))]
    Stale {
        /// The version that the reviewer saw.
        seen: i64,
        /// The version now.
        now: i64,
    },
    /// This state does not follow that one.
    #[error("{}", fill("gaps.no_way", &[("from", &from.as_str()), ("to", &to.as_str()), ("known", &names(from.next()))]))]
    NoWay {
        /// The state now.
        from: State,
        /// The state asked for.
        to: State,
    },
    /// To assign it takes an office and a tier.
    #[error("{}", s("gaps.unassigned"))]
    Unassigned,
    /// To dismiss it takes a reason.
    #[error("{}", s("gaps.no_reason"))]
    NoReason,
    /// The page asked for begins after a gap that is not in the list.
    #[error("{}", fill("gaps.bad_cursor", &[("cursor", cursor)]))]
    Cursor {
        /// As asked.
        cursor: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for GapError {
    fn from(error: sqlx::Error) -> Self {
        GapError::Store(error.into())
    }
}

/// Names of states in a line.
pub fn names(states: &[State]) -> String {
    states.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ")
}

impl Move {
    /// May it be made from this state and version?
    pub(super) fn check(&self, state: State, version: i64) -> Result<(), GapError> {
        if self.version != version {
            return Err(GapError::Stale { seen: self.version, now: version });
        }
        if !state.next().contains(&self.to) {
            return Err(GapError::NoWay { from: state, to: self.to });
        }
        if self.to == State::Assigned && (self.office.trim().is_empty() || self.tier.is_empty()) {
            return Err(GapError::Unassigned);
        }
        if self.to == State::Dismissed && self.note.trim().is_empty() {
            return Err(GapError::NoReason);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_one_another() {
        for state in State::ALL {
            assert_eq!(State::named(state.as_str()), Some(state));
            assert!(!state.next().contains(&State::VerifiedClosed), "only a replay closes");
            assert!(!state.next().is_empty() && !state.next().contains(&state));
        }
        assert_eq!(State::named("boh"), None);
    }

    #[test]
    fn a_move_must_know_what_it_changes() {
        let plain = |to| Move {
            version: 3,
            to,
            note: String::new(),
            office: String::new(),
            tier: String::new(),
            role: "ministry".to_owned(),
            who: String::new(),
        };
        let check = |change: &Move, from, version| change.check(from, version);
        assert!(check(&plain(State::Confirmed), State::New, 3).is_ok());
        assert!(matches!(
            check(&plain(State::Confirmed), State::New, 4),
            Err(GapError::Stale { now: 4, .. })
        ));
        assert!(matches!(check(&plain(State::Published), State::New, 3), Err(GapError::NoWay { .. })));
        assert!(matches!(check(&plain(State::Dismissed), State::New, 3), Err(GapError::NoReason)));
        assert!(matches!(check(&plain(State::Assigned), State::Confirmed, 3), Err(GapError::Unassigned)));
        let whole = Move { office: "Ufficio II".into(), tier: "guideline".into(), ..plain(State::Assigned) };
        assert!(check(&whole, State::Confirmed, 3).is_ok());
    }
}
