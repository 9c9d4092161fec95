import uPlot from 'uplot';
import { Colors } from './colors';
import { timeMarks, timeSteps } from './ticks';
import type { TimeAxis } from './types';

/** Pixels left of every plot on a time axis, for names of lanes and numbers, and right of it: charts below each other line up. */
export const leftGutter = 150;
export const rightGutter = 24;

export const font = '12px system-ui, sans-serif';

export interface PlotOptions {
  axis: TimeAxis;
  height: number;
  /** Side of the marks of time: 0 above, 2 below. */
  timeSide: 0 | 2;
  rightGutter?: () => number;
  /** Of uPlot: the axis of numbers, series, and so on. */
  yAxis?: uPlot.Axis;
  yRange: [number, number];
  series: uPlot.Series[];
  bands?: uPlot.Band[];
  /** The columns to draw for the view. */
  data(width: number): uPlot.AlignedData;
  /** Draws on the canvas after uPlot did. */
  draw?(u: uPlot): void;
  /** After a frame: places what stands above the canvas. */
  placed?(u: uPlot): void;
}

/**
 * A uPlot that shows the view of a shared axis: zoomed by the wheel (with Ctrl,
 * as the wheel alone scrolls the page) or a double click, panned by Shift and
 * drag; dragging selects a window. Frames are drawn once per animation frame.
 */
export class TimePlot {
  readonly u: uPlot;
  readonly colors: Colors;
  private readonly ends: (() => void)[] = [];
  private frame = 0;
  private moving = false; // the pointer over this plot moves the cursor
  private pointer: number | null = null; // where it is over this plot

  constructor(
    private readonly parent: HTMLElement,
    private readonly options: PlotOptions,
  ) {
    this.colors = new Colors(parent, () => this.redraw());
    this.u = new uPlot(this.build(), options.data(this.width()), parent);
    const over = this.u.over;
    this.listen(over, 'pointerenter', () => this.u.syncRect());
    this.listen(over, 'pointermove', (e) => (this.pointer = (e as PointerEvent).clientX));
    this.listen(over, 'pointerleave', () => this.forgetPointer());
    this.listen(over, 'pointerdown', (e) => this.startPan(e as PointerEvent), true);
    this.ends.push(
      options.axis.subscribe((what) => {
        if (what === 'view') this.schedule();
        else if (what === 'cursor') this.placeCursor();
        else this.placeSelected();
      }),
    );
    const observer = new ResizeObserver(() => {
      if (this.width() !== this.u.width) this.resize(this.u.height);
    });
    observer.observe(parent);
    this.ends.push(() => observer.disconnect());
    this.placeSelected();
    options.placed?.(this.u);
  }

  private width(): number {
    return Math.max(leftGutter + 80, this.parent.clientWidth);
  }

  /** Wheel events of an element zoom and pan; to be called for the largest one that holds the plot. */
  listenWheel(element: HTMLElement): void {
    this.listen(element, 'wheel', (e) => this.wheel(e as WheelEvent));
  }

  /** The time at a place of the page. */
  timeAt(clientX: number): number {
    return this.u.posToVal(clientX - this.u.over.getBoundingClientRect().left, 'x');
  }

  /** Nanoseconds that a CSS pixel stands for. */
  nsPerPixel(): number {
    const { start, end } = this.options.axis.view;
    return (end - start) / Math.max(1, this.u.over.clientWidth);
  }

  /** The cursor stays where it is in time, and no longer under the pointer: the keyboard moves it. */
  forgetPointer(): void {
    this.pointer = null;
  }

  /** Draws in the next frame. */
  schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  redraw(): void {
    this.colors.forget();
    this.schedule();
  }

  resize(height: number): void {
    this.u.setSize({ width: this.width(), height });
    this.schedule();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    for (const end of this.ends) end();
    this.colors.destroy();
    this.u.destroy();
  }

  listen(target: EventTarget, type: string, listener: (e: Event) => void, capture = false): void {
    target.addEventListener(type, listener, { capture, passive: false });
    this.ends.push(() => target.removeEventListener(type, listener, { capture }));
  }

  private render(): void {
    const { start, end } = this.options.axis.view;
    this.u.batch(() => {
      this.u.setData(this.options.data(this.u.over.clientWidth), false);
      this.u.setScale('x', { min: start, max: end });
    });
    if (this.pointer !== null) this.options.axis.moveCursor(this.timeAt(this.pointer));
    this.placeSelected();
    this.placeCursor();
    this.options.placed?.(this.u);
  }

