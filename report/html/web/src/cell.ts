// How a cell of a table is written, by its unit.
import type { Column } from './data';
import { bytes, count, duration, factor, NONE, UNKNOWN } from './format';

export interface Style {
  numeric: boolean;
  write(row: number): string;
  /** For order; NaN: not known, and last either way. */
  value(row: number): number | string;
}

/** What stands where a value is not known, or does not apply. */
const absent = new Set([
  'cause',
  'guess',
  'task_id',
  'worker',
  'died',
  'death_evidence',
  'state',
  'operator',
  'evidence',
  'times_median',
  'storage_bytes',
  'basis',
]);

export function styleOf(
  c: Column,
  of: { operator?: (id: number) => string; kind?: (k: string) => string } = {},
): Style {
  const missing = absent.has(c.name) ? NONE : UNKNOWN;
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
  switch (c.unit) {
    case 'ns':
      return duration;
    case 'bytes':
      return bytes;
    case 'times':
      return (v) => factor(Number(v));
    case 'tasks':
      return (v) => (Number.isInteger(Number(v)) ? count(v) : Number(v).toFixed(1));
  }
  const isID = c.name.endsWith('_id') || c.name === 'stage' || c.name === 'segment' || c.name === 'pid';
  return isID
    ? (v) => String(v)
    : (v) => (typeof v === 'number' && !Number.isInteger(v) ? v.toPrecision(3) : count(v));
}
