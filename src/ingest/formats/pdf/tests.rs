//! PDFs of four producers in, pages that can be quoted out.

use super::{ocr, read_with};
use crate::ingest::document::Document;
use crate::ingest::formats::proof::{self, fixture, shown};

/// As on a machine without the programs that read pictures.
fn read(bytes: &[u8]) -> Result<Document, String> {
    read_with(bytes, &|_| None)
}

#[test]
fn files_of_real_producers() {
    insta::assert_snapshot!("guida", shown(read, "guida.pdf"));
    insta::assert_snapshot!("circolare", shown(read, "circolare.pdf"));
    insta::assert_snapshot!("notizie", shown(read, "notizie.pdf"));
    insta::assert_snapshot!("colonne", shown(read, "colonne.pdf"));
    insta::assert_snapshot!("faq", shown(read, "faq.pdf"));
    insta::assert_snapshot!("guasto", shown(read, "guasto.pdf"));
}

#[test]
fn encrypted_files() {
    let why = read(&fixture("chiuso.pdf")).expect_err("is locked");
    assert!(why.contains("password"), "{why}");
    let open = read(&fixture("solo-lettura.pdf")).expect("needs no password to be read");
    assert_eq!(open.text, read(&fixture("guida.pdf")).expect("reads").text);
}

#[test]
fn pictures_are_read_where_the_programs_are() {
    let file = fixture("guasto.pdf");
    if ocr::Reader::new(&file, ocr::FILE_TIME).is_none() {
        return;
    }
    let document = super::read(&file).expect("reads");
    assert!(document.warnings.iter().any(|w| w.contains("OCR")), "{:?}", document.warnings);
    let pages: Vec<&str> = document.parts.iter().map(|p| p.locator.as_str()).collect();
    assert!(pages.contains(&"pag2") && pages.contains(&"pag3"), "{pages:?}");
    assert!(document.text.matches("patto di prova").count() >= 3, "{}", document.text);
}

#[test]
fn nothing_panics() {
    proof::survives(read, &["guida.pdf", "circolare.pdf", "notizie.pdf"]);
    let plain =
        pages(&[lines(700.0, &["Prima riga.", "Seconda riga \\(con parentesi\\)."]), "/X Do".to_owned()]);
    proof::survives_changes(read, &[plain]);
}

/// A file with these objects, the first being the catalogue; each page's content can be any of them.
fn file(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = bytes.len();
    let end = format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF", objects.len() + 1);
    bytes.extend(table.bytes().chain(end.bytes()));
    bytes
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A file whose pages have these contents, in Helvetica.
fn pages(contents: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (index, content) in contents.iter().enumerate() {
        let own = 5 + 2 * index;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {own} 0 R /Resources << /Font << /F 3 0 R >> /XObject << /X 5 0 R >> >> >>"
        ));
        objects.push(stream("/Type /XObject /Subtype /Form", content));
    }
    file(&objects)
}

fn lines(y: f64, lines: &[&str]) -> String {
    let shown = lines.iter().map(|line| format!("({line}) Tj T*")).collect::<Vec<_>>().join(" ");
    format!("BT /F 11 Tf 14 TL 60 {y} Td {shown} ET")
}

#[test]
fn pages_are_where_the_reader_sees_them() {
    let upright = lines(700.0, &["Prima riga del testo,", "seconda riga."]);
    let turned = format!("q 0 1 -1 0 595 0 cm {upright} Q");
    let twice = format!("{upright} {}", upright.replace("60 700", "60.2 700"));
    for content in [upright, turned, twice] {
        let document = read(&pages(&[content])).expect("reads");
        assert_eq!(document.text, "Prima riga del testo, seconda riga.");
        assert_eq!(
            (document.parts[0].locator.as_str(), document.parts[0].heading.as_str()),
            ("pag1", "Pagina 1")
        );
    }
}

