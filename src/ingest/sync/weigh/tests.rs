//! Two texts in, what is to be done out.

use super::*;
use crate::ingest::Parsers;
use crate::ingest::sources::{SOURCES, Sources};
use crate::ingest::sync::read;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 21);

fn sources(more: &str) -> Sources {
    let text = format!(
        "[[source]]\nid = \"guida\"\nnumber = \"AIU-01\"\ntitle = \"Guida\"\nreference = \"guida di prova\"\nissuer = \"Ente\"\n\
         tier = \"training\"\nformat = \"html\"\nurl = \"https://esempio.it/guida\"\nvalid_from = 2024-01-01\nnews = \"Sul sito.\"\n{more}"
    );
    Sources::parse(SOURCES, &text).expect("a catalogue")
}

fn fresh_of(more: &str, page: &str) -> Fresh {
    let sources = sources(more);
    read((&sources, &Parsers::default()), &sources.0[0], (page.as_bytes(), TODAY)).expect("reads")
}

fn page(title: &str, paragraphs: &[&str]) -> String {
    let body: String = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
    format!("<!doctype html><html><body><main><h1>{title}</h1><h2>Regole</h2>{body}</main></body></html>")
}

const FIRST: &str = "Il nucleo presenta la domanda allo sportello del Comune entro trenta giorni dalla convocazione ricevuta.";
const SECOND: &str = "L'ufficio risponde entro sessanta giorni e, se tace, la domanda si intende accolta a ogni effetto di legge.";
const THIRD: &str = "Chi cambia residenza lo comunica al Comune di arrivo entro quindici giorni, anche con posta elettronica.";

fn guide() -> Fresh {
    fresh_of("", &page("Guida", &[FIRST, SECOND, THIRD]))
}

#[test]
fn what_came_is_dressed_as_the_catalogue_says() {
    let version = guide().version;
    assert_eq!((version.key().as_str(), version.reference.as_str()), ("guida~2024-01-01", "guida di prova"));
    assert_eq!((version.status, version.verified_on), (crate::corpus::Status::Official, Some(TODAY)));
    assert!(version.passages.iter().all(|p| p.id.as_str().starts_with("guida~2024-01-01~")), "{version:?}");
    let ended = fresh_of("valid_to = 2025-01-01\n", &page("Guida", &[FIRST, SECOND])).version;
    assert_eq!(ended.validity.to(), Some(date(2025, 1, 1)));
}

#[test]
fn texts_are_weighed_by_what_they_say() {
    let held = guide().version;
    let check = |page: &str, expected: &str| {
        let weighed = weigh(Some(&held), &fresh_of("", page), None);
        let told = match &weighed {
            Weighed::Unchanged => "same".to_owned(),
            Weighed::Added => "added".to_owned(),
            Weighed::Changed => "changed".to_owned(),
            Weighed::Waiting(_) => weighed.doubts(),
        };
        assert!(told.contains(expected), "{expected}: {told}");
    };
    let whole = page("Guida", &[FIRST, SECOND, THIRD]);
    check(&whole, "same");
    check(&whole.replace("<body>", "<body><header>Banner nuovo del 3 maggio</header>"), "same");
    check(&whole.replace("L'ufficio", "L’ufficio").replace("e, se", "e,\n se"), "same");
    check(&page("Guida", &[FIRST, SECOND, THIRD, "Ultimo aggiornamento: 20/11/2026, ore 10:31"]), "same");
    check(&page("Guida", &[FIRST, SECOND, &THIRD.replace("quindici", "venti")]), "changed");
    check(
        &page("Guida", &[FIRST, SECOND, THIRD, "Gli importi sono aggiornati al 1° gennaio 2026."]),
        "changed",
    );
    check(&page("Guida", &[FIRST]), "accorciato");
    check(&page("Errore del sito", &[FIRST, SECOND, THIRD]), "titolo");
}

