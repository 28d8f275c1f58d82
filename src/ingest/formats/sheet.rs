//! Spreadsheets, XLSX and CSV. A sheet of questions and answers gives a part for each row, headed by its question; any other
//! table gives lines that can be read alone, each value after the name of its column.

mod comma;
mod hidden;
mod workbook;
mod written;

use super::outline::{one_line, row_blocks, without_blank_lines};
use super::package::Package;
use crate::ingest::document::{Document, Meta, Part};
use crate::strings::fill;
use crate::text::Span;

/// Rows among which the names of the columns are looked for; a title and a note often stand above them.
const HEADER_ROWS: usize = 15;
/// Rows named in a warning.
const ROWS_SHOWN: usize = 10;
/// Bytes of a name that still reads as one.
const NAME_BYTES: usize = 80;

/// A table as its reader sees it.
struct Sheet {
    name: Option<String>,
    rows: Vec<Row>,
    /// Cells joined with those to their right.
    wide: Vec<Wide>,
}

/// A cell over several columns: in a row of names, what they have in common.
struct Wide {
    /// The row's number.
    row: u32,
    from: usize,
    to: usize,
}

struct Row {
    /// From 1, as the program that shows it counts.
    number: u32,
    cells: Vec<String>,
}

pub(super) fn xlsx(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    package.measure()?;
    let (mut sheets, mut warnings) = workbook::read(bytes)?;
    let hidden = hidden::rows(&mut package);
    for sheet in &mut sheets {
        let Some((name, rows)) = sheet.name.as_ref().and_then(|name| hidden.get_key_value(name)) else {
            continue;
        };
        let left_out: Vec<String> = sheet
            .rows
            .extract_if(.., |row| rows.contains(&row.number))
            .map(|row| row.number.to_string())
            .collect();
        if !left_out.is_empty() {
            let shown = left_out[..left_out.len().min(ROWS_SHOWN)].join(", ");
            let n = left_out.len();
            warnings.push(fill("ingest.rows_hidden", &[("n", &n), ("sheet", name), ("rows", &shown)]));
        }
    }
    let meta = package.meta(&mut warnings);
    let document = document(&sheets, warnings);
    let title = meta.title.or(document.meta.title);
    Ok(Document { meta: Meta { title, ..meta }, ..document })
}

pub(super) fn csv(bytes: &[u8]) -> Result<Document, String> {
    comma::read(bytes).map(|(sheet, warnings)| document(&[sheet], warnings))
}

fn document(sheets: &[Sheet], warnings: Vec<String>) -> Document {
    let mut document = Document { warnings, ..Document::default() };
    let several = sheets.len() > 1;
    for (index, sheet) in sheets.iter().enumerate() {
        let prefix = if index == 0 { String::new() } else { format!("f{}-", index + 1) };
        let name = sheet.name.clone().filter(|_| several);
        Writing { document: &mut document, prefix, name }.sheet(sheet);
    }
    document.meta.title = subject(sheets);
    document
}

/// What the only sheet of questions is called, if somebody called it something.
fn subject(sheets: &[Sheet]) -> Option<String> {
    let [sheet] = sheets else { return None };
    let name = sheet.name.as_deref()?.trim();
    let first =
        name.split(|c: char| c.is_ascii_digit() || c == ' ').next().unwrap_or_default().to_lowercase();
    let made = ["foglio", "sheet", "tabella", "table", "faq", ""].contains(&first.as_str());
    (!made && faq(sheet).is_some()).then(|| name.to_owned())
}

/// The columns of a sheet of questions.
struct Faq {
    header: usize,
    question: usize,
    answer: usize,
}

fn faq(sheet: &Sheet) -> Option<Faq> {
    const QUESTIONS: [&str; 6] = ["domanda", "domande", "quesito", "quesiti", "question", "testo domanda"];
    const ANSWERS: [&str; 5] = ["risposta", "risposte", "answer", "riscontro", "testo risposta"];
    let column = |row: &Row, names: &[&str]| {
        let is_one = |cell: &String| {
            let cell = cell.trim().to_lowercase();
            let cell = cell.trim_end_matches([':', '.', '?']);
            names.iter().any(|name| cell == *name || cell.starts_with(&format!("{name} ")))
        };
        row.cells.iter().position(is_one)
    };
    sheet.rows.iter().take(HEADER_ROWS).enumerate().find_map(|(header, row)| {
        let (question, answer) = (column(row, &QUESTIONS)?, column(row, &ANSWERS)?);
        let short = row.cells.iter().all(|c| c.len() <= NAME_BYTES);
        (short && question != answer).then_some(Faq { header, question, answer })
    })
}

/// The row that names the columns: the first with two names or more, as wide as the table nearly is, none of them a number.
fn header(sheet: &Sheet) -> Option<usize> {
    let filled = |row: &Row| row.cells.iter().filter(|c| !c.trim().is_empty()).count();
    let first = sheet.rows.iter().take(HEADER_ROWS);
    let width = sheet.rows.iter().take(4 * HEADER_ROWS).map(filled).max().unwrap_or(0);
    let names = |row: &Row| {
        let name = |c: &String| c.len() <= NAME_BYTES && !c.starts_with(|c: char| c.is_ascii_digit());
        row.cells.iter().all(name)
    };
    first.into_iter().position(|row| filled(row) >= 2 && 2 * filled(row) > width && names(row))
}

