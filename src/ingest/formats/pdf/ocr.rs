//! Reads a page from its picture, through two programs that the machine may have: `pdftoppm` (poppler) draws it, `tesseract`
//! reads it. They run apart from this process, each with a time and what it writes with a size.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// For drawing or for reading one page.
const PAGE_TIME: Duration = Duration::from_secs(60);
/// For all pages of a file, unless less is left.
pub(super) const FILE_TIME: Duration = Duration::from_secs(600);
/// Pixels of the longer side: 300 points per inch of an A4.
const PIXELS: &str = "3300";
/// Bytes of a page's text.
const MAX_TEXT_BYTES: u64 = 200_000;

/// The file on disk, for the programs to read.
pub(super) struct Reader {
    folder: tempfile::TempDir,
    until: Instant,
}

impl Reader {
    /// None where one of the programs, or Italian for the second, is missing.
    pub(super) fn new(pdf: &[u8], time: Duration) -> Option<Self> {
        let until = Instant::now() + time.min(FILE_TIME);
        let folder = tempfile::tempdir().ok()?;
        let languages = folder.path().join("languages.txt");
        let has_pictures = runs(Command::new("pdftoppm").arg("-v"), None, until);
        let has_text = runs(Command::new("tesseract").arg("--list-langs"), Some(&languages), until);
        let has_italian =
            std::fs::read_to_string(&languages).unwrap_or_default().lines().any(|l| l.trim() == "ita");
        if !has_pictures || !has_text || !has_italian {
            return None;
        }
        std::fs::write(folder.path().join("file.pdf"), pdf).ok()?;
        Some(Self { folder, until })
    }

    /// The text of a page; none when the programs fail or take too long.
    pub(super) fn page(&self, number: usize) -> Option<String> {
        if Instant::now() > self.until {
            return None;
        }
        let at = |name: &str| self.folder.path().join(name);
        let number = number.to_string();
        let mut draw = Command::new("pdftoppm");
        draw.args(["-f", &number, "-l", &number, "-singlefile", "-gray", "-png", "-scale-to", PIXELS]);
        draw.arg(at("file.pdf")).arg(at("page"));
        let mut read = Command::new("tesseract");
        read.arg(at("page.png")).arg(at("page")).args(["-l", "ita", "--psm", "3"]);
        let done = runs(&mut draw, None, self.until) && runs(&mut read, None, self.until);
        let text = at("page.txt");
        let small = std::fs::metadata(&text).is_ok_and(|m| m.len() <= MAX_TEXT_BYTES);
        let found = if done && small { std::fs::read_to_string(&text).ok() } else { None };
        for name in ["page.png", "page.txt"] {
            // What is not there was not made.
            let _ = std::fs::remove_file(at(name));
        }
        found
    }
}

/// Does the program end well, and in time? What it says goes to a file or nowhere.
fn runs(command: &mut Command, output: Option<&Path>, until: Instant) -> bool {
    let output = match output.map(std::fs::File::create) {
        Some(Ok(file)) => Stdio::from(file),
        _ => Stdio::null(),
    };
    // One page at a time is read: more threads would only take the machine from who asks.
    command.env("OMP_THREAD_LIMIT", "1");
    let started = command.stdin(Stdio::null()).stdout(output).stderr(Stdio::null()).spawn();
    let Ok(mut child) = started else { return false };
    let until = until.min(Instant::now() + PAGE_TIME);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            _ => {
                // It may have ended meanwhile; then there is nothing to end.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
