// The query over time: the timeline, and below it on the same axis how much ran
// at a time and how much memory there was.
import {
  FAILED,
  lines,
  ON_PATH,
  RETRIED,
  SKEWED,
  timeAxis,
  timeline,
  type Chart,
  type Kind,
  type Mark,
  type Pick,
  type Series,
  type TimeAxis,
  type Timeline,
} from './charts';
import { num, type TimeData } from './data';
import { el } from './dom';
import { count, duration, plural } from './format';
import { ones, type Query } from './model';
import type { Selected } from './state';

const barNames: Record<string, [label: string, color: string]> = {
  running: ['running', '--bar-run'],
  waiting: ['waiting', '--bar-wait'],
  retry: ['given out in vain', '--kind-retry'],
  failed: ['failed', '--bad'],
  cancelled: ['cancelled', '--faint'],
  open: ['without an end', '--warn'],
  reading: ['reading', '--bar-read'],
  seen: ['seen active', '--bar-wait'],
};

export interface TimeView {
  axis: TimeAxis;
  redraw(): void;
}

/** Draws the query over time into a parent that is in the page. */
export function timeView(parent: HTMLElement, query: Query, selected: Selected): TimeView | null {
  const t = query.data.time;
  if (!(t.length > 0) || t.lanes.length === 0) {
    parent.append(el('p', { class: 'is-dim' }, 'Nothing of the query has a time: there is no timeline.'));
    return null;
  }
  const axis = timeAxis({ start: 0, end: t.length });
  const charts: Chart[] = [];
  const b = query.bars;
  const segments = query.segments;
  const kindOf = segments.column('kind');

  // Of the kinds only those that there are, so that the legend is short.
  const kinds: Kind[] = [];
  const places = new Map<string, number>();
  const kind = (name: string, label: string, color: string): number => {
    let place = places.get(name);
    if (place === undefined) {
      place = kinds.length;
      places.set(name, place);
      kinds.push({ label, color, ...(name === 'bar waiting' ? { thin: true } : {}) });
    }
    return place;
  };
  const native = query.data.engine === 'native';
  const barKind = Uint8Array.from(b.kind, (k) => {
    const [label, color] = barNames[t.kinds[k]!] ?? ['other', '--faint'];
    const high = native && t.kinds[k] === 'running' ? ', as high as threads were inside' : '';
    return kind(`bar ${t.kinds[k]}`, label + high, color);
  });
  const pathKind = Uint8Array.from({ length: segments.rows }, (_, i) => {
    const k = kindOf.text(i) ?? 'unrecorded';
    return kind(
      k === 'run' ? 'path run' : k,
      k === 'run' ? 'running, on the path' : query.kindName(k),
      `--kind-${k}`,
    );
  });
  const outlier = query.tasks.column('outlier').values;
  const attempts = query.tasks.column('attempts').values;
  const flags = Uint8Array.from(b.kind, (kind, i) => {
    const name = t.kinds[kind];
    const row = b.row[i]!;
    return (
      (b.path[i] ? ON_PATH : 0) |
      (name === 'failed' ? FAILED : 0) |
      (name === 'retry' || (row >= 0 && attempts[row]! > 1) ? RETRIED : 0) |
      (row >= 0 && outlier[row] ? SKEWED : 0)
    );
  });
  const start = segments.column('start_since_ns').values;
  const length = segments.column('ns').values;
  const path = {
    start,
    end: Float64Array.from(start, (s, i) => s + length[i]!),
    kind: pathKind,
  };

  const tasks = query.tasks;
  const taskName = tasks.column('name');
  const describe = (p: Pick): string => {
    if (p.what === 'path') {
      const at = p.index;
      const task = segments.column('task_id').number(at);
      const operator = segments.column('operator').text(at);
      const lines = [
        `critical path: ${query.kindName(kindOf.text(at) ?? '')}, ${duration(length[at]!)} from ${duration(start[at]!)}`,
      ];
      if (task !== null)
        lines.push(
          `task ${task}${segments.column('worker').text(at) ? ` on ${segments.column('worker').text(at)}` : ''}`,
        );
      if (operator)
        lines.push(
          `${operator}${segments.column('state').text(at) ? `, ${segments.column('state').text(at)}` : ''}`,
        );
      return lines.join('\n');
    }
    const i = p.index;
    const lane = t.lanes[b.lane[i]!];
    const row = b.row[i]!;
    const what = kinds[barKind[i]!]?.label ?? '';
    const took = `${what}: ${duration(b.end[i]! - b.start[i]!)}, ${duration(b.start[i]!)} to ${duration(b.end[i]!)}`;
    if (row < 0) {
      const level = b.level[i] ?? 0;
      return [lane?.label ?? '', took, level > 0 ? `${level.toFixed(1)} at a time on average` : '']
        .filter(Boolean)
        .join('\n');
    }
    const rows = tasks.column('rows_in').number(row);
    return [
      `task ${query.taskID(row)} on ${lane?.group ?? ''}${b.path[i] ? ', on the critical path' : ''}`,
      taskName.text(row) ?? '',
      took,
      rows === null ? '' : `${count(BigInt(rows))} rows in`,
      outlier[row] ? 'outlier of its stage' : '',
    ]
      .filter(Boolean)
      .join('\n');
  };

  // What a wide bar says of itself; an operator's lane has its name already.
  const text = (p: Pick): string => {
    if (p.what === 'path')
      return segments.column('operator').text(p.index) ?? query.kindName(kindOf.text(p.index) ?? '');
    const row = b.row[p.index]!;
    return row < 0 ? '' : `${query.taskID(row)} ${taskName.text(row) ?? ''}`;
  };
  // Natively a bar is as high as threads were inside, of all that there were.
  const threads = num(t.curves.find((c) => c.name === 'parallelism')?.room ?? null);
  const level =
    b.level.length === b.kind.length && threads > 0
      ? Float32Array.from(b.level, (v, i) => (t.kinds[b.kind[i]!] === 'running' && v > 0 ? v / threads : 1))
      : undefined;
  const marks = t.marks.filter((m) => m.kind !== 'retry').map(markOf);

  const groups = new Set(t.lanes.map((l) => l.group));
  const label = `Timeline: ${tasks.rows ? plural(tasks.rows, 'task', 'tasks') + ' on ' + plural(groups.size, 'worker', 'workers') : plural(t.lanes.length, 'operator', 'operators')} over ${duration(t.length)}; the tables say the same`;
  const box = el('div', { class: 'chart timeline' });
  parent.append(box);
  let chart: Timeline;
  chart = timeline(box, {
    axis,
    data: {
      lanes: t.lanes.map((l) => ({ group: l.group, label: l.label })),
      kinds,
      bars: { start: b.start, end: b.end, lane: b.lane, kind: barKind, flags, ...(level ? { level } : {}) },
      path,
      ...(t.path
        ? {
            pathInLanes: {
              lane: Uint32Array.from(t.path.lane),
              start: Float64Array.from(t.path.start, num),
              end: Float64Array.from(t.path.end, num),
              share: Float32Array.from(t.path.share, (n) => n / 1000),
            },
          }
        : {}),
      marks: marks.map((m) => m.mark),
    },
    label,
    describe,
    text,
    onMark: (i) => {
      const finding = marks[i]!.finding;
      if (finding !== null) selected.pick({ what: 'finding', index: finding }, 'timeline');
    },
    onSelect: (p) => {
      if (!p) selected.pick(null, 'timeline');
      else if (p.what === 'path') selected.pick({ what: 'segment', row: p.index }, 'timeline', false);
      else if (b.row[p.index]! >= 0) selected.pick({ what: 'task', row: b.row[p.index]! }, 'timeline', false);
      else {
        const id = t.lanes[b.lane[p.index]!]?.operator;
        if (typeof id === 'number') selected.pick({ what: 'operator', id }, 'timeline', false);
      }
    },
  });
  charts.push(chart);

  for (const c of t.curves) {
    if (c.name === 'memory') continue; // by role below
    const box = el('div', { class: 'chart curve' });
    parent.append(box);
    const room = num(c.room);
    const series: Series[] = [
      {
        label: c.unit,
        color: c.name === 'queue' ? '--kind-schedule' : '--kind-run',
        at: Float64Array.from(c.at, num),
        value: Float64Array.from(c.value),
        step: true,
        fill: true,
      },
    ];
    charts.push(
      lines(box, {
        axis,
        label:
          c.name === 'queue'
            ? `${c.unit} that wait for a ${query.data.engine === 'native' ? 'thread' : 'slot'}`
            : `${c.unit} at a time${c.estimated ? ', means between two reports' : ''}`,
        unit: 'count',
        series,
        ...(Number.isNaN(room) ? {} : { limits: [{ label: 'room for', value: room, color: '--faint' }] }),
      }),
    );
  }
  const memory = query.data.memory;
  if (memory) {
    const box = el('div', { class: 'chart curve' });
    parent.append(box);
    const colors = [
      '--kind-run',
      '--kind-schedule',
      '--kind-plan',
      '--kind-startup',
      '--kind-driver',
      '--kind-consumer',
    ];
    const limit = num(memory.limit);
    charts.push(
      lines(box, {
        axis,
        label: 'resident memory of the job’s processes, by role',
        unit: 'bytes',
        stacked: true,
        series: memory.roles.map((role, i) => ({
          label: role,
          color: colors[i % colors.length]!,
          at: Float64Array.from(memory.at, num),
          value: Float64Array.from(memory.bytes[i] ?? [], num),
          fill: true,
        })),
        ...(Number.isNaN(limit) ? {} : { limits: [{ label: 'limit', value: limit, color: '--bad' }] }),
      }),
    );
  }
  moments(parent, query, axis, selected);
  const notes = t.notes.filter(Boolean);
  if (notes.length) parent.append(el('p', { class: 'line is-dim' }, `${notes.join('. ')}.`));

  axis.subscribe((what) => {
    if (what === 'selected') selected.window(axis.selected, 'axis');
  });
  selected.subscribe((now, by) => {
    if (by !== 'axis') axis.select(now.window);
    const { subject } = now;
    const lit = query.lit(subject);
    if (!subject) {
      chart.highlight(null);
      if (by !== 'timeline') chart.select(null);
      return;
    }
    if (subject.what === 'task') {
      chart.highlight(null);
      const bar = query.barsOf(subject.row).at(-1);
      if (by !== 'timeline') chart.select(bar === undefined ? null : { what: 'bar', index: bar }, true);
      return;
    }
    if (subject.what === 'segment') {
      chart.highlight(null);
      if (by !== 'timeline') chart.select({ what: 'path', index: subject.row }, true);
      return;
    }
    const bars: number[] = [];
    if (lit.tasks) b.row.forEach((row, i) => row >= 0 && lit.tasks![row] && bars.push(i));
    if (lit.operators)
      b.lane.forEach(
        (lane, i) => b.row[i]! < 0 && lit.operators!.has(t.lanes[lane]?.operator ?? NaN) && bars.push(i),
      );
    chart.highlight(bars.length || (lit.tasks && ones(lit.tasks)) ? bars : null);
    if (by !== 'timeline') chart.select(null);
  });
  return {
    axis,
    redraw: () => {
      for (const c of charts) c.redraw();
    },
  };
}

