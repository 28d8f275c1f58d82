//! Examples of a passage without known questions that comes first although most others have some: every passage of the
//! material in turn, its questions hidden.

use super::super::{EvalError, NearMisses};
use super::{Material, Seen, Tried, Unseen, held_out, seen, unseen};
use crate::answer::{Asked, Parts, ask};
use crate::search::{Hide, Intents};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Passages tried of those that answer a question.
const TRIED: usize = 3;

/// Dev and labelled questions, each with the first passage and with those that answer in turn without their known
/// questions, where it still comes first; with whether it answers.
pub(super) async fn questions(
    parts: Parts<'_>,
    material: Material<'_>,
    (intents, today): (&Intents, Date),
) -> Result<Vec<Tried>, EvalError> {
    let snapshot = parts.snapshot;
    let mut out = Vec::new();
    for item in material.items.iter().filter(|item| item.split == "dev") {
        let right = |n: u32| item.answerable && item.answered_by(snapshot.passage(n).1);
        let told = Told { text: &item.question, as_of: item.as_of, right: &right };
        let all = told.first(parts, (intents, today)).await?;
        out.extend(all.iter().map(|(asked, right)| Tried::new(asked, (*right, true))));
    }
    for item in material.labelled {
        let id = |n: u32| &snapshot.passage(n).1.id;
        let right = |n: u32| item.answers.contains(id(n));
        let told = Told { text: &item.question, as_of: None, right: &right };
        let partly =
            |asked: &Asked| asked.found.hits.first().is_some_and(|h| item.partial.contains(id(h.passage)));
        let all = told.first(parts, (intents, today)).await?;
        let whole = all.iter().filter(|(asked, _)| !partly(asked));
        out.extend(whole.map(|(asked, right)| Tried::new(asked, (*right, false))));
    }
    for item in material.judged {
        let says = |n: u32| item.answered_by(&snapshot.passage(n).1.id);
        let right = |n: u32| says(n) == Some(true);
        let told = Told { text: &item.question, as_of: None, right: &right };
        let all = told.first(parts, (intents, today)).await?;
        let judged = |asked: &Asked| asked.found.hits.first().is_some_and(|h| says(h.passage).is_some());
        let known = all.iter().filter(|(asked, _)| judged(asked));
        out.extend(known.map(|(asked, right)| Tried::new(asked, (*right, false))));
    }
    Ok(out)
}

/// A question and which passages answer it.
struct Told<'a> {
    text: &'a str,
    as_of: Option<Date>,
    right: &'a (dyn Fn(u32) -> bool + Sync),
}

impl Told<'_> {
    async fn first(
        &self,
        parts: Parts<'_>,
        known: (&Intents, Date),
    ) -> Result<Vec<(Asked, bool)>, EvalError> {
        let asked = seen(parts, (self.text, self.as_of), known).await?;
        let hits = &asked.found.hits;
        let answers = hits.iter().map(|h| h.passage).filter(|n| (self.right)(*n)).take(TRIED);
        let tried: BTreeSet<u32> = hits.first().map(|h| h.passage).into_iter().chain(answers).collect();
        let mut out = Vec::new();
        for number in tried {
            let parts = Parts { hidden: Some(Hide::AsksOf(number, None)), ..parts };
            let again = seen(parts, (self.text, self.as_of), known).await?;
            if again.found.hits.first().is_some_and(|h| h.passage == number) {
                out.push((again, (self.right)(number)));
            }
        }
        Ok(out)
    }
}

/// Known questions that the encoder has not seen: their passage without its questions, and, with it hidden wholly, the passage that
/// then comes first without its own, and near misses; each where the passage comes first.
pub(super) async fn known(
    parts: Parts<'_>,
    near: &[NearMisses],
    today: Date,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Seen>, EvalError> {
    let intents = Intents::default();
    let wanted = unseen(parts, today);
    let mut examples = Vec::new();
    for item in near {
        let right = |n: u32| parts.snapshot.passage(n).1.id != item.passage;
        for text in item.near.iter().filter(|text| held_out(text)) {
            let all = Told { text, as_of: None, right: &right }.first(parts, (&intents, today)).await?;
            examples.extend(all.iter().filter(|one| !one.1).map(|(asked, _)| Seen::new(asked, false)));
        }
    }
    for (n, Unseen { passage, question, .. }) in wanted.iter().enumerate() {
        let hide = |hidden: Hide| Parts { hidden: Some(hidden), ..parts };
        let own = ask(hide(Hide::AsksOf(*passage, None)), question, &|_| {}).await?;
        if own.found.hits.first().is_some_and(|h| h.passage == *passage) {
            examples.push(Seen::new(&own, true));
        }
        let without = ask(hide(Hide::Passage(*passage)), question, &|_| {}).await?;
        let next = without
            .found
            .hits
            .first()
            .filter(|hit| !parts.snapshot.share_facts(*passage, hit.passage))
            .map(|h| h.passage);
        if let Some(next) = next {
            let again = ask(hide(Hide::AsksOf(next, Some(*passage))), question, &|_| {}).await?;
            if again.found.hits.first().is_some_and(|h| h.passage == next) {
                examples.push(Seen::new(&again, false));
            }
        }
        progress(n + 1, wanted.len());
    }
    Ok(examples)
}
