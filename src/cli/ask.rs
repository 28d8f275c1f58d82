//! `copilot ask`: one question, answered on the terminal or as JSON.

use super::{Failure, Outcome, args, date, output, ready};
use gepi_copilot::answer::{Answer, Citation, ReadAs, SeeAlso, Verdict};
use gepi_copilot::app::{Ask, AskError, silent};
use gepi_copilot::config::Config;
use gepi_copilot::corpus::Status;
use gepi_copilot::search::{Engine, Mode, Weights, find};
use gepi_copilot::strings::{fill, s};

pub(super) async fn ask(config: Config, args: args::Ask) -> Outcome {
    let as_of = args.as_of.as_deref().map(date).transpose()?;
    let question = args.question.join(" ");
    let n = question.chars().count();
    if question.trim().is_empty() {
        return Err(Failure::Usage(AskError::Empty.to_string()));
    }
    if n > config.question_chars {
        return Err(Failure::Usage(AskError::TooLong { n, most: config.question_chars }.to_string()));
    }
    let app = ready(config).await?;
    let ask = Ask { question, as_of, measures: args.measures, ..Ask::default() };
    let answer = app.ask(ask, silent()).await.map_err(|error| match error {
        AskError::Internal(_) | AskError::Busy | AskError::Starting => Failure::Work(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    })?;
    if args.json {
        output::say(&serde_json::to_string_pretty(&answer).map_err(|e| Failure::Work(e.to_string()))?);
    } else {
        output::say(&shown(&answer));
    }
    if args.explain {
        explain(&app, &answer).await?;
    }
    Ok(())
}

/// The answer as a person reads it on a terminal.
fn shown(answer: &Answer) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !answer.read_as.is_empty() {
        let row = |one: &ReadAs| fill("cli.read_as_row", &[("typed", &one.typed), ("read", &one.read)]);
        let words: Vec<String> = answer.read_as.iter().map(row).collect();
        lines.push(format!("{}\n", fill("cli.read_as", &[("words", &words.join(", "))])));
    }
    if answer.sentences.is_empty() {
        let said = match answer.reason.as_ref().map(|r| r.kind.as_str()) {
            Some(kind @ ("uncertain" | "hold")) => kind,
            _ => answer.verdict.as_str(),
        };
        lines.push(s(&format!("verdict.{said}")).to_owned());
    }
    lines.extend((!answer.text.is_empty()).then(|| answer.text.clone()));
    lines.extend(answer.reason.as_ref().map(|r| r.text.clone()));
    lines.extend(answer.ask_whom.clone());
    if !answer.citations.is_empty() {
        lines.push(format!("\n{}", s("cli.sources")));
    }
    let mut told: Vec<&str> = Vec::new();
    for citation in &answer.citations {
        if !told.contains(&citation.passage_id.as_str()) {
            told.push(&citation.passage_id);
            lines.extend(source(answer, citation));
        }
    }
    if !answer.see_also.is_empty() {
        lines.push(format!("\n{}", s("cli.see_also")));
        let row = |also: &SeeAlso| {
            fill(
                "cli.see_also_row",
                &[
                    ("n", &also.citation),
                    ("said", &also.said),
                    ("title", &also.title),
                    ("id", &also.passage_id),
                ],
            )
        };
        lines.extend(answer.see_also.iter().map(row));
    }
    // Words of a passage are there when it may well answer the question, or what is left of it.
    let maybe = answer.nearest.iter().any(|near| near.quote.is_some());
    if maybe || (answer.verdict == Verdict::NotCovered && !answer.nearest.is_empty()) {
        let heading = if maybe { s("cli.nearest_maybe") } else { s("cli.nearest") };
        lines.push(format!("\n{heading}"));
        for near in &answer.nearest {
            let held = if near.held { format!(" – {}", s("cli.hold.near")) } else { String::new() };
            lines.push(format!("- {} ({}){held}", near.title, near.passage_id));
            lines.extend(near.quote.as_ref().map(|words| format!("  «{words}»")));
        }
    }
    if !answer.warnings.is_empty() {
        lines.push(String::new());
        lines.extend(answer.warnings.iter().map(|w| format!("! {}", w.text)));
    }
    lines.push(format!(
        "\n{}",
        fill("cli.footer", &[("as_of", &answer.as_of), ("generation", &answer.generation)])
    ));
    lines.join("\n")
}

