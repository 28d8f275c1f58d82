/** The shapes of the HTTP contract, as far as this page reads them. Fields may be added on the wire, never renamed. */

export type Verdict = 'answered' | 'partial' | 'not_covered' | 'out_of_scope' | 'declined';
export type Tier = 'legislation' | 'guideline' | 'training' | 'faq';
export type Status = 'official' | 'editorial';
export type Stage = 'find' | 'draft' | 'verify';
/** Bytes of the UTF-8 source, half-open. */
export type Span = [number, number];

/** What every quoted, listed or opened text says about itself. */
export interface Provenance {
  title: string;
  tier: Tier;
  status: Status;
  reference: string | null;
  /** «sintesi di: D.L. 48/2023»; null for an official text, absent in answers kept from before. */
  badge?: string | null;
  /** What to do about a summary whose official text has come in. */
  review?: string | null;
  url: string | null;
  verified_on: string | null;
  valid_from: string | null;
  valid_to: string | null;
}

/** A reference between two passages, seen from one of them. */
export interface LinkRow {
  kind: 'text' | 'sheet' | 'outside' | 'missing';
  said: string;
  provision: string;
  passage_id: string | null;
  title: string | null;
}

export interface Links {
  cites?: LinkRow[];
  cited_by?: LinkRow[];
}

export interface SeeAlso {
  citation: number;
  said: string;
  passage_id: string;
  title: string;
  reference: string;
}

export type ChangeKind = 'added' | 'removed' | 'changed' | 'moved';

/** Where a passage stands in one of the two versions compared. */
export interface Stand {
  passage_id: string;
  locator: string;
  heading: string;
}

export interface Change {
  kind: ChangeKind;
  before: Stand | null;
  after: Stand | null;
  pieces: { kind: 'same' | 'removed' | 'added'; text: string }[];
}

export interface Diff {
  from: string;
  to: string;
  unchanged: number;
  changes: Change[];
  amended_by: { reference: string }[];
}

export interface Citation extends Provenance {
  n: number;
  passage_id: string;
  work_id: string;
  version: string;
  quote: string;
  quote_span: Span;
}

export interface Sentence {
  text: string;
  citations: number[];
  support?: 'full' | 'partial';
}

export interface Nearest {
  passage_id: string;
  title: string;
  score: number;
  /** Is its topic on hold? */
  held?: boolean;
  /** Where the rule stands. */
  reference?: string;
  /** The passage's words nearest to the question, when it may well answer. */
  quote?: string | null;
}

export interface Warning {
  kind: string;
  text: string;
}

export interface Answer {
  id: string;
  question: string;
  as_of: string;
  verdict: Verdict;
  text: string;
  sentences: Sentence[];
  citations: Citation[];
  nearest: Nearest[];
  see_also?: SeeAlso[];
  read_as?: { typed: string; read: string }[];
  warnings: Warning[];
  reason: { kind: string; text: string } | null;
  ask_whom: string | null;
  generation: string;
}

export interface PassageView extends Provenance, Links {
  passage_id: string;
  work_id: string;
  version: string;
  heading: string | null;
  span: Span;
  source: string;
}

export interface WorkVersion {
  version: string;
  valid_from: string | null;
  valid_to: string | null;
}

export interface WorkSummary {
  work_id: string;
  title: string;
  tier: Tier;
  status: Status;
  reference: string | null;
  url: string | null;
  verified_on: string | null;
  versions: WorkVersion[];
}

export interface WorkView extends Provenance, Links {
  amended_by?: { reference: string }[];
  work_id: string;
  version: string;
  versions: WorkVersion[];
  source: string;
  passages: { passage_id: string; heading: string | null; span: Span; asks?: string[] }[];
}

export interface Area {
  area: string;
  topics: { id: string; title: string; works: number; passages: number }[];
}

export interface Term {
  id: string;
  canonical: string;
  acronyms: string[];
  definition: string;
}

export interface Ready {
  status: 'ready' | 'starting' | 'unreachable';
  search: 'hybrid' | 'bm25';
  generation: string | null;
  passages: number;
  building: { done: number; total: number } | null;
  degraded: string | null;
  /** May whoever asks administer the material? */
  admin?: boolean;
  /** Whose tokens it believes from this page: `dev`, which are unsigned, or nobody's. */
  issuer?: string | null;
}

/** A question asked in vain that the material answers now. */
export interface News {
  gap_id: string;
  question: string;
  answer_id: string | null;
  closed_at: string;
}

/** RFC 9457. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
}

export type Reason = 'not_answering' | 'wrong_source' | 'outdated' | 'unclear' | 'other';
