//! `copilot redact`: masks personal data in a file of questions.

use super::file::{self, Results};
use super::{Outcome, args, output};
use gepi_copilot::access::redact;
use gepi_copilot::app::json_fault_from;
use gepi_copilot::strings::fill;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Line {
    id: serde_json::Value,
    question: String,
}

pub(super) fn redact_file(args: &args::RedactArgs) -> Outcome {
    let bytes = file::read(&args.input)?;
    let mut results = Results::create(&args.output, &args.input)?;
    let (mut done, mut bad) = (0usize, 0usize);
    for (number, line) in file::lines(&bytes) {
        match serde_json::from_slice::<Line>(line) {
            Ok(line) => {
                let redacted = redact(&line.question);
                let row =
                    serde_json::json!({"id": line.id, "redacted": redacted.text, "spans": redacted.spans});
                results.line(&row.to_string())?;
                done += 1;
            }
            Err(why) => {
                bad += 1;
                let why = json_fault_from(number, &why);
                output::complain(&fill("cli.batch.bad_line", &[("line", &number), ("why", &why)]));
            }
        }
    }
    if done > 0 {
        results.finish()?;
    }
    file::summary(done, bad)
}
