//! The files under a folder, each real folder looked into once: a link may lead to where one is already, and so round and
//! round.

use super::{CATALOGUE, CorpusFolder, PROBES, REGISTRIES, faults, relative};
use crate::ingest::{IngestError, is_read};
use crate::strings::fill;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files of known formats under `root`, in no order. What cannot be looked into is told in `found`.
pub(super) fn files(root: &Path, found: &mut CorpusFolder) -> Result<Vec<PathBuf>, IngestError> {
    let real = root.canonicalize().map_err(|why| refused(root, &why))?;
    let mut walk = Walk { root, found, files: Vec::new(), links: BTreeSet::new(), seen: BTreeSet::new() };
    walk.seen.insert(real.clone());
    walk.folder(root)?;
    while let Some(link) = walk.links.pop_first() {
        // A folder around this one holds it, and much that nobody named.
        let again = match link.canonicalize() {
            Ok(to) => real.starts_with(&to) || !walk.seen.insert(to),
            Err(_) => true,
        };
        if again {
            let warning = fill("ingest.link_again", &[("link", &relative(root, &link))]);
            walk.found.warnings.push(warning);
        } else {
            walk.enter(&link);
        }
    }
    Ok(walk.files)
}

struct Walk<'a> {
    root: &'a Path,
    found: &'a mut CorpusFolder,
    files: Vec<PathBuf>,
    /// Links to folders, looked into when all real folders have been.
    links: BTreeSet<PathBuf>,
    /// Real folders looked into.
    seen: BTreeSet<PathBuf>,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Path) {
        if let Err(error) = self.folder(folder) {
            self.found.errors.push(error.to_string());
        }
    }

    fn folder(&mut self, folder: &Path) -> Result<(), IngestError> {
        for entry in std::fs::read_dir(folder).map_err(|why| refused(folder, &why))? {
            let path = entry.map_err(|why| refused(folder, &why))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                self.subfolder(path);
            } else if name == "README.md"
                || name.starts_with('.')
                || REGISTRIES.contains(&name.as_str())
                || name == CATALOGUE
                || name == PROBES
            {
                // Ours, about the folder.
            } else if is_read(&name) {
                self.files.push(path);
            } else {
                self.found.skipped.push(relative(self.root, &path));
            }
        }
        Ok(())
    }

    fn subfolder(&mut self, path: PathBuf) {
        if path.is_symlink() {
            self.links.insert(path);
            return;
        }
        // One that cannot be named cannot be read either: reading says why.
        if path.canonicalize().map_or(true, |real| self.seen.insert(real)) {
            self.enter(&path);
        }
    }
}

fn refused(folder: &Path, why: &std::io::Error) -> IngestError {
    IngestError::Read { file: folder.display().to_string(), why: faults::told(why) }
}

#[cfg(all(test, unix))]
mod tests {
    use crate::ingest::{Defaults, read_folder};
    use jiff::civil::date;
    use std::os::unix::fs::symlink;

    #[test]
    fn each_folder_is_read_once_whatever_leads_to_it() {
        let outside = tempfile::tempdir().expect("a folder");
        std::fs::write(outside.path().join("fuori.md"), "Il testo di fuori.").expect("written");
        let around = tempfile::tempdir().expect("a folder");
        let root = around.path().join("materiale");
        std::fs::create_dir_all(root.join("dentro")).expect("made");
        std::fs::write(around.path().join("intorno.md"), "Non nominato.").expect("written");
        std::fs::write(root.join("a.md"), "Il testo della nota.").expect("written");
        std::fs::write(root.join("dentro/b.md"), "Il testo dell'altra nota.").expect("written");
        let links =
            [(".", "x"), (".", "y"), ("dentro", "z"), ("..", "sopra"), ("/", "tutto"), ("manca", "rotto")];
        for (to, name) in links {
            symlink(to, root.join(name)).expect("linked");
        }
        symlink("..", root.join("dentro/su")).expect("linked");
        symlink(outside.path(), root.join("fuori")).expect("linked");
        symlink(outside.path(), root.join("fuori2")).expect("linked");
        let read = read_folder(&root, &Defaults::sheet(date(2026, 1, 1))).expect("read");
        let mut origins: Vec<&str> = read.versions.iter().map(|v| v.origin.as_str()).collect();
        origins.sort_unstable();
        assert_eq!(origins.len(), 3, "{origins:?}");
        assert!(origins[0] == "a.md" && origins[1] == "dentro/b.md" && origins[2].ends_with("/fuori.md"));
        assert_eq!(
            read.warnings.iter().filter(|w| w.contains("collegamento")).count(),
            7,
            "{:?}",
            read.warnings
        );
        assert!(read.errors.is_empty(), "{:?}", read.errors);
        assert_eq!(read.skipped, ["rotto"]);
    }
}
