//! `copilot gaps weigh`: what the material has for gaps, and why.

use super::super::{Failure, Outcome, eval, output, ready};
use gepi_copilot::app::{AskError, WeighError};
use gepi_copilot::config::Config;
use gepi_copilot::gaps::{self, Evidence, Need};
use gepi_copilot::strings::{fill, s};

/// Wordings told of a gap.
const TOLD: usize = 3;

impl From<WeighError> for Failure {
    fn from(error: WeighError) -> Self {
        match error {
            WeighError::Gap(error) => error.into(),
            WeighError::Ask(AskError::Starting) => Failure::Work(s("ask.starting").to_owned()),
            WeighError::Ask(error) => Failure::Work(error.to_string()),
        }
    }
}

/// The verdict of this name.
pub(super) fn named(name: &str) -> Result<Need, Failure> {
    let known: Vec<&str> = Need::ALL.iter().map(|need| need.as_str()).collect();
    let unknown = || Failure::Usage(fill("need.unknown", &[("need", &name), ("known", &known.join(", "))]));
    Need::named(name).ok_or_else(unknown)
}

/// Weighs the gaps named, or all those whose evidence is missing or old.
pub(super) async fn weigh(config: Config, (ids, all): (Vec<String>, bool), json: bool) -> Outcome {
    let app = ready(config).await?;
    let ids = if all { app.to_weigh().await? } else { ids };
    for id in &ids {
        // All are known before any is weighed.
        gaps::wordings(&app.store, id).await?.ok_or_else(|| gaps::GapError::Unknown { id: id.clone() })?;
    }
    let bar = output::progress(s("evidence.weighing"));
    let mut told: Vec<serde_json::Value> = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let evidence = app.weigh(id).await?;
        output::advance(&bar, n + 1, ids.len());
        told.push(serde_json::json!({ "id": id, "evidence": evidence }));
        if let (false, Some(evidence)) = (json, &evidence) {
            output::say(&format!("{id} {}", evidence.need.as_str()));
            tell(evidence);
        }
    }
    bar.finish_and_clear();
    if json {
        return eval::say_json(&told);
    }
    if ids.is_empty() {
        output::tell(s("evidence.none"));
    }
    Ok(())
}

/// The verdict on a gap with its reasons, for a terminal.
pub(super) fn tell(evidence: &Evidence) {
    output::say(&format!("  {}", evidence.why));
    let same = evidence.wordings.iter().filter(|w| w.need == evidence.need);
    for wording in same.take(TOLD) {
        output::say(&format!("  – {}: {}", wording.question, wording.why));
        let ways = |found: bool| -> Vec<&str> {
            wording.tried.iter().filter(|t| t.found == found).map(|t| t.text.as_str()).collect()
        };
        let none = s("evidence.no_way");
        let list = |ways: Vec<&str>| if ways.is_empty() { none.to_owned() } else { ways.join("; ") };
        output::say(&fill("evidence.ways", &[("found", &list(ways(true))), ("vain", &list(ways(false)))]));
        for near in &wording.near {
            output::say(&format!("    {:.2} {} ({})", near.confidence, near.title, near.tier.as_str()));
            if let Some(quote) = &near.quote {
                output::say(&format!("         «{quote}»"));
            }
        }
    }
}
