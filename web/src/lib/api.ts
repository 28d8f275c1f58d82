/** Calls to the service. Every failure leaves as a `Failure`, whose problem can be shown to a person. */
import type { Answer, Area, Citation, Diff, News, PassageView, Problem, Ready, Reason, Sentence, Stage, Term, WorkSummary, WorkView } from './types';
import { identity, meet } from './identity';
import { events } from './sse';
import { t } from './strings';

const SILENCE_MS = 45_000;

export class Failure extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** What arrives while the answer is being made. */
export interface Listener {
  stage(stage: Stage): void;
  sentence(sentence: Sentence): void;
  citation(citation: Citation): void;
  /** What came so far does not count: the answer is being asked again. */
  restart(): void;
}

const local = (title: string): Problem => ({ title, status: 0 });

async function problem(response: Response): Promise<Problem> {
  const { status } = response;
  const fallback = status === 429 || status === 503 ? t.error.busy : status >= 500 ? t.error.server : t.error.refused;
  const isProblem = response.headers.get('content-type')?.includes('json');
  const body: Partial<Problem> = isProblem ? await response.json().catch(() => ({})) : {};
  return { ...body, title: body.title || fallback, status };
}

export async function call(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new Failure(local(t.error.network));
  }
  if (!response.ok) throw new Failure(await problem(response));
  return response;
}

async function get<T>(path: string): Promise<T> {
  const response = await call(path, { headers: { accept: 'application/json' } });
  return (await response.json().catch(() => {
    throw new Failure(local(t.error.server));
  })) as T;
}

const part = encodeURIComponent;

export const passage = (id: string) => get<PassageView>(`/v1/passages/${part(id)}`);
export const work = (id: string, asOf: string) =>
  get<WorkView>(`/v1/works/${part(id)}${asOf ? `?as_of=${part(asOf)}` : ''}`);
export const diff = (id: string, from: string, to: string) =>
  get<Diff>(`/v1/works/${part(id)}/diff?from=${part(from)}&to=${part(to)}`);
export const topics = async () => (await get<{ areas: Area[] }>('/v1/topics')).areas;
export const works = async (topic: string) =>
  (await get<{ works: WorkSummary[] }>(`/v1/works?topic=${part(topic)}`)).works;

/** While it starts, the service says so with an error status and the same body. */
export async function ready(): Promise<Ready | null> {
  try {
    const response = await fetch('/readyz', { headers: { accept: 'application/json' }, cache: 'no-store' });
    const body: Partial<Ready> = await response.json();
    meet(body.issuer);
    return body.status && ['ready', 'starting', 'unreachable'].includes(body.status) ? (body as Ready) : null;
  } catch {
    return null;
  }
}

export async function feedback(id: string, body: { useful: boolean; reason?: Reason; note?: string }): Promise<void> {
  await call(`/v1/answers/${part(id)}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await identity()) },
    body: JSON.stringify(body),
  });
}

/** What who asks here asked in vain, and the material answers now. */
export async function news(): Promise<News[]> {
  const response = await call('/v1/news', { headers: { accept: 'application/json', ...(await identity()) } });
  const found: unknown = await response.json();
  return Array.isArray(found) ? (found as News[]) : [];
}

export async function seen(gap: string): Promise<void> {
  await call(`/v1/news/${part(gap)}/seen`, { method: 'POST', headers: await identity() });
}

/** Asks, preferring a stream; if the stream breaks, asks once more for the answer in one piece. */
export async function ask(question: string, asOf: string, on: Listener, signal: AbortSignal): Promise<Answer> {
  const stop = new AbortController();
  let silent = false;
  const fallSilent = () => {
    silent = true;
    stop.abort();
  };
  let timer = setTimeout(fallSilent, SILENCE_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(fallSilent, SILENCE_MS);
  };
  signal.addEventListener('abort', () => stop.abort(), { once: true });
  const request = async (accept: string) =>
    call('/v1/answers', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...(await identity()) },
      body: JSON.stringify(asOf ? { question, as_of: asOf } : { question }),
      signal: stop.signal,
    });
  try {
    try {
      return await streamed(await request('text/event-stream'), on, heard);
    } catch (cause) {
      if (cause instanceof Failure || stop.signal.aborted) throw cause;
      on.restart();
      return whole(await (await request('application/json')).json());
    }
  } catch (cause) {
    if (cause instanceof Failure || signal.aborted) throw cause;
    throw new Failure(local(silent ? t.error.timeout : t.error.stream));
  } finally {
    clearTimeout(timer);
  }
}

/** A list that is missing is empty: the page never breaks on it. */
function whole(answer: Answer): Answer {
  const { sentences = [], citations = [], nearest = [], warnings = [] } = answer;
  return { ...answer, sentences, citations, nearest, warnings };
}

async function streamed(response: Response, on: Listener, heard: () => void): Promise<Answer> {
  if (!response.headers.get('content-type')?.includes('text/event-stream') || !response.body) {
    return whole(await response.json());
  }
  for await (const { name, data } of events(response.body)) {
    heard();
    const value: unknown = JSON.parse(data);
    if (name === 'status') on.stage((value as { stage: Stage }).stage);
    if (name === 'sentence') on.sentence(value as Sentence);
    if (name === 'citation') on.citation(value as Citation);
    if (name === 'done') return whole(value as Answer);
    if (name === 'error') throw new Failure({ ...local(t.error.server), ...(value as Partial<Problem>) });
  }
  throw new Error('the stream ended before the answer');
}
export const glossary = () => get<Term[]>('/v1/glossary');
