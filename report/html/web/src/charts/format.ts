import type { Unit } from './types';

// Numbers for people, written as the rest of daft-analyze writes them
// (analyze/humanize): three digits, a unit, and nothing above zero as 0.

const second = 1e9;

/** 480 ns, 12.3 ms, 1.06 s, 95.0 s, 2 min 03 s, 1 h 02 min, 3 d 04 h. */
export function duration(ns: number): string {
  if (!Number.isFinite(ns)) return '?';
  if (ns < 0) return '-' + duration(-ns);
  if (ns < 1000) return `${Math.round(ns)} ns`;
  if (ns < 999_500) return `${digits(ns / 1e3)} µs`;
  if (ns < 999_500_000) return `${digits(ns / 1e6)} ms`;
  if (ns < 119.5 * second) return `${digits(ns / second)} s`;
  const s = Math.round(ns / second);
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  const m = Math.round(ns / (60 * second));
  if (m < 48 * 60) return `${Math.floor(m / 60)} h ${two(m % 60)} min`;
  const h = Math.round(ns / (3600 * second));
  return `${Math.floor(h / 24)} d ${two(h % 24)} h`;
}

/** 167 B, 5.2 MiB, 381 MiB. */
export function bytes(n: number): string {
  if (!Number.isFinite(n)) return '?';
  if (n < 0) return '-' + bytes(-n);
  if (n < 1023.5) return `${Math.round(n)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let v = n / 1024;
  let u = 0;
  while (v >= 1023.5 && u < units.length - 1) {
    v /= 1024;
    u++;
  }
  return `${v < 99.95 ? v.toFixed(1) : Math.round(v)} ${units[u]}`;
}

/** 12,345; below one with the digits that say something. */
export function count(n: number): string {
  if (!Number.isFinite(n)) return '?';
  if (n !== 0 && Math.abs(n) < 10 && !Number.isInteger(n)) return n.toPrecision(2).replace(/\.?0+$/, '');
  const s = Math.abs(Math.round(n)).toLocaleString('en-US', { maximumFractionDigits: 0 });
  return n < 0 && Math.round(n) !== 0 ? '-' + s : s;
}

/** 9,999, 12.3 k, 1.20 M. */
export function countShort(n: number): string {
  if (!Number.isFinite(n) || Math.abs(n) < 10_000) return count(n);
  const units = ['k', 'M', 'G', 'T', 'P', 'E'];
  let v = Math.abs(n) / 1000;
  let u = 0;
  while (v >= 999.5 && u < units.length - 1) {
    v /= 1000;
    u++;
  }
  return `${n < 0 ? '-' : ''}${digits(v)} ${units[u]}`;
}

/** A number of the unit, as a reading. */
export function reading(unit: Unit, v: number): string {
  if (Number.isNaN(v)) return 'unknown';
  switch (unit) {
    case 'ns':
      return duration(v);
    case 'bytes':
      return bytes(v);
    case 'ratio':
      return `${Math.round(v * 100)}%`;
    case 'rows':
      return `${count(v)} ${v === 1 ? 'row' : 'rows'}`;
    case 'count':
      return count(v);
  }
}

// Characters that draw nothing, or change the order of others.
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text that may be anything as one short line: at most `most` characters. */
export function plain(text: string, most = 200): string {
  const line = text.slice(0, most + 1).replace(invisible, ' ');
  return line.length > most ? line.slice(0, most - 1) + '…' : line;
}

function digits(v: number): string {
  if (v >= 99.95) return v.toFixed(0);
  return v >= 9.995 ? v.toFixed(1) : v.toFixed(2);
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
