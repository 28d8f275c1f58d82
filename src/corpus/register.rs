//! The register of a question, recognised from its form alone: how long it is, whether it has a question mark, whether it
//! holds words that only sentences have. It knows no parts of speech, so that a sentence without any of those words
//! («pagamento fermo da aprile») counts as keywords, and a noun phrase with one («pena per chi tace») as natural.

use crate::text;

/// How a question is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Register {
    /// At most 12 words, no question mark, no word that only sentences have.
    Keyword,
    /// At most 7 words, with a question mark or with a question word among the first two.
    Short,
    /// All the others.
    Natural,
    /// 25 words or more, however they are put.
    Long,
}

const KEYWORDS_AT_MOST: usize = 12;
const SHORT_AT_MOST: usize = 7;
const LONG_AT_LEAST: usize = 25;

/// Folded words that open or carry a question.
const QUESTION: &str = "chi che cosa come quando dove perche quanto quanta quanti quante quale quali qual";

/// Folded words that stand in sentences and hardly ever in a row of keywords: conjunctions, pronouns, and the forms of
/// the verbs that any sentence may have. «non» is not among them («nucleo non convocato»).
const SENTENCE: &str = "
se mi ti ci si vi io lui lei loro noi
sono sia siano era erano sara saranno sarebbe ho hai ha abbiamo avete hanno abbia avra aver avere essere
posso puoi puo possiamo possono potrebbe devo devi deve dobbiamo devono dovrebbe
va vanno viene vengono fa fanno serve servono spetta spettano vale valgono conta contano dice dicono
prende prendono vuole vogliono resta restano perde perdono chiede chiedono
";

impl Register {
    /// All of them, from the barest to the fullest.
    pub const ALL: [Register; 4] = [Register::Keyword, Register::Short, Register::Natural, Register::Long];

    /// The register of a question.
    pub fn of(ask: &str) -> Register {
        let words = text::words(ask);
        let marked = ask.contains('?');
        let asks = |word: &text::Term| listed(QUESTION, &word.term);
        let bare = |word: &text::Term| {
            !asks(word)
                && !listed(SENTENCE, &word.term)
                && !is_verb_e(ask, word.span.slice(ask), word.span.end)
        };
        if words.len() >= LONG_AT_LEAST {
            Register::Long
        } else if !marked && words.len() <= KEYWORDS_AT_MOST && words.iter().all(bare) {
            Register::Keyword
        } else if words.len() <= SHORT_AT_MOST && (marked || words.iter().take(2).any(asks)) {
            Register::Short
        } else {
            Register::Natural
        }
    }

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Register::Keyword => "keyword",
            Register::Short => "short",
            Register::Natural => "natural",
            Register::Long => "long",
        }
    }
}

fn listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// «è», also as «e'»: folded it would be the conjunction.
fn is_verb_e(ask: &str, word: Option<&str>, end: usize) -> bool {
    let quoted = || ask[end..].starts_with(['\'', '’', '`']);
    word.is_some_and(|w| matches!(w, "è" | "È" | "é" | "É") || (w.eq_ignore_ascii_case("e") && quoted()))
}

#[cfg(test)]
mod tests;
