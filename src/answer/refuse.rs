//! What stands beside a refusal: whether the question is of another field, who can help instead, and the practice of a measure
//! that is over, when nothing in force is sure. None of it is an answer.

use super::decide::{Decision, NOT_COVERED, UNCERTAIN};
use super::types::{Nearest, Verdict, Warning, WarningKind};
use super::warn::long_date;
use super::{Sound, Sufficiency};
use crate::search::{AsOf, Engine, Found, Hit, Mode, Question, SearchError, Snapshot, find};
use crate::strings::{fill, s};
use crate::text;
use regex::Regex;
use std::sync::LazyLock;

/// A passage of a measure that is over, with what must be said of it.
pub(super) struct Ended {
    /// The passage, under a title that says when it ended.
    pub(super) near: Nearest,
    /// The same, as a warning.
    pub(super) warning: Warning,
}

/// Is it left unanswered for want of certainty alone, not for what the question is?
pub(super) fn unsure(decision: &Decision) -> bool {
    let kind = decision.reason.as_ref().map(|reason| reason.kind.as_str());
    decision.verdict == Verdict::NotCovered && matches!(kind, Some(UNCERTAIN | NOT_COVERED))
}

/// The decision, with the reason and the office that its question deserves. Nothing answered changes.
pub(super) fn refused(
    (snapshot, sufficiency): (&Snapshot, &Sufficiency),
    question: &Question,
    found: &Found,
    decision: Decision,
) -> Decision {
    if unsure(&decision) && of_another_field(question, found, sufficiency) {
        return Decision::not(Verdict::OutOfScope, "out_of_domain", None);
    }
    let sounds = |sound: Sound, at: f64| sufficiency.marks.sounds(&question.text, sound) >= at;
    let decision = match () {
        () if !unsure(&decision) => decision,
        () if sounds(Sound::Personal, PERSONAL) => Decision::not(Verdict::Declined, "personal", Some("team")),
        () if sounds(Sound::Future, FUTURE) => Decision::not(Verdict::NotCovered, "future", Some("ministry")),
        () if sounds(Sound::Local, LOCAL) => Decision::not(Verdict::NotCovered, "local", Some("ambito")),
        () => decision,
    };
    let kind = decision.reason.as_ref().map(|reason| reason.kind.as_str());
    let key = match kind {
        Some(UNCERTAIN | NOT_COVERED | "partial") => whom(snapshot, question, found),
        Some("personal") if coordinates(question) => "equipe",
        _ => return decision,
    };
    let ask_whom = decision.ask_whom.as_ref().map(|_| s(&format!("ask_whom.{key}")).to_owned());
    Decision { ask_whom, ..decision }
}

/// From which logit a question that is not answered is told as one of the own office's: of 51 local questions of dev and the
/// labelled ones 22 reach it, and 2 of 1,167 others.
const LOCAL: f64 = 1.0;
/// The same for a judgement on a person: 11 of 34, and none of 1,184.
const PERSONAL: f64 = 0.6;
/// For what will be decided one day: 10 of 26, and none of 1,192.
const FUTURE: f64 = 0.0;
/// For another field, where the question names nothing of ours: 8 of 42, and none of 1,176.
const FOREIGN: f64 = 0.2;

/// Nothing found is near in meaning, or it sounds so; and the question names nothing that the material is about.
fn of_another_field(question: &Question, found: &Found, sufficiency: &Sufficiency) -> bool {
    let names =
        !question.measures.is_empty() || !question.references.is_empty() || !question.neighbours.is_empty();
    let best = found.hits.iter().filter_map(|hit| hit.explanation.cosine).fold(0.0_f32, f32::max);
    let far = found.vector.is_some() && !found.hits.is_empty() && f64::from(best) < sufficiency.far;
    !names && (far || sufficiency.marks.sounds(&question.text, Sound::Foreign) >= FOREIGN)
}

/// The office for what was asked: that of the neighbouring benefit it names, else that of the first passage's topic.
fn whom<'a>(snapshot: &'a Snapshot, question: &'a Question, found: &Found) -> &'a str {
    let neighbour = question.neighbours.first().map(|n| n.ask.as_str());
    let first = found.hits.first().map(|hit| snapshot.passage(hit.passage).0);
    let of = |id: &String| snapshot.topics.topic.iter().find(|t| t.id == *id).and_then(|t| t.ask.as_deref());
    let topic = first.and_then(|version| version.topics.iter().find_map(of));
    match neighbour.or(topic).filter(|key| crate::strings::known(&format!("ask_whom.{key}"))) {
        Some(key) if key != "coordinator" => key,
        _ if coordinates(question) => "gepi",
        _ => "coordinator",
    }
}

