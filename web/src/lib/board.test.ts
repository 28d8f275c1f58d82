/** The board: its address, its words, what is checked before a step, the order of the matrix. */
import { describe, expect, test } from 'vitest';
import type { Cell, Draft, Where } from './board';
import { addressOf, alike, answeredShare, asked, asking, counted, decimal, faultOf, faults, filters, HOME, kept, needName, ordered, STATES, stateName, trend, whereFrom } from './board';
import { t } from './strings';

describe('address', () => {
  test.each<Partial<Where>>([{}, { view: 'matrix' }, { view: 'holds' }, { id: 'a&b=c' }, { state: 'new', topic: 'pic pais', need: 'missing' }])('there and back: %j', (where) =>
    expect(whereFrom(addressOf(where))).toEqual({ ...HOME, ...where }),
  );

  test('what makes no sense is let be', () => {
    expect(whereFrom('?vista=boh&stato=boh&tipo=boh&argomento=isee')).toEqual({ ...HOME, topic: 'isee' });
  });

  test('filters as the service names them', () => {
    expect(filters({ state: 'new', topic: 'pic pais', need: '' })).toBe('?state=new&topic=pic+pais');
    expect(filters(HOME)).toBe('');
    expect(filters(HOME, 'x')).toBe('?after=x');
  });
});

describe('words', () => {
  test('who asks, as far as it is known', () => {
    expect(asking({ tenants: 1, askers: 2, wordings: 3, questions: 4 })).toEqual(['1 Ambito', '2 persone', '4 domande', '3 formulazioni']);
    expect(asking({ tenants: 0, askers: 0, wordings: 1, questions: 1 })).toEqual(['1 domanda', '1 formulazione']);
    expect(counted(0, t.board.count.questions)).toBe('0 domande');
  });

  test('the trend can be read', () => {
    expect(trend([1, 0, 2, 3])).toContain('1, 0, 2, 3');
    expect(trend([0, 0, 0, 0])).toBe(t.board.trend.none);
  });

  test('a name for every state, and for what is not weighed; what is new on the wire shows as it came', () => {
    for (const state of STATES) expect([stateName(state), t.board.state_note[state]].every((text) => text && text !== state)).toBe(true);
    expect(needName(null)).toBe(t.board.need.none);
    expect(needName('strano')).toBe('strano');
    expect(decimal(0.618)).toBe('0,62');
  });

  test('the same words are told once', () => {
    const one = { text: 'Chi firma?', verdict: 'uncertain', confidence: null, generation: 'g', day: '2026-11-20' };
    const told = alike([one, { ...one, text: 'chi firma? ', day: '2026-11-01' }, { ...one, verdict: 'imported' }]);
    expect(told.map(({ text, n, day }) => [text, n, day])).toEqual([['Chi firma?', 2, '2026-11-20'], ['Chi firma?', 1, '2026-11-20']]);
    expect(told[0]?.outcome).toBe(t.board.asked.uncertain);
  });
});

describe('a step', () => {
  const draft = (more: Partial<Draft>): Draft => ({ to: '', office: '', tier: '', note: '', ...more });

  test('what is missing is told at its field', () => {
    expect(Object.keys(faults(draft({})))).toEqual(['to']);
    expect(Object.keys(faults(draft({ to: 'assigned', office: ' ' })))).toEqual(['office', 'tier']);
    expect(faults(draft({ to: 'assigned', office: 'DG', tier: 'faq' }))).toEqual({});
    expect(Object.keys(faults(draft({ to: 'dismissed', note: ' ' })))).toEqual(['note']);
    expect(faults(draft({ to: 'confirmed' }))).toEqual({});
  });

  test('a refusal of the service goes to the field it is about', () => {
    const refusal = (detail: string) => ({ title: 'x', status: 422, detail });
    expect(faultOf(refusal('serve il motivo'), draft({ to: 'dismissed' }))).toEqual({ note: 'serve il motivo' });
    expect(faultOf(refusal("servono l'ufficio e il livello"), draft({ to: 'assigned' }))).toEqual({ office: "servono l'ufficio e il livello" });
    expect(faultOf(refusal('Il valore «boh» di «tier» non va bene'), draft({ to: 'assigned' })).tier).toBeDefined();
    expect(faultOf({ title: 'no', status: 422 }, draft({ to: 'published' }))).toEqual({ to: 'no' });
  });

  test('what was typed stays when somebody was quicker', () => {
    const typed = draft({ to: 'assigned', office: 'DG', tier: 'faq', note: 'presto' });
    expect(kept(typed, ['assigned', 'dismissed'])).toEqual(typed);
    expect(kept(typed, ['in_preparation'])).toEqual({ ...typed, to: '' });
  });
});

describe('matrix', () => {
  const cell = (title: string, counts: Record<string, number>, open: number): Cell => ({ topic: title, title, passages: {}, asked: counts, open, assigned: {} });
  const cells = [cell('Zeta', { answered: 3, partial: 1, not_covered: 4 }, 1), cell('Àncora', { answered: 1 }, 3), cell('Beta', {}, 1)];
  const titles = (by: Parameters<typeof ordered>[1]) => ordered(cells, by).map((c) => c.title);

  test('most first, then by name, with accents in their place', () => {
    expect(titles('title')).toEqual(['Àncora', 'Beta', 'Zeta']);
    expect(titles('open')).toEqual(['Àncora', 'Beta', 'Zeta']);
    expect(titles('asked')).toEqual(['Zeta', 'Àncora', 'Beta']);
    expect(cells.map((c) => c.title)).toEqual(['Zeta', 'Àncora', 'Beta']);
  });

  test('the share that was answered', () => {
    expect(cells.map(asked)).toEqual([8, 1, 0]);
    expect(cells.map(answeredShare)).toEqual([50, 100, null]);
  });
});

test('no text of the board is idle', () => {
  const files = import.meta.glob<string>(['../*.svelte', '../components/**/*.svelte', './board.ts'], { query: '?raw', import: 'default', eager: true });
  const code = Object.values(files).join('\n');
  // Looked up by what comes over the wire.
  const built = ['state', 'state_note', 'need', 'need_note', 'asked', 'view'].map((key) => `board.${key}.`);
  const idle = (value: unknown, path: string): string[] => {
    if (typeof value !== 'string') return Object.entries(value as object).flatMap(([key, inner]) => idle(inner, `${path}.${key}`));
    if (built.some((start) => path.startsWith(start)) || /\.(role|to|back|count)\.\w+/.test(path)) return [];
    return new RegExp(`\\.${path.split('.').at(-1)}\\b`).test(code) ? [] : [path];
  };
  expect(idle(t.board, 'board')).toEqual([]);
});
