//! What is done to the material for one planted gap. Nothing else of it changes.

use super::Case;
use crate::corpus::{Passage, PassageId, Status, Tier, Validity, Version, WorkId};
use crate::gaps::Need;
use crate::ingest::sha256_hex;
use crate::text::{self, Span, Unit};
use jiff::civil::Date;
use serde::Serialize;

/// How what answers is buried, so that an ordinary search does not bring it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bury {
    /// It stands where it should: the words of who asks are far from its own.
    Worded,
    /// Nobody wrote down which questions it answers.
    Unasked,
    /// It is tagged with another measure.
    Tagged,
    /// The day from which it holds was typed wrongly.
    Later,
    /// It stands in the middle of a long page without headings about other things.
    Merged,
    /// It is asked for at the end of a long story.
    Story,
    /// Pages that only announce it stand before it.
    Announced,
}

impl Bury {
    /// All.
    pub const ALL: [Bury; 7] =
        [Bury::Worded, Bury::Unasked, Bury::Tagged, Bury::Later, Bury::Merged, Bury::Story, Bury::Announced];
}

/// The last day but one of what is aged, and the day from which a wrongly dated one holds.
const AGED: Date = Date::constant(2026, 3, 1);
const WRONG: Date = Date::constant(2027, 6, 1);
/// Since when what is aged held.
const BEGUN: Date = Date::constant(2024, 1, 1);
/// Since when planted material holds.
const SINCE: Date = Date::constant(2025, 6, 1);
/// Passages between which one is buried, on each side.
const AROUND: usize = 5;
/// Pages that announce.
const PAGES: usize = 4;

/// Plants a gap; false if it cannot be.
pub(super) fn alter(versions: &mut Vec<Version>, case: &Case) -> bool {
    let answers = |p: &Passage| case.is_answered_by(p);
    match (case.need, case.bury) {
        (Need::Missing | Need::Partial, _) => without(versions, &answers),
        (Need::Outdated, _) => return aged(versions, &answers),
        (Need::Conflicting, _) => return contradicted(versions, case, &answers),
        (Need::NotRetrieved, Some(bury)) => buried(versions, case, (bury, &answers)),
        _ => return false,
    }
    true
}

type Answers<'a> = &'a dyn Fn(&Passage) -> bool;

fn without(versions: &mut Vec<Version>, answers: Answers<'_>) {
    versions.iter_mut().for_each(|v| v.passages.retain(|p| !answers(p)));
    versions.retain(|v| !v.passages.is_empty());
}

/// What answers today goes into a version of its own, with another validity.
fn apart(versions: &mut Vec<Version>, answers: Answers<'_>, validity: Validity) {
    let mut moved: Vec<Version> = Vec::new();
    for version in versions.iter_mut().filter(|v| v.validity.to().is_none_or(|to| to > AGED)) {
        let (gone, kept): (Vec<Passage>, Vec<Passage>) = version.passages.drain(..).partition(|p| answers(p));
        version.passages = kept;
        if !gone.is_empty() {
            let work = WorkId::new(format!("{}-a-parte", version.work)).unwrap_or(version.work.clone());
            moved.push(Version { work, validity, passages: gone, ..version.clone() });
        }
    }
    versions.extend(moved);
    versions.retain(|v| !v.passages.is_empty());
}

fn aged(versions: &mut Vec<Version>, answers: Answers<'_>) -> bool {
    let Ok(validity) = Validity::new(BEGUN, Some(AGED)) else { return false };
    apart(versions, answers, validity);
    versions.iter().any(|v| v.passages.iter().any(answers))
}

