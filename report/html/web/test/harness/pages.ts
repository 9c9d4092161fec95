import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { executable } from './chromium';

/** Writes the pages that the tests open, by Go, once for all of them. */
export default function setup(): (() => void) | void {
  if (!executable || process.env['DAFT_ANALYZE_PAGES']) return; // written for another project
  const folder = mkdtempSync(join(tmpdir(), 'daft-analyze-pages-'));
  const root = resolve(import.meta.dirname, '../../../../..');
  execFileSync('go', ['test', './report/html', '-count=1', '-run', '^TestPages$', '-pages', folder], {
    cwd: root,
    stdio: 'inherit',
  });
  process.env['DAFT_ANALYZE_PAGES'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The file of a page: a recording of testdata/recordings, hostile, or large. */
export const pageOf = (name: string): string => join(process.env['DAFT_ANALYZE_PAGES'] ?? '', `${name}.html`);
