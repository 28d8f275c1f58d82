/** The administration of the material: its shapes, and the calls. Open only from the machine that runs the service. */
import type { Problem, Status, Tier, Verdict } from './types';
import { call } from './api';

export type UploadState = 'received' | 'building' | 'published' | 'waiting' | 'failed';

export interface Suggested {
  value: string;
  why: string;
}

export interface Choice {
  id: string;
  title: string;
}

export interface Look {
  work_id: string;
  title: string;
  warnings: string[];
  passages: { heading: string; locator: string; start: string; chars: number }[];
  suggestions: {
    tier: Tier;
    status: Status;
    issuer: string;
    reference: string;
    url: string | null;
    measures: Suggested[];
    topics: Suggested[];
    valid_from: Suggested;
    valid_to: string | null;
  };
  near_duplicates: { locator: string; passage_id: string; work_id: string; title: string; heading: string; percent: number; same: boolean }[];
  versions_held: string[];
  known_measures: Choice[];
  known_topics: Choice[];
}

export interface Upload {
  id: string;
  file: string;
  state: UploadState;
  generation: string | null;
  why: string | null;
  look: Look;
}

export interface UploadRow {
  id: string;
  file: string;
  title: string;
  state: UploadState;
  why: string | null;
  at: string;
}

export interface Confirmed {
  work_id: string;
  title: string;
  tier: Tier;
  status: Status;
  issuer: string;
  reference: string;
  url: string;
  valid_from: string;
  valid_to: string | null;
  measures: string[];
  topics: string[];
  by: string;
}

export interface Passages {
  before: number;
  after: number;
  added: number;
  changed: number;
  removed: number;
}

export interface Preview {
  generation: string;
  against: string;
  works: { work_id: string; title: string; fate: 'added' | 'changed' | 'withdrawn'; passages: Passages }[];
  passages: Passages;
  checks: { name: string; passed: boolean; text: string; details: string[] }[];
  asked: number;
  answers: { fate: 'lost' | 'weaker' | 'won' | 'changed'; question: string; as_of: string; before: Verdict; after: Verdict; cited_before: string[]; cited_after: string[] }[];
  gaps?: GapImpact | null;
}

export interface GapChange {
  gap_id: string;
  title: string;
  answered: number;
  of: number;
  works: string[];
}

/** What publishing would do to the gaps; absent where it was not looked at. */
export interface GapImpact {
  gaps: number;
  of: number;
  asked: number;
  wordings: number;
  closes: GapChange[];
  reopens: GapChange[];
}

export interface Generations {
  approvals: number;
  waiting: string | null;
  generations: { id: string; published: boolean; draft: { ordered_by: string[] } | null }[];
}

const part = encodeURIComponent;
const json = { 'content-type': 'application/json' };

async function body<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

const post = <T>(path: string, value: unknown) => body<T>(call(path, { method: 'POST', headers: json, body: JSON.stringify(value) }));

export const generations = () => body<Generations>(call('/v1/admin/generations'));
export const preview = (id: string) => body<Preview>(call(`/v1/admin/generations/${part(id)}/preview`));
export const approve = (id: string, yes: { name: string; note: string; despite_checks: boolean }) =>
  post<{ published: string }>(`/v1/admin/generations/${part(id)}/approve`, yes);
export const discard = (id: string) => post<{ published: string; citable_again: string[] }>(`/v1/admin/generations/${part(id)}/discard`, {});
export const documents = async () => (await body<{ documents: UploadRow[] }>(call('/v1/admin/documents'))).documents;
export const document = (id: string) => body<Upload>(call(`/v1/admin/documents/${part(id)}`));
export const confirm = (id: string, fields: Confirmed) => post<UploadRow>(`/v1/admin/documents/${part(id)}/confirm`, fields);
export const handIn = (file: File) =>
  body<Upload>(
    call(`/v1/admin/documents?file=${part(file.name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    }),
  );

/** What went wrong, to be shown. */
export function problemOf(cause: unknown, fallback: string): Problem {
  const problem = cause && typeof cause === 'object' && 'problem' in cause ? (cause.problem as Problem) : null;
  return problem ?? { title: fallback, status: 0 };
}
