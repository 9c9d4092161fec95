// A table of any number of rows: only those in sight are in the page. It sorts,
// it filters, and it works by keys: arrows, Home, End, Page Up and Down go from
// row to row, Enter picks one.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { styleOf, type Style } from './cell';
import type { Column } from './data';
import { announce, el } from './dom';
import { count } from './format';
import { helpButton } from './help';
import { parse } from './where';

export interface GridOptions {
  label: string;
  rows: number;
  columns: Column[];
  names?: { operator?: (id: number) => string; kind?: (k: string) => string };
  /** The column that is sorted by at first; its rows keep their order without. */
  sort?: { column: string; down: boolean };
  noun: [one: string, many: string];
  onPick?(row: number): void;
  /** A class for a row's cells. */
  rowClass?(row: number): string;
  /** Marks a cell, such as by the colour of a kind. */
  cellClass?(column: Column, row: number): string;
  /** The longest a column may be, in characters. */
  widest?: number;
  filterHint?: string;
  /** How many rows are in sight at most. */
  tall?: number;
}

interface GridRow {
  element: HTMLElement;
  cells: HTMLElement[];
}

const ROW = 24;
let made = 0;

export class Grid {
  readonly element: HTMLElement;
  private readonly id = `grid-${++made}`;
  private readonly styles: Style[];
  private order: Uint32Array;
  private mask: Uint8Array | null = null;
  private sorted: { index: number; down: boolean } | null = null;
  private text = '';
  private wrong = '';
  private picked = -1;
  private active = 0; // place in order
  private readonly scroller: HTMLElement;
  private readonly body: HTMLElement;
  private readonly tally: HTMLElement;
  private readonly heads: HTMLElement[] = [];
  private readonly virtual: Virtualizer<HTMLElement, HTMLElement>;
  private dirty = true;
  private readonly drawn = new Map<number, GridRow>(); // by place in order

  constructor(private readonly o: GridOptions) {
    o.columns = o.columns.filter((c) => c.known());
    this.styles = o.columns.map((c) => styleOf(c, o.names));
    this.order = Uint32Array.from({ length: o.rows }, (_, i) => i);
    const template = o.columns.map((c, i) => `calc(${this.width(c, i)}ch + 1.2rem)`).join(' ');

    const head = el('div', { class: 'grid-head', role: 'row', 'aria-rowindex': 1 });
    head.style.gridTemplateColumns = template;
    o.columns.forEach((c, i) => {
      const button = el(
        'button',
        { type: 'button', class: 'grid-sort', tabindex: '-1', onclick: () => this.sortBy(i) },
        c.head,
      );
      const cell = el(
        'div',
        {
          class: this.styles[i]!.numeric ? 'grid-cell number' : 'grid-cell',
          role: 'columnheader',
          'aria-colindex': i + 1,
          'aria-sort': 'none',
        },
        button,
        c.doc ? helpButton(c.head, () => `${c.doc}.`) : null,
      );
      button.tabIndex = 0;
      this.heads.push(cell);
      head.append(cell);
    });

    this.body = el('div', { class: 'grid-body', role: 'rowgroup' });
    this.scroller = el(
      'div',
      {
        class: 'grid',
        role: 'grid',
        'aria-label': o.label,
        'aria-colcount': o.columns.length,
        tabindex: '0',
        onkeydown: (e) => this.key(e as KeyboardEvent),
        onclick: (e) => this.click(e),
      },
      el('div', { role: 'rowgroup', class: 'grid-heads' }, head),
      this.body,
    );
    this.body.style.setProperty('--columns', template);
    this.tally = el('span', { class: 'tally', role: 'status' });
    const hint = o.filterHint ?? 'filter: a word, or such as wall>100ms';
    const input = el('input', {
      type: 'search',
      class: 'filter',
      placeholder: hint,
      'aria-label': `Filter ${o.label}: ${hint}`,
      spellcheck: 'false',
      oninput: (e) => {
        this.text = (e.target as HTMLInputElement).value;
        this.arrange();
      },
    });
    this.scroller.style.height = `${Math.min(o.rows, o.tall ?? 18) * ROW + 48}px`; // with its head, and a bar to scroll by
    this.element = el(
      'div',
      { class: 'grid-box' },
      o.rows > 6 ? el('div', { class: 'grid-bar' }, input, this.tally) : null,
      this.scroller,
    );

    this.virtual = new Virtualizer<HTMLElement, HTMLElement>({
      count: this.order.length,
      getScrollElement: () => this.scroller,
      estimateSize: () => ROW,
      overscan: 6,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      scrollPaddingStart: ROW + 4, // the head stays
      onChange: () => this.draw(),
    });
    if (o.sort)
      this.sorted = { index: o.columns.findIndex((c) => c.name === o.sort!.column), down: o.sort.down };
    this.arrange();
  }

