import { expect, test } from 'vitest';
import { random } from './demo/data';
import { frames, openDemo, picture, plotBox, viewOf } from './harness/demo';
import { inBrowser } from './harness/suite';

// The layout that is picked from: heights in CSS pixels of the path's band and of lanes.
const band = 39;

inBrowser('pointer', (open) => {
  test('the wheel with Ctrl zooms, and keeps what is under the pointer', async () => {
    const page = await openDemo(open, 'tasks=2000&lanes=40');
    const box = await plotBox(page);
    const x = box.x + box.width * 0.3;
    await page.mouse.move(x, box.y + 100);
    const at = await page.evaluate(() => window.demo.axis.cursor!);
    await page.keyboard.down('Control');
    for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await frames(page);
    const { start, end } = await viewOf(page);
    expect(end - start).toBeLessThan(60e9 / 10);
    const seen = box.x + ((at - start) / (end - start)) * box.width;
    expect(Math.abs(seen - x)).toBeLessThan(1.5);
  });

  test('the wheel alone scrolls lanes and leaves the time as it is', async () => {
    const page = await openDemo(open, 'tasks=2000&lanes=120');
    const box = await plotBox(page);
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.wheel(0, 300);
    await page.waitForFunction(() => document.querySelector('.chart-scroller')!.scrollTop > 200);
    expect(await viewOf(page)).toEqual({ start: 0, end: 60e9 });
    await page.waitForFunction(
      () => !/^lanes 1 /.test(document.querySelector('.chart-timeline .chart-note')!.textContent!),
    );
  });

  test('Shift and drag moves, dragging selects, a double click zooms', async () => {
    const page = await openDemo(open, 'tasks=400&lanes=10');
    const box = await plotBox(page);
    await page.evaluate(() => window.demo.axis.show({ start: 20e9, end: 30e9 }));
    await frames(page);
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 600, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 100, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const moved = await viewOf(page);
    expect(moved.start).toBeCloseTo(20e9 + (200 / box.width) * 10e9, -7);

    await page.mouse.move(box.x + 200, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 120, { steps: 5 });
    await page.mouse.up();
    const selected = await page.evaluate(() => window.demo.axis.selected!);
    const time = (x: number) => moved.start + (x / box.width) * (moved.end - moved.start);
    expect(selected.start).toBeCloseTo(time(200), -8);
    expect(selected.end).toBeCloseTo(time(500), -8);
    expect(await page.evaluate(() => window.demo.events.length)).toBe(0); // a drag is no click
    await picture(page, 'selected-window');
    const widths = await page.$$eval('.chart-timeline .u-select, .chart-lines .u-select', (list) =>
      list.map((e) => Math.round(e.getBoundingClientRect().width)),
    );
    expect(widths).toEqual([300, 300, 300]); // every chart on the axis shows it

    await page.getByRole('button', { name: 'Zoom to the selection' }).click();
    const zoomed = await viewOf(page);
    expect(zoomed.end - zoomed.start).toBeCloseTo((selected.end - selected.start) * 1.2, -7);
    await page.mouse.dblclick(box.x + 300, box.y + band - 1);
    expect(await viewOf(page)).toEqual({ start: 0, end: 60e9 });
  });

  test('the cursor is in the same place in all charts, and tells their values', async () => {
    const page = await openDemo(open, 'tasks=2000&lanes=100');
    const box = await plotBox(page);
    await page.mouse.move(box.x + 333, box.y + 60);
    await frames(page);
    const places = await page.$$eval('.u-cursor-x', (list) =>
      list.map((e) => Math.round(e.getBoundingClientRect().x)),
    );
    expect(places).toHaveLength(3);
    expect(new Set(places).size).toBe(1);
    const readings = await page.$$eval('.chart-reading', (list) => list.map((e) => e.textContent));
    expect(readings).toHaveLength(4);
    expect(readings[0]).toMatch(/^\d+$/);
    expect(readings[1]).toMatch(/MiB$/);
  });

  test.each([
    ['tasks=3000&lanes=60', 1],
    ['tasks=100000&lanes=200', 2],
  ] as const)('a click picks the bar that is there: %s', async (hash, seed) => {
    const page = await openDemo(open, hash);
    const box = await plotBox(page);
    const next = random(seed);
    await page.evaluate(() => window.demo.axis.show({ start: 20.2e9, end: 21.7e9 }));
    await page.evaluate(() => (document.querySelector('.chart-scroller')!.scrollTop = 333));
    await frames(page, 3);
    let found = 0;
    for (let k = 0; k < 40; k++) {
      const x = Math.floor(next() * box.width);
      const y = band + 2 + Math.floor(next() * (box.height - band - 4));
      const want = await page.evaluate(slowPick, { x, y, width: box.width, scrolled: 333 });
      await page.mouse.click(box.x + x, box.y + y, { delay: 0 });
      const got = await page.evaluate(() => window.demo.events.pop()!.pick);
      if (want === 'near') continue; // within the slack of an edge: either answer is right
      expect([x, y, got?.index ?? null]).toEqual([x, y, want]);
      if (want !== null) found++;
    }
    expect(found).toBeGreaterThan(5);
  });

  test('marks tell what they stand for, and their tags are clicked', async () => {
    const page = await openDemo(open, 'tasks=400&lanes=10');
    const box = await plotBox(page);
    const tip = page.locator('.chart-timeline .chart-tooltip');
    await page.mouse.move(box.x + box.width * 0.9 + 1, box.y + box.height - 1);
    expect(await tip.textContent()).toMatch(/a worker died$/);
    await page.mouse.click(box.x + box.width * 0.2 + 5, box.y + band - 10);
    expect(await page.evaluate(() => window.demo.events.pop())).toEqual({
      what: 'mark',
      pick: { what: 'bar', index: 1 },
    });
  });

  test('all lanes fit when asked, and go back', async () => {
    const page = await openDemo(open, 'tasks=20000&lanes=300');
    const button = page.getByRole('button', { name: /^Fit all lanes/ });
    await button.click();
    await frames(page);
    const room = await page.$eval('.chart-scroller', (e) => e.scrollHeight - e.clientHeight);
    expect(room).toBeLessThanOrEqual(1);
    await picture(page, 'all-lanes');
    await button.click();
    expect(await page.$eval('.chart-scroller', (e) => e.scrollHeight - e.clientHeight)).toBeGreaterThan(1000);
  });

  test('an outlier of a distribution is picked by a click', async () => {
    const page = await openDemo(open, 'tasks=5000&lanes=10');
    const chart = (await page.locator('.chart-distribution .uplot').boundingBox())!;
    const at = await page.evaluate(() => {
      const u = document.querySelector('.chart-distribution .u-over')!.getBoundingClientRect();
      return { left: u.left, right: u.right };
    });
    let picked: unknown;
    for (let x = at.right; x > at.left && !picked; x -= 6) {
      await page.mouse.click(x, chart.y + chart.height - 8);
      picked = await page.evaluate(() => window.demo.events.find((e) => e.what === 'outlier')?.pick?.index);
    }
    expect(Number(picked) % 997).toBe(3);
  });
});

/** The bar at a place by looking at every bar and at where lanes are; 'near' beside one. Runs in the page. */
function slowPick(p: { x: number; y: number; width: number; scrolled: number }): number | null | 'near' {
  const { axis, data } = window.demo;
  const perPixel = (axis.view.end - axis.view.start) / p.width;
  const time = axis.view.start + p.x * perPixel;
  // Lanes of 18 pixels; a heading of 20 above each worker, with 4 between workers.
  let y = 0;
  let lane = -1;
  data.lanes.forEach((l, i) => {
    if (l.group !== data.lanes[i - 1]?.group) y += i > 0 ? 24 : 20;
    const at = p.y - 39 + p.scrolled;
    if (at >= y && at < y + 18) lane = i;
    y += 18;
  });
  if (lane < 0) return null;
  let near = false;
  let best = -1;
  for (let i = 0; i < data.bars.start.length; i++) {
    if (data.bars.lane[i] !== lane) continue;
    const [s, e] = [data.bars.start[i]!, data.bars.end[i]!];
    if (Math.min(Math.abs(s - time), Math.abs(e - time)) <= 4 * perPixel) near = true;
    if (s <= time && time <= e) best = i;
  }
  return near ? 'near' : best < 0 ? null : best;
}
