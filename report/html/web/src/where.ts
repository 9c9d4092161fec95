// A small filter: words that a row's text holds, and comparisons of columns, such
// as wall>1s rows_in>=1e6 worker=w2 outcome!=success. All of them must hold.
import type { Column } from './data';

export interface Test {
  column: Column | null; // null: any text of the row
  holds(row: number): boolean;
}

const UNITS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  h: 3600e9,
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  k: 1e3,
  m: 1e6,
  x: 1,
};

/** Reads a number with an optional unit; NaN where it is none. */
export function quantity(text: string): number {
  const m = /^(-?[\d.,]+(?:e\d+)?)\s*([a-zµ]*)$/i.exec(text.trim());
  if (!m) return NaN;
  const n = Number(m[1]!.replaceAll(',', ''));
  const unit = m[2]!.toLowerCase();
  return unit === '' ? n : n * (UNITS[unit] ?? NaN);
}

const names = (c: Column): string[] => [
  c.name,
  c.name.replace(/_(since_)?ns$/, ''),
  c.head,
  c.head.replaceAll(' ', '_'),
];

/** The tests of a filter, or what is wrong with it. */
export function parse(
  text: string,
  columns: Column[],
  write: (c: Column, row: number) => string,
): Test[] | string {
  const tests: Test[] = [];
  for (const word of text.match(/"[^"]*"|\S+/g) ?? []) {
    if (word === 'and') continue; // as the commands have it
    const m = /^([\p{L}_]+)(>=|<=|!=|!~|=|~|>|<)(.+)$/u.exec(word);
    if (!m) {
      const part = word.replaceAll('"', '').toLowerCase();
      const searched = columns.filter((c) => c.type === 'text' || c.type === 'list');
      const ids = columns.filter((c) => c.name === 'task_id');
      tests.push({
        column: null,
        holds: (row) =>
          searched.some((c) => write(c, row).toLowerCase().includes(part)) ||
          ids.some((c) => String(c.number(row)) === part),
      });
      continue;
    }
    const [, name, op, right] = m as unknown as [string, string, string, string];
    const column = columns.find((c) => names(c).includes(name.toLowerCase()));
    if (!column) return `there is no column ${name}`;
    if (column.type === 'number' || column.type === 'real') {
      const n = quantity(right);
      if (Number.isNaN(n)) return `${right} is no number, such as 1.5s, 10MiB or 1e6`;
      const v = column.values;
      if (op.endsWith('~')) return `${column.head} is a number: compare it by = != > < >= or <=`;
      const test: Record<string, (x: number) => boolean> = {
        '>': (x) => x > n,
        '<': (x) => x < n,
        '>=': (x) => x >= n,
        '<=': (x) => x <= n,
        '=': (x) => x === n,
        '!=': (x) => x !== n,
      };
      tests.push({ column, holds: (row) => test[op]!(v[row]!) });
    } else {
      if (op.startsWith('>') || op.startsWith('<')) return `${column.head} is compared by = != ~ or !~`;
      if (op.endsWith('~')) {
        try {
          const match = new RegExp(right.replaceAll('"', ''));
          tests.push({ column, holds: (row) => match.test(write(column, row)) === (op === '~') });
        } catch {
          return `${right} is no regular expression`;
        }
        continue;
      }
      const want = right.replaceAll('"', '').toLowerCase();
      tests.push({ column, holds: (row) => (write(column, row).toLowerCase() === want) === (op === '=') });
    }
  }
  return tests;
}
