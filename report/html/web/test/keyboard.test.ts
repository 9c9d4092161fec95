import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { frames, openDemo, picture, viewOf } from './harness/demo';
import { inBrowser } from './harness/suite';

inBrowser('keyboard', (open) => {
  const said = (page: Page) => page.locator('.chart-timeline > [aria-live]').textContent();

  test('every control is reached with Tab, and has a name', async () => {
    const page = await openDemo(open, 'tasks=5000&lanes=100');
    const names: string[] = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const e = document.activeElement;
        return e && e !== document.body
          ? `${e.getAttribute('role') ?? e.tagName}: ${e.getAttribute('aria-label')}`
          : null;
      });
      if (name === null) break;
      names.push(name);
    }
    expect(names).toEqual([
      'BUTTON: Zoom in',
      'BUTTON: Zoom out',
      'BUTTON: Move left',
      'BUTTON: Move right',
      'BUTTON: Show all of the time',
      'BUTTON: Zoom to the selection',
      'BUTTON: Fit all lanes into the height, or give each its own height again',
      'application: Timeline: 5000 tasks in 100 lanes',
      expect.stringMatching(/^application: Tasks at a time: over 60.0 s, at most \d+$/),
      expect.stringMatching(/^application: Memory: over 60.0 s, at most \d.\d GiB$/),
      expect.stringMatching(
        /^application: Walls of tasks of the join: 5,000 values, from .* median .*, 6 outliers$/,
      ),
    ]);
  });

  test('arrows go from bar to bar, and say what they are at', async () => {
    const page = await openDemo(open, 'tasks=2000&lanes=100');
    await page.focus('.chart-scroller');
    await page.keyboard.press('ArrowRight');
    expect(await said(page)).toMatch(/^Critical path. path 20\n/);
    await page.keyboard.press('ArrowRight');
    expect(await said(page)).toMatch(/^Critical path. path 21\n/);
    await page.keyboard.press('ArrowDown');
    expect(await said(page)).toMatch(/^worker 1, slot 1. task 1\d\n/);
    await page.keyboard.press('Home');
    expect(await said(page)).toMatch(/^worker 1, slot 1. task 0\n/);
    await page.keyboard.press('ArrowLeft');
    expect(await said(page)).toBe('This is the first bar of the lane.');
    await page.keyboard.press('End');
    expect(await said(page)).toMatch(/^worker 1, slot 1. task 19\n/);
    for (let i = 0; i < 99; i++) await page.keyboard.press('ArrowDown');
    expect(await said(page)).toMatch(/^worker 13, slot 4. task 199\d\n/);
    expect(await page.$eval('.chart-scroller', (e) => e.scrollTop)).toBeGreaterThan(500); // the lane was brought into view
    await page.keyboard.press('ArrowDown');
    expect(await said(page)).toBe('This is the last lane.');
    await frames(page);
    expect(await page.locator('.chart-outline.is-hover').isVisible()).toBe(true);
    await picture(page, 'keyboard');
    await page.keyboard.press('Enter');
    const picked = await page.evaluate(() => window.demo.events.pop()!.pick);
    expect(picked!.what).toBe('bar');
    expect(picked!.index).toBeGreaterThanOrEqual(1980);
    expect(await page.locator('.chart-outline.is-selected').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => window.demo.events.pop()!.pick)).toBeNull();
  });

  test('plus and minus zoom about the bar, 0 shows all, Z goes to the bar', async () => {
    const page = await openDemo(open, 'tasks=100000&lanes=50');
    await page.focus('.chart-scroller');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 8; i++) await page.keyboard.press('+');
    await frames(page);
    const close = await viewOf(page);
    expect(close.end - close.start).toBeCloseTo(60e9 / 256, -3);
    expect(await page.locator('.chart-outline.is-hover').isVisible()).toBe(true); // it is still in view
    await page.keyboard.press('-');
    expect((await viewOf(page)).end - (await viewOf(page)).start).toBeCloseTo(60e9 / 128, -3);
    await page.keyboard.press('0');
    expect(await viewOf(page)).toEqual({ start: 0, end: 60e9 });
    await page.keyboard.press('z');
    expect((await viewOf(page)).end - (await viewOf(page)).start).toBeLessThan(60e9 / 1000);
    await page.keyboard.press('Shift+ArrowRight');
    expect((await viewOf(page)).start).toBeGreaterThan(close.start);
  });

  test('line charts are read by arrows, distributions walked', async () => {
    const page = await openDemo(open, 'tasks=5000&lanes=10');
    await page.locator('.chart-lines .chart-focus').nth(1).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.chart-lines > [aria-live]').nth(1).textContent()).toMatch(
      /^At 1.20 s: driver \d+ MiB, workers [\d.]+ [MG]iB, object store [\d.]+ GiB$/,
    );
    await page.locator('.chart-distribution .chart-focus').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.chart-distribution > [aria-live]').textContent()).toMatch(/^task \d+$/);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.demo.events.pop()!.what)).toBe('outlier');
  });
});
