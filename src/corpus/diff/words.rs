//! The words that two texts have in common and those that went and came: sentence by sentence, and word by word where a
//! sentence stayed recognisable.

use super::{Piece, PieceKind};
use crate::text;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Words beyond which two texts are not compared word by word: the time grows with the product of those that differ.
const WORDS: usize = 2000;
/// Sentences times sentences that are compared pair by pair.
const PAIRS: usize = 10_000;
/// Share of the longer text, in bytes, that must stay for a word by word comparison to be readable.
const KEPT: f64 = 0.4;

/// The words of two texts, told apart.
pub(super) fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (sentences(before), sentences(after));
    let mut found = Found::default();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, was, is) = op.as_tag_tuple();
        let (was, is) = (&old[was], &new[is]);
        if tag == DiffTag::Equal {
            found.same(&was.concat());
        } else {
            found.replaced(was, is);
        }
    }
    found.done()
}

/// Which sentences became which, in order: the pairs that keep most words, by places in the two lists. A list too long to be
/// compared pair by pair is not.
fn paired(was: &[&str], is: &[&str]) -> Vec<(usize, usize)> {
    if was.len() * is.len() > PAIRS {
        return Vec::new();
    }
    let words = |text: &&str| text::words(text).into_iter().map(|w| w.term).collect::<Vec<String>>();
    let (old, new): (Vec<_>, Vec<_>) = (was.iter().map(words).collect(), is.iter().map(words).collect());
    let kept = |a: &[String], b: &[String]| {
        let common = a.iter().filter(|w| b.contains(w)).count();
        let share = common as f64 / a.len().max(b.len()).max(1) as f64;
        if share >= KEPT { share } else { 0.0 }
    };
    // The best sum over the sentences from `a` and from `b` on.
    let mut best = vec![vec![0.0f64; is.len() + 1]; was.len() + 1];
    for a in (0..was.len()).rev() {
        for b in (0..is.len()).rev() {
            let join = kept(&old[a], &new[b]) + best[a + 1][b + 1];
            best[a][b] = join.max(best[a + 1][b]).max(best[a][b + 1]);
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < was.len() && b < is.len() {
        if best[a][b] <= best[a + 1][b] {
            a += 1;
        } else if best[a][b] <= best[a][b + 1] {
            b += 1;
        } else {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        }
    }
    pairs
}

/// Pieces with those of one kind joined: what goes before what comes.
#[derive(Default)]
struct Found {
    pieces: Vec<Piece>,
    gone: String,
    come: String,
}

impl Found {
    fn same(&mut self, text: &str) {
        self.flush();
        match self.pieces.last_mut() {
            Some(last) if last.kind == PieceKind::Same => last.text.push_str(text),
            _ => self.pieces.push(Piece { kind: PieceKind::Same, text: text.to_owned() }),
        }
    }

    fn flush(&mut self) {
        let (gone, come) = (std::mem::take(&mut self.gone), std::mem::take(&mut self.come));
        for (kind, text) in [(PieceKind::Removed, gone), (PieceKind::Added, come)] {
            if !text.is_empty() {
                self.pieces.push(Piece { kind, text });
            }
        }
    }

    /// Sentences that became others: those that stayed recognisable word by word, the others whole.
    fn replaced(&mut self, was: &[&str], is: &[&str]) {
        let (mut a, mut b) = (0, 0);
        for (old, new) in paired(was, is) {
            self.gone.push_str(&was[a..old].concat());
            self.come.push_str(&is[b..new].concat());
            self.changed(was[old], is[new]);
            (a, b) = (old + 1, new + 1);
        }
        self.gone.push_str(&was[a..].concat());
        self.come.push_str(&is[b..].concat());
    }

    /// A sentence that became another.
    fn changed(&mut self, was: &str, is: &str) {
        let (old, new) = (tokens(was), tokens(is));
        let small = old.len().max(new.len()) <= WORDS;
        let ops = if small { capture_diff_slices(Algorithm::Myers, &old, &new) } else { Vec::new() };
        let kept: usize = ops
            .iter()
            .map(similar::DiffOp::as_tag_tuple)
            .filter(|(tag, ..)| *tag == DiffTag::Equal)
            .map(|(_, range, _)| old[range].iter().map(|t| t.len()).sum::<usize>())
            .sum();
        if (kept as f64) < KEPT * was.len().max(is.len()) as f64 || !small {
            self.gone.push_str(was);
            self.come.push_str(is);
            return;
        }
        for op in ops {
            let (tag, was, is) = op.as_tag_tuple();
            let (was, is) = (old[was].concat(), new[is].concat());
            let changing = !(self.gone.is_empty() && self.come.is_empty());
            // A blank between two changes belongs to both: whole phrases are read more easily than shreds.
            if tag == DiffTag::Equal && !(was.trim().is_empty() && changing) {
                self.same(&was);
            } else {
                self.gone.push_str(&was);
                self.come.push_str(&is);
            }
        }
    }

    fn done(mut self) -> Vec<Piece> {
        self.flush();
        self.pieces
    }
}

/// The text cut where sentences begin, nothing left out.
fn sentences(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text::sentences(text).into_iter().map(|s| s.start).collect();
    starts.push(text.len());
    let mut from = 0;
    let mut all = Vec::new();
    for start in starts.into_iter().skip(1) {
        all.push(&text[from..start]);
        from = start;
    }
    all.push(&text[from..]);
    all.retain(|sentence| !sentence.is_empty());
    all
}

/// Words, the punctuation after them, the blanks after both: «10.140» is one, «euro.» two.
fn tokens(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let core = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        all.extend([&word[..core.len()], &bare[core.len()..], &word[bare.len()..]]);
    }
    all.retain(|token| !token.is_empty());
    all
}
