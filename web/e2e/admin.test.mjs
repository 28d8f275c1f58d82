/** The administration of the material, against a service that is on this machine; skipped where it is closed (the mock). It adds a
 *  document to what answers: give the service a data folder of its own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { ask, answered, BASE, launch, open, skip, t } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const closed = skip || ((await fetch(`${BASE}/readyz`).then((r) => r.json(), () => ({}))).admin ? false : 'administration is closed here');
const word = `zirbasco${Date.now() % 100000}`;
const TEXT = `# Circolare 12 marzo 2025, n. 7\n\n## Buono ${word}\n\nIl buono ${word} del centro diurno vale 7 euro al mese per ogni componente.\n`;

describe('administration', { skip: closed }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  async function checked(page, state) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${state}: ${over} pixels too wide`);
    const found = await page.evaluate(async (source) => {
      (0, eval)(source);
      const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
      return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((n) => n.html.slice(0, 140)).join(' | ')}`);
    }, AXE);
    assert.deepEqual(found.filter((line) => /^(critical|serious|moderate)/.test(line)), [], state);
  }

  const said = (page, text) => page.locator('[data-said]').getByText(text).waitFor({ timeout: 120_000 });

  test('the page of questions leads to it', async () => {
    const { page, context, seen } = await open(browser);
    await page.getByRole('link', { name: t.footer.admin }).click();
    await page.getByRole('heading', { name: t.admin.title }).waitFor();
    await page.getByRole('heading', { name: t.admin.add_heading }).waitFor();
    assert.deepEqual([seen.errors, seen.elsewhere], [[], []]);
    await context.close();
  });

  for (const width of [1280, 360]) {
    test(`a document at ${width} pixels: read, shown, confirmed, cited`, async () => {
      const { page, context, seen } = await open(browser, { path: '/amministrazione.html', width, height: 800, bypassCSP: true });
      await page.getByRole('button', { name: t.admin.read, exact: true }).click();
      await page.getByText(t.admin.file_none).waitFor();
      await checked(page, 'empty');
      const file = { name: `${word}.md`, mimeType: 'text/markdown', buffer: Buffer.from(TEXT) };
      await page.getByLabel(t.admin.file, { exact: true }).setInputFiles(file);
      await page.getByRole('button', { name: t.admin.read, exact: true }).click();
      await said(page, t.admin.read_done);
      const heading = page.getByRole('heading', { name: t.admin.look_heading });
      assert.ok(await heading.evaluate((el) => el === document.activeElement), 'the focus is where reading goes on');
      await page.getByText(`Il buono ${word} del centro diurno vale 7 euro`).first().waitFor();
      assert.equal(await page.getByLabel(t.admin.valid_from, { exact: true }).inputValue(), '2025-03-12');
      assert.equal(await page.getByLabel(t.admin.tier, { exact: true }).inputValue(), 'guideline');
      await checked(page, 'read');
      await page.getByLabel(t.admin.doc_title, { exact: true }).fill('');
      await page.getByRole('button', { name: t.admin.confirm }).click();
      await page.getByText(t.admin.missing).waitFor();
      await page.getByLabel(t.admin.doc_title, { exact: true }).fill(`Circolare sul buono ${word}`);
      await page.getByLabel(t.admin.by, { exact: true }).fill('Anna');
      await page.getByRole('button', { name: t.admin.confirm }).click();
      await page.locator('[data-said]').getByText(new RegExp(`^(${t.admin.published}|${t.admin.waiting})`)).waitFor({ timeout: 120_000 });
      if (await page.getByRole('button', { name: t.admin.approve }).isVisible()) {
        await checked(page, 'draft');
        await page.getByLabel(t.admin.name, { exact: true }).fill('Ugo');
        await page.getByRole('button', { name: t.admin.approve }).click();
        await page.getByText(t.admin.approved.split('{')[0]).waitFor({ timeout: 120_000 });
      }
      await page.getByText(t.admin.draft_none).waitFor();
      await checked(page, 'published');
      assert.deepEqual([seen.errors, seen.elsewhere], [[], []]);
      await context.close();
    });
  }

  for (const width of [1280, 360]) {
    test(`what a draft would do to the gaps, at ${width} pixels`, async () => {
      const { page, context } = await open(browser, { path: '/', width, height: 800, bypassCSP: true });
      const json = (body) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
      const gap = (gap_id, title, answered) => ({ gap_id, title, state: 'published', answered, of: 6, works: ['circolare-7'] });
      const passages = { before: 10, after: 11, added: 1, changed: 0, removed: 0 };
      const impact = { gaps: 2, of: 3, asked: 12, wordings: 80, closes: [gap('g1', 'rimborso del viaggio', 6)], reopens: [gap('g2', 'orari del centro', 1)] };
      const draft = { ordered_by: ['Anna'], state: 'waiting' };
      await page.route('**/v1/admin/generations', (route) =>
        route.fulfill(json({ approvals: 1, waiting: 'gdraft', generations: [{ id: 'gdraft', draft }] })));
      await page.route('**/v1/admin/generations/gdraft/preview', (route) =>
        route.fulfill(json({ generation: 'gdraft', against: 'gold', works: [], passages, checks: [], asked: 4, answers: [], gaps: impact })));
      await page.goto(`${BASE}/amministrazione.html`);
      const lines = page.locator('[data-gaps] > li');
      await lines.first().waitFor();
      const told = await lines.allInnerTexts();
      assert.deepEqual(told.map((line) => line.split('\n')[0]), [t.admin.gap_reopens, t.admin.gap_closes]);
      assert.match(told[0], /orari del centro.*domande con risposta: 1 su 6.*circolare-7/s);
      await page.getByText('12 domande su 80').waitFor();
      await checked(page, 'gaps');
      if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-${width}.png`, fullPage: true });
      await context.close();
    });
  }

  test('a file that is not read is told why', async () => {
    const { page, context } = await open(browser, { path: '/amministrazione.html' });
    const file = { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([1, 2]) };
    await page.getByLabel(t.admin.file, { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: t.admin.read, exact: true }).click();
    await page.getByRole('alert').getByText('foto.jpg').waitFor();
    await context.close();
  });

  test('what was added answers', async () => {
    const { page, context } = await open(browser);
    await ask(page, `Quanto vale il buono ${word} del centro diurno?`);
    await answered(page).getByText('7 euro').first().waitFor();
    await context.close();
  });
});
