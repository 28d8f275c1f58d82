//! The words by which the clauses of a question are told apart. One list: with accents and without them, small letters and
//! capitals.

use regex::Regex;
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

/// What follows is given as certain.
pub(super) const SINCE_WORDS: &str = r"(?:(?:dato|visto|considerato|considerando|posto|premesso|ammesso|assodato|tenuto conto|dal momento|per il fatto|sapendo) che|siccome|poich[eé]|giacch[eé]|essendo|dovendo|avendo)";

/// What follows, with «che», is known or was heard.
pub(super) const HEARD_WORDS: &str = r"(?:so|sappiamo|sapevo|sapevamo|credevo|pensavo|ricordo|ricordavo|mi risulta|ci risulta|mi dicono|ci dicono|(?:mi|ci|gli|le) (?:ha|hanno) (?:detto|riferito|assicurato|spiegato)|(?:ho|abbiamo) (?:letto|sentito|saputo)|dice|dicono|sostiene|sostengono|riferisce|riferiscono|assicura|assicurano)";

/// What stands before is to be confirmed.
pub(super) const CONFIRM_WORDS: &str = r"(?:conferm(?:i|ate|a)|giusto|corretto|esatto|sbaglio|(?:è|e['’]?) cos[iì]|dico bene|(?:ha|hanno) ragione)";

/// What stands before has what follows for a consequence.
pub(super) const THUS_WORDS: &str = r"(?:quindi|perci[oò]|allora|pertanto|dunque)";

/// A form of a verb by which something is said of something: the commonest, and what endings tell.
pub(super) static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\be['’]\s|\b(?:è|é|sono|ha|hanno|ho|abbiamo|dev\w+|dovr\w+|può|puo|possono|potr\w+|spetta|serve|vale|basta|dura|scade|decade|va|fa|viene|era|siamo|c['’]è|resta|prende|perde|entra|esce|riceve|conta|tocca|dà|sta|vuole|vive|lavora|chiede|risulta|manca|prevede|arriva|parte|decorre|copre|comprende|include|riguarda|richiede|impone|esclude|riconosce|continua|passa|recupera|tiene|decide|approva|manda|invia|compila|convoca|controlla|blocca|sospende|rilascia|attesta|certifica|segnala|registra|assegna|apre|chiude|finisce|inizia|comincia|cambia|cumula|rientra|paga|comunica|(?:si|non|lo|li|gli|ci|mi|ne|viene|vengono)\s+\w+|\w{3,}(?:ano|ono|iamo|rà|ava|eva))\b",
    )
});

/// Any of the words that give something for certain or want it confirmed; «se» only supposes.
pub(super) static CERTAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:{SINCE_WORDS}|{HEARD_WORDS} che|(?:mi|ci) risulta|se [èe]'? vero che|{CONFIRM_WORDS}|{THUS_WORDS})\b|\b(?:vero|no) ?\?"
    ))
});

/// «…, giusto?» at a text's end.
pub(super) static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)[,.:;?\s]+(?:e |o )?(?:(?:me lo |ce lo |lo |mi |ci )?(?:è )?{CONFIRM_WORDS}|non è vero|(?:è )?vero|no)\s*\?+\s*$"
    ))
});

/// Words with which something is asked, not told.
pub(super) static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:e|ma|a|da|di|in|per|con|entro) )?(?:qual[ei]?|quant[oaie]|quando|come|cosa|che cosa|dove|perch[eé])\b",
    )
});

/// What the asker is at («devo decidere chi mandare: …») is his own business, not a rule.
pub(super) static AT_WORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:devo|dobbiamo|vorrei|vorremmo|voglio|vogliamo|sto|stiamo|cerco|cerchiamo|provo|proviamo|non riesco|non riusciamo)\s+(?:cercando di |provando a |a |di )?(?:decid|cap|sape|valut|scegli|stabil|ragion|orient)(?:ere|ire|are|re|endo|ando|rmi|rci|irci|irmi|armi|arci)\b",
    )
});

