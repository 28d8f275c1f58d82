//! What people type and programs send, read the same way at every door: days, lines, and what is wrong with a JSON text.

use crate::strings::{fill, s};
use jiff::civil::Date;

/// A day, only as `AAAA-MM-GG`.
pub fn day(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(n, b)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() });
    text.parse().ok().filter(|_| shape)
}

/// The lines of a file that hold something, numbered from 1; without the mark that some editors put first.
pub fn numbered_lines(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let numbered = bytes.split(|b| *b == b'\n').enumerate().map(|(n, line)| (n + 1, line));
    numbered.filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace)).collect()
}

/// What is wrong with a JSON text, in Italian: the reader's own words are English.
pub fn json_fault(error: &serde_json::Error) -> String {
    json_fault_from(1, error)
}

/// The same for a text that begins at line `first` of a file.
pub fn json_fault_from(first: usize, error: &serde_json::Error) -> String {
    let said = error.to_string();
    let field = said.split('`').nth(1).unwrap_or_default();
    let (line, column) = (first + error.line().saturating_sub(1), error.column());
    if !error.is_data() {
        return fill("input.json", &[("line", &line), ("column", &column)]);
    }
    match said.split(" field").next().unwrap_or_default() {
        "unknown" => fill("input.unknown_field", &[("field", &field)]),
        "missing" => fill("input.missing_field", &[("field", &field)]),
        "duplicate" => fill("input.field_twice", &[("field", &field)]),
        _ => fill("input.wrong_type", &[("wanted", &wanted(&said)), ("line", &line), ("column", &column)]),
    }
}

fn wanted(said: &str) -> &'static str {
    let expected = said.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    if expected.starts_with("a string") {
        s("input.a_string")
    } else if expected.starts_with("a boolean") {
        s("input.a_boolean")
    } else if expected.starts_with("a sequence") {
        s("input.a_list")
    } else if expected.starts_with("struct") || expected.starts_with("a map") {
        s("input.an_object")
    } else {
        s("input.another")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_one_way() {
        let check = |text: &str, good: bool| assert_eq!(day(text).is_some(), good, "{text}");
        check("2024-06-01", true);
        check("2024-02-29", true);
        check("2023-02-29", false);
        check("20240601", false);
        check("2024-6-1", false);
        check("2024-06-01T00:00", false);
        check(" 2024-06-01", false);
        check("", false);
    }

    #[test]
    fn faults_are_told_in_italian() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its reading matters")]
        struct Shape {
            question: String,
            #[serde(default)]
            list: Vec<String>,
            #[serde(default)]
            yes: bool,
        }
        let check = |text: &str, expected: &str| {
            let told = json_fault(&serde_json::from_str::<Shape>(text).expect_err(text));
            assert!(told.contains(expected), "{text}: {told}");
        };
        check(r#"{"question":"a","colore":1}"#, "sconosciuto «colore»");
        check("{}", "manca il campo «question»");
        check(r#"{"question":"a","question":"b"}"#, "due volte");
        check("{\"question\":\n", "riga 2");
        check(r#"{"question":3}"#, "serve un testo");
        check(r#"{"question":"a","list":3}"#, "serve un elenco");
        check(r#"{"question":"a","yes":"x"}"#, "true o false");
        check("[1, 2]", "serve un testo");
        check("3", "serve un oggetto");
    }
}
