import type { Pick, TimeAxis } from './types';
import { type Walk, pathLane } from './walk';

/** What the keyboard needs of a timeline. */
export interface Keyed {
  readonly walk: Walk;
  /** The bar that the keyboard or the pointer is at, or else the selected one. */
  readonly current: Pick | null;
  goTo(pick: Pick): void;
  choose(pick: Pick | null): void;
  say(text: string): void;
  scrollBy(pages: number): void;
  zoomToSelection(): void;
  hideTooltip(): void;
}

/** What a key does in a timeline; keys that mean nothing here stay the browser's. */
export function timelineKeys(t: Keyed, axis: TimeAxis, e: KeyboardEvent): void {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const act = actions[e.key];
  if (!act) return;
  e.preventDefault();
  act(t, axis, e.shiftKey);
}

type Action = (t: Keyed, axis: TimeAxis, shift: boolean) => void;

const actions: Record<string, Action> = {
  ArrowRight: (t, axis, shift) => (shift ? axis.pan(0.25) : along(t, axis, 1)),
  ArrowLeft: (t, axis, shift) => (shift ? axis.pan(-0.25) : along(t, axis, -1)),
  ArrowDown: (t, axis, shift) => (shift ? t.scrollBy(0.25) : across(t, axis, 1)),
  ArrowUp: (t, axis, shift) => (shift ? t.scrollBy(-0.25) : across(t, axis, -1)),
  PageDown: (t) => t.scrollBy(0.9),
  PageUp: (t) => t.scrollBy(-0.9),
  Home: (t) => toEnd(t, false),
  End: (t) => toEnd(t, true),
  '+': (t, axis) => zoom(t, axis, 0.5),
  '=': (t, axis) => zoom(t, axis, 0.5),
  '-': (t, axis) => zoom(t, axis, 2),
  _: (t, axis) => zoom(t, axis, 2),
  '0': (_t, axis) => axis.reset(),
  z: (t) => t.zoomToSelection(),
  Z: (t) => t.zoomToSelection(),
  Enter: (t, axis) => chooseCurrent(t, axis),
  ' ': (t, axis) => chooseCurrent(t, axis),
  Escape: (t, axis) => giveUp(t, axis),
};

/** Where the keyboard starts: at the bar it was at, else at the path's piece in the middle of the view, else at the first bar there. */
function begin(t: Keyed, axis: TimeAxis): Pick | null {
  if (t.current) return t.current;
  const middle = (axis.view.start + axis.view.end) / 2;
  return t.walk.near(pathLane, middle) ?? t.walk.across(pathLane, 1, middle);
}

function along(t: Keyed, axis: TimeAxis, by: 1 | -1): void {
  if (!t.current) return goTo(t, begin(t, axis), 'There is no bar.');
  goTo(
    t,
    t.walk.along(t.current, by),
    by > 0 ? 'This is the last bar of the lane.' : 'This is the first bar of the lane.',
  );
}

function across(t: Keyed, axis: TimeAxis, by: 1 | -1): void {
  const at = t.current;
  if (!at) return goTo(t, begin(t, axis), 'There is no bar.');
  const { start, end } = t.walk.spanOf(at);
  // A long bar is left at what of it can be seen.
  const time = (Math.max(start, axis.view.start) + Math.min(end, axis.view.end)) / 2;
  goTo(
    t,
    t.walk.across(t.walk.laneOf(at), by, time),
    by > 0 ? 'This is the last lane.' : 'This is the first lane.',
  );
}

function toEnd(t: Keyed, last: boolean): void {
  goTo(t, t.walk.end(t.current ? t.walk.laneOf(t.current) : pathLane, last), 'There is no bar in this lane.');
}

function goTo(t: Keyed, pick: Pick | null, otherwise: string): void {
  if (pick) t.goTo(pick);
  else t.say(otherwise);
}

function zoom(t: Keyed, axis: TimeAxis, factor: number): void {
  const at = t.current ? t.walk.spanOf(t.current) : null;
  const middle = at ? (Math.max(at.start, axis.view.start) + Math.min(at.end, axis.view.end)) / 2 : undefined;
  const seen = middle !== undefined && middle >= axis.view.start && middle <= axis.view.end;
  axis.zoom(factor, seen ? middle : (axis.cursor ?? undefined));
}

function chooseCurrent(t: Keyed, axis: TimeAxis): void {
  const pick = begin(t, axis);
  if (!pick) return;
  t.goTo(pick);
  t.choose(pick);
}

/** Gives up what was last begun: the tooltip, the window, the selection. */
function giveUp(t: Keyed, axis: TimeAxis): void {
  t.hideTooltip();
  if (axis.selected) axis.select(null);
  else t.choose(null);
}
