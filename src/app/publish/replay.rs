//! Questions asked of the generation that answers and of the draft, by the same means: the probe questions, which want a given
//! answer, and those that people asked last.

use super::super::{App, AppError, json_fault_from};
use super::preview::{AnswerChange, AnswerFate, Check, CheckName};
use crate::answer::{self, Answer, Parts, Verdict};
use crate::gaps::Past;
use crate::ingest::PROBES;
use crate::models::Embedder;
use crate::search::Snapshot;
use crate::strings::fill;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// A question with the answer that every generation must give it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Probe {
    id: String,
    question: String,
    /// Today if absent.
    #[serde(default)]
    as_of: Option<Date>,
    /// The verdict wanted.
    verdict: Verdict,
    /// A work, or `work#anchor`, that the answer must quote.
    #[serde(default)]
    cites: Option<String>,
    /// Words of which the answer must say one, whatever it quotes; none = any.
    #[serde(default)]
    says: Vec<String>,
}

/// A file of probes that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", fill("draft.probe_line", &[("file", file), ("line", line), ("why", why)]))]
pub struct ProbeError {
    file: String,
    line: usize,
    why: String,
}

/// The probes that ship with the corpus, and the administrator's own in the data folder.
pub(super) fn probes(folders: [&Path; 2]) -> Result<Vec<Probe>, ProbeError> {
    let mut probes = Vec::new();
    for path in folders.map(|folder| folder.join(PROBES)) {
        let file = path.display().to_string();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => continue,
            Err(why) => return Err(ProbeError { file, line: 0, why: why.to_string() }),
        };
        for (n, line) in bytes.split(|b| *b == b'\n').enumerate() {
            let line = if n == 0 { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) } else { line };
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let probe = serde_json::from_slice(line).map_err(|error| ProbeError {
                file: file.clone(),
                line: n + 1,
                why: json_fault_from(n + 1, &error),
            });
            probes.push(probe?);
        }
    }
    Ok(probes)
}

/// The two generations, asked by the same means.
pub(super) struct Replay<'a> {
    pub(super) app: &'a App,
    pub(super) before: &'a Snapshot,
    pub(super) after: &'a Snapshot,
    /// Only if both have vectors: otherwise the encoder would be compared, not the material.
    pub(super) embedder: Option<&'a Embedder>,
}

impl Replay<'_> {
    async fn ask(&self, snapshot: &Snapshot, past: &Past) -> Result<Answer, AppError> {
        let question = self.app.question(snapshot, &past.question, past.as_of);
        let parts = Parts {
            snapshot,
            embedder: self.embedder,
            sufficiency: &self.app.sufficiency,
            degraded: None,
            hidden: None,
            holds: None,
        };
        let asked = Box::pin(answer::ask(parts, &question, &|_| {})).await;
        let answer = asked.map_err(crate::search::BuildError::from)?.answer;
        // Whoever waits for an answer goes first.
        tokio::task::yield_now().await;
        Ok(answer)
    }

    /// Does the draft answer the probes? One that the generation in use does not answer either is told and holds nothing up.
    pub(super) async fn probes(&self, probes: &[Probe]) -> Result<Check, AppError> {
        let (mut details, mut failed) = (Vec::new(), 0);
        for probe in probes {
            let past = Past { question: probe.question.clone(), as_of: probe.as_of };
            let after = self.ask(self.after, &past).await?;
            if probe.satisfied(&after) {
                continue;
            }
            let already = !probe.satisfied(&self.ask(self.before, &past).await?);
            failed += usize::from(!already);
            let key = if already { "draft.probe_already" } else { "draft.probe_failed" };
            let cited = works(&after).join(", ");
            let wanted = probe.wanted();
            details.push(fill(
                key,
                &[
                    ("id", &probe.id),
                    ("question", &probe.question),
                    ("wanted", &wanted),
                    ("verdict", &verdict(after.verdict)),
                    ("cited", &if cited.is_empty() { "–" } else { &cited }),
                ],
            ));
        }
        let n = probes.len();
        let text = match failed {
            0 => fill("draft.probes_good", &[("n", &n)]),
            _ => fill("draft.probes_bad", &[("failed", &failed), ("n", &n)]),
        };
        Ok(Check { name: CheckName::Probes, passed: failed == 0, text, details })
    }

    /// The past questions whose answer would be another. `told` is told how many are done, of how many.
    pub(super) async fn past(
        &self,
        past: &[Past],
        accepted: &BTreeSet<String>,
        told: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Vec<AnswerChange>, AppError> {
        let gone = self.gone();
        let mut changes = Vec::new();
        for (n, one) in past.iter().enumerate() {
            told(n, past.len());
            let before = self.ask(self.before, one).await?;
            let after = self.ask(self.after, one).await?;
            let (cited_before, cited_after) = (works(&before), works(&after));
            let Some(fate) = fate(&before, &after) else { continue };
            changes.push(AnswerChange {
                fate,
                question: one.question.clone(),
                as_of: after.as_of.clone(),
                before: before.verdict,
                after: after.verdict,
                withdrawn: cited_before.iter().filter(|w| gone.contains(*w)).cloned().collect(),
                accepted: cited_before.iter().any(|w| accepted.contains(w)),
                cited_before,
                cited_after,
            });
        }
        told(past.len(), past.len());
        Ok(changes)
    }

    /// Works that the generation in use has and the draft has not.
    fn gone(&self) -> BTreeSet<String> {
        let works = |snapshot: &Snapshot| -> BTreeSet<String> {
            snapshot.versions.iter().map(|v| v.work.to_string()).collect()
        };
        &works(self.before) - &works(self.after)
    }
}

