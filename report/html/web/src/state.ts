// What is selected. Every view draws it, and every view may change it.
import type { TimeWindow } from './charts/types';

export type Subject =
  | { what: 'finding'; index: number }
  | { what: 'operator'; id: number }
  | { what: 'task'; row: number }
  | { what: 'stage'; number: number }
  | { what: 'worker'; label: string }
  | { what: 'segment'; row: number };

export interface Selection {
  subject: Subject | null;
  window: TimeWindow | null;
}

export type Changed = (now: Selection, by: unknown) => void;

export class Selected {
  private now: Selection = { subject: null, window: null };
  private readonly listeners: Changed[] = [];

  get current(): Selection {
    return this.now;
  }

  /** Selects a subject; the same one again, or null, gives it up. */
  pick(subject: Subject | null, by: unknown, toggle = true): void {
    if (subject && toggle && same(subject, this.now.subject)) subject = null;
    if (same(subject, this.now.subject)) return;
    this.set({ ...this.now, subject }, by);
  }

  window(window: TimeWindow | null, by: unknown): void {
    const w = this.now.window;
    if (w === window || (w && window && w.start === window.start && w.end === window.end)) return;
    this.set({ ...this.now, window }, by);
  }

  clear(by: unknown): void {
    if (this.now.subject || this.now.window) this.set({ subject: null, window: null }, by);
  }

  set(now: Selection, by: unknown): void {
    this.now = now;
    for (const f of this.listeners) f(now, by);
  }

  /** Calls back on each change, with who made it. */
  subscribe(f: Changed): void {
    this.listeners.push(f);
  }
}

function same(a: Subject | null, b: Subject | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
