/** The board of gaps: its shapes, its calls, and what stands in its address. Open only where reviewers may look. */
import type { Problem, Tier } from './types';
import { call } from './api';
import { fill, pick, t } from './strings';

export const STATES = ['new', 'confirmed', 'assigned', 'in_preparation', 'published', 'verified_closed', 'dismissed'] as const;
export type GapState = (typeof STATES)[number];
export const NEEDS = ['missing', 'not_retrieved', 'partial', 'outdated', 'conflicting', 'local', 'out_of_scope'] as const;
export type Need = (typeof NEEDS)[number];
export const TIERS: Tier[] = ['legislation', 'guideline', 'training', 'faq'];

/** What the service does not know yet is absent: the page then says nothing of it. */
export interface Gap {
  id: string;
  title: string;
  terms: string[];
  topic: string;
  state: GapState;
  version: number;
  office: string;
  tier: Tier | '';
  questions: number;
  wordings: number;
  askers: number;
  tenants: number;
  first_seen: string;
  last_seen: string;
  weeks: number[];
  /** Null: not weighed yet. */
  need?: Need | null;
  /** The generation on which it closed. */
  closed_on?: string | null;
}

export interface GapPage {
  items: Gap[];
  next: string | null;
}

export interface Near {
  passage_id: string;
  work_id: string;
  version: string;
  title: string;
  tier: Tier;
  reference: string | null;
  score: number;
  /** Probability that it answers. */
  confidence?: number;
  valid_from: string | null;
  valid_to: string | null;
  quote: string | null;
}

export interface Weighed {
  question: string;
  need: Need;
  why: string;
  tried: { step: string; text: string; found: boolean }[];
  near: Near[];
}

export interface Evidence {
  need: Need;
  why: string;
  at: string;
  generation: string;
  weighed: number;
  counts: Record<string, number>;
  wordings: Weighed[];
}

export interface Proof {
  question: string;
  verdict: string;
  answer_id: string | null;
  text: string;
  passage_id: string | null;
  title: string | null;
  tier: Tier | null;
  reference: string | null;
  quote: string | null;
  generation: string;
  at: string;
  passed: boolean;
}

export interface Replay {
  id: string;
  generation: string;
  state: 'running' | 'done';
  done: number;
  of: number;
  answered: number;
  at: string;
}

export interface Step {
  from: GapState | '';
  to: GapState;
  role: string;
  who: string;
  note: string;
  at: string;
}

export interface Observation {
  text: string;
  verdict: string;
  confidence: number | null;
  generation: string;
  day: string;
}

export interface GapRead {
  gap: Gap;
  next: GapState[];
  observations: Observation[];
  history: Step[];
  evidence?: Evidence | null;
  proof?: Proof[];
  replay?: Replay | null;
  hold?: boolean;
}

export interface Cell {
  topic: string;
  title: string;
  passages: Partial<Record<Tier, number>>;
  asked: Record<string, number>;
  open: number;
  assigned: Partial<Record<Tier, number>>;
  /** Needs that an answer has met, by the tier that it cites. */
  covered?: Partial<Record<Tier, number>>;
}

export interface Hold {
  topic: string;
  title: string;
  reason: string;
  by: string;
  at: string;
}

export interface Imported {
  taken: number;
  skipped: { line: number; why: string }[];
}

/** What a reviewer has typed to bring a gap to another state. */
export interface Draft {
  to: GapState | '';
  office: string;
  tier: Tier | '';
  note: string;
}

// --- the address -------------------------------------------------------------------------------------------------------

export interface Where {
  view: 'list' | 'matrix' | 'holds';
  /** The gap that is open; empty: none. */
  id: string;
  state: string;
  topic: string;
  need: string;
}

export const HOME: Where = { view: 'list', id: '', state: '', topic: '', need: '' };
const VIEWS = { list: '', matrix: 'argomenti', holds: 'sospesi' } as const;
const known = (list: readonly string[], text: string | null) => (text && list.includes(text) ? text : '');

/** `?vista=argomenti`, `?id=…`, `?stato=…&argomento=…&tipo=…`; what makes no sense is let be. */
export function whereFrom(search: string): Where {
  const query = new URLSearchParams(search);
  const seen = query.get('vista');
  return {
    view: seen === VIEWS.matrix ? 'matrix' : seen === VIEWS.holds ? 'holds' : 'list',
    id: query.get('id') ?? '',
    state: known(STATES, query.get('stato')),
    topic: query.get('argomento') ?? '',
    need: known(NEEDS, query.get('tipo')),
  };
}

export function addressOf(where: Partial<Where>): string {
  const { view, id, state, topic, need } = { ...HOME, ...where };
  const query = new URLSearchParams();
  for (const [name, value] of [['vista', VIEWS[view]], ['id', id], ['stato', state], ['argomento', topic], ['tipo', need]] as const) {
    if (value) query.set(name, value);
  }
  return `?${query.toString()}`;
}

/** The filters as the service wants them. */
export function filters({ state, topic, need }: Pick<Where, 'state' | 'topic' | 'need'>, after = ''): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ state, topic, need, after })) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `?${text}` : '';
}

// --- words -------------------------------------------------------------------------------------------------------------

export function counted(n: number, { one, many }: { one: string; many: string }): string {
  return n === 1 ? one : fill(many, { n });
}

