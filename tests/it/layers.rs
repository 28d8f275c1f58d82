//! The staircase: each room uses only what stands above it. Reads every path that starts at the crate's root.

use super::source::{self, Source};

/// What a part of the program may use of the others.
enum May {
    /// All that stands above it in the table.
    Above,
    /// Just these.
    Only(&'static [&'static str]),
}

/// From the top of the staircase down, with the reason of each step.
const STAIRCASE: [(&str, May, &str); 16] = [
    ("strings", May::Only(&[]), "what a person reads, by key: a leaf that all may use"),
    ("text", May::Above, "strings with offsets know nothing of what they say"),
    ("corpus", May::Above, "plain data, so that tests build it by hand; no files, databases or models"),
    ("store", May::Above, "the one database and the clock; business words stay with the room that asks"),
    ("models", May::Above, "text in, numbers out; neither passages nor tenants"),
    ("access", May::Above, "who asks and what must be masked, whatever the door they came through"),
    ("ingest", May::Above, "bytes to versions; knows neither the index nor how texts are ranked"),
    ("search", May::Above, "question to hits; knows not how answers are written"),
    ("answer", May::Above, "hits to a verified answer; knows neither users nor gaps"),
    ("gaps", May::Above, "watches answers, replays questions through `answer`"),
    ("evals", May::Above, "judges what the rooms above produce"),
    ("config", May::Only(&["strings"]), "read once; rooms get values, never the configuration"),
    ("app", May::Above, "holds every part; below it are only doors"),
    ("http", May::Above, "a door: the service"),
    ("cli", May::Above, "a door: the commands"),
    ("main", May::Only(&["cli"]), "starts the commands and nothing else"),
];

/// Places in the library's map that are not modules of the library.
const IN_THE_BINARY: [&str; 2] = ["cli", "main"];

fn step(name: &str) -> Option<usize> {
    STAIRCASE.iter().position(|(n, _, _)| *n == name)
}

fn allowed(room: &str, used: &str) -> bool {
    let (Some(from), Some(to)) = (step(room), step(used)) else { return false };
    room == used
        || match STAIRCASE[from].1 {
            May::Above => to < from,
            May::Only(list) => list.contains(&used),
        }
}

/// The room that a path belongs to.
fn room(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// Each use of another part that the staircase does not allow: `path:line room → used`.
fn violations(source: &Source) -> Vec<String> {
    let own = room(&source.path);
    let told = |(at, used): (usize, String)| {
        (!allowed(own, &used)).then(|| format!("{} {own} → {used}", source.at(at)))
    };
    root_paths(source).into_iter().filter_map(told).collect()
}

/// The first segment of every path from the crate's root, with its offset.
fn root_paths(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for start in ["crate::", "gepi_copilot::"] {
        for (at, _) in source.code.match_indices(start) {
            if !ends_in_word(&source.code[..at]) {
                found.extend(first_segments(&source.code, at + start.len()).into_iter().map(|s| (at, s)));
            }
        }
    }
    let climbs = "super::".repeat(depth(&source.path));
    if !climbs.is_empty() {
        for (at, _) in source.code.match_indices(&climbs) {
            let after = at + climbs.len();
            let reaches =
                !source.code[..at].ends_with("super::") && !source.code[after..].starts_with("super::");
            let rooms = first_segments(&source.code, after).into_iter().filter(|s| step(s).is_some());
            found.extend(rooms.filter(|_| reaches).map(|s| (at, s)));
        }
    }
    found.sort();
    found
}

/// How many times `super` leads from a file's module to the root of the crate.
fn depth(path: &str) -> usize {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.trim_end_matches(".rs").split('/').filter(|s| *s != "mod").count()
}

fn first_segments(code: &str, at: usize) -> Vec<String> {
    let rest = code[at..].trim_start();
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    if !rest.starts_with('{') {
        return vec![word(rest)];
    }
    let open = code.len() - rest.len();
    let inside = &code[open + 1..source::closing(code, open) - 1];
    let mut depth = 0;
    let parts = inside.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.map(word).filter(|w| !w.is_empty() && w != "self").collect()
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

#[test]
fn rooms_use_only_what_stands_above_them() {
    let sources = source::rust(&["src"]);
    let found: Vec<String> = sources.iter().filter(|s| s.path != "src/lib.rs").flat_map(violations).collect();
    assert!(found.is_empty(), "against the staircase of tests/it/layers.rs:\n{}", found.join("\n"));
}

#[test]
fn every_part_has_a_step_and_the_map_lists_them_in_order() {
    let sources = source::rust(&["src"]);
    for source in sources.iter().filter(|s| s.path != "src/lib.rs") {
        assert!(step(room(&source.path)).is_some(), "{} stands outside the staircase", source.path);
    }
    let map = sources.iter().find(|s| s.path == "src/lib.rs").expect("the library has a root");
    let declared: Vec<&str> = map.code.lines().filter_map(|l| l.trim().strip_prefix("pub mod ")).collect();
    let declared: Vec<&str> = declared.into_iter().map(|l| l.trim_end_matches(';')).collect();
    let listed = STAIRCASE.iter().map(|(n, _, _)| *n).filter(|n| !IN_THE_BINARY.contains(n));
    let expected: Vec<&str> = listed.collect();
    assert_eq!(declared, expected, "src/lib.rs declares the parts from the top of the staircase down");
}

#[test]
fn the_check_can_fail() {
    let check = |path: &str, text: &str, expected: &[&str]| {
        let found = violations(&Source::new(path, text));
        let found: Vec<&str> = found.iter().filter_map(|v| v.split_once(' ')).map(|(_, v)| v).collect();
        assert_eq!(found, expected, "{path}: {text}");
    };
    check("src/text/span.rs", "use crate::corpus::Version;", &["text → corpus"]);
    check("src/text/span.rs", "use crate::{strings::s, store, text::{a, models}};", &["text → store"]);
    check("src/corpus/check.rs", "fn f() { crate::search::find() }", &["corpus → search"]);
    check("src/corpus/mod.rs", "use super::answer::ask;", &["corpus → answer"]);
    check("src/corpus/check.rs", "use super::super::{search, text};", &["corpus → search"]);
    check("src/search/mod.rs", "use crate::config::Config;", &["search → config"]);
    check("src/evals/tests.rs", "use crate::app::App;", &["evals → app"]);
    check("src/config.rs", "use crate::text::fold;", &["config → text"]);
    check("src/main.rs", "use gepi_copilot::search::Hit;", &["main → search"]);
    check("src/search/find.rs", "use crate::misplaced::Thing;", &["search → misplaced"]);
    check("src/http/mod.rs", "use crate::cli::run; use crate::app::App;", &["http → cli"]);
    check("src/search/find.rs", "use crate::text; // crate::answer\nconst A: &str = \"crate::gaps\";", &[]);
    check("src/search/find.rs", "use super::answer; use my_crate::answer; use crate::search::x;", &[]);
    check("src/cli/ask.rs", "use gepi_copilot::{answer::Answer, app::App};", &[]);
}
