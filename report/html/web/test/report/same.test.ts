// The table of tasks says what the command tasks prints, cell by cell.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { pageOf } from '../harness/pages';
import { inBrowser } from '../harness/suite';

const program = process.env['DAFT_ANALYZE'];
const recordings = resolve(import.meta.dirname, '../../../../../testdata/recordings');
const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((c) => c.trim().replaceAll('`', ''));

if (!program) console.log('SKIP: numbers against the command tasks: DAFT_ANALYZE names no program');

inBrowser('the table of tasks', (open) => {
  for (const name of ['skew-ray', 'udf-fails-ray', 'node-killed-ray', 'movements-ray']) {
    test.skipIf(!program)(`of ${name}`, async () => {
      const page = await open(pageOf(name));
      await page.waitForSelector('html.is-ready');
      const number = (await page.locator('article:not([hidden])').getAttribute('data-query'))!;
      const markdown = execFileSync(
        program!,
        ['tasks', `${recordings}/${name}.arrow`, '--query', number, '--limit', '0', '--format', 'markdown'],
        { encoding: 'utf8' },
      );
      const lines = markdown.split('\n').filter((l) => l.startsWith('|'));
      const printed = cells(lines[0]!);
      const want = new Map(lines.slice(2).map((l) => [cells(l)[0], cells(l)]));
      expect(want.size).toBeGreaterThan(3);
      const panel = page.locator('article:not([hidden]) .panel:not([hidden])');
      const heads = await panel.locator('.grid-sort').allTextContents();
      const shown = await panel
        .locator('.grid-row')
        .evaluateAll((rows) => rows.map((r) => [...r.children].map((c) => c.textContent ?? '')));
      const both = printed.filter((h) => heads.includes(h));
      for (const h of ['task', 'wait', 'wall', 'rows in', 'bytes out']) expect(both).toContain(h);
      for (const row of shown) {
        const other = want.get(row[0]!)!;
        const pick = (heads: string[], row: string[]): string[] =>
          both.map((h) => `${h} ${row[heads.indexOf(h)]!.replaceAll(', ', ',')}`);
        expect(pick(heads, row)).toEqual(pick(printed, other));
      }
    });
  }
});