/** How many ask; organisations and people are not always known. */
export function asking({ tenants, askers, wordings, questions }: Pick<Gap, 'tenants' | 'askers' | 'wordings' | 'questions'>): string[] {
  const { count } = t.board;
  const said = [counted(questions, count.questions), counted(wordings, count.wordings)];
  if (askers > 0) said.unshift(counted(askers, count.askers));
  if (tenants > 0) said.unshift(counted(tenants, count.tenants));
  return said;
}

/** Questions in the same words with the same outcome, told once; the latest first, as they come. */
export function alike(observations: Observation[]): { text: string; outcome: string; day: string; n: number }[] {
  const found = new Map<string, { text: string; outcome: string; day: string; n: number }>();
  for (const { text, verdict, day } of observations) {
    const key = `${verdict}\n${text.trim().toLowerCase()}`;
    const before = found.get(key);
    if (before) before.n += 1;
    else found.set(key, { text, outcome: pick(t.board.asked, verdict, verdict), day, n: 1 });
  }
  return [...found.values()];
}

export function trend(weeks: number[]): string {
  if (!weeks.some((n) => n > 0)) return t.board.trend.none;
  return fill(t.board.trend.text, { weeks: weeks.join(', ') });
}

export const stateName = (state: string) => pick(t.board.state, state, state);
export const needName = (need: string | null | undefined) => pick(t.board.need, need ?? 'none', need ?? '');
/** 0.618 → "0,62". */
export const decimal = (n: number) => n.toFixed(2).replace('.', ',');

// --- the work ----------------------------------------------------------------------------------------------------------

export type Faults = Partial<Record<keyof Draft, string>>;

/** What is still to be written before the service is asked. */
export function faults({ to, office, tier, note }: Draft): Faults {
  const found: Faults = {};
  const { fault } = t.board.move;
  if (!to) found.to = fault.to;
  if (to === 'assigned' && !office.trim()) found.office = fault.office;
  if (to === 'assigned' && !tier) found.tier = fault.tier;
  if (to === 'dismissed' && !note.trim()) found.note = fault.note;
  return found;
}

/** At which field a refusal (422) belongs. */
export function faultOf({ detail, title }: Problem, { to }: Draft): Faults {
  const said = detail ?? title;
  if (said.includes('«tier»')) return { tier: said };
  if (to === 'dismissed') return { note: said };
  return to === 'assigned' ? { office: said } : { to: said };
}

/** What of a draft still makes sense once the gap has changed: all that was typed, and the step if it may still be taken. */
export function kept(draft: Draft, next: GapState[]): Draft {
  return { ...draft, to: draft.to && next.includes(draft.to) ? draft.to : '' };
}

// --- the matrix --------------------------------------------------------------------------------------------------------

export type Order = 'title' | 'asked' | 'open';

export const asked = (cell: Cell) => Object.values(cell.asked).reduce((sum, n) => sum + n, 0);

/** Percentage of the questions that were answered, wholly or in part; null when nobody asked. */
export function answeredShare(cell: Cell): number | null {
  const all = asked(cell);
  return all === 0 ? null : Math.round((100 * ((cell.asked.answered ?? 0) + (cell.asked.partial ?? 0))) / all);
}

/** Most first; those with as many, by name. */
export function ordered(cells: Cell[], by: Order): Cell[] {
  const name = (a: Cell, b: Cell) => a.title.localeCompare(b.title, 'it');
  const figure = by === 'asked' ? asked : (cell: Cell) => cell.open;
  return [...cells].sort((a, b) => (by === 'title' ? 0 : figure(b) - figure(a)) || name(a, b));
}

// --- calls -------------------------------------------------------------------------------------------------------------

const part = encodeURIComponent;

async function get<T>(path: string): Promise<T> {
  return (await (await call(path, { headers: { accept: 'application/json' } })).json()) as T;
}

async function post<T>(path: string, value: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return (await (await call(path, { method: 'POST', headers, body: JSON.stringify(value) })).json()) as T;
}

export const gaps = (where: Where, after = '') => get<GapPage>(`/v1/gaps${filters(where, after)}`);
export const csv = (where: Where) => `/v1/gaps.csv${filters(where)}`;
export const gap = (id: string) => get<GapRead>(`/v1/gaps/${part(id)}`);
export const weigh = (id: string) => post<GapRead>(`/v1/gaps/${part(id)}/weigh`, {});
export const matrix = () => get<Cell[]>('/v1/gaps/matrix');
/** Asks the questions of one gap again on what answers now. */
export const replay = (id: string) => post<{ id: string }>('/v1/gaps/replays', { gaps: [id] });
export const holds = () => get<Hold[]>('/v1/holds');
export const hold = (topic: string, reason: string) => post<unknown>('/v1/holds', { topic, reason });
export const release = (topic: string, note: string) => post<unknown>(`/v1/holds/${part(topic)}/release`, { note });

/** Office and tier go along only where they are needed: elsewhere they would be noise in the history. */
export function move(id: string, version: number, { to, office, tier, note }: Draft): Promise<GapRead> {
  const assigning = to === 'assigned' ? { office: office.trim(), tier } : {};
  return post<GapRead>(`/v1/gaps/${part(id)}/transitions`, { version, to, note: note.trim(), ...assigning });
}

export async function gather(file: File): Promise<Imported> {
  const headers = { 'content-type': 'application/octet-stream', accept: 'application/json' };
  const response = await call(`/v1/gaps/import?file=${part(file.name)}`, { method: 'POST', headers, body: file });
  return (await response.json()) as Imported;
}
