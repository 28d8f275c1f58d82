//! Questions and answers on slides and in documents: labels «DOMANDA» and «RISPOSTA», alone in a box or before the text.

use super::outline::one_line;
use regex::Regex;
use std::sync::LazyLock;

/// Letters of a question.
const MAX_CHARS: usize = 400;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(domanda|risposta)(?:\s*\((?:segue|continua)\))?\s*(?:n\.?\s*)?(\d{1,3})?\s*(?:[:.\-–—)]+\s*|$)")
        .expect("a pattern that compiles")
});

/// Is the text one of the labels, with or without a number?
pub(super) fn is_label(line: &str) -> bool {
    LABEL.find(line).is_some_and(|found| found.end() == line.len())
}

/// Does the text open with this label?
pub(super) fn starts_with(text: &str, label: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    LABEL.captures(first).is_some_and(|found| found[1].eq_ignore_ascii_case(label))
}

/// What follows the label.
pub(super) fn after<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let found = LABEL.captures(text).filter(|found| found[1].eq_ignore_ascii_case(label))?;
    Some(text[found[0].len()..].trim()).filter(|rest| !rest.is_empty())
}

/// Takes the question out of a slide, and leaves the answer in its blocks. A slide that only goes on with an answer gets
/// the question `asked` before.
pub(super) fn take(
    blocks: &mut Vec<String>,
    title: &mut Option<String>,
    asked: &mut Option<String>,
) -> Option<String> {
    let lines: Vec<String> = title.iter().cloned().chain(blocks.iter().flat_map(|b| split(b))).collect();
    let has = |label| lines.iter().any(|line| starts_with(line, label));
    if !has("domanda") && !has("risposta") {
        *asked = None;
        return None;
    }
    let (question, answer) = told_apart(&lines, title.is_some());
    let question = Some(question).filter(|q| !q.is_empty()).or_else(|| asked.clone());
    // Without the second label the answer is taken for the question.
    let question = question.filter(|q| q.chars().count() <= MAX_CHARS);
    question.as_ref()?;
    *asked = question.clone();
    *blocks = answer;
    *title = None;
    question
}

/// A block without labels stays whole; one with labels is read line by line.
fn split(block: &str) -> Vec<String> {
    if block.lines().any(|line| starts_with(line, "domanda") || starts_with(line, "risposta")) {
        block.lines().map(str::to_owned).collect()
    } else {
        vec![block.to_owned()]
    }
}

/// The question on one line; the blocks of everything else.
fn told_apart(lines: &[String], has_title: bool) -> (String, Vec<String>) {
    let (mut question, mut answer): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut asking = false;
    for (index, line) in lines.iter().enumerate() {
        let text = match LABEL.captures(line.lines().next().unwrap_or_default()) {
            Some(found) => {
                asking = found[1].eq_ignore_ascii_case("domanda");
                line[found[0].len()..].trim()
            }
            None => line.trim_end(),
        };
        match text {
            "" => {}
            text if asking => question.push(one_line(text)),
            // The title of a slide of questions is its subject.
            text if has_title && index == 0 => answer.insert(0, text.to_owned()),
            text => answer.push(text.to_owned()),
        }
    }
    (question.join(" "), answer)
}