#[test]
fn hostile_files_are_refused_in_words_or_read_in_part() {
    let refused = |bytes: &[u8], part: &str| {
        let why = read(bytes).expect_err(part);
        assert!(why.contains(part), "{why} should say {part}");
    };
    refused(b"", "0 byte");
    refused(b"%PDF-1.4 e poi niente", "incompleto");
    refused(b"<html>non un PDF</html>", "incompleto");
    let cycle = "<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>".to_owned();
    refused(&file(&["<< /Type /Catalog /Pages 2 0 R >>".to_owned(), cycle]), "incompleto");
    // A form that draws itself, and many times.
    let own = format!("{} {}", lines(700.0, &["Una riga che si ripete."]), "/X Do ".repeat(50));
    assert!(read(&pages(&[own])).expect("reads").text.starts_with("Una riga che si ripete."));
    let deep = format!("{} {}", "q [ << ( ".repeat(100_000), lines(700.0, &["Fine."]));
    read(&pages(&[deep])).expect("reads what it can");
}

#[test]
fn hundreds_of_pages_take_seconds() {
    let text = "Il patto di prova è l'accordo con cui il nucleo e i servizi decidono insieme gli impe"
        .replace('è', "\\350");
    let page = |n: usize| {
        let head = format!("BT /F 8 Tf 60 810 Td (Linee guida, pagina {n} di 500) Tj ET");
        format!("{head} {}", lines(760.0, &[text.as_str(); 48]))
    };
    let document = read(&pages(&(1..=500).map(page).collect::<Vec<_>>())).expect("reads");
    assert_eq!(document.parts.len(), 500);
    assert!(!document.text.contains("pagina 7 di 500") && document.text.len() > 500 * 3_500);
}

/// A line at a height of the page, in letters of a size.
fn at(y: f64, size: u8, line: &str) -> String {
    format!("BT /F {size} Tf 60 {y} Td ({line}) Tj ET ")
}

/// Pages with their number from 1, each as `page` writes it above a paragraph that differs.
fn numbered(count: usize, page: impl Fn(usize) -> String) -> Document {
    let towns = ["Roma", "Bari", "Como", "Pisa", "Lodi", "Asti", "Noto", "Enna"];
    let body = |n: usize| {
        let town = towns[n % towns.len()];
        lines(
            700.0,
            &[
                format!("Lo sportello di {town} riceve le domande del nucleo e").as_str(),
                "risponde entro un mese.",
            ],
        )
    };
    let contents: Vec<String> = (1..=count).map(|n| page(n) + &body(n)).collect();
    read(&pages(&contents)).expect("reads")
}

#[test]
fn text_at_the_top_of_pages_is_no_running_header() {
    let stays = |line: fn(usize) -> String, size: u8| {
        for y in [790.0, 760.0, 60.0] {
            let document = numbered(6, |n| at(y, size, &line(n)));
            for n in 1..=6 {
                assert!(document.text.contains(&line(n)), "{} at {y}: {}", line(n), document.text);
            }
            assert!(document.warnings.is_empty(), "{:?}", document.warnings);
        }
    };
    stays(|n| format!("Per un nucleo di {n} persone il contributo rosa vale {} euro al mese.", n * 150), 11);
    stays(|n| format!("Per un nucleo di {n} persone il contributo rosa vale {} euro", n * 150), 11);
    stays(|n| format!("Articolo {n}"), 14);
    stays(|n| format!("Art. {n}"), 9);
    stays(|n| format!("Capitolo {n}"), 14);
    stays(|n| format!("Allegato {n} - Modulo di domanda"), 11);
    stays(|n| format!("FAQ {n}"), 20);
    stays(|n| format!("Domanda {n}: chi compila il modulo?"), 11);
    stays(|n| format!("{n}. Requisiti del nucleo"), 12);
    stays(|n| format!("Nucleo di {n} persone"), 11);
    stays(|_| "Il contributo non si cumula con altre misure.".to_owned(), 11);
    stays(|n| format!("{} euro", n * 150), 11);
}

