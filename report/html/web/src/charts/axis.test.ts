import { expect, test } from 'vitest';
import { random } from '../../test/demo/data';
import { timeAxis } from './axis';

test('zoom keeps what is at the anchor in its place', () => {
  const next = random(1);
  const axis = timeAxis({ start: 0, end: 60e9 });
  for (let i = 0; i < 2000; i++) {
    const before = axis.view;
    const share = next();
    const at = before.start + share * (before.end - before.start);
    axis.zoom(0.5 + next(), at);
    const { start, end } = axis.view;
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(60e9);
    expect(end).toBeGreaterThan(start);
    const free = start > 0 && end < 60e9; // at the ends of the axis it must give way
    if (free) expect((at - start) / (end - start)).toBeCloseTo(share, 4);
  }
});

test('a view stays within the axis, and is never empty', () => {
  const axis = timeAxis({ start: 100, end: 200e9 });
  axis.show({ start: -5e9, end: 5e9 });
  expect(axis.view).toEqual({ start: 100, end: 10e9 + 100 });
  axis.show({ start: 7, end: 7 });
  expect(axis.view.end).toBeGreaterThan(axis.view.start);
  axis.show({ start: 300e9, end: 301e9 });
  expect(axis.view).toEqual({ start: 199e9, end: 200e9 });
  axis.show({ start: NaN, end: 1 });
  expect(axis.view).toEqual({ start: 199e9, end: 200e9 });
  axis.show({ start: 9e9, end: 3e9 });
  expect(axis.view).toEqual({ start: 3e9, end: 9e9 });
  axis.reset();
  expect(axis.view).toEqual(axis.extent);
});

test.each([
  { start: 0, end: 0 },
  { start: NaN, end: NaN },
  { start: 5, end: -5 },
  { start: -Infinity, end: Infinity },
  { start: 9.2e18, end: 9.2e18 },
])('an axis of $start to $end has a length', (extent) => {
  const axis = timeAxis(extent);
  expect(axis.extent.end).toBeGreaterThan(axis.extent.start);
  axis.zoom(1e-30);
  axis.pan(1e30);
  expect(axis.view.end).toBeGreaterThan(axis.view.start);
});

test('listeners hear what changed, once, and nothing after they ended', () => {
  const axis = timeAxis({ start: 0, end: 100e9 });
  const heard: string[] = [];
  const end = axis.subscribe((what) => heard.push(what));
  axis.show({ start: 0, end: 50e9 });
  axis.show({ start: 0, end: 50e9 });
  axis.moveCursor(5);
  axis.moveCursor(5);
  axis.select({ start: 9, end: 4 });
  axis.select(null);
  axis.select(null);
  expect(heard).toEqual(['view', 'cursor', 'selected', 'selected']);
  end();
  axis.reset();
  expect(heard).toHaveLength(4);
});

test('a window of no length selects nothing', () => {
  const axis = timeAxis({ start: 0, end: 100 });
  axis.select({ start: 50, end: 50 });
  expect(axis.selected).toBeNull();
  axis.select({ start: -50, end: 5000 });
  expect(axis.selected).toEqual({ start: 0, end: 100 });
});
