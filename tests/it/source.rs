//! The sources as text: finding the files, and hiding comments, string literals and tests from the checks.

use std::path::{Path, PathBuf};

/// Never part of a commit, or not ours.
const SKIPPED: [&str; 6] = [".git", "target", "node_modules", "dist", "data", "__pycache__"];

/// The root of the checkout.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One file, in three readings of the same length, so that an offset means the same place in each.
pub(super) struct Source {
    /// From the root, with `/`.
    pub(super) path: String,
    /// As it is.
    pub(super) text: String,
    /// With comments replaced by spaces.
    pub(super) uncommented: String,
    /// With comments and the inside of literals replaced by spaces.
    pub(super) code: String,
    /// A file of tests only.
    pub(super) is_test: bool,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let tests = ["tests/", "benches/"].iter().any(|f| path.starts_with(f)) || path.contains("/tests/");
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            uncommented: blank(text, false),
            code: blank(text, true),
            is_test: tests || path.ends_with("tests.rs"),
        }
    }

    /// The code without what is compiled for tests only; nothing for a file of tests.
    pub(super) fn shipped_code(&self) -> String {
        if self.is_test { String::new() } else { without_tests(&self.code) }
    }

    /// `path:line` of an offset.
    pub(super) fn at(&self, offset: usize) -> String {
        format!("{}:{}", self.path, self.text[..offset].matches('\n').count() + 1)
    }
}

/// Every Rust file under these folders of the checkout, by path.
pub(super) fn rust(folders: &[&str]) -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in folders {
        for path in files(&root().join(folder)) {
            if path.ends_with(".rs") {
                let text = std::fs::read_to_string(root().join(&path)).expect("Rust files are UTF-8");
                sources.push(Source::new(&path, &text));
            }
        }
    }
    assert!(!sources.is_empty(), "no sources under {folders:?}");
    let helpers: Vec<String> = sources.iter().flat_map(test_modules).collect();
    for source in &mut sources {
        source.is_test |= helpers.contains(&source.path);
    }
    sources
}

/// The files of the modules that a source declares for tests only.
fn test_modules(source: &Source) -> Vec<String> {
    let folder = match source.path.rsplit_once('/') {
        Some((folder, "mod.rs" | "lib.rs" | "main.rs")) => folder,
        _ => source.path.trim_end_matches(".rs"),
    };
    let declared = test_items(&source.code).into_iter().map(|(start, end)| &source.code[start..end]);
    let names = declared.filter_map(|item| item.strip_suffix(';')?.rsplit_once("mod ").map(|(_, name)| name));
    names.map(|name| format!("{folder}/{name}.rs")).collect()
}

/// Every file under a folder of the checkout that could be committed, from the root, sorted.
pub(super) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
            found.extend(files(&path));
        } else if path.is_file() && !name.ends_with(".log") {
            let shown = path.strip_prefix(root()).expect("below the root");
            found.push(shown.to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    found
}

/// Replaces comments, and if asked the inside of string and character literals, by spaces, byte for byte.
pub(super) fn blank(text: &str, literals: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (end, hide) = if rest.starts_with(b"//") {
            (at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()), Some((0, 0)))
        } else if rest.starts_with(b"/*") {
            (at + block_comment(rest), Some((0, 0)))
        } else if let Some((open, length)) = raw_string(bytes, at) {
            (at + length, literals.then_some((open, open - 1)))
        } else if rest[0] == b'"' {
            (at + quoted(rest), literals.then_some((1, 1)))
        } else if let Some(length) = character(text, at) {
            (at + length, literals.then_some((1, 1)))
        } else {
            (at + 1, None)
        };
        if let Some((head, tail)) = hide {
            for byte in &mut out[at + head..end.saturating_sub(tail).max(at + head)] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end;
    }
    String::from_utf8(out).expect("whole literals and comments are replaced")
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn quoted(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, and so on: the length of the opening (its last byte is the quote) and of the whole.
fn raw_string(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).map(|b| bytes[b]);
    let prefixed = before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !(before == Some(b'b') && at.checked_sub(2).is_none_or(|b| !bytes[b].is_ascii_alphanumeric()));
    let rest = &bytes[at..];
    if rest[0] != b'r' || prefixed {
        return None;
    }
    let hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
    if rest.get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let open = 2 + hashes;
    let close = format!("\"{}", "#".repeat(hashes));
    let inside = rest[open..].windows(close.len()).position(|w| w == close.as_bytes());
    Some((open, inside.map_or(rest.len(), |i| open + i + close.len())))
}

/// The length of a character literal; none for a lifetime.
fn character(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('\'')?;
    if let Some(escaped) = rest.strip_prefix('\\') {
        let skipped = escaped.chars().next()?.len_utf8();
        return Some(2 + skipped + escaped[skipped..].find('\'')? + 1);
    }
    let first = rest.chars().next()?;
    rest[first.len_utf8()..].starts_with('\'').then(|| 2 + first.len_utf8())
}

/// Blanks each item that is compiled for tests only.
pub(super) fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    for (start, end) in test_items(code) {
        let hidden: String = code[start..end].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &hidden);
    }
    out
}

