import type { Bars } from './types';
import { FAILED, ON_PATH, RETRIED, SKEWED } from './types';
import type { BarIndex } from './bars';

/** Rectangles of one look: left, top, width and height one after the other. */
export class Rects {
  data = new Float32Array(256);
  length = 0;

  push(x: number, y: number, w: number, h: number): void {
    if (this.length + 4 > this.data.length) {
      const wider = new Float32Array(this.data.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    const d = this.data;
    d[this.length++] = x;
    d[this.length++] = y;
    d[this.length++] = w;
    d[this.length++] = h;
  }

  clear(): void {
    this.length = 0;
  }
}

/** How strong a look is drawn: a column of pixels that bars cover in part is fainter. */
export const tones = [0.4, 0.6, 0.8, 1];
export const fullTone = tones.length - 1;

/** A bar that is wide enough to hold a text or a glyph. */
export interface Wide {
  bar: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** What one frame draws of the bars, by look. */
export class Frame {
  /** By kind, then tone, then whether dimmed: see look(). */
  readonly bars: Rects[] = [];
  readonly path = new Rects();
  readonly failed = new Rects();
  readonly warned = new Rects();
  wide: Wide[] = [];
  /** Rectangles that stand for bars. */
  drawn = 0;

  constructor(readonly kinds: number) {
    for (let i = 0; i < kinds * tones.length * 2; i++) this.bars.push(new Rects());
  }

  look(kind: number, tone: number, dimmed: boolean): Rects {
    const k = kind < this.kinds ? kind : this.kinds - 1;
    return this.bars[(k * tones.length + tone) * 2 + (dimmed ? 1 : 0)]!;
  }

  clear(): void {
    for (const r of this.bars) r.clear();
    this.path.clear();
    this.failed.clear();
    this.warned.clear();
    this.wide = [];
    this.drawn = 0;
  }
}

/** The part of a lane that is drawn, in pixels of the canvas. */
export interface LaneBox {
  lane: number;
  /** Time at x, and pixels a nanosecond. */
  from: number;
  scale: number;
  x: number;
  width: number;
  y: number;
  height: number;
}

/** From this many pixels on a bar is a rectangle of its own; thinner ones are merged by column. */
const ownPixels = 1.5;

/**
 * Adds a lane's bars to a frame. Bars under a pixel and a half are merged: what
 * begins in one column of pixels is drawn as one, in the colour of the longest of
 * them, the fainter the less of the column they cover; columns that look alike
 * become one rectangle. A lane so draws no more rectangles than twice its pixels,
 * however many bars it has.
 */
export function layLane(
  frame: Frame,
  index: BarIndex,
  bars: Bars,
  thin: boolean[],
  lit: Uint8Array | null,
  box: LaneBox,
  widePixels: number,
): void {
  const { lane, from, scale, x, width, y, height } = box;
  const stop = index.after(lane, from + width / scale);
  const column = new Column(frame, box, thin);
  for (let p = index.from(lane, from); p < stop; p++) {
    const i = index.order[p]!;
    const x0 = (index.start[i]! - from) * scale;
    const x1 = (index.end[i]! - from) * scale;
    if (x1 < 0) continue;
    const flags = bars.flags[i]!;
    const kind = bars.kind[i]!;
    const level = bars.level ? bars.level[i]! : 1;
    const on = lit === null || lit[i] !== 0;
    if (x1 - x0 < ownPixels) {
      column.add(Math.max(0, Math.floor(x0)), x1 - x0, kind, level, flags, on);
      continue;
    }
    const left = Math.max(x0, -4);
    const right = Math.min(x1, width + 4);
    const gap = right - left > 4 ? 1 : 0; // between bars that touch
    const w = Math.max(ownPixels, right - left - gap);
    const h = barHeight(height, level, thin[kind] === true);
    const top = y + (thin[kind] ? (height - h) / 2 : height - h);
    frame.look(kind, fullTone, !on).push(x + left, top, w, h);
    frame.drawn++;
    if (on) mark(frame, flags, x + left, y, w, height);
    if (w >= widePixels && on && !thin[kind]) frame.wide.push({ bar: i, x: x + left, y: top, w, h });
  }
  column.flush();
}

/** Bars that begin in one column of pixels, and the columns before it that look the same. */
class Column {
  private at = -1;
  private covered = 0;
  private longest = -1;
  private kind = 0;
  private level = 0;
  private flags = 0;
  private on = false;
  // The run of columns that look alike.
  private runFrom = -1;
  private runTo = -1;
  private runKey = -1;

  constructor(
    private readonly frame: Frame,
    private readonly box: LaneBox,
    private readonly thin: boolean[],
  ) {}

  add(at: number, length: number, kind: number, level: number, flags: number, on: boolean): void {
    if (at !== this.at) {
      this.close();
      this.at = at;
      this.covered = 0;
      this.longest = -1;
      this.level = 0;
      this.flags = 0;
      this.on = false;
    }
    this.covered += length;
    // A bar that stands out decides the colour before one that is dimmed.
    if ((on && !this.on) || (on === this.on && length > this.longest)) {
      this.longest = length;
      this.kind = kind;
    }
    this.level = Math.max(this.level, level);
    if (on) this.flags |= flags;
    this.on ||= on;
  }

  private close(): void {
    if (this.at < 0) return;
    const c = this.covered;
    const tone = c > 0.75 ? 3 : c > 0.4 ? 2 : c > 0.15 ? 1 : 0;
    const key =
      (((this.kind * tones.length + tone) * 2 + (this.on ? 0 : 1)) * 8 +
        Math.min(7, Math.round(this.level * 7))) *
        16 +
      (this.flags & 15);
    if (key !== this.runKey || this.at !== this.runTo) {
      this.endRun();
      this.runFrom = this.at;
      this.runKey = key;
    }
    this.runTo = this.at + 1;
  }

  private endRun(): void {
    if (this.runFrom < 0) return;
    const flags = this.runKey & 15;
    let rest = this.runKey >>> 4;
    const level = (rest & 7) / 7;
    rest >>>= 3;
    const dimmed = (rest & 1) === 1;
    const tone = (rest >>> 1) % tones.length;
    const kind = Math.floor((rest >>> 1) / tones.length);
    const { x, y, height } = this.box;
    const w = this.runTo - this.runFrom;
    const h = barHeight(height, level, this.thin[kind] === true);
    const top = y + (this.thin[kind] ? (height - h) / 2 : height - h);
    this.frame.look(kind, tone, dimmed).push(x + this.runFrom, top, w, h);
    this.frame.drawn++;
    mark(this.frame, flags, x + this.runFrom, y, w, height);
    this.runFrom = -1;
  }

  flush(): void {
    this.close();
    this.endRun();
    this.at = -1;
    this.runKey = -1;
  }
}

function barHeight(height: number, level: number, thin: boolean): number {
  if (thin) return Math.max(1, height * 0.25);
  return Math.max(1, height * (level >= 0 ? Math.max(0.2, Math.min(1, level)) : 1));
}

/** Strips on a bar: below it the path, above it failures and warnings. */
function mark(frame: Frame, flags: number, x: number, y: number, w: number, height: number): void {
  if (flags === 0) return;
  const strip = Math.max(1, height * 0.18);
  if (flags & ON_PATH) frame.path.push(x, y + height - strip, w, strip);
  if (flags & FAILED) frame.failed.push(x, y, w, strip);
  else if (flags & (RETRIED | SKEWED)) frame.warned.push(x, y, w, strip);
}
