//! House rules that a program can check. An exception stands in a list with its reason; a list may only shrink, so an
//! entry that is no longer needed fails the test too.

use super::source::{self, Source};
use std::collections::BTreeSet;

const LINES: usize = 400;
const LINES_AT_MOST: usize = 600;
const PARAMETERS: usize = 4;

/// Files over the limit: path, lines it may not exceed, why it is still so.
const LONG: [(&str, usize, &str); 0] = [];

/// Functions with more parameters: `path name`, why.
const MANY_PARAMETERS: [(&str, &str); 3] = [
    ("src/corpus/check.rs unknown_acts", "to be shortened: `found` and `registries` belong together"),
    ("src/models/fused.rs cpu_fwd", "the signature is that of candle's trait"),
    ("src/text/reference/act.rs dated", "to be shortened"),
];

/// Files whose name says nothing: path, why it stays.
const NAMELESS: [(&str, &str); 1] =
    [("src/answer/types.rs", "the answer's shape, as the contract writes it; to be called `shape.rs`")];

/// Places that read the environment outside `src/config.rs`: path, why.
const ENVIRONMENT: [(&str, &str); 1] =
    [("src/cli/batch.rs", "asks where temporary files go: a folder of the system, not a choice of ours")];

/// The offenders that are not excused, and the excuses that are not needed.
fn ratchet(
    offenders: impl IntoIterator<Item = String>,
    excused: impl IntoIterator<Item = String>,
) -> Vec<String> {
    let offenders: BTreeSet<String> = offenders.into_iter().collect();
    let excused: BTreeSet<String> = excused.into_iter().collect();
    let new = offenders.difference(&excused).cloned();
    let idle =
        excused.difference(&offenders).map(|e| format!("{e}: no exception is needed any more, remove it"));
    new.chain(idle).collect()
}

fn ours() -> Vec<Source> {
    source::rust(&["src", "tests", "benches"])
}

/// Every place where the shipped code has one of these, outside the one file that may.
fn only_in(place: &str, needles: &[&str], sources: &[Source]) -> Vec<String> {
    let elsewhere = sources.iter().filter(|s| s.path != place);
    elsewhere.flat_map(|s| found(s, &s.shipped_code(), needles)).collect()
}

/// `path:line needle` for each needle that stands in the text as a word of its own.
fn found(source: &Source, text: &str, needles: &[&str]) -> Vec<String> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut places = Vec::new();
    for needle in needles {
        for (at, _) in text.match_indices(needle) {
            let before = text[..at].chars().next_back().is_some_and(word);
            if !(before && needle.starts_with(word)) {
                places.push(format!("{} {needle}", source.at(at)));
            }
        }
    }
    places
}

fn none(what: &str, places: Vec<String>) {
    assert!(places.is_empty(), "{what}:\n{}", places.join("\n"));
}

#[test]
fn files_are_short() {
    let pages = source::files(&source::root().join("web")).into_iter().map(|path| {
        let text = std::fs::read_to_string(source::root().join(&path)).unwrap_or_default();
        (path, text)
    });
    let written =
        |path: &str| ["svelte", "ts", "mjs", "scss"].iter().any(|e| path.ends_with(&format!(".{e}")));
    let long = |(path, text): (String, String)| {
        let lines = text.lines().count();
        let most = LONG.iter().find(|(p, _, _)| *p == path).map_or(LINES, |(_, most, _)| *most);
        (lines > LINES).then(|| if lines > most { format!("{path}: {lines} lines") } else { path })
    };
    let rust = ours().into_iter().map(|s| (s.path, s.text));
    let offenders = rust.chain(pages.filter(|(p, _)| written(p))).filter_map(long);
    none("longer than 400 lines", ratchet(offenders, LONG.iter().map(|(p, _, _)| (*p).to_owned())));
    assert!(
        LONG.iter().all(|(_, most, _)| *most <= LINES_AT_MOST),
        "no exception goes beyond {LINES_AT_MOST} lines"
    );
}

