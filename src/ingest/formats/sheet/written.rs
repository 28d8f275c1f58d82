//! Numbers, days and hours of a spreadsheet as an Italian reader writes them.

use calamine::{DataRef, ExcelDateTime};

/// Numbers from here on have a point every three digits: below it they are as often years.
const GROUPED_FROM: f64 = 10_000.0;

/// The cell as text; `format` is the number format of its style.
pub(super) fn cell(value: &DataRef, format: &str) -> String {
    match value {
        DataRef::Int(n) => number(*n as f64, format),
        DataRef::Float(n) => number(*n, format),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "sì".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        DataRef::DateTime(at) => moment(at),
        DataRef::DateTimeIso(text) => iso(text).unwrap_or_else(|| text.clone()),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn number(n: f64, format: &str) -> String {
    if !n.is_finite() {
        return String::new();
    }
    let text = format.contains('@');
    let percent = format.contains('%');
    let n = if percent { n * 100.0 } else { n };
    let decimals = decimals(format);
    let digits = match decimals {
        Some(places) => format!("{:.places$}", n.abs()),
        None => {
            let digits = format!("{:.6}", n.abs());
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
    // A code kept as text or padded with zeros is no quantity.
    let is_code = text || format.starts_with("00");
    let is_grouped = !is_code && (n.abs() >= GROUPED_FROM || format.contains("#,##0"));
    let mut written = if n < 0.0 { "-".to_owned() } else { String::new() };
    written.push_str(&if is_grouped { grouped(whole) } else { padded(whole, format) });
    if !rest.is_empty() {
        written.push(',');
        written.push_str(rest);
    }
    if percent {
        written.push('%');
    } else if format.contains('€') || format.contains("EUR") {
        written.push_str(" €");
    }
    written
}

/// Digits after the comma that the format shows; none where it does not say.
fn decimals(format: &str) -> Option<usize> {
    let positive = format.split(';').next().unwrap_or_default();
    if !positive.contains(['0', '#']) {
        return None;
    }
    let after = positive.split_once('.').map_or("", |(_, after)| after);
    Some(after.chars().take_while(|c| *c == '0').count().min(10))
}

/// Zeros that the format puts before: a postcode `00000`.
fn padded(whole: &str, format: &str) -> String {
    let zeros = format.chars().take_while(|c| *c == '0').count().min(20);
    format!("{whole:0>zeros$}")
}

fn grouped(whole: &str) -> String {
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

fn moment(at: &ExcelDateTime) -> String {
    if !at.as_f64().is_finite() || !(0.0..3_000_000.0).contains(&at.as_f64()) {
        return String::new();
    }
    if at.is_duration() {
        let minutes = (at.as_f64() * 1440.0).round() as u64;
        return format!("{}:{:02}", minutes / 60, minutes % 60);
    }
    let (year, month, day, hour, minute, _, _) = at.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}");
    match at.as_f64() {
        value if value < 1.0 => clock,
        _ if hour == 0 && minute == 0 => format!("{day:02}/{month:02}/{year}"),
        _ => format!("{day:02}/{month:02}/{year} {clock}"),
    }
}

/// `2025-03-01T00:00:00` → `01/03/2025`.
fn iso(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    let clock = text.get(11..16).filter(|clock| *clock != "00:00").map(|clock| format!(" {clock}"));
    Some(format!("{:02}/{:02}/{}{}", date.day(), date.month(), date.year(), clock.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_an_italian_reader_writes_them() {
        let check =
            |n: f64, format: &str, expected: &str| assert_eq!(number(n, format), expected, "{format}");
        check(10140.0, "General", "10.140");
        check(2024.0, "General", "2024");
        check(1234.5, "General", "1234,5");
        check(0.1 + 0.2, "General", "0,3");
        check(-12345.678, "#,##0.00", "-12.345,68");
        check(1500.0, "#,##0.00 €", "1.500,00 €");
        check(0.225, "0.0%", "22,5%");
        check(185.0, "00000", "00185");
        check(123456.0, "@", "123456");
        check(f64::NAN, "General", "");
    }
}
