//! `copilot gaps import`: questions gathered elsewhere (webinars, mail, spreadsheets), masked and put under gaps. The same file
//! twice counts once.

use crate::cli::{Failure, Outcome, file, output, ready};
use gepi_copilot::app::{Gathered, day, json_fault_from};
use gepi_copilot::config::Config;
use gepi_copilot::ingest::sha256_hex;
use gepi_copilot::strings::{fill, s};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

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

pub(super) async fn import(config: Config, input: &Path) -> Outcome {
    let bytes = file::read(input)?;
    let csv = input.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let lines = if csv { of_csv(&bytes)? } else { of_json(&bytes) };
    let app = ready(config).await?;
    let bar = output::progress(s("cli.gaps.searching"));
    let (mut done, mut bad) = (0usize, 0usize);
    let mut same: HashMap<String, usize> = HashMap::new();
    let total = lines.len();
    for (number, line) in lines {
        let gathered = line.and_then(|line| gathered(line, &mut same));
        let noted = match gathered {
            Ok(gathered) => app.gather(gathered).await.map_err(|e| e.to_string()),
            Err(why) => Err(why),
        };
        match noted {
            Ok(_) => done += 1,
            Err(why) => {
                bad += 1;
                output::complain(&fill("cli.batch.bad_line", &[("line", &number), ("why", &why)]));
            }
        }
        output::advance(&bar, done + bad, total);
    }
    bar.finish_and_clear();
    file::summary(done, bad)
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
    file::lines(bytes).into_iter().map(parse).collect()
}

fn of_csv(bytes: &[u8]) -> Result<Lines, Failure> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let semicolons = first.iter().filter(|b| **b == b';').count();
    let commas = first.iter().filter(|b| **b == b',').count();
    let delimiter = if semicolons > commas { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let headers = reader.headers().map_err(|_| Failure::Usage(s("cli.gaps.bad_csv").to_owned()))?.clone();
    if !headers.iter().any(|h| matches!(h.trim(), "question" | "domanda")) {
        return Err(Failure::Usage(s("cli.gaps.no_column").to_owned()));
    }
    let headers: csv::StringRecord = headers.iter().map(str::trim).collect();
    let mut lines = Vec::new();
    for record in reader.records() {
        let line = match record {
            Ok(record) => {
                let number = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
                let line = record.deserialize(Some(&headers));
                (number, line.map_err(|_| s("cli.gaps.bad_csv_line").to_owned()))
            }
            Err(error) => {
                let number = error.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
                (number, Err(s("cli.gaps.bad_csv_line").to_owned()))
            }
        };
        lines.push(line);
    }
    Ok(lines)
}