/** A mark as the timeline draws it, and the finding that it stands for. */
function markOf(m: TimeData['marks'][number]): { mark: Mark; finding: number | null } {
  const finding = m.kind === 'finding';
  const at = num(m.at);
  return {
    mark: {
      at,
      // What a finding costs is not one stretch: its line says where the longest of them begins.
      text: finding ? `finding ${m.finding}: ${m.text}` : m.text,
      color: finding ? '--warn' : m.kind === 'memory peak' ? '--faint' : '--bad',
      ...(finding ? { tag: String(m.finding) } : {}),
    },
    finding: finding && m.index >= 0 ? m.index : null,
  };
}

/** Moments to look at, other than findings: retries, failures, lost workers, the peak of memory, an end. */
function moments(parent: HTMLElement, query: Query, axis: TimeAxis, selected: Selected): void {
  const most = 30;
  const marks = query.data.time.marks.filter((m) => m.kind !== 'finding');
  if (marks.length === 0) return;
  const list = el('ul', { class: 'moments', 'aria-label': 'Moments to look at' });
  for (const m of marks.slice(0, most)) {
    const at = num(m.at);
    const row = typeof m.task === 'number' ? query.taskRow(m.task) : -1;
    const go = (): void => {
      const around = (axis.extent.end - axis.extent.start) / 20;
      axis.show({
        start: Math.max(axis.extent.start, at - around),
        end: Math.min(axis.extent.end, at + around),
      });
      if (row >= 0) selected.pick({ what: 'task', row }, 'moments', false);
    };
    list.append(
      el(
        'li',
        {},
        el(
          'button',
          {
            type: 'button',
            class: `moment ${m.kind === 'memory peak' ? '' : m.kind === 'retry' ? 'is-warn' : 'is-bad'}`,
            onclick: go,
          },
          duration(at),
        ),
        ` ${m.text}`,
      ),
    );
  }
  if (marks.length > most)
    list.append(
      el(
        'li',
        { class: 'is-dim' },
        `and ${plural(marks.length - most, 'more', 'more')}, which the tables of tasks and workers have`,
      ),
    );
  parent.append(list);
}
