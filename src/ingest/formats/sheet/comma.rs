//! Comma-separated values as Italian programs write them: often with semicolons, often in the encoding of old Windows.

use super::{Row, Sheet};
use crate::strings::{fill, s};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of a file; an export of a hundred thousand rows has about 20 MB.
const MAX_BYTES: usize = 64 << 20;
/// Rows read; those after are a warning.
const MAX_ROWS: usize = 100_000;
/// Columns read of each row.
const MAX_COLUMNS: usize = 200;
/// Records by which the separator is chosen.
const SAMPLE: usize = 20;

pub(super) fn read(bytes: &[u8]) -> Result<(Sheet, Vec<String>), String> {
    if bytes.is_empty() {
        return Err(s("ingest.no_bytes").to_owned());
    }
    if bytes.len() > MAX_BYTES {
        return Err(fill("ingest.too_many_mb", &[("most", &(MAX_BYTES >> 20))]));
    }
    let mut warnings = Vec::new();
    let text = text(bytes, &mut warnings);
    if text.contains('\0') {
        return Err(s("ingest.not_separated").to_owned());
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rows = Vec::new();
    let mut reader = reader(&text, separator(&text));
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|why| fill("ingest.csv", &[("why", &why)]))? {
        if rows.len() == MAX_ROWS {
            warnings.push(fill("ingest.rows", &[("most", &MAX_ROWS)]));
            break;
        }
        let number = record.position().map_or(0, |p| p.record() + 1);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        rows.push(Row { number, cells: record.iter().take(MAX_COLUMNS).map(str::to_owned).collect() });
    }
    Ok((Sheet { name: None, rows, wide: Vec::new() }, warnings))
}

fn text(bytes: &[u8], warnings: &mut Vec<String>) -> String {
    match bytes {
        [0xff, 0xfe, ..] => UTF_16LE.decode(bytes).0.into_owned(),
        [0xfe, 0xff, ..] => UTF_16BE.decode(bytes).0.into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => {
                warnings.push(s("ingest.windows_1252").to_owned());
                WINDOWS_1252.decode(bytes).0.into_owned()
            }
        },
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// The separator by which most records have the same number of fields, more than one.
fn separator(text: &str) -> u8 {
    let agreeing = |separator: &u8| {
        let records = reader(text, *separator).into_records().take(SAMPLE).flatten();
        let widths: Vec<usize> = records.map(|r| r.len()).filter(|n| *n > 1).collect();
        widths.iter().map(|n| (widths.iter().filter(|m| *m == n).count(), *n)).max().unwrap_or_default()
    };
    // Of equals the last wins: Italian programs write semicolons, because the comma is in the numbers.
    [b',', b'\t', b';'].into_iter().max_by_key(agreeing).unwrap_or(b';')
}
