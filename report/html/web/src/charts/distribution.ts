import uPlot from 'uplot';
import { type Bins, binsOf, medianOf } from './bins';
import { Colors } from './colors';
import { freshId, make, swatch } from './dom';
import { count, plain, reading } from './format';
import { font } from './plot';
import { logMarks, marks, stepsOf } from './ticks';
import { Tooltip } from './tooltip';
import type { Distribution, DistributionOptions } from './types';

const height = 150;
const strip = 16; // the lane of outliers below the bars, in CSS pixels
const slackPixels = 8;

/** Makes a histogram with the median and the outliers marked. */
export function distribution(parent: HTMLElement, options: DistributionOptions): Distribution {
  return new Histogram(parent, options);
}

class Histogram implements Distribution {
  readonly element = make('div', 'chart chart-distribution');
  private readonly focus = make('div', 'chart-focus');
  private readonly live = make('div', 'chart-hidden');
  private readonly colors: Colors;
  private readonly tooltip: Tooltip;
  private readonly u: uPlot;
  private readonly bins: Bins;
  private readonly median: number;
  /** Outliers by value. */
  private readonly marked: number[];
  private readonly observer: ResizeObserver;
  private at: number | null = null; // the outlier that the keyboard or the pointer is at
  private chosen: number | null = null;

  constructor(
    parent: HTMLElement,
    private readonly options: DistributionOptions,
  ) {
    const { values } = options;
    this.bins = binsOf(values);
    this.median = medianOf(values);
    this.marked = Array.from(options.outliers)
      .filter((i) => Number.isFinite(values[i]))
      .sort((a, b) => values[a]! - values[b]! || a - b);
    this.live.setAttribute('aria-live', 'polite');
    this.element.append(this.head(), this.focus, this.live);
    parent.append(this.element);
    this.tooltip = new Tooltip(this.element);
    this.colors = new Colors(this.element, () => this.u.redraw());
    this.describeElement();
    this.u = new uPlot(this.build(), [this.bins.edges, [...this.bins.counts, null]], this.focus);
    this.observer = new ResizeObserver(() => {
      if (this.width() !== this.u.width) this.u.setSize({ width: this.width(), height });
    });
    this.observer.observe(this.focus);
    this.listen();
  }

  select(index: number | null): void {
    this.chosen = index;
    this.u.redraw(false);
  }

  redraw(): void {
    this.colors.forget();
    this.u.redraw();
  }

  destroy(): void {
    this.observer.disconnect();
    this.colors.destroy();
    this.u.destroy();
    this.element.remove();
  }

  private width(): number {
    return Math.max(160, this.focus.clientWidth);
  }

  private head(): HTMLElement {
    const { label, unit, values, outlierColor } = this.options;
    const top = make('div', 'chart-top');
    const keys = make('div', 'chart-keys');
    if (!Number.isNaN(this.median))
      keys.append(swatch('--ink', `median ${reading(unit, this.median)}`, 'is-line'));
    if (this.marked.length > 0) {
      const most = values[this.marked[this.marked.length - 1]!]!;
      const many = this.marked.length === 1 ? 'outlier' : `${count(this.marked.length)} outliers, up to`;
      keys.append(swatch(outlierColor, `${many} ${reading(unit, most)}`));
    }
    if (this.bins.unknown > 0) keys.append(make('span', 'chart-note', `${count(this.bins.unknown)} unknown`));
    if (this.bins.log) keys.append(make('span', 'chart-note', 'logarithmic scale'));
    top.append(make('div', 'chart-title', plain(label)), keys);
    return top;
  }

  private describeElement(): void {
    const { label, unit, values } = this.options;
    const known = values.length - this.bins.unknown;
    const { edges } = this.bins;
    const spread =
      known > 0 ? `, from ${reading(unit, edges[0]!)} to ${reading(unit, edges[edges.length - 1]!)}` : '';
    const help = make(
      'div',
      'chart-hidden',
      'Left and right arrow go from outlier to outlier, Enter selects.',
    );
    help.id = freshId();
    this.element.append(help);
    this.focus.tabIndex = 0;
    this.focus.setAttribute('role', 'application');
    this.focus.setAttribute('aria-roledescription', 'histogram');
    this.focus.setAttribute(
      'aria-label',
      `${plain(label)}: ${count(known)} values${spread}, median ${reading(unit, this.median)}, ${count(this.marked.length)} outliers`,
    );
    this.focus.setAttribute('aria-describedby', help.id);
  }

