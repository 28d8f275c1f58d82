//! What large material costs: acts of 1,000, 3,000 and 10,000 articles, whole and as a file for each article, a PDF of 500 pages
//! and one of 50 MB, each parsed by the program run apart, as an ingestion does. `cargo bench --no-default-features --bench ingest`.

#[path = "../tests/it/limits/made.rs"]
mod made;

use gepi_copilot::ingest::{Defaults, Limits, Parsers};
use gepi_copilot::search::generation::{Source, build};
use gepi_copilot::store::Clock;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Times printed are the least of these many runs.
const RUNS: usize = 3;

/// A line of the report.
macro_rules! say {
    ($($text:tt)*) => {
        writeln!(std::io::stdout(), $($text)*).expect("someone reads")
    };
}

fn main() {
    say!("{} processors", std::thread::available_parallelism().map_or(1, usize::from));
    let today = jiff::civil::date(2026, 11, 21);
    acts(today);
    folders(today);
    pdfs();
}

/// Seconds of a run, the least of some, with the last result.
fn timed<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut run = || {
        let began = Instant::now();
        let made = work();
        (began.elapsed().as_secs_f64(), made)
    };
    let mut best = run();
    for _ in 1..RUNS {
        let again = run();
        best = (best.0.min(again.0), again.1);
    }
    best
}

fn parsers() -> Parsers {
    Parsers::apart(Path::new(env!("CARGO_BIN_EXE_copilot")).to_path_buf(), Limits::default())
}

fn acts(today: jiff::civil::Date) {
    say!("\nOne act of n articles, Akoma Ntoso");
    say!(
        "{:>8} {:>10} {:>12} {:>8} {:>14} {:>10} {:>12}",
        "n",
        "parse s",
        "ms/article",
        "ratio",
        "child MB",
        "index s",
        "ms/article"
    );
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut first = None;
    for n in [1_000, 3_000, 10_000] {
        let xml = made::act(n);
        let (seconds, parsed) = timed(|| {
            parsers().parse("codice.xml", xml.as_bytes(), &Defaults::sheet(today)).expect("it is parsed")
        });
        assert_eq!(parsed.version.passages.len(), 2 * n, "each comma is a passage");
        let each = seconds * 1000.0 / n as f64;
        let ratio = each / *first.get_or_insert(each);
        let (_, peak) = reply("xml", xml.as_bytes());
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::Fixed(today);
        let began = Instant::now();
        let source = Source { versions: vec![parsed.version], ..Source::default() };
        runtime.block_on(build(folder.path(), source, None, (&clock, &|_, _| {}))).expect("built");
        let index = began.elapsed().as_secs_f64();
        say!(
            "{n:>8} {seconds:>10.2} {each:>12.3} {ratio:>8.2} {peak:>14.0} {index:>10.2} {:>12.3}",
            index * 1000.0 / n as f64
        );
    }
}

fn folders(today: jiff::civil::Date) {
    say!("\nA folder of n acts of one article");
    say!("{:>8} {:>10} {:>12} {:>8}", "n", "parse s", "ms/file", "ratio");
    let mut first = None;
    for n in [1_000, 3_000, 10_000] {
        let folder = tempfile::tempdir().expect("a folder");
        for file in 0..n {
            std::fs::write(folder.path().join(format!("atto-{file}.xml")), made::act(1)).expect("written");
        }
        let began = Instant::now();
        let read = parsers().read_folder(folder.path(), &Defaults::sheet(today), &|_| {}).expect("read");
        let seconds = began.elapsed().as_secs_f64();
        assert_eq!((read.versions.len(), read.errors.len()), (n, 0));
        let each = seconds * 1000.0 / n as f64;
        say!("{n:>8} {seconds:>10.2} {each:>12.3} {:>8.2}", each / *first.get_or_insert(each));
    }
}

fn pdfs() {
    say!("\nPDF");
    say!("{:>24} {:>8} {:>10} {:>12} {:>10}", "file", "MB", "parse s", "ms/page", "child MB");
    for (name, pages, picture) in [
        ("100 pages", 100, 0),
        ("500 pages", 500, 0),
        ("2,000 pages", 2_000, 0),
        ("100 pages with pictures", 100, 512 << 10),
    ] {
        let bytes = made::pdf(pages, picture);
        let (seconds, (found, peak)) = timed(|| reply("pdf", &bytes));
        assert!(found.contains(&format!("pag{pages}")), "{name}: the last page is there");
        let (mb, each) = (bytes.len() as f64 / f64::from(1 << 20), seconds * 1000.0 / pages as f64);
        say!("{name:>24} {mb:>8.1} {seconds:>10.2} {each:>12.2} {peak:>10.0}");
    }
}

/// What the program run apart replies, and its memory at most, MB.
fn reply(format: &str, bytes: &[u8]) -> (String, f64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_copilot"))
        .args(["parse", "--format", format])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    child.stdin.take().expect("piped").write_all(bytes).expect("taken");
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success(), "{}", output.status);
    let text = String::from_utf8(output.stdout).expect("JSON");
    let reply: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let peak = reply["peak_kb"].as_f64().unwrap_or(f64::NAN) / 1024.0;
    (text, peak)
}
