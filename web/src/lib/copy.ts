/** An answer as plain text with numbered references, for a report or a message. */
import type { Answer, Citation } from './types';
import { longDate, validity } from './dates';
import { fill, headline, pick, t } from './strings';

export function copyText(answer: Answer): string {
  const parts = [
    fill(t.copy.question, { text: answer.question }),
    answer.sentences.length ? body(answer) : outcome(answer),
    ...answer.warnings.map((w) => fill(t.copy.warning, { text: w.text })),
  ];
  if (answer.ask_whom) parts.push(fill(t.copy.ask_whom, { text: answer.ask_whom }));
  if (answer.citations.length) parts.push([t.copy.references, ...answer.citations.map(reference)].join('\n'));
  parts.push(`${t.copy.footer}\n${fill(t.copy.ids, { generation: answer.generation, id: answer.id })}`);
  return `${parts.join('\n\n')}\n`;
}

function body(answer: Answer): string {
  const lines = answer.sentences.map((s) => `${s.text.trim()}${s.citations.map((n) => ` [${n}]`).join('')}`);
  const head = fill(t.copy.answer, { date: longDate(answer.as_of) });
  // A partial answer must not travel as a whole one.
  return [head, ...lines, ...(answer.verdict === 'answered' ? [] : [outcome(answer)])].join('\n');
}

function outcome(answer: Answer): string {
  const verdict = fill(t.copy.verdict, { text: headline(answer.verdict, answer.reason) });
  return answer.reason ? `${verdict} ${answer.reason.text}` : verdict;
}

function reference(c: Citation): string {
  const worth = c.status === 'editorial' ? t.source.editorial.toLowerCase() : t.source.official.toLowerCase();
  const about = [
    // A summary is never told by the rank of what it sums up.
    c.badge ?? pick(t.source.tier, c.tier, c.tier),
    c.badge ? t.source.unofficial : worth,
    validity(c)?.replace(/^./, (first) => first.toLowerCase()),
    c.verified_on && fill(t.source.verified, { date: longDate(c.verified_on) }).replace(/^./, (first) => first.toLowerCase()),
  ].filter(Boolean);
  const lines = [
    `[${c.n}] ${[c.title, c.reference].filter(Boolean).join(' – ')} (${about.join('; ')})`,
    `    «${c.quote.replace(/\s+/g, ' ').trim()}»`,
  ];
  if (c.url) lines.push(`    ${c.url}`);
  return lines.join('\n');
}

/** Puts the text on the clipboard, also where the page is not served over https. */
export async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    const focused = document.activeElement;
    area.value = text;
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