#[test]
fn files_open_by_saying_what_they_are() {
    let mute = ours().into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path).collect();
    none("files that do not open with `//!`", mute);
}

#[test]
fn nothing_is_left_half_done() {
    let needles = ["todo!", "unimplemented!", "dbg!"];
    none("left behind", ours().iter().flat_map(|s| found(s, &s.code, &needles)).collect());
}

#[test]
fn nothing_unwraps_outside_tests() {
    let needles = [".unwrap()", ".unwrap_err()", ".unwrap_unchecked()", ".expect(\"\")"];
    none("`expect` states the invariant", only_in("", &needles, &ours()));
}

#[test]
fn the_environment_is_read_in_one_place() {
    let places = only_in("src/config.rs", &["std::env", "env::var"], &ours());
    let paths = places.iter().map(|p| p.split(':').next().unwrap_or(p).to_owned());
    none("only src/config.rs reads the environment", ratchet(paths, ENVIRONMENT.map(|(p, _)| p.to_owned())));
}

#[test]
fn the_clock_is_read_in_one_place() {
    let needles = ["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now", "Local::now"];
    none("only src/store/clock.rs tells the time", only_in("src/store/clock.rs", &needles, &ours()));
}

#[test]
fn memory_is_mapped_in_one_place() {
    none(
        "only src/store/map.rs is unsafe",
        only_in("src/store/map.rs", &["unsafe ", "unsafe_code"], &ours()),
    );
}

#[test]
fn names_say_what_is_inside() {
    const DRAWERS: [&str; 10] =
        ["utils", "util", "common", "types", "misc", "helpers", "helper", "new", "v2", "stuff"];
    let drawer = |path: &str| path.split('/').any(|part| DRAWERS.contains(&part.trim_end_matches(".rs")));
    let offenders = ours().into_iter().map(|s| s.path).filter(|p| drawer(p));
    none("drawers", ratchet(offenders, NAMELESS.map(|(p, _)| p.to_owned())));
}

#[test]
fn functions_take_few_parameters() {
    let offenders = ours().into_iter().flat_map(|s| {
        let code = s.shipped_code();
        let long = functions(&code).into_iter().filter(|(_, _, n)| *n > PARAMETERS);
        long.map(|(_, name, _)| format!("{} {name}", s.path)).collect::<Vec<_>>()
    });
    none("more than 4 parameters", ratchet(offenders, MANY_PARAMETERS.map(|(p, _)| p.to_owned())));
}

/// Offset, name and number of parameters (`self` apart) of every function in code without comments and literals.
fn functions(code: &str) -> Vec<(usize, &str, usize)> {
    let mut all = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        if code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let name =
            code[at + 3..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let after = at + 3 + name.len();
        let Some(open) = parameters_start(code, after) else { continue };
        if !name.is_empty() {
            all.push((at, name, count(&code[open + 1..source::closing(code, open) - 1])));
        }
    }
    all
}

/// Where the parameters open, after the generics if there are any.
fn parameters_start(code: &str, after: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code[after..].char_indices() {
        match c {
            '<' => depth += 1,
            '>' if !code[..after + at].ends_with('-') => depth -= 1,
            '(' if depth == 0 => return Some(after + at),
            ';' | '{' => return None,
            _ => {}
        }
    }
    None
}

