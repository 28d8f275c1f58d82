//! References resolved, amendments and badges, on a small act and a sheet about it.

use crate::corpus::{
    Graph, Passage, PassageId, PassagePlace, Registries, Severity, Status, Target, Tier, Validity, Version,
    WorkId, amendments, check as check_corpus, day_within, superseded_sheets,
};
use crate::text::Span;
use jiff::civil::{Date, date};

/// A version; each passage is `locator | reference | text`.
fn version(work: &str, (from, to): (Date, Option<Date>), status: Status, passages: &[&str]) -> Version {
    let mut version = Version {
        work: WorkId::new(work).expect("an id"),
        title: work.to_owned(),
        tier: Tier::Legislation,
        topics: Vec::new(),
        measures: Vec::new(),
        about: Vec::new(),
        reference: "D.L. 4 maggio 2023, n. 48".to_owned(),
        issuer: String::new(),
        url: None,
        urn: None,
        amended_by: Vec::new(),
        published: None,
        validity: Validity::new(from, to).expect("not empty"),
        status,
        verified_on: None,
        confidence: None,
        origin: format!("{work}.xml"),
        sha256: String::new(),
        source: String::new(),
        passages: Vec::new(),
    };
    for line in passages {
        let [locator, reference, text] = line.splitn(3, '|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let start = version.source.len();
        version.source.push_str(text);
        version.passages.push(Passage {
            id: PassageId::new(format!("{}~{locator}", version.key())).expect("an id"),
            locator: locator.to_owned(),
            heading: locator.to_owned(),
            span: Span::new(start, version.source.len()),
            reference: Some(reference.to_owned()).filter(|r| !r.is_empty()),
            facts: Vec::new(),
            asks: Vec::new(),
            holds: None,
        });
        version.source.push_str("\n\n");
    }
    version
}

const ALWAYS: (Date, Option<Date>) = (Date::constant(2023, 5, 5), None);

/// The act with `text` as comma 2 of article 6.
fn act(text: &str) -> Version {
    let tested = format!("art6-com2 | art. 6, comma 2, D.L. 48/2023 | 2. {text}");
    let lines = [
        "art2-com2 | art. 2, comma 2, D.L. 48/2023 | 2. Requisiti del nucleo.",
        "art2-com3 | art. 2, comma 3, D.L. 48/2023 | 3. Esclusioni.",
        "art6-com1 | art. 6, comma 1, D.L. 48/2023 | 1. Percorso.",
        tested.as_str(),
        "art6-com3 | art. 6, comma 3, D.L. 48/2023 | 3. Esoneri.",
        "art6-agg1 | art. 6, aggiornamento (1), D.L. 48/2023 | AGGIORNAMENTO (1)\nLa L. 30 dicembre 2024, n. 207 ha disposto (con l'art. 1, comma 198) che la modifica vale dal 2025.",
        "art7 | art. 7, D.L. 48/2023 | Controlli.",
    ];
    version("legge", ALWAYS, Status::Official, &lines)
}

/// What comma 2 of article 6 cites: `art2-com2` or `?` for nothing held.
fn check(text: &str, expected: &str) {
    let versions = [act(text)];
    let graph = Graph::of(&versions);
    let shown = graph.cites(PassagePlace { version: 0, passage: 3 }).map(|link| match &link.to {
        Target::Text(places) => versions[0].passages[places[0].passage].locator.clone(),
        Target::Sheets(_) => "scheda".to_owned(),
        Target::Outside => format!("fuori:{}", link.provision.printed()),
        Target::Missing => format!("manca:{}", link.provision.printed()),
    });
    assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
}

#[test]
fn references_of_an_act_to_itself() {
    check("Ai sensi dell'articolo 2, comma 2, il nucleo firma.", "art2-com2");
    check("I casi di cui al comma 1 restano fermi.", "art6-com1");
    check("I casi del comma precedente restano fermi, salvo il comma successivo.", "art6-com1 art6-com3");
    check("Come previsto dall'articolo precedente.", "art2-com2");
    check("L'articolo 7 del presente decreto si applica.", "art7");
    // An article without commas holds the comma that was named.
    check("Ai sensi dell'articolo 7, comma 1, si controlla.", "art7");
    check("Si applica l'articolo 9, comma 4.", "manca:art. 9, comma 4, D.L. 48/2023");
    check("Si applica l'art. 2, comma 9, D.L. 48/2023.", "manca:art. 2, comma 9, D.L. 48/2023");
    check("Si applica l'art. 3, comma 1, D.Lgs. 147/2017.", "fuori:art. 3, comma 1, D.Lgs. 147/2017");
    check("Ai sensi dell'articolo 2, comma 3, e del comma 1 del presente articolo.", "art2-com3 art6-com1");
    check(
        "Di cui all'articolo 2, commi 2 e 3, e ai commi 1 e 3 del presente articolo.",
        "art2-com2 art2-com3 art6-com1 art6-com3",
    );
    check("Di cui ai commi 1 e 3 del presente articolo.", "art6-com1 art6-com3");
}

#[test]
fn what_is_not_sure_is_left_out() {
    check("Ai sensi dell'articolo 13 del regolamento (UE) 2016/679.", "");
    check("Ai sensi dell'articolo 7 della legge regionale.", "");
    check("Ai sensi del medesimo articolo 7.", "");
    check("All'articolo 2 della legge n. 1 si aggiunge: «ai sensi dell'articolo 7».", "");
    // After another article a bare comma may be of that one.
    check("L'articolo 2, comma 2, e poi il comma 1 si applicano.", "art2-com2");
    check("Il presente decreto entra in vigore oggi.", "");
    check("", "");
}

#[test]
fn links_go_both_ways_and_keep_to_their_days() {
    let old = version(
        "legge",
        (date(2023, 5, 5), Some(date(2025, 1, 1))),
        Status::Official,
        &[
            "art1-com1 | art. 1, comma 1, D.L. 48/2023 | 1. Vecchio.",
            "art2-com1 | art. 2, comma 1, D.L. 48/2023 | 1. Vedi l'articolo 1, comma 1.",
        ],
    );
    let new = version(
        "legge",
        (date(2025, 1, 1), None),
        Status::Official,
        &[
            "art1-com1 | art. 1, comma 1, D.L. 48/2023 | 1. Nuovo.",
            "art2-com1 | art. 2, comma 1, D.L. 48/2023 | 1. Vedi l'articolo 1, comma 1.",
        ],
    );
    let mut sheet = version(
        "scheda",
        (date(2024, 1, 1), None),
        Status::Editorial,
        &["p | | Lo dice l'art. 2, comma 1, D.L. 48/2023."],
    );
    sheet.about = vec!["urn:nir:stato:decreto.legge:2023-05-04;48~art1-com1".to_owned()];
    let versions = [old, new, sheet];
    let graph = Graph::of(&versions);
    let at = |version, passage| PassagePlace { version, passage };
    let leads =
        |place| -> Vec<PassagePlace> { graph.cites(place).flat_map(|l| l.to.places().to_vec()).collect() };
    assert_eq!(leads(at(0, 1)), [at(0, 0)], "of its own work the same version");
    assert_eq!(leads(at(1, 1)), [at(1, 0)]);
    assert_eq!(leads(at(2, 0)), [at(0, 1), at(1, 1)], "a sheet cites the versions that hold while it does");
    assert_eq!(graph.cited_by(at(0, 1)).count(), 1);
    assert_eq!(day_within(&versions[0], date(2026, 1, 1)), date(2024, 12, 31));
    assert_eq!(day_within(&versions[1], date(2020, 1, 1)), date(2025, 1, 1));
    let superseded = superseded_sheets(&versions);
    assert_eq!(superseded.into_iter().collect::<Vec<_>>(), [(2, vec![at(0, 0), at(1, 0)])]);
}

#[test]
fn without_the_act_a_sheet_leads_to_the_few_that_restate_it() {
    let sheet = |work: &str, about: &str, text: &str| {
        let mut sheet = version(work, ALWAYS, Status::Editorial, &[format!("p | | {text}").as_str()]);
        sheet.about = vec![format!("urn:nir:stato:decreto.legge:2023-05-04;48~{about}")];
        sheet
    };
    let mut versions = vec![
        sheet("a", "art1-com1", "Vedi art. 2, comma 2, D.L. 48/2023."),
        sheet("b", "art2-com2", "Soglia."),
    ];
    let place = PassagePlace { version: 0, passage: 0 };
    let to = |versions: &[Version]| Graph::of(versions).cites(place).next().map(|l| l.to.clone());
    assert_eq!(to(&versions), Some(Target::Sheets(vec![PassagePlace { version: 1, passage: 0 }])));
    versions.extend(["c", "d", "e", "f"].map(|work| sheet(work, "art2-com2", "Un pezzo.")));
    assert_eq!(to(&versions), Some(Target::Outside), "five that restate parts of it say nothing");
    assert!(superseded_sheets(&versions).is_empty());
}

#[test]
fn amendments_are_read_where_they_are_told() {
    let told =
        |version: &Version| -> Vec<String> { amendments(version).into_iter().map(|a| a.reference).collect() };
    let mut law = act("COMMA ABROGATO DAL D.L. 9 MAGGIO 2024, N. 940");
    assert_eq!(told(&law), ["D.L. 940/2024", "art. 1, comma 198, L. 207/2024"]);
    assert_eq!(amendments(&law)[1].places, ["art6-agg1"]);
    law.amended_by = vec![
        "urn:nir:stato:legge:2025-12-30;199~art1-com158".to_owned(),
        "L. 207/2024, art. 1, comma 198".to_owned(),
    ];
    assert_eq!(told(&law)[..2], ["art. 1, comma 158, L. 199/2025", "art. 1, comma 198, L. 207/2024"]);
    assert_eq!(told(&law).len(), 3, "each once");
    let mut sheet =
        version("scheda", ALWAYS, Status::Editorial, &["p | | La soglia fu modificata dalla L. 1/2020."]);
    sheet.reference = "art. 3, comma 2, D.L. 48/2023, sostituito dall'art. 1, comma 158, L. 199/2025; messaggio INPS 640/2026".to_owned();
    assert_eq!(told(&sheet), ["art. 1, comma 158, L. 199/2025"]);
    sheet.reference = "art. 3, comma 2, D.L. 48/2023".to_owned();
    assert!(told(&sheet).is_empty(), "what a sheet tells in prose is its subject, not its history");
}

#[test]
fn a_sheet_says_what_it_sums_up() {
    let check = |reference: &str, about: &[&str], expected: &str| {
        let mut sheet = version("scheda", ALWAYS, Status::Editorial, &["p | | Testo."]);
        sheet.reference = reference.to_owned();
        sheet.about = about.iter().map(|a| (*a).to_owned()).collect();
        assert_eq!(sheet.badge(None).as_deref(), Some(expected), "{reference}");
    };
    check(
        "art. 2, comma 2, D.L. 48/2023, modificato dall'art. 1, comma 198, L. 207/2024",
        &[],
        "sintesi di: D.L. 48/2023",
    );
    check(
        "art. 9, D.M. 154/2023; messaggio INPS 640/2026",
        &[],
        "sintesi di: D.M. 154/2023, messaggio INPS 640/2026",
    );
    check(
        "pagina «Termini»",
        &["urn:nir:stato:decreto.legge:2023-05-04;48~art4"],
        "sintesi di: D.L. 48/2023",
    );
    check(
        "wiki GePI, pagina Case manager",
        &["https://wiki.example/"],
        "sintesi di: wiki GePI, pagina Case manager",
    );
    check(
        "L. 1/2020, L. 2/2020, L. 3/2020, L. 4/2020",
        &[],
        "sintesi di: L. 1/2020, L. 2/2020, L. 3/2020, e altri atti",
    );
    check("", &[], "sintesi redazionale");
    assert_eq!(act("x").badge(None), None, "an official text is no summary");
}

#[test]
fn the_check_warns_of_a_reference_that_leads_nowhere() {
    let versions = [act("Si applica l'articolo 9, comma 4, e l'articolo 2, comma 2.")];
    let problems = check_corpus(&versions, &Registries::default(), date(2026, 1, 1));
    let told: Vec<&str> =
        problems.iter().map(|p| p.text.as_str()).filter(|t| t.contains("testo ufficiale presente")).collect();
    assert!(told.len() == 1 && told[0].contains("art. 9, comma 4, D.L. 48/2023"), "{told:?}");
    assert!(problems.iter().filter(|p| p.text == told[0]).all(|p| p.severity == Severity::Warning));
}
