//! `copilot sync` against a site of ours: every format, every way in which a site can misbehave, and manners.

use super::source;
use super::sync_site::{Office, Reply, Site, ended, entry};
use gepi_copilot::ingest::sources::{self, Sources};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::time::Duration;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(source::root().join("tests/fixtures/formats").join(name)).expect(name)
}

pub(super) fn guide(days: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Guida</title></head><body><main><h1>Guida al buono pasto</h1><h2>Domanda</h2>\
         <p>La domanda di buono pasto si presenta allo sportello sociale entro {days} giorni dalla convocazione del nucleo.</p>\
         <h2>Risposta</h2><p>L'ufficio risponde con lettera e, se nega il buono, ne dice il motivo e a chi si può ricorrere. \
         La risposta arriva di norma prima della fine del mese in cui la domanda è stata presentata.</p></main></body></html>"
    )
}

#[test]
fn every_format_becomes_official_text_that_is_cited() {
    let site = Site::open();
    const PACKAGE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let all = [
        ("akn", "text/xml", fixture("akn/assegno-di-prova.xml")),
        ("html", "text/html", fixture("html/ministero.html")),
        ("pdf", "application/pdf", fixture("circolare.pdf")),
        ("docx", PACKAGE, fixture("linee-guida.docx")),
        ("pptx", "application/octet-stream", fixture("corso.pptx")),
        ("xlsx", "application/zip", fixture("faq.xlsx")),
        ("csv", "text/csv", fixture("faq-windows.csv")),
        (
            "md",
            "text/markdown",
            format!("# Nota\n\n{}", "Il centro apre alle nove e chiude alle sedici. ".repeat(5)).into(),
        ),
        ("txt", "text/plain", "Il testo di prova dice molte cose utili allo sportello. ".repeat(9).into()),
    ];
    let mut entries = Vec::new();
    for (format, media, bytes) in all {
        site.answers(&format!("/{format}"), Reply::Text(media, bytes));
        let name = format!("prova-{format}");
        entries.push(entry((&name, format), &format!("{}/{format}", site.address), ""));
    }
    let office = Office::with(&entries, "");
    let (report, code) = office.syncs(&[]);
    assert_eq!((code, report["published"].as_bool()), (Some(0), Some(true)), "{report}");
    for one in report["sources"].as_array().expect("a list") {
        assert_eq!(one["outcome"], "added", "{one}");
        assert!(one["passages"].as_u64() > Some(0), "{one}");
    }
    let answer =
        office.asks("Entro quanti giorni si presenta allo sportello la domanda dell'assegno di prova?", &[]);
    let cited = answer["citations"].as_array().expect("citations");
    let official = cited.iter().find(|c| c["work_id"] == "prova-akn").unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(
        (official["status"].as_str(), official["tier"].as_str()),
        (Some("official"), Some("legislation"))
    );
    assert!(official["quote"].as_str().is_some_and(|q| q.contains("quarantuno giorni")), "{official}");
    let asked = site.asked();
    assert!(
        asked.iter().all(|a| a.headers["user-agent"].to_str().is_ok_and(|u| u.starts_with("gepi-copilot/")))
    );
    let (report, _) = office.syncs(&[]);
    assert!(
        report["sources"].as_array().is_some_and(|all| all.iter().all(|one| one["outcome"] == "unchanged"))
    );
    assert_eq!(report["published"], false, "nothing new, nothing built");
    let asked = site.asked();
    assert!(asked.len() == 9 && asked.iter().all(|a| a.headers.contains_key("if-none-match")), "{asked:?}");
    assert_eq!(office.runs(&["generations", "rollback"]).code, Some(0));
}

