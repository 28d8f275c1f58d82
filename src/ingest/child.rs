//! Foreign files are parsed apart: this program runs itself once for each, gives it the bytes and takes a document back, within
//! limits of size, time and memory. What a hostile or broken file can cost is that file. The two ends are here: `read` asks,
//! [`serve`] answers.

mod system;

use super::document::Document;
use super::formats;
use crate::strings::{fill, s};
use serde::{Deserialize, Serialize};
use std::alloc::{Layout, handle_alloc_error};
use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The subcommand by which this program parses one file: bytes on its stdin, a reply on its stdout.
const SUBCOMMAND: &str = "parse";
/// Of the shape of a reply: a program that was replaced while running does not misread its successor's.
const PROTOCOL: u32 = 2;
/// Bytes of a reply; a law of a thousand pages has about 5 MB.
const MAX_REPLY_BYTES: u64 = 64 << 20;
/// Bytes kept of what a child complains.
const MAX_COMPLAINT_BYTES: u64 = 4096;
/// How often to look whether a child that has said all has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
/// How a child ends that has no reply although its parser is well: it could not be confined.
const UNCONFINED: i32 = 1;

/// What one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of a file, MB (2^20 bytes).
    pub file_mb: u64,
    /// Address space of the process that parses it, and of each program that this one runs, MB.
    pub memory_mb: u64,
    /// Time from start to end, the reading of pictures included, s.
    pub seconds: u64,
    /// Time computing of each of these processes, s.
    pub cpu_seconds: u64,
    /// Files parsed at a time; 0 = one for each processor.
    pub parallel: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_mb: 100, memory_mb: 400, seconds: 900, cpu_seconds: 120, parallel: 0 }
    }
}

impl Limits {
    /// How many files at a time.
    pub(super) fn abreast(&self) -> usize {
        match self.parallel {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        }
    }

    /// The largest file, in bytes.
    pub(super) fn file_bytes(&self) -> u64 {
        self.file_mb << 20
    }

    /// For pictures of pages: what is left must do for the rest, or a long file is lost whole instead of its last pages.
    pub(super) fn picture_time(&self) -> Duration {
        Duration::from_secs(self.seconds) * 3 / 4
    }

    /// As [`serve`]'s command line takes them.
    fn arguments(&self) -> [(&'static str, u64); 4] {
        [
            ("--file-mb", self.file_mb),
            ("--memory-mb", self.memory_mb),
            ("--seconds", self.seconds),
            ("--cpu-seconds", self.cpu_seconds),
        ]
    }
}

/// A file that was not parsed because of what it cost, or because its parser did not come to an end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChildError {
    /// The program does not start.
    #[error("{}", fill("parsing.start", &[("why", _0)]))]
    Start(String),
    /// It could not be limited.
    #[error("{}", s("parsing.unconfined"))]
    Unconfined,
    /// It wanted more memory than this, MB.
    #[error("{}", fill("parsing.memory", &[("most", _0)]))]
    Memory(u64),
    /// It had not ended after this many seconds.
    #[error("{}", fill("parsing.time", &[("most", _0)]))]
    Time(u64),
    /// It computed longer than this many seconds.
    #[error("{}", fill("parsing.cpu", &[("most", _0)]))]
    Cpu(u64),
    /// It found more text than this, MB.
    #[error("{}", fill("parsing.reply", &[("most", _0)]))]
    Reply(u64),
    /// Things inside things, too deep for the stack.
    #[error("{}", s("parsing.deep"))]
    Deep,
    /// The system ended it.
    #[error("{}", s("parsing.killed"))]
    Killed,
    /// It broke down: a defect of ours or of a library.
    #[error("{}", s("parsing.crashed"))]
    Crashed,
    /// It said something else than a reply.
    #[error("{}", s("parsing.garbled"))]
    Garbled,
}

/// What the child says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    protocol: u32,
    /// Its memory at most until now, kB, where the system tells.
    peak_kb: Option<u64>,
    read: Result<Document, String>,
}

/// A file to parse, as the parser for `format` (an extension) reads it.
pub(super) struct Job<'a> {
    pub(super) program: &'a Path,
    pub(super) format: &'a str,
    pub(super) bytes: &'a [u8],
}

/// Parses a file in a child process. The inner error is the parser's, in Italian.
pub(super) fn read(job: &Job, limits: &Limits) -> Result<Result<Document, String>, ChildError> {
    let until = Instant::now() + Duration::from_secs(limits.seconds);
    let start = |why: std::io::Error| ChildError::Start(why.to_string());
    // Where the child keeps its temporary files: a child that is killed deletes none.
    let scratch = tempfile::tempdir().map_err(start)?;
    let mut child = command(job, limits, scratch.path()).spawn().map_err(start)?;
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(stderr)) = pipes else { return Err(ChildError::Garbled) };
    let ended = talk(&mut child, (stdin, stdout, stderr), job.bytes, until).map_err(start)?;
    judged(ended, limits)
}

