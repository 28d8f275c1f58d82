//! `copilot corpus stats`: what the corpus holds, and which facts it states, as plain text or JSON.

use super::{Failure, Outcome, output};
use gepi_copilot::corpus::{AreaCoverage, Coverage, Register, Stats};
use gepi_copilot::strings::s;
use serde::Serialize;

pub(super) fn as_json(value: &impl Serialize) -> Outcome {
    output::say(&serde_json::to_string_pretty(value).map_err(|e| Failure::Work(e.to_string()))?);
    Ok(())
}

pub(super) fn stats(stats: &Stats) {
    for (key, value) in [
        ("cli.stats.works", stats.works.to_string()),
        ("cli.stats.versions", stats.versions.to_string()),
        ("cli.stats.ended", stats.ended.to_string()),
        ("cli.stats.passages", stats.passages.to_string()),
        ("cli.stats.asks", stats.asks.to_string()),
        ("cli.stats.asks_least", stats.asks_least.to_string()),
        ("cli.stats.asks_median", stats.asks_median.to_string()),
        ("cli.stats.ask_words_median", stats.ask_words_median.to_string()),
        ("cli.stats.ask_words_p90", stats.ask_words_p90.to_string()),
        ("cli.stats.asked_in_other_words", percent(stats.asked_in_other_words)),
        ("cli.stats.references", stats.references.to_string()),
        ("cli.stats.to_review", stats.to_review.len().to_string()),
    ] {
        output::say(&format!("{:<34}{value:>7}", s(key)));
    }
    let registers = Register::ALL.iter().map(|r| {
        let n = stats.by_register.get(r.as_str()).copied().unwrap_or_default();
        (register(*r).to_owned(), n)
    });
    for (title, rows) in [
        ("cli.stats.by_register", registers.collect::<Vec<_>>()),
        ("cli.stats.by_year", stats.by_year.iter().map(|(year, n)| (year.to_string(), *n)).collect()),
        ("cli.stats.by_tier", stats.by_tier.iter().map(|(tier, n)| ((*tier).to_owned(), *n)).collect()),
        ("cli.stats.facts", stats.facts.iter().map(|(grade, n)| (grade.clone(), *n)).collect()),
        ("cli.stats.by_topic", stats.by_topic.iter().map(|(topic, n)| (topic.clone(), *n)).collect()),
    ] {
        output::say(&format!("\n{}", s(title)));
        for (name, n) in rows {
            output::say(&format!("  {name:<32}{n:>7}"));
        }
    }
    if !stats.to_review.is_empty() {
        output::say(&format!("\n{}", s("cli.stats.review")));
        stats.to_review.iter().for_each(|key| output::say(&format!("  {key}")));
    }
}

fn register(register: Register) -> &'static str {
    match register {
        Register::Keyword => s("cli.stats.keyword"),
        Register::Short => s("cli.stats.short"),
        Register::Natural => s("cli.stats.natural"),
        Register::Long => s("cli.stats.long"),
    }
}

/// One line a fact, then one a group of facts.
pub(super) fn coverage(coverage: &Coverage) {
    for fact in &coverage.facts {
        let places = fact.stated.iter().map(|place| format!("{} {}", place.passage, place.version));
        let places: Vec<String> = places.collect();
        let places = if places.is_empty() { "-".to_owned() } else { places.join(", ") };
        output::say(&format!("{:<16}{:<12}{places}", fact.id, fact.grade));
    }
    let [area, stated, one_source, unstated, share] = [
        "cli.facts.area",
        "cli.facts.confirmed",
        "cli.facts.one_source",
        "cli.facts.unstated",
        "cli.facts.share",
    ]
    .map(s);
    output::say(&format!("\n{area:<14}{stated:>12}{unstated:>12}{one_source:>12}{unstated:>12}{share:>16}"));
    for area in &coverage.areas {
        group(&area.area, area);
    }
    group(s("cli.facts.total"), &coverage.total);
}

fn group(name: &str, area: &AreaCoverage) {
    let grade = |name: &str| area.grades.get(name).copied().unwrap_or_default();
    let (confirmed, one_source) = (grade("confermato"), grade("una fonte"));
    output::say(&format!(
        "{name:<14}{:>12}{:>12}{:>12}{:>12}{:>16}",
        confirmed.stated,
        confirmed.unstated,
        one_source.stated,
        one_source.unstated,
        percent(area.confirmed)
    ));
}

/// A share as people read it.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0).replace('.', ",")
}
