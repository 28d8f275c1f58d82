//! What an operator must know beside the answer: rules that no longer hold, summaries that are not the official text, a
//! search that works with less than it should.

use super::premise::{Premise, false_premise};
use super::types::{Warning, WarningKind};
use super::{Conflict, Verified};
use crate::corpus::{Confidence, Status};
use crate::search::{Question, Snapshot};
use crate::strings::{fill, s};
use jiff::civil::Date;

/// The warnings for what is shown; `degraded` says what is missing of the machinery.
pub(super) fn warnings(
    snapshot: &Snapshot,
    question: &Question,
    shown: &Verified,
    degraded: Option<&str>,
) -> Vec<Warning> {
    let citations = &shown.citations;
    let mut warnings: Vec<Warning> = Vec::new();
    let mut add = |kind, text: String| {
        let warning = Warning { kind, text };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    };
    if let Some(Premise { said, stands, .. }) = false_premise(question, shown) {
        let text = fill("warning.false_premise", &[("said", &said), ("stands", &stands)]);
        add(WarningKind::FalsePremise, text);
    }
    for conflict in &shown.conflicts {
        let Conflict { sheet, said, reference, stands, sure } = conflict;
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("sheet", sheet), ("said", said), ("reference", reference), ("stands", stands)];
        let key = if *sure { "warning.conflict" } else { "warning.conflict_unsure" };
        add(WarningKind::Conflict, fill(key, &values));
    }
    for citation in citations {
        let versions = snapshot.versions_of(&citation.work_id);
        let Some(cited) = versions.iter().find(|v| v.name() == citation.version) else { continue };
        let Some(end) = cited.validity.to().filter(|to| *to <= question.today) else { continue };
        let last = long_date(end.saturating_sub(jiff::Span::new().days(1)));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("title", &cited.title), ("last", &last)];
        let follows = versions.iter().any(|v| v.validity.from() >= end);
        let key = if follows { "warning.superseded" } else { "warning.ended" };
        add(WarningKind::Superseded, fill(key, &values));
    }
    let editorial = citations.iter().filter(|c| c.status == Status::Editorial).count();
    if editorial > 0 {
        let all = editorial == citations.len();
        let text = if all { s("warning.editorial") } else { s("warning.editorial_some") };
        add(WarningKind::Editorial, text.to_owned());
    }
    let one_source = citations.iter().any(|c| {
        let version = snapshot.versions_of(&c.work_id).into_iter().find(|v| v.name() == c.version);
        version.is_some_and(|v| v.confidence == Some(Confidence::OneSource))
    });
    if one_source {
        add(WarningKind::Editorial, s("warning.one_source").to_owned());
    }
    if let Some(text) = degraded {
        add(WarningKind::Degraded, text.to_owned());
    }
    warnings
}

/// «31 dicembre 2024», «1° gennaio 2025».
pub(crate) fn long_date(date: Date) -> String {
    let month = s(&format!("month.{}", date.month()));
    let day = if date.day() == 1 { "1°".to_owned() } else { date.day().to_string() };
    format!("{day} {month} {}", date.year())
}