/// A passage cited, under all its numbers; its words only where the answer does not already say them.
fn source(answer: &Answer, first: &Citation) -> Vec<String> {
    let same: Vec<&Citation> = answer.citations.iter().filter(|c| c.passage_id == first.passage_id).collect();
    let numbers: String = same.iter().map(|c| format!("[{}]", c.n)).collect();
    let mut line = format!("{numbers} {} — {}", first.title, first.reference);
    match &first.badge {
        Some(badge) => line.push_str(&format!(" ({})", fill("cli.editorial", &[("badge", badge)]))),
        None if first.status == Status::Official => line.push_str(&format!(" ({})", s("cli.official"))),
        None => {}
    }
    if let Some(day) = &first.verified_on {
        line.push_str(&format!(", {}", fill("cli.verified", &[("day", day)])));
    }
    let mut lines = vec![line];
    lines.extend(first.url.as_ref().map(|url| format!("    {url}")));
    let said = plain(&answer.text);
    let unsaid = same.iter().filter(|c| !said.contains(&plain(&c.quote)));
    lines.extend(unsaid.map(|c| format!("    «{}»", c.quote.trim())));
    lines
}

/// Words alone: neither line ends, nor emphasis, nor numbers of citations keep two texts apart.
fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut in_brackets = false;
    for c in text.chars() {
        match c {
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ if !in_brackets && c.is_alphanumeric() => words.extend(c.to_lowercase()),
            _ => {}
        }
    }
    words
}

/// Where the scores of the first hits come from.
async fn explain(app: &gepi_copilot::app::App, answer: &Answer) -> Outcome {
    let Some(snapshot) = app.snapshot() else { return Ok(()) };
    let encoder = app.encoder();
    let as_of = answer.as_of.parse().ok();
    let question = app.question(&snapshot, &answer.question, as_of);
    let engine =
        Engine { snapshot: &snapshot, embedder: encoder.as_deref(), weights: Weights::default(), hide: None };
    let found = find(engine, &question, Mode::Hybrid, 5).await.map_err(|e| Failure::Work(e.to_string()))?;
    output::tell(&format!("confidence {} measures {:?}", answer.confidence, question.measures));
    output::tell(&format!("read as: {}", question.whole));
    for word in &found.terms.words {
        output::tell(&format!(
            "  {} idf {:.2} known {} {:?}",
            word.term, word.idf, word.known, word.corrected
        ));
    }
    for hit in found.hits {
        let (_, passage) = snapshot.passage(hit.passage);
        let parts = serde_json::to_string(&hit.explanation).unwrap_or_default();
        output::tell(&format!("{:2} {:.3} {} {parts}", hit.rank, hit.score, passage.id));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use gepi_copilot::answer::Timings;

    fn answer(verdict: &str, quote: Option<&str>) -> Answer {
        let text = if verdict == "partial" { "Entro 120 giorni." } else { "" };
        serde_json::from_value(serde_json::json!({
            "id": "a", "question": "q", "as_of": "2026-11-21", "verdict": verdict, "confidence": 0.5, "text": text,
            "sentences": [], "citations": [], "see_also": [], "warnings": [], "thread_id": null, "ask_whom": null,
            "nearest": [{"passage_id": "w~2024-01-01~p", "title": "T", "score": 0.5, "quote": quote}],
            "reason": {"kind": "r", "text": "Perché."}, "gap_id": null, "generation": "g", "reader": "extractive",
            "timings_ms": Timings::default()
        }))
        .expect("an answer")
    }

    #[test]
    fn passages_are_to_be_read_or_near_or_not_shown() {
        let check = |answer: Answer, heading: Option<&str>, words: bool| {
            let shown = shown(&answer);
            for known in ["cli.nearest_maybe", "cli.nearest"] {
                assert_eq!(shown.contains(s(known)), heading == Some(known), "{shown}");
            }
            assert_eq!(shown.contains("- T (w~2024-01-01~p)"), heading.is_some(), "{shown}");
            assert_eq!(shown.contains("  «Una frase.»"), words, "{shown}");
        };
        check(answer("partial", Some("Una frase.")), Some("cli.nearest_maybe"), true);
        check(answer("not_covered", Some("Una frase.")), Some("cli.nearest_maybe"), true);
        check(answer("not_covered", None), Some("cli.nearest"), false);
        check(answer("partial", None), None, false);
    }
}
