//! Clusters of signs made by hand.

use super::*;

/// A question near the `n`-th of eight directions, `lean` of the way towards the next.
fn asked(text: &str, n: usize, lean: f32) -> Sign {
    let mut vector = vec![0f32; 8];
    vector[n] = (1.0 - lean * lean).sqrt();
    vector[(n + 1) % 8] = lean;
    Sign { vector: Some(vector), found: vec![(n as u64, 1.0), (100, 0.2)], ..Sign::bare(text) }
}

fn members(signs: &[Sign]) -> Vec<Vec<usize>> {
    cluster(signs, &Ground::default()).into_iter().map(|c| c.members).collect()
}

#[test]
fn needs_are_told_apart() {
    let signs = [
        asked("chi firma il patto", 0, 0.1),
        asked("ore del puc", 3, 0.2),
        asked("firma del patto", 0, 0.2),
        asked("quante ore di puc", 3, 0.1),
        asked("bonus bollette", 6, 0.0),
    ];
    assert_eq!(members(&signs), [vec![0, 2], vec![1, 3], vec![4]]);
}

#[test]
fn two_questions_alone_are_judged_like_many() {
    assert_eq!(members(&[asked("uno", 0, 0.1), asked("due", 4, 0.1)]).len(), 2);
    assert_eq!(members(&[asked("uno", 0, 0.1), asked("due", 0, 0.2)]).len(), 1);
    assert!(members(&[]).is_empty());
}

#[test]
fn words_alone_put_together_what_shares_rare_stems() {
    let asked =
        ["prelievo contanti con la carta", "carta: limite di prelievo dei contanti", "durata del PUC"];
    let signs: Vec<Sign> = asked.iter().map(|q| Sign::bare(q)).collect();
    assert_eq!(members(&signs), [vec![0, 1], vec![2]]);
}

#[test]
fn one_wording_is_one_need_however_written_and_odd_signs_are_no_trouble() {
    let signs: Vec<Sign> =
        ["Quanto dura?", "quanto DURA", "???", "", "!!"].iter().map(|q| Sign::bare(q)).collect();
    assert_eq!(members(&signs), [vec![0, 1], vec![2], vec![3], vec![4]]);
}

#[test]
fn ids_follow_the_wordings_not_the_order() {
    let mut signs: Vec<Sign> =
        (0..24).map(|n| asked(&format!("domanda numero {n}"), (n % 4) * 2, 0.04 * (n / 4) as f32)).collect();
    let ids = |signs: &[Sign]| -> Vec<(String, Vec<String>)> {
        let texts = |c: &Cluster| {
            let mut all: Vec<String> = c.members.iter().map(|m| signs[*m].text.clone()).collect();
            all.sort();
            all
        };
        let mut all: Vec<_> =
            cluster(signs, &Ground::default()).iter().map(|c| (c.id.clone(), texts(c))).collect();
        all.sort();
        all
    };
    let before = ids(&signs);
    assert_eq!(before.len(), 4);
    signs.reverse();
    signs.swap(3, 17);
    assert_eq!(ids(&signs), before);
    // A question of another need leaves the rest as it was.
    signs.push(asked("tutt'altro", 7, 0.0));
    let after = ids(&signs);
    assert!(before.iter().all(|kept| after.contains(kept)), "{after:?}");
}

#[test]
fn many_signs_are_compared_by_what_they_share() {
    let signs: Vec<Sign> = (0..ALL_PAIRS + 400)
        .map(|n| {
            let need = n % 300;
            let vector: Vec<f32> = (0..32).map(|d| ((need * 37 + d * 101) as f32).sin()).collect();
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            Sign {
                vector: Some(vector.iter().map(|x| x / length).collect()),
                found: (0..3).map(|k| ((need * 3 + k) as u64, 1.0 - k as f32 * 0.1)).collect(),
                ..Sign::bare(&format!("domanda {n}"))
            }
        })
        .collect();
    let clusters = cluster(&signs, &Ground::default());
    assert_eq!(clusters.len(), 300);
    assert!(clusters.iter().all(|c| c.members.iter().all(|m| m % 300 == c.members[0] % 300)));
}
