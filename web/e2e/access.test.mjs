/** The page for everyone: keyboard only, screen readers, small screens, paper. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { answered, ask, launch, open, QUESTIONS, settled, skip, t } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations of WCAG 2.2 A and AA and of good practice, worst first; none may be serious. */
async function violations(page) {
  const found = await page.evaluate(async (source) => {
    // The page's own content policy would not allow this: the context goes round it.
    (0, eval)(source);
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((n) => n.html.slice(0, 140)).join(' | ')}`);
  }, AXE);
  return found.filter((line) => /^(critical|serious|moderate)/.test(line));
}

describe('the page for everyone', { skip }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  for (const width of [1280, 360]) {
    test(`at ${width} pixels: no overflow, no accessibility violation, in each state`, async () => {
      const { page, context, seen } = await open(browser, { width, height: 740, bypassCSP: true });
      const check = async (state) => {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${state}: ${over} pixels too wide`);
        assert.deepEqual(await violations(page), [], state);
      };
      await page.locator('.topic').first().waitFor();
      await check('empty');
      await page.locator('.topic').first().click();
      await page.locator('.works .work').first().waitFor();
      await check('topic open');
      await ask(page, QUESTIONS.covered);
      await page.getByRole('button', { name: t.feedback.useless }).click();
      await check('answered');
      await page.getByRole('button', { name: t.source.open }).first().click();
      await page.locator('dialog mark').first().waitFor();
      await check('source');
      await page.keyboard.press('Escape');
      await ask(page, QUESTIONS.notCovered);
      await check('not covered');
      assert.deepEqual(seen.elsewhere, []);
      await context.close();
    });
  }

  test('keyboard only: ask, follow a citation, open and close the source, give feedback', async () => {
    const { page, context } = await open(browser);
    /** Tabs until the focused element's name starts with `name`. */
    const tabTo = async (name, key = 'Tab') => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press(key);
        const at = await page.evaluate(() => {
          const el = document.activeElement;
          const style = getComputedStyle(el);
          return { name: el.getAttribute('aria-label') ?? el.labels?.[0]?.textContent ?? el.textContent, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
        });
        if (at.name?.trim().startsWith(name)) {
          assert.ok(at.ring, `a visible focus on «${name}»`);
          return;
        }
      }
      assert.fail(`the keyboard does not reach «${name}»`);
    };
    await tabTo(t.skip);
    await page.keyboard.press('Enter');
    await page.keyboard.type(QUESTIONS.covered);
    await page.keyboard.press('Enter');
    await settled(page);
    await tabTo(t.answer.cite.split('{')[0]);
    await page.keyboard.press('Enter');
    assert.match(await page.evaluate(() => document.activeElement.id), /^fonte-\d+$/);
    await tabTo(t.source.open);
    await page.keyboard.press('Enter');
    await page.locator('dialog mark').first().waitFor();
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)), 'the focus stays in the panel');
    }
    await page.keyboard.press('Escape');
    await tabTo(t.source.back);
    await page.keyboard.press('Enter');
    assert.ok(await page.evaluate(() => document.activeElement.matches('button.mark')), 'back at the mark');
    await tabTo(t.feedback.useless);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await tabTo(t.feedback.send);
    await page.keyboard.press('Enter');
    await page.getByText(t.feedback.thanks).waitFor();
    await context.close();
  });

  test('a screen reader hears that the answer is ready', async () => {
    const { page, context } = await open(browser);
    const verdict = await ask(page, QUESTIONS.covered);
    const said = await page.locator('[data-announcement]').textContent();
    assert.ok(said.includes(t.verdict[verdict]), said);
    await context.close();
  });

  test('on paper: the question, the answer, its sources and the notice, nothing to press', async () => {
    const { page, context } = await open(browser);
    await ask(page, QUESTIONS.covered);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await answered(page).locator('blockquote').first().isVisible());
    assert.ok(await page.getByText(t.ai_notice).isVisible());
    const pressable = await page.locator('button:visible').filter({ hasNot: page.locator('.mark') }).evaluateAll((all) => all.filter((b) => !b.matches('.mark')).map((b) => b.textContent.trim()));
    assert.deepEqual(pressable, []);
    await context.close();
  });
});
