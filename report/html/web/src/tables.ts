// The tables of a query as tabs: tasks, stages, critical path, data movement,
// workers, what if.
import { distribution, type Distribution } from './charts';
import { el } from './dom';
import { duration, plural } from './format';
import { Grid } from './grid';
import { ones, type Query } from './model';
import type { Selected, Selection } from './state';

export interface Tab {
  name: string;
  title: string;
  /** Makes what the tab shows, when it is first shown, in an element that is in the page. */
  make(panel: HTMLElement): void;
}

/** Tabs, of which one is shown: arrows go from tab to tab. */
export class Tabs {
  readonly element: HTMLElement;
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly panels = new Map<string, HTMLElement>();
  private readonly made = new Set<string>();
  current = '';

  constructor(
    id: string,
    label: string,
    private readonly tabs: Tab[],
    private readonly changed: (name: string) => void,
  ) {
    const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
    this.element = el('div', { class: 'tab-box' }, list);
    tabs.forEach((t, i) => {
      const button = el(
        'button',
        {
          type: 'button',
          class: 'tab',
          role: 'tab',
          id: `${id}-tab-${t.name}`,
          'aria-controls': `${id}-panel-${t.name}`,
          'aria-selected': 'false',
          tabindex: '-1',
          onclick: () => this.show(t.name),
          onkeydown: (e) => {
            const key = (e as KeyboardEvent).key;
            const to =
              key === 'ArrowRight'
                ? i + 1
                : key === 'ArrowLeft'
                  ? i - 1
                  : key === 'Home'
                    ? 0
                    : key === 'End'
                      ? tabs.length - 1
                      : NaN;
            const next = tabs[(to + tabs.length) % tabs.length];
            if (!Number.isNaN(to) && next) {
              e.preventDefault();
              this.show(next.name);
              this.buttons.get(next.name)?.focus();
            }
          },
        },
        t.title,
      );
      const panel = el('div', {
        class: 'panel',
        role: 'tabpanel',
        id: `${id}-panel-${t.name}`,
        'aria-labelledby': `${id}-tab-${t.name}`,
        hidden: true,
      });
      this.buttons.set(t.name, button);
      this.panels.set(t.name, panel);
      list.append(button);
      this.element.append(panel);
    });
  }

  show(name: string): void {
    const tab = this.tabs.find((t) => t.name === name) ?? this.tabs[0];
    if (!tab || tab.name === this.current) return;
    this.current = tab.name;
    for (const [n, button] of this.buttons) {
      const on = n === tab.name;
      button.setAttribute('aria-selected', String(on));
      button.tabIndex = on ? 0 : -1;
      this.panels.get(n)!.hidden = !on;
    }
    const panel = this.panels.get(tab.name)!;
    if (!this.made.has(tab.name)) {
      this.made.add(tab.name);
      tab.make(panel);
    }
    this.changed(tab.name);
  }
}

/** The rows of tasks that a selection leaves; null: all. */
function taskMask(query: Query, now: Selection): Uint8Array | null {
  const { subject, window } = now;
  const lit =
    subject && subject.what !== 'task' && subject.what !== 'segment' ? query.lit(subject).tasks : null;
  if (!window) return lit;
  const mask = new Uint8Array(query.tasks.rows);
  for (let row = 0; row < mask.length; row++) {
    const span = query.taskSpan(row);
    if ((!lit || lit[row]) && span.start < window.end && span.end > window.start) mask[row] = 1;
  }
  return mask;
}

