import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page, and what went wrong in it: errors, refusals of its policy, requests for anything but itself. */
export interface Watched {
  page: Page;
  wrong: string[];
  close(): Promise<void>;
}

/** Opens a file in a fresh context, and keeps what goes wrong there. */
export async function openFile(
  browser: Browser,
  path: string,
  options: BrowserContextOptions & { hash?: string } = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') wrong.push(`console ${m.type()}: ${m.text()}`);
  });
  page.on('pageerror', (e) => wrong.push(`error: ${e.message}`));
  page.on('dialog', (d) => {
    wrong.push(`dialog: ${d.message()}`);
    void d.dismiss();
  });
  const url = pathToFileURL(resolve(path)).href;
  page.on('request', (r) => {
    if (!r.url().startsWith(url) && !r.url().startsWith('data:'))
      wrong.push(`request: ${r.url().slice(0, 200)}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) =>
      console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`),
    );
  });
  await page.goto(url + (options.hash ? `#${options.hash}` : ''));
  return { page, wrong, close: () => context.close() };
}

const root = resolve(import.meta.dirname, '../..');

/** Where pictures go, for a person to look at. */
export function screenshot(name: string): string {
  const folder = join(root, 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

/** Writes the demo's script and style into a page under the policy that reports have. */
export function demoPage(): string {
  const script = readFileSync(join(root, 'demo-dist/app.js'), 'utf8');
  const style = readFileSync(join(root, 'demo-dist/app.css'), 'utf8');
  if (/<\/script|<!--/i.test(script)) throw new Error('the script would end its own element');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy =
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; ` +
    `form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  // In the folder of the other pages, which is removed at the end.
  const path = join(process.env['DAFT_ANALYZE_PAGES'] ?? tmpdir(), `charts-${process.pid}.html`);
  writeFileSync(
    path,
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
      `<title>charts</title><link rel="icon" href="data:,"><style>${style}</style><main id="app"></main><script>${script}</script></html>`,
  );
  return path;
}
