import { freshId, make } from './dom';
import { Rows } from './lanes';
import { Outline } from './outline';
import { TimePlot, rightGutter } from './plot';
import { TimelineCanvas } from './timeline_canvas';
import { type Keyed, timelineKeys } from './timeline_keys';
import { Places } from './timeline_places';
import { timelineTop } from './timeline_top';
import { Tooltip } from './tooltip';
import type { Pick, TimeWindow, Timeline, TimelineOptions } from './types';
import { Walk, pathLane, samePick } from './walk';

const axisHeight = 26;

/** Makes a timeline inside of an element. */
export function timeline(parent: HTMLElement, options: TimelineOptions): Timeline {
  return new Lanes(parent, options);
}

class Lanes implements Timeline, Keyed {
  readonly element = make('div', 'chart chart-timeline');
  readonly walk: Walk;
  private readonly canvas: TimelineCanvas;
  private readonly plot: TimePlot;
  private readonly places: Places;
  private readonly scroller = make('div', 'chart-scroller');
  private readonly sizer = make('div', 'chart-sizer');
  private readonly live = make('div', 'chart-hidden');
  private readonly shown = make('span', 'chart-note');
  private readonly tooltip: Tooltip;
  private readonly outlines = { hover: new Outline('is-hover'), selected: new Outline('is-selected') };
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
    this.element.append(this.top(), this.scroller, this.live);
    parent.append(this.element);
    this.tooltip = new Tooltip(this.element);
    this.describeElement();
    const { axis } = options;
    this.plot = new TimePlot(stage, {
      axis,
      height: this.height(),
      timeSide: 0,
      // What a scroll bar takes away from the width, the right gutter gives back.
      rightGutter: () => Math.max(4, rightGutter - (this.scroller.offsetWidth - this.scroller.clientWidth)),
      yRange: [0, 1],
      series: [{ paths: () => null, points: { show: false } }],
      data: () => [
        [axis.extent.start, axis.extent.end],
        [0, 0],
      ],
      draw: (u) => this.canvas.draw(u, this.plot.colors, this.scroller.scrollTop),
      placed: () => this.placed(),
    });
    this.places = new Places(options.axis, this.canvas, this.plot, this.walk, this.scroller);
    this.plot.u.over.append(this.outlines.hover.element, this.outlines.selected.element);
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
    this.chosen = pick && this.walk.has(pick) ? pick : null;
    if (this.chosen && reveal) this.places.reveal(this.chosen);
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
    this.places.reveal(pick);
    this.hover(pick);
    const lane = this.walk.laneOf(pick);
    const row = lane === pathLane ? 'Critical path' : this.laneName(lane);
    this.live.textContent = `${row}. ${this.options.describe(pick)}`;
    const box = this.places.boxOf(pick);
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
    this.scroller.scrollTop += pages * (this.plot.u.over.clientHeight - this.canvas.bandHeight);
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

  private top(): HTMLElement {
    const { axis, data } = this.options;
    const own = [{ text: 'Selection', label: 'Zoom to the selection', act: () => this.zoomToSelection() }];
    if (new Rows(data.lanes).height > this.roomForLanes()) {
      own.push({
        text: 'All lanes',
        label: 'Fit all lanes into the height, or give each its own height again',
        act: () => this.fit(),
      });
    }
    return timelineTop(axis, data, own, this.shown);
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
    return (this.options.maxHeight ?? 560) - axisHeight - this.canvas.bandHeight;
  }

  private height(): number {
    return (
      axisHeight +
      this.canvas.bandHeight +
      Math.max(20, Math.min(this.canvas.rows.height, this.roomForLanes()))
    );
  }

  private layOut(): void {
    const height = this.height();
    const hidden = Math.max(
      0,
      Math.ceil(this.canvas.rows.height - (height - axisHeight - this.canvas.bandHeight)),
    );
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
      const tag = this.places.tagAt(e as MouseEvent);
      if (tag !== null) this.options.onMark?.(tag);
      else this.choose(this.places.pickAt(e as MouseEvent));
    });
    this.plot.listen(over, 'dblclick', (e) => {
      const pick = this.places.pickAt(e as MouseEvent);
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
    const pick = e.buttons === 0 ? this.places.pickAt(e) : null;
    this.hover(pick);
    const box = this.element.getBoundingClientRect();
    const marks = this.places.marksAt(e).slice(0, 5);
    const told = marks.map((i) => this.options.data.marks![i]!.text);
    const text = [pick ? this.options.describe(pick) : '', ...told].filter((t) => t !== '').join('\n');
    if (text) this.tooltip.show(text, e.clientX - box.left, e.clientY - box.top + 14);
    else this.tooltip.hide();
  }

  private placed(): void {
    if (this.pointer) this.pointed(this.pointer); // other bars may be under it now
    this.placeOutlines();
    const { rows } = this.canvas;
    const room = this.scroller.clientHeight - axisHeight - this.canvas.bandHeight;
    const [first, stop] = rows.seen(this.scroller.scrollTop, this.scroller.scrollTop + room);
    const many = this.options.data.lanes.length;
    const text = stop - first < many ? `lanes ${first + 1} to ${stop} of ${many}, scroll for more` : '';
    if (this.shown.textContent !== text) this.shown.textContent = text;
  }

  private placeOutlines(): void {
    this.outlines.hover.place(this.hovered && this.places.boxOf(this.hovered));
    this.outlines.selected.place(this.chosen && this.places.boxOf(this.chosen));
  }

  private plotLeft(): number {
    return this.plot.u.over.getBoundingClientRect().left - this.element.getBoundingClientRect().left;
  }

  private plotTop(): number {
    return this.plot.u.over.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }
}
