/** What the tests of the page share: Debian's Chromium through playwright-core, and the page's own words. */
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const BASE = (process.env.BASE_URL ?? 'http://127.0.0.1:8790').replace(/\/$/, '');
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const skip = existsSync(CHROMIUM) ? false : `no Chromium at ${CHROMIUM}: apt-get install chromium (or set CHROMIUM)`;

/** The texts of the page: tests name keys, so that rewording breaks none. */
export const t = JSON.parse(readFileSync(new URL('../../strings/it.json', import.meta.url), 'utf8')).web;

/** Questions that the published material answers, changes over time for, and does not answer. Another corpus may need others. */
export const QUESTIONS = {
  covered: process.env.Q_COVERED ?? t.ask.examples[0],
  dated: process.env.Q_DATED ?? "Qual è la soglia ISEE per l'ADI?",
  datedOn: process.env.Q_DATED_ON ?? '2024-06-01',
  notCovered: process.env.Q_NOT_COVERED ?? 'Quante ferie spettano al case manager assunto con il bando regionale?',
};

export function launch() {
  return chromium.launch({
    env: { ...process.env, LANGUAGE: 'it' },
    executablePath: CHROMIUM,
    args: ['--lang=it-IT', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page that notes errors and requests to other hosts. */
export async function open(browser, { path = '/', width = 1280, height = 900, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'it-IT', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const seen = { errors: [], elsewhere: [], posts: [] };
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  page.on('request', (request) => {
    const { host, protocol } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && host !== new URL(BASE).host) seen.elsewhere.push(request.url());
    if (request.method() === 'POST') seen.posts.push({ url: request.url(), body: sent(request) });
  });
  await page.goto(`${BASE}${path}`);
  return { page, context, seen };
}

/** What was posted: JSON, or nothing for the bytes of a file. */
function sent(request) {
  return request.headers()['content-type']?.includes('json') ? request.postDataJSON() : null;
}

export const question = (page) => page.getByLabel(t.ask.question, { exact: true });
export const answered = (page) => page.locator('[data-verdict]');

/** Asks and waits for the whole answer. */
export async function ask(page, text, date) {
  const before = (await answered(page).count()) ? await answered(page).getAttribute('data-answer') : null;
  if (date !== undefined) await page.getByLabel(t.ask.date).fill(date);
  await question(page).fill(text);
  await question(page).press('Enter');
  return settled(page, before);
}

export async function settled(page, before = null) {
  await page.waitForFunction((old) => {
    const at = document.querySelector('[data-verdict]');
    return at && at.getAttribute('data-answer') !== old;
  }, before);
  return answered(page).getAttribute('data-verdict');
}

/** Text without white space and list marks: how a quotation and its highlight are compared. */
export const bare = (text) => text.replace(/^\s*(?:[-*+]|\d+[.)])\s+/gm, '').replace(/\s+/g, '');
