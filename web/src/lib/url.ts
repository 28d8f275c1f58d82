/** The question in the address (`?q=…&data=…`), so that it can be shared and the back button works. */
import { isDay } from './dates';

export interface Asked {
  question: string;
  /** Empty means today. */
  date: string;
}

export function fromSearch(search: string): Asked {
  const query = new URLSearchParams(search);
  const date = query.get('data') ?? '';
  return { question: (query.get('q') ?? '').trim().slice(0, 2000), date: isDay(date) ? date : '' };
}

export function toSearch({ question, date }: Asked): string {
  const query = new URLSearchParams();
  if (question) query.set('q', question);
  if (question && date) query.set('data', date);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** Only a web address may become a link. */
export function webAddress(url: string | null): string | null {
  return url && /^https?:\/\//i.test(url) ? url : null;
}
