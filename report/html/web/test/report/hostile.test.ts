// What a recording says stays text.
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { inBrowser } from '../harness/suite';

inBrowser('a hostile recording', (open) => {
  test('is text everywhere', async () => {
    const page = await open(pageOf('hostile'), { reducedMotion: 'reduce' });
    await page.waitForSelector('html.is-ready');
    for (const tab of await page.getByRole('tab').all()) await tab.click();
    await page.getByRole('tab').first().click();
    await page.locator('tr[data-operator]').first().click();
    await page.locator('.panel:not([hidden]) .grid-row').first().click();
    for (const help of await page.locator('.tree .help').all()) await help.click();
    await page.mouse.move(600, 400);
    const found = await page.evaluate(() => ({
      images: document.images.length,
      bold: document.querySelectorAll('main b:not(.line b, .sums b, .check b)').length,
      handlers: [...document.querySelectorAll('*')].filter((e) =>
        e.getAttributeNames().some((a) => a.startsWith('on')),
      ).length,
      scripts: document.scripts.length,
      blocks: [...document.scripts].filter((s) => s.type.startsWith('application/')).length,
      title: document.title,
      text: document.body.innerText,
    }));
    expect([found.images, found.bold, found.handlers, found.scripts - found.blocks]).toEqual([0, 0, 0, 1]);
    expect(found.title).toContain('</script><img src=x onerror=');
    expect(found.text).toContain('</script><img src=x onerror=');
    expect(found.text).not.toContain('\u202e');
    expect(found.text).toContain('\\u202e');
  });

  test('the policy stops what would run all the same', async () => {
    const page = await open(pageOf('skew-ray'));
    await page.waitForSelector('html.is-ready');
    const refused = await page.evaluate(async () => {
      const refusals: string[] = [];
      const trial = async (name: string, run: () => unknown): Promise<void> => {
        try {
          await run();
          refusals.push(`${name}: ran`);
        } catch {
          refusals.push(`${name}: refused`);
        }
      };
      // what is refused is said to the console, and that is meant here
      window.console.error = () => {};
      await trial('markup', () => (document.body.innerHTML = '<b>x</b>'));
      await trial('eval', () => (0, eval)('1'));
      await trial('fetch', () => fetch('https://example.invalid/'));
      return refusals;
    });
    expect(refused).toEqual(['markup: refused', 'eval: refused', 'fetch: refused']);
  });
});
