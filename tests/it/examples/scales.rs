//! Scales of equivalence, days and months.

use super::figures::*;
use super::{Example, example};
use jiff::ToSpan;
use jiff::civil::date;

pub(super) fn scales() -> Vec<Example> {
    let sheet = "adi-scala-esempi~2024-01-01";
    let is = |members: &[i64]| format!("è {}", factor(scale(members)));
    let counted = |members: &[i64]| sum(&[&[100], members].concat());
    let full = |members: &[i64]| format!("{} ({})", factor(scale(members)), counted(members));
    let added = |members: &[i64]| format!("{} ({})", factor(members.iter().sum()), sum(members));
    let two = [CHILD, CHILD];
    let small = [CHILD, CHILD, CARE];
    let three = [CHILD, CHILD, THIRD_CHILD, CARE];
    let four = [CHILD, CHILD, THIRD_CHILD, THIRD_CHILD, CARE];
    let eight = [CHILD, CHILD, 6 * THIRD_CHILD, CARE];
    vec![
        example(
            ("adi-scala~2024-01-01", "minori"),
            &[t("0,15 fino al secondo"), t("0,1 dal terzo")],
            &[
                added(&[CHILD, CHILD]),
                added(&[CHILD, CHILD, THIRD_CHILD]),
                added(&[CHILD, CHILD, THIRD_CHILD, THIRD_CHILD]),
            ],
        ),
        example(
            (sheet, "coppia-due-minori"),
            &[t("1 di partenza"), t("0,15 per il primo"), t("0,15 per il secondo")],
            &[is(&two)],
        ),
        example((sheet, "coppia-un-minore-piccolo"), &[counted(&small)], &[is(&small), factor(scale(&two))]),
        example((sheet, "coppia-tre-minori"), &[counted(&three)], &[is(&three), full(&four)]),
        example((sheet, "genitore-solo"), &[t("più 0,15 per il figlio")], &[is(&[CHILD]), full(&two)]),
        example((sheet, "coppia-over-60"), &[t("più 0,4 per il secondo componente")], &[is(&[SIXTY])]),
        example(
            (sheet, "tetto"),
            &[t("1 + 0,15 + 0,15 + 0,6 (sei figli per 0,1) + 0,4")],
            &[
                format!("darebbe {}", factor(100 + eight.iter().sum::<i64>())),
                format!("si ferma a {}", factor(scale(&eight))),
            ],
        ),
        example((sheet, "figlio-adulto"), &[t("più 0,15 per il solo figlio minorenne")], &[is(&[CHILD])]),
    ]
}

pub(super) fn calendar() -> Vec<Example> {
    let sent = date(2024, 1, 26);
    let first = date(2026, 2, 1);
    let renewed = date(2026, 8, 1);
    let last = date(2026, 10, 1);
    let asked = date(2025, 7, 1);
    let unpaid = date(2026, 4, 1);
    vec![
        example(
            ("adi-primo-incontro~2024-01-01", "prime-scadenze"),
            &[day(sent), t("120 giorni")],
            &[format!("cadeva il {}", day(sent + 120.days()))],
        ),
        example(
            ("adi-durata~2024-01-01", "diciotto-mesi"),
            &[t("18 mesi"), month(first)],
            &[format!("alla diciottesima a {}", month(first + 17.months()))],
        ),
        example(
            ("adi-durata~2024-01-01", "dodici-mesi"),
            &[t("12 mesi"), month(renewed)],
            &[format!("arriva fino a {}", month(renewed + 11.months()))],
        ),
        example(
            ("adi-rinnovo~2026-01-01", "nuova-domanda"),
            &[t("dal mese successivo all'ultimo pagamento"), month(last)],
            &[format!("da {}", month(last + 1.month()))],
        ),
        example(
            ("adi-rinnovo-decorrenza~2025-06-27", "decorrenza"),
            &[t("dal mese successivo a quello della domanda"), month(asked)],
            &[format!("da {}", month(asked + 1.month()))],
        ),
        example(
            ("adi-faq-rinnovo~2026-01-01", "domanda-in-ritardo"),
            &[month(unpaid), t("a luglio 2026")],
            &[format!(
                "per {} e {}",
                MONTHS[usize::try_from((unpaid + 1.month()).month()).expect("1 to 12") - 1],
                month(unpaid + 2.months())
            )],
        ),
        example(
            ("sfl-durata~2025-01-01", "durata"),
            &[t("dura 12 mesi"), t("fino ad altri 12 mesi")],
            &[format!("quindi di {} mesi", 12 + 12)],
        ),
    ]
}
