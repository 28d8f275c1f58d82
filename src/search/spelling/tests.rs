//! Slips that are mended, and words that only look like slips.

use super::*;

const MATERIAL: &str = "anni abbiamo troppi patto oggi assegno chi che residenza servono domanda convocazione ingiustificata \
                        soglia adi comune formazione supporto firma carta corta valida importante famiglia pratica quota ";

fn spelling() -> Spelling {
    let asks = ["quanti ani", "ani", "gli ani", "ani"];
    let counted = counted([MATERIAL.repeat(300).as_str()].into_iter(), asks.into_iter());
    let isee =
        "id = 'isee'\ncanonical = 'ISEE'\nmisspellings = ['isse', 'asegno isee']\nslang = ['assegno isee']";
    let glossary =
        crate::corpus::Glossary::parse("glossary.toml", &format!("[[term]]\n{isee}")).expect("a glossary");
    Spelling::new(counted, &glossary.term)
}

#[test]
fn slips_are_mended() {
    for (typed, read) in [
        ("quanti ani di residensa", "quanti anni di residenza"),
        ("abiamo tropi asegno ogi", "abbiamo troppi assegno oggi"),
        ("chi firma il pato?", "chi firma il patto?"),
        ("la convocazzione ingiustficata", "la convocazione ingiustificata"),
        ("la domnda, una dmanda di suporto formazzione", "la domanda, una domanda di supporto formazione"),
        ("è valdia? inportante per la familia", "è valida? importante per la famiglia"),
        ("la cuota", "la quota"),
        ("quale sogla, di sola lettura", "quale soglia, di sola lettura"),
        ("ladi e lisee, prende ladi", "l'adi e l'isee, prende l'adi"),
        ("licenzziato", "licenziato"),
        ("lassegno e dellIsee", "l'assegno e dell'Isee"),
        ("il lisee, unassegno", "il l'isee, un'assegno"),
        ("lapratica, nonfirma", "la pratica, non firma"),
        ("dopo la convoc. non firma, la resid. è ok", "dopo la convocazione non firma, la residenza è ok"),
    ] {
        assert_eq!(spelling().respelt(typed).0, read, "{typed}");
    }
}

#[test]
fn names_acronyms_numbers_and_words_that_are_right_stay() {
    for text in [
        "a Formia con ISE, RDC e 10140",
        "carta e corta",
        "il gatto nella serra, la notte",
        "sert, neet, uepe, csm",
        "usucapione, pignoramento, monopattino, badante, comodato",
        "la resid. Poi gatt. e Form. e mai",
        "inoccupato, dipendente, disabile",
        // What lacks its first letter says the contrary.
        "sfavorevole, sgradito, atipico, slealtà",
        "dolo, canoni, cassazione, ausilio, abbiente, percepirà, spettanza",
        "asdi, erp, stp, A.D.S. nominato, E.R.P. occupata",
        "ci alloggia. può, agli autisti. hanno, da casa. decade?",
        "il duomo, unanime, Pistoia e mestre",
        "",
    ] {
        assert_eq!(spelling().respelt(text), (text.to_owned(), Vec::new()));
    }
}

#[test]
fn other_forms_of_a_known_word_are_left() {
    let spelling = Spelling::new(
        counted(["presentare presentata patto ".repeat(300).as_str()].into_iter(), std::iter::empty()),
        &[],
    );
    assert_eq!(spelling.respelt("presentarla col pato").0, "presentarla col patto");
}

#[test]
fn a_slip_repeated_in_known_questions_is_no_word() {
    let passages = "rinnovo ".repeat(3000) + "copia coppia";
    let questions = ["rinovo copia coppia", "il rinovo", "rinovo", "tesserini tesserini tesserini"];
    let spelling = Spelling::new(counted([passages.as_str()].into_iter(), questions.into_iter()), &[]);
    assert_eq!(
        spelling.respelt("rinovo, copia, tesserini, teserini").0,
        "rinnovo, copia, tesserini, tesserini"
    );
}

#[test]
fn an_empty_vocabulary_changes_nothing() {
    assert_eq!(Spelling::default().respelt("quanti ani?").0, "quanti ani?");
}

#[test]
fn what_was_changed_is_told_in_order() {
    let (read, changed) = spelling().respelt("lapratica, la convoc. e ladomanda con gli ani");
    assert_eq!(read, "la pratica, la convocazione e la domanda con gli anni");
    let told: Vec<String> = changed.iter().map(|(typed, read)| format!("{typed} = {read}")).collect();
    assert_eq!(
        told.join("; "),
        "lapratica = la pratica; convoc. = convocazione; ladomanda = la domanda; ani = anni"
    );
}

#[test]
fn letters_that_fold_to_more_or_fewer_bytes_split_no_word() {
    for text in ["láⅷ che cosa", "ⅷďi domande", "½lapratica", "l\u{ad}apratica", "ﬁrma", "😀ladomanda"]
    {
        spelling().respelt(text);
    }
}

#[test]
fn the_same_text_is_read_in_the_same_way() {
    let text = "angwlo sarwi feritw vwrrai domadna pratiac convocazoine valdia quotta firam";
    let read = spelling().respelt(text);
    assert!((0..5).all(|_| spelling().respelt(text) == read));
}
