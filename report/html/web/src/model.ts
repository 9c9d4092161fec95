// One query, with what each view asks of it: which operators, tasks and pieces
// of the path a selection is about.
import type { TimeWindow } from './charts/types';
import { num, sums, Table, type QueryData } from './data';
import { duration, plural } from './format';
import type { Selection, Subject } from './state';

/** What a selection is about; null: it says nothing of these. */
export interface Lit {
  operators: Set<number> | null;
  tasks: Uint8Array | null; // 1: row of the table of tasks
  segments: Set<number> | null; // rows
  workers: Set<string> | null;
}

const NOTHING: Lit = { operators: null, tasks: null, segments: null, workers: null };

export class Query {
  readonly tasks: Table;
  readonly stages: Table;
  readonly segments: Table;
  readonly workers: Table;
  readonly hotspots: Table;
  readonly whatIf: Table;
  readonly wall: number;
  readonly operatorNames: Map<number, string>;
  readonly bars: {
    lane: Uint32Array;
    start: Float64Array;
    end: Float64Array;
    kind: Uint8Array;
    row: Int32Array;
    attempt: number[];
    level: number[];
    path: Uint8Array;
  };
  private readonly rowOf = new Map<number, number>();
  private barsOfRow: Map<number, number[]> | null = null;

  constructor(
    readonly number: number,
    readonly data: QueryData,
  ) {
    const table = (name: string): Table => {
      const raw = data.tables.find((t) => t.name === name);
      if (!raw) throw new Error(`there is no table of ${name}`);
      return new Table(raw);
    };
    this.tasks = table('tasks');
    this.stages = table('stages');
    this.segments = table('segments');
    this.workers = table('workers');
    this.hotspots = table('hotspots');
    this.whatIf = table('what if');
    this.wall = num(data.wall);
    this.operatorNames = new Map(data.operators.map((o) => [o.id, o.name]));
    const ids = this.tasks.column('task_id').values;
    ids.forEach((id, row) => this.rowOf.set(id, row));

    const b = data.time.bars;
    const scheduled = this.tasks.column('last_scheduled_since_ns').values;
    const took = this.tasks.column('wall_ns').values;
    const start = Float64Array.from((b.delta ? sums(b.start ?? []) : b.start) ?? [], (v, i) =>
      v === null ? scheduled[b.row![i]!]! : num(v),
    );
    const path = new Uint8Array(start.length);
    for (const i of b.path ?? []) path[i] = 1;
    this.bars = {
      lane: Uint32Array.from(b.lane ?? []),
      start,
      end: Float64Array.from(b.length ?? [], (v, i) => start[i]! + (v === null ? took[b.row![i]!]! : num(v))),
      kind: Uint8Array.from(b.kind ?? []),
      row: Int32Array.from(b.row ?? []),
      attempt: b.attempt ?? [],
      level: b.level ?? [],
      path,
    };
  }

  /** The row of a task by Daft's id, or -1. */
  taskRow(id: number): number {
    return this.rowOf.get(id) ?? -1;
  }

  taskID(row: number): number {
    return this.tasks.column('task_id').values[row] ?? NaN;
  }

  operatorName(id: number): string {
    return this.operatorNames.get(id) ?? `#${id}`;
  }

  /** When a task was first seen and last: NaN where unknown. */
  taskSpan(row: number): TimeWindow {
    const v = (name: string): number => this.tasks.column(name).values[row] ?? NaN;
    const start = v('last_scheduled_since_ns');
    const from = Number.isNaN(v('submitted_since_ns')) ? start : v('submitted_since_ns');
    return { start: from, end: Number.isNaN(v('ended_since_ns')) ? start : v('ended_since_ns') };
  }

  segmentSpan(row: number): TimeWindow {
    const start = this.segments.column('start_since_ns').values[row] ?? NaN;
    return { start, end: start + (this.segments.column('ns').values[row] ?? NaN) };
  }

  /** The bars of the timeline that belong to a task. */
  barsOf(row: number): number[] {
    if (!this.barsOfRow) {
      this.barsOfRow = new Map();
      this.bars.row.forEach((r, i) => {
        const list = this.barsOfRow!.get(r);
        if (list) list.push(i);
        else this.barsOfRow!.set(r, [i]);
      });
    }
    return this.barsOfRow.get(row) ?? [];
  }

  private tasksOf(is: (row: number) => boolean): Uint8Array {
    const mask = new Uint8Array(this.tasks.rows);
    for (let row = 0; row < mask.length; row++) if (is(row)) mask[row] = 1;
    return mask;
  }

  private tasksOfOperators(ids: Iterable<number>): Uint8Array {
    const column = this.tasks.column('node_ids');
    const places = new Set<number>();
    for (const id of ids) for (const p of column.placesWith(id)) places.add(p);
    return this.tasksOf((row) => places.has(column.place(row)));
  }

  private segmentsOf(is: (row: number) => boolean): Set<number> {
    const set = new Set<number>();
    for (let row = 0; row < this.segments.rows; row++) if (is(row)) set.add(row);
    return set;
  }