/// What happened to the asker («mi hanno dato il ruolo di …: …») is no rule either.
pub(super) static MINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:io|noi|oggi|ieri|adesso|ora) )?(?:(?:mi|ci) (?:(?:è|e['’]|sono) stat[oaie]|ha|hanno|capita|trovo|troviamo|occupo|occupiamo)\s|(?:ho|abbiamo|avevo|avevamo|siamo|seguo|seguiamo|lavoriamo)\s|sono (?:l['’]|(?:un|una|il|la|lo|appena|stat[oa])\s)|lavoro (?:in|al|alla|nel|nella|come|per|da)\s|(?:(?:il|la|i|le) (?:mi[oae]|miei|nostr[oaie]) )?(?:il |la )?(?:dirigent|responsabil|coordinat|colleg)\w+ (?:mi|ci)\s)",
    )
});

/// What must be done, or was heard, may be wrong whoever tells it.
pub(super) static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bobblig|\btenut[oaie]\b|\bsiamo noi\b|\bche\b|\bla stessa\b|\blo stesso\b")
});

/// «Se …» as a fact: «se è vero che …», «se …, perché …?».
pub(super) static TRUE_THAT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:è|é|e['’]) vero che\b"));

/// What is asked after such a fact.
pub(super) static WHY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*,?\s*(?:perch[eé]|come mai|allora|io)\b"));

/// A term told in words.
pub(super) static TERM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:entro|un (?:giorno|mese|anno)|una settimana|ogni (?:giorno|settimana|mese|anno)|metà)\b",
    )
});

/// «…, quindi …», «… quindi …»; a mark between figures is none.
pub(super) static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?i)[,;:]\s+(?:e\s+{THUS_WORDS}\s+)?|\s+(?:e\s+)?{THUS_WORDS}\s+|\s+[–-]\s+"))
});

/// What cannot stand without what was told before it.
pub(super) static DEPENDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:che|cui|(?:il|la|i|le) qual[ei]|anche|pure|pur|salvo|tranne|oltre|nemmeno|neanche|neppure|n[eé]|non solo|come|e|o|più|compres[oaie])\b",
    )
});

/// What cannot stand without what is told after it.
pub(super) static OPENS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:e|ma) )?(?:se|quando|finché|finche|una volta|appena|dopo|prima|mentre|anche se|nel caso|qualora|per chi|con|per|in|nel|nella|nei)\b",
    )
});

/// «giusto», «o sbaglio», «me l'ha detto il collega», «posso dirlo alla famiglia».
pub(super) static CONFIRMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:e |o |ma |così )?(?:(?:(?:me lo |ce lo |lo |mi |ci |ti |vi )?(?:è |non è )?{CONFIRM_WORDS}|(?:è |non è )?vero|no|s[iì] o no|ok|okay|(?:ti |vi |le )?risulta|va bene(?: così| cosi)?|(?:ho |abbiamo )?(?:detto|capito|fatto|risposto|scritto) (?:bene|giusto|male)|giusto così)|posso (?:dir(?:lo|glielo)|scriver(?:lo|glielo)|confermar(?:lo|glielo)|assicurar(?:lo|glielo)|riferir(?:lo|glielo)|tranquillizzar\w+|rassicurar\w+|(?:rispondere|dire|scrivere) cos[iì])(?: \w+){{0,8}}|(?:(?:così |cosi |come )?(?:me |mi |ce |ci )?(?:lo |l['’] ?)?(?:ha|hanno)? ?(?:detto|dice|dicono|scritto|sentito|letto|riferito|assicurato)\b[^?]{{0,60}}))\W*$",
    ))
});

/// «Dice che …»: what was said follows.
pub(super) static SAYS_THAT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:detto|dice|dicono|scritto|sentito|letto|riferito|assicurato)(?: \w+){0,4} (?:che|se)\b",
    )
});

/// «Che conseguenza ha …», where a sentence begins.
pub(super) static WHICH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(?:a|da|di|in|per|con|entro) )?(?:che|ke)\s"));

/// «Chi firma …»; «chi firma …, deve …» tells.
pub(super) static WHO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(?:a|da|di|in|per|con) )?(?:chi|ki)\s"));