#[test]
fn running_headers_and_footers_go_and_are_told() {
    let goes = |line: fn(usize) -> String, y: f64| {
        let document = numbered(6, |n| at(y, 9, &line(n)));
        let left = (1..=6).find(|n| document.text.contains(&line(*n)));
        assert_eq!(left, None, "{}", document.text);
        let told = &document.warnings[0];
        assert!(told.contains(&line(1)) && told.contains(": 6, per esempio"), "{told}");
    };
    goes(|_| "Ministero di prova - Direzione generale".to_owned(), 800.0);
    goes(|n| format!("Manuale di prova | {n}"), 30.0);
    goes(|n| format!("Manuale di prova, pagina {n} di 6"), 30.0);
    goes(|n| format!("{} Manuale di prova", n + 10), 30.0);
    goes(|n| format!("- {} -", n + 40), 30.0);
}

#[test]
fn a_line_that_runs_into_its_paragraph_stays_with_it() {
    let document = numbered(5, |_| {
        lines(
            770.0,
            &["Il contributo si paga nella misura e nei modi", "che il comune ha detto al nucleo nel"],
        )
    });
    assert_eq!(document.text.matches("nei modi che il comune").count(), 5, "{}", document.text);
}

#[test]
fn a_header_tight_to_text_that_goes_on_from_the_page_before_goes() {
    let own = ["con i figli", "con i genitori", "con un tutore", "senza reddito", "in affitto", "all'estero"];
    let page = |n: usize| lines(800.0, &["Circolare di prova - Direzione generale", own[n - 1]]);
    let document = numbered(6, page);
    assert!(!document.text.contains("Direzione generale"), "{}", document.text);
    assert!(own.iter().all(|line| document.text.contains(line)), "{}", document.text);
    assert!(document.warnings[0].contains("Direzione generale"), "{:?}", document.warnings);
}

#[test]
fn spaces_of_justified_lines_make_no_cells() {
    let words = |y: f64, words: &[(f64, &str)]| {
        words.iter().map(|(x, word)| format!("BT /F 11 Tf {x} {y} Td ({word}) Tj ET ")).collect::<String>()
    };
    // Helvetica at 11: 75.2, 30.0 and 63.6 points wide; the white between them is 25 twice.
    let justified = words(700.0, &[(60.0, "presentazione"), (151.6, "senza"), (206.6, "giustificato")]);
    let rest = words(686.0, &[(60.0, "motivo"), (121.4, "decade"), (186.6, "subito.")]);
    let text = read(&pages(&[format!("{justified}{rest}")])).expect("reads").text;
    assert!(!text.contains('|') && text.contains("presentazione senza giustificato"), "{text}");
    let cells = words(700.0, &[(60.0, "Nucleo"), (180.0, "Importo"), (300.0, "Mesi")]);
    let below = words(686.0, &[(60.0, "Famiglia"), (180.0, "600"), (300.0, "18")]);
    let text = read(&pages(&[format!("{cells}{below}")])).expect("reads").text;
    assert!(text.contains("Famiglia | 600 | 18"), "{text}");
}

#[test]
fn leaders_make_contents_only_before_pages() {
    let listed = |numbers: [usize; 5]| {
        let shown: Vec<String> = numbers.iter().map(|n| format!("Voce numero {n} ........ {n}")).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        read(&pages(&[lines(600.0, &shown), lines(600.0, &["Il testo comincia qui."])])).expect("reads")
    };
    let contents = listed([1, 2, 2, 3, 4]);
    assert!(!contents.text.contains("Voce numero") && contents.warnings[0].contains("Voce numero 1"));
    let amounts = listed([150, 300, 450, 600, 750]);
    assert!(
        amounts.text.contains("Voce numero 600") && amounts.warnings.is_empty(),
        "{:?}",
        amounts.warnings
    );
}
