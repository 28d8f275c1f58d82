//! Versions over time, from the material to the answer: borders of validity, what changed, who cites whom, official text before
//! its sheet, and texts withdrawn while a service answers.

use super::app::{TestApp, config};
use super::source;
use gepi_copilot::answer::{Answer, Verdict};
use gepi_copilot::app::{App, Ask, Order, silent};
use gepi_copilot::corpus::{
    ChangeKind, Graph, PieceKind, Status, Tier, Version, amendments, diff, two_versions,
};
use gepi_copilot::ingest::catalogue::{Collection, Edits};
use gepi_copilot::ingest::{Defaults, parse, read_folder};
use gepi_copilot::models::Embedder;
use gepi_copilot::store::Clock;
use jiff::civil::{Date, date};
use std::sync::Arc;

pub(super) const QUESTION: &str = "Qual è la soglia ISEE dell'ADI?";

pub(super) async fn ask(app: &Arc<App>, question: &str, as_of: Option<Date>) -> Answer {
    let ask = Ask { question: question.to_owned(), as_of, ..Ask::default() };
    app.ask(ask, silent()).await.expect("answers")
}

fn starter() -> Vec<Version> {
    let defaults = Defaults::sheet(date(2026, 11, 21));
    read_folder(&source::root().join("corpus"), &defaults).expect("read").versions
}

pub(super) fn put(versions: Vec<Version>) -> Order {
    let own = Collection { name: "leggi".to_owned(), versions, whole: false };
    Order { edits: Edits { collections: vec![own], ..Edits::default() }, ..Order::default() }
}

fn withdraw(work: &str) -> Order {
    Order { edits: Edits { withdraw: vec![work.to_owned()], ..Edits::default() }, ..Order::default() }
}

pub(super) async fn change(app: &App, order: &Order) {
    app.change(order, app.encoder().as_deref(), &|_, _| {}).await.expect("changed");
}

#[tokio::test]
async fn a_version_holds_from_its_first_day_to_the_day_before_its_end() {
    let test = TestApp::start().await;
    for (day, said) in [
        (date(2024, 1, 1), "9.360"),
        (date(2024, 12, 31), "9.360"),
        // `valid_to` is the first day on which it holds no more.
        (date(2025, 1, 1), "10.140"),
        (date(2026, 11, 21), "10.140"),
    ] {
        let answer = ask(&test.app, QUESTION, Some(day)).await;
        assert!(answer.text.contains(said), "{day}: {}", answer.text);
    }
    let before = ask(&test.app, QUESTION, Some(date(2023, 12, 31))).await;
    assert_ne!(before.verdict, Verdict::Answered, "nothing held the day before: {}", before.text);
}

#[test]
fn the_changes_of_the_starter_corpus_are_told_by_passage_and_word() {
    let corpus = starter();
    let of = |work: &str| {
        let mut found: Vec<&Version> = corpus.iter().filter(|v| v.work.as_str() == work).collect();
        found.sort_by_key(|v| v.validity.from());
        found
    };
    let check = |work: &str, days: (Date, Date), (gone, come): (&str, &str), by: &str| {
        let (before, after) = two_versions(&of(work), Some(days.0), Some(days.1)).expect("two versions");
        let found = diff(before, after);
        let said = |kind: PieceKind| -> String {
            let pieces = found.changes.iter().flat_map(|c| &c.pieces);
            pieces.filter(|p| p.kind == kind).map(|p| p.text.as_str()).collect()
        };
        assert!(said(PieceKind::Removed).contains(gone), "{work}: {found:#?}");
        assert!(said(PieceKind::Added).contains(come), "{work}: {found:#?}");
        assert!(found.changes.iter().any(|c| c.kind == ChangeKind::Changed), "{work}");
        assert!(found.amended_by.iter().any(|a| a.reference == by), "{work}: {:?}", found.amended_by);
    };
    let in_2025 = (date(2024, 12, 31), date(2025, 1, 1));
    check("adi-soglia-isee", in_2025, ("9.360", "10.140"), "art. 1, comma 198, L. 207/2024");
    let in_2026 = (date(2025, 12, 31), date(2026, 1, 1));
    check("adi-rinnovo", in_2026, ("sospensione", "50 per cento"), "art. 1, comma 158, L. 199/2025");
    // Every work with several versions can be compared, and a version with itself has no change.
    for version in &corpus {
        assert!(diff(version, version).changes.is_empty(), "{}", version.key());
        if let [.., before, last] = of(version.work.as_str())[..] {
            assert!(!diff(before, last).changes.is_empty(), "{}", version.work);
        }
    }
}

