//! What Italians write in messages: «nn», «xke», «x l'adi». Written out, so that whoever reads words finds words; lower case only,
//! for capitals are acronyms.

use super::{Span, words};

/// Folded shorthand and what it stands for. Only what stands for one thing.
const WRITTEN: [(&str, &str); 49] = [
    ("anke", "anche"),
    ("cm", "come"),
    ("cmq", "comunque"),
    ("cn", "con"),
    ("cs", "cosa"),
    ("csa", "cosa"),
    ("dmn", "domani"),
    ("dp", "dopo"),
    ("dv", "dove"),
    ("dve", "dove"),
    ("gg", "giorni"),
    ("k", "che"),
    ("ke", "che"),
    ("ki", "chi"),
    ("nn", "non"),
    ("nnt", "niente"),
    ("perke", "perché"),
    ("pk", "perché"),
    ("pke", "perché"),
    ("prox", "prossimo"),
    ("qlc", "qualche"),
    ("qlcn", "qualcuno"),
    ("qlcs", "qualcosa"),
    ("qlcuno", "qualcuno"),
    ("qnd", "quando"),
    ("qndo", "quando"),
    ("qnt", "quanto"),
    ("qnta", "quanta"),
    ("qnte", "quante"),
    ("qnti", "quanti"),
    ("qst", "questo"),
    ("qsta", "questa"),
    ("qste", "queste"),
    ("qsti", "questi"),
    ("qsto", "questo"),
    ("risp", "risposta"),
    ("sn", "sono"),
    ("sno", "sono"),
    ("tt", "tutto"),
    ("tte", "tutte"),
    ("tti", "tutti"),
    ("x", "per"),
    ("xche", "perché"),
    ("xk", "perché"),
    ("xke", "perché"),
    ("xo", "però"),
    ("xro", "però"),
    ("xsona", "persona"),
    ("xsone", "persone"),
];

/// The text with its shorthand written out.
pub fn written_out(text: &str) -> String {
    let mut out = text.to_owned();
    for word in words(text).iter().rev() {
        let typed = word.span.slice(text).unwrap_or_default();
        let Ok(at) = WRITTEN.binary_search_by(|(short, _)| (*short).cmp(word.term.as_str())) else {
            continue;
        };
        if typed.chars().any(char::is_uppercase) || is_sign(text, word.span) {
            continue;
        }
        let dotted = text[word.span.end..].starts_with('.') && !text[word.span.end..].starts_with("..");
        let end = word.span.end + usize::from(dotted && text[word.span.end + 1..].starts_with(' '));
        out.replace_range(word.span.start..end, WRITTEN[at].1);
    }
    out
}

/// «3 x 2», «10 cm», «x = 3»: a sign, a unit, no word.
fn is_sign(text: &str, span: Span) -> bool {
    let typed = span.slice(text).unwrap_or_default();
    let before = text[..span.start].trim_end();
    let counted = before.ends_with(|c: char| c.is_ascii_digit());
    match typed {
        "cm" => counted,
        "x" | "k" => {
            // «x 2 figli» and «x l'adi» stand for «per»; «3 x 2», «x = 3» and «asse x» do not.
            let glued = text[..span.start].ends_with(|c: char| !c.is_whitespace() && !"(«\"".contains(c));
            let goes_on = text[span.end..]
                .strip_prefix(' ')
                .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
            glued || counted || !goes_on
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_written_out() {
        let check = |typed: &str, read: &str| assert_eq!(written_out(typed), read, "{typed}");
        check("se nn firma il psp cs succede?", "se non firma il psp cosa succede?");
        check("x l'adi qnti anni?", "per l'adi quanti anni?");
        check("xké nn pagano, ke faccio", "perché non pagano, che faccio");
        check("entro qnti gg. risponde? x 2 figli", "entro quanti giorni risponde? per 2 figli");
        check("cm si fa", "come si fa");
        // Units, signs, acronyms and what is glued to something.
        for left in
            ["una stanza di 40 cm", "3 x 2", "il modello X e la classe K", "asse x", "CS e DP", "RdC-x 1"]
        {
            check(left, left);
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(WRITTEN.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
