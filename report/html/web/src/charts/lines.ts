import uPlot from 'uplot';
import { type Columns, columnsOf, largest, stack, thinned, valueAt } from './columns';
import { freshId, make, swatch } from './dom';
import { duration, plain, reading } from './format';
import { TimePlot } from './plot';
import { marks, stepsOf } from './ticks';
import type { Chart, LineOptions } from './types';

const plotHeight = 130;

/** Limits far above what was reached are told, but do not flatten the lines. */
const limitShown = 4;

/** Makes a chart of lines or areas on a shared axis of time. */
export function lines(parent: HTMLElement, options: LineOptions): Chart {
  return new Lines(parent, options);
}

class Lines implements Chart {
  readonly element = make('div', 'chart chart-lines');
  private readonly plot: TimePlot;
  private readonly focus = make('div', 'chart-focus');
  private readonly live = make('div', 'chart-hidden');
  private readonly readings: HTMLElement[] = [];
  private readonly columns: Columns;
  private readonly unsubscribe: () => void;

  constructor(
    parent: HTMLElement,
    private readonly options: LineOptions,
  ) {
    const own = columnsOf(options.series);
    this.columns = options.stacked ? { at: own.at, values: stack(own.values) } : own;
    const most = largest(this.columns.values);
    const limits = options.limits ?? [];
    const top = Math.max(most, ...limits.map((l) => (l.value <= most * limitShown ? l.value : 0)));
    this.live.setAttribute('aria-live', 'polite');
    this.element.append(this.head(most), this.focus, this.live);
    parent.append(this.element);
    this.describeElement(most);
    this.plot = new TimePlot(this.focus, {
      axis: options.axis,
      height: plotHeight,
      timeSide: 2,
      yRange: [0, top > 0 ? top * 1.08 : 1],
      yAxis: {
        incrs: stepsOf(options.unit),
        values: (_u, at) => marks(options.unit, at),
        space: 28,
      },
      series: options.series.map((s) => this.seriesOf(s)),
      ...(options.stacked
        ? { bands: options.series.slice(1).map((_, i): uPlot.Band => ({ series: [i + 2, i + 1] })) }
        : {}),
      data: (width) => this.dataFor(width),
      draw: (u) => this.drawLimits(u, top),
    });
    this.plot.listenWheel(this.focus);
    this.plot.listen(this.plot.u.over, 'dblclick', () => options.axis.reset());
    this.plot.listen(this.plot.u.over, 'click', () => options.axis.select(null));
    this.plot.listen(this.focus, 'keydown', (e) => this.key(e as KeyboardEvent));
    this.unsubscribe = options.axis.subscribe((what) => {
      if (what === 'cursor') this.read();
    });
  }

  redraw(): void {
    this.plot.redraw();
  }

  destroy(): void {
    this.unsubscribe();
    this.plot.destroy();
    this.element.remove();
  }

  private head(most: number): HTMLElement {
    const top = make('div', 'chart-top');
    top.append(make('div', 'chart-title', plain(this.options.label)));
    const keys = make('div', 'chart-keys');
    for (const s of this.options.series) {
      const key = swatch(s.color, plain(s.label, 60));
      const value = make('span', 'chart-reading');
      this.readings.push(value);
      key.append(value);
      keys.append(key);
    }
    for (const l of this.options.limits ?? []) {
      const beyond = l.value > most * limitShown ? ' (above what is drawn)' : '';
      keys.append(
        swatch(l.color, `${plain(l.label, 60)} ${reading(this.options.unit, l.value)}${beyond}`, 'is-line'),
      );
    }
    top.append(keys);
    return top;
  }

  private describeElement(most: number): void {
    const { axis, label, unit } = this.options;
    const long = duration(axis.extent.end - axis.extent.start);
    const help = make(
      'div',
      'chart-hidden',
      'Left and right arrow read values, plus and minus zoom, 0 shows all.',
    );
    help.id = freshId();
    this.element.append(help);
    this.focus.tabIndex = 0;
    this.focus.setAttribute('role', 'application');
    this.focus.setAttribute('aria-roledescription', 'line chart');
    this.focus.setAttribute('aria-label', `${plain(label)}: over ${long}, at most ${reading(unit, most)}`);
    this.focus.setAttribute('aria-describedby', help.id);
  }

  private seriesOf(s: LineOptions['series'][number]): uPlot.Series {
    const paths = s.step ? uPlot.paths.stepped!({ align: 1 }) : uPlot.paths.linear!();
    return {
      paths,
      width: 1.25,
      points: { show: false },
      stroke: () => this.plot.colors.get(s.color),
      ...(s.fill || this.options.stacked
        ? { fill: () => this.plot.colors.faded(s.color, this.options.stacked ? 0.55 : 0.25) }
        : {}),
    };
  }

  private dataFor(width: number): uPlot.AlignedData {
    const { start, end } = this.options.axis.view;
    const kept = thinned(this.columns, start, end, Math.max(1, width) * devicePixelRatio);
    const at = Array.from(kept, (i) => this.columns.at[i]!);
    const values = this.columns.values.map((column) =>
      Array.from(kept, (i) => {
        const v = column[i]!;
        return Number.isNaN(v) ? null : v;
      }),
    );
    if (at.length === 0) return [[start, end], ...values.map(() => [null, null])];
    return [at, ...values];
  }

  private drawLimits(u: uPlot, top: number): void {
    const { ctx, bbox } = u;
    const ratio = bbox.width / Math.max(1, u.over.clientWidth);
    ctx.save();
    for (const l of this.options.limits ?? []) {
      if (l.value > top) continue;
      const y = Math.round(u.valToPos(l.value, 'y', true));
      ctx.strokeStyle = this.plot.colors.get(l.color);
      ctx.lineWidth = 1.5 * ratio;
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Writes the values under the cursor beside the names. */
  private read(): void {
    const at = this.options.axis.cursor;
    this.options.series.forEach((s, i) => {
      this.readings[i]!.textContent = at === null ? '' : reading(this.options.unit, valueAt(s, at));
    });
  }

  private key(e: KeyboardEvent): void {
    const { axis } = this.options;
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const width = axis.view.end - axis.view.start;
    const from = axis.cursor ?? (axis.view.start + axis.view.end) / 2;
    const goTo = (at: number) => {
      this.plot.forgetPointer();
      axis.moveCursor(at);
      if (axis.cursor! < axis.view.start || axis.cursor! > axis.view.end)
        axis.pan(at < axis.view.start ? -0.5 : 0.5);
      this.live.textContent = this.spoken(axis.cursor!);
    };
    const actions: Record<string, () => void> = {
      ArrowLeft: () => (e.shiftKey ? axis.pan(-0.25) : goTo(from - width / 50)),
      ArrowRight: () => (e.shiftKey ? axis.pan(0.25) : goTo(from + width / 50)),
      Home: () => goTo(axis.view.start),
      End: () => goTo(axis.view.end),
      '+': () => axis.zoom(0.5, axis.cursor ?? undefined),
      '=': () => axis.zoom(0.5, axis.cursor ?? undefined),
      '-': () => axis.zoom(2, axis.cursor ?? undefined),
      '0': () => axis.reset(),
      Escape: () => {
        axis.moveCursor(null);
        axis.select(null);
      },
    };
    const act = actions[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  }

  private spoken(at: number): string {
    const values = this.options.series.map(
      (s) => `${plain(s.label, 60)} ${reading(this.options.unit, valueAt(s, at))}`,
    );
    return `At ${duration(at)}: ${values.join(', ')}`;
  }
}
