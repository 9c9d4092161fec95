import { bisect } from './bars';
import type { Series } from './types';

/** Series at common times: what lines are drawn from. */
export interface Columns {
  at: Float64Array;
  /** One column a series, in the order of the series; NaN: unknown. */
  values: Float64Array[];
}

/** Brings series to all times that any of them has. */
export function columnsOf(series: Series[]): Columns {
  const all = new Set<number>();
  for (const s of series) for (const t of s.at) if (Number.isFinite(t)) all.add(t);
  const at = Float64Array.from(all).sort();
  return { at, values: series.map((s) => resample(s, at)) };
}

/** A series at other times: as it was last for steps, else in between its two neighbours. Unknown before the first and after the last. */
function resample(s: Series, at: Float64Array): Float64Array {
  const out = new Float64Array(at.length);
  let next = 0; // the first point after the time
  for (let i = 0; i < at.length; i++) {
    const t = at[i]!;
    while (next < s.at.length && s.at[next]! <= t) next++;
    const before = next - 1;
    if (before < 0) out[i] = NaN;
    else if (s.step || s.at[before] === t) out[i] = s.value[before]!;
    else if (next >= s.at.length) out[i] = NaN;
    else {
      const share = (t - s.at[before]!) / (s.at[next]! - s.at[before]!);
      out[i] = s.value[before]! + share * (s.value[next]! - s.value[before]!);
    }
  }
  return out;
}

/** Adds each series to those before it; one that is unknown adds nothing. */
export function stack(values: Float64Array[]): Float64Array[] {
  const sums: Float64Array[] = [];
  for (const column of values) {
    const below = sums[sums.length - 1];
    sums.push(column.map((v, i) => (Number.isNaN(v) ? 0 : v) + (below ? below[i]! : 0)));
  }
  return sums;
}

/** The largest of all values, 0 where there is none. */
export function largest(values: Float64Array[]): number {
  let most = 0;
  for (const column of values) for (const v of column) if (v > most && v < Infinity) most = v;
  return most;
}

/**
 * The points of a window that are drawn alike with all of them: in each column of
 * pixels the first, the last, and each series' least and largest. One point
 * outside on either side is kept, as lines go on there.
 */
export function thinned(c: Columns, from: number, to: number, pixels: number): Uint32Array {
  const n = c.at.length;
  const lo = Math.max(0, bisect(0, n, (i) => c.at[i]! > from) - 1);
  const hi = Math.min(n, bisect(0, n, (i) => c.at[i]! >= to) + 1);
  const perColumn = 2 + 2 * c.values.length;
  if (hi - lo <= pixels * perColumn) return range(lo, hi);
  const kept: number[] = [];
  const scale = pixels / (to - from);
  for (let i = lo; i < hi;) {
    const column = Math.floor((c.at[i]! - from) * scale);
    let j = i + 1;
    while (j < hi && Math.floor((c.at[j]! - from) * scale) === column) j++;
    kept.push(...telling(c, i, j));
    i = j;
  }
  return Uint32Array.from(kept);
}

/** Of the points [from, to) those that tell, ascending. */
function telling(c: Columns, from: number, to: number): number[] {
  if (to - from <= 2) return to - from === 1 ? [from] : [from, from + 1];
  const kept = new Set([from, to - 1]);
  for (const column of c.values) {
    let least = -1;
    let most = -1;
    for (let i = from; i < to; i++) {
      const v = column[i]!;
      if (Number.isNaN(v)) continue;
      if (least < 0 || v < column[least]!) least = i;
      if (most < 0 || v > column[most]!) most = i;
    }
    if (least >= 0) kept.add(least).add(most);
  }
  return [...kept].sort((a, b) => a - b);
}

/** A series' value at a time, as the series says: NaN where it is unknown. */
export function valueAt(s: Series, time: number): number {
  const next = bisect(0, s.at.length, (i) => s.at[i]! > time);
  const before = next - 1;
  if (before < 0) return NaN;
  if (s.step || s.at[before] === time) return s.value[before]!;
  if (next >= s.at.length) return NaN;
  const share = (time - s.at[before]!) / (s.at[next]! - s.at[before]!);
  return s.value[before]! + share * (s.value[next]! - s.value[before]!);
}

function range(from: number, to: number): Uint32Array {
  const list = new Uint32Array(Math.max(0, to - from));
  for (let i = 0; i < list.length; i++) list[i] = from + i;
  return list;
}
