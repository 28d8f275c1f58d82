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

/// The ids of the gaps in a list told as JSON.
fn listed(folder: &std::path::Path, more: &[&str]) -> Vec<serde_json::Value> {
    let run = copilot(folder, &[&["gaps", "list", "--json"], more].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).expect("JSON alone")
}

#[test]
fn what_is_not_answered_becomes_a_gap_with_a_history() {
    let folder = scratch();
    let ask = |question: &str| {
        let run = copilot(folder.path(), &["ask", question, "--json"]);
        serde_json::from_str::<serde_json::Value>(&run.out).expect("JSON")
    };
    let answered = ask("Qual è la soglia ISEE dell'ADI?");
    assert_eq!(
        (answered["verdict"].as_str(), &answered["gap_id"]),
        (Some("answered"), &serde_json::Value::Null)
    );
    let first = ask("Qual è l'orario dello sportello di Viterbo per Mario Rossi, CF RSSMRA80A01H501U?");
    let again = ask("qual è l'orario dello sportello di Viterbo per Anna Bianchi, CF BNCNNA80A41H501X");
    let other = ask("Chi riceve nella zona di Lecce per il primo incontro?");
    assert!(first["gap_id"].is_string(), "{first}");
    assert_eq!(first["gap_id"], again["gap_id"], "the same wording once masked");
    assert_ne!(first["gap_id"], other["gap_id"]);
    let gaps = listed(folder.path(), &[]);
    assert_eq!(gaps.len(), 2, "{gaps:?}");
    let id = first["gap_id"].as_str().expect("an id");
    let gap = gaps.iter().find(|gap| gap["id"] == id).expect("listed");
    assert_eq!((&gap["questions"], &gap["state"], &gap["version"]), (&2.into(), &"new".into(), &1.into()));
    let shown = copilot(folder.path(), &["gaps", "show", id]);
    assert!(shown.out.contains("sportello di Viterbo") && !shown.out.contains("RSSMRA"), "{}", shown.out);

    let go = |words: &[&str]| copilot(folder.path(), &[&["gaps", "move", id], words].concat());
    assert_eq!(go(&["confirmed", "--version", "1"]).code, Some(0));
    for (words, said) in [
        (&["assigned", "--version", "1"][..], "hai letto la versione 1, ora è la 2"),
        (&["published"], "si può passare a assigned, dismissed"),
        (&["assigned"], "servono l'ufficio e il livello"),
        (&["dismissed"], "serve il motivo"),
        (&["boh"], "«boh» non esiste"),
        (&["assigned", "--office", "DG", "--tier", "boh"], "«boh» non esiste"),
    ] {
        let run = go(words);
        assert_eq!(run.code, Some(2), "{words:?}");
        assert!(run.err.contains(said), "{words:?}: {}", run.err);
    }
    assert_eq!(go(&["assigned", "--office", "DG povertà", "--tier", "guideline"]).code, Some(0));
    let assigned = listed(folder.path(), &["--state", "assigned"]);
    assert_eq!((assigned.len(), &assigned[0]["tier"]), (1, &"guideline".into()));
    let run = copilot(folder.path(), &["gaps", "show", id, "--json"]);
    let read: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let steps: Vec<&str> =
        read["history"].as_array().expect("steps").iter().filter_map(|step| step["to"].as_str()).collect();
    assert_eq!(steps, ["new", "confirmed", "assigned"]);
    assert_eq!(copilot(folder.path(), &["gaps", "show", "boh"]).code, Some(2));
}

#[test]
fn questions_gathered_elsewhere_come_in_once_and_go_out_as_a_table() {
    let folder = scratch();
    let csv = "domanda;data;ambito;note\n\
               \"=SOMMA(1;2) quanto dura il tirocinio?\";2026-10-01;Ambito 1;x\n\
               quanto dura il tirocinio;;Ambito 2;\n\
               chi firma per Marta Bianchi CF BNCMRT80C52H501Z?;ieri;;\n\
               ;;;\n\
               quanto dura il tirocinio;;Ambito 2;due volte\n";
    std::fs::write(folder.path().join("raccolte.csv"), csv).expect("written");
    let run = copilot(folder.path(), &["gaps", "import", "raccolte.csv"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("riga 4 saltata") && run.err.contains("«ieri»"), "{}", run.err);
    assert!(run.err.contains("3 righe elaborate, 2 saltate"), "{}", run.err);
    let before = listed(folder.path(), &[]);
    copilot(folder.path(), &["gaps", "import", "raccolte.csv"]);
    assert_eq!(listed(folder.path(), &[]), before, "the same file twice counts once");
    let sum = |field: &str| before.iter().filter_map(|gap| gap[field].as_i64()).sum::<i64>();
    assert_eq!(sum("questions"), 3);
    let run = copilot(folder.path(), &["gaps", "regroup"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let after = listed(folder.path(), &[]);
    assert_eq!(after.iter().filter_map(|gap| gap["questions"].as_i64()).sum::<i64>(), 3, "{after:?}");
    assert!(after.iter().any(|gap| before.iter().any(|old| old["id"] == gap["id"])), "ids are kept");
    let run = copilot(folder.path(), &["gaps", "export"]);
    assert!(run.out.starts_with("id,title,terms,state"), "{}", run.out);
    assert!(!run.out.contains(",=SOMMA") && !run.out.contains("\"=SOMMA"), "{}", run.out);
    let run = copilot(folder.path(), &["gaps", "matrix"]);
    assert!(run.out.contains("Requisiti: passi in vigore legislation 2"), "{}", run.out);

    std::fs::write(folder.path().join("vuoto.csv"), "testo\nciao\n").expect("written");
    let run = copilot(folder.path(), &["gaps", "import", "vuoto.csv"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("manca la colonna"), "{}", run.err);
    assert_eq!(copilot(folder.path(), &["gaps", "list", "--state", "boh"]).code, Some(2));
}
