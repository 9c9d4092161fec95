import type { Page } from 'playwright-core';
import type { Demo } from '../demo/main';
import { screenshot } from './page';
import type { OpenPage } from './suite';
import { theDemo } from './suite';

declare global {
  interface Window {
    demo: Demo;
  }
}

/** Opens the demo with some tasks, and waits for its first frames. */
export async function openDemo(
  open: OpenPage,
  hash: string,
  options: Parameters<OpenPage>[1] = {},
): Promise<Page> {
  const page = await open(theDemo(), { hash, ...options });
  await page.waitForFunction(() => 'demo' in window);
  await frames(page, 3);
  return page;
}

/** Waits until the page has drawn. */
export async function frames(page: Page, n = 2): Promise<void> {
  await page.evaluate(async (n) => {
    for (let i = 0; i < n; i++) await new Promise((done) => requestAnimationFrame(done));
  }, n);
}

/** The plot of the timeline on the page. */
export async function plotBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await page.locator('.chart-timeline .u-over').boundingBox())!;
}

export async function picture(page: Page, name: string): Promise<void> {
  await frames(page);
  await page.screenshot({ path: screenshot(name), fullPage: true });
}

/** The shown window of time. */
export function viewOf(page: Page): Promise<{ start: number; end: number }> {
  return page.evaluate(() => ({ ...window.demo.axis.view }));
}
