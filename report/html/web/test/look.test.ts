import { expect, test } from 'vitest';
import { frames, openDemo, picture, plotBox } from './harness/demo';
import { inBrowser } from './harness/suite';

// Pictures of the charts on either ground, for a person to look at, and what can be measured in them.

inBrowser('look', (open) => {
  test.each(['light', 'dark'] as const)('on a %s ground', async (colorScheme) => {
    const page = await openDemo(open, 'tasks=400&lanes=12', { colorScheme });
    const box = await plotBox(page);
    await page.evaluate(() => {
      const { view, data } = window.demo;
      view.highlight(Array.from(data.bars.kind.keys()).filter((i) => data.bars.kind[i] === 1));
      view.select({ what: 'bar', index: 20 });
    });
    await page.mouse.move(box.x + 520, box.y + 60);
    await picture(page, `charts-${colorScheme}`);
    await page.evaluate(() => window.demo.view.highlight(null));
    await page.evaluate(() => window.demo.axis.show({ start: 20e9, end: 24e9 }));
    await picture(page, `charts-near-${colorScheme}`);
    const big = await openDemo(open, 'tasks=100000&lanes=200', { colorScheme });
    await picture(big, `charts-100000-${colorScheme}`);
  });

  test('a change of the theme recolours what was drawn', async () => {
    const page = await openDemo(open, 'tasks=400&lanes=12', { colorScheme: 'light' });
    const color = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.chart-timeline canvas')!;
        const over = document.querySelector('.chart-timeline .u-over')!.getBoundingClientRect();
        const at = canvas.getBoundingClientRect();
        const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
        copy.drawImage(canvas, over.left - at.left + 5, over.top - at.top + 8, 1, 1, 0, 0, 1, 1);
        const [r, g, b] = copy.getImageData(0, 0, 1, 1).data;
        return `${r},${g},${b}`;
      });
    expect(await color()).toBe('31,111,235');
    await page.emulateMedia({ colorScheme: 'dark' });
    await frames(page, 3);
    expect(await color()).toBe('108,176,255');
    await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'light'));
    await frames(page, 3);
    expect(await color()).toBe('31,111,235');
  });

  test('on a screen of two pixels a point the canvas has them', async () => {
    const page = await openDemo(open, 'tasks=400&lanes=12', { deviceScaleFactor: 2 });
    const ratio = await page.$eval(
      '.chart-timeline canvas',
      (c) => (c as HTMLCanvasElement).width / c.clientWidth,
    );
    expect(ratio).toBe(2);
    await picture(page, 'charts-2x');
  });

  test('a narrow page shows narrow charts, and wide ones when it grows', async () => {
    const page = await openDemo(open, 'tasks=400&lanes=12', { viewport: { width: 480, height: 800 } });
    const wide = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await wide()).toBe(0);
    await picture(page, 'charts-narrow');
    await page.setViewportSize({ width: 1000, height: 800 });
    await frames(page, 3);
    expect((await plotBox(page)).width).toBeGreaterThan(750);
    await page.setViewportSize({ width: 480, height: 800 });
    await frames(page, 3);
    expect(await wide()).toBe(0);
  });

  test('texts and times that are anything do no harm', async () => {
    const page = await openDemo(open, 'hostile');
    const box = await plotBox(page);
    for (const x of [0.1, 0.499, 0.5, 0.51, 0.9]) await page.mouse.move(box.x + box.width * x, box.y + 70);
    await page.focus('.chart-scroller');
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowRight',
      '+',
      '+',
      '+',
      'z',
      'End',
      'Enter',
      'Escape',
      '0',
    ]) {
      await page.keyboard.press(key);
      await frames(page, 1);
    }
    await picture(page, 'charts-hostile');
    expect(await page.title()).toBe('charts');
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('destroyed charts leave nothing', async () => {
    const page = await openDemo(open, 'tasks=400&lanes=12');
    await page.evaluate(() => {
      window.demo.view.destroy();
      for (const c of window.demo.charts) c.destroy();
      window.demo.axis.zoom(0.5);
      window.demo.axis.moveCursor(1e9);
    });
    await page.setViewportSize({ width: 700, height: 700 });
    await frames(page, 3);
    expect(await page.locator('#app > *').count()).toBe(0);
  });
});