#[test]
fn a_source_that_fails_costs_only_itself() {
    let site = Site::open();
    let other = Site::open();
    let at = |path: &str| format!("{}{path}", site.address);
    let good = || Box::new(Reply::Text("text/html", guide("trenta").into()));
    site.shows("/buona", &guide("trenta"));
    site.answers("/poi", Reply::First(2, (500, "x-prova", "si"), good()));
    site.answers("/rinvio", Reply::Moved("/buona?x=1".to_owned()));
    site.shows("/buona?x=1", &guide("quaranta"));
    site.answers("/altrove", Reply::Moved(format!("{}/buona", other.address)));
    other.shows("/buona", &guide("cinquanta"));
    site.answers("/giro", Reply::Moved("/giro".to_owned()));
    site.answers("/schema", Reply::Moved(at("/buona").replace("http:", "https:")));
    for (path, reply) in [
        ("/mozza", Reply::Truncated),
        ("/lenta", Reply::Slow),
        ("/enorme", Reply::Endless),
        ("/gonfia", Reply::Packed),
        ("/vietata", Reply::Status(403)),
        ("/guasta", Reply::Status(503)),
        ("/dopo", Reply::First(9, (429, "retry-after", "3600"), good())),
        ("/altra.pdf", Reply::Text("text/html", b"<html>accedi</html>".to_vec())),
        ("/finta.pdf", Reply::Text("application/pdf", b"<html>accedi</html>".to_vec())),
        ("/rotta.pdf", Reply::Text("application/pdf", b"%PDF-1.4 e poi niente".to_vec())),
        (
            "/corta",
            Reply::Text("text/html", b"<html><body><p>Accedi per continuare.</p></body></html>".to_vec()),
        ),
        ("/robots.txt", Reply::Text("text/plain", b"User-agent: *\nDisallow: /privata\n".to_vec())),
    ] {
        site.answers(path, reply);
    }
    site.shows("/privata/pagina", &guide("trenta"));
    let expected = [
        ("buona", "added", ""),
        ("poi", "added", ""),
        ("rinvio", "added", ""),
        ("altrove", "added", ""),
        ("giro", "failed", "da un indirizzo all'altro"),
        ("schema", "failed", "non si segue"),
        ("manca", "failed", "404"),
        ("mozza", "failed", "a metà"),
        ("lenta", "failed", "entro 1 secondi"),
        ("enorme", "failed", "supera 200000 byte"),
        ("gonfia", "failed", "supera 200000 byte"),
        ("vietata", "failed", "403"),
        ("guasta", "failed", "503"),
        ("dopo", "failed", "3600 secondi"),
        ("altra", "failed", "«text/html» invece di pdf"),
        ("finta", "failed", "altro formato"),
        ("rotta", "failed", "rotta.pdf"),
        ("corta", "waiting", "troppo corto"),
        ("privata", "failed", "robots.txt"),
    ];
    let mut entries: Vec<String> = expected
        .iter()
        .map(|(id, _, _)| match *id {
            "altra" | "finta" | "rotta" => entry((id, "pdf"), &at(&format!("/{id}.pdf")), ""),
            "privata" => entry((id, "html"), &at("/privata/pagina"), ""),
            id => entry((id, "html"), &at(&format!("/{id}")), ""),
        })
        .collect();
    entries.push(entry(("cifrata", "html"), &at("/buona").replace("http:", "https:"), ""));
    entries.push(entry(("spenta", "html"), "http://127.0.0.1:9/x", ""));
    entries.push(entry(("buco", "html"), &at("/x"), "").replace("format = \"html\"\n", ""));
    let office = Office::with(&entries, "timeout_s = 1\nmax_bytes = 200000\n");
    let (report, code) = office.syncs(&[]);
    assert_eq!(code, Some(0), "{report}");
    for (id, outcome, said) in expected {
        let (found, why) = ended(&report, id);
        assert_eq!(found, outcome, "{id}: {why}");
        assert!(why.contains(said), "{id}: {why}");
    }
    assert_eq!(ended(&report, "cifrata").0, "failed");
    assert!(ended(&report, "spenta").1.contains("robots.txt"), "a site that does not answer forbids");
    assert_eq!(ended(&report, "buco").0, "hole");
    let times =
        |path: &str, asked: &[super::sync_site::Asked]| asked.iter().filter(|a| a.path == path).count();
    let asked = site.asked();
    let tries = ["/manca", "/guasta", "/poi", "/dopo", "/privata/pagina"].map(|path| times(path, &asked));
    assert_eq!(tries, [1, 3, 3, 1, 0], "retried only where it may help");
    let run = office.runs(&["sync", "manca", "guasta"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("non riuscita") && run.err.contains("Nessuna fonte"), "{}{}", run.out, run.err);
}

#[test]
fn bad_usage_and_a_bad_catalogue_are_told() {
    let site = Site::open();
    let office = Office::with(&[entry(("guida", "html"), &format!("{}/guida", site.address), "")], "");
    let check = |args: &[&str], code: i32, said: &str| {
        let run = office.runs(args);
        assert_eq!(run.code, Some(code), "{args:?}: {}{}", run.out, run.err);
        assert!(run.err.contains(said) || run.out.contains(said), "{args:?}: {}{}", run.out, run.err);
    };
    check(&["sync", "boh", "guida"], 2, "non ha queste fonti: boh");
    check(&["sync", "--approve", "guida"], 2, "Nessun testo è in attesa per: guida");
    check(&["sync", "--approve", "guida", "--dry-run"], 2, "--approve");
    check(&["sync", "--list"], 0, "[LEG-01] guida: mai letta");
    check(&["sync", "--list", "guida"], 0, "[LEG-01] guida: mai letta");
    check(&["sync", "--list", "boh"], 2, "non ha queste fonti: boh");
    check(&["corpus", "check"], 1, "https://");
    office.lists(&[entry(("guida", "html"), "https://esempio.it/x", "valid_to = 2020-01-01\n")]);
    check(&["sync"], 2, "sources.toml, riga 13: «valid_to»");
    check(&["corpus", "check"], 1, "riga 13: «valid_to»");
    check(&["ask", "soglia ISEE ADI"], 0, "10.140");
    std::fs::remove_file(office.path().join("corpus/sources.toml")).expect("removed");
    check(&["sync"], 2, "non c'è");
    let office = Office::with(&[], "proxy = \"proxy:3128\"\n");
    assert_eq!(office.runs(&["sync", "--list"]).code, Some(2));
}

#[test]
fn the_shipped_catalogue_holds_together() {
    let corpus = &super::corpus::SHIPPED;
    let found = Sources::of_folder(&source::root().join("corpus")).expect("reads").expect("there");
    let told: Vec<String> =
        sources::check(&found, &corpus.registries, &corpus.versions).into_iter().map(|p| p.text).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let numbers: BTreeSet<&str> = found.0.iter().map(|s| s.number.as_str()).collect();
    assert!(numbers.len() >= 78, "{} sources", numbers.len());
    let fetched = found.0.iter().filter_map(|s| s.fetchable());
    let own: Vec<&str> = fetched.filter_map(|(url, _)| url.host_str()).collect();
    let issuers = [
        "www.normattiva.it",
        "www.gazzettaufficiale.it",
        "www.lavoro.gov.it",
        "cortecostituzionale.it",
        "wiki-gepi.tech4care.eu",
    ];
    assert!(
        own.len() >= 40 && own.iter().all(|host| issuers.contains(host)),
        "the issuer's own sites: {own:?}"
    );
    for source in &found.0 {
        let part_of = |act: &str| source.id.as_str().starts_with(&format!("{act}-"));
        let acts: Vec<&str> = corpus.registries.acts.act.iter().map(|a| a.id.as_str()).collect();
        let known = acts.contains(&source.id.as_str()) || acts.iter().any(|act| part_of(act));
        assert!(known, "{} is not in acts.toml", source.id);
        assert!(source.fetchable().is_some() || source.note.is_some(), "{}: a hole says why", source.id);
    }
}

#[test]
fn the_service_offers_to_read_the_sources_if_it_can_reach_them() {
    let site = Site::open();
    site.shows("/guida", &guide("trenta"));
    let entries = [entry(("guida", "html"), &format!("{}/guida", site.address), "")];
    let office = Office::with(&entries, "");
    let hint = "copilot sync";
    assert!(served(office.path()).contains(hint));
    assert!(site.asked().is_empty(), "only robots.txt is asked for");
    assert_eq!(office.runs(&["sync"]).code, Some(0));
    assert!(!served(office.path()).contains(hint));
    // Nobody listens there; or nobody is to be asked.
    let gone = [entry(("guida", "html"), "http://127.0.0.1:9/guida", "")];
    assert!(!served(Office::with(&gone, "").path()).contains(hint));
    assert!(!served(Office::with(&entries, "try_on_start = false\n").path()).contains(hint));
}

/// What `serve` says until it is ready, and half a second more.
fn served(folder: &std::path::Path) -> String {
    let mut service = std::process::Command::new(env!("CARGO_BIN_EXE_copilot"))
        .current_dir(folder)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    let mut err = BufReader::new(service.stderr.take().expect("piped"));
    let mut told = String::new();
    while !told.contains("Pronto") && err.read_line(&mut told).expect("read") > 0 {}
    std::thread::sleep(Duration::from_millis(500));
    service.kill().expect("killed");
    service.wait().expect("ended");
    err.read_to_string(&mut told).expect("read");
    assert!(told.contains("Pronto"), "{told}");
    told
}

#[test]
fn a_site_is_asked_slowly_and_as_it_wishes() {
    let site = Site::open();
    for path in ["/uno", "/due", "/tre"] {
        site.shows(path, &guide("trenta"));
    }
    let at = |path: &str| format!("{}/{path}", site.address);
    let entries = ["uno", "due", "tre"].map(|id| entry((id, "html"), &at(id), ""));
    let pauses = |site: &Site| -> Vec<Duration> {
        let asked = site.asked();
        asked.windows(2).map(|pair| pair[1].at.duration_since(pair[0].at)).collect()
    };
    let office = Office::with(&entries, "delay_ms = 300\ncontact = \"ced@ente.example.it\"\n");
    assert_eq!(office.runs(&["sync"]).code, Some(0));
    let least = Duration::from_millis(290);
    let found = pauses(&site);
    assert!(found.len() == 2 && found.iter().all(|pause| *pause >= least), "{found:?}");
    let robots = b"User-agent: gepi-copilot\nCrawl-delay: 0.4\n".to_vec();
    site.answers("/robots.txt", Reply::Text("text/plain", robots));
    let office = Office::with(&entries[..2], "");
    assert_eq!(office.runs(&["sync"]).code, Some(0));
    assert!(pauses(&site).iter().all(|pause| *pause >= Duration::from_millis(390)), "Crawl-delay");
    let later =
        Reply::First(1, (429, "retry-after", "1"), Box::new(Reply::Text("text/html", guide("x").into())));
    site.answers("/uno", later);
    let office = Office::with(&entries[..1], "");
    assert_eq!(office.runs(&["sync"]).code, Some(0));
    let found = pauses(&site);
    assert!(found.len() == 1 && found[0] >= Duration::from_secs(1), "Retry-After: {found:?}");
}

#[test]
fn the_proxy_is_used_and_its_password_is_not_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let proxy = listener.local_addr().expect("known");
    let (sender, received) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || serve_as_proxy(stream, &sender));
        }
    });
    let entries = [entry(("guida", "html"), "http://fonte.example.it/guida", "")];
    let office = Office::with(&entries, &format!("proxy = \"http://io:segreta@{proxy}\"\n"));
    let (report, code) = office.syncs(&[]);
    assert_eq!((code, ended(&report, "guida").0), (Some(0), "added"), "{report}");
    let heads: Vec<String> = received.try_iter().collect();
    assert!(heads.iter().any(|head| head.contains("fonte.example.it")), "{heads:?}");
    assert!(heads.iter().any(|head| head.to_lowercase().contains("proxy-authorization: basic")), "{heads:?}");
    assert!(!report.to_string().contains("segreta"));
}

/// A proxy that is the site too: whatever is asked through it, tunnelled or not, is the guide.
fn serve_as_proxy(mut stream: std::net::TcpStream, heads: &std::sync::mpsc::Sender<String>) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    loop {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let page = guide("trenta");
        let reply = if head.starts_with("CONNECT") {
            "HTTP/1.1 200 OK\r\n\r\n".to_owned()
        } else if head.contains("robots.txt") {
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned()
        } else {
            let n = page.len();
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n\r\n{page}")
        };
        let _ = heads.send(head);
        if stream.write_all(reply.as_bytes()).is_err() {
            return;
        }
    }
}
