//! Acts by their canonical id: as a URN:NIR names them, and as they are printed («D.L. 48/2023»).

use super::LegalRef;

/// The kind in canonical ids, how it is printed, its name in a URN.
const KINDS: [(&str, &str, &str); 15] = [
    ("dl", "D.L.", "decreto.legge"),
    ("dlgs", "D.Lgs.", "decreto.legislativo"),
    ("lcost", "L. cost.", "legge.costituzionale"),
    ("l", "L.", "legge"),
    ("dpr", "D.P.R.", "decreto.del.presidente.della.repubblica"),
    ("dpcm", "D.P.C.M.", "decreto.del.presidente.del.consiglio.dei.ministri"),
    ("dm", "D.M.", "decreto.ministeriale"),
    ("di", "D.I.", "decreto.interministeriale"),
    ("dd", "D.D.", "decreto.direttoriale"),
    ("rd", "R.D.", "regio.decreto"),
    ("lr", "L.R.", "legge.regionale"),
    ("msg", "messaggio", "messaggio"),
    ("circ", "circolare", "circolare"),
    ("nota", "nota", "nota"),
    ("cost", "Corte cost.", "sentenza"),
];

/// The provision that a URN:NIR names (`urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2`), marks of a version left
/// out; its span is the whole URN. None for what is no URN of an act.
pub fn of_urn(urn: &str) -> Option<LegalRef> {
    let mut parts = urn.strip_prefix("urn:nir:")?.splitn(3, ':');
    let (authority, name, label) = (parts.next()?, parts.next()?, parts.next()?);
    let (label, place) = label.split_once('~').unwrap_or((label, ""));
    let label = label.split(['!', '@', '#', ':']).next()?;
    let place = place.split(['!', '@', '#']).next()?;
    let kind = match name {
        "decreto" if authority.starts_with("minister") => "dm",
        "legge" if authority.starts_with("regione") => "lr",
        _ => KINDS.iter().find(|(_, _, in_urn)| *in_urn == name)?.0,
    };
    let (day, number) = label.split_once(';').unwrap_or((label, ""));
    let year = day.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?;
    let label = if number.is_empty() { day.to_owned() } else { format!("{number}-{year}") };
    let mut found = LegalRef {
        span: super::Span::new(0, urn.len()),
        act: Some(format!("{kind}-{label}")),
        ..LegalRef::default()
    };
    for part in place.split('-').filter(|part| !part.is_empty()) {
        let (slot, value) = match part.get(..3)? {
            "art" => (&mut found.article, &part[3..]),
            "com" => (&mut found.comma, &part[3..]),
            "let" => (&mut found.letter, &part[3..]),
            "num" => (&mut found.number, &part[3..]),
            _ => continue,
        };
        *slot = Some(hyphened(value)).filter(|value| !value.is_empty());
    }
    Some(found)
}

/// «10ter» as «10-ter».
fn hyphened(value: &str) -> String {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, ending) = value.split_at(digits);
    if number.is_empty() || ending.is_empty() || !ending.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return value.to_owned();
    }
    format!("{number}-{ending}")
}

/// An act as it is printed: «D.L. 48/2023», «D.M. 22/10/2019», «messaggio INPS 640/2026». An id of no known kind is
/// printed as it is.
pub fn printed(id: &str) -> String {
    let mut parts = id.split('-');
    let kind = parts.next().and_then(|kind| KINDS.iter().find(|(known, _, _)| *known == kind));
    let rest: Vec<&str> = parts.collect();
    let Some((_, short, _)) = kind else { return id.to_owned() };
    let figures = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match rest.as_slice() {
        [issuer, number, year] if !figures(issuer) && figures(number) => {
            format!("{short} {} {number}/{year}", issuer.to_uppercase())
        }
        [year, month, day] if [year, month, day].into_iter().all(figures) => {
            format!("{short} {day}/{month}/{year}")
        }
        [number, year] => format!("{short} {number}/{year}"),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_is_read_as_the_citation_it_names() {
        let check = |urn: &str, expected: Option<&str>| {
            assert_eq!(of_urn(urn).map(|r| r.canonical()).as_deref(), expected, "{urn}");
        };
        check("urn:nir:stato:decreto.legge:2023-05-04;48", Some("dl-48-2023"));
        check("urn:nir:stato:decreto.legge:2023-05-04;48~art2-com2", Some("dl-48-2023#art2-com2"));
        check("urn:nir:stato:decreto.legge:2025-06-26;92~art10ter", Some("dl-92-2025#art10-ter"));
        check(
            "urn:nir:stato:legge:2024-12-30;207!vig=2025-01-01~art1-com198",
            Some("l-207-2024#art1-com198"),
        );
        check(
            "urn:nir:stato:legge:2024-12-30;207~art1-com198-leta!vig=",
            Some("l-207-2024#art1-com198-leta"),
        );
        check(
            "urn:nir:stato:decreto.del.presidente.del.consiglio.dei.ministri:2013-12-05;159",
            Some("dpcm-159-2013"),
        );
        check("urn:nir:ministero.lavoro.e.politiche.sociali:decreto:2023-12-13;154", Some("dm-154-2023"));
        check("urn:nir:ministero.lavoro.e.politiche.sociali:decreto:2019-10-22", Some("dm-2019-10-22"));
        check("urn:nir:stato:decreto.legge:maggio;48", None);
        check("urn:nir:stato:editto:1848-03-26;695", None);
        check("https://www.inps.it/", None);
        check("urn:nir:", None);
        check("", None);
    }

    #[test]
    fn an_act_is_printed_as_people_write_it() {
        for (id, expected) in [
            ("dl-48-2023", "D.L. 48/2023"),
            ("dlgs-147-2017", "D.Lgs. 147/2017"),
            ("dm-2019-10-22", "D.M. 22/10/2019"),
            ("msg-inps-640-2026", "messaggio INPS 640/2026"),
            ("nota-mlps-12607-2024", "nota MLPS 12607/2024"),
            ("cost-31-2025", "Corte cost. 31/2025"),
            ("wiki", "wiki"),
            ("dl-48", "dl-48"),
            ("", ""),
        ] {
            assert_eq!(printed(id), expected, "{id}");
        }
    }

    #[test]
    fn what_is_printed_is_read_again() {
        for id in
            ["dl-48-2023", "dlgs-147-2017", "dpcm-159-2013", "msg-inps-640-2026", "nota-mlps-12607-2024"]
        {
            let found = crate::text::references(&printed(id));
            assert_eq!(found.iter().map(LegalRef::canonical).collect::<Vec<_>>(), [id]);
        }
    }
}
