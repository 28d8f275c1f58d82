//! The half-open interval of days in which a version holds.

use super::CorpusError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `[from, to)` in days; no `to` means in force as far as we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Validity {
    from: Date,
    to: Option<Date>,
}

/// The first day of what nobody has dated.
pub const UNSAID: Date = Date::constant(1, 1, 1);

/// One day before any law: the interval of what never holds.
pub const NEVER: Validity = Validity { from: UNSAID, to: Some(Date::constant(1, 1, 2)) };

impl Validity {
    /// An interval of at least one day.
    pub fn new(from: Date, to: Option<Date>) -> Result<Self, CorpusError> {
        match to {
            Some(end) if end <= from => {
                Err(CorpusError::EmptyInterval { from: from.to_string(), to: end.to_string() })
            }
            _ => Ok(Self { from, to }),
        }
    }

    /// First day in which it holds.
    pub fn from(&self) -> Date {
        self.from
    }

    /// First day in which it holds no more.
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Does it hold on `day`?
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// The days in which both hold, if there are any.
    pub fn common(&self, other: &Validity) -> Option<Validity> {
        let to = self.to.into_iter().chain(other.to).min();
        Self::new(self.from.max(other.from), to).ok()
    }

    /// Is there a day in which both hold?
    pub fn overlaps(&self, other: &Validity) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i32) -> Date {
        Date::constant(2024, 1, 1).saturating_add(jiff::Span::new().days(n))
    }

    proptest! {
        #[test]
        fn overlap_means_a_common_day(a in 0..40i32, la in 1..20i32, b in 0..40i32, lb in 1..20i32, open in any::<bool>()) {
            let x = Validity::new(day(a), Some(day(a + la))).expect("not empty");
            let y = Validity::new(day(b), (!open).then(|| day(b + lb))).expect("not empty");
            let common = (0..120).any(|d| x.contains(day(d)) && y.contains(day(d)));
            prop_assert_eq!(x.overlaps(&y), common);
            prop_assert_eq!(y.overlaps(&x), common);
            let days = |v: &Validity| (0..120).filter(|d| v.contains(day(*d))).collect::<Vec<_>>();
            let both: Vec<i32> = days(&x).into_iter().filter(|d| y.contains(day(*d))).collect();
            prop_assert_eq!(x.common(&y).map(|v| days(&v)).unwrap_or_default(), both);
        }

        #[test]
        fn adjacent_intervals_share_no_day(a in 0..40i32, l in 1..20i32, m in 1..20i32) {
            let x = Validity::new(day(a), Some(day(a + l))).expect("not empty");
            let y = Validity::new(day(a + l), Some(day(a + l + m))).expect("not empty");
            prop_assert!(!x.overlaps(&y));
        }
    }

    #[test]
    fn empty_intervals_do_not_exist() {
        assert!(Validity::new(day(3), Some(day(3))).is_err());
        assert!(Validity::new(day(3), Some(day(2))).is_err());
    }
}
