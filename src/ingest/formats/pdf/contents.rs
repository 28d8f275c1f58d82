//! Tables of contents: lines with leaders whose numbers are pages. They would be found instead of what they point to. A list
//! of amounts has leaders too, and stays.

use super::order::Line;
use regex::Regex;
use std::sync::LazyLock;

/// Dotted lines that make a page of contents, or one that goes on from the page before.
const LINES: usize = 4;
const LINES_AFTER: usize = 2;
/// Numbers printed on pages may run ahead of the pages of the file.
const AHEAD: u64 = 40;

static DOTTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?:\.\s?){4,}\s*\|?\s*|…{2,}\s*|_{4,}\s*)(\d{1,4})\s*$").expect("a pattern that compiles")
});

/// Removes the lines of a page of contents; returns them. `pages` is how many the file has, `follows` whether the page
/// before was one of contents.
pub(super) fn remove(lines: &mut Vec<Line>, pages: usize, follows: bool) -> Vec<String> {
    let page = |line: &Line| DOTTED.captures(&line.text)?[1].parse::<u64>().ok();
    let dotted: Vec<(usize, u64)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, page(line)?))).collect();
    let enough = if follows { LINES_AFTER } else { LINES };
    let (Some((first, _)), Some((last, greatest))) = (dotted.first().copied(), dotted.last().copied()) else {
        return Vec::new();
    };
    let rises = dotted.windows(2).all(|two| two[0].1 <= two[1].1);
    let dense = dotted.len() >= enough && 2 * dotted.len() > last - first;
    if !(dense && rises && greatest <= pages as u64 + AHEAD) {
        return Vec::new();
    }
    let title =
        |text: &str| matches!(text.trim().to_lowercase().as_str(), "indice" | "sommario" | "indice generale");
    let from = if first > 0 && title(&lines[first - 1].text) { first - 1 } else { first };
    lines.drain(from..=last).map(|line| line.text).collect()
}
