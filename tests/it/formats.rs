//! Acts and pages as they are published, from the file to the answer.

use super::app::TestApp;
use super::source;
use gepi_copilot::app::{Ask, Order, silent};
use gepi_copilot::corpus::{Status, Tier};
use gepi_copilot::ingest::catalogue::{Collection, Edits};
use gepi_copilot::ingest::{CorpusFolder, Defaults, read_folder};
use jiff::civil::date;

fn folder(name: &str) -> CorpusFolder {
    let defaults =
        Defaults { tier: Tier::Legislation, status: Status::Official, ..Defaults::sheet(date(2025, 1, 1)) };
    read_folder(&source::root().join("tests/fixtures/formats").join(name), &defaults).expect("read")
}

#[test]
fn a_folder_of_acts_and_pages_is_read_whole() {
    for (name, works) in [
        ("akn", ["assegno-di-prova-xml", "codice-di-prova-xml", "vigenza-di-prova-xml"].as_slice()),
        ("html", &["gazzetta-html", "ministero-html", "normattiva-html", "wiki-html"]),
    ] {
        let folder = folder(name);
        assert_eq!((folder.errors.len(), folder.skipped.len()), (0, 0), "{:?}", folder.errors);
        let read: Vec<&str> = folder.versions.iter().map(|v| v.work.as_str()).collect();
        assert_eq!(read, works);
        for version in &folder.versions {
            assert!(!version.passages.is_empty() && !version.reference.is_empty());
            assert!(folder.warnings.iter().all(|w| w.contains(".xml: ") || w.contains(".html: ")));
        }
    }
}

#[test]
fn files_of_one_name_in_several_formats_are_several_works() {
    let folder = folder("");
    let locked: Vec<&String> = folder.errors.iter().collect();
    assert!(locked.len() == 1 && locked[0].contains("chiuso.pdf"), "{locked:?}");
    let works: Vec<&str> = folder.versions.iter().map(|v| v.work.as_str()).collect();
    for work in ["faq-pdf", "faq-pptx", "faq-xlsx", "importi-csv", "importi-xlsx", "linee-guida-docx"] {
        assert!(works.contains(&work), "{work}: {works:?}");
    }
    let distinct = gepi_copilot::ingest::all_distinct(folder.versions.iter().map(|v| (v.origin.clone(), v)));
    assert_eq!(distinct, Ok(()));
}

#[tokio::test]
async fn a_comma_answers_with_its_reference() {
    let test = TestApp::start().await;
    let own = Collection { name: "comune".to_owned(), versions: folder("akn").versions, whole: false };
    let order = Order { edits: Edits { collections: vec![own], ..Edits::default() }, ..Order::default() };
    test.app.change(&order, None, &|_, _| {}).await.expect("published");
    let asked = |question: &str| Ask {
        question: question.to_owned(),
        as_of: Some(date(2024, 7, 1)),
        ..Ask::default()
    };
    let ask = asked("Entro quanti giorni si presenta allo sportello la domanda dell'assegno di prova?");
    let answer = test.app.ask(ask, silent()).await.expect("answers");
    assert!(answer.text.contains("quarantuno giorni"), "{answer:?}");
    let references: Vec<&str> = answer.citations.iter().map(|c| c.reference.as_str()).collect();
    assert!(references.contains(&"art. 2, comma 1-bis, D.L. 917/2021"), "{references:?}");
}

/// A page that is one picture, as a scanner makes it.
fn scanned() -> Vec<u8> {
    let draw = "q 500 0 0 700 40 60 cm /I Do Q";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{draw}\nendstream", draw.len()),
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "{table}trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF",
        objects.len() + 1
    ));
    file.into_bytes()
}

#[test]
fn a_folder_with_faults_gives_what_is_good_in_it() {
    let folder = super::cli::scratch();
    let own = folder.path().join("mie");
    std::fs::create_dir_all(own.join("altre")).expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(own.join(name), bytes).expect("written");
    write("nota.md", b"# Nota\n\nIl buono pasto vale 7 euro.\n");
    write("circolare.md", b"# Circolare\n\nIl buono libri vale 9 euro.\n");
    write("altre/Circolare.md", b"# Circolare\n\nIl buono libri vale 8 euro.\n");
    write("foto.jpg", b"x");
    write("scansione.pdf", &scanned());
    write("rotta.md", b"+++\ntitle = \"Senza livello\"\n+++\n\nTesto.\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(".", own.join("giro")).expect("linked");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_copilot"))
        .current_dir(folder.path())
        .args(["ingest", "mie"])
        .env("PATH", "/non-esiste")
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{said}");
    let wanted = [
        "mie/circolare.md",
        "mie/altre/Circolare.md",
        "scansioni",
        "tesseract-ocr-ita",
        "foto.jpg",
        "1 versione aggiunta",
        "4 file non letti",
        "manca il campo «",
    ];
    for part in wanted {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!cfg!(unix) || said.contains("«giro» è un collegamento"), "{said}");
    let run = super::cli::copilot(folder.path(), &["ask", "Quanto vale il buono pasto?"]);
    assert!(run.out.contains("7 euro"), "{}", run.out);
}
