import { expect, test } from 'vitest';
import { BarIndex } from './bars';
import { Walk, pathLane } from './walk';

// Lane 0: bars 0 and 1; lane 1: none; lane 2: bar 2. The path: two pieces.
const bars = {
  start: Float64Array.from([0, 50, 40]),
  end: Float64Array.from([10, 60, 90]),
  lane: Uint32Array.from([0, 0, 2]),
  kind: new Uint8Array(3),
  flags: new Uint8Array(3),
};
const path = {
  start: Float64Array.from([0, 50]),
  end: Float64Array.from([50, 100]),
  lane: new Uint32Array(2),
  kind: new Uint8Array(2),
  flags: new Uint8Array(2),
};
const walk = new Walk(new BarIndex(path, 1), new BarIndex(bars, 3), bars, 3);
const bar = (index: number) => ({ what: 'bar' as const, index });
const piece = (index: number) => ({ what: 'path' as const, index });

test('along a lane', () => {
  expect(walk.along(bar(0), 1)).toEqual(bar(1));
  expect(walk.along(bar(1), 1)).toBeNull();
  expect(walk.along(bar(1), -1)).toEqual(bar(0));
  expect(walk.along(piece(0), 1)).toEqual(piece(1));
  expect(walk.along(piece(0), -1)).toBeNull();
});

test('across lanes, over those that are empty, to the nearest in time', () => {
  expect(walk.across(pathLane, 1, 48)).toEqual(bar(1));
  expect(walk.across(0, 1, 0)).toEqual(bar(2));
  expect(walk.across(2, 1, 0)).toBeNull();
  expect(walk.across(2, -1, 5)).toEqual(bar(0));
  expect(walk.across(0, -1, 70)).toEqual(piece(1));
});

test('to the ends of a lane', () => {
  expect(walk.end(0, true)).toEqual(bar(1));
  expect(walk.end(pathLane, false)).toEqual(piece(0));
  expect(walk.end(1, false)).toBeNull();
});
