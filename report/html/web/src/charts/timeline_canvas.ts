import type uPlot from 'uplot';
import { BarIndex } from './bars';
import type { Colors } from './colors';
import { plain } from './format';
import { Rows } from './lanes';
import { Marks, tagHeight } from './marks';
import { fitText, paintFrame, scaledFont } from './paint';
import { leftGutter } from './plot';
import { Frame, layLane } from './rects';
import { FAILED, RETRIED, SKEWED, type Bars, type Pick, type TimelineOptions } from './types';

/** Heights in CSS pixels: of the path's lane, and of the space below it where no tags are. */
export const pathHeight = 20;
const pathGap = 8;

/** From how many pixels on a bar holds a text. */
const textPixels = 40;

/** Draws the lanes of a timeline onto uPlot's canvas. */
export class TimelineCanvas {
  readonly index: BarIndex;
  readonly path: BarIndex;
  rows: Rows;
  readonly marks: Marks;
  /** Height of what stands above the lanes and does not scroll, in CSS pixels. */
  readonly bandHeight: number;
  /** 1 for bars that stand out; null when none does. */
  lit: Uint8Array | null = null;
  private readonly pathBars: Bars;
  private readonly inLanes: BarIndex;
  private readonly inLanesBars: Bars | null;
  private readonly thin: boolean[];
  private readonly frame: Frame;

  constructor(private readonly options: TimelineOptions) {
    const { lanes, kinds, bars, path, pathInLanes } = options.data;
    this.index = new BarIndex(bars, lanes.length);
    this.pathBars = barsOf(path.start, path.end, new Uint32Array(path.start.length), path.kind);
    this.path = new BarIndex(this.pathBars, 1);
    this.inLanesBars = pathInLanes
      ? barsOf(pathInLanes.start, pathInLanes.end, pathInLanes.lane, new Uint8Array(pathInLanes.start.length))
      : null;
    this.inLanes = new BarIndex(this.inLanesBars ?? this.pathBars, this.inLanesBars ? lanes.length : 1);
    this.thin = kinds.map((k) => k.thin === true);
    this.rows = new Rows(lanes);
    this.marks = new Marks(options.data.marks ?? []);
    this.bandHeight = pathHeight + (this.marks.tagged ? tagHeight + 4 : pathGap);
    this.frame = new Frame(Math.max(1, kinds.length));
  }

  /** Rectangles that the last frame drew for bars. */
  get drawn(): number {
    return this.frame.drawn;
  }

  draw(u: uPlot, colors: Colors, scrolled: number): void {
    const { ctx, bbox } = u;
    const ratio = bbox.width / Math.max(1, u.over.clientWidth);
    const from = u.scales['x']!.min!;
    const scale = bbox.width / (u.scales['x']!.max! - from);
    ctx.save();
    this.marks.draw(u, colors, ratio, from, scale);
    this.clipped(ctx, bbox.left, bbox.top, bbox.width, pathHeight * ratio, () => {
      const box = {
        lane: 0,
        from,
        scale,
        x: bbox.left,
        width: bbox.width,
        y: bbox.top,
        height: pathHeight * ratio,
      };
      this.frame.clear();
      layLane(this.frame, this.path, this.pathBars, [], null, box, textPixels * ratio);
      paintFrame(ctx, this.frame, this.options.data.kinds, colors);
      this.texts(ctx, ratio, colors, 'path');
    });
    const top = bbox.top + this.bandHeight * ratio;
    const height = bbox.height - this.bandHeight * ratio;
    if (height <= 0) return ctx.restore();
    const [first, stop] = this.rows.seen(scrolled, scrolled + height / ratio);
    this.clipped(ctx, bbox.left, top, bbox.width, height, () => {
      this.stripes(ctx, colors, first, stop, top - scrolled * ratio, ratio, bbox);
      this.frame.clear();
      const rowPixels = this.rows.laneHeight * ratio;
      const inset = rowPixels > 8 ? 2 * ratio : rowPixels > 3 ? 1 : 0;
      for (let lane = first; lane < stop; lane++) {
        const y = top + (this.rows.top[lane]! - scrolled) * ratio;
        const box = {
          lane,
          from,
          scale,
          x: bbox.left,
          width: bbox.width,
          y: y + inset,
          height: rowPixels - 2 * inset,
        };
        layLane(this.frame, this.index, this.options.data.bars, this.thin, this.lit, box, textPixels * ratio);
        if (this.inLanesBars) this.underline(lane, from, scale, bbox, y + rowPixels - inset, ratio);
      }
      paintFrame(ctx, this.frame, this.options.data.kinds, colors);
      if (rowPixels >= 13 * ratio) this.texts(ctx, ratio, colors, 'bar');
    });
    this.marks.drawTags(u, colors, ratio, from, scale, bbox.top + (pathHeight + 2) * ratio);
    this.labels(u, colors, ratio, scrolled, first, stop);
    ctx.restore();
  }

