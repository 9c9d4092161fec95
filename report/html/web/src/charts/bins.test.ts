import { expect, test } from 'vitest';
import { random } from '../../test/demo/data';
import { binsOf, medianOf } from './bins';

const values = (list: number[]) => Float64Array.from(list);

test('each value is in one bin', () => {
  const next = random(2);
  for (const scale of [1, 1e9, 1e18]) {
    for (const n of [1, 2, 3, 10, 1000]) {
      for (const spread of [0, 1, 12]) {
        const v = values(Array.from({ length: n }, () => scale * Math.exp(spread * next())));
        const bins = binsOf(v);
        expect(bins.counts.reduce((a, b) => a + b)).toBe(n);
        expect(bins.edges).toHaveLength(bins.counts.length + 1);
        bins.counts.forEach((count, i) => {
          const [lo, hi] = [bins.edges[i]!, bins.edges[i + 1]!];
          expect(hi).toBeGreaterThan(lo);
          if (i === 0 || i === bins.counts.length - 1) return;
          const slack = hi * 1e-9;
          const loose = v.filter((x) => x >= lo - slack && x <= hi + slack).length;
          const strict = v.filter((x) => x > lo + slack && x < hi - slack).length;
          expect(count).toBeLessThanOrEqual(loose);
          expect(count).toBeGreaterThanOrEqual(strict);
        });
      }
    }
  }
});

test('a wide range above zero is logarithmic, others are not', () => {
  expect(binsOf(values([1, 2, 1000])).log).toBe(true);
  expect(binsOf(values([1, 2, 3])).log).toBe(false);
  expect(binsOf(values([0, 2, 1000])).log).toBe(false);
});

test('unknown values are counted apart', () => {
  expect(binsOf(values([NaN, 5, Infinity, 6]))).toMatchObject({ unknown: 2 });
  expect(binsOf(values([NaN])).counts).toEqual([0]);
  expect(binsOf(values([])).edges).toEqual([0, 1]);
});

test('a few far values do not hide the shape of the others', () => {
  const next = random(9);
  const v = values([...Array.from({ length: 2000 }, () => 100 * Math.exp(next())), 50_000]);
  expect(binsOf(v).counts.filter((n) => n > 0).length).toBeGreaterThan(8);
});

test('the median', () => {
  expect(medianOf(values([5, 1, NaN, 3]))).toBe(3);
  expect(medianOf(values([4, 1, 2, 3]))).toBe(2.5);
  expect(medianOf(values([NaN]))).toBeNaN();
});
