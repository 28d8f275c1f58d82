/** Dates in Italian, the copied text, the address, the stream. */
import { describe, expect, test } from 'vitest';
import { copyText } from './copy';
import { dayBefore, isDay, longDate, today, validity } from './dates';
import { EventReader } from './sse';
import { fill, number, pick, t } from './strings';
import type { Answer } from './types';
import { fromSearch, toSearch, webAddress } from './url';

describe('dates', () => {
  test.each([
    ['2024-01-01', '1° gennaio 2024'],
    ['2026-11-21', '21 novembre 2026'],
    ['2024-08-08T10:00:00Z', '8 agosto 2024'],
    ['ieri', 'ieri'],
    ['2024-13-01', '2024-13-01'],
  ])('%s → %s', (iso, words) => expect(longDate(iso)).toBe(words));

  test('the last day of validity is the one before the exclusive end', () => {
    expect(dayBefore('2025-01-01')).toBe('2024-12-31');
    expect(dayBefore('2024-03-01')).toBe('2024-02-29');
    expect(validity({ valid_from: '2024-01-01', valid_to: '2025-01-01' })).toBe('Valido dal 1° gennaio 2024 al 31 dicembre 2024');
    expect(validity({ valid_from: '2024-01-01', valid_to: null })).toBe('In vigore dal 1° gennaio 2024');
    expect(validity({ valid_from: null, valid_to: '2025-01-01' })).toBe('Valido fino al 31 dicembre 2024');
    expect(validity({ valid_from: null, valid_to: null })).toBeNull();
  });

  test('days that exist', () => {
    expect(['2024-02-29', '2025-02-29', '2024-2-1', '', '2024-01-01x'].map(isDay)).toEqual([true, false, false, false, false]);
    expect(today(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  });
});

const ANSWER: Answer = {
  id: 'r-1',
  question: "Qual è la soglia ISEE per l'ADI?",
  as_of: '2024-06-01',
  verdict: 'answered',
  text: '…',
  sentences: [{ text: 'La soglia è 9.360 euro. ', citations: [1, 2], support: 'full' }],
  citations: [
    {
      n: 1, passage_id: 'p', work_id: 'w', version: '1', title: 'La soglia ISEE', tier: 'legislation', status: 'editorial',
      reference: 'art. 2, D.L. 48/2023', url: 'https://example.org/x', quote: 'non superiore\n\na 9.360 euro', quote_span: [0, 3],
      verified_on: '2026-11-21', valid_from: '2024-01-01', valid_to: '2025-01-01',
    },
    {
      n: 2, passage_id: 'q', work_id: 'v', version: '1', title: 'Circolare', tier: 'guideline', status: 'official',
      reference: null, url: null, quote: 'q', quote_span: [0, 1], verified_on: null, valid_from: null, valid_to: null,
    },
  ],
  nearest: [],
  warnings: [{ kind: 'superseded', text: 'È cambiata nel 2025.' }],
  reason: null,
  ask_whom: null,
  generation: 'g-7',
};

describe('copied text', () => {
  test('an answer with its references', () => {
    expect(copyText(ANSWER)).toBe(`Domanda: Qual è la soglia ISEE per l'ADI?

Risposta (regole in vigore il 1° giugno 2024):
La soglia è 9.360 euro. [1] [2]

Avvertenza: È cambiata nel 2025.

Riferimenti
[1] La soglia ISEE – art. 2, D.L. 48/2023 (Legge; sintesi redazionale non ufficiale; valido dal 1° gennaio 2024 al 31 dicembre 2024; verificato al 21 novembre 2026)
    «non superiore a 9.360 euro»
    https://example.org/x
[2] Circolare (Linee guida; testo ufficiale)
    «q»

Risposta composta automaticamente da gepi-copilot citando fonti pubblicate: verifica sempre la fonte.
Base documentale g-7 · risposta r-1
`);
  });

  test('a summary is told by what it sums up, never by the rank of that alone', () => {
    const [first] = ANSWER.citations;
    const text = copyText({ ...ANSWER, citations: first ? [{ ...first, badge: 'sintesi di: D.L. 48/2023' }] : [] });
    expect(text).toContain('(sintesi di: D.L. 48/2023; non ufficiale; valido dal');
    expect(text).not.toContain('Legge;');
  });

  test('a partial answer says so, an abstention says why and whom to ask', () => {
    const partial = copyText({ ...ANSWER, verdict: 'partial', reason: { kind: 'x', text: 'Manca il resto.' } });
    expect(partial).toContain(`Esito: ${t.verdict.partial}. Manca il resto.`);
    const doubt = { kind: 'uncertain', text: 'Leggi i passi vicini.' };
    const unsure = copyText({ ...ANSWER, verdict: 'not_covered', sentences: [], citations: [], reason: doubt });
    expect(unsure).toContain('Non sono abbastanza sicuro della risposta');
    expect(unsure).not.toContain('non lo dice');
    const held = copyText({ ...ANSWER, verdict: 'not_covered', sentences: [], citations: [], reason: { kind: 'hold', text: 'Sentenza n. 12.' } });
    expect(held).toContain('Le risposte su questo argomento sono sospese. Sentenza n. 12.');
    const none = copyText({ ...ANSWER, verdict: 'not_covered', sentences: [], citations: [], ask_whom: 'il tuo Ambito' });
    expect(none).toContain('Esito: Il materiale pubblicato non lo dice.');
    expect(none).toContain('A chi chiedere: il tuo Ambito');
    expect(none).not.toContain('Riferimenti');
  });
});

describe('texts', () => {
  test('fill, pick, number', () => {
    expect(fill('{a} di {b}, {c}', { a: 1, b: 'x' })).toBe('1 di x, {c}');
    expect(pick({ a: 'A' }, 'a', 'B')).toBe('A');
    expect(pick({ a: 'A' }, 'toString', 'B')).toBe('B');
    expect([5, 999, 1000, 13021, 1234567].map(number)).toEqual(['5', '999', '1.000', '13.021', '1.234.567']);
  });
});

describe('address', () => {
  test('there and back', () => {
    const asked = { question: "l'età è 60 & più?", date: '2024-06-01' };
    expect(fromSearch(toSearch(asked))).toEqual(asked);
    expect(toSearch({ question: '', date: '2024-06-01' })).toBe('');
    expect(fromSearch('?q=%20ciao%20&data=2024-02-30')).toEqual({ question: 'ciao', date: '' });
    expect(fromSearch(`?q=${'x'.repeat(5000)}`).question.length).toBe(2000);
  });

  test('only web addresses become links', () => {
    expect(webAddress('https://a.it')).toBe('https://a.it');
    expect(webAddress('javascript:alert(1)')).toBeNull();
    expect(webAddress(null)).toBeNull();
  });
});

describe('events', () => {
  const STREAM = ': hello\n\nevent: status\ndata: {"stage":"find"}\n\nevent: done\r\ndata: {"a":\r\ndata: "è"}\r\n\r\n';
  const EXPECTED = [
    { name: 'status', data: '{"stage":"find"}' },
    { name: 'done', data: '{"a":\n"è"}' },
  ];

  test.each([1, 2, 3, 7, 1000])('cut every %i characters', (size) => {
    const reader = new EventReader();
    const found = [];
    for (let at = 0; at < STREAM.length; at += size) found.push(...reader.push(STREAM.slice(at, at + size)));
    expect(found).toEqual(EXPECTED);
  });
});
