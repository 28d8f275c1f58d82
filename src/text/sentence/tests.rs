//! Sentences.

use proptest::prelude::*;

use super::*;

/// Sentences are parted by « | » in `expected`.
fn check(text: &str, expected: &str) {
    let found: Vec<&str> = sentences(text).iter().map(|s| s.slice(text).unwrap()).collect();
    assert_eq!(found.join(" | "), expected, "{text}");
}

/// One sentence, whole.
fn whole(text: &str) {
    check(text, text);
}

#[test]
fn survives() {
    whole("Ai sensi dell'art. 4, co. 5, lett. a, n. 1, del D.L. 48/2023 il nucleo decade.");
    whole("Gli artt. 3 e 4, c. 2, nn. 1 e 2, del D.Lgs. 147/2017 e del D.M. 154/2023.");
    whole("Il d.P.R. 445/2000, il d.P.C.M. 159/2013, la L. 199/2025 e la G.U. 53 del 4-3-2024.");
    whole("Vale per il programma P.I.P.P.I. del Ministero, ecc. anche dopo.");
    whole("Vedi pag. 3, Circ. INPS 77/2023, Msg. INPS 2132/2024, p.es. Roma e ad es. Milano.");
    whole("Il sig. Rossi, la sig.ra Bianchi, il dott. G. Verdi e la prof.ssa M. De Luca.");
    whole("L'importo è di 541,66 euro, cioè 10.140 l'anno, dal 1.1.2025 al 31.12.2025.");
    whole("Il decreto-legge n. 48 è la norma.");
    whole("Non so... forse sì… chissà.");
    whole("La Corte cost. Sezione prima.");
    whole("Dal 5 dic. 2024 al 7 gen. 2025.");
    whole("Nel sito www.inps.it c'è.");
    whole("Il nucleo «decade. Non può ripresentare la domanda. Mai.» e basta.");
    whole("Il nucleo (vedi sopra. Anche sotto.) decade.");
    whole("L'ISEE (D.Lgs. Il decreto) vale.");
    whole("La riga continua\nnella seconda\ne nella terza.");
    whole("Conv. L. 85/2023 e art. 6. c'è altro");
}

#[test]
fn ends() {
    check("Il nucleo decade. La domanda si ripete.", "Il nucleo decade. | La domanda si ripete.");
    check("Vale il comma 5. Il resto no.", "Vale il comma 5. | Il resto no.");
    check("Scade il 1.1.2025. Poi basta.", "Scade il 1.1.2025. | Poi basta.");
    check("Scade nel 2025. 30 giorni dopo decade.", "Scade nel 2025. | 30 giorni dopo decade.");
    check("Il limite è del 60%. Il resto no.", "Il limite è del 60%. | Il resto no.");
    check("Quanto dura? Dodici mesi! Basta…\nDavvero.", "Quanto dura? | Dodici mesi! | Basta… | Davvero.");
    check("quanto dura l'adi? e poi che succede", "quanto dura l'adi? | e poi che succede");
    check("Dice «va bene». Poi (forse). Fine.", "Dice «va bene». | Poi (forse). | Fine.");
    check(
        "«Vieni. Parti.» Poi uscì. \"Va bene.\" Fine.",
        "«Vieni. Parti.» | Poi uscì. | \"Va bene.\" | Fine.",
    );
    check("\"Perché?\" chiese. «E poi!» Rise.", "\"Perché?\" chiese. | «E poi!» | Rise.");
    check("Spetta la quota A. La quota B. Il resto.", "Spetta la quota A. | La quota B. | Il resto.");
    check("Usa il P.I.P.P.I. Il programma continua.", "Usa il P.I.P.P.I. | Il programma continua.");
    check("Figli, nipoti, ecc. L'ADI spetta.", "Figli, nipoti, ecc. | L'ADI spetta.");
    check("Lo dice il D.L. È chiaro.", "Lo dice il D.L. | È chiaro.");
    check("**In breve.** Il resto.", "**In breve.** | Il resto.");
    check("Un «apice aperto. Mai chiuso. Fine.", "Un «apice aperto. | Mai chiuso. | Fine.");
    check("Passi: 1. Accedere. 2. Firmare.", "Passi: 1. Accedere. | 2. Firmare.");
}

#[test]
fn blocks() {
    check("Primo paragrafo\n\nsecondo", "Primo paragrafo | secondo");
    check("Primo\r\n \r\nsecondo", "Primo | secondo");
    check("## Soglia ISEE {#soglia}\nIl testo.\n# Fine #", "Soglia ISEE | Il testo. | Fine");
    check("Servono:\n- il PAD;\n- la DSU.", "Servono: | il PAD; | la DSU.");
    check("Servono:\n\n* il PAD\n* la DSU\n  in corso\nfine", "Servono: | il PAD | la DSU\n  in corso\nfine");
    check("1. Accedere.\n2. Firmare. Poi inviare.\n10) Fine", "Accedere. | Firmare. | Poi inviare. | Fine");
    check("1-bis. Il nucleo;\na) primo;\nb-ter) secondo.", "Il nucleo; | primo; | secondo.");
    check("entro il\n31. Poi basta", "entro il\n31. | Poi basta");
    check("è certo – dice\n– la norma –\ndunque", "è certo – dice\n– la norma –\ndunque");
    check("| a | b |\n|---|---|\n| 1 | 2 |", "a | b | 1 | 2");
    check("Sopra\n> citato. Ancora\nsotto", "Sopra | citato. | Ancora | sotto");
    check("Titolo\n---\nTesto\n***\n", "Titolo | Testo");
    check("**grassetto** in riga\n*corsivo*", "**grassetto** in riga\n*corsivo*");
    check("", "");
    check(" \n . … !\n", "");
}

proptest! {
    #[test]
    fn trimmed_ordered_and_on_boundaries(text in "(\\PC|[a-zA-Zè.!?…«»()\n #*>|\\-0-9]){0,160}") {
        let mut end = 0;
        for span in sentences(&text) {
            prop_assert!(span.start >= end && span.end <= text.len() && !span.is_empty());
            let sentence = span.slice(&text);
            prop_assert!(sentence.is_some_and(|s| s.trim() == s && s.chars().any(char::is_alphanumeric)));
            end = span.end;
        }
    }

    #[test]
    fn no_letter_is_lost_in_prose(text in "Testo [a-zA-Zèà.!?…«»() ]{0,160}") {
        let kept: usize = sentences(&text).iter().map(|s| s.slice(&text).unwrap_or_default().matches(char::is_alphabetic).count()).sum();
        prop_assert_eq!(kept, text.matches(char::is_alphabetic).count());
    }
}
