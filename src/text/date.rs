//! Days, months and years said in the text.

use jiff::civil::Date;

use super::Span;

/// A date at the precision it was said with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateValue {
    /// A whole date.
    Day(Date),
    /// A month of a year.
    Month {
        /// Year, four digits.
        year: i16,
        /// Month, 1–12.
        month: i8,
    },
    /// A year alone.
    Year(i16),
}

/// A date in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateMention {
    /// What it says.
    pub value: DateValue,
    /// Where.
    pub span: Span,
}

/// Dates in order, without overlaps, the longest reading first.
pub fn dates(_text: &str) -> Vec<DateMention> {
    Vec::new()
}
