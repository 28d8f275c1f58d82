/** A handful of works for the mock server: written in the shape of the real sheets, with accents before every quotation. */

const NORMATTIVA = 'https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legge:2023-05-04;48';
const editorial = { status: 'editorial', url: NORMATTIVA, urn: null, verified_on: '2026-11-21' };

export const TOPICS = [
  { area: 'ADI', id: 'adi-requisiti', title: "Requisiti per l'ADI" },
  { area: 'ADI', id: 'adi-scala', title: 'Scala di equivalenza ADI' },
  { area: 'ADI', id: 'adi-termini', title: 'Primo incontro e termini' },
  { area: 'ADI', id: 'adi-obblighi', title: 'Obblighi, esclusioni e adesione volontaria' },
  { area: 'Presa in carico', id: 'pic-analisi', title: 'Analisi preliminare' },
  { area: 'Presa in carico', id: 'pic-pais', title: "Patto per l'inclusione sociale (PaIS)" },
  { area: 'GePI', id: 'gepi-funzioni', title: 'Come si fa in GePI' },
  { area: 'GePI', id: 'gepi-ruoli', title: 'Ruoli in GePI' },
  { area: 'ISEE e controlli', id: 'isee', title: 'ISEE' },
  { area: 'P.I.P.P.I.', id: 'pippi', title: 'P.I.P.P.I.' },
];

/** One entry per version; `passages` are anchors of its `##` headings. */
export const VERSIONS = [
  {
    work_id: 'adi-soglia-isee',
    title: "La soglia ISEE per l'Assegno di inclusione",
    tier: 'legislation',
    topics: ['adi-requisiti', 'isee'],
    measures: ['ADI'],
    reference: 'art. 2, comma 2, lett. b, n. 1, D.L. 48/2023',
    valid_from: '2024-01-01',
    valid_to: '2025-01-01',
    ...editorial,
    source: `
## Soglia ISEE di 9.360 euro {#soglia}

Fino al 31 dicembre 2024, per avere l'Assegno di inclusione (ADI) il nucleo deve avere un ISEE in corso di validità non superiore a 9.360 euro. Il rispetto della soglia ISEE da solo non basta: l'ADI chiede anche il limite di reddito familiare e gli altri requisiti.
`,
    asks: { soglia: ["Qual era la soglia ISEE per l'ADI nel 2024?"] },
  },
  {
    work_id: 'adi-soglia-isee',
    title: "La soglia ISEE per l'Assegno di inclusione",
    tier: 'legislation',
    topics: ['adi-requisiti', 'isee'],
    measures: ['ADI'],
    reference: "art. 2, comma 2, lett. b, n. 1, D.L. 48/2023, modificato dall'art. 1, comma 198, L. 207/2024",
    valid_from: '2025-01-01',
    valid_to: null,
    ...editorial,
    source: `
## Soglia ISEE di 10.140 euro {#soglia}

Per avere l'Assegno di inclusione (ADI) il nucleo deve avere un ISEE in corso di validità non superiore a 10.140 euro. Il limite ISEE di 10.140 euro per l'ADI vale dal 1° gennaio 2025, per effetto della L. 207/2024. Un nucleo con ISEE pari a 10.140 euro rispetta il limite dell'ADI, uno con ISEE di 10.141 euro no.
`,
    asks: { soglia: ["Qual è la soglia ISEE per l'ADI?", 'soglia isee adi 10.140'] },
  },
  {
    work_id: 'adi-scala',
    title: "La scala di equivalenza dell'ADI",
    tier: 'legislation',
    topics: ['adi-scala'],
    measures: ['ADI'],
    reference: 'art. 2, comma 4, D.L. 48/2023',
    valid_from: '2024-01-01',
    valid_to: null,
    ...editorial,
    source: `
## Si parte da 1 e si arriva a 2,2 o 2,3 {#base-e-massimo}

La scala di equivalenza dell'Assegno di inclusione (ADI) parte da 1 per il nucleo e non può superare 2,2. Il massimo della scala ADI sale a 2,3 se nel nucleo ci sono componenti con disabilità grave o non autosufficienti.

## Un adulto con carichi di cura: 0,4 {#carichi-di-cura}

Nella scala di equivalenza dell'Assegno di inclusione (ADI) un componente maggiorenne con carichi di cura aggiunge 0,4. L'aumento di 0,4 per i carichi di cura si applica a un solo componente del nucleo. Ci sono carichi di cura per l'ADI quando nel nucleo si trova almeno una di queste situazioni:

- un minore di 3 anni;
- 3 o più figli minorenni;
- un componente con disabilità o non autosufficiente.

## Minorenni: 0,15 i primi due, 0,1 gli altri {#minori}

Nella scala di equivalenza dell'Assegno di inclusione (ADI) ogni minorenne aggiunge 0,15 fino al secondo e 0,1 dal terzo in poi. Due minorenni aggiungono quindi 0,3 (0,15 + 0,15) alla scala ADI.

## Gli adulti che non aumentano la scala {#adulti-non-contati}

Un adulto fra 18 e 59 anni senza disabilità, senza carichi di cura e senza grave disagio certificato non aumenta la scala di equivalenza dell'Assegno di inclusione (ADI). Il reddito dell'adulto che non aumenta la scala ADI conta comunque nel reddito familiare.
`,
    asks: {
      'base-e-massimo': ['Da quanto parte e fin dove arriva la scala di equivalenza ADI?'],
      'carichi-di-cura': ['Quando si aggiunge lo 0,40 per i carichi di cura nella scala ADI?'],
      minori: ['Quanto vale ogni figlio minorenne nella scala ADI?'],
    },
  },
  {
    work_id: 'adi-primo-incontro',
    title: 'Il primo incontro con i servizi sociali',
    tier: 'guideline',
    topics: ['adi-termini'],
    measures: ['ADI'],
    reference: 'art. 4, comma 4, D.L. 48/2023',
    valid_from: '2024-01-01',
    valid_to: null,
    ...editorial,
    source: `
## Entro 120 giorni dalla firma del patto {#centoventi-giorni}

Il nucleo dell'Assegno di inclusione (ADI) deve presentarsi al primo appuntamento con i servizi sociali entro 120 giorni dalla sottoscrizione del patto di attivazione digitale. Se il nucleo non si presenta, il beneficio è sospeso.

## Il conto dei giorni {#conto}

Il termine di 120 giorni si conta dalla firma del patto di attivazione digitale, non dalla data della domanda: è un errore frequente.
`,
    asks: { 'centoventi-giorni': ['Entro quanto tempo va fatto il primo incontro?'], conto: ['Da quando si contano i 120 giorni?'] },
  },
  {
    work_id: 'gepi-giustificato-motivo',
    title: 'Inserire in GePI il giustificato motivo',
    tier: 'training',
    topics: ['gepi-funzioni', 'adi-termini'],
    measures: ['ADI'],
    reference: 'wiki GePI, pagina Case manager – Incontri',
    valid_from: '2024-01-01',
    valid_to: null,
    ...editorial,
    url: 'https://wiki-gepi.tech4care.eu/CaseManager/Incontri',
    source: `
## Il case manager può inserire il giustificato motivo {#inserire}

Il case manager può inserire in GePI il giustificato motivo della mancata presentazione del nucleo. Con il giustificato motivo registrato in GePI i termini si sospendono. Senza registrazione in GePI il sistema non tiene conto della giustificazione raccolta a voce.
`,
    asks: { inserire: ['Come si inserisce il giustificato motivo in GePI?'] },
  },
  {
    work_id: 'adi-faq-auto',
    title: "Domande frequenti: l'auto e l'ADI",
    tier: 'faq',
    topics: ['adi-requisiti'],
    measures: ['ADI'],
    reference: 'art. 2, comma 2, lett. c, D.L. 48/2023',
    valid_from: '2024-01-01',
    valid_to: null,
    ...editorial,
    source: `
## Quale auto impedisce l'ADI? {#auto}

Nessun componente deve essere intestatario di un'auto di cilindrata superiore a 1600 cc immatricolata la prima volta nei 36 mesi prima della domanda.
`,
    asks: { auto: ["Con l'auto nuova si perde l'ADI?"] },
  },
];

