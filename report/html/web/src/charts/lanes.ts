import type { Lane } from './types';

/** A heading of lanes of one group. */
export interface Heading {
  label: string;
  top: number;
}

const laneHeight = 18;
const headingHeight = 20;
const groupGap = 4;

/**
 * Where lanes are, in CSS pixels from the top of them all. Lanes that share a
 * group stand under its heading. Fitted into a height, lanes are as thin as they
 * must be, and headings are left out.
 */
export class Rows {
  readonly top: Float64Array;
  readonly headings: Heading[] = [];
  readonly height: number;
  readonly laneHeight: number;

  constructor(lanes: Lane[], fit?: number) {
    const groups = lanes.filter((l, i) => l.group !== '' && l.group !== lanes[i - 1]?.group).length;
    const natural = lanes.length * laneHeight + groups * (headingHeight + groupGap);
    const fitted = fit !== undefined && natural > fit;
    this.laneHeight = fitted ? Math.max(0.5, fit / Math.max(1, lanes.length)) : laneHeight;
    this.top = new Float64Array(lanes.length);
    let y = 0;
    lanes.forEach((lane, i) => {
      if (lane.group !== '' && lane.group !== lanes[i - 1]?.group) {
        if (!fitted && i > 0) y += groupGap;
        this.headings.push({ label: lane.group, top: y });
        if (!fitted) y += headingHeight;
      }
      this.top[i] = y;
      y += this.laneHeight;
    });
    this.height = y;
  }

  /** Whether headings have a row of their own. */
  get spacious(): boolean {
    return this.laneHeight === laneHeight;
  }

  static readonly headingHeight = headingHeight;

  /** The lane at a height, or null between lanes and beside them. */
  at(y: number): number | null {
    const i = this.firstBelow(y) - 1;
    return i >= 0 && y < this.top[i]! + this.laneHeight ? i : null;
  }

  /** Lanes that can be seen between two heights: [from, to). */
  seen(y0: number, y1: number): [from: number, to: number] {
    let from = Math.max(0, this.firstBelow(y0) - 1);
    if (from < this.top.length && this.top[from]! + this.laneHeight <= y0) from++;
    return [from, this.firstBelow(y1)];
  }

  /** The first lane whose top is below a height. */
  private firstBelow(y: number): number {
    let lo = 0;
    let hi = this.top.length;
    while (lo < hi) {
      const mid = (lo + hi) >>> 1;
      if (this.top[mid]! > y) hi = mid;
      else lo = mid + 1;
    }
    return lo;
  }
}
