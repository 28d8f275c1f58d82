/** From spans in UTF-8 bytes, as the service counts, to positions in a JavaScript string. */
import type { Span } from './types';

const encoder = new TextEncoder();

/** Positions in `source` of the byte span; null when it is out of range or cuts a character. */
export function toIndexes(source: string, [start, end]: Span): Span | null {
  const bytes = encoder.encode(source);
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= bytes.length)) return null;
  try {
    // `fatal` refuses a span that cuts a character; `ignoreBOM` keeps a leading mark, so that nothing shifts.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const from = decoder.decode(bytes.subarray(0, start)).length;
    return [from, from + decoder.decode(bytes.subarray(start, end)).length];
  } catch {
    return null;
  }
}

/** Where the quotation stands: at its span; if the text there differs, at its only occurrence; else null. */
export function locate(source: string, quote: string, span: Span): Span | null {
  const at = toIndexes(source, span);
  if (at && source.slice(...at) === quote) return at;
  const first = quote ? source.indexOf(quote) : -1;
  if (first < 0 || source.indexOf(quote, first + 1) >= 0) return null;
  return [first, first + quote.length];
}
