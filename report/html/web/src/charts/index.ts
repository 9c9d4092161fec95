// The charts of the report: see types.ts for what they take and tell.
import 'uplot/dist/uPlot.min.css';
import './charts.css';

export { timeAxis } from './axis';
export { distribution } from './distribution';
export { lines } from './lines';
export { timeline } from './timeline';
export * from './types';
