//! What is masked and what is left alone.

use super::*;
use proptest::prelude::*;

#[test]
fn personal_data_is_masked_and_the_rest_is_not() {
    let check = |text: &str, expected: &[(Kind, &str)]| {
        let redacted = redact(text);
        let chars: Vec<char> = text.chars().collect();
        let found: Vec<(Kind, String)> =
            redacted.spans.iter().map(|s| (s.kind, chars[s.start..s.end].iter().collect())).collect();
        let expected: Vec<(Kind, String)> = expected.iter().map(|(k, t)| (*k, (*t).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
        for (_, datum) in &expected {
            assert!(!redacted.text.contains(datum.as_str()), "{}", redacted.text);
        }
    };
    check("La signora Maria Rossi ha firmato il PAD?", &[(Kind::Name, "Maria Rossi")]);
    check("il sig. De Luca non si è presentato", &[(Kind::Name, "De Luca")]);
    check("Fatima El Amrani è nel nucleo", &[(Kind::Name, "Fatima El Amrani")]);
    check("cf RSSMRA80A01H501U sospeso", &[(Kind::CodiceFiscale, "RSSMRA80A01H501U")]);
    check("IBAN IT60X0542811101000000123456 per il SFL", &[(Kind::Iban, "IT60X0542811101000000123456")]);
    check("scrivimi a mario.rossi@comune.esempio.it", &[(Kind::Email, "mario.rossi@comune.esempio.it")]);
    check("cell. 347 1234567 del richiedente", &[(Kind::Phone, "347 1234567")]);
    check("abita in via Giuseppe Garibaldi 12 a Latina", &[(Kind::Address, "via Giuseppe Garibaldi 12")]);
    check("nata a Napoli il 03/04/1985, ha l'ADI", &[(Kind::BirthDate, "03/04/1985")]);
    check("DSU INPS-ISEE-2025-12345678A-00 difforme", &[(Kind::DsuProtocol, "INPS-ISEE-2025-12345678A-00")]);
    check("pratica n. 12345678 bloccata", &[(Kind::GepiCaseId, "12345678")]);
    check("partita IVA 12345678903 aperta", &[(Kind::PartitaIva, "12345678903")]);
    check("abita in via Roma 12 a Latina", &[(Kind::Address, "via Roma 12")]);
    check("abita in via garibaldi 12", &[(Kind::Address, "via garibaldi 12")]);
    check("risiede a piazza Italia, 3", &[(Kind::Address, "piazza Italia, 3")]);
    check("IN VIA ROMA 12 ABITA", &[(Kind::Address, "VIA ROMA 12")]);
    check("sta in corso Garibaldi 3", &[(Kind::Address, "corso Garibaldi 3")]);
    check("piazza 4 Novembre", &[(Kind::Address, "piazza 4 Novembre")]);
    check("il figlio nato nel 2019", &[(Kind::BirthDate, "2019")]);
    check("la famiglia De Luca", &[(Kind::Name, "De Luca")]);
    check("Il signor MARIO ROSSI ha l'ADI sospeso", &[(Kind::Name, "MARIO ROSSI")]);
    check("ROSSI MARIO è decaduto?", &[(Kind::Name, "ROSSI MARIO")]);
    check("Il sig. HOXHA ARBEN non viene", &[(Kind::Name, "HOXHA ARBEN")]);
    check("la beneficiaria MARIA ESPOSITO", &[(Kind::Name, "MARIA ESPOSITO")]);
    check("mi chiamo marta bianchi e ho una domanda", &[(Kind::Name, "marta bianchi")]);
    check("la signora marta bianchi ha firmato il pad", &[(Kind::Name, "marta bianchi")]);
    check("la sig.ra rossi non si presenta", &[(Kind::Name, "rossi")]);
    check("marta bianchi ha 30 anni", &[(Kind::Name, "marta bianchi")]);
    check("la beneficiaria Xhuliana Hoxha non risponde", &[(Kind::Name, "Xhuliana Hoxha")]);
    check("l'assistita Ngozi Okafor", &[(Kind::Name, "Ngozi Okafor")]);
    for innocent in [
        "la signora ha 67 anni e vive sola",
        "il signore deve presentare la DSU",
        "IL BENEFICIARIO ADI DECADE SE RIFIUTA?",
        "il nucleo ISEE e il richiedente SFL",
        "si chiama PaIS o Patto?",
        "come si chiama il modulo per il SIISL?",
        "il caso di Chieti e il nucleo di Latina",
        "GePI è nata nel 2019 come piattaforma",
        "per via dello 0,25 dell'ISEE",
        "un corso GOL, il corso del SFL, il corso della Regione Lazio, un corso di 6 mesi",
        "Comune di Reggio Emilia, Regione Emilia-Romagna, Friuli-Venezia Giulia, Santa Maria a Vico",
        "un corso online 20 ore",
        "in via telematica entro 30 giorni",
        "invio via pec 24 ore su 24",
        "un corso di formazione di 3 mesi",
        "il caso UVM e la famiglia PIPPI",
        "Qual è la soglia ISEE di 10.140 euro per l'Assegno di inclusione?",
        "art. 4, comma 5, D.L. 48/2023 e D.M. 154 del 13 dicembre 2023",
        "Entro quanti giorni dal PAD va fatto il primo incontro?",
        "La domanda si presenta in via telematica all'INPS?",
        "Quota affitto di 3.640 euro dal 1° gennaio 2025",
        "nucleo con 2 figli di 3 e 15 anni e un nonno di 67 anni",
        "Il Responsabile controlli anagrafici approva le segnalazioni?",
        "messaggio INPS 2132 del 5 giugno 2024",
        "codice 25G00212 della Gazzetta Ufficiale n. 301",
    ] {
        check(innocent, &[]);
    }
}

#[test]
fn placeholders_are_not_search_words() {
    let redacted = redact("La signora Maria Rossi decade?");
    let clean = without_placeholders(&redacted.text);
    assert!(!clean.contains('[') && clean.contains("decade"), "{clean}");
}

#[test]
fn whoever_is_masked_is_a_person() {
    let check = |typed: &str, read: &str| {
        let words = with_persons(&redact(typed).text);
        assert_eq!(words.split_whitespace().collect::<Vec<_>>().join(" "), read, "{typed}");
    };
    check("Maria Rossi, 70 anni, vive sola", "una persona di 70 anni, vive sola");
    check("La signora Maria Rossi di 70 anni decade?", "La signora di 70 anni decade?");
    check("Ho scritto a Maria Rossi ieri", "Ho scritto a una persona ieri");
    check("Quanto dura il patto?", "Quanto dura il patto?");
}

proptest! {
    #[test]
    fn spans_are_ordered_inside_and_apart(text in "\\PC{0,80}") {
        let redacted = redact(&text);
        let length = text.chars().count();
        let mut last = 0;
        for span in redacted.spans {
            prop_assert!(span.start >= last && span.start < span.end && span.end <= length);
            last = span.end;
        }
    }
}
