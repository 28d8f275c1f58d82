//! Acts under several names, texts given again.

use super::*;
use crate::corpus::Tier;
use crate::ingest::{Defaults, parse};
use jiff::civil::{Date, date};

const URN: &str = "urn:nir:stato:decreto.legge:2023-05-04;48";

/// A text without header, as a parser of laws gives it.
fn text(file: &str, (from, said): (Date, &str)) -> Version {
    let text = format!("# Decreto\n\n## Art. 1\n\n{said}\n");
    let mut version = parse(file, text.as_bytes(), &Defaults::sheet(from)).expect("parses").version;
    version.urn = Some(URN.to_owned());
    version
}

fn official(mut version: Version) -> Version {
    version.status = Status::Official;
    version.tier = Tier::Legislation;
    version.topics = vec!["adi-requisiti".to_owned()];
    version.title = "Decreto lavoro".to_owned();
    version
}

const JANUARY: Date = date(2025, 1, 1);
const TODAY: Date = date(2026, 11, 22);

#[test]
fn the_same_act_under_another_name_is_a_version_of_the_same_work() {
    let held = [official(text("uno.md", (JANUARY, "Vale dieci.")))];
    let settled = settle(&held, vec![text("due.md", (TODAY, "Vale undici."))], Said::default());
    let settled = settled.expect("one work");
    let [version] = &settled.versions[..] else { panic!("one") };
    assert_eq!(version.key(), "uno~2026-11-22");
    assert!(version.passages.iter().all(|p| p.id.as_str().starts_with("uno~2026-11-22~")));
    assert_eq!(
        (version.status, version.tier),
        (Status::Official, Tier::Legislation),
        "it is what the work is"
    );
    assert_eq!(settled.joined, [("due.md".to_owned(), version.work.clone())]);
    // By its name alone.
    let cited = |mut version: Version| {
        (version.urn, version.reference) = (None, "D.L. 4 maggio 2023, n. 48".to_owned());
        official(version)
    };
    let same = act(&cited(text("tre.md", (TODAY, "Vale dodici."))));
    assert_eq!(same, act(&held[0]));
    let mut part = text("quattro.md", (TODAY, "Altro."));
    part.reference = "art. 4, D.L. 48/2023".to_owned();
    part.urn = None;
    assert_eq!(act(&part), None, "about a part of it");
    let mut other = text("cinque.md", (TODAY, "Altro articolo."));
    other.passages.iter_mut().for_each(|p| p.locator = "art9".to_owned());
    let settled = settle(&held, vec![other], Said::default()).expect("a work of its own");
    assert_eq!(settled.versions[0].work.as_str(), "cinque");
}

#[test]
fn which_work_goes_on_is_asked_when_there_are_two() {
    let held = [
        official(text("uno.md", (JANUARY, "Vale dieci."))),
        official(text("due.md", (JANUARY, "Vale nove."))),
    ];
    let told = settle(&held, vec![text("tre.md", (TODAY, "Vale undici."))], Said::default());
    let told = told.expect_err("two works").to_string();
    for said in ["tre.md", "D.L. 48/2023", "«due»", "«uno»", "--withdraw"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let files = vec![text("uno.md", (TODAY, "Vale uno.")), text("due.md", (TODAY, "Vale due."))];
    let told = settle(&[], files, Said::default()).expect_err("two texts of one day").to_string();
    assert!(told.contains("uno.md") && told.contains("due.md") && told.contains("2026-11-22"), "{told}");
}

#[test]
fn a_text_given_again_is_what_was_confirmed_of_it() {
    let held = [official(text("uno.md", (JANUARY, "Vale dieci.")))];
    let again = || text("uno.md", (TODAY, "Vale dieci."));
    let settled = settle(&held, vec![again()], Said::default()).expect("settled");
    assert_eq!(settled.versions, held, "nothing new");
    let said = Said { status: true, valid_from: true, ..Said::default() };
    let settled = settle(&held, vec![again()], said).expect("settled");
    let version = &settled.versions[0];
    assert_eq!((version.status, version.tier), (Status::Editorial, Tier::Legislation), "what was said now");
    assert_eq!(version.key(), "uno~2026-11-22");
    let settled = settle(&held, vec![text("uno.md", (TODAY, "Vale tredici."))], Said::default());
    let version = &settled.expect("settled").versions[0];
    assert_eq!((version.status, version.key().as_str()), (Status::Official, "uno~2026-11-22"));
    assert_eq!(version.title, "Decreto");
}
