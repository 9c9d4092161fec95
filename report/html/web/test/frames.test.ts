import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openDemo, plotBox } from './harness/demo';
import { inBrowser } from './harness/suite';

// How long frames take while the charts move, beside the same number of tasks
// drawn the plain way on the same machine: each bar a rectangle of its own.

/** Frames in which something is done to the page, in milliseconds each. */
async function timed(page: Page, what: 'nothing' | 'zoom' | 'pan' | 'scroll' | 'plain'): Promise<number[]> {
  return page.evaluate(async (what) => {
    const { axis, data } = window.demo;
    const scroller = document.querySelector('.chart-scroller')!;
    const canvas = document.createElement('canvas');
    canvas.width = 1100;
    canvas.height = 500;
    const ctx = canvas.getContext('2d')!;
    const colors = ['#1f6feb', '#8250df', '#0f7b6c'];
    const plain = (f: number) => {
      const [from, scale] = [f * 1e8, canvas.width / 55e9];
      ctx.clearRect(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.bars.start.length; i++) {
        const x = (data.bars.start[i]! - from) * scale;
        ctx.fillStyle = colors[data.bars.kind[i]!]!;
        ctx.fillRect(
          x,
          data.bars.lane[i]! * 2.5,
          Math.max(1, (data.bars.end[i]! - data.bars.start[i]!) * scale),
          2,
        );
      }
    };
    if (what === 'plain') document.body.append(canvas);
    axis.reset();
    const next = () => new Promise<number>((done) => requestAnimationFrame(done));
    await next();
    const times: number[] = [];
    for (let f = 0; f < 40; f++) {
      const begin = performance.now();
      if (what === 'zoom') axis.zoom(f < 20 ? 0.85 : 1 / 0.85, 25e9);
      if (what === 'pan') {
        if (f === 0) axis.zoom(0.3);
        axis.pan(f < 20 ? 0.03 : -0.03);
      }
      if (what === 'scroll') scroller.scrollTop += f < 20 ? 90 : -90;
      if (what === 'plain') plain(f);
      await next();
      await new Promise((done) => setTimeout(done)); // what the frame still had to do
      times.push(performance.now() - begin);
    }
    canvas.remove();
    return times;
  }, what);
}

function at(times: number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * share)]!;
}

inBrowser('frames', (open) => {
  test('100,000 bars move as an empty page does, and not as 100,000 rectangles', async () => {
    const page = await openDemo(open, 'tasks=100000&lanes=200');
    const idle = await timed(page, 'nothing');
    const plain = await timed(page, 'plain');
    const rows: string[] = [];
    const row = (name: string, t: number[]) =>
      rows.push(`${name}: median ${at(t, 0.5).toFixed(1)} ms, 95 % ${at(t, 0.95).toFixed(1)} ms`);
    row('nothing moves', idle);
    row('a rectangle a bar', plain);
    const moves = {
      zoom: await timed(page, 'zoom'),
      pan: await timed(page, 'pan'),
      scroll: await timed(page, 'scroll'),
    };
    for (const [name, t] of Object.entries(moves)) row(name, t);
    await page.getByRole('button', { name: /^Fit all lanes/ }).click();
    row('zoom, all lanes at once', await timed(page, 'zoom'));
    console.log(`frames of the demo with 100,000 bars and 200,000 points:\n  ${rows.join('\n  ')}`);
    // Lax, as machines differ and this one may be busy: the plain way takes several times as long.
    for (const [name, t] of Object.entries(moves)) {
      expect([name, at(t, 0.5)]).toEqual([name, expect.toSatisfy((ms: number) => ms < at(plain, 0.5))]);
    }
  }, 120_000);

  test('a frame draws few rectangles for many bars', async () => {
    const page = await openDemo(open, 'tasks=100000&lanes=200');
    const box = await plotBox(page);
    const drawn = await page.evaluate(() => (window.demo.view as unknown as { drawn: number }).drawn);
    expect(drawn).toBeGreaterThan(1000);
    expect(drawn).toBeLessThan(2 * box.width * 30);
  });
});
