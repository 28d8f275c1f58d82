//! A draft, and a text before it is one, as people read them on a terminal: what would change, the checks, what to do next.

use super::output;
use gepi_copilot::app::{
    AnswerChange, AnswerFate, App, Changed, Check, Draft, GapImpact, Look, Preview, Suggested, WorkChange,
    WorkFate,
};
use gepi_copilot::strings::{fill, s};

/// Works and answers told one by one.
const TOLD: usize = 40;

/// How a change ended.
pub(super) fn outcome(app: &App, (changed, only_build): (&Changed, bool)) {
    if app.degraded().is_some() {
        output::complain(s("cli.ingest.by_words"));
    }
    let manifest = &changed.manifest;
    let passages = output::counted(manifest.passages, ("cli.count.passage", "cli.count.passages"));
    if let Some(draft) = &changed.waiting {
        output::say(&fill("cli.ingest.built", &[("id", &manifest.id), ("passages", &passages)]));
        return waits(draft);
    }
    let key = if only_build { "cli.ingest.built" } else { "cli.ingest.published" };
    output::say(&fill(key, &[("id", &manifest.id), ("passages", &passages)]));
}

/// That a draft waits, and why.
fn waits(draft: &Draft) {
    draft.preview.failed().for_each(|check| tell_check(check, output::tell));
    output::tell(&fill("cli.draft.waits", &[("id", &draft.generation)]));
}

/// All of a preview.
pub(super) fn preview(preview: &Preview) {
    let (generation, against) = (&preview.generation, &preview.against);
    output::say(&fill("cli.draft.compared", &[("id", generation), ("against", against)]));
    let p = preview.passages;
    output::say(&fill(
        "cli.draft.passages",
        &[
            ("after", &p.after),
            ("before", &p.before),
            ("added", &p.added),
            ("changed", &p.changed),
            ("removed", &p.removed),
        ],
    ));
    output::say(&format!("\n{}", s("cli.draft.works")));
    listed(&preview.works, work);
    output::say(&format!("\n{}", s("cli.draft.checks")));
    preview.checks.iter().for_each(|check| tell_check(check, output::say));
    output::say(&format!("\n{}", fill("cli.draft.answers", &[("n", &preview.asked)])));
    listed(&preview.answers, answer);
    match &preview.gaps {
        Some(impact) => gaps(impact),
        None => output::say(&format!("\n{}", s("replay.not_weighed"))),
    }
}

/// The gaps that would close, and those that would open again.
fn gaps(impact: &GapImpact) {
    let (asked, gaps) = (&impact.asked, &impact.gaps);
    output::say(&format!("\n{}", fill("replay.impact", &[("asked", asked), ("gaps", gaps)])));
    if impact.asked < impact.wordings {
        let (wordings, of) = (&impact.wordings, &impact.of);
        output::say(&format!("  {}", fill("replay.sampled", &[("wordings", wordings), ("of", of)])));
    }
    let changes = impact.closes.iter().map(|gap| (s("replay.would_close"), gap));
    let changes = changes.chain(impact.reopens.iter().map(|gap| (s("replay.would_open"), gap)));
    listed(&changes.collect::<Vec<_>>(), |(what, gap)| {
        let (id, of) = (&gap.gap_id, &gap.of);
        fill(
            "replay.line",
            &[("what", what), ("title", &gap.title), ("answered", &gap.answered), ("of", of), ("id", id)],
        )
    });
}

fn listed<T>(all: &[T], line: impl Fn(&T) -> String) {
    if all.is_empty() {
        output::say(&format!("  {}", s("cli.draft.no_change")));
    }
    all.iter().take(TOLD).for_each(|one| output::say(&format!("  {}", line(one))));
    if all.len() > TOLD {
        output::say(&format!("  {}", fill("cli.draft.more", &[("n", &(all.len() - TOLD))])));
    }
}

fn work(change: &WorkChange) -> String {
    let fate = match change.fate {
        WorkFate::Added => s("cli.draft.work_added"),
        WorkFate::Changed => s("cli.draft.work_changed"),
        WorkFate::Withdrawn => s("cli.draft.work_withdrawn"),
    };
    let (id, title, p) = (&change.work_id, &change.title, &change.passages);
    fill(
        "cli.draft.work",
        &[("fate", &fate), ("id", id), ("title", title), ("before", &p.before), ("after", &p.after)],
    )
}

fn tell_check(check: &Check, tell: impl Fn(&str)) {
    let mark = if check.passed { s("cli.draft.passed") } else { s("cli.draft.failed") };
    tell(&format!("  {mark:<14}{}", check.text));
    check.details.iter().for_each(|detail| tell(&format!("    - {detail}")));
}

fn answer(change: &AnswerChange) -> String {
    let fate = match change.fate {
        AnswerFate::Lost => s("cli.draft.answer_lost"),
        AnswerFate::Weaker => s("cli.draft.answer_weaker"),
        AnswerFate::Won => s("cli.draft.answer_won"),
        AnswerFate::Changed => s("cli.draft.answer_changed"),
    };
    let or_none = |works: &[String]| if works.is_empty() { "–".to_owned() } else { works.join(", ") };
    let gone = match change.withdrawn.is_empty() {
        true => String::new(),
        false => format!(" {}", fill("cli.draft.quoted_gone", &[("works", &change.withdrawn.join(", "))])),
    };
    let (before, after) = (or_none(&change.cited_before), or_none(&change.cited_after));
    let line = fill(
        "cli.draft.answer",
        &[
            ("fate", &fate),
            ("question", &change.question),
            ("as_of", &change.as_of),
            ("before", &before),
            ("after", &after),
        ],
    );
    format!("{line}{gone}")
}

/// A text before it is part of the material.
pub(super) fn look(file: &str, look: &Look) {
    let seems = &look.suggestions;
    output::say(&fill("cli.look.text", &[("file", &file), ("id", &look.work_id), ("title", &look.title)]));
    look.warnings.iter().for_each(|warning| output::tell(warning));
    if !look.versions_held.is_empty() {
        output::say(&fill("cli.look.held", &[("days", &look.versions_held.join(", "))]));
    }
    output::say(&fill("cli.look.tier", &[("tier", &seems.tier.as_str())]));
    output::say(&fill("cli.look.measures", &[("list", &reasons(&seems.measures))]));
    output::say(&fill("cli.look.topics", &[("list", &reasons(&seems.topics))]));
    let from = reasons(std::slice::from_ref(&seems.valid_from));
    output::say(&fill(
        "cli.look.valid",
        &[("from", &from), ("to", &seems.valid_to.as_deref().unwrap_or("–"))],
    ));
    let n = look.passages.len();
    output::say(&output::counted(n, ("cli.look.passage", "cli.look.passages")));
    listed(&look.passages, |p| {
        let start = p.start.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}  {}  «{start}»", p.locator, p.heading)
    });
    if !look.near_duplicates.is_empty() {
        output::say(s("cli.look.near"));
        listed(&look.near_duplicates, |near| {
            fill(
                "cli.look.near_one",
                &[
                    ("locator", &near.locator),
                    ("percent", &near.percent),
                    ("id", &near.passage_id),
                    ("title", &near.title),
                ],
            )
        });
    }
}

fn reasons(list: &[Suggested]) -> String {
    let one = |s: &Suggested| format!("{} ({})", s.value, s.why);
    if list.is_empty() { "–".to_owned() } else { list.iter().map(one).collect::<Vec<_>>().join(", ") }
}
