import type { Colors } from './colors';
import { font } from './plot';
import { type Frame, tones } from './rects';
import type { Kind } from './types';

/** Draws a frame's rectangles: one path for each look. */
export function paintFrame(ctx: CanvasRenderingContext2D, frame: Frame, kinds: Kind[], colors: Colors): void {
  kinds.forEach((kind, k) => {
    const color = colors.get(kind.color);
    tones.forEach((alpha, tone) => {
      for (const dimmed of [true, false]) {
        const rects = frame.look(k, tone, dimmed);
        if (rects.length > 0) fillRects(ctx, rects.data, rects.length, color, dimmed ? alpha * 0.22 : alpha);
      }
    });
  });
  fillRects(ctx, frame.path.data, frame.path.length, colors.get('--path'), 1);
  fillRects(ctx, frame.warned.data, frame.warned.length, colors.get('--warn'), 1);
  fillRects(ctx, frame.failed.data, frame.failed.length, colors.get('--bad'), 1);
}

function fillRects(
  ctx: CanvasRenderingContext2D,
  d: Float32Array,
  n: number,
  color: string,
  alpha: number,
): void {
  if (n === 0) return;
  ctx.globalAlpha = alpha;
  ctx.fillStyle = color;
  ctx.beginPath();
  for (let i = 0; i < n; i += 4) ctx.rect(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!);
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** Fonts of a canvas are in its own pixels. */
export function scaledFont(ratio: number, weight = ''): string {
  return `${weight} ${font.replace(/(\d+)px/, (_, px: string) => `${Math.round(Number(px) * ratio)}px`)}`.trim();
}

/** Writes a text from x on, cut with an ellipsis where it is wider than there is room. */
export function fitText(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
): void {
  let shown = text;
  if (ctx.measureText(shown).width > room) {
    let lo = 0;
    let hi = text.length;
    while (lo < hi) {
      const mid = (lo + hi + 1) >>> 1;
      if (ctx.measureText(text.slice(0, mid) + '…').width <= room) lo = mid;
      else hi = mid - 1;
    }
    if (lo < 3) return; // a letter or two say nothing
    shown = text.slice(0, lo) + '…';
  }
  ctx.fillText(shown, x, y);
}
