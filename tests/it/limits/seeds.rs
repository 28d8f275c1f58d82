//! Seeds: each fixture cut, changed, repeated and swollen in ways that are always the same, and files made to cost more than
//! they weigh. In this process nothing panics; through the child nothing breaks it, and all ends in time.

use super::{fixtures, made, parse, program};
use gepi_copilot::ingest::{ChildError, IngestError, Limits, Parsers};
use lopdf::{Object, Stream, dictionary};
use std::io::{Cursor, Read, Write};
use std::sync::mpsc;
use std::time::Duration;

/// For one seed, in a build without optimisation on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

const FIXTURES: [&str; 20] = [
    "akn/assegno-di-prova.xml",
    "akn/codice-di-prova.xml",
    "html/gazzetta.html",
    "html/ministero.html",
    "html/normattiva.html",
    "html/wiki.html",
    "chiuso.pdf",
    "circolare.pdf",
    "colonne.pdf",
    "faq.pdf",
    "guasto.pdf",
    "guida.pdf",
    "notizie.pdf",
    "corso.pptx",
    "faq.pptx",
    "faq.xlsx",
    "importi.xlsx",
    "linee-guida.docx",
    "modulo.docx",
    "faq-windows.csv",
];

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(name)).expect(name)
}

/// Numbers below `below`, always the same for the same seed.
fn numbers(seed: u64, below: usize) -> impl Iterator<Item = usize> {
    let bytes = made::noise(seed + 1, 4096);
    let words: Vec<usize> =
        bytes.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]]) as usize).collect();
    words.into_iter().cycle().map(move |n| n % below.max(1))
}

/// The bytes changed in ways that know nothing of the format.
fn changed(bytes: &[u8], seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let n = bytes.len();
    for cut in [1, 16, n / 4, n / 2, n * 3 / 4, n.saturating_sub(2)] {
        all.push((format!("cut at {cut}"), bytes[..cut.min(n)].to_vec()));
    }
    for turn in 0..6 {
        let mut flipped = bytes.to_vec();
        let mut at = numbers(seed * 31 + turn, n);
        for bit in 0..1 << turn {
            let place = at.next().expect("endless");
            flipped[place] ^= 1 << (bit % 8);
        }
        all.push((format!("{} bits flipped ({turn})", 1 << turn), flipped));
    }
    for turn in 0..4 {
        let mut at = numbers(seed * 37 + turn, n);
        let (from, len) = (at.next().expect("endless"), at.next().expect("endless") % 2000 + 1);
        let piece = &bytes[from..(from + len).min(n)];
        let repeated = [&bytes[..from], piece, piece, piece, &bytes[from..]].concat();
        all.push((format!("{len} bytes at {from} three times"), repeated));
        let without = [&bytes[..from], &bytes[(from + len).min(n)..]].concat();
        all.push((format!("{len} bytes at {from} gone"), without));
    }
    for huge in ["99999999999999999999", "-1", "2147483648", "0"] {
        all.push((format!("numbers become {huge}"), with_numbers(bytes, huge, seed)));
    }
    all
}

/// Every ninth number written in the bytes becomes another.
fn with_numbers(bytes: &[u8], huge: &str, seed: u64) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes.len());
    let (mut at, mut count) = (0, seed as usize);
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            count += 1;
            let is_changed = count.is_multiple_of(9);
            made.extend_from_slice(if is_changed { huge.as_bytes() } else { &bytes[at..at + digits] });
            at += digits;
        } else {
            made.push(bytes[at]);
            at += 1;
        }
    }
    made
}

/// The same inside each XML file of an archive: what its checksums would hide from the parser.
fn changed_inside(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let entries = unzipped(archive);
    let mut all = Vec::new();
    for (index, (name, bytes)) in entries.iter().enumerate().filter(|(_, (name, _))| name.ends_with(".xml")) {
        for (what, bytes) in changed(bytes, index as u64).into_iter().skip(index % 5).step_by(5) {
            let mut entries = entries.clone();
            entries[index].1 = bytes;
            all.push((format!("{name}: {what}"), zipped(&entries)));
        }
    }
    all
}

type Entries = Vec<(String, Vec<u8>)>;

fn unzipped(archive: &[u8]) -> Entries {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut entries = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("unpacks");
        entries.push((entry.name().expect("a name").into_owned(), bytes));
    }
    entries
}