/// The first and the last row of names: a name over several columns stands in a row of its own above theirs.
fn header_rows(sheet: &Sheet, header: usize) -> (usize, usize) {
    let width = sheet.rows.iter().take(4 * HEADER_ROWS).map(|row| row.cells.len()).max().unwrap_or(0);
    let heads = |at: usize| {
        let row = &sheet.rows[at];
        let mut wide = sheet.wide.iter().filter(|wide| wide.row == row.number);
        // A title goes over the whole table.
        wide.any(|wide| wide.to + 1 - wide.from < width)
    };
    let next = |at: usize| sheet.rows.get(at + 1).is_some_and(|row| row.number == sheet.rows[at].number + 1);
    if heads(header) && next(header) {
        (header, header + 1)
    } else if header > 0 && heads(header - 1) && next(header - 1) {
        (header - 1, header)
    } else {
        (header, header)
    }
}

/// The name of each column, with what stands over it before.
fn names(sheet: &Sheet, (upper, lower): (usize, usize)) -> Vec<String> {
    let (over, own) = (&sheet.rows[upper], &sheet.rows[lower]);
    let above = |column: usize| {
        let wide = sheet.wide.iter().find(|w| w.row == over.number && (w.from..=w.to).contains(&column));
        over.cells
            .get(wide.map_or(column, |wide| wide.from))
            .map(|cell| column_name(cell))
            .unwrap_or_default()
    };
    let name = |column: usize| {
        let (above, own) = (above(column), own.cells.get(column).map(|c| column_name(c)).unwrap_or_default());
        match (upper == lower || above == own, own.is_empty()) {
            (true, _) => own,
            (false, true) => above,
            (false, false) => format!("{above} {own}").trim().to_owned(),
        }
    };
    (0..over.cells.len().max(own.cells.len())).map(name).collect()
}

struct Writing<'d> {
    document: &'d mut Document,
    prefix: String,
    name: Option<String>,
}

impl Writing<'_> {
    fn sheet(&mut self, sheet: &Sheet) {
        if let Some(faq) = faq(sheet) {
            return self.faq(sheet, &faq);
        }
        let Some(header) = header(sheet) else {
            return self.lines(&sheet.rows, |row| joined(&row.cells, " | "));
        };
        let (upper, lower) = header_rows(sheet, header);
        let names = names(sheet, (upper, lower));
        self.lines(&sheet.rows[..upper], |row| joined(&row.cells, " "));
        self.lines(&sheet.rows[lower + 1..], |row| named(&names, &row.cells));
    }

    fn faq(&mut self, sheet: &Sheet, faq: &Faq) {
        let names: Vec<String> = sheet.rows[faq.header].cells.iter().map(|c| column_name(c)).collect();
        self.lines(&sheet.rows[..faq.header], |row| joined(&row.cells, " "));
        for row in &sheet.rows[faq.header + 1..] {
            let cell = |column: usize| row.cells.get(column).map(String::as_str).unwrap_or_default();
            let (question, answer) = (one_line(cell(faq.question)), without_blank_lines(cell(faq.answer)));
            if question.is_empty() || answer.is_empty() {
                let said = joined(&row.cells, " ");
                if !said.is_empty() {
                    let row = &row.number;
                    self.document.warnings.push(fill("ingest.faq_half", &[("row", row)]));
                }
                continue;
            }
            let mut others = row.cells.clone();
            for column in [faq.question, faq.answer] {
                if let Some(cell) = others.get_mut(column) {
                    cell.clear();
                }
            }
            self.document.push(&question);
            let span = self.document.push(&format!("{answer}\n{}", named(&names, &others)));
            self.part(self.under(&question), format!("riga{}", row.number), span);
        }
    }

    /// Rows said in lines, in parts that tell which rows they hold.
    fn lines(&mut self, rows: &[Row], say: impl Fn(&Row) -> String) {
        let said: Vec<(u32, String)> = rows.iter().map(|row| (row.number, say(row))).collect();
        let said: Vec<(u32, String)> = said.into_iter().filter(|(_, line)| !line.is_empty()).collect();
        let lines: Vec<String> = said.iter().map(|(_, line)| line.clone()).collect();
        let mut next = 0;
        for block in row_blocks(&lines) {
            let count = block.lines().count();
            let (Some(first), Some(last)) = (said.get(next), said.get(next + count - 1)) else { return };
            let (first, last) = (first.0, last.0);
            next += count;
            let span = self.document.push(&block);
            if first == last {
                self.part(self.under(&format!("Riga {first}")), format!("riga{first}"), span);
            } else {
                let heading = self.under(&format!("Righe {first}–{last}"));
                self.part(heading, format!("riga{first}-{last}"), span);
            }
        }
    }

    fn under(&self, heading: &str) -> String {
        self.name.as_ref().map_or_else(|| heading.to_owned(), |name| format!("{name} › {heading}"))
    }

    fn part(&mut self, heading: String, locator: String, span: Span) {
        if !span.is_empty() {
            let locator = format!("{}{locator}", self.prefix);
            self.document.parts.push(Part {
                heading,
                locator,
                reference: None,
                span,
                whole: false,
                holds: None,
            });
        }
    }
}

fn column_name(cell: &str) -> String {
    one_line(cell).trim_end_matches(':').to_owned()
}

fn joined(cells: &[String], between: &str) -> String {
    let cells: Vec<String> = cells.iter().map(|c| one_line(c)).filter(|c| !c.is_empty()).collect();
    cells.join(between)
}

/// «Colonna: valore; Colonna: valore», without the empty ones.
fn named(names: &[String], cells: &[String]) -> String {
    let one = |(column, cell): (usize, &String)| {
        let cell = one_line(cell);
        let name = names.get(column).filter(|name| !name.is_empty());
        (!cell.is_empty()).then(|| name.map_or_else(|| cell.clone(), |name| format!("{name}: {cell}")))
    };
    cells.iter().enumerate().filter_map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
