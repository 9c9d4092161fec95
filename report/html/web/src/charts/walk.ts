import { type BarIndex, absent } from './bars';
import type { Bars, Pick } from './types';

/** The lane of the critical path, above all others. */
export const pathLane = -1;

/** Goes from bar to bar, as the arrow keys do. */
export class Walk {
  constructor(
    private readonly path: BarIndex,
    private readonly index: BarIndex,
    private readonly bars: Bars,
    private readonly lanes: number,
  ) {}

  laneOf(pick: Pick): number {
    return pick.what === 'path' ? pathLane : this.bars.lane[pick.index]!;
  }

  /** Whether there is such a bar, and it has times and a lane. */
  has(pick: Pick): boolean {
    const place = this.indexOf(pick).place[pick.index];
    return place !== undefined && place !== absent;
  }

  /** What a pick spans, in nanoseconds. */
  spanOf(pick: Pick): { start: number; end: number } {
    const index = pick.what === 'path' ? this.path : this.index;
    return { start: index.start[pick.index]!, end: index.end[pick.index]! };
  }

  /** The next or the previous one in the same lane. */
  along(pick: Pick, by: 1 | -1): Pick | null {
    const next = this.indexOf(pick).step(pick.index, by, pick.what === 'path' ? 0 : this.laneOf(pick));
    return next === null ? null : { what: pick.what, index: next };
  }

  /** The one nearest to a time in the next lane above or below that has any. */
  across(lane: number, by: 1 | -1, time: number): Pick | null {
    for (let l = lane + by; l >= pathLane && l < this.lanes; l += by) {
      const found = this.near(l, time);
      if (found) return found;
    }
    return null;
  }

  /** The one nearest to a time in a lane. */
  near(lane: number, time: number): Pick | null {
    const found = lane === pathLane ? this.path.nearest(0, time) : this.index.nearest(lane, time);
    return found === null ? null : { what: lane === pathLane ? 'path' : 'bar', index: found };
  }

  /** The one at a time in a lane, within a slack. */
  at(lane: number, time: number, slack: number): Pick | null {
    const found = lane === pathLane ? this.path.at(0, time, slack) : this.index.at(lane, time, slack);
    return found === null ? null : { what: lane === pathLane ? 'path' : 'bar', index: found };
  }

  /** The first or the last one of a lane. */
  end(lane: number, last: boolean): Pick | null {
    const index = lane === pathLane ? this.path : this.index;
    const l = lane === pathLane ? 0 : lane;
    const from = index.first[l]!;
    const to = index.first[l + 1]!;
    if (from === to) return null;
    return { what: lane === pathLane ? 'path' : 'bar', index: index.order[last ? to - 1 : from]! };
  }

  private indexOf(pick: Pick): BarIndex {
    return pick.what === 'path' ? this.path : this.index;
  }
}

export function samePick(a: Pick | null, b: Pick | null): boolean {
  return a === b || (a !== null && b !== null && a.what === b.what && a.index === b.index);
}
