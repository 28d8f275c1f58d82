//! The four tiers in order of authority, and how far a text can be trusted.

use serde::{Deserialize, Serialize};

/// Tiers of material, highest authority first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Laws, decree-laws, legislative decrees, judgments.
    Legislation,
    /// Ministerial decrees' guidelines, circulars, INPS messages.
    Guideline,
    /// Manuals, slides, wiki.
    Training,
    /// Questions and answers.
    Faq,
}

impl Tier {
    /// All tiers, highest authority first.
    pub const ALL: [Tier; 4] = [Tier::Legislation, Tier::Guideline, Tier::Training, Tier::Faq];

    /// Position in [`Tier::ALL`].
    pub fn rank(self) -> u8 {
        match self {
            Tier::Legislation => 0,
            Tier::Guideline => 1,
            Tier::Training => 2,
            Tier::Faq => 3,
        }
    }

    /// The name used in front matter, the API and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Legislation => "legislation",
            Tier::Guideline => "guideline",
            Tier::Training => "training",
            Tier::Faq => "faq",
        }
    }

    /// The tier with this name.
    pub fn parse(name: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|t| t.as_str() == name)
    }
}

/// Who wrote the text: the issuer, or we about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The issuer's own text.
    Official,
    /// Our unofficial summary of official provisions.
    Editorial,
}

/// How well a sheet's facts are confirmed (the weakest among those used).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Two sources or the primary text.
    #[serde(rename = "confermato")]
    Confirmed,
    /// One source.
    #[serde(rename = "una fonte")]
    OneSource,
}
