//! Official text beside the sheets about it: it prevails where they differ, and whoever asks for a provision by name gets that one.

use super::app::TestApp;
use super::cli::{copilot, scratch};
use super::sync_site::{Office, Reply, Site, ended, entry};
use super::versions::{QUESTION, ask, change, put, sheet};
use gepi_copilot::answer::{Answer, Verdict, WarningKind};
use gepi_copilot::app::App;
use gepi_copilot::corpus::{Status, Version};
use gepi_copilot::ingest::{Defaults, parse};
use jiff::civil::date;
use std::sync::Arc;

/// The act that the sheet restates, as it held from a day on.
fn law(from: &str, euro: &str) -> Version {
    let part =
        |id: &str, reference: &str| format!("[passage.{id}]\nreference = \"{reference}, D.L. 48/2023\"\n");
    let parts = [
        ("art2-com2", "art. 2, comma 2"),
        ("art2-com2bis", "art. 2, comma 2-bis"),
        ("art2-com3", "art. 2, comma 3"),
        ("art3", "art. 3"),
    ];
    let parts: String = parts.iter().map(|(id, reference)| part(id, reference)).collect();
    let text = format!(
        "+++\nid = \"legge\"\ntitle = \"Decreto lavoro\"\ntier = \"legislation\"\ntopics = [\"adi-requisiti\"]\n\
         reference = \"D.L. 48/2023\"\nurn = \"urn:nir:stato:decreto.legge:2023-05-04;48\"\nissuer = \"Stato\"\n\
         valid_from = {from}\nstatus = \"official\"\n\n{parts}+++\n\n## Art. 2 {{#art2-com2}}\n\n\
         2. I nuclei devono avere questi requisiti:\n\
         a) il richiedente è residente in Italia da almeno cinque anni;\n\
         b) quanto alla condizione economica:\n  1) un valore dell'ISEE non superiore alla soglia di euro {euro};\n\
         c) nessuna imbarcazione da diporto.\n\n\
         ## Comma 2-bis {{#art2-com2bis}}\n\n2-bis. La dichiarazione si presenta entro 37 giorni.\n\n\
         ## Comma 3 {{#art2-com3}}\n\n3. COMMA ABROGATO DALLA L. 30 DICEMBRE 2024, N. 207\n\n\
         ## Art. 3 {{#art3}}\n\nARTICOLO ABROGATO DALLA L. 30 DICEMBRE 2024, N. 207\n"
    );
    parse("legge.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version
}

/// The sheet about article 2, comma 2, as it held in 2024.
fn sheet_of_2024() -> Version {
    let said = "Nel 2024 la soglia ISEE dell'ADI era di 9.360 euro.";
    let text = super::app::sheet("soglia", "valid_from = 2024-01-01\nvalid_to = 2025-01-01", said);
    let about = "about = [\"urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2\"]\nreference";
    let text = text.replacen("reference", about, 1);
    parse("soglia~2024.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version
}

fn check_bytes(app: &Arc<App>, answer: &Answer) {
    let snapshot = app.snapshot().expect("open");
    for citation in &answer.citations {
        let number = snapshot.number_of(&citation.passage_id).expect("there");
        let [start, end] = citation.quote_span;
        assert_eq!(&snapshot.passage(number).0.source[start..end], citation.quote, "byte for byte");
    }
    let numbers: Vec<usize> = answer.citations.iter().map(|c| c.n).collect();
    assert_eq!(numbers, (1..=answer.citations.len()).collect::<Vec<_>>());
}

#[tokio::test]
async fn official_text_in_force_prevails_over_a_sheet_that_gives_another_figure() {
    for test in [TestApp::start().await, TestApp::with_vectors().await] {
        change(&test.app, &put(vec![sheet(), law("2025-01-01", "10.140")])).await;
        let same = ask(&test.app, QUESTION, None).await;
        assert!(same.text.contains("10.140"));
        let conflict = |answer: &Answer| {
            let mut warnings = answer.warnings.iter();
            warnings.find(|w| w.kind == WarningKind::Conflict).map(|w| w.text.clone())
        };
        assert_eq!(conflict(&same), None);
        change(&test.app, &put(vec![law("2026-01-01", "11.500")])).await;
        let answer = ask(&test.app, QUESTION, None).await;
        assert_eq!(answer.verdict, Verdict::Answered);
        assert!(answer.text.contains("11.500") && !answer.text.contains("10.140"), "{answer:#?}");
        let first = &answer.citations[0];
        assert_eq!((first.status, first.version.as_str()), (Status::Official, "2026-01-01"));
        assert_eq!(answer.sentences[0].citations, [1]);
        let told = conflict(&answer).unwrap_or_else(|| panic!("{answer:#?}"));
        for said in ["soglia", "10.140 euro", "art. 2, comma 2, D.L. 48/2023", "euro 11.500", "prevale"] {
            assert!(told.contains(said), "{said}: {told}");
        }
        check_bytes(&test.app, &answer);
        let before = ask(&test.app, QUESTION, Some(date(2025, 6, 1))).await;
        assert!(before.text.contains("10.140") && conflict(&before).is_none(), "{before:#?}");
    }
}

#[tokio::test]
async fn a_figure_of_an_unlike_rule_is_shown_to_be_compared() {
    let test = TestApp::start().await;
    let text =
        super::app::sheet("mensa", "valid_from = 2025-01-01", "Il valore del buono mensa è di 55 euro.");
    let about = "about = [\"urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2\"]\nreference";
    let text = text.replacen("reference", about, 1);
    let mensa =
        parse("mensa.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version;
    change(&test.app, &put(vec![mensa, law("2025-01-01", "10.140")])).await;
    let answer = ask(&test.app, "Quanto è il valore del buono mensa?", None).await;
    assert!(answer.text.contains("55 euro"), "{answer:#?}");
    let told = answer.warnings.iter().find(|w| w.kind == WarningKind::Conflict).expect("told");
    assert!(told.text.contains("Confrontali") && told.text.contains("euro 10.140"), "{}", told.text);
    assert!(answer.citations.iter().any(|c| c.status == Status::Official), "never cited alone");
}

#[tokio::test]
async fn a_past_rule_is_cited_from_the_text_that_held() {
    let test = TestApp::start().await;
    let held = law("2024-01-01", "9.360");
    change(&test.app, &put(vec![sheet_of_2024(), sheet(), held, law("2025-01-01", "10.140")])).await;
    let answer = ask(&test.app, QUESTION, Some(date(2024, 6, 1))).await;
    assert!(answer.sentences[0].text.contains("Nel 2024") && answer.text.contains("9.360"), "{answer:#?}");
    let first = &answer.citations[0];
    assert_eq!((first.status, first.version.as_str()), (Status::Official, "2024-01-01"), "{answer:#?}");
    assert!(first.quote.contains("9.360"));
}

#[tokio::test]
async fn a_provision_asked_for_by_name_is_that_one() {
    for test in [TestApp::start().await, TestApp::with_vectors().await] {
        // A sheet about another letter, asked so often that it would come first.
        let penal = super::app::sheet(
            "penali",
            "valid_from = 2024-01-01",
            "Il requisito penale dell'ADI è nell'art. 2, comma 2, lettera d, del D.L. 48/2023.",
        );
        let asks = "[\"art. 2 comma 2 dl 48/2023\", \"art. 2 comma 2 lettera b) dl 48/2023\"]";
        let penal = penal.replace("[\"domanda su penali\"]", asks);
        let penal = parse("penali.md", penal.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses");
        change(&test.app, &put(vec![penal.version, law("2025-01-01", "10.140")])).await;
        let check = |question: &'static str, locator: &'static str, said: &'static str, not: &'static str| {
            let app = Arc::clone(&test.app);
            async move {
                let answer = ask(&app, question, None).await;
                assert_eq!(answer.verdict, Verdict::Answered, "{question}: {answer:#?}");
                assert!(answer.confidence > 0.9, "{question}: {}", answer.confidence);
                let cited: Vec<&str> = answer.citations.iter().map(|c| c.passage_id.as_str()).collect();
                let expected = format!("legge~2025-01-01~{locator}");
                assert!(cited.iter().all(|id| *id == expected), "{question}: {cited:?}");
                assert!(answer.text.contains(said), "{question}: {}", answer.text);
                assert!(not.is_empty() || !answer.text.contains(not), "{question}: {}", answer.text);
                check_bytes(&app, &answer);
            }
        };
        check("art. 2 comma 2 lettera b) dl 48/2023", "art2-com2", "10.140", "diporto").await;
        check(
            "Che cosa dice l'articolo 2, comma 2, lett. c), del D.L. 48/2023?",
            "art2-com2",
            "diporto",
            "10.140",
        )
        .await;
        check("art. 2, comma 2, D.L. 48/2023", "art2-com2", "cinque anni", "").await;
        check("art. 2 comma 2-bis dl 48/2023", "art2-com2bis", "37 giorni", "ABROGATO").await;
        check("cosa dice l'art. 3 del DL 48/2023?", "art3", "ARTICOLO ABROGATO", "").await;
        let still = "il comma 3 dell'articolo 2 del DL 48/2023 è ancora in vigore?";
        check(still, "art2-com3", "COMMA ABROGATO", "").await;
        let answer = ask(&test.app, "art. 99 dl 48/2023", None).await;
        let kind = answer.reason.as_ref().map(|reason| reason.kind.as_str());
        assert_eq!((answer.verdict, kind), (Verdict::NotCovered, Some("no_provision")), "{answer:#?}");
        assert!(answer.reason.is_some_and(|reason| reason.text.contains("art. 99, D.L. 48/2023")));
    }
}

/// The fixture's act as it would be in another year, with another term.
fn act(from: &str, days: &str) -> String {
    let path = super::source::root().join("tests/fixtures/formats/akn/assegno-di-prova.xml");
    let text = std::fs::read_to_string(path).expect("read");
    text.replace("ita@2024-06-01", &format!("ita@{from}"))
        .replace("<FRBRdate date=\"2024-06-01\"", &format!("<FRBRdate date=\"{from}\""))
        .replace("quarantuno", days)
}

const TERM: &str = "Entro quanti giorni si presenta allo sportello la domanda dell'assegno di prova?";

fn cited(folder: &std::path::Path, more: &[&str]) -> serde_json::Value {
    let run = copilot(folder, &[&["ask", TERM, "--json"], more].concat());
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}{}", run.out, run.err))
}

#[test]
fn an_act_under_another_file_name_is_a_version_of_the_same_work() {
    let folder = scratch();
    let put = |name: &str, text: String| std::fs::write(folder.path().join(name), text).expect("written");
    put("uno.xml", act("2024-06-01", "quarantuno"));
    put("due.xml", act("2026-01-01", "cinquantadue"));
    let official = ["ingest", "uno.xml", "--status", "official", "--tier", "legislation"];
    assert_eq!(copilot(folder.path(), &official).code, Some(0));
    let run = copilot(folder.path(), &["ingest", "due.xml"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.err.contains("«uno-xml»") && run.err.contains("due.xml"), "{}", run.err);
    let today = cited(folder.path(), &[]);
    let text = today["text"].as_str().unwrap_or_default();
    assert!(text.contains("cinquantadue") && !text.contains("quarantuno"), "{today}");
    let first = &today["citations"][0];
    assert_eq!((&first["work_id"], &first["status"]), (&"uno-xml".into(), &"official".into()), "{today}");
    let before = cited(folder.path(), &["--as-of", "2025-06-01"]);
    assert!(before["text"].as_str().is_some_and(|text| text.contains("quarantuno")), "{before}");
    // Both names in one go, and the same day twice.
    put("tre.xml", act("2026-01-01", "sessantatre"));
    let run = copilot(folder.path(), &["ingest", "due.xml", "tre.xml"]);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.err.contains("due.xml e tre.xml") && run.err.contains("2026-01-01"), "{}", run.err);
}

#[test]
fn a_file_given_again_without_options_is_what_was_confirmed_of_it() {
    let folder = scratch();
    let page = "<html><body><main><h1>Guida</h1><h2>Domanda</h2><p>La domanda del buono si presenta allo sportello \
                entro trenta giorni dalla convocazione.</p></main></body></html>";
    std::fs::write(folder.path().join("guida.html"), page).expect("written");
    let first = [
        "ingest",
        "guida.html",
        "--status",
        "official",
        "--tier",
        "guideline",
        "--issuer",
        "Ministero",
        "--valid-from",
        "2025-01-01",
        "--measure",
        "ADI",
    ];
    assert_eq!(copilot(folder.path(), &first).code, Some(0));
    let asked = || {
        let ask = ["ask", "Entro quanti giorni si presenta la domanda del buono?", "--json"];
        let run = copilot(folder.path(), &ask);
        let answer: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let kept = ["passage_id", "status", "tier", "reference", "valid_from", "valid_to"];
        (kept.map(|field| answer["citations"][0][field].clone()), answer["generation"].clone())
    };
    let before = asked();
    assert_eq!(before.0[1], "official", "{before:?}");
    let run = copilot(folder.path(), &["ingest", "guida.html"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.err.contains("0 versioni aggiunte, 0 cambiate, 0 ritirate"), "{}", run.err);
    assert_eq!(asked().0, before.0);
    // Another text is another version of what the work is.
    std::fs::write(folder.path().join("guida.html"), page.replace("trenta", "quaranta")).expect("written");
    assert_eq!(copilot(folder.path(), &["ingest", "guida.html"]).code, Some(0));
    let after = asked();
    assert_eq!(after.0[1..4], before.0[1..4], "{after:?}");
    assert_ne!(after.0[0], before.0[0]);
}

#[test]
fn an_act_put_in_by_hand_is_not_doubled_by_sync() {
    let site = Site::open();
    site.answers("/akn", Reply::Text("text/xml", act("2026-01-01", "cinquantadue").into()));
    let entries = [entry(("prova-akn", "akn"), &format!("{}/akn", site.address), "")];
    let office = Office::with(&entries, "");
    std::fs::write(office.path().join("uno.xml"), act("2024-06-01", "quarantuno")).expect("written");
    assert_eq!(office.runs(&["ingest", "uno.xml", "--status", "official"]).code, Some(0));
    let (report, _) = office.syncs(&[]);
    let (outcome, why) = ended(&report, "prova-akn");
    assert_eq!(outcome, "waiting", "{report}");
    assert!(why.contains("«uno-xml»") && why.contains("--withdraw uno-xml"), "{why}");
    let run = office.runs(&["sync", "--approve", "prova-akn"]);
    assert!(run.code != Some(0) && run.err.contains("uno-xml"), "{}{}", run.out, run.err);
    assert_eq!(office.runs(&["ingest", "--withdraw", "uno-xml"]).code, Some(0));
    assert_eq!(office.runs(&["sync", "--approve", "prova-akn"]).code, Some(0));
    let answer = office.asks(TERM, &[]);
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("cinquantadue")), "{answer}");
    // The other way round the file is a version of the source.
    std::fs::write(office.path().join("due.xml"), act("2026-06-01", "sessantatre")).expect("written");
    let run = office.runs(&["ingest", "due.xml"]);
    assert!(run.code == Some(0) && run.err.contains("«prova-akn»"), "{}{}", run.out, run.err);
    let answer = office.asks(TERM, &[]);
    let text = answer["text"].as_str().unwrap_or_default();
    assert!(text.contains("sessantatre") && !text.contains("cinquantadue"), "{answer}");
}

#[test]
fn a_passage_of_a_page_is_cited_with_it() {
    let check = |file: &str, locator: &str, place: &str| {
        let bytes =
            std::fs::read(super::source::root().join("tests/fixtures/formats").join(file)).expect(file);
        let version = parse(file, &bytes, &Defaults::sheet(date(2026, 1, 1))).expect("parses").version;
        let passage = version.passages.iter().find(|p| p.locator == locator);
        let passage = passage.unwrap_or_else(|| panic!("{file}: {:?}", version.passages[0].locator));
        let cited = version.cited_as(passage);
        assert!(cited.len() > place.len() && cited.ends_with(place), "{cited}");
    };
    check("circolare.pdf", "pag1", ", pag. 1");
    check("corso.pptx", "dia2", ", diapositiva 2");
    check("faq.xlsx", "riga4", ", riga 4");
    check("faq.xlsx", "f2-riga2-3", ", foglio 2, riga 2");
}
