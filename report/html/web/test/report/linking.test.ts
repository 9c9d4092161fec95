// What is picked in one view is picked in all.
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { inBrowser, type OpenPage } from '../harness/suite';

type Page = Awaited<ReturnType<OpenPage>>;

const lit = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('article:not([hidden]) .tree tr.is-lit')].map(
      (e) => e.dataset['operator'] ?? '',
    ),
  );
const drawn = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('article:not([hidden]) .drawing g.is-lit')].map((e) => e.id),
  );
const tally = (page: Page): Promise<string | null> =>
  page.locator('article:not([hidden]) .panel:not([hidden]) .tally').textContent();
const selection = (page: Page): Promise<string | null> => page.locator('.selection-text').textContent();
const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);

inBrowser('a page', (open) => {
  const opened = async (name: string, at = ''): Promise<Page> => {
    const page = await open(pageOf(name), { ...(at ? { hash: at } : {}), reducedMotion: 'reduce' });
    await page.waitForSelector('html.is-ready');
    return page;
  };

  test('an operator: in the table, the graph, the tasks, the address', async () => {
    const page = await opened('skew-ray');
    await page.click('tr[data-operator="8"] .operator-name');
    expect(await lit(page)).toEqual(['8']);
    expect(await drawn(page)).toEqual(['q1-op-8']);
    expect(await tally(page)).toBe('9 of 36 tasks');
    expect(await selection(page)).toBe('#8 HashJoin · 9 tasks');
    expect(await hash(page)).toContain('operator=8');
    await page.keyboard.press('Escape');
    expect(await lit(page)).toEqual([]);
    expect(await tally(page)).toBe('36 tasks');
    await page.click('#q1-op-1');
    expect(await lit(page)).toEqual(['1']);
  });

  test('a finding: its operators, its task, its part of the path', async () => {
    const page = await opened('skew-ray');
    await page.click('[data-finding="1"] button');
    expect(await tally(page)).toBe('1 of 36 tasks');
    expect((await lit(page)).length).toBeGreaterThan(0);
    await page.getByRole('tab', { name: 'Critical path' }).click();
    expect(await tally(page)).toMatch(/^\d of 29 segments$/);
    await page.click('[data-finding="1"] button');
    expect(await selection(page)).toBe('');
  });

  test('a task: from the table to the operators and the path', async () => {
    const page = await opened('skew-ray');
    await page.locator('.panel:not([hidden]) .grid-row').first().click();
    expect(await selection(page)).toMatch(/^task 20,/);
    expect(await lit(page)).toEqual(['11', '10', '9', '8', '6', '7']);
    expect(await page.locator('.panel:not([hidden]) .grid-row.is-picked').count()).toBe(1);
    expect(await tally(page)).toBe('36 tasks');
  });

  test('a stretch of time: tasks, path and output', async () => {
    const page = await opened('skew-ray', 'query=1&from=3000000000&to=3300000000');
    expect(await selection(page)).toBe('3.00 s to 3.30 s');
    expect(await tally(page)).toMatch(/^\d+ of 36 tasks$/);
    expect(await page.locator('#logs .tally, #logs .grid').first().isVisible()).toBe(true);
  });

  test('dragged over the timeline: a stretch of time, everywhere', async () => {
    const page = await opened('skew-ray');
    const box = (await page.locator('.timeline canvas').first().boundingBox())!;
    await page.locator('.timeline').scrollIntoViewIfNeeded();
    const at = (await page.locator('.timeline canvas').first().boundingBox()) ?? box;
    await page.mouse.move(at.x + at.width * 0.8, at.y + at.height * 0.6);
    await page.mouse.down();
    await page.mouse.move(at.x + at.width * 0.9, at.y + at.height * 0.6, { steps: 5 });
    await page.mouse.up();
    expect(await selection(page)).toMatch(/^3\.\d+ s to 3\.\d+ s$/);
    expect(await tally(page)).toMatch(/^\d+ of 36 tasks$/);
    expect((await lit(page)).length).toBeGreaterThan(0);
    expect(await hash(page)).toMatch(/from=3\d{9}&to=3\d{9}/);
    await page.keyboard.press('Escape');
    expect(await tally(page)).toBe('36 tasks');
  });

  test('a bar of the timeline: its task', async () => {
    const page = await opened('skew-ray');
    await page.locator('.timeline').scrollIntoViewIfNeeded();
    const at = (await page.locator('.timeline canvas').first().boundingBox())!;
    await page.mouse.click(at.x + at.width * 0.9, at.y + at.height - 8); // the long one, on w3
    expect(await selection(page)).toMatch(/^task 20,/);
    expect(await page.locator('.grid-row.is-picked').isVisible()).toBe(true);
  });

  test('a stage: its histogram', async () => {
    const page = await opened('skew-ray', 'query=1&stage=3&tab=stages');
    await page.getByRole('heading', { name: /^Stage 3: 9 tasks/ }).waitFor();
    expect(await lit(page)).toEqual(['11', '10', '9', '8', '6', '7']);
  });

  test('addresses: of a task, of a query, of what is not there', async () => {
    let page = await opened('skew-ray', 'query=1&task=20');
    expect(await selection(page)).toMatch(/^task 20,/);
    expect(await page.locator('.grid-row.is-picked').isVisible()).toBe(true);
    page = await opened('tpch-native', 'query=3');
    expect(await page.locator('article:not([hidden])').getAttribute('id')).toBe('query-3');
    page = await opened('tpch-native', 'query=99&task=7&operator=x&from=5&to=2&tab=<b>');
    expect(await page.locator('article:not([hidden])').count()).toBe(1);
    expect(await selection(page)).toBe('');
    await page.evaluate(() => (location.hash = '#query=2&operator=1'));
    await page.waitForFunction(() => document.querySelector('#query-2 tr.is-lit'));
    expect(await lit(page)).toEqual(['1']);
  });

  test('several queries', async () => {
    const page = await opened('several-native');
    await page.click('[data-go-query="2"]');
    expect(await page.locator('article:not([hidden])').getAttribute('id')).toBe('query-2');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('title-2');
    expect(await hash(page)).toContain('query=2');
  });

  test('sorting and filtering', async () => {
    const page = await opened('skew-ray');
    const first = (): Promise<string | null> =>
      page.locator('.panel:not([hidden]) .grid-row').first().locator('.grid-cell').first().textContent();
    const panel = page.locator('.panel:not([hidden])');
    expect(await panel.locator('[aria-sort=descending]').textContent()).toContain('wall');
    expect(await first()).toBe('20');
    await panel.getByRole('button', { name: 'task', exact: true }).click();
    await page.waitForFunction(() =>
      document.querySelector('.panel:not([hidden]) [aria-sort=descending]')?.textContent?.startsWith('task'),
    );
    expect(Number(await first())).toBe(35);
    await panel.locator('.filter').fill('wall>200ms worker=w3');
    expect(await tally(page)).toMatch(/^\d of 36 tasks$/);
    await panel.locator('.filter').fill('wall>soon');
    expect(await tally(page)).toBe('soon is no number, such as 1.5s, 10MiB or 1e6');
  });

  test('the colours', async () => {
    const page = await opened('skew-ray');
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(255, 255, 255)');
    const button = page.getByRole('button', { name: /^colours/ });
    await button.click(); // light
    await button.click(); // dark
    expect(await ground()).toBe('rgb(22, 25, 29)');
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.drawing .g-ink')!).fill)).toBe(
      'rgb(230, 237, 243)',
    );
  });
});
