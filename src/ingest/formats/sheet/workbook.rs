//! The sheets of an XLSX workbook. Cells are taken one by one, as they stand in the file: a single cell in the last row must
//! not make room for the million above it.

use super::{Row, Sheet, Wide, written};
use crate::strings::{fill, s};
use calamine::{Dimensions, Reader, SheetVisible, Xlsx};
use std::io::Cursor;

/// Cells read of a workbook; those after are a warning.
const MAX_CELLS: usize = 1_000_000;
/// Columns read of each row.
const MAX_COLUMNS: u32 = 200;
/// Joined cells looked at, and the rows that one may reach over.
const MAX_JOINED: usize = 10_000;
const MAX_JOINED_ROWS: u32 = 200;
/// Bytes of text; one shared string can stand in a million cells.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// The visible sheets of an archive that was measured.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<String>), String> {
    // calamine is careful, but reads what strangers send.
    let read = || sheets(bytes);
    std::panic::catch_unwind(read).unwrap_or_else(|_| Err(s("ingest.no_workbook").to_owned()))
}

fn sheets(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<String>), String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| s("ingest.no_workbook").to_owned())?;
    let mut left = Left { cells: MAX_CELLS, bytes: MAX_TEXT_BYTES };
    let (mut sheets, mut warnings) = (Vec::new(), Vec::new());
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in visible {
        match rows(&mut book, &name, &mut left) {
            Ok(rows) if rows.is_empty() => {}
            Ok(mut rows) => {
                let joined = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
                let wide = spread(&mut rows, &joined);
                sheets.push(Sheet { name: Some(name), rows, wide });
            }
            Err(why) => warnings.push(fill("ingest.sheet_broken", &[("sheet", &name), ("why", &why)])),
        }
    }
    if left.cells == 0 || left.bytes == 0 {
        warnings.push(fill("ingest.cells", &[("most", &MAX_CELLS)]));
    }
    Ok((sheets, warnings))
}

/// Says what stands in joined cells in each of their rows; those that go over several columns are told.
fn spread(rows: &mut [Row], joined: &[Dimensions]) -> Vec<Wide> {
    let mut wide = Vec::new();
    for region in joined.iter().take(MAX_JOINED) {
        let ((top, left), (bottom, right)) = (region.start, region.end);
        let (from, to) = (left as usize, right.min(MAX_COLUMNS) as usize);
        let at = |number: u32| rows.binary_search_by_key(&number, |row| row.number);
        let Ok(first) = at(top.saturating_add(1)) else { continue };
        let Some(text) = rows[first].cells.get(from).filter(|text| !text.is_empty()).cloned() else {
            continue;
        };
        if to > from {
            wide.push(Wide { row: rows[first].number, from, to });
        }
        let last = bottom.min(top.saturating_add(MAX_JOINED_ROWS)).saturating_add(1);
        for row in rows[first + 1..].iter_mut().take_while(|row| row.number <= last) {
            row.cells.resize(row.cells.len().max(from + 1), String::new());
            if row.cells[from].is_empty() {
                row.cells[from].clone_from(&text);
            }
        }
    }
    wide
}

/// What may still be read of a workbook.
struct Left {
    cells: usize,
    bytes: usize,
}

fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    left: &mut Left,
) -> Result<Vec<Row>, calamine::XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let formats: Vec<String> = reader.styles().iter().map(format_of).collect();
    let mut rows: Vec<Row> = Vec::new();
    while left.cells > 0 && left.bytes > 0 {
        let Some((cell, style)) = reader.next_cell_with_style_id()? else { break };
        left.cells -= 1;
        let (row, column) = cell.get_position();
        let text = written::cell(cell.get_value(), formats.get(style).map_or("", String::as_str));
        if text.trim().is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        left.bytes = left.bytes.saturating_sub(text.len());
        let number = row.saturating_add(1);
        if rows.last().is_none_or(|last| last.number < number) {
            rows.push(Row { number, cells: Vec::new() });
        }
        // A file whose rows go back is wrong: what comes late joins the last row.
        if let Some(last) = rows.last_mut() {
            let column = column as usize;
            last.cells.resize(last.cells.len().max(column + 1), String::new());
            last.cells[column] = text;
        }
    }
    Ok(rows)
}

fn format_of(style: &calamine::Style) -> String {
    style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default()
}
