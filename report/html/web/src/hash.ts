// The address says what is looked at, so that a report of a bug can point at it:
// #query=2&task=17, operator=5, finding=1, stage=3, worker=w2, segment=4,
// from and to in nanoseconds since the query's start, tab=path.
import type { Query } from './model';
import type { Selection, Subject } from './state';

export interface Place {
  query: number | null;
  tab: string | null;
  read(query: Query): Selection;
}

export function readHash(): Place {
  const p = new URLSearchParams(location.hash.slice(1));
  const n = (key: string): number | null => {
    const v = p.get(key);
    return v !== null && /^\d{1,16}$/.test(v) ? Number(v) : null;
  };
  return {
    query: n('query'),
    tab: p.get('tab'),
    read: (query) => {
      let subject: Subject | null = null;
      const task = n('task');
      const operator = n('operator');
      const finding = n('finding');
      const stage = n('stage');
      const segment = n('segment');
      const worker = p.get('worker');
      if (task !== null && query.taskRow(task) >= 0) subject = { what: 'task', row: query.taskRow(task) };
      else if (operator !== null && query.operatorNames.has(operator))
        subject = { what: 'operator', id: operator };
      else if (finding !== null && query.data.findings[finding - 1])
        subject = { what: 'finding', index: finding - 1 };
      else if (stage !== null && stage >= 1 && stage <= query.stages.rows)
        subject = { what: 'stage', number: stage };
      else if (segment !== null && segment >= 1 && segment <= query.segments.rows)
        subject = { what: 'segment', row: segment - 1 };
      else if (worker !== null && query.workers.column('worker').words.includes(worker))
        subject = { what: 'worker', label: worker };
      const start = n('from');
      const end = n('to');
      return { subject, window: start !== null && end !== null && start < end ? { start, end } : null };
    },
  };
}

export function writeHash(query: Query, now: Selection, tab: string): void {
  const p = new URLSearchParams();
  p.set('query', String(query.number));
  const s = now.subject;
  if (s?.what === 'task') p.set('task', String(query.taskID(s.row)));
  else if (s?.what === 'operator') p.set('operator', String(s.id));
  else if (s?.what === 'finding') p.set('finding', String(s.index + 1));
  else if (s?.what === 'stage') p.set('stage', String(s.number));
  else if (s?.what === 'segment') p.set('segment', String(s.row + 1));
  else if (s?.what === 'worker') p.set('worker', s.label);
  if (now.window) {
    p.set('from', String(Math.round(now.window.start)));
    p.set('to', String(Math.round(now.window.end)));
  }
  if (tab) p.set('tab', tab);
  try {
    history.replaceState(null, '', `#${p}`);
  } catch {
    // some browsers allow a file no history: then the address stays as it was
  }
}