  /** To be called when the grid is in the page. */
  mount(): void {
    this.virtual._didMount();
    this.virtual._willUpdate();
    this.refresh();
  }

  refresh(): void {
    this.virtual.setOptions({ ...this.virtual.options, count: this.order.length });
    this.virtual._willUpdate();
    this.virtual.measure();
    this.dirty = true;
    this.draw();
  }

  /** Shows rows whose mask is 1; null: all. */
  only(mask: Uint8Array | null): void {
    this.mask = mask;
    this.arrange();
  }

  /** Marks a row, and brings it into view. */
  pick(row: number): void {
    this.picked = row;
    this.dirty = true;
    const place = this.order.indexOf(row);
    if (place >= 0) {
      this.active = place;
      this.virtual.scrollToIndex(place, { align: 'auto' });
    }
    this.draw();
  }

  private width(c: Column, i: number): number {
    const style = this.styles[i]!;
    let n = c.head.length + (c.doc ? 2 : 0);
    const step = Math.max(1, Math.floor(this.o.rows / 200));
    for (let row = 0; row < this.o.rows; row += step) n = Math.max(n, style.write(row).length);
    return Math.min(n + (c.name === 'kind' ? 3 : 0), this.o.widest ?? 44); // a kind has its colour before it
  }

  private sortBy(index: number): void {
    const numeric = this.styles[index]!.numeric;
    if (this.sorted?.index !== index) this.sorted = { index, down: numeric };
    else if (this.sorted.down === numeric) this.sorted = { index, down: !numeric };
    else this.sorted = null;
    this.arrange();
    const way = this.sorted
      ? `sorted by ${this.o.columns[index]!.head}, ${this.sorted.down ? 'largest' : 'smallest'} first`
      : 'in their own order';
    announce(`${this.o.label}: ${way}`);
  }

  private arrange(): void {
    const { columns, rows, noun } = this.o;
    const tests = parse(this.text, columns, (c, row) => this.styles[columns.indexOf(c)]!.write(row));
    this.wrong = typeof tests === 'string' ? tests : '';
    const kept: number[] = [];
    for (let row = 0; row < rows; row++) {
      if (this.mask && !this.mask[row]) continue;
      if (typeof tests === 'string' || tests.every((t) => t.holds(row))) kept.push(row);
    }
    this.order = Uint32Array.from(kept);
    const s = this.sorted;
    if (s && s.index >= 0) {
      const style = this.styles[s.index]!;
      const sign = s.down ? -1 : 1;
      if (style.numeric) {
        const values = columns[s.index]!.values;
        this.order.sort((a, b) => {
          const x = values[a]!;
          const y = values[b]!;
          if (Number.isNaN(x) || Number.isNaN(y))
            return Number.isNaN(x) && Number.isNaN(y) ? a - b : Number.isNaN(x) ? 1 : -1;
          return sign * (x - y) || a - b;
        });
      } else {
        const texts = new Map<number, string>();
        for (const row of this.order) texts.set(row, style.write(row));
        this.order.sort((a, b) => {
          const x = texts.get(a)!;
          const y = texts.get(b)!;
          return x === y ? a - b : sign * (x < y ? -1 : 1);
        });
      }
    }
    this.heads.forEach((h, i) =>
      h.setAttribute('aria-sort', s?.index === i ? (s.down ? 'descending' : 'ascending') : 'none'),
    );
    this.active = Math.max(0, Math.min(this.active, this.order.length - 1));
    this.scroller.setAttribute('aria-rowcount', String(this.order.length + 1));
    this.tally.textContent =
      this.wrong ||
      (this.order.length === rows
        ? `${count(rows)} ${rows === 1 ? noun[0] : noun[1]}`
        : `${count(this.order.length)} of ${count(rows)} ${noun[1]}`);
    this.tally.classList.toggle('is-bad', this.wrong !== '');
    if (this.scroller.isConnected) this.refresh();
  }

