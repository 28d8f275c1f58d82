//! Is the text of a page a text? Fonts with a broken map give letters that are none: `3$7723(5` for «PATTO PER». They would be
//! stored, never found, and shown to a person as a quote.

/// Words by which a page can be judged.
const MIN_WORDS: usize = 12;
/// Letters by which vowels can be counted.
const MIN_LETTERS: usize = 60;
/// The share of words that must look like words.
const MIN_SHARE: f64 = 0.6;
/// The share of letters that may be unknown.
const MAX_UNKNOWN: f64 = 0.04;

pub(super) fn is_legible(text: &str) -> bool {
    let (mut letters, mut unknown) = (0usize, 0usize);
    for letter in text.chars().filter(|c| !c.is_whitespace()) {
        letters += 1;
        unknown += usize::from(is_unknown(letter));
    }
    if letters > 0 && unknown as f64 > (MAX_UNKNOWN * letters as f64).max(2.0) {
        return false;
    }
    if vowels_are_few(text) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().filter(|w| w.chars().count() > 2).collect();
    let good = words.iter().filter(|w| is_word(w)).count();
    words.len() < MIN_WORDS || good as f64 >= MIN_SHARE * words.len() as f64
}

/// Letters of which less than a quarter are vowels belong to no language of ours.
fn vowels_are_few(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let vowels = text.chars().filter(|c| is_vowel(*c)).count();
    letters >= MIN_LETTERS && 4 * vowels < letters
}

fn is_vowel(letter: char) -> bool {
    "aeiouyàèéìòùAEIOUYÀÈÉÌÒÙ".contains(letter)
}

/// No character, or one of those that each font uses as it likes; bullets are often such and do no harm.
fn is_unknown(letter: char) -> bool {
    let bullet = matches!(letter, '\u{f020}'..='\u{f0ff}');
    letter == '\u{fffd}' || !bullet && matches!(letter, '\u{e000}'..='\u{f8ff}')
}

/// Letters with a vowel among them, or a number, a date, an amount, an address.
fn is_word(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.is_empty() {
        return true;
    }
    if word.contains("www") || word.contains('@') || word.contains("://") {
        return true;
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let parts = word.split(['\'', '’', '-', '–', '/', '.', ',', ':', '(', ')', '«', '»', '"', '+', '%']);
    let clean = parts
        .into_iter()
        .all(|part| part.chars().all(char::is_alphabetic) || part.chars().all(|c| c.is_ascii_digit()));
    let vowel = word.chars().any(is_vowel);
    let capitals = word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()) && word.chars().count() <= 5;
    clean && (vowel || digits > 0 || capitals)
}

#[cfg(test)]
mod tests {
    use super::is_legible;

    #[test]
    fn cipher_is_told_from_text() {
        let check = |text: &str, expected: bool| assert_eq!(is_legible(text), expected, "{text}");
        check(
            "L'assegno di prova è erogato dall'INPS, per 12 mesi, ai nuclei con ISEE fino a 10.140,00 euro annui (art. 3, c. 2).",
            true,
        );
        check("Nucleo | Soglia | 350,00 | 480,50 | 01/02/2025 | D.Lgs. 147/2017 | n. 33 | €", true);
        check(
            "3$7723(5 /·,1&/86,21( 62&,$/( '(9(12 (66(5( 68%,72 &219(1=,21$7, ,/ 1 8 &/(2 )$0,/,$5( &+( '(9( '20$1'$ $66(*12",
            false,
        );
        check(
            "LO QXFOHR GHYH SUHVHQWDUH GRPDQGD SHU OD SURYD HQWUR WUHQWD JLRUQL GDOOD ILUPD GHO SDWWR VRFLDOH",
            false,
        );
        check(&"\u{fffd}".repeat(40), false);
        check("Pag. 3", true);
    }
}
