// The table of operators becomes a tree to walk with the keys: up and down from
// row to row, right and left open and close, Enter picks.
import { all, el, one, reveal } from './dom';
import { helpButton, meaning } from './help';
import type { Query } from './model';
import type { Selected } from './state';

interface Row {
  element: HTMLElement;
  id: number;
  depth: number;
  parent: boolean;
  closed: boolean;
}

export function tree(article: HTMLElement, query: Query, selected: Selected): void {
  const table = one(article, 'table.tree');
  if (!table) return;
  table.setAttribute('role', 'treegrid');
  table.setAttribute('aria-label', 'Operators');
  table.classList.add('is-live');
  for (const th of all(table, 'thead th')) {
    const word = th.dataset['word'] ?? '';
    const name = th.textContent ?? '';
    if (meaning(word)) th.append(helpButton(name, () => meaning(word)));
  }
  const elements = all(table, 'tbody tr');
  const rows: Row[] = elements.map((element, i) => {
    const depth = Number(element.dataset['depth']);
    const parent = Number(elements[i + 1]?.dataset['depth'] ?? -1) > depth;
    return { element, id: Number(element.dataset['operator']), depth, parent, closed: false };
  });
  const shown = (): Row[] => rows.filter((r) => !r.element.hidden);

  const fold = (row: Row, closed: boolean): void => {
    if (!row.parent) return;
    row.closed = closed;
    row.element.setAttribute('aria-expanded', String(!closed));
    let hideBelow = Infinity;
    for (const r of rows) {
      if (r.depth <= hideBelow) hideBelow = Infinity;
      r.element.hidden = r.depth > hideBelow;
      if (hideBelow === Infinity && r.closed) hideBelow = r.depth;
    }
  };
  const focus = (row: Row | undefined): void => {
    if (!row) return;
    for (const r of rows) r.element.tabIndex = r === row ? 0 : -1;
    row.element.focus();
  };

  rows.forEach((row, i) => {
    const e = row.element;
    e.setAttribute('role', 'row');
    e.setAttribute('aria-level', String(row.depth + 1));
    e.setAttribute('aria-selected', 'false');
    e.tabIndex = i === 0 ? 0 : -1;
    for (const cell of all(e, 'td')) cell.setAttribute('role', 'gridcell');
    one(e, 'th')?.setAttribute('role', 'rowheader');
    if (row.parent) {
      e.setAttribute('aria-expanded', 'true');
      const indent = one(e, '.indent');
      indent?.after(
        el('span', {
          class: 'fold',
          'aria-hidden': 'true',
          onclick: (ev) => (ev.stopPropagation(), fold(row, !row.closed)),
        }),
      );
    }
    for (const mark of all(e, '[data-go]')) {
      const number = Number(mark.dataset['go']);
      mark.classList.add('is-link');
      mark.addEventListener('click', (ev) => {
        ev.stopPropagation();
        const li = all(article, '.finding-list > [data-finding]')[number - 1];
        if (li) selected.pick({ what: 'finding', index: Number(li.dataset['finding']) }, 'tree', false);
      });
    }
    e.addEventListener('click', () => {
      focus(row);
      selected.pick({ what: 'operator', id: row.id }, 'tree');
    });
    e.addEventListener('keydown', (ev) => {
      if (ev.target !== e) return;
      const list = shown();
      const at = list.indexOf(row);
      const moves: Record<string, () => void> = {
        ArrowDown: () => focus(list[at + 1]),
        ArrowUp: () => focus(list[at - 1]),
        Home: () => focus(list[0]),
        End: () => focus(list.at(-1)),
        ArrowRight: () =>
          row.parent && row.closed ? fold(row, false) : focus(row.parent ? list[at + 1] : undefined),
        ArrowLeft: () =>
          row.parent && !row.closed
            ? fold(row, true)
            : focus(
                list
                  .slice(0, at)
                  .reverse()
                  .find((r) => r.depth < row.depth),
              ),
        Enter: () => selected.pick({ what: 'operator', id: row.id }, 'tree'),
        ' ': () => selected.pick({ what: 'operator', id: row.id }, 'tree'),
      };
      const move = moves[ev.key];
      if (move) {
        ev.preventDefault();
        move();
      }
    });
  });

  selected.subscribe((now, by) => {
    const { subject } = now;
    const lit = query.operatorsOf(now);
    table.classList.toggle('has-lit', lit !== null && lit.size > 0);
    let first: Row | undefined;
    for (const row of rows) {
      const on = lit?.has(row.id) ?? false;
      row.element.classList.toggle('is-lit', on);
      row.element.setAttribute('aria-selected', String(subject?.what === 'operator' && on));
      if (on) first ??= row;
    }
    if (first && by !== 'tree' && by !== 'hash' && subject?.what === 'operator') reveal(first.element);
  });
}