  private draw(): void {
    const items = this.virtual.getVirtualItems();
    this.body.style.height = `${this.virtual.getTotalSize()}px`;
    const first = items[0]?.index ?? 0;
    const last = items.at(-1)?.index ?? -1;
    const key = `${first}-${last}`;
    if (!this.dirty && this.body.dataset['shown'] === key) return;
    const fresh = this.dirty;
    this.dirty = false;
    this.body.dataset['shown'] = key;
    const wanted = new Set(items.map((i) => i.index));
    const free: GridRow[] = [];
    for (const [place, row] of this.drawn) {
      if (wanted.has(place) && !fresh) continue;
      this.drawn.delete(place);
      free.push(row);
    }
    for (const item of items) {
      const row = this.order[item.index];
      if (row === undefined || this.drawn.has(item.index)) continue;
      let e = free.pop();
      e ??= this.newRow();
      this.fill(e, row, item.index, item.start);
      this.drawn.set(item.index, e);
    }
    for (const e of free) e.element.remove();
    // in the order in which they are seen, for those who hear them
    let next = this.body.firstElementChild;
    for (const item of items) {
      const e = this.drawn.get(item.index)?.element;
      if (!e) continue;
      if (e === next) next = next.nextElementSibling;
      else this.body.insertBefore(e, next);
    }
    const on = this.order.length > 0 && this.active >= first && this.active <= last;
    if (on) this.scroller.setAttribute('aria-activedescendant', `${this.id}-${this.active}`);
    else this.scroller.removeAttribute('aria-activedescendant');
  }

  /** A row without content; rows go from place to place as the table is scrolled. */
  private newRow(): GridRow {
    const element = el('div', { role: 'row' });
    const cells = this.o.columns.map((_, i) => {
      const cell = el('div', { role: 'gridcell', 'aria-colindex': i + 1 });
      element.append(cell);
      return cell;
    });
    return { element, cells };
  }

  private fill({ element, cells }: GridRow, row: number, place: number, top: number): void {
    element.className = `grid-row${row === this.picked ? ' is-picked' : ''}${place === this.active ? ' is-active' : ''} ${this.o.rowClass?.(row) ?? ''}`;
    element.id = `${this.id}-${place}`;
    element.setAttribute('aria-rowindex', String(place + 2));
    element.setAttribute('aria-selected', row === this.picked ? 'true' : 'false');
    element.dataset['place'] = String(place);
    element.style.transform = `translateY(${top}px)`;
    this.o.columns.forEach((c, i) => {
      const style = this.styles[i]!;
      const cell = cells[i]!;
      const text = style.write(row);
      cell.className = `grid-cell${style.numeric ? ' number' : ''} ${this.o.cellClass?.(c, row) ?? ''}`;
      if (cell.textContent !== text) cell.textContent = text;
      if (text.length > 24) cell.title = text;
      else if (cell.title) cell.removeAttribute('title');
    });
  }

  private go(place: number): void {
    if (!this.order.length) return;
    this.active = Math.max(0, Math.min(place, this.order.length - 1));
    this.virtual.scrollToIndex(this.active, { align: 'auto' });
    this.dirty = true;
    this.draw();
  }

  private key(e: KeyboardEvent): void {
    if (e.target !== this.scroller || e.altKey || e.ctrlKey || e.metaKey) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / ROW) - 2);
    const to: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.order.length - 1,
    };
    const place = to[e.key];
    if (place !== undefined) {
      e.preventDefault();
      this.go(place);
    } else if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault();
      const row = this.order[this.active];
      if (row !== undefined) this.o.onPick?.(row);
    }
  }

  private click(e: Event): void {
    const place = (e.target as Element).closest<HTMLElement>('.grid-row')?.dataset['place'];
    if (place === undefined) return;
    this.active = Number(place);
    const row = this.order[this.active];
    this.dirty = true;
    this.draw();
    if (row !== undefined) this.o.onPick?.(row);
  }
}
