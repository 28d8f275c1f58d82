//! `copilot redact`: masks personal data in a file of questions.

use super::{Failure, Outcome, args, output};
use gepi_copilot::access::redact;
use gepi_copilot::strings::{fill, s};
use serde::Deserialize;
use std::io::Write;

#[derive(Debug, Deserialize)]
struct Line {
    id: serde_json::Value,
    question: String,
}

pub(super) fn redact_file(args: &args::RedactArgs) -> Outcome {
    let bytes = std::fs::read(&args.input)
        .map_err(|why| Failure::Usage(fill("cli.read", &[("path", &args.input.display()), ("why", &why)])))?;
    let write = |why: std::io::Error| {
        Failure::Work(fill("cli.write", &[("path", &args.output.display()), ("why", &why)]))
    };
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args.output).map_err(write)?);
    let (mut done, mut bad) = (0usize, 0usize);
    for (n, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Line>(line) {
            Ok(line) => {
                let redacted = redact(&line.question);
                let row = serde_json::json!({"id": line.id, "redacted": redacted.text, "spans": redacted.spans});
                writeln!(out, "{row}").map_err(write)?;
                done += 1;
            }
            Err(why) => {
                bad += 1;
                output::complain(&fill("cli.batch.bad_line", &[("line", &(n + 1)), ("why", &why)]));
            }
        }
    }
    out.flush().map_err(write)?;
    output::tell(&fill("cli.batch.summary", &[("done", &done), ("bad", &bad)]));
    if done == 0 { Err(Failure::Usage(s("cli.batch.nothing").to_owned())) } else { Ok(()) }
}
