//! Amounts of the ADI, of the earlier measures and of the SFL, year by year.

use super::figures::*;
use super::{Example, example};

pub(super) fn amounts() -> Vec<Example> {
    let mut all = Vec::new();
    let years = [("adi-quota-a~2024-01-01", IN_2024, 2_000), ("adi-quota-a~2025-01-01", IN_2025, 3_000)];
    for (sheet, adi, income) in years {
        let full = scaled(adi.income, 130);
        all.push(example(
            (sheet, "calcolo"),
            &[euro(cents(adi.income)), t("scala 1,3"), euro(cents(income))],
            &[
                t("Con scala 1 e reddito zero la quota A"),
                euro(scaled(adi.income, 100)),
                euro(full - cents(income)),
                format!("{} × 1,3 = {}", figure(cents(adi.income)), figure(full)),
                format!("{} − {} = {}", figure(full), figure(cents(income)), figure(full - cents(income))),
            ],
        ));
        let alone = monthly(scaled(adi.income, 100));
        all.push(example(
            (sheet, "persona-sola"),
            &[euro(cents(adi.income)), t("divisi per 12")],
            &[format!("{} al mese", euro(alone))],
        ));
        all.push(example(
            (sheet, "over-67"),
            &[euro(cents(adi.over_67))],
            &[format!(
                "{} al mese ({} : 12)",
                euro(monthly(scaled(adi.over_67, 100))),
                figure(cents(adi.over_67))
            )],
        ));
    }
    let (older, small) = (scale(&[CHILD, CHILD]), scale(&[CHILD, CHILD, CARE]));
    let family = |adi: &Adi, scale: i64| (scaled(adi.income, scale), monthly(scaled(adi.income, scale)));
    let ((year, a_month), (small_year, small_month)) = (family(&IN_2025, older), family(&IN_2025, small));
    all.push(example(
        ("adi-quota-a~2025-01-01", "over-67"),
        &[t("scala 1,4"), euro(cents(IN_2025.over_67))],
        &[format!(
            "{} annui ({} × 1,4)",
            euro(scaled(IN_2025.over_67, scale(&[SIXTY]))),
            figure(cents(IN_2025.over_67))
        )],
    ));
    all.push(example(
        ("adi-quota-a~2025-01-01", "esempio-famiglia"),
        &[euro(cents(IN_2025.income)), format!("scala {}", factor(older)), format!("è {}", factor(small))],
        &[
            format!("{} annui", euro(year)),
            format!("poco più di {} al mese", euro(a_month / 100 * 100)),
            format!("circa {}", euro(a_month)),
            format!("{} annui ({} × 1,7)", euro(small_year), figure(cents(IN_2025.income))),
            format!("circa {} al mese", euro(small_month)),
        ],
    ));
    let ((year, a_month), (small_year, small_month)) = (family(&IN_2024, older), family(&IN_2024, small));
    all.push(example(
        ("adi-quota-a~2024-01-01", "esempio-famiglia"),
        &[
            euro(cents(IN_2024.income)),
            format!("scala {}", factor(older)),
            format!("scala {}", factor(small)),
        ],
        &[
            format!("{} annui, divisi per 12 fanno {}", euro(year), euro(a_month)),
            format!("{} al mese (6.000 × 1,7 = {}", euro(small_month), figure(small_year)),
            format!("{} : 12 = {}", figure(small_year), figure(small_month)),
        ],
    ));
    all.push(example(
        ("adi-importo-minimo~2024-01-01", "minimo"),
        &[t("480 euro annui")],
        &[format!("{} al mese (480 : 12)", euro(monthly(cents(480))))],
    ));
    let alone = monthly(scaled(IN_2025.income, 100));
    all.push(example(
        ("adi-faq-rinnovo~2026-01-01", "ricarica-dimezzata"),
        &[t("al 50 per cento"), euro(alone)],
        &[format!("circa {} nella prima mensilità", euro(alone / 2))],
    ));
    all.push(example(
        ("adi-rinnovo~2026-01-01", "prima-mensilita"),
        &[t("al 50 per cento"), t("600 euro al mese")],
        &[format!("riceve {} nella prima mensilità", euro(cents(600) / 2)), t("e 600 euro dalla seconda")],
    ));
    all.push(example(
        ("adi-beneficio-addizionale~2024-01-01", "importo"),
        &[t("6 mensilità"), t("500 euro al mese")],
        &[format!("al massimo {}", euro(6 * cents(500)))],
    ));
    all.push(example(
        ("rdc-importo-durata~2019-01-29", "importo"),
        &[t("6.000 euro di integrazione"), t("3.360 euro per il canone")],
        &[
            format!("{} al mese di integrazione", euro(monthly(cents(6_000)))),
            format!("{} al mese per l'affitto", euro(monthly(cents(3_360)))),
            format!("La cifra di {}", euro(monthly(cents(6_000) + cents(3_360)))),
        ],
    ));
    all
}

