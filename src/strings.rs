//! Every sentence that a person reads, looked up by key in one file per language (`strings/it.json`), so that a
//! translation is one more file. Rust code names keys; the pages read the same file under `web`.

use std::collections::HashMap;
use std::sync::LazyLock;

const ITALIAN: &str = include_str!("../strings/it.json");

static TABLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let root: serde_json::Value = serde_json::from_str(ITALIAN).expect("strings/it.json is valid JSON");
    let mut table = HashMap::new();
    flatten(String::new(), &root, &mut table);
    table
});

fn flatten(prefix: String, value: &serde_json::Value, table: &mut HashMap<String, &'static str>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(path, inner, table);
            }
        }
        serde_json::Value::String(text) => {
            table.insert(prefix, Box::leak(text.clone().into_boxed_str()));
        }
        _ => {}
    }
}

/// The text behind `key`; the key itself when it is missing (`tests/it/tidy.rs` finds those).
pub fn s(key: &str) -> &'static str {
    match TABLE.get(key) {
        Some(text) => text,
        None => Box::leak(key.to_owned().into_boxed_str()),
    }
}

/// Is there a text for `key`?
pub fn known(key: &str) -> bool {
    TABLE.contains_key(key)
}

/// The text behind `key` with each `{name}` replaced by its value.
pub fn fill(key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut text = s(key).to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), &value.to_string());
    }
    text
}
