//! What is masked and what is left alone.

use super::*;
use proptest::prelude::*;

/// What is masked of a text is exactly this, and it is gone.
fn check(text: &str, expected: &[(Kind, &str)]) {
    let redacted = redact(text);
    let chars: Vec<char> = text.chars().collect();
    let found: Vec<(Kind, String)> =
        redacted.spans.iter().map(|s| (s.kind, chars[s.start..s.end].iter().collect())).collect();
    let expected: Vec<(Kind, String)> = expected.iter().map(|(k, t)| (*k, (*t).to_owned())).collect();
    assert_eq!(found, expected, "{text}");
    for (_, datum) in &expected {
        assert!(!redacted.text.contains(datum.as_str()), "{}", redacted.text);
    }
}

#[test]
fn personal_data_is_masked_and_the_rest_is_not() {
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
fn personal_data_is_masked_however_it_is_written() {
    check("Kevin, 12 anni, vive con la nonna: rientra nella scala?", &[(Kind::Name, "Kevin")]);
    check("La mamma di Kevin Hoxha ha firmato il PAD, e il padre no", &[(Kind::Name, "Kevin Hoxha")]);
    check("ho in carico i Bianchi da marzo, quando li riconvoco", &[(Kind::Name, "Bianchi")]);
    check("Olena ha 38 anni e la protezione temporanea, può chiedere l'ADI?", &[(Kind::Name, "Olena")]);
    check(
        "l'utente Olena Kovalenko non risponde al telefono 347 12 34 567",
        &[(Kind::Name, "Olena Kovalenko"), (Kind::Phone, "347 12 34 567")],
    );
    check("Salvo Rosa ha rifiutato il corso GOL, decade?", &[(Kind::Name, "Salvo Rosa")]);
    check(
        "utente PIERA LO CASCIO, CF RSS MRA 80A01 H501U, ADI sospeso",
        &[(Kind::Name, "PIERA LO CASCIO"), (Kind::CodiceFiscale, "RSS MRA 80A01 H501U")],
    );
    check("IL BENEFICIARIO GJOKA ERION NON SI PRESENTA", &[(Kind::Name, "GJOKA ERION")]);
    check("la sig.ra xhuliana non si presenta ai colloqui", &[(Kind::Name, "xhuliana")]);
    check(
        "nn riesco a chiudere il caso di mario esposito, cf rssmra80a01h501u",
        &[(Kind::Name, "mario esposito"), (Kind::CodiceFiscale, "rssmra80a01h501u")],
    );
    check(
        "Buongiorno, sono Giulia Ferrante del Comune di Aprilia, come registro il PaIS?",
        &[(Kind::Name, "Giulia Ferrante")],
    );
    check("caso GEPI 10293847 non si apre", &[(Kind::GepiCaseId, "10293847")]);
    check("domanda INPS-ADI-2024-1234567 respinta, perché?", &[(Kind::GepiCaseId, "INPS-ADI-2024-1234567")]);
    check(
        "prot. n. INPS.ISEE.2025.12345678X.00 difformità",
        &[(Kind::DsuProtocol, "INPS.ISEE.2025.12345678X.00")],
    );
    check("DSU n. 12345678 con omissioni", &[(Kind::DsuProtocol, "12345678")]);
    check(
        "la DSU INPS-ISEE-2026-01234567K-00 è difforme",
        &[(Kind::DsuProtocol, "INPS-ISEE-2026-01234567K-00")],
    );
    check(
        "IBAN: IT 60 X 05428 11101 000000123456 intestato alla figlia",
        &[(Kind::Iban, "IT 60 X 05428 11101 000000123456")],
    );
    check("iban RO49AAAA1B31007593840000 del marito", &[(Kind::Iban, "RO49AAAA1B31007593840000")]);
    check("tel 0773/123456 chiamare dopo le 14", &[(Kind::Phone, "0773/123456")]);
    check("cell +39 333.123.4567", &[(Kind::Phone, "+39 333.123.4567")]);
    check("il numero è 3331234567, può ricevere sms?", &[(Kind::Phone, "3331234567")]);
    check("abita in Via dei Mille n° 4 int. 3", &[(Kind::Address, "Via dei Mille n° 4 int. 3")]);
    check("residente in V.le Europa 23/B, Latina", &[(Kind::Address, "V.le Europa 23/B")]);
    check("domiciliata c/o la sorella in c.da Santa Lucia 12", &[(Kind::Address, "c.da Santa Lucia 12")]);
    check("vive in via xx settembre 15 con i genitori", &[(Kind::Address, "via xx settembre 15")]);
    check("P.zza Dante Alighieri 7, terzo piano", &[(Kind::Address, "P.zza Dante Alighieri 7")]);
    check("Nata il 12.04.1979 a Tirana, può chiedere l'ADI?", &[(Kind::BirthDate, "12.04.1979")]);
    check("la signora (nata nel 1959) ha diritto?", &[(Kind::BirthDate, "1959")]);
    check("un uomo del '62 disoccupato può avere l'SFL", &[(Kind::BirthDate, "62")]);
    check("classe 1965, senza figli, può fare domanda?", &[(Kind::BirthDate, "1965")]);
    check(
        "Maria Rossi (12/05/1978) decade se non firma?",
        &[(Kind::Name, "Maria Rossi"), (Kind::BirthDate, "12/05/1978")],
    );
    check("scrivere a anna.verdi78@gmail.com per l'appuntamento", &[(Kind::Email, "anna.verdi78@gmail.com")]);
    check(
        "i figli Noah, Asia e Tommaso contano nella scala?",
        &[(Kind::Name, "Noah"), (Kind::Name, "Asia"), (Kind::Name, "Tommaso")],
    );
    check("famiglia El Idrissi, 5 componenti, ISEE 4.200 euro", &[(Kind::Name, "El Idrissi")]);
    check("Il figlio minore Yassin va a scuola?", &[(Kind::Name, "Yassin")]);
    check("il nucleo Okonkwo-Bello è irreperibile", &[(Kind::Name, "Okonkwo-Bello")]);
    check("la moglie, Svetlana, lavora come badante", &[(Kind::Name, "Svetlana")]);
    check("il sig. M. Rossi chiede il riesame", &[(Kind::Name, "M. Rossi")]);
    check("l'assistente sociale Martina Conti mi ha assegnato il caso", &[(Kind::Name, "Martina Conti")]);
    check("mia zia Concetta prende l'adi", &[(Kind::Name, "Concetta")]);
    check("Grazie, Ilaria", &[(Kind::Name, "Ilaria")]);
    check("marito: Bogdan, 45 anni, invalido al 74%", &[(Kind::Name, "Bogdan")]);
    check("codice fiscale 12345678901 provvisorio", &[(Kind::CodiceFiscale, "12345678901")]);
    check(
        "la beneficiaria ucraina Iryna Shevchenko e la figlia Daryna",
        &[(Kind::Name, "Iryna Shevchenko"), (Kind::Name, "Daryna")],
    );
    check("Abdoulaye Diop vive in un centro SAI", &[(Kind::Name, "Abdoulaye Diop")]);
    check("Ho convocato Traore Moussa per il 3 marzo", &[(Kind::Name, "Traore Moussa")]);
    check(
        "la signora Antonietta D'Angelo, via Garibaldi 3, tel. 06 1234567",
        &[
            (Kind::Name, "Antonietta D'Angelo"),
            (Kind::Address, "via Garibaldi 3"),
            (Kind::Phone, "06 1234567"),
        ],
    );
    check("papà di Giosuè, 7 anni, in carcere", &[(Kind::Name, "Giosuè")]);
    check("utente gennaro ha saltato due incontri", &[(Kind::Name, "gennaro")]);
    check("il percettore DE LUCA ANTONIO", &[(Kind::Name, "DE LUCA ANTONIO")]);
    check("ho la sig. ra Kaur Manpreet che non parla italiano", &[(Kind::Name, "Kaur Manpreet")]);
    check("la dott.ssa Bevilacqua mi ha detto di chiudere", &[(Kind::Name, "Bevilacqua")]);
    check("il Sig.Esposito Ciro ha perso la carta", &[(Kind::Name, "Esposito Ciro")]);
    check("Fam. Bouazizi: 4 minori, ISEE 3200", &[(Kind::Name, "Bouazizi")]);
    check(
        "D'Amico Salvatore, nato il 3/4/1970, cf DMCSVT70D03H501X",
        &[
            (Kind::Name, "D'Amico Salvatore"),
            (Kind::BirthDate, "3/4/1970"),
            (Kind::CodiceFiscale, "DMCSVT70D03H501X"),
        ],
    );
    check("nome: luca cognome: ferraro cosa devo fare", &[(Kind::Name, "luca"), (Kind::Name, "ferraro")]);
    check("si chiama Aminata e ha 3 figli", &[(Kind::Name, "Aminata")]);
    check("mia nipote Chiara può essere componente del nucleo?", &[(Kind::Name, "Chiara")]);
    check(
        "Tizio: sig Hu Wei, via Paolo Sarpi 12",
        &[(Kind::Name, "Hu Wei"), (Kind::Address, "via Paolo Sarpi 12")],
    );
    check("Il padre, tale Gheorghe Popa, è in carcere", &[(Kind::Name, "Gheorghe Popa")]);
    check("la minore A. Rossi è in comunità", &[(Kind::Name, "A. Rossi")]);
    check("Rossi Anna non ha firmato", &[(Kind::Name, "Rossi Anna")]);
    check("Può la signora Pace rinunciare?", &[(Kind::Name, "Pace")]);
    check("pratica INPS 2024001234567 sospesa", &[(Kind::GepiCaseId, "2024001234567")]);
    check("ID 00123456 in GePI", &[(Kind::GepiCaseId, "00123456")]);
    check("protocollo DSU 2025-0123456", &[(Kind::DsuProtocol, "2025-0123456")]);
    check("PEC mario.rossi@pec.it", &[(Kind::Email, "mario.rossi@pec.it")]);
    check("il suo num è 340 12 34 567", &[(Kind::Phone, "340 12 34 567")]);
    check("tel.3401234567", &[(Kind::Phone, "3401234567")]);
    check("abita a Latina in via Don Minzoni, 5", &[(Kind::Address, "via Don Minzoni, 5")]);
    check("ABITA IN VIA GARIBALDI N. 5", &[(Kind::Address, "VIA GARIBALDI N. 5")]);
    check("residente in piazza s. Francesco 2", &[(Kind::Address, "piazza s. Francesco 2")]);
    check("Corso Vittorio Emanuele II, 45", &[(Kind::Address, "Corso Vittorio Emanuele II, 45")]);
    check("p. iva 01234567890", &[(Kind::PartitaIva, "01234567890")]);
    check("P.IVA IT12345678903", &[(Kind::PartitaIva, "12345678903")]);
    check("nata 01-02-90 a Kiev", &[(Kind::BirthDate, "01-02-90")]);
    check("data di nascita: 5 mag 1990", &[(Kind::BirthDate, "5 mag 1990")]);
    check("nato a S. Benedetto il 3/4/85", &[(Kind::BirthDate, "3/4/85")]);
    check("carta ADI numero 5333 1710 1234 5678 bloccata", &[(Kind::Iban, "5333 1710 1234 5678")]);
    check("conto postale 001012345678", &[(Kind::Iban, "001012345678")]);
    check("c.f.: BNCLRA85T50F205Z", &[(Kind::CodiceFiscale, "BNCLRA85T50F205Z")]);
    check("Codice Fiscale VRDGPP60A01F839P", &[(Kind::CodiceFiscale, "VRDGPP60A01F839P")]);
}

#[test]
fn things_places_and_words_of_the_trade_are_left_alone() {
    for innocent in [
        "Il Minore Straniero Non Accompagnato diventato maggiorenne rientra nello svantaggio?",
        "Il nucleo Monocomponente deceduto va chiuso?",
        "Utente Senza Dimora: come si certifica lo svantaggio?",
        "famiglia Affidataria: il minore conta nel nucleo ADI?",
        "Il papà Over 60 deve andare al CPI?",
        "Dato che P.I.P.P.I. è nato nel 2017 con il REI, chi lo ha finanziato all'inizio?",
        "Il SIA è nato nel 2016?",
        "Il fondo povertà nato nel 2017 finanzia gli assistenti sociali?",
        "Il programma nato nel 2011 a Padova a chi si rivolge?",
        "Le linee di indirizzo sono nate nel dicembre 2017?",
        "La misura SFL è nata nel 2023 o nel 2024?",
        "Nucleo Rom in campo autorizzato: residenza?",
        "Madre Single con figlio di 2 anni: è esonerata?",
        "il coniuge Straniero extra UE può fare domanda?",
        "Signora con ISEE di 9.360 euro: rientra nella soglia ADI?",
        "Il messaggio INPS n. 3408 del 12 novembre 2025 parla di UEPE?",
        "nota ministeriale prot. n. 41/12607 del 16 giugno 2023",
        "Ambito di Santa Margherita Ligure, Ufficio di Piano",
        "In Emilia il buono scuola rientra nel reddito familiare?",
        "Housing First è compatibile con l'ADI?",
        "Home Care Premium si somma all'ADI?",
        "Dote Famiglia e Carta Acquisti contano nell'ISEE?",
        "un Corso Operatore Socio Sanitario di 1000 ore vale per il SFL?",
        "Corso di Italiano L2, 80 ore al CPIA",
        "nel biennio ADI 2024-2025 quanti nuclei?",
        "L'ISEE 2025 corrente serve per l'ADI?",
        "Massimo 18 mesi di ADI, poi il rinnovo?",
        "Domenica il termine dei 120 giorni slitta?",
        "Salvo diversa indicazione, chi convoca?",
        "A Torino, 5 anni di residenza bastano?",
        "Caserta, 3 anni fa aveva il RdC: può rifare domanda?",
        "Art. 6, comma 5, lett. d-ter, D.L. 48/2023 conv. L. 85/2023",
        "DM 154/2023 e DM 156/2023 sui PUC",
        "legge 328/2000 147/2017",
        "legge 8 novembre 2000, n. 328",
        "importo 6.500 euro annui, 541,66 euro al mese, scala 2,2",
        "Il Coordinatore per il PaIS assegna al Case Manager?",
        "Equipe Multidisciplinare e Quadro di Analisi: chi li compila?",
        "La Carta di Inclusione si ritira in Posta dopo 7 giorni?",
        "Vittoria del ricorso al TAR: cosa cambia?",
        "Il Giudice del Lavoro di Roma ha sospeso la revoca",
        "La Caritas Diocesana può fare da tutor?",
        "il portale Servizio Analytics di Lavoro Digitale",
        "Posso usare Google Chrome o Microsoft Edge con GePI?",
        "come si chiama la Piattaforma SIUSS oggi?",
        "la domanda del 2024 vale ancora?",
        "il caso Dubbio va ricontrollato dal Responsabile",
        "il nucleo Numeroso con Tre Figli Minori",
        "La famiglia Monogenitoriale con ISEE 8.000",
        "Il Ministro ha firmato il Decreto Primo Maggio",
        "Istituto Comprensivo Don Milani: fa da ente per i PUC?",
        "residenza in Via Virtuale (via fittizia comunale)",
        "come si accede via Siisl o via Spid?",
        "In via Prioritaria il CPI convoca entro 60 giorni",
        "i nati dal 1° gennaio 2025 danno diritto al bonus?",
        "Con la legge di Bilancio 2026 cambia la franchigia?",
        "PNRR Missione 5 Componente 2: i fondi vanno agli ATS?",
        "Reggio Calabria, Vibo Valentia e Gioia Tauro: quale Ambito?",
        "L'Unità di Valutazione Multidimensionale (UVM) chi la convoca?",
        "Corte Costituzionale, sentenza 31 del 2025: residenza RdC",
        "INPS circolare n. 105 del 16/12/2023 punto 3",
        "Codice Rosa e centri antiviolenza: chi certifica?",
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
