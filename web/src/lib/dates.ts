/** Dates as people write them in Italian. Days are plain `YYYY-MM-DD`: no clock and no time zone takes part. */
import type { Provenance } from './types';
import { fill, t } from './strings';

const ISO = /^(\d{4})-(\d{2})-(\d{2})/;

/** "2024-01-01" → "1° gennaio 2024"; anything else comes back as it is. */
export function longDate(iso: string): string {
  const [, year, month, day] = ISO.exec(iso) ?? [];
  const name = t.months[Number(month) - 1];
  if (!year || !day || !name) return iso;
  return `${day === '01' ? '1°' : Number(day)} ${name} ${year}`;
}

/** The day before: the last one on which something with this exclusive end still holds. */
export function dayBefore(iso: string): string {
  const at = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at) ? iso : new Date(at - 86_400_000).toISOString().slice(0, 10);
}

/** Is it a day that exists? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Today on the reader's calendar. */
export function today(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** "In vigore dal …", "Valido dal … al …"; `valid_to` is the first day on which it no longer holds. */
export function validity({ valid_from, valid_to }: Pick<Provenance, 'valid_from' | 'valid_to'>): string | null {
  const from = valid_from && longDate(valid_from);
  const to = valid_to && longDate(dayBefore(valid_to));
  if (from && to) return fill(t.source.valid_between, { from, to });
  if (from) return fill(t.source.valid_from, { from });
  return to ? fill(t.source.valid_until, { to }) : null;
}
