/** The board of gaps for the mock server: gaps in every state with their evidence and proof, holds, the matrix. Kept in memory. */
import { TOPICS, VERSIONS } from './data.mjs';

const GENERATION = '20261121-7f3a';
const NEXT = {
  new: ['confirmed', 'dismissed'], confirmed: ['assigned', 'dismissed'], assigned: ['in_preparation', 'confirmed', 'dismissed'],
  in_preparation: ['published', 'assigned', 'dismissed'], published: ['in_preparation', 'confirmed'], verified_closed: ['confirmed'], dismissed: ['new'],
};
const TIERS = ['legislation', 'guideline', 'training', 'faq'];

const passage = (id, anchor, version, confidence, quote = null) => {
  const work = VERSIONS.find((v) => v.work_id === id && v.valid_from === version);
  return {
    passage_id: `${id}~${version}:${anchor}`, work_id: id, version, title: work.title, tier: work.tier, reference: work.reference,
    score: 0.4 + confidence / 2, confidence, valid_from: work.valid_from, valid_to: work.valid_to, quote,
  };
};

const tried = (found) => [
  { step: 'as_asked', text: 'La domanda com\'è, alla data di oggi', found: found === 'as_asked' },
  { step: 'wider', text: 'Più passi, riletti uno per uno', found: found === 'wider' },
  { step: 'any_date', text: 'Anche i testi che non valgono più', found: found === 'any_date' },
  { step: 'rewritten', text: 'La domanda detta con altre parole', found: found === 'rewritten' },
];

const weighed = (need, why, wordings) => ({
  need, why, at: '2026-11-21T09:12:00Z', generation: GENERATION, weighed: wordings.length,
  counts: wordings.reduce((counts, w) => ({ ...counts, [w.need]: (counts[w.need] ?? 0) + 1 }), {}), wordings,
});

const EVIDENCE = {
  b1: () => weighed('missing', 'Nessun testo pubblicato dice quando un\'offerta di lavoro è congrua.', [
    { question: 'Quando un\'offerta di lavoro è congrua?', need: 'missing', why: 'I passi più vicini parlano dei requisiti, non delle offerte di lavoro.', tried: tried(''), near: [passage('adi-faq-auto', 'auto', '2024-01-01', 0.08), passage('adi-soglia-isee', 'soglia', '2025-01-01', 0.05)] },
    { question: 'offerta congrua distanza km', need: 'missing', why: 'Nessun passo parla della distanza dal posto di lavoro.', tried: tried(''), near: [] },
    { question: 'A quanti chilometri può essere il lavoro offerto?', need: 'partial', why: 'Un passo parla della sede di lavoro, ma non della distanza.', tried: tried('wider'), near: [passage('adi-primo-incontro', 'conto', '2024-01-01', 0.31)] },
  ]),
  b2: () => weighed('outdated', 'Risponde solo un testo che è valso fino al 31 dicembre 2024.', [
    { question: 'La soglia ISEE è ancora di 9.360 euro?', need: 'outdated', why: 'Lo dice un testo che non vale più.', tried: tried('any_date'), near: [passage('adi-soglia-isee', 'soglia', '2024-01-01', 0.91, 'Fino al 31 dicembre 2024, per avere l\'Assegno di inclusione (ADI) il nucleo deve avere un ISEE in corso di validità non superiore a 9.360 euro.')] },
  ]),
};

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const make = (id, title, topic, state, more = {}) => ({
  gap: {
    id, title, terms: title.toLowerCase().replace(/[?«»]/g, '').split(' ').filter((w) => w.length > 5).slice(0, 4), topic, state, version: 1, office: '', tier: '',
    questions: 4, wordings: 3, askers: 3, tenants: 2, first_seen: day(40), last_seen: day(2), weeks: [1, 0, 1, 2], need: null, closed_on: null, ...more.gap,
  },
  observations: (more.asked ?? [title]).map((text, n) => ({ text, verdict: n % 2 ? 'uncertain' : 'not_covered', confidence: 0.2, generation: GENERATION, day: day(2 + n) })),
  history: [{ from: '', to: 'new', role: '', who: '', note: '', at: `${day(40)}T08:00:00Z` }, ...(more.history ?? [])],
  evidence: null, proof: [], replay: null, hold: false, ...more.read,
});

const proof = (question, passed) => ({
  question, verdict: passed ? 'answered' : 'not_covered', answer_id: 'r-1', text: passed ? 'Ogni minorenne aggiunge 0,15 fino al secondo e 0,1 dal terzo in poi.' : '',
  passage_id: passed ? 'adi-scala~2024-01-01:minori' : null, title: passed ? "La scala di equivalenza dell'ADI" : null, tier: passed ? 'legislation' : null,
  reference: passed ? 'art. 2, comma 4, D.L. 48/2023' : null, quote: passed ? "Nella scala di equivalenza dell'Assegno di inclusione (ADI) ogni minorenne aggiunge 0,15 fino al secondo e 0,1 dal terzo in poi." : null,
  generation: GENERATION, at: `${day(1)}T18:00:00Z`, passed,
});