#[tokio::test]
async fn a_comma_that_ends_before_its_act_is_cited_on_its_days_only() {
    let test = TestApp::start().await;
    let defaults =
        Defaults { tier: Tier::Legislation, status: Status::Official, ..Defaults::sheet(date(2025, 1, 1)) };
    let file = source::root().join("tests/fixtures/formats/akn/vigenza-di-prova.xml");
    let act = parse("vigenza.xml", &std::fs::read(file).expect("read"), &defaults).expect("parses").version;
    change(&test.app, &put(vec![act])).await;
    let question = "Quanto vale il sussidio ocra di prova?";
    for (day, said, unsaid) in [
        (date(2025, 1, 1), "654", "699"),
        (date(2025, 5, 31), "654", "699"),
        (date(2025, 6, 1), "699", "654"),
        (date(2026, 11, 21), "699", "654"),
    ] {
        let answer = ask(&test.app, question, Some(day)).await;
        assert!(answer.text.contains(said) && !answer.text.contains(unsaid), "{day}: {}", answer.text);
        assert!(!answer.text.contains("511"), "{day}: ended before this version: {}", answer.text);
        let ends = answer.citations.iter().find(|c| c.quote.contains("654")).map(|c| c.valid_to.as_deref());
        assert!(ends.is_none_or(|day| day == Some("2025-06-01")), "{day}: {ends:?}");
    }
}

#[test]
fn references_of_an_act_as_published_are_resolved() {
    let defaults =
        Defaults { tier: Tier::Legislation, status: Status::Official, ..Defaults::sheet(date(2025, 1, 1)) };
    let folder = source::root().join("tests/fixtures/formats/akn");
    let versions = read_folder(&folder, &defaults).expect("read").versions;
    let act = versions.iter().position(|v| v.work.as_str() == "assegno-di-prova-xml").expect("the act");
    let graph = Graph::of(&versions);
    let leads: Vec<(&str, &str)> = graph
        .links()
        .iter()
        .filter(|link| link.from.version == act)
        .flat_map(|link| link.to.places().iter().map(move |to| (link.from, to)))
        .map(|(from, to)| {
            let passages = &versions[act].passages;
            (passages[from.passage].locator.as_str(), passages[to.passage].locator.as_str())
        })
        .collect();
    assert!(leads.contains(&("art2-com1bis", "art2-com1")), "{leads:?}");
    let wrong = leads.iter().filter(|(_, to)| *to == "art2-com01").count();
    assert_eq!(wrong, 0, "comma 01 is not comma 1: {leads:?}");
    let told: Vec<String> = amendments(&versions[act]).into_iter().map(|a| a.reference).collect();
    assert!(told.iter().any(|r| r.contains("D.L. 940/2024")), "{told:?}");
}

