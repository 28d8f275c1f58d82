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
        ("akn", ["assegno-di-prova-xml", "codice-di-prova-xml"].as_slice()),
        ("html", &["gazzetta-html", "ministero-html", "normattiva-html", "wiki-html"]),
    ] {
        let folder = folder(name);
        assert_eq!((folder.errors.len(), folder.skipped), (0, 0), "{:?}", folder.errors);
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
