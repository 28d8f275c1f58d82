/** «Ora c'è risposta»: who asked in vain is told, where the service believes the name that the page makes up. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BASE, launch, open, QUESTIONS, settled, skip, t } from './browser.mjs';

const NEWS = [
  { gap_id: 'g-1', question: QUESTIONS.covered, answer_id: null, closed_at: '2026-11-20T10:00:00Z' },
  { gap_id: 'g-2', question: QUESTIONS.dated, answer_id: null, closed_at: '2026-11-19T10:00:00Z' },
];
const TOKEN = /^Bearer dev\.case_manager\.\.[0-9a-f]{32}$/;

describe('news', { skip }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  /** The page on a service that says whose tokens it believes, and has this news. */
  async function visit({ issuer, news = NEWS, width }, run) {
    const { page, context, seen } = await open(browser, { path: '/healthz', width });
    const sent = { news: [], seen: [], answers: [] };
    await page.route('**/readyz', async (route) => {
      const reply = await route.fetch();
      await route.fulfill({ response: reply, json: { ...(await reply.json()), issuer } });
    });
    await page.route('**/v1/news', (route) => {
      sent.news.push(route.request().headers().authorization);
      return route.fulfill({ json: news });
    });
    await page.route('**/v1/news/*/seen', (route) => {
      sent.seen.push(route.request().url().split('/').at(-2));
      return route.fulfill({ status: 204 });
    });
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/answers')) sent.answers.push(request.headers().authorization);
    });
    try {
      await page.goto(`${BASE}/`);
      await run(page, sent);
      assert.deepEqual(seen.elsewhere, []);
    } finally {
      await context.close();
    }
  }

  for (const width of [1280, 360]) {
    test(`at ${width} pixels: told, asked again, and gone`, () =>
      visit({ issuer: 'dev', width }, async (page, sent) => {
        const notice = page.locator('[data-news]');
        await notice.getByRole('heading', { name: t.news.heading }).waitFor();
        assert.equal(await notice.locator('li').count(), 2);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${over} pixels too wide`);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/news-${width}.png`, fullPage: true });
        await notice.locator('li').last().getByRole('button', { name: t.news.done_label.split(':')[0] }).click();
        await page.waitForFunction(() => document.querySelectorAll('[data-news] li').length === 1);
        await notice.getByRole('button', { name: t.news.ask_label.split(':')[0] }).click();
        await settled(page);
        await notice.waitFor({ state: 'detached' });
        assert.match(decodeURIComponent(page.url()), /[?&]q=/);
        assert.deepEqual(sent.seen, ['g-2', 'g-1']);
        assert.match(sent.news[0], TOKEN);
        assert.equal(sent.answers.at(-1), sent.news[0], 'the question comes from the same name');
        await page.reload();
        await notice.waitFor();
        assert.equal(sent.news.at(-1), sent.news[0], 'and so does the next visit');
      }));
  }

  test('where nobody is believed, no name is made up and no news asked for', () =>
    visit({ issuer: null }, async (page, sent) => {
      await page.locator('.topic').first().waitFor();
      await page.getByRole('button', { name: QUESTIONS.covered, exact: true }).click();
      await settled(page);
      assert.deepEqual([sent.news, sent.answers], [[], [undefined]]);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
      assert.equal(await page.locator('[data-news]').count(), 0);
    }));
});
