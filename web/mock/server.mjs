/** The contract of the service, with a few canned works: `npm run mock`, then http://127.0.0.1:8790 (it serves dist/ too).
 *  PORT, MOCK_DELAY (ms between events), MOCK_STATE = ready | building | degraded | starting.
 *  Words in a question that do something else: "errore500", "errore429", "interrotta" (the stream breaks), "senzastream". */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RULES, TOPICS, VERSIONS } from './data.mjs';
import { board } from './gaps.mjs';

const PORT = Number(process.env.PORT ?? 8790);
const DELAY = Number(process.env.MOCK_DELAY ?? 60);
const STATE = process.env.MOCK_STATE ?? 'ready';
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const GENERATION = '20261121-7f3a';
const CSP = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8' };

const feedbacks = [];
const answers = new Set();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const bytes = (text) => Buffer.byteLength(text);

const versions = VERSIONS.map((work) => {
  const version = work.valid_from ?? 'senza-data';
  const passages = [...work.source.matchAll(/^## (.*?) \{#(.*?)\}\n+([\s\S]*?)(?=\n+## |\n*$(?![\s\S]))/gm)].map((match) => {
    const start = match.index + match[0].length - match[3].length;
    const span = [bytes(work.source.slice(0, start)), bytes(work.source.slice(0, start + match[3].length))];
    return { passage_id: `${work.work_id}~${version}:${match[2]}`, anchor: match[2], heading: match[1], locator: match[2], span, text: match[3], start };
  });
  return { ...work, version, passages };
});

const inForce = (work, date) => (!work.valid_from || work.valid_from <= date) && (!work.valid_to || date < work.valid_to);
const provenance = ({ title, tier, status, reference, url, urn, verified_on, valid_from, valid_to }) =>
  ({ title, tier, status, reference, badge: badge(status, reference), url, urn, verified_on, valid_from, valid_to });
const badge = (status, reference) => (status === 'editorial' ? `sintesi di: ${reference?.match(/D\.[LM]\. \d+\/\d+/)?.[0] ?? reference}` : null);

/** What changed, told roughly: every passage that has another text, whole. */
function diff(id, from, to) {
  const [before, after] = [from, to].map((day) => versions.find((v) => v.work_id === id && inForce(v, day)));
  if (!before || !after) return null;
  const stand = (p) => ({ passage_id: p.passage_id, locator: p.locator, heading: p.heading, reference: '' });
  const changes = after.passages.map((now) => {
    const was = before.passages.find((p) => p.anchor === now.anchor);
    const pieces = [{ kind: 'removed', text: was?.text ?? '' }, { kind: 'added', text: now.text }].filter((p) => p.text);
    return { kind: was ? 'changed' : 'added', before: was ? stand(was) : null, after: stand(now), pieces };
  });
  return { work_id: id, from: before.version, to: after.version, unchanged: 0, changes, amended_by: [] };
}

function citation(work, anchor, at, n) {
  const passage = work.passages.find((p) => p.anchor === anchor);
  const sentences = passage.text.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  const quote = at === 2 ? passage.text.slice(passage.text.indexOf('Ci sono')) : sentences[at];
  const start = passage.start + passage.text.indexOf(quote);
  return {
    n, passage_id: passage.passage_id, work_id: work.work_id, version: work.version, ...provenance(work), quote,
    quote_span: [bytes(work.source.slice(0, start)), bytes(work.source.slice(0, start + quote.length))],
  };
}

