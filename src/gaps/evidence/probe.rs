//! The searches that nobody is answered by, and what each brought: passages judged by how surely they answer, wherever and
//! whenever they hold.

use super::Way;
use super::restate::restated;
use crate::answer::{Judged, Parts, judge};
use crate::corpus::{Tier, Version};
use crate::search::{
    self, Engine, Filter, Found, Hit, QueryWord, Question, SearchError, Snapshot, Weights, Wide,
};
use crate::text;
use std::collections::{HashMap, HashSet};

/// Passages that a deep search brings.
const DEEP: usize = 200;
/// Passages judged of a deep search.
const JUDGED: usize = 10;
/// Passages judged of each tier, of each other wording, and of those with the nearest sentences.
const JUDGED_MORE: usize = 3;
/// Passages that the scorer reads, the surest by their features first.
const READ: usize = 8;

/// When a passage holds, seen from the day that the question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// On that day.
    Then,
    /// No more.
    Before,
    /// Not yet.
    After,
}

/// A passage that one of the searches brought.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) judged: Judged,
    pub(super) way: Way,
    pub(super) when: When,
    pub(super) own: Own,
    /// Which of the searches brought it.
    search: usize,
}

/// How near a passage's own text is to the question, whatever questions it is known to answer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Own {
    /// Cosine of its best point.
    pub(super) point: f64,
    /// Cosine of its nearest sentence; 0 without vectors.
    pub(super) sentence: f64,
    /// Share of the question's words that it says, by how rare they are.
    pub(super) said: f64,
    /// The same for its nearest sentence.
    pub(super) in_one: f64,
    /// Share of the words that the material knows.
    pub(super) known: f64,
}

impl Candidate {
    /// How surely it answers; what a rule forbids to quote does not.
    pub(super) fn confidence(&self) -> f64 {
        self.judged.confidence
    }
}

/// All that the searches brought, each passage once a way.
pub(super) async fn probe(
    parts: Parts<'_>,
    question: &Question,
    others: &[Question],
) -> Result<Vec<Candidate>, SearchError> {
    let engine = Engine {
        snapshot: parts.snapshot,
        embedder: parts.embedder,
        weights: Weights::default(),
        hide: parts.hidden,
    };
    let mut look = Look {
        parts,
        engine,
        asked: question,
        searches: Vec::new(),
        seen: HashSet::new(),
        found: Vec::new(),
    };
    let free = Question { measures: Vec::new(), only_measures: Vec::new(), ..question.clone() };
    let wide = Wide::of(engine, &free).await?;
    let on_its_day =
        parts.snapshot.filter(&Question { measures: question.measures.clone(), ..free.clone() }, &[]);
    let found = wide.find(engine, &free, (on_its_day, DEEP)).await?;
    look.judge_first((Way::Wider, &free), found, JUDGED);
    let found = wide.find(engine, &free, (Filter::default(), DEEP)).await?;
    look.judge_first((Way::AnyDate, &free), found.clone(), JUDGED);
    look.judge_sentences(&free, found);
    for tier in Tier::ALL {
        let filter = Filter { tiers: 1 << tier.rank(), ..Filter::default() };
        let found = wide.find(engine, &free, (filter, DEEP)).await?;
        look.judge_first((Way::AnyTier, &free), found, JUDGED_MORE);
    }
    for other in restated(parts.snapshot, &free, others) {
        let other = Question { measures: Vec::new(), ..other };
        let wide = Wide::of(engine, &other).await?;
        let found = wide.find(engine, &other, (Filter::default(), DEEP)).await?;
        look.judge_first((Way::Rewritten, &other), found, JUDGED_MORE);
    }
    look.sort();
    look.read().await?;
    look.sort();
    Ok(look.found)
}

/// A passage among what a search found.
fn hit_of(found: &Found, passage: u32) -> Option<(&Found, &Hit)> {
    found.hits.iter().find(|hit| hit.passage == passage).map(|hit| (found, hit))
}

