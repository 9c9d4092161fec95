// Every page opens, in each colour and width, with nothing gone wrong; pictures
// are kept for a person to look at.
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { screenshot } from '../harness/page';
import { inBrowser } from '../harness/suite';

const names = [
  'skew-ray',
  'tpch-native',
  'tpch-ray',
  'several-native',
  'udf-fails-ray',
  'node-killed-ray',
  'movements-ray',
  'no-query',
  'hostile',
  'large',
];
const looks = [
  { name: 'light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'wide', viewport: { width: 2200, height: 1200 }, colorScheme: 'dark' },
] as const;

inBrowser('a page', (open) => {
  for (const name of names) {
    for (const look of looks) {
      if (look.name === 'wide' && !['skew-ray', 'tpch-ray', 'hostile'].includes(name)) continue;
      if (look.name === 'dark' && name === 'large') continue;
      test(`${name}, ${look.name}`, async () => {
        const page = await open(pageOf(name), { viewport: look.viewport, colorScheme: look.colorScheme });
        await page.waitForSelector('html.is-ready');
        await page.waitForTimeout(100);
        await page.screenshot({ path: screenshot(`page-${name}-${look.name}`), fullPage: true });
        // nothing makes the page wider than the window
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBeLessThanOrEqual(0);
        expect(await page.locator('[role=alert]').count()).toBe(0);
      });
    }
  }

  test('without scripts the findings and the operators are there', async () => {
    const page = await open(pageOf('skew-ray'), { javaScriptEnabled: false });
    await page.screenshot({ path: screenshot('page-skew-ray-no-script'), fullPage: true });
    expect(await page.locator('.finding-body').first().isVisible()).toBe(true);
    expect(await page.locator('.tree tbody tr').count()).toBe(13);
    expect(await page.locator('.drawing svg').isVisible()).toBe(true);
    expect(await page.locator('noscript p').isVisible()).toBe(true);
  });

  test('printed', async () => {
    const page = await open(pageOf('tpch-ray'));
    await page.waitForSelector('html.is-ready');
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: screenshot('page-tpch-ray-print'), fullPage: true });
    expect(await page.locator('article.query:visible').count()).toBe(4);
    expect(await page.locator('.details:visible').count()).toBe(0);
  });
});