function answer(question, asOf) {
  const date = asOf ?? new Date().toISOString().slice(0, 10);
  const readAs = [['sogla', 'soglia'], ['ani', 'anni']].filter(([typed]) => question.toLowerCase().split(/\W+/).includes(typed));
  const low = readAs.reduce((text, [typed, read]) => text.replace(typed, read), question.toLowerCase());
  const rule = RULES.find((r) => r.words.every((w) => low.includes(w)));
  const quotes = (rule?.quotes ?? []).map(([id, anchor, at]) => [versions.find((v) => v.work_id === id && inForce(v, date)), anchor, at]);
  const citations = quotes.filter(([work]) => work).map(([work, anchor, at], i) => citation(work, anchor, at, i + 1));
  const verdict = rule && (citations.length || !rule.quotes) ? rule.verdict : 'not_covered';
  const sentences = citations.map((c) => ({ text: c.quote.replace(/\n+- /g, ' – '), citations: [c.n], support: 'full' }));
  const nearest = verdict === 'not_covered' || verdict === 'partial'
    ? versions.filter((v) => inForce(v, date)).slice(1, 4).map((v, i) => ({ passage_id: v.passages[0].passage_id, title: `${v.title} – ${v.passages[0].heading}`, score: 0.41 - i / 20 }))
    : [];
  const warnings = citations.length ? [{ kind: 'editorial', text: 'La risposta si basa su una sintesi redazionale: fa fede il testo ufficiale.' }] : [];
  if (rule?.superseded && date < '2025-01-01') warnings.unshift({ kind: 'superseded', text: 'Dal 1° gennaio 2025 la soglia ISEE è di 10.140 euro.' });
  const redacted = question.replace(/\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b/gi, '[codice fiscale]');
  const id = `r-${Math.random().toString(36).slice(2, 10)}`;
  answers.add(id);
  return {
    id, question: redacted, read_as: readAs.map(([typed, read]) => ({ typed, read })), as_of: date, verdict, confidence: citations.length ? 0.93 : 0.12,
    text: sentences.map((s) => `${s.text} [${s.citations[0]}]`).join(' '), sentences, citations, nearest, warnings,
    reason: rule?.reason ?? (verdict === 'not_covered' ? { kind: 'insufficient', text: 'Nessun passo in vigore a questa data risponde alla domanda.' } : null),
    thread_id: null,
    ask_whom: verdict === 'not_covered' ? 'Il referente del tuo Ambito territoriale, oppure il supporto GePI del Ministero.' : null,
    gap_id: null, generation: GENERATION, reader: 'extractive', timings_ms: { redact: 0, find: 4, draft: 1, verify: 2, total: 7 },
  };
}

function json(response, status, body) {
  const problem = status >= 400 && body.title ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': problem }).end(JSON.stringify(body));
}
const problem = (response, status, title, detail) => json(response, status, { type: `urn:gepi-copilot:${status}`, title, status, detail });

async function postAnswer(request, response) {
  let body;
  try {
    body = JSON.parse(await text(request));
  } catch {
    return problem(response, 400, 'La richiesta non si legge', 'Il corpo non è JSON.');
  }
  const question = String(body.question ?? '').trim();
  if (!question || question.length > 2000) return problem(response, 422, 'La domanda non va bene', 'Serve una domanda da 1 a 2.000 caratteri.');
  if (question.includes('errore500')) return problem(response, 500, 'Si è rotto qualcosa', 'Il problema è nostro: riprova fra poco.');
  if (question.includes('errore429')) return problem(response, 429, 'Troppe domande', 'Aspetta qualche secondo e riprova.');
  const stream = request.headers.accept?.includes('text/event-stream') && !question.includes('senzastream');
  if (!stream) return json(response, 200, answer(question, body.as_of));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = async (name, data) => {
    response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    await sleep(DELAY);
  };
  await send('status', { stage: 'find' });
  if (question.includes('interrotta')) return response.destroy();
  const whole = answer(question, body.as_of);
  await send('status', { stage: 'draft' });
  await send('status', { stage: 'verify' });
  for (const c of whole.citations) await send('citation', c);
  for (const s of whole.sentences) await send('sentence', s);
  await send('done', whole);
  response.end();
}

