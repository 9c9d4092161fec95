import { expect, test } from 'vitest';
import { random } from '../../test/demo/data';
import { columnsOf, largest, stack, thinned, valueAt } from './columns';
import type { Series } from './types';

function series(at: number[], value: number[], step: boolean): Series {
  return { label: '', color: '', at: Float64Array.from(at), value: Float64Array.from(value), step };
}

test('steps hold until the next point, lines go straight to it', () => {
  const c = columnsOf([series([0, 10], [1, 3], true), series([5, 15], [10, 20], false)]);
  expect([...c.at]).toEqual([0, 5, 10, 15]);
  expect([...c.values[0]!]).toEqual([1, 1, 3, 3]);
  expect([...c.values[1]!]).toEqual([NaN, 10, 15, 20]);
  expect(valueAt(series([5, 15], [10, 20], false), 16)).toBeNaN();
});

test('a value read at a time is the one that is drawn there', () => {
  const next = random(3);
  const list = [true, false].map((step) =>
    series(
      Array.from({ length: 50 }, (_, i) => i * 10 + Math.floor(next() * 5)),
      Array.from({ length: 50 }, (_, i) => (i % 9 === 0 ? NaN : next() * 100)),
      step,
    ),
  );
  const c = columnsOf(list);
  list.forEach((s, k) => c.at.forEach((t, i) => expect(c.values[k]![i]).toEqual(valueAt(s, t))));
});

test('stacked, the top is the sum of what is known', () => {
  const sums = stack([Float64Array.from([1, NaN]), Float64Array.from([2, 5])]);
  expect(sums.map((s) => [...s])).toEqual([
    [1, 0],
    [3, 5],
  ]);
  expect(largest(sums)).toBe(5);
  expect(largest([Float64Array.from([NaN, -4, Infinity])])).toBe(0);
});

test('thinned, each column of pixels keeps its least and its largest', () => {
  const next = random(5);
  const n = 100_000;
  const at = Float64Array.from({ length: n }, (_, i) => i + next() * 0.5);
  const c = { at, values: [at.map(() => next() * 1000), at.map(() => (next() < 0.3 ? NaN : next()))] };
  const [from, to, pixels] = [20_000, 90_000, 400];
  const kept = thinned(c, from, to, pixels);
  expect(kept.length).toBeLessThanOrEqual((pixels + 2) * 6);
  expect([...kept]).toEqual([...kept].sort((a, b) => a - b));
  expect(at[kept[0]!]).toBeLessThanOrEqual(from);
  expect(at[kept[kept.length - 1]!]).toBeGreaterThanOrEqual(to);
  const chosen = new Set(kept);
  for (let p = 0; p < pixels; p += 7) {
    const members = Array.from(at.keys()).filter(
      (i) => Math.floor(((at[i]! - from) * pixels) / (to - from)) === p,
    );
    for (const column of c.values) {
      const known = members.filter((i) => !Number.isNaN(column[i]!));
      const extremes = [Math.min(...known.map((i) => column[i]!)), Math.max(...known.map((i) => column[i]!))];
      const shown = known.filter((i) => chosen.has(i)).map((i) => column[i]!);
      expect([Math.min(...shown), Math.max(...shown)]).toEqual(extremes);
    }
  }
}, 20_000);

test('few points are all kept', () => {
  const c = columnsOf([series([0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], true)]);
  expect([...thinned(c, 1.5, 3.5, 100)]).toEqual([1, 2, 3, 4]);
  expect([...thinned(columnsOf([]), 0, 1, 100)]).toEqual([]);
});
