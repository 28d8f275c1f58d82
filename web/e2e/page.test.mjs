/** What a person does on the page, against any server that keeps the contract: `BASE_URL=… npm run e2e`. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answered, ask, bare, BASE, launch, open, question, QUESTIONS, settled, skip, t } from './browser.mjs';

const isAnswer = (verdict) => ['answered', 'partial'].includes(verdict);
const at = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

describe('the page', { skip }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  async function visit(options, run) {
    const { page, context, seen } = await open(browser, options);
    try {
      await run(page, seen);
      if (!options.broken) assert.deepEqual(seen.errors, [], 'errors in the page');
      assert.deepEqual(seen.elsewhere, [], 'requests to other hosts');
    } finally {
      await context.close();
    }
  }

  test('ask, read the cited answer, open the source with the quotation highlighted', () =>
    visit({}, async (page) => {
      const reply = page.waitForResponse((r) => r.url().endsWith('/v1/answers'));
      await page.getByRole('button', { name: QUESTIONS.covered, exact: true }).click();
      assert.equal((await reply).request().headers().accept, 'text/event-stream');
      assert.ok(isAnswer(await settled(page)), 'the first example must be answered');
      assert.match(page.url(), /[?&]q=/);

      const mark = page.locator('button.mark').first();
      const n = (await mark.textContent()).replace(/\D/g, '');
      await mark.click();
      const quote = page.locator(`#fonte-${n}`);
      assert.ok(await quote.evaluate((el) => el === document.activeElement), 'the mark moves the focus to its source');

      const card = page.locator('article').filter({ has: quote });
      const meta = await card.textContent();
      assert.ok(Object.values(t.source.tier).some((tier) => meta.includes(tier)), 'the tier');
      assert.ok(meta.includes(t.source.editorial) || meta.includes(t.source.official), 'editorial or official');
      assert.ok(meta.includes(at(t.source.verified, { date: '' }).trim()), 'verified on');

      const quotes = await card.locator('blockquote').allTextContents();
      const viewed = page.waitForResponse((r) => r.url().includes('/v1/passages/'));
      await card.getByRole('button', { name: new RegExp(`^${t.source.open}`) }).click();
      const view = await (await viewed).json();
      const dialog = page.getByRole('dialog');
      await dialog.locator('mark').first().waitFor();
      const marked = bare((await dialog.locator('mark').allTextContents()).join('\n'));
      for (const text of quotes) assert.ok(marked.includes(bare(text.replace(/^«|»$/g, ''))), `highlighted: ${text}`);
      if (quotes.length === 1) assert.equal(marked, bare(quotes[0].replace(/^«|»$/g, '')));
      if (view.heading) await dialog.getByRole('heading', { name: view.heading }).waitFor();

      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.ok(await card.getByRole('button', { name: new RegExp(`^${t.source.open}`) }).evaluate((el) => el === document.activeElement), 'closing gives the focus back');
    }));

  test('a mistyped question is answered, and the page says how it was read', () =>
    visit({}, async (page) => {
      assert.ok(isAnswer(await ask(page, 'qual è la sogla isee per avere l’adi?')), 'a slip must not cost the answer');
      const word = at(t.answer.read_as_row, { typed: 'sogla', read: 'soglia' });
      await page.getByText(at(t.answer.read_as, { words: word }), { exact: true }).waitFor();
      await ask(page, 'qual è la soglia isee per avere l’adi?');
      assert.equal(await page.locator('.read-as').count(), 0, 'nothing to say of a question spelt right');
    }));

  test('a summary says what it sums up, and a text with several versions what changed', () =>
    visit({}, async (page) => {
      const works = (await (await page.request.get(`${BASE}/v1/works`)).json()).works;
      const { areas } = await (await page.request.get(`${BASE}/v1/topics`)).json();
      const work = works.find((w) => w.versions.length > 1 && w.status === 'editorial' && w.topics.length);
      const topic = areas.flatMap((area) => area.topics).find((one) => work.topics.includes(one.id));
      await page.locator('.topic').filter({ hasText: topic.title }).first().click();
      await page.locator('.work').filter({ hasText: work.title }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(work.badge, { exact: true }).waitFor();
      const changes = dialog.locator('[data-changes]');
      const compared = page.waitForResponse((r) => r.url().includes('/diff?from='));
      await changes.locator('summary').click();
      const told = await (await compared).json();
      await changes.locator('article').first().waitFor();
      assert.equal(await changes.locator('article').count(), told.changes.length);
      assert.ok((await changes.locator('ins, del').count()) > 0, 'words that came or went');
    }));

  test('a reference leads to the passage, and back', () =>
    visit({}, async (page) => {
      // Whatever the corpus cites, the open passage is told to cite the next one.
      await page.route('**/v1/passages/*', async (route) => {
        const view = await (await route.fetch()).json();
        const row = { kind: 'text', said: 'articolo 6', provision: 'art. 6, D.L. 48/2023', passage_id: view.passage_id, title: 'Il passo citato' };
        await route.fulfill({ json: { ...view, cites: [row], cited_by: [] } });
      });
      assert.ok(isAnswer(await ask(page, QUESTIONS.covered)));
      await page.getByRole('button', { name: new RegExp(`^${t.source.open}`) }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('heading', { name: t.source.cites, exact: true }).waitFor();
      await dialog.locator('mark').first().waitFor();
      await dialog.getByRole('button', { name: 'Il passo citato' }).click();
      await dialog.locator('mark').first().waitFor({ state: 'detached' });
      await dialog.getByRole('button', { name: t.panel.back, exact: true }).click();
      await dialog.locator('mark').first().waitFor();
      assert.equal(await dialog.getByRole('button', { name: t.panel.back, exact: true }).count(), 0);
    }));

  test('what is not covered is said plainly, with near passages that are no answer', () =>
    visit({}, async (page) => {
      const verdict = await ask(page, QUESTIONS.notCovered);
      assert.ok(!isAnswer(verdict), verdict);
      await answered(page).getByText(t.verdict[verdict], { exact: true }).waitFor();
      assert.equal(await page.locator('button.mark').count(), 0);
      const nearest = page.locator('[data-nearest] button');
      if (await nearest.count()) {
        await page.getByRole('heading', { name: t.nearest.heading }).waitFor();
        await nearest.first().click();
        await page.getByRole('dialog').locator('[data-source-text]').waitFor();
        assert.equal(await page.locator('dialog mark').count(), 0);
      }
    }));

  test('what is only uncertain is not said to be missing', () =>
    visit({}, async (page) => {
      await page.route('**/v1/answers', async (route) => {
        const { accept: _, ...headers } = route.request().headers();
        const answer = await (await route.fetch({ headers: { ...headers, accept: 'application/json' } })).json();
        const reason = { kind: 'uncertain', text: 'Leggi i passi vicini.' };
        const near = { passage_id: answer.nearest[0]?.passage_id ?? 'x~2024-01-01~y', title: 'Un passo', score: 1 };
        const unsure = { ...answer, verdict: 'not_covered', text: '', sentences: [], citations: [], nearest: [near], reason };
        await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(unsure) });
      });
      assert.equal(await ask(page, QUESTIONS.notCovered), 'not_covered');
      await answered(page).getByText(t.verdict.uncertain, { exact: true }).waitFor();
      assert.equal(await answered(page).getByText(t.verdict.not_covered, { exact: true }).count(), 0);
      await page.getByRole('heading', { name: t.nearest.maybe_heading }).waitFor();
    }));

  test('a past date shows the rules of that date', () =>
    visit({}, async (page, seen) => {
      const verdict = await ask(page, QUESTIONS.dated, QUESTIONS.datedOn);
      assert.ok(isAnswer(verdict), verdict);
      const post = seen.posts.find((p) => p.url.endsWith('/v1/answers'));
      assert.equal(post.body.as_of, QUESTIONS.datedOn);
      assert.equal(await answered(page).getAttribute('data-as-of'), QUESTIONS.datedOn);
      assert.match(page.url(), new RegExp(`data=${QUESTIONS.datedOn}`));
      const then = await page.locator('blockquote').allTextContents();
      await page.getByRole('button', { name: t.ask.date_clear }).click();
      await ask(page, QUESTIONS.dated);
      assert.notDeepEqual(await page.locator('blockquote').allTextContents(), then, 'today the rule is another');
    }));

  test('the address can be shared, and the back button goes back without asking again', () =>
    visit({ path: `/?q=${encodeURIComponent(QUESTIONS.dated)}&data=${QUESTIONS.datedOn}` }, async (page, seen) => {
      await settled(page);
      assert.equal(await page.getByLabel(t.ask.date).inputValue(), QUESTIONS.datedOn);
      const first = await answered(page).getAttribute('data-answer');
      await ask(page, QUESTIONS.notCovered);
      const posts = seen.posts.length;
      await page.goBack();
      await page.locator(`[data-answer="${first}"]`).waitFor();
      assert.equal(await question(page).inputValue(), QUESTIONS.dated);
      assert.equal(seen.posts.length, posts);
    }));

  test('«Non mi è servita» is stored with its reason', () =>
    visit({}, async (page, seen) => {
      await ask(page, QUESTIONS.covered);
      const id = await answered(page).getAttribute('data-answer');
      await page.getByRole('button', { name: t.feedback.useless }).click();
      await page.getByRole('button', { name: t.feedback.send }).click();
      await page.getByText(t.feedback.choose).waitFor();
      await page.getByLabel(t.feedback.reason.unclear).check();
      await page.getByLabel(t.feedback.note).fill('prova');
      const stored = page.waitForResponse((r) => r.url().endsWith(`/v1/answers/${encodeURIComponent(id)}/feedback`));
      await page.getByRole('button', { name: t.feedback.send }).click();
      assert.equal((await stored).status(), 201);
      await page.getByText(t.feedback.thanks).waitFor();
      assert.deepEqual(seen.posts.at(-1).body, { useful: false, reason: 'unclear', note: 'prova' });
    }));

  test('copying gives the answer with its references', () =>
    visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await ask(page, QUESTIONS.covered);
      await page.getByRole('button', { name: t.copy.button }).click();
      await page.getByText(t.copy.done).waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(text.includes(t.copy.references) && text.includes('[1]') && text.includes('«'), text);
      assert.ok(text.includes(await answered(page).getAttribute('data-answer')), text);
    }));

  test('the topics lead to the works, their versions and their text', () =>
    visit({}, async (page) => {
      await page.locator('.topic').first().click();
      const work = page.locator('.works .work').first();
      const title = (await work.textContent()).trim();
      await work.click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('heading', { name: title }).waitFor();
      assert.ok((await dialog.locator('[data-source-text]').textContent()).trim().length > 40);
      const past = dialog.getByRole('navigation', { name: t.panel.versions }).getByRole('button');
      if (await past.count()) {
        const before = await dialog.locator('[data-source-text]').textContent();
        await past.first().click();
        await page.waitForFunction((old) => {
          const text = document.querySelector('dialog [data-source-text]')?.textContent;
          return text && text !== old;
        }, before);
      }
    }));

  test('the glossary opens, and is found by acronym', () =>
    visit({}, async (page) => {
      await page.getByText(t.glossary.open).click();
      const entries = page.locator('#glossario dt');
      await entries.first().waitFor();
      const all = await entries.count();
      await page.getByLabel(t.glossary.filter).fill('pais');
      await page.waitForFunction((before) => document.querySelectorAll('#glossario dt').length < before, all);
      assert.match((await entries.allTextContents()).join(' '), /PaIS/);
      await page.getByLabel(t.glossary.filter).fill('zzzz');
      await page.getByText(t.glossary.none).waitFor();
    }));

  test('a stream that breaks is asked again in one piece', () =>
    visit({ broken: true }, async (page, seen) => {
      await page.route('**/v1/answers', (route) =>
        route.request().headers().accept === 'text/event-stream'
          ? route.fulfill({ contentType: 'text/event-stream', body: 'event: status\ndata: {"stage":"find"}\n\n' })
          : route.continue(),
      );
      assert.ok(isAnswer(await ask(page, QUESTIONS.covered)));
      assert.equal(seen.posts.length, 2);
    }));

  test('a problem is told in its own words, and can be tried again', () =>
    visit({ broken: true }, async (page) => {
      let calls = 0;
      await page.route('**/v1/answers', (route) => {
        calls += 1;
        if (calls === 1) return route.abort('connectionrefused');
        if (calls > 2) return route.continue();
        return route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'Troppe domande', status: 429, detail: 'Aspetta un minuto.' }) });
      });
      await question(page).fill(QUESTIONS.covered);
      await question(page).press('Enter');
      await page.getByText(t.error.network).waitFor();
      await page.getByRole('button', { name: t.error.retry }).click();
      await page.getByText('Aspetta un minuto.').waitFor();
      await page.getByRole('button', { name: t.error.retry }).click();
      assert.ok(isAnswer(await settled(page)));
    }));

  test('a new question ends the one before', () =>
    visit({ broken: true }, async (page) => {
      await page.route('**/v1/answers', async (route) => {
        if (route.request().postDataJSON().question === 'lenta') return;
        await route.continue();
      });
      await question(page).fill('lenta');
      await question(page).press('Enter');
      await page.getByRole('button', { name: t.progress.stop }).waitFor();
      assert.ok(isAnswer(await ask(page, QUESTIONS.covered)));
      assert.equal(await page.locator('#answer-heading .question').textContent(), QUESTIONS.covered);
    }));

  test('an empty question asks nothing; a long one shows what is left', () =>
    visit({}, async (page, seen) => {
      await page.getByRole('button', { name: t.ask.submit, exact: true }).click();
      await page.getByText(t.ask.empty).waitFor();
      assert.equal(seen.posts.length, 0);
      await question(page).fill('x'.repeat(1990));
      await page.getByText(t.ask.left_many.replace('{n}', '10'), { exact: true }).waitFor();
      await question(page).press('Shift+Enter');
      assert.equal(seen.posts.length, 0);
    }));

  test('a service that is getting ready says so', () =>
    visit({ path: '/?' }, async (page) => {
      await page.route('**/readyz', (route) =>
        route.fulfill({ json: { status: 'ready', search: 'bm25', generation: 'g', passages: 3, building: { done: 1200, total: 2400 }, degraded: null } }),
      );
      await page.goto(`${BASE}/`);
      await page.getByText(at(t.status.building, { done: '1.200', total: '2.400' })).waitFor();
    }));
});
