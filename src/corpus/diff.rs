//! What changed between two versions of a work: passages matched by their text, by their locator, then by likeness, and
//! the words that went and came in each.

mod words;

use super::alike::{alike, stems};
use super::{Amendment, Passage, Version, amendments};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The changes from one version to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Diff {
    /// The work.
    pub work_id: String,
    /// The version before: its first day of validity.
    pub from: String,
    /// The version after.
    pub to: String,
    /// Passages that say the same, word for word, in the same place.
    pub unchanged: usize,
    /// In the order of the version after; what was removed stands where it stood.
    pub changes: Vec<Change>,
    /// Acts that the version after names as its amendments and the one before does not.
    pub amended_by: Vec<Amendment>,
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is there no more.
    Removed,
    /// It says something else.
    Changed,
    /// The same words in another place.
    Moved,
}

/// One passage that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// As it was; none when it was added.
    pub before: Option<Stand>,
    /// As it is; none when it was removed.
    pub after: Option<Stand>,
    /// The text in pieces: those kept and removed make the one before, those kept and added the one after.
    pub pieces: Vec<Piece>,
}

/// Where a passage stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Stand {
    /// Its id.
    pub passage_id: String,
    /// Its place in the version.
    pub locator: String,
    /// The headings above it.
    pub heading: String,
    /// Its reference.
    pub reference: String,
}

/// Words that stayed, went or came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Piece {
    /// Which of the three.
    pub kind: PieceKind,
    /// The words, with the blanks after them.
    pub text: String,
}

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both.
    Same,
    /// Only before.
    Removed,
    /// Only after.
    Added,
}

/// Share of the stems in common from which a passage without its place is the same passage, changed.
const ALIKE_PERCENT: usize = 50;

/// Compares two versions of one work.
pub fn diff(from: &Version, to: &Version) -> Diff {
    let pairs = Pairs::of(from, to);
    let before: HashMap<usize, usize> = pairs.after.iter().map(|(b, a)| (*a, *b)).collect();
    let mut changes: Vec<(usize, Change)> = Vec::new();
    let mut place = 0;
    let mut unchanged = 0;
    // A removed passage stands after what it stood after.
    for (n, passage) in from.passages.iter().enumerate() {
        match pairs.after.get(&n) {
            Some(after) => place = *after + 1,
            None => changes.push((place, change(Some((from, passage)), None))),
        }
    }
    for (n, passage) in to.passages.iter().enumerate() {
        let old = before.get(&n).map(|b| (from, &from.passages[*b]));
        if old.is_some_and(|(_, old)| {
            said(from, old) == said(to, passage) && anchor(from, old) == anchor(to, passage)
        }) {
            unchanged += 1;
        } else {
            changes.push((n, change(old, Some((to, passage)))));
        }
    }
    changes.sort_by_key(|(place, change)| (*place, change.kind != ChangeKind::Removed));
    let known: BTreeSet<String> = amendments(from).into_iter().map(|a| a.reference).collect();
    Diff {
        work_id: to.work.to_string(),
        from: from.name(),
        to: to.name(),
        unchanged,
        changes: changes.into_iter().map(|(_, change)| change).collect(),
        amended_by: amendments(to).into_iter().filter(|a| !known.contains(&a.reference)).collect(),
    }
}

/// The two versions of a work that two days ask for, the earlier first: without days the latest and the one before, with
/// one the version of that day and the latest. The error is the day on which none holds; none of the two days when the work
/// has fewer than two versions.
pub fn two_versions<'a>(
    versions: &[&'a Version],
    from: Option<Date>,
    to: Option<Date>,
) -> Result<(&'a Version, &'a Version), Option<Date>> {
    let on = |day: Date| versions.iter().copied().find(|v| v.validity.contains(day)).ok_or(Some(day));
    let latest = || versions.last().copied().ok_or(None);
    let pair = match (from, to) {
        (Some(from), Some(to)) => (on(from)?, on(to)?),
        (Some(day), None) => (on(day)?, latest()?),
        (None, Some(day)) => {
            let at = on(day)?;
            let before = versions.iter().copied().rfind(|v| v.validity.from() < at.validity.from());
            (before.ok_or(None)?, at)
        }
        (None, None) => match versions {
            [.., before, last] => (*before, *last),
            _ => return Err(None),
        },
    };
    let (a, b) = pair;
    Ok(if a.validity.from() <= b.validity.from() { (a, b) } else { (b, a) })
}

/// Which passage became which, by place.
struct Pairs {
    /// From a place in the version before to one in the version after.
    after: BTreeMap<usize, usize>,
}