/// The looking for one question.
struct Look<'a> {
    parts: Parts<'a>,
    engine: Engine<'a>,
    asked: &'a Question,
    searches: Vec<(Question, Found)>,
    seen: HashSet<(Way, u32, String)>,
    found: Vec<Candidate>,
}

impl Look<'_> {
    fn judge_first(&mut self, (way, question): (Way, &Question), found: Found, most: usize) {
        for hit in found.hits.iter().take(most) {
            self.judge((way, question), &found, hit);
        }
        self.searches.push((question.clone(), found));
    }

    /// Judges the passages whose sentences lie nearest to the question, however far the passages stand.
    fn judge_sentences(&mut self, question: &Question, found: Found) {
        let Some(vector) = &found.vector else { return };
        let nearest = |hit: &Hit| {
            let sentences = self.engine.snapshot.sentences(hit.passage);
            let cosine = |v: &[f32]| v.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
            sentences.into_iter().filter_map(|(_, v)| v.map(cosine)).fold(f32::MIN, f32::max)
        };
        let mut hits: Vec<(f32, &Hit)> = found.hits.iter().map(|hit| (nearest(hit), hit)).collect();
        hits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.passage.cmp(&b.1.passage)));
        for (_, hit) in hits.into_iter().take(JUDGED_MORE) {
            self.judge((Way::Sentences, question), &found, hit);
        }
        self.searches.push((question.clone(), found));
    }

    fn sort(&mut self) {
        self.found.sort_by(|a, b| {
            b.confidence().total_cmp(&a.confidence()).then(a.judged.passage.cmp(&b.judged.passage))
        });
    }

    /// Has the scorer read the surest passages with what was asked, and judges them anew wherever they were found. What it has not
    /// read is then no surer than what it has read.
    async fn read(&mut self) -> Result<(), SearchError> {
        let Some(embedder) = self.parts.embedder.filter(|embedder| embedder.scores()) else { return Ok(()) };
        let engine = (self.parts.snapshot, embedder);
        let mut logits: HashMap<u32, Option<f32>> = HashMap::new();
        let (mut least, mut unread) = (1.0f64, Vec::new());
        for at in 0..self.found.len() {
            let Candidate { judged, search, .. } = &self.found[at];
            let logit = match logits.get(&judged.passage) {
                Some(logit) => *logit,
                None if logits.len() < READ && judged.open => {
                    // What it has to show is chosen by the question as asked, if such a search brought it.
                    let mut searches = self.searches.iter().chain([&self.searches[*search]]);
                    let Some((found, hit)) = searches.find_map(|(_, found)| hit_of(found, judged.passage))
                    else {
                        continue;
                    };
                    let logit = search::read(engine, self.asked, (found, hit)).await?;
                    logits.insert(judged.passage, logit);
                    logit
                }
                None => {
                    unread.push(at);
                    continue;
                }
            };
            let (question, found) = &self.searches[*search];
            let Some(again) = hit_of(found, judged.passage) else { continue };
            let again = judge(self.parts, question, again, logit);
            least = least.min(again.confidence);
            self.found[at].judged = again;
        }
        for at in unread {
            let judged = &mut self.found[at].judged;
            judged.confidence = judged.confidence.min(least);
        }
        Ok(())
    }

    fn judge(&mut self, (way, question): (Way, &Question), found: &Found, hit: &Hit) {
        if !self.seen.insert((way, hit.passage, question.whole.clone())) {
            return;
        }
        let (version, _) = self.parts.snapshot.passage(hit.passage);
        let when = when(version, self.asked);
        if !self.is_of_the_measure(version, hit.passage)
            || (when == When::Before && !self.was_in_force(version, hit.passage))
        {
            return;
        }
        let judged = judge(self.parts, question, (found, hit), None);
        let own = own(self.parts.snapshot, found, hit);
        self.found.push(Candidate { judged, way, when, own, search: self.searches.len() });
    }

    /// Is it what was in force, with nothing in its place now? Not a former version of what holds, nor a measure that is over.
    fn was_in_force(&self, version: &Version, number: u32) -> bool {
        let (day, locator) = (self.asked.as_of.day(), &self.parts.snapshot.passage(number).1.locator);
        let versions = &self.parts.snapshot.versions;
        let holds = |v: &&Version| v.validity.contains(day);
        let succeeds =
            |v: &Version| v.work == version.work && v.passages.iter().any(|p| p.locator == *locator);
        if versions.iter().filter(holds).any(succeeds) {
            return false;
        }
        let goes_on = |measure: &String| {
            let about: Vec<&Version> = versions.iter().filter(|v| v.measures.contains(measure)).collect();
            self.asked.measures.contains(measure)
                || about.iter().filter(|v| holds(v)).count() * 2 >= about.len()
        };
        version.measures.is_empty() || version.measures.iter().any(goes_on)
    }

    /// Searched for whatever its tags say, a passage must still speak of a measure that the question names.
    fn is_of_the_measure(&self, version: &Version, number: u32) -> bool {
        let named = &self.asked.measures;
        if named.is_empty()
            || version.measures.is_empty()
            || version.measures.iter().any(|m| named.contains(m))
        {
            return true;
        }
        let passage = self.parts.snapshot.passage(number).1;
        let said = format!("{} {} {}", version.title, passage.heading, version.text_of(passage));
        self.parts.snapshot.lexicon.measures(&said).iter().any(|measure| named.contains(measure))
    }
}

