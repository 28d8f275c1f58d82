//! Official text beside the sheets about it: it prevails where they differ, and whoever asks for a provision by name gets that one.

use super::app::TestApp;
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
    let text = super::app::sheet(
        "mensa",
        "valid_from = 2025-01-01",
        "Alla mensa con ISEE si paga una quota di 55 euro.",
    );
    let about = "about = [\"urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2\"]\nreference";
    let text = text.replacen("reference", about, 1);
    let mensa =
        parse("mensa.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version;
    change(&test.app, &put(vec![mensa, law("2025-01-01", "10.140")])).await;
    let answer = ask(&test.app, "Quale quota si paga alla mensa con ISEE?", None).await;
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
