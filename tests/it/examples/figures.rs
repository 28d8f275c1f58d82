//! Amounts, scales and days, computed and written as the sheets write them. Amounts are in cents, scales in hundredths.

use jiff::civil::Date;

/// The annual amounts of the ADI in euro, by year.
pub(super) struct Adi {
    pub(super) isee: i64,
    pub(super) income: i64,
    pub(super) over_67: i64,
    pub(super) rent: i64,
    pub(super) rent_67: i64,
}

pub(super) const IN_2024: Adi =
    Adi { isee: 9_360, income: 6_000, over_67: 7_560, rent: 3_360, rent_67: 1_800 };
pub(super) const IN_2025: Adi =
    Adi { isee: 10_140, income: 6_500, over_67: 8_190, rent: 3_640, rent_67: 1_950 };

/// What members add to the scale of the ADI, in hundredths.
pub(super) const CHILD: i64 = 15;
pub(super) const THIRD_CHILD: i64 = 10;
pub(super) const CARE: i64 = 40;
pub(super) const SIXTY: i64 = 40;

/// The scale of a household: 1 and what its members add, up to 2,2.
pub(super) fn scale(members: &[i64]) -> i64 {
    (100 + members.iter().sum::<i64>()).min(220)
}

pub(super) const fn cents(euro: i64) -> i64 {
    euro * 100
}

/// Cents of so many euro for a household of this scale.
pub(super) fn scaled(euro: i64, scale: i64) -> i64 {
    euro * scale
}

/// Cents a month, without the fraction.
pub(super) fn monthly(cents_a_year: i64) -> i64 {
    cents_a_year / 12
}

/// «10.140», «541,66».
pub(super) fn figure(cents: i64) -> String {
    let mut whole = (cents / 100).to_string();
    for at in (1..whole.len()).rev().filter(|at| (whole.len() - at).is_multiple_of(3)).collect::<Vec<_>>() {
        whole.insert(at, '.');
    }
    if cents % 100 == 0 { whole } else { format!("{whole},{:02}", cents % 100) }
}

/// «10.140 euro».
pub(super) fn euro(cents: i64) -> String {
    format!("{} euro", figure(cents))
}

/// «1,3», «1,15», «2».
pub(super) fn factor(hundredths: i64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

pub(super) fn sum(hundredths: &[i64]) -> String {
    hundredths.iter().map(|n| factor(*n)).collect::<Vec<_>>().join(" + ")
}

pub(super) const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// «luglio 2027».
pub(super) fn month(day: Date) -> String {
    format!("{} {}", MONTHS[usize::try_from(day.month()).expect("1 to 12") - 1], day.year())
}

pub(super) fn day(day: Date) -> String {
    format!("{} {}", day.day(), month(day))
}

pub(super) fn t(text: &str) -> String {
    text.to_owned()
}