export function tabsOf(query: Query, selected: Selected): Tab[] {
  const names = { operator: (id: number) => query.operatorName(id), kind: (k: string) => query.kindName(k) };
  const tabs: Tab[] = [];
  const add = (name: string, title: string, rows: number, make: (panel: HTMLElement) => void): void => {
    if (rows > 0) tabs.push({ name, title, make });
  };
  const put = (panel: HTMLElement, grid: Grid): Grid => {
    panel.append(grid.element);
    grid.mount();
    return grid;
  };
  const follow = (f: (now: Selection, by: unknown) => void): void => {
    selected.subscribe(f);
    f(selected.current, 'tab');
  };

  add('tasks', `Tasks ${query.tasks.rows.toLocaleString('en')}`, query.tasks.rows, (panel) => {
    const outcome = query.tasks.column('outcome');
    const outlier = query.tasks.column('outlier').values;
    const columns = query.tasks.columns.filter((c) => c.name !== 'outlier');
    const grid = put(
      panel,
      new Grid({
        label: 'tasks',
        rows: query.tasks.rows,
        columns,
        names,
        noun: ['task', 'tasks'],
        sort: { column: 'wall_ns', down: true },
        filterHint: 'filter: a word, or such as wall>100ms worker=w2',
        onPick: (row) => selected.pick({ what: 'task', row }, 'tasks'),
        rowClass: (row) =>
          outcome.text(row) === 'failed' || outcome.text(row) === 'lost'
            ? 'is-bad'
            : outlier[row]
              ? 'is-warn'
              : '',
      }),
    );
    follow((now) => {
      grid.only(taskMask(query, now));
      grid.pick(now.subject?.what === 'task' ? now.subject.row : -1);
    });
  });

  add('stages', `Stages ${query.stages.rows}`, query.stages.rows, (panel) => {
    const verdict = query.stages.column('verdict');
    const grid = put(
      panel,
      new Grid({
        label: 'stages',
        rows: query.stages.rows,
        columns: query.stages.columns.filter((c) => !['evidence', 'outliers'].includes(c.name)),
        names,
        noun: ['stage', 'stages'],
        onPick: (row) => selected.pick({ what: 'stage', number: row + 1 }, 'stages'),
        rowClass: (row) => (verdict.text(row) === 'skewed' ? 'is-warn' : ''),
      }),
    );
    const box = el('div', { class: 'histogram' });
    panel.append(box);
    let chart: Distribution | null = null;
    let drawn = 0;
    follow(({ subject }) => {
      grid.pick(subject?.what === 'stage' ? subject.number - 1 : -1);
      const ofTask = subject?.what === 'task' ? (query.tasks.column('stage').values[subject.row] ?? 0) : 0;
      const number = subject?.what === 'stage' ? subject.number : ofTask || drawn || worstStage(query);
      if (number !== drawn) {
        chart?.destroy();
        chart = histogram(box, query, number, selected);
        drawn = number;
      }
      if (subject?.what === 'task') chart?.select(stageRows(query, drawn).indexOf(subject.row));
    });
  });

  add('path', 'Critical path', query.segments.rows, (panel) => {
    const kind = query.segments.column('kind');
    const grid = put(
      panel,
      new Grid({
        label: 'critical path',
        rows: query.segments.rows,
        columns: query.segments.columns.filter((c) => c.name !== 'node_id'),
        names,
        noun: ['segment', 'segments'],
        filterHint: 'filter: a word, or such as length>50ms',
        onPick: (row) => selected.pick({ what: 'segment', row }, 'path'),
        cellClass: (c, row) => (c.name === 'kind' ? `kind k-${kind.text(row) ?? ''}` : ''),
      }),
    );
    follow((now) => {
      const { subject, window } = now;
      const lit = subject && subject.what !== 'segment' ? query.lit(subject).segments : null;
      if (!lit && !window) grid.only(null);
      else {
        const mask = new Uint8Array(query.segments.rows);
        for (let row = 0; row < mask.length; row++) {
          const span = query.segmentSpan(row);
          if ((!lit || lit.has(row)) && (!window || (span.start < window.end && span.end > window.start)))
            mask[row] = 1;
        }
        grid.only(ones(mask) || window ? mask : null);
      }
      grid.pick(subject?.what === 'segment' ? subject.row : -1);
    });
  });

  add('data', 'Data movement', query.hotspots.rows, (panel) => {
    const ids = query.hotspots.column('node_ids');
    const grid = put(
      panel,
      new Grid({
        label: 'data movement',
        rows: query.hotspots.rows,
        columns: query.hotspots.columns.filter((c) => c.name !== 'node_ids'),
        noun: ['exchange, scan or write', 'exchanges, scans and writes'],
        widest: 90,
        onPick: (row) => {
          const id = ids.list(row)[0];
          if (id !== undefined) selected.pick({ what: 'operator', id: Number(id) }, 'data');
        },
      }),
    );
    follow(({ subject }) =>
      grid.pick(
        subject?.what === 'operator'
          ? (range(query.hotspots.rows).find((row) => ids.list(row).includes(subject.id)) ?? -1)
          : -1,
      ),
    );
  });

  add('workers', `Workers ${query.workers.rows}`, query.workers.rows, (panel) => {
    const label = query.workers.column('worker');
    const died = query.workers.column('died');
    const grid = put(
      panel,
      new Grid({
        label: 'workers',
        rows: query.workers.rows,
        columns: query.workers.columns,
        noun: ['worker', 'workers'],
        onPick: (row) => selected.pick({ what: 'worker', label: label.text(row) ?? '' }, 'workers'),
        rowClass: (row) => (died.text(row) ? 'is-bad' : ''),
      }),
    );
    follow(({ subject }) =>
      grid.pick(
        subject?.what === 'worker'
          ? (range(query.workers.rows).find((row) => label.text(row) === subject.label) ?? -1)
          : -1,
      ),
    );
  });

  add('whatif', 'What if', query.whatIf.rows, (panel) => {
    put(
      panel,
      new Grid({
        label: 'what if',
        rows: query.whatIf.rows,
        columns: query.whatIf.columns,
        noun: ['question', 'questions'],
        widest: 70,
      }),
    );
  });
  return tabs;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const stageRows = (query: Query, number: number): number[] => {
  const stage = query.tasks.column('stage').values;
  return range(query.tasks.rows).filter((row) => stage[row] === number);
};

/** The stage that is looked at first: skewed before even, then by the most time in the longest task. */
function worstStage(query: Query): number {
  const verdict = query.stages.column('verdict');
  const longest = query.stages.column('max_ns').values;
  const weight = (row: number): number => (verdict.text(row) === 'skewed' ? 1e18 : 0) + (longest[row] || 0);
  return range(query.stages.rows).reduce((best, row) => (weight(row) > weight(best) ? row : best), 0) + 1;
}

/** How the tasks of a stage differ in what they took. */
function histogram(
  parent: HTMLElement,
  query: Query,
  number: number,
  selected: Selected,
): Distribution | null {
  parent.replaceChildren();
  const rows = stageRows(query, number);
  const name = query.stages.column('name').text(number - 1) ?? 'name not recorded';
  const verdict = query.stages.column('verdict').text(number - 1) ?? '';
  const cause = query.stages.column('cause').text(number - 1);
  parent.append(
    el('h4', {}, `Stage ${number}: ${plural(rows.length, 'task', 'tasks')} of ${name}`),
    el(
      'p',
      { class: verdict === 'skewed' ? 'line is-warn' : 'line is-dim' },
      cause ? `${verdict}: ${cause}` : verdict,
    ),
  );
  const evidence = query.stages.column('evidence').list(number - 1);
  if (evidence.length)
    parent.append(el('ul', { class: 'evidence' }, ...evidence.map((e) => el('li', {}, String(e)))));
  if (rows.length < 2) return null;
  const of = (column: string): Float64Array =>
    Float64Array.from(rows, (row) => query.tasks.column(column).values[row] ?? NaN);
  const outlier = query.tasks.column('outlier').values;
  const wall = of('wall_ns');
  const rowsIn = of('rows_in');
  const outliers = range(rows.length).filter((i) => outlier[rows[i]!]);
  const box = el('div', { class: 'chart distribution' });
  parent.append(box);
  const chart = distribution(box, {
    label: `What the tasks of stage ${number} took, last schedule to end`,
    unit: 'ns',
    values: wall,
    outliers,
    color: '--kind-run',
    outlierColor: '--warn',
    describe: (i) =>
      `task ${query.taskID(rows[i]!)}: ${duration(wall[i]!)}${Number.isNaN(rowsIn[i]!) ? '' : `, ${plural(rowsIn[i]!, 'row', 'rows')} in`}`,
    onSelect: (i) => selected.pick({ what: 'task', row: rows[i]! }, 'histogram', false),
  });
  if (rowsIn.some((v) => v > 0)) {
    const second = el('div', { class: 'chart distribution' });
    parent.append(second);
    distribution(second, {
      label: `Rows into the tasks of stage ${number}`,
      unit: 'rows',
      values: rowsIn,
      outliers,
      color: '--kind-schedule',
      outlierColor: '--warn',
      describe: (i) =>
        `task ${query.taskID(rows[i]!)}: ${plural(rowsIn[i]!, 'row', 'rows')} in, ${duration(wall[i]!)}`,
      onSelect: (i) => selected.pick({ what: 'task', row: rows[i]! }, 'histogram', false),
    });
  }
  return chart;
}
