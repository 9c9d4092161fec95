import type { TimeAxis, TimeWindow } from './types';

// Least width of a view in nanoseconds, and as a share of the largest time: below
// it neighbouring doubles are as wide as pixels.
const leastNS = 10;
const leastShare = 2 ** -40;

/** Makes the axis that charts share. A window without length is widened, so that there is something to show. */
export function timeAxis(extent: TimeWindow): TimeAxis {
  return new SharedAxis(extent);
}

type Changed = Parameters<TimeAxis['subscribe']>[0];

class SharedAxis implements TimeAxis {
  readonly extent: TimeWindow;
  view: TimeWindow;
  cursor: number | null = null;
  selected: TimeWindow | null = null;
  private readonly least: number;
  private readonly listeners = new Set<Changed>();

  constructor(extent: TimeWindow) {
    const start = finite(extent.start, 0);
    const end = Math.max(finite(extent.end, start), start);
    this.least = Math.max(leastNS, Math.max(Math.abs(start), Math.abs(end)) * leastShare);
    this.extent = Object.freeze({ start, end: Math.max(end, start + this.least) });
    this.view = this.extent;
  }

  show(view: TimeWindow): void {
    const { start: first, end: last } = this.extent;
    const lo = Math.min(view.start, view.end);
    const hi = Math.max(view.start, view.end);
    if (!Number.isFinite(lo) || !Number.isFinite(hi)) return;
    const width = clamp(hi - lo, Math.min(this.least, last - first), last - first);
    const grown = (width - (hi - lo)) / 2; // nothing but for views that were too narrow or too wide
    const start = clamp(lo - grown, first, Math.max(first, last - width));
    const end = Math.min(last, start + width);
    if (start === this.view.start && end === this.view.end) return;
    this.view = { start, end };
    this.tell('view');
  }

  zoom(factor: number, at = (this.view.start + this.view.end) / 2): void {
    const { start, end } = this.view;
    const anchor = clamp(at, start, end);
    const width = clamp((end - start) * factor, this.least, this.extent.end - this.extent.start);
    const share = (anchor - start) / (end - start);
    this.show({ start: anchor - share * width, end: anchor + (1 - share) * width });
  }

  pan(share: number): void {
    const { start, end } = this.view;
    const by = share * (end - start);
    this.show({ start: start + by, end: end + by });
  }

  reset(): void {
    this.show(this.extent);
  }

  moveCursor(at: number | null): void {
    const to = at === null || !Number.isFinite(at) ? null : clamp(at, this.extent.start, this.extent.end);
    if (to === this.cursor) return;
    this.cursor = to;
    this.tell('cursor');
  }

  select(window: TimeWindow | null): void {
    if (window === null && this.selected === null) return;
    this.selected = window === null ? null : this.within(window);
    this.tell('selected');
  }

  subscribe(changed: Changed): () => void {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  }

  private within(w: TimeWindow): TimeWindow | null {
    const start = clamp(Math.min(w.start, w.end), this.extent.start, this.extent.end);
    const end = clamp(Math.max(w.start, w.end), this.extent.start, this.extent.end);
    return end > start ? { start, end } : null;
  }

  private tell(what: Parameters<Changed>[0]): void {
    for (const listener of [...this.listeners]) listener(what);
  }
}

export function clamp(v: number, lo: number, hi: number): number {
  return Math.min(Math.max(v, lo), hi);
}

function finite(v: number, otherwise: number): number {
  return Number.isFinite(v) ? v : otherwise;
}
