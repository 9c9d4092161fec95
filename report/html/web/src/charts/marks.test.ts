import { expect, test } from 'vitest';
import { Marks } from './marks';

const mark = (at: number) => ({ at, text: '', color: '' });

test('marks near a time are found in order of time, whatever their own', () => {
  const marks = new Marks([mark(50), mark(10), mark(NaN), mark(12), mark(10)]);
  expect(marks.at(11, 2)).toEqual([1, 4, 3]);
  expect(marks.at(50, 0)).toEqual([0]);
  expect(marks.at(30, 5)).toEqual([]);
  expect(new Marks([]).at(0, 1e18)).toEqual([]);
});