  /** Where the path lies in a lane: a thinner line where most of it is in other lanes, none where next to nothing is in this. */
  private underline(
    lane: number,
    from: number,
    scale: number,
    bbox: uPlot.BBox,
    bottom: number,
    ratio: number,
  ): void {
    const stop = this.inLanes.after(lane, from + bbox.width / scale);
    let reached = -1; // rectangles under a pixel are merged
    for (let p = this.inLanes.from(lane, from); p < stop; p++) {
      const i = this.inLanes.order[p]!;
      const share = this.options.data.pathInLanes?.share?.[i] ?? 1;
      if (share < 0.05) continue;
      const x0 = Math.max(0, (this.inLanes.start[i]! - from) * scale, reached);
      const x1 = Math.min(bbox.width, Math.max((this.inLanes.end[i]! - from) * scale, x0 + 1));
      if (x1 - x0 < 0.5) continue;
      const height = (share < 0.5 ? 1 : 3) * ratio;
      this.frame.path.push(bbox.left + x0, bottom - height, x1 - x0, height);
      reached = x1;
    }
  }

  private stripes(
    ctx: CanvasRenderingContext2D,
    colors: Colors,
    first: number,
    stop: number,
    top: number,
    ratio: number,
    bbox: uPlot.BBox,
  ): void {
    if (this.rows.laneHeight < 6) return;
    ctx.fillStyle = colors.faded('--line', 0.09);
    for (let lane = first + (first % 2); lane < stop; lane += 2) {
      ctx.fillRect(bbox.left, top + this.rows.top[lane]! * ratio, bbox.width, this.rows.laneHeight * ratio);
    }
  }

  private texts(ctx: CanvasRenderingContext2D, ratio: number, colors: Colors, what: Pick['what']): void {
    ctx.font = scaledFont(ratio);
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    const { bars, path, kinds } = this.options.data;
    const kindOf = what === 'bar' ? bars.kind : path.kind;
    const readable = kinds.map((kind) => colors.textOn(kind.color));
    for (const w of this.frame.wide) {
      const text = this.options.text ? plain(this.options.text({ what, index: w.bar }), 80) : '';
      const shown = what === 'bar' ? glyphs(bars.flags[w.bar]!) + text : text;
      const left = Math.max(w.x, leftGutter * ratio);
      if (shown && w.h >= 11 * ratio) {
        ctx.fillStyle = readable[Math.min(kindOf[w.bar]!, kinds.length - 1)]!;
        fitText(ctx, shown, left + 4 * ratio, w.y + w.h / 2, w.x + w.w - left - 8 * ratio);
      }
    }
  }

  /** Names left of the plot. */
  private labels(
    u: uPlot,
    colors: Colors,
    ratio: number,
    scrolled: number,
    first: number,
    stop: number,
  ): void {
    const { ctx, bbox } = u;
    const room = (leftGutter - 18) * ratio;
    ctx.font = scaledFont(ratio);
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.fillStyle = colors.get('--ink');
    fitText(ctx, 'Critical path', 6 * ratio, bbox.top + (pathHeight / 2) * ratio, room);
    const top = bbox.top + this.bandHeight * ratio;
    this.clipped(ctx, 0, top, bbox.left, bbox.height - this.bandHeight * ratio, () => {
      const y = (at: number) => top + (at - scrolled) * ratio;
      if (this.rows.laneHeight >= 11) {
        ctx.fillStyle = colors.get('--faint');
        const indent = this.rows.headings.length > 0 && this.rows.spacious ? 16 : 6;
        for (let lane = first; lane < stop; lane++) {
          const at = y(this.rows.top[lane]! + this.rows.laneHeight / 2);
          fitText(
            ctx,
            plain(this.options.data.lanes[lane]!.label, 120),
            indent * ratio,
            at,
            room - (indent - 6) * ratio,
          );
        }
      }
      if (!this.rows.spacious && this.rows.laneHeight >= 11) return;
      ctx.fillStyle = colors.get('--ink');
      ctx.font = scaledFont(ratio, '600');
      let free = -Infinity;
      for (const heading of this.rows.headings) {
        if (heading.top < free) continue;
        free = heading.top + 14;
        const at = y(heading.top + (this.rows.spacious ? Rows.headingHeight / 2 : 7));
        if (at > top - 20 * ratio && at < top + bbox.height)
          fitText(ctx, plain(heading.label, 120), 6 * ratio, at, room);
      }
    });
  }

  private clipped(
    ctx: CanvasRenderingContext2D,
    x: number,
    y: number,
    w: number,
    h: number,
    draw: () => void,
  ): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(x, y, w, h);
    ctx.clip();
    draw();
    ctx.restore();
  }
}

function barsOf(start: Float64Array, end: Float64Array, lane: Uint32Array, kind: Uint8Array): Bars {
  return { start, end, lane, kind, flags: new Uint8Array(start.length) };
}

function glyphs(flags: number): string {
  return (flags & FAILED ? '✕ ' : '') + (flags & RETRIED ? '↻ ' : '') + (flags & SKEWED ? '▲ ' : '');
}
