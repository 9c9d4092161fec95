import { expect, test } from 'vitest';
import { bytes, count, duration, mark, percent, times } from './format';
import golden from './format.golden.json';

test('numbers are written as Go writes them', () => {
  expect(golden.Numbers.length).toBeGreaterThan(300);
  for (const x of golden.Numbers) {
    const n = BigInt(x.In);
    const got = { In: x.In, Duration: duration(n), Bytes: bytes(n), Count: count(n) };
    expect(got).toEqual(x);
    if (Number.isSafeInteger(Number(n))) expect(duration(Number(n))).toBe(x.Duration);
  }
});

test('shares and moments are written as Go writes them', () => {
  for (const x of golden.Parts) {
    expect([x, percent(Number(x.Part), Number(x.Whole)), mark(Number(x.Part), Number(x.Whole))]).toEqual([
      x,
      x.Percent,
      x.Mark,
    ]);
  }
});

test('factors are written as Go writes them', () => {
  for (const x of golden.Factors) expect([x.In, times(x.In)]).toEqual([x.In, x.Text]);
});