/// Parameters in a list, `self` apart.
fn count(list: &str) -> usize {
    let mut depth = 0;
    let mut before = ' ';
    let parts = list.split(|c: char| {
        match c {
            '<' | '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        before = c;
        c == ',' && depth == 0
    });
    let receiver = |part: &str| part.split(':').next().is_some_and(|p| p.ends_with("self"));
    parts.map(str::trim).filter(|p| !p.is_empty() && !receiver(p)).count()
}

#[test]
fn the_map_of_the_library_is_complete_and_true() {
    let map =
        source::rust(&["src"]).into_iter().find(|s| s.path == "src/lib.rs").expect("the library has a root");
    let doc: String = map.text.lines().filter_map(|l| l.strip_prefix("//!")).collect::<Vec<_>>().join("\n");
    let declared: Vec<&str> = map.code.lines().filter_map(|l| l.trim().strip_prefix("pub mod ")).collect();
    let declared: Vec<&str> = declared.into_iter().map(|l| l.trim_end_matches(';')).collect();
    let named = |module: &str| doc.contains(&format!("`{module}`")) || doc.contains(&format!("`{module}::"));
    let unnamed = declared.iter().filter(|m| !named(m)).map(|m| format!("`{m}` is not in the map")).collect();
    none("src/lib.rs", unnamed);
    none("src/lib.rs names what is not there", dangling(&doc, &declared));
}

/// Links to modules and paths to files, in backticks, that lead nowhere.
fn dangling(doc: &str, modules: &[&str]) -> Vec<String> {
    let mut lost = Vec::new();
    for (i, word) in doc.split('`').enumerate().filter(|(i, _)| i % 2 == 1) {
        let linked = doc.split('`').nth(i - 1).is_some_and(|before| before.ends_with('['));
        let first = word.split("::").next().unwrap_or(word);
        let root = source::root();
        let is_path = word.ends_with(".rs") || word.ends_with('/');
        if is_path && !root.join(word).exists() && !root.join("src").join(word).exists() {
            lost.push(format!("`{word}` is not a file"));
        }
        if linked && !is_path && first.starts_with(char::is_lowercase) && !modules.contains(&first) {
            lost.push(format!("[`{word}`] is not a module"));
        }
    }
    lost
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    // In two halves, so that this file does not name them.
    let machines =
        [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
    let registries = [
        concat!("registry.npm", "js.org"),
        concat!("arti", "factory"),
        concat!("index.cra", "tes.io"),
        concat!("static.cra", "tes.io"),
        concat!("files.python", "hosted.org"),
    ];
    let mut places = Vec::new();
    for path in source::files(&source::root()) {
        let Ok(text) = std::fs::read_to_string(source::root().join(&path)) else { continue };
        for (n, line) in text.lines().enumerate() {
            let absolute = machines.iter().any(|m| {
                line.match_indices(m).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || ".-_/~$}".contains(c))
                })
            });
            if absolute || registries.iter().any(|r| line.contains(r)) {
                places.push(format!("{path}:{}", n + 1));
            }
        }
    }
    none("what only some machine knows", places);
}

#[test]
fn no_merge_was_left_half_done() {
    let marks = [concat!("<<<<<", "<< "), concat!(">>>>>", ">> ")];
    let mut places = Vec::new();
    for path in source::files(&source::root()) {
        let Ok(text) = std::fs::read_to_string(source::root().join(&path)) else { continue };
        let lines = text.lines().enumerate();
        let marked = lines.filter(|(_, line)| marks.iter().any(|mark| line.starts_with(mark)));
        places.extend(marked.map(|(n, _)| format!("{path}:{}", n + 1)));
    }
    none("both sides of a merge", places);
}

#[test]
fn publiccode_describes_this_program() {
    let text =
        std::fs::read_to_string(source::root().join("publiccode.yml")).expect("publiccode.yml is there");
    const KEYS: [&str; 12] = [
        "publiccodeYmlVersion",
        "name",
        "url",
        "releaseDate",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ];
    let has = |key: &str| text.lines().any(|l| l.starts_with(&format!("{key}:")));
    none(
        "keys that publiccode.yml lacks",
        KEYS.iter().filter(|k| !has(k)).map(|k| (*k).to_owned()).collect(),
    );
    for (key, value) in [
        ("softwareVersion", env!("CARGO_PKG_VERSION")),
        ("url", env!("CARGO_PKG_REPOSITORY")),
        ("  license", env!("CARGO_PKG_LICENSE")),
    ] {
        let line = format!("{key}: {value}");
        assert!(
            text.lines().any(|l| l.replace('"', "") == line),
            "publiccode.yml says «{line}», as Cargo.toml does"
        );
    }
    assert!(!text.contains('\t'), "YAML is not indented with tabs");
}

