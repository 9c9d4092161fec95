import { expect, test } from 'vitest';
import { Column } from './data';
import { parse, quantity } from './where';

const columns = [
  new Column({ name: 'task_id', head: 'task', type: 'number', numbers: [0, 1, 17] }),
  new Column({ name: 'wall_ns', head: 'wall', type: 'number', unit: 'ns', numbers: [5e6, null, 2e9] }),
  new Column({ name: 'rows_in', head: 'rows in', type: 'number', unit: 'rows', numbers: [10, 0, 1e6] }),
  new Column({ name: 'worker', head: 'worker', type: 'text', texts: ['w1', 'w12'], places: [0, 1, -1] }),
];

const rows = (text: string): number[] | string => {
  const tests = parse(text, columns, (c, row) => c.text(row) ?? '-');
  return typeof tests === 'string' ? tests : [0, 1, 2].filter((row) => tests.every((t) => t.holds(row)));
};

test('quantities', () => {
  expect([
    quantity('1.5s'),
    quantity('10ms'),
    quantity('1MiB'),
    quantity('1e6'),
    quantity('1,000'),
    quantity('2m'),
  ]).toEqual([1.5e9, 1e7, 1048576, 1e6, 1000, 2e6]);
  for (const bad of ['', 'x', '1parsec', '--1', '1.2.3s']) expect(quantity(bad)).toBeNaN();
});

test('filters', () => {
  expect(rows('')).toEqual([0, 1, 2]);
  expect(rows('wall>10ms')).toEqual([2]);
  expect(rows('wall<=5ms')).toEqual([0]);
  expect(rows('worker=w1')).toEqual([0]);
  expect(rows('worker!=w1')).toEqual([1, 2]);
  expect(rows('w1')).toEqual([0, 1]); // a word is a part of a text
  expect(rows('17')).toEqual([2]); // or a task
  expect(rows('rows_in>=10 wall>1s')).toEqual([2]);
  expect(rows('nothing>1')).toMatch('no column');
  expect(rows('wall>soon')).toMatch('no number');
  expect(rows('worker>w1')).toMatch('= != ~ or !~');
  expect(rows('worker~^w1$ and wall>1ms')).toEqual([0]);
  expect(rows('worker!~1')).toEqual([2]);
  expect(rows('worker~(')).toMatch('regular expression');
  expect(rows('wall~1')).toMatch('a number');
});
