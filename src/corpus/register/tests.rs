//! Questions as people put them.

use super::*;

#[test]
fn the_form_tells_the_register() {
    let check = |ask: &str, register: Register| assert_eq!(Register::of(ask), register, "{ask}");
    check("soglia isee adi 2025", Register::Keyword);
    check("gepi login errore accesso negato", Register::Keyword);
    check("massimo mensile del sussidio per un single nel 2024, affitto escluso", Register::Keyword);
    check("nucleo non convocato 120 giorni", Register::Keyword);
    check("adi", Register::Keyword);
    check("", Register::Keyword);
    check("minori e disabili scala", Register::Keyword);
    check("Qual è la soglia ISEE per l'ADI?", Register::Short);
    check("quanto dura il sfl", Register::Short);
    check("a chi spetta il riesame", Register::Short);
    check("ADI e SFL insieme?", Register::Short);
    check("Cosa succede se non si presenta al colloquio?", Register::Natural);
    check("il colloquio si ripete ogni anno", Register::Natural);
    check("il nucleo è stato sospeso", Register::Natural);
    check("il nucleo e' stato sospeso", Register::Natural);
    check("Il figlio di 25 anni che vive in casa conta nella scala ADI?", Register::Natural);
    check("la carta è arrivata ma la ricarica no", Register::Natural);
    check("fin dove può arrivare l'indicatore per non perdere il sussidio", Register::Natural);
    check(&"parola ".repeat(12), Register::Keyword);
    check(&"parola ".repeat(13), Register::Natural);
    check(&format!("{}?", "parola ".repeat(7)), Register::Short);
    check(&format!("{}?", "parola ".repeat(8)), Register::Natural);
    check(&"parola ".repeat(24), Register::Natural);
    check(&"parola ".repeat(25), Register::Long);
    check(&format!("{}?", "dell'importo ".repeat(24)), Register::Natural);
}

#[test]
fn names_are_distinct() {
    let names: std::collections::BTreeSet<&str> = Register::ALL.iter().map(|r| r.as_str()).collect();
    assert_eq!(names.len(), Register::ALL.len());
}
