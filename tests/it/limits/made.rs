//! Large files, made when they are needed: PDF of many pages or many megabytes, acts of many articles. Invented text, always
//! the same.

use lopdf::{Document, Object, Stream, dictionary};
use std::fmt::Write;

/// Bytes that do not compress, the same for the same seed.
pub(crate) fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut made = Vec::with_capacity(bytes + 8);
    while made.len() < bytes {
        made.extend(next().to_le_bytes());
    }
    made.truncate(bytes);
    made
}

/// Lines of a page.
const LINES: usize = 40;

/// A PDF with this many pages of text, each with a picture of `picture_bytes` (0 = none), a header and its number.
pub(crate) fn pdf(pages: usize, picture_bytes: usize) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let mut kids: Vec<Object> = Vec::new();
    for number in 1..=pages {
        let mut resources = dictionary! { "Font" => dictionary! { "F1" => font } };
        if picture_bytes > 0 {
            let about = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 1024, "Height" => (picture_bytes / 1024) as i64,
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
            };
            let picture = Stream::new(about, noise(number as u64, picture_bytes)).with_compression(false);
            resources.set("XObject", dictionary! { "Im1" => document.add_object(picture) });
        }
        let mut content = Stream::new(dictionary! {}, page(number, picture_bytes > 0).into_bytes());
        content.compress().expect("memory takes it");
        let content = document.add_object(content);
        kids.push(
            document
                .add_object(dictionary! {
                    "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                })
                .into(),
        );
    }
    let count = kids.len() as i64;
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes it");
    bytes
}

fn page(number: usize, has_picture: bool) -> String {
    let mut ops = String::new();
    let mut line = |y: usize, text: &str| {
        writeln!(ops, "BT /F1 10 Tf 60 {y} Td ({text}) Tj ET").expect("to a string");
    };
    line(810, "Istituto delle prove - manuale");
    for n in 0..LINES {
        let euro = 100 + number * LINES + n;
        // Lines that are the same on every page would be its header and footer.
        let what = ["La voce", "Il contributo", "Una quota", "Questa prova"][(number + n) % 4];
        let whom = ["il nucleo", "chi lo chiede", "ogni figlio", "un anno intero", "lo sportello"]
            [(number * 3 + n) % 5];
        line(780 - n * 18, &format!("{what} {n} della pagina {number} vale {euro} euro per {whom}."));
    }
    line(30, &number.to_string());
    if has_picture {
        ops.push_str("q 100 0 0 100 400 60 cm /Im1 Do Q\n");
    }
    ops
}

/// An act in Akoma Ntoso with this many articles, each of a comma with two letters and a comma.
pub(crate) fn act(articles: usize) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\">\
         <act name=\"monovigente\"><meta><identification source=\"\"><FRBRWork>\
         <FRBRalias name=\"urn:nir\" value=\"urn:nir:stato:legge:2021-02-03;918\"/><FRBRdate date=\"2021-02-03\" name=\"\"/>\
         </FRBRWork><FRBRExpression><FRBRdate date=\"2024-06-01\" name=\"\"/></FRBRExpression></identification></meta>\
         <preface><p><docType>LEGGE</docType> <docDate date=\"2021-02-03\">3 febbraio 2021</docDate>, n. <docNumber>918</docNumber> \
         <docTitle>Codice delle prove lunghe.</docTitle></p></preface><body>\n",
    );
    for n in 1..=articles {
        writeln!(
            xml,
            "<article eId=\"art_{n}\"><num>Art. {n}.</num><heading>Prova numero {n}</heading>\
             <paragraph eId=\"art_{n}__para_1\"><num>1.</num><list><intro><p>Il nucleo che chiede la prova {n} presenta allo sportello, \
             entro {days} giorni:</p></intro><point><num>a)</num><content><p>la domanda numero {n}, firmata da un componente \
             maggiorenne;</p></content></point><point><num>b)</num><content><p>la ricevuta di cui all'articolo {before}, comma 2.</p>\
             </content></point></list></paragraph><paragraph eId=\"art_{n}__para_2\"><num>2.</num><content><p>L'ufficio rilascia la \
             ricevuta {n} e ne d\u{e0} notizia al comune di residenza.</p></content></paragraph></article>",
            days = n % 300 + 1,
            before = n.saturating_sub(1).max(1),
        )
        .expect("to a string");
    }
    xml.push_str("</body></act></akomaNtoso>\n");
    xml
}