fn own(snapshot: &Snapshot, found: &Found, hit: &Hit) -> Own {
    let (version, passage) = snapshot.passage(hit.passage);
    let words = &found.terms.words;
    let weight = |w: &&QueryWord| f64::from(w.idf);
    let total: f64 = words.iter().map(|w| weight(&w)).sum::<f64>().max(f64::MIN_POSITIVE);
    let share = |text: &str| {
        let said: HashSet<String> = text::terms(text).into_iter().map(|t| t.term).collect();
        let says = |w: &&QueryWord| said.contains(w.corrected.as_ref().unwrap_or(&w.term));
        words.iter().filter(says).map(|w| weight(&w)).sum::<f64>() / total
    };
    let cosine = |v: &[f32]| {
        found.vector.as_ref().map_or(0.0, |q| q.iter().zip(v).map(|(a, b)| f64::from(a * b)).sum::<f64>())
    };
    let (mut sentence, mut in_one) = (0.0f64, 0.0f64);
    for (span, vector) in snapshot.sentences(hit.passage) {
        sentence = sentence.max(vector.map_or(0.0, cosine));
        in_one = in_one.max(share(span.slice(&version.source).unwrap_or_default()));
    }
    let known = words.iter().filter(|w| w.known || w.corrected.is_some()).map(|w| weight(&w)).sum::<f64>();
    Own {
        point: f64::from(hit.explanation.cosine.unwrap_or(0.0)),
        sentence,
        said: share(&format!("{} {} {}", version.title, passage.heading, version.text_of(passage))),
        in_one,
        known: known / total,
    }
}

fn when(version: &Version, question: &Question) -> When {
    let day = question.as_of.day();
    match (version.validity.contains(day), version.validity.to()) {
        (true, _) => When::Then,
        (false, Some(to)) if to <= day => When::Before,
        (false, _) => When::After,
    }
}

/// The sentence of a judged passage that says most of the question's words.
pub(super) fn quote(judged: &Judged, question: &Question) -> Option<String> {
    let wanted: HashSet<String> = text::terms(&question.focus).into_iter().map(|t| t.term).collect();
    let says = |sentence: &str| {
        text::terms(sentence)
            .into_iter()
            .map(|t| t.term)
            .collect::<HashSet<_>>()
            .intersection(&wanted)
            .count()
    };
    let sentences = judged.verified.sentences.iter().map(|s| s.text.as_str());
    sentences.rev().max_by_key(|text| says(text)).map(str::to_owned)
}
