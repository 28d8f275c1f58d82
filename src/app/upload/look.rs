//! A text as whoever adds it should see it before it is part of the material: the passages that it becomes, what could not be
//! read, what it seems to be about and when it seems to hold, and what says the same already. Suggestions only.

use super::super::App;
use crate::corpus::UNSAID;
use crate::corpus::{Status, Tier, Version, twins};
use crate::ingest::catalogue;
use crate::search::{Engine, Mode, Snapshot, Weights, find};
use crate::strings::{fill, s};
use crate::text::{self, DateValue};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters shown of a passage.
const START_CHARS: usize = 200;
/// Near-duplicates shown.
const TWINS: usize = 30;
/// Passages looked up to guess the topics.
const LOOKED_UP: usize = 40;
/// Passages that vote for the topics of each.
const VOTERS: usize = 3;
/// Topics suggested.
const TOPICS: usize = 3;
/// A measure is suggested if one passage in so many names it, or the title does.
const NAMED_IN: usize = 5;
/// Characters in which a text says its date.
const HEAD_CHARS: usize = 600;

/// A text, looked at.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Look {
    /// The id that it would have.
    pub work_id: String,
    /// Its title.
    pub title: String,
    /// What could not be read, in Italian.
    pub warnings: Vec<String>,
    /// The passages that it becomes, in order.
    pub passages: Vec<PassageShown>,
    /// What it seems to be.
    pub suggestions: Suggestions,
    /// Passages already there that say almost the same, closest first.
    pub near_duplicates: Vec<NearDuplicate>,
    /// First days of the versions of the same work that are there already.
    pub versions_held: Vec<String>,
    /// What can be confirmed: measures that there are.
    pub known_measures: Vec<Choice>,
    /// And topics.
    pub known_topics: Vec<Choice>,
}

/// A measure or topic that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// As people read it.
    pub title: String,
}

/// A passage, as it would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PassageShown {
    /// Where it stands, as a reader would say it.
    pub heading: String,
    /// Its name in the work.
    pub locator: String,
    /// How it begins.
    pub start: String,
    /// Characters in all.
    pub chars: usize,
}

/// What a text seems to be, to be confirmed by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Suggestions {
    /// Authority.
    #[schema(value_type = String)]
    pub tier: Tier,
    /// The issuer's own text, or someone's about it.
    #[schema(value_type = String)]
    pub status: Status,
    /// Who issued it.
    pub issuer: String,
    /// How it is cited.
    pub reference: String,
    /// Address of the original, if the text says it.
    pub url: Option<String>,
    /// Measures, with the reason.
    pub measures: Vec<Suggested>,
    /// Topics, with the reason.
    pub topics: Vec<Suggested>,
    /// First day in which it holds, with the reason.
    pub valid_from: Suggested,
    /// First day in which it holds no more, if the text says it.
    pub valid_to: Option<String>,
}

/// A value, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Suggested {
    /// An id or a day.
    pub value: String,
    /// Why, in Italian.
    pub why: String,
}

/// A passage of the text, and one already there that says almost the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NearDuplicate {
    /// Of the text.
    pub locator: String,
    /// The other.
    pub passage_id: String,
    /// Its work.
    pub work_id: String,
    /// The work's title.
    pub title: String,
    /// Where it stands.
    pub heading: String,
    /// Content words in common, in per cent of all.
    pub percent: usize,
    /// Word for word.
    pub same: bool,
}

impl App {
    /// Looks at a text that was read with [`UNSAID`] as its first day, or another that someone gave.
    pub async fn look(&self, version: &Version, warnings: &[String]) -> Look {
        // Of an act held under another name it would be a version.
        let own = catalogue::own(&self.store).await.unwrap_or_default();
        let joined = catalogue::same_act(&own.iter().collect::<Vec<_>>(), version).ok().flatten();
        let mut version = version.clone();
        version.work = joined.unwrap_or(version.work);
        let version = &version;
        let snapshot = self.snapshot();
        let today = self.store.clock().today();
        let (mut near, mut versions_held, mut topics, mut measures) = Default::default();
        if let Some(snapshot) = &snapshot {
            near = near_duplicates(version, snapshot);
            versions_held = snapshot.versions_of(version.work.as_str()).iter().map(|v| v.name()).collect();
            topics = self.topics(version, snapshot).await;
            measures = named_measures(version, snapshot);
        }
        let registries = snapshot.as_ref().map(|s| s.topics.clone()).unwrap_or_default();
        let choice = |id: &str, title: &str| Choice { id: id.to_owned(), title: title.to_owned() };
        let reasoned = |values: &[String], why: &str| -> Vec<Suggested> {
            values.iter().map(|v| Suggested { value: v.clone(), why: why.to_owned() }).collect()
        };
        let said = |values: &[String]| reasoned(values, s("upload.said"));
        // Another version of a work is what that work is.
        let held =
            snapshot.as_ref().and_then(|s| s.versions_of(version.work.as_str()).last().cloned().cloned());
        if let Some(held) = &held {
            measures = reasoned(&held.measures, s("upload.as_held"));
            topics = reasoned(&held.topics, s("upload.as_held"));
        }
        let known = held.as_ref().unwrap_or(version);
        Look {
            work_id: version.work.to_string(),
            title: version.title.clone(),
            warnings: warnings.to_vec(),
            passages: version.passages.iter().map(|p| shown(version, p)).collect(),
            suggestions: Suggestions {
                tier: held.as_ref().map_or_else(|| tier(version), |held| held.tier),
                status: known.status,
                issuer: known.issuer.clone(),
                reference: known.reference.clone(),
                url: version.url.clone().or_else(|| known.url.clone()),
                measures: if version.measures.is_empty() { measures } else { said(&version.measures) },
                topics: if version.topics.is_empty() { topics } else { said(&version.topics) },
                valid_from: first_day(version, today),
                valid_to: version.validity.to().map(|day| day.to_string()),
            },
            near_duplicates: near,
            versions_held,
            known_measures: registries.measure.iter().map(|m| choice(&m.id, &m.title)).collect(),
            known_topics: registries.topic.iter().map(|t| choice(&t.id, &t.title)).collect(),
        }
    }

