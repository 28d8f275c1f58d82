//! The worked examples of the sheets, computed again from what they state. The sheets cut the fractions of a cent off, they
//! do not round: 8.450 euro a year are 704,16 euro a month.

mod figures;
mod money;
mod scales;

use super::corpus::SHIPPED;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A passage, what its example starts from, and what must come out: all of it stands in the passage.
struct Example {
    passage: (&'static str, &'static str),
    given: Vec<String>,
    says: Vec<String>,
}

fn example(passage: (&'static str, &'static str), given: &[String], says: &[String]) -> Example {
    Example { passage, given: given.to_vec(), says: says.to_vec() }
}

fn examples() -> Vec<Example> {
    [
        money::amounts(),
        money::rents(),
        money::wealth(),
        money::thresholds(),
        scales::scales(),
        scales::calendar(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `work~day#anchor` and the text of every passage, heading included.
fn passages() -> impl Iterator<Item = (String, String)> {
    SHIPPED.versions.iter().flat_map(|version| {
        version.passages.iter().map(move |passage| {
            let text = format!("{}\n\n{}", passage.heading, version.text_of(passage));
            (format!("{}#{}", version.key(), passage.locator), text)
        })
    })
}

/// What of an example does not stand in its passage.
fn absent(example: &Example, text: &str) -> Vec<String> {
    let (sheet, anchor) = example.passage;
    let absent = |part: &&String| !text.contains(part.as_str());
    let given = example.given.iter().filter(absent);
    let given = given.map(|part| format!("{sheet}#{anchor} does not start from «{part}»"));
    let says = example.says.iter().filter(absent);
    given.chain(says.map(|part| format!("{sheet}#{anchor} does not say «{part}»"))).collect()
}

#[test]
fn every_example_follows_from_what_it_states() {
    let texts: BTreeMap<String, String> = passages().collect();
    let told = |example: Example| {
        let place = format!("{}#{}", example.passage.0, example.passage.1);
        texts.get(&place).map_or_else(|| vec![format!("{place} is not there")], |text| absent(&example, text))
    };
    let wrong: Vec<String> = examples().into_iter().flat_map(told).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

static SUM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d[\d.]*(?:,\d+)?)((?: [×:+−] \d[\d.]*(?:,\d+)?)+)(?: = (\d[\d.]*(?:,\d+)?))?")
        .expect("a pattern that compiles")
});

/// «6.500 × 1,3 = 8.450»: what stands left, and what stands right if it does.
fn sums(text: &str) -> Vec<(f64, Option<f64>)> {
    let value = |text: &str| {
        text.trim_end_matches('.').replace('.', "").replace(',', ".").parse::<f64>().expect("a number")
    };
    let all = SUM.captures_iter(text).map(|found| {
        let mut words = found[2].split_whitespace();
        let mut left = value(&found[1]);
        while let (Some(sign), Some(by)) = (words.next(), words.next()) {
            let by = value(by);
            match sign {
                "×" => left *= by,
                ":" => left /= by,
                "+" => left += by,
                _ => left -= by,
            }
        }
        (left, found.get(3).map(|right| value(right.as_str())))
    });
    all.collect()
}

/// The result, cut after the cents.
fn follows(left: f64, right: f64) -> bool {
    (left - right) > -0.001 && (left - right) < 0.01
}

#[test]
fn every_written_sum_is_right_and_has_its_example() {
    let known: BTreeSet<String> =
        examples().iter().map(|e| format!("{}#{}", e.passage.0, e.passage.1)).collect();
    let mut wrong = Vec::new();
    for (place, text) in passages() {
        let sums = sums(&text);
        let off = sums.iter().filter(|(left, right)| right.is_some_and(|right| !follows(*left, right)));
        wrong.extend(off.map(|(left, right)| format!("{place}: {left} is not {right:?}")));
        if !sums.is_empty() && !known.contains(&place) {
            wrong.push(format!("{place} has a worked example: add it to tests/it/examples.rs"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_checks_can_fail() {
    assert!(examples().len() >= 40, "{} examples", examples().len());
    let check = |cents: i64, expected: &str| assert_eq!(figures::figure(cents), expected);
    check(0, "0");
    check(54_166, "541,66");
    check(68_250, "682,50");
    check(1_014_000, "10.140");
    check(123_456_708, "1.234.567,08");
    check(99_900, "999");
    let check = |hundredths: i64, expected: &str| assert_eq!(figures::factor(hundredths), expected);
    check(100, "1");
    check(115, "1,15");
    check(40, "0,4");
    check(220, "2,2");
    let check = |text: &str, right: bool| {
        assert!(sums(text).iter().all(|(left, r)| r.is_some_and(|r| follows(*left, r))) == right, "{text}");
    };
    check("(6.500 × 1,3 = 8.450; 8.450 − 3.000 = 5.450)", true);
    check("8.450 : 12 = 704,16.", true);
    check("8.450 : 12 = 704,17.", false);
    check("1 + 0,15 + 0,15 = 1,4", false);
    let made_up = example(("a", "b"), &["2 euro".to_owned()], &[figures::euro(400), figures::euro(500)]);
    assert_eq!(absent(&made_up, "2 euro × 2 = 4 euro"), ["a#b does not say «5 euro»"]);
    assert_eq!(sums("480 : 12").len(), 1);
    assert_eq!(sums("alle 10:30, 2023-2024").len(), 0);
}
