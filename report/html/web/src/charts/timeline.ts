import { buttons, freshId, make, swatch } from './dom';
import { Rows } from './lanes';
import { TimePlot, rightGutter } from './plot';
import { TimelineCanvas, bandHeight, pathHeight } from './timeline_canvas';
import { type Keyed, timelineKeys } from './timeline_keys';
import { Tooltip } from './tooltip';
import { FAILED, ON_PATH, RETRIED, SKEWED } from './types';
import type { Pick, TimeWindow, Timeline, TimelineOptions } from './types';
import { Walk, pathLane, samePick } from './walk';

const axisHeight = 26;
const slackPixels = 3; // how far beside a bar a pointer still picks it

/** Makes a timeline inside of an element. */
export function timeline(parent: HTMLElement, options: TimelineOptions): Timeline {
  return new Lanes(parent, options);
}

class Lanes implements Timeline, Keyed {
  readonly element = make('div', 'chart chart-timeline');
  readonly walk: Walk;
  private readonly canvas: TimelineCanvas;
  private readonly plot: TimePlot;
  private readonly scroller = make('div', 'chart-scroller');
  private readonly sizer = make('div', 'chart-sizer');
  private readonly live = make('div', 'chart-hidden');
  private readonly shown = make('span', 'chart-note');
  private readonly tooltip: Tooltip;
  private readonly outlines = {
    hover: make('div', 'chart-outline is-hover'),
    selected: make('div', 'chart-outline is-selected'),
  };
  private pointer: MouseEvent | null = null; // where it was last over the plot
  private hovered: Pick | null = null;
  private chosen: Pick | null = null;
  private fitted = false;

  constructor(
    parent: HTMLElement,
    private readonly options: TimelineOptions,
  ) {
    this.canvas = new TimelineCanvas(options);
    this.walk = new Walk(this.canvas.path, this.canvas.index, options.data.bars, options.data.lanes.length);
    const stage = make('div', 'chart-stage');
    this.live.setAttribute('aria-live', 'polite');
    this.sizer.append(stage);
    this.scroller.append(this.sizer);
    this.element.append(this.bar(), this.scroller, this.live);
    parent.append(this.element);
    this.tooltip = new Tooltip(this.element);
    this.describeElement();
    const { axis } = options;
    // What a scroll bar takes away from the width, the right gutter gives back.
    const bar = this.scroller.offsetWidth - this.scroller.clientWidth;
    this.plot = new TimePlot(stage, {
      axis,
      height: this.height(),
      timeSide: 0,
      rightGutter: Math.max(4, rightGutter - bar),
      yRange: [0, 1],
      series: [{ paths: () => null, points: { show: false } }],
      data: () => [
        [axis.extent.start, axis.extent.end],
        [0, 0],
      ],
      draw: (u) => this.canvas.draw(u, this.plot.colors, this.scroller.scrollTop),
      placed: () => this.placed(),
    });
    this.plot.u.over.append(this.outlines.hover, this.outlines.selected);
    this.layOut();
    this.listen();
  }

  highlight(bars: ArrayLike<number> | null): void {
    if (bars === null) this.canvas.lit = null;
    else {
      const lit = new Uint8Array(this.options.data.bars.start.length);
      for (let i = 0; i < bars.length; i++) lit[bars[i]!] = 1;
      this.canvas.lit = lit;
    }
    this.plot.schedule();
  }

  select(pick: Pick | null, reveal = false): void {
    this.chosen = pick;
    if (pick && reveal) this.reveal(pick);
    this.placeOutlines();
  }

  within(window: TimeWindow): Uint32Array {
    return this.canvas.index.within(window);
  }

  redraw(): void {
    this.plot.redraw();
  }

  destroy(): void {
    this.plot.destroy();
    this.element.remove();
  }

  /** For tests: rectangles of the last frame. */
  get drawn(): number {
    return this.canvas.drawn;
  }

  // What the keyboard does.

  get current(): Pick | null {
    return this.hovered ?? this.chosen;
  }

  /** Goes to a bar by keyboard: brings it into view, and says what it is. */
  goTo(pick: Pick): void {
    this.pointer = null;
    this.plot.forgetPointer();
    this.reveal(pick);
    this.hover(pick);
    const lane = this.walk.laneOf(pick);
    const row = lane === pathLane ? 'Critical path' : this.laneName(lane);
    this.live.textContent = `${row}. ${this.options.describe(pick)}`;
    const box = this.boxOf(pick);
    if (box)
      this.tooltip.show(
        this.options.describe(pick),
        box.left + this.plotLeft(),
        box.top + box.height + this.plotTop(),
      );
  }

  choose(pick: Pick | null): void {
    this.chosen = pick;
    this.placeOutlines();
    this.options.onSelect?.(pick);
  }

  say(text: string): void {
    this.live.textContent = text;
  }

  zoomTo(window: TimeWindow): void {
    const around = (window.end - window.start) * 0.1;
    this.options.axis.show({ start: window.start - around, end: window.end + around });
  }

