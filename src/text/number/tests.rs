//! Quantities.

use proptest::prelude::*;

use super::spoken::cardinal;
use super::*;

/// `expected` lists value, unit initial letters and the text of the span: «10140 Euro 10.140; …».
fn check(text: &str, expected: &str) {
    let found: Vec<String> = numbers(text)
        .iter()
        .map(|n| {
            let unit = n.unit.map_or(String::new(), |u| format!(" {u:?}"));
            let written = n.span.slice(text).unwrap();
            if written == n.value {
                format!("{written}{unit}")
            } else {
                format!("{}{unit} «{written}»", n.value)
            }
        })
        .collect();
    assert_eq!(found.join("; "), expected, "{text}");
}

#[test]
fn figures() {
    check("10.140 euro, 10140, 9.360 €, € 500", "10140 Euro «10.140»; 10140; 9360 Euro «9.360»; 500 Euro");
    check("541,66 e 2,2 e 0,40", "541.66 «541,66»; 2.2 «2,2»; 0.4 «0,40»");
    check("60%, 60 %, 60 per cento, 60 percento", "60 Percent; 60 Percent; 60 Percent; 60 Percent");
    check("1:5.000 e 1°", "1; 5000 «5.000»; 1");
    check(
        "120 giorni, 18 mensilità, 36 mesi, 5 anni, 2 settimane",
        "120 Days; 18 Instalments; 36 Months; 5 Years; 2 Weeks",
    );
    check(
        "24 ore, 120 minuti, 80 km, 1.600 cc, 30gg, 10km",
        "24 Hours; 120 Minutes; 80 Km; 1600 Cc «1.600»; 30 Days; 10 Km",
    );
    check("F24, RPM1, 29enni, 18-29enni", "18");
    check("**10.140** euro, euro 500, €3.360 annui", "10140 Euro «10.140»; 500 Euro; 3360 Euro «3.360»");
    check(
        "160 milioni di euro, 181,5 mln €, 3mila euro",
        "160000000 Euro «160 milioni»; 181500000 Euro «181,5 mln»; 3000 Euro «3mila»",
    );
    check("500 euro 300", "500 Euro; 300");
    check("dal 2025 ora si può; 1 ora", "2025; 1 Hours");
    check("D.L. 48/2023, art. 3-bis, 1.1.2025", "48; 2023; 3; 1; 1; 2025");
    check("commi 4,5 alle ore 14.30", "4; 5; 14; 30");
    check("entro giorni 30; negli anni 2024", "30 Days; 2024");
}

#[test]
fn words() {
    check(
        "sessanta anni, vent'anni, seimila euro",
        "60 Years «sessanta»; 20 Years «vent»; 6000 Euro «seimila»",
    );
    check("un nucleo, uno, una, un milione di euro", "1000000 Euro «un milione»");
    check(
        "sessanta per cento, per cento euro, cento",
        "60 Percent «sessanta»; 100 Euro «cento»; 100 «cento»",
    );
    check("entro giorni trenta, due mila euro", "30 Days «trenta»; 2000 Euro «due mila»");
    check("tu sei residente; se sei in affitto; che sei titolare", "");
    check(
        "sei mesi, ogni sei mesi, in sei, da sei a otto",
        "6 Months «sei»; 6 Months «sei»; 6 «sei»; 6 «sei»; 8 «otto»",
    );
    check("Milano, millennio, ventaglio, dueling", "");
}

#[test]
fn cardinals() {
    for (word, value) in [
        ("zero", 0),
        ("tre", 3),
        ("sedici", 16),
        ("ventuno", 21),
        ("ventun", 21),
        ("ventitre", 23),
        ("ventotto", 28),
        ("venticinque", 25),
        ("novantanove", 99),
        ("cento", 100),
        ("centouno", 101),
        ("centuno", 101),
        ("centotto", 108),
        ("centoundici", 111),
        ("centottanta", 180),
        ("duecento", 200),
        ("mille", 1000),
        ("millecinquecento", 1500),
        ("seimila", 6000),
        ("diecimila", 10_000),
        ("duemilaventicinque", 2025),
        ("novemilatrecentosessanta", 9360),
        ("centocinquantamila", 150_000),
    ] {
        assert_eq!(cardinal(word), Some(value), "{word}");
    }
    for word in
        ["", "mila", "unomila", "ventiuno", "trentaotto", "centocento", "unocento", "duecentomille", "milano"]
    {
        assert_eq!(cardinal(word), None, "{word}");
    }
}

proptest! {
    #[test]
    fn spans_and_canonical_values(text in "(\\PC|[0-9.,/ €%°'a]|mila |sei |vent|cento){0,120}") {
        let mut end = 0;
        for number in numbers(&text) {
            prop_assert!(number.span.start >= end && number.span.slice(&text).is_some_and(|s| !s.is_empty()));
            end = number.span.end;
            let (whole, decimals) = number.value.split_once('.').unwrap_or((&number.value, "1"));
            prop_assert!(whole == "0" || !whole.starts_with('0') && !whole.is_empty(), "{}", number.value);
            prop_assert!(!decimals.is_empty() && !decimals.ends_with('0'), "{}", number.value);
            prop_assert!(whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn any_amount_reads_back(whole in 0u64..100_000_000, cents in 0u8..100) {
        let digits = whole.to_string();
        let grouped: String = digits
            .char_indices()
            .flat_map(|(i, c)| ((digits.len() - i) % 3 == 0 && i > 0).then_some('.').into_iter().chain([c]))
            .collect();
        let text = format!("Spettano {grouped},{cents:02} euro.");
        let value = format!("{whole}.{cents:02}");
        let found = numbers(&text);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].value, value.trim_end_matches('0').trim_end_matches('.'));
        prop_assert_eq!(found[0].unit, Some(Unit::Euro));
    }
}
