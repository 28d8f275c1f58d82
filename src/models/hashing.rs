//! The deterministic twin of the encoder, for tests: hashed words and letter triples. Texts that share
//! words are near; it knows no meaning. Needs no file.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Adds each word (weight 1) and each of its letter triples (weight 0.3) at a hashed place with a hashed
/// sign. The result has length 1, or is zero when the text has neither letters nor digits.
pub(super) fn embed(text: &str, dimensions: usize) -> Vec<f32> {
    let mut vector = vec![0f32; dimensions];
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        add(&mut vector, word, 1.0);
        let letters: Vec<char> = format!("<{word}>").chars().collect();
        for triple in letters.windows(3) {
            add(&mut vector, &triple.iter().collect::<String>(), 0.3);
        }
    }
    super::embedder::normalise(&mut vector);
    vector
}

/// From −8 to 8, by the share of the question's words that the text says.
pub(super) fn read(question: &str, text: &str) -> f32 {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (asked, said) = (words(question), words(text));
    let both = asked.iter().filter(|word| said.contains(word)).count();
    16.0 * (both as f32 / asked.len().max(1) as f32 - 0.5)
}

fn add(vector: &mut [f32], feature: &str, weight: f32) {
    let hash = fnv1a(feature.as_bytes());
    let place = (hash >> 1) as usize % vector.len();
    vector[place] += if hash & 1 == 0 { weight } else { -weight };
}

/// FNV-1a, 64 bit: the standard library does not promise the same hash in its next version.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
