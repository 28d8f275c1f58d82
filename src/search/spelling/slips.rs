//! How far what was typed is from what may be meant: edit distance in which what Italians mistype every day costs half.

/// A slip that is made every day: a double letter, an «h», a letter for another of its sound.
pub(super) const SLIP: f32 = 0.5;
/// Two neighbours swapped.
pub(super) const SWAP: f32 = 0.75;

/// Edit distance with swaps of neighbours (optimal string alignment) in which everyday slips cost [`SLIP`]; anything above
/// `most` may be returned as soon as it is known to be more.
pub(super) fn cost(typed: &[char], meant: &[char], most: f32) -> f32 {
    let width = meant.len() + 1;
    let (mut before, mut last) = (vec![0f32; width], vec![0f32; width]);
    for j in 1..width {
        last[j] = last[j - 1] + lone(meant, j - 1);
    }
    for i in 1..=typed.len() {
        let mut row = vec![last[0] + lone(typed, i - 1); width];
        for j in 1..width {
            let (a, b) = (typed[i - 1], meant[j - 1]);
            let next = (typed.get(i), meant.get(j));
            let mut least = last[j - 1] + changed(a, b, next);
            least = least.min(last[j] + lone(typed, i - 1));
            least = least.min(row[j - 1] + lone(meant, j - 1));
            if i > 1 && j > 1 && a == meant[j - 2] && typed[i - 2] == b {
                least = least.min(before[j - 2] + SWAP);
            }
            row[j] = least;
        }
        // The least of two rows never falls again.
        let least = row.iter().chain(&last).copied().fold(f32::INFINITY, f32::min);
        if least > most {
            return least;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[width - 1]
}

/// A letter that the other word lacks.
fn lone(letters: &[char], at: usize) -> f32 {
    let letter = letters[at];
    let before = at.checked_sub(1).map(|before| letters[before]);
    let after = letters.get(at + 1).copied();
    let everyday = match letter {
        'h' => true,
        _ if before == Some(letter) || after == Some(letter) => true,
        // «ufficale», «coscenza», «sogla», «compangia».
        'i' => matches!(before, Some('c' | 'g' | 'l' | 'n')) && matches!(after, Some('a' | 'e' | 'o' | 'u')),
        // «aquisto», «familia», «compania».
        'c' => after == Some('q'),
        'g' => after == Some('n') || (after == Some('l') && letters.get(at + 2) == Some(&'i')),
        _ => false,
    };
    if everyday { SLIP } else { 1.0 }
}

/// One letter for another, before the letters that follow them.
fn changed(typed: char, meant: char, next: (Option<&char>, Option<&char>)) -> f32 {
    const ALIKE: [(char, char); 4] = [('s', 'z'), ('c', 'k'), ('c', 'q'), ('k', 'q')];
    let pair = (typed.min(meant), typed.max(meant));
    let lip = matches!(next, (_, Some('p' | 'b')));
    if typed == meant {
        0.0
    } else if ALIKE.contains(&pair) || (pair == ('m', 'n') && lip) {
        SLIP
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far(typed: &str, meant: &str) -> f32 {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        cost(&letters(typed), &letters(meant), 9.0)
    }

    #[test]
    fn everyday_slips_cost_half() {
        for (typed, meant) in [
            ("ani", "anni"),
            ("residensa", "residenza"),
            ("inportante", "importante"),
            ("sogla", "soglia"),
            ("ufficale", "ufficiale"),
            ("aquisto", "acquisto"),
            ("cuando", "quando"),
            ("anno", "hanno"),
            ("familia", "famiglia"),
        ] {
            assert!(far(typed, meant) <= 2.0 * SLIP && far(typed, meant) < 1.0 + SLIP, "{typed} {meant}");
        }
        assert_eq!(far("ani", "anni"), SLIP);
        assert_eq!(far("valdia", "valida"), SWAP);
        assert_eq!(far("domnda", "domanda"), 1.0);
        assert_eq!(far("corta", "carta"), 1.0);
        assert_eq!(far("sogla", "sola"), 1.0);
        assert_eq!(far("", "re"), 2.0);
    }

    #[test]
    fn what_is_too_far_is_given_up_early() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert!(cost(&letters("convocazione"), &letters("precipitevole"), 1.0) > 1.0);
        assert_eq!(cost(&letters("convocazzione"), &letters("convocazione"), 1.0), SLIP);
    }
}
