import type { SeriesBucket } from '@/api/client';

export const LINES = ['settled', 'delivered', 'failed'] as const;
export type Line = (typeof LINES)[number];

/** The buckets whose time is over: the last one of a running campaign is shorter than it seems. */
export const complete = (buckets: SeriesBucket[], isRunning: boolean) =>
  isRunning && buckets.length > 1 ? buckets.slice(0, -1) : buckets;

/** People per second in each bucket. What a retry takes back is no rate. */
export const ratesOf = (buckets: SeriesBucket[], line: Line, step: number) =>
  buckets.map((bucket) => Math.max(0, bucket[line]) / step);

/** The points of a line in steps: each value holds for the width of its bucket. */
export function stepsOf(rates: number[], most: number, width: number, height: number): string {
  const x = (index: number) => ((width * index) / rates.length).toFixed(1);
  const y = (value: number) => (most === 0 ? height : height - (height * value) / most).toFixed(1);
  return rates.map((value, index) => `${x(index)},${y(value)} ${x(index + 1)},${y(value)}`).join(' ');
}
