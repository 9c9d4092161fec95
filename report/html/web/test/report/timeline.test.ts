// The timeline of real recordings, and that of 100,000 tasks.
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { type OpenPage, inBrowser } from '../harness/suite';

type Page = Awaited<ReturnType<OpenPage>>;

inBrowser('the timeline of a report', (open) => {
  const opened = async (name: string): Promise<Page> => {
    const page = await open(pageOf(name), { reducedMotion: 'reduce' });
    await page.waitForSelector('html.is-ready');
    await page.locator('.chart-timeline').first().scrollIntoViewIfNeeded();
    return page;
  };
  const plot = (page: Page) => page.locator('.chart-timeline .u-over').first();
  const selection = (page: Page) => page.locator('.selection-text').textContent();

  test('a tag selects its finding, a click on the path its segment, Escape gives it up', async () => {
    const page = await opened('skew-ray');
    const click = async (share: number, y: number) => {
      await plot(page).scrollIntoViewIfNeeded(); // a finding that is selected scrolls into view itself
      // the chart learns of a scroll by its event, a frame later
      await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
      const box = (await plot(page).boundingBox())!;
      await page.mouse.click(box.x + 6 + box.width * share, box.y + y);
    };
    await click(0, 28); // the first finding is about the start-up
    expect(await selection(page)).toContain('nothing ran for 2.14 s');
    await click(0.2, 10);
    expect(await selection(page)).toMatch(/start-up/);
    await page.focus('.chart-scroller');
    await page.keyboard.press('Escape');
    expect(await selection(page)).toBe('');
  });

  test('natively the path lies in the lanes of operators, and the keyboard names them', async () => {
    const page = await opened('tpch-native');
    expect(await page.locator('.chart-timeline .is-under').first().textContent()).toBe(
      'on the critical path',
    );
    await page.locator('.chart-scroller').first().focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
    const said = await page.locator('.chart-timeline > [aria-live]').first().textContent();
    expect(said).toMatch(/^operators, #0 Read Parquet\. /);
  });

  test('of 100,000 tasks it zooms and scrolls', async () => {
    const page = await opened('large');
    const box = (await plot(page).boundingBox())!;
    await page.mouse.move(box.x + box.width / 3, box.y + 100);
    const measured = await page.evaluate(async () => {
      const over = document.querySelector('.chart-timeline .u-over')!;
      const scroller = document.querySelector('.chart-scroller')!;
      const at = over.getBoundingClientRect();
      const wheel = (deltaY: number) =>
        over.dispatchEvent(
          new WheelEvent('wheel', {
            deltaY,
            ctrlKey: true,
            clientX: at.left + at.width / 3,
            clientY: at.top + 80,
            bubbles: true,
            cancelable: true,
          }),
        );
      const timed = async (act: (f: number) => void) => {
        const list: number[] = [];
        for (let f = 0; f < 40; f++) {
          const t = performance.now();
          act(f);
          await new Promise((done) => requestAnimationFrame(done));
          await new Promise((done) => setTimeout(done));
          list.push(performance.now() - t);
        }
        list.sort((a, b) => a - b);
        return { median: list[20]!, most: list[38]! };
      };
      return {
        idle: await timed(() => {}),
        zoom: await timed((f) => wheel(f < 20 ? -80 : 80)),
        scroll: await timed((f) => (scroller.scrollTop += f < 20 ? 60 : -60)),
      };
    });
    const line = Object.entries(measured).map(
      ([what, t]) => `${what} ${t.median.toFixed(0)} ms median, ${t.most.toFixed(0)} ms 95 %`,
    );
    console.log(`timeline of 100,000 tasks, frames: ${line.join('; ')}`);
    // Only a bound that a page which redraws each bar as an element cannot keep.
    expect(measured.zoom.median).toBeLessThan(20 * measured.idle.median);
  });
});
