//! Files of questions in, files of results out. Results appear under their name only when they are complete.

pub(super) use gepi_copilot::app::numbered_lines as lines;

use super::Failure;
use gepi_copilot::strings::{fill, s};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file of results being written beside its name.
pub(super) struct Results {
    out: BufWriter<File>,
    path: PathBuf,
    /// None when the name is not a file's (`/dev/stdout`): then it is written straight.
    temporary: Option<PathBuf>,
}

impl Results {
    /// Refuses to write over `input`.
    pub(super) fn create(path: &Path, input: &Path) -> Result<Self, Failure> {
        let same =
            |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if same(path, input) {
            return Err(Failure::Usage(fill("cli.same_file", &[("path", &path.display())])));
        }
        let special = path.metadata().is_ok_and(|kind| !kind.is_file());
        let temporary = (!special).then(|| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.with_file_name(format!(".{name}.{}.tmp", uuid::Uuid::new_v4()))
        });
        let out = File::create(temporary.as_deref().unwrap_or(path)).map_err(|why| failed(path, &why))?;
        Ok(Self { out: BufWriter::new(out), path: path.to_path_buf(), temporary })
    }

    /// One line.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        let Self { out, path, .. } = self;
        out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(|why| failed(path, &why))
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|why| failed(&self.path, &why))?;
        match self.temporary.take() {
            Some(temporary) => std::fs::rename(temporary, &self.path).map_err(|why| failed(&self.path, &why)),
            None => Ok(()),
        }
    }
}

impl Drop for Results {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = std::fs::remove_file(temporary);
        }
    }
}

fn failed(path: &Path, why: &std::io::Error) -> Failure {
    Failure::Work(fill("cli.write", &[("path", &path.display()), ("why", why)]))
}

/// The bytes of a file of questions.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|why| Failure::Usage(fill("cli.read", &[("path", &path.display()), ("why", &why)])))
}

/// How many lines were done and skipped; none done is bad input.
pub(super) fn summary(done: usize, bad: usize) -> Result<(), Failure> {
    let done_text = super::output::counted(done, ("cli.batch.done_one", "cli.batch.done_many"));
    let bad_text = super::output::counted(bad, ("cli.batch.bad_one", "cli.batch.bad_many"));
    super::output::tell(&fill("cli.batch.summary", &[("done", &done_text), ("bad", &bad_text)]));
    if done == 0 { Err(Failure::Usage(s("cli.batch.nothing").to_owned())) } else { Ok(()) }
}
