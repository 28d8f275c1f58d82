/** Who asks, where no host says so. On one's own machine the service believes unsigned tokens: there the page makes up a name for this
 *  browser, so that who asked in vain can be told of the answer. Elsewhere no name is made up, kept or sent. */

const KEPT_AS = 'copilot.nome';
/** The first question waits so long, at most, to hear from the service whether it believes such names. */
const PATIENCE_MS = 500;

let token: string | null = null;
let heard: () => void = () => {};
const first = new Promise<void>((resolve) => (heard = resolve));

/** The service says whose tokens it believes. */
export function meet(issuer: string | null | undefined): void {
  const name = issuer === 'dev' ? made() : null;
  token = name && `dev.case_manager..${name}`;
  heard();
}

/** What a request about one's own questions carries. */
export async function identity(): Promise<Record<string, string>> {
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** Where nothing can be kept, nobody is named. */
function made(): string | null {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    if (kept && /^[0-9a-f]{32}$/.test(kept)) return kept;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const name = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    localStorage.setItem(KEPT_AS, name);
    return name;
  } catch {
    return null;
  }
}
