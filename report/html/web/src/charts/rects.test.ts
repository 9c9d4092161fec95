import { expect, test } from 'vitest';
import { simulated, wall } from '../../test/demo/data';
import { BarIndex } from './bars';
import { Frame, type Rects, fullTone, layLane, tones } from './rects';

const width = 1000;

function frameOf(tasks: number, from: number, to: number, lit: Uint8Array | null = null) {
  const data = simulated(tasks, 1);
  const index = new BarIndex(data.bars, 1);
  const frame = new Frame(data.kinds.length);
  const box = { lane: 0, from, scale: width / (to - from), x: 0, width, y: 0, height: 10 };
  layLane(frame, index, data.bars, [], lit, box, 30);
  return { data, frame, scale: box.scale };
}

function covers(rects: Rects, x: number): boolean {
  for (let i = 0; i < rects.length; i += 4) {
    if (x >= rects.data[i]! - 1e-3 && x <= rects.data[i]! + rects.data[i + 2]! + 1e-3) return true;
  }
  return false;
}

test.each([
  [50, 0, wall],
  [50, wall * 0.3, wall * 0.35],
  [3000, 0, wall],
  [100_000, 0, wall],
  [100_000, wall * 0.5, wall * 0.501],
])('of %i bars from %d to %d each can be seen, in few rectangles', (tasks, from, to) => {
  const { data, frame, scale } = frameOf(tasks, from, to);
  expect(frame.drawn).toBeLessThanOrEqual(2 * width);
  expect(frame.drawn).toBeGreaterThan(0);
  const step = Math.max(1, Math.floor(tasks / 500));
  for (let i = 0; i < tasks; i += step) {
    const x = (data.bars.start[i]! - from) * scale;
    if (x < 0 || x >= width) continue;
    const seen = frame.bars.some((r) => covers(r, Math.floor(x) + 0.5) || covers(r, x));
    expect([i, seen]).toEqual([i, true]);
  }
});

test('what stands out is drawn at full strength, the rest dimmed, and is not lost among them', () => {
  const lit = new Uint8Array(100_000);
  lit[41_234] = 1;
  const { data, frame, scale } = frameOf(100_000, 0, wall, lit);
  const x = Math.floor(data.bars.start[41_234]! * scale) + 0.5;
  const kind = data.bars.kind[41_234]!;
  const bright = tones.some((_, tone) => covers(frame.look(kind, tone, false), x));
  expect(bright).toBe(true);
  let rects = 0;
  for (let k = 0; k < frame.kinds; k++)
    for (let t = 0; t < tones.length; t++) rects += frame.look(k, t, false).length / 4;
  expect(rects).toBe(1);
});

test('a bar alone in its column is faint, a covered column is not', () => {
  const bars = {
    start: Float64Array.from([10, 500, 500.2, 500.4, 500.6, 500.8]),
    end: Float64Array.from([10.01, 500.2, 500.4, 500.6, 500.8, 501]),
    lane: new Uint32Array(6),
    kind: new Uint8Array(6),
    flags: new Uint8Array(6),
  };
  const frame = new Frame(1);
  const box = { lane: 0, from: 0, scale: 1, x: 0, width, y: 0, height: 10 };
  layLane(frame, new BarIndex(bars, 1), bars, [], null, box, 30);
  expect(covers(frame.look(0, 0, false), 10.5)).toBe(true);
  expect(covers(frame.look(0, fullTone, false), 500.5)).toBe(true);
  expect(frame.drawn).toBe(2);
});

test('bars of any kind number and level stay inside of their lane', () => {
  const bars = {
    start: Float64Array.from([0, 20, 40]),
    end: Float64Array.from([10, 30, 40.1]),
    lane: new Uint32Array(3),
    kind: Uint8Array.from([0, 200, 255]),
    flags: Uint8Array.from([255, 0, 15]),
    level: Float32Array.from([7, NaN, -3]),
  };
  const frame = new Frame(2);
  const box = { lane: 0, from: 0, scale: 1, x: 0, width, y: 100, height: 10 };
  layLane(frame, new BarIndex(bars, 1), bars, [true], null, box, 30);
  expect(frame.drawn).toBe(3);
  for (const r of [...frame.bars, frame.path, frame.failed, frame.warned]) {
    for (let i = 0; i < r.length; i += 4) {
      expect(r.data[i + 1]).toBeGreaterThanOrEqual(100);
      expect(r.data[i + 1]! + r.data[i + 3]!).toBeLessThanOrEqual(110.001);
    }
  }
});

test.each([0, wall * 0.2503])(
  'nothing is drawn where there is no bar, and bars that began before the view are: from %d',
  (from) => {
    for (const [tasks, span] of [
      [60, wall * 0.7],
      [900, wall * 0.7],
      [900, wall * 0.01],
    ] as const) {
      const { data, frame, scale } = frameOf(tasks, from, from + span);
      const busy = new Uint8Array(width);
      for (let i = 0; i < tasks; i++) {
        const x0 = (data.bars.start[i]! - from) * scale;
        const x1 = (data.bars.end[i]! - from) * scale;
        if (x1 < 0) continue;
        for (let x = Math.max(0, Math.floor(x0)); x < Math.min(width, x1 + 2); x++) busy[x] = 1;
        if (x0 < 0 && x1 > 3) expect(frame.bars.some((r) => covers(r, 1))).toBe(true);
      }
      for (let x = 0; x < width; x++) {
        if (!busy[x]) expect([x, frame.bars.some((r) => covers(r, x + 0.5))]).toEqual([x, false]);
      }
    }
  },
);

test('small bars that look alike are one rectangle only where they are neighbours', () => {
  const at = [10, 11, 12, 500];
  const bars = {
    start: Float64Array.from(at),
    end: Float64Array.from(at, (v) => v + 0.3),
    lane: new Uint32Array(4),
    kind: new Uint8Array(4),
    flags: new Uint8Array(4),
  };
  const frame = new Frame(1);
  const box = { lane: 0, from: 0, scale: 1, x: 0, width, y: 0, height: 10 };
  layLane(frame, new BarIndex(bars, 1), bars, [], null, box, 30);
  const drawn = frame.bars.flatMap((r) =>
    Array.from({ length: r.length / 4 }, (_, i) => [r.data[i * 4], r.data[i * 4 + 2]]),
  );
  expect(drawn).toEqual([
    [10, 3],
    [500, 1],
  ]);
});