  scrollBy(pages: number): void {
    this.scroller.scrollTop += pages * (this.plot.u.over.clientHeight - bandHeight);
  }

  hover(pick: Pick | null): void {
    if (samePick(pick, this.hovered)) return;
    this.hovered = pick;
    this.placeOutlines();
    this.options.onHover?.(pick);
  }

  hideTooltip(): void {
    this.tooltip.hide();
  }

  private laneName(lane: number): string {
    const { label, group } = this.options.data.lanes[lane]!;
    return group === '' ? label : `${group}, ${label}`;
  }

  private bar(): HTMLElement {
    const { axis, data } = this.options;
    const top = make('div', 'chart-top');
    const keys = make('div', 'chart-keys');
    for (const kind of data.kinds) keys.append(swatch(kind.color, kind.label, kind.thin ? 'is-thin' : ''));
    let seen = data.pathInLanes && data.pathInLanes.start.length > 0 ? ON_PATH : 0;
    for (const f of data.bars.flags) seen |= f;
    if (seen & ON_PATH) keys.append(swatch('--path', 'on the critical path', 'is-under'));
    if (seen & FAILED) keys.append(swatch('--bad', '✕ failed', 'is-over'));
    if (seen & RETRIED) keys.append(swatch('--warn', '↻ retried', 'is-over'));
    if (seen & SKEWED) keys.append(swatch('--warn', '▲ skewed', 'is-over'));
    const list = [
      { text: '+', label: 'Zoom in', act: () => axis.zoom(0.5) },
      { text: '−', label: 'Zoom out', act: () => axis.zoom(2) },
      { text: '←', label: 'Move left', act: () => axis.pan(-0.5) },
      { text: '→', label: 'Move right', act: () => axis.pan(0.5) },
      { text: 'Selection', label: 'Zoom to the selection', act: () => this.zoomToSelection() },
      { text: 'All', label: 'Show all of the time', act: () => axis.reset() },
    ];
    if (new Rows(data.lanes).height > this.roomForLanes()) {
      list.push({
        text: 'All lanes',
        label: 'Fit all lanes into the height, or give each its own height again',
        act: () => this.fit(),
      });
    }
    keys.append(this.shown);
    top.append(buttons(list), keys);
    return top;
  }

  zoomToSelection(): void {
    const window = this.options.axis.selected ?? (this.current ? this.walk.spanOf(this.current) : null);
    if (window) this.zoomTo(window);
    else this.say('Nothing is selected.');
  }

  private fit(): void {
    this.fitted = !this.fitted;
    this.canvas.rows = new Rows(this.options.data.lanes, this.fitted ? this.roomForLanes() : undefined);
    this.layOut();
  }

  private describeElement(): void {
    const help = make(
      'div',
      'chart-hidden',
      'Left and right arrow go to the bar before and after, up and down to the lane above and below, Home and End to the ends of a lane. ' +
        'Plus and minus zoom, Shift with an arrow moves, 0 shows all, Z zooms to the selection, Enter selects, Escape gives up.',
    );
    help.id = freshId();
    this.element.append(help);
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute('role', 'application');
    this.scroller.setAttribute('aria-roledescription', 'timeline');
    this.scroller.setAttribute('aria-label', this.options.label);
    this.scroller.setAttribute('aria-describedby', help.id);
  }

  private roomForLanes(): number {
    return (this.options.maxHeight ?? 560) - axisHeight - bandHeight;
  }

  private height(): number {
    return axisHeight + bandHeight + Math.max(20, Math.min(this.canvas.rows.height, this.roomForLanes()));
  }

  private layOut(): void {
    const height = this.height();
    const hidden = Math.max(0, Math.ceil(this.canvas.rows.height - (height - axisHeight - bandHeight)));
    this.scroller.style.setProperty('height', `${height}px`);
    this.sizer.style.setProperty('height', `${height + hidden}px`);
    this.plot.resize(height);
  }

  private listen(): void {
    const over = this.plot.u.over;
    this.plot.listenWheel(this.scroller);
    this.plot.listen(this.scroller, 'scroll', () => this.plot.schedule());
    this.plot.listen(over, 'pointermove', (e) => this.pointed(e as MouseEvent));
    this.plot.listen(over, 'pointerleave', () => {
      this.pointer = null;
      this.hover(null);
      this.tooltip.hide();
    });
    this.plot.listen(over, 'click', (e) => {
      if ((e as MouseEvent).shiftKey) return;
      this.options.axis.select(null);
      this.choose(this.pickAt(e as MouseEvent));
    });
    this.plot.listen(over, 'dblclick', (e) => {
      const pick = this.pickAt(e as MouseEvent);
      if (pick) this.zoomTo(this.walk.spanOf(pick));
      else this.options.axis.reset();
    });
    this.plot.listen(this.scroller, 'keydown', (e) =>
      timelineKeys(this, this.options.axis, e as KeyboardEvent),
    );
    this.plot.listen(this.scroller, 'blur', () => {
      this.hover(null);
      this.tooltip.hide();
    });
  }

