/** Pictures of the page, to be looked at: `npm run shots -- FOLDER`. */
import { mkdirSync } from 'node:fs';
import { ask, BASE, launch, open, QUESTIONS, skip, t } from './browser.mjs';

const folder = process.argv[2] ?? 'shots';
if (skip) {
  console.log(`skipped: ${skip}`);
  process.exit(0);
}
mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const width of [1280, 360]) {
  const { page, context } = await open(browser, { width, height: width === 360 ? 740 : 900 });
  const shot = (name, fullPage = true) => page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage });
  await page.getByRole('heading', { name: t.topics.heading }).waitFor();
  await page.waitForTimeout(300);
  await shot('empty');
  await page.locator('.topic').first().click();
  await page.locator('.works li').first().waitFor();
  await page.locator('#argomenti').screenshot({ path: `${folder}/topics-${width}.png` });
  await page.locator('.work').first().click();
  await page.locator('[data-source-text]').waitFor();
  await shot('work', false);
  await page.keyboard.press('Escape');
  await ask(page, 'Quando si aggiunge lo 0,40 per i carichi di cura nella scala ADI?');
  await shot('answered');
  await page.getByRole('button', { name: t.feedback.useless }).click();
  await page.locator('[aria-label^="Fonte 1"]').first().click();
  await shot('answered-feedback');
  await page.getByRole('button', { name: t.source.open }).first().click();
  await page.locator('mark').first().waitFor();
  await shot('source', false);
  await page.getByRole('button', { name: t.panel.whole }).click();
  await shot('source-whole', false);
  await page.keyboard.press('Escape');
  await ask(page, QUESTIONS.notCovered);
  await shot('not-covered');
  await ask(page, 'Il titolo di studio conta per il patto di inclusione?');
  await shot('uncertain');
  await ask(page, QUESTIONS.dated, QUESTIONS.datedOn);
  await shot('dated');
  const first = await page.evaluate(() => fetch('/v1/gaps?limit=1').then((r) => (r.ok ? r.json() : { items: [] })));
  if (first.items.length) {
    for (const [name, query] of [['gaps', ''], ['gap', `?id=${first.items[0].id}`], ['matrix', '?vista=argomenti'], ['holds', '?vista=sospesi']]) {
      await page.goto(`${BASE}/bisogni.html${query}`);
      await page.waitForLoadState('networkidle');
      await shot(name);
    }
  }
  await context.close();
}
await browser.close();
console.log(`pictures in ${folder}`);
