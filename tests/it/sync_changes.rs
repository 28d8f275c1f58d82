//! Official texts over time: what is a change and what is not, what waits for a person, what stays and what comes back.

use super::sync::guide;
use super::sync_site::{Office, Reply, Site, ended, entry};
use gepi_copilot::store::Clock;

const QUESTION: &str = "Entro quanti giorni si presenta la domanda di buono pasto allo sportello sociale?";

fn office(site: &Site) -> Office {
    site.shows("/guida", &guide("trenta"));
    let office = Office::with(&[entry(("guida", "html"), &format!("{}/guida", site.address), "")], "");
    let (report, code) = office.syncs(&[]);
    assert_eq!((code, ended(&report, "guida").0), (Some(0), "added"), "{report}");
    office
}

fn says(office: &Office, words: &str, more: &[&str]) -> bool {
    office.asks(QUESTION, more)["text"].as_str().is_some_and(|text| text.contains(words))
}

#[test]
fn a_banner_is_no_change_and_another_text_is_a_new_version() {
    let site = Site::open();
    let office = office(&site);
    let banner = guide("trenta").replace(
        "<body>",
        "<body><header><nav>Novità del 3 dicembre</nav></header><div class=\"cookie-banner\">Usiamo i cookie</div>",
    );
    let banner = banner.replace("</main>", "<p>Ultimo aggiornamento: 20/11/2026, ore 10:31</p></main>");
    site.shows("/guida", &banner);
    let (report, _) = office.syncs(&[]);
    assert_eq!((ended(&report, "guida").0, report["published"].as_bool()), ("unchanged", Some(false)));
    site.shows("/guida", &guide("quarantacinque"));
    for (flag, outcome) in [("--dry-run", "changed"), ("--only-check", "news")] {
        let (report, code) = office.syncs(&[flag]);
        assert_eq!((code, ended(&report, "guida").0), (Some(0), outcome), "{report}");
        assert!(says(&office, "trenta giorni", &[]), "{flag} publishes nothing");
    }
    let (report, _) = office.syncs(&[]);
    assert_eq!(ended(&report, "guida").0, "changed", "{report}");
    let today = Clock::System.today().to_string();
    assert_eq!(report["sources"][0]["valid_from"], today.as_str());
    assert!(says(&office, "quarantacinque giorni", &[]));
    assert!(says(&office, "trenta giorni", &["--as-of", "2025-03-01"]), "the text before stays for its days");
    let before = office.asks(QUESTION, &["--as-of", "2025-03-01"]);
    assert_eq!(before["citations"][0]["valid_to"], today.as_str(), "{before}");
    let (report, _) = office.syncs(&["--only-check"]);
    assert_eq!(ended(&report, "guida").0, "unchanged");
    assert_eq!(office.runs(&["generations", "rollback"]).code, Some(0));
    assert!(says(&office, "trenta giorni", &[]), "what was gone back to answers");
}

#[test]
fn a_text_that_shrinks_waits_until_someone_approves_it() {
    let site = Site::open();
    let office = office(&site);
    let short = guide("novanta").replace("<h2>Risposta</h2>", "</main></body></html><!--");
    site.shows("/guida", &short);
    for _ in 0..2 {
        let (report, code) = office.syncs(&[]);
        let (outcome, why) = ended(&report, "guida");
        assert_eq!((code, outcome), (Some(0), "waiting"), "{why}");
        assert!(why.contains("accorciato"), "{why}");
        assert!(says(&office, "trenta giorni", &[]), "nothing is lost meanwhile");
    }
    let listed = office.runs(&["sync", "--list"]);
    assert!(listed.out.contains("in attesa di approvazione · c'è il testo letto il"), "{}", listed.out);
    assert!(listed.out.contains("si è accorciato da"), "{}", listed.out);
    let run = office.runs(&["sync", "--approve", "guida"]);
    assert!(run.code == Some(0) && run.out.contains("Pubblicata"), "{}{}", run.out, run.err);
    assert!(says(&office, "novanta giorni", &[]));
    let run = office.runs(&["sync", "--approve", "guida"]);
    assert_eq!(run.code, Some(2), "approved once: {}", run.err);
    let (report, _) = office.syncs(&[]);
    assert_eq!(ended(&report, "guida").0, "unchanged", "what was approved is the text now");
    let renamed = guide("novanta").replace("Guida al buono pasto", "Pagina non disponibile");
    site.shows("/guida", &renamed);
    assert!(ended(&office.syncs(&[]).0, "guida").1.contains("titolo"));
    site.shows("/guida", &short);
    assert_eq!(ended(&office.syncs(&[]).0, "guida").0, "unchanged");
    let listed = office.runs(&["sync", "--list"]);
    assert!(listed.out.contains("guida: invariata"), "a good text takes the bad one away: {}", listed.out);
}

