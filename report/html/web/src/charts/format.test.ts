import { expect, test } from 'vitest';
import { bytes, count, countShort, duration, plain, reading } from './format';
import { logMarks, marks, timeMarks } from './ticks';

// The same as analyze/humanize writes.
test.each([
  [0, '0 ns'],
  [999, '999 ns'],
  [1000, '1.00 µs'],
  [12_345_000, '12.3 ms'],
  [999_499_999, '999 ms'],
  [999_500_000, '1.00 s'],
  [1_060_000_000, '1.06 s'],
  [95_000_000_000, '95.0 s'],
  [123e9, '2 min 03 s'],
  [3720e9, '1 h 02 min'],
  [86400e9 * 3 + 4 * 3600e9, '3 d 04 h'],
  [3_599_500_000_000, '1 h 00 min'],
  [119_400_000_000, '119 s'],
  [119_500_000_000, '2 min 00 s'],
  [9_999_400_000, '10.0 s'],
  [2 ** 63, '106752 d 00 h'],
  [-5e6, '-5.00 ms'],
  [NaN, '?'],
])('duration(%d) is %s', (ns, want) => expect(duration(ns)).toBe(want));

test.each([
  [167, '167 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [102_348, '99.9 KiB'],
  [102_349, '100 KiB'],
  [1_048_063, '1023 KiB'],
  [1_048_064, '1.0 MiB'],
  [5.2 * 2 ** 20, '5.2 MiB'],
  [381 * 2 ** 20, '381 MiB'],
  [2 ** 63, '8.0 EiB'],
])('bytes(%d) is %s', (n, want) => expect(bytes(n)).toBe(want));

test('counts', () => {
  expect(count(1234567)).toBe('1,234,567');
  expect(count(-0.2)).toBe('-0.2');
  expect(countShort(12_345)).toBe('12.3 k');
  expect(countShort(1_200_000)).toBe('1.20 M');
  expect(reading('rows', 1)).toBe('1 row');
  expect(reading('bytes', NaN)).toBe('unknown');
});

test('the marks of a time axis tell neighbours apart', () => {
  expect(timeMarks([0, 5e8, 1e9], 5e8)).toEqual(['0.0 s', '0.5 s', '1.0 s']);
  expect(timeMarks([0, 10e9, 20e9], 10e9)).toEqual(['0 s', '10 s', '20 s']);
  expect(timeMarks([0, 20, 40], 20)).toEqual(['0 ns', '20 ns', '40 ns']);
  expect(timeMarks([0, 60e9, 120e9], 60e9)).toEqual(['0:00', '1:00', '2:00']);
  expect(timeMarks([3600e9, 5400e9], 1800e9)).toEqual(['1:00:00', '1:30:00']);
  for (let e = 0; e < 12; e++) {
    for (const m of [1, 2, 5]) {
      const step = m * 10 ** e;
      const at = Array.from({ length: 8 }, (_, i) => 50e9 + i * step);
      expect(new Set(timeMarks(at, step)).size).toBe(8);
    }
  }
});

test('the marks of other axes', () => {
  expect(marks('bytes', [0, 2 ** 30])).toEqual(['0 B', '1 GiB']);
  expect(marks('count', [0, 50])).toEqual(['0', '50']);
  expect(marks('ratio', [0.5])).toEqual(['50%']);
  expect(logMarks('ns', 3e7, 6e9, 14)).toEqual([5e7, 1e8, 2e8, 5e8, 1e9, 2e9, 5e9]);
  expect(logMarks('ns', 1, 1e18, 4).length).toBeLessThanOrEqual(5);
});

test('a text becomes one short line that orders itself as it reads', () => {
  expect(plain('a\u202Eb\nc\u0000d\u200Be')).toBe('a b c d e');
  expect(plain('x'.repeat(1_000_000))).toHaveLength(200);
});
