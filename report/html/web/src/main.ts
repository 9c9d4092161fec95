// The report's page starts here: what Go wrote is in the page already, and
// becomes something to click through.
import './app.css';
import { num, readBlock, type QueryData, type RunData } from './data';
import { all, announce, el, one, reveal } from './dom';
import { findings } from './findings';
import { graph } from './graph';
import { readHash, writeHash } from './hash';
import { closeHelp } from './help';
import { Logs } from './logs';
import { Query } from './model';
import { Selected, type Subject } from './state';
import { Tabs, tabsOf } from './tables';
import { themeSwitch } from './theme';
import { timeView, type TimeView } from './time';
import { tree } from './tree';

interface Open {
  query: Query;
  selected: Selected;
  tabs: Tabs;
  time: TimeView | null;
  start: number; // of the query, since the run's
}

const opened = new Map<number, Open>();
let current = 0;
let run: RunData;
let logs: Logs | null = null;
let bar: HTMLElement;
let barText: HTMLElement;

const article = (number: number): HTMLElement | null => document.getElementById(`query-${number}`);

async function open(number: number): Promise<Open | null> {
  const known = opened.get(number);
  if (known) return known;
  const root = article(number);
  const ref = run.queries.find((q) => q.number === number);
  if (!root || !ref) return null;
  root.setAttribute('aria-busy', 'true');
  const query = new Query(number, await readBlock<QueryData>(`data-${number}`));
  const selected = new Selected();
  findings(root, selected);
  tree(root, query, selected);
  graph(root, query, selected);
  const views = one(root, '.views')!;
  const timeSection = el(
    'section',
    { class: 'time', 'aria-labelledby': `time-title-${number}` },
    el('h3', { id: `time-title-${number}` }, 'Timeline'),
  );
  views.append(timeSection);
  const time = timeView(timeSection, query, selected);
  const list = tabsOf(query, selected);
  const section = el(
    'section',
    { class: 'details', 'aria-labelledby': `details-title-${number}` },
    el('h3', { id: `details-title-${number}` }, 'In detail'),
  );
  let it: Open | null = null;
  const tabs = new Tabs(`q${number}`, 'Tables of the query', list, () => it && address(it));
  section.append(tabs.element);
  views.append(section);
  it = { query, selected, tabs, time, start: num(ref.start) };
  opened.set(number, it);
  tabs.show(list[0]?.name ?? '');
  selected.subscribe((now) => {
    showSelection(it!);
    address(it!);
    logs?.show(
      now.window && !Number.isNaN(it!.start)
        ? { start: now.window.start + it!.start, end: now.window.end + it!.start }
        : null,
    );
  });
  root.removeAttribute('aria-busy');
  return it;
}

function address(o: Open): void {
  if (o.query.number === current) writeHash(o.query, o.selected.current, o.tabs.current);
}

function showSelection(o: Open): void {
  const now = o.selected.current;
  const on = now.subject !== null || now.window !== null;
  bar.hidden = !on;
  barText.textContent = on ? o.query.sentence(now) : '';
  announce(on ? `Selected: ${barText.textContent}` : 'Nothing is selected');
}

async function show(number: number): Promise<void> {
  const o = await open(number);
  if (!o) return;
  current = number;
  for (const a of all(document, 'article.query')) a.hidden = a.id !== `query-${number}`;
  for (const row of all(document, '[data-go-query]')) {
    const on = row.dataset['goQuery'] === String(number);
    row.classList.toggle('is-picked', on);
    one(row, 'a')?.setAttribute('aria-current', on ? 'true' : 'false');
  }
  o.time?.redraw();
  showSelection(o);
}

async function follow(): Promise<void> {
  const place = readHash();
  const number = place.query ?? current;
  const wanted = run.queries.some((q) => q.number === number) ? number : (run.queries[0]?.number ?? 0);
  if (wanted !== current) await show(wanted);
  const o = opened.get(wanted);
  if (!o) return;
  const next = place.read(o.query);
  const tabs: Partial<Record<Subject['what'], string>> = {
    task: 'tasks',
    stage: 'stages',
    segment: 'path',
    worker: 'workers',
  };
  const tab = place.tab ?? (next.subject && tabs[next.subject.what]);
  if (tab) o.tabs.show(tab);
  if (JSON.stringify(next) === JSON.stringify(o.selected.current)) return;
  o.selected.set(next, 'hash');
  bring(o, next.subject);
}

/** Brings what an address points at into view. */
function bring(o: Open, subject: Subject | null): void {
  const root = article(o.query.number);
  if (!root || !subject) return;
  const within = (selector: string): HTMLElement | null => one(root, selector);
  const at =
    subject.what === 'finding'
      ? within('.finding.is-picked, .fine.is-picked')
      : subject.what === 'operator'
        ? within('tr.is-lit')
        : within('.details');
  if (at) reveal(at, 'center');
}

function costliest(): number {
  // the longest query, as most would ask for that first
  const list = [...run.queries].sort((a, b) => (num(b.wall) || 0) - (num(a.wall) || 0));
  return list[0]?.number ?? 0;
}

async function start(): Promise<void> {
  document.documentElement.classList.add('is-live');
  run = await readBlock<RunData>('data');
  const controls = document.getElementById('controls');
  controls?.append(
    el(
      'button',
      {
        type: 'button',
        class: 'control',
        onclick: () => (
          document.getElementById('words')?.setAttribute('open', ''),
          reveal(document.getElementById('words')!, 'start')
        ),
      },
      'words',
    ),
    themeSwitch(() => opened.get(current)?.time?.redraw()),
  );

  barText = el('span', { class: 'selection-text' });
  const clear = el(
    'button',
    { type: 'button', class: 'control', onclick: () => opened.get(current)?.selected.clear('bar') },
    'clear',
    el('kbd', { 'aria-hidden': 'true' }, 'Esc'),
  );
  bar = el(
    'div',
    { class: 'selection', hidden: true, role: 'region', 'aria-label': 'Selection' },
    el('span', { class: 'is-dim' }, 'selected'),
    barText,
    clear,
  );
  document.body.append(bar);
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && !e.defaultPrevented && !closeHelp()) opened.get(current)?.selected.clear('key');
  });
  for (const row of all(document, '[data-go-query]')) {
    row.addEventListener('click', (e) => {
      e.preventDefault();
      const number = Number(row.dataset['goQuery']);
      void show(number).then(() => {
        const o = opened.get(number);
        if (o) address(o);
        document.getElementById(`title-${number}`)?.focus();
      });
    });
  }
  if (run.queries.length) {
    const place = readHash();
    const known = place.query !== null && run.queries.some((q) => q.number === place.query);
    await show(known ? place.query! : costliest());
  }
  if (run.logs && run.logs.text.length) {
    const parent = document.getElementById('logs')!;
    const section = el(
      'section',
      { class: 'logs', 'aria-labelledby': 'logs-title' },
      el('h2', { id: 'logs-title', class: 'title' }, 'Output of the job'),
    );
    parent.append(section);
    logs = new Logs(section, run.logs);
  }
  if (location.hash) await follow();
  addEventListener('hashchange', () => void follow());
  document.documentElement.classList.add('is-ready');
}

start().catch((e: unknown) => {
  document.documentElement.classList.add('is-ready');
  const text = e instanceof Error ? e.message : String(e);
  document
    .getElementById('main')
    ?.prepend(
      el(
        'p',
        { class: 'line is-bad', role: 'alert' },
        `Timeline and tables could not be shown (${text}). Findings and operators are below.`,
      ),
    );
  console.error(e);
});
