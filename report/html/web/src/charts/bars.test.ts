import { expect, test } from 'vitest';
import { random } from '../../test/demo/data';
import { BarIndex } from './bars';
import type { Bars } from './types';

const lanes = 5;

/** Bars of small whole numbers, so that ties, touching and overlapping bars are many. */
function scattered(n: number, seed: number, broken = false): Bars {
  const next = random(seed);
  const pick = (most: number) => Math.floor(next() * most);
  const start = Float64Array.from({ length: n }, () => pick(200));
  return {
    start: start.map((s, i) => (broken && i % 11 === 0 ? NaN : s)),
    end: start.map((s, i) => (broken && i % 7 === 0 ? -Infinity : s + pick(12) - (broken ? 2 : 0))),
    lane: Uint32Array.from({ length: n }, () => pick(broken ? lanes + 2 : lanes)),
    kind: new Uint8Array(n),
    flags: new Uint8Array(n),
  };
}

const valid = (b: Bars, i: number) =>
  Number.isFinite(b.start[i]!) && Number.isFinite(b.end[i]!) && b.lane[i]! < lanes;
const endOf = (b: Bars, i: number) => Math.max(b.start[i]!, b.end[i]!);

/** What BarIndex.at promises, by looking at each bar. */
function slowly(b: Bars, lane: number, time: number, slack: number): number | null {
  const all = Array.from(b.start.keys()).filter((i) => valid(b, i) && b.lane[i] === lane);
  const holding = all.filter((i) => b.start[i]! <= time && endOf(b, i) >= time);
  holding.sort((x, y) => b.start[y]! - b.start[x]! || y - x);
  if (holding.length > 0) return holding[0]!;
  const left = all.filter((i) => endOf(b, i) < time && time - endOf(b, i) <= slack);
  left.sort((x, y) => endOf(b, y) - endOf(b, x) || b.start[y]! - b.start[x]! || y - x);
  const right = all.filter((i) => b.start[i]! > time && b.start[i]! - time <= slack);
  right.sort((x, y) => b.start[x]! - b.start[y]! || x - y);
  if (left.length === 0) return right[0] ?? null;
  if (right.length === 0) return left[0]!;
  return b.start[right[0]!]! - time < time - endOf(b, left[0]!) ? right[0]! : left[0]!;
}

test('picking finds what looking at each bar finds', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const bars = scattered(20 + seed * 8, seed, seed % 3 === 0);
    const index = new BarIndex(bars, lanes);
    const next = random(seed + 1000);
    for (let k = 0; k < 300; k++) {
      const lane = Math.floor(next() * lanes);
      const time = Math.floor(next() * 430) / 2 - 5;
      const slack = [0, 1, 3.5, Infinity][k % 4]!;
      expect([seed, time, slack, index.at(lane, time, slack)]).toEqual([
        seed,
        time,
        slack,
        slowly(bars, lane, time, slack),
      ]);
    }
  }
});

test('a window holds the bars that share time with it', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bars = scattered(200, seed, seed % 2 === 0);
    const index = new BarIndex(bars, lanes);
    const next = random(seed);
    for (let k = 0; k < 40; k++) {
      const start = next() * 220 - 10;
      const window = { start, end: start + next() * 40 };
      const want = Array.from(bars.start.keys()).filter(
        (i) => valid(bars, i) && bars.start[i]! <= window.end && endOf(bars, i) >= window.start,
      );
      expect([...index.within(window)]).toEqual(want);
    }
  }
});

test('stepping goes through a lane in order of time, and back', () => {
  const bars = scattered(300, 4);
  const index = new BarIndex(bars, lanes);
  for (let lane = 0; lane < lanes; lane++) {
    const seen: number[] = [];
    let at: number | null = index.order[index.first[lane]!]!;
    while (at !== null) {
      seen.push(at);
      at = index.step(at, 1, lane);
    }
    expect(seen).toHaveLength(bars.lane.filter((l) => l === lane).length);
    for (let i = 1; i < seen.length; i++) {
      expect(bars.start[seen[i]!]).toBeGreaterThanOrEqual(bars.start[seen[i - 1]!]!);
      expect(index.step(seen[i]!, -1, lane)).toBe(seen[i - 1]);
    }
  }
});

test('no bars, no finds', () => {
  const none = new BarIndex(scattered(0, 1), lanes);
  expect(none.at(0, 5, Infinity)).toBeNull();
  expect([...none.within({ start: 0, end: 1 })]).toEqual([]);
});
