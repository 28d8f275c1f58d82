//! The twin; a tiny model with pseudo-random weights; and, with SLOW_TESTS=1, the one that is shipped.

use super::*;

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn length(vector: &[f32]) -> f32 {
    cosine(vector, vector).sqrt()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn the_twin_is_near_when_words_are_shared() {
    let twin = Embedder::hashing(256);
    let texts = owned(&[
        "La residenza del nucleo",
        "residenza e nucleo",
        "pagamento sospeso",
        "LA RESIDÉNZA del nucleo",
        " …",
    ]);
    let vectors = twin.embed(Role::Passage, texts.clone()).await.unwrap();
    assert_eq!((vectors.len(), vectors[0].len(), twin.dimensions()), (5, 256, 256));
    assert_eq!(twin.id(), "hashing-256:000000000000:hashing-f32");
    assert!(cosine(&vectors[0], &vectors[1]) > 0.3 + cosine(&vectors[0], &vectors[2]));
    assert_eq!(vectors[0], vectors[3]);
    assert!((length(&vectors[0]) - 1.0).abs() < 1e-6);
    assert_eq!(length(&vectors[4]), 0.0);
    assert_eq!(
        std::thread::spawn(move || twin.embed_blocking(Role::Query, texts)).join().unwrap().unwrap(),
        vectors
    );
}

#[cfg(feature = "candle")]
mod candle {
    use std::path::PathBuf;

    use super::super::super::tiny;
    use super::*;

    /// A folder with the tiny model.
    fn folder(query_prefix: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        tiny::write(folder.path(), query_prefix);
        folder
    }

    fn score(embedder: &Embedder, question: &str, shown: &[(&str, &str)]) -> Option<Vec<f32>> {
        let evidence =
            |(known, text): &(&str, &str)| Evidence { known: (*known).to_owned(), text: (*text).to_owned() };
        let shown: Vec<Evidence> = shown.iter().map(evidence).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(embedder.score(question, &shown)).unwrap()
    }

    #[test]
    fn scores_each_passage_by_itself_and_says_when_it_cannot() {
        let folder = folder("");
        let without = Embedder::load(folder.path(), "tiny").unwrap();
        assert_eq!(score(&without, "a b", &[("c", "d")]), None);

        tiny::add_scorer(folder.path());
        let with = Embedder::load(folder.path(), "tiny").unwrap();
        assert_eq!(with.id(), without.id(), "the scorer changes no vector");
        let long = "a b c ".repeat(60);
        let shown = [("c d", "e f"), ("", "e f"), (&long, &long), ("c\u{1f}d", "e f")];
        let together = score(&with, "a b", &shown).unwrap();
        for (shown, together) in shown.iter().zip(&together) {
            let alone = score(&with, "a b", &[*shown]).unwrap();
            assert!((alone[0] - together).abs() < 1e-4, "{shown:?}: {alone:?} is not {together}");
        }
        assert!((together[0] - together[1]).abs() > 1e-4, "the known question counts");
        assert!((together[0] - together[3]).abs() < 1e-4, "a separator in a text is a space");
        assert_eq!(score(&with, "a b", &[]), Some(Vec::new()));
    }

    fn embed(embedder: &Embedder, texts: &[&str]) -> Vec<Vec<f32>> {
        embedder.embed_blocking(Role::Passage, owned(texts)).unwrap()
    }

    /// Each text alone, against the same text among the others in three orders. Returns the largest difference.
    fn difference_between_batches(embedder: &Embedder, texts: &[&str]) -> f32 {
        let alone: Vec<Vec<f32>> = texts.iter().map(|text| embed(embedder, &[text]).remove(0)).collect();
        let mut largest = 0f32;
        for order in 0..3 {
            let mut places: Vec<usize> = (0..texts.len()).cycle().take(texts.len() * 2).collect();
            match order {
                0 => places.reverse(),
                1 => places.sort_by_key(|place| texts[*place].len()),
                _ => places.rotate_left(3),
            }
            let batch: Vec<&str> = places.iter().map(|place| texts[*place]).collect();
            for (place, vector) in places.iter().zip(embed(embedder, &batch)) {
                let differences = vector.iter().zip(&alone[*place]).map(|(a, b)| (a - b).abs());
                largest = differences.fold(largest, f32::max);
            }
        }
        largest
    }

    const TEXTS: [&str; 9] = [
        "chi può fare domanda",
        "no",
        "",
        "la residenza del nucleo",
        "il patto per l'inclusione sociale è sottoscritto dai componenti",
        "quanto dura",
        "e poi",
        "domanda respinta perché la residenza non è verificata",
        "a",
    ];

    #[test]
    fn vectors_do_not_depend_on_the_batch() {
        let folder = folder("");
        let embedder = Embedder::load(folder.path(), "tiny").unwrap();
        let difference = difference_between_batches(&embedder, &TEXTS);
        assert!(difference <= 1e-6, "the batch changes a vector by {difference}");
    }

    #[tokio::test]
    async fn vectors_have_length_one_or_zero_and_texts_are_cut() {
        let folder = folder("");
        let embedder = Embedder::load(folder.path(), "tiny").unwrap();
        let long = "abc ".repeat(1_000);
        let cut = "abc ".repeat(15) + "a";
        let texts = owned(&["chi", "", " \n\u{0} ", "...", &long, &cut, "CHÌ"]);
        let vectors = embedder.embed(Role::Query, texts).await.unwrap();
        let lengths: Vec<f32> = vectors.iter().map(|vector| length(vector).round()).collect();
        assert_eq!(lengths, [1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]);
        assert!(vectors.iter().all(|vector| vector.len() == embedder.dimensions()));
        assert_eq!(vectors[4], vectors[5], "48 tokens, of which 46 letters");
        assert_eq!(vectors[0], vectors[6], "case and accents");
        let id: Vec<&str> = embedder.id().split(':').collect();
        assert_eq!((id[0], id[1].len(), id[2]), ("tiny", 12, "candle-f32"));
    }

    #[test]
    fn a_prefix_goes_to_its_role_and_into_the_id() {
        let (plain, prefixed) = (folder(""), folder("query: "));
        let plain = Embedder::load(plain.path(), "tiny").unwrap();
        let prefixed = Embedder::load(prefixed.path(), "tiny").unwrap();
        assert_ne!(plain.id(), prefixed.id());
        let vector = |embedder: &Embedder, role, text: &str| {
            embedder.embed_blocking(role, vec![text.to_owned()]).unwrap().remove(0)
        };
        assert_eq!(vector(&prefixed, Role::Query, "chi"), vector(&plain, Role::Query, "query: chi"));
        assert_eq!(vector(&prefixed, Role::Passage, "chi"), vector(&plain, Role::Passage, "chi"));
        assert_eq!(length(&vector(&prefixed, Role::Query, " ")), 0.0);
    }

    #[test]
    fn pooling_is_the_mean_or_the_first_token() {
        let (mean, cls) = (folder(""), folder(""));
        let manifest = cls.path().join("manifest.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        std::fs::write(&manifest, text.replace("\"mean\"", "\"cls\"")).unwrap();
        let mean = Embedder::load(mean.path(), "tiny").unwrap();
        let cls = Embedder::load(cls.path(), "tiny").unwrap();
        assert_ne!(mean.id(), cls.id());
        assert_ne!(embed(&mean, &["chi"]), embed(&cls, &["chi"]));
        assert!(difference_between_batches(&cls, &TEXTS) <= 1e-6);
    }

    /// Damages the tiny model and expects an error that names the file and has this part.
    fn check(file: &str, damage: impl FnOnce(&PathBuf), part: &str) {
        let folder = folder("");
        let path = folder.path().join(file);
        damage(&path);
        let error = Embedder::load(folder.path(), "tiny").unwrap_err().to_string();
        assert!(error.contains(&path.display().to_string()), "{file}: {error} does not name the file");
        assert!(error.contains(part), "{file}: {error}");
    }

    fn edit(path: &PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = std::fs::read(path).unwrap();
        change(&mut bytes);
        std::fs::write(path, bytes).unwrap();
    }

    #[test]
    fn damage_is_named() {
        for file in ["manifest.toml", "tiny/w.safetensors", "tiny/tokenizer.json", "tiny/config.json"] {
            check(file, |path| std::fs::remove_file(path).unwrap(), "Manca");
        }
        for file in ["tiny/w.safetensors", "tiny/tokenizer.json", "tiny/config.json"] {
            check(file, |path| edit(path, |bytes| bytes.truncate(bytes.len() - 1)), "byte");
            check(file, |path| edit(path, |bytes| bytes[10] ^= 1), "sha256");
            check(file, |path| edit(path, Vec::clear), "trovato 0 byte");
        }
        check("manifest.toml", |path| std::fs::write(path, "model = 3").unwrap(), "non è valido");
        let unknown = Embedder::load(folder("").path(), "other").unwrap_err();
        assert!(matches!(unknown, ModelError::Unknown { .. }), "{unknown}");
    }

    /// Replaces a part of a file, corrects the manifest to match, and expects an error with this part.
    fn check_sound_but_wrong(file: &str, from: &str, to: &str, part: &str) {
        use sha2::{Digest, Sha256};
        let folder = folder("");
        let path = folder.path().join("tiny").join(file);
        let before = std::fs::read(&path).unwrap();
        let at = before.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let after = [&before[..at], to.as_bytes(), &before[at + from.len()..]].concat();
        std::fs::write(&path, &after).unwrap();
        let manifest = folder.path().join("manifest.toml");
        let entry =
            |bytes: &[u8]| format!("{}, sha256 = \"{}\"", bytes.len(), hex::encode(Sha256::digest(bytes)));
        let text = std::fs::read_to_string(&manifest).unwrap().replace(&entry(&before), &entry(&after));
        std::fs::write(&manifest, text).unwrap();
        let error = Embedder::load(folder.path(), "tiny").unwrap_err().to_string();
        assert!(error.contains(part), "{file} {to}: {error}");
    }

    #[test]
    fn a_wrong_model_is_refused() {
        let check = check_sound_but_wrong;
        check("config.json", "\"hidden_size\":96", "\"hidden_size\":95", "non è quello del catalogo");
        check("config.json", "\"gelu\"", "\"relu\"", "hidden_act");
        check("config.json", "\"bert\"", "\"gpt2\"", "model_type");
        check("config.json", "\"num_attention_heads\":4", "\"num_attention_heads\":5", "multiplo");
        check("config.json", "\"num_attention_heads\":4", "\"num_attention_heads\":0", "num_attention_heads");
        check(
            "config.json",
            "\"max_position_embeddings\":64",
            "\"max_position_embeddings\":10",
            "max_tokens",
        );
        check("config.json", "\"vocab_size\":56", "\"vocab_size\":55", "più token");
        check("config.json", "\"num_hidden_layers\":2", "\"num_hidden_layers\":3", "encoder.layer.2");
        check("config.json", "\"vocab_size\"", "\"size\"", "config.json");
        check("tokenizer.json", "WordPiece", "WordPie", "tokenizer.json");
        check("w.safetensors", "encoder.layer.0", "encoder.layer.9", "encoder.layer.0");
    }

    #[derive(serde::Deserialize)]
    struct Reference {
        items: Vec<Item>,
    }

    #[derive(serde::Deserialize)]
    struct Item {
        text: String,
        vector: Vec<f32>,
    }

    /// The shipped model, if SLOW_TESTS asks for it.
    fn shipped() -> Option<Embedder> {
        let models = concat!(env!("CARGO_MANIFEST_DIR"), "/models");
        std::env::var_os("SLOW_TESTS").map(|_| Embedder::load(Path::new(models), "minilm-it-2").unwrap())
    }

    #[test]
    fn slow_shipped_vectors_are_those_of_the_original() {
        let Some(embedder) = shipped() else { return };
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/encoder-reference.json");
        let reference: Reference = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let texts: Vec<&str> = reference.items.iter().map(|item| item.text.as_str()).collect();
        let mut worst = 1f32;
        for (item, vector) in reference.items.iter().zip(embed(&embedder, &texts)) {
            let cosine = cosine(&item.vector, &vector);
            assert!(cosine >= 0.98, "{}: {cosine}", item.text);
            worst = worst.min(cosine);
        }
        eprintln!("worst cosine to fp16: {worst}");
        assert!(worst >= 0.995, "int8 has moved away from fp16: {worst}");
    }

    #[test]
    fn slow_shipped_vectors_do_not_depend_on_the_batch() {
        let Some(embedder) = shipped() else { return };
        let long = "L'operatore verifica la composizione del nucleo. ".repeat(40);
        let texts: Vec<&str> = TEXTS.iter().copied().chain([long.as_str(), &long[..500]]).collect();
        let difference = difference_between_batches(&embedder, &texts);
        eprintln!("largest difference between batches: {difference:e}");
        assert!(difference <= 1e-6, "the batch changes a vector by {difference}");
    }
}
