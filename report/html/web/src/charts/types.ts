// What a page gives to the charts, and what they tell it. All times are
// nanoseconds since the start of the axis as doubles (exact up to 104 days).
// A colour is the name of a CSS custom property, such as '--kind-run': the page
// defines it for light and dark grounds, and charts read it again on a change.

/** A piece of the time axis, start <= end. */
export interface TimeWindow {
  start: number;
  end: number;
}

/**
 * The time axis that several charts share: what they show, where the cursor
 * stands, which window is selected. Made by timeAxis(extent).
 */
export interface TimeAxis {
  /** All there is. */
  readonly extent: TimeWindow;
  /** What is shown; always within extent. */
  readonly view: TimeWindow;
  /** Where the pointer is, or null when it is over no chart. */
  readonly cursor: number | null;
  /** The selected window, or null. */
  readonly selected: TimeWindow | null;
  show(view: TimeWindow): void;
  /** Narrows (factor < 1) or widens the view; what is at `at` stays where it is. */
  zoom(factor: number, at?: number): void;
  /** Moves the view by a share of its width. */
  pan(share: number): void;
  /** Shows everything. */
  reset(): void;
  moveCursor(at: number | null): void;
  select(window: TimeWindow | null): void;
  /** Calls back on each change, with what changed; returns what ends that. */
  subscribe(changed: (what: 'view' | 'cursor' | 'selected') => void): () => void;
}

/** What all charts have. A chart fills the element that it was made in, and follows its size. */
export interface Chart {
  readonly element: HTMLElement;
  /** Draws anew, as after a change of theme that no event tells of. */
  redraw(): void;
  destroy(): void;
}

/** A named colour. */
export interface Kind {
  label: string;
  color: string;
  /** Drawn as a thin line: time in which nothing is done, such as waiting. */
  thin?: boolean;
}

/** One row of the timeline. Lanes with the same group are neighbours; groups are headings. */
export interface Lane {
  label: string;
  group: string;
}

/** Bits of Bars.flags. */
export const ON_PATH = 1;
export const FAILED = 2;
export const RETRIED = 4;
export const SKEWED = 8;

/** Columns of bars, all of one length, in any order. A bar is named by its index. */
export interface Bars {
  start: Float64Array;
  end: Float64Array;
  /** Index into lanes. */
  lane: Uint32Array;
  /** Index into kinds. */
  kind: Uint8Array;
  flags: Uint8Array;
  /** How much of the lane's height a bar takes, 0 to 1 (as the threads inside an operator); all of it where it is missing. */
  level?: Float32Array;
}

/** Stretches of lanes, such as where the path lies in them. All columns of one length. */
export interface Stretches {
  start: Float64Array;
  end: Float64Array;
  lane: Uint32Array;
  /** How much of the path there is the lane's, 0 to 1; all of it where it is missing. */
  share?: Float32Array;
}

/** A moment, or a stretch, of the whole timeline: a finding, a worker's death. */
export interface Mark {
  at: number;
  to?: number;
  text: string;
  color: string;
  /** A character or two that stand at it, such as a finding's number. */
  tag?: string;
}

/** The critical path: contiguous pieces in order of time. */
export interface PathSegments {
  start: Float64Array;
  end: Float64Array;
  kind: Uint8Array;
}

export interface TimelineData {
  lanes: Lane[];
  kinds: Kind[];
  bars: Bars;
  path: PathSegments;
  /** Where the path lies in lanes, where flags of bars cannot say it. */
  pathInLanes?: Stretches;
  marks?: Mark[];
}

/** A bar or a piece of the path. */
export type Pick = { what: 'bar'; index: number } | { what: 'path'; index: number };

export interface TimelineOptions {
  axis: TimeAxis;
  data: TimelineData;
  /** What the chart shows, for those who do not see it, e.g. 'Timeline: 49 tasks on 2 workers over 6.9 s'. */
  label: string;
  /** One or more lines about a bar, for the tooltip and for screen readers; drawn as text. */
  describe(pick: Pick): string;
  /** What is written inside a bar that is wide enough, such as an operator's name. */
  text?(pick: Pick): string;
  /** The pointer or the keyboard is over another bar, or over none. */
  onHover?(pick: Pick | null): void;
  /** A click or Enter picked a bar; null: the selection was given up (Escape, a click beside the bars). */
  onSelect?(pick: Pick | null): void;
  /** The tag of a mark was clicked. */
  onMark?(index: number): void;
  /** Most pixels of height; more lanes than fit are scrolled. */
  maxHeight?: number;
}

export interface Timeline extends Chart {
  /** Bars that stand out, all others are dimmed; null: no bar is dimmed. */
  highlight(bars: ArrayLike<number> | null): void;
  /** Marks a bar as selected; reveal brings it into view. Does not call onSelect. */
  select(pick: Pick | null, reveal?: boolean): void;
  /** Bars whose time overlaps the window. */
  within(window: TimeWindow): Uint32Array;
}

/** How numbers of an axis are written. */
export type Unit = 'count' | 'bytes' | 'ns' | 'rows' | 'ratio';

export interface Series {
  label: string;
  color: string;
  /** Ascending. */
  at: Float64Array;
  /** NaN: unknown there, and drawn as a gap. */
  value: Float64Array;
  /** The value holds until the next point (counts), instead of a straight line between points. */
  step?: boolean;
  fill?: boolean;
}

export interface LineOptions {
  axis: TimeAxis;
  /** Title above the chart, and its name for screen readers. */
  label: string;
  unit: Unit;
  series: Series[];
  /** Stack the series from the first upwards. */
  stacked?: boolean;
  /** Horizontal lines, such as the memory there is. */
  limits?: { label: string; value: number; color: string }[];
}

export interface DistributionOptions {
  label: string;
  unit: Unit;
  /** One number an item, in any order; NaN: unknown, left out and counted. */
  values: Float64Array;
  /** Indices that are marked, and can be clicked. */
  outliers: ArrayLike<number>;
  color: string;
  outlierColor: string;
  describe(index: number): string;
  onSelect?(index: number): void;
}

export interface Distribution extends Chart {
  select(index: number | null): void;
}

// The functions, in charts/index.ts:
//   timeAxis(extent: TimeWindow): TimeAxis
//   timeline(parent: HTMLElement, options: TimelineOptions): Timeline
//   lines(parent: HTMLElement, options: LineOptions): Chart
//   distribution(parent: HTMLElement, options: DistributionOptions): Distribution
