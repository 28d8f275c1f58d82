//! `copilot eval retrieval` on our own kinds of questions: figures on stdout, the ranking in a file.

use super::cli::{copilot, scratch};

#[test]
fn the_ranking_of_labelled_questions_is_written_as_trec() {
    let folder = scratch();
    let rows = [
        r#"{"id":"a","kind":"natural","question":"Quanto vale la soglia per l'ADI?","answers":["soglia~2025-01-01~regola"],"partial":[]}"#,
        r#"{"id":"b","kind":"natural","question":"Chi paga la palestra?","answers":[],"partial":[]}"#,
        r#"{"id":"c","kind":"natural","question":"Quando il primo incontro dopo il PAD?","answers":["incontro~2024-01-01~regola"],"partial":[]}"#,
    ];
    std::fs::write(folder.path().join("prova.jsonl"), rows.join("\n")).expect("written");
    let args = ["eval", "retrieval", "--set", "prova.jsonl", "--mode", "bm25", "--run", "out.trec"];
    let run = copilot(folder.path(), &args);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON alone on stdout");
    assert_eq!((&report["n"], &report["recall@1"]["mean"]), (&2.into(), &1.0.into()), "{report}");
    let ranking = std::fs::read_to_string(folder.path().join("out.trec")).expect("written");
    let rows: Vec<Vec<&str>> = ranking.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "copilot"), "{ranking}");
    let first = |id: &str| rows.iter().find(|row| row[0] == id && row[3] == "1").map(|row| row[2]);
    assert_eq!(first("a"), Some("soglia~2025-01-01~regola"), "{ranking}");
    assert_eq!((first("b"), first("c")), (None, Some("incontro~2024-01-01~regola")), "{ranking}");
}
