/** The board of gaps: questions come in from a file, a gap is read and brought forward, two reviewers meet, topics against tiers,
 *  holds. It adds questions to the service: give it a data folder of its own. Skipped where gaps may not be read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { BASE, launch, open, skip, t } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const status = (path) => fetch(`${BASE}${path}`).then((r) => r.status, () => 0);
const closed = skip || ((await status('/v1/gaps')) === 200 ? false : 'gaps may not be read here');
const word = `zolferio${Date.now() % 100000}`;
const FILE = { name: 'webinar.csv', mimeType: 'text/csv', buffer: Buffer.from(`domanda;data;ambito\nChi rimborsa lo ${word} al tirocinante?;;Ambito Nord\n;;\n`) };
const b = t.board;
const at = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

describe('the board of gaps', { skip: closed }, () => {
  let browser;
  /** Id of the gap that the tests work on. */
  let id;
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

  async function visit(options, run) {
    const { page, context, seen } = await open(browser, { path: '/bisogni.html', bypassCSP: true, ...options });
    try {
      await run(page);
      if (!options.broken) assert.deepEqual(seen.errors, [], 'errors in the page');
      assert.deepEqual(seen.elsewhere, [], 'requests to other hosts');
    } finally {
      await context.close();
    }
  }

  const stateOf = (page) => page.locator('[data-state]').getAttribute('data-state');
  const choose = (page, to) => page.locator(`#move-${to}`).check();
  const save = (page) => page.getByRole('button', { name: b.move.save, exact: true }).click();
  /** Somebody else, elsewhere. */
  const meanwhile = async (to, more = {}) => {
    const { gap } = await (await fetch(`${BASE}/v1/gaps/${id}`)).json();
    const body = JSON.stringify({ version: gap.version, to, ...more });
    const reply = await fetch(`${BASE}/v1/gaps/${id}/transitions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.equal(reply.status, 200, await reply.text());
  };

  test('a file of questions comes in, its bad line is named, and the gap can be found', () =>
    visit({}, async (page) => {
      await page.getByRole('button', { name: b.gather.send }).click();
      await page.getByText(b.gather.none).waitFor();
      await page.getByLabel(b.gather.file, { exact: true }).setInputFiles(FILE);
      await page.getByRole('button', { name: b.gather.send }).click();
      await page.locator('[data-gathered]').getByText(b.gather.taken_one).waitFor({ timeout: 60_000 });
      await page.getByText(at(b.gather.line, { line: 3, why: '' }).trim()).waitFor();
      await checked(page, 'list');
      const more = page.getByRole('button', { name: b.list.more });
      const link = page.getByRole('link', { name: new RegExp(word) });
      for (let n = 0; n < 10 && !(await link.count()) && (await more.count()); n++) {
        await more.click();
        await page.waitForFunction(() => document.activeElement?.matches('li > h3 > a'));
      }
      await link.click();
      const heading = page.getByRole('heading', { level: 2, name: new RegExp(word) });
      await heading.waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'gap-heading');
      id = new URL(page.url()).searchParams.get('id');
      assert.equal(await stateOf(page), 'new');
      await checked(page, 'gap');
      await page.goBack();
      await page.getByRole('heading', { name: b.list.heading }).waitFor();
    }));

  test('what a step needs is asked for at its field, then the step is taken and told', () =>
    visit({ path: `/bisogni.html?id=${id}` }, async (page) => {
      await page.locator('[data-state]').waitFor();
      await save(page);
      await page.getByText(b.move.fault.to).waitFor();
      await choose(page, 'dismissed');
      await save(page);
      await page.getByText(b.move.fault.note).waitFor();
      assert.ok(await page.locator('#move-note').evaluate((el) => el === document.activeElement), 'the focus is at the field');
      await checked(page, 'a reason is wanted');
      await choose(page, 'confirmed');
      await page.locator('#move-note').fill('Chiesto in un webinar.');
      await save(page);
      await page.locator('[data-moved]').getByText(at(b.move.done, { state: b.state.confirmed })).waitFor();
      assert.equal(await stateOf(page), 'confirmed');
      await page.getByText('Chiesto in un webinar.').waitFor();
      await choose(page, 'assigned');
      await page.locator('#move-office').fill('');
      await save(page);
      await page.getByText(b.move.fault.office).waitFor();
      await page.getByText(b.move.fault.tier).waitFor();
      await checked(page, 'office and tier are wanted');
    }));

  for (const width of [1280, 360]) {
    test(`at ${width} pixels: somebody was quicker, and nothing typed is lost`, () =>
      visit({ path: `/bisogni.html?id=${id}`, width, height: 800, broken: true }, async (page) => {
        await page.locator('[data-state="confirmed"]').waitFor();
        await choose(page, 'assigned');
        await page.locator('#move-office').fill('DG povertà');
        await page.locator('#move-tier').selectOption('guideline');
        await page.locator('#move-note').fill('Entro il mese.');
        await meanwhile('dismissed', { note: `Doppione, ${width}.` });
        await meanwhile('new');
        await save(page);
        const told = page.locator('[data-stale]');
        await told.waitFor();
        assert.ok((await told.textContent()).includes(at(b.move.stale_now, { before: b.state.confirmed, after: b.state.new })));
        assert.ok((await told.textContent()).includes(b.move.stale_gone));
        assert.ok(await told.evaluate((el) => el === document.activeElement), 'the focus goes to what was told');
        assert.equal(await stateOf(page), 'new');
        assert.equal(await page.locator('#move-note').inputValue(), 'Entro il mese.');
        await page.getByText(`Doppione, ${width}.`).waitFor();
        await checked(page, 'stale');
        await choose(page, 'confirmed');
        await save(page);
        await page.locator('[data-moved]').getByText(at(b.move.done, { state: b.state.confirmed })).waitFor();
      }));
  }

  test('a refusal of the service is shown at the field', () =>
    visit({ path: `/bisogni.html?id=${id}`, broken: true }, async (page) => {
      await page.route('**/transitions', (route) =>
        route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Valore non valido', status: 422, detail: 'Il valore di «tier» non va bene.' }) }),
      );
      await page.locator('[data-state]').waitFor();
      await choose(page, 'assigned');
      await page.locator('#move-office').fill('DG');
      await page.locator('#move-tier').selectOption('faq');
      await save(page);
      await page.locator('#move-tier-wrong').getByText('«tier»').waitFor();
      assert.equal(await page.locator('#move-office').inputValue(), 'DG');
    }));

  test('filters stand in the address, and so does what is downloaded', () =>
    visit({ path: '/bisogni.html?stato=dismissed&argomento=boh' }, async (page) => {
      await page.locator('[data-said]').getByText(b.list.none_so).waitFor();
      await checked(page, 'nothing with these filters');
      await page.getByLabel(b.list.state, { exact: true }).selectOption('confirmed');
      await page.getByLabel(b.list.topic, { exact: true }).selectOption('');
      await page.getByRole('button', { name: b.list.apply }).click();
      await page.locator(`[data-gap="${id}"]`).waitFor();
      assert.match(page.url(), /\?stato=confirmed$/);
      const link = page.getByRole('link', { name: b.list.csv_filtered });
      const table = await (await fetch(new URL(await link.getAttribute('href'), BASE))).text();
      assert.ok(table.includes(word) && table.split('\n').slice(1).every((line) => !line || line.includes('confirmed')), table);
      await page.getByRole('link', { name: b.list.clear }).click();
      await page.waitForFunction(() => location.search === '?' || location.search === '');
    }));

  for (const width of [1280, 360]) {
    test(`at ${width} pixels: topics against tiers, in the order asked for, lead to their gaps`, () =>
      visit({ path: '/bisogni.html?vista=argomenti', width, height: 800 }, async (page) => {
        await page.getByRole('table').waitFor();
        await checked(page, 'matrix');
        const open = page.locator('tbody tr td:last-child');
        const figures = (await open.allTextContents()).map((text) => Number.parseInt(text, 10));
        assert.deepEqual(figures, figures.toSorted((x, y) => y - x), 'most open first');
        assert.ok(figures[0] > 0);
        await page.getByRole('button', { name: at(b.matrix.sort, { column: b.matrix.topic.toLowerCase() }) }).click();
        assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'ascending');
        const topics = await page.locator('tbody th').allTextContents();
        assert.deepEqual(topics, topics.toSorted((x, y) => x.localeCompare(y, 'it')));
        await page.locator('tbody td:last-child a').first().click();
        await page.locator('[data-gap]').first().waitFor();
        assert.match(page.url(), /\?argomento=/);
      }));
  }

  test('keyboard only: from the list into a gap, a step chosen and taken', () =>
    visit({ path: '/bisogni.html?stato=confirmed' }, async (page) => {
      await page.locator(`[data-gap="${id}"]`).waitFor();
      /** Tabs until the focused element is `wanted`; the focus must be seen. */
      const tabTo = async (wanted) => {
        for (let n = 0; n < 120; n++) {
          await page.keyboard.press('Tab');
          const at = await page.evaluate((selector) => {
            const el = document.activeElement;
            const style = getComputedStyle(el);
            return { there: el.matches(selector), ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
          }, wanted);
          if (at.there) return assert.ok(at.ring, `a visible focus on ${wanted}`);
        }
        assert.fail(`the keyboard does not reach ${wanted}`);
      };
      await tabTo('a.skip');
      await page.keyboard.press('Enter');
      await tabTo(`[data-gap="${id}"] a`);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.id === 'gap-heading');
      await tabTo('input[name="to"]');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await tabTo('#move-office');
      await page.keyboard.type('DG povertà');
      await tabTo('#move-tier');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await tabTo('form button[type="submit"]');
      await page.keyboard.press('Enter');
      await page.locator('[data-moved]').getByText(at(b.move.done, { state: b.state.assigned })).waitFor();
      await page.getByText(at(b.list.to, { office: 'DG povertà', tier: t.source.tier.guideline })).waitFor();
    }));

  test('a gap that is not there, and a service that fails, are told', () =>
    visit({ path: '/bisogni.html?id=boh', broken: true }, async (page) => {
      await page.getByText(b.gap.unknown).waitFor();
      await checked(page, 'unknown gap');
      await page.route('**/v1/gaps', (route) => route.fulfill({ status: 500, body: 'x' }));
      await page.getByRole('link', { name: b.gap.back }).click();
      await page.getByText(b.closed).waitFor();
    }));

  test('a topic is put on hold and released, where the service can', async (context) => {
    if ((await status('/v1/holds')) !== 200) return context.skip('no holds here');
    await visit({ path: '/bisogni.html?vista=sospesi' }, async (page) => {
      await page.getByRole('button', { name: b.holds.put, exact: true }).click();
      await page.getByText(b.holds.fault.topic).waitFor();
      await checked(page, 'what a hold needs');
      await page.locator('#hold-topic option').nth(2).waitFor({ state: 'attached' });
      await page.locator('#hold-topic').selectOption({ index: 2 });
      const topic = await page.locator('#hold-topic').inputValue();
      const title = await page.locator('#hold-topic option:checked').textContent();
      await page.locator('#hold-reason').fill('Una sentenza ha cambiato la regola.');
      await page.getByRole('button', { name: b.holds.put, exact: true }).click();
      await page.locator('[data-held]').getByText(at(b.holds.put_done, { topic: title })).waitFor();
      await checked(page, 'on hold');
      await page.locator(`#release-${topic}`).click();
      await page.locator('#release-note').fill('Il testo è aggiornato.');
      await page.getByRole('button', { name: b.holds.release_yes }).click();
      await page.locator('[data-held]').getByText(at(b.holds.released, { topic: title })).waitFor();
      assert.equal(await page.locator(`#release-${topic}`).count(), 0);
    });
  });

  test('why the answer is missing, where the service can tell', async (context) => {
    const read = await (await fetch(`${BASE}/v1/gaps/${id}`)).json();
    if (read.evidence === undefined) return context.skip('gaps are not weighed here');
    await visit({ path: `/bisogni.html?id=${id}` }, async (page) => {
      await page.getByRole('button', { name: new RegExp(`^(${b.evidence.weigh}|${b.evidence.again})$`) }).click();
      await page.getByRole('button', { name: b.evidence.again }).waitFor({ timeout: 60_000 });
      await page.locator('[data-weighed]').getByText(b.evidence.weighed.split(':')[0]).waitFor({ timeout: 60_000 });
      await checked(page, 'weighed');
      const source = page.getByRole('button', { name: new RegExp(`^${b.evidence.open}`) }).first();
      if (await source.count()) {
        await source.click();
        await page.locator('dialog [data-source-text]').waitFor();
        await checked(page, 'source');
      }
    });
  });

  test('its questions are asked again, where the service can', async (context) => {
    const read = await (await fetch(`${BASE}/v1/gaps/${id}`)).json();
    if (read.replay === undefined) return context.skip('questions are not asked again here');
    await visit({ path: `/bisogni.html?id=${id}` }, async (page) => {
      await page.getByRole('button', { name: b.proof.again }).click();
      await page.locator('[data-replayed]').getByText(b.proof.done.split(':')[0]).waitFor({ timeout: 60_000 });
      await checked(page, 'asked again');
    });
  });

  test('the page of questions leads to it where reviewers may look', async (context) => {
    const { admin } = await (await fetch(`${BASE}/readyz`)).json();
    if (!admin) return context.skip('not from here');
    await visit({ path: '/' }, async (page) => {
      await page.getByRole('link', { name: t.nav.board }).click();
      await page.getByRole('heading', { name: b.title, level: 1 }).waitFor();
    });
  });
});
