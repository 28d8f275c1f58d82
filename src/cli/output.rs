//! What goes to the terminal: results on stdout, everything else on stderr; progress bars only where someone looks.

use super::{Failure, Outcome};
use gepi_copilot::ingest::Reading;
use gepi_copilot::strings::{fill, s};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use std::time::Duration;

/// What people wait for without asking.
const SLOW: Duration = Duration::from_secs(2);

/// Why results could not be written, the first time.
static LOST: OnceLock<String> = OnceLock::new();

/// A line of result. A reader that went away (`| head`) is no error; a full disk is, told when the command ends.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let written =
        out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    if let Err(why) = written
        && why.kind() != ErrorKind::BrokenPipe
    {
        let _ = LOST.set(why.to_string());
    }
}

/// Has all that was said been written?
pub(crate) fn written() -> Outcome {
    match LOST.get() {
        None => Ok(()),
        Some(why) => Err(Failure::Work(fill("cli.write", &[("path", &"stdout"), ("why", why)]))),
    }
}

/// The text for one or for many, with the number.
pub(crate) fn counted(n: usize, (one, many): (&str, &str)) -> String {
    fill(if n == 1 { one } else { many }, &[("n", &n)])
}

/// A line for the person, on stderr.
pub(crate) fn tell(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.write_all(b"\n"));
}

/// What went wrong.
pub(crate) fn complain(text: &str) {
    tell(&format!("copilot: {text}"));
}

/// A bar on stderr; hidden when stderr is not a terminal.
pub(crate) fn progress(title: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} ({eta})") {
        bar.set_style(style);
    }
    bar.set_message(title.to_owned());
    bar
}

/// Moves a bar.
pub(crate) fn advance(bar: &ProgressBar, done: usize, total: usize) {
    bar.set_length(total as u64);
    bar.set_position(done as u64);
}

/// A bar for files being read, which shows itself only when that takes a while.
pub(crate) fn progress_if_slow() -> ProgressBar {
    let bar = ProgressBar::hidden();
    if let Ok(style) = ProgressStyle::with_template("{prefix} {msg} {wide_bar} {pos}/{len} ({elapsed})") {
        bar.set_style(style);
    }
    bar.set_prefix(s("cli.reading"));
    bar
}

/// Moves such a bar; to be called now and then even when nothing moves, as one file may take minutes.
pub(crate) fn advance_if_slow(bar: &ProgressBar, reading: Reading) {
    if bar.elapsed() < SLOW {
        return;
    }
    if bar.is_hidden() && std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
    bar.set_message(reading.file.to_owned());
    advance(bar, reading.done, reading.total);
    bar.tick();
}

/// Logs to stderr, as text or one JSON object a line.
pub(crate) fn log_to_stderr(filter: &str, json: bool) {
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_ansi(std::io::stderr().is_terminal());
    let _ = if json { log.json().try_init() } else { log.with_target(false).try_init() };
}
