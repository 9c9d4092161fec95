import { type Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { executable, launch } from './chromium';
import { type Watched, demoPage, openFile } from './page';

/** Tests in a browser; skipped where there is none. After each, nothing may have gone wrong in its pages. */
export function inBrowser(name: string, tests: (open: OpenPage) => void): void {
  describe.skipIf(!executable)(name, () => {
    let browser: Browser;
    let opened: Watched[] = [];
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(async () => {
      await browser?.close();
    });
    afterEach(async () => {
      const wrong = opened.flatMap((w) => w.wrong);
      await Promise.all(opened.map((w) => w.close()));
      opened = [];
      expect(wrong).toEqual([]);
    });
    tests(async (path, options) => {
      const watched = await openFile(browser, path, options);
      opened.push(watched);
      return watched.page;
    });
  });
}

export type OpenPage = (path: string, options?: Parameters<typeof openFile>[2]) => Promise<Watched['page']>;

let demo: string | undefined;

/** The file of the charts' demo, written once. */
export function theDemo(): string {
  demo ??= demoPage();
  return demo;
}