impl Pairs {
    fn of(from: &Version, to: &Version) -> Self {
        let mut pairs = Self { after: BTreeMap::new() };
        let whole = |v: &Version, p: &Passage| format!("{}\n{}", anchor(v, p), said(v, p));
        pairs.join((from, &whole), (to, &whole));
        // The same words elsewhere are that passage, moved; what took its place is another.
        pairs.join((from, &said), (to, &said));
        let kept = |v: &Version, p: &Passage| if is_counted(p) { String::new() } else { anchor(v, p) };
        pairs.join((from, &kept), (to, &kept));
        pairs.join_alike(from, to);
        pairs
    }

    /// The places of each side that are not matched yet.
    fn left(&self, from: &Version, to: &Version) -> (Vec<usize>, Vec<usize>) {
        let taken: BTreeSet<usize> = self.after.values().copied().collect();
        (
            (0..from.passages.len()).filter(|n| !self.after.contains_key(n)).collect(),
            (0..to.passages.len()).filter(|n| !taken.contains(n)).collect(),
        )
    }

    /// Matches what has the same name and is not matched yet, in order.
    fn join(&mut self, (from, name): Named<'_>, (to, name_after): Named<'_>) {
        let (old, new) = self.left(from, to);
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for n in new.into_iter().rev() {
            by_name.entry(name_after(to, &to.passages[n])).or_default().push(n);
        }
        by_name.remove("");
        for n in old {
            if let Some(found) = by_name.get_mut(&name(from, &from.passages[n])).and_then(Vec::pop) {
                self.after.insert(n, found);
            }
        }
    }

    /// Matches what is left by the stems in common, the most alike first.
    fn join_alike(&mut self, from: &Version, to: &Version) {
        let (old, new) = self.left(from, to);
        let stems_of = |v: &Version, n: &usize| stems(v.text_of(&v.passages[*n]));
        let mut sets: Vec<BTreeSet<String>> = old.iter().map(|n| stems_of(from, n)).collect();
        sets.extend(new.iter().map(|n| stems_of(to, n)));
        let mut pairs = alike(&sets, ALIKE_PERCENT, |a, b| a < old.len() && b >= old.len());
        let likeness = |(a, b): &(usize, usize)| {
            let common = sets[*a].intersection(&sets[*b]).count();
            common * 10_000 / (sets[*a].len() + sets[*b].len() - common).max(1)
        };
        pairs.sort_by_key(|pair| (std::cmp::Reverse(likeness(pair)), *pair));
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for (a, b) in pairs {
            let (a, b) = (old[a], new[b - old.len()]);
            if !self.after.contains_key(&a) && taken.insert(b) {
                self.after.insert(a, b);
            }
        }
    }
}

/// A version and what to match its passages by.
type Named<'a> = (&'a Version, &'a dyn Fn(&Version, &Passage) -> String);

/// The place of a passage within its version, unique there.
fn anchor(version: &Version, passage: &Passage) -> String {
    let id = passage.id.as_str();
    id.strip_prefix(&format!("{}~", version.key())).unwrap_or(id).to_owned()
}

/// Is its place only a count, of pages or slides, which says nothing once one is added?
fn is_counted(passage: &Passage) -> bool {
    ["pag", "dia"].iter().any(|unit| {
        let count = passage.locator.strip_prefix(unit);
        count.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Its words, without the number that an official comma begins with: a comma renumbered says the same.
fn said(version: &Version, passage: &Passage) -> String {
    let text = version.text_of(passage);
    let numbered =
        text.split_once(". ").filter(|(number, _)| number.starts_with(|c: char| c.is_ascii_digit()));
    let short = numbered.filter(|(number, _)| number.len() <= 12 && !number.contains(char::is_whitespace));
    let text = short.map_or(text, |(_, rest)| rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

type Placed<'a> = (&'a Version, &'a Passage);

fn change(before: Option<Placed<'_>>, after: Option<Placed<'_>>) -> Change {
    let text = |placed: Option<Placed<'_>>| placed.map_or(String::new(), |(v, p)| v.text_of(p).to_owned());
    let same = |a: Placed<'_>, b: Placed<'_>| said(a.0, a.1) == said(b.0, b.1);
    let kind = match (before, after) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        (Some(a), Some(b)) if same(a, b) => ChangeKind::Moved,
        _ => ChangeKind::Changed,
    };
    Change {
        kind,
        before: before.map(stand),
        after: after.map(stand),
        pieces: words::pieces(&text(before), &text(after)),
    }
}

fn stand((version, passage): Placed<'_>) -> Stand {
    Stand {
        passage_id: passage.id.to_string(),
        locator: passage.locator.clone(),
        heading: passage.heading.clone(),
        reference: passage.reference.clone().unwrap_or_else(|| version.reference.clone()),
    }
}

#[cfg(test)]
mod tests;
