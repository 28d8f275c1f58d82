/** Quotations in their sources: byte spans, and the highlight across blocks. */
import { describe, expect, test } from 'vitest';
import { blocks, pieces, runs } from './markdown';
import { locate, toIndexes } from './spans';
import type { Span } from './types';

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** The span that the service would give for `quote`. */
function span(source: string, quote: string): Span {
  const at = source.indexOf(quote);
  return [bytes(source.slice(0, at)), bytes(source.slice(0, at + quote.length))];
}

/** What is highlighted, block by block. */
function marked(source: string, quote: string): string[] {
  const mark = locate(source, quote, span(source, quote));
  return blocks(source).flatMap((block) => pieces(source, block, mark ? [mark] : []).filter((p) => p.marked).map((p) => p.text));
}

describe('byte spans', () => {
  test.each([
    ['ascii', 'il nucleo presenta la domanda', 'nucleo'],
    ['accents', 'È così: l’età è di 60 anni, perché è già prevista.', 'perché è già'],
    ['ordinal and euro', 'dal 1° gennaio 2025 spettano 10.140 € al nucleo', '10.140 € al'],
    ['emoji', 'Attenzione 👩‍👧 nucleo 🏠 in affitto', '👩‍👧 nucleo 🏠'],
    ['decomposed accent', 'perche\u0301 la societa\u0300 lo chiede', 'la societa\u0300'],
    ['leading byte order mark', '\ufeffIl testo è qui', 'testo è'],
    ['whole', 'è', 'è'],
  ])('%s', (_, source, quote) => {
    const at = toIndexes(source, span(source, quote));
    expect(at && source.slice(...at)).toBe(quote);
  });

  test.each<[string, Span]>([
    ['cuts a character', [1, 3]],
    ['past the end', [0, 99]],
    ['reversed', [3, 1]],
    ['negative', [-1, 2]],
    ['not whole', [0.5, 2]],
  ])('refuses a span that %s', (_, bad) => expect(toIndexes('èà🏠', bad)).toBeNull());

  test('an empty span is no failure', () => expect(toIndexes('è', [2, 2])).toEqual([1, 1]));

  test('a moved quotation is found again only where it is the only one', () => {
    expect(locate('uno due tre', 'due', [0, 3])).toEqual([4, 7]);
    expect(locate('due e due', 'due', [1, 4])).toBeNull();
    expect(locate('uno', 'due', [0, 3])).toBeNull();
    expect(locate('uno', '', [9, 9])).toBeNull();
  });
});

const SHEET = `
## Un adulto con carichi di cura: 0,4 {#carichi}

C'è l'aumento di 0,4. Ci sono carichi di cura se c'è:

- un minore di 3 anni;
- 3 o più figli
  minorenni;

1. primo
2) secondo

Fine del testo.
`;

describe('blocks', () => {
  test('kinds and visible text', () => {
    const seen = blocks(SHEET).map((b) => [b.kind, pieces(SHEET, b, []).map((p) => p.text).join('')]);
    expect(seen).toEqual([
      ['heading', 'Un adulto con carichi di cura: 0,4'],
      ['paragraph', "C'è l'aumento di 0,4. Ci sono carichi di cura se c'è:"],
      ['item', 'un minore di 3 anni;'],
      ['item', '3 o più figli\nminorenni;'],
      ['item', 'primo'],
      ['item', 'secondo'],
      ['paragraph', 'Fine del testo.'],
    ]);
  });

  test('items of one list stand together', () => {
    expect(runs(blocks(SHEET)).map((run) => run.length)).toEqual([1, 1, 2, 2, 1]);
  });

  test('a part of the source only', () => {
    const from = SHEET.indexOf('- un minore');
    expect(blocks(SHEET, from, from + 22).map((b) => SHEET.slice(...(b.ranges[0] ?? [0, 0])))).toEqual(['un minore di 3 anni;']);
  });

  test('no text, no blocks; lines with carriage returns do not hang', () => {
    expect(blocks('')).toEqual([]);
    expect(blocks('a\r\n\r\nb').length).toBe(2);
    expect(blocks('\n\n\n')).toEqual([]);
  });
});

describe('highlight', () => {
  test('inside one paragraph', () => expect(marked(SHEET, "l'aumento di 0,4.")).toEqual(["l'aumento di 0,4."]));

  test('across a list, without its marks', () => {
    expect(marked(SHEET, "carichi di cura se c'è:\n\n- un minore di 3 anni;\n- 3 o più")).toEqual([
      "carichi di cura se c'è:",
      'un minore di 3 anni;',
      '3 o più',
    ]);
  });

  test('several quotations, out of order and touching', () => {
    const source = 'Uno è qui. Due è là. Tre.';
    const [block] = blocks(source);
    const marks: Span[] = [[11, 20], [0, 10], [5, 12]];
    expect(block && pieces(source, block, marks)).toEqual([
      { text: 'Uno è qui. Due è là.', marked: true },
      { text: ' Tre.', marked: false },
    ]);
  });

  test('nothing is lost whatever is marked', () => {
    const whole = blocks(SHEET).map((b) => pieces(SHEET, b, []).map((p) => p.text).join(''));
    for (let start = 0; start < SHEET.length; start += 7) {
      for (let end = start; end < SHEET.length; end += 11) {
        const again = blocks(SHEET).map((b) => pieces(SHEET, b, [[start, end]]).map((p) => p.text).join(''));
        expect(again).toEqual(whole);
      }
    }
  });
});
