import { Rows } from './lanes';
import type { Box } from './outline';
import type { TimePlot } from './plot';
import { type TimelineCanvas, pathHeight } from './timeline_canvas';
import type { Pick, TimeAxis } from './types';
import { type Walk, pathLane } from './walk';

const slackPixels = 3; // how far beside a bar a pointer still picks it

/** Where bars are on a timeline's plot, and what is at a place. */
export class Places {
  constructor(
    private readonly axis: TimeAxis,
    private readonly canvas: TimelineCanvas,
    private readonly plot: TimePlot,
    private readonly walk: Walk,
    private readonly scroller: HTMLElement,
  ) {}

  /** The bar, or the piece of the path, under the pointer. */
  pickAt(e: MouseEvent): Pick | null {
    const y = e.clientY - this.plot.u.over.getBoundingClientRect().top;
    const time = this.plot.timeAt(e.clientX);
    const slack = slackPixels * this.plot.nsPerPixel();
    if (y <= pathHeight) return this.walk.at(pathLane, time, slack);
    if (y < this.canvas.bandHeight) return null;
    const lane = this.canvas.rows.at(y - this.canvas.bandHeight + this.scroller.scrollTop);
    return lane === null ? null : this.walk.at(lane, time, slack);
  }

  /** Marks whose line is near to the pointer. */
  marksAt(e: MouseEvent): number[] {
    return this.canvas.marks.at(this.plot.timeAt(e.clientX), 4 * this.plot.nsPerPixel());
  }

  /** The mark whose tag is under the pointer. */
  tagAt(e: MouseEvent): number | null {
    const rect = this.plot.u.over.getBoundingClientRect();
    const y = e.clientY - rect.top;
    if (y <= pathHeight || y >= this.canvas.bandHeight) return null;
    return this.canvas.marks.tagAt(e.clientX - rect.left);
  }

  /** The box of a bar, or null when it is not in view. */
  boxOf(pick: Pick): Box | null {
    const { start, end } = this.walk.spanOf(pick);
    const { view } = this.axis;
    const over = this.plot.u.over;
    if (end < view.start || start > view.end) return null;
    const perPixel = this.plot.nsPerPixel();
    const left = Math.max(-3, (start - view.start) / perPixel - 1);
    const right = Math.min(over.clientWidth + 3, (end - view.start) / perPixel + 1);
    const lane = this.walk.laneOf(pick);
    const width = Math.max(5, right - left);
    if (lane === pathLane) return { left, top: -1, width, height: pathHeight + 2 };
    const top = this.canvas.bandHeight + this.canvas.rows.top[lane]! - this.scroller.scrollTop;
    const height = Math.max(4, this.canvas.rows.laneHeight);
    if (top + height < this.canvas.bandHeight || top > over.clientHeight) return null;
    return { left, top, width, height };
  }

  /** Brings a bar into view: its lane by scrolling, its time by moving, or widening the view where it is longer. */
  reveal(pick: Pick): void {
    const lane = this.walk.laneOf(pick);
    if (lane !== pathLane) this.scrollTo(lane);
    const { start, end } = this.walk.spanOf(pick);
    const { view } = this.axis;
    const inside = start >= view.start && end <= view.end;
    const across = start < view.end && end > view.start && end - start > view.end - view.start;
    if (inside || across) return;
    const width = Math.max(view.end - view.start, (end - start) * 1.2);
    const middle = (start + end) / 2;
    this.axis.show({ start: middle - width / 2, end: middle + width / 2 });
  }

  private scrollTo(lane: number): void {
    const top = this.canvas.rows.top[lane]!;
    const bottom = top + this.canvas.rows.laneHeight;
    const room = this.plot.u.over.clientHeight - this.canvas.bandHeight;
    const margin = Math.min(room / 3, Rows.headingHeight);
    const at = this.scroller.scrollTop;
    if (top < at + margin) this.scroller.scrollTop = top - margin;
    else if (bottom > at + room) this.scroller.scrollTop = bottom - room + margin / 2;
  }
}