/// Where the items under `#[cfg(test)]` or `#[cfg(all(test, …))]` start and end, in code without literals.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    let mut items: Vec<(usize, usize)> = Vec::new();
    for (start, _) in code.match_indices("#[cfg(") {
        let attribute = closing(code, start + 1);
        let condition = &code[start..attribute];
        let nested = items.last().is_some_and(|(_, end)| start < *end);
        if nested || !["(test)", "(test,"].iter().any(|t| condition.contains(t)) || condition.contains("not(")
        {
            continue;
        }
        let body = code[attribute..].find(['{', ';']).map_or(code.len(), |i| attribute + i);
        let end =
            if code[body..].starts_with('{') { closing(code, body) } else { (body + 1).min(code.len()) };
        items.push((start, end));
    }
    items
}

/// The offset after the bracket that closes the one at `open`, in code without literals.
pub(super) fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in code.as_bytes()[open..].iter().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

#[test]
fn comments_and_literals_are_hidden() {
    let check = |text: &str, code: &str, uncommented: &str| {
        assert_eq!(blank(text, true), code);
        assert_eq!(blank(text, false), uncommented);
    };
    check("a // b\nc", "a     \nc", "a     \nc");
    check("a /* b /* c */ d */ e", "a                   e", "a                   e");
    check(r#"s("x // y") // z"#, r#"s("      ")     "#, r#"s("x // y")     "#);
    check(r#"s("\"") x"#, r#"s("  ") x"#, r#"s("\"") x"#);
    check("r#\"a\"b\"# c", "r#\"   \"# c", "r#\"a\"b\"# c");
    check("br\"a\\\" c", "br\"  \" c", "br\"a\\\" c");
    check("for r in \"é\"", "for r in \"  \"", "for r in \"é\"");
    check("x: &'a str = '\\'' + '{'", "x: &'a str = '  ' + ' '", "x: &'a str = '\\'' + '{'");
}

#[test]
fn tests_are_hidden() {
    let check =
        |code: &str, kept: &str| assert_eq!(without_tests(code).split_whitespace().collect::<String>(), kept);
    check("a; #[cfg(test)] mod tests { fn f() { x } } b;", "a;b;");
    check("a; #[cfg(test)] mod tests; b;", "a;b;");
    check("#[cfg(test)]\n#[path = \"\"]\nmod tests;\nb;", "b;");
    check("#[cfg(all(test, feature = \"x\"))] mod tiny; #[cfg(not(test))] mod b;", "#[cfg(not(test))]modb;");
    let source =
        Source::new("src/models/mod.rs", "mod a;\n#[cfg(all(test, unix))]\npub(crate) mod tiny;\nmod b;");
    assert_eq!(test_modules(&source), ["src/models/tiny.rs"]);
}