  /** What a subject is about. */
  lit(s: Subject | null): Lit {
    if (!s) return NOTHING;
    const node = this.segments.column('node_id').values;
    const ofTask = this.segments.column('task_id').values;
    switch (s.what) {
      case 'finding': {
        const f = this.data.findings[s.index];
        if (!f) return NOTHING;
        const rows = new Set(f.tasks.map((id) => this.taskRow(id)));
        return {
          operators: new Set(f.operators),
          tasks: f.tasks.length
            ? this.tasksOf((row) => rows.has(row))
            : f.operators.length
              ? this.tasksOfOperators(f.operators)
              : null,
          segments: f.segments.length ? new Set(f.segments) : null,
          workers: f.workers.length ? new Set(f.workers) : null,
        };
      }
      case 'operator':
        return {
          operators: new Set([s.id]),
          tasks: this.tasksOfOperators([s.id]),
          segments: this.segmentsOf((row) => node[row] === s.id),
          workers: null,
        };
      case 'task': {
        const id = this.taskID(s.row);
        const worker = this.tasks.column('worker').text(s.row);
        return {
          operators: new Set(this.tasks.column('node_ids').list(s.row).map(Number)),
          tasks: this.tasksOf((row) => row === s.row),
          segments: this.segmentsOf((row) => ofTask[row] === id),
          workers: worker ? new Set([worker]) : null,
        };
      }
      case 'stage': {
        const stage = this.tasks.column('stage').values;
        const tasks = this.tasksOf((row) => stage[row] === s.number);
        const ids = new Set<number>();
        tasks.forEach((on, row) => on && ids.add(this.taskID(row)));
        return {
          operators: new Set(
            this.stages
              .column('node_ids')
              .list(s.number - 1)
              .map(Number),
          ),
          tasks,
          segments: this.segmentsOf((row) => ids.has(ofTask[row]!)),
          workers: null,
        };
      }
      case 'worker': {
        const column = this.tasks.column('worker');
        const of = this.segments.column('worker');
        return {
          operators: null,
          tasks: this.tasksOf((row) => column.text(row) === s.label),
          segments: this.segmentsOf((row) => of.text(row) === s.label),
          workers: new Set([s.label]),
        };
      }
      case 'segment': {
        const task = ofTask[s.row] ?? NaN;
        const row = this.taskRow(task);
        const operator = node[s.row] ?? NaN;
        return {
          operators: Number.isNaN(operator) ? null : new Set([operator]),
          tasks: row < 0 ? null : this.tasksOf((r) => r === row),
          segments: new Set([s.row]),
          workers: null,
        };
      }
    }
  }

  /** The operators that a selection is about: its subject's, else those at work in its stretch of time. */
  operatorsOf(now: Selection): Set<number> | null {
    const { subject, window } = now;
    if (subject || !window) return this.lit(subject).operators;
    const found = new Set<number>();
    const places = new Set<number>();
    const ids = this.tasks.column('node_ids');
    const b = this.bars;
    for (let i = 0; i < b.start.length; i++) {
      if (b.start[i]! >= window.end || b.end[i]! <= window.start) continue;
      const row = b.row[i]!;
      if (row < 0) {
        const id = this.data.time.lanes[b.lane[i]!]?.operator;
        if (typeof id === 'number') found.add(id);
      } else if (!places.has(ids.place(row))) {
        places.add(ids.place(row));
        for (const id of ids.list(row)) found.add(Number(id));
      }
    }
    return found;
  }

  /** A subject in a few words. */
  describe(s: Subject): string {
    switch (s.what) {
      case 'finding':
        return this.data.findings[s.index]?.title ?? '';
      case 'operator':
        return this.operatorName(s.id);
      case 'task':
        return `task ${this.taskID(s.row)}, ${this.tasks.column('name').text(s.row) ?? 'name not recorded'}`;
      case 'stage':
        return `stage ${s.number}, ${this.stages.column('name').text(s.number - 1) ?? 'name not recorded'}`;
      case 'worker':
        return `worker ${s.label}`;
      case 'segment': {
        const kind = this.kindName(this.segments.column('kind').text(s.row) ?? '');
        return `${kind} for ${duration(this.segments.column('ns').values[s.row] ?? 0)} of the critical path`;
      }
    }
  }

  /** A selection in one line. */
  sentence(s: Selection): string {
    const parts: string[] = [];
    if (s.subject) {
      parts.push(this.describe(s.subject));
      const lit = this.lit(s.subject);
      if (s.subject.what !== 'task' && lit.tasks && this.tasks.rows > 0)
        parts.push(plural(ones(lit.tasks), 'task', 'tasks'));
    }
    if (s.window) parts.push(`${duration(s.window.start)} to ${duration(s.window.end)}`);
    return parts.join(' · ');
  }

  kindName(kind: string): string {
    return this.data.kinds.find((k) => k.kind === kind)?.name ?? kind;
  }
}

export function ones(mask: Uint8Array): number {
  let n = 0;
  for (const x of mask) n += x;
  return n;
}