    /// The topics of the passages that the text's headings and first words find.
    async fn topics(&self, version: &Version, snapshot: &Snapshot) -> Vec<Suggested> {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        let engine = Engine { snapshot, embedder: None, weights: Weights::default(), hide: None };
        let looked_up = version.passages.iter().take(LOOKED_UP);
        let mut n = 0;
        for passage in looked_up {
            n += 1;
            let start: String = version.text_of(passage).chars().take(START_CHARS).collect();
            let question = self.question(snapshot, &format!("{}. {start}", passage.heading), None);
            let Ok(found) = Box::pin(find(engine, &question, Mode::Bm25, VOTERS)).await else { continue };
            for hit in found.hits {
                for topic in &snapshot.passage(hit.passage).0.topics {
                    *votes.entry(topic).or_default() += 1;
                }
            }
        }
        let mut votes: Vec<(&str, usize)> = votes.into_iter().collect();
        votes.sort_by_key(|(topic, n)| (std::cmp::Reverse(*n), *topic));
        // A topic that one passage in three brings up by chance says nothing.
        votes.retain(|(_, votes)| votes * 3 >= n);
        votes.truncate(TOPICS);
        let why = s("upload.near_topic");
        votes
            .into_iter()
            .map(|(topic, _)| Suggested { value: topic.to_owned(), why: why.to_owned() })
            .collect()
    }
}

fn shown(version: &Version, passage: &crate::corpus::Passage) -> PassageShown {
    let text = version.text_of(passage);
    let chars = text.chars().count();
    let mut start: String = text.chars().take(START_CHARS).collect();
    if chars > START_CHARS {
        start.push('…');
    }
    PassageShown { heading: passage.heading.clone(), locator: passage.locator.clone(), start, chars }
}

fn near_duplicates(version: &Version, snapshot: &Snapshot) -> Vec<NearDuplicate> {
    let near = twins(version, &snapshot.versions).into_iter().take(TWINS);
    near.map(|twin| NearDuplicate {
        locator: twin.passage.locator.clone(),
        passage_id: twin.other.id.to_string(),
        work_id: twin.version.work.to_string(),
        title: twin.version.title.clone(),
        heading: twin.other.heading.clone(),
        percent: twin.percent,
        same: twin.same,
    })
    .collect()
}

/// The measures that the glossary finds in the title or in enough passages.
fn named_measures(version: &Version, snapshot: &Snapshot) -> Vec<Suggested> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for passage in &version.passages {
        let text = format!("{} {}", passage.heading, version.text_of(passage));
        for measure in snapshot.lexicon.measures(&text) {
            *named.entry(measure).or_default() += 1;
        }
    }
    let title = snapshot.lexicon.measures(&version.title);
    let all = version.passages.len();
    let enough = |(measure, n): &(String, usize)| title.contains(measure) || n * NAMED_IN >= all;
    let mut named: Vec<(String, usize)> = named.into_iter().filter(enough).collect();
    named.sort_by_key(|(measure, n)| (std::cmp::Reverse(*n), measure.clone()));
    let why = |n: usize| fill("upload.named", &[("n", &n), ("all", &all)]);
    named.into_iter().map(|(value, n)| Suggested { value, why: why(n) }).collect()
}

/// The first day in which it holds: as it says, as its date says, or today.
fn first_day(version: &Version, today: Date) -> Suggested {
    let suggested = |day: Date, why: &str| Suggested { value: day.to_string(), why: why.to_owned() };
    if version.validity.from() != UNSAID {
        return suggested(version.validity.from(), s("upload.said"));
    }
    if let Some(day) = version.published {
        return suggested(day, s("upload.published"));
    }
    let head: String = version.source.chars().take(HEAD_CHARS).collect();
    let head = format!("{}. {head}", version.title);
    let day = text::dates(&head).into_iter().find_map(|mention| match mention.value {
        DateValue::Day(day) if day <= today && is_own(&head, mention.span) => Some(day),
        _ => None,
    });
    match day {
        Some(day) => suggested(day, s("upload.dated")),
        None => suggested(today, s("upload.today")),
    }
}

