//! Which facts of the registry the passages state, and where.

use super::{Facts, Version};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The facts with the passages that state them, and how many in each area.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Every fact, by id.
    pub facts: Vec<FactCoverage>,
    /// Every area, by name.
    pub areas: Vec<AreaCoverage>,
    /// All areas together; its name is empty.
    pub total: AreaCoverage,
}

/// A fact and where it is stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactCoverage {
    /// Its id.
    pub id: String,
    /// `confermato` or `una fonte`.
    pub grade: String,
    /// The passages that claim it, in the order of the corpus.
    pub stated: Vec<Place>,
}

/// A passage of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// `work#anchor`.
    pub passage: String,
    /// First day in which the version holds.
    pub version: String,
}

/// How many facts of an area are stated.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AreaCoverage {
    /// The part of the ids before their number: `ADI-REQ` for `ADI-REQ-04/2`.
    pub area: String,
    /// By grade.
    pub grades: BTreeMap<String, GradeCoverage>,
    /// Share of the facts, 0 to 1, graded `confermato`.
    pub confirmed: f64,
}

/// How many facts of a grade are stated, and how many are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GradeCoverage {
    /// In at least one passage.
    pub stated: usize,
    /// In none.
    pub unstated: usize,
}

/// Looks for every fact in the passages.
pub fn coverage(versions: &[Version], facts: &Facts) -> Coverage {
    let mut places: HashMap<&str, Vec<Place>> = HashMap::new();
    for version in versions {
        for passage in &version.passages {
            for id in &passage.facts {
                let passage = format!("{}#{}", version.work, passage.locator);
                places.entry(id).or_default().push(Place { passage, version: version.name() });
            }
        }
    }
    let mut coverage = Coverage::default();
    let mut areas: BTreeMap<&str, BTreeMap<String, GradeCoverage>> = BTreeMap::new();
    for fact in facts.iter() {
        let stated = places.remove(fact.id.as_str()).unwrap_or_default();
        for grades in [areas.entry(area(&fact.id)).or_default(), &mut coverage.total.grades] {
            let grade = grades.entry(fact.grade.clone()).or_default();
            *(if stated.is_empty() { &mut grade.unstated } else { &mut grade.stated }) += 1;
        }
        coverage.facts.push(FactCoverage { id: fact.id.clone(), grade: fact.grade.clone(), stated });
    }
    coverage.areas = areas
        .into_iter()
        .map(|(area, grades)| AreaCoverage { area: area.to_owned(), confirmed: confirmed(&grades), grades })
        .collect();
    coverage.total.confirmed = confirmed(&coverage.total.grades);
    coverage
}

/// The part of an id before its number.
fn area(id: &str) -> &str {
    let number = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    id[..number].trim_end_matches(['-', '/'])
}

fn confirmed(grades: &BTreeMap<String, GradeCoverage>) -> f64 {
    let all = |grade: &GradeCoverage| grade.stated + grade.unstated;
    let total: usize = grades.values().map(all).sum();
    let confirmed = grades.get("confermato").map(all).unwrap_or_default();
    if total == 0 { 0.0 } else { confirmed as f64 / total as f64 }
}