  private build(): uPlot.Options {
    const { axis, options } = { axis: this.options.axis, options: this.options };
    const faint = () => this.colors.get('--faint');
    const grid = { stroke: () => this.colors.faded('--line', 0.25), width: 1 };
    const ticks = { stroke: () => this.colors.get('--line'), width: 1, size: 4 };
    return {
      width: this.width(),
      height: options.height,
      padding: [
        options.timeSide === 0 ? 0 : 8,
        options.rightGutter ?? rightGutter,
        0,
        options.yAxis ? 0 : leftGutter,
      ],
      legend: { show: false },
      scales: {
        x: {
          time: false,
          auto: false,
          min: axis.view.start,
          max: axis.view.end,
          range: (_u, lo, hi) => [lo, hi],
        },
        y: { auto: false, range: () => options.yRange },
      },
      axes: [
        {
          side: options.timeSide,
          size: 26,
          gap: 3,
          font,
          stroke: faint,
          grid,
          ticks,
          space: 92,
          incrs: timeSteps,
          values: (_u, at, _i, _space, step) => timeMarks(at, step),
        },
        ...(options.yAxis
          ? [{ size: leftGutter, font, stroke: faint, grid, ticks, ...options.yAxis }]
          : [{ show: false }]),
      ],
      series: [{}, ...options.series],
      ...(options.bands ? { bands: options.bands } : {}),
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        bind: {
          dblclick: () => () => null,
          mousedown: (_u, _t, handler) => (e) => (e.button === 0 && !e.shiftKey ? handler(e) : null),
        },
      },
      hooks: {
        setCursor: [(u) => this.cursorMoved(u)],
        setSelect: [(u) => this.dragged(u)],
        ...(options.draw ? { draw: [options.draw] } : {}),
      },
    };
  }

  private cursorMoved(u: uPlot): void {
    const left = u.cursor.left ?? -1;
    this.moving = true;
    this.options.axis.moveCursor(left < 0 ? null : u.posToVal(left, 'x'));
    this.moving = false;
  }

  private placeCursor(): void {
    const at = this.options.axis.cursor;
    if (this.moving) return;
    const left = at === null ? -10 : this.u.valToPos(at, 'x');
    const seen = left >= 0 && left <= this.u.over.clientWidth;
    this.u.setCursor({ left: seen ? left : -10, top: seen ? 0 : -10 }, false);
  }

  private dragged(u: uPlot): void {
    if (u.select.width < 1) return;
    this.options.axis.select({
      start: u.posToVal(u.select.left, 'x'),
      end: u.posToVal(u.select.left + u.select.width, 'x'),
    });
  }

  private placeSelected(): void {
    const w = this.options.axis.selected;
    const height = this.u.over.clientHeight;
    if (w === null) {
      this.u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      return;
    }
    const left = Math.max(0, this.u.valToPos(w.start, 'x'));
    const right = Math.min(this.u.over.clientWidth, this.u.valToPos(w.end, 'x'));
    this.u.setSelect(
      { left, top: 0, width: Math.max(0, right - left), height: right > left ? height : 0 },
      false,
    );
  }

  private wheel(e: WheelEvent): void {
    const axis = this.options.axis;
    const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1;
    const dx = (e.shiftKey && e.deltaX === 0 ? e.deltaY : e.deltaX) * unit;
    const dy = e.deltaY * unit;
    if (e.ctrlKey || e.metaKey || e.altKey) {
      e.preventDefault();
      axis.zoom(Math.exp(Math.max(-1, Math.min(1, dy * 0.0025))), this.timeAt(e.clientX));
    } else if (Math.abs(dx) > Math.abs(dy) || e.shiftKey) {
      e.preventDefault();
      axis.pan(dx / Math.max(1, this.u.over.clientWidth));
    }
  }

  private startPan(e: PointerEvent): void {
    if (!(e.button === 1 || (e.button === 0 && e.shiftKey))) return;
    e.preventDefault();
    const over = this.u.over;
    let x = e.clientX;
    over.setPointerCapture(e.pointerId);
    over.classList.add('chart-panning');
    const move = (m: Event) => {
      const now = (m as PointerEvent).clientX;
      this.options.axis.pan((x - now) / Math.max(1, over.clientWidth));
      x = now;
    };
    const end = () => {
      over.removeEventListener('pointermove', move);
      over.removeEventListener('pointerup', end);
      over.removeEventListener('pointercancel', end);
      over.classList.remove('chart-panning');
    };
    over.addEventListener('pointermove', move);
    over.addEventListener('pointerup', end);
    over.addEventListener('pointercancel', end);
  }
}
