// 100,000 tasks: opened, sorted, filtered, scrolled.
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { inBrowser } from '../harness/suite';

inBrowser('100,000 tasks', (open) => {
  test('are opened, sorted, filtered and scrolled', async () => {
    const path = pageOf('large');
    const size = statSync(path).size;
    const began = Date.now();
    const page = await open(path);
    await page.waitForSelector('html.is-ready');
    const ready = Date.now() - began;
    const settled = async (run: () => Promise<unknown>): Promise<number> => {
      const t = Date.now();
      await run();
      await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
      return Date.now() - t;
    };
    const panel = page.locator('.panel:not([hidden])');
    const sort = await settled(() => panel.getByRole('button', { name: 'wait', exact: true }).click());
    const filter = await settled(() => panel.locator('.filter').fill('wall>3s worker=w2'));
    expect(await panel.locator('.tally').textContent()).toMatch(/^[\d,]+ of 100,001 tasks$/);
    await panel.locator('.filter').fill('');
    const pick = await settled(() => page.locator('tr[data-operator="3"]').click());
    expect(await panel.locator('.tally').textContent()).toBe('100,000 of 100,001 tasks');
    await page.keyboard.press('Escape');
    const frames = await page.evaluate(async () => {
      const grid = document.querySelector('.panel:not([hidden]) .grid')!;
      const list: number[] = [];
      let last = performance.now();
      for (let i = 0; i < 120; i++) {
        grid.scrollTop += 500 + 40 * i;
        await new Promise((r) => requestAnimationFrame(r));
        const now = performance.now();
        list.push(now - last);
        last = now;
      }
      return list.sort((a, b) => a - b);
    });
    expect(await panel.locator('.grid-row').count()).toBeLessThan(80);
    console.log(
      `100,000 tasks: ${(size / 2 ** 20).toFixed(1)} MiB, ready ${ready} ms, sort ${sort} ms, filter ${filter} ms, pick ${pick} ms, frames while scrolling ${frames[60]!.toFixed(0)} ms median, ${frames[113]!.toFixed(0)} ms 95 %`,
    );
    expect(size).toBeLessThan(8 * 2 ** 20);
  });
});
