//! What authors of sheets use: the checks with the evaluation set, the counts, the coverage of the facts.

use super::cli::{copilot, scratch};

#[test]
fn check_refuses_questions_of_an_evaluation_set() {
    let folder = scratch();
    let write = |text: &str| std::fs::write(folder.path().join("prova.jsonl"), text).expect("written");
    let check = |text: &str, code: i32, said: &str| {
        write(text);
        let run = copilot(folder.path(), &["corpus", "check", "--evals", "prova.jsonl"]);
        assert_eq!(run.code, Some(code), "{text}: {}{}", run.out, run.err);
        assert!(run.out.contains(said) || run.err.contains(said), "{said}: {}{}", run.out, run.err);
    };
    let leak =
        "{\"id\":\"q7\",\"question\":\"Una domanda sull'incontro?\",\"kind\":\"natural\",\"facts\":[]}\n";
    check(leak, 1, "incontro.md: regola: la domanda «domanda su incontro» è (quasi) la q7");
    check(&format!("\u{feff}{leak}\n"), 1, "(quasi) la q7");
    let good = "{\"id\":\"q1\",\"question\":\"Che tempo fa?\"}\n";
    check(&format!("{good}\n{{\"id\":\"q2\"}}\n"), 2, "prova.jsonl, riga 3: manca il campo «question»");
    check(&format!("{good}niente\n"), 2, "prova.jsonl, riga 2: JSON non leggibile alla riga 2");
    check("{\"id\":1,\"question\":\"a\"}\n", 2, "riga 1: serve un testo");
    check("[\"q1\"]\n", 2, "riga 1");
    check("\n", 2, "Nessuna riga");
    write(good);
    let run = copilot(folder.path(), &["corpus", "check", "--evals", "prova.jsonl"]);
    assert!(!run.out.contains("insieme di prova"), "{}", run.out);
    let run = copilot(folder.path(), &["corpus", "check", "--evals", "manca.jsonl"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("manca.jsonl") && run.out.is_empty(), "{}", run.err);
}

#[test]
fn few_and_twin_questions_are_warnings() {
    let folder = scratch();
    let path = folder.path().join("corpus/adi/incontro.md");
    let text = std::fs::read_to_string(&path).expect("read");
    let asks = "[\"Entro quanti giorni il primo incontro ADI?\", \"a\", \"b\", \"c\"]";
    std::fs::write(&path, text.replace("[\"domanda su incontro\"]", asks)).expect("written");
    let path = folder.path().join("corpus/adi/soglia~2025.md");
    let text = std::fs::read_to_string(&path).expect("read");
    let asks = "[\"il primo incontro dell'ADI entro quanti giorni\"]";
    std::fs::write(&path, text.replace("[\"domanda su soglia\"]", asks)).expect("written");
    let run = copilot(folder.path(), &["corpus", "check", "--warnings"]);
    for said in [
        "avviso adi/incontro.md: regola: ci sono 4 domande (asks), di norma ne servono almeno 8",
        "ERRORE adi/soglia~2025.md: regola: ci sono 1 domande",
        "è quasi uguale a «Entro quanti giorni il primo incontro ADI?» in adi/incontro.md regola",
    ] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    assert!(!copilot(folder.path(), &["corpus", "check"]).out.contains("avviso"), "only when asked for");
}

#[test]
fn stats_count_questions_and_intervals() {
    let folder = scratch();
    let run = copilot(folder.path(), &["corpus", "stats", "--json"]);
    let stats: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(stats["by_register"], serde_json::json!({"keyword": 3}));
    assert_eq!(stats["by_year"], serde_json::json!({"2024": 2, "2025": 1}));
    let counts = ["ended", "asks_least", "asks_median", "ask_words_median", "ask_words_p90"];
    assert_eq!(counts.map(|key| stats[key].as_u64()), [Some(1), Some(1), Some(1), Some(3), Some(3)]);
    assert_eq!(stats["asked_in_other_words"], 0.0);
    let run = copilot(folder.path(), &["corpus", "stats"]);
    let rows =
        ["Passi chiesti con altre parole 0,0 %", "parole chiave 3", "lunghe 0", "2024 2", "legislation 3"];
    let said = run.out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "));
    let said: Vec<String> = said.collect();
    for row in rows {
        assert!(said.iter().any(|line| line == row), "{row}: {}", run.out);
    }
}

#[test]
fn facts_are_listed_with_the_passages_that_state_them() {
    let folder = scratch();
    let facts = "ADI-REQ-04/1\tconfermato\t-\t-\t-\tuna\nADI-REQ-04/2\tuna fonte\t-\t-\t-\tdue\nCRO01\tconfermato\t-\t-\t-\ttre\n";
    std::fs::write(folder.path().join("corpus/facts.tsv"), facts).expect("written");
    for name in ["soglia~2024.md", "soglia~2025.md"] {
        let path = folder.path().join("corpus/adi").join(name);
        let text = std::fs::read_to_string(&path).expect("read");
        let stated = text.replace("[passage.regola]\n", "[passage.regola]\nfacts = [\"ADI-REQ-04/1\"]\n");
        std::fs::write(&path, stated).expect("written");
    }
    let run = copilot(folder.path(), &["corpus", "stats", "--facts"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|l| l.split_whitespace().collect()).collect();
    for row in [
        "ADI-REQ-04/1 confermato soglia#regola 2024-01-01, soglia#regola 2025-01-01",
        "ADI-REQ-04/2 una fonte -",
        "CRO01 confermato -",
        "ADI-REQ 1 0 0 1 50,0 %",
        "CRO 0 1 0 0 100,0 %",
        "Totale 1 1 0 1 66,7 %",
    ] {
        assert!(rows.iter().any(|said| said.join(" ") == row), "{row}: {}", run.out);
    }
    assert!(!run.out.contains('\u{1b}') && !run.out.contains('\t') && run.err.is_empty(), "plain");
    let run = copilot(folder.path(), &["corpus", "stats", "--facts", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&run.out).expect("JSON alone on stdout");
    assert_eq!(said["facts"].as_array().map(Vec::len), Some(3));
    let place = serde_json::json!({"passage": "soglia#regola", "version": "2025-01-01"});
    assert_eq!(said["facts"][0]["stated"][1], place);
    assert_eq!(said["areas"][0]["grades"]["una fonte"], serde_json::json!({"stated": 0, "unstated": 1}));
}
