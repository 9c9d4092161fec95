import type uPlot from 'uplot';
import { bisect } from './bars';
import type { Colors } from './colors';
import { plain } from './format';
import { scaledFont } from './paint';
import type { Mark } from './types';

/** Height of the row of tags, in CSS pixels. */
export const tagHeight = 15;

/** Moments of the whole timeline: lines from top to bottom, shaded where they last, with tags below the path. */
export class Marks {
  /** Places in the given marks, by time. */
  private readonly order: number[];
  readonly tagged: boolean;
  /** Where the last frame wrote tags, in CSS pixels from the plot's left. */
  private tags: { mark: number; left: number; right: number }[] = [];

  constructor(private readonly marks: Mark[]) {
    this.order = Array.from(marks.keys())
      .filter((i) => Number.isFinite(marks[i]!.at))
      .sort((a, b) => marks[a]!.at - marks[b]!.at || a - b);
    this.tagged = marks.some((m) => m.tag);
  }

  /** Marks whose line is near to a time, in order. */
  at(time: number, slack: number): number[] {
    const from = bisect(0, this.order.length, (p) => this.marks[this.order[p]!]!.at >= time - slack);
    const list: number[] = [];
    for (let p = from; p < this.order.length && this.marks[this.order[p]!]!.at <= time + slack; p++) {
      list.push(this.order[p]!);
    }
    return list;
  }

  draw(u: uPlot, colors: Colors, ratio: number, from: number, scale: number): void {
    const { ctx, bbox } = u;
    let last = '';
    for (const i of this.order) {
      const mark = this.marks[i]!;
      const x0 = (mark.at - from) * scale;
      const x1 = ((mark.to ?? mark.at) - from) * scale;
      if (!(x1 >= 0 && x0 <= bbox.width)) continue;
      if (x1 > x0) {
        ctx.fillStyle = colors.faded(mark.color, 0.1);
        const left = Math.max(0, x0);
        ctx.fillRect(bbox.left + left, bbox.top, Math.min(bbox.width, x1) - left, bbox.height);
      }
      const here = `${Math.round(x0)} ${mark.color}`;
      if (x0 < 0 || here === last) continue; // many may fall into one column of pixels
      last = here;
      ctx.strokeStyle = colors.get(mark.color);
      ctx.lineWidth = ratio;
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left + Math.round(x0) + ratio / 2, bbox.top);
      ctx.lineTo(bbox.left + Math.round(x0) + ratio / 2, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
    }
  }

  /** The mark whose tag is at a place, in CSS pixels from the plot's left. */
  tagAt(x: number): number | null {
    return this.tags.find((t) => x >= t.left && x <= t.right)?.mark ?? null;
  }

  /** Writes tags into a row, each at its line, or beside the one before it; far from its line it is left out. */
  drawTags(u: uPlot, colors: Colors, ratio: number, from: number, scale: number, top: number): void {
    const { ctx, bbox } = u;
    ctx.font = scaledFont(ratio, '600');
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    let free = 0;
    this.tags = [];
    for (const i of this.order) {
      const mark = this.marks[i]!;
      const x = (mark.at - from) * scale;
      if (!mark.tag || x < 0 || x > bbox.width || free - x > 60 * ratio) continue;
      const text = plain(mark.tag, 24);
      const width = ctx.measureText(text).width + 8 * ratio;
      const at = Math.min(Math.max(x, free), bbox.width - width);
      const left = bbox.left + at;
      ctx.fillStyle = colors.get(mark.color);
      ctx.fillRect(left, top, width, (tagHeight - 1) * ratio);
      ctx.fillStyle = colors.textOn(mark.color);
      ctx.fillText(text, left + 4 * ratio, top + ((tagHeight - 1) / 2) * ratio);
      this.tags.push({ mark: i, left: at / ratio, right: (at + width) / ratio });
      free = at + width + 2 * ratio;
    }
  }
}
