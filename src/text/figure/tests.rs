//! Numbers in digits.

use super::*;

#[test]
fn figures() {
    for (text, value, len) in [
        ("10.140 euro", "10140", 6),
        ("10140", "10140", 5),
        ("541,66", "541.66", 6),
        ("541.66", "541.66", 6),
        ("1.234.567,89.", "1234567.89", 12),
        ("10.000,00", "10000", 9),
        ("2,20", "2.2", 4),
        ("007", "7", 3),
        ("0", "0", 1),
        ("0,40", "0.4", 4),
        ("10'140", "10140", 6),
        ("10\u{202f}140", "10140", 8),
        ("10 140", "10", 2),
        ("9.360. Poi", "9360", 5),
        ("1.1.2025", "1", 1),
        ("3,4,5", "3", 1),
        ("1.234.5", "1", 1),
        ("2025, n. 48", "2025", 4),
        ("0.140", "0.14", 5),
    ] {
        let found = figure(text, 0);
        assert_eq!((found.value.as_str(), found.end), (value, len), "{text}");
    }
}

#[test]
fn the_later_parts_of_a_list_stand_alone() {
    let values: Vec<String> = [0, 2, 4].iter().map(|at| figure("1.1.2025", *at).value).collect();
    assert_eq!(values, ["1", "1", "2025"]);
}