#[test]
fn an_act_that_loses_an_article_waits_and_a_failure_keeps_what_is_held() {
    let site = Site::open();
    let root = super::source::root().join("tests/fixtures/formats/akn/assegno-di-prova.xml");
    let act = std::fs::read_to_string(root).expect("the fixture");
    let shows = |text: &str| site.answers("/atto", Reply::Text("application/xml", text.as_bytes().to_vec()));
    shows(&act);
    let urn = "urn = \"urn:nir:stato:decreto.legge:2021-02-03;917\"\n";
    let office = Office::with(&[entry(("dl-917-2021", "akn"), &format!("{}/atto", site.address), urn)], "");
    assert_eq!(ended(&office.syncs(&[]).0, "dl-917-2021").0, "added");
    let start = act.find("<article eId=\"art_2-bis\"").expect("an article to lose");
    let end = start + act[start..].find("</article>").expect("its end") + "</article>".len();
    shows(&format!("{}{}", &act[..start], &act[end..]));
    let report = office.syncs(&[]).0;
    assert!(ended(&report, "dl-917-2021").1.contains("art2bis"), "{report}");
    shows(&act.replace(";917", ";918"));
    assert!(ended(&office.syncs(&[]).0, "dl-917-2021").1.contains("altro atto"));
    let question = "Entro quanti giorni si presenta allo sportello la domanda dell'assegno di prova?";
    for reply in
        [Reply::Status(404), Reply::Truncated, Reply::Text("application/xml", b"<akomaNtoso>".to_vec())]
    {
        site.answers("/atto", reply);
        let (report, code) = office.syncs(&[]);
        assert_eq!((code, ended(&report, "dl-917-2021").0), (Some(1), "failed"), "{report}");
        let text = office.asks(question, &[])["text"].to_string();
        assert!(text.contains("quarantuno giorni"), "{text}");
    }
}

#[test]
fn what_the_catalogue_says_anew_holds_without_another_text() {
    let site = Site::open();
    let office = office(&site);
    let address = format!("{}/guida", site.address);
    let ended_in = |day: &str| [entry(("guida", "html"), &address, &format!("valid_to = {day}\n"))];
    office.lists(&ended_in("2026-01-01"));
    let (report, _) = office.syncs(&[]);
    let (outcome, why) = ended(&report, "guida");
    assert_eq!((outcome, report["published"].as_bool()), ("changed", Some(true)), "{report}");
    assert!(why.contains("catalogo"), "{why}");
    assert!(!says(&office, "trenta giorni", &["--as-of", "2026-03-01"]), "it has ended");
    assert!(says(&office, "trenta giorni", &["--as-of", "2025-03-01"]));
    assert_eq!(ended(&office.syncs(&[]).0, "guida").0, "unchanged");
    site.answers("/guida", Reply::Status(410));
    office.lists(&ended_in("2025-01-01"));
    assert_eq!(office.runs(&["sync"]).code, Some(1));
    assert!(!says(&office, "trenta giorni", &["--as-of", "2025-03-01"]), "even if the page is gone");
}

#[test]
fn a_text_that_dates_itself_follows_from_its_day() {
    let site = Site::open();
    let act = super::source::root().join("tests/fixtures/formats/akn/assegno-di-prova.xml");
    let act = std::fs::read_to_string(act).expect("the fixture");
    let shows = |text: String| site.answers("/atto", Reply::Text("text/xml", text.into_bytes()));
    shows(act.clone());
    let office = Office::with(&[entry(("dl-917-2021", "akn"), &format!("{}/atto", site.address), "")], "");
    assert_eq!(ended(&office.syncs(&[]).0, "dl-917-2021").0, "added");
    shows(act.replace("2024-06-01", "2025-02-01").replace("quarantuno giorni", "cinquantuno giorni"));
    let (report, _) = office.syncs(&[]);
    assert_eq!(report["sources"][0]["valid_from"], "2025-02-01", "{report}");
    let question = "Entro quanti giorni si presenta allo sportello la domanda dell'assegno di prova?";
    let said = |day: &str| office.asks(question, &["--as-of", day])["text"].to_string();
    assert!(said("2025-01-31").contains("quarantuno"), "{}", said("2025-01-31"));
    assert!(said("2025-02-01").contains("cinquantuno"), "{}", said("2025-02-01"));
}

#[test]
fn what_was_withdrawn_comes_back_only_when_it_is_named() {
    let site = Site::open();
    let office = office(&site);
    assert_eq!(office.runs(&["ingest", "--withdraw", "guida"]).code, Some(0));
    assert!(!says(&office, "trenta giorni", &[]));
    site.shows("/guida", &guide("sessanta"));
    let (report, code) = office.syncs(&[]);
    assert_eq!((code, ended(&report, "guida").0), (Some(0), "withdrawn"), "{report}");
    assert!(!says(&office, "sessanta giorni", &[]));
    assert_eq!(ended(&office.syncs(&["guida"]).0, "guida").0, "added");
    assert!(says(&office, "sessanta giorni", &[]));
}