fn buried(versions: &mut Vec<Version>, case: &Case, (bury, answers): (Bury, Answers<'_>)) {
    let hit = |v: &Version| v.passages.iter().any(answers);
    match bury {
        Bury::Later => {
            if let Ok(validity) = Validity::new(WRONG, None) {
                apart(versions, answers, validity);
            }
            // What held before says the same no more: it would be found as aged.
            let ended = |v: &&mut Version| v.validity.to().is_some_and(|to| to <= AGED);
            versions.iter_mut().filter(ended).for_each(|v| v.passages.retain(|p| !answers(p)));
            versions.retain(|v| !v.passages.is_empty());
        }
        Bury::Worded | Bury::Story => {}
        Bury::Unasked => unasked(versions, answers),
        Bury::Tagged => {
            for version in versions.iter_mut().filter(|v| hit(v)) {
                let other = if version.measures.iter().any(|m| m == "SFL") { "ADI" } else { "SFL" };
                version.measures = vec![other.to_owned()];
            }
        }
        Bury::Merged => merged(versions, answers),
        Bury::Announced => {
            let topics = versions.iter().find(|v| hit(v)).map(|v| v.topics.clone()).unwrap_or_default();
            versions.extend((0..PAGES).map(|n| announcing(case, &topics, n)));
        }
    }
}

fn unasked(versions: &mut [Version], answers: Answers<'_>) {
    let passages = versions.iter_mut().flat_map(|v| &mut v.passages);
    passages.filter(|p| answers(p)).for_each(|p| p.asks.clear());
}

/// A page that names what is asked and does not say it, as indexes and notices do.
fn announcing(case: &Case, topics: &[String], n: usize) -> Version {
    let question = &case.questions[n % case.questions.len()];
    let keys: Vec<&str> =
        text::terms(question).into_iter().filter_map(|term| term.span.slice(question)).take(12).collect();
    let keys = keys.join(", ");
    let body = [
        format!(
            "In questa pagina si raccolgono i materiali su {keys}. Per il contenuto si vedano i documenti allegati."
        ),
        format!(
            "Avviso: è in corso l'aggiornamento delle indicazioni su {keys}. Gli uffici saranno informati."
        ),
        format!("Indice del corso. Modulo: {keys}. Gli argomenti saranno trattati in aula."),
        format!("Sono arrivate richieste di chiarimento su {keys}. Le risposte sono pubblicate altrove."),
    ];
    page((&case.id, n), (Tier::ALL[n % Tier::ALL.len()], topics), ("Avvisi e indici", &body[n % body.len()]))
}

/// A planted page of one passage.
fn page((case, n): (&str, usize), (tier, topics): (Tier, &[String]), (title, body): (&str, &str)) -> Version {
    let name = format!("pagina-{}-{n}", sha256_hex(case.as_bytes()).chars().take(8).collect::<String>());
    Version {
        work: WorkId::new(name.clone()).expect("letters and digits"),
        title: title.to_owned(),
        tier,
        topics: topics.to_vec(),
        measures: Vec::new(),
        about: Vec::new(),
        reference: title.to_owned(),
        issuer: String::new(),
        url: None,
        urn: None,
        amended_by: Vec::new(),
        published: None,
        validity: Validity::new(SINCE, None).expect("open interval"),
        status: Status::Editorial,
        verified_on: None,
        confidence: None,
        origin: name.clone(),
        sha256: sha256_hex(body.as_bytes()),
        passages: vec![Passage {
            id: PassageId::new(format!("{name}~{SINCE}~p")).expect("letters and digits"),
            locator: "p".to_owned(),
            heading: title.to_owned(),
            span: Span::new(0, body.len()),
            reference: None,
            facts: Vec::new(),
            asks: Vec::new(),
            holds: None,
        }],
        source: body.to_owned(),
    }
}

/// Each passage that answers stands in a long page between others, as a file without headings is read.
fn merged(versions: &mut Vec<Version>, answers: Answers<'_>) {
    let texts: Vec<String> = versions
        .iter()
        .filter(|v| v.validity.to().is_none())
        .flat_map(|v| v.passages.iter().filter(|p| !answers(p)).map(|p| v.text_of(p).to_owned()))
        .collect();
    let mut moved: Vec<Version> = Vec::new();
    for version in versions.iter_mut() {
        let own = version.clone();
        for (n, passage) in own.passages.iter().filter(|p| answers(p)).enumerate() {
            let at = own.work.as_str().bytes().map(usize::from).sum::<usize>() * 7 + n * 31;
            let around = |side: usize| -> Vec<String> {
                (0..AROUND).map(|k| texts[(at + side * 97 + k * 13) % texts.len()].clone()).collect()
            };
            let body = [around(0), vec![own.text_of(passage).to_owned()], around(1)].concat().join("\n\n");
            let mut whole =
                page((&format!("{}-{n}", own.key()), n), (own.tier, &own.topics), ("Raccolta", &body));
            whole.validity = own.validity;
            whole.passages[0].facts.clone_from(&passage.facts);
            moved.push(whole);
        }
        version.passages.retain(|p| !answers(p));
    }
    versions.extend(moved);
    versions.retain(|v| !v.passages.is_empty());
}

/// Stories that have nothing to do with what is asked.
const STORIES: [&str; 4] = [
    "Oggi è stata una giornata pesante: stamattina l'ascensore era rotto e due colleghe sono in ferie fino a lunedì. Nel pomeriggio \
     è venuta una famiglia con tre figli, il più piccolo ha pianto tutto il tempo e non siamo riusciti a parlare con calma. La mamma \
     lavora qualche ora in una pasticceria, il papà ha una macchina vecchia che non parte più.",
    "Seguo da poco un signore che vive con la sorella in un appartamento al quarto piano; hanno due gatti e un contratto del gas \
     intestato al padre, che è morto anni fa. Mi ha raccontato che da giovane faceva il marinaio e che adesso passa le giornate in \
     parrocchia, dove gli tengono da parte il pane.",
    "Ho ereditato questo fascicolo da un collega che si è trasferito in un'altra città, e le note sono scritte a mano e si leggono \
     male. La ragazza ha appena finito le superiori, vorrebbe fare la parrucchiera, la nonna la aiuta come può e al telefono \
     risponde sempre lo zio.",
    "Stamattina in équipe abbiamo discusso a lungo di una coppia che litiga per la cucina nuova, poi la psicologa è dovuta andare \
     via e la riunione è finita. Lui ha cambiato tre lavori in un anno, lei segue un corso di cucito il giovedì sera.",
];

/// A question at the end of a story.
pub(super) fn in_a_story(question: &str, n: usize) -> String {
    format!("{} {question}", STORIES[n % STORIES.len()])
}

/// A slide says something else than what answers: where another sheet restates it, that one; else one that copies its sentence.
fn contradicted(versions: &mut Vec<Version>, case: &Case, answers: Answers<'_>) -> bool {
    let held = |v: &Version| v.validity.contains(SINCE) && v.validity.to().is_none();
    let mut found: Vec<(usize, usize, Span, String)> = Vec::new();
    for (v, version) in versions.iter().enumerate().filter(|(_, v)| held(v)) {
        for (p, passage) in version.passages.iter().enumerate().filter(|(_, p)| answers(p)) {
            let text = version.text_of(passage);
            for span in text::sentences(text) {
                let sentence = span.slice(text).unwrap_or_default();
                if let Some(changed) = changed(sentence, &case.nuggets) {
                    let at = Span::new(passage.span.start + span.start, passage.span.start + span.end);
                    found.push((v, p, at, changed));
                    break;
                }
            }
        }
    }
    let Some((v, p, _, changed)) = found.first().cloned() else { return false };
    let (tier, topics) = (versions[v].tier, versions[v].topics.clone());
    let heading = versions[v].passages[p].heading.clone();
    let restated =
        found.iter().find(|(w, ..)| versions[*w].work != versions[v].work && versions[*w].tier >= tier);
    match restated.cloned() {
        Some((w, _, at, changed)) => rewrite(&mut versions[w], (at, &changed)),
        None => {
            let body = format!("Dal lucido del corso. {changed}");
            let mut slide = page((&case.id, 0), (Tier::Training, &topics), ("Lucidi del corso", &body));
            // As long as what it contradicts: a question may be about a day of before.
            slide.validity = versions[v].validity;
            slide.measures.clone_from(&versions[v].measures);
            slide.passages[0].heading = heading;
            versions.push(slide);
        }
    }
    true
}

/// Puts other words in the place of a sentence; what comes after it moves.
fn rewrite(version: &mut Version, (at, words): (Span, &str)) {
    version.source.replace_range(at.start..at.end, words);
    let moved = words.len() as isize - (at.end - at.start) as isize;
    let shift = |offset: usize| {
        if offset >= at.end { offset.checked_add_signed(moved).unwrap_or(offset) } else { offset }
    };
    for passage in &mut version.passages {
        passage.span = Span::new(shift(passage.span.start), shift(passage.span.end));
    }
    version.sha256 = sha256_hex(version.source.as_bytes());
}

/// The sentence with another figure, month or answer where it says what must be said; none if it does not.
fn changed(sentence: &str, nuggets: &[String]) -> Option<String> {
    let folded = text::fold(sentence);
    let says = |nugget: &&String| folded.contains(text::fold(nugget).as_str());
    let said = nuggets.iter().find(says)?;
    let figure = |n: &text::Number| {
        let digits =
            n.span.slice(sentence).is_some_and(|s| s.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        let of_nugget = n.span.slice(sentence).is_some_and(|s| text::fold(said).contains(&text::fold(s)));
        digits && of_nugget && n.unit.is_some()
    };
    if let Some(number) = text::numbers(sentence).into_iter().find(figure) {
        let value: f64 = number.value.parse().ok()?;
        let other = match number.unit {
            Some(Unit::Euro) => (value * 1.5).round(),
            _ => (value * 1.5).ceil() + 1.0,
        };
        let mut new = sentence.to_owned();
        new.replace_range(number.span.start..number.span.end, &other.to_string());
        return Some(new);
    }
    MONTHS
        .windows(2)
        .find_map(|pair| {
            let of_nugget = text::fold(said).contains(pair[0]) && sentence.contains(pair[0]);
            of_nugget.then(|| sentence.replacen(pair[0], pair[1], 1))
        })
        .or_else(|| VERBS.iter().find_map(|(yes, no)| denied(sentence, (yes, no))))
}

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// Turns that say yes, and those that say no.
const VERBS: [(&str, &str); 8] = [
    (" può ", " non può "),
    (" possono ", " non possono "),
    (" deve ", " non deve "),
    (" devono ", " non devono "),
    (" va ", " non va "),
    (" spetta ", " non spetta "),
    (" serve ", " non serve "),
    (" è ", " non è "),
];

fn denied(sentence: &str, (yes, no): (&str, &str)) -> Option<String> {
    if sentence.contains(no) {
        return Some(sentence.replacen(no, yes, 1));
    }
    let denies = text::words(sentence).iter().any(|w| w.term == "non");
    (!denies && sentence.contains(yes)).then(|| sentence.replacen(yes, no, 1))
}
