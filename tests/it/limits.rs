//! What a foreign file may cost: itself. The program run apart as an ingestion runs it, with files that want too much, that
//! never end, or that break their parser; and large files that are only large.

pub(crate) mod made;
mod seeds;

use super::cli::{copilot, scratch};
use gepi_copilot::ingest::{ChildError, Defaults, IngestError, Limits, Parsed, Parsers};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_copilot"))
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats")
}

fn parse(parsers: &Parsers, file: &str, bytes: &[u8]) -> Result<Parsed, IngestError> {
    parsers.parse(file, bytes, &Defaults::sheet(jiff::civil::date(2025, 1, 1)))
}

/// What the program run apart replies to bytes, as JSON.
fn reply(args: &[&str], bytes: &[u8]) -> (Output, serde_json::Value) {
    use std::io::Write;
    let mut child = Command::new(program())
        .arg("parse")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || drop(stdin.write_all(bytes)));
        child.wait_with_output().expect("ends")
    });
    let json = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, json)
}

fn parts(reply: &serde_json::Value) -> Vec<String> {
    let parts = reply["read"]["Ok"]["parts"].as_array().cloned().unwrap_or_default();
    parts.iter().map(|p| p["locator"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_pdf_of_500_pages_keeps_within_its_memory() {
    let (output, reply) = reply(&["--format", "pdf"], &made::pdf(500, 0));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let parts = parts(&reply);
    assert_eq!((parts.len(), parts[499].as_str()), (500, "pag500"));
    let text = reply["read"]["Ok"]["text"].as_str().expect("a text");
    assert!(
        text.contains("39 della pagina 500 vale 20139 euro"),
        "the last line: {}",
        &text[text.len() - 200..]
    );
    assert!(!text.contains("Istituto delle prove"), "headers are no content");
    within_memory(&reply);
}

#[test]
fn a_pdf_of_50_megabytes_keeps_within_its_memory() {
    let bytes = made::pdf(100, 512 << 10);
    assert!(bytes.len() > 50 << 20, "{}", bytes.len());
    let (output, reply) = reply(&["--format", "pdf"], &bytes);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(parts(&reply).last().map(String::as_str), Some("pag100"));
    within_memory(&reply);
}

/// The limit of 400 MB holds by itself, as a reply came; where the system tells, it is looked at too.
fn within_memory(reply: &serde_json::Value) {
    if cfg!(target_os = "linux") {
        let peak = reply["peak_kb"].as_u64().expect("told on Linux");
        assert!((1_000..400 * 1024).contains(&peak), "{peak} kB");
    }
}

#[test]
fn an_act_of_thousands_of_articles_is_read_whole() {
    let parsers = Parsers::apart(program(), Limits::default());
    let parsed = parse(&parsers, "codice.xml", made::act(3_000).as_bytes()).expect("it is parsed");
    assert_eq!(parsed.version.passages.len(), 6_000);
    let last = parsed.version.passages.last().expect("some");
    assert_eq!(last.locator, "art3000-com2");
    assert!(parsed.version.text_of(last).contains("ricevuta 3000"));
}

#[cfg(target_os = "linux")]
#[test]
fn too_much_of_anything_is_told_by_its_name() {
    let check = |limits: Limits, (file, bytes): (&str, &[u8]), expected: ChildError| {
        let error = parse(&Parsers::apart(program(), limits), file, bytes).expect_err("too much");
        assert_eq!(error, IngestError::Child { file: file.to_owned(), why: expected });
    };
    let large = made::pdf(40, 1 << 20);
    check(Limits { memory_mb: 130, ..Limits::default() }, ("grande.pdf", &large), ChildError::Memory(130));
    let long = made::pdf(3_000, 0);
    check(Limits { cpu_seconds: 1, ..Limits::default() }, ("lungo.pdf", &long), ChildError::Cpu(1));
    check(Limits { seconds: 1, ..Limits::default() }, ("lungo.pdf", &long), ChildError::Time(1));
    let limits = Limits { file_mb: 1, ..Limits::default() };
    for parsers in [Parsers::apart(program(), limits), Parsers::here(limits)] {
        for file in ["grande.pdf", "grande.md"] {
            let error = parse(&parsers, file, &large).expect_err("too large").to_string();
            assert_eq!(error, format!("{file}: il file supera i 1 MB ammessi"));
        }
    }
}

/// A program that is not ours, to see what becomes of one that behaves badly.
#[cfg(unix)]
fn script(folder: &Path, body: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(format!("s{}.sh", body.len()));
    std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("may be run");
    path
}

#[cfg(unix)]
#[test]
fn a_parser_that_behaves_badly_costs_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = vec![b'a'; 3 << 20];
    let limits = Limits { seconds: 2, ..Limits::default() };
    let check = |body: &str, expected: ChildError| {
        let began = Instant::now();
        let parsers = Parsers::apart(script(folder.path(), body), limits);
        let error = parse(&parsers, "a.pdf", &bytes).expect_err(body);
        assert_eq!(error, IngestError::Child { file: "a.pdf".to_owned(), why: expected }, "{body}");
        assert!(began.elapsed() < Duration::from_secs(60), "{body}: {:?}", began.elapsed());
    };
    check("sleep 1000", ChildError::Time(2));
    check("cat >/dev/null; exec >&-; sleep 1000", ChildError::Time(2));
    check("yes", ChildError::Reply(64));
    check("exit 101", ChildError::Crashed);
    check("kill -SEGV $$", ChildError::Crashed);
    check("kill -KILL $$", ChildError::Killed);
    check("echo 'memory allocation of 8 bytes failed' >&2; kill -ABRT $$", ChildError::Memory(400));
    check("yes >&2 & cat >/dev/null; echo '{}'", ChildError::Garbled);
    check("exit 1", ChildError::Unconfined);
}

#[cfg(unix)]
#[test]
fn what_a_parser_started_ends_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("numero");
    let limits = Limits { seconds: 1, ..Limits::default() };
    // One ends by the limit, the other by itself; what they started reads no pipe of ours.
    for last in ["wait", "kill -KILL $$"] {
        let body = format!("sleep 1000 </dev/null >/dev/null 2>&1 & echo $! > {}; {last}", note.display());
        let error = parse(&Parsers::apart(script(folder.path(), &body), limits), "a.pdf", b"%PDF");
        assert!(error.is_err());
        let number = std::fs::read_to_string(&note).expect("started");
        let runs = || {
            let state = std::fs::read_to_string(format!("/proc/{}/stat", number.trim())).unwrap_or_default();
            let listed = Command::new("kill").args(["-0", number.trim()]).output().expect("kill");
            listed.status.success() && !state.contains(") Z ")
        };
        let until = Instant::now() + Duration::from_secs(10);
        while runs() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(!runs(), "{last}: what it started outlives it");
    }
}

/// Processes whose parent is `parent`, by number.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<String> {
    let of = |path: PathBuf| std::fs::read_to_string(path.join("children")).unwrap_or_default();
    let threads = std::fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    threads.flat_map(|t| of(t.path()).split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_parser_outlives_the_program() {
    let folder = scratch();
    std::fs::write(folder.path().join("lungo.pdf"), made::pdf(3_000, 0)).expect("written");
    let mut ingest = Command::new(program())
        .current_dir(folder.path())
        .args(["ingest", "lungo.pdf"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let until = Instant::now() + Duration::from_secs(20);
    let mut parsers = Vec::new();
    while parsers.is_empty() && Instant::now() < until {
        parsers = children(ingest.id());
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(!parsers.is_empty(), "a parser runs apart");
    // Time to confine itself: until then it reads nothing.
    std::thread::sleep(Duration::from_millis(200));
    ingest.kill().expect("ends at once, saying nothing to anyone");
    ingest.wait().expect("ended");
    let runs = |number: &String| {
        let state = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    };
    let until = Instant::now() + Duration::from_secs(3);
    while parsers.iter().any(runs) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(!parsers.iter().any(runs), "{parsers:?}");
}

#[test]
fn a_hostile_file_in_a_folder_costs_only_itself() {
    let folder = scratch();
    let own = folder.path().join("mie");
    std::fs::create_dir_all(&own).expect("a folder");
    let fixtures = fixtures();
    for name in ["guida.pdf", "modulo.docx", "faq.xlsx", "chiuso.pdf"] {
        std::fs::copy(fixtures.join(name), own.join(name)).expect("copied");
    }
    let write = |name: &str, bytes: &[u8]| std::fs::write(own.join(name), bytes).expect("written");
    write("grande.pdf", &made::pdf(60, 1 << 20));
    write("bomba.docx", &seeds::bomb("word/document.xml", 300 << 20));
    write("tronco.pptx", &std::fs::read(fixtures.join("corso.pptx")).expect("read")[..5000]);
    write("nota.md", "# Nota\n\nIl buono pasto vale 7 euro.\n".as_bytes());
    let mut config = std::fs::read_to_string(folder.path().join("copilot.toml")).expect("read");
    config.push_str("\n[ingest]\nmax_memory_mb = 140\nparallel = 3\n");
    std::fs::write(folder.path().join("copilot.toml"), config).expect("written");
    let run = copilot(folder.path(), &["ingest", "mie"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let told: Vec<&str> = run.err.lines().collect();
    let line = |file: &str| told.iter().position(|l| l.contains(file)).expect(file);
    for (file, why) in [
        ("bomba.docx", "supera i 64 MB ammessi"),
        ("chiuso.pdf", "password"),
        ("grande.pdf", "ha superato il limite di memoria (140 MB)"),
        ("tronco.pptx", "forse"),
    ] {
        assert!(cfg!(not(target_os = "linux")) || told[line(file)].contains(why), "{}", run.err);
    }
    assert!(line("bomba.docx") < line("chiuso.pdf") && line("grande.pdf") < line("tronco.pptx"), "in order");
    assert!(run.err.contains("4 file non letti"), "{}", run.err);
    for work in ["faq-xlsx", "guida-pdf", "modulo-docx", "nota"] {
        assert!(told[line("Opere lette")].contains(work), "{work}: {}", run.err);
    }
}

/// The programs that read pictures of pages run inside the same limits, where they are installed.
#[test]
fn pictures_of_pages_are_read_within_the_limits() {
    let bytes = std::fs::read(fixtures().join("guasto.pdf")).expect("read");
    let parsers = Parsers::apart(program(), Limits::default());
    let told = parse(&parsers, "guasto.pdf", &bytes).expect("read").warnings.join(" ");
    let installed = !told.contains("installa «tesseract-ocr»");
    assert_eq!(told.contains("OCR"), installed, "{told}");
    assert!(!installed || !told.contains("saltate perch\u{e9} sono immagini"), "{told}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = scratch();
    let own = folder.path().join("mie");
    std::fs::create_dir_all(&own).expect("a folder");
    std::fs::write(own.join("nota.md"), "# Nota\n\nIl buono pasto vale 7 euro.\n").expect("written");
    assert!(Command::new("mkfifo").arg(own.join("coda.pdf")).status().expect("mkfifo").success());
    let run = copilot(folder.path(), &["ingest", "mie"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("coda.pdf: non si riesce a leggere (non è un file)"), "{}", run.err);
}

#[test]
fn results_come_in_the_order_of_the_paths_and_progress_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..24 {
        let (name, text) = if n % 3 == 0 {
            (format!("{n:02}.csv"), format!("Voce;Euro\nSoglia {n};{n}\n"))
        } else {
            (format!("{n:02}.md"), format!("# Titolo {n}\n\nTesto {n}.\n"))
        };
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    std::fs::write(folder.path().join("05-rotto.xlsx"), "PK").expect("written");
    let parsers = Parsers::apart(program(), Limits { parallel: 4, ..Limits::default() });
    let seen = std::cell::RefCell::new(Vec::new());
    let told =
        |r: gepi_copilot::ingest::Reading| seen.borrow_mut().push((r.done, r.total, r.file.to_owned()));
    let defaults = Defaults::sheet(jiff::civil::date(2025, 1, 1));
    let read = parsers.read_folder(folder.path(), &defaults, &told).expect("read");
    let origins: Vec<&str> = read.versions.iter().map(|v| v.origin.as_str()).collect();
    let mut sorted = origins.clone();
    sorted.sort_unstable();
    assert_eq!((origins.len(), &origins), (24, &sorted));
    assert!(read.errors.len() == 1 && read.errors[0].starts_with("05-rotto.xlsx: "), "{:?}", read.errors);
    let seen = seen.into_inner();
    assert!(seen.windows(2).all(|two| two[0].0 <= two[1].0) && seen.iter().all(|(_, total, _)| *total == 25));
    assert_eq!(seen.last(), Some(&(25, 25, String::new())));
}
