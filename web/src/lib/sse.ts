/** Server-sent events out of a fetch body. */

export interface Event {
  name: string;
  data: string;
}

/** Turns text as it comes into events; keeps what is not finished for the next call. */
export class EventReader {
  #rest = '';
  #name = '';
  #data: string[] = [];

  push(text: string): Event[] {
    const found: Event[] = [];
    // A carriage return at the very end may be half of a line break: wait for the rest.
    const whole = this.#rest + text;
    const cut = whole.endsWith('\r') ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, cut).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + whole.slice(cut);
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length) found.push({ name: this.#name || 'message', data: this.#data.join('\n') });
        this.#name = '';
        this.#data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') this.#name = value;
      if (field === 'data') this.#data.push(value);
    }
    return found;
  }
}

/** The events of a body, one by one. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const reader = new EventReader();
  const decoder = new TextDecoder();
  const source = body.getReader();
  try {
    for (;;) {
      const { done, value } = await source.read();
      if (done) break;
      yield* reader.push(decoder.decode(value, { stream: true }));
    }
    // A last event may lack its empty line.
    yield* reader.push(`${decoder.decode()}\n\n`);
  } finally {
    // Whoever stops listening early also hangs up.
    await source.cancel().catch(() => undefined);
  }
}
