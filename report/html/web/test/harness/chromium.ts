import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The browser to drive: $CHROMIUM, or where distributions put it; undefined where there is none. */
export const executable = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

if (!executable) console.log('SKIP: browser tests: no Chromium was found; set CHROMIUM to its path');

/** Starts a browser without network. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable!,
    ignoreDefaultArgs: ['--hide-scrollbars'], // they take room from charts, as on desktops
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