fn zipped(entries: &Entries) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in entries {
        zip.start_file(name.as_str(), options).expect("memory takes it");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// An archive with one entry that unpacks into this many blanks.
pub(super) fn bomb(entry: &str, bytes: usize) -> Vec<u8> {
    zipped(&vec![(entry.to_owned(), vec![b' '; bytes])])
}

/// Fails, naming the seed, if `parse` does not end.
fn in_time(
    seeds: Vec<(String, String, Vec<u8>)>,
    parsers: &Parsers,
    check: fn(&str, Result<(), IngestError>),
) {
    let (send, received) = mpsc::channel();
    let parsers = parsers.clone();
    let worker = std::thread::spawn(move || {
        for (file, what, bytes) in seeds {
            let name = format!("{file}, {what}");
            let _ = send.send((name.clone(), None));
            let parsed = parse(&parsers, file.rsplit('/').next().unwrap_or(&file), &bytes);
            if let Ok(parsed) = &parsed {
                for passage in &parsed.version.passages {
                    assert!(!parsed.version.text_of(passage).trim().is_empty(), "{name}: {}", passage.id);
                }
            }
            let _ = send.send((name, Some(parsed.map(|_| ()))));
        }
    });
    let mut now = String::new();
    loop {
        match received.recv_timeout(PATIENCE) {
            Ok((name, None)) => now = name,
            Ok((name, Some(parsed))) => check(&name, parsed),
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("{now}: no end after {PATIENCE:?}"),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    assert!(worker.join().is_ok(), "{now}: it panics");
}

fn seeds(names: &[&str]) -> Vec<(String, String, Vec<u8>)> {
    let mut all = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let bytes = fixture(name);
        let inside = if bytes.starts_with(b"PK") { changed_inside(&bytes) } else { Vec::new() };
        let outside = changed(&bytes, index as u64);
        all.extend(outside.into_iter().chain(inside).map(|(what, bytes)| ((*name).to_owned(), what, bytes)));
    }
    all
}

#[test]
fn no_seed_panics_here() {
    let all = seeds(&FIXTURES);
    assert!(all.len() > 600, "{} seeds", all.len());
    in_time(all, &Parsers::default(), |_, _| {});
}

/// A parser's own refusal, or a limit: never a parser that broke down.
fn refused_at_most(name: &str, parsed: Result<(), IngestError>) {
    match parsed {
        Ok(()) | Err(IngestError::Broken { .. } | IngestError::Empty { .. } | IngestError::Value { .. }) => {}
        Err(IngestError::Child {
            why: ChildError::Memory(_) | ChildError::Cpu(_) | ChildError::Time(_),
            ..
        }) => {}
        Err(error) => panic!("{name}: {error:?}"),
    }
}

#[test]
fn no_hostile_file_breaks_its_parser() {
    let limits = Limits { seconds: 60, cpu_seconds: 40, ..Limits::default() };
    in_time(hostile(), &Parsers::apart(program(), limits), refused_at_most);
}

fn hostile() -> Vec<(String, String, Vec<u8>)> {
    let mut all: Vec<(&str, &str, Vec<u8>)> = Vec::new();
    let deep = |open: &str, n: usize| open.repeat(n);
    let laughs = laughs();
    all.push(("a.xml", "deep", format!("<akomaNtoso>{}", deep("<point>", 200_000)).into_bytes()));
    all.push(("a.xml", "deep and closed", {
        let n = 3_000;
        format!(
            "<akomaNtoso><act><body>{}x{}</body></act></akomaNtoso>",
            deep("<point>", n),
            deep("</point>", n)
        )
        .into_bytes()
    }));
    all.push((
        "a.xml",
        "entities",
        format!("{laughs}<akomaNtoso><article><num>Art. 1.</num><p>&j;</p></article></akomaNtoso>")
            .into_bytes(),
    ));
    all.push((
        "a.html",
        "deep",
        format!("<body>testo{}", deep("<div><table><tr><td>", 100_000)).into_bytes(),
    ));
    all.push((
        "a.html",
        "wide",
        format!("<table>{}</table>", "<tr><td colspan=99999999 rowspan=99999999>x</td></tr>".repeat(500))
            .into_bytes(),
    ));
    all.push(("a.csv", "quotes", "\"".repeat(2_000_000).into_bytes()));
    all.push(("a.csv", "columns", ";".repeat(3_000_000).into_bytes()));
    for (fixture_name, entry) in [
        ("linee-guida.docx", "word/document.xml"),
        ("faq.xlsx", "xl/worksheets/sheet1.xml"),
        ("corso.pptx", "ppt/slides/slide1.xml"),
    ] {
        let entries = unzipped(&fixture(fixture_name));
        let with = |bytes: Vec<u8>| {
            let mut entries = entries.clone();
            let place = entries.iter_mut().find(|(name, _)| name == entry).expect("the entry is there");
            place.1 = bytes;
            zipped(&entries)
        };
        let old = String::from_utf8(entries.iter().find(|(n, _)| n == entry).expect("there").1.clone())
            .expect("UTF-8");
        all.push((fixture_name, "bomb", with(vec![b' '; 300 << 20])));
        all.push((
            fixture_name,
            "deep",
            with(format!("<a>{}", deep("<w:tbl><w:tr><w:tc>", 100_000)).into_bytes()),
        ));
        let root =
            old.find('<').filter(|_| !old.starts_with("<?")).or_else(|| old.find("?>").map(|at| at + 2));
        all.push((
            fixture_name,
            "entities",
            with(format!("{laughs}{}", &old[root.unwrap_or(0)..]).into_bytes()),
        ));
        all.push((
            fixture_name,
            "many elements",
            with(format!("<a>{}</a>", "<b/>".repeat(3_000_000)).into_bytes()),
        ));
    }
    let many: Entries = (0..30_000).map(|n| (format!("e{n}"), Vec::new())).collect();
    all.push(("a.docx", "many entries", zipped(&many)));
    all.extend(pdfs());
    all.into_iter().map(|(file, what, bytes)| (file.to_owned(), what.to_owned(), bytes)).collect()
}

/// Ten entities, each ten times the one before.
fn laughs() -> String {
    let mut text = String::from("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ridere\">");
    for (before, name) in ('a'..'j').zip('b'..='j') {
        text.push_str(&format!("<!ENTITY {name} \"{}\">", format!("&{before};").repeat(10)));
    }
    text + "]>"
}

fn pdfs() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let content = |ops: String| one_page(Stream::new(dictionary! {}, ops.into_bytes()), true);
    let bomb = Stream::new(dictionary! {}, vec![b' '; 300 << 20]);
    let text = |ops: &str, n: usize| format!("BT /F1 10 Tf {} ET", ops.repeat(n));
    let deep_object = |open: &str, close: &str| {
        format!(
            "%PDF-1.4\n1 0 obj\n{}{}\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
            open.repeat(200_000),
            close.repeat(200_000)
        )
        .into_bytes()
    };
    let loops = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>\nendobj\n\
                 trailer\n<</Root 1 0 R/Prev 9/Size 99999999>>\nstartxref\n9\n%%EOF";
    vec![
        ("a.pdf", "content that unpacks into 300 MB", one_page(bomb, true)),
        ("a.pdf", "arrays in content", content("[".repeat(500_000))),
        ("a.pdf", "dictionaries in content", content("<<".repeat(500_000))),
        ("a.pdf", "states saved", content("q ".repeat(2_000_000))),
        ("a.pdf", "a form that draws itself", itself()),
        (
            "a.pdf",
            "letters in one place",
            content(text("1 0 0 1 50 50 Tm (aaaaaaaaaaaaaaaaaaaa) Tj ", 100_000)),
        ),
        ("a.pdf", "lines without end", content(text("0 1 Td (a) Tj ", 200_000))),
        ("a.pdf", "columns without end", content(text("7 0 Td (a) Tj ", 200_000))),
        ("a.pdf", "rules without end", content("0 0 m 10 10 l S 1 1 5 5 re f ".repeat(200_000))),
        ("a.pdf", "huge numbers", content(text("1e38 0 0 1e38 -1e38 99999999999999999999 Tm (a) Tj ", 1000))),
        ("a.pdf", "arrays in an object", deep_object("[", "]")),
        ("a.pdf", "dictionaries in an object", deep_object("<</A", ">>")),
        ("a.pdf", "pages that hold themselves", loops.as_bytes().to_vec()),
        ("a.pdf", "a page given a hundred thousand times", repeated_page()),
    ]
}

fn saved(mut document: lopdf::Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes it");
    bytes
}

fn one_page(mut content: Stream, packed: bool) -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.5");
    if packed {
        content.compress().expect("memory takes it");
    }
    let content = document.add_object(content);
    let font = document
        .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    finish(document, dictionary! { "Type" => "Page", "Contents" => content, "Resources" => resources }, 1)
}

fn finish(mut document: lopdf::Document, page: lopdf::Dictionary, times: usize) -> Vec<u8> {
    let page = document.add_object(page);
    let kids: Vec<Object> = (0..times).map(|_| page.into()).collect();
    let pages = document.add_object(dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => times as i64,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    saved(document)
}

fn itself() -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.5");
    let form = document.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "X" => form } };
    let about = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => resources.clone() };
    document.objects.insert(form, Stream::new(about, b"/X Do /X Do /X Do /X Do".to_vec()).into());
    let content = document.add_object(Stream::new(dictionary! {}, b"/X Do /X Do".to_vec()));
    finish(document, dictionary! { "Type" => "Page", "Contents" => content, "Resources" => resources }, 1)
}

fn repeated_page() -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.5");
    let ops = "BT /F1 10 Tf 50 50 Td (La pagina che si ripete senza fine.) Tj ET".as_bytes().to_vec();
    let content = document.add_object(Stream::new(dictionary! {}, ops));
    let font = document
        .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    finish(
        document,
        dictionary! { "Type" => "Page", "Contents" => content, "Resources" => resources },
        100_000,
    )
}
