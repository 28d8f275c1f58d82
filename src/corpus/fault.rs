//! What is wrong with a TOML text, in Italian: its reader's own words are English.

use crate::strings::{fill, s};

/// The fault that a reader of TOML tells.
pub(crate) fn toml_fault(error: &toml::de::Error) -> String {
    let said = error.message().lines().next().unwrap_or_default();
    let mut named = said.split('`').skip(1).step_by(2);
    let name = named.next().unwrap_or_default();
    let known = named.collect::<Vec<_>>().join(", ");
    let starts = |words: &str| said.starts_with(words);
    if starts("missing field") {
        fill("input.missing_field", &[("field", &name)])
    } else if starts("unknown field") {
        fill("faults.unknown_field", &[("field", &name), ("known", &known)])
    } else if starts("unknown variant") {
        fill("faults.unknown_value", &[("value", &name), ("known", &known)])
    } else if starts("duplicate") {
        s("faults.twice").to_owned()
    } else if starts("invalid type") || starts("invalid value") || starts("invalid length") {
        wrong_type(said)
    } else {
        fill("faults.toml", &[("said", &said)])
    }
}

fn wrong_type(said: &str) -> String {
    let expected = said.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    let wanted = if expected.contains("string") {
        s("input.a_string")
    } else if expected.contains("bool") {
        s("input.a_boolean")
    } else if expected.contains("sequence") || expected.contains("array") {
        s("input.a_list")
    } else if expected.contains("map") || expected.contains("struct") || expected.contains("table") {
        s("faults.a_table")
    } else if expected.contains("date") {
        s("faults.a_date")
    } else {
        s("input.another")
    };
    fill("faults.wrong_type", &[("wanted", &wanted)])
}

#[cfg(test)]
mod tests {
    use super::toml_fault;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading matters")]
    struct Header {
        tier: crate::corpus::Tier,
        #[serde(default)]
        topics: Vec<String>,
        #[serde(default)]
        title: String,
    }

    #[test]
    fn faults_are_told_in_italian() {
        let check = |text: &str, expected: &str| {
            let told = toml_fault(&toml::from_str::<Header>(text).expect_err(text));
            assert!(told.contains(expected), "{text}: {told}");
        };
        check("title = \"a\"", "manca il campo «tier»");
        check("tier = \"legge\"", "«legge»");
        check("tier = \"faq\"\ncolore = 1", "«colore»");
        check("tier = \"faq\"\ntitle = 3", "serve un testo");
        check("tier = \"faq\"\ntopics = \"a\"", "serve un elenco");
        check("tier = \"faq\"\ntier = \"faq\"", "due volte");
        check("tier = ", "non si legge");
    }
}