/// Is a date the document's, as one in a title or beside a place or a number is, and not one that its text speaks of?
fn is_own(head: &str, span: text::Span) -> bool {
    const SHORT: usize = 100;
    const SPOKEN_OF: [&str; 12] = [
        "vist",
        "entro",
        "prima",
        "dopo",
        "nat",
        "fino",
        "scad",
        "termin",
        "dal",
        "partire",
        "decorr",
        "pubblicat",
    ];
    let start = head[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = head[span.end..].find('\n').map_or(head.len(), |at| span.end + at);
    let before = text::fold(&head[start..span.start]);
    let spoken_of = before.split_whitespace().any(|word| SPOKEN_OF.iter().any(|s| word.starts_with(s)));
    end - start <= SHORT && !spoken_of
}

/// The authority that its own words give it, if it does not say it.
fn tier(version: &Version) -> Tier {
    if version.urn.is_some() {
        return Tier::Legislation;
    }
    let title = text::fold(&version.title);
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if says(&[
        "circolare",
        "messaggio inps",
        "linee guida",
        "linee di indirizzo",
        "nota ",
        "decreto direttoriale",
    ]) {
        Tier::Guideline
    } else if says(&["faq", "domande frequenti", "domande e risposte"]) || asks(version) {
        Tier::Faq
    } else {
        version.tier
    }
}

/// Do most passages stand under a question?
fn asks(version: &Version) -> bool {
    let asked = version.passages.iter().filter(|p| p.heading.trim_end().ends_with('?')).count();
    asked > 0 && 2 * asked >= version.passages.len()
}

#[cfg(test)]
mod tests {
    use super::{first_day, tier};
    use crate::corpus::{Tier, UNSAID};
    use crate::ingest::{Defaults, parse};
    use jiff::civil::date;

    #[test]
    fn a_day_that_the_text_speaks_of_is_not_the_documents() {
        let check = |text: &str, expected: &str| {
            let page = format!("<html><body><h1>Avviso</h1>{text}</body></html>");
            let defaults = Defaults::sheet(UNSAID);
            let version = parse("avviso.html", page.as_bytes(), &defaults).expect("parses").version;
            assert_eq!(first_day(&version, date(2026, 6, 1)).value, expected, "{text}");
        };
        check("<p>Roma, 12 marzo 2025</p><p>Lo sportello riceve il lunedì.</p>", "2025-03-12");
        check("<p>Le domande si chiudono entro il 31 gennaio 2026.</p>", "2026-06-01");
        check("<p>Chi è nato prima del 1° gennaio 1964 conta come anziano.</p>", "2026-06-01");
        check("<p>Visto il decreto 22 ottobre 2019.</p>", "2026-06-01");
        check("<p>Roma, 12 marzo 2030</p>", "2026-06-01");
    }

    #[test]
    fn pages_under_another_name_are_read_as_what_they_are() {
        let read = |file: &str, text: &str| {
            parse(file, text.as_bytes(), &Defaults::sheet(UNSAID)).expect("parses").version
        };
        let page = "<!DOCTYPE html><html><body><h1>Orari</h1><p>Si apre alle nove.</p></body></html>";
        assert!(!read("orari.txt", page).source.contains('<'));
        let act = "<akomaNtoso><act><body><article><num>Art. 1.</num><paragraph><num>1.</num><content>\
            <p>La mensa costa sette euro.</p></content></paragraph></article></body></act></akomaNtoso>";
        assert_eq!(read("atto.html", act).passages[0].locator, "art1-com1");
    }

    #[test]
    fn questions_and_answers_are_of_their_own_tier_and_named_after_the_file() {
        let check = |file: &str, text: &str, (wanted, title): (Tier, &str)| {
            let defaults = Defaults { tier: Tier::Training, ..Defaults::sheet(date(2026, 1, 1)) };
            let version = parse(file, text.as_bytes(), &defaults).expect("parses").version;
            assert_eq!((tier(&version), version.title.as_str()), (wanted, title), "{file}");
        };
        let faq = "Domanda;Risposta\nQuanto vale la mensa?;Sette euro.\nChi la paga?;Il Comune.\n";
        check("buoni_mensa-2025.csv", faq, (Tier::Faq, "Buoni mensa 2025"));
        check("importi.csv", "Nucleo;Euro\nUno;100\nDue;200\n", (Tier::Training, "Nucleo: Uno; Euro: 100"));
        let page =
            "<html><body><h1>Linee guida</h1><h2>Chi firma?</h2><p>Firma il capofamiglia.</p></body></html>";
        check("linee.html", page, (Tier::Guideline, "Linee guida"));
    }
}
