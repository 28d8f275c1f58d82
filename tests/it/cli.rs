//! The real binary as a person would use it: good input, bad input, exit codes, what goes to stdout and to stderr.

use super::app::{config, write_corpus};
use std::path::Path;
use std::process::{Command, Output};

pub(super) struct Run {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

pub(super) fn scratch() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write_corpus(&folder.path().join("corpus"));
    let _ = config(folder.path());
    folder
}

pub(super) fn copilot(folder: &Path, args: &[&str]) -> Run {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_copilot")).current_dir(folder).args(args).output().expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run { code: status.code(), out: text(stdout), err: text(stderr) }
}

#[test]
fn ask_answers_with_sources_or_json() {
    let folder = scratch();
    let run = copilot(folder.path(), &["ask", "Qual è la soglia ISEE dell'ADI?"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.out.contains("10.140 euro. [1]") && run.out.contains("art. 2, comma 2, D.L. 48/2023"),
        "{}",
        run.out
    );
    let run = copilot(
        folder.path(),
        &["ask", "Qual è la soglia ISEE dell'ADI?", "--as-of", "2024-06-01", "--json"],
    );
    let answer: serde_json::Value = serde_json::from_str(&run.out).expect("JSON alone on stdout");
    assert!(answer["text"].as_str().is_some_and(|t| t.contains("9.360")), "{answer}");
    let run = copilot(folder.path(), &["ask", "Qual è l'orario dello sportello di Viterbo?", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(
        (answer["verdict"].as_str(), answer["reason"]["kind"].as_str()),
        (Some("not_covered"), Some("local"))
    );
    assert!(answer["ask_whom"].as_str().is_some_and(|w| w.contains("Ambito")));
}

#[test]
fn bad_usage_is_told_in_italian_with_code_2() {
    let folder = scratch();
    let long = "a ".repeat(500_000 / 8);
    std::fs::write(folder.path().join("rotta.toml"), "log = \"info\"\nlisten = \n").expect("written");
    std::fs::write(folder.path().join("numero.toml"), "concurrent = \"tanti\"\n").expect("written");
    for (args, said) in [
        (vec!["ask", ""], "vuota"),
        (vec!["ask", long.as_str()], "il massimo è 2000"),
        (vec!["ask", "soglia", "--as-of", "ieri"], "«ieri» non è una data"),
        (vec!["ask", "soglia", "--measure", "XYZ"], "XYZ"),
        (vec!["ask", "soglia", "--boh"], "--boh non esiste"),
        (vec!["chiedi"], "«chiedi» non esiste"),
        (vec!["ask"], "manca"),
        (vec!["batch", "non-esiste.jsonl", "-o", "x"], "non-esiste.jsonl"),
        (vec!["ingest", "non-esiste"], "non-esiste"),
        (vec!["ingest", "corpus", "--tier", "boh"], "boh"),
        (vec!["corpus", "check", "non-esiste"], "non-esiste"),
        (vec!["eval", "retrieval", "--split", "boh"], "dev, test, all"),
        (vec!["eval", "retrieval", "--beir", "corpus"], "corpus.jsonl"),
        (vec!["--config", "manca.toml", "ask", "soglia"], "manca.toml"),
        (vec!["ask", "soglia", "--as-of", "20240601"], "AAAA-MM-GG"),
        (vec!["ingest"], "--withdraw"),
        (vec!["ingest", "--withdraw", "%"], "«%»"),
        (vec!["ingest", "corpus", "--status", "boh"], "official, editorial"),
        (vec!["generations", "switch", "../x"], "esadecimali"),
        (vec!["eval", "answers", "--split", "boh"], "dev, test, all"),
        (vec!["eval", "gaps", "--split", "boh"], "dev, test, all"),
        (vec!["gaps", "cluster", "non-esiste.jsonl"], "non-esiste.jsonl"),
        (vec!["corpus", "new", "senza-estensione"], ".md"),
        (vec!["corpus", "new", "con spazio.md"], "con spazio"),
        (vec!["corpus", "new", "a~2025-13-01.md"], "2025-13-01"),
        (vec!["help", "boh"], "«boh» non esiste"),
        (vec!["--config", "rotta.toml", "ask", "soglia"], "riga 2"),
        (vec!["--config", "numero.toml", "ask", "soglia"], "serve un numero intero"),
    ] {
        let run = copilot(folder.path(), &args);
        assert_eq!(run.code, Some(2), "{args:.1?}: {}", run.err);
        assert!(run.err.contains(said), "{}", run.err.chars().take(400).collect::<String>());
        assert!(run.out.is_empty(), "{}", run.out);
    }
}

#[test]
fn what_cannot_work_ends_with_code_1_and_says_why() {
    let folder = scratch();
    std::fs::write(folder.path().join("file"), "x").expect("written");
    let run = copilot(folder.path(), &["--data", "file/data", "ask", "soglia"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("cartella dei dati"), "{}", run.err);
    std::fs::write(folder.path().join("corpus/adi/rotta.md"), [0xff, 0xfe]).expect("written");
    let run = copilot(folder.path(), &["ask", "soglia"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("rotta.md"), "{}", run.err);
    std::fs::remove_file(folder.path().join("corpus/adi/rotta.md")).expect("removed");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("known").to_string();
    let run = copilot(folder.path(), &["serve", "--listen", &address]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains(&address) && run.err.contains("--listen"), "{}", run.err);
    std::fs::write(folder.path().join("copilot.toml"), "colore = 1").expect("written");
    let run = copilot(folder.path(), &["ask", "soglia"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("colore"), "{}", run.err);
}

#[test]
fn batch_keeps_the_order_and_skips_a_bad_line_by_number() {
    let folder = scratch();
    let mut lines = String::new();
    for n in 0..40 {
        if n == 17 {
            lines.push_str("{\"id\": 17, \"question\": \n");
        } else {
            lines.push_str(&format!(
                "{{\"id\":\"q{n}\",\"question\":\"Qual è la soglia ISEE dell'ADI numero {n}?\"}}\n"
            ));
        }
    }
    std::fs::write(folder.path().join("in.jsonl"), lines).expect("written");
    let run = copilot(folder.path(), &["batch", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("riga 18") && run.err.contains("39 righe elaborate, 1 saltata"), "{}", run.err);
    let out = std::fs::read_to_string(folder.path().join("out.jsonl")).expect("written");
    let ids: Vec<String> = out
        .lines()
        .map(|l| {
            serde_json::from_str::<serde_json::Value>(l).expect("JSON")["id"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    let expected: Vec<String> = (0..40).filter(|n| *n != 17).map(|n| format!("q{n}")).collect();
    assert_eq!(ids, expected);
    std::fs::write(folder.path().join("bad.jsonl"), "niente\n{}\n").expect("written");
    let run = copilot(folder.path(), &["batch", "bad.jsonl", "-o", "out.jsonl"]);
    assert_eq!(run.code, Some(2));
    let run = copilot(folder.path(), &["batch", "in.jsonl", "-o", "out2.jsonl", "--corpus", "corpus"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
}

#[test]
fn sources_are_added_listed_and_withdrawn() {
    let folder = scratch();
    std::fs::write(
        folder.path().join("circolare.md"),
        "# Circolare di prova\n\n## Buono pasto\n\nIl buono pasto del centro diurno vale 7 euro.\n",
    )
    .expect("written");
    let run = copilot(
        folder.path(),
        &["ingest", "circolare.md", "--tier", "guideline", "--valid-from", "2024-01-01"],
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("Pubblicata"), "{}", run.out);
    let run = copilot(folder.path(), &["ask", "Quanto vale il buono pasto del centro diurno?"]);
    assert!(run.out.contains("7 euro"), "{}", run.out);
    let run = copilot(folder.path(), &["generations", "list"]);
    assert!(run.out.lines().count() >= 1 && run.out.contains('*'), "{}", run.out);
    let run = copilot(folder.path(), &["ingest", "--withdraw", "circolare"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let run = copilot(folder.path(), &["ask", "Quanto vale il buono pasto del centro diurno?"]);
    assert!(!run.out.contains("7 euro"), "{}", run.out);
    let run = copilot(folder.path(), &["generations", "switch", "g000000000000"]);
    assert_eq!(run.code, Some(1));
    let run = copilot(folder.path(), &["generations", "rollback"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let run = copilot(folder.path(), &["ask", "Quanto vale il buono pasto del centro diurno?"]);
    assert!(run.out.contains("7 euro"), "what was gone back to stays: {}", run.out);
}

#[test]
fn an_ingestion_says_what_it_read_and_refuses_two_files_for_one_version() {
    let folder = scratch();
    let own = folder.path().join("mie");
    std::fs::create_dir_all(own.join("altre")).expect("a folder");
    std::fs::write(own.join("circolare.md"), "# Circolare\n\nIl buono pasto vale 7 euro.\n")
        .expect("written");
    std::fs::write(own.join("vecchia.odt"), "PK").expect("written");
    std::fs::write(own.join("altre/foto.jpg"), "x").expect("written");
    let run = copilot(folder.path(), &["ingest", "mie", "--issuer", "Comune di Prova"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    for said in ["2 file saltati", "1 versione aggiunta, 0 cambiate, 0 ritirate", "--withdraw): circolare"] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    let run = copilot(folder.path(), &["ask", "Quanto vale il buono pasto?"]);
    assert!(run.out.contains("documento «circolare» (Comune di Prova)"), "{}", run.out);
    assert!(run.out.contains("non ufficiale"), "not the issuer's own text unless said: {}", run.out);
    std::fs::copy(own.join("circolare.md"), own.join("altre/Circolare.md")).expect("copied");
    let run = copilot(folder.path(), &["ingest", "mie"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(
        run.err.contains("mie/circolare.md") && run.err.contains("mie/altre/Circolare.md"),
        "{}",
        run.err
    );
    std::fs::remove_file(own.join("altre/Circolare.md")).expect("removed");
    let run = copilot(folder.path(), &["ingest", "--withdraw", "soglia"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let run = copilot(folder.path(), &["ask", "soglia", "ISEE", "ADI"]);
    assert!(!run.out.contains("10.140"), "a withdrawn sheet stays away: {}", run.out);
    let run = copilot(folder.path(), &["ingest", "--restore", "soglia"]);
    assert!(run.err.contains("2 versioni rimesse"), "{}", run.err);
    let run = copilot(folder.path(), &["ingest", "--restore", "circolare"]);
    assert!(run.code == Some(2) && run.err.contains("non si può rimettere"), "{}", run.err);
    let run = copilot(folder.path(), &["ask", "qual è", "la soglia ISEE", "dell'ADI?"]);
    assert!(run.out.contains("10.140"), "words without quotes are one question: {}", run.out);
}

#[test]
fn help_is_in_italian() {
    let folder = scratch();
    let english =
        ["Usage", "Options", "Arguments", "Commands", "OPTIONS", "possible values", "default:", "Print"];
    for args in [
        vec!["--help"],
        vec!["help"],
        vec!["help", "corpus", "check"],
        vec!["ask", "-h"],
        vec!["ingest", "--help"],
        vec!["eval", "retrieval", "--help"],
        vec!["generations", "--help"],
    ] {
        let run = copilot(folder.path(), &args);
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.err);
        for word in english {
            assert!(!run.out.contains(word), "{args:?} says «{word}»:\n{}", run.out);
        }
        assert!(run.out.contains("Uso: copilot") && run.out.contains("Opzioni"), "{}", run.out);
    }
    assert!(copilot(folder.path(), &["ask", "-h"]).out.contains("copilot ask [OPZIONI] <DOMANDA>..."));
    assert!(copilot(folder.path(), &["help", "ask"]).out.contains("Argomenti"));
}

#[test]
fn results_take_their_name_only_when_complete() {
    let folder = scratch();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("read");
    let good = "\u{feff}{\"id\":1,\"question\":\"Qual è la soglia ISEE dell'ADI?\",\"as_of\":\"\"}\n";
    write("in.jsonl", good);
    write("bad.jsonl", "{\"id\":1,\"question\":\"soglia\",\"colore\":\"blu\"}\n");
    write("out.jsonl", "prima");
    for command in ["batch", "redact"] {
        let run = copilot(folder.path(), &[command, "in.jsonl", "-o", "./in.jsonl"]);
        assert_eq!((run.code, read("in.jsonl").as_str()), (Some(2), good), "{}", run.err);
    }
    let run = copilot(folder.path(), &["batch", "bad.jsonl", "-o", "out.jsonl"]);
    assert_eq!((run.code, read("out.jsonl").as_str()), (Some(2), "prima"), "{}", run.err);
    assert!(run.err.contains("campo sconosciuto «colore»"), "{}", run.err);
    let run = copilot(folder.path(), &["batch", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("1 riga elaborata, 0 saltate"), "{}", run.err);
    assert!(read("out.jsonl").contains("10.140"), "{}", read("out.jsonl"));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("read").flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_service_stops_in_time_and_warns_when_it_is_open_to_all() {
    use std::io::{BufRead, BufReader, Read, Write};
    let folder = scratch();
    let mut service = Command::new(env!("CARGO_BIN_EXE_copilot"))
        .current_dir(folder.path())
        .args(["serve", "--listen", "0.0.0.0:0"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    let mut err = BufReader::new(service.stderr.take().expect("piped"));
    let (mut line, mut told) = (String::new(), String::new());
    while !line.contains("http://") {
        line.clear();
        assert!(err.read_line(&mut line).expect("read") > 0, "{told}");
        told.push_str(&line);
    }
    assert!(told.contains("attenzione") && !told.contains('\u{1b}'), "{told}");
    let port = line.trim().rsplit(':').next().unwrap_or_default().to_owned();
    // A request that never ends keeps its connection open.
    let mut open = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).expect("connects");
    open.write_all(b"POST /v1/answers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n")
        .expect("sent");
    std::thread::sleep(std::time::Duration::from_millis(500));
    let asked = std::time::Instant::now();
    let status = Command::new("kill").args(["-TERM", &service.id().to_string()]).status().expect("kill");
    assert!(status.success());
    let ended = service.wait().expect("ends");
    assert!(asked.elapsed() < std::time::Duration::from_secs(9), "{:?}", asked.elapsed());
    let mut rest = String::new();
    err.read_to_string(&mut rest).expect("read");
    assert_eq!(ended.code(), Some(0), "{told}{rest}");
    assert!(rest.contains("Fermato"), "{rest}");
}

#[test]
fn redact_and_corpus_commands() {
    let folder = scratch();
    std::fs::write(
        folder.path().join("in.jsonl"),
        "{\"id\":1,\"question\":\"La signora Maria Rossi è sospesa\"}\nboh\n",
    )
    .expect("written");
    let run = copilot(folder.path(), &["redact", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("riga 2"), "{}", run.err);
    let out = std::fs::read_to_string(folder.path().join("out.jsonl")).expect("written");
    let row: serde_json::Value = serde_json::from_str(out.trim()).expect("JSON");
    assert_eq!(row["spans"][0], serde_json::json!({"start": 11, "end": 22, "type": "name"}));
    let run = copilot(folder.path(), &["corpus", "check"]);
    assert_eq!(run.code, Some(1), "too few questions");
    assert!(run.out.contains("ERRORE") && run.out.contains("incontro.md"), "{}", run.out);
    let run = copilot(folder.path(), &["corpus", "check", "corpus/adi/incontro.md"]);
    assert!(!run.out.contains("topics.toml"), "the registries of the corpus: {}", run.out);
    assert!(run.err.contains("1 scheda controllata"), "{}", run.err);
    let run = copilot(folder.path(), &["corpus", "new", "a/b/nuova~2025-01-01.md"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let sheet = std::fs::read_to_string(folder.path().join("a/b/nuova~2025-01-01.md")).expect("written");
    assert!(sheet.contains("id = \"nuova\"") && sheet.contains("valid_from = 2025-01-01"), "{sheet}");
    let run = copilot(folder.path(), &["corpus", "check", "a/b"]);
    assert!(!run.out.contains("sta anche in"), "an empty template repeats nothing: {}", run.out);
    assert_eq!(
        copilot(folder.path(), &["corpus", "new", "a/b/nuova~2025-01-01.md"]).code,
        Some(2),
        "never overwrites"
    );
    let run = copilot(folder.path(), &["corpus", "stats", "--json"]);
    let stats: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(stats["passages"], 3);
}

#[test]
fn engines_are_compared_or_the_fault_is_named() {
    let folder = scratch();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let _ = std::fs::copy(root.join("models/manifest.toml"), folder.path().join("models/manifest.toml"));
    let check = |args: &[&str], code: i32, said: &str| {
        let run = copilot(folder.path(), &[&["models", "check"], args].concat());
        assert_eq!(run.code, Some(code), "{args:?}: {}{}", run.out, run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    };
    check(&[], 2, "--model");
    check(&["--engine", "gpu"], 2, "auto, candle, onnx");
    check(&["--model", "m", "--evals", "non-esiste.jsonl"], 2, "non-esiste.jsonl");
    if cfg!(feature = "candle") {
        check(&["--model", "m"], 2, "«m»");
        check(&["--model", "minilm-it-2"], 1, "Manca il file");
    }
}

#[test]
fn what_changed_and_what_leads_nowhere_is_told() {
    let folder = scratch();
    let run = copilot(folder.path(), &["corpus", "diff", "soglia"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("[-9.360-]{+10.140+}"), "{}", run.out);
    let run = copilot(folder.path(), &["corpus", "diff", "soglia", "2024-06-01", "2025-06-01", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON alone");
    assert_eq!((&json["from"], &json["to"]), (&"2024-01-01".into(), &"2025-01-01".into()));
    for (words, said) in [
        (vec!["corpus", "diff", "niente"], "non c'è un'opera «niente»"),
        (vec!["corpus", "diff", "incontro"], "non ha due versioni"),
        (vec!["corpus", "diff", "soglia", "1990-01-01"], "valido il 1990-01-01"),
        (vec!["corpus", "diff", "soglia", "ieri"], "AAAA-MM-GG"),
    ] {
        let run = copilot(folder.path(), &words);
        assert_eq!(run.code, Some(2), "{words:?}");
        assert!(run.err.contains(said), "{words:?}: {}", run.err);
    }
    let law = "+++\nid = \"legge\"\ntitle = \"Legge\"\ntier = \"legislation\"\ntopics = []\nreference = \"D.L. 48/2023\"\n\
               issuer = \"Stato\"\nvalid_from = 2024-01-01\nstatus = \"official\"\n\n[passage.art1-com1]\n\
               reference = \"art. 1, comma 1, D.L. 48/2023\"\n+++\n\n## Art. 1 {#art1-com1}\n\n1. Ai sensi dell'articolo 9, comma 4.\n";
    std::fs::write(folder.path().join("legge.md"), law).expect("written");
    let run = copilot(folder.path(), &["ingest", "legge.md"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let run = copilot(folder.path(), &["corpus", "references"]);
    assert!(run.out.contains("art. 9, comma 4, D.L. 48/2023"), "{}", run.out);
    assert!(run.err.contains("1 senza destinazione"), "{}", run.err);
    let run = copilot(folder.path(), &["corpus", "references", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON alone");
    assert_eq!(json[0]["kind"], "missing");
}