async function text(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function summary(id) {
  const all = versions.filter((v) => v.work_id === id);
  const last = all.at(-1);
  const { title, tier, status, reference, url, verified_on } = last;
  return { work_id: id, title, tier, status, reference, badge: badge(status, reference), url, topics: last.topics, measures: last.measures, verified_on, versions: all.map(({ version, valid_from, valid_to }) => ({ version, valid_from, valid_to })) };
}

function topics() {
  const areas = [];
  for (const { area, id, title } of TOPICS) {
    const mine = versions.filter((v) => v.topics.includes(id));
    const topic = { id, title, works: new Set(mine.map((v) => v.work_id)).size, passages: mine.reduce((n, v) => n + v.passages.length, 0) };
    const last = areas.find((a) => a.area === area);
    if (last) last.topics.push(topic);
    else areas.push({ area, topics: [topic] });
  }
  return { areas };
}

const READY = {
  status: STATE === 'starting' ? 'starting' : 'ready',
  search: STATE === 'ready' ? 'hybrid' : 'bm25',
  generation: GENERATION,
  passages: versions.reduce((n, v) => n + v.passages.length, 0),
  building: STATE === 'building' ? { done: 120, total: 1480 } : null,
  degraded: STATE === 'degraded' ? 'La ricerca per significato non è disponibile: le risposte vengono cercate solo per parole.' : null,
};

async function file(path, response) {
  const name = normalize(join(DIST, path === '/' ? 'index.html' : path));
  try {
    if (!name.startsWith(DIST)) throw new Error('outside');
    const body = await readFile(name);
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-security-policy': CSP }).end(body);
  } catch {
    problem(response, 404, 'Pagina non trovata', 'Costruisci la pagina con «npm run build».');
  }
}

async function route(request, response) {
  const url = new URL(request.url, 'http://mock');
  const [, v1, kind, id, sub] = url.pathname.split('/').map(decodeURIComponent);
  const get = request.method === 'GET';
  if (url.pathname === '/readyz') return json(response, STATE === 'starting' ? 503 : 200, READY);
  if (v1 !== 'v1') return get ? file(url.pathname, response) : problem(response, 405, 'Metodo non ammesso');
  if (kind === 'answers' && !id && !get) return postAnswer(request, response);
  if (kind === 'answers' && sub === 'feedback' && !get) {
    if (!answers.has(id)) return problem(response, 404, 'Risposta non trovata', 'Questa risposta non esiste.');
    feedbacks.push({ id, ...JSON.parse(await text(request)) });
    return json(response, 201, { stored: true });
  }
  if (kind === 'topics') return json(response, 200, topics());
  if (kind === 'passages' && id) {
    const work = versions.find((v) => v.passages.some((p) => p.passage_id === id));
    const passage = work?.passages.find((p) => p.passage_id === id);
    if (!passage) return problem(response, 404, 'Passo non trovato', 'Il passo non esiste o è stato ritirato.');
    const { heading, span } = passage;
    return json(response, 200, { passage_id: id, work_id: work.work_id, version: work.version, ...provenance(work), heading, span, source: work.source });
  }
  if (kind === 'works' && !id) {
    const topic = url.searchParams.get('topic');
    const ids = [...new Set(versions.filter((v) => !topic || v.topics.includes(topic)).map((v) => v.work_id))];
    return json(response, 200, { works: ids.map(summary) });
  }
  if (kind === 'works' && sub === 'diff') {
    const found = diff(id, url.searchParams.get('from'), url.searchParams.get('to'));
    return found ? json(response, 200, found) : problem(response, 404, 'Versioni non trovate');
  }
  if (kind === 'works') {
    const date = url.searchParams.get('as_of') ?? new Date().toISOString().slice(0, 10);
    const work = versions.find((v) => v.work_id === id && inForce(v, date));
    if (!work) return problem(response, 404, 'Testo non trovato', 'Nessuna versione di questo testo è in vigore a quella data.');
    const passages = work.passages.map(({ passage_id, anchor, heading, locator, span }) => ({ passage_id, heading, locator, span, reference: work.reference, asks: work.asks[anchor] ?? [] }));
    return json(response, 200, { work_id: id, version: work.version, versions: summary(id).versions, ...provenance(work), amended_by: [], cites: [], cited_by: [], source: work.source, passages });
  }
  const told = board(request.method, [kind, id, sub], url.searchParams, get ? '' : await text(request));
  if (told?.csv) return response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end(told.csv);
  if (told) return json(response, told.status, told.body);
  return problem(response, 404, 'Indirizzo sconosciuto');
}

createServer((request, response) => {
  route(request, response).catch((cause) => {
    console.error(cause);
    if (!response.headersSent) problem(response, 500, 'Errore del server di prova', String(cause));
  });
}).listen(PORT, '127.0.0.1', () => console.log(`mock: http://127.0.0.1:${PORT} (${STATE})`));
