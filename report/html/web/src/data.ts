// The data blocks of the page, as report/html/*.go writes them. Times are
// nanoseconds since the start of the query.

/** A whole number: a text of its digits where it is too large for a number; null: not known. */
export type Exact = number | string | null;

export interface RawColumn {
  name: string;
  head: string;
  doc?: string;
  type: 'number' | 'real' | 'truth' | 'text' | 'list';
  unit?: string;
  derived?: number[];
  numbers?: Exact[];
  delta?: boolean;
  texts?: string[];
  lists?: Exact[][];
  places?: number[];
  sum?: string[];
}

interface RawTable {
  name: string;
  doc: string;
  rows: number;
  columns: RawColumn[];
}

export interface FindingData {
  id: string;
  title: string;
  operators: number[];
  tasks: number[];
  workers: string[];
  segments: number[];
}

export interface TimeData {
  unit: string;
  length: number;
  lanes: { group: string; label: string; operator: number | null }[];
  kinds: string[];
  bars: {
    lane: number[] | null;
    start: Exact[] | null;
    length: Exact[] | null;
    delta: boolean;
    kind: number[] | null;
    path: number[] | null;
    row: number[] | null;
    attempt: number[] | null;
    level: number[] | null;
  };
  marks: { at: Exact; to: Exact; kind: string; text: string; task: Exact; finding: number; index: number }[];
  /** Natively: where the path lies in lanes. */
  path: { lane: number[]; start: Exact[]; end: Exact[]; share: number[] } | null;
  curves: { name: string; unit: string; at: Exact[]; value: number[]; room: Exact; estimated: boolean }[];
  notes: string[];
}

export interface QueryData {
  wall: Exact;
  engine: string;
  operators: { id: number; name: string }[];
  findings: FindingData[];
  kinds: { kind: string; name: string }[];
  tables: RawTable[];
  time: TimeData;
  memory: { roles: string[]; at: Exact[]; bytes: Exact[][]; limit: Exact } | null;
}

export interface LogsData {
  at: Exact[];
  stream: string[];
  pid: Exact[];
  name: string[];
  text: string[];
  left: number;
  after: number;
  cut: number;
  lost: number;
  bounded: number;
}

export interface RunData {
  queries: { number: number; id: string; start: Exact; wall: Exact }[];
  logs: LogsData | null;
}

/** A number to draw or to sort by; NaN: not known. */
export const num = (v: Exact | undefined): number => (v === null || v === undefined ? NaN : Number(v));

/** Reads a block of data; a large one is compressed. */
export async function readBlock<T>(id: string): Promise<T> {
  const block = document.getElementById(id);
  const text = block?.textContent ?? '';
  if (block?.getAttribute('type') === 'application/json') return JSON.parse(text) as T;
  const binary = atob(text);
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) packed[i] = binary.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}

/** Adds up differences, in place of numbers that are each since the known one before it. */
export function sums(list: Exact[]): Exact[] {
  let at = 0;
  return list.map((v) => (v === null ? null : (at += Number(v))));
}

/** One column of a table. */
export class Column {
  readonly name: string;
  readonly head: string;
  readonly doc: string;
  readonly type: RawColumn['type'];
  readonly unit: string;
  private readonly exact: Exact[];
  private readonly texts: string[];
  private readonly lists: Exact[][];
  private readonly places: number[];
  private readonly derivedRows = new Set<number>();
  /** Numbers to compare; NaN: not known. */
  readonly values: Float64Array;

  constructor(raw: RawColumn, sum: Exact[] | null = null) {
    this.name = raw.name;
    this.head = raw.head;
    this.doc = raw.doc ?? '';
    this.type = raw.type;
    this.unit = raw.unit ?? '';
    const numbers = raw.numbers ?? [];
    this.exact = sum ?? (raw.delta ? sums(numbers) : numbers);
    this.texts = raw.texts ?? [];
    this.lists = raw.lists ?? [];
    this.places = raw.places ?? [];
    let row = 0;
    for (const step of raw.derived ?? []) this.derivedRows.add((row += step));
    this.values = Float64Array.from(this.exact, num);
  }

  number(row: number): Exact {
    return this.exact[row] ?? null;
  }

  derived(row: number): boolean {
    return this.derivedRows.has(row);
  }

  text(row: number): string | null {
    return this.texts[this.places[row] ?? -1] ?? null;
  }

  list(row: number): Exact[] {
    return this.lists[this.places[row] ?? -1] ?? [];
  }

  /** Places of texts and lists, for grouping: rows of the same place have the same value. */
  place(row: number): number {
    return this.places[row] ?? -1;
  }

  /** Whether any row has a value. */
  known(): boolean {
    return this.type !== 'text' && this.type !== 'list'
      ? this.values.some((v) => !Number.isNaN(v))
      : this.texts.some((t) => t !== '') || this.lists.some((l) => l.length > 0);
  }

  /** The distinct texts. */
  get words(): readonly string[] {
    return this.texts;
  }

  /** The places of the lists that hold a number. */
  placesWith(n: number): Set<number> {
    const found = new Set<number>();
    this.lists.forEach((list, i) => {
      if (list.includes(n)) found.add(i);
    });
    return found;
  }
}

export class Table {
  readonly name: string;
  readonly doc: string;
  readonly rows: number;
  readonly columns: Column[];
  private readonly byName: Map<string, Column>;

  constructor(raw: RawTable) {
    this.name = raw.name;
    this.doc = raw.doc;
    this.rows = raw.rows;
    this.byName = new Map();
    const byHand = raw.columns.filter((c) => !c.sum).map((c) => new Column(c));
    for (const c of byHand) this.byName.set(c.name, c);
    for (const c of raw.columns) {
      if (!c.sum) continue;
      const of = c.sum.map((name) => this.column(name).values);
      const sum = Array.from({ length: raw.rows }, (_, row) => {
        const v = of.reduce((all, values) => all + values[row]!, 0);
        return Number.isNaN(v) ? null : v;
      });
      this.byName.set(c.name, new Column(c, sum));
    }
    this.columns = raw.columns.map((c) => this.column(c.name));
  }

  column(name: string): Column {
    const c = this.byName.get(name);
    if (!c) throw new Error(`the table of ${this.name} has no column ${name}`);
    return c;
  }
}