  private pointed(e: MouseEvent): void {
    this.pointer = e;
    const pick = e.buttons === 0 ? this.pickAt(e) : null;
    this.hover(pick);
    const box = this.element.getBoundingClientRect();
    const text = [pick ? this.options.describe(pick) : '', ...this.marksAt(e)]
      .filter((t) => t !== '')
      .join('\n');
    if (text) this.tooltip.show(text, e.clientX - box.left, e.clientY - box.top + 14);
    else this.tooltip.hide();
  }

  private marksAt(e: MouseEvent): string[] {
    const at = this.plot.timeAt(e.clientX);
    const slack = 4 * this.plot.nsPerPixel();
    const near = (this.options.data.marks ?? []).filter((m) => Math.abs(m.at - at) <= slack);
    return near.slice(0, 5).map((m) => m.text);
  }

  private pickAt(e: MouseEvent): Pick | null {
    const rect = this.plot.u.over.getBoundingClientRect();
    const y = e.clientY - rect.top;
    const time = this.plot.timeAt(e.clientX);
    const slack = slackPixels * this.plot.nsPerPixel();
    if (y < pathHeight) return this.walk.at(pathLane, time, slack);
    if (y < bandHeight) return null;
    const lane = this.canvas.rows.at(y - bandHeight + this.scroller.scrollTop);
    return lane === null ? null : this.walk.at(lane, time, slack);
  }

  /** Brings a bar into view: its lane by scrolling, its time by moving, or zooming where it is too small to see. */
  private reveal(pick: Pick): void {
    const lane = this.walk.laneOf(pick);
    if (lane !== pathLane) {
      const top = this.canvas.rows.top[lane]!;
      const room = this.plot.u.over.clientHeight - bandHeight;
      const margin = Math.min(room / 3, Rows.headingHeight);
      if (top < this.scroller.scrollTop + margin) this.scroller.scrollTop = top - margin;
      else if (top + this.canvas.rows.laneHeight > this.scroller.scrollTop + room) {
        this.scroller.scrollTop = top + this.canvas.rows.laneHeight - room + margin / 2;
      }
    }
    const { start, end } = this.walk.spanOf(pick);
    const { view } = this.options.axis;
    if (
      end >= view.start &&
      start <= view.end &&
      (start >= view.start || end <= view.end || end - start > view.end - view.start)
    )
      return;
    const width = Math.max(view.end - view.start, (end - start) * 1.2);
    const middle = (start + end) / 2;
    this.options.axis.show({ start: middle - width / 2, end: middle + width / 2 });
  }

  private placed(): void {
    if (this.pointer) this.pointed(this.pointer); // other bars may be under it now
    this.placeOutlines();
    const { rows } = this.canvas;
    const room = this.scroller.clientHeight - axisHeight - bandHeight;
    const [first, stop] = rows.seen(this.scroller.scrollTop, this.scroller.scrollTop + room);
    const many = this.options.data.lanes.length;
    const text = stop - first < many ? `lanes ${first + 1} to ${stop} of ${many}, scroll for more` : '';
    if (this.shown.textContent !== text) this.shown.textContent = text;
  }

  private placeOutlines(): void {
    this.place(this.outlines.hover, this.hovered);
    this.place(this.outlines.selected, this.chosen);
  }

  private place(outline: HTMLElement, pick: Pick | null): void {
    const box = pick === null ? null : this.boxOf(pick);
    outline.hidden = box === null;
    if (!box) return;
    outline.style.setProperty('left', `${box.left}px`);
    outline.style.setProperty('top', `${box.top}px`);
    outline.style.setProperty('width', `${box.width}px`);
    outline.style.setProperty('height', `${box.height}px`);
  }

  /** Where a bar is on the plot, or null when it is not in view. */
  private boxOf(pick: Pick): { left: number; top: number; width: number; height: number } | null {
    const { start, end } = this.walk.spanOf(pick);
    const { view } = this.options.axis;
    const over = this.plot.u.over;
    if (end < view.start || start > view.end) return null;
    const perPixel = this.plot.nsPerPixel();
    const left = Math.max(-3, (start - view.start) / perPixel - 1);
    const right = Math.min(over.clientWidth + 3, (end - view.start) / perPixel + 1);
    const lane = this.walk.laneOf(pick);
    const width = Math.max(5, right - left);
    if (lane === pathLane) return { left, top: -1, width, height: pathHeight + 2 };
    const top = bandHeight + this.canvas.rows.top[lane]! - this.scroller.scrollTop;
    const height = Math.max(4, this.canvas.rows.laneHeight);
    if (top + height < bandHeight || top > over.clientHeight) return null;
    return { left, top, width, height };
  }

  private plotLeft(): number {
    return this.plot.u.over.getBoundingClientRect().left - this.element.getBoundingClientRect().left;
  }

  private plotTop(): number {
    return this.plot.u.over.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }
}