#[test]
fn licences_are_the_ones_declared() {
    let read = |path: &str| std::fs::read_to_string(source::root().join(path)).expect(path);
    assert!(read("LICENSE").starts_with("EUROPEAN UNION PUBLIC LICENCE v. 1.2"));
    assert!(read("LICENSE").contains("15.Applicable Law"), "the licence is whole");
    assert!(read("corpus/LICENSE").contains("CC BY 4.0"));
}

#[test]
fn the_checks_can_fail() {
    let source = |text: &str| Source::new("src/text/made_up.rs", text);
    let unwraps = |text: &str| only_in("", &[".unwrap()"], &[source(text)]).len();
    assert_eq!(unwraps("fn f() { x.unwrap() } // y.unwrap()"), 1);
    assert_eq!(unwraps("#[cfg(test)] mod tests { fn f() { x.unwrap() } }"), 0);
    assert_eq!(unwraps("fn f() -> &str { \"x.unwrap()\" }"), 0);
    assert_eq!(
        found(&source("a\nlet x = banned!();"), "a\nlet x = banned!();", &["banned!"]),
        ["src/text/made_up.rs:2 banned!"]
    );
    let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert_eq!(ratchet(list(&["a", "b"]), list(&["b"])), ["a"]);
    assert_eq!(ratchet(list(&["a"]), list(&["a", "b"])).len(), 1);
    assert_eq!(dangling("[`text`], [`nowhere`] and `src/lib.rs`, `src/nowhere.rs`", &["text"]).len(), 2);
    let counts =
        |code: &str| functions(code).into_iter().map(|(_, n, c)| (n.to_owned(), c)).collect::<Vec<_>>();
    let expected = |all: &[(&str, usize)]| all.iter().map(|(n, c)| ((*n).to_owned(), *c)).collect::<Vec<_>>();
    assert_eq!(counts("fn a() {} pub fn b(x: u8, y: Vec<(u8, u8)>,) {}"), expected(&[("a", 0), ("b", 2)]));
    assert_eq!(
        counts("fn c<F: Fn(u8, u8) -> u8>(&mut self, f: F, g: &dyn Fn(u8) -> u8)"),
        expected(&[("c", 2)])
    );
    assert_eq!(
        counts("fn d(self: &Arc<Self>, a: [u8; 2], (b, c): (u8, u8), d: A<B, C>, e: u8, f: u8)"),
        expected(&[("d", 5)])
    );
}

/// A map that refuses a key said twice, which serde_json would take in silence.
struct Once;

impl<'de> serde::Deserialize<'de> for Once {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> serde::de::Visitor<'de> for Keys {
            type Value = Once;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("texts and maps of texts")
            }

            fn visit_str<E>(self, _: &str) -> Result<Once, E> {
                Ok(Once)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Once, A::Error> {
                while seq.next_element::<Once>()?.is_some() {}
                Ok(Once)
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
                let mut seen = std::collections::HashSet::new();
                while let Some((key, _)) = map.next_entry::<String, Once>()? {
                    if seen.contains(&key) {
                        return Err(serde::de::Error::custom(format!("«{key}» twice in one map")));
                    }
                    seen.insert(key);
                }
                Ok(Once)
            }
        }
        from.deserialize_any(Keys)
    }
}

#[test]
fn no_text_hides_another_of_its_key() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/strings/it.json"))
        .expect("the strings");
    if let Err(error) = serde_json::from_str::<Once>(&text) {
        panic!("strings/it.json: {error}");
    }
    assert!(serde_json::from_str::<Once>(r#"{"a": "x", "b": {"c": "y", "c": "z"}}"#).is_err());
}