  private build(): uPlot.Options {
    const { unit } = this.options;
    const { edges, counts, log } = this.bins;
    const stroke = () => this.colors.get('--faint');
    const grid = { stroke: () => this.colors.faded('--line', 0.25), width: 1 };
    const ticks = { stroke: () => this.colors.get('--line'), width: 1, size: 4 };
    const lo = edges[0]!;
    const hi = edges[edges.length - 1]!;
    const most = Math.max(1, ...counts);
    return {
      width: this.width(),
      height,
      padding: [8, 16, strip, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, auto: false, range: () => [lo, hi], distr: log ? 3 : 1 },
        y: { auto: false, range: () => [0, most * 1.08] },
      },
      axes: [
        {
          size: 24,
          gap: 2,
          font,
          stroke,
          grid: { show: false },
          ticks,
          space: 80,
          ...(log
            ? {
                splits: (u: uPlot) => logMarks(unit, lo, hi, Math.max(2, Math.floor((u.width - 80) / 80))),
                filter: (_u: uPlot, at: number[]) => at,
              }
            : { incrs: stepsOf(unit) }),
          values: (_u, at) => marks(unit, at),
        },
        {
          size: 56,
          font,
          stroke,
          grid,
          ticks,
          space: 28,
          incrs: stepsOf('count'),
          values: (_u, at) => marks('count', at),
        },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [(u) => this.draw(u)] },
    };
  }

  private draw(u: uPlot): void {
    const { ctx, bbox } = u;
    const { edges, counts } = this.bins;
    const ratio = bbox.width / Math.max(1, u.over.clientWidth);
    const x = (v: number) => u.valToPos(v, 'x', true);
    const floor = u.valToPos(0, 'y', true);
    ctx.save();
    ctx.fillStyle = this.colors.get(this.options.color);
    counts.forEach((n, i) => {
      if (n === 0) return;
      const left = x(edges[i]!);
      // A few among many must be seen.
      const tall = Math.max(2 * ratio, floor - u.valToPos(n, 'y', true));
      ctx.fillRect(left, floor - tall, Math.max(1, x(edges[i + 1]!) - left - ratio), tall);
    });
    if (!Number.isNaN(this.median)) {
      ctx.fillStyle = this.colors.get('--ink');
      const at = x(this.median);
      for (let y = bbox.top; y < floor; y += 6 * ratio) ctx.fillRect(at - ratio, y, 2 * ratio, 4 * ratio);
    }
    // Outliers stand below the axis' marks, where no bar hides them.
    const middle = this.stripMiddle(u) * ratio;
    for (const i of this.marked) {
      const big = i === this.at || i === this.chosen;
      ctx.fillStyle = this.colors.get(i === this.chosen ? '--ink' : this.options.outlierColor);
      this.triangle(ctx, x(this.options.values[i]!), middle, (big ? 7 : 5) * ratio);
    }
    ctx.restore();
  }

  private triangle(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
    ctx.beginPath();
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.lineTo(x - r, y + r);
    ctx.fill();
  }

  /** Of the strip below the axis, in CSS pixels from the canvas' top. */
  private stripMiddle(u: uPlot): number {
    return u.height - strip / 2;
  }

  private listen(): void {
    this.focus.addEventListener('pointermove', (e) => {
      this.move(this.pick(e));
      const over = this.at === null ? this.binText(e) : this.options.describe(this.at);
      if (over === '') return this.tooltip.hide();
      const box = this.element.getBoundingClientRect();
      this.tooltip.show(over, e.clientX - box.left, e.clientY - box.top + 14);
    });
    const leave = () => {
      this.move(null);
      this.tooltip.hide();
    };
    this.focus.addEventListener('pointerleave', leave);
    this.focus.addEventListener('blur', leave);
    this.focus.addEventListener('click', (e) => this.choose(this.pick(e)));
    this.focus.addEventListener('keydown', (e) => this.key(e));
  }

  private key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const n = this.marked.length;
    const place = this.at === null ? -1 : this.marked.indexOf(this.at);
    const to: Record<string, number> = {
      ArrowRight: Math.min(n - 1, place + 1),
      ArrowLeft: Math.max(0, place - 1),
      Home: 0,
      End: n - 1,
    };
    if (e.key in to && n > 0) {
      e.preventDefault();
      this.move(this.marked[to[e.key]!]!);
      this.live.textContent = this.options.describe(this.at!);
    } else if ((e.key === 'Enter' || e.key === ' ') && this.at !== null) {
      e.preventDefault();
      this.choose(this.at);
    }
  }

  private move(to: number | null): void {
    if (to === this.at) return;
    this.at = to;
    this.u.redraw(false);
  }

  private choose(index: number | null): void {
    if (index === null) return;
    this.select(index);
    this.options.onSelect?.(index);
  }

  /** The outlier under the pointer: the nearest one, the larger of two as near. */
  private pick(e: MouseEvent): number | null {
    const rect = this.u.over.getBoundingClientRect();
    if (e.clientY < rect.bottom) return null;
    const at = e.clientX - rect.left;
    let best: number | null = null;
    let distance = slackPixels;
    for (const i of this.marked) {
      const d = Math.abs(this.u.valToPos(this.options.values[i]!, 'x') - at);
      if (d <= distance) {
        best = i;
        distance = d;
      }
    }
    return best;
  }

  private binText(e: MouseEvent): string {
    const rect = this.u.over.getBoundingClientRect();
    const at = e.clientX - rect.left;
    if (at < 0 || at > rect.width || e.clientY > rect.bottom) return '';
    const v = this.u.posToVal(at, 'x');
    const { edges, counts } = this.bins;
    const i = Math.max(0, Math.min(counts.length - 1, edges.findIndex((edge) => edge > v) - 1));
    return `${count(counts[i]!)} from ${reading(this.options.unit, edges[i]!)} to ${reading(this.options.unit, edges[i + 1]!)}`;
  }
}
