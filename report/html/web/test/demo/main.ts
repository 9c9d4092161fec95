import './demo.css';
import { distribution, lines, timeAxis, timeline } from '../../src/charts';
import type { Chart, Pick, TimelineData } from '../../src/charts';
import { hostile, random, simulated, wall } from './data';

// The page that the browser tests open: every chart over data of a size they name.
// What they need to see of the inside is in window.demo.

function build(data: TimelineData, tasks: number, extent = { start: 0, end: wall }) {
  const body = document.getElementById('app')!;
  body.textContent = '';
  const axis = timeAxis(extent);
  const events: { what: string; pick: Pick | null }[] = [];
  const describe = (pick: Pick) => {
    const from = pick.what === 'bar' ? data.bars : data.path;
    const long = (from.end[pick.index]! - from.start[pick.index]!) / 1e6;
    return `${pick.what === 'bar' ? 'task' : 'path'} ${pick.index}\n${long.toFixed(2)} ms`;
  };
  const view = timeline(body, {
    axis,
    data,
    label: `Timeline: ${tasks} tasks in ${data.lanes.length} lanes`,
    describe,
    text: (pick) => `${pick.what} ${pick.index}`,
    onSelect: (pick) => events.push({ what: 'select', pick }),
    onMark: (index) => events.push({ what: 'mark', pick: { what: 'bar', index } }),
  });
  const next = random(7);
  const points = Math.max(50, Math.min(200_000, tasks * 2));
  const at = Float64Array.from({ length: points }, (_, i) => (wall * i) / points);
  let level = 20;
  const charts: Chart[] = [
    lines(body, {
      axis,
      label: 'Tasks at a time',
      unit: 'count',
      series: [
        {
          label: 'running',
          color: '--kind-run',
          at,
          value: at.map(() => (level = Math.max(0, Math.min(64, level + Math.round(next() * 4 - 2))))),
          step: true,
          fill: true,
        },
      ],
      limits: [{ label: 'slots', value: 64, color: '--warn' }],
    }),
    lines(body, {
      axis,
      label: 'Memory',
      unit: 'bytes',
      stacked: true,
      series: ['driver', 'workers', 'object store'].map((label, r) => {
        const times = Float64Array.from({ length: 300 }, (_, i) => (wall * (i + r / 3)) / 300);
        return {
          label,
          color: ['--kind-run', '--kind-startup', '--kind-schedule'][r]!,
          at: times,
          value: times.map((_, i) => (r + 1) * 5e8 * (1 + 0.3 * Math.sin(i / 20)) * (0.97 + 0.06 * next())),
          step: true,
        };
      }),
      limits: [{ label: 'limit', value: 6 * 2 ** 30, color: '--bad' }],
    }),
  ];
  const walls = Float64Array.from(
    { length: Math.min(tasks, 5000) },
    (_, i) => (i % 997 === 3 ? 4e9 : 5e7) * Math.exp(next() - 0.5),
  );
  const outliers = Array.from(walls.keys()).filter((i) => i % 997 === 3);
  charts.push(
    distribution(body, {
      label: 'Walls of tasks of the join',
      unit: 'ns',
      values: walls,
      outliers,
      color: '--kind-run',
      outlierColor: '--warn',
      describe: (i) => `task ${i}`,
      onSelect: (index) => events.push({ what: 'outlier', pick: { what: 'bar', index } }),
    }),
  );
  return { axis, view, data, events, charts };
}

function open() {
  const query = new URLSearchParams(location.hash.slice(1));
  const tasks = Number(query.get('tasks') ?? 1000);
  if (query.has('hostile')) return build(hostile(), 8, { start: -9.2e18, end: 9.2e18 });
  return build(simulated(tasks, Number(query.get('lanes') ?? 40)), tasks);
}

const demo = open();
export type Demo = typeof demo;
Object.assign(window, { demo });
