//! The only place where time is read. Days are Italian days.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The system's clock, or a day at which it stands still.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's clock.
    System,
    /// Always noon of this day.
    Fixed(Date),
}

impl Clock {
    /// Today in Italy.
    pub fn today(&self) -> Date {
        match self {
            Clock::System => {
                let zone = TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC);
                Timestamp::now().to_zoned(zone).date()
            }
            Clock::Fixed(day) => *day,
        }
    }

    /// The instant, RFC 3339 in UTC.
    pub fn now(&self) -> String {
        match self {
            Clock::System => Timestamp::now().to_string(),
            Clock::Fixed(day) => format!("{day}T12:00:00Z"),
        }
    }
}
