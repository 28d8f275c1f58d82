//! A question as the machine understands it: the day it is about, the measures and provisions it names. Built once, at the
//! border; nothing below reads the clock.

use super::when::period_in;
use super::{Intent, Intents, Lexicon};
use crate::text::{self, LegalRef};
use jiff::civil::Date;

/// Where the day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// Given beside the question.
    Given(Date),
    /// Said in the question.
    Said(Date),
    /// Nothing said: today.
    Today(Date),
}

impl AsOf {
    /// The day.
    pub fn day(self) -> Date {
        match self {
            AsOf::Given(day) | AsOf::Said(day) | AsOf::Today(day) => day,
        }
    }
}

/// What was asked, after redaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The redacted text, without the placeholders of what was masked.
    pub text: String,
    /// The day it is about.
    pub as_of: AsOf,
    /// Today.
    pub today: Date,
    /// Does it name a time that is all in the future?
    pub future: bool,
    /// Measures that it names.
    pub measures: Vec<String>,
    /// Measures to which the asker limited the search.
    pub only_measures: Vec<String>,
    /// Provisions that it names.
    pub references: Vec<LegalRef>,
    /// Marked as not for published material.
    pub intent: Option<Intent>,
}

impl Question {
    /// Understands a redacted question. `given` is a day asked for beside it.
    pub fn new(text: &str, given: Option<Date>, today: Date, known: (&Lexicon, &Intents)) -> Self {
        let (lexicon, intents) = known;
        let text = crate::access::without_placeholders(text);
        let text = text.trim();
        let said = period_in(text, today);
        let as_of = match (given, said) {
            (Some(day), _) => AsOf::Given(day),
            (None, Some(period)) => AsOf::Said(period.day),
            (None, None) => AsOf::Today(today),
        };
        let future = match given {
            Some(day) => day > today,
            None => said.is_some_and(|p| p.future),
        };
        Self {
            text: text.to_owned(),
            as_of,
            today,
            future,
            measures: lexicon.measures(text),
            only_measures: Vec::new(),
            references: text::references(text),
            intent: intents.of(text),
        }
    }
}
