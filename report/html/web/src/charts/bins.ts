/** A count of values by size. */
export interface Bins {
  /** Edges: bin i holds edges[i] <= v < edges[i + 1], the last one its upper edge too. */
  edges: number[];
  counts: number[];
  log: boolean;
  unknown: number;
}

/** From which ratio of the largest to the least on a scale is logarithmic. */
const wide = 30;

/**
 * Counts values in bins of equal width; on a logarithmic scale where all are above
 * zero and reach over a wide range. Unknown values (NaN) are counted apart.
 */
export function binsOf(values: Float64Array, most = 60): Bins {
  let lo = Infinity;
  let hi = -Infinity;
  let n = 0;
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    n++;
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  const unknown = values.length - n;
  if (n === 0) return { edges: [0, 1], counts: [0], log: false, unknown };
  const log = lo > 0 && hi / lo >= wide;
  if (hi === lo) {
    const around = lo === 0 ? 1 : Math.abs(lo) * 0.5;
    return { edges: [lo - around, hi + around], counts: [n], log: false, unknown };
  }
  const scale = (v: number) => (log ? Math.log(v) : v);
  const back = (v: number) => (log ? Math.exp(v) : v);
  const from = scale(lo);
  const bins = howMany(values, n, scale(hi) - from, scale, most);
  const width = (scale(hi) - from) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) =>
    i === 0 ? lo : i === bins ? hi : back(from + i * width),
  );
  const counts = new Array<number>(bins).fill(0);
  for (const v of values) {
    if (Number.isFinite(v)) counts[Math.min(bins - 1, Math.max(0, Math.floor((scale(v) - from) / width)))]!++;
  }
  return { edges, counts, log, unknown };
}

/**
 * How many bins: by Freedman and Diaconis, whose width follows the middle half of
 * the values, so that a few far ones do not hide the shape of the rest; no fewer
 * than Rice's.
 */
function howMany(
  values: Float64Array,
  n: number,
  range: number,
  scale: (v: number) => number,
  most: number,
): number {
  const known = values.filter((v) => Number.isFinite(v)).sort();
  const middle = scale(known[Math.floor(n * 0.75)]!) - scale(known[Math.floor(n * 0.25)]!);
  const rice = Math.max(4, Math.ceil(2 * Math.cbrt(n)));
  const wanted = middle > 0 ? (range * Math.cbrt(n)) / (2 * middle) : most;
  return Math.min(most, Math.max(rice, Math.ceil(wanted)));
}

/** The middle of the known values, the mean of two where they are even in number; NaN of none. */
export function medianOf(values: Float64Array): number {
  const known = values.filter((v) => Number.isFinite(v)).sort();
  const n = known.length;
  if (n === 0) return NaN;
  return n % 2 === 1 ? known[(n - 1) / 2]! : known[n / 2 - 1]! / 2 + known[n / 2]! / 2;
}