const step = (from, to, note, ago) => ({ from, to, role: 'ministry', who: 'r7', note, at: `${day(ago)}T10:30:00Z` });

const GAPS = [
  make('b1', "Quando un'offerta di lavoro è congrua?", 'adi-obblighi', 'new', {
    gap: { questions: 31, wordings: 14, askers: 22, tenants: 9, weeks: [3, 6, 8, 14], need: 'missing' },
    asked: Array.from({ length: 14 }, (_, n) => ["Quando un'offerta di lavoro è congrua?", 'offerta congrua distanza km', 'A quanti chilometri può essere il lavoro offerto?'][n % 3]),
    read: { evidence: EVIDENCE.b1() },
  }),
  make('b2', 'La soglia ISEE è ancora di 9.360 euro?', 'isee', 'confirmed', {
    gap: { questions: 12, wordings: 6, askers: 9, tenants: 5, weeks: [4, 4, 2, 2], need: 'outdated', version: 2 },
    history: [step('new', 'confirmed', 'Lo chiedono in molti dopo la legge di bilancio.', 5)], read: { evidence: EVIDENCE.b2(), hold: true },
  }),
  make('b3', 'Chi firma il patto se il beneficiario ha un tutore?', 'pic-pais', 'assigned', {
    gap: { office: 'DG povertà, ufficio II', tier: 'guideline', version: 3 },
    history: [step('new', 'confirmed', '', 12), step('confirmed', 'assigned', 'Serve una nota operativa.', 9)],
  }),
  make('b4', 'Quanto vale ogni figlio minorenne nella scala ADI?', 'adi-scala', 'published', {
    gap: { office: 'DG povertà, ufficio I', tier: 'legislation', version: 5, need: 'missing' },
    read: { proof: [proof('Quanto vale ogni figlio minorenne nella scala ADI?', true), proof('scala figli minori coefficiente terzo figlio', false)], replay: { id: 'p1', generation: GENERATION, state: 'done', done: 2, of: 2, answered: 1, at: `${day(1)}T18:00:00Z` } },
  }),
  make('b5', 'Quanti giorni per il primo incontro?', 'adi-termini', 'verified_closed', {
    gap: { office: 'DG povertà, ufficio I', tier: 'legislation', version: 6, closed_on: GENERATION, weeks: [5, 1, 0, 0] }, read: { proof: [proof('Quanti giorni per il primo incontro?', true)] },
  }),
  make('b6', 'Quante ferie spettano al case manager?', 'pic-analisi', 'dismissed', {
    gap: { version: 2, need: 'out_of_scope', weeks: [0, 0, 0, 0], askers: 0, tenants: 1, questions: 1, wordings: 1 }, history: [step('new', 'dismissed', 'Riguarda il contratto di lavoro, non le misure.', 20)],
  }),
  ...Array.from({ length: 54 }, (_, n) => make(`c${n}`, `Come si registra in GePI la rinuncia numero ${n + 1}?`, 'gepi-funzioni', 'new', { gap: { questions: 1, wordings: 1, askers: 1, tenants: 1, weeks: [0, 0, 0, 1] } })),
];
let held = [{ topic: 'adi-obblighi', title: 'Obblighi, esclusioni e adesione volontaria', reason: 'Una sentenza della Corte costituzionale ha cambiato la regola: il materiale è in revisione.', by: 'ministry', at: `${day(1)}T07:30:00Z` }];

const read = (one) => ({ ...one, next: NEXT[one.gap.state], hold: held.some((h) => h.topic === one.gap.topic) });
const fail = (status, title, detail) => ({ status, body: { type: `urn:gepi-copilot:problem:mock${status}`, title, status, detail } });
const good = (body, status = 200) => ({ status, body });

function listed(query) {
  const wanted = (name) => query.get(name) ?? '';
  const all = GAPS.map((one) => one.gap).filter((gap) => ['state', 'topic', 'need'].every((name) => !wanted(name) || gap[name] === wanted(name)));
  const start = wanted('after') ? all.findIndex((gap) => gap.id === wanted('after')) + 1 : 0;
  const items = all.slice(start, start + 50);
  return { all, page: { items, next: start + items.length < all.length ? items.at(-1).id : null } };
}

