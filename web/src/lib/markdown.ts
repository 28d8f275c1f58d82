/** The little Markdown that sources use (headings, lists, paragraphs), cut into blocks that keep their positions, so that a
 *  quotation can be marked exactly whatever it crosses. Inline marks stay as written: a quotation shows what the source says. */
import type { Span } from './types';

export interface Block {
  kind: 'heading' | 'item' | 'paragraph';
  /** Level of a heading. */
  level: number;
  /** Number of an item in an ordered list. */
  number: number | null;
  /** The visible stretches of the source, in order. */
  ranges: Span[];
}

export interface Piece {
  text: string;
  marked: boolean;
}

const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]*\{#[^}]*\})?[ \t]*#*[ \t]*$/;
const ITEM = /^\s*(?:[-*+]|(\d{1,9})[.)])[ \t]+/;

/** The blocks of `source` between two positions. */
export function blocks(source: string, from = 0, to = source.length): Block[] {
  const found: Block[] = [];
  let open: Block | null = null;
  for (let start = from; start < to; ) {
    const newline = source.indexOf('\n', start);
    const end = newline < 0 || newline > to ? to : newline;
    const next = Math.min(end + 1, to);
    const line = source.slice(start, end);
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    if (!line.trim()) {
      open = null;
    } else if (heading) {
      const at = start + line.indexOf(heading[2] ?? '', heading[1]?.length ?? 0);
      found.push(block('heading', [at, at + (heading[2] ?? '').length], heading[1]?.length));
      open = null;
    } else if (item) {
      open = block('item', [start + item[0].length, end], 0, item[1] ? Number(item[1]) : null);
      found.push(open);
    } else if (open) {
      // The line break before a continuation stays visible: in laws it means something.
      const indent = line.length - line.trimStart().length;
      open.ranges.push([start - 1, start], [start + indent, end]);
    } else {
      open = block('paragraph', [start, end]);
      found.push(open);
    }
    if (next === start) break;
    start = next;
  }
  return found;
}

function block(kind: Block['kind'], range: Span, level = 0, number: number | null = null): Block {
  return { kind, level, number, ranges: [range] };
}

/** Blocks in runs, so that items of one list stand in one list. */
export function runs(all: Block[]): Block[][] {
  const grouped: Block[][] = [];
  for (const block of all) {
    const last = grouped.at(-1);
    const before = last?.[0];
    const sameList = before?.kind === 'item' && block.kind === 'item' && (before.number === null) === (block.number === null);
    if (last && sameList) last.push(block);
    else grouped.push([block]);
  }
  return grouped;
}

/** The text of a block, cut where marked stretches begin and end. Marks may touch or overlap. */
export function pieces(source: string, { ranges }: Block, marks: Span[]): Piece[] {
  const found: Piece[] = [];
  const push = (start: number, end: number, marked: boolean) => {
    if (start >= end) return;
    const last = found.at(-1);
    if (last?.marked === marked) last.text += source.slice(start, end);
    else found.push({ text: source.slice(start, end), marked });
  };
  const inOrder = [...marks].sort((a, b) => a[0] - b[0]);
  for (const [start, end] of ranges) {
    let at = start;
    for (const mark of inOrder) {
      const from = Math.min(Math.max(mark[0], at), end);
      const to = Math.min(Math.max(mark[1], from), end);
      push(at, from, false);
      push(from, to, true);
      at = to;
    }
    push(at, end, false);
  }
  return found;
}