impl Probe {
    fn satisfied(&self, answer: &Answer) -> bool {
        let quoted = |wanted: &String| match wanted.split_once('#') {
            None => answer.citations.iter().any(|c| c.work_id == *wanted),
            Some((work, anchor)) => answer
                .citations
                .iter()
                .any(|c| c.work_id == work && c.passage_id.ends_with(&format!("~{anchor}"))),
        };
        let said = self.says.is_empty() || self.says.iter().any(|words| answer.text.contains(words));
        answer.verdict == self.verdict && self.cites.as_ref().is_none_or(quoted) && said
    }

    fn wanted(&self) -> String {
        let cites = self.cites.as_ref().map(|work| format!(" [{work}]")).unwrap_or_default();
        let says =
            if self.says.is_empty() { String::new() } else { format!(" «{}»", self.says.join("» / «")) };
        format!("{}{cites}{says}", verdict(self.verdict))
    }
}

/// The verdict, as people read it.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Answered => crate::strings::s("draft.answered"),
        Verdict::Partial => crate::strings::s("draft.partial"),
        Verdict::NotCovered => crate::strings::s("draft.not_covered"),
        Verdict::OutOfScope => crate::strings::s("draft.out_of_scope"),
        Verdict::Declined => crate::strings::s("draft.declined"),
    }
}

fn works(answer: &Answer) -> Vec<String> {
    let works: BTreeSet<&str> = answer.citations.iter().map(|c| c.work_id.as_str()).collect();
    works.into_iter().map(str::to_owned).collect()
}

/// How much a verdict answers.
fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Answered => 2,
        Verdict::Partial => 1,
        Verdict::NotCovered | Verdict::OutOfScope | Verdict::Declined => 0,
    }
}

/// What becomes of an answer; none if it stays as it is.
fn fate(before: &Answer, after: &Answer) -> Option<AnswerFate> {
    let (was, is) = (weight(before.verdict), weight(after.verdict));
    match (was, is) {
        (1.., 0) => Some(AnswerFate::Lost),
        _ if is < was => Some(AnswerFate::Weaker),
        _ if is > was => Some(AnswerFate::Won),
        _ if before.text != after.text => Some(AnswerFate::Changed),
        _ => None,
    }
}

/// May the draft answer, going by what becomes of the past answers?
pub(super) fn answers(changes: &[AnswerChange], asked: usize, most: usize) -> Check {
    let lost = changes.iter().filter(|c| c.fate == AnswerFate::Lost && !c.accepted);
    let told = |c: &AnswerChange| {
        let cited = c.cited_before.join(", ");
        fill("draft.answer_lost", &[("question", &c.question), ("cited", &cited)])
    };
    let details: Vec<String> = lost.map(told).collect();
    let passed = details.len() <= most;
    let (lost, key) = (details.len(), if passed { "draft.answers_good" } else { "draft.answers_bad" });
    let text = fill(key, &[("n", &asked), ("lost", &lost), ("most", &most)]);
    Check { name: CheckName::Answers, passed, text, details }
}
