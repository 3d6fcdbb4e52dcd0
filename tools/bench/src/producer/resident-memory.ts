import type { Reading } from './scrape.js';

/** Resident memory over a run, in MB. */
export interface ResidentMemory {
  /** At the first reading, after a tenth of the events, at its highest, and at the last reading. */
  readonly start: number;
  readonly early: number;
  readonly peak: number;
  readonly end: number;
  /** MB per million events over the second half of the run: the slope of the line of best fit. */
  readonly slope: number;
  /** At every tenth of the events. */
  readonly series: readonly number[];
}

const MB = 1_048_576;
const TENTHS = 10;

/** @throws {RangeError} without readings */
export function residentMemory(readings: readonly Reading[], events: number): ResidentMemory {
  const mb = readings.map(({ residentBytes }) => residentBytes / MB);
  const [start] = mb;
  const end = mb.at(-1);
  if (start === undefined || end === undefined) throw new RangeError('nothing was read');
  const after = (share: number): number =>
    mb[readings.findIndex(({ read }) => read >= events * share)] ?? end;
  const half = readings.filter(({ read }) => read >= events / 2);
  return {
    start,
    early: after(1 / TENTHS),
    peak: Math.max(...mb),
    end,
    slope: slope(half.map(({ read, residentBytes }) => [read / 1e6, residentBytes / MB])),
    series: Array.from({ length: TENTHS }, (_, i) => after((i + 1) / TENTHS)),
  };
}

/** Of the line with the least squares of deviations; 0 through fewer than two points. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([value]) => value));
  const y = mean(points.map(([, value]) => value));
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  if (!(spread > 0)) return 0;
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}