function matrix() {
  return TOPICS.map(({ id, title }) => {
    const works = VERSIONS.filter((v) => v.topics.includes(id) && !v.valid_to);
    const gaps = GAPS.filter(({ gap }) => gap.topic === id && !['verified_closed', 'dismissed'].includes(gap.state));
    const count = (tier) => works.filter((v) => v.tier === tier).reduce((n, v) => n + v.source.split('\n## ').length - 1, 0);
    return {
      topic: id, title, passages: Object.fromEntries(TIERS.map((tier) => [tier, count(tier)])), asked: gaps.length ? { answered: works.length * 7, not_covered: gaps.length } : {}, open: gaps.length,
      assigned: gaps.reduce((by, { gap }) => (gap.tier ? { ...by, [gap.tier]: (by[gap.tier] ?? 0) + 1 } : by), {}),
      covered: Object.fromEntries(TIERS.filter(count).map((tier) => [tier, count(tier)])),
    };
  });
}

function transition(one, body) {
  const { gap } = one;
  if (body.version !== gap.version) return fail(409, 'Cambiato nel frattempo', `Hai letto la versione ${body.version}, ora è la ${gap.version}.`);
  if (!NEXT[gap.state].includes(body.to)) return fail(422, 'Passaggio non possibile', `Dallo stato «${gap.state}» non si passa a «${body.to}».`);
  if (body.to === 'assigned' && (!body.office || !body.tier)) return fail(422, 'Passaggio non possibile', 'Per assegnare servono l\'ufficio e il livello.');
  if (body.to === 'dismissed' && !body.note) return fail(422, 'Passaggio non possibile', 'Per scartare un bisogno serve il motivo.');
  one.history.push({ from: gap.state, to: body.to, role: 'ministry', who: 'r7', note: body.note ?? '', at: new Date().toISOString() });
  Object.assign(gap, { state: body.to, version: gap.version + 1 }, body.to === 'assigned' && { office: body.office, tier: body.tier });
  return good(read(one));
}

/** Each look at a running replay finds it further. */
function replay(one) {
  const run = one.replay;
  if (run?.state !== 'running') return;
  run.done = Math.min(run.of, run.done + 1);
  run.answered = run.done;
  if (run.done === run.of) run.state = 'done';
}

/** Every good line of a CSV becomes a gap of its own: nothing is grouped here. */
function lines(text) {
  const [head, ...rest] = text.split('\n').map((line) => line.trim());
  if (!/^(domanda|question)\b/.test(head)) return null;
  const skipped = rest.map((line, n) => ({ line: n + 2, why: 'la riga non si legge, o manca la domanda.', text: line })).filter(({ text: line }) => line.startsWith(';'));
  const taken = rest.filter((line) => line && !line.startsWith(';')).map((line) => line.split(';')[0]);
  for (const question of new Set(taken)) {
    if (GAPS.some(({ gap }) => gap.title === question)) continue;
    GAPS.push(make(`i${GAPS.length}`, question, 'pic-pais', 'new', { gap: { questions: 1, wordings: 1, askers: 0, tenants: 1, weeks: [0, 0, 0, 1] } }));
  }
  return { taken: taken.length, skipped: skipped.map(({ line, why }) => ({ line, why })) };
}

/** What the service would say, or null for an address that is not the board's; `text` is the body. */
export function board(method, [kind, id, sub], query, text) {
  const json = () => JSON.parse(text || '{}');
  if (kind === 'gaps.csv') return { status: 200, csv: ['id,title,state', ...listed(query).all.map((g) => `${g.id},"${g.title}",${g.state}`)].join('\n') };
  if (kind === 'holds' && !id && method === 'GET') return good(held);
  if (kind === 'holds' && !id) {
    const { topic, reason } = json();
    held = [...held.filter((h) => h.topic !== topic), { topic, title: TOPICS.find((t) => t.id === topic)?.title ?? topic, reason, by: 'ministry', at: new Date().toISOString() }];
    return good(held, 201);
  }
  if (kind === 'holds' && sub === 'release') {
    held = held.filter((h) => h.topic !== id);
    return good(held);
  }
  if (kind !== 'gaps') return null;
  if (!id) return good(listed(query).page);
  if (id === 'matrix') return good(matrix());
  if (id === 'import') {
    const found = lines(text);
    return found ? good(found) : fail(422, 'File non leggibile', 'Nel file CSV manca la colonna «question» (o «domanda»).');
  }
  if (id === 'replays') {
    const { gaps: wanted = [] } = json();
    for (const one of GAPS.filter(({ gap }) => !wanted.length || wanted.includes(gap.id))) one.replay = { id: 'p2', generation: GENERATION, state: 'running', done: 0, of: 3, answered: 0, at: new Date().toISOString() };
    return good({ id: 'p2' }, 202);
  }
  const one = GAPS.find(({ gap }) => gap.id === id);
  if (!one) return fail(404, 'Non trovato', "Non c'è un bisogno con questo identificativo.");
  if (sub === 'transitions') return transition(one, json());
  if (sub === 'weigh') {
    one.evidence = EVIDENCE[id]?.() ?? EVIDENCE.b1();
    one.gap.need = one.evidence.need;
  }
  replay(one);
  return good(read(one));
}
