// How a cell of a table is written, by its unit.
import type { Column } from './data';
import { bytes, count, decimal, duration, NONE, times, UNKNOWN } from './format';

export interface Style {
  numeric: boolean;
  write(row: number): string;
  /** For order; NaN: not known, and last either way. */
  value(row: number): number | string;
}

export function styleOf(
  c: Column,
  of: { operator?: (id: number) => string; kind?: (k: string) => string } = {},
): Style {
  // as report/relation_cell.go: what has no unit is an id or a text, and does not apply where it is not there
  const missing = (c.type === 'number' && c.unit !== '') || c.type === 'real' ? UNKNOWN : NONE;
  if (c.type === 'text') {
    const write = (row: number): string => {
      const text = c.text(row);
      if (text === null || text === '') return missing;
      return c.name === 'kind' && of.kind ? of.kind(text) : text;
    };
    return { numeric: false, write, value: write };
  }
  if (c.type === 'list') {
    const write = (row: number): string => c.list(row).join(c.name === 'evidence' ? '; ' : ', ') || NONE;
    return { numeric: false, write, value: write };
  }
  if (c.type === 'truth') {
    return {
      numeric: false,
      write: (row) => (c.values[row] ? 'yes' : NONE),
      value: (row) => c.values[row] ?? 0,
    };
  }
  const writer = writerOf(c);
  return {
    numeric: true,
    write: (row) => {
      const v = c.number(row);
      if (v === null) return missing;
      return (c.derived(row) ? '~' : '') + writer(typeof v === 'string' ? BigInt(v) : v);
    },
    value: (row) => c.values[row] ?? NaN,
  };
}

function writerOf(c: Column): (v: number | bigint) => string {
  if (c.type === 'real') return c.unit === 'times' ? (v) => times(Number(v)) : (v) => decimal(Number(v));
  switch (c.unit) {
    case 'ns':
      return duration;
    case 'bytes':
      return bytes;
    case '': // an id, which is copied
      return String;
  }
  return count;
}
