import type { Bars, TimeWindow } from './types';

/**
 * The bars of each lane in order of time, so that those at a time, or in a
 * window, are found by bisection. Times that are no numbers leave a bar out; an
 * end before its start is taken for the start.
 */
export class BarIndex {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Bars by lane, then start, then index. */
  readonly order: Uint32Array;
  /** Bars of lane l are at order[first[l]] up to, not including, order[first[l + 1]]. */
  readonly first: Uint32Array;
  /** Where each bar is in order. */
  readonly place: Uint32Array;
  /** The latest end of a lane's bars up to a place; ascending within a lane. */
  private readonly reach: Float64Array;

  constructor(bars: Bars, lanes: number) {
    const n = bars.start.length;
    this.start = bars.start;
    this.end = new Float64Array(n);
    const first = new Uint32Array(lanes + 1);
    const kept: number[] = [];
    for (let i = 0; i < n; i++) {
      const s = bars.start[i]!;
      const e = bars.end[i]!;
      const lane = bars.lane[i]!;
      if (!Number.isFinite(s) || !Number.isFinite(e) || lane >= lanes) continue;
      this.end[i] = Math.max(s, e);
      first[lane + 1]!++;
      kept.push(i);
    }
    for (let l = 0; l < lanes; l++) first[l + 1]! += first[l]!;
    this.first = first;
    this.order = new Uint32Array(kept.length);
    const next = first.slice();
    for (const i of kept) this.order[next[bars.lane[i]!]!++] = i;
    this.place = new Uint32Array(n).fill(absent);
    this.reach = new Float64Array(kept.length);
    for (let l = 0; l < lanes; l++) this.sortLane(first[l]!, first[l + 1]!);
  }

  private sortLane(from: number, to: number): void {
    const part = this.order.subarray(from, to);
    part.sort((a, b) => this.start[a]! - this.start[b]! || a - b);
    let latest = -Infinity;
    for (let p = from; p < to; p++) {
      const i = this.order[p]!;
      this.place[i] = p;
      latest = Math.max(latest, this.end[i]!);
      this.reach[p] = latest;
    }
  }

  /** The first place of a lane whose bars may go on at or after a time. */
  from(lane: number, time: number): number {
    return bisect(this.first[lane]!, this.first[lane + 1]!, (p) => this.reach[p]! >= time);
  }

  /** The first place of a lane whose bar starts after a time. */
  after(lane: number, time: number): number {
    return bisect(this.first[lane]!, this.first[lane + 1]!, (p) => this.start[this.order[p]!]! > time);
  }

  /**
   * The bar at a time: of those that hold it the one that started last, as it is
   * drawn on top; else the nearest one within `slack` on either side, the earlier
   * one of two as near. Null where there is none.
   */
  at(lane: number, time: number, slack = 0): number | null {
    const from = this.first[lane]!;
    const after = this.after(lane, time);
    let best: number | null = null;
    let distance = slack;
    for (let p = after - 1; p >= from && this.reach[p]! >= time - distance; p--) {
      const i = this.order[p]!;
      const d = time - this.end[i]!;
      if (d <= 0) return i;
      if (d <= distance && (best === null || d < distance)) {
        best = i;
        distance = d;
      }
    }
    if (after < this.first[lane + 1]!) {
      const i = this.order[after]!;
      const d = this.start[i]! - time;
      if (d < distance || (best === null && d <= slack)) best = i;
    }
    return best;
  }

  /** Bars of all lanes that share some time with a window, ascending. */
  within(window: TimeWindow): Uint32Array {
    const found: number[] = [];
    for (let l = 0; l + 1 < this.first.length; l++) {
      const stop = this.after(l, window.end);
      for (let p = this.from(l, window.start); p < stop; p++) {
        const i = this.order[p]!;
        if (this.end[i]! >= window.start) found.push(i);
      }
    }
    return Uint32Array.from(found).sort();
  }

  /** The next bar of the same lane, or null. */
  step(bar: number, by: 1 | -1, lane: number): number | null {
    const p = this.place[bar]!;
    if (p === absent) return null;
    const q = p + by;
    return q >= this.first[lane]! && q < this.first[lane + 1]! ? this.order[q]! : null;
  }

  /** The bar of a lane nearest to a time, or null when the lane is empty. */
  nearest(lane: number, time: number): number | null {
    return this.at(lane, time, Infinity);
  }
}

/** What BarIndex.place says of a bar that was left out. */
export const absent = 0xffffffff;

/** The first number in [from, to) that holds, or `to`; what holds must hold from there on. */
export function bisect(from: number, to: number, holds: (p: number) => boolean): number {
  while (from < to) {
    const mid = (from + to) >>> 1;
    if (holds(mid)) to = mid;
    else from = mid + 1;
  }
  return from;
}
