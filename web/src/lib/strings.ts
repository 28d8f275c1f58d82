/** Every text a person reads, from the one file of the project. */
import { web } from '../../../strings/it.json';

export const t = web;

/** `{name}` in the text becomes its value. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text behind a key that came over the wire, or `fallback` when we have none for it. */
export function pick(table: Record<string, string>, key: string, fallback: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? fallback) : fallback;
}

/** The verdict in words: where nothing is sure enough to be cited, or it is on hold, that is said instead of «the material does not say». */
export function headline(verdict: string, reason: { kind: string } | null): string {
  const told = verdict === 'not_covered' && reason && ['uncertain', 'hold'].includes(reason.kind);
  return pick(t.verdict, told ? reason.kind : verdict, verdict);
}

/** 13021 → "13.021". */
export function number(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '.');
}
