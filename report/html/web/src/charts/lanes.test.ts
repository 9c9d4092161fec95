import { expect, test } from 'vitest';
import { Rows } from './lanes';

const lanes = Array.from({ length: 40 }, (_, i) => ({
  label: `slot ${i}`,
  group: i < 3 ? '' : `worker ${Math.floor(i / 7)}`,
}));

test.each([
  ['natural', undefined],
  ['fitted', 200],
  ['thinner than pixels', 10],
])('the lane at a height is the one drawn there: %s', (_, fit) => {
  const rows = new Rows(lanes, fit);
  if (fit !== undefined) expect(rows.height).toBeLessThanOrEqual(Math.max(fit, lanes.length * 0.5) + 1e-9);
  for (let y = -5; y < rows.height + 5; y += 0.7) {
    const want = lanes.findIndex((_, i) => y >= rows.top[i]! && y < rows.top[i]! + rows.laneHeight);
    expect([y, rows.at(y)]).toEqual([y, want < 0 ? null : want]);
    const [from, stop] = rows.seen(y, y + 60);
    const seen = Array.from(lanes.keys()).filter(
      (i) => rows.top[i]! + rows.laneHeight > y && rows.top[i]! <= y + 60,
    );
    expect(Array.from(lanes.keys()).slice(from, stop)).toEqual(seen);
  }
});

test('each group has one heading, lanes without a group none', () => {
  expect(new Rows(lanes).headings.map((h) => h.label)).toEqual([
    ...new Set(lanes.slice(3).map((l) => l.group)),
  ]);
});

test('no lanes take no height', () => {
  const rows = new Rows([]);
  expect([rows.height, rows.at(0), rows.seen(0, 100)]).toEqual([0, null, [0, 0]]);
});