fn command(job: &Job, limits: &Limits, scratch: &Path) -> Command {
    let mut command = Command::new(job.program);
    command.arg(SUBCOMMAND).args(["--format", job.format]);
    command
        .args(limits.arguments().iter().flat_map(|(name, n)| [OsString::from(name), n.to_string().into()]));
    command.env("TMPDIR", scratch).current_dir(scratch);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    system::own_group(&mut command);
    command
}

/// How a child ended.
struct Ended {
    status: ExitStatus,
    in_time: bool,
    reply: Vec<u8>,
    complaint: String,
}

/// Gives the child its bytes, takes what it says, and ends it and whatever it started, at the latest when its time is over.
fn talk(
    child: &mut Child,
    (mut stdin, stdout, stderr): (ChildStdin, ChildStdout, ChildStderr),
    bytes: &[u8],
    until: Instant,
) -> std::io::Result<Ended> {
    std::thread::scope(|scope| {
        // A child that ends before it has read all says why by how it ends.
        scope.spawn(move || drop(stdin.write_all(bytes)));
        let complaint = scope.spawn(move || {
            let mut stderr = stderr;
            let kept = limited(&mut stderr, MAX_COMPLAINT_BYTES);
            let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            String::from_utf8_lossy(&kept).into_owned()
        });
        let (send, said) = mpsc::channel();
        scope.spawn(move || drop(send.send(limited(stdout, MAX_REPLY_BYTES + 1))));
        let reply = said.recv_timeout(until.saturating_duration_since(Instant::now()));
        let too_much = reply.as_ref().is_ok_and(|reply| reply.len() as u64 > MAX_REPLY_BYTES);
        let mut has_ended = system::has_ended(child);
        while !has_ended && !too_much && Instant::now() < until {
            std::thread::sleep(LOOK_AGAIN);
            has_ended = system::has_ended(child);
        }
        // Not yet waited for, so its number is still its own.
        system::end_group(child);
        let status = child.wait()?;
        let complaint = complaint.join().unwrap_or_default();
        Ok(Ended { status, in_time: has_ended || too_much, reply: reply.unwrap_or_default(), complaint })
    })
}

fn limited(from: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before a pipe broke is what was said.
    let _ = from.take(most).read_to_end(&mut bytes);
    bytes
}

fn judged(ended: Ended, limits: &Limits) -> Result<Result<Document, String>, ChildError> {
    let Ended { status, in_time, reply, complaint } = ended;
    if reply.len() as u64 > MAX_REPLY_BYTES {
        return Err(ChildError::Reply(MAX_REPLY_BYTES >> 20));
    }
    if !in_time {
        return Err(ChildError::Time(limits.seconds));
    }
    if !status.success() {
        let why = fault(status, &complaint, limits);
        tracing::warn!(%status, said = complaint.lines().next().unwrap_or_default(), "a parser ended badly");
        return Err(why);
    }
    let reply: Reply = serde_json::from_slice(&reply).map_err(|_| ChildError::Garbled)?;
    if reply.protocol != PROTOCOL {
        return Err(ChildError::Garbled);
    }
    tracing::debug!(peak_kb = reply.peak_kb, "parsed apart");
    Ok(reply.read)
}

/// What the standard library says of itself before it gives up is in English and stable: it tells memory from stack.
fn fault(status: ExitStatus, complaint: &str, limits: &Limits) -> ChildError {
    if status.code() == Some(UNCONFINED) {
        return ChildError::Unconfined;
    }
    if complaint.contains("memory allocation of") {
        return ChildError::Memory(limits.memory_mb);
    }
    if complaint.contains("has overflowed its stack") {
        return ChildError::Deep;
    }
    match system::ended_by(status) {
        Some(system::End::Cpu) => ChildError::Cpu(limits.cpu_seconds),
        Some(system::End::Killed) => ChildError::Killed,
        None => ChildError::Crashed,
    }
}

/// The child's end: confines this process, parses what comes in, writes a reply. An error means that there is none, because
/// the process could not be confined or the asking end went away.
pub fn serve(format: &str, limits: &Limits, input: impl Read, output: impl Write) -> std::io::Result<()> {
    system::confine(limits)?;
    let mut bytes = Vec::new();
    match input.take(limits.file_bytes() + 1).read_to_end(&mut bytes) {
        // Told as any other want of memory: by ending.
        Err(why) if why.kind() == ErrorKind::OutOfMemory => handle_alloc_error(Layout::for_value(&bytes[..])),
        read => read?,
    };
    let read = if bytes.len() as u64 > limits.file_bytes() {
        Err(fill("ingest.too_many_mb", &[("most", &limits.file_mb)]))
    } else {
        formats::read(format, &bytes, limits.picture_time())
            .unwrap_or_else(|| Err(s("parsing.format").to_owned()))
    };
    serde_json::to_writer(output, &Reply { protocol: PROTOCOL, peak_kb: system::peak_kb(), read })?;
    Ok(())
}

#[cfg(test)]
mod tests;
