//! What people read stands in `strings/it.json`: each key that the code names is there, with the values it wants, and each
//! key that is there is named.

use super::source::{self, Source};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Keys built while running: the part before the variable, where.
const BUILT: [(&str, &str); 8] = [
    ("ask_whom.", "answer/refuse.rs: who can help when the material does not"),
    ("evidence.tried_", "gaps/evidence/told.rs: the ways of looking"),
    ("month.", "answer/warn.rs: names of the months"),
    ("need.", "gaps/evidence/told.rs: the verdict on a gap in words"),
    ("problem.", "http/error.rs: title and text of each problem"),
    ("reason.", "answer/decide.rs: why a verdict is not `answered`"),
    ("redacted.", "access/redact.rs: what stands in the place of personal data"),
    ("verdict.", "cli/ask.rs: the verdict in words"),
];

/// Keys under this belong to the page, which checks them itself.
const PAGE: &str = "web.";

/// Endings that tell a file from a key.
const FILES: [&str; 8] = ["toml", "json", "jsonl", "md", "tsv", "txt", "rs", "sqlite"];

fn table() -> BTreeMap<String, String> {
    let text =
        std::fs::read_to_string(source::root().join("strings/it.json")).expect("strings/it.json is there");
    let mut table = BTreeMap::new();
    flatten("", &serde_json::from_str(&text).expect("strings/it.json is JSON"), &mut table);
    table
}

fn flatten(path: &str, value: &serde_json::Value, table: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, inner, table);
            }
        }
        serde_json::Value::String(text) => {
            table.insert(path.to_owned(), text.clone());
        }
        _ => {}
    }
}

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern that compiles"));
    };
}

pattern!(CALL, r#"(?:^|[^\w.])(s|fill)\(\s*"([^"{}]*)""#);
pattern!(VALUE, r#"\(\s*"(\w+)"\s*,"#);
pattern!(PLACE, r"\{(\w+)\}");
pattern!(KEY, r#""([a-z_]+(?:\.[a-z0-9_]+)+)""#);
pattern!(PREFIX, r#"format!\(\s*"([a-z_]+\.[a-z0-9_.]*)\{"#);

/// A call of `s` or `fill` with its key written out.
struct Call {
    offset: usize,
    key: String,
    /// The names of the values given; none for `s`.
    values: Option<BTreeSet<String>>,
}

fn calls(source: &Source) -> Vec<Call> {
    let mut all = Vec::new();
    for found in CALL.captures_iter(&source.uncommented) {
        let (function, key) = (found.get(1).expect("a group"), found.get(2).expect("a group"));
        let open = function.end();
        let arguments = &source.uncommented[key.end()..source::closing(&source.code, open)];
        let names = VALUE.captures_iter(arguments).map(|c| c[1].to_owned()).collect();
        let values = (function.as_str() == "fill").then_some(names);
        all.push(Call { offset: key.start(), key: key.as_str().to_owned(), values });
    }
    all
}

/// The `{names}` in a text.
fn places(text: &str) -> BTreeSet<String> {
    PLACE.captures_iter(text).map(|c| c[1].to_owned()).collect()
}

/// Every literal that looks like a key of the table, whoever it is passed to.
fn mentioned(source: &Source, table: &BTreeMap<String, String>) -> Vec<(usize, String)> {
    let roots: BTreeSet<&str> = table.keys().filter_map(|k| k.split('.').next()).collect();
    let all = KEY.captures_iter(&source.uncommented).map(|c| c.get(1).expect("a group"));
    let key = |text: &str| {
        let (root, end) = (text.split('.').next(), text.rsplit('.').next());
        root.is_some_and(|r| roots.contains(r)) && !end.is_some_and(|e| FILES.contains(&e))
    };
    all.filter(|m| key(m.as_str())).map(|m| (m.start(), m.as_str().to_owned())).collect()
}

/// What is wrong with the keys that a source names.
fn wrong(source: &Source, table: &BTreeMap<String, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (offset, key) in mentioned(source, table) {
        if !table.contains_key(&key) {
            wrong.push(format!("{}: «{key}» is not in strings/it.json", source.at(offset)));
        }
    }
    for call in calls(source) {
        let at = source.at(call.offset);
        let Some(text) = table.get(&call.key) else {
            wrong.push(format!("{at}: «{}» is not in strings/it.json", call.key));
            continue;
        };
        let given = call.values.unwrap_or_default();
        for lacking in places(text).difference(&given) {
            wrong.push(format!("{at}: «{}» wants {{{lacking}}}, which is not given", call.key));
        }
        for idle in given.difference(&places(text)) {
            wrong.push(format!("{at}: «{}» is given {{{idle}}}, which it does not say", call.key));
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

#[test]
fn every_key_in_the_code_has_its_text() {
    let table = table();
    let found: Vec<String> = source::rust(&["src"]).iter().flat_map(|s| wrong(s, &table)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_text_is_used() {
    let table = table();
    let mut used = BTreeSet::new();
    let mut built = BTreeSet::new();
    for source in source::rust(&["src"]).iter().filter(|s| !s.is_test) {
        used.extend(mentioned(source, &table).into_iter().map(|(_, key)| key));
        used.extend(calls(source).into_iter().map(|c| c.key));
        built.extend(PREFIX.captures_iter(&source.uncommented).map(|c| c[1].to_owned()));
    }
    let roots: BTreeSet<&str> = table.keys().filter_map(|k| k.split('.').next()).collect();
    built.retain(|p| p.split('.').next().is_some_and(|r| roots.contains(r)));
    let longer: Vec<String> = built
        .iter()
        .filter(|p| built.iter().any(|q| p.len() > q.len() && p.starts_with(q)))
        .cloned()
        .collect();
    built.retain(|p| !longer.contains(p));
    let listed: BTreeSet<String> = BUILT.iter().map(|(p, _)| (*p).to_owned()).collect();
    assert_eq!(
        built, listed,
        "keys built while running, found in the code and listed in tests/it/strings.rs"
    );
    let idle: Vec<&String> = table
        .keys()
        .filter(|k| !k.starts_with(PAGE) && !used.contains(*k) && !listed.iter().any(|p| k.starts_with(p)))
        .collect();
    assert!(idle.is_empty(), "texts that nothing shows: {idle:#?}");
}

#[test]
fn texts_are_clean() {
    let all = table();
    let untidy =
        all.iter().filter(|(_, text)| text.is_empty() || text.contains('\t') || text.contains('\u{a0}'));
    let keys: Vec<&String> = untidy.map(|(key, _)| key).collect();
    assert!(keys.is_empty(), "empty texts, tabs or hard spaces: {keys:?}");
}

#[test]
fn the_check_can_fail() {
    let table: BTreeMap<String, String> = [("ask.empty", "Vuota."), ("ask.long", "{n} caratteri")]
        .map(|(k, t)| (k.to_owned(), t.to_owned()))
        .into();
    let check = |text: &str, n: usize| {
        assert_eq!(wrong(&Source::new("src/made_up.rs", text), &table).len(), n, "{text}");
    };
    check("s(\"ask.empty\")", 0);
    check("fill(\n    \"ask.long\", &[(\"n\", &f(\")\"))])", 0);
    check("s(\"ask.missing\")", 1);
    check("s(\"nowhere\")", 1);
    check("told(\"ask.missing\"); // s(\"ask.nothing\")", 1);
    check("fill(\"ask.long\", &[(\"m\", &1)])", 2);
    check("s(\"ask.long\")", 1);
    check("x.is(\"ask\"); read(\"ask.toml\"); is(\"a\")", 0);
}
