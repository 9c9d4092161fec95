import type { Unit } from './types';
import { bytes, count, countShort, duration } from './format';

// Which numbers an axis may step by, and how its marks are written.

const decimal: number[] = [];
for (let e = 0; e <= 18; e++) for (const m of [1, 2, 5]) decimal.push(m * 10 ** e);

const binary: number[] = [];
for (let e = 0; e <= 62; e++) binary.push(2 ** e);

const minute = 60e9;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps of a time axis: 1, 2, 5, 10 ... of a unit; from a minute on as clocks have it. */
export const timeSteps: number[] = [
  ...decimal.filter((v) => v <= 20e9),
  ...[30e9, minute, 2 * minute, 5 * minute, 10 * minute, 20 * minute, 30 * minute],
  ...[hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour],
  ...decimal.filter((v) => v <= 500_000).map((v) => v * day),
];

export function stepsOf(unit: Unit): number[] {
  switch (unit) {
    case 'bytes':
      return binary;
    case 'ratio':
      return [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1];
    default:
      return decimal;
  }
}

/** Writes the marks of a time axis with the digits that their step needs: 0 s, 0.5 s, 1 s; 12.3405 s; 2:30. */
export function timeMarks(at: number[], step: number): string[] {
  const last = Math.abs(at[at.length - 1] ?? 0);
  if (last >= 120e9 && step >= 1e9) return at.map(clock);
  const [size, name] =
    last < 1e3 ? [1, 'ns'] : last < 1e6 ? [1e3, 'µs'] : last < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  return at.map((t) => `${(t / size).toFixed(Math.min(decimals, 9))} ${name}`);
}

function clock(ns: number): string {
  const s = Math.round(ns / 1e9);
  if (Math.abs(s) >= 48 * 3600) return s % 86400 === 0 ? `${count(s / 86400)} d` : duration(ns);
  const abs = Math.abs(s);
  const two = (n: number) => String(n).padStart(2, '0');
  const tail = `${two(Math.floor(abs / 60) % 60)}:${two(abs % 60)}`;
  const sign = s < 0 ? '-' : '';
  return abs < 3600
    ? `${sign}${Math.floor(abs / 60)}:${two(abs % 60)}`
    : `${sign}${Math.floor(abs / 3600)}:${tail}`;
}

/** Writes the marks of an axis of numbers. */
export function marks(unit: Unit, at: number[]): string[] {
  switch (unit) {
    case 'bytes':
      return at.map((v) => bytes(v).replace(/\.0 /, ' '));
    case 'ns':
      return at.map((v) => duration(v).replace(/\.0+ /, ' '));
    case 'ratio':
      return at.map((v) => `${Math.round(v * 100)}%`);
    default:
      return at.map((v) => countShort(v).replace(/\.0+ /, ' '));
  }
}

/** Marks of a logarithmic axis between two positive numbers: powers, then 1-2-5 where there is room. */
export function logMarks(unit: Unit, from: number, to: number, most: number): number[] {
  const base = unit === 'bytes' ? 1024 : 10;
  const span = Math.log(to / from) / Math.log(base);
  const within = [1, 2, 5];
  const fine = unit === 'bytes' ? [1, 4, 16, 64, 256] : within;
  const mantissas = span * fine.length <= most ? fine : [1];
  const every = Math.max(1, Math.ceil((span * mantissas.length) / Math.max(1, most)));
  const list: number[] = [];
  const first = Math.floor(Math.log(from) / Math.log(base) - 1e-9);
  for (let e = first; base ** e <= to * 1.0001; e++) {
    if (mantissas.length === 1 && ((e % every) + every) % every !== 0) continue;
    for (const m of mantissas) {
      const v = m * base ** e;
      if (v >= from * 0.9999 && v <= to * 1.0001) list.push(v);
    }
  }
  return list;
}
