//! `copilot parse`, which the program runs for itself: one foreign file on stdin, a reply on stdout. It reads no configuration:
//! its limits come with the command.

use super::{Failure, Outcome, args};
use gepi_copilot::ingest::{Limits, child};
use std::io::{BufWriter, Write};

pub(super) fn parse(args: &args::Parse) -> Outcome {
    let args::Parse { format, file_mb, memory_mb, seconds, cpu_seconds } = args;
    let (file_mb, memory_mb, seconds, cpu_seconds) = (*file_mb, *memory_mb, *seconds, *cpu_seconds);
    let limits = Limits { file_mb, memory_mb, seconds, cpu_seconds, parallel: 1 };
    let mut output = BufWriter::new(std::io::stdout().lock());
    child::serve(format, &limits, std::io::stdin().lock(), &mut output)
        .and_then(|()| output.flush())
        .map_err(|why| Failure::Work(why.to_string()))
}
