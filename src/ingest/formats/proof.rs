//! What every parser of a format must satisfy, whatever it is given: used by the tests beside each parser.

use super::Read;
use crate::ingest::document::Document;
use proptest::prelude::*;
use std::path::PathBuf;

/// The bytes of a fixture.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name);
    std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The document, checked, as a golden file shows it: what it says of itself, then locator, heading and text of each part.
pub(super) fn shown(read: Read, name: &str) -> String {
    let document = read(&fixture(name)).expect("the fixture is read");
    sound(&document);
    let meta = &document.meta;
    let mut shown =
        format!("titolo: {:?}\nriferimento: {:?}\nfonte: {:?}\n", meta.title, meta.reference, meta.issuer);
    shown.push_str(&format!("pubblicato: {:?}\n", meta.published.map(|d| d.to_string())));
    for warning in &document.warnings {
        shown.push_str(&format!("avviso: {warning}\n"));
    }
    for part in &document.parts {
        let text = part.span.slice(&document.text).expect("checked");
        shown.push_str(&format!("\n--- {} · {}\n{}\n", part.locator, part.heading, text.trim()));
    }
    shown
}

/// Parts in order, without overlap, each a slice of the text; locators of the allowed letters.
pub(super) fn sound(document: &Document) {
    let mut end = 0;
    for part in &document.parts {
        let text = part.span.slice(&document.text).expect("a part is a slice of the text");
        assert!(part.span.start >= end, "{part:?} begins before {end}");
        assert!(!text.trim().is_empty(), "{part:?} is blank");
        assert!(
            part.locator.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{part:?}"
        );
        assert!(!part.locator.is_empty() && !part.heading.contains('\n'), "{part:?}");
        end = part.span.end;
    }
    assert!(!document.text.contains("\n\n\n") && !document.text.contains('\r'));
}

/// Nothing panics on bytes of no format, nor on fixtures cut short and with bytes changed.
pub(super) fn survives(read: Read, fixtures: &[&str]) {
    let check = |bytes: &[u8]| {
        if let Ok(document) = read(bytes) {
            sound(&document);
        }
    };
    check(b"");
    survives_changes(read, &fixtures.iter().map(|name| fixture(name)).collect::<Vec<_>>());
    let noise = proptest::collection::vec(any::<u8>(), 0..2000);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    let outcome = runner.run(&noise, |bytes| {
        check(&bytes);
        Ok(())
    });
    outcome.expect("no noise makes it panic");
}

/// Nothing panics on these files cut short and with bytes changed.
pub(super) fn survives_changes(read: impl Fn(&[u8]) -> Result<Document, String>, good: &[Vec<u8>]) {
    let check = |bytes: &[u8]| {
        if let Ok(document) = read(bytes) {
            sound(&document);
        }
    };
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    let strategy = (any::<prop::sample::Index>(), changes, any::<prop::sample::Index>(), any::<bool>());
    let outcome = runner.run(&strategy, |(which, changes, cut, is_cut)| {
        let mut bytes = good[which.index(good.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check(&bytes);
        Ok(())
    });
    outcome.expect("no change makes it panic");
}

/// A zip archive of these files.
pub(super) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("memory takes it");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// The files of a zip archive, each changed by `change`: mutations that the checksums of the archive do not catch.
pub(super) fn rezipped(archive: &[u8], mut change: impl FnMut(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("an archive");
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("unpacks");
        let name = entry.name().expect("a name").into_owned();
        let bytes = change(&name, bytes);
        files.push((name, bytes));
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    zipped(&files)
}

/// Nothing panics when the XML inside an archive is changed.
pub(super) fn survives_inside(read: Read, name: &str) {
    let good = fixture(name);
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(32));
    let outcome = runner.run(&changes, |changes| {
        let bytes = rezipped(&good, |_, mut bytes| {
            for (at, byte) in changes.iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            bytes
        });
        if let Ok(document) = read(&bytes) {
            sound(&document);
        }
        Ok(())
    });
    outcome.expect("no change makes it panic");
}

/// Every fixture goes all the way: passages that slice the stored text, with ids of their own.
#[test]
fn fixtures_become_versions() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    let defaults = crate::ingest::Defaults {
        tier: crate::corpus::Tier::Training,
        valid_from: jiff::civil::date(2024, 1, 1),
        valid_to: None,
        measures: vec![],
        issuer: String::new(),
        url: None,
        status: crate::corpus::Status::Editorial,
    };
    let mut read = 0;
    for name in [
        "linee-guida.docx",
        "modulo.docx",
        "faq.xlsx",
        "importi.csv",
        "corso.pptx",
        "faq.pptx",
        "guida.pdf",
        "circolare.pdf",
        "notizie.pdf",
        "colonne.pdf",
        "faq.pdf",
    ] {
        let bytes = std::fs::read(folder.join(name)).expect("the fixture is there");
        let parsed = crate::ingest::parse(name, &bytes, &defaults).expect(name);
        for passage in &parsed.version.passages {
            assert!(!parsed.version.text_of(passage).trim().is_empty(), "{name} {}", passage.id);
        }
        let twice = parsed.warnings.iter().any(|w| w.contains("due volte"));
        assert!(!twice, "{name}: {:?}", parsed.warnings);
        read += parsed.version.passages.len();
    }
    assert!(read > 30, "{read} passages");
}
