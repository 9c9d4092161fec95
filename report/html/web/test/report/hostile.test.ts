// What a recording says stays text.
import { describe, expect, test } from 'vitest';
import { executable, launch } from '../harness/chromium';
import { openFile } from '../harness/page';
import { pageOf } from '../harness/pages';
import { inBrowser } from '../harness/suite';

inBrowser('a hostile recording', (open) => {
  test('is text everywhere', async () => {
    const page = await open(pageOf('hostile'), { reducedMotion: 'reduce' });
    await page.waitForSelector('html.is-ready');
    for (const tab of await page.getByRole('tab').all()) await tab.click();
    await page.getByRole('tab').first().click();
    await page.locator('tr[data-operator]').first().click();
    await page.keyboard.press('Escape');
    await page.locator('.panel:not([hidden]) .grid-row').first().click();
    for (const help of await page.locator('.tree .help').all()) await help.click();
    await page.mouse.move(600, 400);
    const found = await page.evaluate(() => ({
      images: document.images.length,
      bold: document.querySelectorAll('main b:not(.line b, .sums b, .check b, .trust b)').length,
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
});

describe.skipIf(!executable)('the policy', () => {
  test('stops what would run all the same', async () => {
    const browser = await launch();
    const { page, wrong } = await openFile(browser, pageOf('skew-ray'));
    await page.waitForSelector('html.is-ready');
    expect(wrong).toEqual([]);
    const ran = await page.evaluate(async () => {
      const list: string[] = [];
      const trial = async (name: string, run: () => unknown): Promise<void> => {
        try {
          await run();
          list.push(name);
        } catch {
          // refused
        }
      };
      await trial('markup', () => (document.body.innerHTML = '<b>x</b>'));
      await trial('fetch', () => fetch('https://example.invalid/'));
      await trial('script', () => (document.createElement('script').textContent = 'document.title = "ran"'));
      await trial('handler', () => document.body.setAttribute('onclick', 'document.title = "ran"'));
      document.body.click();
      document.body.setAttribute('style', 'color: rgb(1, 2, 3)');
      if (getComputedStyle(document.body).color === 'rgb(1, 2, 3)') list.push('style');
      const image = document.createElement('img');
      await new Promise((done) => {
        image.onload = () => (list.push('image'), done(null));
        image.onerror = done;
        image.src = 'https://example.invalid/x.png';
      });
      if (document.title === 'ran') list.push('title');
      return list;
    });
    expect(ran).toEqual([]);
    for (const what of ['TrustedHTML', 'TrustedScript', 'connect-src', 'style-src', 'img-src'])
      expect(wrong.join('\n')).toContain(what);
    await browser.close();
  });
});
