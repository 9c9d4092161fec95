// Numbers for people, as the Go package analyze/humanize writes them: a test holds
// the two against each other. Big integers keep every digit.

export const UNKNOWN = '?';
export const NONE = '-';

type Whole = number | bigint;

const big = (v: Whole): bigint => (typeof v === 'bigint' ? v : BigInt(Math.round(v)));
const abs = (v: bigint): bigint => (v < 0n ? -v : v);
const pow10 = (n: number): bigint => 10n ** BigInt(n);

/** a/b rounded half up, for b above 0. */
function divRound(a: bigint, b: bigint): bigint {
  const q = a / b;
  const r = a % b;
  return r >= b - r ? q + 1n : q;
}

function point(n: bigint, decimals: number): string {
  if (decimals === 0) return n.toString();
  const s = n.toString().padStart(decimals + 1, '0');
  return s.slice(0, -decimals) + '.' + s.slice(-decimals);
}

/** abs/unit with three significant digits; null where rounding reaches limit units. */
function scaled(v: bigint, unit: bigint, limit: bigint): string | null {
  for (const decimals of [2, 1, 0]) {
    if (v / unit >= 1n << 32n) continue;
    const n = divRound(v * pow10(decimals), unit);
    if (decimals > 0 && n >= 1000n) continue;
    return n >= limit * pow10(decimals) ? null : point(n, decimals);
  }
  return null;
}

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;

/** 480 ns, 12.3 ms, 1.06 s, 95.0 s; from two minutes on 2 min 03 s, 1 h 02 min, 3 d 04 h. */
export function duration(ns: Whole): string {
  const v = big(ns);
  const sign = v < 0n ? '-' : '';
  const a = abs(v);
  if (a < 1000n) return `${sign}${a} ns`;
  for (const [name, size, limit] of [
    ['µs', 1000n, 1000n],
    ['ms', 1_000_000n, 1000n],
    ['s', SECOND, 120n],
  ] as const) {
    if (a / size >= limit) continue;
    const s = scaled(a, size, limit);
    if (s !== null) return `${sign}${s} ${name}`;
  }
  const two = (n: bigint): string => n.toString().padStart(2, '0');
  const s = divRound(a, SECOND);
  if (s < 3600n) return `${sign}${s / 60n} min ${two(s % 60n)} s`;
  const m = divRound(a, MINUTE);
  if (m < 48n * 60n) return `${sign}${m / 60n} h ${two(m % 60n)} min`;
  const h = divRound(a, HOUR);
  return `${sign}${h / 24n} d ${two(h % 24n)} h`;
}

/** In units of 1024: 167 B, 5.2 MiB, 381 MiB. */
export function bytes(n: Whole): string {
  const v = big(n);
  const sign = v < 0n ? '-' : '';
  const a = abs(v);
  if (a < 1024n) return `${sign}${a} B`;
  const names = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let unit = 1n;
  for (const [i, name] of names.entries()) {
    unit <<= 10n;
    const tenths = divRound(a * 10n, unit);
    if (tenths < 1000n) return `${sign}${point(tenths, 1)} ${name}`;
    const whole = divRound(a, unit);
    if (whole < 1024n || i === names.length - 1) return `${sign}${whole} ${name}`;
  }
  return '';
}

/** In full, with a comma at each thousand. */
export function count(n: Whole): string {
  const v = big(n);
  const digits = abs(v)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return (v < 0n ? '-' : '') + digits;
}

/** part of whole in whole percents; never 0% of something, never 100% of less than all. */
export function percent(part: number, whole: number): string {
  if (!(whole > 0)) return UNKNOWN;
  const sign = part < 0 ? '-' : '';
  const p = abs(big(part));
  const w = big(whole);
  const n = divRound(p * 100n, w);
  if (n === 0n && p > 0n) return sign + '<1%';
  if (n === 100n && p < w) return sign + '>99%';
  return `${sign}${n}%`;
}

/** One decimal; a half is rounded to the even neighbour, as Go does. From 100 on none. */
export function decimal(v: number): string {
  if (!Number.isFinite(v)) return UNKNOWN;
  if (v >= 100) return count(Math.trunc(v));
  const quarters = v * 4; // only quarters can lie in the middle of two tenths
  return Number.isInteger(quarters) && quarters % 4 === 1 ? `${Math.floor(v)}.2` : v.toFixed(1);
}

/** A factor: 4.8x, 12.0x, 1,200x. */
export const times = (v: number): string => (Number.isFinite(v) ? `${decimal(v)}x` : UNKNOWN);

/** A moment, nanoseconds since some start, to the precision that suits a whole. */
export function mark(at: number, whole: number): string {
  const a = Math.abs(whole);
  const [unit, name, decimals]: [number, string, number] =
    a >= 1000e9
      ? [1e9, 's', 0]
      : a >= 100e9
        ? [1e9, 's', 1]
        : a >= 1e9
          ? [1e9, 's', 2]
          : a >= 10e6
            ? [1e6, 'ms', 0]
            : [1e6, 'ms', 2];
  const n = divRound(abs(big(at)), big(unit) / pow10(decimals));
  return `${at < 0 && n > 0n ? '-' : ''}${point(n, decimals)} ${name}`;
}

export function plural(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${count(n)} ${many}`;
}