/** What each question is about: the first rule whose words all occur wins. */
export const RULES = [
  { words: ['ignora', 'istruzioni'], verdict: 'declined', reason: { kind: 'injection', text: 'La richiesta chiede di mettere da parte le regole con cui rispondo.' } },
  { words: ['ricetta'], verdict: 'out_of_scope', reason: { kind: 'off_topic', text: 'La domanda non riguarda le misure di inclusione.' } },
  { words: ['soglia', 'affitto'], verdict: 'partial', quotes: [['adi-soglia-isee', 'soglia', 0]], reason: { kind: 'partial', text: "Sull'affitto non ho trovato un passo in vigore alla data indicata." } },
  { words: ['soglia'], verdict: 'answered', quotes: [['adi-soglia-isee', 'soglia', 0], ['adi-soglia-isee', 'soglia', 1]], superseded: true },
  { words: ['carichi'], verdict: 'answered', quotes: [['adi-scala', 'carichi-di-cura', 0], ['adi-scala', 'carichi-di-cura', 2]] },
  { words: ['figlio', 'scala'], verdict: 'answered', quotes: [['adi-scala', 'adulti-non-contati', 0], ['adi-scala', 'adulti-non-contati', 1]] },
  { words: ['scala'], verdict: 'answered', quotes: [['adi-scala', 'base-e-massimo', 0]] },
  { words: ['primo incontro'], verdict: 'answered', quotes: [['adi-primo-incontro', 'centoventi-giorni', 0], ['adi-primo-incontro', 'conto', 0]] },
  { words: ['giustificato'], verdict: 'answered', quotes: [['gepi-giustificato-motivo', 'inserire', 0], ['gepi-giustificato-motivo', 'inserire', 1]] },
];
