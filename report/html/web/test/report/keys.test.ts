// Everything can be reached and done by keys, and says what it is.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { inBrowser } from '../harness/suite';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

inBrowser('access', (open) => {
  for (const name of ['skew-ray', 'tpch-native', 'udf-fails-ray', 'no-query']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`axe finds nothing: ${name}, ${colorScheme}`, async () => {
        const page = await open(pageOf(name), { colorScheme, reducedMotion: 'reduce', bypassCSP: true });
        await page.waitForSelector('html.is-ready');
        await page.evaluate(axe);
        for (const tab of [null, 'stages', 'path']) {
          if (tab && (await page.locator(`[id$="tab-${tab}"]`).count()) === 0) continue;
          if (tab) await page.locator(`article:not([hidden]) [id$="tab-${tab}"]`).click();
          const found = await page.evaluate(async () => {
            const result = await (
              window as unknown as {
                axe: {
                  run(): Promise<{
                    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
                  }>;
                };
              }
            ).axe.run();
            return result.violations.map(
              (v) =>
                `${v.id}: ${v.nodes
                  .map((n) => `${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 200)}`)
                  .slice(0, 3)
                  .join(' | ')}`,
            );
          });
          expect(found).toEqual([]);
        }
      });
    }
  }

  test('from the skip link through all that can be done', async () => {
    const page = await open(pageOf('skew-ray'), { reducedMotion: 'reduce' });
    await page.waitForSelector('html.is-ready');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const e = document.activeElement!;
        const ring = getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none';
        return {
          what: e.closest('[class]')?.className.toString().split(' ')[0] ?? e.tagName,
          ring,
          body: e === document.body,
        };
      });
      if (at.body) break;
      seen.add(at.what);
      expect(at.ring, `the focus on ${at.what} is seen`).toBe(true);
    }
    for (const what of ['control', 'finding-pick', 'help', 'tab', 'filter', 'grid-sort', 'grid'])
      expect([...seen]).toContain(what);
  });

  test('the tree, the graph, the tabs and the table', async () => {
    const page = await open(pageOf('skew-ray'), { reducedMotion: 'reduce' });
    await page.waitForSelector('html.is-ready');
    const active = (): Promise<string> =>
      page.evaluate(
        () => (document.activeElement as HTMLElement).dataset['operator'] ?? document.activeElement!.id,
      );
    await page.locator('.tree tbody tr').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('11');
    await page.keyboard.press('Enter');
    expect(await page.locator('.selection-text').textContent()).toContain('#11 Repartition');
    await page.keyboard.press('ArrowLeft'); // closes
    expect(await page.locator('.tree tbody tr:visible').count()).toBe(3);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    expect(await active()).toBe('4');
    await page.keyboard.press('Escape');
    expect(await page.locator('.selection').isHidden()).toBe(true);

    await page.locator('.drawing g.op').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.drawing g[aria-pressed=true]').count()).toBe(1);
    await page.keyboard.press('Escape');

    await page.locator('[role=tab]').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[role=tab][aria-selected=true]').textContent()).toContain('Stages');
    await page.keyboard.press('Home');

    await page.locator('.panel:not([hidden]) .grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.selection-text').textContent()).toMatch(/^task /);
    await page.keyboard.press('End');
    const id = await page.locator('.panel:not([hidden]) .grid').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${id}`).getAttribute('aria-rowindex')).toBe('37');
    await page.keyboard.press('Escape');

    await page.locator('.tree .help').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.help-box').textContent()).toContain('share of the wall');
    await page.keyboard.press('Escape');
    expect(await page.locator('.help-box').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('help');
  });
});
