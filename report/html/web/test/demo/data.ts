import { FAILED, ON_PATH, RETRIED, SKEWED, type TimelineData } from '../../src/charts';

/** Pseudo-random numbers in [0, 1), the same ones from each seed. */
export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const wall = 60e9;

/** Tasks in lanes of workers, back to back with gaps, as a busy cluster has them. */
export function simulated(tasks: number, lanes: number, seed = 1): TimelineData {
  const next = random(seed);
  const bars = {
    start: new Float64Array(tasks),
    end: new Float64Array(tasks),
    lane: new Uint32Array(tasks),
    kind: new Uint8Array(tasks),
    flags: new Uint8Array(tasks),
  };
  const perLane = Math.ceil(tasks / lanes);
  const slot = wall / perLane;
  for (let i = 0; i < tasks; i++) {
    const lane = Math.floor(i / perLane);
    const at = (i % perLane) * slot;
    const start = at + slot * 0.3 * next();
    bars.start[i] = start;
    bars.end[i] = start + slot * (0.1 + 0.55 * next());
    bars.lane[i] = lane;
    bars.kind[i] = at < wall * 0.4 ? 0 : at < wall * 0.7 ? 1 : 2;
    const dice = next();
    bars.flags[i] =
      dice < 0.01 ? FAILED : dice < 0.03 ? RETRIED : dice < 0.05 ? SKEWED : dice < 0.2 ? ON_PATH : 0;
  }
  const pieces = 40;
  const edges = Float64Array.from({ length: pieces + 1 }, (_, i) => (wall * i) / pieces);
  return {
    lanes: Array.from({ length: lanes }, (_, i) => ({
      label: `slot ${(i % 8) + 1}`,
      group: `worker ${Math.floor(i / 8) + 1}`,
    })),
    kinds: [
      { label: 'scan', color: '--kind-run' },
      { label: 'join', color: '--kind-plan' },
      { label: 'sort', color: '--kind-schedule' },
    ],
    bars,
    path: {
      start: edges.slice(0, -1),
      end: edges.slice(1),
      kind: Uint8Array.from({ length: pieces }, (_, i) => i % 3),
    },
    marks: [
      { at: wall * 0.7, to: wall * 0.8, text: 'finding 2: sort was slow', color: '--warn', tag: '2' },
      { at: wall * 0.2, text: 'finding 1: scan was slow', color: '--warn', tag: '1' },
      { at: wall * 0.9, text: 'a worker died', color: '--bad' },
    ],
  };
}

/** Names and texts as a hostile recording may have them. */
export function hostile(): TimelineData {
  const evil = [
    '</script><script>document.title="owned"</script>',
    '<img src=x onerror=alert(1)>',
    '\u202Egnp.exe',
    'x'.repeat(1_000_000),
  ];
  const n = 8;
  const times = [0, NaN, -9.2e18, 5, Infinity, 9.2e18, 7, 3];
  return {
    lanes: evil.map((label) => ({ label, group: label })),
    kinds: evil.slice(0, 2).map((label) => ({ label, color: '--kind-run' })),
    bars: {
      start: Float64Array.from(times),
      end: Float64Array.from({ length: n }, (_, i) => times[(i * 3 + 1) % n]!),
      lane: Uint32Array.from({ length: n }, (_, i) => i), // some are not there
      kind: Uint8Array.from({ length: n }, (_, i) => i * 40),
      flags: new Uint8Array(n).fill(255),
    },
    path: { start: new Float64Array(0), end: new Float64Array(0), kind: new Uint8Array(0) },
    marks: evil.map((text, i) => ({ at: i, text, color: '--nonsense' })),
  };
}