/// An act whose comma 2 of article 2 is what the sheets of the test corpus restate.
fn law(euro: &str) -> Version {
    let text = format!(
        "+++\nid = \"legge\"\ntitle = \"Decreto lavoro\"\ntier = \"legislation\"\ntopics = [\"adi-requisiti\"]\n\
         reference = \"D.L. 48/2023\"\nurn = \"urn:nir:stato:decreto.legge:2023-05-04;48\"\nissuer = \"Stato\"\n\
         valid_from = 2024-01-01\nstatus = \"official\"\n\n[passage.art2-com2]\nreference = \"art. 2, comma 2, D.L. 48/2023\"\n\
         [passage.art6-com4]\nreference = \"art. 6, comma 4, D.L. 48/2023\"\n+++\n\n## Art. 2 {{#art2-com2}}\n\n\
         2. Ai fini dell'assegno, per i soggetti di cui all'articolo 6, comma 4, il valore dell'indicatore ISEE non è superiore alla soglia di euro {euro}.\n\n\
         ## Art. 6 {{#art6-com4}}\n\n4. I componenti tenuti agli obblighi sono i maggiorenni.\n"
    );
    parse("legge.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version
}

/// The sheet of the test corpus, with the provisions it is about.
pub(super) fn sheet() -> Version {
    let text =
        super::app::sheet("soglia", "valid_from = 2025-01-01", "La soglia ISEE dell'ADI è di 10.140 euro.");
    let about = "about = [\"urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2\"]\nreference";
    let text = text.replacen("reference", about, 1);
    parse("soglia.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version
}

#[tokio::test]
async fn official_text_is_cited_before_the_sheet_that_says_the_same() {
    for test in [TestApp::start().await, TestApp::with_vectors().await] {
        change(&test.app, &put(vec![sheet()])).await;
        let alone = ask(&test.app, QUESTION, None).await;
        assert_eq!(alone.citations[0].badge.as_deref(), Some("sintesi di: D.L. 48/2023"));
        change(&test.app, &put(vec![law("10.140")])).await;
        let answer = ask(&test.app, QUESTION, None).await;
        assert_eq!(answer.verdict, alone.verdict);
        assert_eq!(answer.sentences[0].text, alone.sentences[0].text, "the sheet's sentence still answers");
        let cited: Vec<(Status, &str)> =
            answer.citations.iter().map(|c| (c.status, c.work_id.as_str())).collect();
        assert_eq!(cited[..2], [(Status::Official, "legge"), (Status::Editorial, "soglia")], "{answer:#?}");
        assert_eq!(answer.sentences[0].citations, [1, 2]);
        assert_eq!(answer.citations[0].badge, None);
        let snapshot = test.app.snapshot().expect("open");
        for citation in &answer.citations {
            let number = snapshot.number_of(&citation.passage_id).expect("there");
            let source = &snapshot.passage(number).0.source;
            let [start, end] = citation.quote_span;
            assert_eq!(&source[start..end], citation.quote, "byte for byte");
        }
        let also: Vec<&str> = answer.see_also.iter().map(|s| s.passage_id.as_str()).collect();
        assert_eq!(also, ["legge~2024-01-01~art6-com4"], "what the quotation refers to");
        // Ranked first, and it says why.
        let question = test.app.question(&snapshot, QUESTION, None);
        let encoder = test.app.encoder();
        let engine = gepi_copilot::search::Engine {
            snapshot: &snapshot,
            embedder: encoder.as_deref(),
            weights: Default::default(),
            hide: None,
        };
        let found = gepi_copilot::search::find(engine, &question, gepi_copilot::search::Mode::Hybrid, 5);
        let found = found.await.expect("found");
        let order: Vec<&str> =
            found.hits.iter().map(|h| snapshot.passage(h.passage).0.work.as_str()).collect();
        assert_eq!(order[..2], ["legge", "soglia"]);
        assert!(found.hits[0].explanation.official > 0.0);
        assert_eq!(
            found.hits.iter().map(|h| h.rank).collect::<Vec<_>>(),
            (1..=found.hits.len()).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn a_withdrawn_text_is_cited_by_nobody_from_that_moment() {
    let test = TestApp::start().await;
    // A service of its own on the same data: it does not look at the pointer here.
    let service = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
    let service = Arc::new(service);
    service.start_answering().await.expect("answers");
    let before = ask(&service, QUESTION, None).await;
    assert!(before.text.contains("10.140"));
    let first = test.app.snapshot().expect("open").manifest.id.clone();
    change(&test.app, &withdraw("soglia")).await;
    let check = |answer: Answer, when: &str| {
        assert!(!answer.shown().any(|id| id.starts_with("soglia~")), "{when}: {answer:#?}");
        assert!(!answer.text.contains("10.140"), "{when}");
    };
    check(ask(&test.app, QUESTION, None).await, "where it was withdrawn");
    assert_eq!(service.snapshot().expect("open").manifest.id, first, "still the generation that holds it");
    check(ask(&service, QUESTION, None).await, "in another process, before it follows the pointer");
    service.follow().await.expect("followed");
    check(ask(&service, QUESTION, None).await, "after it followed");
    test.app.switch(&first).await.expect("chosen");
    check(ask(&test.app, QUESTION, None).await, "switched to the generation that holds it");
    service.follow().await.expect("followed");
    check(ask(&service, QUESTION, None).await, "in another process, switched");
    let again = App::open(test.app.config.clone(), test.app.store.clock().clone()).await.expect("opens");
    let again = Arc::new(again);
    again.start_answering().await.expect("answers");
    check(ask(&again, QUESTION, None).await, "after a new start");
    let kept = gepi_copilot::gaps::answer(&test.app.store, &before.id).await.expect("read").expect("kept");
    assert_eq!(kept.citations, before.citations, "an old answer keeps what it quoted");
    let edits = Edits { restore: vec!["soglia".to_owned()], ..Edits::default() };
    change(&test.app, &Order { edits, ..Order::default() }).await;
    assert!(ask(&test.app, QUESTION, None).await.text.contains("10.140"), "restored");
}

#[tokio::test]
async fn going_back_over_a_withdrawal_undoes_it_and_says_so() {
    let test = TestApp::start().await;
    change(&test.app, &put(vec![law("10.140")])).await;
    change(&test.app, &withdraw("incontro")).await;
    change(&test.app, &withdraw("soglia")).await;
    let (_, works) = test.app.go_back().await.expect("back");
    assert_eq!(works.iter().map(|w| w.as_str()).collect::<Vec<_>>(), ["soglia"]);
    assert!(ask(&test.app, QUESTION, None).await.text.contains("10.140"));
    let answer = ask(&test.app, "Entro quando va fatto il primo incontro?", None).await;
    assert!(!answer.shown().any(|id| id.starts_with("incontro~")), "its withdrawal was not undone");
    // What is no longer in the catalogue can be withdrawn again.
    let preview = test.app.preview(&withdraw("soglia")).await.expect("previewed");
    assert_eq!((preview.withdrawn, preview.unknown.len()), (2, 0));
    change(&test.app, &withdraw("soglia")).await;
    let answer = ask(&test.app, QUESTION, None).await;
    assert!(!answer.shown().any(|id| id.starts_with("soglia~")));
}

#[tokio::test]
async fn a_file_put_in_again_is_cited_and_its_older_text_is_not() {
    let test = TestApp::start().await;
    let own = |euro: &str| {
        let text = super::app::sheet(
            "buono",
            "valid_from = 2025-01-01",
            &format!("Il buono mensa vale {euro} euro."),
        );
        parse("buono.md", text.as_bytes(), &Defaults::sheet(date(2026, 1, 1))).expect("parses").version
    };
    let question = "Quanto vale il buono mensa?";
    change(&test.app, &put(vec![own("sette")])).await;
    let wrong = test.app.snapshot().expect("open").manifest.id.clone();
    change(&test.app, &withdraw("buono")).await;
    change(&test.app, &put(vec![own("9")])).await;
    assert!(ask(&test.app, question, None).await.text.contains("9 euro"));
    test.app.switch(&wrong).await.expect("chosen");
    let answer = ask(&test.app, question, None).await;
    assert!(!answer.shown().any(|id| id.starts_with("buono~")), "the text withdrawn: {answer:#?}");
    change(&test.app, &put(vec![own("sette")])).await;
    assert!(ask(&test.app, question, None).await.text.contains("sette"), "the same file again");
}

#[tokio::test]
async fn a_sheet_whose_file_is_gone_is_not_cited_while_the_vectors_are_built() {
    let test = TestApp::with_vectors().await;
    assert!(ask(&test.app, "Entro quando va fatto il primo incontro?", None).await.text.contains("120"));
    std::fs::remove_file(test.folder.path().join("corpus/adi/incontro.md")).expect("removed");
    // A third of so small a corpus is much, and its question was just answered: whoever configures so accepts that.
    let mut config = config(test.folder.path());
    (config.publication.max_drop_percent, config.publication.lost_answers) = (100, 1);
    let app = App::open(config, Clock::Fixed(date(2026, 11, 21))).await.expect("opens");
    let app = Arc::new(app);
    app.use_encoder(Embedder::hashing(64));
    assert!(app.start_answering().await.expect("starts"), "vectors to build");
    let answer = ask(&app, "Entro quando va fatto il primo incontro?", None).await;
    assert!(!answer.shown().any(|id| id.starts_with("incontro~")), "{answer:#?}");
}

#[tokio::test]
async fn a_topic_on_hold_holds_the_law_that_its_sheets_restate() {
    let test = TestApp::start().await;
    // The texts of acts come without topics.
    let mut act = law("10.140");
    act.topics.clear();
    change(&test.app, &put(vec![sheet(), act])).await;
    let snapshot = test.app.snapshot().expect("open");
    let topics =
        |id: &str| -> Vec<&str> { snapshot.topics_of(snapshot.number_of(id).expect("there")).collect() };
    assert_eq!(topics("legge~2024-01-01~art2-com2"), ["adi-requisiti"]);
    assert!(topics("legge~2024-01-01~art6-com4").is_empty(), "no sheet restates it");
    test.app.hold(("adi-requisiti", "sentenza"), ("ministry", "")).await.expect("held");
    for question in [QUESTION, "art. 2, comma 2, D.L. 48/2023"] {
        let answer = ask(&test.app, question, None).await;
        assert!(answer.citations.is_empty() && !answer.text.contains("10.140"), "{question}: {answer:#?}");
        assert!(answer.see_also.is_empty());
        assert_eq!(answer.reason.map(|r| r.kind).as_deref(), Some("hold"), "{question}");
    }
}
