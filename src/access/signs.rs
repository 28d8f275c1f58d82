//! What tells a name from other words with a capital: titles, roles, ages and deeds beside it, and the words, towns and houses that
//! look like names.

use regex::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("patterns of names are constants under test")
}

/// Words that begin with a capital in questions without being anyone's name.
pub(super) const COMMON: [&str; 46] = [
    "inclusione",
    "assegno",
    "isee",
    "inps",
    "comune",
    "ambito",
    "stato",
    "ministero",
    "gepi",
    "carta",
    "patto",
    "legge",
    "decreto",
    "reddito",
    "supporto",
    "progetto",
    "centro",
    "poste",
    "italia",
    "roma",
    "milano",
    "adi",
    "sfl",
    "pais",
    "pad",
    "psp",
    "rdc",
    "rei",
    "dsu",
    "siisl",
    "caf",
    "cpi",
    "puc",
    "leps",
    "naspi",
    "spid",
    "cie",
    "asl",
    "uepe",
    "serd",
    "coordinatore",
    "case",
    "responsabile",
    "equipe",
    "case manager",
    "coordinatrice",
];
/// Those of them after which streets are called.
pub(super) const STREETS: [&str; 3] = ["italia", "roma", "milano"];
/// Given names that are words too: alone, and at the start of a sentence, they are words.
pub(super) const DOUBTFUL: [&str; 24] = [
    "alba",
    "angelo",
    "assunta",
    "bianca",
    "costanza",
    "domenica",
    "felice",
    "franca",
    "franco",
    "gioia",
    "gloria",
    "grazia",
    "immacolata",
    "libero",
    "massimo",
    "modesto",
    "norma",
    "romano",
    "rosa",
    "salvo",
    "speranza",
    "vera",
    "viola",
    "vittoria",
];
/// Those of them that stay words inside a sentence.
pub(super) const WORDS: [&str; 9] =
    ["angelo", "domenica", "felice", "franco", "libero", "massimo", "norma", "salvo", "vera"];
/// Places with a given name in theirs. Saints have their own rule.
pub(super) const TOWNS: [(&str, &str); 11] = [
    ("reggio", "emilia"),
    ("emilia", "romagna"),
    ("martina", "franca"),
    ("vittorio", "veneto"),
    ("la", "maddalena"),
    ("gioia", "tauro"),
    ("castelfranco", "emilia"),
    ("venezia", "giulia"),
    ("l", "emilia"),
    ("dell", "emilia"),
    ("nell", "emilia"),
];
pub(super) const SAINTS: [&str; 4] = ["san", "santa", "santo", "sant"];
/// What is named after people: «Istituto Mario Negri», «legge Biagi».
const NAMED_AFTER: &str = r"(?i)\b(?:istituto|scuola|liceo|ospedale|policlinico|fondazione|legge|decreto|riforma|piano|associazione|cooperativa|parrocchia|stadio|teatro|universita|università|comunità|comprensivo|casa|villa|banca|ponte|piazza|codice|bonus|progetto|spazio|sportello|servizio|centro)(?:\s+(?:[A-Z]\S*|di|della|don)){0,2}\s+$";
pub(super) static AFTER: LazyLock<Regex> = LazyLock::new(|| pattern(NAMED_AFTER));

/// What comes before a name and nothing else.
pub(super) static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:signor(?:ina|[aei])?|sig\.?\s?r[ae]\b\.?|sig\.?na\b\.?|sigg?\b\.?|dott(?:\.?\s?ssa|or(?:e|essa)?)?\b\.?|dr\.?(?:ssa)?\b\.?|avv\b\.?|avvocat[oa]|ing\.|geom\.|rag\.|prof(?:\.?\s?ssa|essor(?:e|essa)?)?\b\.?|don\b|suor\b|mi\s+chiamo\b|nome\s+e\s+cognome\s*:?|cognome\s+e\s+nome\s*:?|nome\s*:|cognome\s*:|nominativo\s*:?)",
    )
});
/// What comes before a name, or before what a thing is called.
pub(super) static CALLED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:si\s+chiama(?:no)?|chiamat[oa]|di\s+nome)\b"));
/// What may come before a name, and before much else.
pub(super) static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:utent[ei]|beneficiari[oae]?|richiedent[ei]|intestatari[oa]|assistit[oaie]|percettor[ei]|percettric[ei]|coniug[ei]|marito|moglie|",
        r"compagn[oa]|convivente|partner|figli[oae]?|bambin[oaie]|bimb[oaie]|neonat[oa]|gemell[ie]|ragazz[oaie]|piccol[oa]|madre|padre|mamma|",
        r"pap[aà]|babbo|genitor[ei]|nonn[oaie]|fratell[oi]|sorell[ae]|zi[oa]|cugin[oa]|suocer[oa]|genero|nuora|nipot[ei]|cognat[oa]|minor[ei]|",
        r"collega|amic[oa]|vicin[oa]|badante|tutore|tutrice|curatore|curatrice|amministrat(?:ore|rice)\s+di\s+sostegno|assistente\s+sociale|",
        r"educatore|educatrice|operatore|operatrice|paziente|disabile|anzian[oa]|vedov[oa]|donna|uomo|persona|cittadin[oa]|famigli[ae]|fam|nucle[oi]|cas[oi]|",
        r"seguo|ho\s+in\s+carico|convoco|incontro|assisto|ho\s+convocato|ho\s+incontrato|parlo\s+di|sono)",
        r"(?:\s+(?:minore|maggiore|minorenne|maggiorenne|familiare|più\s+(?:grande|piccol[oa])|disabile|matern[oa]|patern[oa]|adult[oa]|straniera?|ucrain[oa]|",
        r"marocchin[oa]|albanes[ei]|rumen[oa]|romen[oa]|nigerian[oa]|primogenit[oa]))?\b"
    ))
});
/// An age, after a name.
pub(super) static AGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:,\s*|\s*\(|\s+di\s+|\s+ha\s+|\s+che\s+ha\s+|\s+ne\s+ha\s+|,\s*di\s+)\s*\d{1,3}\s*(?:anni|enne)\b(?:\s+(\p{L}+))?",
    )
});
/// What comes after the years of something else than an age.
pub(super) const NO_AGE: [&str; 11] =
    ["di", "fa", "dopo", "prima", "continuativi", "consecutivi", "da", "in", "dal", "dalla", "nel"];
/// What only a person does or is, after a name.
pub(super) static DEED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*,?\s+(?:non\s+)?(?:vive|abita|convive|lavora|percepisce|prende|guadagna|partorisce|studia|si\s+(?:è\s+)?presenta|si\s+è|è\s+(?:mort|decedut|incinta|nat|disoccupat|separat|vedov|sposat|invalid|malat|irreperibil|detenut|un[ao]?\b)|ha\s+(?:\d|un[ao]?\b|du[ei]|tre|quattro|cinque|pers|firmat|rifiutat|chiest|presentat|fatt|compiut|partorit|trovat|lasciat)|viene|vuole|dice|chiede|riceve)",
    )
});
/// Where a message ends with the name of who writes.
pub(super) static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:grazie(?:\s+mille|\s+infinite)?|saluti|cordialmente|buon lavoro|a presto)\s*[,.!\-–:]*\s+$",
    )
});
/// «i Bianchi», «dei Bianchi».
pub(super) const PLURAL: [&str; 7] = ["i", "gli", "dei", "degli", "ai", "agli", "coi"];
pub(super) const PARTICLES: [&str; 16] = [
    "de", "di", "del", "della", "dello", "lo", "la", "el", "al", "van", "ben", "bin", "abu", "dos", "da",
    "von",
];