#[test]
fn a_first_text_is_looked_at_too() {
    let check = |fresh: &Fresh, urn: Option<&str>, expected: &str| {
        let weighed = weigh(None, fresh, urn);
        assert!(
            weighed.doubts().contains(expected) && (weighed == Weighed::Added) == expected.is_empty(),
            "{weighed:?}"
        );
    };
    check(&guide(), None, "");
    check(&fresh_of("", &page("Guida", &["Abilita JavaScript per continuare."])), None, "troppo corto");
    let mut act = guide();
    act.version.urn = Some("urn:nir:stato:legge:2020-01-01;1".to_owned());
    check(&act, Some("urn:nir:stato:legge:2021-01-01;2"), "altro atto");
    check(&act, Some("urn:nir:stato:legge:2020-01-01;1"), "");
}

#[test]
fn an_act_that_loses_articles_or_goes_back_in_time_waits() {
    let held = guide();
    let as_act = |locators: [&str; 2]| {
        let mut act = held.clone();
        let mut passages = vec![act.version.passages[0].clone(), act.version.passages[0].clone()];
        for (passage, locator) in passages.iter_mut().zip(locators) {
            passage.locator = locator.to_owned();
        }
        act.version.passages = passages;
        act
    };
    let before = as_act(["art1-com1", "art2bis-com1"]);
    let mut after = as_act(["art1-com1", "art1-com2"]);
    after.version.passages[0].heading = "Altro".to_owned();
    assert!(weigh(Some(&before.version), &after, None).doubts().contains("art2bis"));
    let mut older = as_act(["art1-com1", "art2bis-com1"]);
    older.version.passages[0].heading = "Altro".to_owned();
    older.version.validity = Validity::new(date(2023, 1, 1), None).expect("open");
    assert_eq!(weigh(Some(&before.version), &older, None), Weighed::Changed, "it does not say so itself");
    older.dated = true;
    assert!(weigh(Some(&before.version), &older, None).doubts().contains("2023-01-01"));
}

#[test]
fn the_version_before_is_closed_the_day_the_new_one_begins() {
    let fresh = guide();
    let keys = |versions: &[Version]| -> Vec<String> {
        let to = |v: &Version| v.validity.to().map_or("…".to_owned(), |d| d.to_string());
        versions.iter().map(|v| format!("{}→{}", v.name(), to(v))).collect()
    };
    let follow = |held: &[Version], fresh: &Fresh| succession(held, fresh, TODAY).expect("follows");
    assert_eq!(keys(&follow(&[], &fresh)), ["2024-01-01→…"], "a first text holds from the catalogue's day");
    let two = follow(std::slice::from_ref(&fresh.version), &fresh);
    assert_eq!(keys(&two), ["2024-01-01→2026-11-21", "2026-11-21→…"], "seen changed today");
    assert!(two[1].passages[0].id.as_str().starts_with("guida~2026-11-21~"));
    assert_eq!(
        keys(&follow(&two, &fresh)),
        ["2026-11-21→…"],
        "corrected on the same day; the first stays closed"
    );
    let dated = |day: Date| {
        let mut dated = fresh.clone();
        dated.dated = true;
        let work = dated.version.work.clone();
        rename(&mut dated.version, work, Validity::new(day, None).expect("open")).expect("an id");
        dated
    };
    let later = follow(&two, &dated(date(2026, 12, 1)));
    assert_eq!(keys(&later), ["2026-11-21→2026-12-01", "2026-12-01→…"]);
    let between = follow(&two, &dated(date(2025, 6, 1)));
    assert_eq!(keys(&between), ["2024-01-01→2025-06-01", "2025-06-01→2026-11-21"]);
    let ended = fresh_of("valid_to = 2025-01-01\n", &page("Guida", &[FIRST, SECOND]));
    assert_eq!(
        keys(&follow(std::slice::from_ref(&ended.version), &ended)),
        ["2024-01-01→2025-01-01"],
        "still ended"
    );
}