/// «Mi chiedono tutti quando …».
pub(super) static HANDED_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:mi|ci) (?:chied\w+|domandan?o?)|(?:vorrei|vorremmo|vuole|vogliono) sapere|non (?:so|sappiamo|capisco))\b",
    )
});

/// What opens a clause and gives it for certain, or only leads to it.
pub(super) static OPENER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:(?:e|ed|ma|però|pero|poi|ora|oggi|intanto|comunque|cioè|cioe|ok|bene|invece|infatti|perch[eé]|allora)\s+)*({SINCE_WORDS}\s+(?:che\s+)?|{THUS_WORDS}\s+)?"
    ))
});

/// «Il patronato dice che …», «le ho spiegato che …».
pub(super) static HEARD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:{HEARD_WORDS}|(?:ho|abbiamo) (?:detto|spiegato|scritto|risposto|capito)(?: a \w+(?: \w+)?)?|(?:ha|hanno) (?:detto|scritto|ripetuto|spiegato)|aver (?:capito|letto|sentito)|racconta|raccontano|spiega|spiegano|ripete|ripetono|scrive|scrivono|insiste|insistono|crede|credono|pensa|pensano|è convint[oa]|sono convint[oaie]) che,?\s+"
    ))
});

/// Who the case is about, where a clause begins.
pub(super) static CASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:il|la|lo|i|le|gli|un|una|quest[oaie]|quel|quella|mi[oa]|l['’]|un['’]|ho|abbiamo|seguo|in carico|due|tre)\s?)*(?:fratell[oi]|sorell[ae]|lui|lei|single|invalid[oa]|disoccupat[oa]|signor[aei]?|sig|utente|uomo|donna|ragazz[oaie]|figli[oaie]?|bambin[oaie]|marito|moglie|madre|padre|mamma|papà|papa|nonn[oai]|suocer[oa]|genitor[ei]|anzian[oaie]|coppia|nucleo|famiglia|persona|adulto|collega|coordinat\w+|dirigente|sindaco)\b",
    )
});

/// «Gli hanno detto …», «una di loro …».
pub(super) static OF_THEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:gli|le) (?:ha|hanno)|di loro|quest[oaie] (?:signor|famigli|nucle|coppi|ragazz|utent)\w+|circa)\b",
    )
});

/// «Ha …», «non lavora», «è …»: still of whom the clause before was about.
pub(super) static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:lui|lei|loro|non|mai|ci|si|ne|ora|adesso|oggi|però|poi|anche) )*(?:è|e['’]|sono|ha|hanno|aveva\w*|era\w*|viv\w+|lavor\w+|abit\w+|prend\w+|percep\w+|occupa\w*|guadagn\w+|risult\w+|vuole|vogliono|sta|stanno|non)\b",
    )
});

/// «… come si fa, …»: asked without beginning so.
pub(super) static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:come (?:si|lo|la|li|le|devo|faccio|funziona)|quant[oaie]|qual[ei]?|(?:che )?cosa)\b|\b(?:quando|dove|chi|come|perch[eé])$",
    )
});

/// «…, e da chi?»: what stands before is asked, too.
pub(super) static ALSO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:e|ed|o|oppure)\s"));

/// «Per chi …», «quando …», before what is asked of it.
pub(super) static ONLY_OPENS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:e|ma) )?(?:quando|finché|finche|una volta|appena|mentre|anche se|nel caso|qualora|per chi|chi|(?:prima|invece) di|dopo aver\w*|per \w+[aei]re)\b",
    )
});

/// Words of rules, which make a piece more than a fragment.
pub(super) static RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:obbligh?[oi]|divieto|diritto|tenut[oaie]|obbligatori[oaie]|facoltativ[oaie])\b")
});

/// What is said of a household as a rule: «il nucleo deve …».
pub(super) static RULED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:dev\w+|obblig\w+|tenut[oaie]|perd(?:e|ono)|decad(?:e|ono)|spett\w+|diritto|può|puo|possono)\b",
    )
});

/// «Se …»: supposed.
pub(super) static IF: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:anche )?se\s+"));
