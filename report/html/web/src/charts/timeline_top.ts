import { type Button, buttons, make, swatch } from './dom';
import { plain } from './format';
import { FAILED, ON_PATH, RETRIED, SKEWED, type TimeAxis, type TimelineData } from './types';

/** The buttons of a timeline, and what its colours and marks mean. */
export function timelineTop(
  axis: TimeAxis,
  data: TimelineData,
  own: Button[],
  note: HTMLElement,
): HTMLElement {
  const top = make('div', 'chart-top');
  const keys = make('div', 'chart-keys');
  for (const kind of data.kinds) {
    keys.append(swatch(kind.color, plain(kind.label, 60), kind.thin ? 'is-thin' : ''));
  }
  let seen = data.pathInLanes && data.pathInLanes.start.length > 0 ? ON_PATH : 0;
  for (const f of data.bars.flags) seen |= f;
  if (seen & ON_PATH) keys.append(swatch('--path', 'on the critical path', 'is-under'));
  if (seen & FAILED) keys.append(swatch('--bad', '✕ failed', 'is-over'));
  if (seen & RETRIED) keys.append(swatch('--warn', '↻ retried', 'is-over'));
  if (seen & SKEWED) keys.append(swatch('--warn', '▲ skewed', 'is-over'));
  keys.append(note);
  top.append(
    buttons([
      { text: '+', label: 'Zoom in', act: () => axis.zoom(0.5) },
      { text: '−', label: 'Zoom out', act: () => axis.zoom(2) },
      { text: '←', label: 'Move left', act: () => axis.pan(-0.5) },
      { text: '→', label: 'Move right', act: () => axis.pan(0.5) },
      { text: 'All', label: 'Show all of the time', act: () => axis.reset() },
      ...own,
    ]),
    keys,
  );
  return top;
}