/// Does the asker say to be the coordinator?
fn coordinates(question: &Question) -> bool {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(sono|faccio|io|come|in qualita di|da|quale|noi|siamo) (il |la |un |una |i |le |gli )?coordinat(or|ric)\w*\b|\bda (poco )?coordinat(ore|rice)\b")
            .expect("a fixed pattern")
    });
    SAYS.is_match(&text::fold(&question.text))
}

/// The best passage of what is over and has no successor, if it matches no worse than what is in force.
pub(super) async fn ended(
    engine: Engine<'_>,
    question: &Question,
    found: &Found,
) -> Result<Option<Ended>, SearchError> {
    if !matches!(question.as_of, AsOf::Today(_)) || !question.only_measures.is_empty() {
        return Ok(None);
    }
    let snapshot = engine.snapshot;
    let any = Question { measures: snapshot.manifest.measures.clone(), ..question.clone() };
    let over = |hit: &&Hit| {
        let version = snapshot.passage(hit.passage).0;
        version.validity.to().is_some_and(|to| to <= question.today) && !version.measures.is_empty()
    };
    let all = find(engine, &any, Mode::Hybrid, DEEP).await?;
    let best = found.hits.iter().map(own_score).fold(0.0_f32, f32::max);
    let told = all.hits.iter().find(over).filter(|hit| own_score(hit) >= best);
    Ok(told.and_then(|hit| labelled(snapshot, hit)))
}

/// Hits among which a passage of what is over is looked for.
const DEEP: usize = 5;

/// How well it matches, whatever its measure and its day.
fn own_score(hit: &Hit) -> f32 {
    hit.score - hit.explanation.ended - hit.explanation.other_measure - hit.explanation.official
}

fn labelled(snapshot: &Snapshot, hit: &Hit) -> Option<Ended> {
    let (version, passage) = snapshot.passage(hit.passage);
    let last = long_date(version.validity.to()?.saturating_sub(jiff::Span::new().days(1)));
    let (title, measures) = (format!("{} › {}", version.title, passage.heading), version.measures.join(", "));
    let near = Nearest {
        passage_id: passage.id.to_string(),
        title: fill("nearest.ended", &[("title", &title), ("measure", &measures), ("last", &last)]),
        score: (hit.score * 1000.0).round() / 1000.0,
        reference: passage.reference.clone().unwrap_or_else(|| version.reference.clone()),
        quote: None,
        held: false,
    };
    let text = fill("warning.ended_near", &[("title", &title), ("measure", &measures), ("last", &last)]);
    Some(Ended { near, warning: Warning { kind: WarningKind::Superseded, text } })
}

#[cfg(test)]
mod tests {
    use super::coordinates;
    use crate::corpus::Topics;
    use crate::search::{Intents, Lexicon, Question};

    #[test]
    fn a_coordinator_is_one_who_says_so() {
        let check = |text: &str, expected: bool| {
            let (lexicon, intents) = (Lexicon::default(), Intents::default());
            let question = Question::new(text, None, jiff::civil::date(2026, 11, 22), (&lexicon, &intents));
            assert_eq!(coordinates(&question), expected, "{text}");
        };
        check("Sono il coordinatore: come vedo i carichi di lavoro?", true);
        check("Come coordinatrice posso riassegnare un caso?", true);
        check("Chi è il coordinatore per il PaIS?", false);
        check("Il coordinatore non mi assegna il caso", false);
    }

    #[test]
    fn every_office_of_the_registries_has_its_sentence() {
        let known = |key: &str| assert!(crate::strings::known(&format!("ask_whom.{key}")), "{key}");
        let topics = Topics::parse("topics.toml", include_str!("../../corpus/topics.toml")).expect("topics");
        topics.topic.iter().filter_map(|t| t.ask.as_deref()).for_each(known);
        let named = "assegno unico, casa popolare, ticket sanitario, bonus luce, crediti formativi";
        let found = Intents::bundled().neighbours(named);
        let asks: Vec<&str> = found.iter().map(|n| n.ask.as_str()).collect();
        assert_eq!(asks.len(), 5);
        for office in ["inps", "comune", "asl", "caf", "order"] {
            assert!(asks.contains(&office), "{office}");
        }
        Intents::bundled().offices().for_each(known);
    }
}
