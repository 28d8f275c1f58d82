//! Questions of one need put together, from the command line.

use super::cli::{copilot, scratch};

#[test]
fn questions_of_one_need_get_one_cluster() {
    let folder = scratch();
    let file = folder.path().join("domande.jsonl");
    let lines = [
        r#"{"id":"a","question":"soglia ISEE dell'ADI","need":"un campo in più"}"#,
        r#"{"id":2,"question":"primo incontro entro 120 giorni"}"#,
        "non è JSON",
        r#"{"id":"c","question":"Quale soglia ISEE per l'ADI?"}"#,
        r#"{"id":"d","question":"  "}"#,
        r#"{"id":"e"}"#,
        r#"{"id":"a","question":"SOGLIA isee dell'adi"}"#,
    ];
    std::fs::write(&file, lines.join("\n")).expect("written");
    let run = copilot(folder.path(), &["gaps", "cluster", "domande.jsonl", "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let told: Vec<serde_json::Value> =
        run.out.lines().map(|l| serde_json::from_str(l).expect("JSON alone on stdout")).collect();
    let ids: Vec<&serde_json::Value> = told.iter().map(|t| &t["id"]).collect();
    assert_eq!(ids, [&serde_json::json!("a"), &2.into(), &"c".into(), &"a".into()], "in order, ids as given");
    let same = |a: usize, b: usize| told[a]["cluster"] == told[b]["cluster"];
    assert!(same(0, 2) && same(0, 3) && !same(0, 1), "{}", run.out);
    for line in ["riga 3 saltata", "riga 5 saltata", "riga 6 saltata", "4 righe elaborate, 3 saltate"] {
        assert!(run.err.contains(line), "{line}: {}", run.err);
    }
    let again = copilot(folder.path(), &["gaps", "cluster", "domande.jsonl", "--json"]);
    assert_eq!(again.out, run.out, "the same file gives the same ids");
    let listed = copilot(folder.path(), &["gaps", "cluster", "domande.jsonl"]);
    assert!(listed.out.contains("Domande: 4. Gruppi: 2."), "{}", listed.out);
    assert!(listed.out.contains("Quale soglia ISEE per l'ADI? (3 domande; n"), "{}", listed.out);
    std::fs::write(&file, "{}\n").expect("written");
    assert_eq!(copilot(folder.path(), &["gaps", "cluster", "domande.jsonl"]).code, Some(2));
}
