//! Files of questions gathered elsewhere (webinars, mail, spreadsheets), as CSV or JSON lines, read the same way for the command and
//! for the page. The same file twice counts once.

use super::{App, AskError, Gathered, day, json_fault_from, numbered_lines};
use crate::ingest::sha256_hex;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Questions taken in one go from the page: more would keep it waiting.
const MOST: usize = 1000;

/// A line of either kind of file. Other fields are let be.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(alias = "domanda")]
    question: String,
    #[serde(default, alias = "data")]
    date: Option<String>,
    #[serde(default, alias = "ambito")]
    tenant: Option<String>,
}

/// Lines by number from 1: a question, or what is wrong with it.
pub type GatheredLines = Vec<(usize, Result<Gathered, String>)>;

/// A file of questions cannot be read at all, or not in one go.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// Not CSV in UTF-8.
    #[error("{}", s("gather.bad_csv"))]
    Csv,
    /// No column of questions.
    #[error("{}", s("gather.no_column"))]
    NoColumn,
    /// Nothing in it.
    #[error("{}", s("gather.empty"))]
    Empty,
    /// More than the page waits for.
    #[error("{}", fill("gather.too_many", &[("n", n), ("most", &MOST)]))]
    TooMany {
        /// Questions found.
        n: usize,
    },
    /// The program cannot take questions now.
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Skipped {
    /// Its number in the file, from 1.
    pub line: usize,
    /// Why, in Italian.
    pub why: String,
}

/// What became of a file of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Imported {
    /// Questions put under gaps, those of an earlier import of the same file included.
    pub taken: usize,
    /// Lines that were not.
    pub skipped: Vec<Skipped>,
}

/// The questions of a file: CSV if its name says so, else JSON lines.
pub fn read_gathered(name: &str, bytes: &[u8]) -> Result<GatheredLines, GatherError> {
    let csv = name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("csv"));
    let lines = if csv { of_csv(bytes)? } else { of_json(bytes) };
    let mut same = HashMap::new();
    let gathered = lines.into_iter().map(|(n, line)| (n, line.and_then(|line| gathered(line, &mut same))));
    Ok(gathered.collect())
}

impl App {
    /// Puts the questions of a file under gaps; lines that cannot be read are told and skipped.
    pub async fn gather_file(&self, name: &str, bytes: &[u8]) -> Result<Imported, GatherError> {
        let lines = read_gathered(name, bytes)?;
        if lines.is_empty() {
            return Err(GatherError::Empty);
        }
        if lines.len() > MOST {
            return Err(GatherError::TooMany { n: lines.len() });
        }
        let mut imported = Imported { taken: 0, skipped: Vec::new() };
        for (line, found) in lines {
            let noted = match found {
                Ok(gathered) => self.gather(gathered).await,
                Err(why) => {
                    imported.skipped.push(Skipped { line, why });
                    continue;
                }
            };
            match noted {
                Ok(_) => imported.taken += 1,
                Err(why @ (AskError::Empty | AskError::TooLong { .. })) => {
                    imported.skipped.push(Skipped { line, why: why.to_string() });
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(imported)
    }
}

/// The id follows from what the line says, and how many lines before it say the same.
fn gathered(line: Line, same: &mut HashMap<String, usize>) -> Result<Gathered, String> {
    let date = line.date.filter(|text| !text.trim().is_empty());
    let day = match date.as_deref() {
        None => None,
        Some(text) => Some(day(text.trim()).ok_or_else(|| fill("cli.bad_date", &[("value", &text)]))?),
    };
    let tenant = line.tenant.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let said = format!("{}\u{1f}{day:?}\u{1f}{tenant:?}", line.question.trim());
    let before = same.entry(said.clone()).or_default();
    *before += 1;
    let id = format!("import:{}", &sha256_hex(format!("{said}\u{1f}{before}").as_bytes())[..24]);
    Ok(Gathered { id, question: line.question, day, tenant })
}

type Lines = Vec<(usize, Result<Line, String>)>;

fn of_json(bytes: &[u8]) -> Lines {
    let parse = |(number, line): (usize, &[u8])| {
        (number, serde_json::from_slice(line).map_err(|e| json_fault_from(number, &e)))
    };
    numbered_lines(bytes).into_iter().map(parse).collect()
}

fn of_csv(bytes: &[u8]) -> Result<Lines, GatherError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let semicolons = first.iter().filter(|b| **b == b';').count();
    let commas = first.iter().filter(|b| **b == b',').count();
    let delimiter = if semicolons > commas { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let headers = reader.headers().map_err(|_| GatherError::Csv)?.clone();
    if !headers.iter().any(|h| matches!(h.trim(), "question" | "domanda")) {
        return Err(GatherError::NoColumn);
    }
    let headers: csv::StringRecord = headers.iter().map(str::trim).collect();
    let mut lines = Vec::new();
    for record in reader.records() {
        let (at, line) = match record {
            Ok(record) => {
                let line = record.deserialize(Some(&headers));
                (
                    record.position().map(csv::Position::line),
                    line.map_err(|_| s("gather.bad_line").to_owned()),
                )
            }
            Err(error) => (error.position().map(csv::Position::line), Err(s("gather.bad_line").to_owned())),
        };
        lines.push((at.and_then(|line| usize::try_from(line).ok()).unwrap_or(0), line));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_file_say_the_same() {
        let check = |name: &str, text: &str, expected: &[(usize, Option<&str>)]| {
            let lines = read_gathered(name, text.as_bytes()).expect(name);
            let told: Vec<(usize, Option<&str>)> = lines
                .iter()
                .map(|(n, line)| (*n, line.as_ref().ok().map(|gathered| gathered.question.as_str())))
                .collect();
            assert_eq!(told, expected, "{text}");
        };
        check(
            "a.csv",
            "domanda;data\nchi firma?;2026-10-01\nquando?;ieri\n",
            &[(2, Some("chi firma?")), (3, None)],
        );
        check("A.CSV", "\u{feff}x,question\n1,\"a\nb?\"\n2,c?\n", &[(2, Some("a\nb?")), (4, Some("c?"))]);
        check("a.jsonl", "{\"domanda\":\"chi?\"}\n\nboh\n", &[(1, Some("chi?")), (3, None)]);
        check("senza", "{\"question\":\"chi?\",\"altro\":1}", &[(1, Some("chi?"))]);
        check("a.csv", "domanda\n", &[]);
    }

    #[test]
    fn a_file_that_is_no_table_of_questions_is_refused() {
        assert!(matches!(read_gathered("a.csv", b"testo\nciao\n"), Err(GatherError::NoColumn)));
        assert!(matches!(read_gathered("a.csv", b"domand\xe0\n"), Err(GatherError::Csv)));
    }

    #[test]
    fn the_same_line_keeps_its_id_and_a_second_one_gets_another() {
        let ids = |text: &str| -> Vec<String> {
            let lines = read_gathered("a.jsonl", text.as_bytes()).expect("lines");
            lines.into_iter().filter_map(|(_, line)| Some(line.ok()?.id)).collect()
        };
        let (one, two) =
            (ids("{\"question\":\"chi?\"}\n"), ids("{\"question\":\"chi?\"}\n{\"question\":\" chi? \"}\n"));
        assert_eq!(one[0], two[0]);
        assert_ne!(two[0], two[1]);
    }
}
