//! What goes to the terminal: results on stdout, everything else on stderr; progress bars only where someone looks.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;

/// A line of result. A reader that went away (`| head`) is no error.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
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

/// Logs to stderr, as text or one JSON object a line.
pub(crate) fn log_to_stderr(filter: &str, json: bool) {
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if json { log.json().try_init() } else { log.with_target(false).try_init() };
}
