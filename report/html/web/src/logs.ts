// What the job printed, as far as the file holds it.
import { Column, num, type Exact, type LogsData } from './data';
import { el } from './dom';
import { count, plural } from './format';
import { Grid } from './grid';
import type { TimeWindow } from './charts/types';

export class Logs {
  private readonly grid: Grid;
  private readonly at: Float64Array;

  constructor(
    parent: HTMLElement,
    private readonly data: LogsData,
  ) {
    const text = (name: string, head: string, texts: string[]): Column =>
      new Column({ name, head, type: 'text', texts, places: texts.map((_, i) => i) });
    const number = (name: string, head: string, unit: string, numbers: Exact[], doc: string): Column =>
      new Column({ name, head, type: 'number', unit, numbers, doc });
    this.at = Float64Array.from(data.at, num);
    const pids = data.pid.some((p) => p !== null);
    const named = data.name.some((n) => n !== '');
    const columns = [
      number('time', 'time', 'ns', data.at, 'since the start of the job, by the recorder’s clock'),
      text('stream', 'stream', data.stream),
      ...(pids
        ? [number('pid', 'pid', '', data.pid, 'the process that printed it, as far as Ray or Daft says so')]
        : []),
      ...(named ? [text('from', 'from', data.name)] : []),
      text('text', 'line', data.text),
    ];
    this.grid = new Grid({
      label: 'output of the job',
      rows: data.text.length,
      columns,
      noun: ['line', 'lines'],
      widest: 400,
      tall: 12,
      filterHint: 'filter: a word, or such as stream=stderr',
      rowClass: (row) =>
        data.stream[row] === 'lost' ? 'is-bad' : data.stream[row] === 'stderr' ? 'is-err' : '',
    });
    this.grid.element.classList.add('is-log');
    parent.append(this.grid.element, ...this.notes());
    this.grid.mount();
  }

  private notes(): HTMLElement[] {
    const d = this.data;
    const list: string[] = [];
    if (d.left > 0)
      list.push(
        `${plural(d.left, 'line', 'lines')} after the first ${count(d.after)} are not in this file: daft-analyze logs prints all`,
      );
    if (d.cut > 0)
      list.push(`${plural(d.cut, 'line was', 'lines were')} shortened to ${count(d.bounded)} bytes`);
    if (d.lost > 0) list.push(`${plural(d.lost, 'line was', 'lines were')} not kept by the recorder`);
    return list.map((t) => el('p', { class: 'line is-dim' }, `${t}.`));
  }

  /** Shows the lines of a window, since the start of the run; null: all. */
  show(window: TimeWindow | null): void {
    if (!window) return this.grid.only(null);
    this.grid.only(Uint8Array.from(this.at, (t) => (t >= window.start && t <= window.end ? 1 : 0)));
  }

  refresh(): void {
    this.grid.refresh();
  }
}