pub(super) fn rents() -> Vec<Example> {
    let mut all = Vec::new();
    let years = [
        ("adi-quota-b~2024-01-01", IN_2024, (200, 350, "era")),
        ("adi-quota-b~2025-01-01", IN_2025, (250, 450, "è")),
    ];
    for (sheet, adi, (low, high, verb)) in years {
        let (low, high) = (cents(low), cents(high));
        let most = monthly(cents(adi.rent));
        all.push(example(
            (sheet, "importo-massimo"),
            &[
                euro(cents(adi.rent)),
                format!("canone di {} al mese", euro(low)),
                format!("canone di {} al mese", euro(high)),
            ],
            &[
                format!("cioè {} al mese", euro(most)),
                format!("{verb} {} al mese", euro(low.min(most))),
                format!("a {} al mese", euro(high.min(most))),
            ],
        ));
        all.push(example(
            (sheet, "over-67"),
            &[euro(cents(adi.rent_67))],
            &[format!("cioè {} al mese", euro(monthly(cents(adi.rent_67))))],
        ));
    }
    let cash = |scale: i64| scaled(100, scale);
    all.push(example(
        ("adi-carta~2024-01-26", "contante-carta-unica"),
        &[t("100 euro al mese"), t("scala 1,3"), t("è 2,3")],
        &[
            format!("Con scala 1 il prelievo mensile dalla Carta di inclusione arriva a {}", euro(cash(100))),
            format!("arriva a {} e con scala 1,7 a {}", euro(cash(130)), euro(cash(170))),
            format!("è {} al mese, quando la scala ADI è 2,3", euro(cash(230))),
        ],
    ));
    all.push(example(
        ("adi-carta~2024-01-26", "contante-carte-individuali"),
        &[t("due Carte di inclusione individuali"), t("100 euro al mese")],
        &[format!("in tutto {} al mese", euro(2 * cents(100)))],
    ));
    all
}

pub(super) fn wealth() -> Vec<Example> {
    let savings = "adi-patrimonio-mobiliare~2024-01-01";
    let base = |members: i64| (cents(6_000) + (members - 1) * cents(2_000)).min(cents(10_000));
    let raised =
        |base: i64, by: i64| format!("{} di risparmi ({} + {})", euro(base + by), figure(base), figure(by));
    let house = |value: i64| format!("lascia {} ({} − 150.000)", euro(value - cents(150_000)), figure(value));
    vec![
        example(
            (savings, "limite-base"),
            &[t("6.000 euro"), t("2.000 euro"), t("massimo di 10.000 euro")],
            &[
                format!("{} per 1 componente", euro(base(1))),
                format!("{} per 2 componenti (6.000 + 2.000)", euro(base(2))),
                format!("{} per 3 o più componenti (6.000 + 2.000 + 2.000)", euro(base(3))),
            ],
        ),
        example(
            (savings, "minori"),
            &[t("1.000 euro per ogni minorenne oltre il secondo"), t("3 figli"), t("4 figli"), t("5 figli")],
            &[
                raised(base(5), cents(1_000)),
                raised(base(6), 2 * cents(1_000)),
                raised(base(7), 3 * cents(1_000)),
            ],
        ),
        example(
            (savings, "disabilita"),
            &[t("5.000 euro"), t("7.500 euro"), t("persona sola"), t("nucleo di 3 persone")],
            &[raised(base(1), cents(7_500)), raised(base(3), cents(5_000))],
        ),
        example(
            ("adi-patrimonio-immobiliare~2024-01-01", "casa-oltre"),
            &[t("al massimo 150.000"), t("170.000 euro"), t("190.000 euro"), t("30.000 euro")],
            &[house(cents(170_000)), house(cents(190_000))],
        ),
    ]
}

pub(super) fn thresholds() -> Vec<Example> {
    let (was, is) = (IN_2024, IN_2025);
    let from =
        |before: i64, after: i64| format!("da {} a {} euro", figure(cents(before)), figure(cents(after)));
    let twice = |sheet: &'static str, income: i64| {
        example(
            (sheet, "reddito"),
            &[euro(cents(income)), t("parametro ISEE di 2")],
            &[format!("{} annui ({} × 2)", euro(scaled(income, 200)), figure(cents(income)))],
        )
    };
    let mut all = vec![
        twice("sfl-soglia-reddito~2023-09-01", 6_000),
        twice("sfl-soglia-reddito~2025-01-01", is.isee),
        example(
            ("adi-cambi-2025~2025-01-01", "dal-2025"),
            &[t("Dal 1° gennaio 2025")],
            &[
                from(was.isee, is.isee),
                from(was.income, is.income),
                from(was.over_67, is.over_67),
                from(was.rent, is.rent),
                from(was.rent_67, is.rent_67),
            ],
        ),
        example(
            ("cronologia-2025-gennaio~2025-01-01", "adi-affitto"),
            &[t("Dal 1° gennaio 2025")],
            &[from(was.rent, is.rent), from(was.rent_67, is.rent_67), euro(cents(is.isee))],
        ),
    ];
    for (sheet, adi) in [("adi-soglia-isee~2024-01-01", &was), ("adi-soglia-isee~2025-01-01", &is)] {
        let over = format!("uno con ISEE di {} no", euro(cents(adi.isee + 1)));
        all.push(example(
            (sheet, "soglia"),
            &[format!("non superiore a {}", euro(cents(adi.isee)))],
            &[over],
        ));
    }
    for (sheet, adi) in [("adi-soglia-reddito~2024-01-01", &was), ("adi-soglia-reddito~2025-01-01", &is)] {
        let alone = format!("quindi {} annui", euro(scaled(adi.income, 100)));
        all.push(example((sheet, "base"), &[euro(cents(adi.income)), t("scala 1")], &[alone]));
        all.push(example(
            (sheet, "over-67"),
            &[t("67 anni")],
            &[format!("{} annui", euro(cents(adi.over_67)))],
        ));
    }
    all
}
